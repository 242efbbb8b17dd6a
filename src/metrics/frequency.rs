//! `orders_per_customer` and `active_customers` (METRICS.md section 5): how often customers buy.

use std::cmp::Ordering;

use super::{context::Context, groups::Spender, periods::InPeriod, shape::distribution_of};
use crate::{
    answers::{ActiveCustomers, ActivePeriod, Histogram, OrdersPerCustomer, THIN},
    model::History,
    models::{stats::ratio, tally::Tally},
};

/// Bars of the histograms; the last holds all who bought more often.
const BARS: u32 = 10;
/// The good customers: the best fifth, rounded up.
const GOOD_ONE_IN: usize = 5;

/// Purchases of the customers of the window in it, typical and good.
#[inline(never)]
pub fn orders_per_customer(context: &Context) -> OrdersPerCustomer {
    let history: &History = context.history;
    let value = |customer: &Spender| if history.amounts { customer.net.0 } else { 0 };
    // By value; of equal value who bought more often: the order of the rows decides nothing.
    let n = context.window_ascending.len().div_ceil(GOOD_ONE_IN);
    let border = n.checked_sub(1).and_then(|above| context.window_ascending.iter().nth_back(above));
    let border = if history.amounts { border.copied().unwrap_or(0) } else { 0 };
    let (mut typical, mut good, mut at_border) = (Tally::default(), Tally::default(), Vec::new());
    for customer in context.window.customers() {
        let purchases = customer.purchases as u32;
        typical.add(purchases);
        match value(&customer).cmp(&border) {
            Ordering::Greater => good.add(purchases),
            Ordering::Equal => at_border.push(purchases),
            Ordering::Less => {}
        }
    }
    at_border.sort_unstable_by(|a, b| b.cmp(a));
    at_border.iter().take(n.saturating_sub(good.n() as usize)).for_each(|&purchases| good.add(purchases));
    OrdersPerCustomer {
        from: history.window_from,
        to: history.as_of,
        typical: distribution_of(&typical),
        good: distribution_of(&good),
        typical_histogram: bars(&typical),
        good_histogram: bars(&good),
    }
}

fn bars(purchases: &Tally) -> Histogram {
    let counts = (1..=BARS).map(|count| {
        let end = if count == BARS { purchases.n() } else { purchases.below(count + 1) };
        end - purchases.below(count)
    });
    Histogram { edges: (1..=BARS).map(f64::from).collect(), counts: counts.collect(), open_end: true }
}

/// Customers with a purchase, period by period.
pub fn active_customers(context: &Context) -> ActiveCustomers {
    let timeline = &context.purchase_timeline;
    let period = |(slot, bought): (usize, &InPeriod)| {
        let (customers, purchases) = (bought.customers, bought.all_purchases());
        ActivePeriod {
            period: timeline.label(slot),
            customers,
            purchases,
            purchases_per_customer: ratio(purchases as f64, customers as f64),
            in_progress: timeline.in_progress(slot),
            thin: customers < THIN,
        }
    };
    ActiveCustomers { periods: context.purchase_periods().enumerate().map(period).collect() }
}
