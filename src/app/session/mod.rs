//! What the page knows and asks: the worker that holds the loaded analysis, the one that reads new files beside it,
//! and the answers. Nothing loaded is given up before something new has taken its place. What is done with files is in
//! `files`, who stands behind a figure in `behind`, what the answers are compared with in `beside`, what is decided about
//! doubts in `doubts`, what another recipe would make of the files in `effects`, Back and Forward in `places`, ways out of a
//! problem in `remedies`.

mod behind;
mod beside;
mod doubts;
mod effects;
mod files;
mod places;
mod remedies;

pub use behind::{Behind, Drawer, OneCustomer, filter_of};
pub use beside::Beside;
pub use effects::{Known, Understood};

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, sync::Arc};

use leptos::prelude::*;
use stamkunde::{
    answers::{
        Answers, Comparison, Dimension, Doubt, Effect, Inspection, Later, LayoutChange, Movement, NamedValue,
        SegmentId, SegmentMember,
    },
    base::Day,
    protocol::{Envelope, FileFormat, FromWorker, Progress, ToWorker},
    recipe::Recipe,
    state::{Phase, Remaining, Remedy},
};
use web_sys::File;

use crate::{
    browser::{
        download, link, scroll,
        seal::{self, SealState},
        worker_client::{Crash, WorkerClient},
    },
    text::{format, words},
};

/// Whether there is a worker to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkerState {
    /// The page is not sealed yet.
    Waiting,
    /// On its way.
    Starting,
    /// It said so.
    Ready,
    /// It is no more.
    Crashed(Crash),
}

impl WorkerState {
    /// For the user.
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::Waiting => "Waiting for the page to be sealed …",
            Self::Starting => "Starting …",
            Self::Ready => "Ready",
            Self::Crashed(Crash::NotStarted) => "This browser could not start the program that reads files.",
            Self::Crashed(Crash::Silent) => "The program that reads files did not start within 30 seconds.",
            Self::Crashed(Crash::OtherVersion) => "The page was updated meanwhile. Load it again.",
            Self::Crashed(Crash::Stopped { .. }) => {
                "The program that reads files stopped unexpectedly: the file may be damaged, or larger than this tab can hold. Nothing was sent anywhere; you can try another file at once."
            }
        }
    }
    /// Whether a new worker is needed.
    pub fn is_crashed(&self) -> bool {
        matches!(self, Self::Crashed(_))
    }
}

/// The first members of a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Which segment.
    pub segment: SegmentId,
    /// Size of the whole segment.
    pub total: u64,
    /// The first of them.
    pub members: Vec<SegmentMember>,
}

/// What a filter can name.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// Of what.
    pub of: Dimension,
    /// How many there are that hold what was looked for.
    pub total: u64,
    /// The first of them.
    pub values: Vec<NamedValue>,
}

/// Which of the two workers is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The one with the loaded analysis.
    Current,
    /// The one that reads a new file.
    Pending,
}

#[derive(Default)]
struct Workers {
    current: Option<(u32, WorkerClient)>,
    pending: Option<(u32, WorkerClient)>,
    /// Numbers the workers, so that a late word of an ended one is not taken for the new one's.
    born: u32,
    requests: u32,
    /// The newest request that changes the answers; older ones are not shown.
    newest: u32,
    /// The newest request for a comparison.
    comparing: Option<u32>,
    remaining: Remaining,
    /// The recipe of the answers that are shown, for when a changed one cannot be used.
    answered: Recipe,
}

