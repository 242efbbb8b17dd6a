//! Questions of METRICS.md beyond the first ones, each on a case small enough to do by hand.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use std::sync::Arc;

use common::{ALL, More, Row, Shop, day, ledger, money};
use stamkunde::{
    answers::{FindingKind, RfmGroup, SplitBy},
    base::{Day, Money},
    metrics::{self, Context, forecast, movement, next_product},
    model::{Orders, Selection},
    recipe::{Margin, Recipe, RfmCuts},
};

fn start() -> Day {
    day("2024-01-01")
}

/// `customer, days since 2024-01-01, product, amount`, each its own order.
fn bought(customer: &str, days: i32, product: &str, amount: &str) -> Row {
    Row {
        customer: customer.to_owned(),
        order: format!("{customer}{days:04}"),
        day: start().add_days(days),
        amount: money(amount),
        product: product.to_owned(),
        category: "all".to_owned(),
        ..Row::default()
    }
}

#[test]
fn a_product_runs_out() {
    // 30 customers buy 2 bags of coffee and come back after 20 days; one of them a third time after 50 for one bag.
    let bag =
        |row: Row, quantity: i32| Row { more: More { quantity: Some(quantity), ..More::default() }, ..row };
    let mut rows = Vec::new();
    for n in 0..30 {
        rows.push(bag(bought(&format!("c{n:02}"), 0, "coffee", "8"), 2));
        rows.push(bag(bought(&format!("c{n:02}"), 20, "coffee", "4"), 1));
    }
    rows.push(bag(bought("c00", 70, "coffee", "4"), 1));
    // tea has one gap too few
    for n in 0..29 {
        rows.push(bag(bought(&format!("t{n:02}"), 0, "tea", "8"), 1));
        rows.push(bag(bought(&format!("t{n:02}"), 9, "tea", "8"), 1));
    }
    let answer = Shop::new(ledger(ALL, rows), Recipe::default()).answers.replenishment;
    assert_eq!((answer.n_products, answer.products.len()), (1, 1));
    let coffee = &answer.products[0];
    assert_eq!((coffee.product.as_str(), coffee.customers, coffee.days.count), ("coffee", 30, 31));
    assert_eq!((coffee.days.median, coffee.days.mean), (Some(20.0), Some((30.0 * 20.0 + 50.0) / 31.0)));
    // 20 days for two bags, 50 for one
    assert_eq!((coffee.days_per_unit.median, coffee.days_per_unit.count), (Some(10.0), 31));
    assert!(!coffee.days.thin);
}

#[test]
fn paths_follow_what_most_was_paid_for() {
    let mut rows = vec![
        bought("ana", 0, "tea", "5"),
        bought("ana", 9, "pot", "30"),
        bought("ana", 20, "tea", "5"),
        bought("bo", 1, "tea", "5"),
        bought("bo", 5, "pot", "20"),
        bought("cai", 2, "pot", "20"),
    ];
    // in the same order as ana's tea, but cheaper; and as dear as the tea of bo: the first by key
    rows.push(Row { product: "bag".to_owned(), amount: money("1"), ..rows[0].clone() });
    rows.push(Row { product: "zip".to_owned(), ..rows[3].clone() });
    let answer = Shop::new(ledger(ALL, rows), Recipe::default()).answers;
    let [two, three, four] = answer.product_paths.products.as_slice() else { panic!("three lengths") };
    assert_eq!((two.purchases, two.customers, two.paths.len()), (2, 2, 1));
    assert_eq!((two.paths[0].products.join(">").as_str(), two.paths[0].share), ("tea>pot", Some(1.0)));
    assert_eq!((three.customers, three.paths[0].products.join(">").as_str()), (1, "tea>pot>tea"));
    assert!(four.paths.is_empty() && four.customers == 0 && two.paths[0].thin);
    let pairs: Vec<_> = answer
        .first_product_mix
        .pairs
        .iter()
        .map(|pair| (pair.products.join("+"), pair.new_customers))
        .collect();
    assert_eq!(pairs, [("bag+tea".to_owned(), 1), ("tea+zip".to_owned(), 1)]);
}

