//! `rfm` (METRICS.md section 12): customers scored by recency, frequency and monetary value.

use super::shape::{money_share, share};
use crate::{
    answers::{Rfm, RfmGroup, RfmRow},
    base::{IndexVec, Money},
    model::{BuyerIdx, History},
};

/// The grid: rows are FM 5 down to 1, columns R 5 down to 1.
const GRID: [[RfmGroup; 5]; 5] = {
    use RfmGroup::{
        AboutToSleep, AtRisk, CannotLose, Champions, Hibernating, Lost, Loyal, NeedAttention, New,
        PotentialLoyal, Promising,
    };
    [
        [Champions, Champions, Loyal, AtRisk, CannotLose],
        [Loyal, Loyal, Loyal, AtRisk, CannotLose],
        [PotentialLoyal, PotentialLoyal, NeedAttention, AtRisk, Hibernating],
        [Promising, Promising, AboutToSleep, Hibernating, Lost],
        [New, Promising, AboutToSleep, Hibernating, Lost],
    ]
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
    /// The group of the grid.
    pub fn group(self) -> RfmGroup {
        let row = GRID.get(usize::from(5 - self.fm.clamp(1, 5)));
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

/// The scores of every customer. Without amounts FM is frequency alone.
pub fn of_customers(history: &History) -> IndexVec<BuyerIdx, Scores> {
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

/// Customers by group and by score.
pub fn answer(history: &History) -> Rfm {
    let scores = of_customers(history);
    let total: Money = history.buyers.net_revenue.iter().copied().sum();
    let mut grid = [[0; 5]; 5];
    for score in scores.iter() {
        let cell =
            grid.get_mut(usize::from(score.fm - 1)).and_then(|row| row.get_mut(usize::from(score.r - 1)));
        if let Some(cell) = cell {
            *cell += 1;
        }
    }
    let row = |group: RfmGroup| {
        let inside =
            || scores.iter_enumerated().filter(|(_, score)| score.group() == group).map(|(buyer, _)| buyer);
        let net: Money = inside().map(|buyer| history.buyers.net_revenue.at(buyer)).sum();
        RfmRow {
            group,
            customers: share(inside().count() as u64, history.n_customers() as u64),
            purchases: inside().map(|buyer| history.n_purchases(buyer) as u64).sum(),
            net_revenue: history.money(net),
            share_of_revenue: money_share(net, total).filter(|_| history.amounts),
        }
    };
    Rfm { groups: RfmGroup::ALL.map(row).to_vec(), grid }
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
        let group = |r, fm| Scores { r, fm }.group();
        assert_eq!(group(5, 5), RfmGroup::Champions);
        assert_eq!(group(1, 5), RfmGroup::CannotLose);
        assert_eq!(group(5, 1), RfmGroup::New);
        assert_eq!(group(3, 3), RfmGroup::NeedAttention);
        assert_eq!(group(2, 2), RfmGroup::Hibernating);
        assert_eq!(group(1, 1), RfmGroup::Lost);
    }
}
