//! `first_order_value` (METRICS.md section 4): what first purchases are worth beside later ones.

use super::shape::{distribution, histogram, step_at_least};
use crate::{
    answers::FirstOrderValue,
    base::Money,
    model::History,
    models::{radix, stats::quantile},
};

/// Bars of the histograms; the last one is open.
const BARS: usize = 21;

/// Values of purchase 1 and of purchases 2+, in currency units. Empty in a file without amounts.
pub fn answer(history: &History) -> FirstOrderValue {
    if !history.amounts {
        let none = || distribution::<i64>(&mut [], 1.0);
        return FirstOrderValue { first: none(), later: none(), ..FirstOrderValue::default() };
    }
    // room for all at once: a list that doubles when it is full holds up to three times what it needs
    let n = history.n_customers();
    let mut first = Vec::with_capacity(n);
    let mut later = Vec::with_capacity(history.purchases.day.len().saturating_sub(n));
    for buyer in history.buyers() {
        let mut values = history.purchases_of(buyer).map(|purchase| history.purchases.revenue.at(purchase).0);
        first.extend(values.next());
        later.extend(values);
    }
    radix::sort(&mut first);
    radix::sort(&mut later);
    let scale = Money::SCALE as f64;
    let (first_distribution, later_distribution) =
        (distribution(&mut first, scale), distribution(&mut later, scale));
    // Both histograms have the same round edges, wide enough for 95 % of either kind.
    let reach =
        [&first, &later].into_iter().filter_map(|values| quantile(values, 0.95)).fold(0.0, f64::max) / scale;
    let width = Money::from_f64(step_at_least(reach / (BARS - 1) as f64)).unwrap_or(Money(i64::MAX)).0.max(1);
    let bars = |values: &[i64]| histogram(values, width, BARS, scale);
    FirstOrderValue {
        first_histogram: bars(&first),
        later_histogram: bars(&later),
        first: first_distribution,
        later: later_distribution,
    }
}
