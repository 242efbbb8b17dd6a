//! Answers of METRICS.md sections 5 and 6: how long between purchases, and when they come back.

use serde::{Deserialize, Serialize};

use super::{Distribution, Histogram, Share};
use crate::base::Day;

/// Gaps of one step, such as from purchase 1 to 2.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct GapStep {
    /// `1→2`, `2→3`, `3→4`, `4→5`, `5+`.
    pub step: String,
    /// Days.
    pub days: Distribution,
}

/// `gaps`: days between consecutive purchases of a customer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Gaps {
    /// All gaps; 0 on the same day.
    pub all: Distribution,
    /// Gaps between distinct purchase days.
    pub distinct_days: Distribution,
    /// All gaps by step.
    pub steps: Vec<GapStep>,
    /// Gaps between distinct purchase days by step.
    pub distinct_steps: Vec<GapStep>,
    /// All gaps in bars of 7 days; the last bar is open.
    pub histogram: Histogram,
    /// The same between distinct purchase days.
    pub distinct_histogram: Histogram,
    /// Number of customers who reached purchase 1, 2, 3 … 10.
    pub reached: Vec<u64>,
}

/// Of those who came back: how many had by a limit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Within {
    /// The limit in calendar months or in days.
    pub limit: u32,
    /// Of the customers with a second purchase.
    pub share: Share,
}

/// A point of a Kaplan-Meier curve of coming back: `p` is the probability of the next purchase by day `t`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Days since the purchase.
    pub t: u32,
    /// Probability, 0 to 1.
    pub p: f64,
    /// Lower bound, 95 %, Greenwood with log-log transform.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// Customers at risk just before `t`.
    pub at_risk: u64,
}

/// `of_all` for one step.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReturnCurve {
    /// `1→2`, `2→3`, `3→4`.
    pub step: String,
    /// Customers who made the first purchase of the step.
    pub customers: u64,
    /// Those seen to make the next.
    pub events: u64,
    /// The probability at 30, 60, 90, 180 and 365 days; `None` where follow-up does not reach.
    pub at: Vec<AtDay>,
    /// The curve: one point a day on which it moves, from day 0, to the last day of follow-up.
    pub curve: Vec<CurvePoint>,
    /// Last day with 30 or more customers at risk.
    pub follow_up: Option<u32>,
}

/// A probability at a day.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AtDay {
    /// Days since the purchase.
    pub days: u32,
    /// The point, `None` where nobody is followed that long.
    pub point: Option<CurvePoint>,
}

/// The chance to come back in 30 days for those who have not yet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct HazardStep {
    /// First day of the 30.
    pub from_day: u32,
    /// Customers at risk at its start.
    pub at_risk: u64,
    /// 1 - S(from + 30) / S(from).
    pub chance: Option<f64>,
    /// Fewer than 30 at risk.
    pub thin: bool,
}

/// `repurchase`: the two honest numbers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Repurchase {
    /// Customers with a second purchase, of all.
    pub returning: Share,
    /// Among those: the second within 1..24 calendar months.
    pub of_returning_months: Vec<Within>,
    /// … within 30, 60, 90, 180, 365 days.
    pub of_returning_days: Vec<Within>,
    /// Of all new customers: the curve from purchase 1 to 2.
    pub of_all: ReturnCurve,
    /// The curves 2→3 and 3→4.
    pub later_steps: Vec<ReturnCurve>,
    /// Per 30 days since purchase 1.
    pub hazard: Vec<HazardStep>,
    /// The smallest whole month at which `of_all` reaches 60 % of its end value.
    pub hot_window_months: Option<u32>,
    /// Customers by whole weeks to their second purchase: `weeks[w]` counts 7w..7w+6 days.
    pub weeks_to_second: Vec<u64>,
    /// Days to the second purchase among those who returned.
    pub days_to_second: Distribution,
}

/// Purchases a customer of the window made in it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OrdersPerCustomer {
    /// First day of the window.
    pub from: Day,
    /// Last day of the window.
    pub to: Day,
    /// All customers with a purchase in the window: the typical customer.
    pub typical: Distribution,
    /// The best fifth of them by net revenue in the window: the good customer. By purchases in a file without amounts.
    pub good: Distribution,
    /// Customers by purchases: bar `i` holds those with `i + 1`, the last bar all above.
    pub typical_histogram: Histogram,
    /// The same of the best fifth.
    pub good_histogram: Histogram,
}

/// Customers with a purchase in one period.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ActivePeriod {
    /// The period, as `2011-03`.
    pub period: String,
    /// Customers with a purchase in it.
    pub customers: u64,
    /// Their purchases in it.
    pub purchases: u64,
    /// `purchases / customers`.
    pub purchases_per_customer: Option<f64>,
    /// The period that as_of cuts.
    pub in_progress: bool,
    /// Fewer than 30 customers.
    pub thin: bool,
}

/// `active_customers`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ActiveCustomers {
    /// One row a period, without holes from the first to as_of.
    pub periods: Vec<ActivePeriod>,
}

/// How long one product lasts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReplenishmentRow {
    /// Product key.
    pub product: String,
    /// Name to show.
    pub label: String,
    /// Customers who bought it again.
    pub customers: u64,
    /// Days between a customer's consecutive purchases of it.
    pub days: Distribution,
    /// Those days divided by the units of the earlier purchase; empty where units are not known.
    pub days_per_unit: Distribution,
}

/// `replenishment`: products with 30 or more repeat gaps.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Replenishment {
    /// By gaps, most first; at most 200.
    pub products: Vec<ReplenishmentRow>,
    /// Products with 30 or more repeat gaps in all.
    pub n_products: u64,
}
