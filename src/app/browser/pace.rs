//! Work in portions: what draws much is drawn bit by bit, so that a click in between is heard at once.

use std::{cell::RefCell, collections::VecDeque};

use wasm_bindgen::{JsCast, prelude::Closure};

type Work = Box<dyn FnOnce()>;

thread_local! {
    static WAITING: RefCell<VecDeque<Work>> = const { RefCell::new(VecDeque::new()) };
}

/// Does something soon, after what was asked for earlier, in a task of the browser's own.
pub fn soon(act: impl FnOnce() + 'static) {
    let is_first = WAITING.with_borrow_mut(|waiting| {
        waiting.push_back(Box::new(act));
        waiting.len() == 1
    });
    if is_first {
        next_task();
    }
}

fn next_task() {
    let work = Closure::once_into_js(portion);
    let is_set = web_sys::window()
        .and_then(|window| window.set_timeout_with_callback(work.unchecked_ref()).ok())
        .is_some();
    if !is_set {
        portion();
    }
}

/// Does the first of what waits. What follows from it is drawn when the task ends, so the next one waits for a task of
/// its own. What is being done stays at the head of the queue, so that nobody starts a second round.
fn portion() {
    let act = WAITING
        .with_borrow_mut(|waiting| waiting.front_mut().map(|act| std::mem::replace(act, Box::new(|| {}))));
    let Some(act) = act else { return };
    act();
    let is_done = WAITING.with_borrow_mut(|waiting| {
        waiting.pop_front();
        waiting.is_empty()
    });
    if !is_done {
        next_task();
    }
}
