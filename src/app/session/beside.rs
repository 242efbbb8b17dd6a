//! What the answers are compared with: the whole shop, an earlier day, or settings that were kept.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{answers::Comparison, protocol::ToWorker, recipe::Recipe};

use super::{Place, Session};

/// What stands beside the answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Beside {
    /// The same without filters.
    Whole,
    /// The same as it would have been seen so many months earlier.
    Earlier(u32),
    /// What was seen when somebody said so.
    Kept(Box<Recipe>),
}

impl Beside {
    /// For the choice on the page.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Earlier(12) => "year",
            Self::Earlier(_) => "quarter",
            Self::Kept(_) => "kept",
        }
    }
    /// The same, where there is little room.
    pub const fn short(&self) -> &'static str {
        match self {
            Self::Whole => "whole shop",
            Self::Earlier(12) => "year earlier",
            Self::Earlier(_) => "3 months earlier",
            Self::Kept(_) => "kept",
        }
    }
    /// What the other answers are called.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Whole => "the whole shop",
            Self::Earlier(12) => "a year earlier",
            Self::Earlier(_) => "three months earlier",
            Self::Kept(_) => "what you kept",
        }
    }
}

impl Session {
    /// Sets what the answers are compared with.
    pub fn compare_with(&self, beside: Option<Beside>) {
        self.beside.set(beside);
        self.comparison.set(None);
        self.ask_comparison();
    }

    /// Compares again, where something is compared.
    pub(super) fn ask_comparison(&self) {
        let Some(beside) = self.beside.get_untracked() else { return };
        let here = self.recipe.get_untracked();
        let as_of = self.answers.with_untracked(|answers| Some(answers.as_ref()?.settings.as_of));
        let other = match beside {
            // a filter does not move the day that the analysis stands on, so neither does leaving it out
            Beside::Whole => Recipe { filters: Vec::new(), ..here },
            Beside::Earlier(months) => {
                let earlier = as_of.map(|day| day.add_months(-i32::try_from(months).unwrap_or(0)));
                Recipe { as_of: earlier, ..here }
            }
            Beside::Kept(kept) => *kept,
        };
        let request = self.send(Place::Current, ToWorker::Compare { beside: other }, &[]);
        self.with_workers(|workers| workers.comparing = request);
    }

    /// Takes a comparison, unless another one was asked for since.
    pub(super) fn compared(&self, request: u32, comparison: Comparison) {
        if self.beside.with_untracked(Option::is_some)
            && self.with_workers(|workers| workers.comparing == Some(request))
        {
            self.comparison.set(Some(Arc::new(comparison)));
        }
    }
}
