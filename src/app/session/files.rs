//! What is done with files: opening, adding, replacing, reviewing, importing. The page keeps the `File` objects, which
//! are names of files on the reader's disk; their bytes are in no place but the worker that reads them.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{About, Inspection},
    protocol::{Cleaning, FileFormat, Problem, ToWorker},
    recipe::{Reading, Recipe},
    state::Phase,
};
use web_sys::File;

use super::{Place, Session, Understood};
use crate::{
    browser::{dropped::Dropped, seal::SealState},
    text::{format, words},
};

/// The files of the page.
#[derive(Default)]
pub(super) struct Files {
    /// Those that are being looked at or read.
    given: Vec<File>,
    /// Those of the loaded analysis.
    loaded: Vec<File>,
    /// Those that were dropped beside it, until somebody says what is to become of them.
    dropped: Vec<File>,
    /// The files are new, and go straight to the answers where nothing needs to be asked.
    is_first_look: bool,
}

fn names(files: &[File]) -> Vec<String> {
    files.iter().map(File::name).collect()
}

/// The currency that amounts of a review are shown in: none while it is asked for.
pub(super) fn settled_currency(inspection: &Inspection) -> Option<&str> {
    let is_settled = inspection.questions.iter().all(|question| question.about != About::Currency);
    inspection.currency.as_deref().filter(|_| is_settled)
}

impl Session {
    fn with_files<T>(&self, act: impl FnOnce(&mut Files) -> T) -> T {
        self.files.with_value(|files| act(&mut files.borrow_mut()))
    }

    /// Takes what was dropped, or says what to drop.
    pub fn take_dropped(&self, dropped: Dropped) {
        match dropped {
            Dropped::Files(files) => self.drop_files(files),
            Dropped::NoTable(folders) => self.problem.set(Some(format!(
                "There is no table in the folder {}. Csv, Excel, OpenDocument and zip files are read.",
                folders.join(", ")
            ))),
            Dropped::NoFile => self.problem.set(Some(
                "What you dropped is not a file but a text, a picture or a link. Save it as a file and drop that. Cells can be copied and pasted on the first page."
                    .to_owned(),
            )),
        }
    }

    /// Takes files that were dropped or pasted: beside a loaded analysis or a review they may be meant to be added to it.
    /// While files are being read they take their place.
    pub fn drop_files(&self, files: Vec<File>) {
        if files.is_empty() || self.seal.get_untracked() != SealState::Sealed {
            return;
        }
        let phase = self.phase.get_untracked();
        let beside = match phase {
            Phase::Dashboard | Phase::Segments | Phase::Report => {
                self.with_files(|held| !held.loaded.is_empty())
            }
            // what was corrected in a review is work too
            Phase::Review => true,
            Phase::Start | Phase::Working => false,
        };
        if beside {
            self.dropped_names.set(names(&files));
            self.with_files(|held| held.dropped = files);
        } else {
            self.open(files);
        }
    }

    /// Says what is to become of the files that were dropped.
    pub fn settle_dropped(&self, adds: Option<bool>) {
        let files = self.with_files(|held| std::mem::take(&mut held.dropped));
        self.dropped_names.set(Vec::new());
        match adds {
            Some(true) => self.add(files),
            Some(false) => self.open(files),
            None => {}
        }
    }

    /// Looks at files.
    pub fn open(&self, files: Vec<File>) {
        if files.is_empty() || self.seal.get_untracked() != SealState::Sealed {
            return;
        }
        if self.phase.get_untracked() == Phase::Working {
            // what is being read is given up at once, however far it is
            self.restart();
        }
        self.make_ready();
        self.dropped_names.set(Vec::new());
        self.file_name.set(names(&files).join(", "));
        let recipe = self.recipe.get_untracked();
        self.draft.set(recipe.clone());
        self.apart.set(Vec::new());
        self.refused.set(Vec::new());
        self.changed.set(None);
        self.inspection.set(None);
        self.understood.set(Understood::default());
        self.begin();
        self.send(Place::Pending, ToWorker::Inspect { recipe }, &files);
        self.with_files(|held| {
            held.given = files;
            held.is_first_look = true;
        });
    }

    /// Adds files to those that are being reviewed, or else to those of the loaded analysis.
    pub fn add(&self, more: Vec<File>) {
        let reviewing = self.phase.get_untracked() == Phase::Review;
        let mut files =
            self.with_files(|held| if reviewing { held.given.clone() } else { held.loaded.clone() });
        files.extend(more);
        self.open(files);
    }

    /// Puts another file in the place of one of the loaded analysis.
    pub fn replace(&self, at: usize, file: File) {
        let mut files = self.with_files(|held| held.loaded.clone());
        if let Some(slot) = files.get_mut(at) {
            *slot = file;
        }
        self.open(files);
    }

    /// Leaves one of the files out: of those that are being reviewed, or else of the loaded analysis.
    pub fn leave_out(&self, at: usize) {
        let reviewing = self.phase.get_untracked() == Phase::Review;
        let mut files =
            self.with_files(|held| if reviewing { held.given.clone() } else { held.loaded.clone() });
        if at < files.len() && files.len() > 1 {
            files.remove(at);
            self.open(files);
        }
    }

    /// Reads the files again with the corrections of the review page.
    pub fn review_again(&self, change: impl FnOnce(&mut Recipe)) {
        self.draft.update(change);
        self.problem.set(None);
        self.is_busy.set(true);
        self.with_files(|held| held.is_first_look = false);
        self.send(Place::Pending, ToWorker::Inspect { recipe: self.draft.get_untracked() }, &[]);
    }

