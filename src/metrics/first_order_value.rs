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

/// The two values in the middle of all purchases, which are one value where their number is odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Middle {
    low: i64,
    /// Half of the purchases are below it.
    pub high: i64,
}

impl Middle {
    /// Of two ascending lists together; `None` where both are empty.
    fn of(one: &[i64], other: &[i64]) -> Option<Middle> {
        let n = one.len() + other.len();
        let high = nth_of_both(one, other, n / 2)?;
        let low = if n.is_multiple_of(2) { nth_of_both(one, other, n / 2 - 1)? } else { high };
        Some(Middle { low, high })
    }
    /// The median.
    pub fn median(self) -> f64 {
        self.low as f64 + 0.5 * (self.high as f64 - self.low as f64)
    }
}

/// The value at a place of two ascending lists together.
fn nth_of_both(one: &[i64], other: &[i64], place: usize) -> Option<i64> {
    // So many of the first list stand before the place that the next of it is not smaller than what the other list gives.
    let (mut least, mut most) = (place.saturating_sub(other.len()), one.len().min(place));
    while least < most {
        let taken = least.midpoint(most);
        if one.get(taken) < other.get(place - taken - 1) {
            least = taken + 1;
        } else {
            most = taken;
        }
    }
    let next = [one.get(least), other.get(place - least)];
    next.into_iter().flatten().min().copied()
}

/// Values of purchase 1 and of purchases 2+, in currency units; empty in a file without amounts. And the middle of them
/// all: they are sorted here anyway.
#[inline(never)]
pub fn answer(history: &History) -> (FirstOrderValue, Option<Middle>) {
    if !history.amounts {
        let none = || distribution::<i64>(&mut [], 1.0);
        return (FirstOrderValue { first: none(), later: none(), ..FirstOrderValue::default() }, None);
    }
    // room for all at once: a list that doubles when it is full holds up to three times what it needs
    let n = history.n_customers();
    let mut first = Vec::with_capacity(n);
    let mut later = Vec::with_capacity(history.purchases.day.len().saturating_sub(n));
    for buyer in history.buyers() {
        if let [one, others @ ..] = history.revenue_of(buyer) {
            first.push(one.0);
            later.extend(others.iter().map(|value| value.0));
        }
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
    let answer = FirstOrderValue {
        first_histogram: bars(&first),
        later_histogram: bars(&later),
        first: first_distribution,
        later: later_distribution,
    };
    (answer, Middle::of(&first, &later))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_two_lists_is_that_of_all_values() {
        let mut seed = 5_u64;
        for (n, m) in (0..12).flat_map(|n| (0..12).map(move |m| (n, m))) {
            let mut list = |n: usize| {
                let mut values: Vec<i64> = (0..n)
                    .map(|_| {
                        seed = seed
                            .wrapping_mul(6_364_136_223_846_793_005)
                            .wrapping_add(1_442_695_040_888_963_407);
                        (seed >> 33) as i64 % 9 - 4
                    })
                    .collect();
                values.sort_unstable();
                values
            };
            let (one, other) = (list(n), list(m));
            let mut all = [one.clone(), other.clone()].concat();
            all.sort_unstable();
            let middle = Middle::of(&one, &other);
            assert_eq!(middle.map(Middle::median), quantile(&all, 0.5));
            assert_eq!(middle.map(|middle| middle.high), all.get(all.len() / 2).copied());
        }
    }
}
