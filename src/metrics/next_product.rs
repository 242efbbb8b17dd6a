//! `next_product` (METRICS.md section 7): what a customer buys next, from what others bought who held the same, and how
//! often that is right beside "always the bestsellers".
//!
//! For a held product h and a product n, `P(n | h) = (c + K pop(n)) / (N + K)`: c next purchases with n of the N next
//! purchases of customers who held h, shrunk towards the share of all purchases that hold n as if K more had been seen.
//! A customer's products are scored by the mean over everything held so far. Of each h the pairs with the most next
//! purchases are kept; for all others c counts as 0, which leaves their popularity.

use super::{context::Context, held::Held, shape::share};
use crate::{
    answers::{NextProduct, NextProductRow, ProductCount, THIN},
    base::{Idx, IndexVec, Turns, at_once, order::sort_by},
    model::{BuyerIdx, History, ProductIdx, PurchaseIdx},
    models::stats::ratio,
};

/// Purchases that popularity weighs against what was seen.
const K: f64 = 30.0;
/// Pairs kept of each product held.
const N_KEPT: usize = 20;
/// Products named.
const N_NAMED: usize = 3;
/// Products held that are listed.
const MOST_ROWS: usize = 200;
/// Customers whose purchases are counted, or foretold, before anybody may ask for a turn.
const HOLDERS_A_TURN: usize = 512;
/// Pairs that are counted at most: a customer with thousands of orders has billions.
const MOST_PAIRS: u64 = 200_000_000;

/// What was bought after holding one product.
#[derive(Debug, Clone, Default)]
struct After {
    /// Next purchases.
    n: u32,
    /// The products most often in them.
    most: Vec<(ProductIdx, u32)>,
}

/// The model on everything but last purchases, tried on these; and its table on everything.
pub fn answer(context: &Context) -> NextProduct {
    answer_keeping(context, N_KEPT)
}

/// The same with another number of pairs kept of each product held: what keeping few is held against.
pub fn answer_keeping(context: &Context, kept: usize) -> NextProduct {
    at_once(keeping(context, kept, &Turns::ONE))
}

/// [`answer`] in turns.
pub async fn in_turns(context: &Context<'_>, turns: &Turns<'_>) -> NextProduct {
    keeping(context, N_KEPT, turns).await
}

async fn keeping(context: &Context<'_>, kept: usize, turns: &Turns<'_>) -> NextProduct {
    let (history, held) = (context.history, &context.products);
    if !held.is_known() || held.n == 0 {
        return NextProduct::default();
    }
    let holders = Holders::new(history, held);
    turns.next().await;
    let Some((training, whole)) = count(history, held, &holders, kept, turns).await else {
        return NextProduct { too_many: true, ..NextProduct::default() };
    };
    let trained = Popularity::new(history, held, Upto::BeforeLast);
    let (evaluated, hits, best) = evaluate(history, held, &training, &trained, turns).await;
    turns.next().await;
    let popularity = Popularity::new(history, held, Upto::All);
    let mut ranked: Vec<ProductIdx> =
        whole.indices().filter(|&product| whole.get(product).is_some_and(|after| 0 < after.n)).collect();
    let n_of = |product: ProductIdx| whole.get(product).map_or(0, |after| after.n);
    sort_by(&mut ranked, |&a, &b| n_of(b).cmp(&n_of(a)).then_with(|| held.rank(a).cmp(&held.rank(b))));
    ranked.truncate(MOST_ROWS);
    let rows =
        ranked.into_iter().filter_map(|product| Some(row(held, product, whole.get(product)?, &popularity)));
    NextProduct {
        held: rows.collect(),
        evaluated,
        hit_rate: share(hits, evaluated),
        bestseller_hit_rate: share(best, evaluated),
        too_many: false,
    }
}

