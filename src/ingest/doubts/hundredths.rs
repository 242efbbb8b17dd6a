//! Amounts in hundredths: the heading says cents or øre and all numbers are whole, or they are a hundred times quantity
//! times price.

use super::{Evidence, Kind, Sample, amount_column, name_of_column, option};
use crate::{
    answers::{Doubt, DoubtWeight},
    ingest::{columns::heading::says, lexicon::concept::Concept, plan::Plan},
};

const ID: &str = "hundredths";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

fn says_hundredths(plan: &Plan) -> Option<usize> {
    let at = amount_column(plan)?;
    let header = plan.headers.get(at)?;
    let column = plan.profile.columns.get(at)?;
    let is_whole = column.integers == column.numbers && column.numbers > 0;
    (is_whole && says(header, Concept::Minor)).then_some(at)
}

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    plan.treatments.hundredths = says_hundredths(plan).is_some() && !sample.chose(ID, "keep");
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let Some(at) = says_hundredths(evidence.plan) else { return Vec::new() };
    let name = name_of_column(evidence.plan, at);
    let sentence =
        format!("The heading \"{name}\" says that amounts are in hundredths, so each was divided by 100.");
    let sentence = if evidence.plan.treatments.hundredths {
        sentence
    } else {
        format!("The heading \"{name}\" says that amounts are in hundredths; they are taken as whole units.")
    };
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence,
        place: evidence.place(Some(at), evidence.import.rows_used, &[]),
        weight: DoubtWeight { rows: 1.0, purchases: 1.0, revenue: 1.0 },
        options: vec![option(ID, "divide", "Divide by 100"), option(ID, "keep", "They are whole units")],
        decided: None,
    }]
}
