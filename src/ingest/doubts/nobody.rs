//! Words and numbers that stand for nobody: (blank), guest, 0, deleted@…. Each such row is a guest, not one good customer.

use super::{Evidence, Kind, Sample, counted, option};
use crate::{
    answers::Doubt,
    base::{Money, hash::Map},
    ingest::{
        lexicon::dictionary::normalise,
        plan::Plan,
        values::key::{clean_id, match_form},
    },
};

const ID: &str = "placeholder_key";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

/// The doubt about one of them.
fn id_of(word: &str) -> String {
    format!("{ID}:{}", normalise(word).joined)
}

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    let kept = sample.recipe.decisions.iter().filter(|(_, option)| *option == "keep");
    plan.treatments.nobody_kept =
        kept.filter_map(|(doubt, _)| Some(doubt.strip_prefix(ID)?.strip_prefix(':')?.to_owned())).collect();
    let is_decided = sample.recipe.decisions.keys().any(|doubt| *doubt == id_of("0"));
    plan.treatments.counts_from_zero = counts_from_zero(plan, sample);
    if !is_decided && plan.treatments.counts_from_zero {
        plan.treatments.nobody_kept.insert("0".to_owned());
    }
}

/// True where 0 is one number among others: there is a customer 1, and 0 has no more rows than others have.
fn counts_from_zero(plan: &Plan, sample: &Sample<'_>) -> bool {
    let Some(key) = plan.key.first() else { return false };
    let mut rows = Map::<String, u64>::default();
    for (_, row) in sample.rows {
        let text = row.cell(key.column).to_text();
        *rows.entry(match_form(key.role, clean_id(&text))).or_default() += 1;
    }
    let zeros = rows.get("0").copied().unwrap_or(0);
    let most = rows.iter().filter(|(form, _)| !form.is_empty() && *form != "0").map(|(_, &rows)| rows).max();
    rows.contains_key("1") && zeros < 2 * most.unwrap_or(0).max(1)
}

/// Words that are told of; what was decided is told in any case.
const SHOWN: usize = 5;

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let column = evidence.plan.key.first().map(|key| key.column);
    let doubt = |(word, rows): &(String, u64)| {
        let id = id_of(word);
        let is_kept = evidence.plan.treatments.nobody_kept.contains(&normalise(word).joined);
        let rows_in_words = counted(*rows, "row has", "rows have");
        let done = if is_kept {
            "They count as one customer."
        } else {
            "Each is a guest, and belongs to no customer."
        };
        let mut options =
            vec![option(&id, "guests", "They are guests"), option(&id, "keep", "It is one customer")];
        if evidence.plan.treatments.counts_from_zero && normalise(word).joined == "0" {
            options.reverse();
        }
        Doubt {
            sentence: format!("{rows_in_words} \"{word}\" where the customer stands. {done}"),
            kind: ID.to_owned(),
            place: evidence.place(column, *rows, std::slice::from_ref(word)),
            weight: evidence.weight(*rows, Money::ZERO),
            options,
            decided: None,
            id,
        }
    };
    let is_decided = |word: &str| evidence.chosen(&id_of(word)).is_some();
    let mut shown = 0;
    let is_told = |(word, rows): &&(String, u64)| {
        // one number among others is no doubt
        let is_number = evidence.plan.treatments.counts_from_zero && normalise(word).joined == "0";
        if is_decided(word) {
            return *rows > 0;
        }
        let is_told = *rows > 0 && !is_number && shown < SHOWN;
        shown += usize::from(is_told);
        is_told
    };
    evidence.noticed.nobody.iter().filter(is_told).map(doubt).collect()
}