fn row(
    held: &Held<'_, ProductIdx>,
    product: ProductIdx,
    after: &After,
    popularity: &Popularity,
) -> NextProductRow {
    let n = f64::from(after.n) + K;
    // A bestseller that is not among the pairs kept can still be the most likely one.
    let unseen = popularity.best.iter().filter(|best| after.most.iter().all(|(product, _)| product != *best));
    let mut scored: Vec<(f64, u32, ProductIdx)> = after
        .most
        .iter()
        .copied()
        .chain(unseen.map(|&product| (product, 0)))
        .map(|(product, count)| ((f64::from(count) + K * popularity.share(product)) / n, count, product))
        .collect();
    scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| held.rank(a.2).cmp(&held.rank(b.2))));
    scored.truncate(N_NAMED);
    NextProductRow {
        product: held.key(product).to_owned(),
        label: held.label(product).to_owned(),
        purchases: u64::from(after.n),
        next: scored
            .into_iter()
            .map(|(probability, count, product)| ProductCount {
                product: held.key(product).to_owned(),
                label: held.label(product).to_owned(),
                customers: u64::from(count),
                share: Some(probability),
            })
            .collect(),
        thin: u64::from(after.n) < THIN,
    }
}

/// Who held each product, and from which purchase on.
struct Holders {
    starts: Vec<u32>,
    /// By product: the purchase of each customer that first held it.
    first: Vec<PurchaseIdx>,
}

/// The last purchase of every customer, a bit each: from any other of the customer's it is a short way.
struct Lasts(Vec<u64>);

impl Lasts {
    fn new(history: &History) -> Lasts {
        let mut words = vec![0; history.purchases.day.len().div_ceil(64)];
        for last in history.buyers().filter_map(|buyer| history.purchases_of(buyer).next_back()) {
            words.get_mut(last.index() / 64).into_iter().for_each(|word| *word |= 1 << (last.index() % 64));
        }
        Lasts(words)
    }
    /// The last purchase of the customer whose purchase this is.
    #[inline]
    fn of(&self, purchase: PurchaseIdx) -> Option<PurchaseIdx> {
        let at = purchase.index() / 64;
        let mut words = self.0.get(at..)?.iter();
        let first = words.next()? >> (purchase.index() % 64);
        if first != 0 {
            return Some(PurchaseIdx(purchase.0 + first.trailing_zeros()));
        }
        let (word, at) = words.zip(at + 1..).find(|&(&word, _)| word != 0)?;
        Some(PurchaseIdx::from_index(at * 64 + word.trailing_zeros() as usize))
    }
}

impl Holders {
    fn new(history: &History, held: &Held<'_, ProductIdx>) -> Holders {
        // Counted first and placed then: to look twice takes no longer than to remember, and no memory.
        let mut starts = vec![0_u32; held.n + 1];
        Self::each(history, held, |product, _| {
            starts.get_mut(product.index() + 1).into_iter().for_each(|count| *count += 1);
        });
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut first = vec![PurchaseIdx::NONE; sum as usize];
        Self::each(history, held, |product, purchase| {
            let Some(at) = next.get_mut(product.index()) else { return };
            first.get_mut(*at as usize).into_iter().for_each(|slot| *slot = purchase);
            *at += 1;
        });
        Holders { starts, first }
    }
    /// Every product of every customer with the purchase that first held it, customer by customer.
    fn each(history: &History, held: &Held<'_, ProductIdx>, mut add: impl FnMut(ProductIdx, PurchaseIdx)) {
        let mut seen = IndexVec::<ProductIdx, BuyerIdx>::filled(BuyerIdx::NONE, held.n);
        for buyer in history.buyers() {
            let n = history.n_purchases(buyer);
            // what is held from the last purchase on has nothing after it
            for purchase in history.purchases_of(buyer).take(n.saturating_sub(1)) {
                for &product in held.of(purchase) {
                    let Some(before) = seen.get_mut(product) else { continue };
                    if *before != buyer {
                        *before = buyer;
                        add(product, purchase);
                    }
                }
            }
        }
    }
    fn of(&self, product: ProductIdx) -> &[PurchaseIdx] {
        let start = self.starts.get(product.index()).copied().unwrap_or(0) as usize;
        let end = self.starts.get(product.index() + 1).copied().unwrap_or(0) as usize;
        self.first.get(start..end).unwrap_or(&[])
    }
}

type Table = IndexVec<ProductIdx, After>;

