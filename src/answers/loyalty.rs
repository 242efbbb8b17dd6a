//! Answers of METRICS.md sections 9 to 12: cohorts, groups, losing customers, stages; and the segments.

use serde::{Deserialize, Serialize};

use super::{Distribution, Share};
use crate::base::{Day, Money};

/// One cohort: the customers of one period of first purchase. Cell `k` of a measure is the k-th calendar period since;
/// cells after as_of are `None`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cohort {
    /// The period, as `2011-03`.
    pub cohort: String,
    /// Customers.
    pub size: u64,
    /// Fewer than 30.
    pub thin: bool,
    /// Customers with a purchase in that period.
    pub active: Vec<Option<u64>>,
    /// `active / size`.
    pub retention: Vec<Option<f64>>,
    /// A purchase in period k or later / size; `None` where k is not over.
    pub retention_unbounded: Vec<Option<f64>>,
    /// Two or more purchases by the end of k / size.
    pub repurchase_cumulative: Vec<Option<f64>>,
    /// Purchases.
    pub purchases: Vec<Option<u64>>,
    /// Purchases plus returns.
    pub net_revenue: Vec<Option<Money>>,
    /// Net revenue up to the end of k / size.
    pub cumulative_revenue_per_customer: Vec<Option<f64>>,
    /// Revenue of the purchases / purchases.
    pub average_order_value: Vec<Option<f64>>,
    /// The column that as_of cuts: its figures are still growing.
    pub in_progress: Option<u32>,
}

/// The weighted mean over the cohorts that have reached k and for which k is over.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CohortMean {
    /// Customers behind column k.
    pub customers: Vec<u64>,
    /// See [`Cohort::retention`].
    pub retention: Vec<Option<f64>>,
    /// See [`Cohort::retention_unbounded`].
    pub retention_unbounded: Vec<Option<f64>>,
    /// See [`Cohort::repurchase_cumulative`].
    pub repurchase_cumulative: Vec<Option<f64>>,
    /// See [`Cohort::cumulative_revenue_per_customer`].
    pub cumulative_revenue_per_customer: Vec<Option<f64>>,
    /// Weighted by purchases.
    pub average_order_value: Vec<Option<f64>>,
}

/// `cohorts`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cohorts {
    /// In time order; periods without new customers are left out.
    pub cohorts: Vec<Cohort>,
    /// The mean row.
    pub mean: CohortMean,
}

/// Customers of one band.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Group {
    /// `100-250`, `2500+`, `3`, `5+`.
    pub band: String,
    /// Lower edge, included; `None` for purchase counts.
    pub from: Option<f64>,
    /// Upper edge, excluded; `None` where open.
    pub to: Option<f64>,
    /// Customers.
    pub customers: Share,
    /// Purchases.
    pub purchases: u64,
    /// Net revenue in the window.
    pub net_revenue: Option<Money>,
    /// Of the window's net revenue.
    pub share_of_revenue: Option<f64>,
}

/// `groups`: customers with a purchase in the window.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Groups {
    /// First day of the window.
    pub from: Day,
    /// Last day of the window.
    pub to: Day,
    /// Customers with a purchase in the window.
    pub customers: u64,
    /// By net revenue in the window; empty without amounts.
    pub by_spend: Vec<Group>,
    /// By purchases in the window: 1, 2, 3, 4, 5+.
    pub by_purchases: Vec<Group>,
}

/// The best customers' share of revenue.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TopShare {
    /// Percent of customers, rounded up to whole customers.
    pub percent: u32,
    /// Customers.
    pub customers: u64,
    /// Their net revenue.
    pub net_revenue: Money,
    /// Of all net revenue.
    pub share: Option<f64>,
}

/// `concentration` over the whole file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Concentration {
    /// The best 1, 5, 10, 20, 50 %; empty without amounts.
    pub top: Vec<TopShare>,
    /// The same in the window of the last months.
    pub top_window: Vec<TopShare>,
    /// Lorenz curve from the smallest customer up: (share of customers, share of revenue), at most 101 points.
    pub lorenz: Vec<(f64, f64)>,
    /// Gini coefficient of net revenue; `None` where any customer's is negative or the total is zero.
    pub gini: Option<f64>,
}

/// Whether a customer is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChurnState {
    /// Days since the last purchase at most 0.8 of the lapse day.
    Active,
    /// Up to the lapse day.
    AtRisk,
    /// Beyond it.
    Lapsed,
}

/// Customers in one churn state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChurnStateRow {
    /// The state.
    pub state: ChurnState,
    /// Customers.
    pub customers: Share,
    /// Their net revenue over the whole file.
    pub net_revenue: Option<Money>,
    /// Their net revenue in the window.
    pub net_revenue_window: Option<Money>,
}

/// One point of the chance to come back.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ReturnChance {
    /// Days since the last purchase.
    pub t: u32,
    /// h(t) = 1 - S(t + 90) / S(t).
    pub chance: f64,
    /// Gaps at risk.
    pub at_risk: u64,
}

