//! What brings customers in: products against what is merely sold a lot, sources, and events of the year.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, EventRow, MixRow, SourceRow},
    charts::{Bar, Bars, Paint},
    state::{DataTable, Value},
};

use super::{chart, frame, head, in_use};
use crate::{session::Session, text::format, widgets::table::data_table};

/// Products shown.
const SHOWN: usize = 12;
/// A lift that is worth a word.
const NOTABLE: f64 = 1.15;

fn times(lift: f64) -> String {
    format!("{} times", format::decimal(lift))
}

fn event_name(event: &EventRow) -> String {
    let name = match event.event.as_str() {
        "black_friday" => "Black Friday week",
        "christmas" => "Christmas trade",
        "january_sale" => "January sale",
        _ => "Summer",
    };
    format!("{name} {}", event.year)
}

fn finding(answers: &Answers) -> Option<String> {
    let products = &answers.first_product_mix.products;
    let opener =
        products.iter().take(20).filter(|row| !row.thin && row.lift.is_some_and(|lift| lift >= NOTABLE));
    if let Some(row) = opener.max_by_key(|row| row.new_customers) {
        return Some(format!(
            "{} opens doors: it is in {} of first purchases, but in {} of all",
            row.label,
            format::percent(row.share_of_new),
            format::percent(row.share_of_purchases)
        ));
    }
    let events = &answers.acquisition_season.events;
    let best = events
        .iter()
        .filter(|event| event.new_customers >= 30)
        .max_by(|a, b| a.lift.unwrap_or(0.0).total_cmp(&b.lift.unwrap_or(0.0)));
    match best.and_then(|event| Some((event, event.lift?))) {
        Some((event, lift)) if lift >= NOTABLE => Some(format!(
            "{} brought {} as many new customers a day as usual",
            event_name(event),
            times(lift)
        )),
        _ => products.first().map(|row| format!("{} is in most first purchases", row.label)),
    }
}

fn products(session: Session, answers: &Answers, title: String) -> Option<AnyView> {
    let mix = &answers.first_product_mix;
    let rows: &[MixRow] = if mix.products.is_empty() { &mix.categories } else { &mix.products };
    if rows.is_empty() {
        return None;
    }
    let bars = Bars {
        bars: rows
            .iter()
            .take(SHOWN)
            .map(|row| Bar {
                label: row.label.clone(),
                value: row.share_of_new,
                interval: None,
                text: match row.lift {
                    Some(lift) => {
                        format!("{}, lift {}", format::percent(row.share_of_new), format::decimal(lift))
                    }
                    None => format::percent(row.share_of_new),
                },
                paint: if row.lift.is_some_and(|lift| lift >= NOTABLE) {
                    Paint::Return(2)
                } else {
                    Paint::First
                },
                thin: row.thin,
                lines: vec![
                    ("new customers".to_owned(), format::int(row.new_customers)),
                    ("of first purchases".to_owned(), format::percent(row.share_of_new)),
                    ("of all purchases".to_owned(), format::percent(row.share_of_purchases)),
                ],
            })
            .collect(),
        reference: None,
    };
    let table = DataTable {
        head: head(&[
            "product",
            "new customers",
            "share of first purchases",
            "share of all purchases",
            "lift",
        ]),
        rows: rows
            .iter()
            .map(|row| {
                vec![
                    Value::text(row.label.clone()),
                    Value::number(row.new_customers as f64, format::int(row.new_customers)),
                    Value::number(row.share_of_new, format::percent(row.share_of_new)),
                    Value::number(row.share_of_purchases, format::percent(row.share_of_purchases)),
                    Value::maybe(row.lift, format::decimal),
                ]
            })
            .collect(),
    };
    let source = format!(
        "Share of new customers whose first purchase holds the product. Lift: that share over its share of all purchases; above 1 it brings people in. n = {}. {}.",
        format::counted(answers.summary.customers, "customer", "customers"),
        in_use(session, answers)
    );
    Some(chart("first-product-mix", title, source, bars, table))
}

