//! `summary` (METRICS.md section 3): the whole in a line, and net revenue a period.

use super::{context::Context, shape::share};
use crate::{
    answers::{PeriodTotal, Summary},
    base::{Day, Idx, Money},
    model::History,
    models::stats::{mean, median, ratio},
};

/// Totals of everything up to as_of.
pub fn answer(context: &Context) -> Summary {
    let history = context.history;
    let purchases = &history.purchases;
    let revenue: Money = purchases.revenue.iter().copied().sum();
    let returned: Money = history.returns.amount.iter().copied().sum();
    let mut totals: Vec<i64> = purchases.revenue.iter().map(|total| total.0).collect();
    let units =
        |value: Option<f64>| value.filter(|_| history.amounts).map(|value| value / Money::SCALE as f64);
    let customers = history.n_customers() as u64;
    let returning = history.buyers().filter(|&buyer| history.n_purchases(buyer) >= 2).count() as u64;
    Summary {
        customers,
        purchases: purchases.day.len() as u64,
        returns: history.returns.day.len() as u64,
        free_orders: history.counts.free_orders,
        lines: history.counts.lines,
        net_revenue: history.money(revenue + returned),
        margin: history.margin_of(revenue + returned, less_cost(history)),
        purchase_revenue: history.money(revenue),
        return_revenue: history.money(returned),
        unmatched_returns: history.counts.unmatched_returns,
        first_date: purchases.day.iter().min().copied(),
        last_date: purchases.day.iter().max().copied(),
        average_order_value: units(mean(&totals)),
        median_order_value: units(median(&mut totals)),
        purchases_per_customer: ratio(purchases.day.len() as f64, customers as f64),
        returning: share(returning, customers),
        periods: periods(context),
    }
}

/// The first day that anything is dated on: a purchase or a return.
pub fn first_day(history: &History) -> Option<Day> {
    history.purchases.day.iter().chain(history.returns.day.iter()).min().copied()
}

fn less_cost(history: &History) -> Money {
    history.purchases.margin.iter().chain(history.returns.margin.iter()).copied().sum()
}

fn periods(context: &Context) -> Vec<PeriodTotal> {
    let (history, timeline) = (context.history, &context.timeline);
    let mut rows: Vec<PeriodTotal> = (0..timeline.len())
        .map(|slot| PeriodTotal {
            period: timeline.label(slot),
            net_revenue: history.money(Money::ZERO),
            in_progress: timeline.in_progress(slot),
            ..PeriodTotal::default()
        })
        .collect();
    let mut before = None;
    for (purchase, &day) in history.purchases.day.iter_enumerated() {
        let Some(slot) = timeline.slot(day) else { continue };
        let Some(row) = rows.get_mut(slot) else { continue };
        row.purchases += 1;
        row.net_revenue = row.net_revenue.map(|sum| sum + history.purchases.revenue.at(purchase));
        // A customer's purchases are consecutive and in time order: a new customer or a new period counts once.
        let seen = Some((history.purchases.buyer.at(purchase).index(), slot));
        row.customers += u64::from(seen != before);
        before = seen;
    }
    for (item, &day) in history.returns.day.iter_enumerated() {
        if let Some(row) = timeline.slot(day).and_then(|slot| rows.get_mut(slot)) {
            row.net_revenue = row.net_revenue.map(|sum| sum + history.returns.amount.at(item));
        }
    }
    rows
}
