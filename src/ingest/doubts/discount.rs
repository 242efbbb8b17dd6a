//! A discount as a share: quantity times price is lessened by it where there is no column of amounts.

use std::collections::BTreeMap;

use super::{Evidence, Kind, Sample, name_of_column, option};
use crate::{
    answers::{Doubt, DoubtWeight},
    ingest::{
        columns::{heading::says, rows_together::DiscountForm},
        lexicon::concept::Concept,
        plan::{AmountSource, Plan, SampleRow},
        read::row::Cell,
        values::number::{Decimal, parse_decimal},
    },
    recipe::Role,
};

const ID: &str = "discount_of_price";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

/// A column of discounts, and how they are meant.
struct Found {
    column: usize,
    form: DiscountForm,
    /// The totals of the file agree, or the cells or the heading say what they are.
    is_sure: bool,
}

/// How the discounts are meant, where quantity times price makes the amount.
fn form(plan: &Plan, rows: &[SampleRow]) -> Option<Found> {
    if !matches!(plan.amount, AmountSource::Price { .. }) {
        return None;
    }
    // what the rows add up to says it best
    if let Some((column, form)) = plan.guesses.together.discount {
        return Some(Found { column, form, is_sure: true });
    }
    if plan.guesses.together.product.is_some() || plan.guesses.known.is_some() {
        return None;
    }
    let role = plan.column(Role::Discount);
    let named = (0..plan.headers.len()).filter(|&at| {
        Some(at) != role && plan.headers.get(at).is_some_and(|header| says(header, Concept::Discount))
    });
    // beside an amount taken off the whole order, a share of each line is what the lines say themselves
    let found: Vec<Found> = role.into_iter().chain(named).filter_map(|at| form_of(plan, rows, at)).collect();
    let sure = found.iter().position(|found| found.is_sure);
    found.into_iter().nth(sure.unwrap_or(0))
}

fn form_of(plan: &Plan, rows: &[SampleRow], at: usize) -> Option<Found> {
    let column = plan.profile.columns.get(at)?;
    if column.numbers == 0 || column.negative > 0 {
        return None;
    }
    let has_sign = rows.iter().any(|(_, row)| matches!(row.cell(at), Cell::Text(text) if text.contains('%')));
    let header = plan.headers.get(at).map(String::as_str).unwrap_or_default();
    let fractions = rows.iter().any(|(_, row)| {
        let value = match row.cell(at) {
            Cell::Number(value) => Some(value),
            Cell::Text(text) => parse_decimal(text, plan.decimal_sign(at)).map(Decimal::to_f64),
            _ => None,
        };
        value.is_some_and(|value| value > 0.0 && value < 1.0)
    });
    let found = |form, is_sure| Some(Found { column: at, form, is_sure });
    match column.largest {
        largest if largest <= 1.0 && fractions => found(DiscountForm::Share, true),
        largest if largest <= 100.0 && (has_sign || says(header, Concept::Percent)) => {
            found(DiscountForm::Percent, true)
        }
        // 10, 15 and 25 on lines of all sizes are no amounts
        _ if plan.column(Role::Discount) == Some(at) => match looks_like_percent(plan, rows, at) {
            Percent::No => None,
            looks => found(DiscountForm::Percent, looks == Percent::Sure),
        },
        _ => None,
    }
}

/// Whether numbers without a sign are percentages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Percent {
    /// They are amounts, or nothing tells.
    No,
    /// A few round numbers up to a hundred, on some of the lines.
    Likely,
    /// The same round numbers on lines of ten times the price: nobody takes 10 off 1,500 as off 15.
    Sure,
}

fn looks_like_percent(plan: &Plan, rows: &[SampleRow], at: usize) -> Percent {
    let AmountSource::Price { price, .. } = plan.amount else { return Percent::No };
    let mut seen = std::collections::BTreeSet::new();
    let mut prices: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
    let (mut all, mut round) = (0u32, 0u32);
    for (_, row) in rows {
        let value = match row.cell(at) {
            Cell::Number(value) => value,
            Cell::Text(text) => match parse_decimal(text, plan.decimal_sign(at)) {
                Some(value) => value.to_f64(),
                None => continue,
            },
            _ => continue,
        };
        if value == 0.0 {
            continue;
        }
        all += 1;
        round += u32::from(value % 5.0 == 0.0 && value <= 100.0);
        seen.insert(value as i64);
        let price = parse_decimal(&row.cell(price).to_text(), plan.decimal_sign(price)).map(Decimal::to_f64);
        if let Some(price) = price.filter(|&price| price > 0.0) {
            let range = prices.entry(value as i64).or_insert((price, price));
            *range = (range.0.min(price), range.1.max(price));
        }
    }
    if all < 5 || round < all || seen.len() > 12 {
        return Percent::No;
    }
    let wide = prices.values().filter(|(least, most)| least * 10.0 <= *most).count();
    if 2 <= wide && all >= 20 { Percent::Sure } else { Percent::Likely }
}

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    plan.treatments.discount = form(plan, sample.rows)
        .filter(|_| !sample.chose(ID, "ignore"))
        .map(|found| (found.column, found.form));
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let rows = evidence.dataset.sample();
    let Some(Found { column: at, form, is_sure }) = form(evidence.plan, &rows) else { return Vec::new() };
    // where there is nothing to doubt, it is only said what was decided against
    if is_sure && evidence.plan.treatments.discount.is_some() {
        return Vec::new();
    }
    let name = name_of_column(evidence.plan, at);
    let how = match form {
        DiscountForm::Share => "as a share",
        DiscountForm::Percent => "as a percentage",
        DiscountForm::Amount => "as an amount",
    };
    let done =
        if evidence.plan.treatments.discount.is_some() { "was taken off" } else { "was not taken off" };
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!("\"{name}\" {done} quantity times price, {how}."),
        place: evidence.place(Some(at), evidence.import.rows_used, &[]),
        weight: DoubtWeight { rows: 1.0, purchases: 0.0, revenue: 1.0 },
        options: vec![
            option(ID, "take_off", "Take it off"),
            option(ID, "ignore", "The price already holds it"),
        ],
        decided: None,
    }]
}
