//! Who is a customer: the cells of one or several key columns become persons. Rows that share any key are one.

use super::{
    dictionary::is_missing_word,
    row::{Cell, Row},
};
use crate::{
    base::{Idx, IndexVec, Interner},
    define_idx,
    model::CustomerIdx,
    recipe::Role,
};

define_idx!(
    /// A cell as it stands, of one key column.
    RawIdx
);
define_idx!(
    /// A normalised key: two rows with the same token are the same customer.
    TokenIdx
);

/// What makes one key of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyColumn {
    /// What the column holds.
    pub role: Role,
    /// The column.
    pub column: usize,
    /// A second column without which the first is not enough: the postcode beside a name.
    pub with: Option<usize>,
}

/// An id as people mean it: trimmed, without the `.0` that spreadsheets leave behind numbers and without the
/// apostrophe that keeps them texts. Empty where the cell says "nothing".
pub fn clean_id(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix('\'').unwrap_or(text);
    let text = match text.strip_suffix(".0").or_else(|| text.strip_suffix(",0")) {
        Some(whole) if !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => text,
    };
    if is_missing_word(text) { "" } else { text }
}

/// The form in which two keys are compared: case, inner spaces and leading zeros do not count.
fn match_form(role: Role, text: &str) -> String {
    let mut form: String = match role {
        Role::Phone => text.chars().filter(|c| c.is_ascii_digit()).collect(),
        _ => text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase(),
    };
    if !form.is_empty() && form.bytes().all(|byte| byte.is_ascii_digit()) {
        let zeros = form.bytes().take_while(|&byte| byte == b'0').count().min(form.len() - 1);
        form.drain(..zeros);
    }
    form
}

#[derive(Debug, Default)]
struct Keys {
    raw: Interner<RawIdx>,
    tokens: IndexVec<RawIdx, TokenIdx>,
    forms: Interner<TokenIdx>,
    by_form: IndexVec<TokenIdx, TokenIdx>,
    /// The cell of the row before: lines of one order stand together.
    last: (String, Option<TokenIdx>),
}

/// Gathers keys while rows are read.
#[derive(Debug)]
pub struct Identity {
    columns: Vec<KeyColumn>,
    keys: Vec<Keys>,
    /// How each token is written, and which one it was joined to.
    written: IndexVec<TokenIdx, String>,
    parent: IndexVec<TokenIdx, TokenIdx>,
    text: String,
}

/// The persons behind the tokens.
#[derive(Debug, Default)]
pub struct Persons {
    /// The person of each token.
    pub of_token: IndexVec<TokenIdx, CustomerIdx>,
    /// The key of each person, as written first.
    pub keys: Interner<CustomerIdx>,
}

impl Identity {
    /// For these key columns.
    pub fn new(columns: Vec<KeyColumn>) -> Self {
        let keys = columns.iter().map(|_| Keys::default()).collect();
        Self { columns, keys, written: IndexVec::default(), parent: IndexVec::default(), text: String::new() }
    }

    /// The token of a row; `None` where every key cell is empty.
    pub fn see(&mut self, row: &Row) -> Option<TokenIdx> {
        let mut first: Option<TokenIdx> = None;
        for (key, table) in self.columns.iter().zip(&mut self.keys) {
            self.text.clear();
            let raw = match (row.cell(key.column), key.with) {
                (Cell::Text(text), None) => text,
                (cell, with) => {
                    if cell.is_blank() {
                        continue;
                    }
                    cell.write_text(&mut self.text);
                    if let Some(with) = with {
                        let second = row.cell(with);
                        if second.is_blank() {
                            continue;
                        }
                        self.text.push_str(", ");
                        second.write_text(&mut self.text);
                    }
                    &self.text
                }
            };
            let token = match table.last.1 {
                Some(token) if table.last.0 == raw => token,
                _ => {
                    let token = table.token(key.role, raw, &mut self.written, &mut self.parent);
                    table.last.0.clear();
                    table.last.0.push_str(raw);
                    table.last.1 = Some(token);
                    token
                }
            };
            if !token.is_some() {
                continue;
            }
            match first {
                None => first = Some(token),
                Some(before) => join(&mut self.parent, before, token),
            }
        }
        first
    }

