//! `replenishment` (METRICS.md section 5): how long a product lasts, from those who buy it again.

use super::{
    context::Context,
    shape::{distribution, distribution_of_reals},
};
use crate::{
    answers::{Distribution, Replenishment, ReplenishmentRow, THIN},
    base::{Day, IndexVec},
    model::{BuyerIdx, Ledger, LineIdx, ProductIdx, history::days_between},
    models::stats::ratio,
};

/// Products that are listed.
const MOST_PRODUCTS: usize = 200;

/// One purchase of a product.
#[derive(Debug, Clone, Copy)]
struct Bought {
    buyer: BuyerIdx,
    day: Day,
    units_milli: i64,
}

/// A gap between two purchases of a product.
struct Gap {
    product: ProductIdx,
    buyer: BuyerIdx,
    days: u32,
    /// Units of the earlier purchase, in thousandths; 0 where they are not known.
    units_milli: i64,
}

/// Products with 30 or more repeat gaps.
pub fn answer(context: &Context) -> Replenishment {
    if !context.products.is_known() {
        return Replenishment::default();
    }
    let mut by_product: IndexVec<ProductIdx, Vec<Gap>> = IndexVec::default();
    let mut counts = IndexVec::<ProductIdx, u32>::filled(0, context.products.n);
    let gaps = gaps(context);
    for gap in &gaps {
        counts.get_mut(gap.product).into_iter().for_each(|count| *count += 1);
    }
    let enough = |product: ProductIdx| THIN <= u64::from(counts.get(product).copied().unwrap_or(0));
    for product in counts.indices() {
        let n = if enough(product) { counts.at(product) as usize } else { 0 };
        by_product.push(Vec::with_capacity(n));
    }
    for gap in gaps {
        if enough(gap.product)
            && let Some(list) = by_product.get_mut(gap.product)
        {
            list.push(gap);
        }
    }
    let products = &context.products;
    let mut ranked: Vec<ProductIdx> = counts.indices().filter(|&product| enough(product)).collect();
    let n_products = ranked.len() as u64;
    ranked.sort_unstable_by(|&a, &b| {
        counts.at(b).cmp(&counts.at(a)).then_with(|| products.rank(a).cmp(&products.rank(b)))
    });
    ranked.truncate(MOST_PRODUCTS);
    let row = |product: ProductIdx| {
        let gaps = by_product.get(product).map_or(&[][..], Vec::as_slice);
        let mut days: Vec<u32> = gaps.iter().map(|gap| gap.days).collect();
        ReplenishmentRow {
            product: products.key(product).to_owned(),
            label: products.label(product).to_owned(),
            // gaps of one customer stand together
            customers: gaps.chunk_by(|a, b| a.buyer == b.buyer).count() as u64,
            days: distribution(&mut days, 1.0),
            days_per_unit: per_unit(gaps),
        }
    };
    Replenishment { products: ranked.into_iter().map(row).collect(), n_products }
}

/// All gaps between a customer's consecutive purchases of a product, customer by customer.
fn gaps(context: &Context) -> Vec<Gap> {
    let (ledger, history) = (context.ledger, context.history);
    let never = Bought { buyer: BuyerIdx::NONE, day: Day(0), units_milli: 0 };
    // What was bought last of each product: an entry of another customer is recognised by the customer.
    let mut last = IndexVec::<ProductIdx, Bought>::filled(never, context.products.n);
    let mut gaps = Vec::new();
    for buyer in history.buyers() {
        if history.n_purchases(buyer) < 2 {
            continue;
        }
        for purchase in history.purchases_of(buyer) {
            let day = history.purchases.day.at(purchase);
            for &product in context.products.of(purchase) {
                let Some(before) = last.get_mut(product) else { continue };
                if before.buyer == buyer {
                    let days = days_between(before.day, day);
                    gaps.push(Gap { product, buyer, days, units_milli: before.units_milli });
                }
                *before = Bought { buyer, day, units_milli: 0 };
            }
            if ledger.has.quantities {
                for &line in history.lines_of(purchase) {
                    add_units(ledger, line, buyer, &mut last);
                }
            }
        }
    }
    gaps
}

fn add_units(ledger: &Ledger, line: LineIdx, buyer: BuyerIdx, last: &mut IndexVec<ProductIdx, Bought>) {
    let units = ledger.lines.quantity_milli.get(line).copied().unwrap_or(0);
    let taken = ledger.lines.amount.get(line).is_some_and(|amount| amount.is_negative());
    if taken || units <= 0 {
        return;
    }
    let bought = ledger.lines.product.get(line).and_then(|&product| last.get_mut(product));
    if let Some(bought) = bought.filter(|bought| bought.buyer == buyer) {
        bought.units_milli += i64::from(units);
    }
}

fn per_unit(gaps: &[Gap]) -> Distribution {
    let known = gaps.iter().filter(|gap| 0 < gap.units_milli);
    let days = known.filter_map(|gap| ratio(f64::from(gap.days) * 1000.0, gap.units_milli as f64));
    distribution_of_reals(days.collect())
}
