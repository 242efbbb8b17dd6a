//! The sections of the dashboard, one file for each group of questions. Each is a question, the finding as its
//! headline, a chart with its table, and what the numbers mean.

mod acquisition;
mod buying;
mod cohorts;
mod journey;
mod losing;
mod new;
mod next;
mod part;
mod products;
mod returning;
mod rfm;
mod seasons;
mod value;
mod worth;

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use stamkunde::{answers::Answers, charts::Chart, recipe::Returns, state::DataTable};

use crate::{
    session::{Behind, Session},
    widgets::chart::{ChartProps, chart_view},
};

/// A section of the dashboard.
pub struct Section {
    /// Its place in the page.
    pub id: &'static str,
    /// What it answers.
    pub question: &'static str,
    /// Whether the file can answer it.
    pub is_answered: fn(&Answers) -> bool,
    /// Its content; nothing where the file cannot answer it.
    pub view: fn(Session, &Arc<Answers>) -> Option<AnyView>,
}

/// All sections, in the order of a shop owner's questions.
pub const ALL: &[Section] = &[
    Section { id: "new", question: "Who is new?", is_answered: |_| true, view: new::view },
    Section {
        id: "acquisition",
        question: "What brings them in?",
        is_answered: acquisition::is_answered,
        view: acquisition::view,
    },
    Section {
        id: "first-order",
        question: "What does a first purchase bring?",
        is_answered: |answers| answers.settings.amounts && answers.first_order_value.first.count > 0,
        view: value::first_order,
    },
    Section {
        id: "frequency",
        question: "How often do they buy?",
        is_answered: |_| true,
        view: buying::view,
    },
    Section {
        id: "returning",
        question: "When do they come back?",
        is_answered: |_| true,
        view: returning::view,
    },
    Section {
        id: "products",
        question: "What happens after the first product?",
        is_answered: |answers| {
            !answers.first_product.products.is_empty() || !answers.first_product.categories.is_empty()
        },
        view: products::view,
    },
    Section {
        id: "order-number",
        question: "How much revenue comes from coming back?",
        is_answered: |_| true,
        view: value::order_number,
    },
    Section {
        id: "cohorts",
        question: "Which cohorts stay?",
        is_answered: |answers| !answers.cohorts.cohorts.is_empty(),
        view: cohorts::view,
    },
    Section {
        id: "concentration",
        question: "Which customers bring the revenue?",
        is_answered: |answers| !answers.concentration.top.is_empty(),
        view: value::concentration,
    },
    Section {
        id: "groups",
        question: "How are customers spread?",
        is_answered: |answers| !answers.groups.by_purchases.is_empty(),
        view: value::groups,
    },
    Section {
        id: "losing",
        question: "Who is about to be lost?",
        is_answered: |answers| answers.churn.lapse_day.is_some(),
        view: losing::view,
    },
    Section { id: "worth", question: "What will they be worth?", is_answered: |_| true, view: worth::view },
    Section {
        id: "rfm",
        question: "Who buys lately, often and much?",
        is_answered: |answers| !answers.rfm.groups.is_empty(),
        view: rfm::view,
    },
    Section {
        id: "stages",
        question: "Where is everyone on the journey?",
        is_answered: |_| true,
        view: journey::view,
    },
];

/// Question, finding, chart and what follows.
fn frame(question: &'static str, finding: String, content: AnyView) -> AnyView {
    view! {
        <p class="question">{question}</p>
        <h2 class="finding">{finding}</h2>
        {content}
    }
    .into_any()
}

/// A chart of this section.
fn chart(
    id: &'static str,
    title: String,
    source: String,
    chart: impl Chart + 'static,
    table: DataTable,
) -> AnyView {
    let chart = Rc::new(chart);
    chart_view(ChartProps { id, title, source, chart, table, least_width: 0.0, behind: None }).into_any()
}

/// What a chart of this section shows: see [`ChartProps`].
struct Shown<C> {
    id: &'static str,
    title: String,
    source: String,
    chart: C,
    table: DataTable,
}

/// A chart whose marks open the customers behind them.
fn chart_behind<C: Chart + 'static>(
    session: Session,
    shown: Shown<C>,
    behind: impl Fn((usize, usize)) -> Vec<Behind> + 'static,
) -> AnyView {
    let Shown { id, title, source, chart, table } = shown;
    let behind: Option<(Session, crate::widgets::chart::BehindOf)> = Some((session, Rc::new(behind)));
    let chart = Rc::new(chart);
    chart_view(ChartProps { id, title, source, chart, table, least_width: 0.0, behind }).into_any()
}

/// What to do about a finding, and the customers to do it with.
fn action(session: Session, text: String, button: &'static str, behind: Behind) -> AnyView {
    let open = move |_| session.look_behind(vec![behind.clone()]);
    view! { <p class="action">{text}" "<button class="link" on:click=open>{button}</button></p> }.into_any()
}

/// What stands on models, dimmed while the figures are still those of the settings before.
fn later(
    session: Session,
    shown: impl Fn(&Arc<stamkunde::answers::Later>) -> AnyView + Send + Sync + 'static,
    waiting: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let newest = crate::widgets::soon::paced(session.later);
    let content = move || match newest.get() {
        Some(later) => shown(&later),
        None => waiting(),
    };
    view! { <div class="later" class:old=move || session.later_is_old.get()>{content}</div> }.into_any()
}

/// The end of a source line: the day and the settings in use.
fn in_use(session: Session, answers: &Answers) -> String {
    let returns = match session.recipe.get_untracked().returns {
        Returns::Deduct => "returns deducted on their day",
        Returns::DeductOnPurchase => "returns deducted from their purchase",
        Returns::Ignore => "returns ignored",
    };
    let returns = if answers.settings.amounts { format!(" · {returns}") } else { String::new() };
    format!("As of {}{returns}", answers.settings.as_of)
}

/// Names of columns.
fn head(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
