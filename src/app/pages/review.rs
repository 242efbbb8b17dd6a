//! The review: what was recognised and why, a question where one is open, and a way to correct each.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{ColumnView, ExampleRow, Inspection, Question},
    recipe::{DateOrder, Recipe, Role},
};

use crate::{
    session::Session,
    text::{format, words},
};

/// The page.
pub fn page(session: Session) -> impl IntoView {
    move || session.inspection.get().map(|inspection| review(session, &inspection))
}

fn review(session: Session, inspection: &Arc<Inspection>) -> impl IntoView + use<> {
    let kind = match &inspection.known_export {
        Some(name) => format!("Recognised: {name}"),
        None => format!("{} · {}", inspection.kind, format::bytes(inspection.size)),
    };
    let is_open = !inspection.questions.is_empty();
    let headline = if is_open { "One thing to settle first" } else { "This is how your file was understood" };
    view! {
        <section class="review">
            <p class="question">{inspection.file.clone()}" · "{kind}</p>
            <h1>{headline}</h1>
            {inspection.questions.iter().map(|question| ask(session, question, inspection)).collect_view()}
            <p class="review-actions">
                <button id="import" class="primary" disabled=move || is_open || session.is_busy.get() on:click=move |_| session.import()>
                    "Show my answers"
                </button>
                <button id="cancel-review" on:click=move |_| session.cancel()>"Choose another file"</button>
            </p>
            {reading(session, inspection)}
            {recognised(inspection)}
            <h2>"The first rows"</h2>
            <p class="fine">"Change what a column is at its head. What is not chosen is not used."</p>
            {rows(session, inspection)}
        </section>
    }
}

/// One clear question with its answers.
fn ask(session: Session, question: &Question, inspection: &Inspection) -> impl IntoView + use<> {
    match question {
        Question::WhichColumn(role) => {
            let role = *role;
            let text = match role {
                Role::Date => "Which column holds the date of the order?",
                _ => "Which column tells customers apart: an e-mail address, a number, a name?",
            };
            let buttons = inspection
                .columns
                .iter()
                .filter(|column| column.empty < 1.0)
                .take(12)
                .map(|column| {
                    let reference = column.reference.clone();
                    let pick = move |_| {
                        let reference = reference.clone();
                        session.review_again(|recipe| choose(recipe, role, Some(reference)));
                    };
                    view! { <button on:click=pick>{name_of(column)}</button> }
                })
                .collect_view();
            view! { <div class="ask"><p>{text}</p><p class="ask-buttons">{buttons}</p></div> }.into_any()
        }
        Question::DateOrder { example } => {
            let button = move |order: DateOrder, text: String| {
                let pick = move |_| session.review_again(|recipe| recipe.reading.date_order = Some(order));
                view! { <button on:click=pick>{text}</button> }
            };
            view! {
                <div class="ask">
                    <p>"What does "<strong>{example.clone()}</strong>" mean in this file?"</p>
                    <p class="ask-buttons">
                        {button(DateOrder::DayFirst, "The day comes first".to_owned())}
                        {button(DateOrder::MonthFirst, "The month comes first".to_owned())}
                    </p>
                </div>
            }
            .into_any()
        }
        Question::DecimalSign { example } => {
            let button = move |sign: char, text: &'static str| {
                let pick = move |_| session.review_again(|recipe| recipe.reading.decimal_sign = Some(sign));
                view! { <button on:click=pick>{text}</button> }
            };
            let thousands = if example.contains('.') { ',' } else { '.' };
            let decimals = if example.contains('.') { '.' } else { ',' };
            view! {
                <div class="ask">
                    <p>"How much is "<strong>{example.clone()}</strong>" in this file?"</p>
                    <p class="ask-buttons">
                        {button(thousands, "More than a thousand")}
                        {button(decimals, "A few, with three decimals")}
                    </p>
                </div>
            }
            .into_any()
        }
    }
}

/// Gives a role a column, taking both from whoever had them.
fn choose(recipe: &mut Recipe, role: Role, reference: Option<String>) {
    if reference.is_some() {
        let others: Vec<Role> =
            recipe.columns.iter().filter(|(_, have)| **have == reference).map(|(role, _)| *role).collect();
        for other in others {
            recipe.columns.remove(&other);
        }
    }
    recipe.columns.insert(role, reference);
}

fn name_of(column: &ColumnView) -> String {
    if column.header.is_empty() {
        format!("Column {}", column.reference.trim_start_matches('#'))
    } else {
        column.header.clone()
    }
}

