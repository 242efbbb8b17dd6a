//! The entries that the browser keeps for Back and Forward. All of them are places of this one document at its own
//! address, told apart by a word that the browser keeps beside it: nothing of the files is in it.

use wasm_bindgen::JsValue;

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<T> {
    /// Later ones have higher numbers.
    pub number: u32,
    /// What is shown.
    pub place: T,
    /// What was shown before.
    pub under: T,
}

fn history() -> Option<web_sys::History> {
    web_sys::window()?.history().ok()
}

fn word<T: Copy + Into<u8>>(entry: Entry<T>) -> JsValue {
    let (place, under): (u8, u8) = (entry.place.into(), entry.under.into());
    JsValue::from_str(&format!("{} {place} {under}", entry.number))
}

/// The entry of the moment; `None` for one that the page did not make: somebody typed something behind the `#`.
pub fn current<T: TryFrom<u8>>() -> Option<Entry<T>> {
    let word = history()?.state().ok()?.as_string()?;
    let mut parts = word.split(' ');
    let number = parts.next()?.parse().ok()?;
    let mut place = || T::try_from(parts.next()?.parse::<u8>().ok()?).ok();
    Some(Entry { number, place: place()?, under: place()? })
}

/// Adds an entry behind the one of the moment. A browser that refuses (too many in a short time) keeps what it has.
pub fn push<T: Copy + Into<u8>>(entry: Entry<T>) {
    if let Some(history) = history() {
        let _ = history.push_state_with_url(&word(entry), "", None);
    }
}

/// Puts an entry in the place of the one of the moment.
pub fn replace<T: Copy + Into<u8>>(entry: Entry<T>) {
    if let Some(history) = history() {
        let _ = history.replace_state_with_url(&word(entry), "", None);
    }
}

/// So many entries forward, or back where it is negative.
pub fn go(by: i32) {
    if let Some(history) = history() {
        let _ = history.go_with_delta(by);
    }
}
