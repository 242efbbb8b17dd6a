//! The cohort table by what purchase 1 was (METRICS.md section 9): product, category, channel, coupon, country,
//! discounted or not.

use super::{
    context::Context,
    held::Held,
    spread::{Course, Spread},
};
use crate::{
    answers::{CohortGroup, CohortSplit, SplitBy, THIN},
    base::{Idx, IndexVec, Interner},
    model::{BuyerIdx, History},
};

/// Cohorts of a split that are given.
const MOST_GROUPS: usize = 25;

/// Who is in which cohort of one split.
struct Split {
    by: SplitBy,
    /// Key, label and size, largest first.
    groups: Vec<(String, String, u64)>,
    n_groups: u64,
    /// For each thing its place among `groups`.
    place: Vec<Option<u8>>,
}

/// All splits that the file has columns for.
pub fn answer(context: &Context, n_columns: usize) -> Vec<CohortSplit> {
    let (history, ledger, starts) = (context.history, context.ledger, &context.starts);
    let products = ledger.has.products.then(|| of_held(history, SplitBy::FirstProduct, &context.products));
    let categories = ledger.has.categories.then(|| of_held(history, SplitBy::Category, &context.categories));
    let channels = of_column(SplitBy::Channel, &starts.channel, &ledger.channels);
    let coupons = of_column(SplitBy::Coupon, &starts.coupon, &ledger.coupons);
    let countries = of_column(SplitBy::Country, &starts.country, &ledger.countries);
    let discounted = of_discounts(&starts.discounted);
    let mut spreads: Vec<Vec<Spread>> =
        [&products, &categories, &channels, &coupons, &countries, &discounted]
            .map(|split| split.as_ref().map_or(0, |split| split.groups.len()))
            .map(|n| vec![Spread::new(n_columns); n])
            .to_vec();
    let over = context.purchase_timeline.over();
    let mut course = Course::default();
    for buyer in history.buyers() {
        let Some(slot) = context.purchase_timeline.slot(history.first_day(buyer)) else { continue };
        course.read(context, buyer, slot);
        let mut count = |split: &Option<Split>, at: usize, thing: usize| {
            let place = split.as_ref().and_then(|split| *split.place.get(thing)?);
            let spread = place.and_then(|place| spreads.get_mut(at)?.get_mut(usize::from(place)));
            if let Some(spread) = spread {
                spread.count(&course, over.saturating_sub(slot));
            }
        };
        if let Some(first) = history.purchase_number(buyer, 1) {
            context.products.of(first).iter().for_each(|thing| count(&products, 0, thing.index()));
            context.categories.of(first).iter().for_each(|thing| count(&categories, 1, thing.index()));
        }
        // A cell that is empty is the last thing of its column.
        let at = |idx: Option<usize>, n: usize| idx.map(|idx| idx.min(n));
        if let Some(thing) = at(starts.channel.get(buyer).map(|idx| idx.index()), ledger.channels.len()) {
            count(&channels, 2, thing);
        }
        if let Some(thing) = at(starts.coupon.get(buyer).map(|idx| idx.index()), ledger.coupons.len()) {
            count(&coupons, 3, thing);
        }
        if let Some(thing) = at(starts.country.get(buyer).map(|idx| idx.index()), ledger.countries.len()) {
            count(&countries, 4, thing);
        }
        if let Some(&thing) = starts.discounted.get(buyer) {
            count(&discounted, 5, usize::from(thing));
        }
    }
    let splits = [products, categories, channels, coupons, countries, discounted].into_iter().zip(spreads);
    splits.filter_map(|(split, spreads)| Some(split?.measured(history, &spreads))).collect()
}

impl Split {
    /// From the size of each thing, with its key and label.
    fn new(by: SplitBy, sizes: &[u64], key: impl Fn(usize) -> (String, String)) -> Split {
        let mut order: Vec<(usize, u64)> =
            sizes.iter().copied().enumerate().filter(|&(_, n)| n > 0).collect();
        let n_groups = order.len() as u64;
        // More than are shown are ordered by size alone first: keys are texts, and there may be very many.
        if MOST_GROUPS < order.len() {
            let mut ranked: Vec<u64> = order.iter().map(|&(_, n)| n).collect();
            ranked.sort_unstable_by(|a, b| b.cmp(a));
            let least = ranked.get(MOST_GROUPS - 1).copied().unwrap_or(0);
            order.retain(|&(_, n)| least <= n);
        }
        let mut named: Vec<(String, String, u64, usize)> = order
            .into_iter()
            .map(|(thing, n)| {
                let (key, label) = key(thing);
                (key, label, n, thing)
            })
            .collect();
        named.sort_unstable_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        named.truncate(MOST_GROUPS);
        let mut place = vec![None; sizes.len()];
        for (at, (.., thing)) in named.iter().enumerate() {
            place.get_mut(*thing).into_iter().for_each(|place| *place = u8::try_from(at).ok());
        }
        let groups = named.into_iter().map(|(key, label, n, _)| (key, label, n)).collect();
        Split { by, groups, n_groups, place }
    }

    fn measured(self, history: &History, spreads: &[Spread]) -> CohortSplit {
        let groups = self.groups.into_iter().zip(spreads).map(|((group, label, size), spread)| CohortGroup {
            group,
            label,
            size,
            thin: size < THIN,
            measures: spread.measures(history),
        });
        CohortSplit { by: self.by, groups: groups.collect(), n_groups: self.n_groups }
    }
}

fn of_held<I: Idx>(history: &History, by: SplitBy, held: &Held<'_, I>) -> Split {
    let mut sizes = vec![0; held.n];
    for buyer in history.buyers() {
        let Some(first) = history.purchase_number(buyer, 1) else { continue };
        for thing in held.of(first) {
            sizes.get_mut(thing.index()).into_iter().for_each(|size| *size += 1);
        }
    }
    let named = |thing: usize| {
        let thing = I::from_index(thing);
        (held.key(thing).to_owned(), held.label(thing).to_owned())
    };
    Split::new(by, &sizes, named)
}

fn of_column<I: Idx>(by: SplitBy, column: &IndexVec<BuyerIdx, I>, texts: &Interner<I>) -> Option<Split> {
    if column.is_empty() {
        return None;
    }
    let mut sizes = vec![0; texts.len() + 1];
    for idx in column.iter() {
        sizes.get_mut(idx.index().min(texts.len())).into_iter().for_each(|size| *size += 1);
    }
    let named = |thing: usize| {
        let text = if thing < texts.len() { texts.text(I::from_index(thing)) } else { "" };
        (text.to_owned(), text.to_owned())
    };
    Some(Split::new(by, &sizes, named))
}

fn of_discounts(column: &IndexVec<BuyerIdx, bool>) -> Option<Split> {
    if column.is_empty() {
        return None;
    }
    let with = column.iter().filter(|&&discounted| discounted).count() as u64;
    let named = |thing: usize| {
        let text = if thing == 1 { "true" } else { "false" };
        (text.to_owned(), text.to_owned())
    };
    Some(Split::new(SplitBy::Discounted, &[column.len() as u64 - with, with], named))
}
