//! What rows showed on the way into the ledger that may make figures wrong: counts and a few examples, nothing kept of the
//! rows themselves.

use crate::{base::Money, ingest::read::table::LookupEnd};

/// Examples kept of each.
const EXAMPLES: usize = 3;
/// Letters of an example.
const LETTERS: usize = 120;

/// Rows of which something was noticed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Rows.
    pub rows: u64,
    /// The sum of their amounts without signs.
    pub amount: Money,
    /// Some of them, as they stand.
    pub examples: Vec<String>,
}

impl Seen {
    /// Counts a row.
    pub fn see(&mut self, amount: Money, example: impl FnOnce() -> String) {
        self.rows += 1;
        self.amount += Money(amount.0.saturating_abs());
        if self.examples.len() < EXAMPLES {
            let example: String = example().chars().take(LETTERS).collect();
            if !self.examples.contains(&example) {
                self.examples.push(example);
            }
        }
    }
}

/// What was noticed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Noticed {
    /// Totals of orders that stand on further lines.
    pub repeated_totals: Seen,
    /// Amounts above zero beside a quantity below.
    pub minus_on_one_side: Seen,
    /// Dates whose day and month were turned.
    pub swapped_days: Seen,
    /// Dates in the column of amounts.
    pub amount_dates: Seen,
    /// Rows with more cells than the heading has, where nothing tells which belong together.
    pub slipped: Seen,
    /// Rows with more cells than the heading had, put together again.
    pub rejoined: Seen,
    /// Orders whose number comes again after months.
    pub numbers_again: Seen,
    /// Rows whose key a spreadsheet has rounded.
    pub lost_digits: Seen,
    /// Words for nobody where the customer stands, with their rows, most rows first.
    pub nobody: Vec<(String, u64)>,
    /// Keys that stand beside several clearly different names.
    pub names: Names,
    /// Tables that were looked up.
    pub unmatched: Vec<Unmatched>,
}

/// Keys that stand beside several clearly different names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Keys.
    pub keys: u64,
    /// Their rows.
    pub rows: u64,
    /// Some of them with two of their names.
    pub examples: Vec<String>,
}

/// How well a table that was looked up fits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unmatched {
    /// What the reading of the rows says.
    pub end: LookupEnd,
    /// The amounts of the rows that found nothing, without signs.
    pub amount: Money,
}
