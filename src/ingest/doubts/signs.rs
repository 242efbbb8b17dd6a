//! Signs the wrong way round: every amount is below zero. Bookkeeping writes what was sold as a credit, with a minus; a
//! list of nothing but returns looks the same, and only a person knows.

use super::{Evidence, Kind, Sample, amount_column, counted, name_of_column, option};
use crate::{
    answers::{Doubt, DoubtWeight},
    base::Money,
    ingest::plan::{AmountSource, Plan},
};

const ID: &str = "reversed_signs";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

/// The sample has numbers below zero and none above, as far as its columns tell: what was decided for such a file is not
/// done to another one.
fn is_below_zero(plan: &Plan) -> bool {
    let all_below = |at: usize| {
        let column = plan.profile.columns.get(at);
        column.is_some_and(|column| 0 < column.negative && column.numbers * 9 <= column.negative * 10)
    };
    match plan.amount {
        AmountSource::Column(at) => all_below(at),
        AmountSource::Price { quantity, price } => all_below(quantity) != all_below(price),
        AmountSource::Nothing => false,
    }
}

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    plan.treatments.reverses_signs = sample.chose(ID, "reverse") && is_below_zero(plan);
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let reversed = evidence.plan.treatments.reverses_signs;
    let amounts = &evidence.ledger.lines.amount;
    let below = amounts.iter().filter(|amount| **amount < Money::ZERO).count() as u64;
    let is_one_sided = 0 < below && amounts.iter().all(|amount| !amount.is_positive());
    if !reversed && !is_one_sided {
        return Vec::new();
    }
    let column = amount_column(evidence.plan);
    let name = column.map(|at| name_of_column(evidence.plan, at)).unwrap_or_default();
    let sentence = if reversed {
        format!("Every amount of \"{name}\" is below zero; the signs were reversed.")
    } else {
        let rows = counted(below, "line is", "lines are");
        format!(
            "{rows} below zero in \"{name}\" and none above, so nothing was bought. Are the signs reversed?"
        )
    };
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence,
        place: evidence.place(column, evidence.import.rows_used, &[]),
        weight: DoubtWeight::all(1.0),
        options: vec![
            option(ID, "keep", "They are returns, without the purchases"),
            option(ID, "reverse", "Reverse the signs: they are purchases"),
        ],
        decided: None,
    }]
}
