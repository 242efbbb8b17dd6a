//! Each distinct text once, numbered in order of first appearance.

use std::hash::Hasher;

use hashbrown::HashTable;

use super::{Idx, hash::FxHasher};

/// Distinct texts in one buffer; the number of a text is the index type `I`.
///
/// Costs the bytes of the texts plus about 10 bytes each.
#[derive(Debug, Clone)]
pub struct Interner<I> {
    bytes: String,
    /// End of each text in `bytes`; the start is the end of the one before.
    ends: Vec<u32>,
    table: HashTable<u32>,
    index: std::marker::PhantomData<fn(I) -> I>,
}

impl<I> Default for Interner<I> {
    fn default() -> Self {
        Self {
            bytes: String::new(),
            ends: Vec::new(),
            table: HashTable::new(),
            index: std::marker::PhantomData,
        }
    }
}

fn hash_text(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

fn text_at<'a>(bytes: &'a str, ends: &[u32], position: usize) -> &'a str {
    let start = position.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let end = ends.get(position).copied().unwrap_or(start);
    bytes.get(start as usize..end as usize).unwrap_or("")
}

impl<I: Idx> Interner<I> {
    /// The index of a text, which is added where it is new.
    pub fn intern(&mut self, text: &str) -> I {
        let hash = hash_text(text);
        let Self { bytes, ends, table, .. } = self;
        if let Some(found) = table.find(hash, |&at| text_at(bytes, ends, at as usize) == text) {
            return I::from_index(*found as usize);
        }
        let position = ends.len();
        bytes.push_str(text);
        ends.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        table.insert_unique(hash, position as u32, |&at| hash_text(text_at(bytes, ends, at as usize)));
        I::from_index(position)
    }
    /// The index of a text that is already known.
    pub fn find(&self, text: &str) -> Option<I> {
        self.table
            .find(hash_text(text), |&at| text_at(&self.bytes, &self.ends, at as usize) == text)
            .map(|&at| I::from_index(at as usize))
    }
    /// The text behind an index; empty for an index that is not of this table.
    pub fn text(&self, idx: I) -> &str {
        text_at(&self.bytes, &self.ends, idx.index())
    }
    /// Number of distinct texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
    /// True when no text has been seen.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
    /// All indexes in order of first appearance.
    pub fn indices(&self) -> impl Iterator<Item = I> + use<I> {
        (0..self.ends.len()).map(I::from_index)
    }
    /// Bytes of the texts themselves.
    pub fn text_bytes(&self) -> usize {
        self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    crate::define_idx!(
        /// A test index.
        TestIdx
    );

    #[test]
    fn same_text_same_index() {
        let mut interner = Interner::<TestIdx>::default();
        let tea = interner.intern("tea");
        let none = interner.intern("");
        assert_eq!(interner.intern("tea"), tea);
        assert_ne!(tea, none);
        assert!(tea.is_some() && !TestIdx::NONE.is_some());
        assert_eq!((interner.text(tea), interner.text(none), interner.len()), ("tea", "", 2));
        for number in 0..5_000 {
            interner.intern(&format!("text {number}"));
        }
        assert_eq!(
            interner.find("text 4321").map(|idx| interner.text(idx).to_owned()).as_deref(),
            Some("text 4321")
        );
        assert_eq!(interner.find("text 5000"), None);
    }
}
