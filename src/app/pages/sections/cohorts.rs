//! Which cohorts stay: customers of one period of first purchase, followed over the periods since.

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, Cohort, CohortMean},
    charts::{Heat, HeatRow},
    state::{DataTable, Value},
};

use super::{frame, in_use};
use crate::{
    session::Session,
    text::format,
    widgets::chart::{ChartProps, chart_view},
};

/// What the table can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Retention,
    Unbounded,
    Repurchase,
    Active,
    Purchases,
    Revenue,
    Cumulative,
    OrderValue,
}

impl Measure {
    const ALL: [Measure; 8] = [
        Measure::Retention,
        Measure::Unbounded,
        Measure::Repurchase,
        Measure::Cumulative,
        Measure::Active,
        Measure::Purchases,
        Measure::Revenue,
        Measure::OrderValue,
    ];
    const fn id(self) -> &'static str {
        match self {
            Measure::Retention => "retention",
            Measure::Unbounded => "retention_unbounded",
            Measure::Repurchase => "repurchase_cumulative",
            Measure::Active => "active",
            Measure::Purchases => "purchases",
            Measure::Revenue => "net_revenue",
            Measure::Cumulative => "cumulative_revenue_per_customer",
            Measure::OrderValue => "average_order_value",
        }
    }
    const fn name(self) -> &'static str {
        match self {
            Measure::Retention => "share who bought in the period",
            Measure::Unbounded => "share who bought then or later",
            Measure::Repurchase => "share with a second purchase so far",
            Measure::Active => "customers who bought",
            Measure::Purchases => "purchases",
            Measure::Revenue => "net revenue",
            Measure::Cumulative => "revenue per customer so far",
            Measure::OrderValue => "average order value",
        }
    }
    const fn is_money(self) -> bool {
        matches!(self, Measure::Revenue | Measure::Cumulative | Measure::OrderValue)
    }
    const fn is_share(self) -> bool {
        matches!(self, Measure::Retention | Measure::Unbounded | Measure::Repurchase)
    }
    fn of(self, cohort: &Cohort) -> Vec<Option<f64>> {
        let counts =
            |counts: &[Option<u64>]| counts.iter().map(|count| count.map(|count| count as f64)).collect();
        match self {
            Measure::Retention => cohort.retention.clone(),
            Measure::Unbounded => cohort.retention_unbounded.clone(),
            Measure::Repurchase => cohort.repurchase_cumulative.clone(),
            Measure::Active => counts(&cohort.active),
            Measure::Purchases => counts(&cohort.purchases),
            Measure::Revenue => {
                cohort.net_revenue.iter().map(|money| money.map(|money| money.to_f64())).collect()
            }
            Measure::Cumulative => cohort.cumulative_revenue_per_customer.clone(),
            Measure::OrderValue => cohort.average_order_value.clone(),
        }
    }
    fn mean(self, mean: &CohortMean) -> Vec<Option<f64>> {
        match self {
            Measure::Retention => mean.retention.clone(),
            Measure::Unbounded => mean.retention_unbounded.clone(),
            Measure::Repurchase => mean.repurchase_cumulative.clone(),
            Measure::Cumulative => mean.cumulative_revenue_per_customer.clone(),
            Measure::OrderValue => mean.average_order_value.clone(),
            Measure::Active | Measure::Purchases | Measure::Revenue => Vec::new(),
        }
    }
    fn cell(self, value: f64) -> String {
        if self.is_share() {
            format!("{:.0}", value * 100.0)
        } else if self.is_money() {
            format::axis_money(value)
        } else {
            format::axis_int(value)
        }
    }
    fn long(self, value: f64) -> String {
        if self.is_share() {
            format::percent(value)
        } else if self.is_money() {
            format::amount(value)
        } else {
            format::int(value.max(0.0) as u64)
        }
    }
}

fn finding(answers: &Answers, unit: &str) -> String {
    let at = |k: usize| answers.cohorts.mean.repurchase_cumulative.get(k).copied().flatten();
    match (at(3), at(12)) {
        (Some(three), Some(twelve)) => format!(
            "After three {unit} {} of a cohort have bought again, after twelve {}",
            format::percent(three),
            format::percent(twelve)
        ),
        (Some(three), None) => {
            format!("After three {unit} {} of a cohort have bought again", format::percent(three))
        }
        _ => "Too early to compare cohorts".to_owned(),
    }
}

/// Columns shown: a table of sixty months would show none of them.
const MOST_COLUMNS: usize = 25;
const MOST_ROWS: usize = 60;

