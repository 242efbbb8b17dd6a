//! What another recipe would make of the files: asked of the worker one at a time, and only for what is looked at.
//! Whatever changes the answers ends the asking; an answer that comes later belongs to nothing and is dropped.

use std::collections::VecDeque;

use leptos::prelude::*;
use stamkunde::{answers, protocol::ToWorker, recipe::Recipe};

use super::{Place, Session};

/// What is still to be asked.
#[derive(Default)]
pub(super) struct Asked {
    waiting: VecDeque<(Place, Recipe)>,
    /// The request that the worker has, and its recipe.
    under_way: Option<(u32, Recipe)>,
    /// The files met a limit: to read them again, as they are, would only fill another worker.
    met_limit: bool,
}

/// What is known of a recipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing yet.
    Coming,
    /// The files cannot be imported with it.
    Nothing,
    /// Its figures.
    Is(answers::Effect),
}

/// What the recipe of the review makes of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Understood {
    /// Now; `None` until it is known, or where nothing can be imported.
    pub now: Option<answers::Effect>,
    /// Before the last correction.
    pub before: Option<answers::Effect>,
    /// What is shown is that of the last correction but one: the new figures are on their way.
    pub is_known: bool,
}

impl Session {
    /// Asks what recipes would do, in this order, in the place of what was asked before. `reviewing`: of the files that
    /// are being reviewed, else of those that are loaded.
    pub fn ask_effects(&self, reviewing: bool, recipes: Vec<Recipe>) {
        let place = if reviewing { Place::Pending } else { Place::Current };
        if reviewing && self.with_asked(|asked| asked.met_limit) {
            return;
        }
        let is_new = |recipe: &Recipe| {
            self.effects.with_untracked(|known| known.iter().all(|(have, _)| have != recipe))
        };
        let waiting: VecDeque<(Place, Recipe)> =
            recipes.into_iter().filter(is_new).map(|recipe| (place, recipe)).collect();
        self.with_asked(|asked| asked.waiting = waiting);
        self.ask_next_effect();
    }

    /// What is known of a recipe so far.
    pub fn effect_of(&self, recipe: &Recipe) -> Known {
        self.effects.with(|known| match known.iter().find(|(have, _)| have == recipe) {
            Some((_, Some(effect))) => Known::Is(*effect),
            Some((_, None)) => Known::Nothing,
            None => Known::Coming,
        })
    }

    fn with_asked<T>(&self, act: impl FnOnce(&mut Asked) -> T) -> T {
        self.asked_effects.with_value(|asked| act(&mut asked.borrow_mut()))
    }

    fn ask_next_effect(&self) {
        let next =
            self.with_asked(|asked| if asked.under_way.is_some() { None } else { asked.waiting.pop_front() });
        let Some((place, recipe)) = next else { return };
        match self.send(place, ToWorker::Effect { recipe: recipe.clone() }, &[]) {
            Some(request) => self.with_asked(|asked| asked.under_way = Some((request, recipe))),
            None => {
                self.effects.update(|known| known.push((recipe, None)));
                self.ask_next_effect();
            }
        }
    }

    /// Whether there is a worker that holds the files of the answers.
    pub fn holds_files(&self) -> bool {
        self.with_workers(|workers| workers.current.is_some())
    }

    /// Takes an effect, unless something has changed since it was asked for.
    pub(super) fn effect_came(&self, request: u32, recipe: Recipe, effect: Option<answers::Effect>) {
        let asked = self.with_asked(|asked| {
            let is_it = asked.under_way.as_ref().is_some_and(|(number, _)| *number == request);
            if is_it { asked.under_way.take() } else { None }
        });
        if asked.is_none() {
            return;
        }
        if self.inspection.with_untracked(Option::is_some)
            && self.draft.with_untracked(|draft| *draft == recipe)
        {
            self.understood.update(|understood| {
                if understood.now != effect {
                    understood.before = understood.now;
                }
                understood.now = effect;
                understood.is_known = true;
            });
        }
        self.effects.update(|known| known.push((recipe, effect)));
        self.ask_next_effect();
    }

    /// Files that are reviewed met a limit: until something is done about it nothing of them is asked.
    pub(super) fn files_met_limit(&self) {
        self.with_asked(|asked| *asked = Asked { met_limit: true, ..Asked::default() });
        let draft = self.draft.get_untracked();
        self.effects.update(|known| known.push((draft, None)));
        self.understood.set(Understood { is_known: true, ..Understood::default() });
    }

    /// Nothing that was asked for holds any longer.
    pub(super) fn forget_effects(&self) {
        self.with_asked(|asked| *asked = Asked::default());
        if self.effects.with_untracked(|known| !known.is_empty()) {
            self.effects.set(Vec::new());
        }
        self.understood.update(|understood| understood.is_known = false);
    }
}
