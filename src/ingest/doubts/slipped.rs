//! Rows with more cells than the heading has: something in a cell was taken for the sign between cells, and all that
//! follows stands under a wrong heading.

use super::{Evidence, Kind, Sample, counted, option};
use crate::{
    answers::Doubt,
    base::Money,
    ingest::plan::{Plan, treatments::SlipTreatment},
};

const ID: &str = "slipped_cells";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    plan.treatments.slipped = match () {
        () if sample.chose(ID, "set_aside") => SlipTreatment::SetAside,
        () if sample.chose(ID, "keep") => SlipTreatment::Keep,
        () => SlipTreatment::Rejoin,
    };
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let (open, rejoined) = (&evidence.noticed.slipped, &evidence.noticed.rejoined);
    let looked_up = evidence.dataset.slipped_in_lookups();
    let all = open.rows + rejoined.rows + looked_up;
    if all == 0 {
        return Vec::new();
    }
    let treatment = evidence.plan.treatments.slipped;
    let rejoins = rejoined.rows > 0 && treatment != SlipTreatment::SetAside;
    let mut sentence = format!(
        "{} more cells than the heading: the sign between cells stands inside one of them.",
        counted(all, "row has", "rows have")
    );
    let mut add = |rows: u64, done: &str| {
        if rows > 0 {
            sentence.push_str(&format!(" {rows} {done}."));
        }
    };
    if rejoins {
        add(rejoined.rows, "put together again, as only one reading fits");
    } else {
        add(rejoined.rows, "set aside");
    }
    add(looked_up, "in a table that is looked up, put together where one reading fits");
    match treatment {
        SlipTreatment::Keep => add(open.rows, "read as they stand, under wrong headings"),
        _ => add(open.rows, "set aside, as nothing tells where their cells belong"),
    }
    let mut examples = rejoined.examples.clone();
    examples.extend(open.examples.iter().cloned());
    let mut options = Vec::new();
    if rejoined.rows > 0 {
        options.push(option(ID, "rejoin", "Put them together where one reading fits"));
    }
    options.push(option(ID, "set_aside", "Set them aside"));
    if open.rows > 0 {
        options.push(option(ID, "keep", "Read them as they stand where nothing fits"));
    }
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence,
        place: evidence.place(None, all, &examples),
        weight: evidence.weight(all, Money::ZERO),
        options,
        decided: None,
    }]
}
