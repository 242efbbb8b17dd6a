//! How long the engine takes on a million lines: `cargo bench --bench engine`. What it measured stands in results.md.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that fails is a failed bench")]
#![allow(clippy::redundant_closure, reason = "a context lives no longer than its closure")]

mod shop;

use std::sync::{Arc, OnceLock};

use divan::{Bencher, black_box};
use shop::{MILLION, Size};
use stamkunde::{
    answers::Selector,
    engine::Engine,
    metrics::{self, Context, clv, forecast::Forecast, movement, next_product},
    model::{History, Ledger, Orders, Selection},
    protocol::ToWorker,
    recipe::{DayRange, Filter, FilterMode, FilterOn, Recipe, SegmentId},
    segments,
};

fn main() {
    divan::main();
}

fn million() -> &'static Ledger {
    static LEDGER: OnceLock<Ledger> = OnceLock::new();
    LEDGER.get_or_init(|| shop::ledger(MILLION))
}

fn engine() -> Engine {
    let mut engine = Engine::new();
    let ledger = million().clone();
    let import = shop::import(&ledger);
    engine.load(ledger, import, Recipe::default()).unwrap();
    engine
}

fn filtered(on: FilterOn) -> Recipe {
    Recipe { filters: vec![Filter { mode: FilterMode::Include, on }], ..Recipe::default() }
}

/// The answers of the dashboard under a recipe, after those of another: what a click waits for, with the message.
fn answered(bencher: Bencher, recipes: [Recipe; 2]) {
    let mut engine = engine();
    let mut at = 0;
    bencher.bench_local(|| {
        at = 1 - at;
        black_box(engine.answer(recipes[at].clone()).unwrap());
    });
}

#[divan::bench(sample_count = 12, sample_size = 1)]
fn new_country_filter(bencher: Bencher) {
    let country = |name: &str| filtered(FilterOn::Country(vec![name.to_owned()]));
    answered(bencher, [country("Denmark"), country("Sweden")]);
}

#[divan::bench(sample_count = 12, sample_size = 1)]
fn new_excluded_product(bencher: Bencher) {
    let product = |name: &str| Recipe {
        filters: vec![Filter { mode: FilterMode::Exclude, on: FilterOn::Product(vec![name.to_owned()]) }],
        ..Recipe::default()
    };
    answered(bencher, [product("P-00001"), product("P-00002")]);
}

#[divan::bench(sample_count = 12, sample_size = 1)]
fn new_date_range(bencher: Bencher) {
    let from = |year: i32| {
        let from = stamkunde::base::Day::from_ymd(year, 7, 1);
        filtered(FilterOn::DateRange(DayRange { from, to: None }))
    };
    answered(bencher, [from(2022), from(2023)]);
}

#[divan::bench(sample_count = 12, sample_size = 1)]
fn new_segment_filter(bencher: Bencher) {
    answered(
        bencher,
        [filtered(FilterOn::Segment(SegmentId::Lapsed)), filtered(FilterOn::Segment(SegmentId::Best))],
    );
}

#[divan::bench(sample_count = 12, sample_size = 1)]
fn new_as_of(bencher: Bencher) {
    let as_of =
        |month: u32| Recipe { as_of: stamkunde::base::Day::from_ymd(2024, month, 1), ..Recipe::default() };
    answered(bencher, [as_of(12), as_of(11)]);
}

