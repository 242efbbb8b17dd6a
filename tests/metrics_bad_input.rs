//! Odd shops: whatever a file holds, every figure is a number or null.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use std::sync::Arc;

use common::{ALL, Columns, Row, Shop, day, ledger, money};
use serde_json::Value;
use stamkunde::{
    answers::SegmentId,
    base::{Day, Money, Period},
    metrics::{self, Context},
    model::{Orders, Selection},
    recipe::{FreeOrders, OrderGrain, Recipe, Returns, SameDay},
    segments,
};

/// JSON has no NaN and no infinity: serde writes null for them, so look at the values themselves through their text.
fn numbers_are_finite(answers: &impl std::fmt::Debug, what: &str) {
    let text = format!("{answers:?}");
    assert!(!text.contains("NaN") && !text.contains("inf,") && !text.contains("inf)"), "{what}: no number");
}

fn recipes() -> Vec<Recipe> {
    let mut recipes = vec![Recipe::default()];
    for returns in [Returns::DeductOnPurchase, Returns::Ignore] {
        for period in [Period::Week, Period::Year] {
            recipes.push(Recipe {
                returns,
                period,
                free_orders: FreeOrders::Count,
                order_grain: OrderGrain::Row,
                same_day: SameDay::Merge,
                min_orders: 0,
                ..Recipe::default()
            });
        }
    }
    recipes.push(Recipe { min_orders: u32::MAX, window_months: u32::MAX, ..Recipe::default() });
    recipes.push(Recipe { min_revenue: Some(Money(i64::MAX)), window_months: 0, ..Recipe::default() });
    recipes.push(Recipe { as_of: Some(day("1800-01-01")), lapse_percentile: 7.0, ..Recipe::default() });
    recipes.push(Recipe { as_of: Some(day("2200-01-01")), lapse_percentile: f64::NAN, ..Recipe::default() });
    recipes
}

fn survives(what: &str, columns: Columns, rows: &[Row]) {
    for recipe in recipes() {
        let shop = Shop::new(ledger(columns, rows.to_vec()), recipe);
        let mut answers = shop.answers.clone();
        answers.churn.lapse_percentile = 0.0; // what the user said, not a figure
        numbers_are_finite(&answers, what);
        let context = Context::new(&shop.ledger, &shop.history, &shop.recipe);
        let orders = Arc::new(Orders::new(&shop.ledger, shop.recipe.order_grain));
        let (later, outlooks) = metrics::later(&context, &orders, &Selection::default());
        numbers_are_finite(&later, what);
        for buyer in shop.history.buyers() {
            numbers_are_finite(&outlooks.of(buyer), what);
        }
        for segment in SegmentId::ALL {
            numbers_are_finite(&segments::members(&shop.ledger, &shop.history, &shop.recipe, segment), what);
        }
        let import = &shop.answers.import;
        assert_eq!(
            import.rows_read,
            import.rows_used + import.set_aside.iter().map(|item| item.rows).sum::<u64>()
        );
        let json = serde_json::to_value(&shop.answers).unwrap();
        assert!(matches!(json, Value::Object(_)));
    }
}

fn row(customer: usize, order: usize, date: Day, amount: Money) -> Row {
    Row {
        customer: format!("c{customer}"),
        order: format!("o{order}"),
        day: date,
        amount,
        product: format!("p{}", order % 7),
        category: format!("k{}", order % 3),
        ..Row::default()
    }
}

