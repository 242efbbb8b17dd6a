//! The settings as chips: always visible, each one a choice that recomputes everything at once.

use leptos::prelude::*;
use stamkunde::{
    base::{Day, Period},
    recipe::{FreeOrders, OrderGrain, Recipe, Returns, Role, SameDay},
};

use super::{beside, filters, left_out, limits, soon::soon};
use crate::{
    browser::{download, link},
    session::Session,
};

/// A labelled choice.
fn choice(
    id: &'static str,
    label: &'static str,
    options: Vec<(&'static str, &'static str)>,
    current: impl Fn() -> String + Send + Sync + Copy + 'static,
    pick: impl Fn(String) + 'static,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(
            |(value, text)| view! { <option value=value selected=move || current() == value>{text}</option> },
        )
        .collect_view();
    view! {
        <label class="chip">
            <span>{label}</span>
            <select id=id prop:value=current on:change=move |event| pick(event_target_value(&event))>
                {options}
            </select>
        </label>
    }
}

/// The id that serde gives a setting's value.
fn id_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(id)) => id,
        _ => String::new(),
    }
}

fn from_id<T: serde::de::DeserializeOwned>(id: String) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(id)).ok()
}

/// The bar of settings above the answers.
pub fn settings_bar(session: Session) -> impl IntoView {
    let recipe = session.recipe;
    let period = choice(
        "setting-period",
        "Count by",
        vec![("month", "month"), ("week", "week"), ("quarter", "quarter"), ("year", "year")],
        move || id_of(&recipe.get().period),
        move |id| {
            if let Some(value) = from_id::<Period>(id) {
                session.change(|recipe| recipe.period = value);
            }
        },
    );
    let returns = choice(
        "setting-returns",
        "Returns",
        vec![
            ("deduct", "deducted on their day"),
            ("deduct_on_purchase", "deducted from their purchase"),
            ("ignore", "ignored"),
        ],
        move || id_of(&recipe.get().returns),
        move |id| {
            if let Some(value) = from_id::<Returns>(id) {
                session.change(|recipe| recipe.returns = value);
            }
        },
    );
    let as_of = move || {
        let chosen = recipe.get().as_of;
        chosen
            .or_else(|| session.answers.get().map(|answers| answers.settings.as_of))
            .map(|day| day.to_string())
            .unwrap_or_default()
    };
    // on a phone the choices are folded behind a line that says what is set
    let is_open = RwSignal::new(false);
    view! {
        <div
            class="settings"
            class:open=move || is_open.get()
            role="group"
            aria-label="Settings"
            aria-busy=move || session.is_busy.get().to_string()
        >
            <button
                class="settings-line"
                id="fold-settings"
                aria-expanded=move || is_open.get().to_string()
                aria-controls="all-settings"
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                <span>{move || told(session)}</span>
                <strong>{move || if is_open.get() { "Done" } else { "Change" }}</strong>
            </button>
            <div class="settings-all" id="all-settings">
            <span class="chip time">
                {step(session, -1)}
                <label>
                    <span>"As of"</span>
                    <input
                        id="setting-as-of"
                        type="date"
                        prop:value=as_of
                        on:change=move |event| {
                            let day = Day::parse_iso(&event_target_value(&event));
                            session.change(|recipe| recipe.as_of = day);
                        }
                    />
                </label>
                {step(session, 1)}
            </span>
            {period}
            {returns}
            {beside::choice(session)}
            {filters::filters(session)}
            {left_out::left_out(session)}
            <details class="more">
                <summary>"More settings"</summary>
                <div class="more-box">{soon(move || more(session).into_any())}</div>
            </details>
            </div>
            <span class="busy" role="status">{move || session.is_busy.get().then_some("Working …")}</span>
        </div>
    }
}

/// What is set, in a line.
fn told(session: Session) -> String {
    let Recipe { period, returns, filters, excluded_customers, .. } = session.recipe.get();
    let mut parts = Vec::new();
    if let Some(answers) = session.answers.get() {
        parts.push(format!("As of {}", answers.settings.as_of));
    }
    parts.push(format!("by {}", id_of(&period)));
    parts.push(
        match returns {
            Returns::Deduct => "returns deducted",
            Returns::DeductOnPurchase => "returns off their purchase",
            Returns::Ignore => "without returns",
        }
        .to_owned(),
    );
    parts.extend(filters.iter().map(filters::told));
    if !excluded_customers.is_empty() {
        parts.push(format!("{} left out", excluded_customers.len()));
    }
    if let Some(beside) = session.beside.get() {
        parts.push(format!("beside {}", beside.name()));
    }
    parts.join(" · ")
}

/// A month back, or forth as far as the file goes.
fn step(session: Session, months: i32) -> impl IntoView {
    let go = move |_| {
        let now = session.answers.with_untracked(|answers| Some(answers.as_ref()?.settings.as_of));
        if let Some(now) = now {
            session.change(|recipe| recipe.as_of = Some(now.add_months(months)));
        }
    };
    let (id, label, arrow) = if months < 0 {
        ("as-of-back", "A month earlier", "‹")
    } else {
        ("as-of-forth", "A month later", "›")
    };
    view! { <button class="quiet" id=id aria-label=label title=label on:click=go>{arrow}</button> }
}

