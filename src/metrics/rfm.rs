//! `rfm` (METRICS.md section 12): customers scored by recency, frequency and monetary value.

use super::{
    context::Context,
    shape::{money_share, share},
};
use crate::{
    answers::{Rfm, RfmGroup, RfmRow},
    base::{IndexVec, Money},
    model::{BuyerIdx, History},
    models::tally::Tally,
    recipe::{Recipe, RfmGrid},
};

/// Scores of one customer, each 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scores {
    /// Recency: 5 bought last.
    pub r: u8,
    /// Frequency and monetary value together.
    pub fm: u8,
}

impl Scores {
    /// The group of a grid.
    pub fn group(self, grid: &RfmGrid) -> RfmGroup {
        let row = grid.get(usize::from(5 - self.fm.clamp(1, 5)));
        let cell = row.and_then(|row| row.get(usize::from(5 - self.r.clamp(1, 5))));
        cell.copied().unwrap_or(RfmGroup::Lost)
    }
}

/// 1 + floor(5 × share of customers strictly worse), for so many of so many.
fn fifth(worse: u64, of: usize) -> u8 {
    (1 + 5 * worse / of.max(1) as u64).min(5) as u8
}

/// Scores of small whole numbers, of which more is better.
fn score_counts(values: &[u32]) -> Vec<u8> {
    let tally: Tally = values.iter().copied().collect();
    let mut below = 0;
    // score by value; values too large for the table are found in the list
    let ranked: Vec<(u32, u8)> = tally
        .values()
        .map(|(value, count)| {
            let score = fifth(below, values.len());
            below += count;
            (value, score)
        })
        .collect();
    let table_len = ranked.last().map_or(0, |&(largest, _)| largest as usize + 1).min(1 << 20);
    let mut table = vec![0_u8; table_len];
    for &(value, score) in &ranked {
        table.get_mut(value as usize).into_iter().for_each(|slot| *slot = score);
    }
    let of = |&value: &u32| {
        let found = || ranked.binary_search_by_key(&value, |&(value, _)| value).ok();
        let from_list = || found().and_then(|at| ranked.get(at)).map_or(1, |&(_, score)| score);
        table.get(value as usize).copied().unwrap_or_else(from_list)
    };
    values.iter().map(of).collect()
}

/// A score, where nobody is better. So many can share the best value that hardly anybody is worse, and strictly worse is
/// what scores count: they would be lost, all of them, on the day that they bought. Where it is the best that there can
/// be, it is the best score, else at least the middle.
fn not_worst(score: u8, nobody_is_better: bool, is_best_of_all: bool) -> u8 {
    match (nobody_is_better, is_best_of_all) {
        (true, true) => 5,
        (true, false) => score.max(3),
        (false, _) => score,
    }
}

/// The values from which each score on is reached: four of them, ascending.
fn fifths(ascending: &[i64]) -> [i128; 4] {
    let n = ascending.len();
    [1_usize, 2, 3, 4].map(|score| {
        // A value has the score when at least ceil(score × n / 5) are strictly below it: the next larger than the one
        // at that place.
        let below = (score * n).div_ceil(5);
        let border = below.checked_sub(1).and_then(|at| ascending.get(at));
        border.map_or(i128::MAX, |&border| i128::from(border) + 1)
    })
}

/// Score by the user's own edges: 1 below the first, 5 from the last on.
fn cut<T: PartialOrd + Copy>(edges: &[T; 4], value: T) -> u8 {
    1 + edges.iter().filter(|&&edge| edge <= value).count() as u8
}

/// The scores of every customer. Without amounts FM is frequency alone.
pub fn of_customers(history: &History, recipe: &Recipe) -> IndexVec<BuyerIdx, Scores> {
    scored(history, recipe, None)
}

fn scored(history: &History, recipe: &Recipe, net_ascending: Option<&[i64]>) -> IndexVec<BuyerIdx, Scores> {
    if let Some(cuts) = &recipe.rfm_cuts {
        // for recency less is better, and the edge itself is still the better score
        let recency = |days: u32| 5 - cuts.recency.iter().filter(|&&edge| edge < days).count() as u8;
        let of = |buyer: BuyerIdx| {
            let frequency =
                cut(&cuts.frequency, u32::try_from(history.n_purchases(buyer)).unwrap_or(u32::MAX));
            let monetary = cut(&cuts.monetary, history.buyers.net_revenue.at(buyer));
            let fm = if history.amounts { (frequency + monetary).div_ceil(2) } else { frequency };
            Scores { r: recency(history.days_since_purchase(buyer)), fm }
        };
        return history.buyers().map(of).collect();
    }
    // of recency less is better: days are turned round
    let days: Vec<u32> = history.buyers().map(|buyer| history.days_since_purchase(buyer)).collect();
    let longest = days.iter().copied().max().unwrap_or(0);
    let mut recency = score_counts(&days.iter().map(|days| longest - days).collect::<Vec<u32>>());
    let latest = days.iter().copied().min().unwrap_or(0);
    for (score, &days) in recency.iter_mut().zip(&days) {
        *score = not_worst(*score, days == latest, days == 0);
    }
    let purchases = |buyer| u32::try_from(history.n_purchases(buyer)).unwrap_or(u32::MAX);
    let counts: Vec<u32> = history.buyers().map(purchases).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    let mut frequency = score_counts(&counts);
    for (score, &count) in frequency.iter_mut().zip(&counts) {
        // who bought once has bought once, also where nobody has bought twice
        *score = not_worst(*score, count == most && 1 < count, false);
    }
    let own;
    let ascending = match net_ascending {
        Some(ascending) => ascending,
        None => {
            own = super::context::net_ascending(history);
            &own
        }
    };
    let limits = fifths(ascending);
    let largest = ascending.last().copied();
    let together = |(frequency, net): (&u8, &Money)| {
        if history.amounts {
            let monetary = not_worst(
                cut(&limits, i128::from(net.0)),
                Some(net.0) == largest && net.is_positive(),
                false,
            );
            // (F + M) / 2 rounded half up
            (frequency + monetary).div_ceil(2)
        } else {
            *frequency
        }
    };
    let fm = frequency.iter().zip(history.buyers.net_revenue.iter()).map(together);
    recency.iter().zip(fm).map(|(&r, fm)| Scores { r, fm }).collect()
}

