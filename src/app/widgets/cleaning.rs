//! A copy of the orders without what is personal, for somebody who should not get names.

use leptos::prelude::*;
use stamkunde::{
    protocol::{Cleaning, FileFormat},
    recipe::Role,
};

use crate::{session::Session, text::words};

/// Personal columns; what is not ticked is left out.
const PERSONAL: [Role; 5] = [Role::Customer, Role::Email, Role::Name, Role::Phone, Role::Postcode];

/// What to leave out, and the buttons that save.
pub fn cleaning(session: Session) -> impl IntoView {
    let keep = RwSignal::new(Vec::<Role>::new());
    let phrase = RwSignal::new(String::new());
    let save = move |format: FileFormat| {
        let cleaning =
            Cleaning { phrase: phrase.get_untracked().trim().to_owned(), keep: keep.get_untracked() };
        session.save_cleaned(cleaning, format);
    };
    let boxes = PERSONAL
        .into_iter()
        .map(|role| {
            let toggle = move |_| {
                keep.update(|keep| match keep.iter().position(|have| *have == role) {
                    Some(at) => _ = keep.remove(at),
                    None => keep.push(role),
                });
            };
            view! {
                <label><input type="checkbox" data-keep=role.id() on:change=toggle />" "{words::role(role)}</label>
            }
        })
        .collect_view();
    let customers = move || {
        if phrase.get().trim().is_empty() {
            "Customers are numbered C000001, C000002 … in the order in which they first came."
        } else {
            "Customers get a code made with your phrase: the same phrase gives the same codes next month, and nobody without it can tell whose they are."
        }
    };
    view! {
        <details class="cleaning" id="cleaning">
            <summary>"Save a copy without names, for somebody else to analyse"</summary>
            <div class="more-box">
                <p>"The lines as they were read: date, order, product, amount and the like. Personal columns are left out unless you tick them:"</p>
                <p class="keep">{boxes}</p>
                <label class="phrase">
                    <span>"A phrase for the codes (optional)"</span>
                    <input id="phrase" autocomplete="off" prop:value=move || phrase.get() on:input=move |event| phrase.set(event_target_value(&event)) />
                </label>
                <p class="fine">{customers}" Order numbers stay as they are."</p>
                <p class="segment-actions">
                    <button id="save-cleaned-csv" on:click=move |_| save(FileFormat::Csv)>"Save as csv"</button>
                    <button id="save-cleaned-excel" on:click=move |_| save(FileFormat::CsvExcel)>"Save as csv for Excel"</button>
                    <button id="save-cleaned-xlsx" on:click=move |_| save(FileFormat::Xlsx)>"Save as Excel"</button>
                </p>
            </div>
        </details>
    }
}
