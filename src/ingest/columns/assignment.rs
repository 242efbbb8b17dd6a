//! Which column is what. Every column is scored for every role, by its heading, its cells, what the rows say together and
//! the table that it comes from; then the best whole assignment is chosen, one column a role, and the runner-up is kept:
//! how much worse everything would be with another column says how sure a role is.

use crate::{
    answers::{ColumnGuess, GuessReason},
    base::order::sort_by,
    ingest::{
        columns::{
            cells::{by_content, fit},
            header::only_counts,
            heading::{Entity, meanings, meanings_in, says},
            matching::best_matching,
            profile::{Column, Profile},
            rows_together::{Candidate, Together},
        },
        lexicon::{
            concept::Concept,
            dictionary::normalise,
            presets::{KnownExport, recognise},
        },
        read::row::Row,
    },
    recipe::{Recipe, Role},
};

/// A table as it is understood: headings, cells, some rows, and where its columns come from.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Headings; empty for a table without.
    pub headers: &'a [String],
    /// What the columns hold.
    pub profile: &'a Profile,
    /// Some rows.
    pub rows: &'a [&'a Row],
    /// By column, what its table is a list of, and by what it is looked up; shorter where nothing is known.
    pub origins: &'a [Origin],
}

/// Where a column comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    /// What the table is a list of.
    pub entity: Option<Entity>,
    /// By what it is looked up; `None` for a column of the lines themselves.
    pub looked_up_by: Option<By>,
    /// The lines have amounts of their own.
    pub is_priced: bool,
    /// It is a number by which something with a name is looked up.
    pub leads_on: bool,
    /// It is a column of the very table whose rows are counted as orders, whatever that table is named after.
    pub is_of_orders: bool,
}

/// What the key of a table that is looked up tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Its column has this role on both sides.
    Role(Role),
    /// It has no role of its own: the number of a category, of a shop.
    Entity(Entity),
}

impl Origin {
    /// True where a column from there can have a role: who is looked up by customer says what customers are, and never
    /// what an order was.
    pub fn allows(self, role: Role) -> bool {
        match self.looked_up_by {
            None => true,
            Some(By::Role(Role::Order) | By::Entity(Entity::Order | Entity::Line)) => {
                !(self.is_priced && matches!(role, Role::Amount | Role::UnitPrice | Role::Quantity))
            }
            Some(By::Role(Role::Product | Role::ProductName) | By::Entity(Entity::Product)) => matches!(
                role,
                Role::Product | Role::ProductName | Role::Category | Role::UnitPrice | Role::Cost
            ),
            Some(By::Role(Role::Category) | By::Entity(Entity::Category)) => role == Role::Category,
            Some(By::Role(Role::Channel) | By::Entity(Entity::Store)) => {
                matches!(role, Role::Channel | Role::Country)
            }
            Some(By::Entity(Entity::Other)) => false,
            Some(By::Role(_) | By::Entity(Entity::Customer)) => matches!(
                role,
                Role::Customer
                    | Role::Email
                    | Role::Name
                    | Role::FirstName
                    | Role::Phone
                    | Role::Postcode
                    | Role::Country
            ),
        }
    }
}

/// The columns recognised for the roles.
#[derive(Debug, Clone, Default)]
pub struct Guesses {
    /// By column, from left to right.
    pub columns: Vec<Option<ColumnGuess>>,
    /// The export that the headers belong to.
    pub known: Option<&'static KnownExport>,
    /// All that was thought of: role, column and confidence, strongest first.
    pub candidates: Vec<(Role, usize, f64)>,
    /// What the rows say together.
    pub together: Together,
    /// Roles that another column could have at hardly any loss, with that column.
    pub narrow: Vec<(Role, usize)>,
}

impl Guesses {
    /// The column of a role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|guess| guess.as_ref().is_some_and(|guess| guess.role == role))
    }
    /// How strongly a column was thought of for a role.
    pub fn strength(&self, role: Role, column: usize) -> f64 {
        let all = self.candidates.iter().filter(|&&(have, at, _)| have == role && at == column);
        all.map(|&(_, _, confidence)| confidence).fold(0.0, f64::max)
    }
}

/// Below this a guess is not made.
const THRESHOLD: f64 = 0.4;
/// What is left of a number by which a name is looked up.
const LEADS_ON: f64 = 0.5;
/// A role is narrow where another column would cost no more than this.
const NARROW: f64 = 0.06;

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