/// The group of every customer.
pub fn groups(history: &History, recipe: &Recipe) -> IndexVec<BuyerIdx, RfmGroup> {
    let grid = recipe.rfm_grid.as_ref().unwrap_or(&RfmGroup::GRID);
    of_customers(history, recipe).iter().map(|scores| scores.group(grid)).collect()
}

/// Customers by group and by score.
#[inline(never)]
pub fn answer(context: &Context) -> Rfm {
    let (history, recipe) = (context.history, context.recipe);
    let scores = scored(history, recipe, Some(&context.net_ascending));
    let groups = recipe.rfm_grid.as_ref().unwrap_or(&RfmGroup::GRID);
    let total: Money = history.buyers.net_revenue.iter().copied().sum();
    let mut grid = [[0; 5]; 5];
    // by the place of a group in ALL: customers, purchases, net revenue
    let mut sums = [(0_u64, 0_u64, Money::ZERO); RfmGroup::ALL.len()];
    for (buyer, score) in scores.iter_enumerated() {
        let row = grid.get_mut(usize::from(score.fm.clamp(1, 5) - 1));
        row.and_then(|row| row.get_mut(usize::from(score.r.clamp(1, 5) - 1)))
            .into_iter()
            .for_each(|cell| *cell += 1);
        if let Some(sum) = sums.get_mut(score.group(groups) as usize) {
            sum.0 += 1;
            sum.1 += history.n_purchases(buyer) as u64;
            sum.2 += history.buyers.net_revenue.at(buyer);
        }
    }
    let row = |(group, (customers, purchases, net)): (RfmGroup, (u64, u64, Money))| RfmRow {
        group,
        customers: share(customers, history.n_customers() as u64),
        purchases,
        net_revenue: history.money(net),
        share_of_revenue: money_share(net, total).filter(|_| history.amounts),
    };
    Rfm { groups: RfmGroup::ALL.into_iter().zip(sums).map(row).collect(), grid }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As METRICS.md says it, word for word.
    fn by_definition(values: &[i64]) -> Vec<u8> {
        let worse = |value: &i64| values.iter().filter(|other| *other < value).count();
        values.iter().map(|value| (1 + 5 * worse(value) / values.len()).min(5) as u8).collect()
    }

    #[test]
    fn scores_are_those_of_the_definition() {
        // six of ten are tied at the bottom; 9 has nine of ten below it
        assert_eq!(score_counts(&[1, 1, 1, 1, 1, 1, 2, 3, 3, 9]), [1, 1, 1, 1, 1, 1, 4, 4, 4, 5]);
        assert_eq!(score_counts(&[7]), [1]);
        let mut seed = 3_u64;
        for n in 1..60 {
            let values: Vec<i64> = (0..n)
                .map(|_| {
                    seed =
                        seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (seed >> 33) as i64 % 12 - if seed.is_multiple_of(7) { 0 } else { 3 }
                })
                .collect();
            let mut ascending = values.clone();
            ascending.sort_unstable();
            let limits = fifths(&ascending);
            assert_eq!(
                values.iter().map(|&value| cut(&limits, i128::from(value))).collect::<Vec<_>>(),
                by_definition(&values)
            );
            let counts: Vec<u32> = values.iter().map(|value| (value + 3) as u32 * 100_000).collect();
            assert_eq!(score_counts(&counts), by_definition(&values));
        }
    }

    #[test]
    fn the_grid_stands_as_defined() {
        let group = |r, fm| Scores { r, fm }.group(&RfmGroup::GRID);
        assert_eq!(group(5, 5), RfmGroup::Champions);
        assert_eq!(group(1, 5), RfmGroup::CannotLose);
        assert_eq!(group(5, 1), RfmGroup::New);
        assert_eq!(group(3, 3), RfmGroup::NeedAttention);
        assert_eq!(group(2, 2), RfmGroup::Hibernating);
        assert_eq!(group(1, 1), RfmGroup::Lost);
    }
}
