//! Ways out of a problem, offered below its sentence and done.

use leptos::prelude::*;
use stamkunde::{
    protocol::Problem,
    recipe::Recipe,
    state::{Phase, Remedy, ways_out},
};

use super::{Place, Session};
use crate::text::words;

impl Session {
    /// Keeps the ways out of a problem.
    pub(super) fn offer_remedies(&self, problem: &Problem, place: Place) {
        let inspection = self.inspection.get_untracked().filter(|_| place == Place::Pending);
        let ways = ways_out(problem, inspection.as_deref());
        // a column can be chosen only where its names are known
        let can = |way: &Remedy| inspection.is_some() || matches!(way, Remedy::Do { .. });
        let ways = ways.into_iter().filter(can).collect();
        self.remedies.set((words::problem(problem), ways));
    }

    /// Does what a remedy says: to the files that are being reviewed, or else to the answers.
    pub fn remedy(&self, change: impl FnOnce(&mut Recipe)) {
        if self.phase.get_untracked() == Phase::Review {
            self.review_again(change);
        } else {
            self.change(change);
        }
    }
}
