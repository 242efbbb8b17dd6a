//! Where a rule has an edge, which side the edge itself is on. Each of these was found by breaking the rule on purpose and
//! seeing every other test pass.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use common::{ALL, More, Row, Shop, day, ledger, money};
use stamkunde::{
    metrics::{Context, next_product},
    model::History,
    recipe::Recipe,
};

/// `customer, days since 2024-01-01, product`, each its own order of 10.
fn bought(customer: &str, days: i32, product: &str) -> Row {
    Row {
        customer: customer.to_owned(),
        order: format!("{customer}{days:04}"),
        day: day("2024-01-01").add_days(days),
        amount: money("10"),
        product: product.to_owned(),
        category: "all".to_owned(),
        ..Row::default()
    }
}

fn answered(rows: Vec<Row>) -> stamkunde::answers::Answers {
    let recipe = Recipe { as_of: Some(day("2024-12-31")), ..Recipe::default() };
    Shop::new(ledger(ALL, rows), recipe).answers
}

#[test]
fn who_is_back_on_the_ninetieth_day_is_back_within_ninety_days() {
    let from = |row: Row| Row { more: More { channel: "shop".to_owned(), ..More::default() }, ..row };
    let rows = [("ana", 90), ("bo", 91)]
        .into_iter()
        .flat_map(|(name, again)| [bought(name, 0, "tea"), bought(name, again, "tea")])
        .map(from);
    let answers = answered(rows.collect());
    let channel = &answers.acquisition_source.channels[0];
    assert_eq!((channel.back_in_90_days.count, channel.back_in_90_days.of), (1, 2));
}

#[test]
fn nobody_knows_a_path_beyond_a_purchase_without_a_product() {
    let rows = ["tea", "pot", "", "bag"].into_iter().zip(0..);
    let answers = answered(rows.map(|(product, at)| bought("ana", at * 10, product)).collect());
    let customers: Vec<u64> = answers.product_paths.products.iter().map(|length| length.customers).collect();
    assert_eq!(customers, [1, 0, 0]);
}

#[test]
fn what_was_seen_once_does_not_outweigh_the_bestseller() {
    let mut rows = Vec::new();
    for n in 0..40 {
        rows.extend([0, 10, 20].map(|days| bought(&format!("z{n:02}"), days, "bestseller")));
    }
    rows.extend([bought("ana", 0, "rare"), bought("ana", 20, "something else")]);
    rows.extend(["A", "B", "C"].map(|product| bought("ana", 10, product)));
    rows.extend([bought("bo", 0, "rare"), bought("bo", 10, "bestseller")]);
    let (ledger, recipe) = (ledger(ALL, rows), Recipe::default());
    let history = History::build(&ledger, &recipe);
    let next = next_product::answer(&Context::new(&ledger, &history, &recipe));
    // one customer bought A, B and C after the rare one: bo is still likelier to buy what everybody buys
    assert_eq!((next.evaluated, next.hit_rate.count), (42, 41));
}

#[test]
fn who_sent_back_more_than_was_bought_counts_in_what_a_first_product_brings() {
    let back = Row { amount: money("-15"), ..bought("ana", 5, "tea") };
    let rows = vec![bought("ana", 0, "tea"), back, bought("bo", 0, "tea")];
    let recipe = Recipe { as_of: Some(day("2025-01-01")), ..Recipe::default() };
    let answers = Shop::new(ledger(ALL, rows), recipe).answers;
    let tea = &answers.first_product.products[0];
    assert_eq!((tea.observed_12_months, tea.revenue_12_months), (2, Some(2.5)));
}

#[test]
fn half_a_cohort_with_discounts_is_not_most_of_it() {
    let rows = |discounted: usize| {
        let row = move |n: usize| {
            let discount = if n < discounted { money("2") } else { money("0") };
            Row { more: More { discount, ..More::default() }, ..bought(&format!("c{n:02}"), 5, "tea") }
        };
        (0..40).map(row).collect::<Vec<Row>>()
    };
    assert_eq!(answered(rows(20)).cohort_flags.mostly_discounted, 0);
    assert_eq!(answered(rows(21)).cohort_flags.mostly_discounted, 1);
}
