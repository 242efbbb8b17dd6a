//! Consecutive periods without holes, up to the one that as_of lies in.

use crate::base::{Day, Period, PeriodIdx};

/// Periods from the first day of the data to as_of; a slot is a position among them.
#[derive(Debug, Clone, Copy)]
pub struct Timeline {
    period: Period,
    first: PeriodIdx,
    as_of: Day,
    len: usize,
}

impl Timeline {
    /// The periods from the one of `first` to that of `as_of`; none without a first day.
    pub fn new(period: Period, first: Option<Day>, as_of: Day) -> Timeline {
        let first_idx = period.of(first.unwrap_or(as_of));
        let len = match first {
            Some(_) => usize::try_from(period.of(as_of) - first_idx + 1).unwrap_or(0),
            None => 0,
        };
        Timeline { period, first: first_idx, as_of, len }
    }
    /// Number of periods.
    pub fn len(&self) -> usize {
        self.len
    }
    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
    /// Position of the period that a day lies in; `None` outside.
    pub fn slot(&self, day: Day) -> Option<usize> {
        usize::try_from(self.period.of(day) - self.first).ok().filter(|&slot| slot < self.len)
    }
    /// The name of a period, as `2011-03`.
    pub fn label(&self, slot: usize) -> String {
        self.period.label(self.idx(slot))
    }
    /// Whether as_of cuts the period: its last day is still to come.
    pub fn in_progress(&self, slot: usize) -> bool {
        self.as_of < self.period.last_day(self.idx(slot))
    }
    fn idx(&self, slot: usize) -> PeriodIdx {
        self.first.saturating_add(i32::try_from(slot).unwrap_or(i32::MAX))
    }
}
