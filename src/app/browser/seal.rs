//! Whether the page has given up its right to connect. boot.js does it; this only tells.

use wasm_bindgen::{JsCast, prelude::Closure};

use super::boot;

/// How far sealing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealState {
    /// The worker's files are still on their way; nothing can be chosen yet.
    Loading,
    /// The browser refuses every request of this page, and has shown it.
    Sealed,
    /// The page could not be sealed, so no file may be chosen; the reason is a sentence.
    Failed(String),
}

/// The state now.
pub fn current() -> SealState {
    boot::read(|boot| match boot.state().as_str() {
        "sealed" => SealState::Sealed,
        "failed" => SealState::Failed(boot.reason()),
        _ => SealState::Loading,
    })
}

/// True where the server's headers seal the page too: then not even a script of this page could reach anything but this
/// page's own files.
pub fn is_by_server() -> bool {
    boot::read(boot::Boot::server)
}

/// Calls back at once, and again whenever the state changes.
pub fn watch(on_state: impl Fn(SealState) + 'static) {
    on_state(current());
    let on_event = Closure::<dyn Fn()>::new(move || on_state(current()));
    if let Some(window) = web_sys::window() {
        // Without the event the state stays at what was told above, and the page stays closed.
        window.add_event_listener_with_callback("stamkunde-seal", on_event.as_ref().unchecked_ref()).ok();
    }
    // The state can change as long as the page lives.
    on_event.forget();
}
