//! The cohort table by what purchase 1 was (METRICS.md section 9): product, category, channel, coupon, country,
//! discounted or not.

use super::{
    context::Context,
    held::Held,
    spread::{Course, Spread},
};
use crate::{
    answers::{CohortGroup, CohortSplit, SplitBy, THIN},
    base::{Idx, IndexVec, Interner, order::sort_by},
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
    /// The sums of each group.
    spreads: Vec<Spread>,
}

/// All splits that the file has columns for, being counted.
pub struct Splits {
    products: Option<Split>,
    categories: Option<Split>,
    /// Channel, coupon, country and discount of purchase 1.
    columns: [Option<Split>; 4],
}

impl Splits {
    /// Nothing counted yet.
    pub fn new(context: &Context, n_columns: usize) -> Splits {
        let (ledger, starts) = (context.ledger, &context.starts);
        let products = ledger.has.products.then(|| of_held(SplitBy::FirstProduct, &context.products));
        let categories = ledger.has.categories.then(|| of_held(SplitBy::Category, &context.categories));
        let columns = [
            of_column(SplitBy::Channel, &starts.channel, &ledger.channels),
            of_column(SplitBy::Coupon, &starts.coupon, &ledger.coupons),
            of_column(SplitBy::Country, &starts.country, &ledger.countries),
            of_discounts(&starts.discounted),
        ];
        let mut splits = Splits { products, categories, columns };
        let Splits { products, categories, columns } = &mut splits;
        for split in [products, categories].into_iter().chain(columns).flatten() {
            split.spreads = vec![Spread::new(n_columns); split.groups.len()];
        }
        splits
    }

    /// Counts a customer in the first `over` columns of each cohort that the first purchase belongs to.
    pub fn count(&mut self, context: &Context, buyer: BuyerIdx, course: &Course, over: usize) {
        let starts = &context.starts;
        if let Some(split) = &mut self.products {
            context
                .products
                .of_first(buyer)
                .iter()
                .for_each(|thing| split.count(thing.index(), course, over));
        }
        if let Some(split) = &mut self.categories {
            context
                .categories
                .of_first(buyer)
                .iter()
                .for_each(|thing| split.count(thing.index(), course, over));
        }
        let things = [
            starts.channel.get(buyer).map(|idx| idx.index()),
            starts.coupon.get(buyer).map(|idx| idx.index()),
            starts.country.get(buyer).map(|idx| idx.index()),
            starts.discounted.get(buyer).map(|&discounted| usize::from(discounted)),
        ];
        for (split, thing) in self.columns.iter_mut().zip(things) {
            if let (Some(split), Some(thing)) = (split, thing) {
                // A cell that is empty is the last thing of its column.
                split.count(thing.min(split.place.len().saturating_sub(1)), course, over);
            }
        }
    }

    /// The tables.
    pub fn measured(self, history: &History) -> Vec<CohortSplit> {
        let all = [self.products, self.categories].into_iter().chain(self.columns);
        all.flatten().map(|split| split.measured(history)).collect()
    }
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
        sort_by(&mut named, |a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        named.truncate(MOST_GROUPS);
        let mut place = vec![None; sizes.len()];
        for (at, (.., thing)) in named.iter().enumerate() {
            place.get_mut(*thing).into_iter().for_each(|place| *place = u8::try_from(at).ok());
        }
        let groups = named.into_iter().map(|(key, label, n, _)| (key, label, n)).collect();
        Split { by, groups, n_groups, place, spreads: Vec::new() }
    }

    fn count(&mut self, thing: usize, course: &Course, over: usize) {
        let place = self.place.get(thing).copied().flatten();
        if let Some(spread) = place.and_then(|place| self.spreads.get_mut(usize::from(place))) {
            spread.count(course, over);
        }
    }

    fn measured(self, history: &History) -> CohortSplit {
        let groups = self.groups.into_iter().zip(self.spreads).map(|((group, label, size), spread)| {
            CohortGroup { group, label, size, thin: size < THIN, measures: spread.measures(history) }
        });
        CohortSplit { by: self.by, groups: groups.collect(), n_groups: self.n_groups }
    }
}

fn of_held<I: Idx>(by: SplitBy, held: &Held<'_, I>) -> Split {
    let sizes: Vec<u64> = held.begun_with().iter().map(|&size| u64::from(size)).collect();
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
