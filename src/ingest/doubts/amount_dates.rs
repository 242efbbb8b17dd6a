//! Dates in the column of amounts: a spreadsheet took 12.5 for the twelfth of May.

use super::{Evidence, Kind, Sample, amount_column, counted, option};
use crate::{answers::Doubt, base::Money, ingest::plan::Plan};

const ID: &str = "amount_is_a_date";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    plan.treatments.dates_to_amounts = sample.chose(ID, "back_to_number");
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let seen = &evidence.noticed.amount_dates;
    if seen.rows == 0 {
        return Vec::new();
    }
    let rows = counted(seen.rows, "amount is", "amounts are");
    let done = if evidence.plan.treatments.dates_to_amounts {
        "Day and month were made the number again."
    } else {
        "Set aside."
    };
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!("{rows} a date: a spreadsheet took 12.5 for the twelfth of May. {done}"),
        place: evidence.place(amount_column(evidence.plan), seen.rows, &seen.examples),
        weight: evidence.weight(seen.rows, Money::ZERO),
        options: vec![
            option(ID, "set_aside", "Set them aside"),
            option(ID, "back_to_number", "Make day and month the number again"),
        ],
        decided: None,
    }]
}
