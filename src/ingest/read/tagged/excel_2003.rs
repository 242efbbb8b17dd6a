//! Excel's XML of 2003: worksheets with rows and cells that say their place where it is not the next one, and their type.

use super::{
    MAX_SHEETS, span,
    tokens::{Piece, attribute, push_decoded},
};
use crate::{
    answers::SheetView,
    ingest::{
        read::{
            row::Cell,
            sheet_rows::{Flow, Rows},
        },
        values::date::read_written,
    },
    protocol::Problem,
    recipe::DateOrder,
};

/// Rows of the spreadsheet programs that write this, and more.
const MAX_ROWS: u32 = 1_048_576;
const MAX_CELL_BYTES: usize = 1 << 20;

/// Finds the worksheets and which of them are hidden.
#[derive(Default)]
pub struct Finder {
    sheets: Vec<SheetView>,
    in_visible: bool,
}

impl Finder {
    pub fn take(&mut self, piece: Piece<'_>) -> Flow {
        match piece {
            Piece::Open { name: "Worksheet", attributes, .. } if self.sheets.len() < MAX_SHEETS => {
                let mut name = String::new();
                push_decoded(attribute(attributes, "Name").unwrap_or("Sheet"), &mut name);
                self.sheets.push(SheetView { name, hidden: false });
            }
            Piece::Open { name, .. } => self.in_visible = name == "Visible",
            Piece::Text(text) if self.in_visible => {
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.hidden |= text.contains("Hidden");
                }
            }
            Piece::Close(_) => self.in_visible = false,
            _ => {}
        }
        Flow::More
    }
    pub fn found(self) -> Vec<(usize, SheetView)> {
        self.sheets.into_iter().enumerate().collect()
    }
}

/// Gives the rows of one worksheet.
pub struct SheetReader {
    wanted: usize,
    /// Worksheets that have begun.
    seen: usize,
    /// The row and column that come next, counted from 0.
    row: u32,
    column: usize,
    /// Columns that the cell takes besides its own.
    merged: usize,
    has_formula: bool,
    /// The type of the cell, and its text where it has one.
    data: Option<(Type, String)>,
    in_data: bool,
    in_comment: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Moment,
    Bool,
    Error,
    Text,
}

impl SheetReader {
    pub fn new(wanted: usize) -> Self {
        Self {
            wanted,
            seen: 0,
            row: 0,
            column: 0,
            merged: 0,
            has_formula: false,
            data: None,
            in_data: false,
            in_comment: false,
        }
    }

    pub fn take(&mut self, piece: Piece<'_>, rows: &mut Rows<'_>) -> Result<Flow, Problem> {
        if let Piece::Open { name: "Worksheet", .. } = piece {
            self.seen += 1;
        }
        if self.seen != self.wanted + 1 {
            return Ok(if self.wanted < self.seen { Flow::Stop } else { Flow::More });
        }
        match piece {
            Piece::Open { name: "Row", attributes, is_empty } => {
                if let Some(index) = index(attributes) {
                    self.row = u32::try_from(index).unwrap_or(MAX_ROWS).min(MAX_ROWS);
                }
                self.column = 0;
                self.row += u32::from(is_empty);
            }
            Piece::Close("Row") => {
                self.row = self.row.saturating_add(1);
                if MAX_ROWS < self.row {
                    return Ok(Flow::Stop);
                }
            }
            Piece::Open { name: "Cell", attributes, is_empty } => {
                if let Some(index) = index(attributes) {
                    self.column = index;
                }
                self.has_formula = attribute(attributes, "Formula").is_some();
                let across = span(attributes, "MergeAcross");
                if is_empty {
                    let flow = self.end_cell(rows)?;
                    self.column += across;
                    return Ok(flow);
                }
                self.data = None;
                self.merged = across;
            }
            Piece::Close("Cell") => {
                let flow = self.end_cell(rows)?;
                self.column += std::mem::take(&mut self.merged);
                return Ok(flow);
            }
            Piece::Open { name: "Comment", is_empty: false, .. } => self.in_comment = true,
            Piece::Close("Comment") => self.in_comment = false,
            Piece::Open { name: "Data", attributes, is_empty } if !self.in_comment => {
                let kind = match attribute(attributes, "Type") {
                    Some("Number") => Type::Number,
                    Some("DateTime") => Type::Moment,
                    Some("Boolean") => Type::Bool,
                    Some("Error") => Type::Error,
                    _ => Type::Text,
                };
                self.data = Some((kind, String::new()));
                self.in_data = !is_empty;
            }
            Piece::Close("Data") => self.in_data = false,
            Piece::Text(text) if self.in_data => self.text(|out| push_decoded(text, out)),
            Piece::Literal(text) if self.in_data => self.text(|out| out.push_str(text)),
            Piece::Close("Table") => {
                rows.finish()?;
                return Ok(Flow::Stop);
            }
            _ => {}
        }
        Ok(Flow::More)
    }

    fn text(&mut self, push: impl FnOnce(&mut String)) {
        if let Some((_, text)) = &mut self.data
            && text.len() < MAX_CELL_BYTES
        {
            push(text);
        }
    }

    fn end_cell(&mut self, rows: &mut Rows<'_>) -> Result<Flow, Problem> {
        let place = (self.row, u32::try_from(self.column).unwrap_or(u32::MAX));
        self.column += 1;
        let (kind, text) = self.data.take().unwrap_or((Type::Text, String::new()));
        let cell = match kind {
            _ if text.is_empty() => Cell::Empty,
            Type::Number => text.trim().parse().map_or(Cell::Text(&text), Cell::Number),
            Type::Moment => moment(&text),
            Type::Bool => Cell::Bool(matches!(text.trim(), "1" | "true" | "True")),
            Type::Error => Cell::Error,
            Type::Text => Cell::Text(&text),
        };
        let lacks_value = self.has_formula && cell == Cell::Empty;
        if cell == Cell::Empty && !lacks_value {
            return Ok(Flow::More);
        }
        let flow = rows.take(place, cell)?;
        if lacks_value {
            rows.note_formula_without_value();
        }
        Ok(flow)
    }
}

/// A place that is named, counted from 0.
fn index(attributes: &str) -> Option<usize> {
    attribute(attributes, "Index")?.trim().parse::<usize>().ok()?.checked_sub(1)
}

/// `2023-01-03T14:05:00.000`; a time of day alone stands on the last day of 1899.
fn moment(text: &str) -> Cell<'_> {
    if let Some(("1899-12-31" | "1899-12-30", time)) = text.trim().split_once('T') {
        let seconds = crate::ingest::values::date::parse_time(time);
        return seconds.map_or(Cell::Text(text), |seconds| Cell::Number(f64::from(seconds) / 86_400.0));
    }
    match read_written(text, false).and_then(|written| written.resolve(DateOrder::DayFirst)) {
        Some((day, second)) => Cell::Moment(f64::from(day.0) + f64::from(second) / 86_400.0),
        None => Cell::Text(text),
    }
}
