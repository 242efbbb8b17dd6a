//! What was assumed, each with a switch that reads the files again.

use leptos::prelude::*;
use stamkunde::{
    answers::{ImportAnswer, ImportNote, SetAsideReason},
    recipe::{CreditNotes, DateOrder, Deductions, Duplicates, ProductLists, Reading, Role},
};

use crate::{
    session::Session,
    text::{format, words},
};

/// A choice at the end of an assumption.
fn switch(
    id: &'static str,
    label: &'static str,
    current: String,
    options: Vec<(String, String)>,
    pick: impl Fn(String) + 'static,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(value, text)| {
            let selected = value == current;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect_view();
    view! {
        <select id=id aria-label=label on:change=move |event| pick(event_target_value(&event))>{options}</select>
    }
}

fn owned(options: &[(&str, &str)]) -> Vec<(String, String)> {
    options.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect()
}

/// The list of assumptions.
pub(super) fn assumptions(session: Session, import: &ImportAnswer) -> impl IntoView + use<> {
    let notes = import
        .notes
        .iter()
        .map(|note| {
            let switch = switch_of(session, note);
            view! { <li><span>{words::note(note)}</span>{switch}</li> }
        })
        .collect_view();
    let amounts = (import.amounts.len() > 1).then(|| {
        let used = import.amounts.iter().find(|column| column.used);
        let says = match used {
            Some(column) => format!("A line is worth what “{}” says.", column.reference),
            None => "A line is worth quantity times unit price.".to_owned(),
        };
        let mut options: Vec<(String, String)> = Vec::new();
        if used.is_none() {
            options.push((String::new(), "quantity × unit price".to_owned()));
        }
        options.extend(import.amounts.iter().map(|column| {
            let sum = format::exact_money(column.sum);
            (column.reference.clone(), format!("{} ({sum} in the first rows)", column.reference))
        }));
        let current = used.map(|column| column.reference.clone()).unwrap_or_default();
        let pick = move |reference: String| {
            if !reference.is_empty() {
                session.change(|recipe| _ = recipe.columns.insert(Role::Amount, Some(reference)));
            }
        };
        view! { <li><span>{says}</span>{switch("switch-amount", "Worth of a line", current, options, pick)}</li> }
    });
    let duplicates = (import.tables.len() > 1).then(|| {
        let dropped = import
            .set_aside
            .iter()
            .find(|aside| aside.reason == SetAsideReason::DuplicateLine)
            .map_or(0, |aside| aside.rows);
        let current = session.recipe.with_untracked(|recipe| recipe.reading.duplicates);
        let says = match current {
            Duplicates::Once => format!(
                "{} in an earlier file or sheet and were used once.",
                format::counted(dropped, "row stood already", "rows stood already")
            ),
            Duplicates::Keep => "Rows that stand in several files or sheets are used each time.".to_owned(),
        };
        let current = if current == Duplicates::Once { "once" } else { "keep" };
        let options = owned(&[("once", "use once"), ("keep", "use each time")]);
        let pick = move |value: String| {
            let value = if value == "keep" { Duplicates::Keep } else { Duplicates::Once };
            session.change(|recipe| recipe.reading.duplicates = value);
        };
        view! { <li><span>{says}</span>{switch("switch-duplicates", "Rows in several files", current.to_owned(), options, pick)}</li> }
    });
    // what was switched off leaves no note behind, and has to be found to be switched on again
    let reading = session.recipe.with_untracked(|recipe| recipe.reading.clone());
    let off = |is_off: bool, says: &'static str, button: &'static str, set: fn(&mut Reading)| {
        is_off.then(|| {
            let pick = move |_| session.change(|recipe| set(&mut recipe.reading));
            view! { <li><span>{says}</span><button class="quiet" on:click=pick>{button}</button></li> }
                .into_any()
        })
    };
    let switched_off = [
        off(
            reading.deductions == Deductions::Ignore,
            "Columns of refunds and discounts are not taken off the amounts.",
            "Take them off",
            |reading| reading.deductions = Deductions::Subtract,
        ),
        off(
            reading.credit_notes == CreditNotes::AsWritten,
            "Amounts of credit notes count as they are written.",
            "Read them as returns",
            |reading| reading.credit_notes = CreditNotes::Returns,
        ),
        off(
            reading.product_lists == ProductLists::Keep,
            "Several products in one cell are one product.",
            "Tell them apart",
            |reading| reading.product_lists = ProductLists::Split,
        ),
    ]
    .into_iter()
    .collect_view();
    let identical = import.identical_lines.filter(|&lines| lines > 0).map(|lines| {
        let says = format!(
            "{} more than once in one table. They were kept: real shops sell the same thing twice.",
            format::counted(lines, "row stands", "rows stand")
        );
        view! { <li><span>{says}</span></li> }
    });
    view! {
        <h2>"How it was read"</h2>
        <ul class="notes" id="assumptions">{notes}{amounts}{duplicates}{switched_off}{identical}</ul>
    }
}

