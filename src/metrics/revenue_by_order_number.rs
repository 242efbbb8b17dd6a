//! `revenue_by_order_number` (METRICS.md section 8): what first, second, third and later purchases bring.

use super::{
    context::Context,
    periods::{BUCKETS, InPeriod},
    shape::money_share,
};
use crate::{
    answers::{BeforeAfter, BucketChange, OrderNumberPeriod, RevenueByOrderNumber},
    base::{Day, Money},
    model::{History, PurchaseIdx},
    models::stats::ratio,
};

/// Per period and in total. A return counts in the period of its date and the bucket of its purchase.
#[inline(never)]
pub fn answer(context: &Context) -> RevenueByOrderNumber {
    let (history, timeline) = (context.history, &context.timeline);
    let mut sums: Vec<Sums> = context.periods.iter().map(Sums::new).collect();
    for (item, &day) in history.returns.day.iter_enumerated() {
        let Some(sums) = timeline.slot(day).and_then(|slot| sums.get_mut(slot)) else { continue };
        let (amount, purchase) = (history.returns.amount.at(item), history.returns.purchase.at(item));
        if purchase.is_some() {
            sums.revenue.get_mut(bucket(history, purchase)).into_iter().for_each(|sum| *sum += amount);
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
        before_after: context.recipe.compare_date.map(|date| before_after(context, date, &sums)),
    }
}

/// Means over whole periods that end before a day, and over whole ones from it on. The period that the day cuts, and the
/// one that as_of cuts, are in neither.
fn before_after(context: &Context, date: Day, sums: &[Sums]) -> BeforeAfter {
    let timeline = &context.timeline;
    let (mut before, mut after) = ((0_u64, Sums::default()), (0_u64, Sums::default()));
    for (slot, sums) in sums.iter().enumerate() {
        let side = if timeline.first_day(slot + 1) <= date {
            &mut before
        } else if date <= timeline.first_day(slot) && !timeline.in_progress(slot) {
            &mut after
        } else {
            continue;
        };
        side.0 += 1;
        side.1.absorb(sums);
    }
    let mut buckets = [BucketChange::default(); BUCKETS];
    for (at, bucket) in buckets.iter_mut().enumerate() {
        let revenue = |side: &(u64, Sums)| {
            let sum = side.1.revenue.get(at).filter(|_| context.history.amounts)?;
            ratio(sum.to_f64(), side.0 as f64)
        };
        let purchases = |side: &(u64, Sums)| ratio(*side.1.purchases.get(at)? as f64, side.0 as f64);
        let change = |before: Option<f64>, after: Option<f64>| {
            // From nothing, or from less than nothing, there is no change in percent.
            let (before, after) = (before.filter(|&before| 0.0 < before)?, after?);
            ratio(after - before, before)
        };
        *bucket = BucketChange {
            revenue_before: revenue(&before),
            revenue_after: revenue(&after),
            revenue_change: change(revenue(&before), revenue(&after)),
            purchases_before: purchases(&before),
            purchases_after: purchases(&after),
            purchases_change: change(purchases(&before), purchases(&after)),
        };
    }
    BeforeAfter { date, periods_before: before.0, periods_after: after.0, buckets }
}

fn bucket(history: &History, purchase: PurchaseIdx) -> usize {
    (history.order_number(purchase) - 1).min(BUCKETS - 1)
}

#[derive(Clone, Default)]
struct Sums {
    revenue: [Money; BUCKETS],
    purchases: [u64; BUCKETS],
    unmatched: Money,
}

impl Sums {
    fn new(bought: &InPeriod) -> Sums {
        Sums { revenue: bought.revenue, purchases: bought.purchases, unmatched: Money::ZERO }
    }

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
