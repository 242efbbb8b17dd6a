//! The page's entry: draws the header with the state of the seal, and starts the worker once the page is sealed.

mod browser;
mod header;
mod session;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::{header::Header, session::Session};

fn main() {
    console_error_panic_hook::set_once();
    let Some(place) = document().get_element_by_id("app") else {
        return;
    };
    // What index.html shows until now; the app says it again, with more.
    place.set_text_content(None);
    let mounted = mount_to(place.unchecked_into(), App);
    // The page lives until the tab is closed.
    mounted.forget();
}

/// The whole page.
#[component]
fn App() -> impl IntoView {
    let session = Session::start();
    view! {
        <Header seal=session.seal />
        <main>
            <h1>"Who comes back, when, and what that is worth"</h1>
            <p>
                "Drop an export of orders here and read what your customers do. Everything is computed in this tab: before you can choose a file, the page gives up its right to connect to anything."
            </p>
            <p id="worker-state" role="status">{move || session.worker.get().sentence()}</p>
            <Show when=move || session.worker.get().is_crashed()>
                <button id="restart-worker" on:click=move |_| session.restart()>
                    "Start again"
                </button>
            </Show>
        </main>
    }
    .into_any()
}
