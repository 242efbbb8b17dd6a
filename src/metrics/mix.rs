//! `first_product_mix` (METRICS.md section 4): what first purchases hold, beside what all purchases hold, and which
//! products stand together in them.

use super::{context::Context, held::Held};
use crate::{
    answers::{FirstProductMix, MixRow, ProductPair, THIN},
    base::{Idx, IndexVec, hash::Map},
    model::{History, ProductIdx},
    models::stats::ratio,
};

/// Products of the mix that are listed.
const MOST_MIXED: usize = 200;
/// Pairs that are listed.
const MOST_PAIRS: usize = 50;
/// Pairs that are counted at most, so that one purchase of everything there is does not take all day.
const MOST_COUNTED: u64 = 20_000_000;

/// Products, categories and pairs of products.
pub fn answer(context: &Context) -> FirstProductMix {
    FirstProductMix {
        products: rows(context.history, &context.products),
        categories: rows(context.history, &context.categories),
        pairs: pairs(context.history, &context.products),
    }
}

fn rows<I: Idx>(history: &History, things: &Held<'_, I>) -> Vec<MixRow> {
    let mut counts = IndexVec::<I, (u32, u32)>::filled((0, 0), things.n);
    for buyer in history.buyers() {
        for (purchase, number) in history.purchases_of(buyer).zip(1..) {
            for &thing in things.of(purchase) {
                if let Some((new, all)) = counts.get_mut(thing) {
                    *new += u32::from(number == 1);
                    *all += 1;
                }
            }
        }
    }
    let purchases = history.purchases.day.len() as f64;
    let customers = history.n_customers() as f64;
    let mut rows: Vec<(I, u64, u64)> = counts
        .iter_enumerated()
        .filter(|(_, count)| count.0 > 0)
        .map(|(thing, &(new, all))| (thing, u64::from(new), u64::from(all)))
        .collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| things.rank(a.0).cmp(&things.rank(b.0))));
    rows.truncate(MOST_MIXED);
    let row = |(thing, new, all): (I, u64, u64)| {
        let share_of_new = ratio(new as f64, customers).unwrap_or(0.0);
        let share_of_purchases = ratio(all as f64, purchases).unwrap_or(0.0);
        MixRow {
            product: things.key(thing).to_owned(),
            label: things.label(thing).to_owned(),
            new_customers: new,
            share_of_new,
            share_of_purchases,
            lift: ratio(share_of_new, share_of_purchases),
            thin: new < THIN,
        }
    };
    rows.into_iter().map(row).collect()
}

/// The pairs of products of purchase 1, most customers first; of equal ones by key. Empty where there are too many.
fn pairs(history: &History, things: &Held<'_, ProductIdx>) -> Vec<ProductPair> {
    let mut counts: Map<u64, u32> = Map::default();
    counts.reserve(history.n_customers());
    let mut counted = 0;
    for buyer in history.buyers() {
        let Some(first) = history.purchase_number(buyer, 1) else { continue };
        let held = things.of(first);
        let n = held.len() as u64;
        counted += n * n.saturating_sub(1) / 2;
        if MOST_COUNTED < counted {
            return Vec::new();
        }
        for (at, one) in held.iter().enumerate() {
            for other in held.iter().skip(at + 1) {
                *counts.entry(u64::from(one.0) << 32 | u64::from(other.0)).or_default() += 1;
            }
        }
    }
    let mut most: Vec<(u32, u64)> = counts.into_iter().map(|(pair, count)| (count, pair)).collect();
    // Ties at the border are many: all with the least count that is listed stay until keys have decided.
    if MOST_PAIRS < most.len() {
        most.select_nth_unstable_by(MOST_PAIRS - 1, |a, b| b.0.cmp(&a.0));
        let least = most.get(MOST_PAIRS - 1).map_or(0, |&(count, _)| count);
        most.retain(|&(count, _)| least <= count);
    }
    let keys = |pair: u64| {
        let (a, b) = (ProductIdx((pair >> 32) as u32), ProductIdx(pair as u32));
        if things.rank(a) <= things.rank(b) { (a, b) } else { (b, a) }
    };
    let text = |pair: u64| {
        let (a, b) = keys(pair);
        (things.rank(a), things.rank(b))
    };
    most.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| text(a.1).cmp(&text(b.1))));
    most.truncate(MOST_PAIRS);
    let customers = history.n_customers() as f64;
    let row = |(count, pair): (u32, u64)| {
        let (a, b) = keys(pair);
        ProductPair {
            products: [a, b].map(|product| things.key(product).to_owned()),
            labels: [a, b].map(|product| things.label(product).to_owned()),
            new_customers: u64::from(count),
            share_of_new: ratio(f64::from(count), customers).unwrap_or(0.0),
            thin: u64::from(count) < THIN,
        }
    };
    most.into_iter().map(row).collect()
}
