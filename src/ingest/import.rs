//! The whole way of an import: understand, settle what is done, read, doubt.

use crate::{
    answers::{Doubt, ImportAnswer, Inspection},
    ingest::{
        doubts::{self, Evidence, impossible_days::possible_days},
        plan::{Plan, inspect::view},
        read::table::OnProgress,
        rows::load::{self, Loaded},
        tables::dataset::Dataset,
    },
    model::Ledger,
    protocol::Problem,
    recipe::Recipe,
};

/// What an import made.
#[derive(Debug, Default)]
pub struct Imported {
    /// The lines.
    pub ledger: Ledger,
    /// The account of the rows.
    pub import: ImportAnswer,
    /// What may make figures wrong; not yet marked with what is decided.
    pub doubts: Vec<Doubt>,
}

/// Understands tables, settles what is done about them, and shows how.
///
/// # Errors
/// See [`Plan::make`].
pub fn inspect(dataset: &Dataset, recipe: &Recipe) -> Result<(Plan, Inspection), Problem> {
    let (mut plan, rows) = Plan::make(dataset, recipe)?;
    doubts::before(&mut plan, &rows, recipe);
    plan.ask(recipe, &rows);
    let inspection = view(dataset, &plan, &rows, recipe);
    Ok((plan, inspection))
}

/// Reads all tables. `apart` names keys of customers that are to join nobody. The plan learns which days are impossible: a
/// second reading leaves them out.
///
/// # Errors
/// See [`load::load`].
pub fn load(
    dataset: &Dataset,
    plan: &mut Plan,
    recipe: &Recipe,
    apart: &[u64],
    on_progress: OnProgress<'_>,
) -> Result<Imported, Problem> {
    plan.treatments.days = None;
    let mut loaded = load::load(dataset, plan, apart, on_progress)?;
    if let Some(days) = possible_days(&loaded.ledger, recipe) {
        drop(std::mem::take(&mut loaded));
        plan.treatments.days = Some(days);
        loaded = load::load(dataset, plan, apart, on_progress)?;
    }
    let Loaded { ledger, import, noticed } = loaded;
    let doubts = doubts::after(&Evidence::new(plan, recipe, dataset, &import, &noticed, &ledger));
    Ok(Imported { ledger, import, doubts })
}
