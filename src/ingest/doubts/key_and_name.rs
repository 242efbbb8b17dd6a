//! The key and the name disagree: one number, address or phone with several clearly different names.

use super::{Evidence, Kind, counted, name_of_column, nothing, option, option_with};
use crate::{
    answers::{Doubt, DoubtOption},
    base::Money,
    recipe::{Decision, Role},
};

const ID: &str = "key_and_name_disagree";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before: nothing, after };

/// Different names of one key that are a doubt.
pub const NAMES: u32 = 4;

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let shown = seen(evidence);
    if shown.is_empty() { decided(evidence).into_iter().collect() } else { shown }
}

/// Customers are told apart by something else now, because it was decided.
fn decided(evidence: &Evidence<'_>) -> Option<Doubt> {
    let chosen = evidence.chosen(ID)?;
    let key = evidence.decided_key().filter(|key| key.role.id() == chosen)?;
    let name = name_of_column(evidence.plan, key.column);
    let label = format!("Tell customers apart by \"{name}\"");
    let options = vec![
        option(ID, "keep", "They are one customer each"),
        option_with(ID, chosen, label, vec![Decision::CustomerKey(evidence.recipe.customer_key.clone())]),
    ];
    let sentence = format!(
        "Customers are told apart by \"{name}\", because what told them apart before stood beside several clearly different names."
    );
    Some(evidence.settled(ID, sentence, Some(key.column), options))
}

fn seen(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let plan = evidence.plan;
    let names = &evidence.noticed.names;
    let [key] = plan.key.as_slice() else { return Vec::new() };
    // shares of the rows: a few families with one address are no doubt
    if key.role == Role::Name || names.keys == 0 || evidence.of_rows(names.rows) < 0.02 {
        return Vec::new();
    }
    let mut options: Vec<DoubtOption> = vec![option(ID, "keep", "They are one customer each")];
    for role in [Role::Email, Role::Customer, Role::Phone, Role::Name] {
        if role == key.role || plan.column(role).is_none() {
            continue;
        }
        let Some(at) = plan.column(role) else { continue };
        let label = format!("Tell customers apart by \"{}\"", name_of_column(plan, at));
        options.push(option_with(ID, role.id(), label, vec![Decision::CustomerKey(vec![role])]));
    }
    let column = name_of_column(plan, key.column);
    let keys = counted(names.keys, "value of", "values of");
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!(
            "{keys} \"{column}\" stand beside {NAMES} or more clearly different names each. Are they one customer?"
        ),
        place: evidence.place(Some(key.column), names.rows, &names.examples),
        weight: evidence.weight(names.rows, Money::ZERO),
        options,
        decided: None,
    }]
}