fn heat(answers: &Answers, measure: Measure, unit: &str) -> (Heat, DataTable) {
    let cohorts = &answers.cohorts.cohorts;
    let columns = cohorts.iter().map(|cohort| cohort.active.len()).max().unwrap_or(0);
    let row = |label: String,
               note: String,
               values: Vec<Option<f64>>,
               in_progress: Option<u32>,
               thin: bool,
               is_mean: bool| HeatRow {
        texts: values
            .iter()
            .map(|value| value.map(|value| measure.cell(value)).unwrap_or_default())
            .collect(),
        tips: values
            .iter()
            .enumerate()
            .map(|(k, value)| {
                let mut lines = vec![(
                    measure.name().to_owned(),
                    value.map(|value| measure.long(value)).unwrap_or_default(),
                )];
                if !note.is_empty() {
                    lines.push(("customers in the cohort".to_owned(), note.clone()));
                }
                if in_progress == Some(k as u32) {
                    lines.push(("this period".to_owned(), "is not over".to_owned()));
                }
                if thin {
                    lines.push(("fewer than 30 customers".to_owned(), "read with care".to_owned()));
                }
                lines
            })
            .collect(),
        values,
        label,
        note,
        in_progress: in_progress.map(|k| k as usize),
        thin,
        is_mean,
    };
    let mut rows: Vec<HeatRow> = cohorts
        .iter()
        .map(|cohort| {
            row(
                format::period(&cohort.cohort),
                format::int(cohort.size),
                measure.of(cohort),
                cohort.in_progress,
                cohort.thin,
                false,
            )
        })
        .collect();
    let mean = measure.mean(&answers.cohorts.mean);
    if !mean.is_empty() {
        rows.push(row("Mean".to_owned(), String::new(), mean, None, false, true));
    }
    let mut names = vec!["cohort".to_owned(), "customers".to_owned()];
    names.extend((0..columns).map(|k| k.to_string()));
    let table = DataTable {
        head: names,
        rows: rows
            .iter()
            .map(|row| {
                let size = row.note.clone();
                let mut cells = vec![
                    Value::text(row.label.clone()),
                    Value {
                        raw: size.chars().filter(char::is_ascii_digit).collect(),
                        shown: size,
                        is_number: true,
                    },
                ];
                cells.extend((0..columns).map(|k| {
                    Value::maybe(row.values.get(k).copied().flatten(), |value| measure.long(value))
                }));
                cells
            })
            .collect(),
    };
    let first = rows.len().saturating_sub(MOST_ROWS);
    let mut rows = rows.split_off(first);
    for row in &mut rows {
        row.values.truncate(MOST_COLUMNS);
    }
    // the period of the first purchase is 100 % by definition: it would leave the rest without contrast
    let from = usize::from(matches!(
        measure,
        Measure::Retention | Measure::Active | Measure::Purchases | Measure::Revenue
    ));
    let shown: Vec<f64> =
        rows.iter().flat_map(|row| row.values.iter().skip(from).flatten()).copied().collect();
    let high = shown.iter().copied().fold(0.0, f64::max);
    let heat = Heat {
        rows,
        columns: (0..columns.min(MOST_COLUMNS)).map(|k| k.to_string()).collect(),
        x_title: format!("{unit} since the first purchase"),
        low: if measure == Measure::OrderValue { shown.iter().copied().fold(high, f64::min) } else { 0.0 },
        high,
    };
    (heat, table)
}

/// The section.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    if answers.cohorts.cohorts.is_empty() {
        return None;
    }
    let measure = RwSignal::new(Measure::Repurchase);
    let amounts = answers.settings.amounts;
    let options = Measure::ALL
        .into_iter()
        .filter(|measure| amounts || !measure.is_money())
        .map(|option| view! { <option value=option.id() selected=option == Measure::Repurchase>{option.name()}</option> })
        .collect_view();
    let unit = match super::new::per_year(session) {
        52 => "weeks",
        4 => "quarters",
        1 => "years",
        _ => "months",
    };
    let finding = finding(answers, unit);
    let source = format!(
        "A cohort is everyone whose first purchase falls in the period; column 0 is that period. Hatched cells are not over, pale rows hold fewer than 30 customers. n = {}. {}.",
        format::counted(answers.summary.customers, "customer", "customers"),
        in_use(session, answers)
    );
    let (title, answers) = (finding.clone(), Arc::clone(answers));
    let table = move || {
        let (heat, table) = heat(&answers, measure.get(), unit);
        let least_width = heat.least_width();
        chart_view(ChartProps {
            id: "cohorts",
            title: title.clone(),
            source: source.clone(),
            chart: Rc::new(heat),
            table,
            least_width,
        })
    };
    let content = view! {
        <label class="chip">
            <span>"Show"</span>
            <select
                id="cohort-measure"
                on:change=move |event| {
                    let id = event_target_value(&event);
                    if let Some(picked) = Measure::ALL.into_iter().find(|measure| measure.id() == id) {
                        measure.set(picked);
                    }
                }
            >
                {options}
            </select>
        </label>
        {table}
    };
    Some(frame("Which cohorts stay?", finding, content.into_any()))
}
