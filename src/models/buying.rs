//! Buy-till-you-die models of repeat purchases without a contract: BG/NBD, MBG/NBD and Pareto/NBD.
//!
//! A customer is x repeat purchase days, the last of them t_x after the first purchase, observed for T. Likelihoods are
//! summed in logarithms over the distinct (x, t_x, T) with their counts, with their gradients. Time is in weeks.
//!
//! Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24; Batislam, Denizel and
//! Filiztekin (2007), International Journal of Research in Marketing 24; Schmittlein, Morrison and Colombo (1987),
//! Management Science 33, in the form of Fader and Hardie (2005), "A Note on Deriving the Pareto/NBD Model".

use super::{
    maximise::{Fit, Slope, maximise, maximise_from},
    quadrature::panel,
    special::{digamma, hyp2f1, ln_add, ln_beta, ln_gamma},
};
use crate::base::{Turns, at_once};

/// One customer's repeat purchases, in weeks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repeat {
    /// Repeat purchase days.
    pub x: u32,
    /// Weeks from the first to the last.
    pub t_x: f64,
    /// Weeks observed since the first.
    pub t: f64,
}

/// Customers with equal (x, t_x, T).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Equal {
    repeat: Repeat,
    /// How many.
    count: f64,
    /// Days from the first purchase to the last.
    t_x: u32,
    /// Days observed.
    t: u32,
}

/// Customers with equal (x, t_x, T) together, in this order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Repeats {
    distinct: Vec<Equal>,
    longest: u32,
}

/// ln(c + t) and 1 / (c + t) for t in whole days: there are far fewer days than customers, and logarithms are what a fit
/// spends its time on.
struct ByDay(Vec<(f64, f64)>);

impl ByDay {
    fn new(c: f64, longest: u32) -> Self {
        let of = |days: u32| {
            let sum = c + f64::from(days) / 7.0;
            (libm::log(sum), 1.0 / sum)
        };
        Self((0..=longest).map(of).collect())
    }
    #[inline]
    fn at(&self, days: u32) -> (f64, f64) {
        self.0.get(days as usize).copied().unwrap_or((0.0, 0.0))
    }
}

impl Repeats {
    /// From (x, t_x, T) with both times in days.
    pub fn of_days(customers: impl IntoIterator<Item = (u32, u32, u32)>) -> Self {
        let mut customers: Vec<(u32, u32, u32)> = customers.into_iter().collect();
        customers.sort_unstable();
        let weeks = |days: u32| f64::from(days) / 7.0;
        let distinct = customers.chunk_by(|a, b| a == b).filter_map(|equal| {
            let &(x, t_x, t) = equal.first()?;
            let repeat = Repeat { x, t_x: weeks(t_x), t: weeks(t) };
            Some(Equal { repeat, count: equal.len() as f64, t_x, t })
        });
        Self {
            distinct: distinct.collect(),
            longest: customers.iter().map(|customer| customer.2).max().unwrap_or(0),
        }
    }
    /// Number of customers.
    pub fn customers(&self) -> f64 {
        self.distinct.iter().map(|equal| equal.count).sum()
    }
    /// Number of distinct ones.
    pub fn distinct_len(&self) -> usize {
        self.distinct.len()
    }
    /// At most so many distinct ones, taken at even distances in the order of (x, t_x, T): a systematic sample, the same
    /// every time. Each keeps its own count, so that the number of customers says what was fitted on.
    pub fn thinned(&self, most: usize) -> Self {
        let n = self.distinct.len();
        if n <= most {
            return self.clone();
        }
        let taken = (0..most).filter_map(|at| self.distinct.get(at * n / most).copied());
        Self { distinct: taken.collect(), longest: self.longest }
    }
    /// Sum over all customers.
    pub fn sum(&self, of: impl FnMut(&Repeat) -> f64) -> f64 {
        at_once(self.sum_in_turns(of, &Turns::ONE))
    }
    /// The same, in turns.
    pub async fn sum_in_turns(&self, mut of: impl FnMut(&Repeat) -> f64, turns: &Turns<'_>) -> f64 {
        let mut sum = 0.0;
        for some in self.distinct.chunks(A_TURN) {
            turns.next().await;
            for equal in some {
                sum += equal.count * of(&equal.repeat);
            }
        }
        sum
    }
    /// The customers by x: what depends on x alone is the same for all of them.
    fn by_x(&self) -> impl Iterator<Item = &[Equal]> {
        self.distinct.chunk_by(|a, b| a.repeat.x == b.repeat.x)
    }
}

