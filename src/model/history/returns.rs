//! Which purchase a return belongs to: the customer's latest on or before its date, one with the same product first.

use super::{BuyerIdx, History, PurchaseIdx, build::Order};
use crate::{
    base::{Idx, IndexVec},
    model::{Ledger, LineIdx, ProductIdx},
    recipe::{Recipe, Returns},
};

/// Walks purchases and returns of one customer side by side in time.
pub(super) struct Matcher {
    /// The latest purchase so far that holds a product. Purchase numbers grow from customer to customer, so an entry of
    /// an earlier customer is recognised by being too small, and nothing has to be cleared.
    latest: IndexVec<ProductIdx, u32>,
}

const NEVER: u32 = u32::MAX;

impl Matcher {
    pub(super) fn new(ledger: &Ledger) -> Self {
        Self { latest: IndexVec::filled(NEVER, ledger.products.len()) }
    }

    /// Appends the returns of a customer, whose purchases are already in the history. `returns` by time.
    pub(super) fn customer(
        &mut self,
        ledger: &Ledger,
        recipe: &Recipe,
        history: &mut History,
        buyer: BuyerIdx,
        returns: &[(&Order, &[LineIdx])],
    ) {
        let own = history.buyers.purchases.range(buyer);
        let mut ahead = history.purchases_of(buyer).peekable();
        let mut before = None;
        for (order, lines) in returns {
            while let Some(purchase) =
                ahead.next_if(|&purchase| history.purchases.day.at(purchase) <= order.day)
            {
                for &line in history.lines_of(purchase) {
                    if let Some(latest) =
                        product(ledger, line).and_then(|product| self.latest.get_mut(product))
                    {
                        *latest = purchase.0;
                    }
                }
                before = Some(purchase);
            }
            let held = |&line: &LineIdx| {
                let latest = *self.latest.get(product(ledger, line)?)?;
                (latest != NEVER && own.contains(&(latest as usize))).then_some(latest)
            };
            let same_product = lines.iter().filter_map(held).max().map(PurchaseIdx);
            let purchase = same_product.or(before);
            let day = match purchase {
                Some(purchase) if recipe.returns == Returns::DeductOnPurchase => {
                    history.purchases.day.at(purchase)
                }
                _ => order.day,
            };
            history.returns.buyer.push(buyer);
            history.returns.day.push(day);
            history.returns.amount.push(order.total);
            history.returns.purchase.push(purchase.unwrap_or(PurchaseIdx::NONE));
            history.counts.unmatched_returns += u64::from(purchase.is_none());
        }
    }
}

fn product(ledger: &Ledger, line: LineIdx) -> Option<ProductIdx> {
    ledger
        .lines
        .product
        .get(line)
        .copied()
        .filter(|product| product.is_some() && product.index() < ledger.products.len())
}
