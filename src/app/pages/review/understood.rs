//! What was understood, first of all in one sentence with the figures of the whole file; what a correction changed in it;
//! and what it is not sure of.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{self, ColumnGuess, GuessReason, Inspection},
    recipe::Recipe,
};

use super::name_of;
use crate::{
    session::{Session, Understood},
    text::{format, words},
    widgets::effect,
};

/// Whether a column's role is more of a guess than the others.
pub(super) fn is_unsure(guess: &ColumnGuess) -> bool {
    match guess.reason {
        GuessReason::Chosen | GuessReason::KnownExport(_) => false,
        // e-mail addresses need no heading; hardly anything else is told by its cells alone
        GuessReason::Content => guess.confidence < 0.9,
        // a heading whose cells are not quite what it says
        GuessReason::Header => guess.confidence < 0.8,
        GuessReason::HeaderAndContent => guess.confidence < 0.7,
    }
}

/// Asks what the file is as it is understood; while a question is open, what each of its answers would make of it.
pub(super) fn ask(session: Session, inspection: &Inspection) {
    let draft = session.draft.get_untracked();
    let recipes: Vec<Recipe> = match inspection.questions.first() {
        Some(question) => question
            .choices
            .iter()
            .map(|choice| {
                let mut recipe = draft.clone();
                choice.decision.apply(&mut recipe);
                recipe
            })
            .collect(),
        None => vec![draft],
    };
    session.ask_effects(true, recipes);
}

/// The sentence, and what the last correction changed.
pub(super) fn headline(session: Session, inspection: &Arc<Inspection>) -> AnyView {
    let several = inspection.files.len() > 1;
    let about = if several {
        "This is how your files were understood"
    } else {
        "This is how your file was understood"
    };
    match inspection.questions.len() {
        0 => {}
        n => {
            let headline = if n == 1 {
                "One thing to settle first".to_owned()
            } else {
                format!("{n} things to settle first")
            };
            return view! { <h1>{headline}</h1> }.into_any();
        }
    }
    let understood = session.understood;
    let says = move || match understood.get() {
        Understood { now: Some(effect), .. } => sentence(&effect),
        Understood { is_known: true, .. } => "Nothing can be counted like this yet".to_owned(),
        Understood { .. } => "Counting what is in it …".to_owned(),
    };
    let is_coming = move || !understood.get().is_known;
    let changed = move || {
        let Understood { now, before, is_known } = understood.get();
        before.filter(|_| is_known).and_then(|before| difference(&before, now.as_ref()))
    };
    view! {
        <div class="understood">
            <p class="question">{about}</p>
            <h1 id="understood" class:coming=is_coming aria-busy=move || is_coming().to_string() aria-live="polite">{says}</h1>
            <p class="difference" id="difference" aria-live="polite">{changed}</p>
        </div>
    }
    .into_any()
}

fn sentence(effect: &answers::Effect) -> String {
    let mut parts = vec![format!(
        "{} of {}",
        format::counted(effect.lines, "order line", "order lines"),
        format::counted(effect.customers, "customer", "customers")
    )];
    parts.extend(effect::span(effect));
    parts.push(effect.net_revenue.map_or_else(|| "no amounts".to_owned(), format::exact_money));
    parts.join(", ")
}

/// `+12 customers`.
fn more_or_less(now: u64, before: u64, one: &str, many: &str) -> Option<String> {
    match now.cmp(&before) {
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(format!("+{}", format::counted(now - before, one, many))),
        std::cmp::Ordering::Less => Some(format!("−{}", format::counted(before - now, one, many))),
    }
}

/// What is other than before, in a sentence.
fn difference(before: &answers::Effect, now: Option<&answers::Effect>) -> Option<String> {
    let Some(now) = now else {
        return Some(format!("Before your change it was {}.", sentence(before)));
    };
    let mut parts: Vec<String> = Vec::new();
    parts.extend(more_or_less(now.customers, before.customers, "customer", "customers"));
    parts.extend(more_or_less(now.purchases, before.purchases, "purchase", "purchases"));
    if now.net_revenue != before.net_revenue {
        let money = |effect: &answers::Effect| {
            effect.net_revenue.map_or_else(|| "none".to_owned(), format::exact_money)
        };
        parts.push(format!("revenue {} instead of {}", money(now), money(before)));
    }
    let (days, were) = (effect::span(now), effect::span(before));
    if days != were {
        let text = |span: Option<String>| span.unwrap_or_else(|| "no days".to_owned());
        parts.push(format!("{} instead of {}", text(days), text(were)));
    }
    (!parts.is_empty()).then(|| format!("Your change: {}.", parts.join(", ")))
}

/// Columns whose role is a guess.
pub(super) fn unsure(inspection: &Inspection) -> Option<AnyView> {
    let guesses = inspection
        .columns
        .iter()
        .filter_map(|column| Some((column, column.guess.as_ref().filter(|guess| is_unsure(guess))?)));
    let items: Vec<AnyView> = guesses
        .map(|(column, guess)| {
            let reference = column.reference.clone();
            let go = move |_| {
                let heads = document().query_selector_all("[data-column]").ok();
                let find = |all: web_sys::NodeList| {
                    (0..all.length()).filter_map(|at| all.item(at)).find_map(|node| {
                        use wasm_bindgen::JsCast;
                        let head = node.dyn_into::<web_sys::Element>().ok()?;
                        let is_it = head.get_attribute("data-column").as_deref() == Some(&reference);
                        head.query_selector("select").ok().flatten().filter(|_| is_it)?.dyn_into().ok()
                    })
                };
                let select: Option<web_sys::HtmlElement> = heads.and_then(find);
                if let Some(select) = select {
                    let _ = select.focus();
                }
            };
            view! {
                <li>
                    <span class="role">{words::role(guess.role)}</span>
                    <button class="link" on:click=go>{name_of(column)}</button>
                    <span class="why">{words::guess(&guess.reason)}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    if items.is_empty() {
        return None;
    }
    Some(
        view! {
            <div class="unsure-list" id="unsure">
                <p class="fine">"Not sure of these. They are used as they stand here; touch one to change it at the head of its column."</p>
                <ul class="recognised">{items}</ul>
            </div>
        }
        .into_any(),
    )
}
