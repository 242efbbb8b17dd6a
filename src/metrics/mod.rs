//! One file a question of METRICS.md, each a pure function of ledger, history and recipe. What they share is in
//! `shape` (shares and distributions), `timeline` (periods without holes) and `thresholds` (the days that stages and
//! segments are cut at).
//!
//! Every answer is a function of its own, `#[inline(never)]`: the compiler would put them all into one, which takes about a
//! tenth longer as WebAssembly, and a profile would name nothing else.

pub mod acquisition;
pub mod churn;
pub mod clv;
pub mod cohort_flags;
pub mod cohorts;
pub mod concentration;
pub mod context;
pub mod findings;
pub mod first_order_value;
pub mod first_product;
pub mod forecast;
pub mod frequency;
pub mod gaps;
pub mod groups;
pub mod held;
pub mod import;
pub mod mix;
pub mod movement;
pub mod new_customers;
pub mod next_product;
pub mod periods;
pub mod product_paths;
pub mod replenishment;
pub mod repurchase;
pub mod revenue_by_order_number;
pub mod rfm;
pub mod shape;
pub mod splits;
pub mod spread;
pub mod stage;
pub mod starts;
pub mod summary;
pub mod thresholds;
pub mod timeline;

pub use context::Context;
pub use forecast::{Forecast, Outlooks};

use std::sync::Arc;

use crate::{
    answers::{Answers, ImportAnswer, InUse, Later},
    base::{Turns, at_once},
    model::{History, Ledger, Orders, Selection},
    recipe::Recipe,
};

/// Every answer for one recipe. `import` is what the import said; the rows that the recipe sets aside are added to it.
///
/// `segments` stays empty: segments build on metrics, see `segments::summaries`. What [`later`] answers stays out too: it
/// takes longer than everything else together.
pub fn answer(ledger: &Ledger, history: &History, recipe: &Recipe, import: ImportAnswer) -> Answers {
    of_context(&Context::new(ledger, history, recipe), import)
}

/// The same, from what has been found once already.
pub fn of_context(context: &Context, import: ImportAnswer) -> Answers {
    let &Context { ledger, history, recipe, .. } = context;
    let (first_order_value, middle) = first_order_value::answer(history);
    let stages = stage::with_best(history, &context.thresholds, &context.best);
    let mut answers = Answers {
        doubts: Vec::new(),
        settings: InUse {
            as_of: history.as_of,
            window_from: history.window_from,
            window_months: recipe.window_months,
            currency: ledger.currency.clone(),
            amounts: ledger.has.amounts,
            products: ledger.has.products,
            categories: ledger.has.categories,
            channels: ledger.has.channels,
            countries: ledger.has.countries,
            coupons: ledger.has.coupons,
            discounts: ledger.has.discounts || ledger.has.coupons,
            costs: ledger.has.costs,
        },
        import: import::with_recipe(ledger, history, recipe, import, middle),
        summary: summary::answer(context, middle),
        new_customers: new_customers::answer(context),
        first_order_value,
        first_product_mix: mix::answer(context),
        acquisition_season: acquisition::season(ledger, history),
        acquisition_source: acquisition::source(context),
        gaps: gaps::answer(&context.gaps),
        orders_per_customer: frequency::orders_per_customer(context),
        active_customers: frequency::active_customers(context),
        replenishment: replenishment::answer(context),
        repurchase: context.repurchase.clone(),
        first_product: first_product::answer(context),
        product_paths: product_paths::answer(context),
        revenue_by_order_number: revenue_by_order_number::answer(context),
        cohorts: cohorts::answer(context),
        cohort_flags: cohort_flags::answer(context),
        groups: groups::answer(context),
        concentration: concentration::answer(context),
        churn: churn::answer(context),
        rfm: rfm::answer(context),
        stage: stage::answer(history, &stages),
        findings: Vec::new(),
        next_product: None,
        value_at_risk: None,
        alive_probability: None,
        movement: None,
        clv: None,
        next_order_date: None,
        segments: Vec::new(),
    };
    answers.findings = findings::answer(context, &answers);
    answers
}

/// What takes longer than all other answers: the models and what stands on them, where customers moved from, and what
/// they buy next. The forecast of single customers comes with it.
pub fn later(context: &Context, orders: &Arc<Orders>, selection: &Selection) -> (Later, Outlooks) {
    at_once(later_in_turns(context, orders, selection, &Turns::ONE))
}

/// The same in turns: who asks for something else meanwhile need not wait until all of it is there.
pub async fn later_in_turns(
    context: &Context<'_>,
    orders: &Arc<Orders>,
    selection: &Selection,
    turns: &Turns<'_>,
) -> (Later, Outlooks) {
    let history = context.history;
    let forecast = Forecast::fit_in_turns(history, turns).await;
    let clv = clv::in_turns(history, forecast.as_ref(), turns).await;
    let next_product = next_product::in_turns(context, turns).await;
    turns.next().await;
    let due = forecast::next_order_dates(context);
    turns.next().await;
    let value_at_risk = clv::value_at_risk(context, forecast.as_ref());
    let alive_probability = match &forecast {
        Some(forecast) => forecast.alive_probability(turns).await,
        None => Default::default(),
    };
    let later = Later {
        findings: findings::later(&clv, &next_product),
        value_at_risk,
        alive_probability,
        next_order_date: forecast::next_order_date(history, &due),
        movement: movement::in_turns(context, orders, selection, turns).await,
        next_product,
        clv,
    };
    (later, Outlooks { forecast, due })
}
