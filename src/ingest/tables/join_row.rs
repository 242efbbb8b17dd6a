//! Rows of one table as rows of the dataset: every cell under its column, and what other tables know of its order,
//! customer or product.

use crate::ingest::{
    read::row::{Cell, Row},
    tables::{lookup::Lookup, part::Part},
};

/// A table that is looked up, in memory.
pub(in crate::ingest) struct Join {
    /// The name of the table.
    pub name: String,
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
}

/// Widens rows; knows which orders it has met.
pub(in crate::ingest) struct Widener<'d> {
    joins: &'d [Join],
    label_column: Option<usize>,
    row: Row,
    /// By join and key: its first line was met.
    met: Vec<Vec<bool>>,
    has_once: bool,
    /// By join, how its look-ups went.
    pub matches: Vec<Matches>,
}

/// How look-ups in a table went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// Rows that found something.
    pub found: u64,
    /// Rows with a key that found nothing.
    pub missed: u64,
    /// Some of these keys.
    pub examples: Vec<String>,
}

impl<'d> Widener<'d> {
    /// Has met no row. The label column, where there is one, names the table.
    pub fn new(joins: &'d [Join], label_column: Option<usize>) -> Self {
        let met = joins.iter().map(|join| vec![false; join.lookup.len()]).collect();
        let has_once = joins.iter().any(|join| join.once.contains(&true));
        let matches = vec![Matches::default(); joins.len()];
        Self { joins, label_column, row: Row::default(), met, has_once, matches }
    }

    /// The row of a part under the columns of the dataset.
    pub fn widen(&mut self, part: &Part, row: &Row) -> &Row {
        let wide = &mut self.row;
        wide.clear(row.number);
        match &part.columns {
            Some(columns) => {
                for column in columns {
                    wide.push(column.map_or(Cell::Empty, |column| row.cell(column)));
                }
            }
            None => row.cells().for_each(|cell| wide.push(cell)),
        }
        if row.is_blank() {
            return wide;
        }
        wide.pad_to(self.label_column.unwrap_or(0));
        if self.label_column.is_some() {
            wide.push(Cell::Text(part.table.name()));
        }
        for ((join, met), matches) in self.joins.iter().zip(&mut self.met).zip(&mut self.matches) {
            let cell = wide.cell(join.key);
            let key = join.lookup.find(cell);
            match key {
                Some(_) => matches.found += 1,
                None if cell.is_blank() => {}
                None => {
                    matches.missed += 1;
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
                Some(met) if self.has_once => !std::mem::replace(met, true),
                _ => true,
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
