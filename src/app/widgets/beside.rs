//! The answers beside others: the choice of what to compare with, and the figures of both.

use leptos::prelude::*;
use stamkunde::{
    answers::{ComparedFigure, Comparison},
    state::{DataTable, Value},
};

use super::{ending::ending, table::data_table};
use crate::{
    session::{Beside, Session},
    text::format,
};

/// Two-sided tests at 95 %.
const LEVEL: f64 = 0.05;

/// The choice of what to compare with.
pub fn choice(session: Session) -> AnyView {
    let current = move || session.beside.get().map_or("", |beside| beside.id());
    let pick = move |event: web_sys::Event| {
        let beside = match event_target_value(&event).as_str() {
            "whole" => Some(Beside::Whole),
            "year" => Some(Beside::Earlier(12)),
            "quarter" => Some(Beside::Earlier(3)),
            "kept" => Some(Beside::Kept(Box::new(session.recipe.get_untracked()))),
            _ => None,
        };
        session.compare_with(beside);
    };
    let options = [
        ("", "nothing"),
        ("whole", "the whole shop"),
        ("quarter", "three months earlier"),
        ("year", "a year earlier"),
        ("kept", "what I see now"),
    ]
    .map(|(value, name)| {
        view! { <option value=value selected=move || current() == value>{name}</option> }.into_any()
    });
    view! {
        <label class="chip">
            <span>"Compare with"</span>
            <select id="compare-with" prop:value=current on:change=pick>{options.into_iter().collect_view()}</select>
        </label>
    }
    .into_any()
}

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Count,
    Amount,
    Decimal,
    Days,
    Share,
}

/// The figures in the order in which they are shown, with their names and units.
const FIGURES: &[(&str, &str, Unit)] = &[
    ("summary.customers", "customers", Unit::Count),
    ("summary.purchases", "purchases", Unit::Count),
    ("summary.net_revenue", "net revenue", Unit::Amount),
    ("summary.margin", "margin", Unit::Amount),
    ("summary.average_order_value", "average order", Unit::Amount),
    ("summary.median_order_value", "typical order (median)", Unit::Amount),
    ("first_order_value.first.median", "typical first order (median)", Unit::Amount),
    ("summary.purchases_per_customer", "purchases per customer", Unit::Decimal),
    ("summary.returning", "bought twice or more", Unit::Share),
    ("repurchase.of_all.90", "new customers back within 90 days", Unit::Share),
    ("repurchase.of_all.365", "new customers back within a year", Unit::Share),
    ("gaps.distinct_days.median", "days between purchases (median)", Unit::Days),
    ("repurchase.days_to_second.median", "days to the second purchase (median)", Unit::Days),
    ("churn.states.active", "active", Unit::Share),
    ("churn.states.lapsed", "lapsed", Unit::Share),
    ("churn.lapse_day", "lapsed after", Unit::Days),
];

fn write(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Count => format::int(value.max(0.0) as u64),
        Unit::Amount => format::amount(value),
        Unit::Decimal => format::decimal(value),
        Unit::Days => format::days(value),
        Unit::Share => format::percent(value),
    }
}

fn change(unit: Unit, figure: &ComparedFigure) -> Option<String> {
    let change = figure.change?;
    let sign = if change < 0.0 { "−" } else { "+" };
    Some(if unit == Unit::Share {
        format!("{sign}{} points", format::decimal((change * 100.0).abs()))
    } else {
        format!("{sign}{}", format::percent(change.abs()))
    })
}

/// Whether a difference of shares is more than chance.
fn weight(figure: &ComparedFigure) -> &'static str {
    match figure.p {
        Some(p) if p < LEVEL => "clear",
        Some(_) => "may be chance",
        None => "",
    }
}

/// What stands under a figure at the head of the page: the same of the other answers.
pub fn under(session: Session, id: &'static str) -> AnyView {
    let text = ending(move || {
        let comparison = session.comparison.get()?;
        let beside = session.beside.get()?;
        let (_, _, unit) = FIGURES.iter().find(|(have, ..)| *have == id)?;
        let figure = comparison.figures.iter().find(|figure| figure.id == id)?;
        let other = write(*unit, figure.beside?);
        // by how much a part is smaller than the whole is no news
        let is_sum = *unit == Unit::Count || id == "summary.net_revenue" || id == "summary.margin";
        let change = change(*unit, figure).filter(|_| !(is_sum && beside == Beside::Whole));
        let change = change.map(|change| format!(" ({change})")).unwrap_or_default();
        Some(view! { <dd class="under">{format!("{} {other}{change}", beside.short())}</dd> })
    });
    view! { {text} }.into_any()
}

/// All compared figures.
pub fn panel(session: Session) -> AnyView {
    let shown = ending(move || {
        let beside = session.beside.get()?;
        let content = match session.comparison.get() {
            Some(comparison) => table(&comparison, beside.name()),
            None => view! { <p class="fine" role="status">"Comparing …"</p> }.into_any(),
        };
        let note = session.comparison.get().map(|comparison| {
            let (here, there) = (&comparison.here.settings, &comparison.beside.settings);
            let days = if here.as_of == there.as_of {
                format!("Both as of {}.", here.as_of)
            } else {
                format!("As of {} beside as of {}.", here.as_of, there.as_of)
            };
            format!("{days} “May be chance”: a difference of that size comes up more often than once in twenty times by chance alone. Where customers are in both, the test is a careful one.")
        });
        Some(view! {
            <section class="beside" id="comparison" aria-label="Comparison">
                <h2>{format!("Beside {}", beside.name())}</h2>
                {content}
                <p class="fine">{note}</p>
            </section>
        })
    });
    view! { {shown} }.into_any()
}

fn table(comparison: &Comparison, name: &str) -> AnyView {
    let rows = FIGURES
        .iter()
        .filter_map(|(id, label, unit)| {
            let figure = comparison.figures.iter().find(|figure| figure.id == *id)?;
            if figure.here.is_none() && figure.beside.is_none() {
                return None;
            }
            let cell = |value: Option<f64>| Value::maybe(value, |value| write(*unit, value));
            Some(vec![
                Value::text(*label),
                cell(figure.here),
                cell(figure.beside),
                Value { is_number: true, ..Value::text(change(*unit, figure).unwrap_or_default()) },
                Value::text(weight(figure)),
            ])
        })
        .collect();
    let head = ["", "here", name, "difference", ""].map(str::to_owned).to_vec();
    data_table(&DataTable { head, rows })
}