/// The seal, the workers, and what is known of them.
#[derive(Clone, Copy)]
pub struct Session {
    /// The state of the seal.
    pub seal: ReadSignal<SealState>,
    /// The state of the worker that will read the next file.
    pub worker: RwSignal<WorkerState>,
    /// What is shown.
    pub phase: RwSignal<Phase>,
    /// How far the work is, and the seconds it will still take.
    pub progress: RwSignal<Option<(Progress, Option<f64>)>>,
    /// Names of the files that are being read.
    pub file_name: RwSignal<String>,
    /// What was understood of the files.
    pub inspection: RwSignal<Option<Arc<Inspection>>>,
    /// Files that could not be opened, and why.
    pub refused: RwSignal<Vec<(String, String)>>,
    /// How the columns differ from those that the settings were made for.
    pub changed: RwSignal<Option<LayoutChange>>,
    /// Names of the files of the loaded analysis.
    pub loaded_names: RwSignal<Vec<String>>,
    /// Files were dropped beside a loaded analysis: to be added, or to be analysed alone.
    pub dropped_names: RwSignal<Vec<String>>,
    /// Keys of customers that were told apart. They stand for customers, and are kept for this session only.
    pub apart: RwSignal<Vec<u64>>,
    /// Something worth knowing that is no problem.
    pub notice: RwSignal<Option<String>>,
    /// The recipe that the review page changes.
    pub draft: RwSignal<Recipe>,
    /// The recipe of the answers.
    pub recipe: RwSignal<Recipe>,
    /// The answers.
    pub answers: RwSignal<Option<Arc<Answers>>>,
    /// What takes longer than the other answers, and follows them.
    pub later: RwSignal<Option<Arc<Later>>>,
    /// What follows belongs to answers that are no longer shown.
    pub later_is_old: RwSignal<bool>,
    /// Who is looked at behind a figure.
    pub drawer: RwSignal<Option<Drawer>>,
    /// What the answers are compared with.
    pub beside: RwSignal<Option<Beside>>,
    /// Both beside each other.
    pub comparison: RwSignal<Option<Arc<Comparison>>>,
    /// What a filter can name, as it was asked for last.
    pub values: RwSignal<Option<Arc<Values>>>,
    /// Who moved since a day that the reader chose; `None` inside where nobody had bought by then.
    pub moved: RwSignal<Option<Option<Arc<Movement>>>>,
    /// What went wrong last.
    pub problem: RwSignal<Option<String>>,
    /// The segment that is looked at.
    pub preview: RwSignal<Option<Arc<Preview>>>,
    /// A request is under way that changes the answers.
    pub is_busy: RwSignal<bool>,
    /// What other recipes would make of the files.
    pub effects: RwSignal<Vec<(Recipe, Option<Effect>)>>,
    /// What the recipe of the review makes of the files, and what it made of them before.
    pub understood: RwSignal<Understood>,
    /// The list of doubts is open.
    pub shows_doubts: RwSignal<bool>,
    /// A doubt was decided, and whoever reads the list with the keyboard is to go on there.
    pub was_decided: RwSignal<bool>,
    /// The list of customers left out is open.
    pub shows_left_out: RwSignal<bool>,
    /// Ways out of a problem, with the sentence that they belong to.
    pub remedies: RwSignal<(String, Vec<Remedy>)>,
    /// Doubts that were seen since the files were opened: what was decided may hide the doubt, and has to be undone.
    seen_doubts: StoredValue<BTreeMap<String, Doubt>>,
    asked_effects: StoredValue<Rc<RefCell<effects::Asked>>, LocalStorage>,
    workers: StoredValue<Rc<RefCell<Workers>>, LocalStorage>,
    files: StoredValue<Rc<RefCell<files::Files>>, LocalStorage>,
}