/// Customers that something slow is computed of before anybody may ask for a turn.
pub const A_TURN: usize = 256;

/// Distinct customers that a first fit is made on, where there are ten times as many or more: see `maximise_from`.
const SAMPLED: usize = 2_000;

/// Fits on all customers, where there are many from the fit on a sample of them.
async fn fit_repeats(
    data: &Repeats,
    sampled: usize,
    start: [f64; 4],
    likelihood: impl Fn(&Repeats, &[f64; 4]) -> Slope<4>,
    turns: &Turns<'_>,
) -> Fit<4> {
    if data.distinct_len() < 10 * sampled {
        return maximise(start, |at| likelihood(data, at), turns).await;
    }
    let sample = data.thinned(sampled);
    let first = maximise(start, |at| likelihood(&sample, at), turns).await;
    let share = sample.customers() / data.customers();
    maximise_from(start, &first, share, |at| likelihood(data, at), turns).await
}

/// The gamma parts that the models share: ln[Γ(r + x) α^r / Γ(r)].
fn ln_rate(r: f64, alpha: f64, x: f64) -> f64 {
    ln_gamma(r + x) - ln_gamma(r) + r * libm::log(alpha)
}

/// When a customer can drop out first.
#[derive(Clone, Copy, PartialEq)]
enum Dropout {
    /// After a repeat purchase: BG/NBD.
    AfterRepeat,
    /// After any purchase: MBG/NBD.
    AfterAny,
}

/// ln likelihood and gradient of BG/NBD and MBG/NBD, which differ in one beta parameter: with c = 1 for MBG/NBD, else 0,
/// ln[Γ(r+x) α^r / Γ(r)] + ln[B(a, b+x+c) / B(a, b)] + ln[(α+T)^-(r+x) + a/(b+x+c-1) (α+t_x)^-(r+x)], where the second
/// term is missing for BG/NBD at x = 0. Equation 6 of Fader, Hardie and Lee (2005).
fn geometric(data: &Repeats, dropout: Dropout, &[r, alpha, a, b]: &[f64; 4]) -> Slope<4> {
    let c = if dropout == Dropout::AfterAny { 1.0 } else { 0.0 };
    let (mut value, mut slope) = (0.0, [0.0; 4]);
    let (psi_r, psi_b, psi_ab) = (digamma(r), digamma(b), digamma(a + b));
    let by_day = ByDay::new(alpha, data.longest);
    for equal in data.by_x() {
        let x = equal.first().map_or(0.0, |first| f64::from(first.repeat.x));
        let power = r + x;
        let rest = b + x + c - 1.0;
        let may_be_gone = 0.0 < x || dropout == Dropout::AfterAny;
        let ln_gone = if may_be_gone { libm::log(a / rest) } else { f64::NEG_INFINITY };
        let shared = ln_rate(r, alpha, x) + ln_beta(a, b + x + c) - ln_beta(a, b);
        let (mut n, mut sum, mut by_r, mut by_alpha, mut gone) = (0.0, 0.0, 0.0, 0.0, 0.0);
        // Π (1 + odds) in place of Σ ln(1 + odds), as far as a double reaches
        let mut product = 1.0;
        for &Equal { count, t_x, t, .. } in equal {
            let (ln_t, per_t) = by_day.at(t);
            n += count;
            if !may_be_gone {
                sum -= count * power * ln_t;
                by_r -= count * ln_t;
                by_alpha -= count * power * per_t;
                continue;
            }
            let (ln_t_x, per_t_x) = by_day.at(t_x);
            // how much likelier it is to be gone than to be still there
            let odds = libm::exp(ln_gone + power * (ln_t - ln_t_x));
            let weight = if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 };
            if count == 1.0 && odds < 1e100 {
                product *= 1.0 + odds;
                sum -= power * ln_t;
                if 1e200 < product {
                    sum += libm::log(product);
                    product = 1.0;
                }
            } else if odds.is_finite() {
                sum += count * (libm::log1p(odds) - power * ln_t);
            } else {
                sum += count * ln_add(-power * ln_t, ln_gone - power * ln_t_x);
            }
            by_r -= count * (ln_t + weight * (ln_t_x - ln_t));
            by_alpha -= count * power * (per_t + weight * (per_t_x - per_t));
            gone += count * weight;
        }
        sum += libm::log(product);
        let psi_whole = digamma(a + b + x + c);
        value += n * shared + sum;
        let [of_r, of_alpha, of_a, of_b] = &mut slope;
        *of_r += n * (digamma(power) - psi_r + libm::log(alpha)) + by_r;
        *of_alpha += n * r / alpha + by_alpha;
        *of_a += n * (psi_ab - psi_whole) + if may_be_gone { gone / a } else { 0.0 };
        *of_b += n * (digamma(b + x + c) - psi_whole - psi_b + psi_ab)
            - if may_be_gone { gone / rest } else { 0.0 };
    }
    (value, slope)
}

