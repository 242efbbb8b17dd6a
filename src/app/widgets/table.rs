//! A table of numbers, as it is shown everywhere.

use leptos::prelude::*;
use stamkunde::state::DataTable;

/// A table in a box that scrolls sideways where it has to.
pub fn data_table(table: &DataTable) -> impl IntoView + use<> {
    let is_number: Vec<bool> = (0..table.head.len())
        .map(|at| table.rows.iter().any(|row| row.get(at).is_some_and(|value| value.is_number)))
        .collect();
    let class = move |number: bool| if number { "number" } else { "" };
    let head = table
        .head
        .iter()
        .zip(is_number)
        .map(|(name, number)| view! { <th class=class(number)>{name.clone()}</th> })
        .collect_view();
    let rows = table
        .rows
        .iter()
        .map(|row| {
            let cells = row
                .iter()
                .map(|value| view! { <td class=class(value.is_number)>{value.shown.clone()}</td> })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="table-box" tabindex="0" role="region" aria-label="Table">
            <table>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
