//! What statuses and currencies say of their rows, and how many rows there are of each.

use std::collections::BTreeMap;

use crate::{
    base::Money,
    ingest::{
        lexicon::words::{is_return_status, is_set_aside_status},
        plan::Plan,
        read::row::{Cell, Row},
        values::{key::clean_id, number::Decimal},
    },
    recipe::Role,
};

/// Rows of one status.
#[derive(Debug, Clone, Copy, Default)]
pub struct StatusRows {
    /// Rows.
    pub rows: u64,
    /// Their amounts.
    pub amount: Money,
    /// They are set aside.
    pub set_aside: bool,
    /// They are returns.
    pub returned: bool,
}

/// Rows of one currency.
#[derive(Debug, Clone, Copy, Default)]
pub struct CurrencyRows {
    /// Rows.
    pub rows: u64,
    /// Their amounts in that currency.
    pub amount: Money,
}

/// More statuses than this are no statuses, and more currencies no currencies.
const MAX_LABELS: usize = 300;

/// What a status says about its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Judged {
    /// The row is set aside.
    pub set_aside: bool,
    /// It is a return.
    pub returned: bool,
}

/// What a number in another currency is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rate {
    /// It is in the currency that is analysed.
    Same,
    /// So much of it.
    Of(Decimal),
    /// Nobody said.
    Unknown,
}

/// Reads the statuses of rows by a plan.
pub struct Statuses<'p> {
    plan: &'p Plan,
    /// By status as it stands.
    pub counts: BTreeMap<String, StatusRows>,
    last: (String, Judged),
}

impl<'p> Statuses<'p> {
    /// Has met no row.
    pub fn new(plan: &'p Plan) -> Self {
        Self { plan, counts: BTreeMap::new(), last: Default::default() }
    }

    /// What the status of a row says; lines of one order carry the same.
    pub fn judge(&mut self, row: &Row) -> Judged {
        let Some(at) = self.plan.column(Role::Status) else { return Judged::default() };
        match row.cell(at) {
            Cell::Text(text) if text.trim().is_empty() => Judged::default(),
            Cell::Text(text) => {
                if self.last.0 != text {
                    self.last.1 = self.judge_text(at, text);
                    self.last.0.clear();
                    self.last.0.push_str(text);
                }
                self.last.1
            }
            Cell::Moment(_) => Judged { set_aside: true, returned: false },
            _ => Judged::default(),
        }
    }

    fn judge_text(&self, column: usize, text: &str) -> Judged {
        let chosen = self.plan.statuses.get(&text.trim().to_lowercase());
        let returned = is_return_status(text);
        match chosen {
            Some(&used) => Judged { set_aside: !used, returned: used && returned },
            None => {
                let holds = self.holds_dates(column) && !clean_id(text).is_empty();
                Judged { set_aside: is_set_aside_status(text) || holds, returned }
            }
        }
    }

    /// Counts the row that was judged last.
    pub fn count(&mut self, row: &Row, amount: Money) {
        let Some(at) = self.plan.column(Role::Status).filter(|&at| !self.holds_dates(at)) else { return };
        let Cell::Text(text) = row.cell(at) else { return };
        let text = text.trim();
        if !self.counts.contains_key(text) {
            if text.is_empty() || self.counts.len() >= MAX_LABELS {
                return;
            }
            self.counts.insert(text.to_owned(), StatusRows::default());
        }
        let judged = self.last.1;
        let Some(count) = self.counts.get_mut(text) else { return };
        count.rows += 1;
        count.amount += amount;
        count.set_aside = judged.set_aside;
        count.returned = judged.returned;
    }

    fn holds_dates(&self, column: usize) -> bool {
        self.plan.profile.columns.get(column).is_some_and(|column| column.share(column.dates) > 0.5)
    }
}

/// Reads the currencies of rows by a plan.
pub struct Currencies<'p> {
    plan: &'p Plan,
    /// By code in capitals.
    pub counts: BTreeMap<String, CurrencyRows>,
}

impl<'p> Currencies<'p> {
    /// Has met no row.
    pub fn new(plan: &'p Plan) -> Self {
        Self { plan, counts: BTreeMap::new() }
    }

    /// What the currency of a row is worth.
    pub fn rate_of(&self, row: &Row) -> Rate {
        let currencies = &self.plan.currencies;
        let (Some(at), Some(used)) = (self.plan.column(Role::Currency), &currencies.used) else {
            return Rate::Same;
        };
        let Cell::Text(text) = row.cell(at) else { return Rate::Same };
        let text = text.trim();
        if text.is_empty() || text.eq_ignore_ascii_case(used) {
            return Rate::Same;
        }
        currencies.rates.get(&text.to_uppercase()).map_or(Rate::Unknown, |&rate| Rate::Of(rate))
    }

    /// Counts the row by its currency.
    pub fn count(&mut self, row: &Row, amount: Money) {
        let Some(Cell::Text(text)) = self.plan.column(Role::Currency).map(|at| row.cell(at)) else { return };
        let text = text.trim();
        if !self.counts.contains_key(text) {
            if text.is_empty() || self.counts.len() >= MAX_LABELS {
                return;
            }
            self.counts.insert(text.to_owned(), CurrencyRows::default());
        }
        let Some(count) = self.counts.get_mut(text) else { return };
        count.rows += 1;
        count.amount += amount;
    }
}
