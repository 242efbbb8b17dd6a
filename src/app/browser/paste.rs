//! What was pasted, as a file like any other: cells copied in a spreadsheet come as text with tabs.

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{ClipboardEvent, File};

/// The pasted file, or the pasted cells as a file of this name; nothing where the clipboard has neither.
pub fn pasted_file(event: &ClipboardEvent, name: &str) -> Option<File> {
    let clipboard = event.clipboard_data()?;
    if let Some(file) = clipboard.files().and_then(|files| files.get(0)) {
        return Some(file);
    }
    let text = clipboard.get_data("text/plain").ok()?;
    if text.trim().is_empty() {
        return None;
    }
    file_of_text(&text, name).ok()
}

/// A text as a file, in UTF-8.
///
/// # Errors
/// What the browser says, where it has no room for it.
pub fn file_of_text(text: &str, name: &str) -> Result<File, JsValue> {
    File::new_with_str_sequence(&Array::of1(&JsValue::from_str(text)), name)
}
