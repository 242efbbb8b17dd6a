//! The days and the value that stages and segments are cut at, computed once for one recipe.

use std::cmp::Ordering;

use super::{gaps, repurchase};
use crate::{
    answers::{ChurnState, Repurchase},
    base::{Day, IndexVec},
    model::{BuyerIdx, History, Ledger},
    models::tally::Tally,
    recipe::Recipe,
};

/// The best customers: one in ten, rounded up.
const BEST_ONE_IN: usize = 10;

/// Where the journey is cut.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Thresholds {
    /// Days after which a customer counts as lapsed; `None` where nobody has bought on two days.
    pub lapse_day: Option<f64>,
    /// Months in which a second purchase is most likely; `None` where fewer than 30 can be followed or none returned.
    pub hot_window_months: Option<u32>,
    /// 25 % of second purchases came within so many days.
    pub second_p25: Option<f64>,
    /// 75 % did.
    pub second_p75: Option<f64>,
}

impl Thresholds {
    /// Computes them from a history.
    pub fn new(history: &History, recipe: &Recipe) -> Thresholds {
        Self::from_parts(recipe, &gaps::distinct(history), &repurchase::answer(history))
    }

    /// Computes them from what is there already: gaps between distinct purchase days, and `repurchase`.
    pub fn from_parts(recipe: &Recipe, distinct_gaps: &Tally, repurchase: &Repurchase) -> Thresholds {
        let [lapse_day] = distinct_gaps.quantiles([recipe.lapse_percentile]);
        Thresholds {
            lapse_day,
            hot_window_months: repurchase.hot_window_months,
            second_p25: repurchase.days_to_second.p25,
            second_p75: repurchase.days_to_second.p75,
        }
    }

    /// The day from which on a customer is no longer simply active.
    pub fn active_until(&self) -> Option<f64> {
        self.lapse_day.map(active_until)
    }

    /// The state of a customer so many days after the last purchase; `None` without a lapse day.
    pub fn state(&self, days_since_purchase: u32) -> Option<ChurnState> {
        let (days, lapse_day) = (f64::from(days_since_purchase), self.lapse_day?);
        Some(if lapse_day < days {
            ChurnState::Lapsed
        } else if active_until(lapse_day) < days {
            ChurnState::AtRisk
        } else {
            ChurnState::Active
        })
    }

    /// The first day of the hot window: who bought once, on it or later, is inside. `None` without a window. Later days
    /// never end earlier, so that the calendar need not be asked for every customer.
    pub fn hot_from(&self, as_of: Day) -> Option<Day> {
        let months = i32::try_from(self.hot_window_months?).unwrap_or(i32::MAX);
        // months differ by three days at most
        let about = as_of.add_months(-months);
        (-4..=4).map(|days| about.add_days(days)).find(|day| as_of <= day.add_months(months))
    }
}

/// 0.8 of the lapse day; as 4 / 5, because 0.8 times a whole number of days is not always the number it looks like.
fn active_until(lapse_day: f64) -> f64 {
    lapse_day * 4.0 / 5.0
}

/// Customers from the best net revenue down; equal ones by their key as text.
pub fn by_revenue(ledger: &Ledger, history: &History) -> Vec<BuyerIdx> {
    let mut buyers: Vec<BuyerIdx> = history.buyers().collect();
    buyers.sort_unstable_by(|&a, &b| more_revenue(ledger, history, a, b));
    buyers
}

fn more_revenue(ledger: &Ledger, history: &History, a: BuyerIdx, b: BuyerIdx) -> Ordering {
    let key = |buyer: BuyerIdx| ledger.customers.text(history.buyers.key.at(buyer));
    let (left, right) = (history.buyers.net_revenue.at(a), history.buyers.net_revenue.at(b));
    right.cmp(&left).then_with(|| key(a).cmp(key(b)))
}

/// The best tenth of the customers by net revenue, rounded up, as a mark per customer. Nobody in a file without amounts,
/// nor with a net revenue of zero or less.
pub fn best(ledger: &Ledger, history: &History) -> IndexVec<BuyerIdx, bool> {
    best_of(ledger, history, &super::context::net_ascending(history))
}

/// The same where the net revenue of all customers is sorted already.
pub fn best_of(ledger: &Ledger, history: &History, net_ascending: &[i64]) -> IndexVec<BuyerIdx, bool> {
    let nobody = || IndexVec::filled(false, history.n_customers());
    let n = history.n_customers().div_ceil(BEST_ONE_IN);
    let border = n.checked_sub(1).and_then(|above| net_ascending.iter().nth_back(above));
    let Some(&border) = border.filter(|_| history.amounts) else { return nobody() };
    let net = &history.buyers.net_revenue;
    let mut marks: IndexVec<BuyerIdx, bool> = net.iter().map(|net| border.max(0) < net.0).collect();
    if border <= 0 {
        return marks;
    }
    // all above it are among them; of those at it the first by key
    let left = n - marks.iter().filter(|&&mark| mark).count();
    let mut at_border: Vec<BuyerIdx> = history.buyers().filter(|&buyer| net.at(buyer).0 == border).collect();
    if left < at_border.len() {
        at_border.select_nth_unstable_by(left, |&a, &b| more_revenue(ledger, history, a, b));
    }
    for buyer in at_border.into_iter().take(left) {
        marks.get_mut(buyer).into_iter().for_each(|mark| *mark = true);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hot_window_begins_where_the_calendar_says() {
        let start = Day::parse_iso("2023-12-25").unwrap();
        for (ahead, months) in (0..430).flat_map(|ahead| (1..26).map(move |months| (ahead, months))) {
            let as_of = start.add_days(ahead);
            let thresholds = Thresholds { hot_window_months: Some(months), ..Thresholds::default() };
            let from = thresholds.hot_from(as_of).unwrap();
            let is_hot = |day: Day| as_of <= day.add_months(months as i32);
            let about = as_of.add_months(-(months as i32));
            for day in (-9..9).map(|days| about.add_days(days)) {
                assert_eq!(from <= day, is_hot(day), "{as_of} {months} {day}");
            }
        }
        assert_eq!(Thresholds::default().hot_from(start), None);
    }
}
