//! `churn` (METRICS.md section 11): who is leaving, and from when on nobody comes back.

use super::{
    context::Context,
    gaps::of_customer,
    held::Held,
    shape::{distribution_of, share},
    thresholds::Thresholds,
    timeline::Timeline,
};
use crate::{
    answers::{Churn, ChurnMonth, ChurnState, ChurnStateRow, MissYouRow, ReturnChance, THIN},
    base::{Day, Idx, Money, Period},
    model::History,
    models::{stats::ratio, survival::Survival, tally::Tally},
};

/// Days ahead that the chance to come back looks.
const AHEAD: u32 = 90;

/// Products and categories that have a "we miss you" day of their own: so many of the largest.
const MOST_ROWS: usize = 25;

/// States, the "we miss you" day and the churn rate a month.
#[inline(never)]
pub fn answer(context: &Context) -> Churn {
    let (history, thresholds) = (context.history, &context.thresholds);
    let return_chance = return_chance(&gap_survival(context));
    Churn {
        lapse_day: thresholds.lapse_day,
        lapse_percentile: context.recipe.lapse_percentile,
        gaps: distribution_of(&context.gaps.distinct),
        states: states(context),
        miss_you_day: miss_you_day(&return_chance),
        return_chance,
        months: months(history, thresholds),
        first_products: by_first(history, &context.products),
        first_categories: by_first(history, &context.categories),
    }
}

/// Customers by state; empty without a lapse day.
#[inline(never)]
fn states(context: &Context) -> Vec<ChurnStateRow> {
    let (history, thresholds) = (context.history, &context.thresholds);
    if thresholds.lapse_day.is_none() {
        return Vec::new();
    }
    let mut sums = [(0_u64, Money::ZERO, Money::ZERO); STATES.len()];
    for buyer in history.buyers() {
        let Some(state) = thresholds.state(history.days_since_purchase(buyer)) else { continue };
        if let Some(sum) = sums.get_mut(state as usize) {
            sum.0 += 1;
            sum.1 += history.buyers.net_revenue.at(buyer);
            sum.2 += context.window.net.at(buyer);
        }
    }
    let row = |(state, (customers, net, window)): (ChurnState, (u64, Money, Money))| ChurnStateRow {
        state,
        customers: share(customers, history.n_customers() as u64),
        net_revenue: history.money(net),
        net_revenue_window: history.money(window),
    };
    STATES.into_iter().zip(sums).map(row).collect()
}

/// The states in the order of leaving.
pub const STATES: [ChurnState; 3] = [ChurnState::Active, ChurnState::AtRisk, ChurnState::Lapsed];

/// Days between distinct purchase days, each customer's open last gap censored at as_of.
#[inline(never)]
fn gap_survival(context: &Context) -> Survival {
    let history = context.history;
    let open: Tally = history.buyers().map(|buyer| history.days_since_purchase(buyer)).collect();
    Survival::from_tallies(&context.gaps.distinct, &open)
}

/// The "we miss you" day of those who began with each of the largest first products or categories.
#[inline(never)]
fn by_first<I: Idx>(history: &History, held: &Held<'_, I>) -> Vec<MissYouRow> {
    let sizes = held.begun_with();
    let (ranked, _) = held.largest(&sizes, MOST_ROWS);
    let places = held.places(&ranked);
    let mut tallies: Vec<(Tally, Tally)> = vec![Default::default(); ranked.len()];
    let (mut own, mut gaps) = (Vec::new(), Vec::new());
    for buyer in history.buyers() {
        own.clear();
        own.extend(held.of_first(buyer).iter().map(|&thing| places.at(thing)).filter(|&at| at != u32::MAX));
        if own.is_empty() {
            continue;
        }
        gaps.clear();
        gaps.extend(of_customer(history, buyer));
        let since = history.days_since_purchase(buyer);
        for &at in &own {
            let Some((events, open)) = tallies.get_mut(at as usize) else { continue };
            gaps.iter().for_each(|&gap| events.add(gap));
            open.add(since);
        }
    }
    let row = |(thing, (events, open)): (I, (Tally, Tally))| {
        let survival = Survival::from_tallies(&events, &open);
        let chances = return_chance(&survival);
        let customers = u64::from(sizes.at(thing));
        MissYouRow {
            product: held.key(thing).to_owned(),
            label: held.label(thing).to_owned(),
            customers,
            gaps: survival.observations(),
            miss_you_day: miss_you_day(&chances),
            peak: peak(&chances),
            thin: customers < THIN,
        }
    };
    ranked.into_iter().zip(tallies).map(row).collect()
}

