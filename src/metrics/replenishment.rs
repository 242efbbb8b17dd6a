//! `replenishment` (METRICS.md section 5): how long a product lasts, from those who buy it again.

use super::{
    context::Context,
    shape::{distribution, distribution_of_reals},
};
use crate::{
    answers::{Distribution, Replenishment, ReplenishmentRow, THIN},
    base::{IndexVec, order::sort_by},
    model::{BuyerIdx, LineIdx, ProductIdx, PurchaseIdx, history::days_between},
    models::stats::ratio,
};

/// Products that are listed.
const MOST_PRODUCTS: usize = 200;

/// A gap between two purchases of a product.
struct Gap {
    product: ProductIdx,
    buyer: BuyerIdx,
    days: u32,
    /// The earlier of the two.
    from: PurchaseIdx,
}

/// Products with 30 or more repeat gaps.
#[inline(never)]
pub fn answer(context: &Context) -> Replenishment {
    if !context.products.is_known() {
        return Replenishment::default();
    }
    let products = &context.products;
    let gaps = gaps(context);
    let mut counts = IndexVec::<ProductIdx, u32>::filled(0, products.n);
    for gap in &gaps {
        counts.get_mut(gap.product).into_iter().for_each(|count| *count += 1);
    }
    let enough = |&product: &ProductIdx| THIN <= u64::from(counts.at(product));
    let mut ranked: Vec<ProductIdx> = counts.indices().filter(enough).collect();
    let n_products = ranked.len() as u64;
    sort_by(&mut ranked, |&a, &b| {
        counts.at(b).cmp(&counts.at(a)).then_with(|| products.rank(a).cmp(&products.rank(b)))
    });
    ranked.truncate(MOST_PRODUCTS);
    let places = products.places(&ranked);
    let mut lists: Vec<Vec<Gap>> =
        ranked.iter().map(|&product| Vec::with_capacity(counts.at(product) as usize)).collect();
    for gap in gaps {
        if let Some(list) = lists.get_mut(places.at(gap.product) as usize) {
            list.push(gap);
        }
    }
    let row = |(&product, gaps): (&ProductIdx, &Vec<Gap>)| {
        let mut days: Vec<u32> = gaps.iter().map(|gap| gap.days).collect();
        ReplenishmentRow {
            product: products.key(product).to_owned(),
            label: products.label(product).to_owned(),
            // gaps of one customer stand together
            customers: gaps.chunk_by(|a, b| a.buyer == b.buyer).count() as u64,
            days: distribution(&mut days, 1.0),
            days_per_unit: per_unit(context, gaps),
        }
    };
    Replenishment { products: ranked.iter().zip(&lists).map(row).collect(), n_products }
}

/// All gaps between a customer's consecutive purchases of a product, customer by customer.
#[inline(never)]
fn gaps(context: &Context) -> Vec<Gap> {
    let history = context.history;
    // The purchase that held each product last. Purchase numbers grow from customer to customer, so an entry of an earlier
    // customer is recognised by being too small, and nothing has to be cleared.
    let mut last = IndexVec::<ProductIdx, PurchaseIdx>::filled(PurchaseIdx::NONE, context.products.n);
    let mut gaps = Vec::new();
    for buyer in history.buyers() {
        let mut purchases = history.purchases_of(buyer);
        // nothing can have been bought before the first
        let Some(first) = purchases.next() else { continue };
        if purchases.len() == 0 {
            continue;
        }
        for &product in context.products.of_first(buyer) {
            last.get_mut(product).into_iter().for_each(|last| *last = first);
        }
        for purchase in purchases {
            let day = history.purchases.day.at(purchase);
            for &product in context.products.of(purchase) {
                let Some(last) = last.get_mut(product) else { continue };
                let from = std::mem::replace(last, purchase);
                if from.is_some() && first <= from {
                    let days = days_between(history.purchases.day.at(from), day);
                    gaps.push(Gap { product, buyer, days, from });
                }
            }
        }
    }
    gaps
}

/// Units of a product in a purchase, in thousandths; 0 where they are not known.
fn units_milli(context: &Context, purchase: PurchaseIdx, product: ProductIdx) -> i64 {
    let columns = &context.ledger.lines;
    let units = |&line: &LineIdx| {
        let is_of_product = columns.product.get(line) == Some(&product);
        let is_taken_off = columns.amount.get(line).is_some_and(|amount| amount.is_negative());
        let units = columns.quantity_milli.get(line).copied().unwrap_or(0);
        if is_of_product && !is_taken_off { i64::from(units.max(0)) } else { 0 }
    };
    context.history.lines_of(purchase).iter().map(units).sum()
}

fn per_unit(context: &Context, gaps: &[Gap]) -> Distribution {
    let known = gaps.iter().filter(|_| context.ledger.has.quantities).filter_map(|gap| {
        let units = units_milli(context, gap.from, gap.product);
        ratio(f64::from(gap.days) * 1000.0, units as f64)
    });
    distribution_of_reals(known.collect())
}
