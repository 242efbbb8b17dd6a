//! What the review page shows of files before they are imported.

use crate::{
    answers::{AmountColumn, ColumnView, ExampleRow, Inspection, LayoutChange},
    ingest::columns::heading::meanings,
    ingest::{
        columns::assignment::reference,
        lexicon::dictionary::normalise,
        plan::{AmountSource, Plan, SampleRow, questions::column_sum},
        tables::dataset::Dataset,
        values::number::looks_numeric,
    },
    recipe::{Recipe, Role},
};

/// Rows shown.
const SHOWN: usize = 50;

/// What is shown of tables that were understood.
pub fn view(dataset: &Dataset, plan: &Plan, rows: &[SampleRow], recipe: &Recipe) -> Inspection {
    let text = dataset.parts().iter().find(|part| part.table.encoding().is_some());
    Inspection {
        files: dataset.files().to_vec(),
        tables: dataset.tables(),
        known_export: plan.guesses.known.map(|known| known.name.to_owned()),
        encoding: text.and_then(|part| part.table.encoding()).map(str::to_owned),
        delimiter: text.and_then(|part| part.table.delimiter()).map(|delimiter| delimiter.id()),
        header_row: dataset.parts().first().map_or(0, |part| part.header_row),
        columns: columns(plan),
        rows: rows.iter().filter(|(_, row)| !row.is_blank()).take(SHOWN).map(example).collect(),
        date_order: plan.has_open_dates().then(|| plan.parts.first().map(|part| part.date_order)).flatten(),
        decimal_sign: plan
            .column(Role::Amount)
            .or(plan.column(Role::UnitPrice))
            .filter(|_| text.is_some())
            .map(|at| plan.decimal_sign(at)),
        customer_key: plan.key.iter().map(|key| key.role).collect(),
        amounts: amount_columns(dataset, plan),
        currencies: plan.currencies.seen.clone(),
        currency: plan.currencies.used.clone(),
        layout_change: (!recipe.layout.is_empty()).then(|| layout_change(&recipe.layout, &plan.headers)),
        questions: plan.questions.clone(),
    }
}

/// The headers as a recipe keeps them: what looks like a value is none of the layout, and is not kept.
pub fn layout_of(headers: &[String]) -> Vec<String> {
    let is_name = |header: &&String| {
        !header.is_empty() && header.chars().count() <= 60 && !header.contains('@') && !looks_numeric(header)
    };
    headers.iter().filter(is_name).cloned().collect()
}

fn layout_change(before: &[String], now: &[String]) -> LayoutChange {
    let names = |headers: &[String]| -> Vec<String> {
        headers.iter().map(|header| normalise(header).joined).collect()
    };
    let (had, have) = (names(before), names(now));
    let role = |header: &String| {
        let all = meanings(header);
        all.into_iter()
            .filter(|(_, strength)| *strength > 0.5)
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(role, _)| role)
    };
    let missing = before.iter().zip(&had).filter(|(_, name)| !have.contains(name));
    let new = layout_of(now);
    LayoutChange {
        missing: missing.map(|(header, _)| (header.clone(), role(header))).collect(),
        new: new.into_iter().filter(|header| !had.contains(&normalise(header).joined)).collect(),
    }
}

/// Columns that could be what a line is worth, the one used first; empty where there is no choice.
pub fn amount_columns(dataset: &Dataset, plan: &Plan) -> Vec<AmountColumn> {
    let used = match plan.amount {
        AmountSource::Column(at) => Some(at),
        _ => None,
    };
    let columns = &plan.amount_columns;
    if columns.len() < 2 && columns.first().copied() == used {
        return Vec::new();
    }
    let rows = dataset.sample();
    columns
        .iter()
        .map(|&at| AmountColumn {
            reference: reference(at, &plan.headers),
            sum: column_sum(plan, &rows, at),
            used: Some(at) == used,
        })
        .collect()
}

fn example((part, row): &SampleRow) -> ExampleRow {
    let cells = row.cells().map(|cell| cell.to_text().chars().take(120).collect()).collect();
    ExampleRow { table: *part as u32, row: row.number, cells }
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
