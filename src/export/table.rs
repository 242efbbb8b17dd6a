//! A table with typed cells, whatever file it becomes.

use std::borrow::Cow;

use crate::base::{Day, Money};

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub header: &'static str,
    /// Width in a workbook, in characters.
    pub width: u16,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, where a value is not known.
    Empty,
    /// Text; never a formula.
    Text(Cow<'a, str>),
    /// A whole number.
    Count(u64),
    /// A number with decimals.
    Number(f64),
    /// An amount.
    Money(Money),
    /// A date.
    Day(Day),
}

impl<'a> Cell<'a> {
    /// A text, or nothing where it is empty.
    pub fn text(text: &'a str) -> Cell<'a> {
        if text.is_empty() { Cell::Empty } else { Cell::Text(Cow::Borrowed(text)) }
    }
    /// An amount, or nothing where it is unknown.
    pub fn money(amount: Option<Money>) -> Cell<'a> {
        amount.map_or(Cell::Empty, Cell::Money)
    }
}

/// Columns and rows; each row has a cell per column.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<'a> {
    /// Name of the sheet.
    pub sheet: String,
    /// The day that the numbers stand on; written as the workbook's date, because there is no clock.
    pub as_of: Day,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<Cell<'a>>>,
}