/// Parameters of BG/NBD: purchases at a gamma(r, α) rate; after each, dropout with a beta(a, b) chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BgNbd {
    /// Shape of the rates.
    pub r: f64,
    /// Scale of the rates, in weeks.
    pub alpha: f64,
    /// First shape of the dropout chances.
    pub a: f64,
    /// Second shape.
    pub b: f64,
}

impl BgNbd {
    /// Fits by maximum likelihood.
    pub fn fit(data: &Repeats) -> (Self, Fit<4>) {
        at_once(Self::fit_in_turns(data, &Turns::ONE))
    }
    /// The same, in turns.
    pub async fn fit_in_turns(data: &Repeats, turns: &Turns<'_>) -> (Self, Fit<4>) {
        let likelihood = |data: &Repeats, at: &[f64; 4]| geometric(data, Dropout::AfterRepeat, at);
        let fit = fit_repeats(data, SAMPLED, [1.0, 10.0, 1.0, 2.0], likelihood, turns).await;
        let [r, alpha, a, b] = fit.parameters;
        (Self { r, alpha, a, b }, fit)
    }
    /// The same without the fit on a sample first: what the fast way is held against.
    pub fn fit_from_afar(data: &Repeats) -> (Self, Fit<4>) {
        let likelihood = |at: &[f64; 4]| geometric(data, Dropout::AfterRepeat, at);
        let fit = at_once(maximise([1.0, 10.0, 1.0, 2.0], likelihood, &Turns::ONE));
        let [r, alpha, a, b] = fit.parameters;
        (Self { r, alpha, a, b }, fit)
    }
    /// Expected repeat purchases of a new customer in `weeks` (equation 9).
    pub fn expected_new(&self, weeks: f64) -> Option<f64> {
        let Self { r, alpha, a, b } = *self;
        let z = weeks / (alpha + weeks);
        let share = libm::pow(alpha / (alpha + weeks), r) * hyp2f1(r, b, a + b - 1.0, z)?;
        Some((a + b - 1.0) / (a - 1.0) * (1.0 - share))
    }
    /// Expected purchases in the next `weeks` of a customer with this history (equation 10).
    pub fn expected(&self, repeat: &Repeat, weeks: f64) -> Option<f64> {
        let Self { r, alpha, a, b } = *self;
        let x = f64::from(repeat.x);
        let base = alpha + repeat.t;
        let share = libm::pow(base / (base + weeks), r + x)
            * hyp2f1(r + x, b + x, a + b + x - 1.0, weeks / (base + weeks))?;
        let gone = if repeat.x == 0 {
            0.0
        } else {
            a / (b + x - 1.0) * libm::pow((alpha + repeat.t) / (alpha + repeat.t_x), r + x)
        };
        Some((a + b + x - 1.0) / (a - 1.0) * (1.0 - share) / (1.0 + gone))
    }
}

