//! What several metrics need, found once for one history: what purchases hold, the periods, gaps and thresholds.

use super::{
    gaps, held, held::Held, repurchase, starts::Starts, summary, thresholds::Thresholds, timeline::Timeline,
};
use crate::{
    answers::Repurchase,
    base::{Day, IndexVec, Money},
    model::{BuyerIdx, CategoryIdx, History, Ledger, ProductIdx},
    recipe::Recipe,
};

/// Months over which the revenue of a customer is followed.
const MONTHS: i32 = 12;

/// One history with everything that is asked of it more than once.
pub struct Context<'a> {
    /// The ledger.
    pub ledger: &'a Ledger,
    /// The history.
    pub history: &'a History,
    /// The recipe behind it.
    pub recipe: &'a Recipe,
    /// What purchases hold.
    pub products: Held<'a, ProductIdx>,
    /// The same by category.
    pub categories: Held<'a, CategoryIdx>,
    /// What customers began with beside products.
    pub starts: Starts,
    /// Periods from the first purchase or return on.
    pub timeline: Timeline,
    /// Periods from the first purchase on.
    pub purchase_timeline: Timeline,
    /// Net revenue in the first 12 months; `None` for those not yet observed that long.
    pub revenue_12_months: IndexVec<BuyerIdx, Option<Money>>,
    /// Gaps between distinct purchase days, ascending.
    pub distinct_gaps: Vec<u32>,
    /// When they come back.
    pub repurchase: Repurchase,
    /// Where the journey is cut.
    pub thresholds: Thresholds,
}

impl<'a> Context<'a> {
    /// Finds all of it.
    pub fn new(ledger: &'a Ledger, history: &'a History, recipe: &'a Recipe) -> Self {
        let repurchase = repurchase::answer(history);
        let distinct_gaps = gaps::distinct(history);
        let thresholds = Thresholds::from_parts(recipe, &distinct_gaps, &repurchase);
        let first_purchase = history.purchases.day.iter().min().copied();
        Context {
            ledger,
            history,
            recipe,
            products: held::products(ledger, history),
            categories: held::categories(ledger, history),
            starts: Starts::new(ledger, history),
            timeline: Timeline::new(recipe.period, summary::first_day(history), history.as_of),
            purchase_timeline: Timeline::new(recipe.period, first_purchase, history.as_of),
            revenue_12_months: revenue_12_months(history),
            distinct_gaps,
            repurchase,
            thresholds,
        }
    }
}

fn revenue_12_months(history: &History) -> IndexVec<BuyerIdx, Option<Money>> {
    // Asking the calendar is slow: customers began on few days, and each day's end is found once.
    let first = history.buyers().map(|buyer| history.first_day(buyer)).min().unwrap_or_default();
    let mut ends: Vec<Option<Day>> = Vec::new();
    let mut end_of = |day: Day| {
        let at = usize::try_from(day.days_since(first)).unwrap_or(0);
        if at >= 200_000 {
            return day.add_months(MONTHS);
        }
        if ends.len() <= at {
            ends.resize(at + 1, None);
        }
        match ends.get_mut(at) {
            Some(slot) => *slot.get_or_insert_with(|| day.add_months(MONTHS)),
            None => day.add_months(MONTHS),
        }
    };
    let revenue = |buyer| {
        let first = history.first_day(buyer);
        let until = end_of(first);
        // A return dated before the first purchase is none of this customer's first twelve months.
        (until <= history.as_of).then(|| history.net_between(buyer, first, until))
    };
    history.buyers().map(revenue).collect()
}
