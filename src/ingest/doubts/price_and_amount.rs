//! The amount is not what quantity and price make, on more than a few rows: one of the three columns is another one than it
//! was taken for, or the amount holds a discount or a tax.

use super::{Evidence, Kind, counted, name_of_column, nothing, option, option_with};
use crate::{
    answers::Doubt,
    base::Money,
    ingest::{
        plan::AmountSource,
        read::row::{Cell, Row},
        values::number::{Decimal, parse_decimal},
    },
    recipe::{Decision, Role},
};

const ID: &str = "amount_against_price";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before: nothing, after };

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    seen(evidence).or_else(|| decided(evidence)).into_iter().collect()
}

/// Quantity times price is the amount now, because it was decided.
fn decided(evidence: &Evidence<'_>) -> Option<Doubt> {
    let chosen = evidence.chosen(ID).filter(|chosen| *chosen == "price")?;
    let AmountSource::Price { price, .. } = evidence.plan.amount else { return None };
    evidence.recipe.columns.get(&Role::Amount).filter(|column| column.is_none())?;
    let options = vec![
        option(ID, "amount", "The column of amounts is right"),
        option_with(ID, chosen, "Quantity times price is right", vec![Decision::NoColumn(Role::Amount)]),
    ];
    let sentence =
        "The amount of a line is quantity times price, because the column of amounts said something else.";
    Some(evidence.settled(ID, sentence.to_owned(), Some(price), options))
}

fn seen(evidence: &Evidence<'_>) -> Option<Doubt> {
    let plan = evidence.plan;
    let (AmountSource::Column(amount), Some(quantity), Some(price)) =
        (plan.amount, plan.column(Role::Quantity), plan.column(Role::UnitPrice))
    else {
        return None;
    };
    let origin = evidence.dataset.origins().get(amount).copied().unwrap_or_default();
    if plan.guesses.known.is_some() || plan.treatments.once_per_order || origin.looked_up_by.is_some() {
        return None;
    }
    let discount = plan.column(Role::Discount);
    let number = |part: usize, row: &Row, column: usize| match row.cell(column) {
        Cell::Number(value) => Some(value),
        Cell::Text(text) => {
            let sign = plan.parts.get(part).map_or('.', |part| part.decimal_sign(column));
            parse_decimal(text, sign).map(Decimal::to_f64)
        }
        _ => None,
    };
    let (mut all, mut off, mut far) = (0u64, 0u64, 0u64);
    let mut ratios: Vec<f64> = Vec::new();
    let mut examples = Vec::new();
    for (part, row) in &evidence.dataset.sample() {
        let [Some(q), Some(p), Some(a)] = [quantity, price, amount].map(|at| number(*part, row, at)) else {
            continue;
        };
        if q == 0.0 || p == 0.0 || a == 0.0 {
            continue;
        }
        all += 1;
        let d = discount.and_then(|at| number(*part, row, at)).unwrap_or(0.0);
        let readings = [q * p, q * p - d, q * p * (1.0 - d), q * p * (1.0 - d / 100.0)];
        if readings.iter().all(|line| (line - a).abs() > 0.02 + 0.005 * a.abs()) {
            off += 1;
            let ratio = (a / (q * p)).abs();
            ratios.push(ratio);
            // a discount, a tax and rounding explain what is near
            far += u64::from(!(0.4..=1.4).contains(&ratio));
            if examples.len() < 3 {
                examples.push(row.to_texts().join(" | ").chars().take(120).collect::<String>());
            }
        }
    }
    if all < 10 || far * 50 < all {
        return None;
    }
    let share = off as f64 / all as f64;
    let name = name_of_column(plan, amount);
    Some(Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!(
            "On {} of the first {all} \"{name}\" is not what quantity and price make.",
            counted(off, "row", "rows")
        ),
        place: evidence.place(Some(amount), (share * evidence.import.rows_used as f64) as u64, &examples),
        weight: evidence.weight((share * evidence.import.rows_used as f64) as u64, Money::ZERO),
        options: vec![
            option(ID, "amount", format!("\"{name}\" is right")),
            option_with(ID, "price", "Quantity times price is right", vec![Decision::NoColumn(Role::Amount)]),
        ],
        decided: None,
    })
}
