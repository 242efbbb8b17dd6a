//! Amounts near the end of the money type: sums are exact up to the last ten-thousandth, and a file beyond it is refused
//! in words instead of being added up wrongly.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use common::{ALL, Row};
use stamkunde::{
    answers::ImportAnswer,
    base::{Day, Money},
    engine::Engine,
    protocol::Problem,
    recipe::{Filter, FilterMode, FilterOn, Recipe},
};

const START: Day = Day(19_000);

fn row(customer: u32, order: u32, ahead: i32, amount: i64) -> Row {
    Row {
        customer: format!("c{customer:02}"),
        order: order.to_string(),
        day: START.add_days(ahead),
        amount: Money(amount),
        product: format!("P{}", order % 3),
        category: "one".to_owned(),
        ..Row::default()
    }
}

/// 40 customers with two purchases, one of whom sent something back: all amounts together are the largest one.
fn rows() -> Vec<Row> {
    const EACH: i64 = i64::MAX / 100;
    let mut rows = Vec::new();
    for customer in 0..40 {
        let first = customer as i32 % 10;
        rows.push(row(customer, 2 * customer, first, EACH + i64::from(customer)));
        rows.push(row(customer, 2 * customer + 1, first + 40, EACH - i64::from(customer)));
    }
    rows.push(row(7, 1_000, 90, -EACH / 3));
    let all: i64 = rows.iter().map(|row| row.amount.0.abs()).sum();
    rows.push(row(8, 1_001, 91, i64::MAX - all));
    rows
}

fn load(rows: Vec<Row>, recipe: Recipe) -> (Engine, Result<(), Problem>) {
    let mut engine = Engine::new();
    let loaded = engine.load(common::ledger(ALL, rows), ImportAnswer::default(), recipe).map(|_| ());
    (engine, loaded)
}

#[test]
fn sums_are_exact_to_the_last_digit() {
    let rows = rows();
    let exact = |of: &dyn Fn(&Row) -> bool| {
        rows.iter().filter(|row| of(row)).map(|row| i128::from(row.amount.0)).sum::<i128>()
    };
    let (engine, loaded) = load(rows.clone(), Recipe::default());
    loaded.unwrap();
    let answers = engine.answers().unwrap();
    let is =
        |money: Option<Money>, wanted: i128| assert_eq!(money.map(|money| i128::from(money.0)), Some(wanted));
    is(answers.summary.net_revenue, exact(&|_| true));
    is(answers.summary.purchase_revenue, exact(&|row| 0 < row.amount.0));
    is(answers.summary.return_revenue, exact(&|row| row.amount.0 < 0));
    is(
        answers.summary.periods.iter().filter_map(|period| period.net_revenue).reduce(|a, b| a + b),
        exact(&|_| true),
    );
    let of_cohorts = answers.cohorts.cohorts.iter().flat_map(|cohort| cohort.net_revenue.iter().flatten());
    is(Some(of_cohorts.copied().sum()), exact(&|_| true));
    let by_number = &answers.revenue_by_order_number.total.revenue;
    is(by_number[0], exact(&|row| row.order.parse::<u32>().unwrap() % 2 == 0 && row.order.len() < 4));
    is(Some(answers.stage.stages.iter().filter_map(|row| row.net_revenue).sum()), exact(&|_| true));
    is(Some(answers.groups.by_spend.iter().filter_map(|group| group.net_revenue).sum()), exact(&|_| true));
    // what a filter leaves and what it leaves out are the whole
    let product = |mode| {
        let on = FilterOn::Product(vec!["P1".to_owned()]);
        Recipe { filters: vec![Filter { mode, on }], ..Recipe::default() }
    };
    for (mode, stays) in [(FilterMode::Include, true), (FilterMode::Exclude, false)] {
        let (engine, loaded) = load(rows.clone(), product(mode));
        loaded.unwrap();
        let wanted = exact(&|row| (row.product == "P1") == stays);
        is(engine.answers().unwrap().summary.net_revenue, wanted);
    }
}

#[test]
fn one_ten_thousandth_more_is_refused() {
    let mut more = rows();
    more.push(row(9, 1_002, 92, 1));
    let (engine, loaded) = load(more, Recipe::default());
    assert!(matches!(loaded, Err(Problem::AmountsTooLarge)), "{loaded:?}");
    assert!(engine.answers().is_none());
    // a single amount that the type only just holds is one, below zero too
    for (amounts, is_exact) in [(vec![i64::MAX], true), (vec![i64::MIN], false), (vec![i64::MAX, -1], false)]
    {
        let rows = amounts.into_iter().zip(1..).map(|(amount, order)| row(1, order, 0, amount)).collect();
        assert_eq!(load(rows, Recipe::default()).1.is_ok(), is_exact);
    }
}
