//! Who is a customer: the cells of one or several key columns become persons. Rows that share any key are one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    answers::{IdentityAnswer, Merge, MergedKey},
    base::{
        Idx, IndexVec, Interner,
        hash::{FxHasher, Map, Set},
        is_same,
        order::sort_by_key,
    },
    define_idx,
    ingest::{
        lexicon::dictionary::normalise,
        plan::KeyColumn,
        read::row::{Cell, Row},
        values::key::{clean_id, is_rounded, match_form, stands_for_nobody},
    },
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

/// Merged persons that are listed.
const MERGES_LISTED: usize = 300;
/// Keys of one of them that are listed, and ways of writing of one key.
const KEYS_LISTED: usize = 20;
const WRITINGS_LISTED: usize = 5;

/// What stands for a key where a merge is undone: the same in every import of the same file.
fn id_of(role: Role, form: &str) -> u64 {
    use std::hash::Hasher;
    let mut hasher = FxHasher::default();
    hasher.write_u8(role as u8);
    hasher.write(form.as_bytes());
    hasher.finish()
}

/// What is known of a token.
#[derive(Debug, Clone, Copy)]
struct Key {
    role: Role,
    id: u64,
    /// A person said that it joins nobody.
    is_apart: bool,
}

#[derive(Debug, Default)]
struct Keys {
    raw: Interner<RawIdx>,
    tokens: IndexVec<RawIdx, TokenIdx>,
    forms: Interner<TokenIdx>,
    by_form: IndexVec<TokenIdx, TokenIdx>,
    /// Rows of cells that stand for nobody, kept or not.
    nobody: Map<RawIdx, u64>,
    /// Rows of cells that a spreadsheet has rounded.
    rounded: Map<RawIdx, u64>,
}

/// Gathers keys while rows are read.
#[derive(Debug)]
pub struct Identity {
    columns: Vec<KeyColumn>,
    keys: Vec<Keys>,
    tokens: Tokens,
    text: String,
    ahead: Ahead,
}

/// Keys that were looked for before their rows are seen.
#[derive(Debug, Default)]
struct Ahead {
    raw: Vec<RawIdx>,
    tokens: Vec<TokenIdx>,
}

/// The tokens of all key columns.
#[derive(Debug, Default)]
struct Tokens {
    /// How each is written.
    written: IndexVec<TokenIdx, String>,
    /// Which one it was joined to.
    parent: IndexVec<TokenIdx, TokenIdx>,
    of: IndexVec<TokenIdx, Key>,
    /// Keys that are to join nobody.
    apart: Set<u64>,
    /// Words for nobody that are customers all the same.
    nobody_kept: BTreeSet<String>,
}

/// The persons behind the tokens.
#[derive(Debug, Default)]
pub struct Persons {
    /// The person of each token.
    pub of_token: IndexVec<TokenIdx, CustomerIdx>,
    /// The key of each person, as written first.
    pub keys: Interner<CustomerIdx>,
    /// How many keys became how many persons, and which were put together.
    pub answer: IdentityAnswer,
}

impl Identity {
    /// For these key columns. `apart` names keys that are to join nobody, as [`MergedKey::id`] does.
    pub fn new(columns: Vec<KeyColumn>, apart: &[u64], nobody_kept: &BTreeSet<String>) -> Self {
        let keys = columns.iter().map(|_| Keys::default()).collect();
        let tokens = Tokens {
            apart: apart.iter().copied().collect(),
            nobody_kept: nobody_kept.clone(),
            ..Tokens::default()
        };
        Self { columns, keys, tokens, text: String::new(), ahead: Ahead::default() }
    }

