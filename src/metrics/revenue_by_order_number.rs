//! `revenue_by_order_number` (METRICS.md section 8): what first, second, third and later purchases bring.

use super::{shape::money_share, summary, timeline::Timeline};
use crate::{
    answers::{OrderNumberPeriod, RevenueByOrderNumber},
    base::Money,
    model::{History, PurchaseIdx},
    recipe::Recipe,
};

/// Purchases 1, 2, 3 and 4+.
const BUCKETS: usize = 4;

/// Per period and in total. A return counts in the period of its date and the bucket of its purchase.
pub fn answer(history: &History, recipe: &Recipe) -> RevenueByOrderNumber {
    let timeline = Timeline::new(recipe.period, summary::first_day(history), history.as_of);
    let mut sums = vec![Sums::default(); timeline.len()];
    for (purchase, &day) in history.purchases.day.iter_enumerated() {
        let Some(sums) = timeline.slot(day).and_then(|slot| sums.get_mut(slot)) else { continue };
        let bucket = bucket(history, purchase);
        add(&mut sums.revenue, bucket, history.purchases.revenue.at(purchase));
        sums.purchases.get_mut(bucket).into_iter().for_each(|count| *count += 1);
    }
    for (item, &day) in history.returns.day.iter_enumerated() {
        let Some(sums) = timeline.slot(day).and_then(|slot| sums.get_mut(slot)) else { continue };
        let (amount, purchase) = (history.returns.amount.at(item), history.returns.purchase.at(item));
        if purchase.is_some() {
            add(&mut sums.revenue, bucket(history, purchase), amount);
        } else {
            sums.unmatched += amount;
        }
    }
    let mut total = Sums::default();
    sums.iter().for_each(|sums| total.absorb(sums));
    let row =
        |(slot, sums): (usize, &Sums)| sums.row(history, timeline.label(slot), timeline.in_progress(slot));
    RevenueByOrderNumber {
        periods: sums.iter().enumerate().map(row).collect(),
        total: total.row(history, String::new(), false),
    }
}

fn bucket(history: &History, purchase: PurchaseIdx) -> usize {
    (history.order_number(purchase) - 1).min(BUCKETS - 1)
}

fn add(sums: &mut [Money], bucket: usize, amount: Money) {
    sums.get_mut(bucket).into_iter().for_each(|sum| *sum += amount);
}

#[derive(Clone, Default)]
struct Sums {
    revenue: [Money; BUCKETS],
    purchases: [u64; BUCKETS],
    unmatched: Money,
}

impl Sums {
    fn absorb(&mut self, other: &Sums) {
        self.revenue.iter_mut().zip(other.revenue).for_each(|(sum, more)| *sum += more);
        self.purchases.iter_mut().zip(other.purchases).for_each(|(sum, more)| *sum += more);
        self.unmatched += other.unmatched;
    }

    fn row(&self, history: &History, period: String, in_progress: bool) -> OrderNumberPeriod {
        let later: Money = self.revenue.iter().skip(1).copied().sum();
        let matched: Money = self.revenue.iter().copied().sum();
        OrderNumberPeriod {
            period,
            revenue: self.revenue.map(|sum| history.money(sum)),
            purchases: self.purchases,
            unmatched_returns: history.money(self.unmatched),
            returning_share: money_share(later, matched).filter(|_| history.amounts),
            in_progress,
        }
    }
}
