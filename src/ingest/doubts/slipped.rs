//! Rows with more cells than the heading has: something in a cell was taken for the sign between cells, and all that
//! follows stands under a wrong heading.

use super::{Evidence, Kind, Sample, counted, option};
use crate::{answers::Doubt, base::Money, ingest::plan::Plan};

const ID: &str = "slipped_cells";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

/// Columns up to the last one with a heading; one without is a column all the same where most rows have it.
fn width(plan: &Plan) -> usize {
    let is_column = |&at: &usize| {
        let is_named = plan.headers.get(at).is_some_and(|header| !header.trim().is_empty());
        let is_known = plan.guesses.columns.get(at).is_some_and(Option::is_some);
        is_named || is_known || plan.filled(at) >= 0.5
    };
    (0..plan.headers.len()).rev().find(is_column).map_or(0, |last| last + 1)
}

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    plan.treatments.width = width(plan);
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
