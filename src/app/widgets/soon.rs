//! What is drawn in a task of its own, so that a page with much on it does not keep the reader from clicking.

use leptos::prelude::*;

use crate::browser::pace;

/// A view that is drawn soon: nothing until then.
pub fn soon(view: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let is_due = RwSignal::new(false);
    pace::soon(move || _ = is_due.try_set(true));
    let shown = move || is_due.get().then(&view);
    view! { {shown} }.into_any()
}
