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

/// The newest value of a signal, which views that draw much take over one after the other.
pub fn paced<T: Clone + Send + Sync + 'static>(of: RwSignal<Option<T>>) -> RwSignal<Option<T>> {
    let taken = RwSignal::new(of.get_untracked());
    Effect::new(move |before: Option<()>| {
        let value = of.get();
        // what is there at first has been taken already
        if before.is_some() {
            pace::soon(move || _ = taken.try_set(value));
        }
    });
    taken
}
