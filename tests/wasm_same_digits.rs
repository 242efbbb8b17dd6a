//! Same file, same recipe, same digits: the half in the worker of a real browser, through a `File`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test")]

mod digits;
#[path = "../src/worker/file_source.rs"]
#[allow(dead_code, reason = "reading ahead is tested elsewhere")]
mod file_source;

use js_sys::{Array, Uint8Array};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::File;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn the_browser_says_the_same() {
    let bytes = Uint8Array::from(digits::orders().as_slice());
    let file = File::new_with_u8_array_sequence(&Array::of1(&bytes), "orders.csv").unwrap();
    digits::assert_same(&digits::answers_to(file_source::OpenFile::new(file).as_input()));
}
