//! Filters, comparison and drill-down: what a filter leaves and leaves out is the whole, a figure and the list behind it
//! agree, and every line can be found again.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use std::sync::Arc;

use common::{ALL, More, Row, Shop, day, ledger, money};
use proptest::prelude::*;
use stamkunde::{
    answers::{ChurnState, OrderKind, RfmGroup, SegmentId, Selector, SetAsideReason, SplitBy, Stage},
    base::Money,
    engine::Engine,
    metrics::{self, Context},
    model::{Orders, Selection},
    recipe::{DayRange, Filter, FilterMode, FilterOn, Recipe, Returns, SameDay},
    segments::drill::Drill,
};

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..20_u32, 0..40_u32, 0..400_i32, -3_000..9_000_i64, 0..6_u32, 0..3_u32).prop_map(
        |(customer, order, date, amount, product, place)| Row {
            customer: format!("c{customer}"),
            order: format!("{order}"),
            day: day("2023-01-15").add_days(date),
            amount: Money(amount * 100),
            product: format!("p{product}"),
            category: format!("k{}", product % 2),
            more: More {
                channel: ["web", "shop", ""][place as usize].to_owned(),
                country: ["DK", "SE", ""][(order % 3) as usize].to_owned(),
                coupon: if order % 5 == 0 { "SPRING".to_owned() } else { String::new() },
                discount: Money(i64::from(product % 2) * 100),
                ..More::default()
            },
            ..Row::default()
        },
    );
    prop::collection::vec(row, 1..200)
}

fn filter() -> impl Strategy<Value = FilterOn> {
    let texts = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
    let (from, to) = (day("2023-03-01"), day("2023-09-30"));
    prop::sample::select(vec![
        FilterOn::Product(texts(["p1", "p4"])),
        FilterOn::Category(vec!["k1".to_owned()]),
        FilterOn::DateRange(DayRange { from: Some(from), to: Some(to) }),
        FilterOn::Channel(texts(["web", ""])),
        FilterOn::Country(vec!["DK".to_owned()]),
        FilterOn::Coupon(vec!["SPRING".to_owned()]),
        FilterOn::Discounted(true),
        FilterOn::FirstProduct(vec!["p2".to_owned()]),
        FilterOn::Cohort(DayRange { from: Some(from), to: None }),
        FilterOn::Segment(SegmentId::Lapsed),
        FilterOn::Stage(Stage::OneTimeLapsed),
        FilterOn::RfmGroup(RfmGroup::Champions),
    ])
}