/// Counts next purchases product by product: once without each customer's last, once with it. `None` where there are
/// too many.
async fn count(
    history: &History,
    held: &Held<'_, ProductIdx>,
    holders: &Holders,
    kept: usize,
    turns: &Turns<'_>,
) -> Option<(Table, Table)> {
    let (mut training, mut whole) = (Table::default(), Table::default());
    let mut counts = IndexVec::<ProductIdx, u32>::filled(0, held.n);
    let mut touched: Vec<ProductIdx> = Vec::new();
    let mut ranked = Vec::new();
    let mut pairs = 0_u64;
    let lasts = Lasts::new(history);
    let mut add = |counts: &mut IndexVec<ProductIdx, u32>, touched: &mut Vec<ProductIdx>, purchase| {
        let things = held.of(purchase);
        // a purchase of nothing costs a look too
        pairs += 1 + things.len() as u64;
        for &thing in things {
            if let Some(count) = counts.get_mut(thing) {
                if *count == 0 {
                    touched.push(thing);
                }
                *count += 1;
            }
        }
        pairs <= MOST_PAIRS
    };
    for product in (0..held.n).map(ProductIdx::from_index) {
        let mut n = 0;
        for (at, &first) in holders.of(product).iter().enumerate() {
            if at % HOLDERS_A_TURN == 0 {
                turns.next().await;
            }
            let Some(last) = lasts.of(first) else { continue };
            // purchases of a customer are numbered one after the other
            for purchase in (first.0 + 1..last.0).map(PurchaseIdx) {
                n += 1;
                if !add(&mut counts, &mut touched, purchase) {
                    return None;
                }
            }
        }
        training.push(After { n, most: most(held, &counts, &touched, kept, &mut ranked) });
        for (at, &first) in holders.of(product).iter().enumerate() {
            if at % HOLDERS_A_TURN == 0 {
                turns.next().await;
            }
            let Some(last) = lasts.of(first) else { continue };
            n += 1;
            if !add(&mut counts, &mut touched, last) {
                return None;
            }
        }
        whole.push(After { n, most: most(held, &counts, &touched, kept, &mut ranked) });
        for thing in touched.drain(..) {
            counts.get_mut(thing).into_iter().for_each(|count| *count = 0);
        }
    }
    Some((training, whole))
}

/// The products most often counted; of equal ones the first by key.
fn most(
    held: &Held<'_, ProductIdx>,
    counts: &IndexVec<ProductIdx, u32>,
    touched: &[ProductIdx],
    kept: usize,
    ranked: &mut Vec<(ProductIdx, u32)>,
) -> Vec<(ProductIdx, u32)> {
    ranked.clear();
    ranked.extend(touched.iter().map(|&thing| (thing, counts.at(thing))));
    if 0 < kept && kept < ranked.len() {
        ranked.select_nth_unstable_by(kept - 1, |a, b| b.1.cmp(&a.1));
        let least = ranked.get(kept - 1).map_or(0, |&(_, count)| count);
        ranked.retain(|&(_, count)| least <= count);
    }
    ranked.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| held.rank(a.0).cmp(&held.rank(b.0))));
    ranked.truncate(kept);
    // no larger than it is: the list that it was found in has a place for every product
    ranked.clone()
}

/// Which purchases popularity is counted over.
#[derive(Clone, Copy, PartialEq)]
enum Upto {
    All,
    /// All but the last of each customer with two or more.
    BeforeLast,
}

/// How many purchases hold each product.
struct Popularity {
    counts: IndexVec<ProductIdx, u32>,
    purchases: f64,
    /// The bestsellers.
    best: Vec<ProductIdx>,
}