/// h(t) = 1 - S(t + 90) / S(t), day by day, while 30 gaps are at risk at t and t + 90 lies within what was observed.
fn return_chance(survival: &Survival) -> Vec<ReturnChance> {
    let Some(end) = survival.last_day_at_risk(THIN) else { return Vec::new() };
    let chance = |t: u32| {
        let stay = ratio(survival.at(t + AHEAD)?, survival.at(t)?)?;
        Some(ReturnChance { t, chance: 1.0 - stay, at_risk: survival.at_risk(t) })
    };
    (0..=end).map_while(chance).collect()
}

/// The first day on which h is highest.
fn peak(chances: &[ReturnChance]) -> Option<ReturnChance> {
    let higher = |best: ReturnChance, next: ReturnChance| if best.chance < next.chance { next } else { best };
    chances.iter().copied().reduce(higher)
}

/// The first day after the peak of h on which h is below half its peak.
fn miss_you_day(chances: &[ReturnChance]) -> Option<u32> {
    let peak = peak(chances)?;
    chances.iter().find(|point| peak.t < point.t && point.chance < peak.chance / 2.0).map(|point| point.t)
}

/// Lost and active customers per calendar month. A customer is lost on the date of the last purchase + lapse day, when
/// nothing was bought up to then; and may come back, and be lost again.
#[inline(never)]
fn months(history: &History, thresholds: &Thresholds) -> Vec<ChurnMonth> {
    let Some(lapse_day) = thresholds.lapse_day else { return Vec::new() };
    // Gaps are whole days: longer than 41.6 days is longer than 41.
    let lapse = lapse_day.floor() as i32;
    let timeline = Timeline::new(Period::Month, history.span().map(|(first, _)| first), history.as_of);
    let mut lost = vec![0_u64; timeline.len()];
    // +1 at the first month that begins with the customer active, -1 after the last.
    let mut change = vec![0_i64; timeline.len() + 1];
    for buyer in history.buyers() {
        let mut counted = None;
        // the purchase from which on the customer has been active
        let mut since = history.first_day(buyer);
        let mut lapsed = |day: Day, next: Option<Day>| {
            let lapses = day.add_days(lapse);
            mark_active(&mut change, &timeline, since, lapses.min(history.as_of));
            let slot = timeline.slot(lapses).filter(|_| lapses <= history.as_of);
            // A customer lost twice in one month, where the lapse day is short, is one lost customer.
            if let Some(count) = slot.filter(|_| slot != counted).and_then(|slot| lost.get_mut(slot)) {
                *count += 1;
                counted = slot;
            }
            since = next.unwrap_or(since);
        };
        let days = history.days_of(buyer);
        for (&day, &next) in days.iter().zip(days.iter().skip(1)) {
            if lapse < next.days_since(day) {
                lapsed(day, Some(next));
            }
        }
        lapsed(history.last_day(buyer), None);
    }
    let mut active = 0_i64;
    let rows = lost.into_iter().zip(change).enumerate().map(|(slot, (lost, change))| {
        active += change;
        let active_at_start = u64::try_from(active).unwrap_or(0);
        let decided = !timeline.in_progress(slot);
        let rate = ratio(lost as f64, active_at_start as f64).filter(|_| decided);
        ChurnMonth { month: timeline.label(slot), lost, active_at_start, rate }
    });
    rows.collect()
}

/// Marks the months whose first day lies in `day + 1 ..= until`.
fn mark_active(change: &mut [i64], timeline: &Timeline, day: Day, until: Day) {
    let (Some(from), Some(to)) = (timeline.slot(day), timeline.slot(until)) else { return };
    if from < to {
        change.get_mut(from + 1).into_iter().for_each(|change| *change += 1);
        change.get_mut(to + 1).into_iter().for_each(|change| *change -= 1);
    }
}