fn more(session: Session) -> impl IntoView {
    let recipe = session.recipe;
    let same_day = choice(
        "setting-same-day",
        "Two orders on one day",
        vec![("separate", "two purchases"), ("merge", "one purchase")],
        move || id_of(&recipe.get().same_day),
        move |id| {
            if let Some(value) = from_id::<SameDay>(id) {
                session.change(|recipe| recipe.same_day = value);
            }
        },
    );
    let free = choice(
        "setting-free-orders",
        "Orders of total 0",
        vec![("set_aside", "set aside"), ("count", "count as purchases")],
        move || id_of(&recipe.get().free_orders),
        move |id| {
            if let Some(value) = from_id::<FreeOrders>(id) {
                session.change(|recipe| recipe.free_orders = value);
            }
        },
    );
    let grain = choice(
        "setting-order-grain",
        "Without order numbers",
        vec![("day", "one order a customer and day"), ("row", "every row is an order")],
        move || id_of(&recipe.get().order_grain),
        move |id| {
            if let Some(value) = from_id::<OrderGrain>(id) {
                session.change(|recipe| recipe.order_grain = value);
            }
        },
    );
    let window = choice(
        "setting-window",
        "“Last … months”",
        vec![("3", "3"), ("6", "6"), ("12", "12"), ("24", "24"), ("36", "36")],
        move || recipe.get().window_months.to_string(),
        move |months| {
            if let Ok(months) = months.parse() {
                session.change(|recipe| recipe.window_months = months);
            }
        },
    );
    let key = choice(
        "setting-customer-key",
        "A customer is",
        vec![
            ("", "what fits the file best"),
            ("email", "an e-mail address"),
            ("customer", "a customer number"),
            ("phone", "a phone number"),
            ("name,postcode", "a name with its postcode"),
            ("customer,email,phone", "any of number, e-mail, phone"),
        ],
        move || recipe.get().customer_key.iter().map(|role| role.id()).collect::<Vec<_>>().join(","),
        move |ids| {
            let roles: Vec<Role> =
                ids.split(',').filter_map(|id| Role::ALL.into_iter().find(|role| role.id() == id)).collect();
            session.change(|recipe| recipe.customer_key = roles);
        },
    );
    let min_orders = choice(
        "setting-min-orders",
        "Counts as a customer from",
        vec![("1", "1 purchase"), ("2", "2 purchases"), ("3", "3 purchases"), ("5", "5 purchases")],
        move || recipe.get().min_orders.to_string(),
        move |orders| {
            if let Ok(orders) = orders.parse() {
                session.change(|recipe| recipe.min_orders = orders);
            }
        },
    );
    let lapse = choice(
        "setting-lapse",
        "Lapsed after",
        vec![
            ("0.7", "70 % of gaps"),
            ("0.8", "80 % of gaps"),
            ("0.9", "90 % of gaps"),
            ("0.95", "95 % of gaps"),
        ],
        move || recipe.get().lapse_percentile.to_string(),
        move |percentile| {
            if let Ok(percentile) = percentile.parse() {
                session.change(|recipe| recipe.lapse_percentile = percentile);
            }
        },
    );
    view! {
        {key} {min_orders} {same_day} {free} {grain} {window} {lapse}
        {limits::limits(session)}
        {left_out::way_in(session)}
        <div class="recipe-actions">
            {recipe_actions(session)}
        </div>
    }
}

/// Saving, loading and sharing the settings.
fn recipe_actions(session: Session) -> impl IntoView {
    let address = RwSignal::new(String::new());
    let share = move |with_columns: bool| {
        if let Some(link) = link::address_with(&session.recipe.get_untracked(), with_columns) {
            link::copy(&link);
            address.set(link);
        }
    };
    view! {
        <button class="quiet" id="reset-settings" on:click=move |_| {
            session.change(|recipe| {
                *recipe = Recipe {
                    columns: recipe.columns.clone(),
                    reading: recipe.reading.clone(),
                    layout: recipe.layout.clone(),
                    not_products: recipe.not_products.clone(),
                    filters: recipe.filters.clone(),
                    decisions: recipe.decisions.clone(),
                    excluded_customers: recipe.excluded_customers.clone(),
                    ..Recipe::default()
                };
            })
        }>"Back to the defaults"</button>
        <button class="quiet" id="save-recipe" on:click=move |_| {
            if let Ok(json) = serde_json::to_vec_pretty(&session.recipe.get_untracked()) {
                let _ = download::save("stamkunde-recipe.json", "application/json", &json);
            }
        }>"Save settings"</button>
        {load_recipe(session)}
        <button class="quiet" id="share-recipe" on:click=move |_| share(false)>"Copy link with these settings"</button>
        <button class="quiet" id="share-columns" on:click=move |_| share(true)>"… and with the headings"</button>
        <Show when=move || !address.get().is_empty()>
            <label class="link-out">
                <span>"Copied. The link holds settings, and the file's headings only where you asked for them; never data:"</span>
                <input id="recipe-link" readonly=true prop:value=move || address.get() />
            </label>
        </Show>
    }
}

/// A button that loads settings from a file.
pub fn load_recipe(session: Session) -> impl IntoView {
    let on_file = move |event: web_sys::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        input.set_value("");
        wasm_bindgen_futures::spawn_local(async move {
            let text = wasm_bindgen_futures::JsFuture::from(file.text())
                .await
                .ok()
                .and_then(|text| text.as_string());
            match text.as_deref().map(Recipe::from_json) {
                Some(Ok(recipe)) => {
                    session.problem.set(None);
                    session.use_recipe(recipe);
                }
                Some(Err(error)) => {
                    session.problem.set(Some(format!("This is not a file of settings: {error}.")))
                }
                None => session.problem.set(Some("The file of settings cannot be read.".to_owned())),
            }
        });
    };
    view! {
        <label class="button quiet">
            "Load settings"
            <input id="load-recipe" class="sr-only" type="file" accept=".json,application/json" on:change=on_file />
        </label>
    }
}