impl Session {
    /// Watches the seal and starts a worker as soon as it holds.
    pub fn start() -> Self {
        let (seal, set_seal) = signal(SealState::Loading);
        let session = Self {
            seal,
            worker: RwSignal::new(WorkerState::Waiting),
            phase: RwSignal::new(Phase::Start),
            progress: RwSignal::new(None),
            file_name: RwSignal::new(String::new()),
            inspection: RwSignal::new(None),
            refused: RwSignal::new(Vec::new()),
            changed: RwSignal::new(None),
            loaded_names: RwSignal::new(Vec::new()),
            dropped_names: RwSignal::new(Vec::new()),
            apart: RwSignal::new(Vec::new()),
            notice: RwSignal::new(None),
            draft: RwSignal::new(Recipe::default()),
            recipe: RwSignal::new(Recipe::default()),
            answers: RwSignal::new(None),
            later: RwSignal::new(None),
            later_is_old: RwSignal::new(false),
            drawer: RwSignal::new(None),
            beside: RwSignal::new(None),
            comparison: RwSignal::new(None),
            values: RwSignal::new(None),
            moved: RwSignal::new(None),
            problem: RwSignal::new(None),
            preview: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            effects: RwSignal::new(Vec::new()),
            understood: RwSignal::new(Understood::default()),
            shows_doubts: RwSignal::new(false),
            was_decided: RwSignal::new(false),
            shows_left_out: RwSignal::new(false),
            remedies: RwSignal::new((String::new(), Vec::new())),
            seen_doubts: StoredValue::new(BTreeMap::new()),
            asked_effects: StoredValue::new_local(Rc::default()),
            workers: StoredValue::new_local(Rc::default()),
            files: StoredValue::new_local(Rc::default()),
        };
        match link::recipe_in_address() {
            Some(Ok(recipe)) => {
                session.draft.set(recipe.clone());
                session.recipe.set(recipe);
            }
            Some(Err(detail)) => session.problem.set(Some(link::cannot_be_read(&detail))),
            None => {}
        }
        session.keep_places();
        seal::watch(move |state| {
            if state == SealState::Sealed {
                session.restart();
            }
            set_seal.set(state);
        });
        session
    }

    fn with_workers<T>(&self, act: impl FnOnce(&mut Workers) -> T) -> T {
        self.workers.with_value(|workers| act(&mut workers.borrow_mut()))
    }

    /// Starts a worker for the next file; the one with the loaded analysis stays.
    pub fn restart(&self) {
        let session = *self;
        let born = self.with_workers(|workers| {
            workers.born += 1;
            workers.born
        });
        self.worker.set(WorkerState::Starting);
        let spawned = WorkerClient::spawn(
            move |message| session.receive(born, message),
            move |crash| session.crashed(born, crash),
        );
        match spawned {
            Ok(client) => self.with_workers(|workers| workers.pending = Some((born, client))),
            Err(crash) => self.worker.set(WorkerState::Crashed(crash)),
        }
    }

    fn place(&self, born: u32) -> Option<Place> {
        self.with_workers(|workers| {
            let is =
                |slot: &Option<(u32, WorkerClient)>| slot.as_ref().is_some_and(|(number, _)| *number == born);
            if is(&workers.current) {
                Some(Place::Current)
            } else if is(&workers.pending) {
                Some(Place::Pending)
            } else {
                None
            }
        })
    }

    /// Sends a message; tells its number, or `None` where there is no such worker.
    fn send(&self, place: Place, body: ToWorker, files: &[File]) -> Option<u32> {
        let changes_answers = matches!(
            body,
            ToWorker::Import { .. }
                | ToWorker::ImportSample { .. }
                | ToWorker::Analyse { .. }
                | ToWorker::Inspect { .. }
        );
        if changes_answers {
            // what something else would do is asked anew from what comes now
            self.forget_effects();
        }
        self.with_workers(|workers| {
            workers.requests += 1;
            let request = workers.requests;
            if changes_answers {
                workers.newest = request;
            }
            let slot = if place == Place::Current { &workers.current } else { &workers.pending };
            match slot {
                Some((_, client)) => {
                    client.send(&Envelope { request, body }, files);
                    Some(request)
                }
                None => None,
            }
        })
    }

    // What the user does.

    fn begin(&self) {
        self.problem.set(None);
        self.progress.set(None);
        self.with_workers(|workers| workers.remaining = Remaining::default());
        self.phase.set(Phase::Working);
    }

    /// Stops at once whatever reads a file.
    pub fn cancel(&self) {
        self.with_workers(|workers| workers.pending = None);
        self.progress.set(None);
        self.inspection.set(None);
        self.back();
        self.restart();
    }

