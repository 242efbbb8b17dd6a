//! What boot.js leaves for the app: the state of the seal, and how a worker starts.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::Worker;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = stamkundeBoot, thread_local_v2)]
    static BOOT: Boot;

    /// The object that boot.js keeps up to date.
    pub type Boot;

    /// `loading`, `sealed` or `failed`.
    #[wasm_bindgen(method, getter)]
    pub fn state(this: &Boot) -> String;
    /// Why it failed, in a sentence; else empty.
    #[wasm_bindgen(method, getter)]
    pub fn reason(this: &Boot) -> String;
    /// Starts a worker; `on_gone` is called when it is no more, also after `terminate`.
    #[wasm_bindgen(method, catch, js_name = startWorker)]
    pub fn start_worker(this: &Boot, on_gone: &JsValue) -> Result<Worker, JsValue>;
}

/// Reads something of it.
pub fn read<T>(what: impl FnOnce(&Boot) -> T) -> T {
    BOOT.with(what)
}
