//! Where the user is, and how long the work will still take.

use crate::protocol::{Progress, Step};

/// The page that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// Nothing chosen.
    #[default]
    Start,
    /// A file is being looked at or imported.
    Working,
    /// What was understood of the file, to be confirmed.
    Review,
    /// The answers.
    Dashboard,
    /// Lists of customers.
    Segments,
    /// What was read and what was set aside.
    Report,
}

impl Phase {
    const ALL: [Self; 6] =
        [Self::Start, Self::Working, Self::Review, Self::Dashboard, Self::Segments, Self::Report];
}

/// For the browser's history, which keeps words.
impl From<Phase> for u8 {
    fn from(phase: Phase) -> Self {
        phase as Self
    }
}

impl TryFrom<u8> for Phase {
    type Error = ();

    fn try_from(number: u8) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|phase| u8::from(*phase) == number).ok_or(())
    }
}

/// Estimates the time left from the bytes read so far.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Remaining {
    started: Option<(f64, u64)>,
}

impl Remaining {
    /// Seconds left, once reading has gone on long enough to tell. `now` is in milliseconds on any clock.
    pub fn seconds(&mut self, progress: &Progress, now: f64) -> Option<f64> {
        if progress.step != Step::Reading {
            self.started = None;
            return None;
        }
        let (since, from) = *self.started.get_or_insert((now, progress.bytes_done));
        let (elapsed, read) = ((now - since) / 1000.0, progress.bytes_done.saturating_sub(from));
        let left = progress.bytes_total.saturating_sub(progress.bytes_done);
        (elapsed > 0.5 && read > 0).then(|| left as f64 * elapsed / read as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_the_pace() {
        let mut remaining = Remaining::default();
        let at = |bytes_done| Progress { bytes_done, bytes_total: 1000, rows: 0, step: Step::Reading };
        assert_eq!(remaining.seconds(&at(100), 0.0), None);
        assert_eq!(remaining.seconds(&at(300), 2000.0), Some(7.0));
        assert_eq!(remaining.seconds(&Progress { step: Step::Answering, ..at(1000) }, 9000.0), None);
    }
}
