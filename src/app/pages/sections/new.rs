//! Who is new: new and returning customers of each period.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, NewCustomersPeriod, Selector},
    charts::{Columns, Paint, Series},
    state::{DataTable, Value},
};

use super::{Shown, chart_behind, frame, head, in_use, number_of};
use crate::{
    session::{Behind, Session},
    text::format,
};

/// The finding: the last whole periods beside those a year before.
fn finding(periods: &[NewCustomersPeriod], yearly: usize, name: &str) -> String {
    let whole: Vec<&NewCustomersPeriod> = periods.iter().filter(|period| !period.in_progress).collect();
    let total = |part: &[&NewCustomersPeriod]| part.iter().map(|period| period.new_customers).sum::<u64>();
    let n = whole.len();
    if n >= 2 * yearly
        && let (Some(last), Some(before)) = (whole.get(n - yearly..), whole.get(n - 2 * yearly..n - yearly))
    {
        let (last, before) = (total(last), total(before));
        if before > 0 {
            let change = last as f64 / before as f64 - 1.0;
            let word = if change >= 0.0 { "more" } else { "fewer" };
            return format!(
                "{} in the last twelve months, {} {word} than in the twelve before",
                format::counted(last, "new customer", "new customers"),
                format::whole_percent(change.abs())
            );
        }
    }
    let mut counts: Vec<u64> = whole.iter().map(|period| period.new_customers).collect();
    counts.sort_unstable();
    match counts.get(counts.len() / 2) {
        // nearly everybody came in a few periods
        Some(0) => {
            let total: u64 = whole.iter().map(|period| period.new_customers).sum();
            let mut seen = 0;
            let by = whole.iter().find(|period| {
                seen += period.new_customers;
                seen * 10 >= total * 9
            });
            let n = format::counted(total, "new customer", "new customers");
            by.map_or_else(
                || format!("{n} so far"),
                |by| format!("{n}, nine in ten by {}", format::period(&by.period)),
            )
        }
        Some(&median) => {
            format!("{} in a typical {name}", format::counted(median, "new customer", "new customers"))
        }
        None => format!(
            "{} so far",
            format::counted(
                periods.iter().map(|period| period.new_customers).sum(),
                "new customer",
                "new customers"
            )
        ),
    }
}

/// The section.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let periods = &answers.new_customers.periods;
    let finding = finding(periods, per_year(session), period_name(session));
    let table = DataTable {
        head: head(&["period", "new customers", "returning customers", "revenue of first purchases"]),
        rows: periods
            .iter()
            .map(|period| {
                vec![
                    Value::text(period.period.clone()),
                    number_of(period.new_customers),
                    number_of(period.returning_customers),
                    Value::maybe(period.first_revenue.map(|money| money.to_f64()), format::amount),
                ]
            })
            .collect(),
    };
    let columns = Columns {
        labels: periods.iter().map(|period| format::period(&period.period)).collect(),
        series: vec![
            Series {
                name: "new".to_owned(),
                paint: Paint::First,
                values: periods.iter().map(|period| period.new_customers as f64).collect(),
            },
            Series {
                name: "returning".to_owned(),
                paint: Paint::Return(2),
                values: periods.iter().map(|period| period.returning_customers as f64).collect(),
            },
        ],
        grouped: false,
        in_progress: periods.iter().map(|period| period.in_progress).collect(),
        tips: periods.iter().map(tip).collect(),
        format: format::axis_int,
        height: 240.0,
        x_title: String::new(),
    };
    let source = format!(
        "Customers with a first purchase in the period, and customers with a later one. n = {}. {}. The hatched period is not over.",
        format::counted(answers.summary.customers, "customer", "customers"),
        in_use(session, answers)
    );
    let labels: Vec<String> = periods.iter().map(|period| period.period.clone()).collect();
    let behind = move |(at, _): (usize, usize)| {
        let Some(period) = labels.get(at) else { return Vec::new() };
        let name = format::period(period);
        vec![
            Behind::new(format!("New in {name}"), Selector::Cohort { cohort: period.clone() }),
            Behind::new(format!("Bought in {name}"), Selector::ActiveIn { period: period.clone() }),
        ]
    };
    let title = finding.clone();
    let shown = Shown { id: "new-customers", title, source, chart: columns, table };
    Some(frame("Who is new?", finding, chart_behind(session, shown, behind)))
}

/// What a period is called.
pub(super) fn period_name(session: Session) -> &'static str {
    match per_year(session) {
        52 => "week",
        4 => "quarter",
        1 => "year",
        _ => "month",
    }
}

/// Periods in a year.
pub(super) fn per_year(session: Session) -> usize {
    use stamkunde::base::Period;
    match session.recipe.get_untracked().period {
        Period::Month => 12,
        Period::Week => 52,
        Period::Quarter => 4,
        Period::Year => 1,
    }
}

fn tip(period: &NewCustomersPeriod) -> Vec<(String, String)> {
    let mut lines = vec![
        ("new customers".to_owned(), format::int(period.new_customers)),
        ("returning customers".to_owned(), format::int(period.returning_customers)),
    ];
    if let Some(revenue) = period.first_revenue {
        lines.push(("revenue of first purchases".to_owned(), format::amount(revenue.to_f64())));
    }
    if period.in_progress {
        lines.push(("this period".to_owned(), "is not over".to_owned()));
    }
    lines
}
