//! Owns the data: what worker, command line, tests and benches drive.

use crate::{
    ingest::InputFile,
    protocol::{FromWorker, Problem, ToWorker},
};

/// What is loaded, and how it is asked.
#[derive(Default)]
pub struct Engine {}

impl Engine {
    /// Nothing loaded.
    pub fn new() -> Self {
        Self {}
    }
    /// Does what a message asks; `emit` gets progress on the way and the answer at the end.
    pub fn handle(&mut self, _message: ToWorker, _files: Vec<InputFile>, emit: &mut dyn FnMut(FromWorker)) {
        emit(FromWorker::Failed(Problem::NothingLoaded));
    }
}
