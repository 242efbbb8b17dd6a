//! The start: what to drop, that nothing leaves, what comes out.

use leptos::{ev, prelude::*};
use web_sys::{DragEvent, HtmlInputElement};

use crate::{
    browser::{
        files_of,
        paste::{file_of_text, pasted_file},
        seal::SealState,
    },
    pages::for_it,
    session::Session,
    widgets::settings::load_recipe,
};

/// Whether a file may be chosen.
fn is_open(session: Session) -> bool {
    session.seal.get() == SealState::Sealed
}

/// The drop zone with its buttons.
fn drop_zone(session: Session) -> impl IntoView {
    let is_over = RwSignal::new(false);
    let on_file = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(files) = input.files() {
            session.open(files_of(&files));
        }
        input.set_value("");
    };
    let shows_paste = RwSignal::new(false);
    view! {
        <div
            id="drop-zone"
            class=move || if is_over.get() { "drop-zone over" } else { "drop-zone" }
            on:dragover=move |event: DragEvent| {
                event.prevent_default();
                is_over.set(true);
            }
            on:dragleave=move |_| is_over.set(false)
            on:drop=move |_| is_over.set(false)
        >
            <p class="drop-title">"Drop an export of orders here"</p>
            <p class="drop-kinds">"Excel, OpenDocument, csv or a zip of them, as your webshop or accounting program writes it. Several at once are put together."</p>
            <p class="drop-actions">
                <label class="button primary" class:disabled=move || !is_open(session)>
                    "Choose files"
                    <input
                        id="file-input"
                        class="sr-only"
                        type="file"
                        multiple=true
                        accept=".csv,.tsv,.txt,.psv,.xlsx,.xlsm,.xlsb,.xls,.ods,.zip,.gz"
                        disabled=move || !is_open(session)
                        on:change=on_file
                    />
                </label>
                <button id="show-paste" disabled=move || !is_open(session) on:click=move |_| shows_paste.update(|shown| *shown = !*shown)>
                    "Paste cells"
                </button>
                <button id="sample" disabled=move || !is_open(session) on:click=move |_| session.import_sample()>
                    "Try the sample shop"
                </button>
            </p>
            <Show when=move || shows_paste.get()>
                <label class="paste">
                    <span>"Copy the cells with their headings in your spreadsheet program, and paste them here:"</span>
                    <textarea
                        id="paste"
                        rows="3"
                        on:paste=move |event| {
                            // a field that shows megabytes of cells stops the page for seconds: they do not come that far
                            if let Some(file) = pasted_file(&event, "pasted cells") {
                                event.prevent_default();
                                session.open(vec![file]);
                            }
                        }
                        on:input=move |event| {
                            let text = event_target_value(&event);
                            if text.trim().contains(['\n', '\t']) && let Ok(file) = file_of_text(&text, "pasted cells") {
                                session.open(vec![file]);
                            }
                        }
                    ></textarea>
                </label>
            </Show>
        </div>
    }
}

/// The page.
pub fn page(session: Session) -> impl IntoView {
    // cells can be pasted anywhere on this page
    let listener = window_event_listener(ev::paste, move |event| {
        let into_field = event.target().and_then(|target| {
            use wasm_bindgen::JsCast;
            target.dyn_into::<web_sys::HtmlTextAreaElement>().ok()
        });
        if into_field.is_none()
            && let Some(file) = pasted_file(&event, "pasted cells")
        {
            session.open(vec![file]);
        }
    });
    on_cleanup(move || listener.remove());
    view! {
        <div class="start">
            <section class="start-head">
                <h1>"Who comes back, when, and what that is worth"</h1>
                <p class="lead">
                    "Drop an export of orders and read what your customers do. Everything is computed in this tab: before you can choose a file, your browser is told to refuse every request of this page."
                </p>
            </section>
            {drop_zone(session)}
            <section class="promise">
                <h2>"A few seconds later you know"</h2>
                <ul class="answers-list">
                    <li><strong>"Who is new"</strong>" and what a first purchase brings"</li>
                    <li><strong>"When they come back"</strong>", with the honest share of all new customers"</li>
                    <li><strong>"What happens after the first product"</strong>": which ones make regulars"</li>
                    <li><strong>"Which cohorts stay"</strong>" and which customers bring the revenue"</li>
                    <li><strong>"Who is about to be lost"</strong>", as a list your mail program takes"</li>
                </ul>
                <p class="fine">
                    "The file needs a date and something that tells customers apart: an e-mail address, a number, a name. Amounts, order numbers and products make more answers. "
                    {load_recipe(session)}
                </p>
                {for_it::details()}
                <p class="fine">
                    <span id="worker-state" role="status">{move || session.worker.get().sentence()}</span>
                    " "
                    <Show when=move || session.worker.get().is_crashed()>
                        <button id="restart-worker" class="quiet" on:click=move |_| session.restart()>"Start again"</button>
                    </Show>
                </p>
            </section>
        </div>
    }
}
