//! Special functions in logarithms. `lgamma` is libm's; the hypergeometric function is summed here.

/// ln Γ(x) for x > 0.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// ln B(a, b), the logarithm of the beta function.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// ln(exp(a) + exp(b)) without overflow.
pub fn ln_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a >= b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + libm::log1p(libm::exp(low - high)) }
}

/// Gauss's hypergeometric function ₂F₁(a, b; c; z) for 0 ≤ z < 1 and c > 0, by its power series (DLMF 15.2.1), after
/// Euler's transformation (DLMF 15.8.1) where that converges faster. `None` where it does not converge.
pub fn hyp2f1(a: f64, b: f64, c: f64, z: f64) -> Option<f64> {
    if z > 0.5 && c - a - b < 0.0 {
        // the terms of the series grow like n^(a+b-c-1): the transformed one has the opposite exponent
        let series = series(c - a, c - b, c, z)?;
        return Some(libm::pow(1.0 - z, c - a - b) * series);
    }
    series(a, b, c, z)
}

fn series(a: f64, b: f64, c: f64, z: f64) -> Option<f64> {
    const MOST_TERMS: u32 = 100_000;
    let (mut term, mut sum) = (1.0, 1.0);
    for n in 0..MOST_TERMS {
        let n = f64::from(n);
        term *= (a + n) * (b + n) / ((c + n) * (n + 1.0)) * z;
        sum += term;
        if term.abs() <= 1e-16 * f64::abs(sum) {
            return sum.is_finite().then_some(sum);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_tables() {
        // mpmath 1.3, 30 digits
        for (have, want) in [
            (ln_gamma(0.25), 1.288_022_524_698_077_5),
            (ln_gamma(1e5), 1_051_287.708_973_656_9),
            (ln_beta(0.8, 2.4), -0.516_485_826_306_229_7),
            (hyp2f1(0.2426, 2.4259, 2.2188, 0.9).unwrap_or(0.0), 1.945_662_898_949_188),
            (hyp2f1(3.0, 1.6, 4.2, 0.97).unwrap_or(0.0), 21.315_214_089_106_57),
            (hyp2f1(1.0, 1.0, 2.0, 0.5).unwrap_or(0.0), 2.0 * std::f64::consts::LN_2),
        ] {
            assert!((have - want).abs() <= 1e-10 * want.abs().max(1.0), "{have} {want}");
        }
        assert_eq!(ln_add(f64::NEG_INFINITY, 1.0), 1.0);
    }
}