/// Parameters of MBG/NBD: as BG/NBD, but a customer may also drop out right after the first purchase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MbgNbd {
    /// See [`BgNbd`].
    pub r: f64,
    /// See [`BgNbd`].
    pub alpha: f64,
    /// See [`BgNbd`].
    pub a: f64,
    /// See [`BgNbd`].
    pub b: f64,
}

impl MbgNbd {
    /// Fits by maximum likelihood.
    pub fn fit(data: &Repeats) -> (Self, Fit<4>) {
        at_once(Self::fit_in_turns(data, &Turns::ONE))
    }
    /// The same, in turns.
    pub async fn fit_in_turns(data: &Repeats, turns: &Turns<'_>) -> (Self, Fit<4>) {
        let likelihood = |data: &Repeats, at: &[f64; 4]| geometric(data, Dropout::AfterAny, at);
        let fit = fit_repeats(data, SAMPLED, [1.0, 10.0, 1.0, 2.0], likelihood, turns).await;
        let [r, alpha, a, b] = fit.parameters;
        (Self { r, alpha, a, b }, fit)
    }
}

/// Parameters of Pareto/NBD: purchases at a gamma(r, α) rate, a lifetime of gamma(s, β) rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParetoNbd {
    /// Shape of the purchase rates.
    pub r: f64,
    /// Scale of the purchase rates, in weeks.
    pub alpha: f64,
    /// Shape of the dropout rates.
    pub s: f64,
    /// Scale of the dropout rates, in weeks.
    pub beta: f64,
}

/// The integral over the time at which a customer may have left: its logarithm, and the derivatives of that.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Gone {
    ln: f64,
    slope: [f64; 4],
}

/// Falls of e per panel of the quadrature: twelve points then give twelve digits.
const FALLS: f64 = 10.0;
/// Beyond e^-40 nothing adds to a sum of doubles.
const DEEPEST: f64 = 40.0;

impl ParetoNbd {
    /// Fits by maximum likelihood.
    pub fn fit(data: &Repeats) -> (Self, Fit<4>) {
        at_once(Self::fit_in_turns(data, &Turns::ONE))
    }
    /// The same, in turns.
    pub async fn fit_in_turns(data: &Repeats, turns: &Turns<'_>) -> (Self, Fit<4>) {
        let likelihood =
            |data: &Repeats, &[r, alpha, s, beta]: &[f64; 4]| Self { r, alpha, s, beta }.likelihood(data);
        // each customer costs an integral: a smaller sample shows the way
        let fit = fit_repeats(data, SAMPLED / 5, [1.0, 10.0, 1.0, 10.0], likelihood, turns).await;
        let [r, alpha, s, beta] = fit.parameters;
        (Self { r, alpha, s, beta }, fit)
    }

