//! What the cells of a column look like.

use crate::{
    answers::ContentKind,
    base::hash::{FxHasher, Set},
    ingest::{
        read::row::{Cell, Row},
        values::{
            affixes::inner_text,
            date::DateEvidence,
            email::is_email,
            number::{Decimal, NumberEvidence, looks_numeric, parse_decimal},
        },
    },
};

/// Counts over the cells of one column.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Cells looked at.
    pub cells: u64,
    /// Of them blank.
    pub blank: u64,
    /// Numbers, as text or as such.
    pub numbers: u64,
    /// Whole numbers.
    pub integers: u64,
    /// Numbers below zero.
    pub negative: u64,
    /// Numbers in the range of a spreadsheet's dates.
    pub serials: u64,
    /// Dates: cells of a workbook, or texts.
    pub dates: u64,
    /// Times of day alone.
    pub times: u64,
    /// E-mail addresses.
    pub emails: u64,
    /// Cells with letters in them.
    pub words: u64,
    /// Words that are statuses of orders, or types of documents.
    pub statuses: u64,
    /// Cells that begin with `#` and a digit, or are numbers: order numbers look so.
    pub references: u64,
    /// Sum of the lengths of the non-blank cells.
    pub length: u64,
    /// Largest absolute number.
    pub largest: f64,
    /// The decimal sign.
    pub number_evidence: NumberEvidence,
    /// Day and month.
    pub date_evidence: DateEvidence,
    /// An example of a number that reads two ways.
    pub open_number: Option<String>,
    distinct: Set<u64>,
    previous: Option<u64>,
    /// Rows whose cell equals that of the row before.
    pub repeats: u64,
}

impl Column {
    fn see(&mut self, cell: Cell<'_>) {
        self.cells += 1;
        if cell.is_blank() {
            self.blank += 1;
            return;
        }
        let hash = hash_cell(cell);
        self.repeats += u64::from(self.previous == Some(hash));
        self.previous = Some(hash);
        if self.distinct.len() < 4096 {
            self.distinct.insert(hash);
        }
        match cell {
            Cell::Number(value) => {
                self.see_number(value);
                self.dates += u64::from(self.date_evidence.see_number(value));
                self.length += 6;
            }
            Cell::Moment(_) => {
                self.dates += 1;
                self.length += 10;
            }
            Cell::Text(text) => self.see_text(inner_text(text.trim())),
            Cell::Empty | Cell::Bool(_) | Cell::Error => {}
        }
    }

    fn see_number(&mut self, value: f64) {
        self.numbers += 1;
        self.integers += u64::from(value.fract() == 0.0);
        self.negative += u64::from(value < 0.0);
        self.serials += u64::from(crate::ingest::values::date::parse_serial(value).is_some());
        self.references += u64::from(value.fract() == 0.0);
        self.largest = self.largest.max(value.abs());
    }

    fn see_text(&mut self, text: &str) {
        self.length += text.chars().count() as u64;
        let letters = text.chars().any(char::is_alphabetic);
        self.words += u64::from(letters);
        // a column of statuses has few of them: names of thousands of products need not be looked up
        if letters && self.distinct.len() <= 40 {
            self.statuses += u64::from(crate::ingest::lexicon::words::is_status_word(text));
        }
        if is_email(text) {
            self.emails += 1;
            return;
        }
        if looks_numeric(text) {
            let before = (self.number_evidence.point, self.number_evidence.comma);
            self.number_evidence.see(text);
            let open = (self.number_evidence.point, self.number_evidence.comma) == before;
            if open && text.contains(['.', ',']) && self.open_number.is_none() {
                self.open_number = Some(text.to_owned());
            }
            let sign = if self.number_evidence.comma > self.number_evidence.point { ',' } else { '.' };
            let value =
                parse_decimal(text, sign).or_else(|| parse_decimal(text, ',')).map_or(0.0, Decimal::to_f64);
            self.see_number(value);
        } else if let Ok(beyond) = text.parse::<f64>() {
            // `NaN`, `inf`, 1e15 and more digits than money has: no amounts, but where amounts stand. Their rows are set
            // aside one by one; a column that is not seen would take all amounts along
            self.see_number(beyond);
        } else if text.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            self.references += 1;
        }
        self.dates += u64::from(self.date_evidence.see(text, false));
        if crate::ingest::values::date::parse_time(text).is_some() {
            self.times += 1;
        }
    }

    /// Cells that are not blank.
    pub fn filled(&self) -> u64 {
        self.cells - self.blank
    }
    /// Share of the filled cells.
    pub fn share(&self, count: u64) -> f64 {
        if self.filled() == 0 { 0.0 } else { count as f64 / self.filled() as f64 }
    }
    /// Distinct cells, at most 4096.
    pub fn distinct(&self) -> usize {
        self.distinct.len()
    }
    /// Mean length of the filled cells in characters.
    pub fn mean_length(&self) -> f64 {
        self.share(self.length)
    }
    /// What the cells hold, in a word.
    pub fn kind(&self) -> ContentKind {
        if self.filled() == 0 {
            ContentKind::Empty
        } else if self.share(self.emails) > 0.5 {
            ContentKind::Emails
        } else if self.share(self.dates) > 0.5 {
            ContentKind::Dates
        } else if self.share(self.numbers) > 0.8 {
            if self.integers == self.numbers { ContentKind::Integers } else { ContentKind::Decimals }
        } else if self.distinct() <= 40 && self.filled() >= 100 {
            ContentKind::Labels
        } else {
            ContentKind::Text
        }
    }
}

fn hash_cell(cell: Cell<'_>) -> u64 {
    use std::hash::Hasher;
    let mut hasher = FxHasher::default();
    match cell {
        Cell::Text(text) => hasher.write(text.trim().as_bytes()),
        Cell::Number(value) | Cell::Moment(value) => hasher.write_u64(value.to_bits()),
        Cell::Bool(value) => hasher.write_u8(u8::from(value)),
        Cell::Empty | Cell::Error => {}
    }
    hasher.finish()
}

/// All columns of a table.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// From left to right.
    pub columns: Vec<Column>,
}

impl Profile {
    /// Takes in a row. Columns that begin later have blanks above.
    pub fn see(&mut self, row: &Row) {
        let seen = self.columns.iter().map(|column| column.cells).max().unwrap_or(0);
        while self.columns.len() < row.len() {
            self.columns.push(Column { cells: seen, blank: seen, ..Column::default() });
        }
        for (at, column) in self.columns.iter_mut().enumerate() {
            column.see(row.cell(at));
        }
    }
    /// The profile of some rows.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Profile {
        let mut profile = Profile::default();
        rows.into_iter().filter(|row| !row.is_blank()).for_each(|row| profile.see(row));
        profile
    }
}
