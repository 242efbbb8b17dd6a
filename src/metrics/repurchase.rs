//! `repurchase` (METRICS.md section 6): of those who came back, when; and of all, how many will have.

use super::shape::{distribution_of, share};
use crate::{
    answers::{AtDay, CurvePoint, HazardStep, Repurchase, ReturnCurve, THIN, Within},
    base::Day,
    model::{BuyerIdx, History, history::days_between},
    models::{
        stats::ratio,
        survival::{Observation, Survival, SurvivalStep},
        tally::Tally,
    },
};

/// The days that probabilities are given for.
pub const LIMITS: [u32; 5] = [30, 60, 90, 180, 365];
/// Calendar months that the familiar figure is given for: 1 to 24.
const MONTHS: usize = 24;
/// Days of one step of the hazard.
const HAZARD_DAYS: u32 = 30;
/// Five years of hazard steps: beyond them nothing can be read any more.
const HAZARD_STEPS: u32 = 61;
/// Share of the end value at which the hot window closes.
const HOT_SHARE: f64 = 0.6;

/// The two honest numbers, with curves, hazard and hot window.
pub fn answer(history: &History) -> Repurchase {
    let mut days = Tally::default();
    let mut by_month = [0_u64; MONTHS];
    for buyer in history.buyers() {
        if let [first, second, ..] = history.days_of(buyer) {
            let gap = days_between(*first, *second);
            days.add(gap);
            // 24 months have at most 731 days
            if gap <= 731
                && let Some(count) = by_month.get_mut(months_until(*first, *second) - 1)
            {
                *count += 1;
            }
        }
    }
    let returning = days.n();
    let days_to_second = distribution_of(&days);
    let mut so_far = 0;
    let of_returning_months = by_month.iter().zip(1..).map(|(&count, limit)| {
        so_far += count;
        Within { limit, share: share(so_far, returning) }
    });
    let within = |limit: u32| days.below(limit.saturating_add(1));
    let mut weeks_to_second = vec![0_u64; days.largest().map_or(0, |longest| longest as usize / 7 + 1)];
    for (gap, count) in days.values() {
        if let Some(week) = weeks_to_second.get_mut(gap as usize / 7) {
            *week += count;
        }
    }
    let survival = until_next(history, 1);
    Repurchase {
        returning: share(returning, history.n_customers() as u64),
        of_returning_months: of_returning_months.collect(),
        of_returning_days: LIMITS
            .map(|limit| Within { limit, share: share(within(limit), returning) })
            .to_vec(),
        of_all: curve("1→2", &survival),
        later_steps: [("2→3", 2), ("3→4", 3)]
            .map(|(step, from)| curve(step, &until_next(history, from)))
            .to_vec(),
        hazard: hazard(&survival),
        hot_window_months: hot_window(&survival),
        weeks_to_second,
        days_to_second,
    }
}

/// Days from a purchase of a number to the next, or to as_of for those who have not made it.
pub fn until_next(history: &History, from_number: usize) -> Survival {
    let observations = history.buyers().filter_map(|buyer| observation(history, buyer, from_number));
    Survival::new(observations.collect())
}

/// One customer's time from a purchase to the next; `None` where the purchase was not made.
#[inline]
pub fn observation(history: &History, buyer: BuyerIdx, from_number: usize) -> Option<Observation> {
    let mut days = history.days_of(buyer).iter().skip(from_number.checked_sub(1)?);
    let start = *days.next()?;
    Some(match days.next() {
        Some(&next) => Observation { days: days_between(start, next), censored: false },
        None => Observation { days: days_between(start, history.as_of), censored: true },
    })
}

/// The smallest whole number of calendar months, at least 1, within which `later` lies:
/// `later <= earlier + m months`, clamped to the end of the month.
pub fn months_until(earlier: Day, later: Day) -> usize {
    // A month has at most 31 days, so fewer than days / 31 months never reach.
    let mut months = (days_between(earlier, later) / 31).max(1) as i32;
    while earlier.add_months(months) < later && months < i32::MAX {
        months += 1;
    }
    months as usize
}

/// The chance to have come back by a day, as a point of the curve.
pub fn point(survival: &Survival, days: u32) -> Option<CurvePoint> {
    let left = survival.at(days)?;
    let interval = survival.step_at(days).and_then(SurvivalStep::interval);
    Some(CurvePoint {
        t: days,
        p: 1.0 - left,
        low: interval.map(|(_, high)| 1.0 - high),
        high: interval.map(|(low, _)| 1.0 - low),
        at_risk: survival.at_risk(days),
    })
}

/// The chance to have come back by a day.
pub fn returned_by(survival: &Survival, days: u32) -> Option<f64> {
    survival.at(days).map(|left| 1.0 - left)
}

fn curve(step: &str, survival: &Survival) -> ReturnCurve {
    let follow_up = survival.last_day_at_risk(THIN);
    let end = follow_up.unwrap_or(u32::MAX);
    let moves = survival.steps.iter().map(|step| step.days).filter(|&day| 0 < day && day <= end);
    let last = follow_up.filter(|&end| end > 0 && survival.steps.iter().all(|step| step.days != end));
    let start = (survival.observations() > 0).then_some(0);
    ReturnCurve {
        step: step.to_owned(),
        customers: survival.observations(),
        events: survival.events(),
        at: LIMITS.map(|days| AtDay { days, point: point(survival, days) }).to_vec(),
        curve: start.into_iter().chain(moves).chain(last).filter_map(|day| point(survival, day)).collect(),
        follow_up,
    }
}

fn hazard(survival: &Survival) -> Vec<HazardStep> {
    let mut steps = Vec::new();
    for step in 0..HAZARD_STEPS {
        let from_day = step * HAZARD_DAYS;
        // Who came back on the day itself is no longer waiting: S(t) counts that day's events.
        let at_risk = survival.at_risk(from_day + 1);
        if at_risk == 0 {
            break;
        }
        let (start, end) = (survival.at(from_day), survival.at(from_day + HAZARD_DAYS));
        let chance = start.zip(end).and_then(|(start, end)| ratio(end, start)).map(|stay| 1.0 - stay);
        steps.push(HazardStep { from_day, at_risk, chance, thin: at_risk < THIN });
    }
    steps
}

/// The smallest whole month at which the curve reaches 60 % of its value at the end of follow-up.
fn hot_window(survival: &Survival) -> Option<u32> {
    let end = survival.last_day_at_risk(THIN)?;
    let goal = HOT_SHARE * returned_by(survival, end).filter(|&p| p > 0.0)?;
    // The curve never falls, so the month in which follow-up ends is the last to look at.
    (1..=end / 28 + 1)
        .find(|&month| returned_by(survival, days_in_months(month).min(end)).is_some_and(|p| p >= goal))
}

/// A number of months as days: 365.25 / 12 each, rounded half up.
pub fn days_in_months(months: u32) -> u32 {
    ((u64::from(months) * 1461 + 24) / 48) as u32
}
