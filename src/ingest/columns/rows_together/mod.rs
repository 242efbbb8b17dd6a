//! What rows say together, beyond single columns: one order has one customer and one day; quantity times price makes the
//! amount; lines add up to the order's total; what is the same on all lines of an order is the order's, not the line's.

mod customers;

use std::hash::Hasher;

use crate::{
    answers::GuessReason,
    base::{
        hash::{FxHasher, Map, Set},
        order::sort_by,
    },
    ingest::{
        columns::profile::Profile,
        read::row::{Cell, Row},
        values::number::{Decimal, parse_decimal},
    },
    recipe::Role,
};

/// A column thought of for a role.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The role.
    pub role: Role,
    /// The column.
    pub column: usize,
    /// How sure, 0 to about 1.
    pub score: f64,
    /// Why.
    pub reason: GuessReason,
}

/// How a column of discounts makes the amount of a line less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscountForm {
    /// It is an amount.
    Amount,
    /// A share, 0 to 1.
    Share,
    /// Percent, 0 to 100.
    Percent,
}

/// Columns of a quantity, a price, and the amount that they make.
pub type Product = (usize, usize, usize);
/// A column of discounts, and how it is meant.
pub type Discount = (usize, DiscountForm);

/// What was seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Together {
    /// The column whose values hold rows together as orders, where several rows do.
    pub order: Option<usize>,
    /// Orders of several rows that were seen.
    pub several_rows: usize,
    /// Numeric columns that are the same on all rows of an order, in nearly all orders of several rows, and differ
    /// between orders.
    pub of_order: Vec<usize>,
    /// Quantity, price and amount where the one times the other makes the third.
    pub product: Option<Product>,
    /// The column of discounts that quantity times price needs to make the amount of the line, or the lines to add up to
    /// the order's total.
    pub discount: Option<Discount>,
    /// Quantity times price, less the discount, adds up to this total of the order.
    pub lines_make_total: Option<usize>,
    /// Amounts that another one is after a discount of its own column.
    before_discount: Vec<usize>,
    /// Columns of order numbers that are numbers of lines.
    lines: Vec<usize>,
    /// Columns of customers that change within an order.
    changing: Vec<usize>,
    /// Columns of which every row has another value.
    single: Vec<usize>,
    /// There is no order number, and these are the days of a customer that have several rows.
    pub several_of_day: usize,
    /// Numbers that are the same on all rows of a customer's day, where there is no order number.
    pub of_day: Vec<usize>,
    /// Numbers of rows: they count every row, while rows of one customer and day follow each other.
    counters: Vec<usize>,
    /// Columns of numbers that are each customer's own, whatever they buy.
    of_customer: Vec<usize>,
    /// Columns of a few words that may be statuses and differ between the rows of one customer.
    pub changes_with_orders: Vec<usize>,
}

/// Rows that are looked at.
const LOOK: usize = 600;
/// Statuses that a shop has at most.
const A_FEW_WORDS: usize = 12;
/// Candidates of a role that are looked at.
const FEW: usize = 4;

struct Rows<'a> {
    rows: &'a [&'a Row],
    profile: &'a Profile,
}

impl Rows<'_> {
    /// Stands for a cell; `None` for a blank one.
    fn hash(&self, row: usize, column: usize) -> Option<u64> {
        let cell = self.rows.get(row)?.cell(column);
        if cell.is_blank() {
            return None;
        }
        let mut hasher = FxHasher::default();
        match cell {
            Cell::Text(text) => hasher.write(text.trim().as_bytes()),
            cell => hasher.write(cell.to_text().as_bytes()),
        }
        Some(hasher.finish())
    }
    fn number(&self, row: usize, column: usize) -> Option<f64> {
        match self.rows.get(row)?.cell(column) {
            Cell::Number(value) => Some(value),
            Cell::Text(text) => {
                let sign = self.profile.columns.get(column)?.number_evidence.decimal_sign().unwrap_or('.');
                parse_decimal(text, sign).map(Decimal::to_f64)
            }
            _ => None,
        }
    }
    fn numbers(&self, column: usize) -> Vec<Option<f64>> {
        (0..self.rows.len()).map(|row| self.number(row, column)).collect()
    }
    fn is_numeric(&self, column: usize) -> bool {
        self.profile.columns.get(column).is_some_and(|column| column.share(column.numbers) > 0.9)
    }
}

