//! The files that were given, and how their tables belong together.

use leptos::prelude::*;
use stamkunde::answers::{Inspection, LeftOut, TableUse, TableView};
use web_sys::HtmlInputElement;

use crate::{
    browser::files_of,
    session::Session,
    text::{format, words},
};

/// The files, each with a way to leave it out, and a way to add more.
pub(super) fn files(session: Session, inspection: &Inspection) -> impl IntoView + use<> {
    let several = inspection.files.len() > 1;
    let known = inspection.known_export.clone().map(|name| format!("Recognised: {name}"));
    let items = inspection
        .files
        .iter()
        .enumerate()
        .map(|(at, file)| {
            let about = format!("{} · {}", file.kind, format::bytes(file.size));
            let leave = format!("Leave out {}", file.name);
            view! {
                <li>
                    <strong>{file.name.clone()}</strong>
                    <span class="muted">{about}</span>
                    {several.then(|| view! {
                        <button class="quiet" aria-label=leave title="Leave this file out" on:click=move |_| session.leave_out(at)>"×"</button>
                    })}
                </li>
            }
        })
        .collect_view();
    let on_more = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(files) = input.files() {
            session.add(files_of(&files));
        }
        input.set_value("");
    };
    view! {
        <ul class="files" id="files">
            {items}
            <li>
                <label class="button quiet">
                    "Add a file"
                    <input id="add-file" class="sr-only" type="file" multiple=true on:change=on_more />
                </label>
            </li>
            {known.map(|known| view! { <li class="muted" id="known-export">{known}</li> })}
        </ul>
    }
}

/// What each table is used for; sheets can be switched on and off.
pub(super) fn tables(session: Session, inspection: &Inspection) -> Option<impl IntoView + use<>> {
    if inspection.tables.len() < 2 {
        return None;
    }
    let n_sheets = inspection.tables.iter().filter(|table| table.is_sheet).count();
    let used: Vec<String> = inspection
        .tables
        .iter()
        .filter(|table| table.is_sheet && !matches!(table.used, TableUse::LeftOut(_)))
        .map(|table| table.name.clone())
        .collect();
    let items = inspection
        .tables
        .iter()
        .map(|table| row(session, table, inspection, n_sheets > 1, &used))
        .collect_view();
    Some(view! {
        <h2>"How they belong together"</h2>
        <ul class="belonging" id="tables">{items}</ul>
    })
}

fn row(
    session: Session,
    table: &TableView,
    inspection: &Inspection,
    can_choose: bool,
    used: &[String],
) -> impl IntoView + use<> {
    let is_used = !matches!(table.used, TableUse::LeftOut(_));
    let file = inspection.files.get(table.file as usize).map(|file| file.name.clone());
    let beside = file.filter(|name| *name != table.name && inspection.files.len() > 1);
    let name = if table.hidden { format!("{} (hidden)", table.name) } else { table.name.clone() };
    let switch = (can_choose && table.is_sheet && table.used != TableUse::LeftOut(LeftOut::Empty)).then(|| {
        let (own, before) = (table.name.clone(), used.to_vec());
        let toggle = move |_| {
            let mut sheets = before.clone();
            match sheets.iter().position(|sheet| *sheet == own) {
                Some(at) => _ = sheets.remove(at),
                None => sheets.push(own.clone()),
            }
            session.review_again(|recipe| recipe.reading.sheets = sheets);
        };
        view! { <input type="checkbox" checked=is_used on:change=toggle aria-label=format!("Use {name}") /> }
    });
    view! {
        <li class:unused=!is_used>
            <span class="switch">{switch}</span>
            <strong>{name}</strong>
            <span class="muted">{beside}</span>
            <span>{words::table_use(&table.used)}</span>
        </li>
    }
}
