//! How lines become orders, purchases and returns: each rule of METRICS.md sections 1 and 2 on a case small enough to do
//! by hand.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use common::{ALL, Columns, Shop, day, ledger, money, rows};
use stamkunde::{
    answers::SetAsideReason,
    recipe::{FreeOrders, OrderGrain, Recipe, Returns, SameDay},
};

/// `customer: day total, day total … | returns: day amount→number of its purchase`, a line per customer.
fn shown(shop: &Shop) -> String {
    let history = &shop.history;
    let mut lines = Vec::new();
    for buyer in history.buyers() {
        let purchase =
            |purchase| format!("{} {}", history.purchases.day[purchase], history.purchases.revenue[purchase]);
        let bought: Vec<_> = history.purchases_of(buyer).map(purchase).collect();
        let item = |item| {
            let of = history.returns.purchase[item];
            let of = if of.is_some() { history.order_number(of).to_string() } else { "none".to_owned() };
            format!("{} {}→{of}", history.returns.day[item], history.returns.amount[item])
        };
        let returned: Vec<_> = history.returns_of(buyer).map(item).collect();
        let key = shop.ledger.customers.text(history.buyers.key[buyer]);
        lines.push(format!(
            "{key}: {}{}{}",
            bought.join(", "),
            if returned.is_empty() { "" } else { " | " },
            returned.join(", ")
        ));
    }
    lines.join("\n")
}

#[track_caller]
fn check(table: &str, recipe: Recipe, wanted: &str) -> Shop {
    let shop = Shop::of(table, recipe);
    let wanted: Vec<_> = wanted.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(shown(&shop), wanted.join("\n"));
    let import = &shop.answers.import;
    assert_eq!(
        import.rows_read,
        import.rows_used + import.set_aside.iter().map(|item| item.rows).sum::<u64>()
    );
    assert_eq!(
        import.amount_read,
        import.amount_used + import.set_aside.iter().map(|item| item.amount).sum()
    );
    assert_eq!(shop.answers.summary.lines, import.rows_used);
    shop
}

#[test]
fn an_order_is_one_customers_lines_with_one_id() {
    // The lines stand apart in the file; ana and bo share an order number; the time is the earliest line's.
    check(
        "ana 1 2024-01-05T10:00 40
         bo  1 2024-01-06       5
         ana 2 2024-01-05T09:30 7
         ana 1 2024-01-05T09:00 2",
        Recipe::default(),
        "ana: 2024-01-05 42.00, 2024-01-05 7.00
         bo: 2024-01-06 5.00",
    );
}

#[test]
fn ties_are_decided_by_the_order_id_as_text() {
    check(
        "ana 9  2024-01-05 9
         ana 10 2024-01-05 10
         ana b  2024-01-04 1",
        Recipe::default(),
        "ana: 2024-01-04 1.00, 2024-01-05 10.00, 2024-01-05 9.00",
    );
}

#[test]
fn without_ids_a_day_or_a_row_is_an_order() {
    let table = "ana - 2024-01-05 4
                 ana - 2024-01-05 6
                 ana - 2024-01-07 1";
    let one = "ana: 2024-01-05 10.00, 2024-01-07 1.00";
    check(table, Recipe::default(), one);
    let by_row = Recipe { order_grain: OrderGrain::Row, ..Recipe::default() };
    check(table, by_row.clone(), "ana: 2024-01-05 4.00, 2024-01-05 6.00, 2024-01-07 1.00");
    check(table, Recipe { same_day: SameDay::Merge, ..by_row.clone() }, one);
    let no_ids = Columns { orders: false, ..ALL };
    assert_eq!(Shop::new(ledger(no_ids, rows(table)), by_row).answers.summary.purchases, 3);
}

#[test]
fn same_day_merges_purchases_and_nothing_else() {
    let shop = check(
        "ana 1 2024-01-05T08:00 10 tea
         ana 2 2024-01-05T09:00 -3 tea
         ana 3 2024-01-05T10:00 5 pot
         ana 4 2024-01-06T10:00 1 pot",
        Recipe { same_day: SameDay::Merge, ..Recipe::default() },
        "ana: 2024-01-05 15.00, 2024-01-06 1.00 | 2024-01-05 -3.00→1",
    );
    let first = shop.history.purchases_of(stamkunde::model::BuyerIdx(0)).next().unwrap();
    assert_eq!(shop.history.lines_of(first).len(), 2);
}

#[test]
fn free_orders_are_set_aside_or_count() {
    let table = "ana 1 2024-01-05 0
                 ana 2 2024-01-06 5
                 ana 3 2024-01-08 5
                 ana 3 2024-01-08 -5
                 bo  4 2024-01-07 0";
    let shop = check(table, Recipe::default(), "ana: 2024-01-06 5.00");
    assert_eq!(shop.answers.summary.free_orders, 3);
    // The last order is a free one: as_of is the date of the last order of any kind.
    assert_eq!(shop.history.as_of, day("2024-01-08"));
    let count = Recipe { free_orders: FreeOrders::Count, ..Recipe::default() };
    let shop =
        check(table, count, "ana: 2024-01-05 0.00, 2024-01-06 5.00, 2024-01-08 0.00\n bo: 2024-01-07 0.00");
    assert_eq!(shop.answers.summary.free_orders, 0);
}