fn best(candidates: &[Candidate], role: Role, least: f64) -> Vec<usize> {
    let mut found: Vec<&Candidate> =
        candidates.iter().filter(|one| one.role == role && least <= one.score).collect();
    sort_by(&mut found, |a, b| b.score.total_cmp(&a.score).then(a.column.cmp(&b.column)));
    found.iter().take(FEW).map(|one| one.column).collect()
}

fn is_near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 0.015 + 0.0005 * b.abs()
}

impl Together {
    /// Looks at the first rows.
    pub fn of(rows: &[&Row], profile: &Profile, candidates: &[Candidate]) -> Together {
        // a row that stands twice says nothing the second time
        let mut met: Set<u64> = Set::default();
        let is_new = |row: &&&Row| {
            let mut hasher = FxHasher::default();
            row.cells().for_each(|cell| {
                hasher.write(cell.to_text().as_bytes());
                hasher.write_u8(0xff);
            });
            met.insert(hasher.finish())
        };
        let distinct: Vec<&Row> = rows.iter().take(LOOK).filter(is_new).copied().collect();
        let rows = Rows { rows: &distinct, profile };
        let mut together = Together::default();
        if rows.rows.len() < 3 {
            return together;
        }
        together.see_orders(&rows, candidates);
        together.see_what_stays(&rows, candidates);
        together.see_days(&rows, candidates);
        together.see_products(&rows, candidates);
        together.see_discounts(&rows, candidates);
        together.see_customers(&rows, candidates);
        together
    }

    /// Which column holds the rows of an order together, and what is the same on all of them.
    fn see_orders(&mut self, rows: &Rows<'_>, candidates: &[Candidate]) {
        let orders = best(candidates, Role::Order, 0.4);
        let told: Vec<usize> = [Role::Email, Role::Customer, Role::Name, Role::Date]
            .into_iter()
            .flat_map(|role| best(candidates, role, 0.4).into_iter().take(1))
            .collect();
        // the rows of each value
        let mut seen: Vec<(usize, Map<u64, Vec<usize>>)> = Vec::new();
        for &column in &orders {
            let mut groups: Map<u64, Vec<usize>> = Map::default();
            for row in 0..rows.rows.len() {
                if let Some(value) = rows.hash(row, column) {
                    groups.entry(value).or_default().push(row);
                }
            }
            seen.push((column, groups));
        }
        let several = |groups: &Map<u64, Vec<usize>>| groups.values().filter(|rows| rows.len() > 1).count();
        let holds = |groups: &Map<u64, Vec<usize>>| -> bool {
            let (mut all, mut same) = (0usize, 0usize);
            for group in groups.values().filter(|rows| rows.len() > 1) {
                for &column in told.iter().filter(|column| !orders.contains(column)) {
                    all += 1;
                    same += usize::from(is_same(rows, group, column));
                }
            }
            all == 0 || same * 10 >= all * 7
        };
        let said = |column: usize| {
            candidates.iter().any(|one| one.role == Role::Order && one.column == column && one.score >= 0.7)
        };
        let who = [Role::Email, Role::Customer, Role::Phone, Role::Name]
            .into_iter()
            .find_map(|role| best(candidates, role, 0.4).first().copied());
        let when = best(candidates, Role::Date, 0.4).first().copied();
        let begins_again = |column: usize| {
            said(column)
                && who.zip(when).is_some_and(|(who, when)| customers::restarts(rows, column, who, when))
        };
        let main = seen.iter().find(|(_, groups)| several(groups) > 0 && holds(groups));
        if let Some((column, groups)) = main {
            self.order = Some(*column);
            self.several_rows = several(groups);
            // another number that no two rows share counts the lines
            self.lines = seen
                .iter()
                .filter(|(other, groups)| {
                    other != column && several(groups) == 0 && groups.len() * 10 >= rows.rows.len() * 9
                })
                .map(|(other, _)| *other)
                .collect();
            self.of_order = (0..rows.profile.columns.len())
                .filter(|&at| rows.is_numeric(at) && !orders.contains(&at) && is_of_order(rows, groups, at))
                .collect();
        }
        // a number that comes again with other customers on other days is none of an order
        self.changing.extend(
            seen.iter()
                .filter(|(_, groups)| several(groups) > 2 && !holds(groups))
                .filter(|(at, _)| !customers::is_running(rows, *at) && !begins_again(*at))
                .map(|(at, _)| *at),
        );
    }

