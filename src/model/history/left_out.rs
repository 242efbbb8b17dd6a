//! Which lines a recipe leaves out, and why. Asked by the history while it is made and, line by line, by the download
//! of what was set aside.

use super::History;
use crate::{
    answers::SetAsideReason,
    base::{IndexVec, Money},
    model::{CustomerIdx, Ledger, LineIdx},
    recipe::{Recipe, Returns},
};

/// Why a recipe leaves a line out before orders are formed.
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

impl History {
    /// Why each line was left out; `None` for a line that was used.
    pub fn reasons(&self, ledger: &Ledger, recipe: &Recipe) -> IndexVec<LineIdx, Option<SetAsideReason>> {
        let mut reasons: IndexVec<LineIdx, Option<SetAsideReason>> = IndexVec::default();
        let mut net = IndexVec::<CustomerIdx, Money>::filled(Money::ZERO, ledger.customers.len());
        for (line, &customer) in ledger.lines.customer.iter_enumerated() {
            let reason = before_orders(ledger, recipe, line);
            if let (None, Some(net), Some(&amount)) =
                (reason, net.get_mut(customer), ledger.lines.amount.get(line))
            {
                *net += amount;
            }
            reasons.push(reason);
        }
        let mut counted = IndexVec::<CustomerIdx, bool>::filled(false, ledger.customers.len());
        for &key in self.buyers.key.iter() {
            if let Some(counted) = counted.get_mut(key) {
                *counted = true;
            }
        }
        // a key without a purchase falls short only of a definition that asks for more than one, or for revenue
        let falls_short = |customer: CustomerIdx| {
            counted.get(customer) == Some(&false)
                && (recipe.min_orders > 1
                    || recipe.min_revenue.is_some_and(|least| {
                        self.amounts && net.get(customer).is_some_and(|&net| net < least)
                    }))
        };
        for (line, &customer) in ledger.lines.customer.iter_enumerated() {
            if let Some(reason @ None) = reasons.get_mut(line)
                && falls_short(customer)
            {
                *reason = Some(SetAsideReason::Filtered);
            }
        }
        reasons
    }
}
