//! Cells of a sheet gathered to rows, and what the readers of workbooks share.

use crate::{
    ingest::read::{
        delimited::MAX_COLUMNS,
        row::{Cell, Row},
        source::ReadSeek,
    },
    protocol::Problem,
};

pub(in crate::ingest) type Input = std::io::BufReader<Box<dyn ReadSeek>>;

/// What a scan noticed besides its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetEnd {
    /// Cells with a formula whose result was never stored: they read as blank.
    pub formulas_without_value: u64,
    /// The first of them: row counted from 1, column from 0.
    pub first_formula_without_value: Option<(u64, usize)>,
}

/// Whether to go on reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    More,
    /// That was enough.
    Stop,
}

/// Days from 1970-01-01 to day 0 of the two systems of spreadsheets.
pub(in crate::ingest) const EPOCH_1900: f64 = -25_569.0;
pub(in crate::ingest) const EPOCH_1904: f64 = -24_107.0;

/// Cells in the order of the file, gathered to rows.
pub(in crate::ingest) struct Rows<'v> {
    pub row: Row,
    at: Option<u32>,
    column: usize,
    visit: &'v mut dyn FnMut(&Row) -> Result<Flow, Problem>,
    /// Rows handed over.
    pub given: u64,
    /// Rows that were handed over before, by another reader of the same sheet.
    pub skipped: u64,
    pub stopped: bool,
    pub end: SheetEnd,
}

impl<'v> Rows<'v> {
    pub fn new(visit: &'v mut dyn FnMut(&Row) -> Result<Flow, Problem>) -> Self {
        Self {
            row: Row::default(),
            at: None,
            column: 0,
            visit,
            given: 0,
            skipped: 0,
            stopped: false,
            end: SheetEnd::default(),
        }
    }

    /// Takes a cell; hands over the row before where it is the first of its row.
    #[inline]
    pub fn take(&mut self, (row, column): (u32, u32), cell: Cell<'_>) -> Result<Flow, Problem> {
        if self.at != Some(row) {
            if self.finish()? == Flow::Stop {
                return Ok(Flow::Stop);
            }
            self.at = Some(row);
            self.row.clear(u64::from(row) + 1);
        }
        self.column = column as usize;
        if self.column < MAX_COLUMNS && cell != Cell::Empty {
            self.row.set(self.column, cell);
        }
        Ok(Flow::More)
    }

    /// As [`Rows::note_formula_without_value`], for a cell that is named.
    pub fn note_formula_without_value_at(&mut self, column: usize) {
        self.column = column;
        self.note_formula_without_value();
    }

    /// The cell that was taken last has a formula, and no value that its program stored.
    pub fn note_formula_without_value(&mut self) {
        self.row.formulas_without_value += 1;
        self.end.formulas_without_value += 1;
        self.end.first_formula_without_value.get_or_insert((self.row.number, self.column));
    }

    /// Another reader begins with the first row.
    pub fn begin_again(&mut self) {
        (self.at, self.skipped, self.given) = (None, self.given, 0);
        self.end = SheetEnd::default();
    }

    /// Hands over the row that is being gathered.
    pub fn finish(&mut self) -> Result<Flow, Problem> {
        if self.stopped {
            return Ok(Flow::Stop);
        }
        if self.at.take().is_none() {
            return Ok(Flow::More);
        }
        self.hand_over()
    }

    pub fn hand_over(&mut self) -> Result<Flow, Problem> {
        if self.stopped {
            return Ok(Flow::Stop);
        }
        self.given += 1;
        if self.given <= self.skipped {
            return Ok(Flow::More);
        }
        let flow = (self.visit)(&self.row)?;
        self.stopped = flow == Flow::Stop;
        Ok(flow)
    }
    /// Begins a row whose cells are put into it from left to right.
    pub fn begin(&mut self, number: u64) {
        self.row.clear(number);
    }

    /// Puts a cell into the row that has begun, and again into the columns behind it.
    pub fn put(&mut self, column: usize, repeats: usize, cell: Cell<'_>) -> Result<(), Problem> {
        self.row.pad_to(column.min(MAX_COLUMNS));
        self.row.push_repeated(cell, repeats.min(MAX_COLUMNS - self.row.len().min(MAX_COLUMNS)));
        Ok(())
    }

    /// Cells of the row that has begun, and whether one of them lacks its value.
    pub fn filled(&self) -> (usize, bool) {
        (self.row.len(), 0 < self.row.formulas_without_value)
    }

    /// Hands over the row that has begun, as the row of that number counted from 0 and as those behind it.
    pub fn give(&mut self, first: u32, repeats: u32) -> Result<Flow, Problem> {
        for number in first..first.saturating_add(repeats) {
            self.row.number = u64::from(number) + 1;
            if self.hand_over()? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::More)
    }

    /// Hands over blank rows before the row that has begun.
    pub fn give_blank(&mut self, first: u32, rows: u32) -> Result<Flow, Problem> {
        if rows == 0 {
            return Ok(Flow::More);
        }
        let kept = std::mem::take(&mut self.row);
        let flow = self.give(first, rows);
        self.row = kept;
        flow
    }
}
