//! `first_product` (METRICS.md section 7): what became of the customers who began with a product, or a category.

use super::{
    repurchase::{observation, returned_by},
    shape::{distribution, share},
};
use crate::{
    answers::{
        FirstProduct, FirstProductMix, FirstProductRow, MixRow, ProductCount, ProductRole, Share, THIN,
    },
    base::{Idx, IndexVec, Money},
    model::{
        BuyerIdx, CategoryIdx, Csr, History, Ledger, LineIdx, ProductIdx, PurchaseIdx, history::days_between,
    },
    models::{stats::ratio, survival::Survival},
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
/// Months over which the revenue of a customer is followed.
const MONTHS: i32 = 12;

/// Products, and categories where the file has them: all of them, most customers first.
pub fn answer(ledger: &Ledger, history: &History) -> FirstProduct {
    let returning = history.buyers().filter(|&buyer| history.n_purchases(buyer) >= 2).count() as u64;
    let overall = share(returning, history.n_customers() as u64);
    let (by_product, by_category) = (products(ledger), categories(ledger));
    let customers = Customers::new(history);
    let products =
        if ledger.has.products { rows(history, &customers, &by_product, &overall) } else { Vec::new() };
    let categories =
        if ledger.has.categories { rows(history, &customers, &by_category, &overall) } else { Vec::new() };
    FirstProduct { n_products: products.len() as u64, overall, products, categories }
}

/// `first_product_mix` (METRICS.md section 4): what first purchases hold, beside what all purchases hold.
pub fn mix(ledger: &Ledger, history: &History) -> FirstProductMix {
    FirstProductMix {
        products: mix_rows(history, &products(ledger)),
        categories: mix_rows(history, &categories(ledger)),
    }
}

/// Products of the mix that are listed.
const MOST_MIXED: usize = 200;

fn mix_rows<I: Idx>(history: &History, things: &Things<'_, I>) -> Vec<MixRow> {
    let mut counts = IndexVec::<I, (u64, u64)>::filled((0, 0), things.n);
    let mut held = Vec::new();
    for buyer in history.buyers() {
        for (purchase, number) in history.purchases_of(buyer).zip(1..) {
            things.held(history, purchase, &mut held);
            for &thing in &held {
                if let Some((new, all)) = counts.get_mut(thing) {
                    *new += u64::from(number == 1);
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
        .map(|(thing, &(new, all))| (thing, new, all))
        .collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| things.key(a.0).cmp(things.key(b.0))));
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

/// Products or categories: a column of the ledger and its texts.
struct Things<'a, I> {
    ledger: &'a Ledger,
    column: &'a IndexVec<LineIdx, I>,
    n: usize,
    key_of: fn(&Ledger, I) -> &str,
    label_of: fn(&Ledger, I) -> &str,
}

fn products(ledger: &Ledger) -> Things<'_, ProductIdx> {
    Things {
        ledger,
        column: &ledger.lines.product,
        n: ledger.products.len(),
        key_of: |ledger, product| ledger.products.text(product),
        label_of: |ledger, product| ledger.product_label(product),
    }
}

fn categories(ledger: &Ledger) -> Things<'_, CategoryIdx> {
    Things {
        ledger,
        column: &ledger.lines.category,
        n: ledger.categories.len(),
        key_of: |ledger, category| ledger.categories.text(category),
        label_of: |ledger, category| ledger.categories.text(category),
    }
}

impl<'a, I: Idx> Things<'a, I> {
    fn key(&self, thing: I) -> &'a str {
        (self.key_of)(self.ledger, thing)
    }
    fn label(&self, thing: I) -> &'a str {
        (self.label_of)(self.ledger, thing)
    }
    /// The distinct things that a purchase holds. A line below zero is something taken off or sent back, not held.
    fn held(&self, history: &History, purchase: PurchaseIdx, held: &mut Vec<I>) {
        held.clear();
        let is_held =
            |line: &&LineIdx| self.ledger.lines.amount.get(**line).is_none_or(|amount| !amount.is_negative());
        let things =
            history.lines_of(purchase).iter().filter(is_held).filter_map(|&line| self.column.get(line));
        held.extend(things.copied().filter(|thing| thing.index() < self.n));
        held.sort_unstable();
        held.dedup();
    }
}

/// What is needed of each customer, whatever the first product.
pub(super) struct Customers {
    /// Net revenue in the first 12 months; `None` for those not yet observed that long.
    revenue_12_months: IndexVec<BuyerIdx, Option<Money>>,
}

