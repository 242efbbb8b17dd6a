//! The header: name, where to go, the state of the seal, and the button that proves it.

use leptos::{prelude::*, task::spawn_local};
use stamkunde::state::Phase;

use crate::{
    browser::{
        boot, seal,
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
                    {what_else()}
                    <button class="quiet" on:click=move |_| attempts.set(Vec::new())>"Close"</button>
                </div>
            </Show>
        </header>
    }
}

/// What no try shows: what was taken away, and what nothing of this covers.
fn what_else() -> impl IntoView {
    let taken = boot::closed()
        .into_iter()
        .map(|(what, names)| view! { <li>{what}": "<span translate="no">{names.join(", ")}</span></li> })
        .collect_view();
    let by_server = seal::is_by_server();
    let uncovered = [
        (!by_server).then_some(
            "The server of this page sends no Connection-Allowlist, or this browser does not know it: what a policy does not cover was taken away by the page's own script alone.",
        ),
        (!by_server && !boot::read(boot::Boot::leaving))
            .then_some("This browser does not tell a page when one of its scripts goes to another address."),
        by_server.then_some("A download from the page's own server is not refused."),
        Some("Links and addresses that you follow yourself, extensions, and the browser itself are not covered by anything a page can do."),
    ];
    let uncovered = uncovered.into_iter().flatten().map(|line| view! { <li>{line}</li> }).collect_view();
    view! {
        <details>
            <summary>"Taken away before sealing, since no policy covers it"</summary>
            <ul>{taken}</ul>
        </details>
        <details open>
            <summary>"Not covered"</summary>
            <ul id="not-covered">{uncovered}</ul>
        </details>
        <p class="fine">
            "Check it without trusting the page: open the browser's developer tools, look at Network, and load a file."
        </p>
    }
}

/// Where to go, once there is something loaded.
fn navigation(session: Session) -> impl IntoView {
    let to = move |phase: Phase, id: &'static str, name: &'static str| {
        let current = move || (session.phase.get() == phase).then_some("page");
        view! { <button id=id class="tab" aria-current=current on:click=move |_| session.show(phase)>{name}</button> }
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
        SealState::Sealed => {
            let by = if seal::is_by_server() { "by policy and server" } else { "by policy" };
            format!("sealed {by}: your browser refuses every request of this page")
        }
        SealState::Failed(reason) => format!("not sealed, so no file can be chosen: {reason}"),
    }
}

fn verdict(attempts: &[Attempt]) -> String {
    let let_through = attempts.iter().filter(|attempt| attempt.outcome == Outcome::NotRefused).count();
    let all = attempts.len();
    if let_through == 0 {
        format!("Tried {all} ways to send something to this page's own server. None got out.")
    } else {
        format!("Tried {all} ways; your browser did NOT refuse {let_through} of them.")
    }
}

fn line(attempt: &Attempt) -> String {
    let name = attempt.way.name();
    match &attempt.outcome {
        Outcome::Refused { directive } => format!("{name}: refused by the browser ({directive})"),
        Outcome::TakenAway => format!("{name}: taken away by the page before it was sealed"),
        Outcome::NotRefused => format!("{name}: NOT refused"),
    }
}
