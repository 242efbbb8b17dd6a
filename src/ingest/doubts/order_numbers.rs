//! Order numbers that come again: numbering begins at one every January, and the same customer has invoice 1 in two years.

use super::{Evidence, Kind, Sample, counted, option};
use crate::{answers::Doubt, base::Money, ingest::plan::Plan, recipe::Role};

const ID: &str = "order_numbers_come_again";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    plan.treatments.one_order_a_number = sample.chose(ID, "one_order");
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let seen = &evidence.noticed.numbers_again;
    if seen.rows == 0 {
        return Vec::new();
    }
    let orders = counted(seen.rows, "order number comes", "order numbers come");
    let done = if evidence.plan.treatments.one_order_a_number {
        "Each is one order."
    } else {
        "Each time is an order of its own."
    };
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!("{orders} again for the same customer two months later or more. {done}"),
        place: evidence.place(evidence.plan.column(Role::Order), seen.rows, &seen.examples),
        weight: evidence.weight(seen.rows, Money::ZERO),
        options: vec![option(ID, "new_order", "A new order each time"), option(ID, "one_order", "One order")],
        decided: None,
    }]
}
