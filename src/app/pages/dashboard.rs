//! The answers, in the order of a shop owner's questions.

use std::sync::Arc;

use leptos::{ev, prelude::*};
use stamkunde::{
    answers::{Answers, Later, THIN},
    protocol::FileFormat,
    state::Phase,
};

use super::sections::{self, Part, Section};
use crate::{
    browser::pace,
    session::Session,
    text::{findings, format},
    widgets::{beside, doubts, ending::ending, settings::settings_bar, soon::soon},
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
    let slots: Vec<Vec<Slot>> = sections::ALL
        .iter()
        .map(|section| section.parts.iter().map(|&part| Slot::of(part)).collect())
        .collect();
    let head = RwSignal::new(None::<Arc<Answers>>);
    let is_drawn = draw_one_by_one(session, current, head, slots.clone());
    let nav = move || head.get().map(|answers| nav(current, &answers));
    let sections =
        sections::ALL.iter().zip(slots).map(|(section, slots)| drawn(session, section, slots)).collect_view();
    view! {
        <h1 class="sr-only">"Answers"</h1>
        <div class="dashboard">
            <nav class="questions" aria-label="Questions"><ol>{nav}</ol></nav>
            <div class="answers" data-drawn=move || is_drawn.get().to_string()>
                {soon(move || settings_bar(session).into_any())}
                {move || head.get().map(|answers| body(session, &answers))}
                {sections}
                {move || head.get().map(|_| all_tables(session))}
            </div>
        </div>
    }
}

/// What a part of a section shows.
#[derive(Clone, Copy)]
struct Slot {
    part: Part,
    answers: RwSignal<Option<Arc<Answers>>>,
    later: RwSignal<Option<(Arc<Answers>, Arc<Later>)>>,
}

impl Slot {
    fn of(part: Part) -> Self {
        Self { part, answers: RwSignal::new(None), later: RwSignal::new(None) }
    }
}

/// Hands new answers to the head of the page and to the parts of the sections, one a task: first those of the section
/// that is being read, then those below and above it. What stands on models gets its own when that has come, and stays
/// as it is until then. Tells whether all parts have the answers.
fn draw_one_by_one(
    session: Session,
    reading: RwSignal<usize>,
    head: RwSignal<Option<Arc<Answers>>>,
    slots: Vec<Vec<Slot>>,
) -> RwSignal<bool> {
    let is_drawn = RwSignal::new(false);
    let newest = StoredValue::new(0_u32);
    let slots = StoredValue::new(slots);
    let in_order = move || -> Vec<Slot> {
        // to measure where the reader is would make the browser lay out what has just changed
        let reading = reading.get_untracked();
        slots.with_value(|slots| {
            let order = (reading..slots.len()).chain(0..reading);
            order.filter_map(|at| slots.get(at)).flatten().copied().collect()
        })
    };
    // answers that came meanwhile are drawn in the place of these
    let draw = move |round: u32, act: Box<dyn FnOnce()>| {
        pace::soon(move || {
            if newest.try_get_value() == Some(round) {
                act();
            }
        });
    };
    Effect::new(move || {
        let Some(answers) = session.answers.get() else { return };
        newest.update_value(|round| *round = round.wrapping_add(1));
        let round = newest.get_value();
        is_drawn.set(false);
        let shown = Arc::clone(&answers);
        draw(round, Box::new(move || _ = head.try_set(Some(shown))));
        for slot in in_order() {
            let answers = Arc::clone(&answers);
            draw(round, Box::new(move || _ = slot.answers.try_set(Some(answers))));
        }
        draw(round, Box::new(move || _ = is_drawn.try_set(true)));
    });
    Effect::new(move || {
        let Some(later) = session.later.get() else { return };
        let Some(answers) = session.answers.get_untracked() else { return };
        let round = newest.get_value();
        for slot in in_order() {
            if matches!(slot.part, Part::Later { .. }) {
                let both = (Arc::clone(&answers), Arc::clone(&later));
                draw(round, Box::new(move || _ = slot.later.try_set(Some(both))));
            }
        }
    });
    is_drawn
}

