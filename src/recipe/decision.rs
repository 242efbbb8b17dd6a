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

    /// True where a recipe says what the change would make it say.
    pub fn holds_in(&self, recipe: &Recipe) -> bool {
        let reading = &recipe.reading;
        match self {
            Decision::Column(role, reference) => {
                recipe.columns.get(role).is_some_and(|column| column.as_ref() == Some(reference))
            }
            Decision::NoColumn(role) => recipe.columns.get(role).is_some_and(Option::is_none),
            Decision::CustomerKey(roles) => recipe.customer_key == *roles,
            Decision::DateOrder(order) => reading.date_order == Some(*order),
            Decision::DecimalSign(sign) => reading.decimal_sign == Some(*sign),
            Decision::Currency(code) => reading.currency.as_ref() == Some(code),
            Decision::Status(status, used) => reading.statuses.get(&status.to_lowercase()) == Some(used),
            Decision::ExcludeCustomer(key) => recipe.excluded_customers.contains(key),
            Decision::Doubt(doubt, option) => recipe.decisions.get(doubt) == Some(option),
        }
    }

    /// Takes a change back, as far as the recipe still says what it said: what was decided otherwise since stays.
    pub fn take_back(&self, recipe: &mut Recipe) {
        let reading = &mut recipe.reading;
        match self {
            Decision::Column(role, reference) => {
                if recipe.columns.get(role) == Some(&Some(reference.clone())) {
                    recipe.columns.remove(role);
                }
            }
            Decision::NoColumn(role) => {
                if recipe.columns.get(role) == Some(&None) {
                    recipe.columns.remove(role);
                }
            }
            Decision::CustomerKey(roles) => {
                if recipe.customer_key == *roles {
                    recipe.customer_key.clear();
                }
            }
            Decision::DateOrder(order) => {
                reading.date_order = reading.date_order.filter(|have| have != order)
            }
            Decision::DecimalSign(sign) => {
                reading.decimal_sign = reading.decimal_sign.filter(|have| have != sign)
            }
            Decision::Currency(code) => {
                reading.currency = reading.currency.take().filter(|have| have != code)
            }
            Decision::Status(status, used) => {
                let status = status.to_lowercase();
                if reading.statuses.get(&status) == Some(used) {
                    reading.statuses.remove(&status);
                }
            }
            Decision::ExcludeCustomer(key) => recipe.excluded_customers.retain(|have| have != key),
            Decision::Doubt(doubt, option) => {
                if recipe.decisions.get(doubt) == Some(option) {
                    recipe.decisions.remove(doubt);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_back_leaves_no_trace_and_what_was_decided_since_stays() {
        let all = [
            Decision::Column(Role::Amount, "total".to_owned()),
            Decision::NoColumn(Role::Customer),
            Decision::CustomerKey(vec![Role::Email]),
            Decision::DateOrder(DateOrder::MonthFirst),
            Decision::DecimalSign(','),
            Decision::Currency("DKK".to_owned()),
            Decision::Status("On Hold".to_owned(), false),
            Decision::ExcludeCustomer("Kontantkunde".to_owned()),
            Decision::Doubt("hundredths".to_owned(), "keep".to_owned()),
        ];
        let mut recipe = Recipe::default();
        all.iter().for_each(|decision| decision.apply(&mut recipe));
        assert_ne!(recipe, Recipe::default());
        for decision in &all {
            assert!(decision.holds_in(&recipe) && !decision.holds_in(&Recipe::default()), "{decision:?}");
        }
        let mut since = recipe.clone();
        all.iter().for_each(|decision| decision.take_back(&mut recipe));
        assert_eq!(recipe, Recipe::default());
        Decision::Currency("SEK".to_owned()).apply(&mut since);
        all.iter().for_each(|decision| decision.take_back(&mut since));
        assert_eq!(since.reading.currency.as_deref(), Some("SEK"));
    }
}
