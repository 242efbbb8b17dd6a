//! `new_customers` (METRICS.md section 4): who is new, period by period.

use super::{context::Context, periods::InPeriod};
use crate::answers::{NewCustomers, NewCustomersPeriod};

/// New and returning customers a period, from the first purchase to as_of.
pub fn answer(context: &Context) -> NewCustomers {
    let (history, timeline) = (context.history, &context.purchase_timeline);
    let period = |(slot, bought): (usize, &InPeriod)| {
        let ([new_customers, ..], [first_revenue, ..]) = (bought.purchases, bought.revenue);
        NewCustomersPeriod {
            period: timeline.label(slot),
            new_customers,
            returning_customers: bought.returning,
            first_revenue: history.money(first_revenue),
            in_progress: timeline.in_progress(slot),
        }
    };
    NewCustomers { periods: context.purchase_periods().enumerate().map(period).collect() }
}
