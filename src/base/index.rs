//! Typed indexes and the columns they belong to, so that a customer's number cannot be used for a product.

use std::{
    marker::PhantomData,
    ops::{Index, IndexMut, Range},
};

use serde::{Deserialize, Serialize};

/// A small integer that numbers the rows of one table.
pub trait Idx: Copy + Ord {
    /// The position as a `usize`.
    fn index(self) -> usize;
    /// The index for a position. Tables hold fewer than 2^32 rows; a larger position saturates.
    fn from_index(position: usize) -> Self;
}

/// Declares a typed index over `u32`.
#[macro_export]
macro_rules! define_idx {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub struct $name(pub u32);

        #[allow(dead_code)] // a private index need not use both
        impl $name {
            /// Stands for "none" in a column that is otherwise filled.
            pub const NONE: $name = $name(u32::MAX);

            /// True unless this is [`Self::NONE`].
            #[inline]
            pub const fn is_some(self) -> bool {
                self.0 != u32::MAX
            }
        }

        impl $crate::base::Idx for $name {
            #[inline]
            fn index(self) -> usize {
                self.0 as usize
            }
            #[inline]
            fn from_index(position: usize) -> Self {
                $name(u32::try_from(position).unwrap_or(u32::MAX))
            }
        }
    };
}

/// A column addressed by its own index type.
///
/// Indexing outside the column is a bug of the program, not of the data: indexes are only ever made by the table
/// that they number. It stops the program, as it does for a `Vec`; use [`IndexVec::get`] where the index may be
/// [`NONE`](u32::MAX).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexVec<I, T> {
    items: Vec<T>,
    #[serde(skip)]
    index: PhantomData<fn(I) -> I>,
}

impl<I, T> Default for IndexVec<I, T> {
    fn default() -> Self {
        Self { items: Vec::new(), index: PhantomData }
    }
}

impl<I: Idx, T> IndexVec<I, T> {
    /// A column of `len` copies of `value`.
    pub fn filled(value: T, len: usize) -> Self
    where
        T: Clone,
    {
        Self::from(vec![value; len])
    }
    /// An empty column with room for so many rows.
    pub fn with_capacity(rows: usize) -> Self {
        Self::from(Vec::with_capacity(rows))
    }
    /// Number of rows.
    #[inline]
    pub fn len(&self) -> usize {
        self.items.len()
    }
    /// True when the column holds nothing, which for an optional column means that the file has none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
    /// Appends a row and tells its index.
    #[inline]
    pub fn push(&mut self, value: T) -> I {
        let idx = I::from_index(self.items.len());
        self.items.push(value);
        idx
    }
    /// Takes the last row off.
    pub fn pop(&mut self) -> Option<T> {
        self.items.pop()
    }
    /// The value of the last row.
    pub fn last(&self) -> Option<&T> {
        self.items.last()
    }
    /// The value of a row, `None` outside the column.
    #[inline]
    pub fn get(&self, idx: I) -> Option<&T> {
        self.items.get(idx.index())
    }
    /// The value of a row of this table; stops the program outside the column, as [`Index`] does.
    ///
    /// Clippy takes any `[…]` beside a method called `get` for indexing, so that shipped code says `at`.
    #[inline]
    pub fn at(&self, idx: I) -> T
    where
        T: Copy,
    {
        #[allow(clippy::indexing_slicing)] // as below: indexes are only made by the table that they number
        self.items[idx.index()]
    }
    /// The value of a row to change, `None` outside the column.
    #[inline]
    pub fn get_mut(&mut self, idx: I) -> Option<&mut T> {
        self.items.get_mut(idx.index())
    }
    /// All indexes in order.
    #[inline]
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.items.len()).map(I::from_index)
    }
    /// All values in order.
    #[inline]
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }
    /// Indexes with their values.
    #[inline]
    pub fn iter_enumerated(&self) -> impl Iterator<Item = (I, &T)> {
        self.items.iter().enumerate().map(|(position, value)| (I::from_index(position), value))
    }
    /// The column as a slice.
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }
    /// The rows of a range; empty where the range lies outside.
    #[inline]
    pub fn slice(&self, range: Range<usize>) -> &[T] {
        self.items.get(range).unwrap_or(&[])
    }
    /// Makes room for that many more and no others.
    pub fn reserve_exact(&mut self, more: usize) {
        self.items.reserve_exact(more);
    }
    /// Gives back memory that growth has left over.
    pub fn shrink_to_fit(&mut self) {
        self.items.shrink_to_fit();
    }
    /// Bytes held by the column itself.
    pub fn heap_bytes(&self) -> usize {
        self.items.capacity() * size_of::<T>()
    }
}

impl<I, T> From<Vec<T>> for IndexVec<I, T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, index: PhantomData }
    }
}

impl<I, T> FromIterator<T> for IndexVec<I, T> {
    fn from_iter<It: IntoIterator<Item = T>>(iter: It) -> Self {
        Self::from(Vec::from_iter(iter))
    }
}

impl<I: Idx, T> Index<I> for IndexVec<I, T> {
    type Output = T;
    #[allow(clippy::indexing_slicing)] // the one place where a typed index meets its column
    #[inline]
    fn index(&self, idx: I) -> &T {
        &self.items[idx.index()]
    }
}

impl<I: Idx, T> IndexMut<I> for IndexVec<I, T> {
    #[allow(clippy::indexing_slicing)] // see above
    fn index_mut(&mut self, idx: I) -> &mut T {
        &mut self.items[idx.index()]
    }
}
