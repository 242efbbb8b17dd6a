//! Days that cannot be: far from all others, or what programs write for no date. They move the whole analysis: with an
//! order in 2032 everybody is lapsed.

use super::{Evidence, Kind, counted, nothing, option};
use crate::{
    answers::{Doubt, SetAsideReason},
    base::{Day, Money, hash::Map},
    model::Ledger,
    recipe::{Recipe, Role},
};

const ID: &str = "impossible_day";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before: nothing, after };

/// Days without an order after which an order is in a year that was mistyped.
const AHEAD: i32 = 366;
/// The same before all others: an old customer may have bought long ago.
const BEHIND: i32 = 5 * 365;
/// Days that programs write for none: the first ones of their calendars.
const NONE: [(i32, u32, u32); 4] = [(1970, 1, 1), (1900, 1, 1), (1900, 1, 2), (1980, 1, 1)];

/// The days that can be, where some cannot; `None` where all can, or where the recipe keeps them.
pub fn possible_days(ledger: &Ledger, recipe: &Recipe) -> Option<(Day, Day)> {
    if recipe.decisions.get(ID).is_some_and(|option| option == "keep") {
        return None;
    }
    let mut counts: Map<Day, u64> = Map::default();
    let mut before: Option<(Day, u64)> = None;
    for &day in ledger.lines.day.as_slice() {
        match &mut before {
            Some((last, count)) if *last == day => *count += 1,
            other => {
                if let Some((last, count)) = other.replace((day, 1)) {
                    *counts.entry(last).or_default() += count;
                }
            }
        }
    }
    if let Some((last, count)) = before {
        *counts.entry(last).or_default() += count;
    }
    let mut days: Vec<(Day, u64)> = counts.into_iter().collect();
    days.sort_unstable();
    let all: u64 = days.iter().map(|&(_, count)| count).sum();
    // the farther away, the more there may be of them
    let few = |gap: i32| (all / if gap > BEHIND { 16 } else { 25 }).max(1);
    if days.len() < 3 || all < 6 {
        return None;
    }
    let (mut first, mut last) = (0, days.len() - 1);
    let is_none = |day: Day| {
        NONE.iter().any(|&(year, month, of_month)| Day::from_ymd(year, month, of_month) == Some(day))
    };
    let sum = |from: usize, to: usize| {
        days.get(from..to).unwrap_or_default().iter().map(|&(_, count)| count).sum::<u64>()
    };
    for (at, pair) in days.windows(2).enumerate() {
        let [(a, _), (b, _)] = pair else { continue };
        let gap = b.0 - a.0;
        let least = if is_none(*a) { AHEAD } else { BEHIND };
        if gap > least && (sum(0, at + 1) <= few(gap) || is_none(*a) && at == 0 && sum(0, 1) * 3 <= all) {
            first = first.max(at + 1);
        }
        if gap > AHEAD && sum(at + 1, days.len()) <= few(gap) {
            last = last.min(at);
        }
    }
    let range = (days.get(first)?.0, days.get(last)?.0);
    (first <= last && (first > 0 || last + 1 < days.len())).then_some(range)
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let aside = evidence.import.set_aside.iter().find(|aside| aside.reason == SetAsideReason::ImpossibleDay);
    let column = evidence.plan.column(Role::Date);
    let Some(aside) = aside else { return kept(evidence) };
    let examples: Vec<String> =
        aside.examples.iter().filter_map(|row| row.cells.get(column?).cloned()).take(3).collect();
    let (first, last) = evidence.plan.treatments.days.unwrap_or_default();
    let rows = counted(aside.rows, "row is", "rows are");
    vec![doubt(
        evidence,
        format!(
            "{rows} of a day far from all others, which lie between {first} and {last}. Set aside: one would move every figure."
        ),
        aside.rows,
        Money(aside.amount.0.saturating_abs()),
        &examples,
    )]
}

/// What stays because the recipe says so is still said.
fn kept(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let Some((first, last)) = possible_days(evidence.ledger, &Recipe::default()) else { return Vec::new() };
    if evidence.plan.treatments.days.is_some() {
        return Vec::new();
    }
    let days = evidence.ledger.lines.day.as_slice();
    let rows = days.iter().filter(|day| !(first..=last).contains(day)).count() as u64;
    let is = counted(rows, "line is", "lines are");
    vec![doubt(
        evidence,
        format!("{is} of a day far from all others, which lie between {first} and {last}."),
        rows,
        Money::ZERO,
        &[],
    )]
}

fn doubt(evidence: &Evidence<'_>, sentence: String, rows: u64, amount: Money, examples: &[String]) -> Doubt {
    Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence,
        place: evidence.place(evidence.plan.column(Role::Date), rows, examples),
        weight: evidence.weight(rows, amount),
        options: vec![option(ID, "set_aside", "Set them aside"), option(ID, "keep", "The days are right")],
        decided: None,
    }
}
