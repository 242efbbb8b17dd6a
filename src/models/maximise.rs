//! Maximum likelihood: BFGS on the logarithms of positive parameters, with standard errors from the Hessian.
//!
//! The likelihoods give their gradients, so that a step costs one or two walks over the data, not ten. Nocedal and Wright,
//! Numerical Optimization (2006), algorithm 6.1, with a backtracking line search (algorithm 3.1).

#![allow(clippy::indexing_slicing)] // matrices of a constant size, indexed by loops over that size

use crate::base::Turns;

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
    /// The inverse of the Hessian of what is minimised, in logarithms of the parameters.
    inverse: Option<Matrix<N>>,
}

/// The logarithm of a likelihood at some parameters, with its derivatives by them.
pub type Slope<const N: usize> = (f64, [f64; N]);

const MOST_ITERATIONS: u32 = 200;
/// Logarithms beyond which a parameter says no more than "very small" or "very large".
const FARTHEST: f64 = 25.0;

/// A value to go down to, and its gradient, in the logarithms of the parameters.
#[derive(Clone, Copy)]
struct Point<const N: usize> {
    at: [f64; N],
    value: f64,
    slope: [f64; N],
}

/// Maximises `log_likelihood` over positive parameters from `start`. Each walk over the data may be a turn.
pub async fn maximise<const N: usize>(
    start: [f64; N],
    log_likelihood: impl Fn(&[f64; N]) -> Slope<N>,
    turns: &Turns<'_>,
) -> Fit<N> {
    go_up(start, identity(), log_likelihood, turns).await
}

/// The same from the fit on a sample, which `share` of the data was drawn into: so near the top the curvature of the sample
/// says where it lies, and a few walks over all data are enough. From `start` where the sample has no top of its own: a
/// walk from the edge might not come back.
pub async fn maximise_from<const N: usize>(
    start: [f64; N],
    sample: &Fit<N>,
    share: f64,
    log_likelihood: impl Fn(&[f64; N]) -> Slope<N>,
    turns: &Turns<'_>,
) -> Fit<N> {
    match sample.inverse.filter(|_| sample.converged && sample.standard_errors.is_some()) {
        Some(inverse) => {
            let inverse = inverse.map(|row| row.map(|cell| cell * share));
            go_up(sample.parameters, inverse, log_likelihood, turns).await
        }
        None => maximise(start, log_likelihood, turns).await,
    }
}

