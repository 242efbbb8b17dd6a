//! Customers who are left out: who they are, the way back, and a list to paste.

use leptos::prelude::*;

use crate::{session::Session, text::format};

/// Keys of a list as it is typed or pasted: one a line, or with semicolons or tabs between.
fn keys_of(text: &str) -> Vec<String> {
    text.split(['\n', ';', '\t']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A chip where somebody is left out, and the list that it opens.
pub fn left_out(session: Session) -> impl IntoView {
    let n = Memo::new(move |_| session.recipe.with(|recipe| recipe.excluded_customers.len()));
    let chip = move || {
        (0 < n.get()).then(|| {
            let text = format::counted(n.get() as u64, "customer left out", "customers left out");
            view! {
                <button
                    class="chip-button left-out"
                    id="left-out"
                    aria-expanded=move || session.shows_left_out.get().to_string()
                    on:click=move |_| session.shows_left_out.update(|shown| *shown = !*shown)
                >
                    {text}
                </button>
            }
        })
    };
    let panel = move || session.shows_left_out.get().then(|| panel(session));
    view! { {chip} {panel} }
}

/// The way in where nobody is left out yet: among the rarer settings.
pub fn way_in(session: Session) -> impl IntoView {
    view! {
        <button class="chip-button" id="leave-out-customers" on:click=move |_| session.shows_left_out.set(true)>
            "Leave customers out …"
        </button>
    }
}

fn panel(session: Session) -> AnyView {
    let text = RwSignal::new(String::new());
    let rows = move || {
        let keys = session.recipe.with(|recipe| recipe.excluded_customers.clone());
        keys.into_iter()
            .map(|key| {
                let label = format!("Let {key} back in");
                let own = key.clone();
                view! {
                    <li>
                        <span>{key}</span>
                        <button class="quiet" aria-label=label on:click=move |_| session.let_back_in(Some(&own))>"Let back in"</button>
                    </li>
                }
                .into_any()
            })
            .collect_view()
    };
    let several = move || session.recipe.with(|recipe| 1 < recipe.excluded_customers.len());
    let is_empty = move || text.with(|text| keys_of(text).is_empty());
    let add = move |_| {
        let keys = keys_of(&text.get_untracked());
        text.set(String::new());
        session.leave_customers_out(keys);
    };
    view! {
        <div class="more-box filter-box" id="left-out-box" role="group" aria-label="Customers left out">
            <p class="fine">"As if they had never bought: a till's customer, test orders, yourself."</p>
            <ul class="left-out-list">{rows}</ul>
            <label class="setting">
                <span>"Numbers, e-mail addresses or names, one a line"</span>
                <textarea id="left-out-text" rows="3" prop:value=text on:input=move |event| text.set(event_target_value(&event))></textarea>
            </label>
            <p class="segment-actions">
                <button class="primary" id="left-out-add" disabled=is_empty on:click=add>"Leave these out"</button>
                <Show when=several>
                    <button id="let-all-in" on:click=move |_| session.let_back_in(None)>"Let all back in"</button>
                </Show>
                <button class="quiet" id="close-left-out" on:click=move |_| session.shows_left_out.set(false)>"Close"</button>
            </p>
        </div>
    }
    .into_any()
}
