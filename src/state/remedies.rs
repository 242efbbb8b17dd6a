//! Ways out of a problem: what a sentence tells the reader to do, as buttons and choices that do it.

use std::sync::Arc;

use crate::{
    answers::{ColumnGuess, Inspection, SetAsideReason},
    protocol::Problem,
    recipe::{Decision, Recipe, Role},
};

/// A change of a recipe.
pub type Change = Arc<dyn Fn(&mut Recipe) + Send + Sync>;

/// A way out.
#[derive(Clone)]
pub enum Remedy {
    /// A button that changes the recipe.
    Do {
        /// What it does.
        label: String,
        /// The change.
        change: Change,
    },
    /// The column of a role is to be chosen.
    Choose(Role),
}

fn act(label: impl Into<String>, change: impl Fn(&mut Recipe) + Send + Sync + 'static) -> Remedy {
    Remedy::Do { label: label.into(), change: Arc::new(change) }
}

/// Different texts of a role's column among the first rows.
fn texts_of(inspection: &Inspection, role: Role) -> Vec<String> {
    let is_it = |guess: &ColumnGuess| guess.role == role;
    let at = inspection.columns.iter().position(|column| column.guess.as_ref().is_some_and(is_it));
    let mut texts: Vec<String> = Vec::new();
    for row in &inspection.rows {
        let cell = at.and_then(|at| row.cells.get(at)).map(|cell| cell.trim()).unwrap_or_default();
        if !cell.is_empty() && !texts.iter().any(|have| have.eq_ignore_ascii_case(cell)) {
            texts.push(cell.to_owned());
        }
    }
    texts
}

fn for_rows(reason: SetAsideReason, inspection: Option<&Inspection>) -> Vec<Remedy> {
    let texts = |role: Role| inspection.map(|inspection| texts_of(inspection, role)).unwrap_or_default();
    match reason {
        SetAsideReason::Cancelled => {
            let statuses = texts(Role::Status);
            let mut ways: Vec<Remedy> = statuses
                .into_iter()
                .take(4)
                .map(|status| {
                    act(format!("Count orders that are “{status}”"), move |recipe| {
                        Decision::Status(status.clone(), true).apply(recipe);
                    })
                })
                .collect();
            ways.push(act("Do not look at the status", |recipe| {
                Decision::NoColumn(Role::Status).apply(recipe);
            }));
            ways
        }
        SetAsideReason::NoCustomer => vec![Remedy::Choose(Role::Customer)],
        SetAsideReason::NoDate | SetAsideReason::UnreadableDate => vec![Remedy::Choose(Role::Date)],
        SetAsideReason::NoAmount | SetAsideReason::UnreadableAmount => vec![
            Remedy::Choose(Role::Amount),
            act("Go on without amounts", |recipe| {
                for role in [Role::Amount, Role::UnitPrice] {
                    Decision::NoColumn(role).apply(recipe);
                }
            }),
        ],
        SetAsideReason::CurrencyDiffers => inspection
            .map(|inspection| inspection.currencies.clone())
            .unwrap_or_default()
            .into_iter()
            .take(6)
            .map(|(code, _)| {
                act(format!("Analyse {code}"), move |recipe| Decision::Currency(code.clone()).apply(recipe))
            })
            .collect(),
        SetAsideReason::CustomerExcluded => {
            vec![act("Let all customers back in", |recipe| recipe.excluded_customers.clear())]
        }
        SetAsideReason::AfterAsOf => {
            vec![act("Stand on the day of the last order", |recipe| recipe.as_of = None)]
        }
        SetAsideReason::Filtered => vec![act("Take the filters away", |recipe| recipe.filters.clear())],
        SetAsideReason::ReturnsIgnored => {
            vec![act("Deduct returns", |recipe| recipe.returns = Default::default())]
        }
        SetAsideReason::Payment => {
            vec![act("Count payments as sales", |recipe| {
                Decision::Doubt("ledger".to_owned(), "as_is".to_owned()).apply(recipe);
            })]
        }
        SetAsideReason::ImpossibleDay => {
            vec![act("The days are right", |recipe| {
                Decision::Doubt("impossible_day".to_owned(), "keep".to_owned()).apply(recipe);
            })]
        }
        SetAsideReason::Slipped => {
            vec![act("Read rows with more cells as they stand", |recipe| {
                Decision::Doubt("slipped_cells".to_owned(), "keep".to_owned()).apply(recipe);
            })]
        }
        SetAsideReason::DuplicateLine
        | SetAsideReason::TotalRow
        | SetAsideReason::Blank
        | SetAsideReason::RepeatedHeader => columns(),
    }
}

/// The columns that have to be right for a row to be used.
fn columns() -> Vec<Remedy> {
    [Role::Date, Role::Customer, Role::Amount].map(Remedy::Choose).to_vec()
}

/// The ways out of a problem, where there are any in the settings.
pub fn ways_out(problem: &Problem, inspection: Option<&Inspection>) -> Vec<Remedy> {
    match problem {
        Problem::NoDates => vec![Remedy::Choose(Role::Date)],
        Problem::NoCustomers => vec![Remedy::Choose(Role::Customer)],
        Problem::AmountsTooLarge => vec![Remedy::Choose(Role::Amount)],
        Problem::NoUsableRows { reason: Some(reason), .. } => for_rows(*reason, inspection),
        Problem::NoUsableRows { reason: None, .. } => columns(),
        // what is to be done is done to the file, or has a place of its own on the page
        Problem::EmptyFile
        | Problem::NotATable { .. }
        | Problem::Encrypted
        | Problem::Broken { .. }
        | Problem::TooLarge { .. }
        | Problem::LookupTooLarge { .. }
        | Problem::OneRowPerCustomer
        | Problem::NeedsAnswer
        | Problem::NothingLoaded
        | Problem::BadRecipe { .. }
        | Problem::CannotWrite { .. } => Vec::new(),
    }
}
