//! What a recipe makes of the files, in five figures, beside what they are now.

use leptos::prelude::*;
use stamkunde::{answers, base::Day, recipe::Recipe};

use crate::{
    session::{Known, Session},
    text::format,
};

/// First and last day, in words.
pub fn span(effect: &answers::Effect) -> Option<String> {
    let (first, last) = effect.first_date.zip(effect.last_date)?;
    // a day is not torn apart at the end of a line
    let day = |day: Day| format::long_day(day).replace(' ', "\u{a0}");
    Some(format!("{} to {}", day(first), day(last)))
}

/// The figures of what is shown now.
pub fn of_answers(answers: &answers::Answers) -> answers::Effect {
    let summary = &answers.summary;
    answers::Effect {
        lines: answers.import.rows_used,
        customers: summary.customers,
        purchases: summary.purchases,
        net_revenue: summary.net_revenue,
        first_date: summary.first_date,
        last_date: summary.last_date,
    }
}

/// The figures with those that differ from `now` set apart; days only where they differ, or where there is no `now`.
fn figures(effect: &answers::Effect, now: Option<&answers::Effect>, currency: Option<&str>) -> AnyView {
    let part = |text: String, same: bool| {
        if now.is_none() || same {
            view! { <span>{text}</span> }.into_any()
        } else {
            view! { <strong>{text}</strong> }.into_any()
        }
    };
    let is = |same: fn(&answers::Effect, &answers::Effect) -> bool| now.is_some_and(|now| same(effect, now));
    let mut parts = vec![
        part(
            format::counted(effect.customers, "customer", "customers"),
            is(|a, b| a.customers == b.customers),
        ),
        part(
            format::counted(effect.purchases, "purchase", "purchases"),
            is(|a, b| a.purchases == b.purchases),
        ),
    ];
    let same_money = is(|a, b| a.net_revenue == b.net_revenue);
    match effect.net_revenue {
        Some(revenue) => {
            let money = match currency {
                Some(code) => format!("{} {code}", format::plain_money(revenue)),
                None => format::exact_money(revenue),
            };
            parts.push(part(money, same_money && currency.is_none()));
        }
        None => parts.push(part("no amounts".to_owned(), same_money)),
    }
    let same_days = is(|a, b| (a.first_date, a.last_date) == (b.first_date, b.last_date));
    if !same_days && let Some(span) = span(effect) {
        parts.push(part(span, false));
    }
    let same =
        now == Some(effect) || now.is_some_and(|now| answers::Effect { lines: now.lines, ..*effect } == *now);
    let note = same.then(|| view! { <span class="muted">"nothing changes"</span> }.into_any());
    parts.extend(note);
    parts.into_iter().collect_view().into_any()
}

/// What a recipe would do, once it is known.
pub fn would_be(
    session: Session,
    recipe: Recipe,
    now: Option<answers::Effect>,
    cannot: &'static str,
) -> AnyView {
    // another currency than the one that amounts of the page are written in is named
    let here = session.answers.with_untracked(|answers| {
        answers.as_ref().filter(|_| now.is_some()).and_then(|answers| answers.settings.currency.clone())
    });
    let currency = recipe.reading.currency.clone().filter(|code| here.as_ref() != Some(code));
    let known = Memo::new(move |_| session.effect_of(&recipe));
    let shown = move || match known.get() {
        Known::Coming => view! { <span class="muted">"Counting what this would be …"</span> }.into_any(),
        Known::Nothing => view! { <span class="muted">{cannot}</span> }.into_any(),
        Known::Is(effect) => figures(&effect, now.as_ref(), currency.as_deref()),
    };
    let state = move || match known.get() {
        Known::Coming => "coming",
        Known::Nothing => "nothing",
        Known::Is(_) => "known",
    };
    view! { <p class="effect" data-effect=state>{shown}</p> }.into_any()
}

/// The figures of what is shown now.
pub fn as_it_is(effect: &answers::Effect) -> AnyView {
    let shown = figures(effect, None, None);
    view! { <p class="effect" data-effect="now">{shown}</p> }.into_any()
}
