//! Many small whole numbers counted by value: what sorting them would say, without sorting. Days and purchases are small
//! numbers, and there are far more of them than values.

use super::stats::ratio;

/// Values below this are counted in a table, larger ones kept in a list: two centuries of days are below.
const LARGEST: u32 = 80_000;

/// Counts by value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    counts: Vec<u32>,
    /// What is too large for the table.
    large: Vec<u32>,
    n: u64,
    /// Rows are numbered by u32, and so is what is counted: their sum fits.
    sum: u64,
}

impl Tally {
    /// Counts a value.
    #[inline]
    pub fn add(&mut self, value: u32) {
        self.n += 1;
        self.sum = self.sum.saturating_add(u64::from(value));
        let at = value as usize;
        match self.counts.get_mut(at) {
            Some(count) => *count += 1,
            None => self.grow(value),
        }
    }
    fn grow(&mut self, value: u32) {
        if LARGEST <= value {
            self.large.push(value);
            return;
        }
        let at = value as usize;
        self.counts.resize((at + 1).max(self.counts.len() * 2).min(LARGEST as usize), 0);
        self.counts.get_mut(at).into_iter().for_each(|count| *count += 1);
    }
    /// Counts everything that another has counted.
    pub fn absorb(&mut self, other: &Tally) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, more)| *count += more);
        self.large.extend_from_slice(&other.large);
        self.n += other.n;
        self.sum = self.sum.saturating_add(other.sum);
    }
    /// Values counted.
    pub fn n(&self) -> u64 {
        self.n
    }
    /// Each value with its count, ascending.
    pub fn values(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        let mut large: Vec<(u32, u64)> = self.large.iter().map(|&value| (value, 1)).collect();
        large.sort_unstable();
        large.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 += if is_same { next.1 } else { 0 };
            is_same
        });
        let table = self.counts.iter().zip(0..).filter(|(count, _)| **count > 0);
        table.map(|(&count, value)| (value, u64::from(count))).chain(large)
    }
    /// The largest value.
    pub fn largest(&self) -> Option<u32> {
        let in_table = || self.counts.iter().rposition(|&count| count > 0).map(|at| at as u32);
        self.large.iter().max().copied().or_else(in_table)
    }
    /// Values below a limit.
    pub fn below(&self, limit: u32) -> u64 {
        let table: u64 = self.counts.iter().take(limit as usize).map(|&count| u64::from(count)).sum();
        table + self.large.iter().filter(|&&value| value < limit).count() as u64
    }
    /// Arithmetic mean, from the exact sum.
    pub fn mean(&self) -> Option<f64> {
        ratio(self.sum as f64, self.n as f64)
    }
    /// The type 7 quantiles at ascending `p`, as [`quantile`](super::stats::quantile) gives them.
    pub fn quantiles<const N: usize>(&self, ps: [f64; N]) -> [Option<f64>; N] {
        let Some(last) = self.n.checked_sub(1) else { return [None; N] };
        ps.map(|p| {
            let position = (last as f64 * p.clamp(0.0, 1.0)).max(0.0);
            let below = position.floor();
            let low = self.ranked(below as u64)?;
            let high = self.ranked((below as u64 + 1).min(last))?;
            Some(f64::from(low) + (position - below) * (f64::from(high) - f64::from(low)))
        })
    }
    /// The value at a place in ascending order.
    fn ranked(&self, place: u64) -> Option<u32> {
        let mut before = 0;
        for (&count, value) in self.counts.iter().zip(0..) {
            before += u64::from(count);
            if place < before {
                return Some(value);
            }
        }
        let mut large = self.large.clone();
        large.sort_unstable();
        large.get(usize::try_from(place - before).ok()?).copied()
    }
}

impl FromIterator<u32> for Tally {
    fn from_iter<I: IntoIterator<Item = u32>>(values: I) -> Self {
        let mut tally = Tally::default();
        values.into_iter().for_each(|value| tally.add(value));
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::stats::{mean, quantile};

    #[test]
    fn a_tally_says_what_sorting_says() {
        let mut seed = 7_u64;
        for n in [0, 1, 2, 3, 10, 401] {
            let mut values: Vec<u32> = (0..n)
                .map(|_| {
                    seed =
                        seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    let value = (seed >> 33) as u32;
                    match value % 50 {
                        0 => value,
                        1 => 90_000,
                        _ => value % 700,
                    }
                })
                .collect();
            let tally: Tally = values.iter().copied().collect();
            values.sort_unstable();
            let ps = [0.0, 0.25, 0.5, 0.8, 0.9, 1.0];
            assert_eq!(tally.quantiles(ps), ps.map(|p| quantile(&values, p)));
            assert_eq!((tally.mean(), tally.largest()), (mean(&values), values.last().copied()));
            assert_eq!(tally.below(300), values.partition_point(|&value| value < 300) as u64);
            assert!(tally.values().zip(tally.values().skip(1)).all(|(a, b)| a.0 < b.0));
            let expanded: Vec<u32> = tally
                .values()
                .flat_map(|(value, count)| std::iter::repeat_n(value, count as usize))
                .collect();
            assert_eq!(expanded, values);
        }
    }
}