    /// Whether quantity times price makes an amount, with a discount or without.
    fn see_products(&mut self, rows: &Rows<'_>, candidates: &[Candidate]) {
        let numeric = |role, least| -> Vec<usize> {
            best(candidates, role, least).into_iter().filter(|&at| rows.is_numeric(at)).collect()
        };
        let (quantities, prices) = (numeric(Role::Quantity, 0.3), numeric(Role::UnitPrice, 0.3));
        let mut amounts = numeric(Role::Amount, 0.25);
        amounts.extend(numeric(Role::Cost, 0.3));
        let discounts = numeric(Role::Discount, 0.4);
        let mut found: Option<(f64, Product, Option<Discount>)> = None;
        for &quantity in &quantities {
            let q = rows.numbers(quantity);
            for &price in prices.iter().filter(|&&at| at != quantity) {
                let p = rows.numbers(price);
                for &amount in amounts.iter().filter(|&&at| at != quantity && at != price) {
                    let a = rows.numbers(amount);
                    let forms = discounts.iter().filter(|&&at| ![quantity, price, amount].contains(&at));
                    let forms = forms.flat_map(|&at| {
                        [DiscountForm::Amount, DiscountForm::Share, DiscountForm::Percent]
                            .map(|form| Some((at, form)))
                    });
                    for form in std::iter::once(None).chain(forms) {
                        let d = form.map(|(at, _)| rows.numbers(at)).unwrap_or_default();
                        let share = share_that_fits(&q, &p, &a, &d, form.map(|(_, form)| form));
                        // a discount has to say more than none
                        let worth = share - if form.is_some() { 0.02 } else { 0.0 };
                        if 0.9 <= share && found.as_ref().is_none_or(|(before, ..)| *before < worth) {
                            found = Some((worth, (quantity, price, amount), form));
                        }
                    }
                }
            }
        }
        if let Some((_, product, form)) = found {
            self.product = Some(product);
            self.discount = form;
            return;
        }
        self.see_totals(rows, (&quantities, &prices, &amounts, &discounts));
    }

    /// Whether lines add up to a total of the order, which then says how a discount is meant.
    fn see_totals(&mut self, rows: &Rows<'_>, columns: (&[usize], &[usize], &[usize], &[usize])) {
        let (quantities, prices, amounts, discounts) = columns;
        let (Some(order), Some(&quantity), Some(&price)) = (self.order, quantities.first(), prices.first())
        else {
            return;
        };
        let (q, p) = (rows.numbers(quantity), rows.numbers(price));
        for &total in amounts.iter().filter(|at| self.of_order.contains(at)) {
            let t = rows.numbers(total);
            let forms = discounts.iter().filter(|&&at| at != total).flat_map(|&at| {
                [DiscountForm::Amount, DiscountForm::Share, DiscountForm::Percent]
                    .map(|form| Some((at, form)))
            });
            for form in std::iter::once(None).chain(forms) {
                let d = form.map(|(at, _)| rows.numbers(at)).unwrap_or_default();
                let mut sums: Map<u64, (f64, f64)> = Map::default();
                for row in 0..rows.rows.len() {
                    let at = |list: &[Option<f64>]| list.get(row).copied().flatten();
                    let (Some(key), Some(q), Some(p), Some(t)) =
                        (rows.hash(row, order), at(&q), at(&p), at(&t))
                    else {
                        continue;
                    };
                    let line = less_discount(q * p, at(&d), form.map(|(_, form)| form));
                    let sum = sums.entry(key).or_insert((0.0, t));
                    sum.0 += line;
                }
                // the last one may be cut
                let fits = sums
                    .values()
                    .filter(|(sum, total)| (sum - total).abs() <= 0.06 + 0.001 * total.abs())
                    .count();
                if sums.len() >= 3 && fits * 10 >= sums.len() * 8 {
                    self.lines_make_total = Some(total);
                    self.discount = form;
                    return;
                }
            }
        }
    }

