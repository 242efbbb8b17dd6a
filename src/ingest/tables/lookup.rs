//! A table that is looked up by a number: the orders of order lines, the customers of orders. Held as columns of
//! interned texts, so that half a million customers fit beside their orders.

use crate::{
    base::{Idx, IndexVec, Interner},
    define_idx,
    ingest::{
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
    form: String,
}

impl Lookup {
    /// Reads tables with the same columns.
    ///
    /// # Errors
    /// What reading says.
    pub fn read(by: Role, sources: &[Source<'_>], on_progress: OnProgress<'_>) -> Result<Lookup, Problem> {
        let width = sources.first().map_or(0, |source| source.columns.len());
        let mut lookup = Lookup {
            by,
            keys: Interner::default(),
            texts: Interner::default(),
            columns: (0..width).map(|_| IndexVec::default()).collect(),
            repeated: 0,
            form: String::new(),
        };
        for source in sources {
            source.table.scan_again(on_progress, &mut |row| {
                if let Some(row) = row.filter(|row| row.number > source.header_row) {
                    lookup.take(row, source);
                }
                Ok(Flow::More)
            })?;
        }
        Ok(lookup)
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
        for (column, texts) in source.columns.iter().zip(&mut self.columns) {
            if is_new {
                texts.push(TextIdx::NONE);
            }
            let Some(cell) = column.map(|at| row.cell(at)).filter(|cell| !cell.is_blank()) else { continue };
            if !texts[key].is_some() {
                self.form.clear();
                cell.write_text(&mut self.form);
                texts[key] = self.texts.intern(&self.form);
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
