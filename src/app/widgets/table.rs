//! A table of numbers, as it is shown everywhere: sorted by a touch on a heading, with who is behind its rows.

use leptos::prelude::*;
use stamkunde::state::{DataTable, Value};

use crate::session::{Behind, Session};

/// Rows from which on a table can be sorted.
const SORTED_FROM: usize = 6;

/// A table in a box that scrolls sideways where it has to.
pub fn data_table(table: &DataTable) -> AnyView {
    shown(table, None)
}

/// The same, whose rows open the customers behind them by their first cell.
pub fn table_behind(session: Session, table: &DataTable, behind: Vec<Option<Behind>>) -> AnyView {
    shown(table, Some((session, behind)))
}

fn shown(table: &DataTable, behind: Option<(Session, Vec<Option<Behind>>)>) -> AnyView {
    let is_number: Vec<bool> = (0..table.head.len())
        .map(|at| table.rows.iter().any(|row| row.get(at).is_some_and(|value| value.is_number)))
        .collect();
    let sorted = RwSignal::new(None::<(usize, bool)>);
    let can_sort = SORTED_FROM <= table.rows.len();
    let head = table
        .head
        .iter()
        .zip(is_number)
        .enumerate()
        .map(|(at, (name, is_number))| heading(name.clone(), at, is_number, can_sort.then_some(sorted)))
        .collect_view();
    let table = StoredValue::new(table.clone());
    let behind = StoredValue::new(behind);
    let body = move || {
        let order = sorted
            .get()
            .map(|(column, descending)| table.with_value(|table| table.sorted_by(column, descending)));
        table.with_value(|table| {
            let order = order.unwrap_or_else(|| (0..table.rows.len()).collect());
            let rows = order.iter().filter_map(|&at| Some((at, table.rows.get(at)?)));
            rows.map(|(at, row)| {
                let opens = behind.with_value(|behind| {
                    let (session, behind) = behind.as_ref()?;
                    Some((*session, behind.get(at)?.clone()?))
                });
                body_row(row, opens)
            })
            .collect_view()
        })
    };
    view! {
        <div class="table-box" tabindex="0" role="group" aria-label="Table">
            <table>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The sort of a table: which column, and whether from the largest down.
type Sorted = RwSignal<Option<(usize, bool)>>;

fn heading(name: String, at: usize, is_number: bool, sorted: Option<Sorted>) -> AnyView {
    let class = if is_number { "number" } else { "" };
    if name.is_empty() {
        // a heading that says nothing is none
        return view! { <td></td> }.into_any();
    }
    let Some(sorted) = sorted else {
        return view! { <th class=class>{name}</th> }.into_any();
    };
    let direction = move || match sorted.get() {
        Some((column, true)) if column == at => Some("descending"),
        Some((column, false)) if column == at => Some("ascending"),
        _ => None,
    };
    // numbers are looked at from the largest down, names from the first letter on; a third touch brings the order back
    let turn = move |_| {
        sorted.update(|sorted| {
            *sorted = match *sorted {
                Some((column, descending)) if column == at && descending != is_number => None,
                Some((column, descending)) if column == at => Some((at, !descending)),
                _ => Some((at, is_number)),
            };
        });
    };
    view! { <th class=class aria-sort=direction><button class="sort" on:click=turn>{name}</button></th> }
        .into_any()
}

fn body_row(row: &[Value], opens: Option<(Session, Behind)>) -> AnyView {
    let mut opens = opens;
    let cells: Vec<AnyView> = row
        .iter()
        .map(|value| {
            let text = value.shown.clone();
            match (opens.take(), value.bar) {
                (Some((session, behind)), _) => {
                    let open = move |_| session.look_behind(vec![behind.clone()]);
                    view! { <td><button class="link who" on:click=open>{text}</button></td> }.into_any()
                }
                (None, Some(share)) => {
                    let length = format!("{:.1}%", share * 100.0);
                    view! { <td class="number bar" style=("--bar", length)>{text}</td> }.into_any()
                }
                (None, None) => {
                    let class = if value.is_number { "number" } else { "" };
                    view! { <td class=class>{text}</td> }.into_any()
                }
            }
        })
        .collect();
    view! { <tr>{cells}</tr> }.into_any()
}
