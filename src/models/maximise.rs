//! Maximum likelihood: BFGS on the logarithms of positive parameters, with standard errors from the Hessian.
//!
//! Nocedal and Wright, Numerical Optimization (2006), algorithm 6.1, with a backtracking line search (algorithm 3.1).

#![allow(clippy::indexing_slicing)] // matrices of a constant size, indexed by loops over that size

/// A fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit<const N: usize> {
    /// The parameters, all positive.
    pub parameters: [f64; N],
    /// Their standard errors by the delta method; `None` where the Hessian is not negative definite.
    pub standard_errors: Option<[f64; N]>,
    /// The logarithm of the likelihood there.
    pub log_likelihood: f64,
    /// The gradient vanished.
    pub converged: bool,
    /// Steps taken.
    pub iterations: u32,
}

const MOST_ITERATIONS: u32 = 300;

/// Maximises `log_likelihood` over positive parameters from `start`.
pub fn maximise<const N: usize>(start: [f64; N], log_likelihood: impl Fn(&[f64; N]) -> f64) -> Fit<N> {
    // minimised over u = ln parameter; what is not finite is a wall
    let objective = |u: &[f64; N]| {
        let value = -log_likelihood(&u.map(libm::exp));
        if value.is_finite() { value } else { f64::MAX }
    };
    let mut at = start.map(libm::log);
    let mut value = objective(&at);
    let mut slope = gradient(&objective, &at);
    let mut inverse = identity::<N>();
    let mut converged = false;
    let mut iterations = 0;
    while iterations < MOST_ITERATIONS {
        iterations += 1;
        let scale = 1.0 + value.abs();
        if slope.iter().all(|s| s.abs() <= 1e-8 * scale) {
            converged = true;
            break;
        }
        let mut step = times(&inverse, &slope).map(|s| -s);
        if dot(&step, &slope) >= 0.0 {
            inverse = identity();
            step = slope.map(|s| -s);
        }
        // a factor of e^2 in one parameter is far enough for one step
        let longest = step.iter().fold(0.0f64, |most, s| most.max(s.abs()));
        if longest > 2.0 {
            step = step.map(|s| s * 2.0 / longest);
        }
        let Some((next, next_value)) = line_search(&objective, &at, value, &step, dot(&step, &slope)) else {
            // no step downhill is left that rounding does not hide
            converged = slope.iter().all(|s| s.abs() <= 1e-5 * scale);
            break;
        };
        let next_slope = gradient(&objective, &next);
        update(&mut inverse, &sub(&next, &at), &sub(&next_slope, &slope));
        (at, value, slope) = (next, next_value, next_slope);
    }
    let parameters = at.map(libm::exp);
    let standard_errors = errors(&objective, &at, &parameters);
    Fit { parameters, standard_errors, log_likelihood: -value, converged, iterations }
}

type Matrix<const N: usize> = [[f64; N]; N];

fn identity<const N: usize>() -> Matrix<N> {
    let mut matrix = [[0.0; N]; N];
    for (at, row) in matrix.iter_mut().enumerate() {
        row[at] = 1.0;
    }
    matrix
}

fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn sub<const N: usize>(a: &[f64; N], b: &[f64; N]) -> [f64; N] {
    std::array::from_fn(|at| a[at] - b[at])
}

fn times<const N: usize>(matrix: &Matrix<N>, vector: &[f64; N]) -> [f64; N] {
    std::array::from_fn(|at| dot(&matrix[at], vector))
}

fn gradient<const N: usize>(objective: &impl Fn(&[f64; N]) -> f64, at: &[f64; N]) -> [f64; N] {
    const STEP: f64 = 1e-5;
    std::array::from_fn(|axis| {
        let (mut up, mut down) = (*at, *at);
        up[axis] += STEP;
        down[axis] -= STEP;
        (objective(&up) - objective(&down)) / (2.0 * STEP)
    })
}

