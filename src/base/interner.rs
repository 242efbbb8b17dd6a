//! Each distinct text once, numbered in order of first appearance.

use std::hash::Hasher;

use hashbrown::{HashTable, hash_table};

use super::{Idx, hash::FxHasher};

/// Distinct texts in one buffer; the number of a text is the index type `I`.
///
/// Costs the bytes of the texts plus about 16 bytes each.
#[derive(Debug, Clone)]
pub struct Interner<I> {
    bytes: String,
    /// End of each text in `bytes`; the start is the end of the one before.
    ends: Vec<u32>,
    table: HashTable<Entry>,
    /// The text that was asked for last: rows that stand together repeat their texts.
    last: u32,
    /// Texts are no longer added, and are looked for one by one.
    is_closed: bool,
    index: std::marker::PhantomData<fn(I) -> I>,
}

/// A text in the table. Its hash stands beside it: looking elsewhere for every text that might be the one, and for every
/// text when the table grows, is what takes the time.
#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u32,
    position: u32,
}

impl<I> Default for Interner<I> {
    fn default() -> Self {
        Self {
            bytes: String::new(),
            ends: Vec::new(),
            table: HashTable::new(),
            last: u32::MAX,
            is_closed: false,
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

#[inline]
fn range_of(ends: &[u32], position: usize) -> std::ops::Range<usize> {
    let start = position.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let end = ends.get(position).copied().unwrap_or(start);
    start as usize..end as usize
}

#[inline]
fn text_at<'a>(bytes: &'a str, ends: &[u32], position: usize) -> &'a str {
    bytes.get(range_of(ends, position)).unwrap_or("")
}

#[inline]
fn is_text(bytes: &str, ends: &[u32], position: u32, text: &str) -> bool {
    bytes.as_bytes().get(range_of(ends, position as usize)).is_some_and(|have| is_same(have, text.as_bytes()))
}

/// Whether two texts are the same. In WebAssembly the usual comparison goes byte by byte; this one goes by eight.
#[inline]
pub fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    match (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(end_a), Some(end_b)) => {
            let (words_a, words_b) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
            words_a.iter().zip(words_b).all(|(a, b)| word(a) == word(b)) && word(end_a) == word(end_b)
        }
        _ => a.iter().zip(b).all(|(a, b)| a == b),
    }
}

#[inline]
fn word(bytes: &[u8; 8]) -> u64 {
    u64::from_ne_bytes(*bytes)
}

impl<I: Idx> Interner<I> {
    /// The index of a text, which is added where it is new.
    pub fn intern(&mut self, text: &str) -> I {
        if self.last != u32::MAX && is_text(&self.bytes, &self.ends, self.last, text) {
            return I::from_index(self.last as usize);
        }
        self.open();
        let hash = hash_text(text);
        let Self { bytes, ends, table, .. } = self;
        let is_it = |entry: &Entry| entry.hash == hash && is_text(bytes, ends, entry.position, text);
        let position = match table.entry(widened(hash), is_it, |entry| widened(entry.hash)) {
            hash_table::Entry::Occupied(found) => found.get().position,
            hash_table::Entry::Vacant(place) => {
                let position = ends.len() as u32;
                place.insert(Entry { hash, position });
                bytes.push_str(text);
                ends.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
                position
            }
        };
        self.last = position;
        I::from_index(position as usize)
    }
    /// The index of a text that is already known.
    pub fn find(&self, text: &str) -> Option<I> {
        if self.is_closed {
            let position = (0..self.ends.len()).find(|&at| is_text(&self.bytes, &self.ends, at as u32, text));
            return position.map(I::from_index);
        }
        let hash = hash_text(text);
        let is_it =
            |entry: &Entry| entry.hash == hash && is_text(&self.bytes, &self.ends, entry.position, text);
        self.table.find(widened(hash), is_it).map(|found| I::from_index(found.position as usize))
    }
    /// Looks where texts will be looked for soon, and leaves in `likely` those that are known, most likely. One step
    /// for all of them after the other: the memory answers many questions in the time of one, where none waits for the
    /// answer to another.
    pub fn look_ahead<'t>(&self, texts: impl Iterator<Item = &'t str>, likely: &mut Vec<I>) {
        likely.clear();
        likely.extend(texts.filter_map(|text| {
            let hash = hash_text(text);
            let found = self.table.find(widened(hash), |entry| entry.hash == hash)?;
            Some(I::from_index(found.position as usize))
        }));
        let end = |idx: &I| self.ends.get(idx.index()).copied().unwrap_or(0);
        std::hint::black_box(likely.iter().fold(0, |all, idx| all ^ end(idx)));
        // a text may lie across two lines of the cache
        let ends_of = |idx: &I| {
            let bytes = self.bytes.as_bytes().get(range_of(&self.ends, idx.index())).unwrap_or_default();
            bytes.first().copied().unwrap_or(0) ^ bytes.last().copied().unwrap_or(0)
        };
        std::hint::black_box(likely.iter().fold(0, |all, idx| all ^ ends_of(idx)));
    }
    /// Makes room for so many times the texts that there are.
    pub fn expect_times(&mut self, times: f64) {
        let more = |have: usize| (have as f64 * (times - 1.0)).max(0.0) as usize;
        let (texts, bytes) = (more(self.ends.len()), more(self.bytes.len()));
        self.bytes.reserve_exact(bytes);
        self.ends.reserve_exact(texts);
        self.table.reserve(texts, |entry| widened(entry.hash));
    }
    /// Gives back what is only for finding texts, and what growth left over: for tables that are asked for a text hardly
    /// ever. [`Interner::find`] then takes its time, and [`Interner::intern`] undoes it.
    pub fn close(&mut self) {
        self.is_closed = true;
        self.table = HashTable::new();
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
    fn open(&mut self) {
        if !std::mem::replace(&mut self.is_closed, false) {
            return;
        }
        let Self { bytes, ends, table, .. } = self;
        for position in 0..ends.len() {
            let hash = hash_text(text_at(bytes, ends, position));
            let entry = Entry { hash, position: position as u32 };
            table.insert_unique(widened(hash), entry, |entry| widened(entry.hash));
        }
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
        let n = interner.len();
        interner.close();
        assert_eq!((interner.find("text 17").is_some(), interner.find("").is_some()), (true, true));
        assert_eq!(interner.find("text 5000"), None);
        assert_eq!(interner.intern("text 17"), interner.find("text 17").unwrap());
        assert_eq!(interner.intern("text 5000"), TestIdx::from_index(n));
    }

    #[test]
    fn the_last_index_is_no_text() {
        let mut interner = Interner::<TestIdx>::default();
        assert_eq!(interner.find(""), None);
        assert_eq!(interner.intern(""), TestIdx(0));
        assert_eq!(interner.text(TestIdx::NONE), "");
    }

    #[test]
    fn by_eight_bytes_is_as_by_one() {
        let text = b"abcdefghijklmnopqrstuvwxyz";
        for len in 0..text.len() {
            let (have, mut other) = (&text[..len], text[..len].to_vec());
            assert!(is_same(have, &other) && !is_same(have, &text[..len + 1]));
            for at in 0..len {
                other[at] ^= 1;
                assert!(!is_same(have, &other), "{at} of {len}");
                other[at] ^= 1;
            }
        }
    }
}
