//! `product_paths` (METRICS.md section 7): purchase 1 → 2 → 3 → 4, the most frequent paths.

use super::{context::Context, held::Held};
use crate::{
    answers::{PathLength, PathRow, ProductPaths, THIN},
    base::{Idx, order::sort_by},
    model::History,
    models::stats::ratio,
};

/// Purchases of the longest path.
const LONGEST: usize = 4;
/// Paths of each length that are listed.
const MOST_PATHS: usize = 25;

/// The ranks of a customer's things, counted from 1; a path that ends earlier has zeros after it. Two ranks in one number,
/// the earlier one above: paths are compared far more often than taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Path(u64, u64);

impl Path {
    fn new([first, second, third, fourth]: [u32; LONGEST]) -> Path {
        let two = |earlier: u32, later: u32| u64::from(earlier) << 32 | u64::from(later);
        Path(two(first, second), two(third, fourth))
    }
    #[inline]
    fn ranks(self) -> [u32; LONGEST] {
        [(self.0 >> 32) as u32, self.0 as u32, (self.1 >> 32) as u32, self.1 as u32]
    }
    #[inline]
    fn rank(self, place: usize) -> u32 {
        self.ranks().get(place).copied().unwrap_or(0)
    }
    /// The first two, three or four ranks, the rest zeros.
    #[inline]
    fn beginning(self, length: usize) -> Path {
        match length {
            2 => Path(self.0, 0),
            3 => Path(self.0, self.1 >> 32 << 32),
            _ => self,
        }
    }
}

/// The most frequent paths of products, and of categories.
#[inline(never)]
pub fn answer(context: &Context) -> ProductPaths {
    ProductPaths {
        products: paths(context.history, &context.products),
        categories: paths(context.history, &context.categories),
    }
}

#[inline(never)]
fn paths<I: Idx>(history: &History, held: &Held<'_, I>) -> Vec<PathLength> {
    if !held.is_known() {
        return Vec::new();
    }
    let returning = || history.buyers().filter(|&buyer| 2 <= history.n_purchases(buyer));
    let mut paths: Vec<Path> = Vec::with_capacity(returning().count());
    for buyer in returning() {
        let mut ranks = [0; LONGEST];
        for (slot, purchase) in ranks.iter_mut().zip(history.purchases_of(buyer)) {
            // A purchase without any product ends the path: nobody knows what it was.
            let Some(thing) = held.main(purchase) else { break };
            *slot = held.rank(thing).saturating_add(1);
        }
        let path = Path::new(ranks);
        if 0 < path.rank(1) {
            paths.push(path);
        }
    }
    // In order, equal beginnings stand together, whatever their length.
    sort(&mut paths, held.n);
    (2..=LONGEST).map(|length| most(held, &paths, length)).collect()
}

/// Sorts by all ranks, from the last place to the first: ranks are small numbers, and counting them is faster than
/// comparing.
fn sort(paths: &mut Vec<Path>, n: usize) {
    let rank = |path: &Path, place: usize| path.rank(place) as usize;
    let mut other = vec![Path::default(); paths.len()];
    for place in (0..LONGEST).rev() {
        let mut starts = vec![0_u32; n.saturating_add(1)];
        for path in paths.iter() {
            starts.get_mut(rank(path, place)).into_iter().for_each(|count| *count += 1);
        }
        let mut next = 0;
        for start in &mut starts {
            next += std::mem::replace(start, next);
        }
        for path in paths.iter() {
            if let Some(start) = starts.get_mut(rank(path, place)) {
                other.get_mut(*start as usize).into_iter().for_each(|slot| *slot = *path);
                *start += 1;
            }
        }
        std::mem::swap(paths, &mut other);
    }
}

/// The most frequent paths of a length; of equal ones the first by their keys.
#[inline(never)]
fn most<I: Idx>(held: &Held<'_, I>, ascending: &[Path], length: usize) -> PathLength {
    let mut customers = 0_u64;
    let mut ranked: Vec<(u32, Path)> = Vec::new();
    let is_as_long = |path: &Path| 0 < path.rank(length - 1);
    let mut before = Path::default();
    for path in ascending.iter().filter(|path| is_as_long(path)) {
        let path = path.beginning(length);
        customers += 1;
        match ranked.last_mut().filter(|_| path == before) {
            Some((count, _)) => *count += 1,
            None => ranked.push((1, path)),
        }
        before = path;
    }
    let order = |a: &(u32, Path), b: &(u32, Path)| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1));
    if MOST_PATHS < ranked.len() {
        ranked.select_nth_unstable_by(MOST_PATHS - 1, order);
        ranked.truncate(MOST_PATHS);
    }
    sort_by(&mut ranked, order);
    let things =
        |path: Path| path.ranks().into_iter().take(length).map(|place| held.at_rank(place.saturating_sub(1)));
    let row = |(count, path): (u32, Path)| PathRow {
        products: things(path).map(|thing| held.key(thing).to_owned()).collect(),
        labels: things(path).map(|thing| held.label(thing).to_owned()).collect(),
        customers: u64::from(count),
        share: ratio(f64::from(count), customers as f64),
        thin: u64::from(count) < THIN,
    };
    PathLength { purchases: length as u32, customers, paths: ranked.into_iter().map(row).collect() }
}
