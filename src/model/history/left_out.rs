//! Which lines a recipe leaves out before orders are formed, and why.

use crate::{
    answers::SetAsideReason,
    model::{Ledger, LineIdx},
    recipe::{Recipe, Returns},
};

/// Why a recipe leaves a line out before orders are formed, filters aside.
#[inline]
pub fn before_orders(ledger: &Ledger, recipe: &Recipe, line: LineIdx) -> Option<SetAsideReason> {
    let late =
        || recipe.as_of.is_some_and(|as_of| ledger.lines.day.get(line).is_some_and(|&day| as_of < day));
    let returned = || {
        recipe.returns == Returns::Ignore
            && ledger.lines.amount.get(line).is_some_and(|amount| !amount.is_positive())
    };
    if late() {
        Some(SetAsideReason::AfterAsOf)
    } else if returned() {
        Some(SetAsideReason::ReturnsIgnored)
    } else {
        None
    }
}