#[test]
fn the_next_product_is_learned_from_others_and_tried_on_the_last_purchase() {
    // 40 customers take a pot after the tea and a cup last; 40 take a mat after the rug and a cup last.
    let mut rows = Vec::new();
    for n in 0..40 {
        for (prefix, first, second) in [("a", "tea", "pot"), ("b", "rug", "mat")] {
            let name = format!("{prefix}{n:02}");
            rows.extend(
                [(0, first), (10, second), (30, "cup")]
                    .map(|(days, product)| bought(&name, days, product, "9")),
            );
        }
    }
    let shop = Shop::new(ledger(ALL, rows), Recipe::default());
    let context = Context::new(&shop.ledger, &shop.history, &shop.recipe);
    let answer = next_product::answer(&context);
    let tea = answer.held.iter().find(|row| row.product == "tea").unwrap();
    assert_eq!((tea.purchases, tea.thin), (80, false));
    let next: Vec<_> = tea.next.iter().map(|next| (next.product.as_str(), next.customers)).collect();
    // (40 + 30 · 80/240) / (80 + 30) for the cup, which everybody buys; the pot is less popular
    assert_eq!(next[..2], [("cup", 40), ("pot", 40)]);
    assert!((tea.next[0].share.unwrap() - 50.0 / 110.0).abs() < 1e-12);
    assert!((tea.next[1].share.unwrap() - 45.0 / 110.0).abs() < 1e-12);
    // Nobody had bought a cup before the last purchases: neither can name it.
    assert_eq!((answer.evaluated, answer.hit_rate.count, answer.bestseller_hit_rate.count), (80, 0, 0));
}

#[test]
fn before_and_after_are_whole_periods() {
    let rows = vec![
        bought("ana", 0, "tea", "10"),   // January
        bought("bo", 31, "tea", "20"),   // February
        bought("ana", 35, "tea", "6"),   // February, purchase 2
        bought("cai", 65, "tea", "100"), // March: cut by the day
        bought("dan", 95, "tea", "50"),  // April
        bought("eve", 125, "tea", "70"), // May: cut by as_of
    ];
    let recipe = Recipe { compare_date: Some(day("2024-03-10")), ..Recipe::default() };
    let answer = Shop::new(ledger(ALL, rows), recipe).answers.revenue_by_order_number.before_after.unwrap();
    assert_eq!((answer.periods_before, answer.periods_after), (2, 1));
    let [first, second, ..] = answer.buckets;
    assert_eq!((first.revenue_before, first.revenue_after), (Some(15.0), Some(50.0)));
    assert!((first.revenue_change.unwrap() - 35.0 / 15.0).abs() < 1e-12);
    assert_eq!(
        (second.purchases_before, second.purchases_after, second.revenue_change),
        (Some(0.5), Some(0.0), Some(-1.0))
    );
    assert_eq!(answer.buckets[2].revenue_change, None);
}

#[test]
fn a_cohort_bought_with_discounts_is_flagged_where_the_test_carries_it() {
    // January: 60 with a discount, 3 of them back within three months. February: 60 at full price, 24 back.
    let mut rows = Vec::new();
    for n in 0..60 {
        let name = format!("j{n:02}");
        let cheap =
            Row { more: More { discount: money("2"), ..More::default() }, ..bought(&name, 5, "tea", "8") };
        rows.push(cheap);
        if n < 3 {
            rows.push(bought(&name, 40, "tea", "10"));
        }
        let name = format!("f{n:02}");
        rows.push(bought(&name, 40, "tea", "10"));
        if n < 24 {
            rows.push(bought(&name, 60, "tea", "10"));
        }
    }
    let recipe = Recipe { as_of: Some(day("2024-12-31")), ..Recipe::default() };
    let shop = Shop::new(ledger(ALL, rows), recipe);
    let flags = &shop.answers.cohort_flags;
    assert_eq!((flags.flags.len(), flags.mostly_discounted), (1, 1));
    let flag = &flags.flags[0];
    assert_eq!(
        (flag.cohort.as_str(), flag.discounted.count, flag.repurchase.count, flag.repurchase.of),
        ("2024-01", 60, 3, 60)
    );
    assert_eq!((flag.full_price.count, flag.full_price.of), (24, 60));
    // R: prop.test(c(3, 24), c(60, 60), correct = FALSE): X-squared 21.075
    assert!((flag.z * flag.z - 21.075_268_8).abs() < 1e-6 && flag.p < 0.001, "{flag:?}");
    let finding =
        shop.answers.findings.iter().find(|finding| finding.kind == FindingKind::DiscountCohort).unwrap();
    assert_eq!(
        (finding.subject.as_str(), finding.figure.count, finding.beside.unwrap().count),
        ("2024-01", 3, 24)
    );
    // the split by discount says the same by column: back by the end of the third period
    let split = shop.answers.cohorts.splits.iter().find(|split| split.by == SplitBy::Discounted).unwrap();
    let group = split.groups.iter().find(|group| group.group == "true").unwrap();
    assert_eq!((group.size, group.measures.repurchase_cumulative[3]), (60, Some(0.05)));
    assert_eq!(
        (group.measures.customers[3], group.measures.active[1], group.measures.customers.len()),
        (60, 3, 12)
    );
}

