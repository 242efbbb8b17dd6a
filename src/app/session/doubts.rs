//! What is decided about doubts: an option changes the recipe, and undoing takes just that back.

use std::collections::BTreeMap;

use leptos::prelude::*;
use stamkunde::{
    answers::{Decision, Doubt, DoubtOption, take_back, with_decisions},
    recipe::Recipe,
};

use super::Session;

/// True where options do nothing but leave customers out, which needs no reading.
fn only_leaves_out(doubt: &Doubt) -> bool {
    let mut decisions = doubt.options.iter().flat_map(|option| &option.decisions);
    let leaves_out = decisions.clone().any(|decision| matches!(decision, Decision::ExcludeCustomer(_)));
    leaves_out
        && decisions.all(|decision| matches!(decision, Decision::ExcludeCustomer(_) | Decision::Doubt(..)))
}

impl Session {
    /// Decides a doubt.
    pub fn decide(&self, doubt: &Doubt, option: &DoubtOption) {
        self.was_decided.set(true);
        self.change(|recipe| *recipe = with_decisions(recipe, doubt, option));
    }

    /// Takes a decision back.
    pub fn undo_decision(&self, doubt: &Doubt) {
        self.was_decided.set(true);
        self.change(|recipe| take_back(recipe, doubt));
    }

    /// What was decided and is no doubt of the file as it is read now, with the option that was chosen.
    pub fn settled_doubts(&self, present: &[Doubt]) -> Vec<Doubt> {
        let decisions = self.recipe.with_untracked(|recipe| recipe.decisions.clone());
        self.seen_doubts.with_value(|seen| {
            seen.values()
                .filter(|doubt| present.iter().all(|have| have.id != doubt.id))
                .filter_map(|doubt| {
                    let decided = decisions.get(&doubt.id)?.clone();
                    Some(Doubt { decided: Some(decided), ..doubt.clone() })
                })
                .collect()
        })
    }

    pub(super) fn remember_doubts(&self, doubts: &[Doubt]) {
        self.seen_doubts.update_value(|seen| {
            seen.extend(doubts.iter().map(|doubt| (doubt.id.clone(), doubt.clone())));
        });
    }

    /// True where what was decided since makes the files be read otherwise.
    pub(super) fn reads_otherwise(&self, before: &Recipe, now: &Recipe) -> bool {
        let changed = |from: &BTreeMap<String, String>, to: &BTreeMap<String, String>| -> Vec<String> {
            from.iter().filter(|(id, option)| to.get(*id) != Some(option)).map(|(id, _)| id.clone()).collect()
        };
        let mut ids = changed(&before.decisions, &now.decisions);
        ids.extend(changed(&now.decisions, &before.decisions));
        self.seen_doubts
            .with_value(|seen| ids.iter().any(|id| seen.get(id).is_none_or(|doubt| !only_leaves_out(doubt))))
    }

    /// Leaves customers out.
    pub fn leave_customers_out(&self, keys: Vec<String>) {
        self.change(|recipe| {
            for key in keys {
                Decision::ExcludeCustomer(key).apply(recipe);
            }
        });
    }

    /// Lets a customer back in, or all of them; a doubt that was decided by leaving one out is open again.
    pub fn let_back_in(&self, key: Option<&str>) {
        let seen = self.seen_doubts.with_value(Clone::clone);
        self.change(|recipe| {
            recipe.excluded_customers.retain(|have| key.is_some_and(|key| have != key));
            let kept = recipe.excluded_customers.clone();
            recipe.decisions.retain(|id, chosen| {
                let option =
                    seen.get(id).and_then(|doubt| doubt.options.iter().find(|option| option.id == *chosen));
                let is_held = |decision: &Decision| match decision {
                    Decision::ExcludeCustomer(key) => kept.contains(key),
                    _ => true,
                };
                option.is_none_or(|option| option.decisions.iter().all(is_held))
            });
        });
    }
}
