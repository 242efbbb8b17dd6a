//! What is known of customers besides their key: the latest non-empty cell of each column that tells it.

use super::{
    identity::{Persons, TokenIdx, clean_id},
    plan::Plan,
    row::{Cell, Row},
};
use crate::{
    base::{Idx, IndexVec},
    model::{CustomerIdx, People},
    recipe::Role,
};

const ROLES: [Role; 6] =
    [Role::Customer, Role::Email, Role::Name, Role::Phone, Role::Postcode, Role::Country];

#[derive(Debug, Clone, Default)]
struct Contact {
    last_line: u32,
    /// In the order of [`ROLES`].
    cells: [String; ROLES.len()],
}

/// Gathers contacts while rows are read.
pub(super) struct Contacts<'p> {
    plan: &'p Plan,
    /// Place in [`Contact::cells`] and column.
    columns: Vec<(usize, usize)>,
    of_token: IndexVec<TokenIdx, Contact>,
}

impl<'p> Contacts<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let places = ROLES.into_iter().enumerate().filter(|&(_, role)| !is_only_key(plan, role));
        let columns = places.filter_map(|(place, role)| Some((place, plan.column(role)?))).collect();
        Self { plan, columns, of_token: IndexVec::default() }
    }

    /// Takes in a row of a customer; `line` grows from row to row.
    #[allow(clippy::indexing_slicing)] // filled up to this token just before
    pub(super) fn see(&mut self, row: &Row, token: TokenIdx, line: u32) {
        if self.columns.is_empty() {
            return;
        }
        while self.of_token.len() <= token.index() {
            self.of_token.push(Contact::default());
        }
        let contact = &mut self.of_token[token];
        contact.last_line = line;
        for &(place, column) in &self.columns {
            let Some(place) = contact.cells.get_mut(place) else { continue };
            match row.cell(column) {
                Cell::Text(text) => {
                    let clean = clean_id(text);
                    if !clean.is_empty() && place != clean {
                        place.clear();
                        place.push_str(clean);
                    }
                }
                cell if !cell.is_blank() => *place = cell.to_text(),
                _ => {}
            }
        }
    }

    /// Merges the contacts of each person's tokens, the latest cell winning.
    #[allow(clippy::indexing_slicing)] // tokens are numbered by the table that they index
    pub(super) fn finish(&self, persons: &Persons) -> People {
        let (contacts, plan) = (&self.of_token, self.plan);
        let mut order: Vec<TokenIdx> = contacts.indices().collect();
        order.sort_by_key(|&token| contacts[token].last_line);
        let n = persons.keys.len();
        let column = |at: usize| -> IndexVec<CustomerIdx, String> {
            let role = ROLES.get(at).copied();
            if role.and_then(|role| plan.column(role)).is_none() {
                return IndexVec::default();
            }
            if role.is_some_and(|role| is_only_key(plan, role)) {
                return persons.keys.indices().map(|person| persons.keys.text(person).to_owned()).collect();
            }
            let mut column = IndexVec::filled(String::new(), n);
            for &token in &order {
                if let Some(cell) = contacts[token].cells.get(at).filter(|cell| !cell.is_empty()) {
                    column[persons.of_token[token]] =
                        if role == Some(Role::Email) { cell.to_lowercase() } else { cell.clone() };
                }
            }
            column
        };
        People {
            number: column(0),
            email: column(1),
            name: column(2),
            phone: column(3),
            postcode: column(4),
            country: column(5),
        }
    }
}

/// True for a role that alone makes the customer: the key is then what is known of it.
fn is_only_key(plan: &Plan, role: Role) -> bool {
    matches!(plan.key.as_slice(), [key] if key.role == role && key.with.is_none())
}
