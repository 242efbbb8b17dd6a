//! Reads a row as a line of the ledger, or says why it is not one. Used by the import and, again, by the download of
//! what was set aside: what is refused is never kept in memory.

use crate::{
    answers::SetAsideReason,
    base::{
        Money,
        hash::{FxHasher, Map, Set},
        is_same,
    },
    ingest::{
        lexicon::words::is_total_label,
        plan::{AmountSource, PartPlan, Plan, treatments::SlipTreatment},
        read::row::{Cell, Row, Slip},
        rows::{
            duplicates::{Duplicates, LineKey},
            identity::{Identity, TokenIdx},
            labels::{Currencies, Rate, Statuses},
            noticed::Noticed,
            row_amount::Number,
        },
        values::{
            date::{self, Moment},
            key::{clean_id, match_form},
            number::Decimal,
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

/// Reads rows by a plan.
pub struct LineReader<'p> {
    pub(super) plan: &'p Plan,
    /// How the table that is being read is read.
    pub(super) part: &'p PartPlan,
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
    pub(super) last_date: (String, Option<Moment>),
    pub(super) last_order: String,
    last_line: Option<(TokenIdx, Moment)>,
    /// The order of the row before was set aside by its status.
    last_cancelled: bool,
    /// Rows whose amount was lessened by another column.
    pub deducted: u64,
    /// Amounts that lost decimals beyond the fourth.
    pub rounded: u64,
    /// Dates by the style that most have not.
    pub styles: std::collections::BTreeMap<date::DateStyle, u64>,
    /// What rows showed that may make figures wrong.
    pub noticed: Noticed,
    /// Orders whose total was counted.
    pub(super) counted_orders: Set<u64>,
    /// The customer of each order, where refunds find theirs by it.
    order_customers: Map<u64, TokenIdx>,
}

impl<'p> LineReader<'p> {
    /// For a plan without open questions. `apart` names keys that are to join nobody.
    pub fn new(plan: &'p Plan, apart: &[u64]) -> Self {
        static NONE: PartPlan = PartPlan {
            headers: Vec::new(),
            may_slip: false,
            negate: false,
            date_order: crate::recipe::DateOrder::DayFirst,
            number_dates: None,
            date_pattern: None,
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
            identity: Identity::new(plan.key.clone(), apart, &plan.treatments.nobody_kept),
            last_date: (String::new(), None),
            last_order: String::new(),
            last_line: None,
            last_cancelled: false,
            deducted: 0,
            rounded: 0,
            styles: Default::default(),
            noticed: Noticed::default(),
            counted_orders: Set::default(),
            order_customers: Map::default(),
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
        let is_open = row.slip == Slip::Open || self.has_slipped(row);
        if is_open || row.slip == Slip::Rejoined {
            let seen = if is_open { &mut self.noticed.slipped } else { &mut self.noticed.rejoined };
            seen.see(Money::ZERO, || row.to_texts().join(" | "));
            let treatment = self.plan.treatments.slipped;
            if treatment == SlipTreatment::SetAside || is_open && treatment == SlipTreatment::Rejoin {
                return Verdict::SetAside(SetAsideReason::Slipped, Money::ZERO);
            }
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
        let status = self.statuses.judge(row);
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
        // a quantity below zero says that it came back, whatever the amount says
        if let (Ok(money), Some(Number::Value(units))) = (&mut amount, quantity)
            && units.mantissa < 0
            && money.is_positive()
            && matches!(self.plan.amount, AmountSource::Column(_))
            && !self.plan.treatments.reverses_signs
        {
            self.noticed.minus_on_one_side.see(*money, || row.to_texts().join(" | "));
            if self.plan.treatments.sign_of_quantity {
                *money = Money(money.0.saturating_neg());
            }
        }
        // amounts of different currencies are never added together
        let readable = if rate == Rate::Unknown { Money::ZERO } else { amount.unwrap_or_default() };
        let aside = |reason| Verdict::SetAside(reason, readable);
        if self.is_header(row) {
            return aside(SetAsideReason::RepeatedHeader);
        }
        let continues = self.continues_order(row);
        let mut customer = self.identity.see(row).or(if continues {
            self.last_line.map(|(customer, _)| customer)
        } else {
            None
        });
        if let Some(parent) = self.plan.treatments.parent {
            customer = self.customer_of_parent(row, parent).or(customer);
            if let (Some(customer), Some(order)) =
                (customer, self.plan.column(Role::Order).and_then(|at| key_hash(row, at)))
            {
                self.order_customers.insert(order, customer);
            }
        }
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
        if status.is_payment {
            return aside(SetAsideReason::Payment);
        }
        if rate == Rate::Unknown {
            return aside(SetAsideReason::CurrencyDiffers);
        }
        let Some(customer) = customer else { return aside(SetAsideReason::NoCustomer) };
        if let (Ok(Some((day, _))), Some((first, last))) = (date, self.plan.treatments.days)
            && !(first..=last).contains(&day)
        {
            return aside(SetAsideReason::ImpossibleDay);
        }
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

    /// Whose order the order is that a refund belongs to.
    fn customer_of_parent(&self, row: &Row, parent: usize) -> Option<TokenIdx> {
        self.order_customers.get(&key_hash(row, parent)?).copied()
    }

    /// More cells than the heading has, and something in them. In a workbook that is a note beside the table.
    fn has_slipped(&self, row: &Row) -> bool {
        let width = self.plan.headers.len();
        self.part.may_slip
            && 0 < width
            && width < row.len()
            && (width..row.len()).any(|at| !row.cell(at).is_blank())
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
        if row.cell(at).is_blank() {
            let filled = |role| self.plan.column(role).is_some_and(|at| !row.cell(at).is_blank());
            return (filled(Role::Product) || filled(Role::ProductName))
                && !filled(Role::Date)
                && !self.plan.key.iter().any(|key| !row.cell(key.column).is_blank());
        }
        let number;
        let text = match row.cell(at) {
            Cell::Text(text) => text,
            // a workbook holds numbers of orders as numbers
            Cell::Number(value) => {
                number = Cell::Number(value).to_text();
                &number
            }
            _ => return false,
        };
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

/// Stands for a number of an order, as it is compared.
pub(super) fn key_hash(row: &Row, column: usize) -> Option<u64> {
    use std::hash::Hasher;
    let mut hasher = FxHasher::default();
    let text;
    let id = match row.cell(column) {
        Cell::Text(cell) => clean_id(cell),
        cell => {
            text = cell.to_text();
            clean_id(&text)
        }
    };
    hasher.write(match_form(Role::Order, id).as_bytes());
    (!id.is_empty()).then(|| hasher.finish())
}

/// A row whose first text is a word for totals.
fn is_total_row(row: &Row) -> bool {
    row.cells().any(|cell| match cell {
        Cell::Text(text) => is_total_label(text),
        _ => false,
    })
}
