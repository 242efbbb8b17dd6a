//! How the files are read, with a choice for each decision.

use leptos::prelude::*;
use stamkunde::{
    answers::Inspection,
    recipe::{Recipe, Role},
};

use super::choose;
use crate::{
    session::Session,
    text::{format, words},
};

/// A column as a recipe names it, for reading.
fn named(reference: &str) -> String {
    match reference.strip_prefix('#') {
        Some(number) => format!("column {number}"),
        None => reference.to_owned(),
    }
}

/// How the file is read, with a choice for each decision.
pub(super) fn reading(session: Session, inspection: &Inspection) -> impl IntoView + use<> {
    let select = |label: &'static str,
                  id: &'static str,
                  shown: String,
                  options: Vec<(String, String)>,
                  set: fn(&mut Recipe, String)| {
        let options = options
            .into_iter()
            .map(|(value, text)| view! { <option value=value>{text}</option> })
            .collect_view();
        view! {
            <label class="chip">
                <span>{label}</span>
                <select id=id on:change=move |event| {
                    let value = event_target_value(&event);
                    session.review_again(|recipe| set(recipe, value));
                }>
                    <option value="-" selected=true disabled=true hidden=true>{shown}</option>
                    {options}
                </select>
            </label>
        }
    };
    let owned = |options: &[(&str, &str)]| {
        options.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect::<Vec<_>>()
    };
    let with_recognise = |options: &[(&str, &str)]| {
        let mut all = owned(&[("", "recognise")]);
        all.extend(owned(options));
        all
    };
    let encoding = inspection.encoding.clone().map(|encoding| {
        select("Letters", "reading-encoding", encoding, with_recognise(words::ENCODINGS), |recipe, value| {
            recipe.reading.encoding = (!value.is_empty()).then_some(value);
        })
    });
    let delimiter = inspection.delimiter.as_deref().map(|delimiter| {
        select(
            "Between cells",
            "reading-delimiter",
            words::delimiter_name(delimiter),
            with_recognise(words::DELIMITERS),
            |recipe, value| {
                recipe.reading.delimiter = (!value.is_empty()).then_some(value);
            },
        )
    });
    let header = {
        let shown = if inspection.header_row == 0 {
            "none".to_owned()
        } else {
            format!("row {}", inspection.header_row)
        };
        let mut options =
            vec![("auto".to_owned(), "recognise".to_owned()), ("0".to_owned(), "none".to_owned())];
        options.extend((1..=20).map(|row| (row.to_string(), format!("row {row}"))));
        select("Headings", "reading-header", shown, options, |recipe, value| {
            recipe.reading.header_row = value.parse().ok()
        })
    };
    let dates = inspection.date_order.map(|order| {
        let options = owned(&[
            ("day", "day first (3/4 is 3 April)"),
            ("month", "month first (3/4 is 4 March)"),
            ("year", "year first (23-04-05 is 5 April 2023)"),
        ]);
        let shown = words::date_order(order).to_owned();
        select("Dates", "reading-dates", shown, options, |recipe, value| {
            recipe.reading.date_order = Some(words::date_order_of(&value));
        })
    });
    let pattern = inspection
        .columns
        .iter()
        .any(|column| column.guess.as_ref().is_some_and(|guess| guess.role == Role::Date));
    let pattern = pattern.then(|| {
        let current =
            session.draft.with_untracked(|recipe| recipe.reading.date_pattern.clone()).unwrap_or_default();
        let on_change = move |event| {
            let text = event_target_value(&event).trim().to_owned();
            session.review_again(|recipe| recipe.reading.date_pattern = (!text.is_empty()).then_some(text));
        };
        view! {
            <label class="chip" title="d day, M month, y year, H hour, m minute: dd.MM.yyyy HH:mm">
                <span>"Dates are written"</span>
                <input id="reading-pattern" size="16" autocomplete="off" spellcheck="false" placeholder="dd.MM.yyyy HH:mm" prop:value=current on:change=on_change />
            </label>
        }
    });
    let decimals = inspection.decimal_sign.map(|sign| {
        let shown = if sign == ',' { "1,5 is one and a half" } else { "1.5 is one and a half" };
        let options = owned(&[(".", "1.5 is one and a half"), (",", "1,5 is one and a half")]);
        select("Numbers", "reading-decimals", shown.to_owned(), options, |recipe, value| {
            recipe.reading.decimal_sign = value.chars().next()
        })
    });
    let amount = (inspection.amounts.len() > 1).then(|| {
        let used = inspection.amounts.iter().find(|column| column.used);
        let shown = used.map_or("quantity × unit price".to_owned(), |column| named(&column.reference));
        let options = inspection.amounts.iter().map(|column| {
            (
                column.reference.clone(),
                format!("{} (adds up to {})", named(&column.reference), format::exact_money(column.sum)),
            )
        });
        select("Worth of a line", "reading-amount", shown, options.collect(), |recipe, value| {
            choose(recipe, Role::Amount, Some(value));
        })
    });
    let currency = (inspection.currencies.len() > 1).then(|| {
        let shown = inspection.currency.clone().unwrap_or_default();
        let options = inspection
            .currencies
            .iter()
            .map(|(code, rows)| (code.clone(), format!("{code} ({} of the first rows)", format::int(*rows))));
        select("Currency", "reading-currency", shown, options.collect(), |recipe, value| {
            recipe.reading.currency = Some(value);
        })
    });
    let key = {
        let names = |roles: &[Role]| {
            roles.iter().map(|role| words::role(*role).to_lowercase()).collect::<Vec<_>>().join(" or ")
        };
        let has = |role: Role| {
            inspection
                .columns
                .iter()
                .any(|column| column.guess.as_ref().is_some_and(|guess| guess.role == role))
        };
        let singles =
            [Role::Email, Role::Customer, Role::Phone, Role::Name].into_iter().filter(|&role| has(role));
        let mut choices: Vec<Vec<Role>> = singles.map(|role| vec![role]).collect();
        let strong: Vec<Role> =
            [Role::Customer, Role::Email, Role::Phone].into_iter().filter(|&role| has(role)).collect();
        if strong.len() > 1 {
            choices.push(strong);
        }
        let options: Vec<(String, String)> = choices
            .iter()
            .map(|roles| {
                let id = roles.iter().map(|role| role.id()).collect::<Vec<_>>().join(",");
                let text = if roles.len() > 1 { format!("any of {}", names(roles)) } else { names(roles) };
                (id, text)
            })
            .collect();
        (options.len() > 1).then(|| {
            select(
                "A customer is",
                "reading-key",
                names(&inspection.customer_key),
                options,
                |recipe, value| {
                    let roles =
                        value.split(',').filter_map(|id| Role::ALL.into_iter().find(|role| role.id() == id));
                    recipe.customer_key = roles.collect();
                },
            )
        })
    };
    view! { <div class="settings">{header}{encoding}{delimiter}{dates}{pattern}{decimals}{amount}{currency}{key}</div> }
}
