//! Ways out of a problem: what a sentence would tell the reader to do, as buttons and choices that do it.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Inspection, SetAsideReason},
    protocol::Problem,
    recipe::{Decision, Recipe, Role},
    state::Phase,
};

use super::{Place, Session};
use crate::text::words;

type Change = Arc<dyn Fn(&mut Recipe) + Send + Sync>;

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
    let is_it = |guess: &stamkunde::answers::ColumnGuess| guess.role == role;
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
        _ => Vec::new(),
    }
}

impl Session {
    /// Keeps the ways out of a problem.
    pub(super) fn offer_remedies(&self, problem: &Problem, place: Place) {
        let inspection = self.inspection.get_untracked().filter(|_| place == Place::Pending);
        let ways = match problem {
            Problem::NoDates => vec![Remedy::Choose(Role::Date)],
            Problem::NoCustomers => vec![Remedy::Choose(Role::Customer)],
            Problem::AmountsTooLarge => vec![Remedy::Choose(Role::Amount)],
            Problem::NoUsableRows { reason: Some(reason), .. } => for_rows(*reason, inspection.as_deref()),
            _ => Vec::new(),
        };
        // a column can be chosen only where its names are known
        let can = |way: &Remedy| inspection.is_some() || matches!(way, Remedy::Do { .. });
        let ways = ways.into_iter().filter(can).collect();
        self.remedies.set((words::problem(problem), ways));
    }

    /// Does what a remedy says: to the files that are being reviewed, or else to the answers.
    pub fn remedy(&self, change: impl FnOnce(&mut Recipe)) {
        if self.phase.get_untracked() == Phase::Review {
            self.review_again(change);
        } else {
            self.change(change);
        }
    }
}
