//! What went in: every row accounted for, every assumption said, each with a way to decide otherwise.

mod assumptions;
mod people;

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::answers::{Answers, ExampleRow, ImportAnswer, SetAside};
use web_sys::HtmlInputElement;

use crate::{
    browser::files_of,
    session::Session,
    text::{format, words},
    widgets::{cleaning::cleaning, doubts},
};

/// The page.
pub fn page(session: Session) -> impl IntoView {
    move || session.answers.get().map(|answers| report(session, &answers))
}

fn report(session: Session, answers: &Arc<Answers>) -> impl IntoView + use<> {
    let import = &answers.import;
    let unused: u64 = import.set_aside.iter().map(|aside| aside.rows).sum();
    let headline = if unused == 0 {
        format!("Every one of the {} rows was used", format::int(import.rows_read))
    } else {
        format!("{} of {} rows were used", format::int(import.rows_used), format::int(import.rows_read))
    };
    let rows = import.set_aside.iter().map(aside_row).collect_view();
    let examples = import
        .set_aside
        .iter()
        .filter(|aside| !aside.examples.is_empty())
        .map(|aside| example_rows(aside, import))
        .collect_view();
    view! {
        <section class="report" aria-busy=move || session.is_busy.get().to_string()>
            <p class="question">"What went in"</p>
            <h1>{headline}</h1>
            {files(session)}
            {doubts::section(session, answers)}
            <div class="table-box">
                <table id="account">
                    <thead><tr><th><span class="sr-only">"What became of them"</span></th><th class="number">"Rows"</th><th class="number">"Amount"</th></tr></thead>
                    <tbody>
                        <tr><td>"Used"</td><td class="number">{format::int(import.rows_used)}</td><td class="number">{format::exact_money(import.amount_used)}</td></tr>
                        {rows}
                        <tr class="total"><td>"Read"</td><td class="number">{format::int(import.rows_read)}</td><td class="number">{format::exact_money(import.amount_read)}</td></tr>
                    </tbody>
                </table>
            </div>
            <p class="fine">"Rows used and rows set aside add up to the rows read, and so do their amounts, to the last decimal."</p>
            {examples}
            <p class="segment-actions">
                <button id="save-set-aside" disabled=unused == 0 on:click=move |_| session.save_set_aside()>"Save the rows that were set aside"</button>
                <span class="busy" role="status">{move || session.is_busy.get().then_some("Working …")}</span>
            </p>
            {assumptions::assumptions(session, import)}
            {people::people(session, import)}
            {assumptions::statuses(session, import)}
            {assumptions::currencies(session, import)}
            {assumptions::other_lines(session, import)}
            {outliers(import)}
            {cleaning(session)}
        </section>
    }
}

/// The files of the analysis: each can be replaced, and others added.
fn files(session: Session) -> impl IntoView {
    let item = move |(at, name): (usize, String)| {
        let several = session.loaded_names.with_untracked(Vec::len) > 1;
        let on_file = move |event: web_sys::Event| {
            let input: HtmlInputElement = event_target(&event);
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                session.replace(at, file);
            }
            input.set_value("");
        };
        view! {
            <li>
                <strong>{name}</strong>
                <label class="button quiet">
                    "Replace"
                    <input class="sr-only" type="file" data-replace=at on:change=on_file />
                </label>
                {several.then(|| view! { <button class="quiet" on:click=move |_| session.leave_out(at)>"Leave out"</button> })}
            </li>
        }
    };
    let on_more = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(files) = input.files() {
            session.add(files_of(&files));
        }
        input.set_value("");
    };
    move || {
        let names = session.loaded_names.get();
        (!names.is_empty()).then(|| {
            view! {
                <ul class="files" id="loaded-files">
                    {names.into_iter().enumerate().map(item).collect_view()}
                    <li>
                        <label class="button quiet">
                            "Add a file"
                            <input id="add-file" class="sr-only" type="file" multiple=true on:change=on_more />
                        </label>
                    </li>
                </ul>
            }
        })
    }
}

fn aside_row(aside: &SetAside) -> impl IntoView + use<> {
    view! {
        <tr>
            <td>"Set aside: "{words::set_aside(aside.reason)}</td>
            <td class="number">{format::int(aside.rows)}</td>
            <td class="number">{format::exact_money(aside.amount)}</td>
        </tr>
    }
}

/// Where a row stands, where that needs saying.
fn place(import: &ImportAnswer, table: u32) -> Option<String> {
    let several = import.tables.len() > 1;
    let table = import.tables.get(table as usize).filter(|_| several)?;
    Some(table.sheet.clone().unwrap_or_else(|| table.file.clone()))
}

fn example_rows(aside: &SetAside, import: &ImportAnswer) -> impl IntoView + use<> {
    let row = |row: &ExampleRow| {
        let cells = row.cells.iter().take(30).map(|cell| view! { <td>{cell.clone()}</td> }).collect_view();
        let place = place(import, row.table).map(|place| view! { <td class="muted">{place}</td> });
        view! { <tr>{place}<td class="number row-number">{row.row}</td>{cells}</tr> }
    };
    let rows = aside.examples.iter().map(row).collect_view();
    view! {
        <details class="examples">
            <summary>"Examples: "{words::set_aside(aside.reason)}</summary>
            <div class="table-box"><table><tbody>{rows}</tbody></table></div>
        </details>
    }
}

/// Orders far above all others, pointed at and counted.
fn outliers(import: &ImportAnswer) -> Option<impl IntoView + use<>> {
    let median = import.outliers.first()?.median;
    let rows = import
        .outliers
        .iter()
        .map(|outlier| {
            let times = outlier.amount.to_f64() / outlier.median.to_f64();
            view! {
                <tr>
                    <td>{outlier.order.clone().unwrap_or_default()}</td>
                    <td>{outlier.day.to_string()}</td>
                    <td class="number">{format::exact_money(outlier.amount)}</td>
                    <td class="number">{format!("{} ×", format::int(times.round() as u64))}</td>
                    <td class="muted">{place(import, outlier.table)}</td>
                    <td class="number row-number">{outlier.row}</td>
                </tr>
            }
        })
        .collect_view();
    let says = format!(
        "A hundred times the median order of {} or more. They are counted like all others: is one of them a typing error, or your best customer?",
        format::exact_money(median)
    );
    Some(view! {
        <h2>"Orders far above the others"</h2>
        <p class="fine">{says}</p>
        <div class="table-box">
            <table id="outliers">
                <thead><tr><th>"Order"</th><th>"Day"</th><th class="number">"Amount"</th><th class="number">"Median"</th><th><span class="sr-only">"Table"</span></th><th class="number">"Row"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}
