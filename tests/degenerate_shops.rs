//! Shops in which the usual is missing: one customer, one day, all the same, nothing but returns. Every claim that the
//! answers make of them, as a finding or as a headline, is held against the figures.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use std::sync::Arc;

use common::{ALL, Columns, More, Row, Shop, ledger};
use stamkunde::{
    answers::{Answers, ChurnState, Figure, FindingKind, NewCustomersPeriod, RfmGroup, THIN},
    base::{Day, Money},
    metrics::Context,
    model::{Orders, Selection},
    recipe::Recipe,
    state::headlines::{
        self, AboutToBeLost, AfterFirst, Again, BringsIn, Change, Groups, NewCustomers, Returning,
    },
};

/// What a purchase of a shop is: of the customer and the number of the purchase.
struct Made {
    name: &'static str,
    customers: i32,
    purchases: fn(i32) -> i32,
    day: fn(i32, i32) -> i32,
    amount: fn(i32, i32) -> i64,
    product: fn(i32, i32) -> i32,
}

const PLAIN: Made = Made {
    name: "",
    customers: 60,
    purchases: |who| 1 + who % 3,
    day: |who, n| who * 3 + n * 40,
    amount: |who, n| 50 + i64::from(who % 7 * 10 + n),
    product: |who, n| (who + n) % 5,
};

/// The shops, the usual one first.
fn shops() -> Vec<Made> {
    vec![
        Made { name: "the usual", ..PLAIN },
        Made { name: "nobody", customers: 0, ..PLAIN },
        Made { name: "one customer, once", customers: 1, purchases: |_| 1, ..PLAIN },
        Made { name: "one customer, often", customers: 1, purchases: |_| 90, day: |_, n| n * 3, ..PLAIN },
        Made { name: "one customer, one day", customers: 1, purchases: |_| 9, day: |_, _| 0, ..PLAIN },
        Made { name: "two customers", customers: 2, ..PLAIN },
        Made {
            name: "two equal customers",
            customers: 2,
            purchases: |_| 2,
            day: |_, n| n,
            amount: |_, _| 9,
            product: |_, _| 1,
        },
        Made { name: "one day, once each", purchases: |_| 1, day: |_, _| 0, ..PLAIN },
        Made { name: "one day, twice each", purchases: |_| 2, day: |_, _| 0, ..PLAIN },
        Made { name: "nearly all on the last day", day: |who, n| if who < 56 { 500 } else { n }, ..PLAIN },
        Made {
            name: "all on the last day, and before",
            purchases: |_| 2,
            day: |who, n| if n == 1 { 700 } else { who },
            ..PLAIN
        },
        Made {
            name: "all the same",
            purchases: |_| 2,
            day: |_, n| n * 30,
            amount: |_, _| 100,
            product: |_, _| 1,
            ..PLAIN
        },
        Made {
            name: "all the same, once",
            purchases: |_| 1,
            day: |_, _| 30,
            amount: |_, _| 100,
            product: |_, _| 1,
            ..PLAIN
        },
        Made { name: "nobody twice", purchases: |_| 1, ..PLAIN },
        Made { name: "one product", product: |_, _| 1, ..PLAIN },
        Made { name: "a product a customer", product: |who, _| who, ..PLAIN },
        Made { name: "returns alone", amount: |_, _| -20, ..PLAIN },
        Made {
            name: "more returned than bought",
            amount: |who, n| if n == 0 { 10 } else { -30 - i64::from(who) },
            ..PLAIN
        },
        Made { name: "later purchases given back", amount: |_, n| if n == 1 { -5 } else { 10 }, ..PLAIN },
        Made { name: "free", amount: |_, _| 0, ..PLAIN },
        Made { name: "all began in one month", day: |who, n| who % 5 + n * 200, purchases: |_| 4, ..PLAIN },
        Made {
            name: "bought again on the same day",
            purchases: |_| 4,
            day: |who, n| who + n / 4,
            product: |_, _| 1,
            ..PLAIN
        },
        Made { name: "three years alike", customers: 360, purchases: |_| 1, day: |who, _| who * 3, ..PLAIN },
        Made { name: "a year's pause", purchases: |_| 3, day: |_, n| n * 400, ..PLAIN },
    ]
}