    /// Whether one amount less a discount makes another: then that one is what was paid.
    fn see_discounts(&mut self, rows: &Rows<'_>, candidates: &[Candidate]) {
        let amounts: Vec<usize> =
            best(candidates, Role::Amount, 0.3).into_iter().filter(|&at| rows.is_numeric(at)).collect();
        for &discount in best(candidates, Role::Discount, 0.4).iter().filter(|&&at| rows.is_numeric(at)) {
            let d = rows.numbers(discount);
            for &before in &amounts {
                let b = rows.numbers(before);
                for &after in amounts.iter().filter(|&&at| at != before && at != discount) {
                    let a = rows.numbers(after);
                    let (mut all, mut fits, mut telling) = (0u32, 0u32, 0u32);
                    for row in 0..rows.rows.len() {
                        let at = |list: &[Option<f64>]| list.get(row).copied().flatten();
                        let (Some(b), Some(a), Some(d)) = (at(&b), at(&a), at(&d)) else { continue };
                        all += 1;
                        let fit = is_near(b - d.abs(), a);
                        fits += u32::from(fit);
                        telling += u32::from(fit && d != 0.0);
                    }
                    if all >= 4 && telling > 0 && fits * 20 >= all * 19 {
                        self.before_discount.push(before);
                    }
                }
            }
        }
    }

    fn see_customers(&mut self, rows: &Rows<'_>, candidates: &[Candidate]) {
        for role in [Role::Customer, Role::Email, Role::Phone, Role::Name] {
            for column in best(candidates, role, 0.3) {
                let values: Vec<u64> =
                    (0..rows.rows.len()).filter_map(|row| rows.hash(row, column)).collect();
                let distinct: Set<u64> = values.iter().copied().collect();
                if role == Role::Customer && values.len() >= 20 && distinct.len() == values.len() {
                    self.single.push(column);
                }
                let Some(order) = self.order.filter(|&order| order != column) else { continue };
                let mut groups: Map<u64, Vec<usize>> = Map::default();
                for row in 0..rows.rows.len() {
                    if let Some(value) = rows.hash(row, order) {
                        groups.entry(value).or_default().push(row);
                    }
                }
                let several: Vec<&Vec<usize>> = groups.values().filter(|rows| rows.len() > 1).collect();
                let same = several.iter().filter(|group| is_same(rows, group, column)).count();
                if several.len() >= 3 && same * 2 < several.len() {
                    self.changing.push(column);
                }
            }
        }
    }