impl Popularity {
    fn new(history: &History, held: &Held<'_, ProductIdx>, upto: Upto) -> Popularity {
        let mut counts = IndexVec::<ProductIdx, u32>::filled(0, held.n);
        let mut purchases = 0_u64;
        for buyer in history.buyers() {
            let n = history.n_purchases(buyer);
            let n = if upto == Upto::BeforeLast && 2 <= n { n - 1 } else { n };
            for purchase in history.purchases_of(buyer).take(n) {
                purchases += 1;
                for &product in held.of(purchase) {
                    counts.get_mut(product).into_iter().for_each(|count| *count += 1);
                }
            }
        }
        let mut best: Vec<ProductIdx> = counts.indices().filter(|&product| 0 < counts.at(product)).collect();
        let by_count = |a: &ProductIdx, b: &ProductIdx| {
            counts.at(*b).cmp(&counts.at(*a)).then_with(|| held.rank(*a).cmp(&held.rank(*b)))
        };
        if N_NAMED < best.len() {
            best.select_nth_unstable_by(N_NAMED - 1, by_count);
            best.truncate(N_NAMED);
        }
        best.sort_unstable_by(by_count);
        Popularity { counts, purchases: purchases as f64, best }
    }
    fn share(&self, product: ProductIdx) -> f64 {
        let count = self.counts.get(product).copied().unwrap_or(0);
        ratio(f64::from(count), self.purchases).unwrap_or(0.0)
    }
}

/// Foretells the last purchase of every customer with two or more: how many there are, how often one of three products
/// was in it, and how often one of the three bestsellers.
async fn evaluate(
    history: &History,
    held: &Held<'_, ProductIdx>,
    training: &Table,
    popularity: &Popularity,
    turns: &Turns<'_>,
) -> (u64, u64, u64) {
    let (mut evaluated, mut hits, mut best) = (0, 0, 0);
    let mut scores = IndexVec::<ProductIdx, f64>::filled(0.0, held.n);
    let mut seen = IndexVec::<ProductIdx, BuyerIdx>::filled(BuyerIdx::NONE, held.n);
    let mut touched: Vec<ProductIdx> = Vec::new();
    for (at, buyer) in history.buyers().enumerate() {
        if at % HOLDERS_A_TURN == 0 {
            turns.next().await;
        }
        let n = history.n_purchases(buyer);
        let Some(last) = history.purchases_of(buyer).next_back().filter(|_| 2 <= n) else { continue };
        let mut weight = 0.0;
        let mut n_held = 0_u32;
        for purchase in history.purchases_of(buyer).take(n - 1) {
            for &product in held.of(purchase) {
                let (Some(before), Some(after)) = (seen.get_mut(product), training.get(product)) else {
                    continue;
                };
                if *before == buyer {
                    continue;
                }
                *before = buyer;
                n_held += 1;
                let divisor = f64::from(after.n) + K;
                weight += K / divisor;
                for &(next, count) in &after.most {
                    let Some(score) = scores.get_mut(next) else { continue };
                    if *score == 0.0 {
                        touched.push(next);
                    }
                    *score += f64::from(count) / divisor;
                }
            }
        }
        let bought = held.of(last);
        if n_held == 0 || bought.is_empty() {
            for product in touched.drain(..) {
                scores.get_mut(product).into_iter().for_each(|score| *score = 0.0);
            }
            continue;
        }
        for &best in &popularity.best {
            if scores.get(best) == Some(&0.0) {
                touched.push(best);
            }
        }
        let mut named: [Option<(f64, ProductIdx)>; N_NAMED] = [None; N_NAMED];
        for product in touched.drain(..) {
            let Some(score) = scores.get_mut(product) else { continue };
            let value = std::mem::take(score) + weight * popularity.share(product);
            insert(held, &mut named, (value, product));
        }
        evaluated += 1;
        let holds = |product: &ProductIdx| bought.binary_search(product).is_ok();
        hits += u64::from(named.iter().flatten().any(|(_, product)| holds(product)));
        best += u64::from(popularity.best.iter().any(holds));
    }
    (evaluated, hits, best)
}

/// Keeps the best few, the first by key among equal ones.
fn insert(
    held: &Held<'_, ProductIdx>,
    named: &mut [Option<(f64, ProductIdx)>; N_NAMED],
    mut new: (f64, ProductIdx),
) {
    for slot in named {
        match slot {
            None => {
                *slot = Some(new);
                return;
            }
            Some(old) => {
                let is_better = old.0 < new.0 || (old.0 == new.0 && held.rank(new.1) < held.rank(old.1));
                if is_better {
                    std::mem::swap(old, &mut new);
                }
            }
        }
    }
}
