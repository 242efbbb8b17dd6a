//! One row of any table, in a buffer that is used again for the next: texts in one string, cells as what they are.

/// A cell as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text, also where it looks like a number: text files hold nothing else.
    Text(&'a str),
    /// A number of a workbook.
    Number(f64),
    /// A date of a workbook, as days since 1970-01-01 with the time of day as the fraction.
    Moment(f64),
    /// True or false.
    Bool(bool),
    /// An error value of a workbook, such as `#REF!`.
    Error,
}

impl Cell<'_> {
    /// True where there is nothing to read: empty, or white space only.
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            // what begins with a sign is not blank, and nearly all texts do
            Cell::Text(text) => {
                !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.trim().is_empty()
            }
            _ => false,
        }
    }

    /// The cell as a person would write it, trimmed: whole numbers without decimals, dates as ISO.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        self.write_text(&mut text);
        text
    }

    /// Appends [`Cell::to_text`].
    pub fn write_text(&self, out: &mut String) {
        use std::fmt::Write;
        // whole numbers, such as ids, are most of them, and far quicker to write
        if let Cell::Number(value) = self
            && let Some(whole) = whole_number(*value)
        {
            return push_integer(out, whole);
        }
        // writing to a String cannot fail
        let _ = match self {
            Cell::Empty => Ok(()),
            Cell::Text(text) => {
                out.push_str(text.trim());
                Ok(())
            }
            Cell::Number(value) => write!(out, "{value}"),
            Cell::Moment(days) => {
                let (day, second) = crate::ingest::values::date::split_moment(*days);
                match second {
                    0 => write!(out, "{day}"),
                    _ => write!(out, "{day} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60),
                }
            }
            Cell::Bool(value) => write!(out, "{value}"),
            Cell::Error => write!(out, "#ERROR"),
        };
    }
}

/// The number where it is whole and exact.
#[inline]
fn whole_number(value: f64) -> Option<i64> {
    let whole = value as i64;
    (whole as f64 == value && whole.unsigned_abs() < 1_000_000_000_000_000).then_some(whole)
}

fn push_integer(out: &mut String, number: i64) {
    let mut digits = [0u8; 20];
    let mut rest = number.unsigned_abs();
    let mut used = 0;
    for place in digits.iter_mut().rev() {
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
        used += 1;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push('-');
    }
    let digits = digits.get(digits.len() - used..).unwrap_or_default();
    out.extend(digits.iter().map(|&digit| char::from(digit)));
}

#[derive(Debug, Clone, Copy)]
enum Slot {
    Empty,
    Text { start: u32, end: u32 },
    Number(f64),
    Moment(f64),
    Bool(bool),
    Error,
}

/// Whether a row had more cells than the heading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Slip {
    /// No more than it may.
    #[default]
    None,
    /// It had, and was put together again.
    Rejoined,
    /// It has, and nothing tells where they belong.
    Open,
}

/// A row with its number.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Row number counted from 1, as a spreadsheet or an editor shows it.
    pub number: u64,
    /// Cells with a formula whose result the file does not hold: they are blank, and the row has to say so.
    pub formulas_without_value: u32,
    /// Whether it had more cells than the heading.
    pub slip: Slip,
    text: String,
    slots: Vec<Slot>,
    /// Columns of numbers whose format shows a currency, and which.
    currencies: Vec<(u32, &'static str)>,
}