impl Customers {
    pub(super) fn new(history: &History) -> Customers {
        let revenue = |buyer| {
            let until = history.first_day(buyer).add_months(MONTHS);
            // A return dated before the first purchase is none of this customer's first twelve months.
            (until <= history.as_of).then(|| history.net_between(buyer, history.first_day(buyer), until))
        };
        Customers { revenue_12_months: history.buyers().map(revenue).collect() }
    }
    /// Net revenue in the first 12 months; `None` for a customer not yet observed that long.
    pub(super) fn revenue_12_months(&self, buyer: BuyerIdx) -> Option<Money> {
        self.revenue_12_months.at(buyer)
    }
}

fn rows<I: Idx>(
    history: &History,
    customers: &Customers,
    things: &Things<'_, I>,
    overall: &Share,
) -> Vec<FirstProductRow> {
    let mut began = beginnings(history, things);
    began.sort_unstable_by(|a, b| {
        b.1.len().cmp(&a.1.len()).then_with(|| things.key(a.0).cmp(things.key(b.0)))
    });
    let mut next = Next::new(history, things);
    let row = |(rank, (thing, buyers)): (usize, &(I, Vec<BuyerIdx>))| {
        let returned = buyers.iter().filter(|&&buyer| history.n_purchases(buyer) >= 2).count() as u64;
        let survival =
            Survival::new(buyers.iter().filter_map(|&buyer| observation(history, buyer, 1)).collect());
        let mut days: Vec<u32> = buyers.iter().filter_map(|&buyer| days_to_second(history, buyer)).collect();
        let followed: Vec<Money> =
            buyers.iter().filter_map(|&buyer| customers.revenue_12_months.at(buyer)).collect();
        let revenue: Money = followed.iter().copied().sum();
        let returning = share(returned, buyers.len() as u64);
        FirstProductRow {
            product: things.key(*thing).to_owned(),
            label: things.label(*thing).to_owned(),
            customers: buyers.len() as u64,
            share_of_customers: ratio(buyers.len() as f64, history.n_customers() as f64).unwrap_or(0.0),
            km_90: returned_by(&survival, 90),
            km_180: returned_by(&survival, 180),
            km_365: returned_by(&survival, 365),
            median_days_to_second: distribution(&mut days, 1.0).median,
            revenue_12_months: history
                .money(revenue)
                .and_then(|sum| ratio(sum.to_f64(), followed.len() as f64)),
            observed_12_months: followed.len() as u64,
            next: next.most_common(things, buyers, returned),
            role: role(history, rank, &returning, overall),
            returning,
        }
    };
    began.iter().enumerate().map(row).collect()
}

fn days_to_second(history: &History, buyer: BuyerIdx) -> Option<u32> {
    match history.days_of(buyer) {
        [first, second, ..] => Some(days_between(*first, *second)),
        _ => None,
    }
}

/// The customers whose first purchase holds each thing; only things that somebody began with.
fn beginnings<I: Idx>(history: &History, things: &Things<'_, I>) -> Vec<(I, Vec<BuyerIdx>)> {
    let mut buyers_of = IndexVec::<I, Vec<BuyerIdx>>::filled(Vec::new(), things.n);
    let mut held = Vec::new();
    for buyer in history.buyers() {
        let Some(first) = history.purchase_number(buyer, 1) else { continue };
        things.held(history, first, &mut held);
        for &thing in &held {
            if let Some(buyers) = buyers_of.get_mut(thing) {
                buyers.push(buyer);
            }
        }
    }
    let taken = |thing| Some((thing, std::mem::take(buyers_of.get_mut(thing)?)));
    (0..things.n).map(I::from_index).filter_map(taken).filter(|(_, buyers)| !buyers.is_empty()).collect()
}

/// Counts what second purchases hold; the counters are cleared after each first product.
struct Next<I> {
    /// What the second purchase of each customer holds.
    second: Csr<BuyerIdx>,
    held: Vec<I>,
    counts: IndexVec<I, u32>,
    touched: Vec<I>,
    pairs: u64,
}

impl<I: Idx> Next<I> {
    fn new(history: &History, things: &Things<'_, I>) -> Next<I> {
        let (mut second, mut all, mut held) = (Csr::default(), Vec::new(), Vec::new());
        for buyer in history.buyers() {
            if let Some(purchase) = history.purchase_number(buyer, 2) {
                things.held(history, purchase, &mut held);
                all.extend_from_slice(&held);
            }
            second.close(all.len());
        }
        Next { second, held: all, counts: IndexVec::filled(0, things.n), touched: Vec::new(), pairs: 0 }
    }

    fn most_common(
        &mut self,
        things: &Things<'_, I>,
        buyers: &[BuyerIdx],
        returned: u64,
    ) -> Vec<ProductCount> {
        for &buyer in buyers {
            let held = self.held.get(self.second.range(buyer)).unwrap_or(&[]);
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
            |a: &(u32, I), b: &(u32, I)| b.0.cmp(&a.0).then_with(|| things.key(a.1).cmp(things.key(b.1)));
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