    /// To the answers where there are some, else to the start.
    pub fn back(&self) {
        let loaded = self.answers.with_untracked(Option::is_some);
        self.show(if loaded { Phase::Dashboard } else { Phase::Start });
    }

    /// Answers again under changed settings.
    pub fn change(&self, change: impl FnOnce(&mut Recipe)) {
        let before = self.recipe.get_untracked();
        let mut recipe = before.clone();
        change(&mut recipe);
        if recipe == before {
            return;
        }
        self.problem.set(None);
        self.is_busy.set(true);
        // who is a customer and what a cell means is settled while rows are read
        let reads_again = recipe.customer_key != before.customer_key
            || recipe.reading != before.reading
            || recipe.columns != before.columns
            || self.reads_otherwise(&before, &recipe);
        self.recipe.set(recipe.clone());
        let body = if reads_again {
            ToWorker::Import { recipe, apart: self.apart.get_untracked() }
        } else {
            ToWorker::Analyse { recipe }
        };
        if self.send(Place::Current, body, &[]).is_none() {
            self.is_busy.set(false);
            self.recipe.set(before);
            self.problem.set(Some(words::problem(&stamkunde::protocol::Problem::NothingLoaded)));
        }
    }

    /// Uses a recipe from a file. What it says about columns is for a file with the same ones.
    pub fn use_recipe(&self, recipe: Recipe) {
        if self.answers.with_untracked(Option::is_some) {
            let loaded = self.recipe.get_untracked();
            let fits = recipe.layout == loaded.layout;
            self.change(move |current| {
                *current = if fits {
                    recipe
                } else {
                    let Recipe { columns, reading, layout, decisions, .. } = loaded;
                    Recipe { columns, reading, layout, decisions, ..recipe }
                };
            });
        } else {
            self.draft.set(recipe.clone());
            self.recipe.set(recipe);
        }
    }

    /// Shows the first members of a segment.
    pub fn look_at(&self, segment: SegmentId) {
        self.send(Place::Current, ToWorker::SegmentPreview { segment, limit: 50 }, &[]);
    }

    /// Saves a segment.
    pub fn save_segment(&self, segment: SegmentId, format: FileFormat) {
        self.ask_for_file(ToWorker::SegmentFile { segment, format });
    }

    /// Saves the tables of all answers.
    pub fn save_tables(&self, format: FileFormat) {
        self.ask_for_file(ToWorker::AnswersFile { format });
    }

    /// Saves the rows that were set aside.
    pub fn save_set_aside(&self) {
        self.ask_for_file(ToWorker::SetAsideFile);
    }

    /// Asks what a filter can name.
    pub fn look_up_values(&self, of: Dimension, search: String) {
        self.send(Place::Current, ToWorker::Values { of, search, limit: 60 }, &[]);
    }

    /// Asks who moved since a day.
    pub fn moved_since(&self, day: Day) {
        self.send(Place::Current, ToWorker::MovedSince { day }, &[]);
    }

    fn ask_for_file(&self, body: ToWorker) {
        self.problem.set(None);
        if self.send(Place::Current, body, &[]).is_none() {
            self.problem.set(Some(words::problem(&stamkunde::protocol::Problem::NothingLoaded)));
        }
    }

    // What the workers say.

