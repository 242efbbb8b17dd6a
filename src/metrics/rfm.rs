//! `rfm` (METRICS.md section 12): customers scored by recency, frequency and monetary value.

use super::shape::{money_share, share};
use crate::{
    answers::{Rfm, RfmGroup, RfmRow},
    base::{IndexVec, Money},
    model::{BuyerIdx, History},
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

/// 1 + floor(5 × share of customers strictly worse) for every customer; `goodness` grows from worse to better.
fn score(goodness: &IndexVec<BuyerIdx, i64>) -> IndexVec<BuyerIdx, u8> {
    let mut ascending: Vec<i64> = goodness.iter().copied().collect();
    ascending.sort_unstable();
    let n = ascending.len().max(1);
    let of = |value: &i64| (1 + 5 * ascending.partition_point(|other| other < value) / n).min(5) as u8;
    goodness.iter().map(of).collect()
}

/// Score by the user's own edges: 1 below the first, 5 from the last on.
fn cut<T: PartialOrd + Copy>(edges: &[T; 4], value: T) -> u8 {
    1 + edges.iter().filter(|&&edge| edge <= value).count() as u8
}

/// The scores of every customer. Without amounts FM is frequency alone.
pub fn of_customers(history: &History, recipe: &Recipe) -> IndexVec<BuyerIdx, Scores> {
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
    let column = |value: &dyn Fn(BuyerIdx) -> i64| score(&history.buyers().map(value).collect());
    let recency = column(&|buyer| -i64::from(history.days_since_purchase(buyer)));
    let frequency = column(&|buyer| history.n_purchases(buyer) as i64);
    let monetary = history.amounts.then(|| column(&|buyer| history.buyers.net_revenue.at(buyer).0));
    let together = |buyer: BuyerIdx| match &monetary {
        // (F + M) / 2 rounded half up
        Some(monetary) => (frequency.at(buyer) + monetary.at(buyer)).div_ceil(2),
        None => frequency.at(buyer),
    };
    history.buyers().map(|buyer| Scores { r: recency.at(buyer), fm: together(buyer) }).collect()
}

/// The group of every customer.
pub fn groups(history: &History, recipe: &Recipe) -> IndexVec<BuyerIdx, RfmGroup> {
    let grid = recipe.rfm_grid.as_ref().unwrap_or(&RfmGroup::GRID);
    of_customers(history, recipe).iter().map(|scores| scores.group(grid)).collect()
}

/// Customers by group and by score.
pub fn answer(history: &History, recipe: &Recipe) -> Rfm {
    let scores = of_customers(history, recipe);
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

    #[test]
    fn equal_values_get_equal_scores() {
        let scores = score(&IndexVec::from(vec![1, 1, 1, 1, 1, 1, 2, 3, 3, 9]));
        // six of ten are tied at the bottom; 9 has nine of ten below it
        assert_eq!(scores.as_slice(), [1, 1, 1, 1, 1, 1, 4, 4, 4, 5]);
        assert_eq!(score(&IndexVec::from(vec![7])).as_slice(), [1]);
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
