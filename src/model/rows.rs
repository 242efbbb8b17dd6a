//! The rows of the file that lines stand on. They count up nearly everywhere, so that a number for each stretch that does
//! says as much as one for each line.

use super::LineIdx;
use crate::base::Idx;

/// Stretches that are always kept as such.
const FEW: usize = 4_096;
/// Lines that a stretch has at least, on average: below, a number for each line takes about as little.
const LEAST: usize = 4;

/// A row for every line, counted from 1 as a spreadsheet shows it.
#[derive(Debug, Clone, Default)]
pub struct SourceRows {
    len: usize,
    /// First line and its row; the rows of the lines up to the next stretch count up from it.
    stretches: Vec<(u32, u32)>,
    /// The row of each line, where stretches are short; else empty.
    each: Vec<u32>,
    room: usize,
}

impl SourceRows {
    /// Appends the row of the next line.
    pub fn push(&mut self, row: u32) {
        let line = self.len as u32;
        self.len += 1;
        if !self.each.is_empty() {
            self.each.push(row);
            return;
        }
        let counts_up = |&(first, from): &(u32, u32)| from.wrapping_add(line - first) == row;
        if self.stretches.last().is_some_and(counts_up) {
            return;
        }
        self.stretches.push((line, row));
        if FEW <= self.stretches.len() && self.len < LEAST * self.stretches.len() {
            let mut each = Vec::new();
            each.reserve_exact(self.room.max(self.len));
            each.extend(self.lines().filter_map(|line| self.get(line)));
            self.each = each;
            self.stretches = Vec::new();
        }
    }
    /// The row of a line; `None` for one that is not there.
    pub fn get(&self, line: LineIdx) -> Option<u32> {
        if !self.each.is_empty() {
            return self.each.get(line.index()).copied();
        }
        let after = self.stretches.partition_point(|&(first, _)| first <= line.0);
        let &(first, from) = self.stretches.get(after.checked_sub(1)?)?;
        (line.index() < self.len).then(|| from.wrapping_add(line.0 - first))
    }
    /// The lines that have a row.
    pub fn lines(&self) -> impl Iterator<Item = LineIdx> + use<> {
        (0..self.len).map(LineIdx::from_index)
    }
    /// Makes room for that many more and no others.
    pub fn reserve_exact(&mut self, more: usize) {
        self.room = self.len + more;
        if !self.each.is_empty() {
            self.each.reserve_exact(more);
        }
    }
    /// Gives back memory that growth has left over.
    pub fn shrink_to_fit(&mut self) {
        self.stretches.shrink_to_fit();
        self.each.shrink_to_fit();
    }
    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.stretches.capacity() * size_of::<(u32, u32)>() + self.each.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_the_row_it_was_given() {
        // as rows are set aside never, now and then, at every other row; as several lines stand on one row
        let ways: [fn(u32) -> u32; 4] =
            [|line| line + 2, |line| line + line / 50, |line| 2 * line + 1, |line| line / 3];
        for way in ways {
            let mut rows = SourceRows::default();
            for line in 0..20_000 {
                assert_eq!(rows.get(LineIdx(line)), None);
                rows.push(way(line));
            }
            rows.shrink_to_fit();
            assert!((0..20_000).all(|line| rows.get(LineIdx(line)) == Some(way(line))));
            assert_eq!((rows.get(LineIdx(20_000)), rows.get(LineIdx::NONE)), (None, None));
            assert!(rows.lines().count() == 20_000 && rows.heap_bytes() <= 4 * 20_000);
        }
    }
}
