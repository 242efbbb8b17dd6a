//! Tables of cohorts: one a measure, columns k across; their mean, and cohorts of other kinds than periods.

use std::borrow::Cow;

use super::{AnswerTable, Filled, Row, filled, yes};
use crate::{
    answers::{Answers, Cohort, CohortMean},
    export::Cell,
};

pub(super) const TABLES: &[AnswerTable] = &[
    AnswerTable { id: "cohorts.active", make: |answers| triangle(answers, |cohort| counts(&cohort.active)) },
    AnswerTable {
        id: "cohorts.retention",
        make: |answers| triangle(answers, |cohort| numbers(&cohort.retention)),
    },
    AnswerTable {
        id: "cohorts.retention_unbounded",
        make: |answers| triangle(answers, |cohort| numbers(&cohort.retention_unbounded)),
    },
    AnswerTable {
        id: "cohorts.repurchase_cumulative",
        make: |answers| triangle(answers, |cohort| numbers(&cohort.repurchase_cumulative)),
    },
    AnswerTable {
        id: "cohorts.purchases",
        make: |answers| triangle(answers, |cohort| counts(&cohort.purchases)),
    },
    AnswerTable {
        id: "cohorts.net_revenue",
        make: |answers| {
            triangle(answers, |cohort| cohort.net_revenue.iter().copied().map(Cell::money).collect())
        },
    },
    AnswerTable {
        id: "cohorts.cumulative_revenue_per_customer",
        make: |answers| triangle(answers, |cohort| numbers(&cohort.cumulative_revenue_per_customer)),
    },
    AnswerTable {
        id: "cohorts.average_order_value",
        make: |answers| triangle(answers, |cohort| numbers(&cohort.average_order_value)),
    },
    AnswerTable { id: "cohorts.margin", make: margin },
    AnswerTable { id: "cohorts.mean", make: mean },
    AnswerTable { id: "cohorts.splits", make: splits },
    AnswerTable { id: "cohort_flags", make: flags },
];

fn numbers(values: &[Option<f64>]) -> Row<'static> {
    values.iter().copied().map(Cell::number).collect()
}

fn counts(values: &[Option<u64>]) -> Row<'static> {
    values.iter().copied().map(Cell::count).collect()
}

/// Cohorts down, columns k across, with the size first and the period that as_of cuts last.
fn triangle(answers: &Answers, measure: fn(&Cohort) -> Row<'static>) -> Filled<'_> {
    let cohorts = &answers.cohorts.cohorts;
    let n_columns = cohorts.iter().map(|cohort| cohort.active.len()).max().unwrap_or(0);
    let columns = (0..n_columns).map(|k| Cow::from(k.to_string()));
    let headers = [Cow::from("cohort"), Cow::from("customers")].into_iter().chain(columns);
    let rows = cohorts.iter().map(|cohort| {
        let head = [Cell::text(&cohort.cohort), Cell::Count(cohort.size)];
        let last = Cell::count(cohort.in_progress.map(u64::from));
        head.into_iter().chain(measure(cohort)).chain([last]).collect()
    });
    Filled { headers: headers.chain([Cow::from("in_progress")]).collect(), rows: rows.collect() }
}

/// Without costs there is no table of margins.
fn margin(answers: &Answers) -> Filled<'_> {
    if answers.cohorts.cohorts.iter().all(|cohort| cohort.margin.is_empty()) {
        return filled(&["cohort", "customers"], []);
    }
    triangle(answers, |cohort| cohort.margin.iter().copied().map(Cell::money).collect())
}

const MEASURES: [&str; 11] = [
    "k",
    "customers",
    "active",
    "purchases",
    "net_revenue",
    "margin",
    "retention",
    "retention_unbounded",
    "repurchase_cumulative",
    "cumulative_revenue_per_customer",
    "average_order_value",
];

/// A row for each column k.
fn down(mean: &CohortMean) -> impl Iterator<Item = Row<'static>> {
    let count = |of: &[u64], k: usize| Cell::count(of.get(k).copied());
    let number = |of: &[Option<f64>], k: usize| Cell::number(of.get(k).copied().flatten());
    mean.customers.iter().enumerate().map(move |(k, &customers)| {
        vec![
            Cell::Count(k as u64),
            Cell::Count(customers),
            count(&mean.active, k),
            count(&mean.purchases, k),
            Cell::money(mean.net_revenue.get(k).copied().flatten()),
            Cell::money(mean.margin.get(k).copied().flatten()),
            number(&mean.retention, k),
            number(&mean.retention_unbounded, k),
            number(&mean.repurchase_cumulative, k),
            number(&mean.cumulative_revenue_per_customer, k),
            number(&mean.average_order_value, k),
        ]
    })
}

fn mean(answers: &Answers) -> Filled<'_> {
    filled(&MEASURES, down(&answers.cohorts.mean))
}

/// All splits below each other.
fn splits(answers: &Answers) -> Filled<'_> {
    let headers: Vec<&str> = ["by", "group", "label", "size", "thin"].into_iter().chain(MEASURES).collect();
    let groups =
        answers.cohorts.splits.iter().flat_map(|split| split.groups.iter().map(move |group| (split, group)));
    let rows = groups.flat_map(|(split, group)| {
        let head = [
            Cell::text(split.by.id()),
            Cell::text(&group.group),
            Cell::text(&group.label),
            Cell::Count(group.size),
            yes(group.thin),
        ];
        down(&group.measures).map(move |row| head.iter().cloned().chain(row).collect())
    });
    filled(&headers, rows)
}

fn flags(answers: &Answers) -> Filled<'_> {
    let headers = [
        "cohort",
        "discounted",
        "customers",
        "discounted_share",
        "back_in_3_months",
        "of",
        "back_share",
        "full_price_back_share",
        "difference",
        "z",
        "p",
    ];
    let rows = answers.cohort_flags.flags.iter().map(|flag| {
        vec![
            Cell::text(&flag.cohort),
            Cell::Count(flag.discounted.count),
            Cell::Count(flag.discounted.of),
            Cell::number(flag.discounted.share),
            Cell::Count(flag.repurchase.count),
            Cell::Count(flag.repurchase.of),
            Cell::number(flag.repurchase.share),
            Cell::number(flag.full_price.share),
            Cell::Number(flag.difference),
            Cell::Number(flag.z),
            Cell::Number(flag.p),
        ]
    });
    filled(&headers, rows)
}
