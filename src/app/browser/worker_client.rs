//! The page's end of the protocol: starts a worker, sends, receives, and notices when the worker is no more.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use js_sys::{Array, Uint8Array};
use stamkunde::protocol::{Envelope, FromWorker, PROTOCOL_VERSION, ToWorker};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{ErrorEvent, File, MessageEvent, Worker};

use super::{boot, pace};

/// Starting takes a fraction of a second; a worker that is silent so long never comes.
const MS_TO_START: i32 = 30_000;

/// Why a worker is no more. After any of these a new one can be spawned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Crash {
    /// The browser could not start it.
    NotStarted,
    /// It was silent for 30 seconds after its start.
    Silent,
    /// It speaks another version of the protocol: the page and the worker are not from one build.
    OtherVersion,
    /// It ended while working; the place in the program where known, never data.
    Stopped {
        /// Such as `src/ingest/csv.rs:12`; empty where the browser says nothing, as when memory ran out.
        place: String,
    },
}

/// A running worker; dropping it ends the worker at once, whatever it does.
pub struct WorkerClient {
    link: Rc<Link>,
    // Kept because the worker calls them.
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(ErrorEvent)>,
    _on_silence: Closure<dyn Fn()>,
}

type OnCrash = Box<dyn FnOnce(Crash)>;
type OnMessage = Rc<dyn Fn(Envelope<FromWorker>)>;

/// What the callbacks share with the client.
struct Link {
    worker: Worker,
    is_over: Cell<bool>,
    is_ready: Cell<bool>,
    /// Messages for a worker that is still on its way: it would lose what comes while its program is loaded.
    waiting: RefCell<Vec<Array>>,
    watchdog: Cell<Option<i32>>,
    on_crash: RefCell<Option<OnCrash>>,
}

impl WorkerClient {
    /// Starts a worker. `on_message` gets everything it says, its `Ready` first; `on_crash` is called at most once,
    /// and nothing after it.
    ///
    /// # Errors
    /// `NotStarted` where the page is not sealed yet or the browser refuses.
    pub fn spawn(
        on_message: impl Fn(Envelope<FromWorker>) + 'static,
        on_crash: impl FnOnce(Crash) + 'static,
    ) -> Result<Self, Crash> {
        let link_later: Rc<RefCell<Weak<Link>>> = Rc::default();
        let on_gone = {
            let link = Rc::clone(&link_later);
            // Called by the browser after the client may be gone, so it belongs to JavaScript.
            Closure::once_into_js(move || {
                if let Some(link) = link.borrow().upgrade() {
                    link.crash(Crash::Stopped { place: String::new() });
                }
            })
        };
        let worker = boot::read(|boot| boot.start_worker(&on_gone)).map_err(|_| Crash::NotStarted)?;
        let link = Rc::new(Link {
            worker,
            is_over: Cell::new(false),
            is_ready: Cell::new(false),
            waiting: RefCell::default(),
            watchdog: Cell::new(None),
            on_crash: RefCell::new(Some(Box::new(on_crash))),
        });
        link_later.replace(Rc::downgrade(&link));
        let listener = {
            let link = Rc::clone(&link);
            let on_message: OnMessage = Rc::new(on_message);
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| link.receive(&event, &on_message))
        };
        link.worker.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        let on_error = {
            let link = Rc::clone(&link);
            Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
                // The sentence below is for the user; the console need not repeat it as an unhandled error.
                event.prevent_default();
                link.crash(Crash::Stopped { place: String::new() });
            })
        };
        link.worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let on_silence = {
            let link = Rc::clone(&link);
            Closure::<dyn Fn()>::new(move || {
                if !link.is_ready.get() {
                    link.crash(Crash::Silent);
                }
            })
        };
        link.set_watchdog(&on_silence);
        Ok(Self { link, _on_message: listener, _on_error: on_error, _on_silence: on_silence })
    }

    /// Sends a message; before the worker is ready it waits here. `files` are what the message is about; they are
    /// handed over, not copied.
    pub fn send(&self, message: &Envelope<ToWorker>, files: &[File]) {
        let Ok(bytes) = postcard::to_stdvec(message) else {
            self.link.crash(Crash::Stopped { place: "a message that cannot be written".to_owned() });
            return;
        };
        let bytes = Uint8Array::from(bytes.as_slice());
        let parts = Array::of1(&bytes);
        for file in files {
            parts.push(file);
        }
        if self.link.is_ready.get() {
            self.link.post(&parts);
        } else {
            self.link.waiting.borrow_mut().push(parts);
        }
    }
}

impl Drop for WorkerClient {
    fn drop(&mut self) {
        self.link.on_crash.take();
        self.link.end();
    }
}

impl Link {
    fn receive(&self, event: &MessageEvent, on_message: &OnMessage) {
        if self.is_over.get() {
            return;
        }
        let data = event.data();
        if let Some(place) = data.as_string() {
            self.crash(Crash::Stopped { place });
            return;
        }
        let Ok(message) = data.dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec()) else {
            return;
        };
        let Ok(message) = postcard::from_bytes::<Envelope<FromWorker>>(&message) else {
            self.crash(Crash::OtherVersion);
            return;
        };
        if let FromWorker::Ready { protocol } = message.body {
            if protocol != PROTOCOL_VERSION {
                self.crash(Crash::OtherVersion);
                return;
            }
            self.is_ready.set(true);
            self.clear_watchdog();
            for parts in self.waiting.take() {
                self.post(&parts);
            }
        }
        // reading a message and showing it are a task each
        let on_message = Rc::clone(on_message);
        pace::first(move || on_message(message));
    }

    /// The bytes of a message are transferred, its files travel beside them.
    fn post(&self, parts: &Array) {
        let buffer = parts.get(0).dyn_into::<Uint8Array>().map(|bytes| bytes.buffer());
        let transfer = buffer.map(|buffer| Array::of1(&buffer)).unwrap_or_default();
        if self.worker.post_message_with_transfer(parts, &transfer).is_err() {
            self.crash(Crash::Stopped { place: "a message that cannot be sent".to_owned() });
        }
    }

    fn crash(&self, crash: Crash) {
        if self.is_over.get() {
            return;
        }
        self.end();
        // Taken before it is called: it may drop the client.
        let on_crash = self.on_crash.take();
        if let Some(on_crash) = on_crash {
            on_crash(crash);
        }
    }

    fn end(&self) {
        self.is_over.set(true);
        self.clear_watchdog();
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }

    fn set_watchdog(&self, on_silence: &Closure<dyn Fn()>) {
        let callback = on_silence.as_ref().unchecked_ref();
        let timer = web_sys::window().map(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(callback, MS_TO_START)
        });
        self.watchdog.set(timer.and_then(|timer: Result<i32, JsValue>| timer.ok()));
    }

    fn clear_watchdog(&self) {
        if let (Some(window), Some(timer)) = (web_sys::window(), self.watchdog.take()) {
            window.clear_timeout_with_handle(timer);
        }
    }
}
