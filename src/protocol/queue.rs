//! What waits for the worker, in order: a request in whose place a newer one came is not done at all.

use std::collections::VecDeque;

use super::ToWorker;

impl ToWorker {
    /// Whether this request makes an earlier one pointless, so that nobody waits for what it would bring. Only where
    /// this one says everything that the earlier one said: an import settles how files are read, and an analysis after
    /// it stands on that.
    pub fn replaces(&self, earlier: &ToWorker) -> bool {
        match earlier {
            Self::Analyse { .. } => self.changes_answers(),
            Self::Import { .. } => matches!(self, Self::Import { .. } | Self::ImportSample { .. }),
            // what another recipe would make of the files is asked anew when something else is done
            Self::Effect { .. } => self.changes_answers() || matches!(self, Self::Inspect { .. }),
            Self::Compare { .. } => matches!(self, Self::Compare { .. }),
            Self::Values { .. } => matches!(self, Self::Values { .. }),
            Self::MovedSince { .. } => matches!(self, Self::MovedSince { .. }),
            _ => false,
        }
    }

    /// Whether answers come of it, with models that follow them: those of the answers before are for nobody then.
    pub fn changes_answers(&self) -> bool {
        matches!(self, Self::Analyse { .. } | Self::Import { .. } | Self::ImportSample { .. })
    }
}

/// Requests that have not begun, each with whatever travels beside it.
#[derive(Debug)]
pub struct Queue<T> {
    waiting: VecDeque<(ToWorker, T)>,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { waiting: VecDeque::new() }
    }
}

impl<T> Queue<T> {
    /// Adds a request in the place of those that it replaces.
    pub fn push(&mut self, request: ToWorker, beside: T) {
        self.waiting.retain(|(earlier, _)| !request.replaces(earlier));
        self.waiting.push_back((request, beside));
    }
    /// The next one.
    pub fn pop(&mut self) -> Option<(ToWorker, T)> {
        self.waiting.pop_front()
    }
    /// Whether other answers than those that are there are asked for.
    pub fn changes_answers(&self) -> bool {
        self.waiting.iter().any(|(request, _)| request.changes_answers())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{answers::Dimension, recipe::Recipe};

    fn analyse(window_months: u32) -> ToWorker {
        ToWorker::Analyse { recipe: Recipe { window_months, ..Recipe::default() } }
    }

    fn import() -> ToWorker {
        ToWorker::Import { recipe: Recipe::default(), apart: Vec::new() }
    }

    fn what_is_done(requests: Vec<ToWorker>) -> Vec<usize> {
        let mut queue = Queue::default();
        for (request, at) in requests.into_iter().zip(0..) {
            queue.push(request, at);
        }
        std::iter::from_fn(|| queue.pop()).map(|(_, at)| at).collect()
    }

    #[test]
    fn of_fifty_changes_that_wait_the_newest_is_done() {
        assert_eq!(what_is_done((1..=50).map(analyse).collect()), [49]);
    }

    #[test]
    fn an_import_replaces_a_change_and_no_change_replaces_an_import() {
        assert_eq!(what_is_done(vec![analyse(1), import()]), [1]);
        assert_eq!(what_is_done(vec![import(), analyse(1), analyse(2)]), [0, 2]);
        assert_eq!(what_is_done(vec![import(), import()]), [1]);
    }

    #[test]
    fn what_somebody_waits_for_is_done_in_the_order_in_which_it_was_asked() {
        let customer = || ToWorker::Customer { customer: "a".to_owned() };
        let effect = || ToWorker::Effect { recipe: Recipe::default() };
        let values =
            |search: &str| ToWorker::Values { of: Dimension::Product, search: search.to_owned(), limit: 9 };
        assert_eq!(what_is_done(vec![customer(), ToWorker::SetAsideFile, customer()]), [0, 1, 2]);
        assert_eq!(what_is_done(vec![values("t"), customer(), values("te")]), [1, 2]);
        assert_eq!(what_is_done(vec![effect(), effect(), customer()]), [0, 1, 2]);
        assert_eq!(what_is_done(vec![effect(), analyse(1), effect()]), [1, 2]);
    }

    #[test]
    fn models_are_for_nobody_where_other_answers_are_asked_for() {
        let mut queue = Queue::default();
        queue.push(ToWorker::SetAsideFile, ());
        assert!(!queue.changes_answers());
        queue.push(analyse(1), ());
        assert!(queue.changes_answers());
    }
}
