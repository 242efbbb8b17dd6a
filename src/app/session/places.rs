//! Back and Forward inside the page, and a question before the page is left with something open in it.

use std::{cell::Cell, rc::Rc};

use leptos::{ev, prelude::*};
use stamkunde::state::Phase;

use super::{Session, files::settled_currency};
use crate::{
    browser::{
        history::{self, Entry},
        link,
    },
    text::format,
};

impl Session {
    /// Keeps an entry of the browser's history for every page, and asks before all of them are left.
    pub(super) fn keep_places(&self) {
        let session = *self;
        // a page that was loaded again is at the entry where it was, and begins anew
        let number = history::current::<Phase>().map_or(0, |entry| entry.number);
        let first = Entry { number, place: Phase::Start, under: Phase::Start };
        history::replace(first);
        let at = Rc::new(Cell::new(first));
        let here = Rc::clone(&at);
        Effect::new(move |_| session.went_to(session.phase.get(), &here));
        let pop = window_event_listener(ev::popstate, move |_| session.came_to(&at));
        let leave = window_event_listener(ev::beforeunload, move |event| {
            if session.has_something_to_lose() {
                event.prevent_default();
                // what browsers of before 2024 ask for
                event.set_return_value("The files and what was decided about them are in this tab only.");
            }
        });
        on_cleanup(move || {
            pop.remove();
            leave.remove();
        });
    }

    fn has_something_to_lose(&self) -> bool {
        let is_under_way = matches!(self.phase.get_untracked(), Phase::Working | Phase::Review);
        is_under_way || self.is_there(Phase::Review) || self.is_there(Phase::Dashboard)
    }

    /// Whether there is something to show on a page.
    fn is_there(&self, phase: Phase) -> bool {
        match phase {
            Phase::Start => true,
            // what was read is read, or was given up
            Phase::Working => false,
            Phase::Review => self.inspection.with_untracked(Option::is_some),
            Phase::Dashboard | Phase::Segments | Phase::Report => {
                self.answers.with_untracked(Option::is_some)
            }
        }
    }

    /// The page shows something else: an entry for it, or in the place of one that has ended.
    fn went_to(&self, phase: Phase, at: &Cell<Entry<Phase>>) {
        let before = at.get();
        if phase == before.place {
            return;
        }
        if self.is_there(before.place) {
            let entry = Entry { number: before.number + 1, place: phase, under: before.place };
            history::push(entry);
            at.set(entry);
        } else if phase == before.under && 0 < before.number {
            at.set(Entry { number: before.number - 1, place: phase, under: phase });
            history::go(-1);
        } else {
            let entry = Entry { place: phase, ..before };
            history::replace(entry);
            at.set(entry);
        }
    }

    /// The reader went back or forward, or typed something behind the address's `#`.
    fn came_to(&self, at: &Cell<Entry<Phase>>) {
        let before = at.get();
        let Some(entry) = history::current::<Phase>() else {
            let entry = Entry { number: before.number + 1, under: before.place, ..before };
            history::replace(entry);
            at.set(entry);
            self.link_was_typed();
            return;
        };
        at.set(entry);
        if entry.number == before.number {
            return;
        }
        if self.is_there(entry.place) {
            self.come_back(entry.place);
        } else {
            history::go(if entry.number < before.number { -1 } else { 1 });
        }
    }

    /// To a page that was left. Whatever reads a file is stopped.
    fn come_back(&self, phase: Phase) {
        if self.phase.get_untracked() == Phase::Working {
            self.progress.set(None);
            self.restart();
            if phase == Phase::Review {
                self.look_again();
            } else {
                self.inspection.set(None);
            }
        }
        self.show(phase);
    }

    /// Shows another page, with amounts in the currency of what it shows.
    pub fn show(&self, phase: Phase) {
        if matches!(phase, Phase::Dashboard | Phase::Segments | Phase::Report) {
            self.answers.with_untracked(|answers| {
                if let Some(answers) = answers {
                    format::set_currency(answers.settings.currency.as_deref());
                }
            });
        } else if phase == Phase::Review {
            self.inspection.with_untracked(|inspection| {
                if let Some(inspection) = inspection {
                    format::set_currency(settled_currency(inspection));
                }
            });
        }
        self.phase.set(phase);
    }

    fn link_was_typed(&self) {
        match link::recipe_in_address() {
            // what is being read or reviewed has settings of its own
            Some(Ok(_)) if matches!(self.phase.get_untracked(), Phase::Working | Phase::Review) => {
                self.notice.set(Some(
                    "The link's settings were not used: open the link again when your answers are here."
                        .to_owned(),
                ));
            }
            Some(Ok(recipe)) => self.use_recipe(recipe),
            Some(Err(detail)) => self.problem.set(Some(link::cannot_be_read(&detail))),
            None => {}
        }
    }
}
