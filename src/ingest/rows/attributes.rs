//! What is known of customers besides their key: the latest non-empty cell of each column that tells it.

use crate::{
    base::{Idx, IndexVec, Interner, order::sort_by_key},
    define_idx,
    ingest::{
        lexicon::dictionary::normalise,
        plan::Plan,
        read::row::{Cell, Row},
        rows::{
            identity::{Persons, TokenIdx},
            noticed::Names,
        },
        values::key::clean_id,
    },
    model::{CustomerIdx, People},
    recipe::Role,
};

const ROLES: [Role; 6] =
    [Role::Customer, Role::Email, Role::Name, Role::Phone, Role::Postcode, Role::Country];

define_idx!(
    /// A text of one column, once for all customers that have it.
    ToldIdx
);

/// What one column tells of customers.
struct Told {
    /// In [`ROLES`].
    place: usize,
    column: usize,
    texts: Interner<ToldIdx>,
    /// The latest text of each customer: rows name customers in any order, and what has to be looked up for each row
    /// is kept small.
    of_token: IndexVec<TokenIdx, ToldIdx>,
}

/// Gathers contacts while rows are read.
pub(in crate::ingest) struct Contacts<'p> {
    plan: &'p Plan,
    columns: Vec<Told>,
    last_line: IndexVec<TokenIdx, u32>,
    /// By customer, how often a clearly different name came; where names are beside another key.
    changes: IndexVec<TokenIdx, u8>,
    /// Two names of customers of whom several came.
    examples: Vec<(TokenIdx, String)>,
    text: String,
}

/// Different names of one key that are too many.
const NAMES: u8 = 4;

impl<'p> Contacts<'p> {
    pub(in crate::ingest) fn new(plan: &'p Plan) -> Self {
        let places = ROLES.into_iter().enumerate().filter(|&(_, role)| !is_only_key(plan, role));
        let told = |(place, role)| {
            let (texts, of_token) = (Interner::default(), IndexVec::default());
            Some(Told { place, column: plan.column(role)?, texts, of_token })
        };
        Self {
            plan,
            columns: places.filter_map(told).collect(),
            last_line: IndexVec::default(),
            changes: IndexVec::default(),
            examples: Vec::new(),
            text: String::new(),
        }
    }

    /// Looks where rows of these customers will be noted soon.
    pub(in crate::ingest) fn look_ahead(&self, tokens: &[TokenIdx]) {
        let line = |token: &TokenIdx| self.last_line.get(*token).copied().unwrap_or(0);
        std::hint::black_box(tokens.iter().fold(0, |all, token| all ^ line(token)));
        for told in &self.columns {
            let text = |token: &TokenIdx| told.of_token.get(*token).map_or(0, |idx| idx.0);
            std::hint::black_box(tokens.iter().fold(0, |all, token| all ^ text(token)));
        }
    }

    /// Takes in a row of a customer; `line` grows from row to row.
    #[allow(clippy::indexing_slicing)] // filled up to this token just before
    pub(in crate::ingest) fn see(&mut self, row: &Row, token: TokenIdx, line: u32) {
        if self.columns.is_empty() {
            return;
        }
        while self.last_line.len() <= token.index() {
            self.last_line.push(0);
            self.changes.push(0);
            self.columns.iter_mut().for_each(|told| {
                told.of_token.push(ToldIdx::NONE);
            });
        }
        self.last_line[token] = line;
        for told in &mut self.columns {
            let cell = row.cell(told.column);
            let text;
            let clean = match cell {
                Cell::Text(text) => clean_id(text),
                cell if !cell.is_blank() => {
                    text = cell.to_text();
                    &text
                }
                _ => continue,
            };
            if clean.is_empty() {
                continue;
            }
            let clean = match self
                .plan
                .column(Role::FirstName)
                .filter(|_| ROLES.get(told.place) == Some(&Role::Name))
            {
                Some(first) if !row.cell(first).is_blank() => {
                    self.text.clear();
                    row.cell(first).write_text(&mut self.text);
                    self.text.push(' ');
                    self.text.push_str(clean);
                    self.text.as_str()
                }
                _ => clean,
            };
            let before = told.of_token[token];
            let now = told.texts.intern(clean);
            told.of_token[token] = now;
            if before.is_some()
                && before != now
                && ROLES.get(told.place) == Some(&Role::Name)
                && self.changes[token] < NAMES
                && are_clearly_different(told.texts.text(before), told.texts.text(now))
            {
                self.changes[token] += 1;
                if self.changes[token] == NAMES && self.examples.len() < 3 {
                    let names = format!("{}, {}", told.texts.text(before), told.texts.text(now));
                    self.examples.push((token, names));
                }
            }
        }
    }

    /// Customers with several clearly different names, and their rows among all.
    pub(in crate::ingest) fn names(&self, tokens: &[TokenIdx]) -> Names {
        let is_one = |token: &TokenIdx| self.changes.get(*token).is_some_and(|&changes| changes >= NAMES);
        let keys = self.changes.iter().filter(|&&changes| changes >= NAMES).count() as u64;
        let rows = if keys == 0 { 0 } else { tokens.iter().filter(|token| is_one(token)).count() as u64 };
        Names { keys, rows, examples: self.examples.iter().map(|(_, names)| names.clone()).collect() }
    }

    /// Merges the contacts of each person's tokens, the latest cell winning.
    #[allow(clippy::indexing_slicing)] // tokens are numbered by the table that they index
    pub(in crate::ingest) fn finish(&self, persons: &Persons) -> People {
        let plan = self.plan;
        let mut order: Vec<TokenIdx> = self.last_line.indices().collect();
        sort_by_key(&mut order, |&token| self.last_line[token]);
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
            let Some(told) = self.columns.iter().find(|told| told.place == at) else { return column };
            for &token in order.iter().filter(|&&token| told.of_token[token].is_some()) {
                let text = told.texts.text(told.of_token[token]);
                column[persons.of_token[token]] =
                    if role == Some(Role::Email) { text.to_lowercase() } else { text.to_owned() };
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

/// True for names that share no word: Anna Berg and A. Berg may be one person, Anna Berg and Carl Dahl are not.
fn are_clearly_different(a: &str, b: &str) -> bool {
    let words = |text: &str| normalise(text).words;
    let (a, b) = (words(a), words(b));
    let is_word = |word: &&String| word.chars().count() > 1;
    !a.is_empty() && !b.is_empty() && !a.iter().filter(is_word).any(|word| b.contains(word))
}

/// True for a role that alone makes the customer: the key is then what is known of it.
fn is_only_key(plan: &Plan, role: Role) -> bool {
    matches!(plan.key.as_slice(), [key] if key.role == role && key.with.is_none() && key.first.is_none())
}
