//! Rows of one table that find nothing in another: an order without a customer, lines without their order; and orders that
//! have no line.

use super::{Evidence, Kind, counted, nothing, option};
use crate::{
    answers::Doubt,
    base::Money,
    ingest::{lexicon::dictionary::normalise, rows::noticed::Unmatched},
};

const ID: &str = "rows_without_match";
/// Below this share of rows and of amounts it is no matter: the report says it all the same.
const FEW: f64 = 0.05;
/// The same of amounts that are lost.
const LITTLE: f64 = 0.01;

/// The kind.
pub const KIND: Kind = Kind { id: ID, before: nothing, after };

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let of = |one| [finds_nothing(evidence, one), asked_by_nothing(evidence, one)];
    evidence.noticed.unmatched.iter().flat_map(of).flatten().collect()
}

fn worth(amount: Money) -> String {
    if amount == Money::ZERO { String::new() } else { format!(", worth {amount} in all") }
}

/// Rows with a key that the table does not have.
fn finds_nothing(evidence: &Evidence<'_>, unmatched: &Unmatched) -> Option<Doubt> {
    let Unmatched { end, amount } = unmatched;
    let all = end.found + end.missed;
    let share = end.missed as f64 / all.max(1) as f64;
    let weight = evidence.weight((share * evidence.import.rows_read as f64) as u64, *amount);
    if end.missed == 0 || (share < FEW && weight.revenue < LITTLE) {
        return None;
    }
    let id = format!("{ID}:{}", normalise(&end.table).joined);
    let rows = counted(end.missed, "row finds", "rows find");
    let (ours, theirs) = (end.ours.join(", "), end.theirs.join(", "));
    Some(Doubt {
        sentence: format!(
            "{rows} nothing in \"{}\"{}: such as {ours}, where that table has {theirs}.",
            end.table,
            worth(*amount)
        ),
        kind: ID.to_owned(),
        place: evidence.place(Some(end.column), end.missed, &end.ours),
        weight,
        options: vec![option(&id, "keep", "That is right")],
        decided: None,
        id,
    })
}

/// Orders with a total that no line belongs to: their money is in no figure.
fn asked_by_nothing(evidence: &Evidence<'_>, unmatched: &Unmatched) -> Option<Doubt> {
    let end = &unmatched.end;
    let all = end.asked_amount.to_f64() + end.unasked_amount.to_f64();
    if end.unasked == 0 || all <= 0.0 || end.unasked_amount.to_f64() < LITTLE * all {
        return None;
    }
    let id = format!("{ID}:{}:unasked", normalise(&end.table).joined);
    let rows = counted(end.unasked, "row", "rows");
    Some(Doubt {
        sentence: format!(
            "{rows} of \"{}\"{}: no line belongs to {}, and no figure counts {}.",
            end.table,
            worth(end.unasked_amount),
            if end.unasked == 1 { "it" } else { "them" },
            if end.unasked == 1 { "it" } else { "them" },
        ),
        kind: ID.to_owned(),
        place: evidence.place(Some(end.column), end.unasked, &[]),
        weight: evidence.weight(0, end.unasked_amount),
        options: vec![option(&id, "keep", "That is right")],
        decided: None,
        id,
    })
}
