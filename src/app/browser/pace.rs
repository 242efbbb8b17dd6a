//! Work in portions: what draws much is drawn bit by bit, so that a click in between is heard at once.

use std::{cell::RefCell, collections::VecDeque};

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::MessageChannel;

type Work = Box<dyn FnOnce()>;

/// What waits for a task of its own.
#[derive(Default)]
struct Waiting {
    /// Before all that is drawn.
    first: VecDeque<Work>,
    drawing: VecDeque<Work>,
    /// A task is on its way, or at work.
    is_due: bool,
}

thread_local! {
    static WAITING: RefCell<Waiting> = RefCell::default();
    /// A message to oneself is a task of its own. A timer would be one too, but one that follows another is held back
    /// for four milliseconds, and there are dozens of portions.
    static TO_ONESELF: Option<MessageChannel> = channel();
}

/// Does something soon, after what was asked for earlier, in a task of the browser's own.
pub fn soon(act: impl FnOnce() + 'static) {
    wait(|waiting| waiting.drawing.push_back(Box::new(act)));
}

/// The same, but before all that is still to be drawn.
pub fn first(act: impl FnOnce() + 'static) {
    wait(|waiting| waiting.first.push_back(Box::new(act)));
}

fn wait(add: impl FnOnce(&mut Waiting)) {
    let is_due = WAITING.with_borrow_mut(|waiting| {
        add(waiting);
        std::mem::replace(&mut waiting.is_due, true)
    });
    if !is_due {
        next_task();
    }
}

fn channel() -> Option<MessageChannel> {
    let channel = MessageChannel::new().ok()?;
    let listener = Closure::<dyn Fn()>::new(portion);
    channel.port1().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // the page's own listener lives as long as the page
    listener.forget();
    Some(channel)
}

fn next_task() {
    let is_sent = TO_ONESELF.with(|channel| {
        channel.as_ref().is_some_and(|channel| channel.port2().post_message(&JsValue::NULL).is_ok())
    });
    if !is_sent {
        portion();
    }
}

/// Does the first of what waits. What follows from it is drawn when the task ends, so the next one waits for a task of
/// its own.
fn portion() {
    let act =
        WAITING.with_borrow_mut(|waiting| waiting.first.pop_front().or_else(|| waiting.drawing.pop_front()));
    if let Some(act) = act {
        act();
    }
    let is_due = WAITING.with_borrow_mut(|waiting| {
        waiting.is_due = !waiting.first.is_empty() || !waiting.drawing.is_empty();
        waiting.is_due
    });
    if is_due {
        next_task();
    }
}
