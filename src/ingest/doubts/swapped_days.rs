//! Swapped days: an export with the month first, opened where the day comes first. Dates with a day up to twelve became
//! real dates with day and month the wrong way round; the others stayed texts.

use super::{Evidence, Kind, Sample, counted, option};
use crate::{
    answers::Doubt,
    ingest::{
        plan::Plan,
        read::row::Cell,
        values::date::{self, DateStyle, Written},
    },
    recipe::Role,
};

const ID: &str = "swapped_days";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    plan.treatments.swapped_days = look_swapped(plan, sample) && !sample.chose(ID, "keep");
}

/// Dates of which none has a day above twelve, beside texts of which all have.
fn look_swapped(plan: &Plan, sample: &Sample<'_>) -> bool {
    let Some(at) = plan.column(Role::Date) else { return false };
    let (mut sure, mut late, mut texts, mut open) = (0u32, 0u32, 0u32, 0u32);
    for (_, row) in sample.rows {
        match row.cell(at) {
            Cell::Moment(days) => {
                let (_, _, day) = date::split_moment(days).0.ymd();
                sure += 1;
                late += u32::from(day > 12);
            }
            Cell::Text(text) => match date::read_written(text, false) {
                Some(Written::Open { parts: [first, second, _], .. }) if first > 12 || second > 12 => {
                    texts += 1
                }
                Some(Written::Open { .. }) => open += 1,
                Some(written) if written.style() == DateStyle::YearFirst => {
                    let moment = written.resolve(crate::recipe::DateOrder::DayFirst);
                    sure += 1;
                    late += u32::from(moment.is_some_and(|(day, _)| day.ymd().2 > 12));
                }
                _ => {}
            },
            _ => {}
        }
    }
    sure >= 3 && texts >= 3 && late == 0 && open == 0
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let seen = &evidence.noticed.swapped_days;
    let column = evidence.plan.column(Role::Date);
    if evidence.plan.treatments.swapped_days {
        let rows = counted(seen.rows, "date was", "dates were");
        return vec![doubt(
            evidence,
            format!(
                "Some dates are real dates, none with a day above 12; the others are texts, all with one. A spreadsheet took day and month for each other: {rows} turned back."
            ),
            seen.rows,
        )];
    }
    let is_kept = evidence.dataset.sample();
    let sample = Sample { rows: &is_kept, recipe: &crate::recipe::Recipe::default() };
    if column.is_none() || !look_swapped(evidence.plan, &sample) {
        return Vec::new();
    }
    vec![doubt(
        evidence,
        "Some dates are real dates, none with a day above 12; the others are texts, all with one. Day and month may stand the wrong way round in the former.".to_owned(),
        evidence.import.rows_used / 2,
    )]
}

fn doubt(evidence: &Evidence<'_>, sentence: String, rows: u64) -> Doubt {
    let seen = &evidence.noticed.swapped_days;
    Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence,
        place: evidence.place(evidence.plan.column(Role::Date), rows, &seen.examples),
        weight: evidence.weight(rows, crate::base::Money::ZERO),
        options: vec![
            option(ID, "swap_back", "Turn them back"),
            option(ID, "keep", "They are right as they stand"),
        ],
        decided: None,
    }
}
