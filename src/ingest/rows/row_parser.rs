//! Reads a row as a line of the ledger, or says why it is not one. Used by the import and, again, by the download of
//! what was set aside: what is refused is never kept in memory.

use crate::{
    answers::SetAsideReason,
    base::{Day, Money, is_same},
    ingest::{
        lexicon::words::{is_return_status, is_total_label},
        plan::{AmountSource, Deduction, PartPlan, Plan},
        read::row::{Cell, Row},
        rows::{
            duplicates::{Duplicates, LineKey},
            identity::{Identity, TokenIdx},
            labels::{Currencies, Rate, Statuses},
        },
        values::{
            date::{self, Moment},
            key::clean_id,
            number::{Decimal, parse_decimal, parse_plain},
            product_list,
        },
    },
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
    /// How the table that is being read is read.
    part: &'p PartPlan,
    part_number: usize,
    duplicates: Duplicates,
    /// The statuses met so far.
    pub statuses: Statuses<'p>,
    /// The currencies met so far.
    pub currencies: Currencies<'p>,
    /// Rows of credit notes whose amount stood without a minus.
    pub credit_notes: u64,
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
    /// For a plan without open questions. `apart` names keys that are to join nobody.
    pub fn new(plan: &'p Plan, apart: &[u64]) -> Self {
        static NONE: PartPlan = PartPlan {
            headers: Vec::new(),
            negate: false,
            date_order: crate::recipe::DateOrder::DayFirst,
            serial_dates: false,
            decimal_signs: Vec::new(),
        };
        Self {
            plan,
            part: plan.parts.first().unwrap_or(&NONE),
            part_number: 0,
            duplicates: Duplicates::default(),
            statuses: Statuses::new(plan),
            currencies: Currencies::new(plan),
            credit_notes: 0,
            identity: Identity::new(plan.key.clone(), apart),
            last_date: (String::new(), None),
            last_order: String::new(),
            last_line: None,
            last_cancelled: false,
            deducted: 0,
            rounded: 0,
            styles: Default::default(),
        }
    }

    /// Another table begins: nothing of the one before goes on.
    fn begin(&mut self, part: usize) {
        self.part_number = part;
        self.part = self.plan.parts.get(part).unwrap_or(self.part);
        self.last_date.0.clear();
        self.last_date.1 = None;
        self.last_order.clear();
        self.last_line = None;
        self.last_cancelled = false;
        self.duplicates.next_table();
    }

    /// Reads a row below the header of a table.
    pub fn read(&mut self, part: usize, row: &Row) -> Verdict {
        if part != self.part_number {
            self.begin(part);
        }
        if row.is_blank() {
            return Verdict::SetAside(SetAsideReason::Blank, Money::ZERO);
        }
        let quantity = self.plan.column(Role::Quantity).map(|at| self.number(row, at));
        let mut amount = self.amount(row, quantity);
        let rate = self.currencies.rate_of(row);
        self.currencies.count(row, amount.unwrap_or_default());
        if let (Ok(money), Rate::Of(rate)) = (amount, rate) {
            amount = match (Decimal { mantissa: money.0, scale: Money::DECIMALS }).times(rate) {
                Some(value) => {
                    value.to_money().map(|(money, _)| money).ok_or(SetAsideReason::UnreadableAmount)
                }
                None => Err(SetAsideReason::UnreadableAmount),
            };
        }
        let mut status = self.statuses.judge(row);
        if let Some(Cell::Text(text)) = self.plan.document_type.map(|at| row.cell(at)) {
            status.returned |= is_return_status(text);
        }
        let mut turned = false;
        if let Ok(money) = &mut amount
            && (self.part.negate
                || (self.plan.turns_credit_notes
                    && money.is_positive()
                    && (status.returned || self.is_credit_note(row))))
        {
            turned = true;
            *money = Money(money.0.saturating_abs().saturating_neg());
        }
        // amounts of different currencies are never added together
        let readable = if rate == Rate::Unknown { Money::ZERO } else { amount.unwrap_or_default() };
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
        self.last_cancelled = (inherits && self.last_cancelled) || status.set_aside || self.is_cancelled(row);
        self.statuses.count(row, readable);
        if self.last_cancelled {
            return aside(SetAsideReason::Cancelled);
        }
        if rate == Rate::Unknown {
            return aside(SetAsideReason::CurrencyDiffers);
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
        let mut quantity_milli = match quantity {
            Some(Number::Value(value)) => {
                value.rescale(3).and_then(|(milli, _)| i32::try_from(milli).ok()).unwrap_or(i32::MAX)
            }
            _ => 1000,
        };
        if turned {
            quantity_milli = quantity_milli.saturating_abs().saturating_neg();
        }
        if self.plan.drops_duplicates
            && self.is_duplicate(
                row,
                continues,
                [
                    i64::from(customer.0),
                    i64::from(moment.0.0),
                    i64::from(moment.1),
                    i64::from(quantity_milli),
                    amount.0,
                ],
            )
        {
            self.last_line = Some((customer, moment));
            return aside(SetAsideReason::DuplicateLine);
        }
        self.credit_notes += u64::from(turned && !self.part.negate);
        self.last_line = Some((customer, moment));
        Verdict::Line(Line { customer, moment, amount, quantity_milli, continues })
    }

    /// The products of a row of an order that holds all of them in one cell; `None` for any other row.
    pub fn products<'r>(&self, row: &'r Row) -> Option<Vec<product_list::Item<'r>>> {
        match row.cell(self.plan.product_list?) {
            Cell::Text(text) if !text.trim().is_empty() => Some(product_list::items(text)),
            _ => None,
        }
    }

    /// Orders of which two tables have different lines.
    pub fn changed_orders(&self) -> u64 {
        self.duplicates.changed_orders()
    }

    fn is_duplicate(&mut self, row: &Row, continues: bool, numbers: [i64; 5]) -> bool {
        let text = |role| self.plan.column(role).map(|at| row.cell(at).to_text()).unwrap_or_default();
        let order = if continues { self.last_order.clone() } else { text(Role::Order) };
        let product = if self.plan.column(Role::Product).is_some() {
            text(Role::Product)
        } else {
            text(Role::ProductName)
        };
        self.duplicates.see(LineKey { numbers, order: clean_id(&order), product: clean_id(&product) })
    }

    /// `C536391` among numbers of digits alone.
    fn is_credit_note(&self, row: &Row) -> bool {
        const SIGNS: [&str; 9] = ["c", "cr", "cn", "cm", "k", "kn", "kr", "gs", "rf"];
        if !self.plan.marks_credit_notes {
            return false;
        }
        let Some(Cell::Text(text)) = self.plan.column(Role::Order).map(|at| row.cell(at)) else {
            return false;
        };
        let text = text.trim().trim_start_matches('#');
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (sign, rest) = (text.get(..letters).unwrap_or_default(), text.get(letters..).unwrap_or_default());
        let rest = rest.trim_start_matches(['-', ' ']);
        letters > 0
            && SIGNS.iter().any(|known| known.eq_ignore_ascii_case(sign))
            && !rest.is_empty()
            && rest.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Money of a column, zero where it is blank or no number: for columns that are nice to have.
    pub fn money(&self, row: &Row, role: Role) -> Money {
        match self.plan.column(role).map(|at| self.number(row, at)) {
            Some(Number::Value(value)) => {
                let value = match self.currencies.rate_of(row) {
                    Rate::Of(rate) => value.times(rate),
                    _ => Some(value),
                };
                value.and_then(Decimal::to_money).map_or(Money::ZERO, |(money, _)| money)
            }
            _ => Money::ZERO,
        }
    }

    fn number(&self, row: &Row, column: usize) -> Number {
        match row.cell(column) {
            Cell::Number(value) | Cell::Moment(value) => {
                Decimal::from_f64(value).map_or(Number::Unreadable, Number::Value)
            }
            Cell::Text(text) => {
                let sign = self.part.decimal_sign(column);
                // what is a plain number has nothing around it
                if let Some(value) = parse_plain(text.as_bytes(), sign as u8) {
                    return Number::Value(value);
                }
                let text = text.trim();
                match parse_decimal(text, sign) {
                    Some(value) => Number::Value(value),
                    None if clean_id(text).is_empty() => Number::Blank,
                    None => Number::Unreadable,
                }
            }
            Cell::Empty => Number::Blank,
            Cell::Bool(_) | Cell::Error => Number::Unreadable,
        }
    }

    /// `quantity` is that of the row, which the plan takes from the same column.
    fn amount(&mut self, row: &Row, quantity: Option<Number>) -> Result<Money, SetAsideReason> {
        let exact = match self.plan.amount {
            AmountSource::Nothing => return Ok(Money::ZERO),
            AmountSource::Column(at) => match self.number(row, at) {
                Number::Blank => return Err(SetAsideReason::NoAmount),
                Number::Unreadable => return Err(SetAsideReason::UnreadableAmount),
                Number::Value(value) => value.to_money(),
            },
            AmountSource::Price { quantity: at, price } => {
                match (quantity.unwrap_or_else(|| self.number(row, at)), self.number(row, price)) {
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
                match self.part.serial_dates.then(|| date::parse_serial(value)).flatten() {
                    Some(moment) => moment,
                    None => self.text_date(&format!("{value}"))?,
                }
            }
            // lines of one order stand together and carry the same date
            Cell::Text(text)
                if is_same(self.last_date.0.as_bytes(), text.as_bytes()) && !clean_id(text).is_empty() =>
            {
                self.last_date.1.ok_or(())?
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
        if self.last_date.0 != text {
            let written = date::read_written(text, self.part.serial_dates);
            if let Some(written) = written {
                *self.styles.entry(written.style()).or_default() += 1;
            }
            let moment =
                written.and_then(|written| written.resolve(self.part.date_order)).and_then(plausible);
            self.last_date.0.clear();
            self.last_date.0.push_str(text);
            self.last_date.1 = moment;
        }
        self.last_date.1.ok_or(())
    }

    /// A column such as "Cancelled at" cancels by holding anything.
    fn is_cancelled(&self, row: &Row) -> bool {
        self.plan.cancelled_at.iter().any(|&at| match row.cell(at) {
            Cell::Text(text) => !clean_id(text).is_empty(),
            cell => !cell.is_blank(),
        })
    }

    /// A further line of the order of the row before, which may leave blank what stands there, as Shopify writes: the
    /// same order number, or a product without any number, date or customer.
    fn continues_order(&mut self, row: &Row) -> bool {
        let Some(at) = self.plan.column(Role::Order) else { return false };
        let Cell::Text(text) = row.cell(at) else { return false };
        if row.cell(at).is_blank() {
            let filled = |role| self.plan.column(role).is_some_and(|at| !row.cell(at).is_blank());
            return (filled(Role::Product) || filled(Role::ProductName))
                && !filled(Role::Date)
                && !self.plan.key.iter().any(|key| !row.cell(key.column).is_blank());
        }
        let same = is_same(text.as_bytes(), self.last_order.as_bytes());
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
        let mut any = false;
        // every named column again holds its name
        for (at, header) in self.part.headers.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
            any = true;
            let first = header.as_bytes().first();
            let same = match row.cell(at) {
                // nearly every row differs in its first letter already
                Cell::Text(text) => match text.as_bytes().first() {
                    start if start != first && start.is_some_and(u8::is_ascii_graphic) => false,
                    _ => text.trim() == header,
                },
                _ => false,
            };
            if !same {
                return false;
            }
        }
        any
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
