//! `new_customers` (METRICS.md section 4): who is new, period by period.

use super::context::Context;
use crate::{
    answers::{NewCustomers, NewCustomersPeriod},
    base::Money,
};

/// New and returning customers a period, from the first purchase to as_of.
pub fn answer(context: &Context) -> NewCustomers {
    let (history, timeline) = (context.history, &context.purchase_timeline);
    let mut periods: Vec<NewCustomersPeriod> = (0..timeline.len())
        .map(|slot| NewCustomersPeriod {
            period: timeline.label(slot),
            first_revenue: history.money(Money::ZERO),
            in_progress: timeline.in_progress(slot),
            ..NewCustomersPeriod::default()
        })
        .collect();
    for buyer in history.buyers() {
        let mut counted = None;
        for (purchase, number) in history.purchases_of(buyer).zip(1..) {
            let Some(slot) = timeline.slot(history.purchases.day.at(purchase)) else { continue };
            let Some(row) = periods.get_mut(slot) else { continue };
            if number == 1 {
                row.new_customers += 1;
                row.first_revenue = row.first_revenue.map(|sum| sum + history.purchases.revenue.at(purchase));
            } else if counted != Some(slot) {
                row.returning_customers += 1;
                counted = Some(slot);
            }
        }
    }
    NewCustomers { periods }
}