fn rows(made: &Made) -> Vec<Row> {
    let start = common::day("2022-01-03");
    let row = |who: i32, n: i32| Row {
        customer: format!("c{who:03}"),
        order: format!("{who}-{n}"),
        day: Day(start.0 + (made.day)(who, n)),
        second: (n * 60) as u32,
        amount: Money((made.amount)(who, n) * Money::SCALE),
        product: format!("P{}", (made.product)(who, n)),
        category: "C".to_owned(),
        more: More::default(),
    };
    (0..made.customers)
        .flat_map(|who| (0..(made.purchases)(who)).map(move |n| (who, n)))
        .map(|(who, n)| row(who, n))
        .collect()
}

/// Every shop, with and without amounts, and with a day of its own long after the last order.
fn each_shop(check: impl Fn(&str, &Shop)) {
    for made in shops() {
        for amounts in [true, false] {
            for as_of in [None, Some(common::day("2026-06-30"))] {
                for free_orders in
                    [stamkunde::recipe::FreeOrders::SetAside, stamkunde::recipe::FreeOrders::Count]
                {
                    let recipe = Recipe { as_of, free_orders, ..Recipe::default() };
                    let shop = Shop::new(ledger(Columns { amounts, ..ALL }, rows(&made)), recipe);
                    let name = format!("{}, amounts {amounts}, as of {as_of:?}, {free_orders:?}", made.name);
                    check(&name, &shop);
                }
            }
        }
    }
}

fn share(what: &str, value: f64) {
    assert!((0.0..=1.0).contains(&value), "{what}: {value} is no share");
}

/// Purchase days of each customer, by the lines alone.
fn days_of(shop: &Shop) -> Vec<Vec<i32>> {
    shop.history
        .buyers()
        .map(|buyer| {
            let mut days: Vec<i32> = shop
                .history
                .purchases_of(buyer)
                .map(|purchase| shop.history.purchases.day.at(purchase).0)
                .collect();
            days.sort_unstable();
            days
        })
        .collect()
}

fn figure(what: &str, figure: &Figure) {
    assert!(figure.value.is_finite(), "{what}: {figure:?}");
    for bound in [figure.low, figure.high].into_iter().flatten() {
        assert!(bound.is_finite(), "{what}: {figure:?}");
    }
    if let (Some(low), Some(high)) = (figure.low, figure.high) {
        assert!(low <= figure.value + 1e-9 && figure.value <= high + 1e-9, "{what}: {figure:?}");
    }
}

#[test]
fn every_finding_of_every_shop_stands_on_its_figures() {
    each_shop(|name, shop| {
        let answers = &shop.answers;
        let context = Context::new(&shop.ledger, &shop.history, &shop.recipe);
        let orders = Arc::new(Orders::new(&shop.ledger, shop.recipe.order_grain));
        let (later, _) = stamkunde::metrics::later(&context, &orders, &Selection::default());
        for finding in answers.findings.iter().chain(&later.findings) {
            let what = format!("{name}: {finding:?}");
            figure(&what, &finding.figure);
            finding.beside.iter().for_each(|beside| figure(&what, beside));
            assert!(THIN <= finding.figure.of || finding.kind == FindingKind::FewerNewCustomers, "{what}");
            let beside = || finding.beside.unwrap_or_else(|| panic!("{what} compares with nothing"));
            match finding.kind {
                FindingKind::MoreNewCustomers => assert!(1.0 < finding.figure.value, "{what}"),
                FindingKind::FewerNewCustomers => assert!(finding.figure.value < 1.0, "{what}"),
                FindingKind::SourceReturnsMore
                | FindingKind::LoyaltyBuilder
                | FindingKind::NewCohortsReturnMore
                | FindingKind::ChurnRises => assert!(beside().value < finding.figure.value, "{what}"),
                FindingKind::SourceReturnsLess
                | FindingKind::Leak
                | FindingKind::DiscountCohort
                | FindingKind::NewCohortsReturnLess
                | FindingKind::ChurnFalls => assert!(finding.figure.value < beside().value, "{what}"),
                FindingKind::ReturnedWithin90Days => {
                    share(&what, finding.figure.value);
                    share(&what, beside().value);
                    assert!(days_of(shop).iter().any(|days| days[0] < days[days.len() - 1]), "{what}");
                }
                FindingKind::RevenueFromReturning => {
                    share(&what, finding.figure.value);
                    assert!(answers.summary.net_revenue.is_some_and(Money::is_positive), "{what}");
                }
                FindingKind::BestTenth => share(&what, finding.figure.value),
                FindingKind::AtRisk => {
                    assert!(0 < finding.figure.count, "{what}");
                    finding.beside.iter().for_each(|beside| share(&what, beside.value));
                }
                FindingKind::LargestStage => {
                    let others = answers.stage.stages.iter().filter(|row| row.stage.id() != finding.subject);
                    for row in others {
                        assert!(row.customers.count < finding.figure.count, "{what}");
                    }
                }
                _ => {}
            }
        }
    });
}