    /// What was understood. The same columns as last time need no review; others begin without what was decided about
    /// how the file before was written.
    pub(super) fn inspected(&self, inspection: Inspection, refused: &[(String, Problem)]) {
        let is_first_look = self.with_files(|held| std::mem::take(&mut held.is_first_look));
        let change = inspection.layout_change.clone();
        let is_other = change.as_ref().is_some_and(|change| !change.is_harmless());
        if is_first_look {
            // a file of quite another kind is no changed one
            let n_before = self.draft.with_untracked(|draft| draft.layout.len());
            let is_kin = |missing: usize| missing * 2 < n_before;
            let told = change.clone().filter(|change| is_other && is_kin(change.missing.len()));
            self.changed.set(told);
            let is_bound =
                |draft: &Recipe| draft.reading != Reading::default() || !draft.decisions.is_empty();
            if is_other && self.draft.with_untracked(is_bound) {
                self.review_again(|recipe| {
                    recipe.reading = Reading::default();
                    recipe.decisions.clear();
                });
                return;
            }
        }
        self.is_busy.set(false);
        // amounts of the review are those of the new files
        format::set_currency(settled_currency(&inspection));
        if !refused.is_empty() {
            self.with_files(|held| {
                held.given.retain(|file| !refused.iter().any(|(name, _)| *name == file.name()))
            });
            let worded = refused.iter().map(|(name, problem)| (name.clone(), words::problem(problem)));
            self.refused.set(worded.collect());
        }
        let is_known = is_first_look && change.is_some() && !is_other;
        let is_clear = inspection.questions.is_empty() && refused.is_empty();
        self.inspection.set(Some(Arc::new(inspection)));
        if is_known && is_clear {
            self.notice.set(Some(
                "Read the same way as last time: the columns are the same. “What went in” shows how."
                    .to_owned(),
            ));
            self.import();
        } else if matches!(self.phase.get_untracked(), Phase::Working | Phase::Review) {
            // whoever has left the review meanwhile is not called back
            self.phase.set(Phase::Review);
        }
    }

    /// Imports the files that were reviewed.
    pub fn import(&self) {
        self.begin();
        let body = ToWorker::Import { recipe: self.draft.get_untracked(), apart: Vec::new() };
        self.send(Place::Pending, body, &[]);
    }

    /// Imports the sample shop.
    pub fn import_sample(&self) {
        if self.seal.get_untracked() != SealState::Sealed {
            return;
        }
        self.make_ready();
        self.file_name.set("the sample shop".to_owned());
        let settings = self.recipe.get_untracked();
        let recipe = Recipe {
            columns: Default::default(),
            reading: Default::default(),
            layout: Vec::new(),
            not_products: Vec::new(),
            excluded_customers: Vec::new(),
            decisions: Default::default(),
            ..settings
        };
        self.draft.set(recipe.clone());
        self.inspection.set(None);
        self.with_files(|held| held.given.clear());
        self.begin();
        self.send(Place::Pending, ToWorker::ImportSample { recipe }, &[]);
    }

    /// The files that were given are now those of the answers.
    pub(super) fn files_are_loaded(&self) {
        let loaded = self.with_files(|held| {
            held.loaded = held.given.clone();
            names(&held.loaded)
        });
        self.loaded_names.set(loaded);
        self.apart.set(Vec::new());
    }

    /// Tells keys of customers apart that were taken for one person, or lets all be one again.
    pub fn tell_apart(&self, keys: &[u64]) {
        let mut apart = self.apart.get_untracked();
        if keys.is_empty() {
            apart.clear();
        }
        apart.extend(keys.iter().filter(|key| !apart.contains(key)).copied().collect::<Vec<_>>());
        self.apart.set(apart.clone());
        self.problem.set(None);
        self.is_busy.set(true);
        self.send(Place::Current, ToWorker::Import { recipe: self.recipe.get_untracked(), apart }, &[]);
    }

    /// Saves the lines as they were read, without what is personal.
    pub fn save_cleaned(&self, cleaning: Cleaning, format: FileFormat) {
        self.problem.set(None);
        let reviewing = self.phase.get_untracked() == Phase::Review;
        let (place, recipe) =
            if reviewing { (Place::Pending, self.draft) } else { (Place::Current, self.recipe) };
        let body = ToWorker::CleanedFile { recipe: recipe.get_untracked(), cleaning, format };
        if self.send(place, body, &[]).is_none() {
            self.problem.set(Some(words::problem(&Problem::NothingLoaded)));
        }
    }

    /// Another worker in the place of the one that reads new files, and has filled its memory with them. Files that are
    /// being reviewed are looked at by the new one: they may still be read in another way.
    pub(super) fn replace_worker(&self) {
        self.restart();
        if self.inspection.with_untracked(Option::is_some) && self.look_again() {
            self.files_met_limit();
        }
    }

    /// The files of the review, for a worker that has not seen them. Whether there are any.
    pub(super) fn look_again(&self) -> bool {
        let files = self.with_files(|held| held.given.clone());
        if files.is_empty() {
            return false;
        }
        self.is_busy.set(true);
        self.send(Place::Pending, ToWorker::Inspect { recipe: self.draft.get_untracked() }, &files);
        true
    }

    /// A worker for the next file.
    fn make_ready(&self) {
        if self.with_workers(|workers| workers.pending.is_none()) || self.worker.get_untracked().is_crashed()
        {
            self.restart();
        }
    }
}