/// Recognises the columns. What the recipe says wins, then a known export.
pub fn guess(seen: &Seen<'_>, recipe: &Recipe) -> Guesses {
    let Seen { headers, profile, .. } = *seen;
    let width = headers.len().max(profile.columns.len());
    let mut guesses = Guesses { columns: vec![None; width], known: recognise(headers), ..Guesses::default() };
    let mut taken: Vec<Role> = Vec::new();
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
    let mut candidates = all_candidates(seen, width);
    guesses.together = Together::of(seen.rows, profile, &candidates);
    guesses.together.weigh(&mut candidates);
    // where an order is, or how it stands: what changes from order to order of one customer is no place
    for one in candidates.iter_mut().filter(|one| one.role == Role::Status) {
        let is_state = seen.headers.get(one.column).is_some_and(|header| says(header, Concept::State));
        if is_state && guesses.together.changes_with_orders.contains(&one.column) {
            one.score = one.score.max(STATE_OF_ORDER);
        }
    }
    // strongest first; between equals the column further left
    sort_by(&mut candidates, |a, b| {
        b.score.total_cmp(&a.score).then(a.column.cmp(&b.column)).then(a.role.cmp(&b.role))
    });
    guesses.candidates = candidates.iter().map(|one| (one.role, one.column, one.score)).collect();
    candidates.retain(|one| {
        THRESHOLD <= one.score
            && !taken.contains(&one.role)
            && guesses.columns.get(one.column).is_some_and(Option::is_none)
    });
    let (chosen, total) = best_matching(&candidates, None);
    for &at in &chosen {
        let Some(one) = candidates.get(at) else { continue };
        if matches!(one.role, Role::Customer | Role::Date | Role::Amount) {
            let (others, without) = best_matching(&candidates, Some((one.role, one.column)));
            let other =
                others.iter().filter_map(|&at| candidates.get(at)).find(|other| other.role == one.role);
            if let Some(other) = other.filter(|_| total - without <= NARROW) {
                guesses.narrow.push((one.role, other.column));
            }
        }
    }
    for at in chosen {
        let Some(one) = candidates.get(at) else { continue };
        if let Some(slot) = guesses.columns.get_mut(one.column) {
            let confidence = one.score.min(0.99);
            *slot = Some(ColumnGuess { role: one.role, confidence, reason: one.reason.clone() });
        }
    }
    guesses
}

/// A bare *Referencia* that comes again in row after row but hardly in two that follow each other: in a shop that is an
/// article, where a payment's or an order's stands on all lines of one order.
fn is_product_reference(header: &str, column: &Column) -> bool {
    let (filled, distinct) = (column.filled(), column.distinct() as u64);
    says(header, Concept::Reference)
        && meanings(header).iter().all(|&(role, score)| role == Role::Order && score < 0.5)
        && 1 < distinct
        && distinct * 4 <= filled
        && column.repeats * 5 < filled
}

/// How sure it is that a *State* which changes from order to order is the order's.
const STATE_OF_ORDER: f64 = 0.6;

/// What each column may be, with how sure that is.
fn all_candidates(seen: &Seen<'_>, width: usize) -> Vec<Candidate> {
    let empty = Column::default();
    // a subtotal is less than what was paid where a discount, postage or tax stands beside it; else it is as good
    let explains = |header: &String| {
        [Concept::Discount, Concept::Delivery, Concept::Tax, Concept::Fee]
            .iter()
            .any(|&concept| says(header, concept))
    };
    let is_explained = seen.headers.iter().any(explains);
    // a bare name beside a last name is the first one
    let has_last = seen.headers.iter().any(|header| says(header, Concept::Last));
    // without a header, or with one that only counts, cells have to say everything
    let says_nothing = only_counts(seen.headers.iter().map(String::as_str)) || seen.headers.is_empty();
    let mut all = Vec::new();
    for at in 0..width {
        let column = seen.profile.columns.get(at).unwrap_or(&empty);
        let header = seen.headers.get(at).map(String::as_str).unwrap_or_default();
        let origin = seen.origins.get(at).copied().unwrap_or_default();
        let mut found: Vec<Candidate> = Vec::new();
        let mut said = meanings_in(header, origin.entity);
        // the file may be named after customers: a row that is counted is an order, and its status the order's
        if origin.is_of_orders && said.iter().all(|&(role, _)| role != Role::Status) {
            said.extend(
                meanings(header).into_iter().filter(|&(role, score)| role == Role::Status && score > 0.5),
            );
        }
        if is_product_reference(header, column) {
            found.push(Candidate {
                role: Role::Product,
                column: at,
                score: 0.5,
                reason: GuessReason::Header,
            });
        }
        for (role, strength) in said {
            let fit = fit(role, column);
            let is_sub = role == Role::Amount && !is_explained && says(header, Concept::Sub);
            let strength = if is_sub { strength / 0.62 } else { strength };
            if fit > 0.0 {
                let reason = if fit >= 0.9 { GuessReason::HeaderAndContent } else { GuessReason::Header };
                found.push(Candidate { role, column: at, score: strength * fit, reason });
            }
        }
        if has_last
            && let Some(name) =
                found.iter().find(|one| one.role == Role::Name && !says(header, Concept::Last))
            && meanings_in(header, None).iter().any(|&(role, score)| role == Role::Name && score <= 0.7)
        {
            found.push(Candidate { role: Role::FirstName, score: name.score * 1.2, ..name.clone() });
        }
        for (role, confidence) in by_content(column, says_nothing, seen.profile) {
            match found.iter_mut().find(|have| have.role == role) {
                Some(have) if have.score < confidence => {
                    have.score = confidence;
                    have.reason = GuessReason::Content;
                }
                Some(_) => {}
                None => {
                    let reason = GuessReason::Content;
                    found.push(Candidate { role, column: at, score: confidence, reason });
                }
            }
        }
        found.retain(|one| origin.allows(one.role));
        if origin.leads_on {
            // what is found by the number has the name
            found.iter_mut().for_each(|one| one.score *= LEADS_ON);
        }
        all.append(&mut found);
    }
    all
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
