//! Quantiles, shares with their intervals, and the comparison of two shares.

/// The 97.5 % quantile of the normal distribution: two-sided 95 %.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// The type 7 quantile of ascending values: linear interpolation at `(n - 1) p`.
///
/// The default of R, NumPy and Excel's `PERCENTILE.INC`; Hyndman and Fan, "Sample quantiles in statistical packages",
/// The American Statistician 50 (1996). `p` runs from 0 to 1; `None` without values.
///
/// ```
/// use stamkunde::models::stats::quantile;
/// assert_eq!(quantile(&[1_u32, 2, 3, 10], 0.5), Some(2.5));
/// assert_eq!(quantile(&[1_u32, 2, 3, 11], 0.75), Some(5.0));
/// ```
pub fn quantile<T: Copy + Into<i64>>(ascending: &[T], p: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let position = (last as f64 * p.clamp(0.0, 1.0)).max(0.0);
    let below = position.floor();
    let low: i64 = (*ascending.get(below as usize)?).into();
    let high: i64 = (*ascending.get((below as usize + 1).min(last))?).into();
    Some(low as f64 + (position - below) * (high as f64 - low as f64))
}

/// The arithmetic mean, from an exact sum; `None` without values.
pub fn mean<T: Copy + Into<i64>>(values: &[T]) -> Option<f64> {
    let sum: i128 = values.iter().map(|&value| i128::from(value.into())).sum();
    ratio(sum as f64, values.len() as f64)
}

/// `part / whole`; `None` where the whole is zero or the result is no number.
pub fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| part / whole).filter(|share| share.is_finite())
}

/// The 95 % score interval of a share; `None` when `of` is 0.
///
/// Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927). Stays inside 0 to 1
/// and is usable at 0 of n and n of n, where the familiar interval has width zero.
pub fn wilson(count: u64, of: u64) -> Option<(f64, f64)> {
    if of == 0 {
        return None;
    }
    let n = of as f64;
    let share = count as f64 / n;
    let z2 = Z_95 * Z_95;
    let middle = share + z2 / (2.0 * n);
    let half = Z_95 * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).max(0.0).sqrt();
    let scale = 1.0 + z2 / n;
    // At the ends the exact bounds are 0 and 1; the subtraction leaves a rest of 1e-17.
    let low = if count == 0 { 0.0 } else { ((middle - half) / scale).max(0.0) };
    let high = if count >= of { 1.0 } else { ((middle + half) / scale).min(1.0) };
    Some((low, high))
}

/// The comparison of two shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoProportions {
    /// First share minus second, -1 to 1.
    pub difference: f64,
    /// Standard normal deviate.
    pub z: f64,
    /// Two-sided p.
    pub p: f64,
}

/// Whether two independent shares differ: the pooled z test, without continuity correction.
///
/// Fleiss, Levin and Paik, "Statistical Methods for Rates and Proportions" (2003), section 3.1; its square is R's
/// `prop.test(correct = FALSE)`. `None` where a group is empty or both shares are 0 or both are 1.
pub fn two_proportions(count_a: u64, of_a: u64, count_b: u64, of_b: u64) -> Option<TwoProportions> {
    if of_a == 0 || of_b == 0 {
        return None;
    }
    let (n_a, n_b) = (of_a as f64, of_b as f64);
    let pooled = (count_a as f64 + count_b as f64) / (n_a + n_b);
    let error = (pooled * (1.0 - pooled) * (1.0 / n_a + 1.0 / n_b)).max(0.0).sqrt();
    let difference = count_a as f64 / n_a - count_b as f64 / n_b;
    let z = ratio(difference, error)?;
    Some(TwoProportions { difference, z, p: libm::erfc(z.abs() / std::f64::consts::SQRT_2) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, wanted: f64) -> bool {
        (value - wanted).abs() < 1e-6
    }

    #[test]
    fn quantiles_are_type_7() {
        assert_eq!(quantile::<u32>(&[], 0.5), None);
        assert_eq!(quantile(&[7_u32], 0.9), Some(7.0));
        // R: quantile(c(1, 2, 4, 8, 16), c(.25, .9))
        assert_eq!(quantile(&[1_u32, 2, 4, 8, 16], 0.25), Some(2.0));
        assert!(near(quantile(&[1_u32, 2, 4, 8, 16], 0.9).unwrap(), 12.8));
    }

    #[test]
    fn wilson_as_published() {
        // Newcombe, Statistics in Medicine 17 (1998), table I: 81/263, 15/148, 0/20, 1/29.
        for (count, of, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let (l, h) = wilson(count, of).unwrap();
            assert!((l - low).abs() < 5e-5 && (h - high).abs() < 5e-5, "{count}/{of}: {l} {h}");
        }
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(5, 5).map(|(_, high)| high), Some(1.0));
    }

    #[test]
    fn two_shares() {
        // R: prop.test(c(15, 25), c(50, 50), correct = FALSE): X-squared 4.1667, p 0.04123
        let test = two_proportions(15, 50, 25, 50).unwrap();
        assert!(near(test.z * test.z, 4.166_666_667) && (test.p - 0.041_226_8).abs() < 1e-6, "{test:?}");
        assert_eq!(two_proportions(0, 5, 0, 9), None);
        assert_eq!(two_proportions(1, 0, 1, 2), None);
    }
}