fn source_table(title: &'static str, rows: &[SourceRow], name: fn(&str) -> String) -> Option<AnyView> {
    if rows.len() < 2 {
        return None;
    }
    let has_values = rows.iter().any(|row| row.first_order_value.is_some());
    let mut names = vec!["", "new customers", "share", "back within 90 days"];
    if has_values {
        names.extend(["first purchase", "revenue in 12 months"]);
    }
    let table = DataTable {
        head: head(&names),
        rows: rows
            .iter()
            .take(12)
            .map(|row| {
                let label = if row.thin { format!("{} (few)", name(&row.source)) } else { name(&row.source) };
                let mut cells = vec![
                    Value::text(label),
                    Value::number(row.new_customers as f64, format::int(row.new_customers)),
                    Value::number(row.share, format::percent(row.share)),
                    Value::maybe(row.km_90, format::percent),
                ];
                if has_values {
                    cells.push(Value::maybe(row.first_order_value, format::amount));
                    cells.push(Value::maybe(row.revenue_12_months, format::amount));
                }
                cells
            })
            .collect(),
    };
    Some(view! { <h3>{title}</h3> {data_table(&table)} }.into_any())
}

fn events(session: Session, answers: &Answers) -> Option<AnyView> {
    let events: Vec<&EventRow> =
        answers.acquisition_season.events.iter().filter(|event| event.lift.is_some()).collect();
    if events.is_empty() {
        return None;
    }
    let bars = Bars {
        bars: events
            .iter()
            .map(|event| Bar {
                label: event_name(event),
                value: event.lift.unwrap_or(0.0),
                interval: None,
                text: event.lift.map(times).unwrap_or_default(),
                paint: if event.lift.is_some_and(|lift| lift >= NOTABLE) {
                    Paint::Return(2)
                } else {
                    Paint::First
                },
                thin: event.new_customers < 30,
                lines: vec![
                    ("new customers".to_owned(), format::int(event.new_customers)),
                    ("a day".to_owned(), format::decimal(event.a_day)),
                    (
                        "on a usual day of the year".to_owned(),
                        event.usual_day.map(format::decimal).unwrap_or_default(),
                    ),
                ],
            })
            .collect(),
        reference: Some((1.0, "a usual day".to_owned())),
    };
    let table = DataTable {
        head: head(&["event", "days", "new customers", "a day", "usual day", "lift"]),
        rows: events
            .iter()
            .map(|event| {
                vec![
                    Value::text(event_name(event)),
                    Value::number(f64::from(event.days), event.days.to_string()),
                    Value::number(event.new_customers as f64, format::int(event.new_customers)),
                    Value::number(event.a_day, format::decimal(event.a_day)),
                    Value::maybe(event.usual_day, format::decimal),
                    Value::maybe(event.lift, format::decimal),
                ]
            })
            .collect(),
    };
    let source = format!(
        "New customers a day against the median day of the same year outside all events. {}.",
        in_use(session, answers)
    );
    let title = "Events of the year";
    Some(view! { <h3>{title}</h3> {chart("events", title.to_owned(), source, bars, table)} }.into_any())
}

/// Whether there are products or events to tell of.
pub fn is_answered(answers: &Answers) -> bool {
    finding(answers).is_some()
}

/// The section.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let finding = finding(answers)?;
    let source = &answers.acquisition_source;
    let plain = |name: &str| if name.is_empty() { "not given".to_owned() } else { name.to_owned() };
    let coupon = |name: &str| if name.is_empty() { "without a coupon".to_owned() } else { name.to_owned() };
    let discounted =
        |name: &str| if name == "true" { "with a discount".to_owned() } else { "at full price".to_owned() };
    let content = view! {
        {products(session, answers, finding.clone())}
        {source_table("By sales channel", &source.channels, plain)}
        {source_table("With and without a discount", &source.discounted, discounted)}
        {source_table("By coupon", &source.coupons, coupon)}
        {source_table("By country", &source.countries, plain)}
        {events(session, answers)}
    };
    Some(frame("What brings them in?", finding, content.into_any()))
}
