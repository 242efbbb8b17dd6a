//! What docs/decisions-metrics.md says of its shortcuts, measured: each beside the long way, on data that is made here.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use common::{ALL, Row};
use stamkunde::{
    answers::{NextProduct, NextProductRow},
    base::{Day, Money},
    metrics::{Context, clv, next_product},
    model::History,
    models::buying::{BgNbd, ParetoNbd, Repeats},
    recipe::Recipe,
};

/// Uniform numbers from a fixed start: SplitMix64.
struct Uniform(u64);

impl Uniform {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
    fn exponential(&mut self) -> f64 {
        -(1.0 - self.next()).ln()
    }
    /// The sum of two exponentials, halved: rates that differ.
    fn rate(&mut self) -> f64 {
        (self.exponential() + self.exponential()) / 2.0
    }
}

/// Customers who began within a year and a half, buy at rates of their own and leave at times of their own.
fn customers(n: u32) -> Vec<(u32, u32, u32)> {
    let mut random = Uniform(20_261_125);
    let mut customer = || {
        let t = 60 + (random.next() * 540.0) as u32;
        let (every, life) = (60.0 / random.rate(), 400.0 / random.rate());
        let end = f64::from(t).min(life * random.exponential());
        let (mut x, mut last, mut at) = (0, 0.0, 0.0);
        loop {
            at += every * random.exponential();
            if end < at {
                return (x, f64::ceil(last) as u32, t);
            }
            x += u32::from(f64::ceil(last) < f64::ceil(at));
            last = at;
        }
    };
    (0..n).map(|_| customer()).collect()
}

#[test]
fn pareto_nbd_on_a_sample_changes_the_third_digit() {
    let repeats = Repeats::of_days(customers(16_000));
    let thinned = repeats.thinned(4_000);
    let (whole, fit) = ParetoNbd::fit(&repeats);
    let (sampled, _) = ParetoNbd::fit(&thinned);
    let alive = |model: &ParetoNbd| repeats.sum(|repeat| model.alive(repeat).unwrap()) / repeats.customers();
    let expected = |model: &ParetoNbd| repeats.sum(|repeat| model.expected(repeat, 52.0).unwrap());
    let [alive, expected] = [[alive(&whole), alive(&sampled)], [expected(&whole), expected(&sampled)]];
    println!(
        "{} of {} distinct: {sampled:?} for {whole:?}, errors {:?}; alive {alive:?}, a year's purchases {expected:?}",
        thinned.distinct_len(),
        repeats.distinct_len(),
        fit.standard_errors.unwrap()
    );
    assert_eq!(thinned.distinct_len(), 4_000);
    assert!((alive[1] - alive[0]).abs() < 0.01, "{alive:?}");
    assert!((expected[1] / expected[0] - 1.0).abs() < 0.01, "{expected:?}");
}

#[test]
fn parabolas_between_twelve_weeks_are_the_curve() {
    let repeats = Repeats::of_days(customers(12_000));
    assert!(5_000 < repeats.distinct_len());
    let (model, _) = BgNbd::fit(&repeats);
    for weeks in [13, 52, 104, 520] {
        let drawn = clv::predicted_weekly(&repeats, &model, weeks, clv::WEEKS_COMPUTED);
        let computed = clv::predicted_weekly(&repeats, &model, weeks, u32::MAX);
        let end = computed.last().unwrap();
        let worst = drawn.iter().zip(&computed).map(|(a, b)| (a - b).abs() / end).fold(0.0, f64::max);
        println!("{weeks} weeks: at most {:.4} % of the end", worst * 100.0);
        assert!(worst < 0.003, "{worst}");
    }
}

#[test]
fn twenty_next_products_say_what_all_say() {
    let mut random = Uniform(5);
    let mut rows = Vec::new();
    for customer in 0..6_000 {
        let mut day = 19_000 + (random.next() * 300.0) as i32;
        let taste = (random.next() * random.next() * 60.0) as u32;
        for number in 0..1 + (random.next() * random.next() * 9.0) as u32 {
            for _ in 0..1 + (random.next() * 3.0) as u32 {
                let near = 5 * taste + (random.next() * 5.0) as u32;
                let any = (random.next() * random.next() * 300.0) as u32;
                let product = if random.next() < 0.4 { near } else { any };
                rows.push(Row {
                    customer: format!("c{customer}"),
                    order: format!("{customer}-{number}"),
                    day: Day(day),
                    amount: Money(100_000),
                    product: format!("P{product:03}"),
                    ..Row::default()
                });
            }
            day += 5 + (random.next() * 60.0) as i32;
        }
    }
    let few_say_what_all_say = |name: &str, ledger: &stamkunde::model::Ledger, lists: usize, hits: f64| {
        let recipe = Recipe::default();
        let history = History::build(ledger, &recipe);
        let context = Context::new(ledger, &history, &recipe);
        for kept in [10, 20, 50, 100] {
            println!("{name}, {kept}: {:?}", next_product::answer_keeping(&context, kept).hit_rate.share);
        }
        let (few, all) = (next_product::answer(&context), next_product::answer_keeping(&context, usize::MAX));
        let names = |answer: &NextProduct| -> Vec<Vec<String>> {
            let of = |row: &NextProductRow| row.next.iter().map(|next| next.product.clone()).collect();
            answer.held.iter().map(of).collect()
        };
        let differ = names(&few).iter().zip(names(&all)).filter(|(few, all)| *few != all).count();
        let rates = few.hit_rate.share.zip(all.hit_rate.share).unwrap();
        println!("{name}: {differ} of {} lists differ; hit rates {rates:?}", few.held.len());
        assert_eq!(few.held.len(), 200);
        assert!(differ <= lists, "{differ}");
        assert!((rates.0 - rates.1).abs() < hits, "{rates:?}");
    };
    few_say_what_all_say("a shop of tastes", &common::ledger(ALL, rows), 2, 0.01);
    if let Some(ledger) = common::uci_online_retail() {
        few_say_what_all_say("UCI Online Retail", &ledger, 2, 0.01);
    }
}
