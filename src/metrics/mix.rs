//! `first_product_mix` (METRICS.md section 4): what first purchases hold, beside what all purchases hold, and which
//! products stand together in them.

use super::{context::Context, held::Held};
use crate::{
    answers::{FirstProductMix, MixRow, ProductPair, THIN},
    base::{Idx, IndexVec, order::sort_by},
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
#[inline(never)]
pub fn answer(context: &Context) -> FirstProductMix {
    FirstProductMix {
        products: rows(context.history, &context.products),
        categories: rows(context.history, &context.categories),
        pairs: pairs(context.history, &context.products),
    }
}

#[inline(never)]
fn rows<I: Idx>(history: &History, things: &Held<'_, I>) -> Vec<MixRow> {
    let begun = things.begun_with();
    let mut bought = IndexVec::<I, u32>::filled(0, things.n);
    things.of_all(|held| {
        // what is no thing has no count
        for &thing in held {
            bought.get_mut(thing).into_iter().for_each(|count| *count += 1);
        }
    });
    let purchases = history.purchases.day.len() as f64;
    let customers = history.n_customers() as f64;
    let row = |thing: I| {
        let (new, all) = (u64::from(begun.at(thing)), u64::from(bought.at(thing)));
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
    things.largest(&begun, MOST_MIXED).0.into_iter().map(row).collect()
}

/// Every pair of products that stands in a purchase 1, the smaller index first, with the customers; `None` where there are
/// too many. Pairs are brought together by their first product, so that one row of counts serves them all.
#[inline(never)]
fn count_pairs(history: &History, things: &Held<'_, ProductIdx>) -> Option<Vec<(u32, u64)>> {
    let mut starts = vec![0_u32; things.n];
    let mut n_pairs = 0_u64;
    for buyer in history.buyers() {
        let held = things.of_first(buyer);
        let n = held.len() as u64;
        n_pairs += n * n.saturating_sub(1) / 2;
        if MOST_COUNTED < n_pairs {
            return None;
        }
        for (one, others) in held.iter().zip((0..held.len() as u32).rev()) {
            starts.get_mut(one.index()).into_iter().for_each(|count| *count += others);
        }
    }
    let mut next = 0;
    for start in &mut starts {
        next += std::mem::replace(start, next);
    }
    // placing moves each start to its end
    let mut seconds = vec![ProductIdx::NONE; next as usize];
    for buyer in history.buyers() {
        let mut held = things.of_first(buyer);
        while let [one, others @ ..] = held {
            held = others;
            let Some(start) = starts.get_mut(one.index()) else { continue };
            let end = *start as usize + others.len();
            if let Some(slots) = seconds.get_mut(*start as usize..end) {
                slots.copy_from_slice(others);
            }
            *start = end as u32;
        }
    }
    let mut counts = IndexVec::<ProductIdx, u32>::filled(0, things.n);
    let mut found = Vec::new();
    let mut start = 0;
    for (&end, one) in starts.iter().zip(0_u64..) {
        let others = seconds.get(start..end as usize).unwrap_or(&[]);
        start = end as usize;
        for &other in others {
            counts.get_mut(other).into_iter().for_each(|count| *count += 1);
        }
        for &other in others {
            // the first time takes the count and leaves zero for the others
            let count = counts.get_mut(other).map_or(0, std::mem::take);
            if 0 < count {
                found.push((count, one << 32 | u64::from(other.0)));
            }
        }
    }
    Some(found)
}

/// The pairs of products of purchase 1, most customers first; of equal ones by key. Empty where there are too many.
#[inline(never)]
fn pairs(history: &History, things: &Held<'_, ProductIdx>) -> Vec<ProductPair> {
    let Some(mut most) = count_pairs(history, things) else { return Vec::new() };
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
    sort_by(&mut most, |a, b| b.0.cmp(&a.0).then_with(|| text(a.1).cmp(&text(b.1))));
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
