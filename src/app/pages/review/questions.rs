//! One clear question at a time, with what each answer makes of real rows.

use leptos::prelude::*;
use stamkunde::{
    answers::{About, Choice, Decision, Inspection, Question, ReadAs, ReadCell},
    recipe::{DateOrder, Role},
};

use super::name_of;
use crate::{session::Session, text::format, widgets::effect};

/// A question with its answers side by side.
pub(super) fn ask(session: Session, question: &Question, inspection: &Inspection) -> impl IntoView + use<> {
    let (text, why) = asked(&question.about);
    let choices = question.choices.iter().map(|choice| answer(session, choice, inspection)).collect_view();
    view! {
        <div class="ask" id="question">
            <p class="ask-text">{text}</p>
            <p class="fine">{why}</p>
            <div class="choices">{choices}</div>
        </div>
    }
}

fn asked(about: &About) -> (String, &'static str) {
    match about {
        About::WhichColumn(Role::Date) => (
            "Which column holds the date of the order?".to_owned(),
            "No column was recognised as one. Everything about time is counted from it.",
        ),
        About::WhichColumn(Role::Amount) => (
            "Which of these is what was paid?".to_owned(),
            "No column was recognised as it. Without one there is no revenue, only orders and days.",
        ),
        About::WhichColumn(_) => (
            "Which column tells customers apart?".to_owned(),
            "An e-mail address is best, then a number, a phone or a name. One that comes back on several orders is the right one.",
        ),
        About::WhichOf(Role::Amount) => (
            "Which column says what a line was worth?".to_owned(),
            "Several fit, and they differ: with or without tax, postage or discount. All revenue is counted from the one you choose.",
        ),
        About::WhichOf(_) => (
            "Which column tells customers apart?".to_owned(),
            "Two look like customer numbers. The right one stays the same from order to order, so it has fewer different values.",
        ),
        About::DateOrder { example } => (
            format!("What day is {example}?"),
            "Nothing in the file tells whether the day or the month comes first.",
        ),
        About::DecimalSign { example } => (
            format!("How much is {example}?"),
            "Nothing in the file tells whether the sign separates thousands or decimals.",
        ),
        About::NothingSold => (
            "By their status none of these orders was sold. Which of these statuses is a sale here?"
                .to_owned(),
            "Cash on delivery is pending until somebody has paid, and a shop may never change it.",
        ),
        About::Currency => (
            "Which currency do you want to look at?".to_owned(),
            "Amounts of different currencies are never added together. The others are set aside; rates can be typed later under “What went in”.",
        ),
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
        Decision::DateOrder(DateOrder::DayFirst) => "The day comes first".to_owned(),
        Decision::DateOrder(DateOrder::MonthFirst) => "The month comes first".to_owned(),
        Decision::DateOrder(DateOrder::YearFirst) => "The year comes first".to_owned(),
        Decision::DecimalSign(',') => "The comma separates decimals".to_owned(),
        Decision::DecimalSign(_) => "The point separates decimals".to_owned(),
        Decision::Currency(code) => code.clone(),
        Decision::NoColumn(_) => "None of them: look at orders without amounts".to_owned(),
        Decision::Status(status, _) => status.clone(),
        Decision::CustomerKey(_) | Decision::ExcludeCustomer(_) | Decision::Doubt(..) => String::new(),
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
