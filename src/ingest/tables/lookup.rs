//! A table that is looked up by a number: the orders of order lines, the customers of orders. Held as columns of
//! interned texts, so that half a million customers fit beside their orders.

use crate::{
    base::{Idx, IndexVec, Interner},
    define_idx,
    ingest::{
        columns::slips::Slips,
        read::{
            row::{Cell, Row},
            sheet_rows::Flow,
            table::{OnProgress, Table},
        },
        values::key::{clean_id, match_form},
    },
    protocol::Problem,
    recipe::Role,
};

define_idx!(
    /// A key of the table.
    KeyIdx
);
define_idx!(
    /// A distinct cell.
    TextIdx
);

/// What is to be read of a table.
pub struct Source<'t> {
    /// The table.
    pub table: &'t Table,
    /// Row number of its header.
    pub header_row: u64,
    /// How rows with more cells than its heading are read.
    pub slips: Option<&'t Slips>,
    /// Column of the key.
    pub key: usize,
    /// The columns that are looked up; `None` where this table has no such column.
    pub columns: Vec<Option<usize>>,
}

/// The table in memory.
#[derive(Debug)]
pub struct Lookup {
    by: Role,
    keys: Interner<KeyIdx>,
    texts: Interner<TextIdx>,
    columns: Vec<IndexVec<KeyIdx, TextIdx>>,
    /// Rows that repeat a key of one before: the first filled cell of each stays.
    pub repeated: u64,
    /// Rows with more cells than the heading.
    pub slipped: u64,
    form: String,
    /// Bytes that it holds, about.
    bytes: usize,
}

/// What an interned text costs beside its letters.
const A_TEXT: usize = 16;

/// How much of a table may be held: a tab has no gigabytes, and a table of customers is no reason to lose it.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Rows.
    pub rows: usize,
    /// Bytes.
    pub bytes: usize,
}

impl Limit {
    /// That of one table.
    pub const TABLE: Limit = Limit { rows: 5_000_000, bytes: 512 << 20 };
}

impl Lookup {
    /// Reads tables with the same columns.
    ///
    /// # Errors
    /// [`Problem::LookupTooLarge`], and what reading says.
    pub fn read(
        by: Role,
        sources: &[Source<'_>],
        limit: Limit,
        on_progress: OnProgress<'_>,
    ) -> Result<Lookup, Problem> {
        let width = sources.first().map_or(0, |source| source.columns.len());
        let mut lookup = Lookup {
            by,
            keys: Interner::default(),
            texts: Interner::default(),
            columns: (0..width).map(|_| IndexVec::default()).collect(),
            repeated: 0,
            slipped: 0,
            form: String::new(),
            bytes: 0,
        };
        for source in sources {
            source.table.scan_again(on_progress, &mut |row| {
                if let Some(row) = row.filter(|row| row.number > source.header_row) {
                    let mended = source.slips.and_then(|slips| slips.mend(row));
                    lookup.slipped += u64::from(mended.is_some());
                    lookup.take(mended.as_ref().unwrap_or(row), source);
                    if let Some(limit) = lookup.beyond(limit) {
                        let table = source.table.name().to_owned();
                        return Err(Problem::LookupTooLarge { table, limit });
                    }
                }
                Ok(Flow::More)
            })?;
        }
        Ok(lookup)
    }

    /// The limit that was passed, in words.
    fn beyond(&self, limit: Limit) -> Option<String> {
        if limit.rows < self.keys.len() {
            return Some(format!("{} rows", limit.rows));
        }
        (limit.bytes < self.bytes).then(|| format!("{} MB of different texts", limit.bytes >> 20))
    }

    #[allow(clippy::indexing_slicing)] // every column is as long as there are keys
    fn take(&mut self, row: &Row, source: &Source<'_>) {
        let form = form_of(self.by, row.cell(source.key));
        if form.is_empty() {
            return;
        }
        let before = self.keys.len();
        let key = self.keys.intern(&form);
        let is_new = key.index() == before;
        self.repeated += u64::from(!is_new);
        if is_new {
            self.bytes += form.len() + A_TEXT + 4 * self.columns.len();
        }
        for (column, texts) in source.columns.iter().zip(&mut self.columns) {
            if is_new {
                texts.push(TextIdx::NONE);
            }
            let Some(cell) = column.map(|at| row.cell(at)).filter(|cell| !cell.is_blank()) else { continue };
            if !texts[key].is_some() {
                self.form.clear();
                cell.write_text(&mut self.form);
                let before = self.texts.len();
                texts[key] = self.texts.intern(&self.form);
                if before < self.texts.len() {
                    self.bytes += self.form.len() + A_TEXT;
                }
            }
        }
    }

    /// The row for a key.
    pub fn find(&self, cell: Cell<'_>) -> Option<KeyIdx> {
        if cell.is_blank() {
            return None;
        }
        self.keys.find(&form_of(self.by, cell))
    }
    /// A cell of a row; `None` where it is empty.
    pub fn text(&self, key: KeyIdx, column: usize) -> Option<&str> {
        let text = *self.columns.get(column)?.get(key)?;
        text.is_some().then(|| self.texts.text(text))
    }
    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = KeyIdx> {
        self.keys.indices()
    }
    /// Some keys.
    pub fn examples(&self) -> Vec<String> {
        self.keys.indices().take(3).map(|key| self.keys.text(key).chars().take(40).collect()).collect()
    }
    /// Number of keys.
    pub fn len(&self) -> usize {
        self.keys.len()
    }
    /// True for a table without keys.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

fn form_of(by: Role, cell: Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => match_form(by, clean_id(text)),
        cell => match_form(by, clean_id(&cell.to_text())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::{
        ingest::read::{source::InputFile, table::OpenFile},
        recipe::Reading,
    };

    #[test]
    fn what_is_too_large_ends_in_a_sentence() {
        let text = (0..500).fold("id,name\n".to_owned(), |text, n| text + &format!("{n},Customer {n}\n"));
        let file = InputFile::from_bytes("customers.csv", text.into_bytes());
        let open = OpenFile::open(file, &Reading::default(), &mut |_| {}).unwrap();
        let table = Rc::new(open.into_iter().next().unwrap()).tables().remove(0);
        let source = || Source { table: &table, header_row: 1, slips: None, key: 0, columns: vec![Some(1)] };
        let read = |limit| Lookup::read(Role::Customer, &[source()], limit, &mut |_| {});
        assert_eq!(read(Limit::TABLE).unwrap().len(), 500);
        let said = |limit| match read(limit) {
            Err(Problem::LookupTooLarge { table, limit }) => format!("{table}: {limit}"),
            other => format!("{:?}", other.map(|lookup| lookup.len())),
        };
        assert_eq!(said(Limit { rows: 499, bytes: 1 << 20 }), "customers.csv: 499 rows");
        assert_eq!(said(Limit { rows: 500, bytes: 1 << 10 }), "customers.csv: 0 MB of different texts");
    }
}
