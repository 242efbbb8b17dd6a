//! How often they buy: the days between purchases.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, Histogram},
    charts::{Columns, Paint, Series},
    state::{DataTable, Value},
};

use super::{chart, frame, head, in_use};
use crate::{session::Session, text::format, widgets::table::data_table};

/// Names of a histogram's bars.
pub(super) fn bars(histogram: &Histogram, unit: fn(f64) -> String) -> Vec<String> {
    (0..histogram.counts.len())
        .map(|at| {
            let from = histogram.edges.get(at).copied().unwrap_or(0.0);
            match histogram.edges.get(at + 1) {
                Some(to) if !(histogram.open_end && at + 1 == histogram.counts.len()) => {
                    format!("{}–{}", unit(from), unit(*to))
                }
                _ => format!("{}+", unit(from)),
            }
        })
        .collect()
}

/// The section.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let gaps = &answers.gaps;
    let distinct = &gaps.distinct_days;
    if distinct.count == 0 {
        let text = "Nobody has bought on two different days yet, so there is no interval to show.";
        return Some(frame(
            "How often do they buy?",
            "No repeat purchases yet".to_owned(),
            view! { <p>{text}</p> }.into_any(),
        ));
    }
    let finding = format!(
        "Half of all repeat purchases come within {} of the one before",
        format::days_of(distinct.median)
    );
    let histogram = &gaps.distinct_histogram;
    let total = histogram.counts.iter().sum::<u64>().max(1) as f64;
    let labels = bars(histogram, |days| format::int(days as u64));
    let table = DataTable {
        head: head(&["days", "gaps", "share"]),
        rows: labels
            .iter()
            .zip(&histogram.counts)
            .map(|(label, &count)| {
                let share = count as f64 / total;
                vec![
                    Value::text(label.clone()),
                    Value::number(count as f64, format::int(count)),
                    Value::number(share, format::percent(share)),
                ]
            })
            .collect(),
    };
    let columns = Columns {
        tips: labels
            .iter()
            .zip(&histogram.counts)
            .map(|(_, &count)| {
                vec![
                    ("gaps".to_owned(), format::int(count)),
                    ("of all gaps".to_owned(), format::percent(count as f64 / total)),
                ]
            })
            .collect(),
        labels,
        series: vec![Series {
            name: "gaps".to_owned(),
            paint: Paint::Return(2),
            values: histogram.counts.iter().map(|&count| count as f64).collect(),
        }],
        grouped: false,
        in_progress: Vec::new(),
        format: format::axis_int,
        height: 200.0,
        x_title: "days from one purchase to the next".to_owned(),
    };
    let source = format!(
        "Days between consecutive days with a purchase of the same customer. n = {}. {}.",
        format::counted(distinct.count, "gap", "gaps"),
        in_use(session, answers)
    );
    let steps = data_table(&DataTable {
        head: head(&[
            "from purchase to purchase",
            "gaps",
            "quarter within",
            "half within",
            "three quarters within",
            "nine in ten within",
        ]),
        rows: gaps
            .distinct_steps
            .iter()
            .filter(|step| step.days.count > 0)
            .map(|step| {
                let name = if step.days.thin { format!("{} (few)", step.step) } else { step.step.clone() };
                let mut row = vec![
                    Value::text(name),
                    Value::number(step.days.count as f64, format::int(step.days.count)),
                ];
                row.extend(
                    [step.days.p25, step.days.median, step.days.p75, step.days.p90]
                        .map(|days| Value::maybe(days, format::days)),
                );
                row
            })
            .collect(),
    });
    let content = view! {
        {chart("gaps", finding.clone(), source, columns, table)}
        <h3>"It gets faster, or slower, with each purchase"</h3>
        {steps}
    };
    Some(frame("How often do they buy?", finding, content.into_any()))
}
