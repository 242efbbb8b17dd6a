//! The page's entry: the header with the state of the seal, and the page of the moment below it.

mod browser;
mod header;
mod pages;
mod session;
mod text;
mod widgets;

use leptos::{ev, prelude::*};
use stamkunde::state::Phase;
use wasm_bindgen::JsCast;

use crate::{header::header, session::Session};

fn main() {
    console_error_panic_hook::set_once();
    let Some(place) = document().get_element_by_id("app") else {
        return;
    };
    // What index.html shows until now; the app says it again, with more.
    place.set_text_content(None);
    let mounted = mount_to(place.unchecked_into(), || app().into_any());
    // The page lives until the tab is closed.
    mounted.forget();
    browser::pace::soon(text::format::make_ready);
}

/// The whole page.
fn app() -> impl IntoView {
    let session = Session::start();
    // A file may be dropped anywhere; a browser that is left to itself would open it in place of the page.
    let over = window_event_listener(ev::dragover, |event| event.prevent_default());
    let drop = window_event_listener(ev::drop, move |event| {
        event.prevent_default();
        if let Some(data) = event.data_transfer() {
            browser::dropped::read(&data, move |dropped| session.take_dropped(dropped));
        }
    });
    on_cleanup(move || {
        over.remove();
        drop.remove();
    });
    let page = move || match session.phase.get() {
        Phase::Start => pages::start::page(session).into_any(),
        Phase::Working => pages::working::page(session).into_any(),
        Phase::Review => pages::review::page(session).into_any(),
        Phase::Dashboard => pages::dashboard::page(session).into_any(),
        Phase::Segments => pages::segments::page(session).into_any(),
        Phase::Report => pages::report::page(session).into_any(),
    };
    view! {
        {header(session)}
        <main id="main">
            {move || session.problem.get().map(|text| problem(session, text))}
            {move || session.notice.get().map(|text| notice(session, text))}
            {move || dropped(session, session.dropped_names.get())}
            {page}
        </main>
        {widgets::drawer::drawer(session)}
    }
}

/// Something worth knowing, until it is put away.
fn notice(session: Session, text: String) -> impl IntoView {
    view! {
        <div class="notice" id="notice" role="status">
            <p>{text}</p>
            <button class="quiet" on:click=move |_| session.notice.set(None)>"Close"</button>
        </div>
    }
}

/// Files that were dropped beside a loaded analysis or a review: what is to become of them?
fn dropped(session: Session, names: Vec<String>) -> Option<impl IntoView> {
    if names.is_empty() {
        return None;
    }
    Some(view! {
        <div class="ask" id="dropped" role="alertdialog" aria-label="Files dropped">
            <p>"You dropped "<strong>{names.join(", ")}</strong>"."</p>
            <p class="ask-buttons">
                <button class="primary" id="add-dropped" on:click=move |_| session.settle_dropped(Some(true))>"Add to it"</button>
                <button id="open-dropped" on:click=move |_| session.settle_dropped(Some(false))>"Open instead"</button>
                <button id="keep-loaded" on:click=move |_| session.settle_dropped(None)>"Keep what is here"</button>
            </p>
        </div>
    })
}

/// What went wrong, until it is put away.
fn problem(session: Session, text: String) -> impl IntoView {
    view! {
        <div class="problem" id="problem" role="alert">
            <div class="problem-text">
                <p>{text.clone()}</p>
                {move || pages::remedies::remedies(session, &text)}
            </div>
            <button class="quiet" on:click=move |_| session.problem.set(None)>"Close"</button>
        </div>
    }
}
