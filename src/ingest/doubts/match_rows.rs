//! Rows of one table that find nothing in another: an order without a customer, lines without their order.

use super::{Evidence, Kind, counted, nothing, option};
use crate::{answers::Doubt, base::Money};

const ID: &str = "rows_without_match";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before: nothing, after };

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for unmatched in &evidence.noticed.unmatched {
        let all = unmatched.found + unmatched.missed;
        if all == 0 || unmatched.missed * 20 < all {
            continue;
        }
        let id = format!("{ID}:{}", crate::ingest::lexicon::dictionary::normalise(&unmatched.table).joined);
        let rows = counted(unmatched.missed, "row finds", "rows find");
        let share = unmatched.missed as f64 / all as f64;
        let ours = unmatched.ours.join(", ");
        let theirs = unmatched.theirs.join(", ");
        doubts.push(Doubt {
            sentence: format!(
                "{rows} nothing in \"{}\": such as {ours}, where that table has {theirs}.",
                unmatched.table
            ),
            kind: ID.to_owned(),
            place: evidence.place(Some(unmatched.column), unmatched.missed, &unmatched.ours),
            weight: evidence.weight((share * evidence.import.rows_used as f64) as u64, Money::ZERO),
            options: vec![option(&id, "keep", "That is right")],
            decided: None,
            id,
        });
    }
    doubts
}