#[test]
fn a_return_belongs_to_the_latest_purchase_before_it_same_product_first() {
    let table = "ana 1 2024-01-05 50 tea
                 ana 2 2024-02-05 60 pot
                 ana 3 2024-03-05 70 cup
                 ana 4 2024-02-20 -5 tea
                 ana 5 2024-02-21 -6 hat
                 ana 6 2024-01-05 -7 tea
                 ana 7 2024-01-04 -8 tea";
    check(
        table,
        Recipe::default(),
        "ana: 2024-01-05 50.00, 2024-02-05 60.00, 2024-03-05 70.00 | \
         2024-01-04 -8.00→none, 2024-01-05 -7.00→1, 2024-02-20 -5.00→1, 2024-02-21 -6.00→2",
    );
    let shop = check(
        table,
        Recipe { returns: Returns::DeductOnPurchase, ..Recipe::default() },
        "ana: 2024-01-05 50.00, 2024-02-05 60.00, 2024-03-05 70.00 | \
         2024-01-04 -8.00→none, 2024-01-05 -7.00→1, 2024-01-05 -5.00→1, 2024-02-05 -6.00→2",
    );
    assert_eq!(shop.answers.summary.unmatched_returns, 1);
    let january = &shop.answers.revenue_by_order_number.periods[0];
    assert_eq!(january.revenue[0], Some(money("38")));
    assert_eq!(january.unmatched_returns, Some(money("-8")));
    let ignore = Recipe { returns: Returns::Ignore, ..Recipe::default() };
    let shop = check(table, ignore, "ana: 2024-01-05 50.00, 2024-02-05 60.00, 2024-03-05 70.00");
    let aside = &shop.answers.import.set_aside[0];
    assert_eq!((aside.reason, aside.rows, aside.amount), (SetAsideReason::ReturnsIgnored, 4, money("-26")));
    assert_eq!(aside.examples[0].row, 5);
}

#[test]
fn a_product_of_another_customer_is_no_match() {
    check(
        "ana 1 2024-01-05 50 tea
         bo  2 2024-01-05 60 pot
         bo  3 2024-01-06 60 pot
         bo  4 2024-01-07 -5 tea
         ana 5 2024-01-07 -9 tea",
        Recipe::default(),
        "ana: 2024-01-05 50.00 | 2024-01-07 -9.00→1
         bo: 2024-01-05 60.00, 2024-01-06 60.00 | 2024-01-07 -5.00→2",
    );
}

#[test]
fn returns_of_a_key_without_purchases_stay_in_the_shops_revenue() {
    let table = "ana 1 2024-01-05 50
                 bo  2 2024-01-06 -20
                 cai 3 2024-01-06 30
                 cai 4 2024-01-07 30";
    let shop =
        check(table, Recipe::default(), "ana: 2024-01-05 50.00\n cai: 2024-01-06 30.00, 2024-01-07 30.00");
    let summary = &shop.answers.summary;
    assert_eq!((summary.net_revenue, summary.returns, summary.unmatched_returns), (Some(money("90")), 1, 1));
    // Who asks for customers with two purchases asks about those alone.
    let shop = check(
        table,
        Recipe { min_orders: 2, ..Recipe::default() },
        "cai: 2024-01-06 30.00, 2024-01-07 30.00",
    );
    assert_eq!(shop.answers.summary.net_revenue, Some(money("60")));
    let aside = &shop.answers.import.set_aside[0];
    assert_eq!((aside.reason, aside.rows, aside.amount), (SetAsideReason::Filtered, 2, money("30")));
    let rich = Recipe { min_revenue: Some(money("50.01")), ..Recipe::default() };
    check(table, rich, "cai: 2024-01-06 30.00, 2024-01-07 30.00");
}

#[test]
fn everything_after_as_of_is_ignored() {
    let table = "ana 1 2024-01-31 50
                 ana 2 2024-02-29 10
                 ana 3 2024-03-01 10
                 bo  4 2024-03-02 10";
    let at = |text: &str| Recipe { as_of: Some(day(text)), window_months: 1, ..Recipe::default() };
    let shop = check(table, at("2024-02-29"), "ana: 2024-01-31 50.00, 2024-02-29 10.00");
    let aside = &shop.answers.import.set_aside[0];
    assert_eq!((aside.reason, aside.rows, aside.amount), (SetAsideReason::AfterAsOf, 2, money("20")));
    // The window ends at as_of and begins the day after the same day of the month before.
    assert_eq!(shop.answers.settings.window_from, day("2024-01-30"));
    assert_eq!(shop.answers.groups.customers, 1);
    // 31 March minus a month is the end of February.
    assert_eq!(
        check(
            table,
            at("2024-03-31"),
            "ana: 2024-01-31 50.00, 2024-02-29 10.00, 2024-03-01 10.00\n bo: 2024-03-02 10.00"
        )
        .history
        .window_from,
        day("2024-03-01")
    );
    // Before the first order there is nothing, and no failure.
    let shop = check(table, at("2023-01-01"), "");
    assert_eq!((shop.answers.summary.customers, shop.answers.summary.returning.share), (0, None));
}

#[test]
fn without_amounts_every_order_is_a_purchase_and_money_is_unknown() {
    let table = "ana 1 2024-01-05 0 tea
                 ana 2 2024-02-05 0 tea
                 bo  3 2024-02-06 0 pot";
    let shop = Shop::new(ledger(Columns { amounts: false, ..ALL }, rows(table)), Recipe::default());
    let answers = &shop.answers;
    assert_eq!((answers.summary.purchases, answers.summary.free_orders), (3, 0));
    assert_eq!((answers.summary.net_revenue, answers.summary.average_order_value), (None, None));
    assert_eq!(answers.first_product.products[0].product, "pot");
    assert_eq!(answers.first_product.products[0].revenue_12_months, None);
    assert!(answers.groups.by_spend.is_empty() && answers.concentration.top.is_empty());
    assert!(answers.cohorts.cohorts[0].net_revenue.iter().all(Option::is_none));
    assert!(answers.cohorts.mean.average_order_value.iter().all(Option::is_none));
    assert_eq!(answers.first_order_value.first.count, 0);
}
