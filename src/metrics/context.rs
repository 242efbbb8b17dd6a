//! What several metrics need, found once for one history: what purchases hold, the periods, gaps and thresholds.

use super::{
    gaps,
    groups::InWindow,
    held,
    held::Held,
    periods,
    periods::InPeriod,
    repurchase,
    starts::Starts,
    summary,
    thresholds::{Thresholds, best_of},
    timeline::Timeline,
};
use crate::{
    answers::Repurchase,
    base::{Day, IndexVec, Money, Turns, at_once},
    model::{BuyerIdx, CategoryIdx, History, Ledger, ProductIdx},
    models::{radix, survival::Observation},
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
    /// First products of which rows are made, the largest: the page shows no more than anybody looks through.
    pub products_shown: usize,
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
    /// What was bought in each period of `timeline`.
    pub periods: Vec<InPeriod>,
    /// Net revenue in the first 12 months; `None` for those not yet observed that long.
    pub revenue_12_months: IndexVec<BuyerIdx, Option<Money>>,
    /// Gaps, counted.
    pub gaps: gaps::Counted,
    /// Days from purchase 1 to purchase 2, or to as_of for those who have not made it.
    pub until_second: IndexVec<BuyerIdx, Observation>,
    /// What was bought in the window.
    pub window: InWindow,
    /// Net revenue in the window of the customers with a purchase in it, ascending.
    pub window_ascending: Vec<i64>,
    /// When they come back.
    pub repurchase: Repurchase,
    /// The best tenth by net revenue.
    pub best: IndexVec<BuyerIdx, bool>,
    /// Net revenue of every customer, ascending.
    pub net_ascending: Vec<i64>,
    /// Where the journey is cut.
    pub thresholds: Thresholds,
}

impl<'a> Context<'a> {
    /// Finds all of it.
    pub fn new(ledger: &'a Ledger, history: &'a History, recipe: &'a Recipe) -> Self {
        at_once(Self::in_turns(ledger, history, recipe, &Turns::ONE))
    }

    /// The same, in turns.
    pub async fn in_turns(
        ledger: &'a Ledger,
        history: &'a History,
        recipe: &'a Recipe,
        turns: &Turns<'_>,
    ) -> Self {
        let repurchase = repurchase::answer(history);
        turns.next().await;
        let gaps = gaps::Counted::new(history);
        let thresholds = Thresholds::from_parts(recipe, &gaps.distinct, &repurchase);
        let first_purchase = history.span().map(|(first, _)| first);
        let nobody = Observation { days: 0, censored: true };
        let timeline = Timeline::new(recipe.period, summary::first_day(history), history.as_of);
        turns.next().await;
        let (window, net_ascending) = (InWindow::new(history), net_ascending(history));
        let until_second = |buyer| repurchase::observation(history, buyer, 1).unwrap_or(nobody);
        turns.next().await;
        let products = held::products(ledger, history);
        turns.next().await;
        let categories = held::categories(ledger, history);
        turns.next().await;
        let starts = Starts::new(ledger, history);
        turns.next().await;
        let periods = periods::of(history, &timeline);
        turns.next().await;
        let revenue_12_months = revenue_12_months(history);
        turns.next().await;
        let until_second = history.buyers().map(until_second).collect();
        turns.next().await;
        Context {
            ledger,
            history,
            recipe,
            products_shown: usize::MAX,
            products,
            categories,
            starts,
            periods,
            timeline,
            purchase_timeline: Timeline::new(recipe.period, first_purchase, history.as_of),
            revenue_12_months,
            gaps,
            until_second,
            window_ascending: window.net_ascending(),
            window,
            best: best_of(ledger, history, &net_ascending),
            net_ascending,
            repurchase,
            thresholds,
        }
    }
}

impl Context<'_> {
    /// What was bought in each period of `purchase_timeline`, which ends where `timeline` ends.
    pub fn purchase_periods(&self) -> impl Iterator<Item = &InPeriod> {
        self.periods.iter().skip(self.timeline.len().saturating_sub(self.purchase_timeline.len()))
    }
}

/// Net revenue of every customer, ascending.
#[inline(never)]
pub fn net_ascending(history: &History) -> Vec<i64> {
    let mut net: Vec<i64> = history.buyers.net_revenue.iter().map(|net| net.0).collect();
    radix::sort(&mut net);
    net
}

#[inline(never)]
fn revenue_12_months(history: &History) -> IndexVec<BuyerIdx, Option<Money>> {
    // Asking the calendar is slow: customers began on few days, and each day's end is found once.
    let (first, _) = history.span().unwrap_or_default();
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
        (until <= history.as_of).then(|| {
            let bought = history.days_of(buyer).iter().zip(history.revenue_of(buyer));
            let bought: Money =
                bought.take_while(|(day, _)| **day <= until).map(|(_, &revenue)| revenue).sum();
            bought + history.returned_between(buyer, first, until)
        })
    };
    history.buyers().map(revenue).collect()
}
