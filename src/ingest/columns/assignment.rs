//! Which column is what: headers and cells together decide, and each role takes one column.

use crate::{
    answers::{ColumnGuess, GuessReason},
    base::order::sort_by,
    ingest::{
        columns::profile::{Column, Profile},
        lexicon::{
            dictionary::{meanings, normalise},
            presets::{KnownExport, recognise},
        },
    },
    recipe::{Recipe, Role},
};

/// The columns recognised for the roles.
#[derive(Debug, Clone, Default)]
pub struct Guesses {
    /// By column, from left to right.
    pub columns: Vec<Option<ColumnGuess>>,
    /// The export that the headers belong to.
    pub known: Option<&'static KnownExport>,
    /// All that was thought of: role, column and confidence, strongest first.
    pub candidates: Vec<(Role, usize, f64)>,
}

impl Guesses {
    /// The column of a role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|guess| guess.as_ref().is_some_and(|guess| guess.role == role))
    }
}

/// Below this a guess is not made.
const THRESHOLD: f64 = 0.4;

/// Finds the column that a recipe names: by header, or `#3` for the third, whatever is written above another one.
pub fn resolve_reference(reference: &str, headers: &[String]) -> Option<usize> {
    if let Some(number) = place_of(reference) {
        return number.checked_sub(1);
    }
    if let Some(at) = headers.iter().position(|header| header == reference) {
        return Some(at);
    }
    let wanted = normalise(reference);
    headers.iter().position(|header| !wanted.joined.is_empty() && normalise(header) == wanted)
}

/// The number in `#3`.
fn place_of(reference: &str) -> Option<usize> {
    reference.strip_prefix('#')?.parse().ok()
}

/// How a recipe names a column: its header where that is unique and no place, else its place.
pub fn reference(column: usize, headers: &[String]) -> String {
    match headers.get(column) {
        Some(header)
            if !header.is_empty()
                && place_of(header).is_none()
                && headers.iter().filter(|other| *other == header).count() == 1 =>
        {
            header.clone()
        }
        _ => format!("#{}", column + 1),
    }
}