/// The switch of an assumption that can be decided otherwise.
fn switch_of(session: Session, note: &ImportNote) -> Option<AnyView> {
    Some(match note {
        ImportNote::Encoding(name) => {
            let mut options = owned(words::ENCODINGS);
            let current = name.to_lowercase();
            if !options.iter().any(|(value, _)| *value == current) {
                options.insert(0, (current.clone(), name.clone()));
            }
            let pick = move |value: String| {
                session.change(|recipe| recipe.reading.encoding = Some(value));
            };
            switch("switch-encoding", "Letters", current, options, pick).into_any()
        }
        ImportNote::Delimiter(delimiter) => {
            let options = owned(words::DELIMITERS);
            let current = if delimiter == "\t" { "tab".to_owned() } else { delimiter.clone() };
            let pick = move |value: String| {
                session.change(|recipe| recipe.reading.delimiter = Some(value));
            };
            switch("switch-delimiter", "Between cells", current, options, pick).into_any()
        }
        ImportNote::DateOrder(order) => {
            let options = owned(&[("day", "day first"), ("month", "month first"), ("year", "year first")]);
            let current = match order {
                DateOrder::DayFirst => "day",
                DateOrder::MonthFirst => "month",
                DateOrder::YearFirst => "year",
            };
            let pick = move |value: String| {
                session.change(|recipe| recipe.reading.date_order = Some(words::date_order_of(&value)));
            };
            switch("switch-dates", "Dates", current.to_owned(), options, pick).into_any()
        }
        ImportNote::DecimalSign(sign) => {
            let options = owned(&[(".", "1.5 is one and a half"), (",", "1,5 is one and a half")]);
            let pick = move |value: String| {
                session.change(|recipe| recipe.reading.decimal_sign = value.chars().next());
            };
            switch("switch-decimals", "Numbers", sign.to_string(), options, pick).into_any()
        }
        ImportNote::Deducted(_) => turn(session, "switch-deductions", "Do not take them off", |reading| {
            reading.deductions = Deductions::Ignore;
        }),
        ImportNote::CreditNotes(_) => {
            turn(session, "switch-credit-notes", "Count them as written", |reading| {
                reading.credit_notes = CreditNotes::AsWritten;
            })
        }
        ImportNote::SplitProducts(_) => {
            turn(session, "switch-product-lists", "Take a cell as one product", |reading| {
                reading.product_lists = ProductLists::Keep;
            })
        }
        _ => return None,
    })
}

/// A button that decides an assumption otherwise.
fn turn(session: Session, id: &'static str, says: &'static str, set: fn(&mut Reading)) -> AnyView {
    let pick = move |_| session.change(|recipe| set(&mut recipe.reading));
    view! { <button class="quiet" id=id on:click=pick>{says}</button> }.into_any()
}