impl Row {
    /// Empties the row for the next one.
    pub fn clear(&mut self, number: u64) {
        self.number = number;
        self.formulas_without_value = 0;
        self.slip = Slip::None;
        self.text.clear();
        self.slots.clear();
        self.currencies.clear();
    }
    /// Says which currency the format of a number shows.
    pub fn note_currency(&mut self, column: usize, currency: &'static str) {
        self.currencies.push((column as u32, currency));
    }
    /// The currency that the format of a cell shows beside its number.
    pub fn currency(&self, column: usize) -> Option<&'static str> {
        let found = self.currencies.iter().find(|&&(at, _)| at as usize == column);
        found.map(|&(_, currency)| currency)
    }
    /// Columns of numbers whose format shows a currency, and which.
    pub fn currencies(&self) -> &[(u32, &'static str)] {
        &self.currencies
    }
    /// Number of cells.
    #[inline]
    pub fn len(&self) -> usize {
        self.slots.len()
    }
    /// True when there is no cell at all.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }
    /// The cell of a column; empty beyond the end.
    #[inline]
    pub fn cell(&self, column: usize) -> Cell<'_> {
        match self.slots.get(column).copied().unwrap_or(Slot::Empty) {
            Slot::Empty => Cell::Empty,
            Slot::Text { start, end } => {
                Cell::Text(self.text.get(start as usize..end as usize).unwrap_or_default())
            }
            Slot::Number(value) => Cell::Number(value),
            Slot::Moment(days) => Cell::Moment(days),
            Slot::Bool(value) => Cell::Bool(value),
            Slot::Error => Cell::Error,
        }
    }
    /// All cells in order.
    #[inline]
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        (0..self.slots.len()).map(|column| self.cell(column))
    }
    /// True when no cell holds anything.
    #[inline]
    pub fn is_blank(&self) -> bool {
        // nearly every row has something in its first cell
        self.cell(0).is_blank() && self.cells().all(|cell| cell.is_blank())
    }
    /// The cells as text.
    pub fn to_texts(&self) -> Vec<String> {
        self.cells().map(|cell| cell.to_text()).collect()
    }

    /// Appends a text cell.
    #[inline]
    pub fn push_text(&mut self, text: &str) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.slots.push(Slot::Text { start, end: self.text.len() as u32 });
    }
    /// Makes `text` the whole text of an empty row, for [`Row::push_range`] to point into.
    pub(in crate::ingest) fn set_text(&mut self, text: &str) {
        self.text.clear();
        self.text.push_str(text);
    }
    /// Appends a cell that is a range of the row's text.
    #[inline]
    pub(in crate::ingest) fn push_range(&mut self, start: usize, end: usize) {
        self.slots.push(Slot::Text { start: start as u32, end: end as u32 });
    }
    /// Puts a cell at a column, which workbooks do not always name in order.
    pub fn set(&mut self, column: usize, cell: Cell<'_>) {
        self.pad_to(column);
        if column == self.slots.len() {
            return self.push(cell);
        }
        self.push(cell);
        if let (Some(slot), true) = (self.slots.pop(), column < self.slots.len())
            && let Some(place) = self.slots.get_mut(column)
        {
            *place = slot;
        }
    }
    /// Appends a cell of any kind.
    pub fn push(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Empty => self.slots.push(Slot::Empty),
            Cell::Text(text) => self.push_text(text),
            Cell::Number(value) => self.slots.push(Slot::Number(value)),
            Cell::Moment(days) => self.slots.push(Slot::Moment(days)),
            Cell::Bool(value) => self.slots.push(Slot::Bool(value)),
            Cell::Error => self.slots.push(Slot::Error),
        }
    }
    /// Drops the cells from a column on.
    pub(in crate::ingest) fn truncate(&mut self, len: usize) {
        self.slots.truncate(len);
    }
    /// Appends the same cell several times; its text is held once.
    pub(in crate::ingest) fn push_repeated(&mut self, cell: Cell<'_>, times: usize) {
        if times == 0 {
            return;
        }
        self.push(cell);
        if let Some(&slot) = self.slots.last() {
            self.slots.extend(std::iter::repeat_n(slot, times - 1));
        }
    }
    /// Appends empty cells until the row has `len` cells.
    pub fn pad_to(&mut self, len: usize) {
        if self.slots.len() < len {
            self.slots.resize(len, Slot::Empty);
        }
    }
}

/// Rows of lines whose cells stand between semicolons, for tests.
#[cfg(test)]
pub fn rows(lines: &[&str]) -> Vec<Row> {
    let row = |line: &&str| {
        let mut row = Row::default();
        line.split(';').for_each(|cell| row.push_text(cell));
        row
    };
    lines.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (value, want) in [
            (0.0, "0"),
            (-0.0, "0"),
            (7.0, "7"),
            (17850.0, "17850"),
            (-100.0, "-100"),
            (2.55, "2.55"),
            (999_999_999_999_999.0, "999999999999999"),
            (1e15, "1000000000000000"),
            (1e21, "1000000000000000000000"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(Cell::Number(value).to_text(), want);
        }
    }
}
