//! A table with typed cells, whatever file it becomes.

use std::borrow::Cow;

use crate::base::{Day, Money};

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column<'a> {
    /// Its heading.
    pub header: Cow<'a, str>,
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

// Not inlined: hundreds of cells are made by name, and each would bring the whole of these with it (docs/size.md).
impl<'a> Cell<'a> {
    /// A text, or nothing where it is empty.
    #[inline(never)]
    pub fn text(text: &'a str) -> Cell<'a> {
        if text.is_empty() { Cell::Empty } else { Cell::Text(Cow::Borrowed(text)) }
    }
    /// A number, or nothing where it is unknown.
    #[inline(never)]
    pub fn number(number: Option<f64>) -> Cell<'a> {
        number.map_or(Cell::Empty, Cell::Number)
    }
    /// A count, or nothing where it is unknown.
    #[inline(never)]
    pub fn count(count: Option<u64>) -> Cell<'a> {
        count.map_or(Cell::Empty, Cell::Count)
    }
    /// An amount, or nothing where it is unknown.
    #[inline(never)]
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
    pub columns: Vec<Column<'a>>,
    /// The rows.
    pub rows: Vec<Vec<Cell<'a>>>,
}

impl<'a> Table<'a> {
    /// A table whose columns are as wide as their headings.
    pub fn new(
        sheet: &str,
        as_of: Day,
        headers: impl IntoIterator<Item = impl Into<Cow<'a, str>>>,
    ) -> Table<'a> {
        let column = |header: Cow<'a, str>| {
            let width = u16::try_from(header.len() + 3).unwrap_or(u16::MAX).max(10);
            Column { header, width }
        };
        Table {
            sheet: sheet.to_owned(),
            as_of,
            columns: headers.into_iter().map(|header| column(header.into())).collect(),
            rows: Vec::new(),
        }
    }
}
