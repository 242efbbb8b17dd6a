//! How often they buy: the days between purchases, purchases in the window, and how long a product lasts.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, Histogram, Selector, SplitBy},
    charts::{Columns, Paint},
    state::{
        DataTable, Value,
        headlines::{self, Again},
    },
};

use super::{Shown, acquisition::began, by_mark, chart_behind, columns, frame, head, in_use, number_of};
use crate::{
    session::{Behind, Session},
    text::format,
    widgets::table::{data_table, table_behind},
};

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
    let Some(typical) = headlines::typical_gap(gaps) else {
        let text = "Nobody has bought on two different days yet, so there is no interval to show.";
        return Some(frame(
            "How often do they buy?",
            "Nobody has bought on two days yet".to_owned(),
            view! { <p>{text}</p> }.into_any(),
        ));
    };
    let finding =
        format!("Half of all repeat purchases come within {} of the one before", format::days(typical));
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
                    number_of(count),
                    Value::number(share, format::percent(share)),
                ]
            })
            .collect(),
    };
    let bars = labels.into_iter().zip(&histogram.counts).map(|(label, &count)| {
        let lines = vec![
            ("gaps".to_owned(), format::int(count)),
            ("of all gaps".to_owned(), format::percent(count as f64 / total)),
        ];
        (label, count as f64, lines)
    });
    let columns = Columns {
        height: 200.0,
        x_title: "days from one purchase to the next".to_owned(),
        ..columns("gaps", Paint::Return(2), bars)
    };
    let source = format!(
        "Days between consecutive days with a purchase of the same customer. n = {}. {}.",
        format::counted(distinct.count, "gap", "gaps"),
        in_use(session, answers)
    );
    let edges = histogram.edges.clone();
    let last = histogram.counts.len().saturating_sub(1);
    let behind = move |(at, _): (usize, usize)| {
        let day = |at: usize| edges.get(at).map(|&edge| edge as u32);
        let to_days = if at == last { None } else { day(at + 1) };
        let Some(from_days) = day(at) else { return Vec::new() };
        let title = match to_days {
            Some(to) => format!("Bought again after {from_days} to {} days", to.saturating_sub(1)),
            None => format!("Bought again after {from_days} days or more"),
        };
        vec![Behind::new(title, Selector::Gap { from_days, to_days, step: None })]
    };
    let shown = Shown { id: "gaps", title: finding.clone(), source, chart: columns, table };
    Some(frame("How often do they buy?", finding, chart_behind(session, shown, behind)))
}

/// Days from one purchase to the next, for the first, the second …
pub fn steps(_: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let gaps = &answers.gaps;
    if gaps.distinct_days.count == 0 {
        return None;
    }
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
                let mut row = vec![Value::text(name), number_of(step.days.count)];
                row.extend(
                    [step.days.p25, step.days.median, step.days.p75, step.days.p90]
                        .map(|days| Value::maybe(days, format::days)),
                );
                row
            })
            .collect(),
    });
    Some(view! { <h3>{steps_title(answers)}</h3> {steps} }.into_any())
}

/// The second purchase beside those of the customers who stayed longest.
fn steps_title(answers: &Answers) -> String {
    let steps = &answers.gaps.distinct_steps;
    let median = |name: &str| {
        let step = steps.iter().find(|step| step.step == name && !step.days.thin)?;
        step.days.median
    };
    match (median("1→2"), median("5+")) {
        (Some(second), Some(later)) => format!(
            "Half of all second purchases come within {}, of the sixth and later ones within {}",
            format::days(second),
            format::days(later)
        ),
        _ => "Days from one purchase to the next".to_owned(),
    }
}

/// Purchases of a customer of the window: the typical and the good one.
pub fn in_window(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let window = &answers.orders_per_customer;
    let (typical, good) = (window.typical.mean?, window.good.mean?);
    let months = answers.settings.window_months;
    let title = format!(
        "In {months} months a customer buys {} times, one of the best fifth {} times",
        format::decimal(typical),
        format::decimal(good)
    );
    let row = |name: &str, values: &stamkunde::answers::Distribution| {
        let mut row = vec![Value::text(name), number_of(values.count)];
        row.extend(
            [values.mean, values.p25, values.median, values.p75, values.p90]
                .map(|value| Value::maybe(value, format::decimal)),
        );
        row
    };
    let table = DataTable {
        head: head(&[
            "purchases in the window",
            "customers",
            "mean",
            "quarter below",
            "half below",
            "three quarters below",
            "nine in ten below",
        ]),
        rows: vec![
            row("all customers of the window", &window.typical),
            row("the best fifth by revenue", &window.good),
        ],
    };
    let source = format!(
        "Customers with a purchase from {} to {}. {}.",
        window.from,
        window.to,
        in_use(session, answers)
    );
    Some(view! { <h3>{title}</h3> {data_table(&table)} <p class="source">{source}</p> }.into_any())
}

