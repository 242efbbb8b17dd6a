//! Rows without the key that customers are told apart by, though another one stands on them: an e-mail that is missing
//! beside a customer number.

use super::{Evidence, Kind, counted, name_of_column, nothing, option, option_with};
use crate::{
    answers::{Doubt, DoubtOption, SetAsideReason},
    base::Money,
    recipe::{Decision, Role},
};

const ID: &str = "rows_without_key";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before: nothing, after };

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    seen(evidence).or_else(|| decided(evidence)).into_iter().collect()
}

/// Customers are told apart by something else now, because it was decided.
fn decided(evidence: &Evidence<'_>) -> Option<Doubt> {
    let chosen = evidence.chosen(ID)?;
    let key = evidence.decided_key()?;
    let names: Vec<String> = evidence
        .plan
        .key
        .iter()
        .map(|key| format!("\"{}\"", name_of_column(evidence.plan, key.column)))
        .collect();
    let expected = if names.len() > 1 { format!("both:{}", key.role.id()) } else { key.role.id().to_owned() };
    if chosen != expected {
        return None;
    }
    let by = names.join(" or ");
    let roles = evidence.recipe.customer_key.clone();
    let options = vec![
        option(ID, "guests", "They are guests: leave them out"),
        option_with(ID, chosen, format!("Tell customers apart by {by}"), vec![Decision::CustomerKey(roles)]),
    ];
    let sentence = format!("Customers are told apart by {by}, because rows had nothing else that tells.");
    Some(evidence.settled(ID, sentence, Some(key.column), options))
}

fn seen(evidence: &Evidence<'_>) -> Option<Doubt> {
    let plan = evidence.plan;
    let [key] = plan.key.as_slice() else { return None };
    let aside = evidence.import.set_aside.iter().find(|aside| aside.reason == SetAsideReason::NoCustomer);
    let aside = aside.filter(|aside| evidence.of_rows(aside.rows) >= 0.005)?;
    // among the first rows: how many of those without the key have another one
    let sample = evidence.dataset.sample();
    let without: Vec<_> =
        sample.iter().filter(|(_, row)| !row.is_blank() && row.cell(key.column).is_blank()).collect();
    let mut options: Vec<DoubtOption> = vec![option(ID, "guests", "They are guests: leave them out")];
    let mut most = 0;
    for role in [Role::Customer, Role::Email, Role::Phone, Role::Name] {
        let Some(at) = plan.column(role).filter(|_| role != key.role) else { continue };
        let have = without.iter().filter(|(_, row)| !row.cell(at).is_blank()).count();
        if have * 2 < without.len() || have == 0 {
            continue;
        }
        most = most.max(have);
        let name = name_of_column(plan, at);
        options.push(option_with(
            ID,
            role.id(),
            format!("Tell customers apart by \"{name}\""),
            vec![Decision::CustomerKey(vec![role])],
        ));
        options.push(option_with(
            ID,
            &format!("both:{}", role.id()),
            format!("By \"{}\" or \"{name}\", whichever stands there", name_of_column(plan, key.column)),
            vec![Decision::CustomerKey(vec![key.role, role])],
        ));
    }
    if most == 0 {
        return None;
    }
    let column = name_of_column(plan, key.column);
    Some(Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!(
            "{} no \"{column}\", by which customers are told apart, but another number or name. They belong to no customer now.",
            counted(aside.rows, "row has", "rows have")
        ),
        place: evidence.place(Some(key.column), aside.rows, &[]),
        weight: evidence.weight(aside.rows, Money(aside.amount.0.saturating_abs())),
        options,
        decided: None,
    })
}
