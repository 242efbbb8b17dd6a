//! Doubts as values: what may be wrong with the figures, where, how much it touches, and what can be done about it.

use serde::{Deserialize, Serialize};

use crate::{
    base::{Day, Money},
    recipe::{Decision, Recipe},
};

/// Something that may make figures wrong, until somebody decides.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Doubt {
    /// The kind, with what it is about where there may be several: `collective_customer:kontantkunde`. A recipe names it
    /// under `decisions`.
    pub id: String,
    /// The kind alone.
    pub kind: String,
    /// In the words of a shop owner.
    pub sentence: String,
    /// Where it was seen.
    pub place: DoubtPlace,
    /// How much it touches.
    pub weight: DoubtWeight,
    /// What can be done. The first is what is done while nobody decides.
    pub options: Vec<DoubtOption>,
    /// The id of the option that the recipe decided for.
    pub decided: Option<String>,
}

/// Where a doubt was seen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DoubtPlace {
    /// Name of the file.
    pub file: Option<String>,
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// Heading of the column, or its place.
    pub column: Option<String>,
    /// Rows that it is about.
    pub rows: u64,
    /// A few cells as they stand.
    pub examples: Vec<String>,
}

/// Shares of the file that a doubt touches, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct DoubtWeight {
    /// Of the rows read.
    pub rows: f64,
    /// Of the purchases; as the rows, where nothing better is known.
    pub purchases: f64,
    /// Of the revenue, by absolute amounts; as the rows, where nothing better is known.
    pub revenue: f64,
}

impl DoubtWeight {
    /// The same share of all.
    pub const fn all(share: f64) -> Self {
        Self { rows: share, purchases: share, revenue: share }
    }
    /// The largest share.
    pub fn most(&self) -> f64 {
        self.rows.max(self.purchases).max(self.revenue)
    }
}

/// What can be done about a doubt, or answered to a question.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DoubtOption {
    /// The id, as a recipe keeps it.
    pub id: String,
    /// What it does, as the text of a button.
    pub label: String,
    /// The changes of the recipe.
    pub decisions: Vec<Decision>,
    /// What it makes of the whole file, where that was computed.
    pub effect: Option<Effect>,
}

/// What a recipe makes of the whole file, in five figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Effect {
    /// Lines used.
    pub lines: u64,
    /// Customers.
    pub customers: u64,
    /// Purchases.
    pub purchases: u64,
    /// Net revenue; `None` in a file without amounts.
    pub net_revenue: Option<Money>,
    /// Day of the first order.
    pub first_date: Option<Day>,
    /// Day of the last order.
    pub last_date: Option<Day>,
}

/// A recipe with what an option changes in it, in the place of what was decided about the same doubt before.
pub fn with_decisions(recipe: &Recipe, doubt: &Doubt, option: &DoubtOption) -> Recipe {
    let mut changed = recipe.clone();
    take_back(&mut changed, doubt);
    option.decisions.iter().for_each(|decision| decision.apply(&mut changed));
    changed
}

/// Takes back what the recipe has decided about a doubt.
pub fn take_back(recipe: &mut Recipe, doubt: &Doubt) {
    let chosen = recipe.decisions.get(&doubt.id).cloned();
    let option = doubt.options.iter().find(|option| Some(&option.id) == chosen.as_ref());
    if let Some(option) = option {
        option.decisions.iter().for_each(|decision| decision.take_back(recipe));
    }
    recipe.decisions.remove(&doubt.id);
}
