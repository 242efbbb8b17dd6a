//! `cohort_flags` (METRICS.md section 9): cohorts that came in with discounts and return less than customers at full
//! price.

use super::{context::Context, shape::share};
use crate::{
    answers::{CohortFlag, CohortFlags, Share},
    base::Day,
    model::BuyerIdx,
    models::stats::two_proportions,
};

/// Calendar months within which a second purchase counts.
const MONTHS: i32 = 3;
/// More of a cohort than this has to have come in with a discount.
const MOST: f64 = 0.5;
/// The test is two-sided at 95 %.
const LEVEL: f64 = 0.05;

/// Customers of one cohort, or of all at full price.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    customers: u64,
    discounted: u64,
    watched: u64,
    back: u64,
}

/// The flags; none in a file that knows neither discounts nor coupons.
#[inline(never)]
pub fn answer(context: &Context) -> CohortFlags {
    let (history, timeline) = (context.history, &context.purchase_timeline);
    let discounted = &context.starts.discounted;
    if discounted.is_empty() {
        return CohortFlags::default();
    }
    let mut cohorts = vec![Counts::default(); timeline.len()];
    let mut full = Counts::default();
    for buyer in history.buyers() {
        let is_discounted = discounted.get(buyer) == Some(&true);
        let slot = timeline.slot(history.first_day(buyer)).and_then(|slot| cohorts.get_mut(slot));
        let back = back_within_months(context, buyer);
        let mut count = |counts: &mut Counts| {
            counts.customers += 1;
            counts.discounted += u64::from(is_discounted);
            counts.watched += u64::from(back.is_some());
            counts.back += u64::from(back == Some(true));
        };
        slot.into_iter().for_each(&mut count);
        if !is_discounted {
            count(&mut full);
        }
    }
    let mut answer = CohortFlags::default();
    for (slot, cohort) in cohorts.iter().enumerate() {
        let of_cohort = share(cohort.discounted, cohort.customers);
        if !of_cohort.share.is_some_and(|share| MOST < share) {
            continue;
        }
        answer.mostly_discounted += 1;
        let Some(test) = two_proportions(cohort.back, cohort.watched, full.back, full.watched) else {
            continue;
        };
        if test.difference < 0.0 && test.p < LEVEL {
            answer.flags.push(CohortFlag {
                cohort: timeline.label(slot),
                discounted: of_cohort,
                repurchase: share(cohort.back, cohort.watched),
                full_price: share(full.back, full.watched),
                difference: test.difference,
                z: test.z,
                p: test.p,
            });
        }
    }
    answer
}

/// Whether a customer made a second purchase within three calendar months; `None` for one not watched that long.
pub fn back_within_months(context: &Context, buyer: BuyerIdx) -> Option<bool> {
    let history = context.history;
    let days = history.days_of(buyer);
    let until = history.first_day(buyer).add_months(MONTHS);
    (until <= history.as_of).then(|| days.get(1).is_some_and(|&second| second <= until))
}

/// The same over customers whose first purchase lies in `from..=to`.
pub fn repurchase_between(context: &Context, from: Day, to: Day) -> Share {
    let history = context.history;
    let (mut back, mut watched) = (0, 0);
    for buyer in history.buyers() {
        let first = history.first_day(buyer);
        if from <= first
            && first <= to
            && let Some(is_back) = back_within_months(context, buyer)
        {
            watched += 1;
            back += u64::from(is_back);
        }
    }
    share(back, watched)
}
