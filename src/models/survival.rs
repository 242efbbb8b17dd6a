//! Kaplan-Meier survival curves of whole days, with Greenwood's variance and log-log intervals.

use super::stats::Z_95;

/// A time until something happens, or until observation ends without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observation {
    /// Days.
    pub days: u32,
    /// Whether observation ended without the event. Who is censored on a day was still at risk on it.
    pub censored: bool,
}

/// One day on which the curve falls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalStep {
    /// Days.
    pub days: u32,
    /// Observations with at least this many days.
    pub at_risk: u64,
    /// Events on the day.
    pub events: u64,
    /// S(t): share still without the event after this day.
    pub survival: f64,
    /// Greenwood's sum Σ d / (n (n - d)); infinite where the curve reaches zero.
    pub greenwood: f64,
}

impl SurvivalStep {
    /// Standard error of S(t): S(t) √(Σ d / (n (n - d))). `None` at zero.
    pub fn standard_error(&self) -> Option<f64> {
        self.greenwood.is_finite().then(|| self.survival * self.greenwood.sqrt())
    }

    /// The 95 % interval of S(t): exp(-exp(log(-log S) ± z √greenwood / |log S|)). `None` where S is 0 or 1.
    ///
    /// Kalbfleisch and Prentice, "The Statistical Analysis of Failure Time Data" (2002), section 1.4; R's
    /// `conf.type = "log-log"`.
    pub fn interval(&self) -> Option<(f64, f64)> {
        if self.survival <= 0.0 || self.survival >= 1.0 || !self.greenwood.is_finite() {
            return None;
        }
        let log = libm::log(self.survival);
        let centre = libm::log(-log);
        let half = Z_95 * self.greenwood.sqrt() / -log;
        let bound = |exponent: f64| libm::exp(-libm::exp(exponent));
        Some((bound(centre + half), bound(centre - half)))
    }
}

/// A Kaplan-Meier curve.
///
/// Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Survival {
    /// The days on which the curve falls, ascending.
    pub steps: Vec<SurvivalStep>,
    /// Every observed number of days, ascending.
    days: Vec<u32>,
}

impl Survival {
    /// The curve of some observations, in any order.
    ///
    /// ```
    /// use stamkunde::models::survival::{Observation, Survival};
    /// let seen = |days, censored| Observation { days, censored };
    /// let curve = Survival::new(vec![seen(1, false), seen(2, true), seen(3, false), seen(9, true)]);
    /// assert_eq!((curve.at(0), curve.at(1), curve.at(5)), (Some(1.0), Some(0.75), Some(0.375)));
    /// assert_eq!(curve.at(10), None);
    /// ```
    pub fn new(mut observations: Vec<Observation>) -> Survival {
        observations.sort_unstable();
        let days: Vec<u32> = observations.iter().map(|observation| observation.days).collect();
        let mut at_risk = observations.len() as u64;
        let (mut survival, mut greenwood) = (1.0, 0.0);
        let mut steps = Vec::new();
        for day in observations.chunk_by(|a, b| a.days == b.days) {
            let events = day.iter().filter(|observation| !observation.censored).count() as u64;
            if events > 0 {
                let (n, d) = (at_risk as f64, events as f64);
                survival *= 1.0 - d / n;
                greenwood += d / (n * (n - d));
                let days = day.first().map_or(0, |observation| observation.days);
                steps.push(SurvivalStep { days, at_risk, events, survival, greenwood });
            }
            at_risk -= day.len() as u64;
        }
        Survival { steps, days }
    }

    /// Number of observations.
    pub fn observations(&self) -> u64 {
        self.days.len() as u64
    }

    /// Events among them.
    pub fn events(&self) -> u64 {
        self.steps.iter().map(|step| step.events).sum()
    }

    /// Observations with at least so many days: those at risk just before the day.
    pub fn at_risk(&self, days: u32) -> u64 {
        (self.days.len() - self.days.partition_point(|&observed| observed < days)) as u64
    }

    /// The last day on which at least `n` are at risk; `None` where there are fewer in all.
    pub fn last_day_at_risk(&self, n: u64) -> Option<u32> {
        let n = usize::try_from(n).ok()?.max(1);
        self.days.get(self.days.len().checked_sub(n)?).copied()
    }

    /// The latest step up to a day; `None` before the first.
    pub fn step_at(&self, days: u32) -> Option<&SurvivalStep> {
        let after = self.steps.partition_point(|step| step.days <= days);
        self.steps.get(after.checked_sub(1)?)
    }

    /// S(t); `None` beyond the longest observation, unless the curve has reached zero and stays there.
    pub fn at(&self, days: u32) -> Option<f64> {
        let survival = self.step_at(days).map_or(1.0, |step| step.survival);
        let followed = self.days.last().is_some_and(|&longest| days <= longest);
        (followed || (survival <= 0.0 && !self.days.is_empty())).then_some(survival)
    }
}
