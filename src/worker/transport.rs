//! Messages of the protocol over `postMessage`.
//!
//! A message comes as an array: postcard bytes, then the files that it is about. An answer goes back as postcard
//! bytes, transferred. A plain text instead of bytes is the last word of a worker that crashed.

use std::{
    cell::{Cell, RefCell},
    panic,
    rc::Rc,
};

use js_sys::{Array, Uint8Array};
use stamkunde::{
    engine::Engine,
    protocol::{Envelope, FromWorker, PROTOCOL_VERSION, Progress, ToWorker},
};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

use crate::file_source::OpenFile;

/// The page draws no faster than a screen; more progress than this would only fill its queue.
const MS_BETWEEN_PROGRESS: f64 = 60.0;

/// Files of which more than the beginning is read before it is asked for.
const FILES_AHEAD: usize = 2;

/// Listens for messages and says that the worker is ready.
pub fn start() {
    panic::set_hook(Box::new(|panic| {
        // The place only: a panic's message may hold cells of the customer's file.
        let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line()));
        post_last_word(&place.unwrap_or_default());
    }));
    let engine = Rc::new(RefCell::new(Engine::new()));
    let ahead = ReadAhead::default();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // A worker handles one message at a time, so the engine is never borrowed already.
        if let Ok(mut engine) = engine.try_borrow_mut() {
            receive(&mut engine, &ahead, &event.data());
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // It lives as long as the worker does.
    on_message.forget();
    post(0, FromWorker::Ready { protocol: PROTOCOL_VERSION });
}

fn receive(engine: &mut Engine, ahead: &ReadAhead, data: &JsValue) {
    ahead.stop();
    let parts = Array::from(data);
    let bytes = Uint8Array::new(&parts.get(0)).to_vec();
    let Ok(Envelope { request, body }) = postcard::from_bytes::<Envelope<ToWorker>>(&bytes) else {
        // Page and worker are built together; only a page that mixes versions gets here.
        post_last_word("a message that this worker does not know");
        return;
    };
    let files: Vec<OpenFile> =
        parts.iter().filter_map(|part| part.dyn_into::<File>().ok()).map(OpenFile::new).collect();
    // an effect that is asked for in the review is a look too: the import still comes
    let is_look = matches!(body, ToWorker::Inspect { .. } | ToWorker::Effect { .. });
    let mut throttle = Throttle::default();
    engine.handle(body, files.iter().map(OpenFile::as_input).collect(), &mut |message| {
        if throttle.lets_through(&message) {
            post(request, message);
        }
    });
    if is_look {
        ahead.start(files);
    } else {
        ahead.forget();
    }
}

/// While somebody reads what a look at files showed, the files are read on: it is an import that comes next.
#[derive(Default)]
struct ReadAhead {
    files: RefCell<Vec<OpenFile>>,
    /// Counts the messages; reading goes on until the next one.
    turn: Rc<Cell<u32>>,
}

impl ReadAhead {
    /// Goes on with the files of the look before where there are no new ones.
    fn start(&self, files: Vec<OpenFile>) {
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
    fn stop(&self) {
        self.turn.set(self.turn.get().wrapping_add(1));
    }
    fn forget(&self) {
        self.files.take().iter().for_each(OpenFile::forget_ahead);
    }
}

fn post(request: u32, body: FromWorker) {
    match postcard::to_stdvec(&Envelope { request, body }) {
        Ok(bytes) => {
            let bytes = Uint8Array::from(bytes.as_slice());
            let transfer = Array::of1(&bytes.buffer());
            // The page may have ended this worker meanwhile; then nobody listens.
            scope().post_message_with_transfer(&bytes, &transfer).ok();
        }
        Err(error) => post_last_word(&error.to_string()),
    }
}

fn post_last_word(text: &str) {
    scope().post_message(&JsValue::from_str(text)).ok();
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Lets progress through when it says something new: another step, or enough time since the last.
#[derive(Default)]
struct Throttle {
    last: Option<(f64, Progress)>,
}

impl Throttle {
    fn lets_through(&mut self, message: &FromWorker) -> bool {
        let FromWorker::Progress(progress) = message else {
            return true;
        };
        let now = scope().performance().map_or(0.0, |clock| clock.now());
        let is_news = self
            .last
            .is_none_or(|(then, before)| before.step != progress.step || MS_BETWEEN_PROGRESS < now - then);
        if is_news {
            self.last = Some((now, *progress));
        }
        is_news
    }
}