#[test]
fn splits_follow_each_customer_s_own_periods() {
    // Both begin with tea: ana in January, bo in March; as_of is the end of April, so column 2 knows ana alone.
    let rows =
        vec![bought("ana", 0, "tea", "10"), bought("ana", 60, "tea", "4"), bought("bo", 62, "tea", "6")];
    let shop = Shop::new(ledger(ALL, rows), Recipe { as_of: Some(day("2024-04-30")), ..Recipe::default() });
    let split = &shop.answers.cohorts.splits[0];
    assert_eq!((split.by, split.n_groups, split.groups[0].size), (SplitBy::FirstProduct, 1, 2));
    let measures = &split.groups[0].measures;
    assert_eq!(measures.customers, [2, 2, 1, 1]);
    assert_eq!(measures.active, [2, 0, 1, 0]);
    assert_eq!(measures.retention, [Some(1.0), Some(0.0), Some(1.0), Some(0.0)]);
    assert_eq!(measures.retention_unbounded, [Some(1.0), Some(0.5), Some(1.0), Some(0.0)]);
    assert_eq!(measures.repurchase_cumulative, [Some(0.0), Some(0.0), Some(1.0), Some(1.0)]);
    assert_eq!(measures.cumulative_revenue_per_customer, [Some(8.0), Some(8.0), Some(14.0), Some(14.0)]);
    assert_eq!(measures, &shop.answers.cohorts.mean);
}

#[test]
fn margin_is_a_percentage_or_less_cost() {
    let cost =
        |row: Row, cost: &str| Row { more: More { cost: Some(money(cost)), ..More::default() }, ..row };
    let rows = || {
        vec![
            cost(bought("ana", 0, "tea", "10"), "6"),
            cost(bought("ana", 40, "tea", "20"), "15"),
            // sent back: the cost comes back too
            cost(bought("ana", 45, "tea", "-10"), "6"),
        ]
    };
    let margin = |margin| Shop::new(ledger(ALL, rows()), Recipe { margin, ..Recipe::default() }).answers;
    assert_eq!(margin(None).summary.margin, None);
    assert!(margin(None).cohorts.cohorts[0].margin.is_empty());
    let answers = margin(Some(Margin::Cost));
    assert_eq!(answers.summary.margin, Some(money("5")));
    assert_eq!(answers.cohorts.cohorts[0].margin, [Some(money("4")), Some(money("1"))]);
    let answers = margin(Some(Margin::Percent(25.0)));
    assert_eq!(answers.summary.margin, Some(money("5")));
    assert_eq!(answers.cohorts.cohorts[0].margin, [Some(money("2.5")), Some(money("2.5"))]);
    // a file without costs has no margin from costs
    let plain = Shop::new(
        ledger(ALL, [bought("ana", 0, "tea", "10")]),
        Recipe { margin: Some(Margin::Cost), ..Recipe::default() },
    );
    assert_eq!(plain.answers.summary.margin, None);
}

#[test]
fn movement_is_what_was_known_on_the_past_day() {
    let rows = vec![
        bought("ana", 0, "tea", "10"),
        bought("ana", 20, "tea", "10"),
        bought("bo", 10, "tea", "10"),
        bought("bo", 100, "tea", "10"),
        bought("cai", 99, "tea", "10"),
    ];
    let shop = Shop::new(ledger(ALL, rows), Recipe::default());
    let context = Context::new(&shop.ledger, &shop.history, &shop.recipe);
    let orders = Arc::new(Orders::new(&shop.ledger, shop.recipe.order_grain));
    let since = |text: &str| movement::since(&context, &orders, &Selection::default(), day(text));
    let moved = since("2024-01-25").unwrap();
    let cell = |from: &str, to: &str| {
        let at = |id: &str| moved.stages.ids.iter().position(|known| known == id).unwrap();
        moved.stages.counts[at(from)][at(to)]
    };
    // On 25 January the only gap is 20 days: ana bought again 4 days ago, bo once 14 days ago; cai comes later.
    // On 10 April the gaps are 20 and 90, lapse day 76: ana is 80 days ago, bo came back after 90.
    assert_eq!(
        (cell("second_purchase", "lapsed"), cell("cooling", "won_back"), cell("none", "cooling")),
        (1, 1, 1)
    );
    assert_eq!(moved.stages.counts.iter().flatten().sum::<u64>(), 3);
    assert!(since("2023-12-31").is_none());
    let ids: Vec<_> = movement::answer(&context, &orders, &Selection::default())
        .iter()
        .map(|moved| moved.since.clone())
        .collect();
    // a quarter ago nobody but ana and bo, a year ago nobody at all
    assert_eq!(ids, ["period", "quarter"]);
}

