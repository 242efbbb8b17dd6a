//! Answers of METRICS.md sections 12 and 13: recency, frequency and value; and what customers will be worth.

use serde::{Deserialize, Serialize};

use super::Share;
use crate::base::{Day, Money};

/// A group of the RFM grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RfmGroup {
    /// Bought lately, often and much.
    Champions,
    /// Often and much.
    Loyal,
    /// On the way there.
    PotentialLoyal,
    /// First purchase lately, small.
    New,
    /// Lately, not much yet.
    Promising,
    /// In the middle of everything.
    NeedAttention,
    /// Little, and a while ago.
    AboutToSleep,
    /// Used to buy well, and has not for a while.
    AtRisk,
    /// Used to be among the best, and has not bought for long.
    CannotLose,
    /// Long ago.
    Hibernating,
    /// Long ago, and little.
    Lost,
}

impl RfmGroup {
    /// Every group, from the best down.
    pub const ALL: [RfmGroup; 11] = [
        RfmGroup::Champions,
        RfmGroup::Loyal,
        RfmGroup::PotentialLoyal,
        RfmGroup::New,
        RfmGroup::Promising,
        RfmGroup::NeedAttention,
        RfmGroup::AboutToSleep,
        RfmGroup::AtRisk,
        RfmGroup::CannotLose,
        RfmGroup::Hibernating,
        RfmGroup::Lost,
    ];
}

/// Customers of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RfmRow {
    /// The group.
    pub group: RfmGroup,
    /// Customers.
    pub customers: Share,
    /// Their purchases.
    pub purchases: u64,
    /// Their net revenue.
    pub net_revenue: Option<Money>,
    /// Of all customers' net revenue.
    pub share_of_revenue: Option<f64>,
}

/// `rfm`: every customer is in exactly one group.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Rfm {
    /// From the best down; all eleven.
    pub groups: Vec<RfmRow>,
    /// Customers by score: `grid[fm - 1][r - 1]`, both scores 1 to 5.
    pub grid: [[u64; 5]; 5],
}

/// A parameter of a model with its standard error.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Parameter {
    /// As in the literature.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// By the delta method; `None` where the likelihood is flat.
    pub standard_error: Option<f64>,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ModelFit {
    /// `bg_nbd`, `mbg_nbd`, `pareto_nbd`, `gamma_gamma`.
    pub model: String,
    /// Customers that it was fitted on.
    pub customers: u64,
    /// Its parameters; time in weeks, value in currency units.
    pub parameters: Vec<Parameter>,
    /// Logarithm of the likelihood.
    pub log_likelihood: f64,
    /// The maximum was found.
    pub converged: bool,
}

/// How good a prediction was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The total was within 10 %.
    Good,
    /// Within 25 %.
    Fair,
    /// Worse.
    Poor,
}

/// Customers with as many repeat days in the first two thirds, and what they did in the rest.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BacktestRow {
    /// `0` … `6`, `7+`.
    pub repeat_days: String,
    /// Customers.
    pub customers: u64,
    /// Mean purchase days in the rest.
    pub actual: f64,
    /// Mean predicted.
    pub predicted: f64,
}

/// The model fitted on the first two thirds of the span, and the rest predicted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Backtest {
    /// Last day that the fit has seen.
    pub cut: Day,
    /// Customers with a first purchase by then.
    pub customers: u64,
    /// Their purchase days after the cut.
    pub actual: u64,
    /// Predicted.
    pub predicted: f64,
    /// `predicted / actual - 1`; `None` where there was nothing to predict.
    pub error: Option<f64>,
    /// What that is worth.
    pub verdict: Verdict,
    /// By repeat days before the cut.
    pub by_repeat_days: Vec<BacktestRow>,
}

/// What is expected of all customers over a time.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Expectation {
    /// Days from as_of.
    pub days: u32,
    /// Purchase days of the present customers.
    pub purchases: f64,
    /// What they will be worth, in currency units; `None` without amounts or without a fit.
    pub value: Option<f64>,
}

/// `clv`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Clv {
    /// The fitted models; empty where there are too few customers.
    pub models: Vec<ModelFit>,
    /// Correlation of repeat days and mean value: Gamma-Gamma assumes that there is none.
    pub correlation: Option<f64>,
    /// Over 90 and 365 days.
    pub expected: Vec<Expectation>,
    /// How far to trust them; `None` where the span is too short.
    pub backtest: Option<Backtest>,
    /// Why there is nothing, where there is nothing.
    pub too_few: bool,
}
