//! `orders_per_customer` and `active_customers` (METRICS.md section 5): how often customers buy.

use super::{context::Context, groups::Spender, shape::distribution};
use crate::{
    answers::{ActiveCustomers, ActivePeriod, Histogram, OrdersPerCustomer, THIN},
    model::History,
    models::stats::ratio,
};

/// Bars of the histograms; the last holds all who bought more often.
const BARS: u32 = 10;
/// The good customers: the best fifth, rounded up.
const GOOD_ONE_IN: usize = 5;

/// Purchases of the customers of the window in it, typical and good.
pub fn orders_per_customer(context: &Context) -> OrdersPerCustomer {
    let history: &History = context.history;
    let customers: Vec<Spender> = context.window.customers().collect();
    let mut typical: Vec<u32> = customers.iter().map(|customer| customer.purchases as u32).collect();
    let mut good: Vec<u32> = Vec::new();
    let key = |customer: &Spender| context.ledger.customers.text(history.buyers.key.at(customer.buyer));
    let value = |customer: &Spender| (if history.amounts { customer.net.0 } else { 0 }, customer.purchases);
    let mut ranked = customers;
    // By value; of equal value who bought more often, then by key: the order of the rows decides nothing.
    let n = ranked.len().div_ceil(GOOD_ONE_IN);
    if 0 < n {
        ranked.select_nth_unstable_by(n - 1, |a, b| value(b).cmp(&value(a)).then_with(|| key(a).cmp(key(b))));
        good.extend(ranked.iter().take(n).map(|customer| customer.purchases as u32));
    }
    OrdersPerCustomer {
        from: history.window_from,
        to: history.as_of,
        typical: distribution(&mut typical, 1.0),
        good: distribution(&mut good, 1.0),
        typical_histogram: bars(&typical),
        good_histogram: bars(&good),
    }
}

fn bars(ascending: &[u32]) -> Histogram {
    let below = |count: u32| ascending.partition_point(|&purchases| purchases < count) as u64;
    let counts = (1..=BARS).map(|count| {
        let end = if count == BARS { ascending.len() as u64 } else { below(count + 1) };
        end - below(count)
    });
    Histogram { edges: (1..=BARS).map(f64::from).collect(), counts: counts.collect(), open_end: true }
}

/// Customers with a purchase, period by period.
pub fn active_customers(context: &Context) -> ActiveCustomers {
    let (history, timeline) = (context.history, &context.purchase_timeline);
    let mut counts = vec![(0_u64, 0_u64); timeline.len()];
    for buyer in history.buyers() {
        let mut before = usize::MAX;
        for &day in history.days_of(buyer) {
            let Some(slot) = timeline.slot(day) else { continue };
            let Some((customers, purchases)) = counts.get_mut(slot) else { continue };
            *customers += u64::from(slot != before);
            *purchases += 1;
            before = slot;
        }
    }
    let periods = counts.into_iter().enumerate().map(|(slot, (customers, purchases))| ActivePeriod {
        period: timeline.label(slot),
        customers,
        purchases,
        purchases_per_customer: ratio(purchases as f64, customers as f64),
        in_progress: timeline.in_progress(slot),
        thin: customers < THIN,
    });
    ActiveCustomers { periods: periods.collect() }
}