fn largest_alone<'a>(counts: impl Iterator<Item = (&'a str, u64)>, name: &str, what: &str) {
    let counts: Vec<(&str, u64)> = counts.collect();
    let own = counts.iter().find(|(other, _)| *other == name).unwrap().1;
    assert!(counts.iter().all(|(other, count)| *other == name || *count < own), "{what}: {counts:?}");
}

#[test]
fn every_headline_of_every_shop_is_true_or_absent() {
    each_shop(|name, shop| {
        let answers: &Answers = &shop.answers;
        let days = days_of(shop);
        let on_two_days = days.iter().filter(|days| days.first() != days.last()).count();
        let n = answers.summary.customers;
        assert_eq!(days.len() as u64, n, "{name}");
        assert_eq!(headlines::has_come_back(answers), 0 < on_two_days, "{name}");

        let new =
            |periods: &[NewCustomersPeriod]| periods.iter().map(|period| period.new_customers).sum::<u64>();
        match headlines::new_customers(&answers.new_customers.periods, 12) {
            NewCustomers::Year(count, change) => {
                assert!(count <= n, "{name}");
                if let Change::More(by) | Change::Fewer(by) = change {
                    assert!(0.004 < by && by.is_finite(), "{name}: {change:?}");
                }
            }
            NewCustomers::EarlyOn(count, by) => {
                assert!(0 < count && count <= n, "{name}");
                let periods = &answers.new_customers.periods;
                let at = periods.iter().position(|period| period.period == by).unwrap();
                assert!(9 * count <= 10 * new(&periods[..=at]), "{name}: {by}");
            }
            NewCustomers::Typical(count) => assert!(0 < count && count <= n, "{name}"),
            NewCustomers::SoFar(count) => assert_eq!(count, n, "{name}"),
        }

        let mix = &answers.first_product_mix.products;
        match headlines::brings_in(answers, 1.15) {
            Some(BringsIn::Opener(row)) => {
                assert!(row.share_of_purchases < row.share_of_new && !row.thin, "{name}")
            }
            Some(BringsIn::Event(event, lift)) => {
                assert!(1.15 <= lift && THIN <= event.new_customers, "{name}")
            }
            Some(BringsIn::Largest(row)) => {
                largest_alone(
                    mix.iter().map(|row| (row.product.as_str(), row.new_customers)),
                    &row.product,
                    name,
                );
            }
            None => {}
        }

        let first = &answers.first_product.products;
        match headlines::after_first(answers, first) {
            Some(AfterFirst::LoyaltyBuilder(row, value)) => {
                assert!(answers.first_product.overall.share.unwrap() < value, "{name}: {row:?}");
            }
            Some(AfterFirst::Leak(row, value)) => {
                assert!(value < answers.first_product.overall.share.unwrap(), "{name}: {row:?}");
            }
            Some(AfterFirst::Largest(row, value)) => {
                largest_alone(
                    first.iter().map(|row| (row.product.as_str(), row.customers)),
                    &row.product,
                    name,
                );
                assert!(value.is_none() || 0 < on_two_days, "{name}: nobody has come back");
            }
            None => {}
        }

        let gap = headlines::typical_gap(&answers.gaps);
        assert_eq!(gap.is_some(), 0 < on_two_days, "{name}");
        assert!(gap.is_none_or(|days| 1.0 <= days), "{name}: {gap:?}");
        match headlines::returning(answers) {
            Returning::Within(value, point) => {
                share(name, value);
                share(name, point.p);
                assert!(0 < on_two_days, "{name}");
            }
            Returning::Second(value) => {
                share(name, value);
                assert!(0 < on_two_days, "{name}");
            }
            Returning::Nobody => assert_eq!(on_two_days, 0, "{name}"),
        }

        let steps = answers.repurchase.hazard.iter().filter_map(|step| Some((step, step.chance?)));
        if let Some((now, day, later)) = headlines::waiting(&steps.collect::<Vec<_>>()) {
            share(name, now);
            share(name, later);
            let step = answers.repurchase.hazard.iter().find(|step| step.from_day == day).unwrap();
            assert!(0 < day && step.chance == Some(later), "{name}: {step:?}");
        }

        if let Some((first, change)) = headlines::first_value(&answers.first_order_value) {
            let later = answers.first_order_value.later.median;
            match change {
                Some(Change::More(by)) => assert!(0.0 < by && later.unwrap() < first, "{name}"),
                Some(Change::Fewer(by)) => assert!(0.0 < by && first < later.unwrap(), "{name}"),
                Some(Change::Same) => assert!((first / later.unwrap() - 1.0).abs() < 0.005, "{name}"),
                None => assert!(later.is_none_or(|later| later <= 0.0), "{name}"),
            }
        }
        headlines::from_returning(answers).into_iter().for_each(|value| share(name, value));
        if let Some((customers, value)) = headlines::best_tenth(answers) {
            share(name, value);
            assert!(customers < n, "{name}: {customers} of {n} are no tenth");
        }
        headlines::bought_once(&answers.groups.by_purchases).into_iter().for_each(|value| share(name, value));

        let at_risk = answers.churn.states.iter().find(|row| row.state == ChurnState::AtRisk);
        match headlines::about_to_be_lost(answers) {
            Some(AboutToBeLost::Customers(count, worth)) => {
                assert_eq!(Some(count), at_risk.map(|row| row.customers.count), "{name}");
                assert!(0 < count && worth.is_none_or(|worth| 0.0 < worth), "{name}");
            }
            Some(AboutToBeLost::Nobody) => {
                assert_eq!(at_risk.map(|row| row.customers.count), Some(0), "{name}")
            }
            None => assert!(answers.churn.lapse_day.is_none() || at_risk.is_none(), "{name}"),
        }

        let groups = || answers.rfm.groups.iter().map(|row| (row.group.id(), row.customers.count));
        match headlines::groups(answers) {
            Groups::Champions(value, revenue) => {
                share(name, value);
                revenue.into_iter().for_each(|value| share(name, value));
                assert!(0.0 < value, "{name}");
            }
            Groups::Largest(group, value) => {
                share(name, value);
                largest_alone(groups(), group.id(), name);
            }
            Groups::NoChampions => {}
        }

        match headlines::bought_again(&answers.replenishment.products) {
            Some(Again::After(row, days)) => assert!(1.0 <= days && 0 < row.days.count, "{name}"),
            Some(Again::SameDay(row)) => assert!(row.days.median.is_some_and(|days| days < 1.0), "{name}"),
            None => assert!(answers.replenishment.products.is_empty(), "{name}"),
        }
        for rows in [
            &answers.acquisition_season.months,
            &answers.acquisition_season.weekdays,
            &answers.acquisition_season.hours,
        ] {
            if let Some((best, times)) = headlines::best_season(rows) {
                assert!(1.0 < times && rows.len() > 1, "{name}: {best:?}");
                let others = rows.iter().filter(|row| row.slot != best.slot);
                others.for_each(|row| assert!(row.new_customers < best.new_customers, "{name}: {best:?}"));
            }
        }
    });
}

#[test]
fn nobody_is_long_gone_on_the_day_that_they_bought() {
    each_shop(|name, shop| {
        let groups = stamkunde::metrics::rfm::groups(&shop.history, &shop.recipe);
        for (buyer, days) in shop.history.buyers().zip(days_of(shop)) {
            let last = days[days.len() - 1];
            let (lately, bought) = (shop.history.as_of.0 == last, days.len());
            let group = *groups.get(buyer).unwrap();
            if lately {
                let is_gone = matches!(
                    group,
                    RfmGroup::Lost
                        | RfmGroup::Hibernating
                        | RfmGroup::CannotLose
                        | RfmGroup::AtRisk
                        | RfmGroup::AboutToSleep
                );
                assert!(!is_gone, "{name}: {group:?} after {bought} purchases, the last today");
            }
        }
    });
}
