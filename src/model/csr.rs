//! Rows that belong together and stand side by side: where each owner's rows begin and end.

use std::ops::Range;

use crate::base::Idx;

/// Compressed rows: the rows of owner `i` are `starts[i]..starts[i + 1]` of another table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Csr<I> {
    starts: Vec<u32>,
    index: std::marker::PhantomData<fn(I) -> I>,
}

impl<I> Default for Csr<I> {
    fn default() -> Self {
        Self { starts: vec![0], index: std::marker::PhantomData }
    }
}

impl<I: Idx> Csr<I> {
    /// Closes the rows of the next owner at row `end` of the other table.
    #[inline]
    pub fn close(&mut self, end: usize) {
        self.starts.push(u32::try_from(end).unwrap_or(u32::MAX));
    }
    /// Takes back the last [`close`](Self::close): its rows belong to the next owner closed.
    pub fn reopen(&mut self) {
        if self.starts.len() > 1 {
            self.starts.pop();
        }
    }
    /// Where the rows of the last owner end.
    #[inline]
    pub fn last_end(&self) -> usize {
        self.starts.last().copied().unwrap_or(0) as usize
    }
    /// The rows of an owner; empty for one that is not there.
    #[inline]
    pub fn range(&self, owner: I) -> Range<usize> {
        let start = self.starts.get(owner.index()).copied().unwrap_or(0);
        let end = self.starts.get(owner.index().saturating_add(1)).copied().unwrap_or(start);
        start as usize..end as usize
    }
    /// Whose a row is, found by halving; of no use for a row that is not there.
    pub fn owner(&self, row: usize) -> I {
        let begun = self.starts.partition_point(|&start| start as usize <= row);
        I::from_index(begun.saturating_sub(1))
    }
    /// Number of owners.
    #[inline]
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }
    /// True when there are no owners.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Makes room for that many more owners and no others.
    pub fn reserve_exact(&mut self, owners: usize) {
        self.starts.reserve_exact(owners);
    }
    /// Gives back what growth left over.
    pub fn shrink_to_fit(&mut self) {
        self.starts.shrink_to_fit();
    }
    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.starts.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CustomerIdx;

    #[test]
    fn every_row_is_its_owners() {
        let mut rows = Csr::<CustomerIdx>::default();
        [2, 2, 5, 5, 6].into_iter().for_each(|end| rows.close(end));
        let owners: Vec<u32> = (0..6).map(|row| rows.owner(row).0).collect();
        assert_eq!(owners, [0, 0, 2, 2, 2, 4]);
        assert!((0..6).all(|row| rows.range(rows.owner(row)).contains(&row)));
    }
}