/// Customers of each period and their purchases.
pub fn active(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let periods = &answers.active_customers.periods;
    if periods.len() < 3 {
        return None;
    }
    let whole: Vec<f64> = periods
        .iter()
        .filter(|period| !period.in_progress && !period.thin)
        .filter_map(|period| period.purchases_per_customer)
        .collect();
    let typical = whole.get(whole.len() / 2).map(|_| whole.iter().sum::<f64>() / whole.len() as f64);
    let unit = super::new::period_name(session);
    let title = match typical {
        Some(mean) => format!("Those who buy in a {unit} buy {} times in it", format::two_decimals(mean)),
        None => format!("Customers of each {unit}"),
    };
    let table = DataTable {
        head: head(&["period", "customers", "purchases", "purchases per customer"]),
        rows: periods
            .iter()
            .map(|period| {
                vec![
                    Value::text(period.period.clone()),
                    number_of(period.customers),
                    number_of(period.purchases),
                    Value::maybe(period.purchases_per_customer, format::two_decimals),
                ]
            })
            .collect(),
    };
    let bars = periods.iter().map(|period| {
        let each = period.purchases_per_customer.map(format::two_decimals).unwrap_or_default();
        let lines = vec![
            ("customers".to_owned(), format::int(period.customers)),
            ("purchases".to_owned(), format::int(period.purchases)),
            ("purchases per customer".to_owned(), each),
        ];
        (format::period(&period.period), period.customers as f64, lines)
    });
    let columns = Columns {
        in_progress: periods.iter().map(|period| period.in_progress).collect(),
        height: 150.0,
        ..columns("customers who bought", Paint::Return(2), bars)
    };
    let source = format!(
        "Customers with a purchase in the period. The hatched period is not over. {}.",
        in_use(session, answers)
    );
    let labels: Vec<String> = periods.iter().map(|period| period.period.clone()).collect();
    let behind = by_mark(labels, |period| {
        let title = format!("Bought in {}", format::period(period));
        Behind::new(title, Selector::ActiveIn { period: period.clone() })
    });
    let shown = Shown { id: "active", title: title.clone(), source, chart: columns, table };
    Some(view! { <h3>{title}</h3> {chart_behind(session, shown, behind)} }.into_any())
}

/// Days after which a product is bought again.
pub fn replenishment(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let products = &answers.replenishment.products;
    let title = match headlines::bought_again(products)? {
        Again::After(row, days) => format!(
            "{} is bought again after {}: remind its buyers a little before",
            row.label,
            format::days(days)
        ),
        Again::SameDay(row) => format!("{} is mostly bought again on the same day", row.label),
    };
    let units = products.iter().any(|row| 0 < row.days_per_unit.count);
    let mut names = vec![
        "product",
        "bought again by",
        "repeats",
        "quarter within",
        "half within",
        "three quarters within",
    ];
    if units {
        names.push("half within, per unit");
    }
    let table = DataTable {
        head: head(&names),
        rows: products
            .iter()
            .take(40)
            .map(|row| {
                let mut cells =
                    vec![Value::text(row.label.clone()), number_of(row.customers), number_of(row.days.count)];
                cells.extend(
                    [row.days.p25, row.days.median, row.days.p75]
                        .map(|days| Value::maybe(days, format::days)),
                );
                if units {
                    cells.push(Value::maybe(row.days_per_unit.median, format::days));
                }
                cells
            })
            .collect(),
    };
    let behind = products
        .iter()
        .take(40)
        .map(|row| Some(began(SplitBy::FirstProduct, &row.product, &row.label)))
        .collect();
    let source = format!(
        "Days between a customer’s consecutive purchases of the same product; {} with 30 repeats or more. The names open those who began with the product. {}.",
        format::counted(answers.replenishment.n_products, "product", "products"),
        in_use(session, answers)
    );
    Some(
        view! { <h3>{title}</h3> {table_behind(session, &table, behind)} <p class="source">{source}</p> }
            .into_any(),
    )
}
