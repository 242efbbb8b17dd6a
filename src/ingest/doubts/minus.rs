//! A minus on one side only: the quantity is below zero and the amount is not.

use super::{Evidence, Kind, Sample, counted, option};
use crate::{
    answers::Doubt,
    ingest::plan::{AmountSource, Plan},
    recipe::Role,
};

const ID: &str = "minus_on_one_side";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    // quantity times price says by how much; without a price the amount is believed
    let has_price = plan.column(Role::UnitPrice).is_some();
    plan.treatments.sign_of_quantity =
        if has_price { !sample.chose(ID, "amount") } else { sample.chose(ID, "quantity") };
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let seen = &evidence.noticed.minus_on_one_side;
    let AmountSource::Column(at) = evidence.plan.amount else { return Vec::new() };
    if seen.rows == 0 || evidence.plan.column(Role::Quantity).is_none() {
        return Vec::new();
    }
    let rows = counted(seen.rows, "line has", "lines have");
    let done = if evidence.plan.treatments.sign_of_quantity {
        "They count as returns."
    } else {
        "They count as sales."
    };
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!("{rows} a quantity below zero beside an amount above zero. {done}"),
        place: evidence.place(Some(at), seen.rows, &seen.examples),
        weight: evidence.weight(seen.rows, seen.amount),
        options: {
            let mut options = vec![
                option(ID, "quantity", "The quantity is right: returns"),
                option(ID, "amount", "The amount is right: sales"),
            ];
            if evidence.plan.column(Role::UnitPrice).is_none() {
                options.reverse();
            }
            options
        },
        decided: None,
    }]
}
