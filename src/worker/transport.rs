//! Messages of the protocol over `postMessage`.
//!
//! A message comes as an array: postcard bytes, then the files that it is about. An answer goes back as postcard
//! bytes, transferred. A plain text instead of bytes is the last word of a worker that crashed.
//!
//! A worker that computes hears nothing. What is heard is therefore only put down (`Queue`, where the newest request takes
//! the place of those that it replaces), and between two pieces of work the worker gives its thread back for one task, in
//! which the browser hands over everything that has come: between two requests, and every few milliseconds of the models.

use std::{
    cell::{Cell, RefCell},
    panic,
    pin::pin,
    rc::Rc,
};

use js_sys::{Array, Uint8Array};
use stamkunde::{
    engine::{Engine, Turns, turn},
    protocol::{Envelope, FromWorker, PROTOCOL_VERSION, Progress, Queue, ToWorker},
};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

use crate::{file_source::OpenFile, listen::Listen, read_ahead::ReadAhead};

/// The page draws no faster than a screen; more progress than this would only fill its queue.
const MS_BETWEEN_PROGRESS: f64 = 60.0;

/// How long models are computed before the worker listens. One piece of the work between may take as long again.
const MS_OF_A_TURN: f64 = 15.0;

/// What travels beside a request.
struct Beside {
    request: u32,
    files: Vec<OpenFile>,
}

/// What the worker is made of.
struct Office {
    queue: RefCell<Queue<Beside>>,
    /// Whoever works off the queue has it with him.
    engine: Cell<Option<Engine>>,
    ahead: ReadAhead,
    listen: Listen,
}

/// Listens for messages and says that the worker is ready.
pub fn start() {
    panic::set_hook(Box::new(|panic| {
        // The place only: a panic's message may hold cells of the customer's file.
        let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line()));
        post_last_word(&place.unwrap_or_default());
    }));
    let office = Rc::new(Office {
        queue: RefCell::default(),
        engine: Cell::new(Some(Engine::new())),
        ahead: ReadAhead::default(),
        listen: Listen::new(),
    });
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        put_down(&office, &event.data());
        if let Some(mut engine) = office.engine.take() {
            let office = Rc::clone(&office);
            wasm_bindgen_futures::spawn_local(async move {
                work_off(&office, &mut engine).await;
                office.engine.set(Some(engine));
            });
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // It lives as long as the worker does.
    on_message.forget();
    post(0, FromWorker::Ready { protocol: PROTOCOL_VERSION });
}

/// Puts a request down until it is its turn.
fn put_down(office: &Office, data: &JsValue) {
    office.ahead.stop();
    let parts = Array::from(data);
    let bytes = Uint8Array::new(&parts.get(0)).to_vec();
    let Ok(Envelope { request, body }) = postcard::from_bytes::<Envelope<ToWorker>>(&bytes) else {
        // Page and worker are built together; only a page that mixes versions gets here.
        post_last_word("a message that this worker does not know");
        return;
    };
    let files = parts.iter().filter_map(|part| part.dyn_into::<File>().ok()).map(OpenFile::new).collect();
    office.queue.borrow_mut().push(body, Beside { request, files });
}

/// Does what was put down, until nothing is left.
async fn work_off(office: &Office, engine: &mut Engine) {
    loop {
        // what came with this message or while the last one was worked on may replace it
        office.listen.once().await;
        let next = office.queue.borrow_mut().pop();
        let Some((body, Beside { request, files })) = next else { return };
        // an effect that is asked for in the review is a look too: the import still comes
        let is_look = matches!(body, ToWorker::Inspect { .. } | ToWorker::Effect { .. });
        let mut throttle = Throttle::default();
        engine.begin(body, files.iter().map(OpenFile::as_input).collect(), &mut |message| {
            if throttle.lets_through(&message) {
                post(request, message);
            }
        });
        if is_look {
            office.ahead.start(files);
        } else {
            office.ahead.forget();
        }
        look_ahead(office, engine, request).await;
    }
}

/// Computes what follows answers, unless other answers are asked for before it is there.
async fn look_ahead(office: &Office, engine: &mut Engine, request: u32) {
    let began = Cell::new(now());
    let is_over = || MS_OF_A_TURN < now() - began.get();
    let turns = Turns::ending(&is_over);
    let mut work = pin!(engine.look_ahead(&turns));
    loop {
        if let Some(later) = turn(work.as_mut()) {
            if let Some(later) = later {
                post(request, later);
            }
            return;
        }
        office.listen.once().await;
        if office.queue.borrow().changes_answers() {
            return;
        }
        began.set(now());
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

fn now() -> f64 {
    scope().performance().map_or(0.0, |clock| clock.now())
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
        let now = now();
        let is_news = self
            .last
            .is_none_or(|(then, before)| before.step != progress.step || MS_BETWEEN_PROGRESS < now - then);
        if is_news {
            self.last = Some((now, *progress));
        }
        is_news
    }
}