/// A section, once it has answers that it can show.
fn drawn(session: Session, section: &'static Section, slots: Vec<Slot>) -> AnyView {
    let first = slots.first().map(|slot| slot.answers);
    let is_answered = Memo::new(move |_| {
        first.is_some_and(|answers| answers.get().is_some_and(|answers| (section.is_answered)(&answers)))
    });
    let content = move || {
        is_answered.get().then(|| {
            let parts = slots.iter().map(|&slot| part(session, slot)).collect_view();
            view! { <section class="section" id=section.id aria-label=section.question>{parts}</section> }
        })
    };
    view! { {content} }.into_any()
}

/// A part of a section; what stands on models is dimmed while it is that of the settings before.
fn part(session: Session, slot: Slot) -> AnyView {
    match slot.part {
        Part::Now(view) => {
            let shown = move || slot.answers.get().and_then(|answers| view(session, &answers));
            view! { {shown} }.into_any()
        }
        Part::Later { view, waiting } => {
            let shown = move || match slot.later.get() {
                Some((answers, later)) => view(session, &answers, &later),
                None => Some(waiting()),
            };
            view! { <div class="later" class:old=move || session.later_is_old.get()>{shown}</div> }.into_any()
        }
    }
}

/// The questions that this file can answer.
fn nav(current: RwSignal<usize>, answers: &Answers) -> impl IntoView + use<> {
    sections::ALL
        .iter()
        .enumerate()
        .filter(|(_, section)| (section.is_answered)(answers))
        .map(|(at, section)| {
            let is_current = ending(move || (current.get() == at).then_some("true"));
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

/// Everything above for those who go on in a spreadsheet.
fn all_tables(session: Session) -> AnyView {
    let save = move |format: FileFormat| move |_| session.save_tables(format);
    view! {
        <section class="all-tables" id="all-tables" aria-label="All tables">
            <h2>"All of this as tables"</h2>
            <p class="fine">
                "Every answer on this page, and what it is made of, under the settings above: numbers as they are, a table each, with a list of them in front."
            </p>
            <p class="segment-actions">
                <button on:click=save(FileFormat::Xlsx)>"Save all tables (Excel)"</button>
                <button class="quiet" on:click=save(FileFormat::Csv)>"csv files"</button>
                <button class="quiet" on:click=save(FileFormat::CsvExcel)>"csv files for Excel"</button>
            </p>
        </section>
    }
    .into_any()
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
            <button class="link" id="to-report" on:click=move |_| session.show(Phase::Report)>{account}</button>
        </p>
        <dl class="figures summary" id="summary">
            {figure(format::int(summary.customers), "customers", "summary.customers")}
            {figure(format::int(summary.purchases), "purchases", "summary.purchases")}
            {summary.net_revenue.map(|revenue| figure(format::amount(revenue.to_f64()), "net revenue", "summary.net_revenue"))}
            {summary.margin.map(|margin| figure(format::amount(margin.to_f64()), "margin", "summary.margin"))}
            {summary.average_order_value.map(|value| figure(format::amount(value), "average order", "summary.average_order_value"))}
            {figure(format::percent_of(summary.returning.share), "bought twice or more", "summary.returning")}
        </dl>
        {doubts::at_head(session, answers)}
        <p class="fine definitions">
            "Customers: everyone with at least one purchase. "
            {answers.settings.amounts.then_some("Net revenue: purchases less returns. Average order: what a purchase is worth before anything is sent back. ")}
            "Bought twice or more: of all customers so far, new ones included."
        </p>
        {(summary.customers < THIN).then(|| few(summary.customers))}
        {beside::panel(session)}
        {in_short(session, answers)}
    }
}
