//! The header: name, where to go, the state of the seal, and the button that proves it.

use leptos::{prelude::*, task::spawn_local};
use stamkunde::state::Phase;

use crate::{
    browser::{
        seal::SealState,
        try_to_send::{Attempt, Outcome, try_to_send},
    },
    session::Session,
};

/// The header of every page.
pub fn header(session: Session) -> impl IntoView {
    let seal = session.seal;
    let attempts = RwSignal::new(Vec::<Attempt>::new());
    let is_trying = RwSignal::new(false);
    let try_now = move |_| {
        is_trying.set(true);
        spawn_local(async move {
            attempts.set(try_to_send().await);
            is_trying.set(false);
        });
    };
    let is_sealed = move || seal.get() == SealState::Sealed;
    let seal_class = move || match seal.get() {
        SealState::Loading => "seal",
        SealState::Sealed => "seal sealed",
        SealState::Failed(_) => "seal failed",
    };
    view! {
        <header class="top">
            <div class="top-line">
                <span class="brand">"Stamkunde"</span>
                {navigation(session)}
                <span class=seal_class>
                    <span class="seal-mark" aria-hidden="true"></span>
                    <span id="seal-state" role="status">{move || sentence(&seal.get())}</span>
                    <button id="try-to-send" class="quiet" disabled=move || !is_sealed() || is_trying.get() on:click=try_now>
                        {move || if is_trying.get() { "Trying …" } else { "Try to send something" }}
                    </button>
                </span>
            </div>
            <Show when=move || !attempts.get().is_empty()>
                <div class="proof">
                    <p>{move || verdict(&attempts.get())}</p>
                    <ul id="attempts" aria-live="polite">
                        {move || attempts.get().iter().map(|attempt| view! { <li>{line(attempt)}</li> }).collect_view()}
                    </ul>
                    <p class="fine">
                        "You can check this without trusting the page: open the browser's developer tools, look at Network, and load a file. A policy does not cover a link that you follow yourself, nor extensions of your browser."
                    </p>
                    <button class="quiet" on:click=move |_| attempts.set(Vec::new())>"Close"</button>
                </div>
            </Show>
        </header>
    }
}

/// Where to go, once there is something loaded.
fn navigation(session: Session) -> impl IntoView {
    let to = move |phase: Phase, id: &'static str, name: &'static str| {
        let current = move || (session.phase.get() == phase).then_some("page");
        view! { <button id=id class="tab" aria-current=current on:click=move |_| session.phase.set(phase)>{name}</button> }
    };
    view! {
        <Show when=move || session.answers.get().is_some()>
            <nav class="tabs" aria-label="Pages">
                {to(Phase::Dashboard, "to-answers", "Answers")}
                {to(Phase::Segments, "to-segments", "What to do")}
                {to(Phase::Report, "to-import", "What went in")}
                {to(Phase::Start, "to-start", "New file")}
            </nav>
        </Show>
    }
}

fn sentence(state: &SealState) -> String {
    match state {
        SealState::Loading => "loading, then sealing …".to_owned(),
        SealState::Sealed => "sealed: this page can no longer connect to anything".to_owned(),
        SealState::Failed(reason) => format!("not sealed, so no file can be chosen: {reason}"),
    }
}

fn verdict(attempts: &[Attempt]) -> String {
    let refused =
        attempts.iter().filter(|attempt| matches!(attempt.outcome, Outcome::Refused { .. })).count();
    if refused == attempts.len() {
        format!(
            "Tried {refused} ways to send something to this page's own server. Your browser refused every one."
        )
    } else {
        format!("Tried {} ways; your browser refused only {refused}.", attempts.len())
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
