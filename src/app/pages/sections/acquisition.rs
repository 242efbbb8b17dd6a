//! What brings customers in: products against what is merely sold a lot, pairs of them, sources. Seasons and events are in
//! `seasons`.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, MixRow, ProductPair, Selector, SourceRow, SplitBy},
    charts::{Bar, Bars, Paint},
    state::{
        DataTable, Value,
        headlines::{self, BringsIn},
    },
};

use super::{Shown, by_mark, chart_behind, frame, head, in_use, number_of, seasons};
use crate::{
    session::{Behind, Session},
    text::format,
    widgets::table::table_behind,
};

/// Products shown.
const SHOWN: usize = 12;
/// A lift that is worth a word.
pub(super) const NOTABLE: f64 = 1.15;

fn finding(answers: &Answers) -> String {
    match headlines::brings_in(answers, NOTABLE) {
        Some(BringsIn::Opener(row)) => format!(
            "{} opens doors: it is in {} of first purchases, but in {} of all",
            row.label,
            format::percent(row.share_of_new),
            format::percent(row.share_of_purchases)
        ),
        Some(BringsIn::Event(event, lift)) => format!(
            "{} brought {} as many new customers a day as usual",
            seasons::event_name(event),
            seasons::times(lift)
        ),
        Some(BringsIn::Largest(row)) => format!(
            "{} is in {} of first purchases, more than any other",
            row.label,
            format::percent(row.share_of_new)
        ),
        None => "No product brings in more than the others".to_owned(),
    }
}

/// Products in first purchases.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    if !is_answered(answers) {
        return None;
    }
    let finding = finding(answers);
    let products = products(session, answers, finding.clone());
    Some(frame("What brings them in?", finding, view! { {products} }.into_any()))
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
                    number_of(row.new_customers),
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
    let by = if mix.products.is_empty() { SplitBy::Category } else { SplitBy::FirstProduct };
    let keys: Vec<(String, String)> =
        rows.iter().map(|row| (row.product.clone(), row.label.clone())).collect();
    let behind = by_mark(keys, move |(key, label)| began(by, key, label));
    let shown = Shown { id: "first-product-mix", title, source, chart: bars, table };
    Some(chart_behind(session, shown, behind))
}

/// Those whose first purchase was something.
pub(super) fn began(by: SplitBy, value: &str, label: &str) -> Behind {
    Behind::new(format!("Began with {label}"), Selector::Began { by, value: value.to_owned() })
}

/// Two products that people begin with together.
pub fn pairs(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let pairs = &answers.first_product_mix.pairs;
    let pairs: Vec<&ProductPair> = pairs.iter().filter(|pair| !pair.thin).take(8).collect();
    if pairs.is_empty() {
        return None;
    }
    let table = DataTable {
        head: head(&["together in a first purchase", "new customers", "share"]),
        rows: pairs
            .iter()
            .map(|pair| {
                vec![
                    Value::text(pair.labels.join(" + ")),
                    number_of(pair.new_customers),
                    Value::number(pair.share_of_new, format::percent(pair.share_of_new)),
                ]
            })
            .collect(),
    };
    let behind = pairs
        .iter()
        .map(|pair| {
            let title = format!("Began with {}", pair.labels.join(" and "));
            Some(Behind::new(title, Selector::BeganWithPair { products: pair.products.clone() }))
        })
        .collect();
    Some(view! { <h3>"Bought together first"</h3> {table_behind(session, &table, behind)} }.into_any())
}

fn source_table(session: Session, by: SplitBy, rows: &[SourceRow]) -> AnyView {
    let name = |source: &str| super::cohorts::group_label(by, source);
    let rows = rows.get(..12).unwrap_or(rows);
    let behind = rows.iter().map(|row| Some(began(by, &row.source, &name(&row.source)))).collect();
    let has_values = rows.iter().any(|row| row.first_order_value.is_some());
    let mut names = vec!["source", "new customers", "share", "back within 90 days", "interval"];
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
                    number_of(row.new_customers),
                    Value::share(Some(row.share), format::percent),
                    Value::maybe(row.km_90, format::percent),
                    Value::text(
                        row.back_in_90_days
                            .low
                            .zip(row.back_in_90_days.high)
                            .map(|(low, high)| format::interval(low, high))
                            .unwrap_or_default(),
                    ),
                ];
                if has_values {
                    cells.push(Value::maybe(row.first_order_value, format::amount));
                    cells.push(Value::maybe(row.revenue_12_months, format::amount));
                }
                cells
            })
            .collect(),
    };
    table_behind(session, &table, behind)
}

/// Whether there are products or events to tell of.
pub fn is_answered(answers: &Answers) -> bool {
    !answers.first_product_mix.products.is_empty() || headlines::brings_in(answers, NOTABLE).is_some()
}

/// Channels, discounts, coupons and countries, one at a time.
pub fn sources(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    fn rows(answers: &Answers, by: SplitBy) -> &[SourceRow] {
        let source = &answers.acquisition_source;
        match by {
            SplitBy::Channel => &source.channels,
            SplitBy::Discounted => &source.discounted,
            SplitBy::Coupon => &source.coupons,
            _ => &source.countries,
        }
    }
    let kinds = [
        ("channel", "sales channel", SplitBy::Channel),
        ("discounted", "discount", SplitBy::Discounted),
        ("coupon", "coupon", SplitBy::Coupon),
        ("country", "country", SplitBy::Country),
    ];
    let there: Vec<_> = kinds.into_iter().filter(|(.., by)| 2 <= rows(answers, *by).len()).collect();
    let answers = Arc::clone(answers);
    seasons::one_of("source-by", "Where they come from, by", there, move |by| {
        Some(source_table(session, by, rows(&answers, by)))
    })
}
