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
/// The steps that have a curve.
const STEPS: [&str; 3] = ["1→2", "2→3", "3→4"];
/// Share of the end value at which the hot window closes.
const HOT_SHARE: f64 = 0.6;

/// The two honest numbers, with curves, hazard and hot window.
#[inline(never)]
pub fn answer(history: &History) -> Repurchase {
    // days from each of the first purchases to the next, and to as_of for those who have not made it
    let mut steps: [(Tally, Tally); STEPS.len()] = Default::default();
    let mut by_month = [0_u64; MONTHS];
    let calendar = Calendar::new(history);
    for buyer in history.buyers() {
        let days = history.days_of(buyer);
        for ((came_back, open), (start, at)) in steps.iter_mut().zip(days.iter().zip(1..)) {
            match days.get(at) {
                Some(&next) => came_back.add(days_between(*start, next)),
                None => open.add(days_between(*start, history.as_of)),
            }
        }
        if let [first, second, ..] = days {
            let gap = days_between(*first, *second);
            // 24 months have at most 731 days
            if gap <= 731
                && let Some(count) = by_month.get_mut(calendar.months_until(*first, *second) - 1)
            {
                *count += 1;
            }
        }
    }
    let curves = steps.each_ref().map(|(came_back, open)| Survival::from_tallies(came_back, open));
    let [survival, later @ ..] = &curves;
    let [(days, _), ..] = &steps;
    let returning = days.n();
    let days_to_second = distribution_of(days);
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
    let [second, later_names @ ..] = STEPS;
    Repurchase {
        returning: share(returning, history.n_customers() as u64),
        of_returning_months: of_returning_months.collect(),
        of_returning_days: LIMITS
            .map(|limit| Within { limit, share: share(within(limit), returning) })
            .to_vec(),
        of_all: curve(second, survival),
        later_steps: later_names
            .into_iter()
            .zip(later)
            .map(|(step, survival)| curve(step, survival))
            .collect(),
        hazard: hazard(survival),
        hot_window_months: hot_window(survival),
        weeks_to_second,
        days_to_second,
    }
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

/// Month and day of month of each day of a history: asking the calendar for every purchase takes longer.
struct Calendar {
    first: Day,
    days: Vec<(i32, u32)>,
}

impl Calendar {
    /// More days than two centuries are not written down, but asked for one by one.
    const MOST_DAYS: i32 = 75_000;

    fn new(history: &History) -> Calendar {
        let (first, last) = history.span().unwrap_or_default();
        let n = last.days_since(first).saturating_add(1).min(Self::MOST_DAYS);
        Calendar { first, days: (0..n).map(|ahead| month_of(first.add_days(ahead))).collect() }
    }
    fn month_of(&self, day: Day) -> (i32, u32) {
        let at = usize::try_from(day.days_since(self.first)).ok().and_then(|at| self.days.get(at));
        at.copied().unwrap_or_else(|| month_of(day))
    }
    fn months_until(&self, earlier: Day, later: Day) -> usize {
        months_between(self.month_of(earlier), self.month_of(later))
    }
}

/// The smallest whole number of calendar months, at least 1, within which `later` lies: `later <= earlier + m months`,
/// clamped to the end of the month.
pub fn months_until(earlier: Day, later: Day) -> usize {
    months_between(month_of(earlier), month_of(later))
}

/// A month that is too short for the day of the month ends before that day is passed: clamping needs no thought.
fn months_between((from, from_day): (i32, u32), (to, to_day): (i32, u32)) -> usize {
    let months = to.saturating_sub(from).saturating_add(i32::from(from_day < to_day));
    usize::try_from(months).unwrap_or(0).max(1)
}

/// Months since year 0, and the day of the month.
fn month_of(day: Day) -> (i32, u32) {
    let (year, month, day) = day.ymd();
    (year.saturating_mul(12).saturating_add(month as i32), day)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_where_the_calendar_says() {
        let start = Day::parse_iso("2011-01-01").unwrap();
        for (from, to) in (0..800).flat_map(|from| (0..735).map(move |to| (from, from + to))) {
            let (earlier, later) = (start.add_days(from), start.add_days(to));
            let months = months_until(earlier, later) as i32;
            assert!(later <= earlier.add_months(months), "{earlier} {later} {months}");
            assert!(months == 1 || earlier.add_months(months - 1) < later, "{earlier} {later} {months}");
        }
    }
}
