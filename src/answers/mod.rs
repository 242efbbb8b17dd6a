//! Answers: plain data in the words of `docs/METRICS.md`, one type a metric, serialisable, without behaviour.
//!
//! Made by `metrics`, `segments` and `ingest`; read by the command line, the worker, the page and the exports. The
//! field names are the keys of the command line's JSON. `None` means "not observed yet or not computable"; zero means
//! zero.

mod acquisition;
mod behaviour;
mod comparison;
mod customers;
mod doubts;
mod drill;
mod findings;
mod import;
mod loyalty;
pub mod registry;
mod values;
mod worth;

pub use acquisition::*;
pub use behaviour::*;
pub use comparison::*;
pub use customers::*;
pub use doubts::*;
pub use drill::*;
pub use findings::*;
pub use import::*;
pub use loyalty::*;
pub use values::*;
pub use worth::*;

use serde::{Deserialize, Serialize};

use crate::base::{Day, Money};
pub use crate::recipe::{Decision, RfmGroup, SegmentId, Stage};

/// Fewer customers than this make a figure thin.
pub const THIN: u64 = 30;

/// A share with its 95 % Wilson interval. `share`, `low` and `high` run from 0 to 1; `None` when `of` is 0.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Share {
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// `count / of`.
    pub share: Option<f64>,
    /// Lower bound.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// Fewer than 30 observed.
    pub thin: bool,
}

/// Location and spread of days or counts; type 7 quantiles.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Distribution {
    /// Number of observations.
    pub count: u64,
    /// Arithmetic mean.
    pub mean: Option<f64>,
    /// 50 %.
    pub median: Option<f64>,
    /// 25 %.
    pub p25: Option<f64>,
    /// 75 %.
    pub p75: Option<f64>,
    /// 90 %.
    pub p90: Option<f64>,
    /// Fewer than 30 observed.
    pub thin: bool,
}

/// Counts between edges: bar `i` holds `edges[i] <= value < edges[i + 1]`, the last bar all that follows when
/// `open_end` is set.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Histogram {
    /// Edges, ascending: one more than `counts`, or as many where the end is open.
    pub edges: Vec<f64>,
    /// Observations in each bar.
    pub counts: Vec<u64>,
    /// The last bar has no upper edge.
    pub open_end: bool,
}

/// The settings in use, as they were resolved.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct InUse {
    /// The day that the analysis stands on.
    pub as_of: Day,
    /// First day of the window of the last months.
    pub window_from: Day,
    /// Length of the window in months.
    pub window_months: u32,
    /// Currency of the amounts, where the file says one.
    pub currency: Option<String>,
    /// The file has amounts; without them every money figure is `None`.
    pub amounts: bool,
    /// The file has products.
    pub products: bool,
    /// The file has categories.
    pub categories: bool,
    /// The file has sales channels.
    pub channels: bool,
    /// The file has countries.
    pub countries: bool,
    /// The file has coupons.
    pub coupons: bool,
    /// The file has discounts or coupons.
    pub discounts: bool,
    /// The file has what a line cost.
    pub costs: bool,
}

/// Every answer for one recipe. Top-level keys are the metric ids.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// The settings as they were resolved.
    pub settings: InUse,
    /// Section 3.
    pub import: ImportAnswer,
    /// What may be wrong with the figures, the heaviest first.
    pub doubts: Vec<Doubt>,
    /// Section 3.
    pub summary: Summary,
    /// Section 4.
    pub new_customers: NewCustomers,
    /// Section 4.
    pub first_order_value: FirstOrderValue,
    /// Section 4.
    pub first_product_mix: FirstProductMix,
    /// Section 4.
    pub acquisition_season: AcquisitionSeason,
    /// Section 4.
    pub acquisition_source: AcquisitionSource,
    /// Section 5.
    pub gaps: Gaps,
    /// Section 5.
    pub orders_per_customer: OrdersPerCustomer,
    /// Section 5.
    pub active_customers: ActiveCustomers,
    /// Section 5.
    pub replenishment: Replenishment,
    /// Section 6.
    pub repurchase: Repurchase,
    /// Section 7.
    pub first_product: FirstProduct,
    /// Section 7.
    pub product_paths: ProductPaths,
    /// Section 8.
    pub revenue_by_order_number: RevenueByOrderNumber,
    /// Section 9.
    pub cohorts: Cohorts,
    /// Section 9.
    pub cohort_flags: CohortFlags,
    /// Section 10.
    pub groups: Groups,
    /// Section 10.
    pub concentration: Concentration,
    /// Section 11.
    pub churn: Churn,
    /// Section 12.
    pub rfm: Rfm,
    /// Section 12.
    pub stage: Stages,
    /// Section 14.
    pub findings: Vec<Finding>,
    /// Section 7. This and the following come later in the page: see [`Later`].
    pub next_product: Option<NextProduct>,
    /// Section 11.
    pub value_at_risk: Option<ValueAtRisk>,
    /// Section 11.
    pub alive_probability: Option<AliveProbability>,
    /// Section 12.
    pub movement: Option<Vec<Movement>>,
    /// Section 13.
    pub clv: Option<Clv>,
    /// Section 13.
    pub next_order_date: Option<NextOrderDate>,
    /// The lists of customers to act on.
    pub segments: Vec<SegmentSummary>,
}

/// Section 3: the whole in a line.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Keys with at least one purchase that meet the customer definition.
    pub customers: u64,
    /// Orders with a total above zero.
    pub purchases: u64,
    /// Orders with a total below zero.
    pub returns: u64,
    /// Orders with a total of zero that were set aside.
    pub free_orders: u64,
    /// Lines used.
    pub lines: u64,
    /// Purchases plus returns.
    pub net_revenue: Option<Money>,
    /// What is left of it; `None` where margin is not known.
    pub margin: Option<Money>,
    /// Purchases alone.
    pub purchase_revenue: Option<Money>,
    /// Returns alone, zero or less.
    pub return_revenue: Option<Money>,
    /// Returns that belong to no purchase in the file.
    pub unmatched_returns: u64,
    /// Date of the first purchase.
    pub first_date: Option<Day>,
    /// Date of the last purchase.
    pub last_date: Option<Day>,
    /// Mean of the purchases' totals, in currency units.
    pub average_order_value: Option<f64>,
    /// Median of the purchases' totals.
    pub median_order_value: Option<f64>,
    /// Mean number of purchases of a customer.
    pub purchases_per_customer: Option<f64>,
    /// Customers with two or more purchases.
    pub returning: Share,
    /// Net revenue and purchases a period, for the line at the top of the page.
    pub periods: Vec<PeriodTotal>,
}

/// Totals of one period.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PeriodTotal {
    /// The period, as `2011-03`.
    pub period: String,
    /// Customers with a purchase.
    pub customers: u64,
    /// Purchases.
    pub purchases: u64,
    /// Purchases plus returns.
    pub net_revenue: Option<Money>,
    /// The period that as_of cuts.
    pub in_progress: bool,
}

impl Answers {
    /// Takes in what followed.
    pub fn take_later(&mut self, later: Later) {
        let Later {
            clv,
            value_at_risk,
            alive_probability,
            next_order_date,
            movement,
            next_product,
            findings,
        } = later;
        self.clv = Some(clv);
        self.value_at_risk = Some(value_at_risk);
        self.alive_probability = Some(alive_probability);
        self.next_order_date = Some(next_order_date);
        self.movement = Some(movement);
        self.next_product = Some(next_product);
        self.findings.extend(findings);
    }
}
