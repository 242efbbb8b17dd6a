//! The review: what was recognised and why, a question where one is open, and a way to correct each.

mod questions;
mod reading;
mod tables;
mod understood;

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{ColumnView, ExampleRow, Inspection, LayoutChange},
    base::order::sort_by_key,
    recipe::{Recipe, Role},
};

use crate::{
    session::Session,
    text::words,
    widgets::{cleaning::cleaning, soon::soon},
};

/// The page.
pub fn page(session: Session) -> impl IntoView {
    move || session.inspection.get().map(|inspection| review(session, &inspection))
}

fn review(session: Session, inspection: &Arc<Inspection>) -> impl IntoView + use<> {
    let n_open = inspection.questions.len();
    let is_open = n_open > 0;
    understood::ask(session, inspection);
    view! {
        <section class="review">
            {tables::files(session, inspection)}
            {understood::headline(session, inspection)}
            {move || session.changed.get().map(|change| changed(&change))}
            {move || refused(&session.refused.get())}
            {inspection.questions.first().map(|question| questions::ask(session, question, inspection))}
            {understood::unsure(inspection)}
            <p class="review-actions">
                <button id="import" class="primary" disabled=move || is_open || session.is_busy.get() on:click=move |_| session.import()>
                    "Show my answers"
                </button>
                <button id="cancel-review" on:click=move |_| session.cancel()>"Choose other files"</button>
                <span class="busy" role="status">{move || session.is_busy.get().then_some("Working …")}</span>
            </p>
            {details(session, inspection)}
            <h2>"The first rows"</h2>
            <p class="fine">"Change what a column is at its head. What is not chosen is not used."</p>
            {rows(session, inspection)}
            {(!is_open).then(|| cleaning(session))}
        </section>
    }
}

/// What is not needed to go on: tables, how they are read, what was recognised.
fn details(session: Session, inspection: &Arc<Inspection>) -> AnyView {
    let [tables, reading, columns] = [(); 3].map(|()| Arc::clone(inspection));
    view! {
        {soon(move || tables::tables(session, &tables).into_any())}
        {soon(move || reading::reading(session, &reading).into_any())}
        {soon(move || recognised(&columns).into_any())}
    }
    .into_any()
}

/// What is not as it was in the file that the settings were made for.
fn changed(change: &LayoutChange) -> impl IntoView + use<> {
    let missing = change
        .missing
        .iter()
        .filter(|(_, role)| role.is_some())
        .map(|(header, role)| {
            let what =
                role.map(|role| format!(" ({})", words::role(role).to_lowercase())).unwrap_or_default();
            view! { <li>"No more: "<strong>{header.clone()}</strong>{what}</li> }
        })
        .collect_view();
    let new = change
        .new
        .iter()
        .take(12)
        .map(|header| view! { <li>"New: "<strong>{header.clone()}</strong></li> })
        .collect_view();
    view! {
        <div class="notice" id="changed">
            <div>
                <p>"The columns are not those of the file before, so have a look:"</p>
                <ul>{missing}{new}</ul>
            </div>
        </div>
    }
}

/// Files that could not be opened.
fn refused(files: &[(String, String)]) -> Option<impl IntoView + use<>> {
    if files.is_empty() {
        return None;
    }
    let lines = files
        .iter()
        .map(|(name, why)| view! { <li><strong>{name.clone()}</strong>": "{why.clone()}</li> })
        .collect_view();
    Some(view! {
        <div class="problem" id="refused">
            <div><p>"The others can be used without:"</p><ul>{lines}</ul></div>
        </div>
    })
}

/// Gives a role a column, taking both from whoever had them.
fn choose(recipe: &mut Recipe, role: Role, reference: Option<String>) {
    if reference.is_some() {
        let others: Vec<Role> =
            recipe.columns.iter().filter(|(_, have)| **have == reference).map(|(role, _)| *role).collect();
        for other in others {
            recipe.columns.remove(&other);
        }
    }
    recipe.columns.insert(role, reference);
}

