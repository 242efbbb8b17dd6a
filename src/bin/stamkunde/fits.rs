//! Whether a recipe fits the file: what it names has to be there, and can be what it says. Its answers would be others
//! than expected, without a word.

use stamkunde::{
    answers::{ColumnView, ContentKind, GuessReason, Inspection},
    ingest::columns::heading::meanings,
    recipe::{Recipe, Role, refusal},
};

/// Refuses what does not fit.
pub fn check(recipe: &Recipe, inspection: &Inspection) -> Result<(), String> {
    for (role, picked) in &recipe.columns {
        let Some(picked) = picked else { continue };
        let is_chosen = |column: &&ColumnView| {
            let guess = column.guess.as_ref();
            guess.is_some_and(|guess| guess.role == *role && guess.reason == GuessReason::Chosen)
        };
        let Some(column) = inspection.columns.iter().find(is_chosen) else {
            let headers: Vec<&str> =
                inspection.columns.iter().map(|column| column.reference.as_str()).collect();
            let (id, headers) = (role.id(), headers.join(", "));
            return Err(format!("columns.{id} names \"{picked}\", but the file's columns are {headers}"));
        };
        if let Some(what) = cannot_be(*role, column) {
            let id = role.id();
            return Err(format!("columns.{id} names \"{picked}\", but {what}; name another column, or null"));
        }
    }
    let key = &recipe.customer_key;
    let has = |role: &Role| {
        let mut guesses = inspection.columns.iter().filter_map(|column| column.guess.as_ref());
        guesses.any(|guess| guess.role == *role)
    };
    if !key.is_empty() && !key.iter().any(has) {
        let ids: Vec<&str> = key.iter().map(|role| role.id()).collect();
        let named = ids.join(", ");
        return Err(format!(
            "customer_key is [{named}], but the file has no such column; name it under columns, or leave the key out"
        ));
    }
    let reading = &recipe.reading;
    if let Some(row) = reading.header_row.filter(|&row| 0 < row && inspection.header_row == 0) {
        return Err(format!(
            "{}; the header is looked for in the first rows",
            refusal("reading.header_row", row)
        ));
    }
    let names: Vec<&str> = inspection.tables.iter().map(|table| table.name.as_str()).collect();
    if !reading.sheets.is_empty() && !reading.sheets.iter().any(|sheet| names.contains(&sheet.as_str())) {
        let sheets = reading.sheets.join(", ");
        return Err(format!("reading.sheets names {sheets}, but the tables are {}", names.join(", ")));
    }
    Ok(())
}

/// What cells are that cannot have a role, however it is named.
fn cannot_be(role: Role, column: &ColumnView) -> Option<&'static str> {
    use ContentKind::{Dates, Decimals, Emails, Integers};
    // whole amounts look like numbers of customers, but for what they are called
    let is_called_amount = || {
        let meanings = meanings(&column.header);
        let best = meanings.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        best.is_some_and(|&(role, strength)| {
            matches!(role, Role::Amount | Role::UnitPrice) && 0.8 <= strength
        })
    };
    let content = match column.content {
        Integers if is_called_amount() => Decimals,
        content => content,
    };
    match (role, content) {
        (Role::Customer | Role::Email | Role::Phone | Role::Name | Role::Postcode, Decimals) => {
            Some("its cells are amounts, which tell no customers apart")
        }
        (Role::Customer | Role::Email | Role::Phone | Role::Name | Role::Postcode, Dates) => {
            Some("its cells are days, which tell no customers apart")
        }
        (Role::Date, Emails) => Some("its cells are addresses and no days"),
        (Role::Amount | Role::UnitPrice | Role::Quantity | Role::Cost | Role::Discount, Emails) => {
            Some("its cells are addresses and no numbers")
        }
        (Role::Amount | Role::UnitPrice | Role::Cost, Dates) => Some("its cells are days and no amounts"),
        _ => None,
    }
}
