//! What must hold for any shop.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use common::{ALL, Row, Shop, day, ledger};
use proptest::prelude::*;
use stamkunde::{
    answers::SegmentId,
    base::{Money, Period},
    recipe::{FreeOrders, Recipe, Returns, SameDay},
    segments,
};

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..25_u32, 0..40_u32, 0..500_i32, 0..3_u32, -3_000..9_000_i64, 0..6_u32).prop_map(
        |(customer, order, date, hour, amount, product)| Row {
            customer: format!("c{customer}"),
            order: format!("{order}"),
            day: day("2023-01-15").add_days(date),
            second: hour * 3600,
            amount: Money(amount * 100),
            product: format!("p{product}"),
            category: format!("k{}", product % 2),
            ..Row::default()
        },
    );
    prop::collection::vec(row, 1..250)
}

fn recipe() -> impl Strategy<Value = Recipe> {
    let returns = prop::sample::select(vec![Returns::Deduct, Returns::DeductOnPurchase, Returns::Ignore]);
    let period = prop::sample::select(vec![Period::Month, Period::Week, Period::Quarter, Period::Year]);
    (returns, period, any::<bool>(), any::<bool>(), 0..4_u32, prop::option::of(0..600_i32)).prop_map(
        |(returns, period, count, merge, min_orders, as_of)| Recipe {
            returns,
            period,
            free_orders: if count { FreeOrders::Count } else { FreeOrders::SetAside },
            same_day: if merge { SameDay::Merge } else { SameDay::Separate },
            min_orders,
            as_of: as_of.map(|days| day("2023-01-15").add_days(days)),
            ..Recipe::default()
        },
    )
}