/// Churn of one month.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChurnMonth {
    /// The month.
    pub month: String,
    /// Customers lost in it.
    pub lost: u64,
    /// Customers not lapsed at its start.
    pub active_at_start: u64,
    /// `lost / active_at_start`; `None` for months not yet decided.
    pub rate: Option<f64>,
}

/// `churn`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Churn {
    /// Days after which a customer counts as lapsed; `None` where nobody has bought on two days.
    pub lapse_day: Option<f64>,
    /// The percentile behind it.
    pub lapse_percentile: f64,
    /// Gaps between distinct purchase days that it was taken from.
    pub gaps: Distribution,
    /// Active, at risk, lapsed.
    pub states: Vec<ChurnStateRow>,
    /// When to write "we miss you": days since the last purchase.
    pub miss_you_day: Option<u32>,
    /// The curve of h behind it, while 30 gaps are at risk.
    pub return_chance: Vec<ReturnChance>,
    /// Churn rate a month.
    pub months: Vec<ChurnMonth>,
}

/// Where a customer stands on the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// One purchase, inside the hot window.
    HotOpportunity,
    /// One purchase, not yet lapsed.
    Cooling,
    /// One purchase, lapsed.
    OneTimeLapsed,
    /// Two purchases, active.
    SecondPurchase,
    /// Three or more, active.
    Regular,
    /// Three or more, among the top 10 % by net revenue.
    Best,
    /// Came back after a gap longer than the lapse day.
    WonBack,
    /// Two or more purchases, close to the lapse day.
    AtRisk,
    /// Two or more purchases, beyond the lapse day.
    Lapsed,
}

impl Stage {
    /// The id used in METRICS.md and in exports.
    pub const fn id(self) -> &'static str {
        match self {
            Stage::HotOpportunity => "hot_opportunity",
            Stage::Cooling => "cooling",
            Stage::OneTimeLapsed => "one_time_lapsed",
            Stage::SecondPurchase => "second_purchase",
            Stage::Regular => "regular",
            Stage::Best => "best",
            Stage::WonBack => "won_back",
            Stage::AtRisk => "at_risk",
            Stage::Lapsed => "lapsed",
        }
    }
}

/// Customers at one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageRow {
    /// The stage.
    pub stage: Stage,
    /// Customers.
    pub customers: Share,
    /// Their purchases.
    pub purchases: u64,
    /// Their net revenue.
    pub net_revenue: Option<Money>,
    /// Of all customers' net revenue.
    pub share_of_revenue: Option<f64>,
}

/// `stage`: every customer has exactly one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Stages {
    /// In the order of the journey.
    pub stages: Vec<StageRow>,
}

/// The lists of customers to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentId {
    /// One purchase, inside the hot window.
    HotOpportunity,
    /// One purchase, and as long ago as the middle half of second purchases took.
    SecondPurchaseDue,
    /// Two or more purchases, between 0.8 of the lapse day and the lapse day.
    AtRisk,
    /// Any customer beyond the lapse day.
    Lapsed,
    /// Three or more purchases, active, top 10 % by net revenue.
    Best,
}

impl SegmentId {
    /// Every segment, in the order in which they are shown.
    pub const ALL: [SegmentId; 5] = [
        SegmentId::HotOpportunity,
        SegmentId::SecondPurchaseDue,
        SegmentId::AtRisk,
        SegmentId::Lapsed,
        SegmentId::Best,
    ];

    /// The id used on the command line and in file names.
    pub const fn id(self) -> &'static str {
        match self {
            SegmentId::HotOpportunity => "hot_opportunity",
            SegmentId::SecondPurchaseDue => "second_purchase_due",
            SegmentId::AtRisk => "at_risk",
            SegmentId::Lapsed => "lapsed",
            SegmentId::Best => "best",
        }
    }
    /// The segment of an id.
    pub fn from_id(id: &str) -> Option<SegmentId> {
        Self::ALL.into_iter().find(|segment| segment.id() == id)
    }
}

/// Size and value of a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentSummary {
    /// Which.
    pub id: SegmentId,
    /// Customers in it, of all.
    pub customers: Share,
    /// Their net revenue over the whole file.
    pub net_revenue: Option<Money>,
    /// Their net revenue in the window.
    pub net_revenue_window: Option<Money>,
    /// Days that define it at this recipe, such as (lapse day, none); lower and upper, inclusive.
    pub days_from: Option<f64>,
    /// See `days_from`.
    pub days_to: Option<f64>,
}

/// A customer in a segment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SegmentMember {
    /// Customer key.
    pub customer: String,
    /// E-mail address where known.
    pub email: String,
    /// Name where known.
    pub name: String,
    /// Phone where known.
    pub phone: String,
    /// Purchases.
    pub purchases: u64,
    /// Net revenue.
    pub net_revenue: Option<Money>,
    /// First purchase.
    pub first_purchase: Day,
    /// Last purchase.
    pub last_purchase: Day,
    /// Days since the last purchase.
    pub days_since_purchase: u32,
    /// The product of the last purchase with the largest amount, where products are known.
    pub last_product: String,
    /// The stage.
    pub stage: Option<Stage>,
}
