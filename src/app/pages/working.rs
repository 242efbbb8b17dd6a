//! While a file is read: what is being done, how far it is, how long it will take, and a way out.

use leptos::prelude::*;
use stamkunde::protocol::{Progress, Step};

use crate::{
    session::Session,
    text::{format, words},
};

fn sentence(progress: &Progress, left: Option<f64>) -> String {
    let mut parts = Vec::new();
    if progress.rows > 0 {
        parts.push(format::counted(progress.rows, "row", "rows"));
    }
    if progress.bytes_total > 0 && progress.step == Step::Reading {
        parts.push(format!(
            "{} of {}",
            format::bytes(progress.bytes_done),
            format::bytes(progress.bytes_total)
        ));
    }
    if let Some(left) = left {
        parts.push(format!("about {} s left", format::int(left.ceil() as u64)));
    }
    parts.join(" · ")
}

/// The page.
pub fn page(session: Session) -> impl IntoView {
    let progress = move || session.progress.get().map(|(progress, _)| progress);
    let step = move || progress().map_or("Looking at the file", |progress| words::step(progress.step));
    let detail =
        move || session.progress.get().map(|(progress, left)| sentence(&progress, left)).unwrap_or_default();
    let share = move || {
        progress()
            .filter(|progress| progress.bytes_total > 0 && progress.step == Step::Reading)
            .map(|progress| (progress.bytes_done as f64 / progress.bytes_total as f64).min(1.0).to_string())
    };
    view! {
        <section class="working">
            <p class="question">{move || session.file_name.get()}</p>
            <h1 role="status">{step}</h1>
            <progress max="1" value=share aria-label="Progress"></progress>
            <p class="fine" id="progress-detail">{detail}</p>
            <button id="cancel" on:click=move |_| session.cancel()>"Cancel"</button>
        </section>
    }
}
