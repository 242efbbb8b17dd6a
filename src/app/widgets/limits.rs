//! Settings that are numbers of the reader's own: margin, least revenue, edges of the spend bands, limits of the RFM
//! scores. What cannot be used is said beside the field and changes nothing.

use leptos::prelude::*;
use stamkunde::{
    base::Money,
    recipe::{Margin, Recipe, RfmCuts},
};

use crate::session::Session;

/// A number as people write it: a decimal comma or point, spaces between thousands.
fn number(text: &str) -> Option<f64> {
    let plain: String = text
        .trim()
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '\u{a0}')
        .map(|sign| if sign == ',' { '.' } else { sign })
        .collect();
    plain.parse::<f64>().ok().filter(|number| number.is_finite())
}

fn money(text: &str) -> Option<Money> {
    number(text).and_then(Money::from_f64)
}

/// Numbers between spaces or semicolons.
fn list<T>(text: &str, one: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split([' ', ';']).filter(|part| !part.is_empty()).map(one).collect()
}

fn joined(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(" ")
}

/// A field whose text becomes a setting; `set` is false where it cannot be used.
fn field(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    session: Session,
    shown: fn(&Recipe) -> String,
    set: fn(&mut Recipe, &str) -> bool,
) -> AnyView {
    let is_wrong = RwSignal::new(false);
    let on_change = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        let mut recipe = session.recipe.get_untracked();
        let is_set = set(&mut recipe, text.trim());
        is_wrong.set(!is_set);
        if is_set {
            session.change(|current| *current = recipe);
        }
    };
    view! {
        <label class="chip" class:wrong=move || is_wrong.get()>
            <span>{label}</span>
            <input
                id=id
                size="14"
                placeholder=hint
                autocomplete="off"
                aria-invalid=move || is_wrong.get().to_string()
                prop:value=move || session.recipe.with(shown)
                on:change=on_change
            />
            {move || is_wrong.get().then(|| view! { <span class="wrong-text">{format!("not used: {hint}")}</span> })}
        </label>
    }
    .into_any()
}

/// The fields.
pub fn limits(session: Session) -> impl IntoView {
    let margin = margin(session);
    let least = field(
        "setting-min-revenue",
        "Counts as a customer from revenue",
        "an amount",
        session,
        |recipe| recipe.min_revenue.map(|least| least.to_f64().to_string()).unwrap_or_default(),
        |recipe, text| {
            let least = money(text);
            if text.is_empty() || least.is_some() {
                recipe.min_revenue = least;
            }
            text.is_empty() || least.is_some()
        },
    );
    let edges = field(
        "setting-spend-edges",
        "Spend bands begin at",
        "amounts, rising",
        session,
        |recipe| joined(recipe.spend_edges.iter().map(|edge| edge.to_f64().to_string())),
        |recipe, text| match list(text, money) {
            Some(edges) if edges.is_sorted_by(|a, b| a < b) => {
                recipe.spend_edges = edges;
                true
            }
            _ => false,
        },
    );
    view! { {margin} {least} {edges} {rfm(session)} }
}

fn margin(session: Session) -> AnyView {
    let has_costs = move || {
        session.answers.with(|answers| answers.as_ref().is_some_and(|answers| answers.settings.costs))
    };
    let current = move || match session.recipe.get().margin {
        None => "none",
        Some(Margin::Cost) => "cost",
        Some(Margin::Percent(_)) => "percent",
    };
    let pick = move |event: web_sys::Event| {
        let margin = match event_target_value(&event).as_str() {
            "cost" => Some(Margin::Cost),
            "percent" => Some(Margin::Percent(40.0)),
            _ => None,
        };
        session.change(|recipe| recipe.margin = margin);
    };
    let option = move |value: &'static str, name: &'static str| {
        view! { <option value=value selected=move || current() == value>{name}</option> }
    };
    let percent = move || {
        matches!(session.recipe.get().margin, Some(Margin::Percent(_))).then(|| {
            field(
                "setting-margin-percent",
                "Percent",
                "-100 to 100",
                session,
                |recipe| match recipe.margin {
                    Some(Margin::Percent(percent)) => percent.to_string(),
                    _ => String::new(),
                },
                |recipe, text| match number(text).filter(|percent| (-100.0..=100.0).contains(percent)) {
                    Some(percent) => {
                        recipe.margin = Some(Margin::Percent(percent));
                        true
                    }
                    None => false,
                },
            )
        })
    };
    view! {
        <label class="chip">
            <span>"Margin"</span>
            <select id="setting-margin" prop:value=current on:change=pick>
                {option("none", "not looked at")}
                {move || has_costs().then(|| option("cost", "amount less the cost on the line"))}
                {option("percent", "percent of every amount")}
            </select>
        </label>
        {percent}
    }
    .into_any()
}

/// The limits of the RFM scores: three fields that are used together.
fn rfm(session: Session) -> AnyView {
    let texts = [RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new())];
    Effect::new(move || {
        let [recency, frequency, monetary] = texts;
        if let Some(cuts) = session.recipe.with(|recipe| recipe.rfm_cuts) {
            recency.set(joined(cuts.recency.iter().map(u32::to_string)));
            frequency.set(joined(cuts.frequency.iter().map(u32::to_string)));
            monetary.set(joined(cuts.monetary.iter().map(|edge| edge.to_f64().to_string())));
        }
    });
    let said = RwSignal::new("");
    let apply = move || {
        let [recency, frequency, monetary] = texts.map(|text| text.get_untracked());
        if [&recency, &frequency, &monetary].iter().all(|text| text.trim().is_empty()) {
            said.set("");
            session.change(|recipe| recipe.rfm_cuts = None);
            return;
        }
        let whole = |text: &str| text.parse::<u32>().ok();
        let rising = |values: &[u32]| values.is_sorted_by(|a, b| a < b);
        let four = |values: Vec<u32>| <[u32; 4]>::try_from(values).ok().filter(|values| rising(values));
        let recency = list(&recency, whole).and_then(four);
        let frequency = list(&frequency, whole).and_then(four);
        let monetary = list(&monetary, money)
            .and_then(|values| <[Money; 4]>::try_from(values).ok())
            .filter(|values| values.is_sorted_by(|a, b| a < b));
        match (recency, frequency, monetary) {
            (Some(recency), Some(frequency), Some(monetary)) => {
                said.set("");
                session.change(|recipe| recipe.rfm_cuts = Some(RfmCuts { recency, frequency, monetary }));
            }
            _ => said.set("Used as soon as each holds four rising numbers; all three empty: by fifths of the customers."),
        }
    };
    let [recency, frequency, monetary] = texts;
    let input = move |id: &'static str, label: &'static str, hint: &'static str, text: RwSignal<String>| {
        let on_change = move |event: web_sys::Event| {
            text.set(event_target_value(&event));
            apply();
        };
        view! {
            <label class="chip">
                <span>{label}</span>
                <input id=id size="14" placeholder=hint autocomplete="off" prop:value=move || text.get() on:change=on_change />
            </label>
        }
        .into_any()
    };
    view! {
        {input("setting-rfm-recency", "RFM: days since the last purchase", "30 60 120 365", recency)}
        {input("setting-rfm-frequency", "RFM: purchases", "2 3 5 10", frequency)}
        {input("setting-rfm-monetary", "RFM: net revenue", "200 500 1000 5000", monetary)}
        {move || (!said.get().is_empty()).then(|| view! { <p class="fine">{said.get()}</p> })}
    }
    .into_any()
}
