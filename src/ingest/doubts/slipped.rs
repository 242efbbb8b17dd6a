//! Rows with more cells than the heading has: something in a cell was taken for the sign between cells, and all that
//! follows stands under a wrong heading.

use super::{Evidence, Kind, Sample, counted, option};
use crate::{answers::Doubt, base::Money, ingest::plan::Plan};

const ID: &str = "slipped_cells";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    plan.treatments.sets_slipped_aside = !sample.chose(ID, "keep");
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let seen = &evidence.noticed.slipped;
    if seen.rows == 0 {
        return Vec::new();
    }
    let rows = counted(seen.rows, "row has", "rows have");
    let done = if evidence.plan.treatments.sets_slipped_aside { "Set aside." } else { "Read as they stand." };
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!("{rows} more cells than the heading, so cells stand under wrong headings. {done}"),
        place: evidence.place(None, seen.rows, &seen.examples),
        weight: evidence.weight(seen.rows, Money::ZERO),
        options: vec![
            option(ID, "set_aside", "Set them aside"),
            option(ID, "keep", "Read them as they stand"),
        ],
        decided: None,
    }]
}
