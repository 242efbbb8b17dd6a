//! What is decided about doubts, as changes of a recipe: an option takes the place of the one before, and undoing takes just
//! that back.

use crate::{
    answers::{Doubt, DoubtOption},
    recipe::Recipe,
};

/// A recipe with what an option changes in it, in the place of what was decided about the same doubt before.
pub fn with_decisions(recipe: &Recipe, doubt: &Doubt, option: &DoubtOption) -> Recipe {
    let mut changed = recipe.clone();
    take_back(&mut changed, doubt);
    option.decisions.iter().for_each(|decision| decision.apply(&mut changed));
    changed
}

/// Takes back what the recipe has decided about a doubt.
pub fn take_back(recipe: &mut Recipe, doubt: &Doubt) {
    let chosen = recipe.decisions.get(&doubt.id).cloned();
    let option = doubt.options.iter().find(|option| Some(&option.id) == chosen.as_ref());
    if let Some(option) = option {
        option.decisions.iter().for_each(|decision| decision.take_back(recipe));
    }
    recipe.decisions.remove(&doubt.id);
}
