//! Each metric's rules on cases small enough to do by hand.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use common::{Row, Shop, day, money};
use stamkunde::{
    answers::{ChurnState, ProductRole, SegmentId, Stage},
    base::{Day, Period},
    metrics::repurchase::{days_in_months, months_until},
    recipe::Recipe,
    segments,
};

/// A shop of customers given as `days of purchases since 2024-01-01`; every purchase is worth 10 and its id grows.
fn shop(customers: &[&[i32]], last: i32) -> Shop {
    let start = day("2024-01-01");
    let row = |who: usize, number: usize, days: i32| Row {
        customer: format!("c{who:03}"),
        order: format!("{who:03}-{number:03}"),
        day: start.add_days(days),
        amount: money("10"),
        product: "tea".to_owned(),
        ..Row::default()
    };
    let rows = customers.iter().enumerate().flat_map(|(who, days)| {
        days.iter().enumerate().map(move |(number, &days)| row(who, number, days)).collect::<Vec<_>>()
    });
    Shop::new(
        common::ledger(common::ALL, rows),
        Recipe { as_of: Some(start.add_days(last)), ..Recipe::default() },
    )
}

#[test]
fn months_are_calendar_months_clamped_to_their_end() {
    for (first, second, months) in [
        ("2024-01-31", "2024-02-29", 1),
        ("2024-01-31", "2024-03-01", 2),
        ("2023-01-31", "2023-02-28", 1),
        ("2024-05-10", "2024-05-10", 1),
        ("2024-05-10", "2024-06-10", 1),
        ("2024-05-10", "2024-06-11", 2),
        ("2024-02-29", "2026-02-28", 24),
        ("2024-02-29", "2026-03-01", 25),
    ] {
        assert_eq!(months_until(day(first), day(second)), months, "{first} {second}");
    }
    assert_eq!([1, 2, 3, 12, 24].map(days_in_months), [30, 61, 91, 365, 731]);
}