#[test]
fn odd_shops() {
    let start = day("2024-02-29");
    let ten = money("10");
    let many = |make: &dyn Fn(usize) -> Row| (0..200).map(make).collect::<Vec<_>>();
    let nothing = Columns { orders: false, times: false, amounts: false, products: false, categories: false };
    let shops: Vec<(&str, Columns, Vec<Row>)> = vec![
        ("no lines", ALL, Vec::new()),
        ("one order", ALL, vec![row(0, 0, start, ten)]),
        ("one return", ALL, vec![row(0, 0, start, -ten)]),
        ("one free order", ALL, vec![row(0, 0, start, Money::ZERO)]),
        ("one customer", ALL, many(&|n| row(0, n, start.add_days(n as i32 * 3), ten))),
        (
            "one order of many lines",
            ALL,
            many(&|n| Row { product: format!("p{n}"), ..row(0, 0, start, ten) }),
        ),
        ("one day", ALL, many(&|n| row(n % 50, n, start, ten))),
        ("all returns", ALL, many(&|n| row(n % 50, n, start.add_days(n as i32), -ten))),
        (
            "more returns than purchases",
            ALL,
            many(&|n| row(n % 50, n, start.add_days(n as i32), if n % 3 == 0 { ten } else { -ten - ten })),
        ),
        ("nothing but customers and days", nothing, many(&|n| row(n % 50, n, start.add_days(n as i32), ten))),
        (
            "no products",
            Columns { products: false, categories: false, ..ALL },
            many(&|n| row(n % 50, n, start, ten)),
        ),
        (
            "empty cells",
            ALL,
            many(&|n| Row {
                order: String::new(),
                product: String::new(),
                category: String::new(),
                ..row(n % 50, n, start.add_days(n as i32 / 9), ten)
            }),
        ),
        ("two centuries", ALL, many(&|n| row(n % 90, n, day("1900-01-01").add_days(n as i32 * 367), ten))),
        (
            "the largest amounts",
            ALL,
            many(&|n| {
                row(
                    n % 50,
                    n,
                    start.add_days(n as i32),
                    if n % 5 == 0 { Money(i64::MIN) } else { Money(i64::MAX) },
                )
            }),
        ),
        (
            "one huge amount among small ones",
            ALL,
            many(&|n| {
                row(n % 50, n, start.add_days(n as i32), if n == 77 { Money(i64::MAX / 2) } else { Money(1) })
            }),
        ),
    ];
    for (what, columns, rows) in shops {
        survives(what, columns, &rows);
    }
}

#[test]
fn tables_over_centuries_stay_small() {
    let rows: Vec<Row> = (0..2_400)
        .map(|month| row(month, month, day("1900-01-15").add_months(month as i32), money("1")))
        .collect();
    let shop = Shop::new(ledger(ALL, rows), Recipe::default());
    let cells: usize = shop.answers.cohorts.cohorts.iter().map(|cohort| cohort.active.len()).sum();
    assert!(cells <= 210_000, "{cells}");
    assert_eq!(shop.answers.new_customers.periods.len(), 2_400);
}

#[test]
fn a_customer_with_very_many_lines_is_no_quadratic_one() {
    // 60,000 returns against 60,000 purchases of one key, and one purchase of 15,000 products followed by another.
    let start = day("2020-01-01");
    let mut rows: Vec<Row> = (0..120_000)
        .map(|n| {
            row(0, n, start.add_days(n as i32 / 100), if n % 2 == 0 { money("10") } else { money("-1") })
        })
        .collect();
    rows.extend((0..30_000).map(|n| Row {
        product: format!("q{}", n % 15_000),
        order: format!("big{}", n / 15_000),
        ..row(1, 0, start.add_days(n / 15_000), money("1"))
    }));
    let shop = Shop::new(ledger(ALL, rows), Recipe::default());
    assert_eq!((shop.answers.summary.customers, shop.answers.summary.returns), (2, 60_000));
    assert_eq!(shop.answers.first_product.n_products, 15_001);
}

#[test]
fn very_many_products_and_very_many_orders_end() {
    let start = day("2020-01-01");
    // 100,000 products, each in one order of its own; every tenth customer comes back
    let products: Vec<Row> = (0..100_000)
        .map(|n| Row {
            product: format!("q{n}"),
            ..row(n % 90_000, n, start.add_days(n as i32 % 900), money("3"))
        })
        .collect();
    // one customer with 100,000 orders of 50 products, and 200 others
    let orders: Vec<Row> = (0..100_200)
        .map(|n| {
            let customer = if n < 100_000 { 0 } else { n };
            Row {
                product: format!("p{}", n % 50),
                ..row(customer, n, start.add_days(n as i32 / 120), money("5"))
            }
        })
        .collect();
    for (rows, customers, n_products) in [(products, 90_000, 90_000), (orders, 201, 50)] {
        let shop = Shop::new(ledger(ALL, rows), Recipe::default());
        let answers = &shop.answers;
        assert_eq!((answers.summary.customers, answers.first_product.n_products), (customers, n_products));
        numbers_are_finite(
            &(&answers.cohorts, &answers.churn, &answers.groups, &answers.replenishment),
            "very many",
        );
        let context = Context::new(&shop.ledger, &shop.history, &shop.recipe);
        let orders = Arc::new(Orders::new(&shop.ledger, shop.recipe.order_grain));
        let (later, _) = metrics::later(&context, &orders, &Selection::default());
        numbers_are_finite(&later, "very many");
    }
}
