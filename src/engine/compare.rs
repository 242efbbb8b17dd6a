//! Two recipes side by side: which figures are compared at first sight, and how.

use crate::{
    answers::{Answers, ComparedFigure, Comparison, Share},
    base::Money,
    models::stats::{ratio, two_proportions},
};

/// The answers of a recipe and of the one beside it.
pub(super) fn compare(here: Answers, beside: Answers) -> Comparison {
    let mut figures = amounts(&here, &beside);
    figures.extend(shares(&here, &beside));
    figures.extend(chances(&here, &beside));
    Comparison { here, beside, figures }
}

/// Counts, amounts and days: by how much of the other.
fn amounts(here: &Answers, beside: &Answers) -> Vec<ComparedFigure> {
    type Read = fn(&Answers) -> Option<f64>;
    let figures: [(&str, Read); 12] = [
        ("summary.customers", |answers| Some(answers.summary.customers as f64)),
        ("summary.purchases", |answers| Some(answers.summary.purchases as f64)),
        ("summary.net_revenue", |answers| answers.summary.net_revenue.map(Money::to_f64)),
        ("summary.margin", |answers| answers.summary.margin.map(Money::to_f64)),
        ("summary.average_order_value", |answers| answers.summary.average_order_value),
        ("summary.median_order_value", |answers| answers.summary.median_order_value),
        ("summary.purchases_per_customer", |answers| answers.summary.purchases_per_customer),
        ("first_order_value.first.median", |answers| answers.first_order_value.first.median),
        ("gaps.distinct_days.median", |answers| answers.gaps.distinct_days.median),
        ("repurchase.days_to_second.median", |answers| answers.repurchase.days_to_second.median),
        ("churn.lapse_day", |answers| answers.churn.lapse_day),
        ("churn.miss_you_day", |answers| answers.churn.miss_you_day.map(f64::from)),
    ];
    let row = |(id, read): (&str, Read)| {
        let (here, beside) = (read(here), read(beside));
        let change = here.zip(beside).and_then(|(here, beside)| ratio(here - beside, beside));
        ComparedFigure { id: id.to_owned(), here, beside, change, ..ComparedFigure::default() }
    };
    figures.into_iter().map(row).collect()
}

/// Shares of customers, with the test.
fn shares(here: &Answers, beside: &Answers) -> Vec<ComparedFigure> {
    type Read = fn(&Answers) -> Option<Share>;
    let figures: [(&str, Read); 4] = [
        ("summary.returning", |answers| Some(answers.summary.returning)),
        ("repurchase.of_returning.90", |answers| {
            answers
                .repurchase
                .of_returning_days
                .iter()
                .find(|within| within.limit == 90)
                .map(|within| within.share)
        }),
        ("churn.states.active", |answers| answers.churn.states.first().map(|row| row.customers)),
        ("churn.states.lapsed", |answers| answers.churn.states.last().map(|row| row.customers)),
    ];
    let row = |(id, read): (&str, Read)| {
        let both = read(here).zip(read(beside));
        let [here, beside] = both.map_or([None, None], |(here, beside)| [here.share, beside.share]);
        let test =
            both.and_then(|(here, beside)| two_proportions(here.count, here.of, beside.count, beside.of));
        ComparedFigure {
            id: id.to_owned(),
            here,
            beside,
            change: here.zip(beside).map(|(here, beside)| here - beside),
            shares: both.map(|(here, beside)| [here, beside]),
            p: test.map(|test| test.p),
        }
    };
    figures.into_iter().map(row).collect()
}

/// The chance of a new customer to have come back by a day.
fn chances(here: &Answers, beside: &Answers) -> Vec<ComparedFigure> {
    let at = |answers: &Answers, days: u32| {
        let at = answers.repurchase.of_all.at.iter().find(|at| at.days == days);
        at.and_then(|at| at.point).map(|point| point.p)
    };
    [30, 60, 90, 180, 365]
        .map(|days| {
            let (here, beside) = (at(here, days), at(beside, days));
            ComparedFigure {
                id: format!("repurchase.of_all.{days}"),
                here,
                beside,
                change: here.zip(beside).map(|(here, beside)| here - beside),
                ..ComparedFigure::default()
            }
        })
        .to_vec()
}
