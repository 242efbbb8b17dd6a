//! What went in: every row accounted for, every assumption said.

use leptos::prelude::*;
use stamkunde::answers::{ImportAnswer, SetAside};

use crate::{
    session::Session,
    text::{format, words},
};

/// The page.
pub fn page(session: Session) -> impl IntoView {
    move || session.answers.get().map(|answers| report(session, &answers.import))
}

fn report(session: Session, import: &ImportAnswer) -> impl IntoView + use<> {
    let unused: u64 = import.set_aside.iter().map(|aside| aside.rows).sum();
    let headline = if unused == 0 {
        format!("Every one of the {} rows was used", format::int(import.rows_read))
    } else {
        format!("{} of {} rows were used", format::int(import.rows_used), format::int(import.rows_read))
    };
    let rows = import.set_aside.iter().map(aside_row).collect_view();
    let examples =
        import.set_aside.iter().filter(|aside| !aside.examples.is_empty()).map(example_rows).collect_view();
    let notes = import.notes.iter().map(|note| view! { <li>{words::note(note)}</li> }).collect_view();
    let identical = import.identical_lines.filter(|&lines| lines > 0).map(|lines| {
        view! { <li>{format!("{} stand more than once in the file. They were kept: real shops sell the same thing twice.", format::counted(lines, "row", "rows"))}</li> }
    });
    view! {
        <section class="report">
            <p class="question">"What went in"</p>
            <h1>{headline}</h1>
            <div class="table-box">
                <table id="account">
                    <thead><tr><th>""</th><th class="number">"Rows"</th><th class="number">"Amount"</th></tr></thead>
                    <tbody>
                        <tr><td>"Used"</td><td class="number">{format::int(import.rows_used)}</td><td class="number">{format::exact_money(import.amount_used)}</td></tr>
                        {rows}
                        <tr class="total"><td>"Read"</td><td class="number">{format::int(import.rows_read)}</td><td class="number">{format::exact_money(import.amount_read)}</td></tr>
                    </tbody>
                </table>
            </div>
            <p class="fine">"Rows used and rows set aside add up to the rows read, and so do their amounts, to the last decimal."</p>
            <p>
                <button id="save-set-aside" disabled=unused == 0 on:click=move |_| session.save_set_aside()>"Save the rows that were set aside"</button>
            </p>
            <h2>"How the file was read"</h2>
            <ul class="notes">{notes}{identical}</ul>
            {examples}
        </section>
    }
}

fn aside_row(aside: &SetAside) -> impl IntoView + use<> {
    view! {
        <tr>
            <td>"Set aside: "{words::set_aside(aside.reason)}</td>
            <td class="number">{format::int(aside.rows)}</td>
            <td class="number">{format::exact_money(aside.amount)}</td>
        </tr>
    }
}

fn example_rows(aside: &SetAside) -> impl IntoView + use<> {
    let rows = aside
        .examples
        .iter()
        .map(|row| {
            let cells =
                row.cells.iter().take(30).map(|cell| view! { <td>{cell.clone()}</td> }).collect_view();
            view! { <tr><td class="number row-number">{row.row}</td>{cells}</tr> }
        })
        .collect_view();
    view! {
        <details class="examples">
            <summary>"Examples: "{words::set_aside(aside.reason)}</summary>
            <div class="table-box"><table><tbody>{rows}</tbody></table></div>
        </details>
    }
}
