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
}

/// The whole page.
fn app() -> impl IntoView {
    let session = Session::start();
    // A file may be dropped anywhere; a browser that is left to itself would open it in place of the page.
    let over = window_event_listener(ev::dragover, |event| event.prevent_default());
    let drop = window_event_listener(ev::drop, move |event| {
        event.prevent_default();
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0))
        {
            session.open(file);
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
            {page}
        </main>
    }
}

/// What went wrong, until it is put away.
fn problem(session: Session, text: String) -> impl IntoView {
    view! {
        <div class="problem" id="problem" role="alert">
            <p>{text}</p>
            <button class="quiet" on:click=move |_| session.problem.set(None)>"Close"</button>
        </div>
    }
}
