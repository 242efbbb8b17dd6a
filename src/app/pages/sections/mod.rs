//! The sections of the dashboard, one file for each group of questions. Each is a question, the finding as its
//! headline, a chart with its table, what the numbers mean, and further parts of the answer.

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
use stamkunde::{
    answers::{Answers, Later},
    charts::{Chart, Columns, Paint, Series, TipLine},
    recipe::Returns,
    state::{DataTable, Value},
};

use crate::{
    session::{Behind, Session},
    text::format,
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
    /// Question, finding and first chart, and what follows them, each drawn in a task of its own.
    pub parts: &'static [Part],
}

/// A part of a section.
#[derive(Clone, Copy)]
pub enum Part {
    /// Drawn from the answers; nothing where the file cannot answer it.
    Now(fn(Session, &Arc<Answers>) -> Option<AnyView>),
    /// Drawn from what stands on models, which follows the answers.
    Later {
        /// The part.
        view: fn(Session, &Arc<Answers>, &Arc<Later>) -> Option<AnyView>,
        /// What is there for as long as it is worked on the first time.
        waiting: fn() -> AnyView,
    },
}

/// A part that takes no room until it is there.
const fn followed(view: fn(Session, &Arc<Answers>, &Arc<Later>) -> Option<AnyView>) -> Part {
    Part::Later { view, waiting: || ().into_any() }
}

/// All sections, in the order of a shop owner's questions.
pub const ALL: &[Section] = &[
    Section { id: "new", question: "Who is new?", is_answered: |_| true, parts: &[Part::Now(new::view)] },
    Section {
        id: "acquisition",
        question: "What brings them in?",
        is_answered: acquisition::is_answered,
        parts: &[
            Part::Now(acquisition::view),
            Part::Now(acquisition::pairs),
            Part::Now(acquisition::sources),
            Part::Now(seasons::seasons),
            Part::Now(seasons::events),
        ],
    },
    Section {
        id: "first-order",
        question: "What does a first purchase bring?",
        is_answered: |answers| answers.settings.amounts && answers.first_order_value.first.count > 0,
        parts: &[Part::Now(value::first_order)],
    },
    Section {
        id: "frequency",
        question: "How often do they buy?",
        is_answered: |_| true,
        parts: &[
            Part::Now(buying::view),
            Part::Now(buying::steps),
            Part::Now(buying::in_window),
            Part::Now(buying::active),
            Part::Now(buying::replenishment),
        ],
    },
    Section {
        id: "returning",
        question: "When do they come back?",
        is_answered: |_| true,
        parts: &[Part::Now(returning::view), Part::Now(returning::hazard), Part::Now(returning::both)],
    },
    Section {
        id: "products",
        question: "What happens after the first product?",
        is_answered: |answers| {
            !answers.first_product.products.is_empty() || !answers.first_product.categories.is_empty()
        },
        parts: &[
            Part::Now(products::view),
            Part::Now(products::categories),
            Part::Now(next::paths),
            Part::Later {
                view: next::next_product,
                waiting: || waiting("Working out what is bought next …"),
            },
        ],
    },
    Section {
        id: "order-number",
        question: "How much revenue comes from coming back?",
        is_answered: |_| true,
        parts: &[Part::Now(value::order_number), Part::Now(value::before_after)],
    },
    Section {
        id: "cohorts",
        question: "Which cohorts stay?",
        is_answered: |answers| !answers.cohorts.cohorts.is_empty(),
        parts: &[Part::Now(cohorts::view), Part::Now(cohorts::flags)],
    },
    Section {
        id: "concentration",
        question: "Which customers bring the revenue?",
        is_answered: |answers| !answers.concentration.top.is_empty(),
        parts: &[Part::Now(value::concentration)],
    },
    Section {
        id: "groups",
        question: "How are customers spread?",
        is_answered: |answers| !answers.groups.by_purchases.is_empty(),
        parts: &[Part::Now(value::groups), Part::Now(value::by_spend)],
    },
    Section {
        id: "losing",
        question: "Who is about to be lost?",
        is_answered: |answers| answers.churn.lapse_day.is_some(),
        parts: &[
            Part::Now(losing::view),
            Part::Later {
                view: losing::value_at_risk,
                waiting: || waiting("Working out what is at stake …"),
            },
            Part::Now(losing::months),
            Part::Now(losing::chance),
            Part::Now(losing::miss_you),
        ],
    },
    Section {
        id: "worth",
        question: "What will they be worth?",
        is_answered: |_| true,
        parts: &[
            Part::Later { view: worth::view, waiting: worth::waiting },
            followed(worth::due),
            followed(worth::alive),
            followed(worth::backtest),
            followed(worth::weekly),
            followed(worth::models),
        ],
    },
    Section {
        id: "rfm",
        question: "Who buys lately, often and much?",
        is_answered: |answers| !answers.rfm.groups.is_empty(),
        parts: &[Part::Now(rfm::view), Part::Now(rfm::grid)],
    },
    Section {
        id: "stages",
        question: "Where is everyone on the journey?",
        is_answered: |_| true,
        parts: &[
            Part::Now(journey::view),
            Part::Later { view: journey::movement, waiting: || waiting("Working out who moved …") },
        ],
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
    let (chart, table) = (Rc::new(chart), Box::new(move || table.clone()));
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
    let (chart, table) = (Rc::new(chart), Box::new(move || table.clone()));
    chart_view(ChartProps { id, title, source, chart, table, least_width: 0.0, behind }).into_any()
}

/// What to do about a finding, and the customers to do it with.
fn action(session: Session, text: String, button: &'static str, behind: Behind) -> AnyView {
    let open = move |_| session.look_behind(vec![behind.clone()]);
    view! { <p class="action">{text}" "<button class="link" on:click=open>{button}</button></p> }.into_any()
}

/// A line in the place of what is worked on.
fn waiting(text: &'static str) -> AnyView {
    view! { <p class="fine" role="status">{text}</p> }.into_any()
}

/// Columns of one kind, each with its name, its value and the lines of its tooltip; counts of a small chart, where nothing
/// else is said.
fn columns(name: &str, paint: Paint, bars: impl IntoIterator<Item = (String, f64, Vec<TipLine>)>) -> Columns {
    let mut series = Series { name: name.to_owned(), paint, values: Vec::new() };
    let (mut labels, mut tips) = (Vec::new(), Vec::new());
    for (label, value, lines) in bars {
        labels.push(label);
        series.values.push(value);
        tips.push(lines);
    }
    Columns {
        labels,
        series: vec![series],
        grouped: false,
        in_progress: Vec::new(),
        tips,
        format: format::axis_int,
        height: 130.0,
        x_title: String::new(),
    }
}

/// Who stands behind the marks of a list: one answer for each of its things, in their order.
fn by_mark<T>(things: Vec<T>, behind: impl Fn(&T) -> Behind) -> impl Fn((usize, usize)) -> Vec<Behind> {
    move |(at, _)| things.get(at).map(|thing| vec![behind(thing)]).unwrap_or_default()
}

/// A count as a cell.
fn number_of(count: u64) -> Value {
    Value::number(count as f64, format::int(count))
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
