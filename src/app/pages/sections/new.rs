//! Who is new: new and returning customers of each period.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, NewCustomersPeriod, Selector},
    charts::{Columns, Paint, Series},
    state::{
        DataTable, Value,
        headlines::{self, Change, NewCustomers},
    },
};

use super::{Shown, chart_behind, frame, head, in_use, number_of};
use crate::{
    session::{Behind, Session},
    text::format,
};

fn finding(periods: &[NewCustomersPeriod], yearly: usize, name: &str) -> String {
    let counted = |n: u64| format::counted(n, "new customer", "new customers");
    match headlines::new_customers(periods, yearly) {
        NewCustomers::Year(n, Change::Same) => {
            format!("{} in the last twelve months, as many as in the twelve before", counted(n))
        }
        NewCustomers::Year(n, change) => {
            let (Change::More(by) | Change::Fewer(by)) = change else { return counted(n) };
            let word = if matches!(change, Change::More(_)) { "more" } else { "fewer" };
            format!(
                "{} in the last twelve months, {} {word} than in the twelve before",
                counted(n),
                format::whole_percent(by)
            )
        }
        NewCustomers::EarlyOn(n, by) => format!("{}, nine in ten by {}", counted(n), format::period(by)),
        NewCustomers::Typical(n) => format!("{} in a typical {name}", counted(n)),
        NewCustomers::SoFar(n) => format!("{} so far", counted(n)),
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
