//! Two recipes side by side: all answers of both, and the figures that are compared at first sight.

use serde::{Deserialize, Serialize};

use super::{Answers, Share};

/// One figure under both recipes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ComparedFigure {
    /// Id of the figure, as `summary.customers`.
    pub id: String,
    /// Under the recipe.
    pub here: Option<f64>,
    /// Under the one beside it.
    pub beside: Option<f64>,
    /// `here / beside - 1`; of shares and probabilities `here - beside`.
    pub change: Option<f64>,
    /// For shares: what they are of.
    pub shares: Option<[Share; 2]>,
    /// For shares: two-sided p of the two-proportion test. Where both recipes hold the same customers it is a careful
    /// one only when they do not overlap.
    pub p: Option<f64>,
}

/// The answers of two recipes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Under the recipe.
    pub here: Answers,
    /// Under the one beside it.
    pub beside: Answers,
    /// The first figures of both.
    pub figures: Vec<ComparedFigure>,
}
