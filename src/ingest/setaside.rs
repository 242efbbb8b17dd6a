//! Reads a row as a line of the ledger, or says why it is not one. Used by the import and, again, by the download of
//! what was set aside: what is refused is never kept in memory.

use super::{
    date::{self, Moment},
    dictionary::{is_set_aside_status, is_total_label},
    identity::{Identity, TokenIdx, clean_id},
    number::{Decimal, parse_decimal},
    plan::{AmountSource, Deduction, Plan},
    row::{Cell, Row},
};
use crate::{
    answers::SetAsideReason,
    base::{Day, Money},
    recipe::Role,
};

/// What a usable row says, apart from its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The customer's key.
    pub customer: TokenIdx,
    /// Day and second.
    pub moment: Moment,
    /// Amount; zero in a file without amounts.
    pub amount: Money,
    /// Units in thousandths.
    pub quantity_milli: i32,
    /// It belongs to the order of the line before.
    pub continues: bool,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A line.
    Line(Line),
    /// Set aside, with its amount as far as it could be read.
    SetAside(SetAsideReason, Money),
}

/// A number cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Blank,
    Unreadable,
    Value(Decimal),
}

/// Reads rows by a plan.
pub struct LineReader<'p> {
    plan: &'p Plan,
    /// The customers met so far.
    pub identity: Identity,
    last_date: (String, Option<Moment>),
    last_order: String,
    last_line: Option<(TokenIdx, Moment)>,
    /// The order of the row before was set aside by its status.
    last_cancelled: bool,
    /// Rows whose amount was lessened by another column.
    pub deducted: u64,
    /// Amounts that lost decimals beyond the fourth.
    pub rounded: u64,
    /// Dates by the style that most have not.
    pub styles: std::collections::BTreeMap<date::DateStyle, u64>,
}

