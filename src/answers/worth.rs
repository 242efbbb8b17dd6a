//! Answers of METRICS.md sections 12 and 13: recency, frequency and value; and what customers will be worth.

use serde::{Deserialize, Serialize};

use super::Share;
use crate::{
    base::{Day, Money},
    recipe::RfmGroup,
};

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
    /// Purchase days since the cut, week by week.
    pub weekly: Vec<BacktestWeek>,
}

/// Purchase days from the cut to the end of a week.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct BacktestWeek {
    /// Whole weeks since the cut.
    pub week: u32,
    /// Made so far.
    pub actual: u64,
    /// Predicted so far.
    pub predicted: f64,
}

/// Customers by the chance that they will ever buy again.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct AliveBand {
    /// Lower edge, included.
    pub from: f64,
    /// Upper edge, excluded but for the last.
    pub to: f64,
    /// Customers.
    pub customers: u64,
}

/// `alive_probability`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AliveProbability {
    /// Customers with a value.
    pub customers: u64,
    /// Sum of the chances: how many of them are expected to buy again.
    pub expected_alive: f64,
    /// The chances in tenths.
    pub bands: Vec<AliveBand>,
}

/// Orders due in one week.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct DueWeek {
    /// First day of the week of seven days that begins after as_of.
    pub from: Day,
    /// Customers whose next order is due in it.
    pub customers: u64,
}

/// `next_order_date`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NextOrderDate {
    /// Customers with a date: those not lapsed.
    pub customers: u64,
    /// Those whose date has come already, as_of included.
    pub overdue: u64,
    /// The weeks ahead: thirteen.
    pub weeks: Vec<DueWeek>,
    /// Those due later.
    pub later: u64,
}

/// What follows the other answers, because it takes longer than all of them: the models and what is built on them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Later {
    /// Section 13.
    pub clv: Clv,
    /// Section 11.
    pub value_at_risk: super::ValueAtRisk,
    /// Section 11.
    pub alive_probability: AliveProbability,
    /// Section 13.
    pub next_order_date: NextOrderDate,
    /// Section 12.
    pub movement: Vec<super::Movement>,
    /// Section 7.
    pub next_product: super::NextProduct,
    /// What of section 14 stands on these.
    pub findings: Vec<super::Finding>,
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
    /// What is left of it; `None` where margin is not known.
    pub margin: Option<f64>,
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