    fn likelihood(&self, data: &Repeats) -> Slope<4> {
        let Self { r, alpha, s, beta } = *self;
        let (mut value, mut slope) = (0.0, [0.0; 4]);
        let psi_r = digamma(r);
        for equal in data.by_x() {
            let x = equal.first().map_or(0.0, |first| f64::from(first.repeat.x));
            let shared = ln_rate(r, alpha, x) + s * libm::log(beta);
            let by_r = digamma(r + x) - psi_r + libm::log(alpha);
            let [of_r, of_alpha, of_s, of_beta] = &mut slope;
            for Equal { repeat, count, .. } in equal {
                let (ln_alpha_t, ln_beta_t) = (libm::log(alpha + repeat.t), libm::log(beta + repeat.t));
                let alive = -(r + x) * ln_alpha_t - s * ln_beta_t;
                let gone = self.gone(repeat);
                let both = ln_add(alive, gone.ln);
                let is_alive = libm::exp(alive - both);
                let is_gone = if gone.ln == f64::NEG_INFINITY { 0.0 } else { 1.0 - is_alive };
                let [gone_r, gone_alpha, gone_s, gone_beta] = gone.slope;
                value += count * (shared + both);
                *of_r += count * (by_r - is_alive * ln_alpha_t + is_gone * gone_r);
                *of_alpha +=
                    count * (r / alpha - is_alive * (r + x) / (alpha + repeat.t) + is_gone * gone_alpha);
                *of_s += count * (libm::log(beta) - is_alive * ln_beta_t + is_gone * gone_s);
                *of_beta += count * (s / beta - is_alive * s / (beta + repeat.t) + is_gone * gone_beta);
            }
        }
        (value, slope)
    }

    /// ln of s ∫ (α+y)^-(r+x) (β+y)^-(s+1) dy over t_x … T: the customer left at y. It is s/(r+s+x) A0 of equation 15 of
    /// the note, without its difference of two nearly equal terms.
    ///
    /// With u = ln(c + y), c the smaller of α and β, the integrand falls ever faster on its way, so that panels of equal
    /// falls are enough, and what lies deeper than e^-40 can be left out.
    fn gone(&self, repeat: &Repeat) -> Gone {
        let Self { r, alpha, s, beta } = *self;
        let none = Gone { ln: f64::NEG_INFINITY, slope: [0.0; 4] };
        if repeat.t <= repeat.t_x {
            return none;
        }
        let (power, end) = (r + f64::from(repeat.x), s + 1.0);
        let c = alpha.min(beta);
        let is_alpha = alpha <= beta;
        let logs = |u: f64| {
            let y = libm::exp(u) - c;
            let other = libm::log(if is_alpha { beta + y } else { alpha + y });
            if is_alpha { (y, u, other) } else { (y, other, u) }
        };
        let height = |u: f64| {
            let (_, ln_alpha, ln_beta) = logs(u);
            u - power * ln_alpha - end * ln_beta
        };
        let (from, mut to) = (libm::log(c + repeat.t_x), libm::log(c + repeat.t));
        let top = height(from);
        let fall = power * (c + repeat.t_x) / (alpha + repeat.t_x)
            + end * (c + repeat.t_x) / (beta + repeat.t_x)
            - 1.0;
        if 0.0 < fall {
            to = to.min(from + DEEPEST / fall);
        }
        let falls = (top - height(to)).abs();
        let n_panels = (falls / FALLS).ceil().clamp(1.0, 8.0);
        let (mut sum, mut by) = (0.0, [0.0; 4]);
        let mut start = from;
        for panel_number in 1..=n_panels as u32 {
            let stop = from + (to - from) * f64::from(panel_number) / n_panels;
            panel(start, stop, |u, weight| {
                let (y, ln_alpha, ln_beta) = logs(u);
                let value = weight * libm::exp(u - power * ln_alpha - end * ln_beta - top);
                let [by_r, by_alpha, by_s, by_beta] = &mut by;
                sum += value;
                *by_r -= value * ln_alpha;
                *by_alpha -= value * power / (alpha + y);
                *by_s -= value * ln_beta;
                *by_beta -= value * end / (beta + y);
            });
            start = stop;
        }
        if sum <= 0.0 {
            return none;
        }
        let [by_r, by_alpha, by_s, by_beta] = by.map(|by| by / sum);
        Gone { ln: libm::log(s) + top + libm::log(sum), slope: [by_r, by_alpha, by_s + 1.0 / s, by_beta] }
    }

