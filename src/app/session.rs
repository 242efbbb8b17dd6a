//! The page's worker over its whole life: started when the page is sealed, started again after a crash.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::*;
use stamkunde::protocol::FromWorker;

use crate::browser::{
    seal::{self, SealState},
    worker_client::{Crash, WorkerClient},
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
                "The program that reads files stopped unexpectedly. Nothing was sent anywhere; start it again and try another file."
            }
        }
    }
    /// Whether a new worker is needed.
    pub fn is_crashed(&self) -> bool {
        matches!(self, Self::Crashed(_))
    }
}

/// The seal, the worker, and what is known of both.
#[derive(Clone, Copy)]
pub struct Session {
    /// The state of the seal.
    pub seal: ReadSignal<SealState>,
    /// The state of the worker.
    pub worker: ReadSignal<WorkerState>,
    set_worker: WriteSignal<WorkerState>,
    client: StoredValue<Rc<RefCell<Option<WorkerClient>>>, LocalStorage>,
}

impl Session {
    /// Watches the seal and spawns a worker as soon as it holds.
    pub fn start() -> Self {
        let (seal, set_seal) = signal(SealState::Loading);
        let (worker, set_worker) = signal(WorkerState::Waiting);
        let session = Self { seal, worker, set_worker, client: StoredValue::new_local(Rc::default()) };
        seal::watch(move |state| {
            if state == SealState::Sealed {
                session.restart();
            }
            set_seal.set(state);
        });
        session
    }

    /// Ends the worker where there is one, and spawns a new one.
    pub fn restart(&self) {
        let set_worker = self.set_worker;
        set_worker.set(WorkerState::Starting);
        let on_message = move |message: stamkunde::protocol::Envelope<FromWorker>| {
            if matches!(message.body, FromWorker::Ready { .. }) {
                set_worker.set(WorkerState::Ready);
            }
        };
        let spawned =
            WorkerClient::spawn(on_message, move |crash| set_worker.set(WorkerState::Crashed(crash)));
        let client = match spawned {
            Ok(client) => Some(client),
            Err(crash) => {
                set_worker.set(WorkerState::Crashed(crash));
                None
            }
        };
        self.client.with_value(|slot| slot.replace(client));
    }
}
