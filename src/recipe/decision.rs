//! What an answer to a question or a doubt changes in a recipe.

use serde::{Deserialize, Serialize};

use super::{DateOrder, Recipe, Role};

/// One change of a recipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// A role is this column's, named as a recipe names it.
    Column(Role, String),
    /// No column has a role.
    NoColumn(Role),
    /// What makes a customer.
    CustomerKey(Vec<Role>),
    /// Day or month first.
    DateOrder(DateOrder),
    /// The decimal sign.
    DecimalSign(char),
    /// The currency.
    Currency(String),
    /// Rows of a status are used, or set aside.
    Status(String, bool),
    /// A customer is left out.
    ExcludeCustomer(String),
    /// A doubt is decided: its id, and the id of the option.
    Doubt(String, String),
}

impl Decision {
    /// Changes a recipe.
    pub fn apply(&self, recipe: &mut Recipe) {
        match self {
            Decision::Column(role, reference) => {
                // a column has one role: what had it before has none
                recipe.columns.retain(|_, column| column.as_ref() != Some(reference));
                recipe.columns.insert(*role, Some(reference.clone()));
            }
            Decision::NoColumn(role) => _ = recipe.columns.insert(*role, None),
            Decision::CustomerKey(roles) => recipe.customer_key.clone_from(roles),
            Decision::DateOrder(order) => recipe.reading.date_order = Some(*order),
            Decision::DecimalSign(sign) => recipe.reading.decimal_sign = Some(*sign),
            Decision::Currency(code) => recipe.reading.currency = Some(code.clone()),
            Decision::Status(status, used) => {
                _ = recipe.reading.statuses.insert(status.to_lowercase(), *used)
            }
            Decision::ExcludeCustomer(key) => {
                if !recipe.excluded_customers.contains(key) {
                    recipe.excluded_customers.push(key.clone());
                }
            }
            Decision::Doubt(doubt, option) => _ = recipe.decisions.insert(doubt.clone(), option.clone()),
        }
    }
}
