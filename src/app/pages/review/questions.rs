//! One clear question at a time, with what each answer makes of real rows.

use leptos::prelude::*;
use stamkunde::answers::{Choice, Decision, Inspection, Question, ReadAs, ReadCell};

use super::name_of;
use crate::{
    session::Session,
    text::{format, words},
    widgets::effect,
};

/// A question with its answers side by side.
pub(super) fn ask(session: Session, question: &Question, inspection: &Inspection) -> impl IntoView + use<> {
    let (text, why) = words::question(&question.about);
    let choices = question.choices.iter().map(|choice| answer(session, choice, inspection)).collect_view();
    view! {
        <div class="ask" id="question">
            <p class="ask-text">{text}</p>
            <p class="fine">{why}</p>
            <div class="choices">{choices}</div>
        </div>
    }
}

fn answer(session: Session, choice: &Choice, inspection: &Inspection) -> impl IntoView + use<> {
    let decision = choice.decision.clone();
    let pick = move |_| {
        let decision = decision.clone();
        session.review_again(move |recipe| decision.apply(recipe));
    };
    let title = match &choice.decision {
        Decision::Column(_, reference) => inspection
            .columns
            .iter()
            .find(|column| column.reference == *reference)
            .map_or_else(|| reference.clone(), name_of),
        other => words::answer(other),
    };
    let mut recipe = session.draft.get_untracked();
    choice.decision.apply(&mut recipe);
    let whole = effect::would_be(session, recipe, None, "");
    let examples = choice.examples.iter().map(example).collect_view();
    let effect =
        first_rows(choice).into_iter().map(|line| view! { <p class="fine">{line}</p> }).collect_view();
    view! {
        <div class="choice">
            <button on:click=pick>{title}</button>
            <ul class="effects">{examples}</ul>
            {effect}
            <div class="whole">{whole}</div>
        </div>
    }
}

fn example(cell: &ReadCell) -> impl IntoView + use<> {
    let read = match &cell.read {
        ReadAs::Text => None,
        ReadAs::Day(day) => Some(format::long_day(*day)),
        ReadAs::Amount(money) => Some(format::exact_money(*money)),
        ReadAs::Unreadable => Some("cannot be read".to_owned()),
    };
    view! {
        <li>
            <span>{cell.cell.clone()}</span>
            {read.map(|read| view! { <span class="reads">" = "{read}</span> })}
        </li>
    }
}

/// What an answer does to the rows that were looked at.
fn first_rows(choice: &Choice) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some((first, last)) = choice.span {
        lines.push(format!("Orders from {} to {}", format::long_day(first), format::long_day(last)));
    }
    if let Some(sum) = choice.sum {
        lines.push(format!("The first rows add up to {}", format::exact_money(sum)));
    }
    match (choice.distinct, choice.rows) {
        (Some(distinct), Some(rows)) => {
            lines.push(format!(
                "{} different in {}",
                format::int(distinct),
                format::counted(rows, "row", "rows")
            ));
        }
        (None, Some(rows)) if choice.sum.is_none() && choice.span.is_none() => {
            lines.push(format!("{} of the first ones", format::counted(rows, "row", "rows")));
        }
        _ => {}
    }
    lines
}
