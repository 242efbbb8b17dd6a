//! `product_paths` (METRICS.md section 7): purchase 1 → 2 → 3 → 4, the most frequent paths.

use super::{context::Context, held::Held};
use crate::{
    answers::{PathLength, PathRow, ProductPaths, THIN},
    base::{Idx, hash::Map},
    model::History,
    models::stats::ratio,
};

/// Purchases of the longest path.
const LONGEST: usize = 4;
/// Paths of each length that are listed.
const MOST_PATHS: usize = 25;

/// The most frequent paths of products, and of categories.
pub fn answer(context: &Context) -> ProductPaths {
    ProductPaths {
        products: paths(context.history, &context.products),
        categories: paths(context.history, &context.categories),
    }
}

fn paths<I: Idx>(history: &History, held: &Held<'_, I>) -> Vec<PathLength> {
    if !held.is_known() {
        return Vec::new();
    }
    // Purchase 2 to 4. A path is the ranks of its things, counted from 1; a shorter one has zeros after it.
    let mut counts: [Map<[u32; LONGEST], u32>; LONGEST - 1] = Default::default();
    let mut reached = [0_u64; LONGEST - 1];
    for buyer in history.buyers() {
        if history.n_purchases(buyer) < 2 {
            continue;
        }
        let mut path = [0_u32; LONGEST];
        for (at, purchase) in history.purchases_of(buyer).take(LONGEST).enumerate() {
            // A purchase without any product ends the path: nobody knows what it was.
            let Some(thing) = held.main(purchase) else { break };
            path.get_mut(at).into_iter().for_each(|slot| *slot = held.rank(thing).saturating_add(1));
            if let Some(length) = at.checked_sub(1) {
                counts.get_mut(length).into_iter().for_each(|counts| *counts.entry(path).or_default() += 1);
                reached.get_mut(length).into_iter().for_each(|count| *count += 1);
            }
        }
    }
    let rows = counts.into_iter().zip(reached).zip(2..);
    rows.map(|((counts, customers), purchases)| PathLength {
        purchases,
        customers,
        paths: most(held, counts, customers, purchases as usize),
    })
    .collect()
}

/// The most frequent ones; of equal ones the first by their keys.
fn most<I: Idx>(
    held: &Held<'_, I>,
    counts: Map<[u32; LONGEST], u32>,
    customers: u64,
    length: usize,
) -> Vec<PathRow> {
    let mut ranked: Vec<(u32, [u32; LONGEST])> =
        counts.into_iter().map(|(path, count)| (count, path)).collect();
    let order =
        |a: &(u32, [u32; LONGEST]), b: &(u32, [u32; LONGEST])| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1));
    if MOST_PATHS < ranked.len() {
        ranked.select_nth_unstable_by(MOST_PATHS - 1, order);
        ranked.truncate(MOST_PATHS);
    }
    ranked.sort_unstable_by(order);
    let things = |path: [u32; LONGEST]| {
        path.into_iter().take(length).map(|place| held.at_rank(place.saturating_sub(1)))
    };
    let row = |(count, path): (u32, [u32; LONGEST])| PathRow {
        products: things(path).map(|thing| held.key(thing).to_owned()).collect(),
        labels: things(path).map(|thing| held.label(thing).to_owned()).collect(),
        customers: u64::from(count),
        share: ratio(f64::from(count), customers as f64),
        thin: u64::from(count) < THIN,
    };
    ranked.into_iter().map(row).collect()
}