fn sum(values: impl IntoIterator<Item = Option<Money>>) -> Money {
    values.into_iter().flatten().sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    /// The order of the rows in the file changes no answer and no list.
    #[test]
    fn row_order_changes_nothing(rows in rows(), recipe in recipe(), seed in any::<u64>()) {
        let mut shuffled = rows.clone();
        let mut state = seed | 1;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        let (one, mut other) = (Shop::new(ledger(ALL, rows), recipe.clone()), Shop::new(ledger(ALL, shuffled), recipe));
        // Which rows are shown as examples is the one thing that follows the file.
        for (here, there) in one.answers.import.set_aside.iter().zip(&mut other.answers.import.set_aside) {
            there.examples = here.examples.clone();
        }
        prop_assert_eq!(&one.answers, &other.answers);
        for segment in SegmentId::ALL {
            let members = |shop: &Shop| segments::members(&shop.ledger, &shop.history, &shop.recipe, segment);
            prop_assert_eq!(members(&one), members(&other));
        }
    }

    /// Every split of the whole adds up to the whole.
    #[test]
    fn parts_add_up(rows in rows(), recipe in recipe()) {
        let shop = Shop::new(ledger(ALL, rows), recipe);
        let (answers, summary) = (&shop.answers, &shop.answers.summary);
        let net = summary.net_revenue.unwrap();
        let returns = &shop.history.returns;
        let strays = returns.buyer.iter().zip(returns.amount.iter()).filter(|(buyer, _)| !buyer.is_some());
        let strays: Money = strays.map(|(_, &amount)| amount).sum();

        prop_assert_eq!(sum(summary.periods.iter().map(|row| row.net_revenue)), net);
        prop_assert_eq!(summary.periods.iter().map(|row| row.purchases).sum::<u64>(), summary.purchases);
        prop_assert_eq!(answers.new_customers.periods.iter().map(|row| row.new_customers).sum::<u64>(), summary.customers);
        let cohorts = &answers.cohorts.cohorts;
        prop_assert_eq!(sum(cohorts.iter().flat_map(|row| row.net_revenue.clone())) + strays, net);
        prop_assert_eq!(cohorts.iter().map(|row| row.size).sum::<u64>(), summary.customers);
        prop_assert_eq!(cohorts.iter().flat_map(|row| row.purchases.clone()).flatten().sum::<u64>(), summary.purchases);
        let total = &answers.revenue_by_order_number.total;
        prop_assert_eq!(sum(total.revenue) + total.unmatched_returns.unwrap(), net);
        prop_assert_eq!(total.purchases.iter().sum::<u64>(), summary.purchases);
        let stages = &answers.stage.stages;
        prop_assert_eq!(sum(stages.iter().map(|row| row.net_revenue)) + strays, net);
        prop_assert_eq!(stages.iter().map(|row| row.customers.count).sum::<u64>(), summary.customers);
        prop_assert_eq!(stages.iter().map(|row| row.purchases).sum::<u64>(), summary.purchases);
        for groups in [&answers.groups.by_spend, &answers.groups.by_purchases] {
            prop_assert_eq!(groups.iter().map(|row| row.customers.count).sum::<u64>(), answers.groups.customers);
        }
        prop_assert_eq!(sum(answers.groups.by_spend.iter().map(|row| row.net_revenue)), sum(answers.groups.by_purchases.iter().map(|row| row.net_revenue)));
        if !answers.churn.states.is_empty() {
            prop_assert_eq!(answers.churn.states.iter().map(|row| row.customers.count).sum::<u64>(), summary.customers);
        }
        prop_assert_eq!(answers.first_order_value.first.count + answers.first_order_value.later.count, summary.purchases);
        prop_assert_eq!(answers.gaps.all.count + summary.customers, summary.purchases);
        let import = &answers.import;
        prop_assert_eq!(import.amount_used + import.set_aside.iter().map(|item| item.amount).sum::<Money>(), import.amount_read);
        prop_assert_eq!(summary.lines, import.rows_used);
    }

    /// On an earlier day the answer is that of a file that ends there.
    #[test]
    fn as_of_is_a_file_that_ends_there(rows in rows(), days in 0..500_i32) {
        let as_of = day("2023-01-15").add_days(days);
        let recipe = Recipe { as_of: Some(as_of), ..Recipe::default() };
        let short: Vec<Row> = rows.iter().filter(|row| row.day <= as_of).cloned().collect();
        let (whole, mut short) = (Shop::new(ledger(ALL, rows), recipe.clone()), Shop::new(ledger(ALL, short), recipe));
        short.answers.import = whole.answers.import.clone();
        prop_assert_eq!(&whole.answers, &short.answers);
    }

    /// Shares lie in their intervals, curves never fall, cumulative measures never shrink.
    #[test]
    fn shapes_hold(rows in rows(), recipe in recipe()) {
        let answers = Shop::new(ledger(ALL, rows), recipe).answers;
        let returning = answers.summary.returning;
        if let (Some(low), Some(share), Some(high)) = (returning.low, returning.share, returning.high) {
            prop_assert!(low <= share && share <= high);
        }
        let curve = &answers.repurchase.of_all.curve;
        prop_assert!(curve.windows(2).all(|pair| pair[0].p <= pair[1].p && pair[0].t < pair[1].t && pair[1].at_risk <= pair[0].at_risk));
        for point in curve {
            prop_assert!(point.low.is_none_or(|low| low <= point.p) && point.high.is_none_or(|high| point.p <= high));
        }
        for cohort in &answers.cohorts.cohorts {
            let ascending: Vec<f64> = cohort.repurchase_cumulative.iter().flatten().copied().collect();
            prop_assert!(ascending.is_sorted());
            let descending: Vec<f64> = cohort.retention_unbounded.iter().flatten().map(|share| -share).collect();
            prop_assert!(descending.is_sorted());
        }
        prop_assert!(answers.concentration.lorenz.windows(2).all(|pair| pair[0].0 < pair[1].0));
        prop_assert!(answers.concentration.gini.is_none_or(|gini| (0.0..1.0).contains(&gini)));
    }
}
