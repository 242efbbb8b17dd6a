//! Consecutive periods without holes, up to the one that as_of lies in.

use crate::base::{Day, Period, PeriodIdx};

/// Days of which each one's period is written down: two centuries. Asking the calendar for every purchase takes longer
/// than most metrics.
const MOST_DAYS: usize = 75_000;

/// Periods from the first day of the data to as_of; a slot is a position among them.
#[derive(Debug, Clone)]
pub struct Timeline {
    period: Period,
    first: PeriodIdx,
    first_day: Day,
    as_of: Day,
    len: usize,
    /// The slot of each day from `first_day` to the end of the last period; empty where they are too many.
    slots: Vec<u32>,
}

impl Timeline {
    /// The periods from the one of `first` to that of `as_of`; none without a first day.
    pub fn new(period: Period, first: Option<Day>, as_of: Day) -> Timeline {
        let first_idx = period.of(first.unwrap_or(as_of));
        let len = match first {
            Some(_) => usize::try_from(period.of(as_of) - first_idx + 1).unwrap_or(0),
            None => 0,
        };
        let first_day = period.first_day(first_idx);
        let mut timeline = Timeline { period, first: first_idx, first_day, as_of, len, slots: Vec::new() };
        let end = period.first_day(timeline.idx(len));
        let days = usize::try_from(end.days_since(first_day)).unwrap_or(0);
        if 0 < days && days <= MOST_DAYS {
            timeline.slots.reserve(days);
            for slot in 0..len {
                let until = period.first_day(timeline.idx(slot + 1)).days_since(first_day);
                timeline.slots.resize(usize::try_from(until).unwrap_or(0), slot as u32);
            }
        }
        timeline
    }
    /// Number of periods.
    pub fn len(&self) -> usize {
        self.len
    }
    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
    /// Number of periods that are over at as_of.
    pub fn over(&self) -> usize {
        let last = self.len.saturating_sub(1);
        self.len - usize::from(0 < self.len && self.in_progress(last))
    }
    /// Position of the period that a day lies in; `None` outside.
    #[inline]
    pub fn slot(&self, day: Day) -> Option<usize> {
        if self.slots.is_empty() {
            return usize::try_from(self.period.of(day) - self.first).ok().filter(|&slot| slot < self.len);
        }
        let at = usize::try_from(day.days_since(self.first_day)).ok()?;
        self.slots.get(at).map(|&slot| slot as usize)
    }
    /// The name of a period, as `2011-03`.
    pub fn label(&self, slot: usize) -> String {
        self.period.label(self.idx(slot))
    }
    /// The first day of a period.
    pub fn first_day(&self, slot: usize) -> Day {
        self.period.first_day(self.idx(slot))
    }
    /// Whether as_of cuts the period: its last day is still to come.
    pub fn in_progress(&self, slot: usize) -> bool {
        self.as_of < self.period.last_day(self.idx(slot))
    }
    fn idx(&self, slot: usize) -> PeriodIdx {
        self.first.saturating_add(i32::try_from(slot).unwrap_or(i32::MAX))
    }
}
