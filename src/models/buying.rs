//! Buy-till-you-die models of repeat purchases without a contract: BG/NBD, MBG/NBD and Pareto/NBD.
//!
//! A customer is x repeat purchase days, the last of them t_x after the first purchase, observed for T. Likelihoods are
//! summed in logarithms over the distinct (x, t_x, T) with their counts. Time is in weeks.
//!
//! Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24; Batislam, Denizel and
//! Filiztekin (2007), International Journal of Research in Marketing 24; Schmittlein, Morrison and Colombo (1987),
//! Management Science 33, in the form of Fader and Hardie (2005), "A Note on Deriving the Pareto/NBD Model".

use std::collections::BTreeMap;

use super::{
    maximise::{Fit, maximise},
    special::{hyp2f1, ln_add, ln_beta, ln_gamma},
};

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

/// Customers with equal (x, t_x, T) together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Repeats {
    distinct: Vec<(Repeat, f64)>,
}

impl Repeats {
    /// From (x, t_x, T) with both times in days.
    pub fn of_days(customers: impl IntoIterator<Item = (u32, u32, u32)>) -> Self {
        let mut counts = BTreeMap::<(u32, u32, u32), u64>::new();
        for customer in customers {
            *counts.entry(customer).or_default() += 1;
        }
        let weeks = |days: u32| f64::from(days) / 7.0;
        let distinct = counts
            .into_iter()
            .map(|((x, t_x, t), count)| (Repeat { x, t_x: weeks(t_x), t: weeks(t) }, count as f64))
            .collect();
        Self { distinct }
    }
    /// Number of customers.
    pub fn customers(&self) -> f64 {
        self.distinct.iter().map(|(_, count)| count).sum()
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
        Self { distinct: taken.collect() }
    }
    /// Sum over all customers.
    pub fn sum(&self, mut of: impl FnMut(&Repeat) -> f64) -> f64 {
        self.distinct.iter().map(|(repeat, count)| count * of(repeat)).sum()
    }
}

