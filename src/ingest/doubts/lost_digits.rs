//! Numbers that lost their digits: a spreadsheet wrote 4.52E+09 for a phone or an id, and different people have the same.

use super::{Evidence, Kind, counted, name_of_column, nothing, option, option_with};
use crate::{
    answers::Doubt,
    base::Money,
    recipe::{Decision, Role},
};

const ID: &str = "ids_lost_digits";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before: nothing, after };

/// What customers can be told apart by.
const KEYS: [Role; 4] = [Role::Email, Role::Customer, Role::Phone, Role::Name];

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    seen(evidence).or_else(|| decided(evidence)).into_iter().collect()
}

/// A column is not used any longer, because it was decided.
fn decided(evidence: &Evidence<'_>) -> Option<Doubt> {
    let chosen = evidence.chosen(ID).filter(|chosen| *chosen == "leave_out")?;
    let role =
        KEYS.into_iter().find(|role| evidence.recipe.columns.get(role).is_some_and(Option::is_none))?;
    let key = evidence.plan.key.first()?;
    let name = name_of_column(evidence.plan, key.column);
    let label = format!("Tell customers apart by \"{name}\"");
    let options =
        vec![option(ID, "keep", "Keep them"), option_with(ID, chosen, label, vec![Decision::NoColumn(role)])];
    let sentence = format!(
        "Customers are told apart by \"{name}\", because a spreadsheet had rounded what told them apart before."
    );
    Some(evidence.settled(ID, sentence, Some(key.column), options))
}

fn seen(evidence: &Evidence<'_>) -> Option<Doubt> {
    let plan = evidence.plan;
    let seen = &evidence.noticed.lost_digits;
    let key = plan.key.first().filter(|_| evidence.of_rows(seen.rows) > 0.001)?;
    // without it there has to be something else that tells customers apart
    let other = KEYS.into_iter().find(|&role| role != key.role && plan.column(role).is_some());
    let name = name_of_column(evidence.plan, key.column);
    let rows = counted(seen.rows, "row has", "rows have");
    let mut options = vec![option(ID, "keep", "Keep them")];
    if other.is_some() {
        let label = format!("Do without \"{name}\"");
        options.push(option_with(ID, "leave_out", label, vec![Decision::NoColumn(key.role)]));
    }
    Some(Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!(
            "{rows} a \"{name}\" that a spreadsheet has rounded, such as {}. Different customers may share one.",
            seen.examples.first().map_or("4.52E+09", String::as_str)
        ),
        place: evidence.place(Some(key.column), seen.rows, &seen.examples),
        weight: evidence.weight(seen.rows, Money::ZERO),
        options,
        decided: None,
    })
}
