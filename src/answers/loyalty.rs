//! Answers of METRICS.md sections 9 to 12: cohorts, groups, losing customers, stages; and the segments.

use serde::{Deserialize, Serialize};

use super::{Distribution, Share};
use crate::{
    base::{Day, Money},
    recipe::{SegmentId, Stage},
};

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
    /// What is left of net revenue; empty where margin is not known.
    pub margin: Vec<Option<Money>>,
    /// The column that as_of cuts: its figures are still growing.
    pub in_progress: Option<u32>,
}

/// The weighted mean over the cohorts that have reached k and for which k is over.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CohortMean {
    /// Customers behind column k.
    pub customers: Vec<u64>,
    /// Those of them with a purchase in that period.
    pub active: Vec<u64>,
    /// Their purchases in it.
    pub purchases: Vec<u64>,
    /// Their net revenue in it.
    pub net_revenue: Vec<Option<Money>>,
    /// What is left of it; empty where margin is not known.
    pub margin: Vec<Option<Money>>,
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
    /// The same table with other cohorts than periods, one a column that the file has.
    pub splits: Vec<CohortSplit>,
}

/// The table with cohorts by what purchase 1 was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CohortSplit {
    /// What the cohorts are.
    pub by: SplitBy,
    /// Largest first; at most 25. By first product and category a customer is in each that purchase 1 holds.
    pub groups: Vec<CohortGroup>,
    /// Groups in all.
    pub n_groups: u64,
}

/// What cohorts are made of beside periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitBy {
    /// A product of purchase 1.
    FirstProduct,
    /// A category of purchase 1.
    Category,
    /// Its channel.
    Channel,
    /// Its coupon.
    Coupon,
    /// Its country.
    Country,
    /// With a discount or coupon (`true`) or at full price (`false`).
    Discounted,
}

impl SplitBy {
    /// The id in answers and exports.
    pub const fn id(self) -> &'static str {
        match self {
            SplitBy::FirstProduct => "first_product",
            SplitBy::Category => "category",
            SplitBy::Channel => "channel",
            SplitBy::Coupon => "coupon",
            SplitBy::Country => "country",
            SplitBy::Discounted => "discounted",
        }
    }
}

/// One cohort of a split. Its members began in different periods: column k is over those for whom it is over.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CohortGroup {
    /// Key of the product, or the text of the cell; empty where the cell is.
    pub group: String,
    /// Name to show.
    pub label: String,
    /// Customers.
    pub size: u64,
    /// Fewer than 30.
    pub thin: bool,
    /// The measures.
    pub measures: CohortMean,
}

/// A cohort that came in with discounts and returns less.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CohortFlag {
    /// The period, as `2011-03`.
    pub cohort: String,
    /// Customers whose purchase 1 was discounted, of the cohort.
    pub discounted: Share,
    /// Customers with a second purchase within three months, of those of the cohort watched that long.
    pub repurchase: Share,
    /// The same of all customers whose purchase 1 was at full price.
    pub full_price: Share,
    /// `repurchase - full_price`, below zero.
    pub difference: f64,
    /// Standard normal deviate of the two-proportion test.
    pub z: f64,
    /// Its two-sided p, below 0.05.
    pub p: f64,
}

/// `cohort_flags`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CohortFlags {
    /// In time order.
    pub flags: Vec<CohortFlag>,
    /// Cohorts in which more than half came in with a discount, flagged or not.
    pub mostly_discounted: u64,
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
    /// The "we miss you" day of those who began with a product; most customers first, at most 25.
    pub first_products: Vec<MissYouRow>,
    /// The same by category of purchase 1.
    pub first_categories: Vec<MissYouRow>,
}

/// The "we miss you" day of the customers who began with something.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MissYouRow {
    /// Product key, or the category.
    pub product: String,
    /// Name to show.
    pub label: String,
    /// Customers.
    pub customers: u64,
    /// Gaps between their purchase days, the open last ones included.
    pub gaps: u64,
    /// Days since the last purchase.
    pub miss_you_day: Option<u32>,
    /// The highest chance to come back within 90 days, and its day.
    pub peak: Option<ReturnChance>,
    /// Fewer than 30 customers.
    pub thin: bool,
}

/// What is at stake in one churn state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueAtRiskRow {
    /// The state.
    pub state: ChurnState,
    /// Customers.
    pub customers: u64,
    /// Their net revenue in the window.
    pub net_revenue_window: Option<Money>,
    /// Purchases that they are expected to make in the next 12 months (365 days).
    pub expected_purchases: Option<f64>,
    /// What those are expected to be worth, in currency units; margin where the recipe says what it is.
    pub expected_value: Option<f64>,
    /// Fewer than 30 customers.
    pub thin: bool,
}

/// `value_at_risk`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ValueAtRisk {
    /// Active, at risk, lapsed; empty without a lapse day.
    pub states: Vec<ValueAtRiskRow>,
}

/// Customers who moved: `counts[from][to]`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MoveMatrix {
    /// Ids of rows and columns: the stages or groups, and last `none`, for those who were no customers yet, or are none
    /// any more.
    pub ids: Vec<String>,
    /// Customers.
    pub counts: Vec<Vec<u64>>,
}

/// `movement` from a past day to as_of.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Movement {
    /// `period`, `quarter`, `year`, or `day` where the day was chosen.
    pub since: String,
    /// The past day. What was known on it decides.
    pub from: Day,
    /// As of.
    pub to: Day,
    /// By stage.
    pub stages: MoveMatrix,
    /// By RFM group.
    pub rfm: MoveMatrix,
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
    /// What only models can tell; `None` until they are fitted, and where they cannot be.
    pub outlook: Option<Outlook>,
}

/// What is expected of one customer.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Outlook {
    /// The day on which the next order is due.
    pub next_order_date: Option<Day>,
    /// The chance that the customer will ever buy again (Pareto/NBD).
    pub alive_probability: Option<f64>,
    /// Expected purchases in the next 90 days.
    pub expected_purchases_90: Option<f64>,
    /// … in the next 365 days.
    pub expected_purchases_365: Option<f64>,
    /// What those of 90 days are worth, in currency units.
    pub clv_90: Option<f64>,
    /// … of 365 days.
    pub clv_365: Option<f64>,
}