/// The gamma parts that the models share: ln[Γ(r + x) α^r / Γ(r)].
fn ln_rate(r: f64, alpha: f64, x: f64) -> f64 {
    ln_gamma(r + x) - ln_gamma(r) + r * libm::log(alpha)
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
        let fit = maximise([1.0, 10.0, 1.0, 2.0], |&[r, alpha, a, b]| {
            let model = Self { r, alpha, a, b };
            // what depends on x alone is the same for all customers with this x, who stand together
            let mut shared = (u32::MAX, 0.0, 0.0);
            data.sum(|repeat| {
                if repeat.x != shared.0 {
                    shared = (repeat.x, model.ln_shared(repeat.x), model.ln_dropout(repeat.x));
                }
                shared.1 + model.ln_rest(repeat, shared.2)
            })
        });
        let [r, alpha, a, b] = fit.parameters;
        (Self { r, alpha, a, b }, fit)
    }
    /// The part of equation 6 of Fader, Hardie and Lee (2005) that depends on x alone.
    fn ln_shared(&self, x: u32) -> f64 {
        let Self { r, alpha, a, b } = *self;
        let x = f64::from(x);
        ln_rate(r, alpha, x) + ln_beta(a, b + x) - ln_beta(a, b)
    }
    /// ln[a / (b + x - 1)], for x > 0.
    fn ln_dropout(&self, x: u32) -> f64 {
        if x == 0 { f64::NEG_INFINITY } else { libm::log(self.a / (self.b + f64::from(x) - 1.0)) }
    }
    /// The rest of equation 6: still there, or gone after the last purchase.
    fn ln_rest(&self, repeat: &Repeat, ln_dropout: f64) -> f64 {
        let power = self.r + f64::from(repeat.x);
        let alive = -power * libm::log(self.alpha + repeat.t);
        if repeat.x == 0 {
            return alive;
        }
        ln_add(alive, ln_dropout - power * libm::log(self.alpha + repeat.t_x))
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
        let fit = maximise([1.0, 10.0, 1.0, 2.0], |&[r, alpha, a, b]| {
            data.sum(|repeat| {
                let x = f64::from(repeat.x);
                let alive = ln_beta(a, b + x + 1.0) - (r + x) * libm::log(alpha + repeat.t);
                let gone = ln_beta(a + 1.0, b + x) - (r + x) * libm::log(alpha + repeat.t_x);
                ln_rate(r, alpha, x) - ln_beta(a, b) + ln_add(alive, gone)
            })
        });
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

impl ParetoNbd {
    /// Fits by maximum likelihood.
    pub fn fit(data: &Repeats) -> (Self, Fit<4>) {
        let fit = maximise([1.0, 10.0, 1.0, 10.0], |&[r, alpha, s, beta]| {
            data.sum(|repeat| Self { r, alpha, s, beta }.ln_likelihood(repeat).unwrap_or(f64::NEG_INFINITY))
        });
        let [r, alpha, s, beta] = fit.parameters;
        (Self { r, alpha, s, beta }, fit)
    }

    /// ln of one term of A0: ₂F₁(r+s+x, m; r+s+x+1; d/(top+at)) / (top+at)^(r+s+x), where top is the larger of α and β.
    fn ln_term(&self, x: f64, at: f64) -> Option<f64> {
        let Self { r, alpha, s, beta } = *self;
        let (top, second) = if alpha >= beta { (alpha, s + 1.0) } else { (beta, r + x) };
        let sum = r + s + x;
        let z = (alpha - beta).abs() / (top + at);
        Some(libm::log(hyp2f1(sum, second, sum + 1.0, z)?) - sum * libm::log(top + at))
    }

    /// ln[s/(r+s+x) A0]; equation 15 of the note.
    fn ln_gone(&self, repeat: &Repeat) -> Option<f64> {
        let x = f64::from(repeat.x);
        let (from, to) = (self.ln_term(x, repeat.t_x)?, self.ln_term(x, repeat.t)?);
        // the first term is never the smaller one: what is left of rounding counts as nothing
        let difference =
            if to < from { from + libm::log1p(-libm::exp(to - from)) } else { f64::NEG_INFINITY };
        Some(libm::log(self.s / (self.r + self.s + x)) + difference)
    }

    fn ln_alive(&self, repeat: &Repeat) -> f64 {
        let x = f64::from(repeat.x);
        -(self.r + x) * libm::log(self.alpha + repeat.t) - self.s * libm::log(self.beta + repeat.t)
    }

    fn ln_shared(&self, x: f64) -> f64 {
        ln_rate(self.r, self.alpha, x) + self.s * libm::log(self.beta)
    }

    fn ln_likelihood(&self, repeat: &Repeat) -> Option<f64> {
        let likelihood = ln_add(self.ln_alive(repeat), self.ln_gone(repeat)?);
        Some(self.ln_shared(f64::from(repeat.x)) + likelihood)
    }

    /// The chance that a customer with this history will ever buy again (equation 28).
    pub fn alive(&self, repeat: &Repeat) -> Option<f64> {
        let (alive, gone) = (self.ln_alive(repeat), self.ln_gone(repeat)?);
        Some(libm::exp(alive - ln_add(alive, gone)))
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

impl GammaGamma {
    /// Fits by maximum likelihood on (x, mean value of the x repeat purchase days) with x > 0 and mean > 0.
    pub fn fit(data: &[(u32, f64)]) -> (Self, Fit<3>) {
        let typical = data.iter().map(|(_, mean)| mean).sum::<f64>() / data.len().max(1) as f64;
        let fit = maximise([2.0, 3.0, typical.max(1e-3)], |&[p, q, v]| {
            let fixed = q * libm::log(v) - ln_gamma(q);
            data.iter()
                .map(|&(x, mean)| {
                    let x = f64::from(x);
                    ln_gamma(p * x + q) - ln_gamma(p * x)
                        + fixed
                        + (p * x - 1.0) * libm::log(mean)
                        + p * x * libm::log(x)
                        - (p * x + q) * libm::log(x * mean + v)
                })
                .sum()
        });
        let [p, q, v] = fit.parameters;
        (Self { p, q, v }, fit)
    }
    /// Expected value of a purchase of a customer with this history; `None` where the mean does not exist (q <= 1).
    pub fn expected(&self, x: u32, mean: f64) -> Option<f64> {
        let Self { p, q, v } = *self;
        let x = f64::from(x);
        let divisor = p * x + q - 1.0;
        (divisor > 0.0).then(|| p * (v + x * mean) / divisor)
    }
}
