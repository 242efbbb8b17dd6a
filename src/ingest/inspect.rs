//! What the review page shows of a file before it is imported.

use super::{plan::Plan, roles::reference, row::Row, table::Table};
use crate::{
    answers::{ColumnView, ExampleRow, Inspection},
    protocol::Problem,
    recipe::{Recipe, Role},
};

/// Rows shown.
const SHOWN: usize = 50;

/// Understands a table and shows how.
///
/// # Errors
/// See [`Plan::make`].
pub fn inspect(table: &Table, recipe: &Recipe) -> Result<(Plan, Inspection), Problem> {
    let (plan, rows) = Plan::make(table, recipe)?;
    let inspection = Inspection {
        file: table.file.name.clone(),
        kind: table.kind().to_owned(),
        size: table.file.size,
        known_export: plan.guesses.known.map(|known| known.name.to_owned()),
        sheets: table.sheets().to_vec(),
        sheet: table.sheet().map(str::to_owned),
        encoding: table.encoding().map(str::to_owned),
        delimiter: table.delimiter().map(|delimiter| delimiter.id()),
        header_row: plan.header_row,
        columns: columns(&plan),
        rows: rows.iter().filter(|row| !row.is_blank()).take(SHOWN).map(example).collect(),
        date_order: plan.has_open_dates().then_some(plan.date_order),
        decimal_sign: plan
            .column(Role::Amount)
            .or(plan.column(Role::UnitPrice))
            .filter(|_| table.encoding().is_some())
            .map(|at| plan.decimal_sign(at)),
        questions: plan.questions.clone(),
    };
    Ok((plan, inspection))
}

fn example(row: &Row) -> ExampleRow {
    let cells = row.cells().map(|cell| cell.to_text().chars().take(120).collect()).collect();
    ExampleRow { row: row.number, cells }
}

fn columns(plan: &Plan) -> Vec<ColumnView> {
    let width = plan.headers.len().max(plan.profile.columns.len());
    (0..width)
        .map(|at| {
            let column = plan.profile.columns.get(at);
            ColumnView {
                header: plan.headers.get(at).cloned().unwrap_or_default(),
                reference: reference(at, &plan.headers),
                guess: plan.guesses.columns.get(at).cloned().flatten(),
                empty: column.map_or(1.0, |column| column.blank as f64 / column.cells.max(1) as f64),
                content: column.map(|column| column.kind()).unwrap_or_default(),
            }
        })
        .collect()
}
