//! `import` (METRICS.md section 3): adds what the recipe sets aside to what the import set aside, so that rows read stay
//! rows used plus rows set aside.

use crate::{
    answers::{ExampleRow, ImportAnswer, SetAside, SetAsideReason},
    model::{
        History, Ledger, LineIdx,
        history::{Aside, before_orders},
    },
    recipe::Recipe,
};

/// Rows shown per reason.
const N_EXAMPLES: usize = 5;

/// The import's answer under a recipe.
pub fn with_recipe(
    ledger: &Ledger,
    history: &History,
    recipe: &Recipe,
    import: ImportAnswer,
) -> ImportAnswer {
    let mut import = import;
    let counts = &history.counts;
    let left_out = |reason| move |line: LineIdx| before_orders(ledger, recipe, line) == Some(reason);
    let late = examples(ledger, counts.after_as_of, left_out(SetAsideReason::AfterAsOf));
    let ignored = examples(ledger, counts.returns_ignored, left_out(SetAsideReason::ReturnsIgnored));
    // What is filtered is known to the history alone; its rows are not worth another pass.
    for (reason, aside, examples) in [
        (SetAsideReason::AfterAsOf, counts.after_as_of, late),
        (SetAsideReason::ReturnsIgnored, counts.returns_ignored, ignored),
        (SetAsideReason::Filtered, counts.filtered, Vec::new()),
    ] {
        add(&mut import, reason, aside, examples);
    }
    import.set_aside.sort_by(|a, b| b.rows.cmp(&a.rows).then(a.reason.cmp(&b.reason)));
    import
}

fn add(import: &mut ImportAnswer, reason: SetAsideReason, aside: Aside, examples: Vec<ExampleRow>) {
    if aside.lines == 0 {
        return;
    }
    import.rows_used = import.rows_used.saturating_sub(aside.lines);
    import.amount_used -= aside.amount;
    match import.set_aside.iter_mut().find(|item| item.reason == reason) {
        Some(item) => {
            item.rows += aside.lines;
            item.amount += aside.amount;
        }
        None => import.set_aside.push(SetAside { reason, rows: aside.lines, amount: aside.amount, examples }),
    }
}

/// Row numbers of the first rows; the cells themselves are in the file.
fn examples(ledger: &Ledger, aside: Aside, matches: impl Fn(LineIdx) -> bool) -> Vec<ExampleRow> {
    if aside.lines == 0 {
        return Vec::new();
    }
    let rows = ledger.lines.source_row.iter_enumerated().filter(|&(line, _)| matches(line));
    rows.take(N_EXAMPLES).map(|(_, &row)| ExampleRow { row: u64::from(row), cells: Vec::new() }).collect()
}
