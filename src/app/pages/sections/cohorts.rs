//! Which cohorts stay: customers of one period of first purchase, or of one product, channel, country …, followed over
//! the periods since.

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, Cohort, CohortMean, CohortSplit, Selector, SplitBy},
    charts::{Heat, HeatRow},
    state::{DataTable, Value},
};

use super::{acquisition::began, by_mark, frame, head, in_use};
use crate::{
    session::{Behind, Session},
    text::format,
    widgets::{
        chart::{BehindOf, ChartProps, chart_view},
        table::table_behind,
    },
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
    Margin,
}

impl Measure {
    const ALL: [Measure; 9] = [
        Measure::Retention,
        Measure::Unbounded,
        Measure::Repurchase,
        Measure::Cumulative,
        Measure::Active,
        Measure::Purchases,
        Measure::Revenue,
        Measure::OrderValue,
        Measure::Margin,
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
            Measure::Margin => "margin",
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
            Measure::Margin => "margin",
        }
    }
    const fn is_money(self) -> bool {
        matches!(self, Measure::Revenue | Measure::Cumulative | Measure::OrderValue | Measure::Margin)
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
            Measure::Revenue => money(&cohort.net_revenue),
            Measure::Margin => money(&cohort.margin),
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
            Measure::Active | Measure::Purchases | Measure::Revenue | Measure::Margin => Vec::new(),
        }
    }
    /// Of one group of a split, whose members began in different periods.
    fn of_group(self, measures: &CohortMean) -> Vec<Option<f64>> {
        let counts = |counts: &[u64]| counts.iter().map(|&count| Some(count as f64)).collect();
        match self {
            Measure::Active => counts(&measures.active),
            Measure::Purchases => counts(&measures.purchases),
            Measure::Revenue => money(&measures.net_revenue),
            Measure::Margin => money(&measures.margin),
            _ => self.mean(measures),
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

fn money(amounts: &[Option<stamkunde::base::Money>]) -> Vec<Option<f64>> {
    amounts.iter().map(|amount| amount.map(|amount| amount.to_f64())).collect()
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

/// What the rows of the table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    Periods,
    Split(SplitBy),
}

fn split_name(by: SplitBy) -> &'static str {
    match by {
        SplitBy::FirstProduct => "first product",
        SplitBy::Category => "category of the first purchase",
        SplitBy::Channel => "sales channel of the first purchase",
        SplitBy::Coupon => "coupon of the first purchase",
        SplitBy::Country => "country of the first purchase",
        SplitBy::Discounted => "with or without a discount",
    }
}

/// What a value of a split is called.
pub(super) fn group_label(by: SplitBy, label: &str) -> String {
    match (by, label) {
        (SplitBy::Discounted, "true") => "with a discount".to_owned(),
        (SplitBy::Discounted, _) => "at full price".to_owned(),
        (SplitBy::Coupon, "") => "without a coupon".to_owned(),
        (_, "") => "not given".to_owned(),
        (_, label) => label.to_owned(),
    }
}

/// One row; what is written into its cells follows for those that are shown.
fn row(label: String, note: String, values: Vec<Option<f64>>) -> HeatRow {
    HeatRow { label, note, values, ..HeatRow::default() }
}

/// Writes a row's cells and their tooltips; says of a row that its customers are few, and of a cell that it is not over.
fn write(row: &mut HeatRow, measure: Measure) {
    row.texts =
        row.values.iter().map(|value| value.map(|value| measure.cell(value)).unwrap_or_default()).collect();
    let tip = |(k, value): (usize, &Option<f64>)| {
        let value = value.map(|value| measure.long(value)).unwrap_or_default();
        let mut lines = vec![(measure.name().to_owned(), value)];
        if !row.note.is_empty() {
            lines.push(("customers in the cohort".to_owned(), row.note.clone()));
        }
        if row.in_progress == Some(k) {
            lines.push(("this period".to_owned(), "is not over".to_owned()));
        }
        if row.thin {
            lines.push(("fewer than 30 customers".to_owned(), "read with care".to_owned()));
        }
        lines
    };
    row.tips = row.values.iter().enumerate().map(tip).collect();
}

/// The rows of the periods, the newest sixty, and their mean.
fn period_rows(answers: &Answers, measure: Measure) -> Vec<HeatRow> {
    let mut rows: Vec<HeatRow> = answers
        .cohorts
        .cohorts
        .iter()
        .map(|cohort| {
            let label = format::period(&cohort.cohort);
            let in_progress = cohort.in_progress.map(|k| k as usize);
            let row = row(label, format::int(cohort.size), measure.of(cohort));
            HeatRow { thin: cohort.thin, in_progress, ..row }
        })
        .collect();
    let mean = measure.mean(&answers.cohorts.mean);
    if !mean.is_empty() {
        rows.push(HeatRow { is_mean: true, ..row("Mean".to_owned(), String::new(), mean) });
    }
    rows
}

fn split_rows(split: &CohortSplit, measure: Measure) -> Vec<HeatRow> {
    split
        .groups
        .iter()
        .map(|group| {
            let label = group_label(split.by, &group.label);
            let row = row(label, format::int(group.size), measure.of_group(&group.measures));
            HeatRow { thin: group.thin, ..row }
        })
        .collect()
}

/// The numbers of all rows and columns.
fn table(all: &[HeatRow], measure: Measure) -> DataTable {
    let columns = all.iter().map(|row| row.values.len()).max().unwrap_or(0);
    let mut names = vec!["cohort".to_owned(), "customers".to_owned()];
    names.extend((0..columns).map(|k| k.to_string()));
    DataTable {
        head: names,
        rows: all
            .iter()
            .map(|row| {
                let size = row.note.clone();
                let mut cells = vec![
                    Value::text(row.label.clone()),
                    Value {
                        raw: size.chars().filter(char::is_ascii_digit).collect(),
                        shown: size,
                        is_number: true,
                        bar: None,
                    },
                ];
                cells.extend((0..columns).map(|k| {
                    Value::maybe(row.values.get(k).copied().flatten(), |value| measure.long(value))
                }));
                cells
            })
            .collect(),
    }
}

fn heat(all: Vec<HeatRow>, measure: Measure, unit: &str) -> Heat {
    let columns = all.iter().map(|row| row.values.len()).max().unwrap_or(0);
    let mut rows = all;
    let mut rows = rows.split_off(rows.len().saturating_sub(MOST_ROWS));
    for row in &mut rows {
        row.values.truncate(MOST_COLUMNS);
        write(row, measure);
    }
    // the period of the first purchase is 100 % by definition: it would leave the rest without contrast
    let from = usize::from(matches!(
        measure,
        Measure::Retention | Measure::Active | Measure::Purchases | Measure::Revenue | Measure::Margin
    ));
    let shown: Vec<f64> =
        rows.iter().flat_map(|row| row.values.iter().skip(from).flatten()).copied().collect();
    let high = shown.iter().copied().fold(0.0, f64::max);
    Heat {
        rows,
        columns: (0..columns.min(MOST_COLUMNS)).map(|k| k.to_string()).collect(),
        x_title: format!("{unit} since the first purchase"),
        low: if measure == Measure::OrderValue { shown.iter().copied().fold(high, f64::min) } else { 0.0 },
        high,
    }
}

/// Who stands behind a cell: those active in it, those back by then, and the whole cohort.
fn behind_of(answers: &Answers, shown: Rows, unit: &'static str) -> BehindOf {
    match shown {
        Rows::Periods => {
            let cohorts: Vec<String> =
                answers.cohorts.cohorts.iter().map(|cohort| cohort.cohort.clone()).collect();
            // the mean follows them, and the oldest may have been left out
            let hidden = (cohorts.len() + 1).saturating_sub(MOST_ROWS);
            Rc::new(move |(at, column)| {
                let Some(cohort) = cohorts.get(at + hidden).cloned() else { return Vec::new() };
                let (name, k) = (format::period(&cohort), column as u32);
                let unit = if k == 1 { unit.trim_end_matches('s') } else { unit };
                vec![
                    Behind::new(
                        format!("Of {name}, bought {k} {unit} later"),
                        Selector::CohortActive { cohort: cohort.clone(), column: k },
                    ),
                    Behind::new(
                        format!("Of {name}, back within {k} {unit}"),
                        Selector::CohortReturned { cohort: cohort.clone(), column: k },
                    ),
                    Behind::new(format!("All of {name}"), Selector::Cohort { cohort }),
                ]
            })
        }
        Rows::Split(by) => {
            let split = answers.cohorts.splits.iter().find(|split| split.by == by);
            let groups: Vec<(String, String)> = split
                .map(|split| {
                    split.groups.iter().map(|group| (group.group.clone(), group.label.clone())).collect()
                })
                .unwrap_or_default();
            Rc::new(by_mark(groups, move |(key, label)| began(by, key, &group_label(by, label))))
        }
    }
}

/// Cohorts that came in with discounts and return less.
pub fn flags(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let flags = &answers.cohort_flags;
    if flags.flags.is_empty() {
        let n = format::counted(flags.mostly_discounted, "cohort", "cohorts");
        return (0 < flags.mostly_discounted).then(|| {
            view! { <p class="fine">{format!("In {n} more than half began with a discount; none of them returns clearly less than customers at full price.")}</p> }
                .into_any()
        });
    }
    let table = DataTable {
        head: head(&["cohort", "began with a discount", "back within three months", "at full price", "p"]),
        rows: flags
            .flags
            .iter()
            .map(|flag| {
                vec![
                    Value::text(format::period(&flag.cohort)),
                    Value::maybe(flag.discounted.share, format::percent),
                    Value::maybe(flag.repurchase.share, format::percent),
                    Value::maybe(flag.full_price.share, format::percent),
                    Value::number(
                        flag.p,
                        if flag.p < 0.001 { "< 0.001".to_owned() } else { format!("{:.3}", flag.p) },
                    ),
                ]
            })
            .collect(),
    };
    let behind = flags
        .flags
        .iter()
        .map(|flag| {
            let title = format!("New in {}", format::period(&flag.cohort));
            Some(Behind::new(title, Selector::Cohort { cohort: flag.cohort.clone() }))
        })
        .collect();
    Some(
        view! {
            <h3>"Bought in with discounts, and not back: these cohorts return clearly less than customers at full price"</h3>
            {table_behind(session, &table, behind)}
        }
        .into_any(),
    )
}

/// The table, of one measure and one kind of cohorts at a time.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    if answers.cohorts.cohorts.is_empty() {
        return None;
    }
    let measure = RwSignal::new(Measure::Repurchase);
    let rows = RwSignal::new(Rows::Periods);
    let amounts = answers.settings.amounts;
    let has_margin = answers.cohorts.cohorts.iter().any(|cohort| !cohort.margin.is_empty());
    let options = Measure::ALL
        .into_iter()
        .filter(|measure| amounts || !measure.is_money())
        .filter(|measure| has_margin || *measure != Measure::Margin)
        .map(|option| view! { <option value=option.id() selected=option == Measure::Repurchase>{option.name()}</option> }.into_any())
        .collect_view();
    let splits = answers
        .cohorts
        .splits
        .iter()
        .map(|split| view! { <option value=split.by.id()>{split_name(split.by)}</option> }.into_any())
        .collect_view();
    let unit = match super::new::per_year(session) {
        52 => "weeks",
        4 => "quarters",
        1 => "years",
        _ => "months",
    };
    let finding = finding(answers, unit);
    let n = format::counted(answers.summary.customers, "customer", "customers");
    let settings = in_use(session, answers);
    let title = finding.clone();
    let pick_rows = {
        let answers = Arc::clone(answers);
        move |event: web_sys::Event| {
            let id = event_target_value(&event);
            let split = answers.cohorts.splits.iter().find(|split| split.by.id() == id);
            rows.set(split.map_or(Rows::Periods, |split| Rows::Split(split.by)));
        }
    };
    let answers = Arc::clone(answers);
    let drawn = move || {
        let (measure, shown) = (measure.get(), rows.get());
        let (all, what) = match shown {
            Rows::Periods => (
                period_rows(&answers, measure),
                "A cohort is everyone whose first purchase falls in the period; column 0 is that period. Hatched cells are not over, pale rows hold fewer than 30 customers.".to_owned(),
            ),
            Rows::Split(by) => {
                let split = answers.cohorts.splits.iter().find(|split| split.by == by);
                let all = split.map(|split| split_rows(split, measure)).unwrap_or_default();
                let groups = split.map_or(0, |split| split.n_groups);
                (
                    all,
                    format!(
                        "A cohort is everyone with the same {}, the largest 25 of {}; column k is over those who have been customers that long. Pale rows hold fewer than 30 customers.",
                        split_name(by),
                        format::int(groups)
                    ),
                )
            }
        };
        let rows = all.clone();
        let heat = heat(all, measure, unit);
        let least_width = heat.least_width();
        chart_view(ChartProps {
            id: "cohorts",
            title: title.clone(),
            source: format!("{what} n = {n}. {settings}."),
            chart: Rc::new(heat),
            table: Box::new(move || table(&rows, measure)),
            least_width,
            behind: Some((session, behind_of(&answers, shown, unit))),
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
        <label class="chip">
            <span>"by"</span>
            <select id="cohort-rows" on:change=pick_rows>
                <option value="">"period of the first purchase"</option>
                {splits}
            </select>
        </label>
        {drawn}
    };
    Some(frame("Which cohorts stay?", finding, content.into_any()))
}