/// Order statuses: which were used.
pub(super) fn statuses(session: Session, import: &ImportAnswer) -> Option<impl IntoView + use<>> {
    if import.statuses.is_empty() {
        return None;
    }
    let rows = import
        .statuses
        .iter()
        .take(60)
        .map(|count| {
            let (key, used) = (count.status.to_lowercase(), !count.set_aside);
            let toggle = move |_| {
                let key = key.clone();
                session.change(move |recipe| _ = recipe.reading.statuses.insert(key, !used));
            };
            let label = format!("Use orders that are {}", count.status);
            view! {
                <tr>
                    <td><label><input type="checkbox" checked=used aria-label=label on:change=toggle />" "{count.status.clone()}</label></td>
                    <td class="number">{format::int(count.rows)}</td>
                    <td class="number">{format::exact_money(count.amount)}</td>
                </tr>
            }
        })
        .collect_view();
    Some(view! {
        <h2>"Which orders count"</h2>
        <p class="fine">"By their status. Cancelled, failed, pending and fully refunded orders are set aside; tick what should count."</p>
        <div class="table-box">
            <table id="statuses">
                <thead><tr><th>"Status"</th><th class="number">"Rows"</th><th class="number">"Amount"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

/// Currencies: the one that is analysed, and rates for the others.
pub(super) fn currencies(session: Session, import: &ImportAnswer) -> Option<impl IntoView + use<>> {
    if import.currencies.len() < 2 {
        return None;
    }
    let recipe = session.recipe.get_untracked();
    let main = session
        .answers
        .with_untracked(|answers| answers.as_ref().and_then(|answers| answers.settings.currency.clone()))
        .unwrap_or_default();
    let rows = import
        .currencies
        .iter()
        .take(40)
        .map(|count| {
            let code = count.code.to_uppercase();
            let is_main = code.eq_ignore_ascii_case(&main);
            let own = code.clone();
            let on_rate = move |event| {
                let (code, text) = (own.clone(), event_target_value(&event).trim().replace(',', "."));
                session.change(move |recipe| {
                    if text.is_empty() {
                        recipe.reading.rates.remove(&code);
                    } else {
                        recipe.reading.rates.insert(code, text);
                    }
                });
            };
            let rate = recipe.reading.rates.get(&code).cloned().unwrap_or_default();
            let label = format!("What one {code} is worth in {main}");
            let own = code.clone();
            let on_main = move |_| {
                let code = own.clone();
                session.change(move |recipe| {
                    recipe.reading.currency = Some(code);
                    recipe.reading.rates.clear();
                });
            };
            let worth = if is_main {
                view! { <span class="muted">"analysed"</span> }.into_any()
            } else {
                view! {
                    <span class="rate">
                        <input inputmode="decimal" size="8" aria-label=label.clone() placeholder=format!("{main} for 1 {code}") prop:value=rate on:change=on_rate />
                        <button class="quiet" on:click=on_main>"Analyse this one"</button>
                    </span>
                }
                .into_any()
            };
            view! {
                <tr>
                    <td>{code}</td>
                    <td class="number">{format::int(count.rows)}</td>
                    <td class="number">{format::plain_money(count.amount)}</td>
                    <td>{worth}</td>
                </tr>
            }
        })
        .collect_view();
    Some(view! {
        <h2>"Currencies"</h2>
        <p class="fine">"Amounts of different currencies are never added together. Type a rate, and its rows are used too."</p>
        <div class="table-box">
            <table id="currencies">
                <thead><tr><th>"Currency"</th><th class="number">"Rows"</th><th class="number">"Amount"</th><th><span class="sr-only">"Worth"</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

/// Lines that are most likely no products.
pub(super) fn other_lines(session: Session, import: &ImportAnswer) -> Option<impl IntoView + use<>> {
    if import.other_lines.is_empty() {
        return None;
    }
    let all: Vec<String> = import.other_lines.iter().map(|line| line.product.clone()).collect();
    let rows = import
        .other_lines
        .iter()
        .map(|line| {
            let (product, left_out) = (line.product.clone(), line.left_out);
            let toggle = move |_| {
                let product = product.clone();
                session.change(move |recipe| {
                    recipe.not_products.retain(|have| *have != product);
                    if !left_out {
                        recipe.not_products.push(product);
                    }
                });
            };
            let label = format!("{} is a product", line.label);
            view! {
                <tr>
                    <td><label><input type="checkbox" checked=!left_out aria-label=label on:change=toggle />" "{line.label.clone()}</label></td>
                    <td class="number">{format::int(line.lines)}</td>
                    <td class="number">{format::exact_money(line.amount)}</td>
                </tr>
            }
        })
        .collect_view();
    let none_left_out = import.other_lines.iter().all(|line| !line.left_out);
    let leave_out = move |_| {
        let all = all.clone();
        session.change(move |recipe| {
            recipe.not_products.retain(|have| !all.contains(have));
            if none_left_out {
                recipe.not_products.extend(all);
            }
        });
    };
    let button =
        if none_left_out { "Leave them out of product tables" } else { "Show all of them as products" };
    Some(view! {
        <h2>"Are these products?"</h2>
        <p class="fine">"They look like postage, gift cards, fees or discounts. Their amounts count as revenue either way; what is not ticked stays out of tables of products."</p>
        <div class="table-box">
            <table id="other-lines">
                <thead><tr><th>"Line"</th><th class="number">"Rows"</th><th class="number">"Amount"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p><button id="leave-out-lines" on:click=leave_out>{button}</button></p>
    })
}
