//! What customers bought period by period, read once for all answers that stand by period. What they sent back is added by
//! those who need it.

use super::timeline::Timeline;
use crate::{base::Money, model::History};

/// Purchases 1, 2, 3 and 4+.
pub const BUCKETS: usize = 4;

/// What was bought in one period.
#[derive(Debug, Clone, Copy, Default)]
pub struct InPeriod {
    /// Purchases by their order number.
    pub purchases: [u64; BUCKETS],
    /// What they brought.
    pub revenue: [Money; BUCKETS],
    /// Customers with a purchase.
    pub customers: u64,
    /// Customers with a purchase that was not their first.
    pub returning: u64,
}

impl InPeriod {
    /// Purchases of all order numbers.
    pub fn all_purchases(&self) -> u64 {
        self.purchases.iter().sum()
    }
    /// What all purchases brought.
    pub fn all_revenue(&self) -> Money {
        self.revenue.iter().copied().sum()
    }
}

/// One row a period.
#[inline(never)]
pub fn of(history: &History, timeline: &Timeline) -> Vec<InPeriod> {
    let mut periods = vec![InPeriod::default(); timeline.len()];
    for buyer in history.buyers() {
        // a customer's purchases stand in order of time: a new period counts once
        let (mut before, mut returned) = (usize::MAX, usize::MAX);
        let purchases = history.days_of(buyer).iter().zip(history.revenue_of(buyer));
        for ((&day, &revenue), number) in purchases.zip(0_usize..) {
            let Some(slot) = timeline.slot(day) else { continue };
            let Some(period) = periods.get_mut(slot) else { continue };
            let bucket = number.min(BUCKETS - 1);
            if let (Some(sum), Some(count)) =
                (period.revenue.get_mut(bucket), period.purchases.get_mut(bucket))
            {
                *sum += revenue;
                *count += 1;
            }
            period.customers += u64::from(slot != before);
            before = slot;
            if 0 < number {
                period.returning += u64::from(slot != returned);
                returned = slot;
            }
        }
    }
    periods
}