async fn go_up<const N: usize>(
    start: [f64; N],
    mut inverse: Matrix<N>,
    log_likelihood: impl Fn(&[f64; N]) -> Slope<N>,
    turns: &Turns<'_>,
) -> Fit<N> {
    // minimised over u = ln parameter; what is not finite is a wall
    let objective = |at: [f64; N]| {
        let parameters = at.map(libm::exp);
        let (value, by_parameter) = log_likelihood(&parameters);
        let slope: [f64; N] = std::array::from_fn(|axis| -by_parameter[axis] * parameters[axis]);
        let is_wall = !value.is_finite()
            || slope.iter().any(|slope| !slope.is_finite())
            || at.iter().any(|at| FARTHEST < at.abs());
        Point { at, value: if is_wall { f64::MAX } else { -value }, slope }
    };
    let mut here = objective(start.map(libm::log));
    let mut converged = false;
    let mut iterations = 0;
    while iterations < MOST_ITERATIONS {
        iterations += 1;
        let scale = 1.0 + here.value.abs();
        if here.slope.iter().all(|s| s.abs() <= 1e-9 * scale) {
            converged = true;
            break;
        }
        let mut step = times(&inverse, &here.slope).map(|s| -s);
        if dot(&step, &here.slope) >= 0.0 || step.iter().any(|s| !s.is_finite()) {
            inverse = identity();
            step = here.slope.map(|s| -s);
        }
        // a factor of e^2 in one parameter is far enough for one step
        let longest = step.iter().fold(0.0f64, |most, s| most.max(s.abs()));
        if longest > 2.0 {
            step = step.map(|s| s * 2.0 / longest);
        }
        let Some(next) = line_search(&objective, &here, &step, turns).await else {
            // no step downhill is left that rounding does not hide
            converged = here.slope.iter().all(|s| s.abs() <= 1e-6 * scale);
            break;
        };
        update(&mut inverse, &sub(&next.at, &here.at), &sub(&next.slope, &here.slope));
        here = next;
    }
    let parameters = here.at.map(libm::exp);
    let inverse = curvature(&objective, &here, turns).await;
    let standard_errors = inverse.and_then(|inverse| errors(&inverse, &parameters));
    Fit { parameters, standard_errors, log_likelihood: -here.value, converged, iterations, inverse }
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

/// The longest of 40 halvings that goes down enough (Armijo).
async fn line_search<const N: usize>(
    objective: &impl Fn([f64; N]) -> Point<N>,
    here: &Point<N>,
    step: &[f64; N],
    turns: &Turns<'_>,
) -> Option<Point<N>> {
    let descent = dot(step, &here.slope);
    let mut length = 1.0;
    for _ in 0..40 {
        turns.next().await;
        let next = objective(std::array::from_fn(|axis| here.at[axis] + length * step[axis]));
        if next.value < here.value && next.value <= here.value + 1e-4 * length * descent {
            return Some(next);
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

/// The inverse Hessian, in logarithms; `None` where it has none.
async fn curvature<const N: usize>(
    objective: &impl Fn([f64; N]) -> Point<N>,
    here: &Point<N>,
    turns: &Turns<'_>,
) -> Option<Matrix<N>> {
    const STEP: f64 = 1e-4;
    let mut hessian = [[0.0; N]; N];
    for row in 0..N {
        let moved = |by: f64| {
            let mut at = here.at;
            at[row] += by;
            objective(at).slope
        };
        turns.next().await;
        let up = moved(STEP);
        turns.next().await;
        let change = sub(&up, &moved(-STEP));
        for column in 0..N {
            hessian[row][column] += change[column] / (4.0 * STEP);
            hessian[column][row] += change[column] / (4.0 * STEP);
        }
    }
    invert(hessian)
}

/// Standard errors: the diagonal of the inverse Hessian in logarithms, times the parameters.
fn errors<const N: usize>(inverse: &Matrix<N>, parameters: &[f64; N]) -> Option<[f64; N]> {
    let mut errors = [0.0; N];
    for axis in 0..N {
        let variance = inverse[axis][axis];
        if !(variance > 0.0 && variance.is_finite()) {
            return None;
        }
        errors[axis] = Some(variance.sqrt() * parameters[axis]).filter(|error| error.is_finite())?;
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
    use crate::base::at_once;

    #[test]
    fn finds_the_mean_and_spread_of_a_lognormal() {
        let data = [1.2, 0.7, 3.4, 2.2, 0.9, 1.8, 2.6, 1.1];
        let logs = data.map(f64::ln);
        let mean = logs.iter().sum::<f64>() / 8.0;
        let deviation = (logs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 8.0).sqrt();
        let likelihood = |&[scale, sigma]: &[f64; 2]| {
            let (mut value, mut slope) = (0.0, [0.0, 0.0]);
            for x in logs {
                let z = (x - scale.ln()) / sigma;
                value += -sigma.ln() - z * z / 2.0;
                slope[0] += z / (sigma * scale);
                slope[1] += (z * z - 1.0) / sigma;
            }
            (value, slope)
        };
        let fit = at_once(maximise([1.0, 1.0], likelihood, &Turns::ONE));
        assert!(fit.converged);
        assert!(
            (fit.parameters[0] - mean.exp()).abs() < 1e-5 && (fit.parameters[1] - deviation).abs() < 1e-5
        );
        // the standard error of a mean of logs is sigma / sqrt(n)
        let errors = fit.standard_errors.unwrap();
        assert!((errors[0] - deviation / 8f64.sqrt() * mean.exp()).abs() < 1e-3);
    }
}
