//! The whole import of some bytes, and what has to hold of it whatever they are.

use stamkunde::{ingest::{Dataset, InputFile, Imported, inspect, load}, protocol::Problem, recipe::{DateOrder, Recipe, Role}};

/// Imports the bytes as they are and, where questions stay open, once more with answers to them.
pub fn import(bytes: &[u8]) {
    let mut recipe = Recipe::default();
    if let Err(Problem::NeedsAnswer | Problem::NoDates | Problem::NoCustomers) = attempt(bytes, &recipe) {
        recipe.reading.date_order = Some(DateOrder::DayFirst);
        recipe.reading.decimal_sign = Some(',');
        for (role, column) in [(Role::Customer, "#1"), (Role::Date, "#2"), (Role::Amount, "#3")] {
            recipe.columns.insert(role, Some(column.to_owned()));
        }
        let _ = attempt(bytes, &recipe);
    }
}

fn attempt(bytes: &[u8], recipe: &Recipe) -> Result<(), Problem> {
    let file = InputFile::from_bytes("fuzz", bytes.to_vec());
    let dataset = Dataset::open(vec![file], recipe, &mut |_| {})?;
    let (mut plan, _) = inspect(&dataset, recipe)?;
    let Imported { ledger, import, .. } = load(&dataset, &mut plan, &recipe, &[], &mut |_| {})?;
    let aside_rows: u64 = import.set_aside.iter().map(|aside| aside.rows).sum();
    assert_eq!(import.rows_read, import.rows_used + aside_rows, "every row is accounted for");
    assert_eq!(import.rows_used, ledger.lines.len() as u64, "what is used is a line");
    Ok(())
}