#[divan::bench(args = [100_000, 1_000_000, 10_000_000], sample_count = 3, sample_size = 1)]
fn lines(bencher: Bencher, lines: usize) {
    let size = Size { lines, customers: (lines / 10) as u32, products: 5_000 };
    let ledger = shop::ledger(size);
    let orders = Arc::new(Orders::new(&ledger, Recipe::default().order_grain));
    let import = shop::import(&ledger);
    let recipe = Recipe::default();
    let per_line = |bytes: usize| bytes as f64 / lines as f64;
    let history = History::select(&ledger, &orders, &recipe, &Selection::default());
    let [of_ledger, of_orders, of_history] =
        [shop::heap_bytes(&ledger), orders.heap_bytes(), history.heap_bytes()].map(per_line);
    eprintln!(
        "{lines} lines: {of_ledger:.1} bytes a line in the ledger, {of_orders:.1} in orders, {of_history:.1} in the history"
    );
    drop(history);
    bencher.counter(divan::counter::ItemsCount::new(lines)).bench_local(|| {
        let history = History::select(&ledger, &orders, &recipe, &Selection::default());
        black_box(metrics::answer(&ledger, &history, &recipe, import.clone()));
    });
}

/// The answers, part by part.
#[divan::bench_group(sample_count = 8, sample_size = 1)]
mod parts {
    use super::*;
    use stamkunde::metrics::{
        acquisition, churn, cohorts, findings, first_order_value, first_product, frequency, groups, held,
        mix, product_paths, replenishment, repurchase, revenue_by_order_number, rfm, starts, summary,
    };

    fn with_context<T>(bencher: Bencher, of: impl Fn(&Context) -> T) {
        let (ledger, recipe) = (million(), Recipe::default());
        let history = History::build(ledger, &recipe);
        let mut context = Context::new(ledger, &history, &recipe);
        context.products_shown = 200;
        bencher.bench_local(|| black_box(of(&context)));
    }

    macro_rules! part {
        ($($name:ident: $of:expr;)*) => {$(
            #[divan::bench]
            fn $name(bencher: Bencher) {
                with_context(bencher, $of);
            }
        )*};
    }

    part! {
        held_products: |context| _ = black_box(held::products(context.ledger, context.history));
        held_categories: |context| _ = black_box(held::categories(context.ledger, context.history));
        starts: |context| starts::Starts::new(context.ledger, context.history);
        context: |context| _ = black_box(Context::new(context.ledger, context.history, context.recipe));
        repurchase: |context| repurchase::answer(context.history);
        gaps_counted: |context| metrics::gaps::Counted::new(context.history);
        summary: |context| summary::answer(context, None);
        new_customers: |context| metrics::new_customers::answer(context);
        first_order_value: |context| first_order_value::answer(context.history);
        mix: |context| mix::answer(context);
        season: |context| acquisition::season(context.ledger, context.history);
        source: |context| acquisition::source(context);
        orders_per_customer: |context| frequency::orders_per_customer(context);
        active_customers: |context| frequency::active_customers(context);
        replenishment: |context| replenishment::answer(context);
        first_product: |context| first_product::answer(context);
        paths: |context| product_paths::answer(context);
        order_number: |context| revenue_by_order_number::answer(context);
        cohorts: |context| cohorts::answer(context);
        cohort_flags: |context| metrics::cohort_flags::answer(context);
        groups: |context| groups::answer(context);
        concentration: |context| metrics::concentration::answer(context);
        churn: |context| churn::answer(context);
        rfm: |context| rfm::answer(context);
        stages: |context| metrics::stage::with_best(context.history, &context.thresholds, &context.best);
        segments: |context| segments::summaries_of(context);
        findings: |context| {
            let answers = metrics::of_context(context, Default::default());
            findings::answer(context, &answers)
        };
    }

    #[divan::bench]
    fn orders(bencher: Bencher) {
        bencher.bench_local(|| black_box(Orders::new(million(), Recipe::default().order_grain)));
    }

    fn history_of(bencher: Bencher, recipe: Recipe) {
        let ledger = million();
        let orders = Arc::new(Orders::new(ledger, recipe.order_grain));
        let selection = Selection::new(ledger, &recipe.filters);
        bencher.bench_local(|| black_box(History::select(ledger, &orders, &recipe, &selection)));
    }

    #[divan::bench]
    fn history(bencher: Bencher) {
        history_of(bencher, Recipe::default());
    }

