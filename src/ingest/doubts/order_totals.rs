//! The total of the order on each of its lines: the same within every order of several rows, and not what a line's
//! quantity and price make.

use super::{Evidence, Kind, Sample, counted, name_of_column, option};
use crate::{
    answers::Doubt,
    ingest::{
        columns::heading::says,
        lexicon::concept::Concept,
        plan::{AmountSource, Plan, SampleRow},
        read::row::Cell,
        values::number::{Decimal, parse_decimal},
    },
    recipe::Role,
};

const ID: &str = "order_total_on_every_line";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

/// Orders of several rows that have to agree where the heading does not say that it is the order's total.
const ENOUGH: usize = 4;

fn is_of_order(plan: &Plan, rows: &[SampleRow]) -> bool {
    let AmountSource::Column(at) = plan.amount else { return false };
    let together = &plan.guesses.together;
    let has_number = plan.column(Role::Order).is_some();
    let of_order =
        has_number && together.order == plan.column(Role::Order) && together.of_order.contains(&at);
    let of_day = !has_number && together.of_day.contains(&at);
    if !of_order && !of_day {
        return false;
    }
    // what quantity times price makes is the line's
    if together.product.is_some_and(|(_, _, amount)| amount == at) {
        return false;
    }
    if is_near_price(plan, rows, at) {
        return false;
    }
    let header = plan.headers.get(at).map(String::as_str).unwrap_or_default();
    let is_said =
        says(header, Concept::Total) && !says(header, Concept::Line) || says(header, Concept::Order);
    let several = if has_number { together.several_rows } else { together.several_of_day };
    several >= if is_said && has_number { 1 } else { ENOUGH }
}

/// True where the amount is about what quantity and price of its own row make: with a tax or a discount, it is the line's.
fn is_near_price(plan: &Plan, rows: &[SampleRow], amount: usize) -> bool {
    let (Some(quantity), Some(price)) = (plan.column(Role::Quantity), plan.column(Role::UnitPrice)) else {
        return false;
    };
    let (mut all, mut near) = (0u32, 0u32);
    for (part, row) in rows {
        let sign = |at| plan.parts.get(*part).map_or('.', |part| part.decimal_sign(at));
        let number = |at: usize| match row.cell(at) {
            Cell::Number(value) => Some(value),
            Cell::Text(text) => parse_decimal(text, sign(at)).map(Decimal::to_f64),
            _ => None,
        };
        let (Some(q), Some(p), Some(a)) = (number(quantity), number(price), number(amount)) else { continue };
        if q * p != 0.0 {
            all += 1;
            near += u32::from((0.6..=1.4).contains(&(a / (q * p))));
        }
    }
    all >= 4 && near * 10 >= all * 9
}

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    plan.treatments.once_per_order = is_of_order(plan, sample.rows) && !sample.chose(ID, "every_line");
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let plan = evidence.plan;
    let AmountSource::Column(at) = plan.amount else { return Vec::new() };
    if !is_of_order(plan, &evidence.dataset.sample()) {
        return Vec::new();
    }
    let name = name_of_column(plan, at);
    let repeated = &evidence.noticed.repeated_totals;
    let sentence = if plan.treatments.once_per_order {
        format!(
            "\"{name}\" is the same on all lines of an order, so it was counted once an order; {} had it again.",
            counted(repeated.rows, "line", "lines")
        )
    } else {
        format!("\"{name}\" is the same on all lines of an order, and is counted on every line.")
    };
    let weight = match plan.treatments.once_per_order {
        true => evidence.weight(repeated.rows, repeated.amount),
        false => crate::answers::DoubtWeight::all(1.0),
    };
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence,
        place: evidence.place(Some(at), repeated.rows, &repeated.examples),
        weight,
        options: vec![
            option(ID, "once", "Count it once an order"),
            option(ID, "every_line", "Count it on every line"),
        ],
        decided: None,
    }]
}
