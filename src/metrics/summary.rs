//! `summary` (METRICS.md section 3): the whole in a line, and net revenue a period.

use super::{context::Context, first_order_value::Middle, periods::InPeriod};
use crate::{
    answers::{PeriodTotal, Summary},
    base::{Day, Money},
    model::History,
    models::stats::ratio,
};

/// Totals of everything up to as_of. `middle` is that of the values of all purchases.
#[inline(never)]
pub fn answer(context: &Context, middle: Option<Middle>) -> Summary {
    let history = context.history;
    let purchases = &history.purchases;
    let revenue: Money = context.periods.iter().map(InPeriod::all_revenue).sum();
    let returned: Money = history.returns.amount.iter().copied().sum();
    let span = history.span();
    let units =
        |value: Option<f64>| value.filter(|_| history.amounts).map(|value| value / Money::SCALE as f64);
    let (customers, n_purchases) = (history.n_customers() as u64, purchases.day.len() as f64);
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
        first_date: span.map(|(first, _)| first),
        last_date: span.map(|(_, last)| last),
        average_order_value: units(ratio(revenue.0 as f64, n_purchases)),
        median_order_value: units(middle.map(Middle::median)),
        purchases_per_customer: ratio(n_purchases, customers as f64),
        returning: context.repurchase.returning,
        periods: periods(context),
    }
}

/// The first day that anything is dated on: a purchase or a return.
pub fn first_day(history: &History) -> Option<Day> {
    let bought = history.span().map(|(first, _)| first);
    bought.into_iter().chain(history.returns.day.iter().copied()).min()
}

fn less_cost(history: &History) -> Money {
    history.purchases.margin.iter().chain(history.returns.margin.iter()).copied().sum()
}

fn periods(context: &Context) -> Vec<PeriodTotal> {
    let (history, timeline) = (context.history, &context.timeline);
    let row = |(slot, bought): (usize, &InPeriod)| PeriodTotal {
        period: timeline.label(slot),
        customers: bought.customers,
        purchases: bought.all_purchases(),
        net_revenue: history.money(bought.all_revenue()),
        in_progress: timeline.in_progress(slot),
    };
    let mut rows: Vec<PeriodTotal> = context.periods.iter().enumerate().map(row).collect();
    for (item, &day) in history.returns.day.iter_enumerated() {
        if let Some(row) = timeline.slot(day).and_then(|slot| rows.get_mut(slot)) {
            row.net_revenue = row.net_revenue.map(|sum| sum + history.returns.amount.at(item));
        }
    }
    rows
}
