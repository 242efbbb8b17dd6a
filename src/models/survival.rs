//! Kaplan-Meier survival curves of whole days, with Greenwood's variance and log-log intervals.

use super::{stats::Z_95, tally::Tally};

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
    /// Observations in all.
    n: u64,
    /// Every observed number of days, ascending, with the observations of more days.
    ends: Vec<(u32, u64)>,
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
        // Few are sorted, many are counted.
        const FEW: usize = 256;
        if FEW < observations.len() {
            let (mut events, mut censored) = (Tally::default(), Tally::default());
            for observation in observations {
                if observation.censored { &mut censored } else { &mut events }.add(observation.days);
            }
            return Self::from_tallies(&events, &censored);
        }
        observations.sort_unstable();
        let days = observations.chunk_by(|a, b| a.days == b.days).map(|day| {
            let events = day.iter().filter(|observation| !observation.censored).count() as u64;
            (day.first().map_or(0, |observation| observation.days), events, day.len() as u64)
        });
        Self::of_days(observations.len() as u64, days)
    }

    /// The curve of events and of what was censored, by days.
    pub fn from_tallies(events: &Tally, censored: &Tally) -> Survival {
        let (mut events_at, mut censored_at) = (events.values().peekable(), censored.values().peekable());
        let days = std::iter::from_fn(|| {
            let day = match (events_at.peek(), censored_at.peek()) {
                (Some(&(a, _)), Some(&(b, _))) => a.min(b),
                (Some(&(day, _)), None) | (None, Some(&(day, _))) => day,
                (None, None) => return None,
            };
            let events = events_at.next_if(|&(at, _)| at == day).map_or(0, |(_, count)| count);
            let censored = censored_at.next_if(|&(at, _)| at == day).map_or(0, |(_, count)| count);
            Some((day, events, events + censored))
        });
        Self::of_days(events.n() + censored.n(), days)
    }

    /// From ascending days with their events and all their observations.
    fn of_days(n: u64, days: impl Iterator<Item = (u32, u64, u64)>) -> Survival {
        let mut at_risk = n;
        let (mut survival, mut greenwood) = (1.0, 0.0);
        let (mut steps, mut ends) = (Vec::new(), Vec::new());
        for (days, events, all) in days {
            if events > 0 {
                let (n, d) = (at_risk as f64, events as f64);
                survival *= 1.0 - d / n;
                greenwood += d / (n * (n - d));
                steps.push(SurvivalStep { days, at_risk, events, survival, greenwood });
            }
            at_risk -= all;
            ends.push((days, at_risk));
        }
        Survival { steps, n, ends }
    }

    /// Number of observations.
    pub fn observations(&self) -> u64 {
        self.n
    }

    /// Events among them.
    pub fn events(&self) -> u64 {
        self.steps.iter().map(|step| step.events).sum()
    }

    /// Observations with at least so many days: those at risk just before the day.
    pub fn at_risk(&self, days: u32) -> u64 {
        let shorter = self.ends.partition_point(|&(observed, _)| observed < days);
        shorter.checked_sub(1).and_then(|at| self.ends.get(at)).map_or(self.n, |&(_, left)| left)
    }

    /// The last day on which at least `n` are at risk; `None` where there are fewer in all.
    pub fn last_day_at_risk(&self, n: u64) -> Option<u32> {
        // the first day after which fewer are left is the last on which they are still at risk
        let n = n.max(1);
        if self.n < n {
            return None;
        }
        let at = self.ends.partition_point(|&(_, left)| n <= left);
        self.ends.get(at).map(|&(day, _)| day)
    }

    /// The latest step up to a day; `None` before the first.
    pub fn step_at(&self, days: u32) -> Option<&SurvivalStep> {
        let after = self.steps.partition_point(|step| step.days <= days);
        self.steps.get(after.checked_sub(1)?)
    }

    /// S(t); `None` beyond the longest observation, unless the curve has reached zero and stays there.
    pub fn at(&self, days: u32) -> Option<f64> {
        let survival = self.step_at(days).map_or(1.0, |step| step.survival);
        let followed = self.ends.last().is_some_and(|&(longest, _)| days <= longest);
        (followed || (survival <= 0.0 && 0 < self.n)).then_some(survival)
    }
}
