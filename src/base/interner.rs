//! Each distinct text once, numbered in order of first appearance.

use std::hash::Hasher;

use hashbrown::HashTable;

use super::{Idx, hash::FxHasher};

/// Distinct texts in one buffer; the number of a text is the index type `I`.
///
/// Costs the bytes of the texts plus about 20 bytes each.
#[derive(Debug, Clone)]
pub struct Interner<I> {
    bytes: String,
    /// End of each text in `bytes`; the start is the end of the one before.
    ends: Vec<u32>,
    table: HashTable<Entry>,
    index: std::marker::PhantomData<fn(I) -> I>,
}

/// A text in the table. Its hash and its place stand beside it: looking elsewhere for every text that might be the one,
/// and for every text when the table grows, is what takes the time.
#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u32,
    position: u32,
    start: u32,
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

/// A hash of which the lower part puts texts that differ in their last two digits next to each other: the order numbers
/// of a file count up, and neighbours in the table are neighbours in the memory. The upper bits depend on all of the text.
#[inline]
fn hash_text(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let (start, end) = bytes.split_at(bytes.len().saturating_sub(2));
    let mut hasher = FxHasher::default();
    hasher.write(start);
    let hash = hasher.finish();
    let place = match end {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => u32::from(tens - b'0') * 10 + u32::from(ones - b'0'),
        _ => end.iter().fold(0, |place: u32, &byte| (place ^ u32::from(byte)).wrapping_mul(0x9e37_79b1)),
    };
    let near = ((hash ^ (hash >> 32)) as u32).wrapping_add(place);
    // the table tells texts of one place apart by the seven uppermost bits
    near ^ (place.wrapping_mul(0x9e37_79b1) & 0xfe00_0000)
}

/// The table looks at the lowest and at the highest bits.
#[inline]
fn widened(hash: u32) -> u64 {
    u64::from(hash) | u64::from(hash) << 32
}

/// The text and its end are looked up at the same time, not one by way of the other.
#[inline]
fn is_text(bytes: &str, ends: &[u32], entry: &Entry, text: &str) -> bool {
    let (start, len) = (entry.start as usize, text.len());
    let end = start + len;
    ends.get(entry.position as usize).is_some_and(|&have| have as usize == end)
        && bytes.as_bytes().get(start..end).is_some_and(|have| have == text.as_bytes())
}

#[inline]
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
        let is_same = |entry: &Entry| entry.hash == hash && is_text(bytes, ends, entry, text);
        if let Some(found) = table.find(widened(hash), is_same) {
            return I::from_index(found.position as usize);
        }
        let position = ends.len();
        let start = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        bytes.push_str(text);
        ends.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        let entry = Entry { hash, position: position as u32, start };
        table.insert_unique(widened(hash), entry, |entry| widened(entry.hash));
        I::from_index(position)
    }
    /// The index of a text that is already known.
    pub fn find(&self, text: &str) -> Option<I> {
        let hash = hash_text(text);
        let is_same = |entry: &Entry| entry.hash == hash && is_text(&self.bytes, &self.ends, entry, text);
        self.table.find(widened(hash), is_same).map(|found| I::from_index(found.position as usize))
    }
    /// The text behind an index; empty for an index that is not of this table.
    #[inline]
    pub fn text(&self, idx: I) -> &str {
        text_at(&self.bytes, &self.ends, idx.index())
    }
    /// Number of distinct texts.
    #[inline]
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