    /// Makes candidates that the rows speak for stronger, and those that they speak against weaker.
    pub fn weigh(&self, candidates: &mut [Candidate]) {
        let has_other = |candidates: &[Candidate], role: Role, column: usize| {
            candidates.iter().any(|one| one.role == role && one.column != column && one.score >= 0.5)
        };
        let repeating_customer = candidates.iter().any(|one| {
            matches!(one.role, Role::Customer | Role::Email | Role::Phone | Role::Name)
                && one.score >= 0.6
                && !self.single.contains(&one.column)
        });
        let varying_amount = candidates.iter().any(|one| {
            one.role == Role::Amount && one.score >= 0.5 && !self.of_customer.contains(&one.column)
        });
        let line_amount = self.product.map(|(_, _, amount)| amount);
        let other_amount: Vec<bool> = candidates
            .iter()
            .map(|one| {
                one.role == Role::Amount
                    && candidates.iter().any(|other| {
                        other.role == Role::Amount
                            && other.column != one.column
                            && other.score >= 0.5
                            && !self.of_order.contains(&other.column)
                    })
            })
            .collect();
        let has_other_order: Vec<bool> = candidates
            .iter()
            .map(|one| one.role == Role::Order && has_other(candidates, Role::Order, one.column))
            .collect();
        // a word that means a sum or a count is a sum where there is no other, and no price to multiply
        let strong = |role| candidates.iter().any(|one| one.role == role && one.score >= 0.65);
        let lone_sum = !strong(Role::Amount) && !strong(Role::UnitPrice);
        let is_either: Vec<bool> = candidates
            .iter()
            .map(|one| {
                one.role == Role::Amount
                    && candidates.iter().any(|other| {
                        other.role == Role::Quantity && other.column == one.column && other.score < 0.7
                    })
            })
            .collect();
        // what it cost in all is what was paid, where nothing else says so
        let lone_cost = !strong(Role::Amount) && !strong(Role::UnitPrice);
        let costs: Vec<usize> =
            candidates.iter().filter(|one| one.role == Role::Cost).map(|one| one.column).collect();
        for (at, one) in candidates.iter_mut().enumerate() {
            if lone_cost && one.role == Role::Amount && costs.contains(&one.column) {
                one.score *= 1.3;
            }
            if lone_cost && one.role == Role::Cost && one.score < 0.65 {
                one.score *= 0.6;
            }
            if lone_sum && is_either.get(at) == Some(&true) {
                one.score *= 1.25;
            }
            let factor = match one.role {
                Role::Order if self.lines.contains(&one.column) && has_other_order.get(at) == Some(&true) => {
                    0.7
                }
                Role::Order if self.counters.contains(&one.column) && one.score < 0.95 => 0.35,
                Role::Order if self.changing.contains(&one.column) => 0.5,
                Role::Customer if self.changing.contains(&one.column) => 0.4,
                Role::Customer if self.single.contains(&one.column) && repeating_customer => 0.5,
                // what each customer earns or has had so far is no amount of an order, where something else is one
                Role::Amount if self.of_customer.contains(&one.column) && varying_amount => 0.5,
                Role::Amount if self.before_discount.contains(&one.column) => 0.7,
                Role::Amount if line_amount == Some(one.column) => 1.25,
                Role::Amount
                    if self.several_rows >= 2
                        && self.of_order.contains(&one.column)
                        && (other_amount.get(at) == Some(&true) || self.lines_make_total.is_some()) =>
                {
                    0.7
                }
                Role::Quantity if self.product.is_some_and(|(quantity, ..)| quantity == one.column) => 1.15,
                Role::UnitPrice if self.product.is_some_and(|(_, price, _)| price == one.column) => 1.15,
                _ => 1.0,
            };
            // what quantity times price makes is what was paid, whatever its heading says of cost
            if one.role == Role::Cost && line_amount == Some(one.column) && one.score < 0.8 {
                one.score *= 0.5;
            }
            one.score *= factor;
        }
    }
}

fn is_same(rows: &Rows<'_>, group: &[usize], column: usize) -> bool {
    let mut values = group.iter().filter_map(|&row| rows.hash(row, column));
    let Some(first) = values.next() else { return true };
    values.all(|value| value == first)
}

/// True for numbers that nearly never differ within an order, and do between orders.
fn is_of_order(rows: &Rows<'_>, groups: &Map<u64, Vec<usize>>, column: usize) -> bool {
    let (mut several, mut same) = (0usize, 0usize);
    let mut values: Set<u64> = Set::default();
    for group in groups.values() {
        if let Some(value) = group.first().and_then(|&row| rows.hash(row, column)) {
            values.insert(value);
        }
        if group.len() > 1 {
            several += 1;
            // a number on the first line alone is no number of every line
            let filled = group.iter().filter(|&&row| rows.hash(row, column).is_some()).count();
            same += usize::from(filled == group.len() && is_same(rows, group, column));
        }
    }
    several > 0 && same * 20 >= several * 19 && (values.len() > 2 || values.len() * 2 > groups.len())
}