/// What a column is called.
pub fn name_of(column: &ColumnView) -> String {
    if column.header.is_empty() {
        format!("Column {}", column.reference.trim_start_matches('#'))
    } else {
        column.header.clone()
    }
}

/// What was recognised, in a list.
fn recognised(inspection: &Inspection) -> impl IntoView + use<> {
    let mut guesses: Vec<_> =
        inspection.columns.iter().filter_map(|column| Some((column, column.guess.as_ref()?))).collect();
    sort_by_key(&mut guesses, |(_, guess)| guess.role);
    let items = guesses
        .into_iter()
        .map(|(column, guess)| {
            let sure = if understood::is_unsure(guess) { " (not sure)" } else { "" };
            view! {
                <li>
                    <span class="role">{words::role(guess.role)}</span>
                    <span>{name_of(column)}</span>
                    <span class="why">{words::guess(&guess.reason)}{sure}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="recognised" id="recognised">{items}</ul> }
}

/// The first rows, with a choice at the head of each column.
fn rows(session: Session, inspection: &Arc<Inspection>) -> impl IntoView + use<> {
    /// Columns and rows that are drawn at once.
    const HEADS: usize = 6;
    const ROWS: usize = 10;
    let width = inspection.columns.len().min(60);
    let heads = (0..width)
        .step_by(HEADS)
        .map(|from| {
            let inspection = Arc::clone(inspection);
            soon(move || {
                let columns = inspection.columns.iter().take(width).skip(from).take(HEADS);
                columns.map(|column| column_head(session, column)).collect_view().into_any()
            })
        })
        .collect_view();
    let body = (0..inspection.rows.len())
        .step_by(ROWS)
        .map(|from| {
            let inspection = Arc::clone(inspection);
            soon(move || {
                let rows = inspection.rows.iter().skip(from).take(ROWS);
                rows.map(|row| row_of(row, width)).collect_view().into_any()
            })
        })
        .collect_view();
    view! {
        <div class="table-box review-rows" tabindex="0" role="region" aria-label="The first rows">
            <table>
                <thead>
                    <tr><th class="number">"Row"</th>{heads}</tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

fn row_of(row: &ExampleRow, width: usize) -> impl IntoView + use<> {
    let cells = (0..width)
        .map(|at| view! { <td>{row.cells.get(at).cloned().unwrap_or_default()}</td> })
        .collect_view();
    view! { <tr><td class="number row-number">{row.row}</td>{cells}</tr> }
}

fn column_head(session: Session, column: &ColumnView) -> impl IntoView + use<> {
    let reference = column.reference.clone();
    let current = column.guess.as_ref().map(|guess| guess.role);
    let on_change = move |event| {
        let id = event_target_value(&event);
        let role = Role::ALL.into_iter().find(|role| role.id() == id);
        let reference = reference.clone();
        session.review_again(move |recipe| {
            if let Some(before) = current {
                recipe.columns.insert(before, None);
            }
            if let Some(role) = role {
                choose(recipe, role, Some(reference));
            }
        });
    };
    let options = Role::ALL
        .into_iter()
        .map(|role| view! { <option value=role.id() selected=current == Some(role)>{words::role(role)}</option> })
        .collect_view();
    let doubted = column.guess.as_ref().filter(|guess| understood::is_unsure(guess));
    let class = match (current, doubted) {
        (_, Some(_)) => "picked unsure",
        (Some(_), None) => "picked",
        (None, None) => "",
    };
    let why = doubted.map(|guess| format!("Not sure: told {} alone", words::guess(&guess.reason)));
    let label = match &why {
        Some(why) => format!("What is the column {}? {why}", name_of(column)),
        None => format!("What is the column {}", name_of(column)),
    };
    let mark = why.map(|why| view! { <span class="not-sure" title=why>"not sure"</span> });
    view! {
        <th class=class data-column=column.reference.clone()>
            <span class="column-name">{name_of(column)}{mark}</span>
            <select aria-label=label on:change=on_change>
                <option value="" selected=current.is_none()>"not used"</option>
                {options}
            </select>
            <span class="column-content">{words::content(column.content)}</span>
        </th>
    }
}
