//! Time that is missing: whole months without a row in the middle of a history that has rows in every other one.

use super::{Evidence, Kind, nothing, option};
use crate::{
    answers::Doubt,
    base::{Day, Money, hash::Map},
    recipe::Role,
};

const ID: &str = "gap_in_time";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before: nothing, after };

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let mut months: Map<i32, u64> = Map::default();
    let mut before = Day::default();
    let mut month = 0;
    for &day in evidence.ledger.lines.day.as_slice() {
        if day != before {
            let (year, of_year, _) = day.ymd();
            month = year * 12 + of_year as i32 - 1;
            before = day;
        }
        *months.entry(month).or_default() += 1;
    }
    let (Some(&first), Some(&last)) = (months.keys().min(), months.keys().max()) else { return Vec::new() };
    let span = (last - first + 1) as u64;
    let missing: Vec<i32> = (first..=last).filter(|month| !months.contains_key(month)).collect();
    let rows = evidence.ledger.lines.len() as u64;
    // a shop that sells in every month and a file that leaves one out
    if missing.is_empty() || span < 8 || rows < span * 20 || missing.len() as u64 * 5 > span {
        return Vec::new();
    }
    let name = |month: &i32| format!("{}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1);
    let names: Vec<String> = missing.iter().take(6).map(name).collect();
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!("There is no row at all in {}. Is an export missing?", names.join(", ")),
        place: evidence.place(evidence.plan.column(Role::Date), 0, &names),
        weight: {
            let share = missing.len() as f64 / span as f64;
            let mut weight = evidence.weight(0, Money::ZERO);
            weight.rows = share;
            weight
        },
        options: vec![option(ID, "keep", "Nothing is missing")],
        decided: None,
    }]
}