/// An amount less a discount.
fn less_discount(amount: f64, discount: Option<f64>, form: Option<DiscountForm>) -> f64 {
    match (form, discount) {
        (Some(DiscountForm::Amount), Some(discount)) => amount - discount,
        (Some(DiscountForm::Share), Some(discount)) => amount * (1.0 - discount),
        (Some(DiscountForm::Percent), Some(discount)) => amount * (1.0 - discount / 100.0),
        _ => amount,
    }
}

/// Share of the rows on which quantity times price makes the amount. Rows of quantity one say little: some have to be of
/// more, or have a discount.
fn share_that_fits(
    q: &[Option<f64>],
    p: &[Option<f64>],
    a: &[Option<f64>],
    d: &[Option<f64>],
    form: Option<DiscountForm>,
) -> f64 {
    let (mut all, mut fits, mut telling) = (0usize, 0usize, 0usize);
    for (row, ((q, p), a)) in q.iter().zip(p).zip(a).enumerate() {
        let (Some(q), Some(p), Some(a)) = (q, p, a) else { continue };
        let discount = d.get(row).copied().flatten();
        if *a == 0.0 && *q == 0.0 {
            continue;
        }
        all += 1;
        let is_telling = *q != 1.0 || discount.is_some_and(|discount| discount != 0.0);
        let fit = is_near(less_discount(q * p, discount, form), *a);
        fits += usize::from(fit);
        telling += usize::from(fit && is_telling);
    }
    if all < 4 || telling == 0 { 0.0 } else { fits as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::row::rows;

    fn candidates(all: &[(Role, usize)]) -> Vec<Candidate> {
        all.iter()
            .map(|&(role, column)| Candidate { role, column, score: 0.9, reason: GuessReason::Header })
            .collect()
    }

    #[test]
    fn lines_and_totals_are_told_apart() {
        // order, date, quantity, price, total of the order
        let rows = rows(&[
            "1;2024-01-01;2;5.00;13.00",
            "1;2024-01-01;1;3.00;13.00",
            "2;2024-01-02;1;3.00;3.00",
            "3;2024-01-03;4;5.00;23.00",
            "3;2024-01-03;1;3.00;23.00",
            "4;2024-01-04;1;5.00;5.00",
        ]);
        let rows: Vec<&Row> = rows.iter().collect();
        let profile = Profile::of(rows.iter().copied());
        let all = candidates(&[
            (Role::Order, 0),
            (Role::Date, 1),
            (Role::Quantity, 2),
            (Role::UnitPrice, 3),
            (Role::Amount, 4),
        ]);
        let together = Together::of(&rows, &profile, &all);
        assert_eq!(together.order, Some(0));
        assert_eq!(together.of_order, [4]);
        assert_eq!(together.product, None);
        assert_eq!(together.lines_make_total, Some(4));
    }

    #[test]
    fn a_discount_says_by_the_amounts_how_it_is_meant() {
        for (discounts, form) in
            [(["0", "0.1", "0.2", "0"], DiscountForm::Share), (["0", "10", "20", "0"], DiscountForm::Percent)]
        {
            let amounts = ["10", "9", "16", "5"];
            let quantities = ["2", "2", "4", "1"];
            let lines: Vec<String> =
                (0..4).map(|at| format!("{};5;{};{}", quantities[at], discounts[at], amounts[at])).collect();
            let rows = rows(&lines.iter().map(String::as_str).collect::<Vec<_>>());
            let rows: Vec<&Row> = rows.iter().collect();
            let profile = Profile::of(rows.iter().copied());
            let all = candidates(&[
                (Role::Quantity, 0),
                (Role::UnitPrice, 1),
                (Role::Discount, 2),
                (Role::Amount, 3),
            ]);
            let together = Together::of(&rows, &profile, &all);
            assert_eq!((together.product, together.discount), (Some((0, 1, 3)), Some((2, form))));
        }
    }
}