/// The longest of 40 halvings that goes down enough (Armijo).
fn line_search<const N: usize>(
    objective: &impl Fn(&[f64; N]) -> f64,
    at: &[f64; N],
    value: f64,
    step: &[f64; N],
    descent: f64,
) -> Option<([f64; N], f64)> {
    let mut length = 1.0;
    for _ in 0..40 {
        let next: [f64; N] = std::array::from_fn(|axis| at[axis] + length * step[axis]);
        let next_value = objective(&next);
        if next_value < value && next_value <= value + 1e-4 * length * descent {
            return Some((next, next_value));
        }
        length *= 0.5;
    }
    None
}

/// BFGS update of the inverse Hessian, left out where the curvature is not positive.
fn update<const N: usize>(inverse: &mut Matrix<N>, s: &[f64; N], y: &[f64; N]) {
    let curvature = dot(s, y);
    if curvature <= 1e-12 {
        return;
    }
    let hy = times(inverse, y);
    let factor = (1.0 + dot(y, &hy) / curvature) / curvature;
    for row in 0..N {
        for column in 0..N {
            inverse[row][column] +=
                factor * s[row] * s[column] - (hy[row] * s[column] + s[row] * hy[column]) / curvature;
        }
    }
}

/// Standard errors: the diagonal of the inverse Hessian in logarithms, times the parameters.
fn errors<const N: usize>(
    objective: &impl Fn(&[f64; N]) -> f64,
    at: &[f64; N],
    parameters: &[f64; N],
) -> Option<[f64; N]> {
    const STEP: f64 = 1e-3;
    let mut hessian = [[0.0; N]; N];
    for row in 0..N {
        for column in 0..=row {
            let moved = |by_row: f64, by_column: f64| {
                let mut u = *at;
                u[row] += by_row * STEP;
                u[column] += by_column * STEP;
                objective(&u)
            };
            let second = moved(1.0, 1.0) - moved(1.0, -1.0) - moved(-1.0, 1.0) + moved(-1.0, -1.0);
            hessian[row][column] = second / (4.0 * STEP * STEP);
            hessian[column][row] = hessian[row][column];
        }
    }
    let inverse = invert(hessian)?;
    let mut errors = [0.0; N];
    for axis in 0..N {
        let variance = inverse[axis][axis];
        if !(variance > 0.0 && variance.is_finite()) {
            return None;
        }
        errors[axis] = variance.sqrt() * parameters[axis];
    }
    Some(errors)
}

/// Gauss-Jordan elimination with row pivots.
fn invert<const N: usize>(mut matrix: Matrix<N>) -> Option<Matrix<N>> {
    let mut inverse = identity::<N>();
    for column in 0..N {
        let pivot =
            (column..N).max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-12 {
            return None;
        }
        matrix.swap(column, pivot);
        inverse.swap(column, pivot);
        let divisor = matrix[column][column];
        for at in 0..N {
            matrix[column][at] /= divisor;
            inverse[column][at] /= divisor;
        }
        for row in 0..N {
            if row == column {
                continue;
            }
            let factor = matrix[row][column];
            for at in 0..N {
                matrix[row][at] -= factor * matrix[column][at];
                inverse[row][at] -= factor * inverse[column][at];
            }
        }
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_mean_and_spread_of_a_lognormal() {
        let data = [1.2, 0.7, 3.4, 2.2, 0.9, 1.8, 2.6, 1.1];
        let logs = data.map(f64::ln);
        let mean = logs.iter().sum::<f64>() / 8.0;
        let deviation = (logs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 8.0).sqrt();
        let fit = maximise([1.0, 1.0], |&[scale, sigma]| {
            logs.iter().map(|x| -sigma.ln() - (x - scale.ln()).powi(2) / (2.0 * sigma * sigma)).sum()
        });
        assert!(fit.converged);
        assert!(
            (fit.parameters[0] - mean.exp()).abs() < 1e-5 && (fit.parameters[1] - deviation).abs() < 1e-5
        );
        // the standard error of a mean of logs is sigma / sqrt(n)
        let errors = fit.standard_errors.unwrap();
        assert!((errors[0] - deviation / 8f64.sqrt() * mean.exp()).abs() < 1e-3);
    }
}
