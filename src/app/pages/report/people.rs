//! Who is a customer: how many keys became how many persons, which were put together, and a way to undo it.

use leptos::prelude::*;
use stamkunde::answers::{ImportAnswer, Merge};

use crate::{
    session::Session,
    text::{format, words},
};

/// Merges shown before the list is opened further.
const SHOWN: usize = 25;

/// The section.
pub(super) fn people(session: Session, import: &ImportAnswer) -> impl IntoView + use<> {
    let identity = &import.identity;
    let key =
        identity.key.iter().map(|role| words::role(*role).to_lowercase()).collect::<Vec<_>>().join(" or ");
    let says = if identity.merged == 0 {
        format!(
            "{} by {key}. Nothing had to be put together.",
            format::counted(identity.persons, "customer is told apart", "customers are told apart")
        )
    } else {
        format!(
            "{} of {key} became {}: upper and lower case, spaces, leading zeros and “.0” do not count, and rows that share a key are one person.",
            format::counted(identity.written, "way of writing", "ways of writing"),
            format::counted(identity.persons, "customer", "customers")
        )
    };
    let guests = (identity.guest_rows > 0).then(|| {
        format!(
            "{} no {key}: guests, who cannot be followed.",
            format::counted(identity.guest_rows, "row has", "rows have")
        )
    });
    let undone = (identity.undone > 0).then(|| {
        let text = format!("{} apart.", format::counted(identity.undone, "key is kept", "keys are kept"));
        view! {
            <p class="fine">
                {text}" For this visit only: keys are not written into saved settings or links. "
                <button class="quiet" id="undo-apart" on:click=move |_| session.tell_apart(&[])>"Put them together again"</button>
            </p>
        }
    });
    let shown = RwSignal::new(SHOWN);
    let merges = identity.merges.clone();
    let n_listed = merges.len();
    let rows = move || merges.iter().take(shown.get()).map(|merge| row(session, merge)).collect_view();
    let list = (identity.merged > 0).then(|| {
        let title = format!("{} put together", format::counted(identity.merged, "customer was", "customers were"));
        view! {
            <details class="examples" id="merges">
                <summary>{title}</summary>
                <ul class="merges">{rows}</ul>
                <Show when=move || shown.get() < n_listed>
                    <button class="quiet" on:click=move |_| shown.update(|shown| *shown += 100)>"Show more"</button>
                </Show>
            </details>
        }
    });
    view! {
        <h2>"Who is a customer"</h2>
        <p class="says" id="identity">{says}</p>
        {guests.map(|text| view! { <p class="fine">{text}</p> })}
        {undone}
        {list}
    }
}

fn row(session: Session, merge: &Merge) -> impl IntoView + use<> {
    let keys = merge
        .keys
        .iter()
        .map(|key| {
            let what = key.role.map(words::role).unwrap_or_default();
            view! { <li><span class="muted">{what}": "</span>{key.written.join(" = ")}</li> }
        })
        .collect_view();
    let ids: Vec<u64> = merge.keys.iter().map(|key| key.id).collect();
    let more = merge.total.saturating_sub(merge.keys.iter().map(|key| key.written.len() as u64).sum());
    let label = format!("Tell the keys of {} apart", merge.person);
    view! {
        <li>
            <strong>{merge.person.clone()}</strong>
            <ul>{keys}{(more > 0).then(|| view! { <li class="muted">{format!("and {} more", format::int(more))}</li> })}</ul>
            <button class="quiet" aria-label=label on:click=move |_| session.tell_apart(&ids)>"They are not one: undo"</button>
        </li>
    }
}
