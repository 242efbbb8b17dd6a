//! The header: name, state of the seal, and the button that proves it.

use leptos::{prelude::*, task::spawn_local};

use crate::browser::{
    seal::SealState,
    try_to_send::{Attempt, Outcome, try_to_send},
};

/// The header of every page.
#[component]
pub fn Header(
    /// The state of the seal.
    seal: ReadSignal<SealState>,
) -> impl IntoView {
    let attempts = RwSignal::new(Vec::<Attempt>::new());
    let try_now = move |_| spawn_local(async move { attempts.set(try_to_send().await) });
    let is_sealed = move || seal.get() == SealState::Sealed;
    view! {
        <header>
            <p>
                <strong>"Stamkunde"</strong>
                " "
                <span id="seal-state" role="status">
                    {move || sentence(&seal.get())}
                </span>
                " "
                <button id="try-to-send" disabled=move || !is_sealed() on:click=try_now>
                    "Try to send something"
                </button>
            </p>
            <ul id="attempts" aria-live="polite">
                {move || attempts.get().into_iter().map(|attempt| view! { <li>{line(&attempt)}</li> }).collect_view()}
            </ul>
        </header>
    }
    .into_any()
}

fn sentence(state: &SealState) -> String {
    match state {
        SealState::Loading => "loading, then sealing …".to_owned(),
        SealState::Sealed => "sealed: this page can no longer connect to anything".to_owned(),
        SealState::Failed(reason) => format!("not sealed, so no file can be chosen: {reason}"),
    }
}

fn line(attempt: &Attempt) -> String {
    match &attempt.outcome {
        Outcome::Refused { directive } => {
            format!("{}: refused by the browser ({directive})", attempt.way.name())
        }
        Outcome::NotRefused => format!("{}: NOT refused", attempt.way.name()),
    }
}
