//! Findings (METRICS.md section 14): what is worth a sentence, as values. The interface words them in its languages.

use serde::{Deserialize, Serialize};

/// A figure that a finding stands on.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Figure {
    /// The value: a share or a probability from 0 to 1, or a rate.
    pub value: f64,
    /// Lower bound, 95 %; `None` where the value is a count of everything, which has no interval.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// How many were counted.
    pub count: u64,
    /// Of how many.
    pub of: u64,
}

/// What a finding says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// More new customers in the last whole period than in the same one a year before.
    MoreNewCustomers,
    /// Fewer.
    FewerNewCustomers,
    /// Customers of a source come back within 90 days significantly more often than all others.
    SourceReturnsMore,
    /// Less often.
    SourceReturnsLess,
    /// Of those who came back, how many did within 90 days; beside it the chance of all new customers.
    ReturnedWithin90Days,
    /// The hot window in months is the subject; the figure is the chance to have come back by its end.
    HotWindow,
    /// A first product that many begin with, and not below average.
    Hero,
    /// A first product whose customers return significantly more often than all.
    LoyaltyBuilder,
    /// A first product whose customers return significantly less often than all.
    Leak,
    /// The model's next product is right significantly more often than the bestsellers.
    NextProductBeatsBestsellers,
    /// Share of revenue from purchases 2+.
    RevenueFromReturning,
    /// A cohort that came in with discounts and returns significantly less than customers at full price.
    DiscountCohort,
    /// The newest cohorts, three months on, return significantly more than those of the year before.
    NewCohortsReturnMore,
    /// Less.
    NewCohortsReturnLess,
    /// Share of revenue that the best tenth brings.
    BestTenth,
    /// Customers close to the lapse day.
    AtRisk,
    /// The churn rate of the last three decided months is significantly above that of the same months a year before.
    ChurnRises,
    /// Below.
    ChurnFalls,
    /// Share of customers at the stage in the subject: the largest one.
    LargestStage,
    /// The models' forecast missed the past by more than a quarter.
    ForecastPoor,
    /// The models' forecast of the past was within a quarter.
    ForecastUsable,
}

/// One finding. It is there only where its figure carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Id of the metric in whose section it belongs.
    pub section: String,
    /// What it says.
    pub kind: FindingKind,
    /// What it is about: a product's name, a cohort, a source, a number of months; empty for the whole.
    pub subject: String,
    /// The figure.
    pub figure: Figure,
    /// What it is compared with.
    pub beside: Option<Figure>,
}