    fn receive(&self, born: u32, message: Envelope<FromWorker>) {
        let Some(place) = self.place(born) else { return };
        let is_newest = self.with_workers(|workers| workers.newest == message.request);
        match message.body {
            FromWorker::Ready { .. } => self.worker.set(WorkerState::Ready),
            FromWorker::Progress(progress) => {
                if place == Place::Pending && self.phase.get_untracked() == Phase::Working {
                    let now = js_sys::Date::now();
                    let left = self.with_workers(|workers| workers.remaining.seconds(&progress, now));
                    self.progress.set(Some((progress, left)));
                }
            }
            FromWorker::Inspected { inspection, refused } if is_newest => {
                self.inspected(*inspection, &refused)
            }
            FromWorker::Answered { recipe, answers } if is_newest => self.answered(place, *recipe, *answers),
            FromWorker::Later(later) if is_newest => {
                self.later_is_old.set(false);
                self.later.set(Some(Arc::new(*later)));
                // what only models can tell of the customers is known by now
                self.refresh_drawer();
            }
            FromWorker::Inspected { .. } | FromWorker::Answered { .. } | FromWorker::Later(_) => {}
            FromWorker::Effect { recipe, effect } => self.effect_came(message.request, *recipe, effect),
            FromWorker::Customers(page) => self.customers_came(*page),
            FromWorker::CustomerOrders(orders) => self.customer_came(orders),
            FromWorker::Moved(movement) => self.moved.set(Some(movement.map(|moved| Arc::new(*moved)))),
            FromWorker::Compared { comparison, .. } => self.compared(message.request, *comparison),
            FromWorker::Values { of, total, values, .. } => {
                self.values.set(Some(Arc::new(Values { of, total, values })));
            }
            FromWorker::Members { segment, total, members } => {
                self.preview.set(Some(Arc::new(Preview { segment, total, members })));
            }
            FromWorker::File(file) => {
                if download::save(&file.name, &file.mime, &file.bytes).is_err() {
                    self.problem.set(Some("The browser has no room for this file.".to_owned()));
                }
            }
            FromWorker::Failed(problem) => {
                self.is_busy.set(false);
                self.progress.set(None);
                self.offer_remedies(&problem, place);
                self.problem.set(Some(words::problem(&problem)));
                if place == Place::Current {
                    self.recipe.set(self.with_workers(|workers| workers.answered.clone()));
                }
                if place == Place::Pending && problem.is_limit() {
                    self.replace_worker();
                }
                if self.phase.get_untracked() == Phase::Working {
                    // an import that failed can be corrected; a file that cannot be looked at can not
                    if self.inspection.with_untracked(Option::is_some) && place == Place::Pending {
                        self.phase.set(Phase::Review);
                    } else {
                        self.back();
                    }
                }
            }
        }
    }

    fn answered(&self, place: Place, recipe: Recipe, answers: Answers) {
        self.is_busy.set(false);
        self.progress.set(None);
        self.preview.set(None);
        self.moved.set(None);
        // figures of the models stay, dimmed, until their own follow: a page that jumps at every setting is hard to read
        if place == Place::Pending {
            self.later.set(None);
            self.drawer.set(None);
            self.beside.set(None);
            self.comparison.set(None);
        }
        self.later_is_old.set(true);
        format::set_currency(answers.settings.currency.as_deref());
        self.with_workers(|workers| workers.answered = recipe.clone());
        self.recipe.set(recipe);
        if place == Place::Pending {
            self.shows_doubts.set(false);
            self.shows_left_out.set(false);
            self.seen_doubts.update_value(BTreeMap::clear);
        }
        self.remember_doubts(&answers.doubts);
        scroll::hold();
        self.answers.set(Some(Arc::new(answers)));
        if place == Place::Pending {
            self.inspection.set(None);
            self.files_are_loaded();
            self.with_workers(|workers| workers.current = workers.pending.take());
            self.phase.set(Phase::Dashboard);
            scroll::to_top();
        }
        self.ask_comparison();
    }

    fn crashed(&self, born: u32, crash: Crash) {
        let Some(place) = self.place(born) else { return };
        self.forget_effects();
        self.is_busy.set(false);
        self.progress.set(None);
        let state = WorkerState::Crashed(crash);
        let sentence = state.sentence().to_owned();
        match place {
            Place::Current => self.with_workers(|workers| workers.current = None),
            Place::Pending => {
                self.with_workers(|workers| workers.pending = None);
                self.worker.set(state);
            }
        }
        let was_working = matches!(self.phase.get_untracked(), Phase::Working | Phase::Review);
        if place == Place::Current || was_working || self.phase.get_untracked() != Phase::Start {
            self.problem.set(Some(sentence));
        }
        if place == Place::Pending && was_working {
            self.inspection.set(None);
            self.back();
        }
    }
}