    fn ln_alive(&self, repeat: &Repeat) -> f64 {
        let x = f64::from(repeat.x);
        -(self.r + x) * libm::log(self.alpha + repeat.t) - self.s * libm::log(self.beta + repeat.t)
    }

    /// The chance that a customer with this history will ever buy again (equation 28).
    pub fn alive(&self, repeat: &Repeat) -> Option<f64> {
        let (alive, gone) = (self.ln_alive(repeat), self.gone(repeat).ln);
        Some(libm::exp(alive - ln_add(alive, gone))).filter(|chance| chance.is_finite())
    }

    /// Expected purchases in the next `weeks` of a customer with this history (equation 41).
    pub fn expected(&self, repeat: &Repeat, weeks: f64) -> Option<f64> {
        let Self { r, alpha, s, beta } = *self;
        let x = f64::from(repeat.x);
        let start = beta + repeat.t;
        let factor = if (s - 1.0).abs() < 1e-9 {
            start * libm::log((start + weeks) / start)
        } else {
            start / (s - 1.0) * (1.0 - libm::pow(start / (start + weeks), s - 1.0))
        };
        Some((r + x) / (alpha + repeat.t) * factor * self.alive(repeat)?)
    }
}

/// Parameters of Gamma-Gamma: what a purchase is worth.
///
/// Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaGamma {
    /// Shape of the values of one customer.
    pub p: f64,
    /// Shape of the customers' scales.
    pub q: f64,
    /// Scale, in currency units.
    pub v: f64,
}

/// x, number of customers, Σ ln mean, the means.
type OfX<'a> = (f64, f64, f64, &'a [(u32, f64)]);

impl GammaGamma {
    /// Fits by maximum likelihood on (x, mean value of the x repeat purchase days) with x > 0 and mean > 0.
    pub fn fit(data: &[(u32, f64)]) -> (Self, Fit<3>) {
        at_once(Self::fit_in_turns(data, &Turns::ONE))
    }
    /// The same, in turns.
    pub async fn fit_in_turns(data: &[(u32, f64)], turns: &Turns<'_>) -> (Self, Fit<3>) {
        let mut sorted = data.to_vec();
        sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let start = |data: &[(u32, f64)]| {
            let typical = data.iter().map(|(_, mean)| mean).sum::<f64>() / data.len().max(1) as f64;
            [2.0, 3.0, typical.max(1e-3)]
        };
        let fit = if sorted.len() < 10 * SAMPLED {
            maximise(start(data), Self::likelihood(&sorted), turns).await
        } else {
            let sample: Vec<(u32, f64)> =
                (0..SAMPLED).filter_map(|at| sorted.get(at * sorted.len() / SAMPLED).copied()).collect();
            let first = maximise(start(&sample), Self::likelihood(&sample), turns).await;
            let share = SAMPLED as f64 / sorted.len() as f64;
            maximise_from(start(data), &first, share, Self::likelihood(&sorted), turns).await
        };
        let [p, q, v] = fit.parameters;
        (Self { p, q, v }, fit)
    }

