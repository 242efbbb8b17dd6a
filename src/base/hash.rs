//! Hash tables with a fixed hasher, so that the same input walks the same way on every machine.

use std::hash::BuildHasherDefault;

pub use rustc_hash::FxHasher;

/// A hash map whose hasher has no random start. Its iteration order still means nothing: sort before showing.
pub type Map<K, V> = hashbrown::HashMap<K, V, BuildHasherDefault<FxHasher>>;
/// A hash set whose hasher has no random start.
pub type Set<K> = hashbrown::HashSet<K, BuildHasherDefault<FxHasher>>;
