//! How unevenly a sum is spread: the Lorenz curve and the Gini coefficient.

/// The Gini coefficient of ascending values: `Σ (2i - n - 1) x_i / (n Σ x_i)`, i from 1.
///
/// Sen, "On Economic Inequality" (1973); 0 when all are equal, `(n - 1) / n` when one has all. `None` where a value is
/// negative, which the coefficient is not defined for, or the sum is zero.
///
/// ```
/// use stamkunde::models::concentration::gini;
/// assert_eq!(gini(&[1, 1, 1, 1]), Some(0.0));
/// assert_eq!(gini(&[0, 0, 0, 8]), Some(0.75));
/// ```
pub fn gini(ascending: &[i64]) -> Option<f64> {
    if ascending.first().copied()? < 0 {
        return None;
    }
    let n = ascending.len() as i128;
    let sum: i128 = ascending.iter().map(|&value| i128::from(value)).sum();
    let weighted: i128 =
        ascending.iter().zip(1_i128..).map(|(&value, i)| (2 * i - n - 1) * i128::from(value)).sum();
    (sum > 0).then(|| weighted as f64 / (n as f64 * sum as f64))
}

/// The Lorenz curve of ascending values, from (0, 0) to (1, 1): share of the many against share of the sum, at most
/// `steps + 1` points. Empty where the sum is zero or less.
pub fn lorenz(ascending: &[i64], steps: usize) -> Vec<(f64, f64)> {
    let n = ascending.len();
    let sum: i128 = ascending.iter().map(|&value| i128::from(value)).sum();
    if n == 0 || sum <= 0 || steps == 0 {
        return Vec::new();
    }
    let steps = steps.min(n);
    let mut points = vec![(0.0, 0.0)];
    let mut below: i128 = 0;
    let mut next_step = 1;
    for (done, &value) in (1_usize..).zip(ascending) {
        below += i128::from(value);
        // A point at the whole customer that reaches each step, so that the curve has no interpolated values.
        if done * steps >= next_step * n {
            points.push((done as f64 / n as f64, below as f64 / sum as f64));
            next_step = done * steps / n + 1;
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gini_by_hand() {
        // Mean absolute difference over twice the mean: values 1, 2, 3, 4.
        assert_eq!(gini(&[1, 2, 3, 4]), Some(0.25));
        assert_eq!(gini(&[]), None);
        assert_eq!(gini(&[-1, 5]), None);
        assert_eq!(gini(&[0, 0]), None);
        assert!(gini(&[i64::MAX; 1000]).unwrap().abs() < 1e-12);
    }

    #[test]
    fn lorenz_ends_at_one() {
        assert_eq!(lorenz(&[1, 3], 100), vec![(0.0, 0.0), (0.5, 0.25), (1.0, 1.0)]);
        let many = lorenz(&vec![1; 1_234], 100);
        assert_eq!((many.len(), many.last().copied()), (101, Some((1.0, 1.0))));
        assert!(lorenz(&[-3, 3], 100).is_empty());
    }
}
