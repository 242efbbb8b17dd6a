//! What boot.js leaves for the app: the state of the seal, and how a worker starts.

use js_sys::{Array, JsString, Reflect};
use wasm_bindgen::{
    JsCast,
    prelude::{JsValue, wasm_bindgen},
};
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
    /// The server tells the browser too what this page may connect to.
    #[wasm_bindgen(method, getter)]
    pub fn server(this: &Boot) -> bool;
    /// A script of this page cannot leave it.
    #[wasm_bindgen(method, getter)]
    pub fn leaving(this: &Boot) -> bool;
    #[wasm_bindgen(method, getter)]
    fn closed(this: &Boot) -> Array;
    /// Starts a worker; `on_gone` is called when it is no more, also after `terminate`.
    #[wasm_bindgen(method, catch, js_name = startWorker)]
    pub fn start_worker(this: &Boot, on_gone: &JsValue) -> Result<Worker, JsValue>;
}

/// What closing.js took away: what it was for, and its names.
pub fn closed() -> Vec<(String, Vec<String>)> {
    let text = |value: JsValue| value.dyn_into::<JsString>().ok().map(String::from);
    let group = |group: JsValue| {
        let what = text(Reflect::get(&group, &"what".into()).ok()?)?;
        let names: Array = Reflect::get(&group, &"names".into()).ok()?.dyn_into().ok()?;
        Some((what, names.iter().filter_map(text).collect()))
    };
    read(Boot::closed).iter().filter_map(group).collect()
}

/// Reads something of it.
pub fn read<T>(what: impl FnOnce(&Boot) -> T) -> T {
    BOOT.with(what)
}
