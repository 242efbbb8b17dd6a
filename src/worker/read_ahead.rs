//! Reading files on while nobody asks for anything: what is read before it is asked for need not be waited for.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use crate::file_source::OpenFile;

/// Files of which more than the beginning is read before it is asked for.
const FILES_AHEAD: usize = 2;

/// While somebody reads what a look at files showed, the files are read on: it is an import that comes next.
#[derive(Default)]
pub struct ReadAhead {
    files: RefCell<Vec<OpenFile>>,
    /// Counts the messages; reading goes on until the next one.
    turn: Rc<Cell<u32>>,
}

impl ReadAhead {
    /// Goes on with the files of the look before where there are no new ones.
    pub fn start(&self, files: Vec<OpenFile>) {
        if !files.is_empty() {
            self.files.replace(files);
        }
        let files = self.files.borrow().clone();
        let turn = Rc::clone(&self.turn);
        let now = turn.get();
        wasm_bindgen_futures::spawn_local(async move {
            for file in files.iter().take(FILES_AHEAD) {
                file.read_ahead(|| turn.get() == now).await;
            }
        });
    }
    /// Ends it.
    pub fn stop(&self) {
        self.turn.set(self.turn.get().wrapping_add(1));
    }
    /// Lets go of what was read and not asked for.
    pub fn forget(&self) {
        self.files.take().iter().for_each(OpenFile::forget_ahead);
    }
}
