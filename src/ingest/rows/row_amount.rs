//! What a row is worth: numbers of its cells, by what the plan and its treatments say about amounts.

use crate::{
    answers::SetAsideReason,
    base::{Money, hash::FxHasher},
    ingest::{
        columns::rows_together::DiscountForm,
        lexicon::{languages::StatusMeaning, words::status_meaning},
        plan::{AmountSource, Deduction},
        read::row::{Cell, Row},
        rows::{
            labels::Rate,
            row_parser::{LineReader, key_hash},
        },
        values::{
            date,
            key::clean_id,
            number::{Decimal, parse_decimal, parse_plain},
        },
    },
    recipe::Role,
};

/// A number cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// Nothing.
    Blank,
    /// Something that is no number.
    Unreadable,
    /// A number.
    Value(Decimal),
}

impl LineReader<'_> {
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

    pub(super) fn number(&self, row: &Row, column: usize) -> Number {
        match row.cell(column) {
            Cell::Number(value) => Decimal::from_f64(value).map_or(Number::Unreadable, Number::Value),
            // a spreadsheet made a date of it; its serial number is no amount
            Cell::Moment(days) if self.plan.treatments.dates_to_amounts => number_of_date(days),
            Cell::Moment(_) => Number::Unreadable,
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
    pub(super) fn amount(&mut self, row: &Row, quantity: Option<Number>) -> Result<Money, SetAsideReason> {
        let exact = match self.plan.amount {
            AmountSource::Nothing => return Ok(Money::ZERO),
            AmountSource::Column(at) => {
                if let Cell::Moment(days) = row.cell(at) {
                    self.noticed.amount_dates.see(Money::ZERO, || Cell::Moment(days).to_text());
                }
                match self.number(row, at) {
                    Number::Blank => return self.credit(row).ok_or(SetAsideReason::NoAmount),
                    Number::Unreadable => return Err(SetAsideReason::UnreadableAmount),
                    Number::Value(value) => self.whole(value).to_money(),
                }
            }
            AmountSource::Price { quantity: at, price } => {
                match (quantity.unwrap_or_else(|| self.number(row, at)), self.number(row, price)) {
                    (Number::Unreadable, _) | (_, Number::Unreadable) => {
                        return Err(SetAsideReason::UnreadableAmount);
                    }
                    // a list of refunds says what was given back, and not of how many
                    (Number::Blank, Number::Value(price)) if self.part.negate => self.whole(price).to_money(),
                    (Number::Blank, _) | (_, Number::Blank) => return Err(SetAsideReason::NoAmount),
                    (Number::Value(quantity), Number::Value(price)) => {
                        let amount = quantity.times(self.whole(price));
                        self.less_discount(row, amount).and_then(Decimal::to_money)
                    }
                }
            }
        };
        let Some((money, rounded)) = exact else { return Err(SetAsideReason::UnreadableAmount) };
        self.rounded += u64::from(rounded);
        if self.plan.treatments.once_per_order
            && !self.part.negate
            && let Some(order) = self.order_of(row)
            && !self.counted_orders.insert(order)
        {
            self.noticed.repeated_totals.see(money, || row.to_texts().join(" | "));
            return Ok(Money::ZERO);
        }
        let money = if self.plan.treatments.reverses_signs { Money(money.0.saturating_neg()) } else { money };
        let deducted = self.deduction(row);
        self.deducted += u64::from(deducted != Money::ZERO);
        Ok(money - deducted)
    }

    /// What tells an order: its number, or the customer and the day where there is no number.
    fn order_of(&self, row: &Row) -> Option<u64> {
        use std::hash::Hasher;
        if let Some(at) = self.plan.column(Role::Order) {
            return key_hash(row, at);
        }
        let mut hasher = FxHasher::default();
        hasher.write_u64(self.plan.key.iter().find_map(|key| key_hash(row, key.column))?);
        hasher.write(row.cell(self.plan.column(Role::Date)?).to_text().as_bytes());
        Some(hasher.finish())
    }

    /// The number that hundredths stand for.
    fn whole(&self, value: Decimal) -> Decimal {
        if self.plan.treatments.hundredths { Decimal { scale: value.scale + 2, ..value } } else { value }
    }

    /// Quantity times price less the discount of the line.
    fn less_discount(&self, row: &Row, amount: Option<Decimal>) -> Option<Decimal> {
        let amount = amount?;
        let Some((column, form)) = self.plan.treatments.discount else { return Some(amount) };
        let Number::Value(discount) = self.number(row, column) else { return Some(amount) };
        let discount = match form {
            DiscountForm::Amount => {
                let (amount, _) = amount.to_money()?;
                let (discount, _) = self.whole(discount).to_money()?;
                return Some(Decimal { mantissa: (amount - discount).0, scale: Money::DECIMALS });
            }
            DiscountForm::Share => discount,
            DiscountForm::Percent => Decimal { scale: discount.scale + 2, ..discount },
        };
        let one = 10i64.checked_pow(discount.scale)?;
        amount.times(Decimal { mantissa: one.checked_sub(discount.mantissa)?, scale: discount.scale })
    }

    /// What a row of the credit side says: a credit note takes back, a payment is no amount of a sale.
    fn credit(&mut self, row: &Row) -> Option<Money> {
        let (_, credit) = self.plan.treatments.debit_credit?;
        let Number::Value(value) = self.number(row, credit) else { return None };
        let says_return = row.cells().any(|cell| match cell {
            Cell::Text(text) if text.len() <= 60 => {
                let mut words = text.split([' ', '-', ':', '.', '/']).filter(|word| 4 < word.len());
                words.any(|word| status_meaning(word) == Some(StatusMeaning::Return))
            }
            _ => false,
        });
        let (money, _) = self.whole(value).to_money()?;
        says_return.then(|| Money(money.0.saturating_abs().saturating_neg()))
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
}

/// 12.5 that a spreadsheet took for the twelfth of May.
fn number_of_date(days: f64) -> Number {
    let (day, _) = date::split_moment(days);
    let (_, month, day) = day.ymd();
    Decimal::from_f64(f64::from(day) + f64::from(month) / if month < 10 { 10.0 } else { 100.0 })
        .map_or(Number::Unreadable, Number::Value)
}
