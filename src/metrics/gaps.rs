//! `gaps` (METRICS.md section 5): days between consecutive purchases.

use super::shape::{distribution_of, histogram_of};
use crate::{
    answers::{GapStep, Gaps},
    base::Day,
    model::{BuyerIdx, History, history::days_between},
    models::tally::Tally,
};

/// The steps shown; the last holds all further ones.
const STEPS: [&str; 5] = ["1→2", "2→3", "3→4", "4→5", "5+"];
/// Weekly bars of the histograms: a year, and all beyond.
const WEEKS: u32 = 53;
/// Purchases that are counted how many customers reached them.
const REACHED: usize = 10;

/// Gaps of a history, counted.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// As stated, step by step.
    steps: [Tally; STEPS.len()],
    /// Between distinct purchase days, step by step.
    distinct_steps: [Tally; STEPS.len()],
    /// As stated.
    pub all: Tally,
    /// Between distinct purchase days.
    pub distinct: Tally,
    reached: [u64; REACHED],
}

impl Counted {
    /// Counts them.
    #[inline(never)]
    pub fn new(history: &History) -> Counted {
        let mut counted = Counted::default();
        let add = |steps: &mut [Tally; STEPS.len()], step: usize, gap: u32| {
            let tally = steps.get_mut(step.min(STEPS.len() - 1));
            tally.into_iter().for_each(|tally| tally.add(gap));
        };
        for buyer in history.buyers() {
            let days = history.days_of(buyer);
            if let Some(count) = counted.reached.get_mut(days.len().min(REACHED) - 1) {
                *count += 1;
            }
            let mut distinct_step = 0;
            for (gap, step) in pairs(days, Same::Counts).zip(0_usize..) {
                add(&mut counted.steps, step, gap);
                if gap > 0 {
                    add(&mut counted.distinct_steps, distinct_step, gap);
                    distinct_step += 1;
                }
            }
        }
        counted.steps.iter().for_each(|step| counted.all.absorb(step));
        counted.distinct_steps.iter().for_each(|step| counted.distinct.absorb(step));
        // so far by the number they made: whoever made ten has made one
        let mut more = 0;
        for count in counted.reached.iter_mut().rev() {
            more += *count;
            *count = more;
        }
        counted
    }
    /// The median gap between distinct purchase days of each step, the last for all further ones.
    pub fn step_medians(&self) -> [Option<f64>; STEPS.len()] {
        let mut medians = [None; STEPS.len()];
        for (median, tally) in medians.iter_mut().zip(&self.distinct_steps) {
            [*median] = tally.quantiles([0.5]);
        }
        medians
    }
}

/// Gaps once as stated and once between distinct purchase days.
#[inline(never)]
pub fn answer(counted: &Counted) -> Gaps {
    let steps = |tallies: &[Tally; STEPS.len()]| {
        let named = STEPS.into_iter().zip(tallies);
        named.map(|(step, tally)| GapStep { step: step.to_owned(), days: distribution_of(tally) }).collect()
    };
    Gaps {
        all: distribution_of(&counted.all),
        distinct_days: distribution_of(&counted.distinct),
        histogram: histogram_of(&counted.all, 7, WEEKS),
        distinct_histogram: histogram_of(&counted.distinct, 7, WEEKS),
        steps: steps(&counted.steps),
        distinct_steps: steps(&counted.distinct_steps),
        reached: counted.reached.to_vec(),
    }
}

/// All gaps between distinct purchase days.
pub fn distinct(history: &History) -> Tally {
    let mut tally = Tally::default();
    for buyer in history.buyers() {
        pairs(history.days_of(buyer), Same::IsSkipped).for_each(|gap| tally.add(gap));
    }
    tally
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

/// The gaps of one customer between distinct purchase days, in order of time.
pub fn of_customer(history: &History, buyer: BuyerIdx) -> impl Iterator<Item = u32> {
    pairs(history.days_of(buyer), Same::IsSkipped)
}