    /// Numbers the persons in order of their first token.
    #[allow(clippy::indexing_slicing)] // every token is one that this numbered
    pub fn finish(self) -> Persons {
        let Self { written, mut parent, .. } = self;
        let mut persons = Persons::default();
        let mut of_root: IndexVec<TokenIdx, CustomerIdx> = IndexVec::filled(CustomerIdx::NONE, parent.len());
        for token in parent.indices() {
            let root = root(&mut parent, token);
            if !of_root[root].is_some() {
                // the same text can be a number in one column and a phone in another: then the second says which
                let text = written[root].as_str();
                of_root[root] = match persons.keys.find(text) {
                    None => persons.keys.intern(text),
                    Some(_) => persons.keys.intern(&format!("{text} ({})", root.index() + 1)),
                };
            }
            persons.of_token.push(of_root[root]);
        }
        persons
    }

    /// Distinct keys seen so far.
    pub fn len(&self) -> usize {
        self.written.len()
    }
    /// True before the first key.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }
}

impl Keys {
    /// The token of a cell as it stands.
    fn token(
        &mut self,
        role: Role,
        raw: &str,
        written: &mut IndexVec<TokenIdx, String>,
        parent: &mut IndexVec<TokenIdx, TokenIdx>,
    ) -> TokenIdx {
        let raw_idx = self.raw.intern(raw);
        if let Some(&token) = self.tokens.get(raw_idx) {
            return token;
        }
        let token = self.new_token(role, raw, written, parent);
        self.tokens.push(token);
        token
    }

    fn new_token(
        &mut self,
        role: Role,
        raw: &str,
        written: &mut IndexVec<TokenIdx, String>,
        parent: &mut IndexVec<TokenIdx, TokenIdx>,
    ) -> TokenIdx {
        let clean = clean_id(raw);
        let form = match_form(role, clean);
        if form.is_empty() {
            return TokenIdx::NONE;
        }
        let known = self.forms.intern(&form);
        if let Some(&token) = self.by_form.get(known) {
            return token;
        }
        let shown = if role == Role::Email { clean.to_lowercase() } else { clean.to_owned() };
        let token = written.push(shown);
        parent.push(token);
        self.by_form.push(token);
        token
    }
}

/// The first token of the group, shortening the way to it.
fn root(parent: &mut IndexVec<TokenIdx, TokenIdx>, token: TokenIdx) -> TokenIdx {
    let mut at = token;
    while parent[at] != at {
        let next = parent[parent[at]];
        parent[at] = next;
        at = next;
    }
    at
}

fn join(parent: &mut IndexVec<TokenIdx, TokenIdx>, a: TokenIdx, b: TokenIdx) {
    let (a, b) = (root(parent, a), root(parent, b));
    // the older one stays, so that numbering follows the file
    if a < b {
        parent[b] = a;
    } else {
        parent[a] = b;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn persons(columns: &[Role], rows: &[&[&str]]) -> Vec<Option<String>> {
        let columns: Vec<KeyColumn> = columns
            .iter()
            .enumerate()
            .map(|(column, &role)| KeyColumn { role, column, with: None })
            .collect();
        let mut identity = Identity::new(columns);
        let tokens: Vec<_> = rows
            .iter()
            .map(|cells| {
                let mut row = Row::default();
                cells.iter().for_each(|cell| row.push_text(cell));
                identity.see(&row)
            })
            .collect();
        let persons = identity.finish();
        tokens
            .iter()
            .map(|token| token.map(|token| persons.keys.text(persons.of_token[token]).to_owned()))
            .collect()
    }

    #[test]
    fn writings_of_one_key_are_one_customer() {
        let have = persons(
            &[Role::Customer],
            &[&["017850"], &["17850.0"], &[" 17850 "], &["nan"], &[""], &["A-1"], &["a-1"]],
        );
        let want = [Some("017850"), Some("017850"), Some("017850"), None, None, Some("A-1"), Some("A-1")];
        assert_eq!(have, want.map(|key| key.map(str::to_owned)));
    }

    #[test]
    fn rows_that_share_any_key_are_one_person() {
        let have = persons(
            &[Role::Email, Role::Phone],
            &[
                &["A@x.dk", "11 11"],
                &["b@x.dk", "22 22"],
                &["", "1111"],
                &["b@x.dk", "1111"],
                &["c@x.dk", ""],
            ],
        );
        let want = ["a@x.dk", "a@x.dk", "a@x.dk", "a@x.dk", "c@x.dk"];
        assert_eq!(have, want.map(|key| Some(key.to_owned())));
    }
}
