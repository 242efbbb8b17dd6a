//! Rows of one table as rows of the dataset: every cell under its column, and what other tables know of its order,
//! customer or product.

use crate::ingest::{
    read::row::{Cell, Row, Slip},
    tables::{lookup::Lookup, part::Part},
    values::key::clean_id,
};

/// A table that is looked up, in memory.
pub(in crate::ingest) struct Join {
    /// The name of the table.
    pub name: String,
    /// Its place among the tables that were given.
    pub at: usize,
    /// Its rows by key.
    pub lookup: Lookup,
    /// Column of the layout with the key.
    pub key: usize,
    /// Column of the layout for each of its columns.
    pub columns: Vec<usize>,
    /// Those of them that belong to the whole order, and are given to its first line alone.
    pub once: Vec<bool>,
    /// The column that is filled for whatever is on the list.
    pub marker: Option<usize>,
    /// Which of its columns holds what an order is worth.
    pub total: Option<usize>,
}

/// Widens rows; knows which orders it has met.
pub(in crate::ingest) struct Widener<'d> {
    joins: &'d [Join],
    label_column: Option<usize>,
    row: Row,
    /// By join and key: a line asked for it.
    pub met: Vec<Vec<bool>>,
    /// The joins in which the last row found nothing, a bit each.
    missed: u64,
    /// By join, how its look-ups went.
    pub matches: Vec<Matches>,
}

/// How look-ups in a table went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// Rows that found something.
    pub found: u64,
    /// Some of these keys.
    pub examples: Vec<String>,
}

impl<'d> Widener<'d> {
    /// Has met no row. The label column, where there is one, names the table.
    pub fn new(joins: &'d [Join], label_column: Option<usize>) -> Self {
        let met = joins.iter().map(|join| vec![false; join.lookup.len()]).collect();
        let matches = vec![Matches::default(); joins.len()];
        Self { joins, label_column, row: Row::default(), met, missed: 0, matches }
    }

    /// [`Widener::widen`], and the joins in which the row found nothing, a bit each.
    pub fn widen_and_tell(&mut self, part: &Part, row: &Row) -> (&Row, u64) {
        self.widen(part, row);
        (&self.row, self.missed)
    }

    /// The row of a part under the columns of the dataset.
    pub fn widen(&mut self, part: &Part, row: &Row) -> &Row {
        let wide = &mut self.row;
        wide.clear(row.number);
        wide.slip = row.slip;
        self.missed = 0;
        match &part.columns {
            Some(columns) => {
                for column in columns {
                    wide.push(column.map_or(Cell::Empty, |column| row.cell(column)));
                }
            }
            None => {
                // what is beyond the last heading must not stand under what is looked up
                let own = if row.slip == Slip::Open { part.headers.len() } else { row.len() };
                row.cells().take(own).for_each(|cell| wide.push(cell));
            }
        }
        for &(column, currency) in row.currencies() {
            let own = column as usize;
            let place = match &part.columns {
                Some(columns) => columns.iter().position(|&from| from == Some(own)),
                None => Some(own),
            };
            if let Some(place) = place {
                wide.note_currency(place, currency);
            }
        }
        if row.is_blank() {
            return wide;
        }
        wide.pad_to(self.label_column.unwrap_or(0));
        if self.label_column.is_some() {
            wide.push(Cell::Text(part.table.name()));
        }
        let joins = self.joins.iter().zip(&mut self.met).zip(&mut self.matches);
        for (at, ((join, met), matches)) in joins.enumerate() {
            let cell = wide.cell(join.key);
            let key = join.lookup.find(cell);
            match key {
                Some(_) => matches.found += 1,
                // a word for nothing is no key
                None if cell.is_blank() || clean_id(&cell.to_text()).is_empty() => {}
                None => {
                    if join.marker.is_none() {
                        self.missed |= 1 << at.min(63);
                    }
                    if matches.examples.len() < 3 {
                        matches.examples.push(cell.to_text().chars().take(40).collect());
                    }
                }
            }
            if let Some(marker) = join.marker {
                wide.pad_to(marker);
                wide.set(marker, if key.is_some() { Cell::Text("returned") } else { Cell::Empty });
                continue;
            }
            let is_first = match key.and_then(|key| met.get_mut(key.0 as usize)) {
                Some(met) => !std::mem::replace(met, true),
                None => true,
            };
            for (at, (&column, &once)) in join.columns.iter().zip(&join.once).enumerate() {
                wide.pad_to(column + 1);
                if !wide.cell(column).is_blank() {
                    continue;
                }
                let text = key.and_then(|key| join.lookup.text(key, at));
                match text {
                    Some(_) if once && !is_first => wide.set(column, Cell::Number(0.0)),
                    Some(text) => wide.set(column, Cell::Text(text)),
                    None => {}
                }
            }
        }
        wide
    }
}
