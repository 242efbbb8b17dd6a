//! What happens after the first product: which ones make regulars, and which leak.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, FirstProductRow, ProductRole, SplitBy},
    charts::{Bar, Bars, Paint},
    state::{
        DataTable, Value,
        headlines::{self, AfterFirst},
    },
};

use super::{Shown, acquisition::began, by_mark, chart_behind, frame, head, in_use, number_of};
use crate::{
    session::Session,
    text::{format, words},
};

/// Products in the chart.
const SHOWN: usize = 15;

fn finding(answers: &Answers, rows: &[FirstProductRow]) -> String {
    match headlines::after_first(answers, rows) {
        Some(AfterFirst::LoyaltyBuilder(row, share)) => format!(
            "{} of those who start with {} come back: a loyalty builder",
            format::percent(share),
            row.label
        ),
        Some(AfterFirst::Leak(row, share)) => {
            format!("Only {} of those who start with {} come back", format::percent(share), row.label)
        }
        Some(AfterFirst::Largest(row, share)) => {
            let begin = format!(
                "{} of new customers begin with {}, more than with any other",
                format::percent(row.share_of_customers),
                row.label
            );
            match share {
                Some(share) => format!("{begin}; {} come back", format::percent(share)),
                None => begin,
            }
        }
        None => "No first product stands out".to_owned(),
    }
}

fn bar(row: &FirstProductRow) -> Bar {
    let share = row.returning.share.unwrap_or(0.0);
    let (role, meaning) = words::product_role(row.role);
    let paint = match row.role {
        ProductRole::LoyaltyBuilder => Paint::Return(3),
        ProductRole::Hero => Paint::Return(2),
        ProductRole::Leak => Paint::Accent,
        _ => Paint::First,
    };
    let mut lines = vec![
        ("new customers".to_owned(), format::int(row.customers)),
        ("came back".to_owned(), format::share(&row.returning)),
        ("within 90 days".to_owned(), format::percent_of(row.km_90)),
        ("within a year".to_owned(), format::percent_of(row.km_365)),
        ("days to second purchase".to_owned(), format::days_of(row.median_days_to_second)),
    ];
    if row.revenue_12_months.is_some() {
        lines.push(("revenue in 12 months".to_owned(), format::amount_of(row.revenue_12_months)));
    }
    for next in row.next.iter().take(3) {
        lines.push(("then".to_owned(), format!("{} ({})", next.label, format::percent_of(next.share))));
    }
    if !role.is_empty() {
        lines.push((role.to_owned(), meaning.to_owned()));
    }
    let role = if role.is_empty() { String::new() } else { format!("  {role}") };
    Bar {
        label: row.label.clone(),
        value: share,
        interval: row.returning.low.zip(row.returning.high),
        text: format!("{}{role}", format::percent(share)),
        paint,
        thin: row.returning.thin,
        lines,
    }
}

fn table(rows: &[FirstProductRow]) -> DataTable {
    DataTable {
        head: head(&[
            "product",
            "customers",
            "of all customers",
            "came back",
            "low",
            "high",
            "within 90 days",
            "within 180 days",
            "within 365 days",
            "days to second purchase",
            "revenue in 12 months",
            "role",
            "bought next",
        ]),
        rows: rows
            .iter()
            .map(|row| {
                let next: Vec<&str> = row.next.iter().map(|next| next.label.as_str()).collect();
                vec![
                    Value::text(row.label.clone()),
                    number_of(row.customers),
                    Value::number(row.share_of_customers, format::percent(row.share_of_customers)),
                    Value::maybe(row.returning.share, format::percent),
                    Value::maybe(row.returning.low, format::percent),
                    Value::maybe(row.returning.high, format::percent),
                    Value::maybe(row.km_90, format::percent),
                    Value::maybe(row.km_180, format::percent),
                    Value::maybe(row.km_365, format::percent),
                    Value::maybe(row.median_days_to_second, format::days),
                    Value::maybe(row.revenue_12_months, format::amount),
                    Value::text(words::product_role(row.role).0),
                    Value::text(next.join("; ")),
                ]
            })
            .collect(),
    }
}

fn bars(
    session: Session,
    answers: &Answers,
    by: SplitBy,
    title: String,
    rows: &[FirstProductRow],
) -> AnyView {
    let id = if by == SplitBy::Category { "first-category" } else { "first-product" };
    let overall = answers.first_product.overall.share;
    let chart_of = Bars {
        bars: rows.iter().take(SHOWN).map(bar).collect(),
        reference: overall.map(|share| (share, format!("all customers {}", format::percent(share)))),
    };
    let source = format!(
        "Share of customers with a second purchase, by what their first purchase held; whiskers are 95 % intervals, pale bars hold fewer than 30 customers. n = {}. {}.",
        format::counted(answers.summary.customers, "customer", "customers"),
        in_use(session, answers)
    );
    let keys: Vec<(String, String)> =
        rows.iter().map(|row| (row.product.clone(), row.label.clone())).collect();
    let behind = by_mark(keys, move |(key, label)| began(by, key, label));
    let shown = Shown { id, title, source, chart: chart_of, table: table(rows) };
    chart_behind(session, shown, behind)
}

/// By first product, or by category in a file without products.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let first = &answers.first_product;
    let (by, rows) = if first.products.is_empty() {
        (SplitBy::Category, &first.categories)
    } else {
        (SplitBy::FirstProduct, &first.products)
    };
    if rows.is_empty() {
        return None;
    }
    let finding = finding(answers, rows);
    let bars = bars(session, answers, by, finding.clone(), rows);
    Some(frame("What happens after the first product?", finding, bars))
}

/// By category, where products are known too.
pub fn categories(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let first = &answers.first_product;
    if first.products.is_empty() || first.categories.is_empty() {
        return None;
    }
    let title = "After the first category".to_owned();
    let bars = bars(session, answers, SplitBy::Category, title, &first.categories);
    Some(view! { <h3>"By category"</h3> {bars} }.into_any())
}
