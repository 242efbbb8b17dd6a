//! Giving the thread back for one task of the browser's own, in which it hands over what has come.

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// A message to oneself stands behind all that came before it. A timer would be a task too, but one that follows another
/// is held back for four milliseconds.
pub struct Listen {
    to_oneself: Option<MessageChannel>,
}

impl Listen {
    /// A way to listen; without one the worker hears nothing until its work is done.
    pub fn new() -> Self {
        Self { to_oneself: MessageChannel::new().ok() }
    }
    /// Waits until everything that has come by now was handed over.
    pub async fn once(&self) {
        let Some(channel) = &self.to_oneself else { return };
        let promise = Promise::new(&mut |resolve: Function, _| {
            channel.port1().set_onmessage(Some(&resolve));
            if channel.port2().post_message(&JsValue::NULL).is_err() {
                resolve.call0(&JsValue::UNDEFINED).ok();
            }
        });
        // a promise that nothing refuses
        JsFuture::from(promise).await.ok();
    }
}
