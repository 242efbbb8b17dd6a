//! One of the tables that lie below each other in a dataset.

use std::rc::Rc;

use crate::ingest::{columns::slips::Slips, read::table::Table};

/// One of the tables that lie below each other.
#[derive(Clone)]
pub struct Part {
    /// The table.
    pub table: Table,
    /// Which of the files it comes from.
    pub file: usize,
    /// Row number of the last line of its header; 0 where there is none.
    pub header_row: u64,
    /// Its headers as they stand in it, for recognising them again in the middle.
    pub headers: Vec<String>,
    /// Its amounts are those of returns, written without a minus.
    pub negate: bool,
    /// How rows with more cells than its heading are read.
    pub(in crate::ingest) slips: Option<Rc<Slips>>,
    /// Its column for each column of the layout; `None` where they are the same.
    pub(in crate::ingest) columns: Option<Vec<Option<usize>>>,
}

impl Part {
    /// Its headers under the columns of the layout; empty where it has none.
    pub fn headers_in_layout(&self) -> Vec<String> {
        let header = |column: usize| self.headers.get(column).cloned().unwrap_or_default();
        match &self.columns {
            None => self.headers.clone(),
            Some(columns) => columns.iter().map(|column| column.map(header).unwrap_or_default()).collect(),
        }
    }
}