    /// The token of a row; `None` where every key cell is empty.
    pub fn see(&mut self, row: &Row) -> Option<TokenIdx> {
        let mut first: Option<TokenIdx> = None;
        for (key, table) in self.columns.iter().zip(&mut self.keys) {
            self.text.clear();
            let raw = match (row.cell(key.column), key.with) {
                (Cell::Text(text), None) if key.first.is_none() => text,
                (cell, with) => {
                    if cell.is_blank() {
                        continue;
                    }
                    if let Some(first) =
                        key.first.map(|first| row.cell(first)).filter(|first| !first.is_blank())
                    {
                        first.write_text(&mut self.text);
                        self.text.push(' ');
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
            let token = table.token(key.role, raw, &mut self.tokens);
            if !token.is_some() {
                continue;
            }
            match first {
                None => first = Some(token),
                Some(before) => self.tokens.join(before, token),
            }
        }
        first
    }

    /// Looks where the keys of rows that will be seen soon are looked for: customers come in any order, and waiting for
    /// the memory is most of what knowing them costs. Gives those of them that are known, most likely.
    pub fn look_ahead(&mut self, rows: &[Row]) -> &[TokenIdx] {
        let Self { columns, keys, ahead, .. } = self;
        ahead.tokens.clear();
        if let (Some(key), Some(table)) = (columns.first(), keys.first()) {
            let mut before = "";
            let texts = rows.iter().filter_map(|row| {
                let Cell::Text(text) = row.cell(key.column) else { return None };
                let is_new = !is_same(before.as_bytes(), text.as_bytes());
                before = text;
                is_new.then_some(text)
            });
            table.raw.look_ahead(texts, &mut ahead.raw);
            ahead.tokens.extend(ahead.raw.iter().filter_map(|&raw| table.tokens.get(raw)));
        }
        &ahead.tokens
    }

    /// Numbers the persons in order of their first token.
    #[allow(clippy::indexing_slicing)] // every token is one that this numbered
    pub fn finish(self) -> Persons {
        let Self { columns, keys, mut tokens, .. } = self;
        let mut persons = Persons::default();
        let mut of_root: IndexVec<TokenIdx, CustomerIdx> =
            IndexVec::filled(CustomerIdx::NONE, tokens.parent.len());
        for token in tokens.parent.indices() {
            let root = root(&mut tokens.parent, token);
            if !of_root[root].is_some() {
                // the same text can be a number in one column and a phone in another: then the second says which
                let text = tokens.written[root].as_str();
                of_root[root] = match persons.keys.find(text) {
                    None => persons.keys.intern(text),
                    Some(_) => persons.keys.intern(&format!("{text} ({})", root.index() + 1)),
                };
            }
            persons.of_token.push(of_root[root]);
        }
        let roles = columns.iter().map(|column| column.role).collect();
        persons.answer = merges(&persons, &tokens, &keys, roles);
        persons
    }

    /// Words for nobody with their rows, most rows first; and the rows of keys that were rounded, with some of them.
    pub fn noticed(&self) -> (Vec<(String, u64)>, u64, Vec<String>) {
        let mut nobody: BTreeMap<String, u64> = BTreeMap::new();
        let mut rounded: BTreeMap<String, u64> = BTreeMap::new();
        for table in &self.keys {
            for (&raw, &rows) in &table.nobody {
                *nobody.entry(table.raw.text(raw).trim().to_owned()).or_default() += rows;
            }
            for (&raw, &rows) in &table.rounded {
                *rounded.entry(table.raw.text(raw).trim().to_owned()).or_default() += rows;
            }
        }
        let mut nobody: Vec<(String, u64)> = nobody.into_iter().collect();
        sort_by_key(&mut nobody, |(word, rows)| (std::cmp::Reverse(*rows), word.clone()));
        let rows = rounded.values().sum();
        (nobody, rows, rounded.into_keys().take(3).collect())
    }

    /// Distinct keys seen so far.
    pub fn len(&self) -> usize {
        self.tokens.written.len()
    }
    /// True before the first key.
    pub fn is_empty(&self) -> bool {
        self.tokens.written.is_empty()
    }
}

/// Which persons stand behind more than one key, or more than one way of writing.
#[allow(clippy::indexing_slicing)] // every token is one that the identity numbered
fn merges(persons: &Persons, tokens: &Tokens, keys: &[Keys], roles: Vec<Role>) -> IdentityAnswer {
    let mut writings: IndexVec<CustomerIdx, u32> = IndexVec::filled(0, persons.keys.len());
    let mut written = 0;
    let all_writings = || {
        keys.iter().flat_map(|table| {
            let known = table.raw.indices().filter_map(|raw| Some((raw, *table.tokens.get(raw)?)));
            known.filter(|(_, token)| token.is_some()).map(move |(raw, token)| (table, raw, token))
        })
    };
    for (_, _, token) in all_writings() {
        writings[persons.of_token[token]] += 1;
        written += 1;
    }
    let mut merged: Vec<CustomerIdx> = writings.indices().filter(|&person| writings[person] > 1).collect();
    let n_merged = merged.len() as u64;
    sort_by_key(&mut merged, |&person| (std::cmp::Reverse(writings[person]), person));
    merged.truncate(MERGES_LISTED);
    let mut place: IndexVec<CustomerIdx, u32> = IndexVec::filled(u32::MAX, persons.keys.len());
    for (at, &person) in merged.iter().enumerate() {
        place[person] = at as u32;
    }
    let mut list: Vec<Merge> = merged
        .iter()
        .map(|&person| Merge {
            person: persons.keys.text(person).to_owned(),
            keys: Vec::new(),
            total: u64::from(writings[person]),
        })
        .collect();
    for (table, raw, token) in all_writings() {
        let Some(merge) = list.get_mut(place[persons.of_token[token]] as usize) else { continue };
        let Key { role, id, .. } = tokens.of[token];
        let raw = table.raw.text(raw).chars().take(100).collect();
        let room = merge.keys.len() < KEYS_LISTED;
        match merge.keys.iter_mut().find(|key| key.id == id) {
            Some(key) if key.written.len() < WRITINGS_LISTED => key.written.push(raw),
            Some(_) => {}
            None if room => merge.keys.push(MergedKey { id, role: Some(role), written: vec![raw] }),
            None => {}
        }
    }
    IdentityAnswer {
        key: roles,
        written,
        persons: persons.keys.len() as u64,
        merged: n_merged,
        undone: tokens.apart.len() as u64,
        guest_rows: 0,
        merges: list,
    }
}

impl Keys {
    /// The token of a cell as it stands.
    fn token(&mut self, role: Role, raw: &str, tokens: &mut Tokens) -> TokenIdx {
        let raw_idx = self.raw.intern(raw);
        let token = match self.tokens.get(raw_idx) {
            Some(&token) => token,
            None => {
                let token = self.new_token(role, raw, raw_idx, tokens);
                self.tokens.push(token);
                token
            }
        };
        if !self.nobody.is_empty()
            && let Some(rows) = self.nobody.get_mut(&raw_idx)
        {
            *rows += 1;
        }
        if !self.rounded.is_empty()
            && let Some(rows) = self.rounded.get_mut(&raw_idx)
        {
            *rows += 1;
        }
        token
    }

    fn new_token(&mut self, role: Role, raw: &str, raw_idx: RawIdx, tokens: &mut Tokens) -> TokenIdx {
        let clean = clean_id(raw);
        if stands_for_nobody(role, clean) {
            self.nobody.insert(raw_idx, 0);
            if !tokens.nobody_kept.contains(&normalise(clean).joined) {
                return TokenIdx::NONE;
            }
        }
        if role != Role::Name && is_rounded(clean) {
            self.rounded.insert(raw_idx, 0);
        }
        let mut form = match_form(role, clean);
        if form.is_empty() {
            return TokenIdx::NONE;
        }
        let shown = if role == Role::Email { form.clone() } else { clean.to_owned() };
        let id = id_of(role, &form);
        let is_apart = tokens.apart.contains(&id);
        if is_apart {
            // as it is written, behind a sign that no other form has
            form = format!("\0{clean}");
        }
        let known = self.forms.intern(&form);
        if let Some(&token) = self.by_form.get(known) {
            return token;
        }
        let token = tokens.written.push(shown);
        tokens.parent.push(token);
        tokens.of.push(Key { role, id, is_apart });
        self.by_form.push(token);
        token
    }
}

impl Tokens {
    fn join(&mut self, a: TokenIdx, b: TokenIdx) {
        let is_apart = |token| self.of.get(token).is_some_and(|key| key.is_apart);
        if is_apart(a) || is_apart(b) {
            return;
        }
        let (a, b) = (root(&mut self.parent, a), root(&mut self.parent, b));
        // the older one stays, so that numbering follows the file
        if let Some(parent) = self.parent.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn persons(columns: &[Role], rows: &[&[&str]]) -> Vec<Option<String>> {
        told_apart(columns, rows, &[]).0
    }

    fn told_apart(
        columns: &[Role],
        rows: &[&[&str]],
        apart: &[u64],
    ) -> (Vec<Option<String>>, IdentityAnswer) {
        let columns: Vec<KeyColumn> = columns
            .iter()
            .enumerate()
            .map(|(column, &role)| KeyColumn { role, column, with: None, first: None })
            .collect();
        let mut identity = Identity::new(columns, apart, &BTreeSet::new());
        let tokens: Vec<_> = rows
            .iter()
            .map(|cells| {
                let mut row = Row::default();
                cells.iter().for_each(|cell| row.push_text(cell));
                identity.see(&row)
            })
            .collect();
        let persons = identity.finish();
        let keys = tokens
            .iter()
            .map(|token| token.map(|token| persons.keys.text(persons.of_token[token]).to_owned()))
            .collect();
        (keys, persons.answer)
    }

    #[test]
    fn merges_are_listed_and_undone() {
        let rows: &[&[&str]] =
            &[&["A@x.dk", "11 11"], &["a@x.dk", ""], &["b@x.dk", "1111"], &["c@x.dk", "22"]];
        let roles = [Role::Email, Role::Phone];
        let (_, answer) = told_apart(&roles, rows, &[]);
        assert_eq!(
            (answer.written, answer.persons, answer.merged),
            (7, 2, 2),
            "the third has e-mail and phone"
        );
        let merge = &answer.merges[0];
        assert_eq!((merge.person.as_str(), merge.total, merge.keys.len()), ("a@x.dk", 5, 3));
        let phone = merge.keys.iter().find(|key| key.role == Some(Role::Phone)).unwrap();
        assert_eq!(phone.written, ["11 11", "1111"]);
        let (keys, undone) = told_apart(&roles, rows, &[phone.id]);
        let want = ["a@x.dk", "a@x.dk", "b@x.dk", "c@x.dk"];
        assert_eq!(keys, want.map(|key| Some(key.to_owned())));
        assert_eq!(undone.undone, 1);
        let email = merge.keys.iter().find(|key| key.role == Some(Role::Email)).unwrap();
        let (keys, _) = told_apart(&roles, rows, &[phone.id, email.id]);
        assert_ne!(keys[0], keys[1], "ways of writing stay apart too");
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
