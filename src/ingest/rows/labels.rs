//! What statuses and currencies say of their rows, and how many rows there are of each.

use std::collections::BTreeMap;

use crate::{
    base::Money,
    ingest::{
        lexicon::{currencies::may_be_same_currency, languages::StatusMeaning},
        plan::{AmountSource, Plan},
        read::row::{Cell, Row},
        values::{affixes::currency_of, key::clean_id, number::Decimal},
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
    /// It is money that moved, and no sale.
    pub is_payment: bool,
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
    /// What was judged last: by status, and by type of document.
    last: [(String, Judged); 2],
}

impl<'p> Statuses<'p> {
    /// Has met no row.
    pub fn new(plan: &'p Plan) -> Self {
        Self { plan, counts: BTreeMap::new(), last: Default::default() }
    }

    /// What the status of a row says; lines of one order carry the same.
    pub fn judge(&mut self, row: &Row) -> Judged {
        let status = self.judge_column(0, self.plan.column(Role::Status), row);
        let document = self.judge_column(1, self.plan.document_type, row);
        Judged {
            set_aside: status.set_aside,
            returned: status.returned || document.returned,
            is_payment: status.is_payment || document.is_payment,
        }
    }

    fn judge_column(&mut self, place: usize, column: Option<usize>, row: &Row) -> Judged {
        let Some(at) = column else { return Judged::default() };
        let number;
        let text = match row.cell(at) {
            Cell::Text(text) if text.trim().is_empty() => return Judged::default(),
            Cell::Text(text) => text,
            Cell::Number(value) => {
                number = Cell::Number(value).to_text();
                &number
            }
            Cell::Moment(_) if place == 0 => return Judged { set_aside: true, ..Judged::default() },
            _ => return Judged::default(),
        };
        let is_same = self.last.get(place).is_some_and(|(last, _)| last == text);
        if !is_same {
            let judged = self.judge_text(place, at, text);
            if let Some(last) = self.last.get_mut(place) {
                last.0.clear();
                last.0.push_str(text);
                last.1 = judged;
            }
        }
        self.last.get(place).map(|(_, judged)| *judged).unwrap_or_default()
    }

    fn judge_text(&self, place: usize, column: usize, text: &str) -> Judged {
        use StatusMeaning::{Cancelled, Payment, Pending, Refunded, Return, Test};
        let chosen = self.plan.statuses.get(&text.trim().to_lowercase());
        let meaning = self.plan.meaning_of_status(text);
        let returned = meaning == Some(Return);
        if let Some(&used) = chosen {
            return Judged { set_aside: !used, returned: used && returned, is_payment: false };
        }
        let holds = place == 0 && self.holds_dates(column) && !clean_id(text).is_empty();
        let is_payment = meaning == Some(Payment) && self.plan.treatments.sets_payments_aside;
        let was_not_sold = match meaning {
            Some(Cancelled | Pending | Test) => true,
            Some(Refunded) => !self.plan.treatments.refunds_have_rows,
            _ => false,
        };
        // a type of document says what came back and what was paid; that nothing was sold is said by a status, or by an
        // offer
        let is_said = place == 0 || matches!(meaning, Some(Pending | Cancelled));
        Judged { set_aside: is_said && was_not_sold || holds, returned, is_payment }
    }

    /// Counts the row that was judged last.
    pub fn count(&mut self, row: &Row, amount: Money) {
        let Some(at) = self.plan.column(Role::Status).filter(|&at| !self.holds_dates(at)) else { return };
        let number;
        let text = match row.cell(at) {
            Cell::Text(text) => text.trim(),
            Cell::Number(value) => {
                number = Cell::Number(value).to_text();
                &number
            }
            _ => return,
        };
        if !self.counts.contains_key(text) {
            if text.is_empty() || self.counts.len() >= MAX_LABELS {
                return;
            }
            self.counts.insert(text.to_owned(), StatusRows::default());
        }
        let [(_, judged), _] = self.last;
        let Some(count) = self.counts.get_mut(text) else { return };
        count.rows += 1;
        count.amount += amount;
        count.set_aside = judged.set_aside || judged.is_payment;
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

    /// The currency of a row: its own cell, or what stands in the cell of the amount.
    fn text<'r>(&self, row: &'r Row) -> Option<&'r str> {
        if self.plan.treatments.currency_in_cells {
            let at = match self.plan.amount {
                AmountSource::Column(at) => at,
                AmountSource::Price { price, .. } => price,
                AmountSource::Nothing => return None,
            };
            return match row.cell(at) {
                Cell::Text(text) => currency_of(text),
                Cell::Number(_) => row.currency(at),
                _ => None,
            };
        }
        match row.cell(self.plan.column(Role::Currency)?) {
            Cell::Text(text) => Some(text.trim()),
            _ => None,
        }
    }

    /// What the currency of a row is worth.
    pub fn rate_of(&self, row: &Row) -> Rate {
        let currencies = &self.plan.currencies;
        let (Some(text), Some(used)) = (self.text(row), &currencies.used) else { return Rate::Same };
        let in_cells = self.plan.treatments.currency_in_cells;
        if text.is_empty()
            || text.eq_ignore_ascii_case(used)
            || (in_cells && may_be_same_currency(text, used))
        {
            return Rate::Same;
        }
        currencies.rates.get(&text.to_uppercase()).map_or(Rate::Unknown, |&rate| Rate::Of(rate))
    }

    /// Counts the row by its currency.
    pub fn count(&mut self, row: &Row, amount: Money) {
        let Some(text) = self.text(row) else { return };
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