#[test]
fn the_next_order_is_due_after_the_own_pace_shrunk_to_the_shop_s() {
    let rows = vec![
        bought("ana", 0, "tea", "10"),
        bought("ana", 10, "tea", "10"),
        bought("ana", 30, "tea", "10"),
        bought("bo", 5, "tea", "10"),
        bought("bo", 35, "tea", "10"),
        bought("cai", 33, "tea", "10"),
    ];
    let shop = Shop::new(ledger(ALL, rows), Recipe { lapse_percentile: 0.99, ..Recipe::default() });
    let context = Context::new(&shop.ledger, &shop.history, &shop.recipe);
    let due = forecast::next_order_dates(&context);
    // Step 1→2: median of 10 and 30 is 20; 2→3: 20; 3→4: nobody, so the median of all three gaps, 20.
    // ana: (2 · 15 + 3 · 20) / 5 = 18 days; bo: (1 · 30 + 3 · 20) / 4 = 22.5, rounded up; cai: 20.
    let days: Vec<_> = due.iter().map(|day| day.map(|day| day.days_since(start()))).collect();
    assert_eq!(days, [Some(48), Some(58), Some(53)]);
    let answer = forecast::next_order_date(&shop.history, &due);
    // as_of is day 35: day 48 is in the second week ahead, 53 in the third, 58 in the fourth
    let weeks: Vec<_> = answer.weeks.iter().map(|week| week.customers).take(5).collect();
    assert_eq!((answer.customers, answer.overdue, weeks), (3, 0, vec![0, 1, 1, 1, 0]));
    let late = Shop::new(shop.ledger, Recipe { as_of: Some(start().add_days(300)), ..Recipe::default() });
    let context = Context::new(&late.ledger, &late.history, &late.recipe);
    assert!(forecast::next_order_dates(&context).iter().all(Option::is_none));
}

#[test]
fn own_cuts_and_edges_are_used() {
    let rows =
        vec![bought("ana", 0, "tea", "10"), bought("bo", 10, "tea", "100"), bought("bo", 30, "tea", "100")];
    let recipe = Recipe {
        rfm_cuts: Some(RfmCuts {
            recency: [0, 10, 20, 30],
            frequency: [1, 2, 3, 4],
            monetary: ["5", "50", "100", "200"].map(money),
        }),
        spend_edges: ["100", "0", "100"].map(money).to_vec(),
        ..Recipe::default()
    };
    let shop = Shop::new(ledger(ALL, rows), recipe.clone());
    // ana: 30 days ago is still 2; one purchase 2; 10.00 is 2. bo: today 5; two purchases 3; 200.00 is 5: (3 + 5) / 2.
    let grid = &shop.answers.rfm.grid;
    assert_eq!((grid[1][1], grid[3][4]), (1, 1));
    let of = |group| shop.answers.rfm.groups.iter().find(|row| row.group == group).unwrap().customers.count;
    assert_eq!((of(RfmGroup::Hibernating), of(RfmGroup::Loyal)), (1, 1));
    let bands: Vec<_> = shop.answers.groups.by_spend.iter().map(|group| group.band.as_str()).collect();
    assert_eq!(bands, ["0-100", "100+"]);
    let mut grid = RfmGroup::GRID;
    grid[1][0] = RfmGroup::Champions;
    let shop = Shop::new(shop.ledger, Recipe { rfm_grid: Some(grid), ..recipe });
    assert_eq!(shop.answers.rfm.groups[0].customers.count, 1);
}

