//! The answers, in the order of a shop owner's questions.

use std::sync::Arc;

use leptos::{ev, prelude::*};
use stamkunde::{
    answers::{Answers, THIN},
    state::Phase,
};

use super::sections;
use crate::{
    browser::pace,
    session::Session,
    text::{findings, format},
    widgets::{beside, settings::settings_bar},
};

/// The page.
pub fn page(session: Session) -> impl IntoView {
    let current = RwSignal::new(0usize);
    let listener = window_event_listener(ev::scroll, move |_| {
        let now = section_in_view();
        if now != current.get_untracked() {
            current.set(now);
        }
    });
    on_cleanup(move || listener.remove());
    let slots: Vec<Slot> = sections::ALL.iter().map(|_| RwSignal::new(None)).collect();
    let is_drawn = draw_one_by_one(session, slots.clone());
    let nav = move || session.answers.get().map(|answers| nav(current, &answers));
    view! {
        <h1 class="sr-only">"Answers"</h1>
        <div class="dashboard">
            <nav class="questions" aria-label="Questions"><ol>{nav}</ol></nav>
            <div class="answers" data-drawn=move || is_drawn.get().to_string()>
                {settings_bar(session)}
                {move || session.answers.get().map(|answers| body(session, &answers))}
                {slots.into_iter().zip(sections::ALL).map(|(slot, section)| drawn(session, slot, section)).collect_view()}
            </div>
        </div>
    }
}

/// The answers that a section shows.
type Slot = RwSignal<Option<Arc<Answers>>>;

/// Hands new answers to the sections, one a task: the one that is being read first, then those below and above it.
/// Tells whether all of them have theirs.
fn draw_one_by_one(session: Session, slots: Vec<Slot>) -> RwSignal<bool> {
    let is_drawn = RwSignal::new(false);
    let newest = StoredValue::new(0_u32);
    Effect::new(move || {
        let Some(answers) = session.answers.get() else { return };
        newest.update_value(|round| *round = round.wrapping_add(1));
        let round = newest.get_value();
        is_drawn.set(false);
        let reading = section_in_view();
        let order = (reading..slots.len()).chain(0..reading);
        for slot in order.filter_map(|at| slots.get(at).copied()) {
            let answers = Arc::clone(&answers);
            pace::soon(move || {
                if newest.try_get_value() == Some(round) {
                    slot.try_set(Some(answers));
                }
            });
        }
        pace::soon(move || {
            if newest.try_get_value() == Some(round) {
                is_drawn.try_set(true);
            }
        });
    });
    is_drawn
}

/// A section, once it has answers that it can show.
fn drawn(session: Session, slot: Slot, section: &'static sections::Section) -> AnyView {
    let content = move || {
        let content = (section.view)(session, &slot.get()?)?;
        Some(view! { <section class="section" id=section.id aria-label=section.question>{content}</section> })
    };
    view! { {content} }.into_any()
}

/// The questions that this file can answer.
fn nav(current: RwSignal<usize>, answers: &Answers) -> impl IntoView + use<> {
    sections::ALL
        .iter()
        .enumerate()
        .filter(|(_, section)| (section.is_answered)(answers))
        .map(|(at, section)| {
            let is_current = move || (current.get() == at).then_some("true");
            let to = section.id;
            let go = move |event: web_sys::MouseEvent| {
                event.prevent_default();
                if let Some(element) = document().get_element_by_id(to) {
                    element.scroll_into_view();
                }
            };
            view! { <li><a href=format!("#{to}") aria-current=is_current on:click=go>{section.question}</a></li> }
        })
        .collect_view()
}

/// The last section whose beginning has been scrolled past the header.
fn section_in_view() -> usize {
    const HEADER: f64 = 160.0;
    let passed = |id: &str| {
        document()
            .get_element_by_id(id)
            .is_some_and(|element| element.get_bounding_client_rect().top() < HEADER)
    };
    sections::ALL.iter().rposition(|section| passed(section.id)).unwrap_or(0)
}

/// With few customers every share is a guess; the page says so before the first one.
fn few(customers: u64) -> impl IntoView {
    let n = format::counted(customers, "customer", "customers");
    view! { <p class="few">{format!("Only {n}: too few to tell a pattern from chance. Read everything below with care.")}</p> }
}

/// Findings at the head of the page.
const MOST_FINDINGS: usize = 6;

/// What is worth a sentence, the most useful first; each leads to its section.
fn in_short(session: Session, answers: &Arc<Answers>) -> AnyView {
    let answers = Arc::clone(answers);
    let shown = move || {
        let later = session.later.get();
        let found = answers.findings.iter().chain(later.iter().flat_map(|later| &later.findings));
        let sentences = findings::chosen(found, MOST_FINDINGS);
        (!sentences.is_empty()).then(|| {
            let lines = sentences
                .into_iter()
                .map(|(to, sentence)| {
                    let go = move |event: web_sys::MouseEvent| {
                        event.prevent_default();
                        if let Some(element) = document().get_element_by_id(to) {
                            element.scroll_into_view();
                        }
                    };
                    view! { <li><a href=format!("#{to}") on:click=go>{sentence}</a></li> }.into_any()
                })
                .collect_view();
            view! {
                <section class="in-short" id="in-short" aria-label="In short">
                    <p class="question">"In short"</p>
                    <ul>{lines}</ul>
                </section>
            }
        })
    };
    view! { {shown} }.into_any()
}

fn body(session: Session, answers: &Arc<Answers>) -> impl IntoView + use<> {
    let summary = &answers.summary;
    let figure = |value: String, label: &'static str, id: &'static str| {
        view! { <div><dt>{label}</dt><dd>{value}</dd>{beside::under(session, id)}</div> }.into_any()
    };
    let range = match (summary.first_date, summary.last_date) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => String::new(),
    };
    let unused = answers.import.rows_read - answers.import.rows_used.min(answers.import.rows_read);
    let account = if unused == 0 {
        format!("all {} rows used", format::int(answers.import.rows_read))
    } else {
        format!(
            "{} of {} rows used",
            format::int(answers.import.rows_used),
            format::int(answers.import.rows_read)
        )
    };
    view! {
        <p class="range">
            {range}" · "
            <button class="link" id="to-report" on:click=move |_| session.phase.set(Phase::Report)>{account}</button>
        </p>
        <dl class="figures summary" id="summary">
            {figure(format::int(summary.customers), "customers", "summary.customers")}
            {figure(format::int(summary.purchases), "purchases", "summary.purchases")}
            {summary.net_revenue.map(|revenue| figure(format::amount(revenue.to_f64()), "net revenue", "summary.net_revenue"))}
            {summary.margin.map(|margin| figure(format::amount(margin.to_f64()), "margin", "summary.margin"))}
            {summary.average_order_value.map(|value| figure(format::amount(value), "average order", "summary.average_order_value"))}
            {figure(format::percent_of(summary.returning.share), "bought twice or more", "summary.returning")}
        </dl>
        <p class="fine">
            "Customers: everyone with at least one purchase. Net revenue: purchases less returns. Average order: what a purchase is worth before anything is sent back. Bought twice or more: of all customers so far, new ones included."
        </p>
        {(summary.customers < THIN).then(|| few(summary.customers))}
        {beside::panel(session)}
        {in_short(session, answers)}
    }
}
