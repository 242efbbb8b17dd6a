//! `churn` (METRICS.md section 11): who is leaving, and from when on nobody comes back.

use super::{
    context::Context,
    held::Held,
    shape::{distribution_of, share},
    thresholds::Thresholds,
    timeline::Timeline,
};
use crate::{
    answers::{Churn, ChurnMonth, ChurnState, ChurnStateRow, MissYouRow, ReturnChance, THIN},
    base::{Day, Idx, IndexVec, Money, Period},
    model::{BuyerIdx, History, history::days_between},
    models::{stats::ratio, survival::Survival, tally::Tally},
};

/// Days ahead that the chance to come back looks.
const AHEAD: u32 = 90;

/// Products and categories that have a "we miss you" day of their own: so many of the largest.
const MOST_ROWS: usize = 25;

/// States, the "we miss you" day and the churn rate a month.
pub fn answer(context: &Context) -> Churn {
    let (history, thresholds) = (context.history, &context.thresholds);
    let return_chance = return_chance(&gap_survival(history, history.buyers()));
    Churn {
        lapse_day: thresholds.lapse_day,
        lapse_percentile: context.recipe.lapse_percentile,
        gaps: distribution_of(&context.gaps.distinct),
        states: states(history, thresholds),
        miss_you_day: miss_you_day(&return_chance),
        return_chance,
        months: months(history, thresholds),
        first_products: by_first(history, &context.products),
        first_categories: by_first(history, &context.categories),
    }
}

/// Customers by state; empty without a lapse day.
fn states(history: &History, thresholds: &Thresholds) -> Vec<ChurnStateRow> {
    if thresholds.lapse_day.is_none() {
        return Vec::new();
    }
    let mut sums = [(0_u64, Money::ZERO, Money::ZERO); STATES.len()];
    for buyer in history.buyers() {
        let Some(state) = thresholds.state(history.days_since_purchase(buyer)) else { continue };
        if let Some(sum) = sums.get_mut(state as usize) {
            sum.0 += 1;
            sum.1 += history.buyers.net_revenue.at(buyer);
            sum.2 += history.net_between(buyer, history.window_from, history.as_of);
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

/// Days between distinct purchase days of some customers, each one's open last gap censored at as_of.
pub fn gap_survival(history: &History, buyers: impl Iterator<Item = BuyerIdx>) -> Survival {
    let (mut events, mut open) = (Tally::default(), Tally::default());
    for buyer in buyers {
        let days = history.days_of(buyer);
        for (&start, &end) in days.iter().zip(days.iter().skip(1)) {
            // Two purchases on one day are one purchase day, not a gap.
            if start < end {
                events.add(days_between(start, end));
            }
        }
        open.add(history.days_since_purchase(buyer));
    }
    Survival::from_tallies(&events, &open)
}

/// The "we miss you" day of those who began with each of the largest first products or categories.
fn by_first<I: Idx>(history: &History, held: &Held<'_, I>) -> Vec<MissYouRow> {
    let mut sizes = IndexVec::<I, u32>::filled(0, held.n);
    let firsts = || history.buyers().filter_map(|buyer| Some((buyer, history.purchase_number(buyer, 1)?)));
    for (_, first) in firsts() {
        for &thing in held.of(first) {
            sizes.get_mut(thing).into_iter().for_each(|size| *size += 1);
        }
    }
    let mut ranked: Vec<I> = sizes.indices().filter(|&thing| 0 < sizes.at(thing)).collect();
    ranked.sort_unstable_by(|&a, &b| {
        sizes.at(b).cmp(&sizes.at(a)).then_with(|| held.rank(a).cmp(&held.rank(b)))
    });
    ranked.truncate(MOST_ROWS);
    let mut place = IndexVec::<I, Option<u8>>::filled(None, held.n);
    for (at, &thing) in ranked.iter().enumerate() {
        place.get_mut(thing).into_iter().for_each(|place| *place = u8::try_from(at).ok());
    }
    let mut members: Vec<Vec<BuyerIdx>> = vec![Vec::new(); ranked.len()];
    for (buyer, first) in firsts() {
        for at in held.of(first).iter().filter_map(|&thing| place.at(thing)) {
            members.get_mut(usize::from(at)).into_iter().for_each(|list| list.push(buyer));
        }
    }
    let row = |(thing, buyers): (I, Vec<BuyerIdx>)| {
        let survival = gap_survival(history, buyers.iter().copied());
        let chances = return_chance(&survival);
        MissYouRow {
            product: held.key(thing).to_owned(),
            label: held.label(thing).to_owned(),
            customers: buyers.len() as u64,
            gaps: survival.observations(),
            miss_you_day: miss_you_day(&chances),
            peak: peak(&chances),
            thin: (buyers.len() as u64) < THIN,
        }
    };
    ranked.into_iter().zip(members).map(row).collect()
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
fn months(history: &History, thresholds: &Thresholds) -> Vec<ChurnMonth> {
    let Some(lapse_day) = thresholds.lapse_day else { return Vec::new() };
    // Gaps are whole days: longer than 41.6 days is longer than 41.
    let lapse = lapse_day.floor() as i32;
    let timeline = Timeline::new(Period::Month, history.purchases.day.iter().min().copied(), history.as_of);
    let mut lost = vec![0_u64; timeline.len()];
    // +1 at the first month that begins with the customer active, -1 after the last.
    let mut change = vec![0_i64; timeline.len() + 1];
    for buyer in history.buyers() {
        let days = history.days_of(buyer);
        let nexts = days.iter().skip(1).copied().map(Some).chain([None]);
        let mut counted = None;
        for (&day, next) in days.iter().zip(nexts) {
            let lapses = day.add_days(lapse);
            let until = next.map_or(lapses, |next| next.min(lapses));
            mark_active(&mut change, &timeline, day, until.min(history.as_of));
            let is_lost = lapses <= history.as_of && next.is_none_or(|next| lapses < next);
            let slot = timeline.slot(lapses).filter(|_| is_lost);
            // A customer lost twice in one month, where the lapse day is short, is one lost customer.
            if let Some(count) = slot.filter(|_| slot != counted).and_then(|slot| lost.get_mut(slot)) {
                *count += 1;
                counted = slot;
            }
        }
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