#[test]
fn gaps_once_as_stated_and_once_between_days() {
    let shop = shop(&[&[0, 0, 10, 40], &[5]], 50);
    let gaps = &shop.answers.gaps;
    assert_eq!((gaps.all.count, gaps.all.median, gaps.all.mean), (3, Some(10.0), Some(40.0 / 3.0)));
    assert_eq!((gaps.distinct_days.count, gaps.distinct_days.median), (2, Some(20.0)));
    let steps: Vec<_> = gaps.steps.iter().map(|step| (step.step.as_str(), step.days.median)).collect();
    let wanted = [("1→2", Some(0.0)), ("2→3", Some(10.0)), ("3→4", Some(30.0)), ("4→5", None), ("5+", None)];
    assert_eq!(steps, wanted);
    assert_eq!(gaps.distinct_steps[0].days.median, Some(10.0));
    assert_eq!(gaps.reached, [2, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    assert_eq!((gaps.histogram.counts[0], gaps.histogram.counts[1], gaps.histogram.counts[4]), (1, 1, 1));
    assert!(gaps.all.thin);
}

#[test]
fn the_two_honest_numbers_differ() {
    // Four customers: back after 10 and 40 days, not back in 100 and in 20 (still too new to tell).
    let shop = shop(&[&[0, 10], &[0, 40], &[0], &[80]], 100);
    let repurchase = &shop.answers.repurchase;
    assert_eq!((repurchase.returning.count, repurchase.returning.of), (2, 4));
    let within_30 = &repurchase.of_returning_days[0];
    assert_eq!((within_30.limit, within_30.share.share), (30, Some(0.5)));
    assert_eq!(
        (repurchase.of_returning_months[0].share.count, repurchase.of_returning_months[1].share.count),
        (1, 2)
    );
    // S(10) = 3/4; the newcomer leaves at 20; S(40) = 3/4 · 1/2.
    let at: Vec<_> = repurchase.of_all.at.iter().map(|at| at.point.map(|point| point.p)).collect();
    assert_eq!(at, [Some(0.25), Some(0.625), Some(0.625), None, None]);
    assert_eq!(
        (repurchase.of_all.customers, repurchase.of_all.events, repurchase.of_all.follow_up),
        (4, 2, None)
    );
    let curve: Vec<_> =
        repurchase.of_all.curve.iter().map(|point| (point.t, point.p, point.at_risk)).collect();
    assert_eq!(curve, [(0, 0.0, 4), (10, 0.25, 4), (40, 0.625, 2)]);
    let hazard: Vec<_> =
        repurchase.hazard.iter().map(|step| (step.from_day, step.at_risk, step.chance)).collect();
    assert_eq!(hazard, [(0, 4, Some(0.25)), (30, 2, Some(0.5)), (60, 1, Some(0.0)), (90, 1, None)]);
    // Fewer than 30 customers: no hot window is claimed.
    assert_eq!(repurchase.hot_window_months, None);
    assert_eq!(repurchase.weeks_to_second, [0, 1, 0, 0, 0, 1]);
}

#[test]
fn the_hot_window_closes_at_60_percent_of_the_end() {
    // 40 customers seen for 300 days; 10 come back: 5 on day 20, 1 on day 50, 4 on day 200. 60 % of 10/40 is 6/40.
    let mut customers: Vec<&[i32]> = vec![&[0]; 30];
    customers.extend([&[0, 20]; 5].map(|days| days as &[i32]));
    customers.extend([&[0, 50], &[0, 200], &[0, 200], &[0, 200], &[0, 200]].map(|days| days as &[i32]));
    let repurchase = &shop(&customers, 300).answers.repurchase;
    assert_eq!((repurchase.of_all.follow_up, repurchase.hot_window_months), (Some(300), Some(2)));
    assert_eq!(repurchase.of_all.curve.last().map(|point| (point.t, point.p)), Some((300, 0.25)));
    // One customer fewer: follow-up with 30 at risk ends on day 200, which holds the same events.
    let repurchase = &shop(&customers[1..], 300).answers.repurchase;
    assert_eq!((repurchase.of_all.follow_up, repurchase.hot_window_months), (Some(200), Some(2)));
}

#[test]
fn cohorts_know_null_from_zero() {
    let table = "ana 1 2024-01-31 40
                 ana 2 2024-01-31 10
                 bo  3 2024-01-02 20
                 bo  4 2024-03-05 8
                 bo  5 2024-04-05 -4
                 cai 6 2024-03-31 30";
    let shop = Shop::of(table, Recipe { as_of: Some(day("2024-04-10")), ..Recipe::default() });
    let [january, march] = shop.answers.cohorts.cohorts.as_slice() else { panic!("two cohorts") };
    assert_eq!((january.cohort.as_str(), january.size, january.thin), ("2024-01", 2, true));
    assert_eq!(january.active, [Some(2), Some(0), Some(1), Some(0)]);
    assert_eq!(january.retention, [Some(1.0), Some(0.0), Some(0.5), Some(0.0)]);
    assert_eq!(january.retention_unbounded, [Some(1.0), Some(0.5), Some(0.5), None]);
    assert_eq!(january.repurchase_cumulative, [Some(0.5), Some(0.5), Some(1.0), Some(1.0)]);
    assert_eq!(january.purchases, [Some(3), Some(0), Some(1), Some(0)]);
    assert_eq!(january.net_revenue, ["70", "0", "8", "-4"].map(|text| Some(money(text))));
    assert_eq!(january.cumulative_revenue_per_customer, [Some(35.0), Some(35.0), Some(39.0), Some(37.0)]);
    assert_eq!(january.average_order_value, [Some(70.0 / 3.0), None, Some(8.0), None]);
    assert_eq!((january.in_progress, march.in_progress), (Some(3), Some(1)));
    assert_eq!(march.active, [Some(1), Some(0), None, None]);
    assert_eq!(march.net_revenue, [Some(money("30")), Some(money("0")), None, None]);
    // The mean row takes only what is over: April is not.
    let mean = &shop.answers.cohorts.mean;
    assert_eq!(mean.customers, [3, 2, 2, 0]);
    assert_eq!(mean.retention, [Some(1.0), Some(0.0), Some(0.5), None]);
    assert_eq!(mean.cumulative_revenue_per_customer, [Some(100.0 / 3.0), Some(35.0), Some(39.0), None]);
    // On the last day of a month nothing is in progress.
    let shop = Shop::of(table, Recipe { as_of: Some(day("2024-04-30")), ..Recipe::default() });
    assert_eq!(shop.answers.cohorts.cohorts[0].in_progress, None);
    assert_eq!(shop.answers.cohorts.cohorts[0].retention_unbounded[3], Some(0.0));
    assert_eq!(shop.answers.cohorts.mean.customers, [3, 3, 2, 2]);
}

#[test]
fn other_periods_have_no_holes() {
    let table = "ana 1 2023-12-31 40
                 ana 2 2024-07-01 10";
    for (period, first, n) in
        [(Period::Week, "2023-W52", 28), (Period::Quarter, "2023-Q4", 4), (Period::Year, "2023", 2)]
    {
        let shop = Shop::of(table, Recipe { period, ..Recipe::default() });
        let periods = &shop.answers.new_customers.periods;
        assert_eq!((periods[0].period.as_str(), periods.len()), (first, n));
        assert_eq!(shop.answers.cohorts.cohorts[0].active.len(), n);
        assert_eq!(shop.answers.revenue_by_order_number.periods.len(), n);
        assert!(periods[n - 1].in_progress && !periods[0].in_progress);
    }
}

#[test]
fn groups_hold_their_lower_edge_and_show_what_was_sent_back() {
    // Net in the window: 10, 25, 50, 100, -5. Quintile limits 7, 19, 35, 60 → 5, 20, 25, 50.
    let table = "a 1 2024-01-01 10
                 b 2 2024-01-01 25
                 c 3 2024-01-01 50
                 d 4 2024-01-01 60
                 d 5 2024-01-02 40
                 e 6 2024-01-01 5
                 e 7 2024-01-02 -10";
    let groups = Shop::of(table, Recipe::default()).answers.groups;
    let shown: Vec<_> =
        groups.by_spend.iter().map(|group| (group.band.as_str(), group.customers.count)).collect();
    assert_eq!(shown, [("<0", 1), ("0-5", 0), ("5-20", 1), ("20-25", 0), ("25-50", 1), ("50+", 2)]);
    let shown: Vec<_> =
        groups.by_purchases.iter().map(|group| (group.band.as_str(), group.customers.count)).collect();
    assert_eq!(shown, [("1", 4), ("2", 1), ("3", 0), ("4", 0), ("5+", 0)]);
    assert_eq!(groups.by_spend[5].net_revenue, Some(money("150")));
    assert_eq!(groups.by_spend[5].share_of_revenue, Some(150.0 / 180.0));
}

#[test]
fn concentration_rounds_customers_up() {
    let table = "a 1 2024-01-01 10
                 b 2 2024-01-01 20
                 c 3 2024-01-01 70";
    let concentration = Shop::of(table, Recipe::default()).answers.concentration;
    let top: Vec<_> = concentration.top.iter().map(|top| (top.percent, top.customers, top.share)).collect();
    assert_eq!(
        top,
        [(1, 1, Some(0.7)), (5, 1, Some(0.7)), (10, 1, Some(0.7)), (20, 1, Some(0.7)), (50, 2, Some(0.9))]
    );
    // (-2·10 + 0·20 + 2·70) / (3·100)
    assert_eq!(concentration.gini, Some(0.4));
    assert_eq!(concentration.lorenz.last(), Some(&(1.0, 1.0)));
    let sent_back = "a 1 2024-01-01 10\n a 2 2024-01-02 -20\n b 3 2024-01-01 5";
    let concentration = Shop::of(sent_back, Recipe::default()).answers.concentration;
    assert_eq!((concentration.gini, concentration.top[0].share), (None, None));
}

#[test]
fn states_and_stages() {
    // Gaps 10, 20, 30, 40, 50 → lapse day: 80 % of five is 42.
    let gaps: &[i32] = &[0, 10, 30, 60, 100, 150];
    let shop = shop(
        &[gaps, &[150], &[109, 109], &[108], &[107, 107], &[116, 116, 116], &[40, 40, 142, 142], &[40, 142]],
        150,
    );
    let churn = &shop.answers.churn;
    // Two more gaps of 102 make seven: 10 20 30 40 50 102 102 → 80 % lies at 50 + 0.8 · 52.
    assert!((churn.lapse_day.unwrap() - 91.6).abs() < 1e-9);
    let states: Vec<_> = churn.states.iter().map(|row| (row.state, row.customers.count)).collect();
    assert_eq!(states, [(ChurnState::Active, 8), (ChurnState::AtRisk, 0), (ChurnState::Lapsed, 0)]);
    let at = |as_of: i32| {
        let recipe = Recipe { as_of: Some(day("2024-01-01").add_days(as_of)), ..Recipe::default() };
        Shop::new(common::ledger(common::ALL, table_rows(&shop)), recipe)
    };
    // 91.6 · 0.8 = 73.28: day 73 active, 74 at risk, 91 at risk, 92 lapsed; the last purchase was on day 150.
    for (as_of, state) in [
        (223, ChurnState::Active),
        (224, ChurnState::AtRisk),
        (241, ChurnState::AtRisk),
        (242, ChurnState::Lapsed),
    ] {
        let shop = at(as_of);
        let row = shop.answers.churn.states.iter().find(|row| row.state == state).unwrap();
        let members: Vec<_> = shop
            .history
            .buyers()
            .filter(|&buyer| shop.history.last_day(buyer) == day("2024-05-30"))
            .collect();
        assert_eq!(members.len(), 2);
        assert!(row.customers.count >= 2, "{as_of} {state:?}");
    }
    let stages: Vec<_> = shop
        .answers
        .stage
        .stages
        .iter()
        .filter(|row| row.customers.count > 0)
        .map(|row| (row.stage, row.customers.count))
        .collect();
    // c000 has the most purchases and revenue: one in ten of eight, rounded up.
    assert_eq!(
        stages,
        [
            (Stage::Cooling, 2),
            (Stage::SecondPurchase, 2),
            (Stage::Regular, 2),
            (Stage::Best, 1),
            (Stage::WonBack, 1)
        ]
    );
    let lapsed = segments::members(&at(400).ledger, &at(400).history, &at(400).recipe, SegmentId::Lapsed);
    assert_eq!(lapsed.len(), 8);
    assert_eq!(
        (lapsed[0].customer.as_str(), lapsed[0].purchases, lapsed[0].net_revenue),
        ("c000", 6, Some(money("60")))
    );
    assert_eq!(
        (lapsed[0].days_since_purchase, lapsed[0].stage, lapsed[0].last_product.as_str()),
        (250, Some(Stage::Lapsed), "tea")
    );
    // Of equal value the later buyer comes first, then the key.
    assert_eq!(
        lapsed.iter().map(|member| member.customer.as_str()).collect::<Vec<_>>()[6..],
        ["c001", "c003"]
    );
    let single = at(400)
        .answers
        .stage
        .stages
        .iter()
        .find(|row| row.stage == Stage::OneTimeLapsed)
        .unwrap()
        .customers
        .count;
    assert_eq!(single, 2);
}

fn table_rows(shop: &Shop) -> Vec<Row> {
    let ledger = &shop.ledger;
    let row = |line| Row {
        customer: ledger.customers.text(ledger.lines.customer[line]).to_owned(),
        order: ledger.order_ids.text(ledger.lines.order_id[line]).to_owned(),
        day: ledger.lines.day[line],
        second: 0,
        amount: ledger.lines.amount[line],
        product: "tea".to_owned(),
        category: String::new(),
        ..Row::default()
    };
    ledger.lines.customer.indices().map(row).collect()
}

#[test]
fn churn_months_count_who_was_lost_when() {
    // Gaps 30 and 30: lapse day 30. a is lost on Apr 1 (Mar 2 + 30), b on Jan 31; b never returns.
    let table = "a 1 2024-01-02 1
                 a 2 2024-02-01 1
                 a 3 2024-03-02 1
                 b 4 2024-01-01 1";
    let shop = Shop::of(table, Recipe { as_of: Some(day("2024-05-15")), ..Recipe::default() });
    let months: Vec<_> = shop
        .answers
        .churn
        .months
        .iter()
        .map(|row| (row.month.as_str(), row.lost, row.active_at_start, row.rate))
        .collect();
    assert_eq!(
        months,
        [
            ("2024-01", 1, 0, None),
            ("2024-02", 0, 1, Some(0.0)),
            ("2024-03", 0, 1, Some(0.0)),
            ("2024-04", 1, 1, Some(1.0)),
            ("2024-05", 0, 0, None),
        ]
    );
}

#[test]
fn first_products_and_their_roles() {
    // 200 customers begin with big (60 back), 100 with good (60), 100 with mid (40), 100 with bad (10), 29 with rare (29).
    let mut rows = Vec::new();
    let mut add = |who: &str, order: &str, day: Day, product: &str| {
        let (customer, order, product) = (who.to_owned(), format!("{who}{order}"), product.to_owned());
        rows.push(Row { customer, order, day, product, amount: money("10"), ..Row::default() });
    };
    let start = day("2024-01-01");
    for (product, n, back) in
        [("big", 200, 70), ("good", 90, 60), ("mid", 100, 40), ("bad", 95, 10), ("rare", 29, 29)]
    {
        for number in 0..n {
            let who = format!("{product}{number}");
            add(&who, "1", start, product);
            add(&who, "1", start, product);
            if number < back {
                add(&who, "2", start.add_days(40), if number % 3 == 0 { "mid" } else { "big" });
            }
        }
    }
    add("end", "1", start.add_days(500), "big");
    let shop = Shop::new(common::ledger(common::ALL, rows), Recipe::default());
    let first = &shop.answers.first_product;
    let roles: Vec<_> =
        first.products.iter().map(|row| (row.product.as_str(), row.customers, row.role)).collect();
    assert_eq!(
        roles,
        [
            ("big", 201, ProductRole::Hero),
            ("mid", 100, ProductRole::Hero),
            ("bad", 95, ProductRole::Leak),
            ("good", 90, ProductRole::LoyaltyBuilder),
            ("rare", 29, ProductRole::Thin),
        ]
    );
    let good = &first.products[3];
    assert_eq!((good.returning.count, good.median_days_to_second), (60, Some(40.0)));
    assert!((good.km_90.unwrap() - 2.0 / 3.0).abs() < 1e-12);
    // Both lines of the first order and the second order of those who returned: 20 + 10 · 60 / 90.
    assert_eq!((good.observed_12_months, good.revenue_12_months), (90, Some(20.0 + 600.0 / 90.0)));
    let next: Vec<_> =
        good.next.iter().map(|next| (next.product.as_str(), next.customers, next.share)).collect();
    assert_eq!(next, [("big", 40, Some(40.0 / 60.0)), ("mid", 20, Some(20.0 / 60.0))]);
    assert_eq!((first.n_products, first.overall.count, first.overall.of), (5, 209, 515));
}

#[test]
fn something_taken_off_is_not_a_product_that_was_bought() {
    let table = "ana 1 2024-01-01 40 tea
                 ana 1 2024-01-01 -5 voucher
                 ana 1 2024-01-01 0 sample";
    let products = Shop::of(table, Recipe::default()).answers.first_product.products;
    assert_eq!(products.iter().map(|row| row.product.as_str()).collect::<Vec<_>>(), ["sample", "tea"]);
}

#[test]
fn segments_agree_with_their_lists() {
    let mut customers: Vec<&[i32]> = vec![&[0]; 25];
    customers.extend(vec![&[170] as &[i32]; 10]);
    customers.extend([&[0, 20] as &[i32], &[0, 50], &[0, 60], &[0, 30, 150, 190], &[100, 140, 180]]);
    let shop = shop(&customers, 200);
    for summary in &shop.answers.segments {
        let members = segments::members(&shop.ledger, &shop.history, &shop.recipe, summary.id);
        assert_eq!(members.len() as u64, summary.customers.count, "{:?}", summary.id);
        let net = members.iter().filter_map(|member| member.net_revenue).sum();
        assert_eq!(summary.net_revenue, Some(net), "{:?}", summary.id);
        for member in members {
            let days = f64::from(member.days_since_purchase);
            assert!(summary.days_from.is_none_or(|from| from <= days), "{:?}", summary.id);
            assert!(summary.days_to.is_none_or(|to| days <= to), "{:?}", summary.id);
        }
    }
    let count = |id| shop.answers.segments.iter().find(|summary| summary.id == id).unwrap().customers.count;
    // Second purchases came after 20, 30, 40, 50 and 60 days: the middle half is 30 to 50; 30 days ago bought ten.
    assert_eq!((count(SegmentId::HotOpportunity), count(SegmentId::SecondPurchaseDue)), (10, 10));
    assert_eq!((count(SegmentId::Best), count(SegmentId::Lapsed)), (2, 28));
}
