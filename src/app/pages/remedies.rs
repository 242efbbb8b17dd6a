//! What stands below a problem: the ways out of it, to be pressed.

use leptos::prelude::*;
use stamkunde::{
    recipe::{Decision, Role},
    state::Remedy,
};

use super::review::name_of;
use crate::{session::Session, text::words};

/// The ways out that belong to a sentence.
pub fn remedies(session: Session, sentence: &str) -> Option<AnyView> {
    let (of, ways) = session.remedies.get();
    if of != sentence || ways.is_empty() {
        return None;
    }
    let ways = ways.into_iter().map(|way| one(session, way)).collect_view();
    Some(view! { <p class="remedies" id="remedies">{ways}</p> }.into_any())
}

fn one(session: Session, way: Remedy) -> AnyView {
    match way {
        Remedy::Do { label, change } => {
            let act = move |_| {
                let change = change.clone();
                session.remedy(move |recipe| change(recipe));
            };
            view! { <button on:click=act>{label}</button> }.into_any()
        }
        Remedy::Choose(role) => choose(session, role),
    }
}

/// The column of a role, to be chosen among all.
fn choose(session: Session, role: Role) -> AnyView {
    let Some(inspection) = session.inspection.get_untracked() else { return ().into_any() };
    let options = inspection
        .columns
        .iter()
        .map(|column| view! { <option value=column.reference.clone()>{name_of(column)}</option> })
        .collect_view();
    let pick = move |event| {
        let column = event_target_value(&event);
        session.remedy(move |recipe| Decision::Column(role, column).apply(recipe));
    };
    let label = format!("{} is in the column", words::role(role));
    view! {
        <label class="chip">
            <span>{label}</span>
            <select data-remedy=role.id() on:change=pick>
                <option value="" selected=true disabled=true>"choose …"</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}