/// How the file is read, with a choice for each decision.
fn reading(session: Session, inspection: &Inspection) -> impl IntoView + use<> {
    let encodings = [
        ("", "recognise"),
        ("utf-8", "UTF-8"),
        ("windows-1252", "Western (windows-1252)"),
        ("windows-1250", "Central European (windows-1250)"),
        ("utf-16le", "UTF-16"),
        ("iso-8859-15", "ISO 8859-15"),
        ("macintosh", "Macintosh"),
    ];
    let delimiters = [
        ("", "recognise"),
        (",", "comma"),
        (";", "semicolon"),
        ("tab", "tab"),
        ("|", "vertical bar"),
        ("aligned", "spaces"),
    ];
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
    let sheet = (inspection.sheets.len() > 1).then(|| {
        let names = inspection.sheets.iter().map(|sheet| {
            let text = if sheet.hidden { format!("{} (hidden)", sheet.name) } else { sheet.name.clone() };
            (sheet.name.clone(), text)
        });
        let shown = inspection.sheet.clone().unwrap_or_default();
        select("Sheet", "reading-sheet", shown, names.collect(), |recipe, value| {
            recipe.reading.sheet = Some(value)
        })
    });
    let encoding = inspection.encoding.clone().map(|encoding| {
        select("Letters", "reading-encoding", encoding, owned(&encodings), |recipe, value| {
            recipe.reading.encoding = (!value.is_empty()).then_some(value);
        })
    });
    let delimiter = inspection.delimiter.as_deref().map(|delimiter| {
        select(
            "Between cells",
            "reading-delimiter",
            words::delimiter_name(delimiter),
            owned(&delimiters),
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
        let options =
            owned(&[("day", "day first (3/4 is 3 April)"), ("month", "month first (3/4 is 4 March)")]);
        let shown = words::date_order(order).to_owned();
        select("Dates", "reading-dates", shown, options, |recipe, value| {
            recipe.reading.date_order =
                Some(if value == "month" { DateOrder::MonthFirst } else { DateOrder::DayFirst });
        })
    });
    let decimals = inspection.decimal_sign.map(|sign| {
        let shown = if sign == ',' { "1,5 is one and a half" } else { "1.5 is one and a half" };
        let options = owned(&[(".", "1.5 is one and a half"), (",", "1,5 is one and a half")]);
        select("Numbers", "reading-decimals", shown.to_owned(), options, |recipe, value| {
            recipe.reading.decimal_sign = value.chars().next()
        })
    });
    view! { <div class="settings">{sheet}{header}{encoding}{delimiter}{dates}{decimals}</div> }
}

/// What was recognised, in a list.
fn recognised(inspection: &Inspection) -> impl IntoView + use<> {
    let mut guesses: Vec<_> =
        inspection.columns.iter().filter_map(|column| Some((column, column.guess.as_ref()?))).collect();
    guesses.sort_by_key(|(_, guess)| guess.role);
    let items = guesses
        .into_iter()
        .map(|(column, guess)| {
            let sure = if guess.confidence < 0.6 { " (not sure)" } else { "" };
            view! {
                <li>
                    <span class="role">{words::role(guess.role)}</span>
                    <span>{name_of(column)}</span>
                    <span class="why">{words::guess(&guess.reason)}{sure}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="recognised" id="recognised">{items}</ul> }
}

/// The first rows, with a choice at the head of each column.
fn rows(session: Session, inspection: &Inspection) -> impl IntoView + use<> {
    let columns = inspection.columns.iter().take(60).collect::<Vec<_>>();
    let heads = columns.iter().map(|column| column_head(session, column)).collect_view();
    let width = columns.len();
    let body = inspection.rows.iter().map(|row| row_of(row, width)).collect_view();
    view! {
        <div class="table-box review-rows" tabindex="0" role="region" aria-label="The first rows">
            <table>
                <thead>
                    <tr><th class="number">"Row"</th>{heads}</tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

fn row_of(row: &ExampleRow, width: usize) -> impl IntoView + use<> {
    let cells = (0..width)
        .map(|at| view! { <td>{row.cells.get(at).cloned().unwrap_or_default()}</td> })
        .collect_view();
    view! { <tr><td class="number row-number">{row.row}</td>{cells}</tr> }
}

fn column_head(session: Session, column: &ColumnView) -> impl IntoView + use<> {
    let reference = column.reference.clone();
    let current = column.guess.as_ref().map(|guess| guess.role);
    let on_change = move |event| {
        let id = event_target_value(&event);
        let role = Role::ALL.into_iter().find(|role| role.id() == id);
        let reference = reference.clone();
        session.review_again(move |recipe| {
            if let Some(before) = current {
                recipe.columns.insert(before, None);
            }
            if let Some(role) = role {
                choose(recipe, role, Some(reference));
            }
        });
    };
    let options = Role::ALL
        .into_iter()
        .map(|role| view! { <option value=role.id() selected=current == Some(role)>{words::role(role)}</option> })
        .collect_view();
    let class = if current.is_some() { "picked" } else { "" };
    view! {
        <th class=class>
            <span class="column-name">{name_of(column)}</span>
            <select aria-label=format!("What is the column {}", name_of(column)) on:change=on_change>
                <option value="" selected=current.is_none()>"not used"</option>
                {options}
            </select>
            <span class="column-content">{words::content(column.content)}</span>
        </th>
    }
}