fn with(mode: FilterMode, on: &FilterOn) -> Recipe {
    Recipe { filters: vec![Filter { mode, on: on.clone() }], ..Recipe::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    /// What matches and what does not are the whole: lines, money; and of filters on customers, customers.
    #[test]
    fn a_filter_and_its_opposite_add_up(rows in rows(), on in filter(), merge in any::<bool>()) {
        let same_day = if merge { SameDay::Merge } else { SameDay::Separate };
        let recipe = |mode| Recipe { same_day, ..with(mode, &on) };
        let whole = Shop::new(ledger(ALL, rows.clone()), Recipe { same_day, ..Recipe::default() });
        let one = Shop::filtered(ledger(ALL, rows.clone()), recipe(FilterMode::Include));
        let other = Shop::filtered(ledger(ALL, rows), recipe(FilterMode::Exclude));
        for shop in [&one, &other] {
            prop_assert_eq!(shop.history.as_of, whole.history.as_of);
            let import = &shop.answers.import;
            let aside = import.set_aside.iter().find(|item| item.reason == SetAsideReason::Filtered);
            let (lines, amount) = aside.map_or((0, Money::ZERO), |item| (item.rows, item.amount));
            prop_assert_eq!((import.rows_used + lines, import.amount_used + amount), (import.rows_read, import.amount_read));
            prop_assert_eq!(shop.answers.summary.lines, import.rows_used);
        }
        let sum = |of: fn(&Shop) -> u64| of(&one) + of(&other);
        prop_assert_eq!(sum(|shop| shop.answers.import.rows_used), whole.answers.import.rows_used);
        let amounts = one.answers.import.amount_used + other.answers.import.amount_used;
        prop_assert_eq!(amounts, whole.answers.import.amount_used);
        // Of an order that a filter on lines has cut in two, either half may be a purchase.
        let by_line = matches!(on, FilterOn::Product(_) | FilterOn::Category(_) | FilterOn::DateRange(_));
        if !by_line {
            let net = [&one, &other].map(|shop| shop.answers.summary.net_revenue.unwrap());
            prop_assert_eq!(net[0] + net[1], whole.answers.summary.net_revenue.unwrap());
            if same_day == SameDay::Separate || on.picks_customers() {
                prop_assert_eq!(sum(|shop| shop.answers.summary.purchases), whole.answers.summary.purchases);
            }
        }
        if on.picks_customers() {
            prop_assert_eq!(sum(|shop| shop.answers.summary.customers), whole.answers.summary.customers);
        }
    }

    /// Filters on lines and orders are the file without those rows, looked at on the same day.
    #[test]
    fn a_filter_is_a_file_without_those_rows(rows in rows(), merge in any::<bool>()) {
        // An order of several days has its last line cut by a given as_of, and not by that of the file.
        let rows: Vec<Row> = rows.into_iter().map(|row| Row { order: format!("{}/{}", row.order, row.day), ..row }).collect();
        let same_day = if merge { SameDay::Merge } else { SameDay::Separate };
        let plain = Recipe { same_day, ..Recipe::default() };
        let whole = Shop::new(ledger(ALL, rows.clone()), plain.clone());
        let on = FilterOn::Product(vec!["p1".to_owned(), "p4".to_owned()]);
        let filtered = Shop::filtered(ledger(ALL, rows.clone()), Recipe { same_day, ..with(FilterMode::Exclude, &on) });
        let left: Vec<Row> = rows.into_iter().filter(|row| row.product != "p1" && row.product != "p4").collect();
        let fewer = Shop::new(ledger(ALL, left), Recipe { as_of: Some(whole.history.as_of), ..plain });
        prop_assert_eq!(&filtered.answers.summary, &fewer.answers.summary);
        // which columns there are is what the file says, and so are the splits
        prop_assert_eq!(&filtered.answers.cohorts.cohorts, &fewer.answers.cohorts.cohorts);
        prop_assert_eq!(&filtered.answers.cohorts.mean, &fewer.answers.cohorts.mean);
        prop_assert_eq!(&filtered.answers.first_product.products, &fewer.answers.first_product.products);
        prop_assert_eq!(&filtered.answers.product_paths, &fewer.answers.product_paths);
        prop_assert_eq!(&filtered.answers.replenishment, &fewer.answers.replenishment);
        prop_assert_eq!(&filtered.answers.rfm, &fewer.answers.rfm);
    }

    /// The list behind a figure is as long as the figure says.
    #[test]
    fn figures_and_their_lists_agree(rows in rows(), ignore in any::<bool>()) {
        let returns = if ignore { Returns::Ignore } else { Returns::Deduct };
        let recipe = Recipe { returns, ..Recipe::default() };
        let shop = Shop::new(ledger(ALL, rows), recipe.clone());
        let context = Context::new(&shop.ledger, &shop.history, &recipe);
        let orders = Arc::new(Orders::new(&shop.ledger, recipe.order_grain));
        let selection = Selection::default();
        let (later, outlooks) = metrics::later(&context, &orders, &selection);
        let drill = Drill { context: &context, orders: &orders, selection: &selection, outlooks: Some(&outlooks) };
        let count = |selector: Selector| drill.page(&selector, 0, 3).total;
        let answers = &shop.answers;
        prop_assert_eq!(count(Selector::All), answers.summary.customers);
        prop_assert_eq!(count(Selector::Returned), answers.summary.returning.count);
        for row in &answers.segments {
            prop_assert_eq!(count(Selector::Segment(row.id)), row.customers.count);
        }
        for row in &answers.stage.stages {
            prop_assert_eq!(count(Selector::Stage(row.stage)), row.customers.count);
        }
        for row in &answers.rfm.groups {
            prop_assert_eq!(count(Selector::RfmGroup(row.group)), row.customers.count);
        }
        for (fm, cells) in (1..).zip(answers.rfm.grid) {
            for (r, cell) in (1..).zip(cells) {
                prop_assert_eq!(count(Selector::RfmScore { r, fm }), cell);
            }
        }
        for row in &answers.churn.states {
            prop_assert_eq!(count(Selector::ChurnState(row.state)), row.customers.count);
        }
        for row in &answers.churn.months {
            prop_assert_eq!(count(Selector::LostIn { month: row.month.clone() }), row.lost);
        }
        for row in &answers.cohorts.cohorts {
            let cohort = row.cohort.clone();
            prop_assert_eq!(count(Selector::Cohort { cohort: cohort.clone() }), row.size);
            for (column, cell) in (0..).zip(&row.active) {
                let Some(active) = cell else { continue };
                prop_assert_eq!(count(Selector::CohortActive { cohort: cohort.clone(), column }), *active);
                let returned = count(Selector::CohortReturned { cohort: cohort.clone(), column });
                prop_assert_eq!(Some(returned as f64 / row.size as f64), row.repurchase_cumulative[column as usize]);
            }
        }
        for split in &answers.cohorts.splits {
            for group in &split.groups {
                prop_assert_eq!(count(Selector::Began { by: split.by, value: group.group.clone() }), group.size);
            }
        }
        for row in &answers.first_product.products {
            let value = row.product.clone();
            prop_assert_eq!(count(Selector::Began { by: SplitBy::FirstProduct, value }), row.customers);
        }
        for pair in &answers.first_product_mix.pairs {
            prop_assert_eq!(count(Selector::BeganWithPair { products: pair.products.clone() }), pair.new_customers);
        }
        for path in answers.product_paths.products.iter().flat_map(|length| &length.paths) {
            prop_assert_eq!(count(Selector::Path { products: path.products.clone() }), path.customers);
        }
        for row in &answers.active_customers.periods {
            prop_assert_eq!(count(Selector::ActiveIn { period: row.period.clone() }), row.customers);
        }
        for row in &answers.new_customers.periods {
            let period = Some(row.period.clone());
            prop_assert_eq!(count(Selector::BoughtNumber { period, number: 1 }), row.new_customers);
        }
        for row in &answers.groups.by_spend {
            prop_assert_eq!(count(Selector::SpendBand { band: row.band.clone() }), row.customers.count);
        }
        for row in &answers.groups.by_purchases {
            prop_assert_eq!(count(Selector::PurchaseBand { band: row.band.clone() }), row.customers.count);
        }
        for row in &answers.concentration.top {
            prop_assert_eq!(count(Selector::Top { percent: row.percent }), row.customers);
        }
        for movement in &later.movement {
            for (from, cells) in movement.stages.ids.iter().zip(&movement.stages.counts) {
                for (to, &cell) in movement.stages.ids.iter().zip(cells) {
                    // who is no customer any more has no row to show
                    if to != "none" {
                        let by = stamkunde::answers::MoveKind::Stage;
                        let selector = Selector::Moved { since: movement.from, by, from: from.clone(), to: to.clone() };
                        prop_assert_eq!(count(selector), cell);
                    }
                }
            }
        }
        let due: u64 = count(Selector::Due { from: None, to: None });
        prop_assert_eq!(due, later.next_order_date.customers);
        let lapsed = answers.churn.states.iter().find(|row| row.state == ChurnState::Lapsed);
        if let Some(lapsed) = lapsed {
            prop_assert_eq!(due + lapsed.customers.count, answers.summary.customers);
        }
        // every line of every customer once: those of purchases and returns
        let mut seen = Vec::new();
        for customer in drill.page(&Selector::All, 0, u32::MAX).customers {
            let orders = drill.customer(&customer.customer).unwrap();
            let purchases = orders.orders.iter().filter(|order| order.kind == OrderKind::Purchase).count() as u64;
            prop_assert_eq!(purchases, customer.purchases);
            let net: Money = orders.orders.iter().filter_map(|order| order.amount).sum();
            prop_assert_eq!(Some(net), customer.net_revenue);
            for order in &orders.orders {
                let sum: Money = order.lines.iter().filter_map(|line| line.amount).sum();
                prop_assert_eq!(Some(sum), order.amount);
                seen.extend(order.lines.iter().map(|line| line.row));
            }
        }
        let n = seen.len();
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(n, seen.len());
    }
}

/// Amounts times three: money times three, and everything else as it was.
#[test]
fn scaling_amounts_scales_only_amounts() {
    let rows = |factor: i64| {
        (0..400_i64).map(move |n| Row {
            customer: format!("c{}", n * n % 37),
            order: format!("{n}"),
            day: day("2023-01-01").add_days((n * 7 % 700) as i32),
            amount: Money((1 + n * n % 97) * 10_000 * factor * if n % 23 == 0 { -1 } else { 1 }),
            product: format!("p{}", n % 9),
            category: "k".to_owned(),
            ..Row::default()
        })
    };
    let [one, three] = [1, 3].map(|factor| Shop::new(ledger(ALL, rows(factor)), Recipe::default()).answers);
    let thrice = |amount: Option<Money>| amount.map(|amount| Money(amount.0 * 3));
    assert_eq!(thrice(one.summary.net_revenue), three.summary.net_revenue);
    assert_eq!(
        (one.summary.customers, one.summary.purchases),
        (three.summary.customers, three.summary.purchases)
    );
    assert_eq!(
        (&one.gaps, &one.repurchase, &one.rfm.grid),
        (&three.gaps, &three.repurchase, &three.rfm.grid)
    );
    assert_eq!((&one.product_paths, &one.replenishment), (&three.product_paths, &three.replenishment));
    assert_eq!((&one.churn.months, one.concentration.gini), (&three.churn.months, three.concentration.gini));
    for (one, three) in one.cohorts.cohorts.iter().zip(&three.cohorts.cohorts) {
        assert_eq!((&one.active, &one.retention), (&three.active, &three.retention));
        let scaled: Vec<_> = one.net_revenue.iter().copied().map(thrice).collect();
        assert_eq!(scaled, three.net_revenue);
    }
}

#[test]
fn two_recipes_stand_side_by_side() {
    let row = |n: i32, country: &str| Row {
        customer: format!("c{}", n / 2),
        order: format!("{n}"),
        day: day("2024-01-01").add_days(n),
        amount: money("10"),
        more: More { country: country.to_owned(), ..More::default() },
        ..Row::default()
    };
    let rows = (0..100).map(|n| row(n, if n < 60 { "DK" } else { "SE" }));
    let mut engine = Engine::new();
    engine
        .load(
            ledger(ALL, rows),
            Default::default(),
            with(FilterMode::Include, &FilterOn::Country(vec!["DK".to_owned()])),
        )
        .unwrap();
    let comparison = engine.compare(&Recipe::default()).unwrap();
    assert_eq!((comparison.here.summary.customers, comparison.beside.summary.customers), (30, 50));
    let figure = |id: &str| comparison.figures.iter().find(|figure| figure.id == id).unwrap();
    let revenue = figure("summary.net_revenue");
    assert_eq!((revenue.here, revenue.beside, revenue.change), (Some(600.0), Some(1000.0), Some(-0.4)));
    let returning = figure("summary.returning");
    assert_eq!((returning.here, returning.beside, returning.change), (Some(1.0), Some(1.0), Some(0.0)));
    // an earlier day beside this one
    let earlier = Recipe { as_of: Some(day("2024-02-01")), ..Recipe::default() };
    let comparison = engine.compare(&earlier).unwrap();
    assert_eq!(comparison.beside.settings.as_of, day("2024-02-01"));
    // the recipe in use stays in use
    assert_eq!(engine.answers().unwrap().summary.customers, 30);
}

#[test]
fn customers_are_what_they_are_in_the_whole_shop() {
    // ana began with tea; looking at pots alone does not make her first purchase a pot.
    let table = "ana 1 2024-01-05 10 tea
                 ana 2 2024-02-05 20 pot
                 bo  3 2024-01-06 30 pot
                 bo  4 2024-03-06 5 tea";
    let on = |filters: Vec<(FilterMode, FilterOn)>| {
        let filters = filters.into_iter().map(|(mode, on)| Filter { mode, on }).collect();
        Shop::filtered(ledger(ALL, common::rows(table)), Recipe { filters, ..Recipe::default() })
    };
    let product = |text: &str| FilterOn::Product(vec![text.to_owned()]);
    let first = |text: &str| FilterOn::FirstProduct(vec![text.to_owned()]);
    let shop = on(vec![(FilterMode::Include, product("pot")), (FilterMode::Include, first("tea"))]);
    assert_eq!((shop.answers.summary.customers, shop.answers.summary.net_revenue), (1, Some(money("20"))));
    assert_eq!(shop.answers.settings.as_of, day("2024-03-06"));
    let shop = on(vec![(FilterMode::Exclude, first("tea"))]);
    assert_eq!((shop.answers.summary.customers, shop.answers.summary.net_revenue), (1, Some(money("35"))));
    let shop = on(vec![(FilterMode::Include, product("hat"))]);
    assert_eq!((shop.answers.summary.customers, shop.answers.import.rows_used), (0, 0));
}
