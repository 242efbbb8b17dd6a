//! One file a question of METRICS.md, each a pure function of ledger, history and recipe. What they share is in
//! `shape` (shares and distributions), `timeline` (periods without holes) and `thresholds` (the days that stages and
//! segments are cut at).

pub mod acquisition;
pub mod churn;
pub mod clv;
pub mod cohorts;
pub mod concentration;
pub mod first_order_value;
pub mod first_product;
pub mod gaps;
pub mod groups;
pub mod import;
pub mod new_customers;
pub mod repurchase;
pub mod revenue_by_order_number;
pub mod rfm;
pub mod shape;
pub mod stage;
pub mod summary;
pub mod thresholds;
pub mod timeline;

use crate::{
    answers::{Answers, ImportAnswer, InUse},
    model::{History, Ledger},
    recipe::Recipe,
};

/// Every answer for one recipe. `import` is what the import said; the rows that the recipe sets aside are added to it.
///
/// `segments` stays empty: segments build on metrics, see `segments::summaries`. `clv` stays out too: fitting models takes
/// longer than everything else together, see `clv::answer`.
pub fn answer(ledger: &Ledger, history: &History, recipe: &Recipe, import: ImportAnswer) -> Answers {
    let repurchase = repurchase::answer(history);
    let gaps = gaps::distinct(history);
    let thresholds = thresholds::Thresholds::from_parts(recipe, &gaps, &repurchase);
    Answers {
        settings: InUse {
            as_of: history.as_of,
            window_from: history.window_from,
            window_months: recipe.window_months,
            currency: ledger.currency.clone(),
            amounts: ledger.has.amounts,
            products: ledger.has.products,
        },
        import: import::with_recipe(ledger, history, recipe, import),
        summary: summary::answer(history, recipe),
        new_customers: new_customers::answer(history, recipe),
        first_order_value: first_order_value::answer(history),
        first_product_mix: first_product::mix(ledger, history),
        acquisition_season: acquisition::season(ledger, history),
        acquisition_source: acquisition::source(ledger, history),
        gaps: gaps::answer(history),
        first_product: first_product::answer(ledger, history),
        revenue_by_order_number: revenue_by_order_number::answer(history, recipe),
        cohorts: cohorts::answer(history, recipe),
        groups: groups::answer(history),
        concentration: concentration::answer(history),
        churn: churn::answer(history, recipe, &thresholds),
        rfm: rfm::answer(history),
        stage: stage::answer(ledger, history, &thresholds),
        clv: None,
        repurchase,
        segments: Vec::new(),
    }
}