#[test]
fn orders_per_customer_of_the_typical_and_the_good() {
    // Ten customers; the best fifth are two. The one with the most purchases is not among them.
    let mut rows: Vec<Row> = (0..10).map(|n| bought(&format!("c{n}"), n, "tea", "10")).collect();
    rows.extend([
        bought("c0", 20, "tea", "500"),
        bought("c1", 20, "tea", "500"),
        bought("c1", 21, "tea", "1"),
    ]);
    rows.extend((0..4).map(|n| bought("c9", 22 + n, "tea", "1")));
    let answer = Shop::new(ledger(ALL, rows), Recipe::default()).answers;
    let orders = &answer.orders_per_customer;
    assert_eq!(
        (orders.typical.count, orders.typical.mean, orders.typical.median),
        (10, Some(1.7), Some(1.0))
    );
    assert_eq!((orders.good.count, orders.good.mean), (2, Some(2.5)));
    assert_eq!(orders.typical_histogram.counts, [7, 1, 1, 0, 1, 0, 0, 0, 0, 0]);
    let period = &answer.active_customers.periods[0];
    assert_eq!((period.customers, period.purchases, period.purchases_per_customer), (10, 17, Some(1.7)));
}

#[test]
fn nothing_is_found_that_the_numbers_do_not_carry() {
    // Twenty customers: whatever they do, there is no finding.
    let few: Vec<Row> =
        (0..20).flat_map(|n| [0, 30].map(|days| bought(&format!("c{n}"), days + n, "tea", "10"))).collect();
    assert!(Shop::new(ledger(ALL, few), Recipe::default()).answers.findings.is_empty());
    // Two products with the same fate: neither is a leak nor builds loyalty.
    let same: Vec<Row> = (0..80)
        .flat_map(|n| {
            let product = if n % 2 == 0 { "tea" } else { "pot" };
            let back = if n % 4 < 2 { Some(bought(&format!("c{n}"), 50, "tea", "10")) } else { None };
            [Some(bought(&format!("c{n}"), 0, product, "10")), back].into_iter().flatten()
        })
        .collect();
    let shop = Shop::new(ledger(ALL, same), Recipe::default());
    let kinds: Vec<_> = shop.answers.findings.iter().map(|finding| finding.kind).collect();
    assert!(
        !kinds.contains(&FindingKind::Leak) && !kinds.contains(&FindingKind::LoyaltyBuilder),
        "{kinds:?}"
    );
    for finding in &shop.answers.findings {
        assert!(0 < finding.figure.of && finding.figure.value.is_finite(), "{finding:?}");
        assert!(finding.figure.low.is_none_or(|low| low <= finding.figure.value), "{finding:?}");
    }
}

#[test]
fn value_at_risk_and_the_forecast_say_the_same() {
    let mut rows = Vec::new();
    for n in 0..200_i32 {
        let name = format!("c{n:03}");
        let step = 10 + n % 40;
        let times = 1 + n * 7 % 6;
        rows.extend(
            (0..times).map(|at| bought(&name, n % 90 + at * step, "tea", &format!("{}", 10 + n % 30))),
        );
    }
    let shop =
        Shop::new(ledger(ALL, rows), Recipe { margin: Some(Margin::Percent(40.0)), ..Recipe::default() });
    let context = Context::new(&shop.ledger, &shop.history, &shop.recipe);
    let orders = Arc::new(Orders::new(&shop.ledger, shop.recipe.order_grain));
    let (later, outlooks) = metrics::later(&context, &orders, &Selection::default());
    let names: Vec<_> = later.clv.models.iter().map(|model| model.model.as_str()).collect();
    assert_eq!(names, ["bg_nbd", "mbg_nbd", "pareto_nbd", "gamma_gamma"]);
    let year = later.clv.expected[1];
    let sum = |of: fn(&stamkunde::answers::ValueAtRiskRow) -> Option<f64>| {
        later.value_at_risk.states.iter().filter_map(of).sum::<f64>()
    };
    assert!((sum(|row| row.expected_purchases) - year.purchases).abs() < 1e-9 * year.purchases);
    assert!((sum(|row| row.expected_value) - year.margin.unwrap()).abs() < 1e-9 * year.margin.unwrap());
    assert!((year.margin.unwrap() - 0.4 * year.value.unwrap()).abs() < 1e-9);
    let window: Money = later.value_at_risk.states.iter().filter_map(|row| row.net_revenue_window).sum();
    assert_eq!(Some(window), shop.answers.summary.net_revenue);
    let alive = &later.alive_probability;
    assert_eq!((alive.customers, alive.bands.iter().map(|band| band.customers).sum::<u64>()), (200, 200));
    let each: f64 = shop.history.buyers().filter_map(|buyer| outlooks.of(buyer).alive_probability).sum();
    assert!((alive.expected_alive - each).abs() < 1e-9);
    let backtest = later.clv.backtest.unwrap();
    let last = backtest.weekly.last().unwrap();
    assert!(
        last.actual <= backtest.actual
            && backtest.weekly.windows(2).all(|pair| pair[0].predicted <= pair[1].predicted)
    );
}