impl<'p> LineReader<'p> {
    /// For a plan without open questions.
    pub fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            identity: Identity::new(plan.key.clone()),
            last_date: (String::new(), None),
            last_order: String::new(),
            last_line: None,
            last_cancelled: false,
            deducted: 0,
            rounded: 0,
            styles: Default::default(),
        }
    }

    /// Reads a row below the header.
    pub fn read(&mut self, row: &Row) -> Verdict {
        if row.is_blank() {
            return Verdict::SetAside(SetAsideReason::Blank, Money::ZERO);
        }
        let amount = self.amount(row);
        let readable = match amount {
            Ok(amount) => amount,
            Err(_) => Money::ZERO,
        };
        let aside = |reason| Verdict::SetAside(reason, readable);
        if self.is_header(row) {
            return aside(SetAsideReason::RepeatedHeader);
        }
        let continues = self.continues_order(row);
        let customer = self.identity.see(row).or(if continues {
            self.last_line.map(|(customer, _)| customer)
        } else {
            None
        });
        let date = self.date(row);
        if !matches!(date, Ok(Some(_))) && is_total_row(row) {
            return aside(SetAsideReason::TotalRow);
        }
        // a line that has a status of its own is not judged by that of its order's first line
        let inherits = continues && self.plan.column(Role::Status).is_none_or(|at| row.cell(at).is_blank());
        self.last_cancelled = (inherits && self.last_cancelled) || self.is_cancelled(row);
        if self.last_cancelled {
            return aside(SetAsideReason::Cancelled);
        }
        if let (Some(at), Some(wanted)) = (self.plan.column(Role::Currency), &self.plan.currency) {
            let currency = row.cell(at);
            if self.plan.several_currencies
                && !currency.is_blank()
                && !currency.to_text().eq_ignore_ascii_case(wanted)
            {
                return aside(SetAsideReason::CurrencyDiffers);
            }
        }
        let Some(customer) = customer else { return aside(SetAsideReason::NoCustomer) };
        let moment = match date {
            Ok(Some(moment)) => moment,
            Ok(None) => match self.last_line.filter(|_| continues) {
                Some((_, moment)) => moment,
                None => return aside(SetAsideReason::NoDate),
            },
            Err(()) => return aside(SetAsideReason::UnreadableDate),
        };
        let amount = match amount {
            Ok(amount) => amount,
            Err(reason) => return aside(reason),
        };
        let quantity_milli = match self.plan.column(Role::Quantity).map(|at| self.number(row, at)) {
            Some(Number::Value(value)) => {
                value.rescale(3).and_then(|(milli, _)| i32::try_from(milli).ok()).unwrap_or(i32::MAX)
            }
            _ => 1000,
        };
        self.last_line = Some((customer, moment));
        Verdict::Line(Line { customer, moment, amount, quantity_milli, continues })
    }

    /// Money of a column, zero where it is blank or no number: for columns that are nice to have.
    pub fn money(&self, row: &Row, role: Role) -> Money {
        match self.plan.column(role).map(|at| self.number(row, at)) {
            Some(Number::Value(value)) => value.to_money().map_or(Money::ZERO, |(money, _)| money),
            _ => Money::ZERO,
        }
    }

    fn number(&self, row: &Row, column: usize) -> Number {
        match row.cell(column) {
            Cell::Number(value) | Cell::Moment(value) => {
                Decimal::from_f64(value).map_or(Number::Unreadable, Number::Value)
            }
            Cell::Text(text) => {
                let text = text.trim();
                match parse_decimal(text, self.plan.decimal_sign(column)) {
                    Some(value) => Number::Value(value),
                    None if clean_id(text).is_empty() => Number::Blank,
                    None => Number::Unreadable,
                }
            }
            Cell::Empty => Number::Blank,
            Cell::Bool(_) | Cell::Error => Number::Unreadable,
        }
    }

    fn amount(&mut self, row: &Row) -> Result<Money, SetAsideReason> {
        let exact = match self.plan.amount {
            AmountSource::Nothing => return Ok(Money::ZERO),
            AmountSource::Column(at) => match self.number(row, at) {
                Number::Blank => return Err(SetAsideReason::NoAmount),
                Number::Unreadable => return Err(SetAsideReason::UnreadableAmount),
                Number::Value(value) => value.to_money(),
            },
            AmountSource::Price { quantity, price } => {
                match (self.number(row, quantity), self.number(row, price)) {
                    (Number::Unreadable, _) | (_, Number::Unreadable) => {
                        return Err(SetAsideReason::UnreadableAmount);
                    }
                    (Number::Blank, _) | (_, Number::Blank) => return Err(SetAsideReason::NoAmount),
                    (Number::Value(quantity), Number::Value(price)) => {
                        quantity.times(price).and_then(Decimal::to_money)
                    }
                }
            }
        };
        let Some((money, rounded)) = exact else { return Err(SetAsideReason::UnreadableAmount) };
        self.rounded += u64::from(rounded);
        let deducted = self.deduction(row);
        self.deducted += u64::from(deducted != Money::ZERO);
        Ok(money - deducted)
    }

    /// What other columns take off the amount of the row.
    fn deduction(&self, row: &Row) -> Money {
        let money = |at: usize| match self.number(row, at) {
            Number::Value(value) => value.to_money().map(|(money, _)| Money(money.0.saturating_abs())),
            Number::Blank | Number::Unreadable => None,
        };
        let one = |item: &Deduction| {
            let most = item.at_most.and_then(money);
            let amount = money(item.column).unwrap_or_default();
            most.map_or(amount, |most| amount.min(most))
        };
        self.plan.deductions.iter().map(one).sum()
    }

    /// `Ok(None)` for a blank cell, `Err` for one that is no date.
    fn date(&mut self, row: &Row) -> Result<Option<Moment>, ()> {
        let Some(at) = self.plan.column(Role::Date) else { return Ok(None) };
        let moment = match row.cell(at) {
            Cell::Empty => return Ok(None),
            Cell::Moment(days) => plausible(date::split_moment(days)).ok_or(())?,
            Cell::Number(value) => {
                match self.plan.serial_dates.then(|| date::parse_serial(value)).flatten() {
                    Some(moment) => moment,
                    None => self.text_date(&format!("{value}"))?,
                }
            }
            Cell::Text(text) if text.trim().is_empty() || clean_id(text).is_empty() => return Ok(None),
            Cell::Text(text) => self.text_date(text)?,
            Cell::Bool(_) | Cell::Error => return Err(()),
        };
        let with_time = self.plan.column(Role::Time).and_then(|at| match row.cell(at) {
            Cell::Text(text) => date::parse_time(text),
            Cell::Moment(days) | Cell::Number(days) => Some(date::split_moment(days.rem_euclid(1.0)).1),
            _ => None,
        });
        Ok(Some((moment.0, with_time.unwrap_or(moment.1))))
    }

    fn text_date(&mut self, text: &str) -> Result<Moment, ()> {
        // lines of one order stand together and carry the same date
        if self.last_date.0 != text {
            let written = date::read_written(text, self.plan.serial_dates);
            if let Some(written) = written {
                *self.styles.entry(written.style()).or_default() += 1;
            }
            let moment =
                written.and_then(|written| written.resolve(self.plan.date_order)).and_then(plausible);
            self.last_date.0.clear();
            self.last_date.0.push_str(text);
            self.last_date.1 = moment;
        }
        self.last_date.1.ok_or(())
    }

    /// A status column cancels by its word; a column such as "Cancelled at" by holding anything.
    fn is_cancelled(&self, row: &Row) -> bool {
        let filled = |at: usize| match row.cell(at) {
            Cell::Text(text) => !clean_id(text).is_empty(),
            cell => !cell.is_blank(),
        };
        let by_status = |at: usize| match row.cell(at) {
            Cell::Text(text) => is_set_aside_status(text) || (self.holds_dates(at) && filled(at)),
            Cell::Moment(_) => true,
            _ => false,
        };
        self.plan.column(Role::Status).is_some_and(by_status) || self.plan.cancelled_at.is_some_and(filled)
    }

    fn holds_dates(&self, column: usize) -> bool {
        self.plan.profile.columns.get(column).is_some_and(|column| column.share(column.dates) > 0.5)
    }

    /// A further line of the order of the row before, which may leave blank what stands there, as Shopify writes: the
    /// same order number, or a product without any number, date or customer.
    fn continues_order(&mut self, row: &Row) -> bool {
        let Some(at) = self.plan.column(Role::Order) else { return false };
        let Cell::Text(text) = row.cell(at) else { return false };
        if text.trim().is_empty() {
            let filled = |role| self.plan.column(role).is_some_and(|at| !row.cell(at).is_blank());
            return (filled(Role::Product) || filled(Role::ProductName))
                && !filled(Role::Date)
                && !self.plan.key.iter().any(|key| !row.cell(key.column).is_blank());
        }
        let same = text == self.last_order;
        if !same {
            self.last_order.clear();
            self.last_order.push_str(text);
            self.last_line = None;
        }
        same
    }

    /// The number of the order that a line without one continues.
    pub fn continued_order(&self) -> &str {
        &self.last_order
    }

    /// Pages that were pasted below each other repeat the header.
    fn is_header(&self, row: &Row) -> bool {
        let headers = &self.plan.headers;
        let Some(first) = headers.iter().position(|header| !header.is_empty()) else { return false };
        let same = |at: usize| match (row.cell(at), headers.get(at)) {
            (Cell::Text(text), Some(header)) => text.trim() == header,
            (cell, Some(header)) => header.is_empty() && cell.is_blank(),
            (_, None) => true,
        };
        same(first) && (0..headers.len()).all(same)
    }
}

fn plausible(moment: Moment) -> Option<Moment> {
    const FIRST: Day = Day(-25_567); // 1900-01-01
    const LAST: Day = Day(84_006); // 2200-01-01
    (FIRST..LAST).contains(&moment.0).then_some(moment)
}

/// A row whose first text is a word for totals.
fn is_total_row(row: &Row) -> bool {
    row.cells().any(|cell| match cell {
        Cell::Text(text) => is_total_label(text),
        _ => false,
    })
}
