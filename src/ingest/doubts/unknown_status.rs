//! Statuses that no dictionary knows: codes, or words of the shop's own. They are used, and some may be of orders that were
//! never sold.

use super::{Evidence, Kind, counted, nothing, option, option_with};
use crate::{
    answers::{Doubt, DoubtOption, StatusCount},
    base::Money,
    recipe::{Decision, Role},
};

const ID: &str = "unknown_status";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before: nothing, after };

/// More statuses than this are no statuses.
const MOST: usize = 25;
/// Statuses that can be set aside by themselves.
const OFFERED: usize = 5;

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let plan = evidence.plan;
    let all = &evidence.import.statuses;
    let Some(column) = plan.column(Role::Status) else { return Vec::new() };
    if all.len() < 2 || MOST < all.len() {
        return Vec::new();
    }
    let is_unknown = |status: &&StatusCount| plan.meaning_of_status(&status.status).is_none();
    let is_decided = |status: &&StatusCount| plan.statuses.contains_key(&status.status.to_lowercase());
    let mut unknown: Vec<&StatusCount> = all.iter().filter(is_unknown).collect();
    // what most rows have is what was sold
    let known: u64 = all.iter().filter(|status| !is_unknown(status)).map(|status| status.rows).sum();
    if unknown.first().is_some_and(|first| known < first.rows) {
        unknown.remove(0);
    }
    let open = unknown.iter().filter(|status| !is_decided(status)).count();
    if unknown.is_empty() {
        return Vec::new();
    }
    let rows: u64 = unknown.iter().map(|status| status.rows).sum();
    let amount: Money = unknown.iter().map(|status| Money(status.amount.0.saturating_abs())).sum();
    let names: Vec<String> =
        unknown.iter().take(OFFERED).map(|status| format!("\"{}\"", status.status)).collect();
    let mut options: Vec<DoubtOption> = vec![option(ID, "used", "All of them were sold")];
    if unknown.len() > 1 {
        let each = unknown.iter().map(|status| Decision::Status(status.status.clone(), false)).collect();
        options.push(option_with(ID, "set_aside", "Set all of them aside", each));
    }
    for status in unknown.iter().take(OFFERED) {
        let decision = Decision::Status(status.status.clone(), false);
        let id = format!("set_aside:{}", status.status.to_lowercase());
        options.push(option_with(ID, &id, format!("Set \"{}\" aside", status.status), vec![decision]));
    }
    let _ = open;
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!(
            "{} a status that says nothing here: {}. Were these orders sold?",
            counted(rows, "row has", "rows have"),
            names.join(", ")
        ),
        place: evidence.place(
            Some(column),
            rows,
            &unknown.iter().take(3).map(|status| status.status.clone()).collect::<Vec<_>>(),
        ),
        weight: evidence.weight(rows, amount),
        options,
        decided: None,
    }]
}