/// Recognises the columns. `headers` is empty for a table without a header; what the recipe says wins.
pub fn guess(headers: &[String], profile: &Profile, recipe: &Recipe) -> Guesses {
    let width = headers.len().max(profile.columns.len());
    let mut guesses =
        Guesses { columns: vec![None; width], known: recognise(headers), candidates: Vec::new() };
    let mut taken: Vec<Role> = Vec::new();
    let mut closed = vec![false; width];
    for (&role, picked) in &recipe.columns {
        taken.push(role);
        let Some(at) = picked.as_deref().and_then(|reference| resolve_reference(reference, headers)) else {
            continue;
        };
        if let Some(slot) = guesses.columns.get_mut(at) {
            *slot = Some(ColumnGuess { role, confidence: 1.0, reason: GuessReason::Chosen });
        }
    }
    if let Some(known) = guesses.known {
        for &(role, header) in known.roles {
            if taken.contains(&role) {
                continue;
            }
            let wanted = normalise(header);
            let at = headers.iter().position(|have| normalise(have) == wanted);
            let Some(slot) = at.and_then(|at| guesses.columns.get_mut(at)).filter(|slot| slot.is_none())
            else {
                continue;
            };
            let reason = GuessReason::KnownExport(known.name.to_owned());
            *slot = Some(ColumnGuess { role, confidence: 0.98, reason });
            taken.push(role);
        }
        taken.extend_from_slice(known.without);
    }
    for (guess, closed) in guesses.columns.iter().zip(&mut closed) {
        *closed = guess.is_some();
    }
    let mut candidates = Vec::new();
    for at in 0..width {
        let column = profile.columns.get(at);
        let header = headers.get(at).map(String::as_str).unwrap_or_default();
        for (role, confidence, reason) in candidates_of(header, column, headers.is_empty(), profile) {
            candidates.push((confidence, at, role, reason));
        }
    }
    // strongest first; between equals the column further left
    sort_by(&mut candidates, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    guesses.candidates = candidates.iter().map(|&(confidence, at, role, _)| (role, at, confidence)).collect();
    for (confidence, at, role, reason) in candidates {
        let Some(slot) = guesses.columns.get_mut(at) else { continue };
        if slot.is_some() || taken.contains(&role) || closed.get(at) == Some(&true) || confidence < THRESHOLD
        {
            continue;
        }
        *slot = Some(ColumnGuess { role, confidence: confidence.min(0.99), reason });
        taken.push(role);
    }
    guesses
}

/// What a column may be, with how sure that is.
fn candidates_of(
    header: &str,
    column: Option<&Column>,
    headerless: bool,
    profile: &Profile,
) -> Vec<(Role, f64, GuessReason)> {
    let empty = Column::default();
    let column = column.unwrap_or(&empty);
    let mut found = Vec::new();
    for (role, strength) in meanings(header) {
        let fit = fit(role, column);
        if fit > 0.0 {
            let reason = if fit >= 0.9 { GuessReason::HeaderAndContent } else { GuessReason::Header };
            found.push((role, strength * fit, reason));
        }
    }
    for (role, confidence) in by_content(column, headerless, profile) {
        match found.iter_mut().find(|(have, _, _)| *have == role) {
            Some((_, before, reason)) if *before < confidence => {
                *before = confidence;
                *reason = GuessReason::Content;
            }
            Some(_) => {}
            None => found.push((role, confidence, GuessReason::Content)),
        }
    }
    found
}

/// How well the cells fit a role whose header matches: 0 not at all, 1 fully.
fn fit(role: Role, column: &Column) -> f64 {
    let filled = column.filled();
    if filled == 0 {
        return 0.5; // an empty column keeps what its header says, behind any column that holds something
    }
    let numbers = column.share(column.numbers);
    let dates = column.share(column.dates);
    let emails = column.share(column.emails);
    let words = column.share(column.words);
    // a code or a discount stands on few lines, and is no less one for it
    let is_sparse = matches!(role, Role::Coupon | Role::Discount | Role::Campaign | Role::Status);
    let fill = if is_sparse { 1.0 } else { (filled as f64 / column.cells.max(1) as f64).sqrt().max(0.3) };
    let fit = match role {
        Role::Email => emails,
        Role::Date => {
            if dates > 0.3 {
                dates
            } else if column.share(column.serials) > 0.8 {
                0.9
            } else {
                0.0
            }
        }
        Role::Time => column.share(column.times).max(if dates > 0.5 { 0.3 } else { 0.0 }),
        Role::Quantity => {
            let whole =
                if column.numbers == 0 { 0.0 } else { column.integers as f64 / column.numbers as f64 };
            if numbers < 0.5 { 0.0 } else { numbers * (0.6 + 0.4 * whole) }
        }
        Role::UnitPrice | Role::Amount | Role::Discount | Role::Cost => {
            if numbers < 0.5 {
                0.0
            } else {
                numbers
            }
        }
        Role::Customer | Role::Order => {
            if dates > 0.9 && numbers < 0.5 || emails > 0.5 {
                0.0
            } else if column.integers < column.numbers / 2 {
                0.3 // amounts are no ids
            } else if role == Role::Order && column.distinct() <= 2 && filled > 20 {
                0.2
            } else if role == Role::Customer && words > 0.9 && column.mean_length() > 8.0 {
                0.85 // names: a number is better where there is one
            } else {
                1.0
            }
        }
        Role::ProductName => {
            if emails > 0.3 || dates > 0.5 {
                0.0
            } else if words < 0.3 {
                0.35
            } else {
                1.0
            }
        }
        Role::Product => {
            if emails > 0.3 || dates > 0.9 && numbers < 0.5 {
                0.0
            } else if words > 0.7 && column.mean_length() > 14.0 {
                0.6 // a text: rather the name
            } else {
                1.0
            }
        }
        Role::Name => {
            if numbers > 0.5 || emails > 0.5 || column.references > filled / 2 {
                0.0
            } else {
                1.0
            }
        }
        Role::Coupon
        | Role::Category
        | Role::Channel
        | Role::Campaign
        | Role::Country
        | Role::Currency
        | Role::Status => {
            if emails > 0.3 || dates > 0.5 && role != Role::Status {
                0.0
            } else if column.distinct() >= 4000 {
                0.3
            } else {
                1.0
            }
        }
        Role::Phone | Role::Postcode => {
            if emails > 0.3 {
                0.0
            } else {
                1.0
            }
        }
    };
    fit * fill
}

/// What cells alone say. Without a header they have to say everything.
fn by_content(column: &Column, headerless: bool, profile: &Profile) -> Vec<(Role, f64)> {
    let mut found = Vec::new();
    if column.filled() == 0 {
        return found;
    }
    if column.share(column.emails) > 0.6 {
        found.push((Role::Email, 0.9));
    }
    if column.share(column.dates) > 0.8 {
        found.push((Role::Date, if headerless { 0.9 } else { 0.45 }));
    }
    let is_statuses = column.share(column.statuses) > 0.9 && column.distinct() <= 20 && column.filled() >= 5;
    if is_statuses {
        found.push((Role::Status, 0.75));
    }
    if !headerless || is_statuses {
        return found;
    }
    let numbers = column.share(column.numbers);
    let dates = column.share(column.dates);
    if numbers > 0.9 && dates < 0.8 {
        let whole = column.integers == column.numbers;
        // ids are long, and there are many of them; quantities are small and few
        let many = column.distinct() as f64 / (column.filled() as f64).min(4096.0);
        if !whole {
            // the right-most decimals are the line's amount: see the order of candidates
            let right = profile.columns.iter().rposition(|other| std::ptr::eq(other, column)).unwrap_or(0);
            found.push((Role::Amount, 0.7 + 0.01 * right.min(20) as f64));
        } else if column.largest <= 1000.0 && many < 0.2 {
            found.push((Role::Quantity, 0.6));
        } else {
            found.push((Role::Customer, 0.6 + if column.distinct() > 20 && many < 0.9 { 0.1 } else { 0.0 }));
            // without a header only a number that never comes twice is taken for an order's
            if many > 0.95 {
                found.push((Role::Order, 0.45));
            }
        }
    } else if column.share(column.words) > 0.8 && dates < 0.5 && column.share(column.emails) < 0.5 {
        found.push((Role::ProductName, if column.distinct() > 3 { 0.55 } else { 0.3 }));
        found.push((Role::Customer, 0.41));
    } else if column.share(column.references) > 0.8 || numbers > 0.3 {
        found.push((Role::Order, 0.5));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by fuzzing: a header that looks like a place, and a column at that place whose header does not tell it.
    #[test]
    fn a_reference_leads_back_to_its_column() {
        let headers = ["#3", "Total", "", "Total", "#0", "#", "Date"].map(str::to_owned);
        for at in 0..headers.len() {
            assert_eq!(resolve_reference(&reference(at, &headers), &headers), Some(at), "column {at}");
        }
        assert_eq!(reference(6, &headers), "Date");
        assert_eq!(resolve_reference("date", &headers), Some(6));
        assert_eq!(resolve_reference("#0", &headers), None);
    }
}
