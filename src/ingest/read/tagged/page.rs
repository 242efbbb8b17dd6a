//! The tables of a web page. Cells are texts; a cell over several columns or rows stands in the first of them. Tables
//! inside others are tables of their own: programs lay pages out with them.

use super::{
    MAX_SHEETS, span,
    tokens::{Piece, push_decoded},
};
use crate::{
    answers::SheetView,
    ingest::read::{
        delimited::MAX_COLUMNS,
        row::Cell,
        sheet_rows::{Flow, Rows},
    },
    protocol::Problem,
};

/// Longer texts in one cell are cut.
const MAX_CELL_BYTES: usize = 1 << 20;
/// Tables inside tables beyond this are no page.
const MAX_DEPTH: usize = 200;

/// The tables that are open, the innermost last, by their number on the page.
#[derive(Default)]
struct Open {
    tables: Vec<usize>,
    seen: usize,
}

impl Open {
    /// Follows a tag that opens or closes a table.
    fn follow(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Open { name, .. } if name.eq_ignore_ascii_case("table") => {
                if self.tables.len() < MAX_DEPTH {
                    self.tables.push(self.seen);
                }
                self.seen += 1;
            }
            Piece::Close(name) if name.eq_ignore_ascii_case("table") => drop(self.tables.pop()),
            _ => {}
        }
    }
    fn innermost(&self) -> Option<usize> {
        self.tables.last().copied()
    }
}

/// Counts what the tables of a page hold.
#[derive(Default)]
pub struct Finder {
    open: Open,
    /// Rows and cells of each table.
    counts: Vec<(u64, u64)>,
}

impl Finder {
    pub fn take(&mut self, piece: Piece<'_>) -> Flow {
        self.open.follow(piece);
        let Piece::Open { name, .. } = piece else { return Flow::More };
        let Some(table) = self.open.innermost().filter(|&table| table < MAX_SHEETS) else {
            return Flow::More;
        };
        if self.counts.len() <= table {
            self.counts.resize(table + 1, (0, 0));
        }
        if let Some((rows, cells)) = self.counts.get_mut(table) {
            *rows += u64::from(name.eq_ignore_ascii_case("tr"));
            *cells += u64::from(is_cell(name));
        }
        Flow::More
    }
    /// The tables that are more than a frame around something: several rows, and more than one cell in them.
    pub fn found(self) -> Vec<(usize, SheetView)> {
        let is_table = |&(_, (rows, cells)): &(usize, (u64, u64))| 2 <= rows && rows < cells;
        let tables = self.counts.into_iter().enumerate().filter(is_table);
        tables
            .zip(1..)
            .map(|((at, _), number)| (at, SheetView { name: format!("Table {number}"), hidden: false }))
            .collect()
    }
}

fn is_cell(name: &str) -> bool {
    name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th")
}

/// Gives the rows of one table.
pub struct TableReader {
    wanted: usize,
    open: Open,
    /// Rows given so far; the row that is being gathered has begun.
    row: u32,
    in_row: bool,
    column: usize,
    /// The text of the cell that is open, and the columns and rows that it takes.
    cell: Option<(String, usize, usize)>,
    /// Columns that cells above take, from and to, and for how many rows.
    taken: Vec<(usize, usize, usize)>,
}

/// Cells over several rows that are followed at a time.
const MAX_TAKEN: usize = 100;

impl TableReader {
    pub fn new(wanted: usize) -> Self {
        Self {
            wanted,
            open: Open::default(),
            row: 0,
            in_row: false,
            column: 0,
            cell: None,
            taken: Vec::new(),
        }
    }

    pub fn take(&mut self, piece: Piece<'_>, rows: &mut Rows<'_>) -> Result<Flow, Problem> {
        let was_inside = self.open.innermost() == Some(self.wanted);
        self.open.follow(piece);
        if !was_inside {
            return Ok(Flow::More);
        }
        match piece {
            Piece::Text(text) => self.text(|out| push_decoded(text, out)),
            Piece::Literal(text) => self.text(|out| out.push_str(text)),
            Piece::Open { name, attributes, .. } if is_cell(name) => {
                self.end_cell(rows)?;
                self.begin_row(rows);
                self.cell = Some((String::new(), span(attributes, "colspan"), span(attributes, "rowspan")));
            }
            Piece::Open { name, .. } if name.eq_ignore_ascii_case("tr") => {
                if self.end_row(rows)? == Flow::Stop {
                    return Ok(Flow::Stop);
                }
                self.begin_row(rows);
            }
            Piece::Close(name) if is_cell(name) => self.end_cell(rows)?,
            Piece::Close(name) if name.eq_ignore_ascii_case("tr") => return self.end_row(rows),
            Piece::Close(name) if name.eq_ignore_ascii_case("table") => {
                self.end_row(rows)?;
                return Ok(Flow::Stop);
            }
            Piece::Open { name, .. } | Piece::Close(name) if breaks(name) => self.text(|out| out.push(' ')),
            _ => {}
        }
        Ok(Flow::More)
    }

    /// A table that never closes ends with the page.
    pub fn finish(mut self, rows: &mut Rows<'_>) -> Result<(), Problem> {
        self.end_row(rows).map(|_| ())
    }

    fn text(&mut self, push: impl FnOnce(&mut String)) {
        if let Some((text, ..)) = &mut self.cell
            && text.len() < MAX_CELL_BYTES
        {
            push(text);
        }
    }

    fn begin_row(&mut self, rows: &mut Rows<'_>) {
        if !std::mem::replace(&mut self.in_row, true) {
            rows.begin(u64::from(self.row) + 1);
            self.column = 0;
        }
    }

    fn end_cell(&mut self, rows: &mut Rows<'_>) -> Result<(), Problem> {
        let Some((text, columns, height)) = self.cell.take() else { return Ok(()) };
        // what cells above reach down to is not this cell's
        let at = |column: usize| self.taken.iter().find(|(from, to, _)| (*from..*to).contains(&column));
        while let Some((_, to, _)) = at(self.column) {
            self.column = *to;
        }
        let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            rows.put(self.column, 1, Cell::Text(&text))?;
        }
        let columns = columns.max(1);
        if 1 < height && self.column < MAX_COLUMNS && self.taken.len() < MAX_TAKEN {
            self.taken.push((self.column, self.column + columns, height));
        }
        self.column += columns;
        Ok(())
    }

    fn end_row(&mut self, rows: &mut Rows<'_>) -> Result<Flow, Problem> {
        self.end_cell(rows)?;
        if !std::mem::take(&mut self.in_row) {
            return Ok(Flow::More);
        }
        self.taken.iter_mut().for_each(|(_, _, left)| *left -= 1);
        self.taken.retain(|(_, _, left)| *left > 0);
        self.row = self.row.saturating_add(1);
        rows.give(self.row - 1, 1)
    }
}

/// Tags around which words do not grow together.
fn breaks(name: &str) -> bool {
    ["br", "p", "div", "li", "tr"].iter().any(|tag| name.eq_ignore_ascii_case(tag))
}