    /// The likelihood of customers ordered by x, as a function of p, q and v.
    fn likelihood(sorted: &[(u32, f64)]) -> impl Fn(&[f64; 3]) -> Slope<3> {
        let by_x: Vec<OfX<'_>> = sorted
            .chunk_by(|a, b| a.0 == b.0)
            .map(|equal| {
                let x = equal.first().map_or(0.0, |first| f64::from(first.0));
                (x, equal.len() as f64, equal.iter().map(|(_, mean)| libm::log(*mean)).sum(), equal)
            })
            .collect();
        move |&[p, q, v]| {
            let (mut value, mut slope) = (0.0, [0.0; 3]);
            let (fixed, psi_q) = (q * libm::log(v) - ln_gamma(q), digamma(q));
            for &(x, n, ln_means, equal) in &by_x {
                let (mut ln_sums, mut inverse) = (0.0, 0.0);
                for (_, mean) in equal {
                    let sum = x * mean + v;
                    ln_sums += libm::log(sum);
                    inverse += 1.0 / sum;
                }
                let ln_x = libm::log(x);
                let psi = digamma(p * x + q);
                value += n * (ln_gamma(p * x + q) - ln_gamma(p * x) + fixed + p * x * ln_x)
                    + (p * x - 1.0) * ln_means
                    - (p * x + q) * ln_sums;
                let [of_p, of_q, of_v] = &mut slope;
                *of_p += x * (n * (psi - digamma(p * x) + ln_x) + ln_means - ln_sums);
                *of_q += n * (psi - psi_q + libm::log(v)) - ln_sums;
                *of_v += n * q / v - (p * x + q) * inverse;
            }
            (value, slope)
        }
    }
    /// Expected value of a purchase of a customer with this history; `None` where the mean does not exist (q <= 1).
    pub fn expected(&self, x: u32, mean: f64) -> Option<f64> {
        let Self { p, q, v } = *self;
        let x = f64::from(x);
        let divisor = p * x + q - 1.0;
        (divisor > 0.0).then(|| p * (v + x * mean) / divisor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_integral_agrees_with_tables() {
        // mpmath 1.3, 30 digits: ln of s times the integral, by adaptive quadrature in fine parts
        for ([r, alpha, s, beta], x, t_x, t, want) in [
            ([0.553_397_1, 10.580_198_5, 0.606_062_5, 11.656_223_7], 0, 0.0, 39.0, -3.663_820_537_309_827_8),
            (
                [0.553_397_1, 10.580_198_5, 0.606_062_5, 11.656_223_7],
                2,
                30.43,
                38.86,
                -14.230_539_237_644_042,
            ),
            ([0.8, 0.05, 0.3, 20.0], 40, 1.0, 200.0, -10.789_238_999_676_179),
            ([2.0, 30.0, 1.5, 0.4], 7, 10.0, 12.0, -38.371_411_121_343_007),
            ([1.2, 3.0, 0.7, 8.0], 120, 2.0, 150.0, -202.521_739_360_996_83),
        ] {
            let model = ParetoNbd { r, alpha, s, beta };
            let have = model.gone(&Repeat { x, t_x, t }).ln;
            assert!((have - want).abs() < 1e-10, "{have} {want}");
        }
        let nobody = ParetoNbd { r: 1.0, alpha: 1.0, s: 1.0, beta: 1.0 };
        assert_eq!(nobody.gone(&Repeat { x: 3, t_x: 4.0, t: 4.0 }).ln, f64::NEG_INFINITY);
    }

    /// A gradient against differences of its value.
    fn check_slope<const N: usize>(at: [f64; N], of: impl Fn(&[f64; N]) -> Slope<N>) {
        let (_, slope) = of(&at);
        for axis in 0..N {
            let (mut up, mut down) = (at, at);
            up[axis] *= 1.0 + 1e-6;
            down[axis] *= 1.0 - 1e-6;
            let want = (of(&up).0 - of(&down).0) / (2e-6 * at[axis]);
            assert!((slope[axis] - want).abs() < 1e-5 * (1.0 + want.abs()), "{axis}: {} {want}", slope[axis]);
        }
    }

    #[test]
    fn gradients_are_those_of_the_values() {
        let data =
            Repeats::of_days([(0, 0, 100), (0, 0, 100), (1, 30, 90), (4, 80, 81), (9, 60, 400), (1, 5, 5)]);
        check_slope([0.4, 3.0, 0.7, 2.0], |at| geometric(&data, Dropout::AfterRepeat, at));
        check_slope([0.4, 3.0, 0.7, 2.0], |at| geometric(&data, Dropout::AfterAny, at));
        for at in [[0.4, 3.0, 0.7, 9.0], [1.4, 13.0, 0.2, 2.0]] {
            check_slope(at, |&[r, alpha, s, beta]| ParetoNbd { r, alpha, s, beta }.likelihood(&data));
        }
    }
}
