//! `gaps` (METRICS.md section 5): days between consecutive purchases.

use super::shape::{distribution, histogram};
use crate::{
    answers::{GapStep, Gaps},
    base::Day,
    model::{BuyerIdx, History, history::days_between},
};

/// The steps shown; the last holds all further ones.
const STEPS: [&str; 5] = ["1→2", "2→3", "3→4", "4→5", "5+"];
/// Weekly bars of the histograms: a year, and all beyond.
const WEEKS: usize = 53;
/// Purchases that are counted how many customers reached them.
const REACHED: usize = 10;

/// Gaps once as stated and once between distinct purchase days.
pub fn answer(history: &History) -> Gaps {
    let (all, steps) = by_step(history, Same::Counts);
    let (distinct, distinct_steps) = by_step(history, Same::IsSkipped);
    let mut reached = vec![0_u64; REACHED];
    for buyer in history.buyers() {
        reached.iter_mut().take(history.n_purchases(buyer)).for_each(|count| *count += 1);
    }
    let (mut all, mut distinct) = (all, distinct);
    Gaps {
        all: distribution(&mut all, 1.0),
        distinct_days: distribution(&mut distinct, 1.0),
        histogram: histogram(&all, 7, WEEKS, 1.0),
        distinct_histogram: histogram(&distinct, 7, WEEKS, 1.0),
        steps,
        distinct_steps,
        reached,
    }
}

/// All gaps between distinct purchase days, ascending.
pub fn distinct(history: &History) -> Vec<u32> {
    let mut gaps = Vec::new();
    for buyer in history.buyers() {
        gaps.extend(pairs(history.days_of(buyer), Same::IsSkipped));
    }
    gaps.sort_unstable();
    gaps
}

/// What two purchases on one day are.
#[derive(Clone, Copy, PartialEq)]
enum Same {
    /// A gap of 0 days.
    Counts,
    /// One purchase day.
    IsSkipped,
}

fn pairs(days: &[Day], same: Same) -> impl Iterator<Item = u32> {
    let pair = |pair: &[Day]| match pair {
        [earlier, later] => Some(days_between(*earlier, *later)),
        _ => None,
    };
    days.windows(2).filter_map(pair).filter(move |&gap| same == Same::Counts || gap > 0)
}

fn by_step(history: &History, same: Same) -> (Vec<u32>, Vec<GapStep>) {
    let mut steps: [Vec<u32>; 5] = Default::default();
    for buyer in history.buyers() {
        for (gap, step) in pairs(history.days_of(buyer), same).zip(0_usize..) {
            if let Some(gaps) = steps.get_mut(step.min(STEPS.len() - 1)) {
                gaps.push(gap);
            }
        }
    }
    let all = steps.concat();
    let named = STEPS.into_iter().zip(&mut steps);
    let rows =
        named.map(|(step, gaps)| GapStep { step: step.to_owned(), days: distribution(gaps, 1.0) }).collect();
    (all, rows)
}

/// The gaps of one customer between distinct purchase days, in order of time.
pub fn of_customer(history: &History, buyer: BuyerIdx) -> impl Iterator<Item = u32> {
    pairs(history.days_of(buyer), Same::IsSkipped)
}

/// The median gap between distinct purchase days of each step, the last for all further ones.
pub fn step_medians(history: &History) -> Vec<Option<f64>> {
    by_step(history, Same::IsSkipped).1.into_iter().map(|step| step.days.median).collect()
}