    #[divan::bench]
    fn history_as_of(bencher: Bencher) {
        history_of(
            bencher,
            Recipe { as_of: stamkunde::base::Day::from_ymd(2024, 11, 1), ..Recipe::default() },
        );
    }

    #[divan::bench]
    fn history_of_a_date_range(bencher: Bencher) {
        let from = stamkunde::base::Day::from_ymd(2022, 7, 1);
        history_of(bencher, filtered(FilterOn::DateRange(DayRange { from, to: None })));
    }
}

/// What follows the answers, part by part.
#[divan::bench_group(sample_count = 3, sample_size = 1)]
mod later {
    use super::*;

    fn with_context(bencher: Bencher, of: impl Fn(&Context, &Arc<Orders>)) {
        let (ledger, recipe) = (million(), Recipe::default());
        let orders = Arc::new(Orders::new(ledger, recipe.order_grain));
        let history = History::select(ledger, &orders, &recipe, &Selection::default());
        let context = Context::new(ledger, &history, &recipe);
        bencher.bench_local(|| of(&context, &orders));
    }

    #[divan::bench]
    fn models_fitted(bencher: Bencher) {
        with_context(bencher, |context, _| _ = black_box(Forecast::fit(context.history)));
    }

    #[divan::bench]
    fn bg_nbd_fitted(bencher: Bencher) {
        with_context(bencher, |context, _| {
            let history = context.history;
            let seen =
                history.buyers().filter_map(|buyer| metrics::forecast::seen(history, buyer, history.as_of));
            let repeats =
                stamkunde::models::buying::Repeats::of_days(seen.map(|seen| (seen.x, seen.t_x, seen.t)));
            black_box(stamkunde::models::buying::BgNbd::fit(&repeats));
        });
    }

    /// On the lines `x,t_x,T` of a file, in days: benches/beside_lifetimes.py names it.
    #[divan::bench]
    fn bg_nbd_of_a_file(bencher: Bencher) {
        let Some(path) = std::env::var_os("STAMKUNDE_REPEATS") else { return };
        let text = std::fs::read_to_string(path).unwrap();
        let numbers =
            |line: &str| line.split(',').map(|number| number.parse().unwrap()).collect::<Vec<u32>>();
        let customers: Vec<(u32, u32, u32)> =
            text.lines().map(numbers).map(|of| (of[0], of[1], of[2])).collect();
        bencher.bench_local(|| {
            let repeats = stamkunde::models::buying::Repeats::of_days(customers.iter().copied());
            black_box(stamkunde::models::buying::BgNbd::fit(&repeats));
        });
    }

    #[divan::bench]
    fn clv(bencher: Bencher) {
        let (ledger, recipe) = (million(), Recipe::default());
        let history = History::build(ledger, &recipe);
        let forecast = Forecast::fit(&history);
        bencher.bench_local(|| black_box(clv::answer(&history, forecast.as_ref())));
    }

    #[divan::bench]
    fn next_product(bencher: Bencher) {
        with_context(bencher, |context, _| _ = black_box(next_product::answer(context)));
    }

    #[divan::bench]
    fn movement(bencher: Bencher) {
        with_context(bencher, |context, orders| {
            black_box(movement::answer(context, orders, &Selection::default()));
        });
    }
}

#[divan::bench(sample_count = 6, sample_size = 1)]
fn drill_down(bencher: Bencher) {
    let mut engine = engine();
    bencher.bench_local(|| {
        let message =
            ToWorker::DrillDown { selector: Selector::Segment(SegmentId::Lapsed), offset: 0, limit: 50 };
        engine.handle(message, Vec::new(), &mut |answer| _ = black_box(answer));
    });
}

#[divan::bench(sample_count = 6, sample_size = 1)]
fn segment_sizes(bencher: Bencher) {
    let (ledger, recipe) = (million(), Recipe::default());
    let history = History::build(ledger, &recipe);
    bencher.bench_local(|| black_box(segments::summaries(ledger, &history, &recipe)));
}
