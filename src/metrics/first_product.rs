//! `first_product` (METRICS.md section 7): what became of the customers who began with a product, or a category.

use super::{context::Context, held::Held, repurchase::returned_by, shape::share};
use crate::{
    answers::{FirstProduct, FirstProductRow, ProductCount, ProductRole, Share, THIN},
    base::{Idx, IndexVec, Money},
    model::{BuyerIdx, History},
    models::{stats::ratio, survival::Survival, tally::Tally},
};

/// Products of the second purchase that are named.
const N_NEXT: usize = 3;
/// Products that can be heroes: the largest shares.
const N_LARGEST: usize = 3;
/// A smaller first product is not worth being called a leak.
const LEAST_LEAK_SHARE: f64 = 0.02;
/// Pairs of first and second product that are counted at most. A real shop has a few million; one customer with two
/// orders of every product there is would have 10^12.
const MOST_PAIRS: u64 = 100_000_000;
/// Products, and categories where the file has them: all of them, most customers first.
#[inline(never)]
pub fn answer(context: &Context) -> FirstProduct {
    let ledger = context.ledger;
    let overall = context.repurchase.returning;
    let (n_products, products) =
        if ledger.has.products { rows(context, &context.products, &overall) } else { (0, Vec::new()) };
    let categories =
        if ledger.has.categories { rows(context, &context.categories, &overall).1 } else { Vec::new() };
    FirstProduct { n_products, overall, products, categories }
}

fn rows<I: Idx>(context: &Context, things: &Held<'_, I>, overall: &Share) -> (u64, Vec<FirstProductRow>) {
    let history = context.history;
    let sizes = things.begun_with();
    let (ranked, n_things) = things.largest(&sizes, context.products_shown);
    let places = things.places(&ranked);
    let mut lists: Vec<Vec<BuyerIdx>> =
        ranked.iter().map(|&thing| Vec::with_capacity(sizes.at(thing) as usize)).collect();
    for buyer in history.buyers() {
        for &thing in things.of_first(buyer) {
            lists.get_mut(places.at(thing) as usize).into_iter().for_each(|list| list.push(buyer));
        }
    }
    let mut next = Next::new(things);
    let row = |(rank, (&thing, buyers)): (usize, (&I, &Vec<BuyerIdx>))| {
        let (mut came_back, mut open) = (Tally::default(), Tally::default());
        let (mut followed, mut revenue) = (0_u64, Money::ZERO);
        for &buyer in buyers {
            let seen = context.until_second.at(buyer);
            if seen.censored { &mut open } else { &mut came_back }.add(seen.days);
            if let Some(net) = context.revenue_12_months.at(buyer) {
                followed += 1;
                revenue += net;
            }
        }
        let survival = Survival::from_tallies(&came_back, &open);
        let returned = came_back.n();
        let returning = share(returned, buyers.len() as u64);
        let [median_days_to_second] = came_back.quantiles([0.5]);
        FirstProductRow {
            product: things.key(thing).to_owned(),
            label: things.label(thing).to_owned(),
            customers: buyers.len() as u64,
            share_of_customers: ratio(buyers.len() as f64, history.n_customers() as f64).unwrap_or(0.0),
            km_90: returned_by(&survival, 90),
            km_180: returned_by(&survival, 180),
            km_365: returned_by(&survival, 365),
            median_days_to_second,
            revenue_12_months: history.money(revenue).and_then(|sum| ratio(sum.to_f64(), followed as f64)),
            observed_12_months: followed,
            next: next.most_common(things, buyers, returned),
            role: role(history, rank, &returning, overall),
            returning,
        }
    };
    (n_things as u64, ranked.iter().zip(&lists).enumerate().map(row).collect())
}

/// Counts what second purchases hold; the counters are cleared after each first product.
struct Next<I> {
    counts: IndexVec<I, u32>,
    touched: Vec<I>,
    pairs: u64,
}

impl<I: Idx> Next<I> {
    fn new(things: &Held<'_, I>) -> Next<I> {
        Next { counts: IndexVec::filled(0, things.n), touched: Vec::new(), pairs: 0 }
    }

    fn most_common(&mut self, things: &Held<'_, I>, buyers: &[BuyerIdx], returned: u64) -> Vec<ProductCount> {
        for &buyer in buyers {
            let held = things.of_second(buyer);
            self.pairs += held.len() as u64;
            if MOST_PAIRS < self.pairs {
                break;
            }
            for &thing in held {
                let Some(count) = self.counts.get_mut(thing) else { continue };
                if *count == 0 {
                    self.touched.push(thing);
                }
                *count += 1;
            }
        }
        let mut counted: Vec<(u32, I)> = self
            .touched
            .drain(..)
            .filter_map(|thing| Some((std::mem::take(self.counts.get_mut(thing)?), thing)))
            .collect();
        if MOST_PAIRS < self.pairs {
            return Vec::new();
        }
        let order =
            |a: &(u32, I), b: &(u32, I)| b.0.cmp(&a.0).then_with(|| things.rank(a.1).cmp(&things.rank(b.1)));
        if counted.len() > N_NEXT {
            counted.select_nth_unstable_by(N_NEXT - 1, order);
            counted.truncate(N_NEXT);
        }
        counted.sort_unstable_by(order);
        let row = |(count, thing): (u32, I)| ProductCount {
            product: things.key(thing).to_owned(),
            label: things.label(thing).to_owned(),
            customers: u64::from(count),
            share: ratio(f64::from(count), returned as f64),
        };
        counted.into_iter().map(row).collect()
    }
}

/// Thin before all else: of fewer than 30 customers nothing is claimed.
fn role(history: &History, rank: usize, returning: &Share, overall: &Share) -> ProductRole {
    let (Some(average), Some(low), Some(high)) = (overall.share, returning.low, returning.high) else {
        return ProductRole::Thin;
    };
    let is_large = rank < N_LARGEST;
    let of_customers = ratio(returning.of as f64, history.n_customers() as f64).unwrap_or(0.0);
    if returning.of < THIN {
        ProductRole::Thin
    } else if is_large && average <= high {
        ProductRole::Hero
    } else if !is_large && average < low {
        ProductRole::LoyaltyBuilder
    } else if high < average && LEAST_LEAK_SHARE <= of_customers {
        ProductRole::Leak
    } else {
        ProductRole::Ordinary
    }
}
