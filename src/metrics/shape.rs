//! Shares with intervals, distributions and histogram edges in the form of the answers.

use crate::{
    answers::{Distribution, Histogram, Share, THIN},
    base::Money,
    models::{
        stats::{mean, quantile, ratio, wilson},
        tally::Tally,
    },
};

/// A count of a total with its 95 % Wilson interval.
pub fn share(count: u64, of: u64) -> Share {
    let interval = wilson(count, of);
    Share {
        count,
        of,
        share: ratio(count as f64, of as f64),
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
        thin: of < THIN,
    }
}

/// Location and spread; sorts the values. `scale` divides every figure: 1 for days, [`Money::SCALE`] for minor units.
pub fn distribution<T: Copy + Ord + Into<i64>>(values: &mut [T], scale: f64) -> Distribution {
    values.sort_unstable();
    let at = |p: f64| quantile(values, p).map(|value| value / scale);
    Distribution {
        count: values.len() as u64,
        mean: mean(values).map(|value| value / scale),
        median: at(0.5),
        p25: at(0.25),
        p75: at(0.75),
        p90: at(0.9),
        thin: (values.len() as u64) < THIN,
    }
}

/// Location and spread of what was counted.
pub fn distribution_of(tally: &Tally) -> Distribution {
    let [p25, median, p75, p90] = tally.quantiles([0.25, 0.5, 0.75, 0.9]);
    Distribution { count: tally.n(), mean: tally.mean(), median, p25, p75, p90, thin: tally.n() < THIN }
}

/// Counts of what was counted in bars of equal width from 0, the last one open.
pub fn histogram_of(tally: &Tally, width: u32, bars: u32) -> Histogram {
    let mut counts = vec![0; bars as usize];
    for (value, count) in tally.values() {
        let bar = (value / width.max(1)).min(bars.saturating_sub(1));
        counts.get_mut(bar as usize).into_iter().for_each(|bar| *bar += count);
    }
    Histogram { edges: (0..bars).map(|bar| f64::from(bar * width)).collect(), counts, open_end: true }
}

/// Location and spread of values that are not whole numbers, by the same quantiles.
pub fn distribution_of_reals(mut values: Vec<f64>) -> Distribution {
    values.sort_unstable_by(f64::total_cmp);
    let at = |p: f64| {
        let position = values.len().checked_sub(1)? as f64 * p;
        let low = *values.get(position.floor() as usize)?;
        let high = values.get(position.floor() as usize + 1).copied().unwrap_or(low);
        Some(low + (position - position.floor()) * (high - low))
    };
    Distribution {
        count: values.len() as u64,
        mean: ratio(values.iter().sum(), values.len() as f64),
        median: at(0.5),
        p25: at(0.25),
        p75: at(0.75),
        p90: at(0.9),
        thin: (values.len() as u64) < THIN,
    }
}

/// An amount's part of a whole; `None` where the whole is zero or less, which has no parts.
pub fn money_share(part: Money, whole: Money) -> Option<f64> {
    whole.is_positive().then(|| ratio(part.to_f64(), whole.to_f64())).flatten()
}

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `value`; 1 for zero and less.
pub fn step_at_least(value: f64) -> f64 {
    steps_around(value).into_iter().find(|&step| step >= value).unwrap_or(1.0)
}

/// Of 1, 2, 2.5, 5 times a power of ten the one nearest to `value`, the smaller of two equally near; 1 for zero and
/// less.
pub fn nearest_step(value: f64) -> f64 {
    let nearer = |best: f64, step: f64| if (step - value).abs() < (best - value).abs() { step } else { best };
    steps_around(value).into_iter().reduce(nearer).unwrap_or(1.0)
}

/// The steps 1, 2, 2.5, 5, 10 times the power of ten at or below `value`.
fn steps_around(value: f64) -> Vec<f64> {
    if !value.is_finite() || value <= 0.0 {
        return Vec::new();
    }
    // Whole powers by repeated multiplication: exact, and the same everywhere.
    let mut power = 1.0_f64;
    while power * 10.0 <= value {
        power *= 10.0;
    }
    let mut divisor = 1.0_f64;
    while power / divisor > value && divisor < 1e9 {
        divisor *= 10.0;
    }
    [1.0, 2.0, 2.5, 5.0, 10.0].map(|step| step * power / divisor).to_vec()
}

/// Counts ascending values into bars of equal width from 0, the last one open. Empty without bars.
pub fn histogram<T: Copy + Into<i64>>(ascending: &[T], width: i64, bars: usize, scale: f64) -> Histogram {
    let edges: Vec<i64> = (0..bars as i64).map(|bar| bar.saturating_mul(width)).collect();
    let below = |edge: i64| ascending.partition_point(|&value| value.into() < edge);
    let ends = edges.iter().skip(1).map(|&edge| below(edge)).chain([ascending.len()]);
    let mut start = 0;
    let counts = ends.take(bars).map(|end| (end - std::mem::replace(&mut start, end)) as u64).collect();
    Histogram { edges: edges.into_iter().map(|edge| edge as f64 / scale).collect(), counts, open_end: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        for (value, at_least, nearest) in [
            (3.0, 5.0, 2.5),
            (100.0, 100.0, 100.0),
            (0.03, 0.05, 0.025),
            (1_400.0, 2_000.0, 1_000.0),
            (8.0, 10.0, 10.0),
        ] {
            assert!((step_at_least(value) - at_least).abs() < 1e-12, "{value}");
            assert!((nearest_step(value) - nearest).abs() < 1e-12, "{value}");
        }
        assert_eq!(step_at_least(0.0), 1.0);
    }

    #[test]
    fn bars_hold_their_lower_edge() {
        let bars = histogram(&[0_u32, 6, 7, 13, 14, 900], 7, 3, 1.0);
        assert_eq!((bars.edges, bars.counts), (vec![0.0, 7.0, 14.0], vec![2, 2, 2]));
    }
}
