//! What a chart asks to be told: the colours of the moment, and how wide it is. Whoever asks is told for as long as it is
//! on the page and no longer: the browser holds a listener, a listener holds what it was made with, and so a chart that
//! forgets one is held with its canvas until the tab is closed.

use std::cell::Cell;

use leptos::prelude::*;
use stamkunde::charts::Theme;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};

use super::canvas;

thread_local! {
    /// The width that was seen last.
    static LAST_WIDTH: Cell<f64> = const { Cell::new(0.0) };
    /// One listener for the page, and a signal that every chart reads.
    static THEME: ArcRwSignal<Theme> = watched_theme();
}

/// The colours that the reader's system asks for, now and whenever they change.
pub fn theme() -> ArcRwSignal<Theme> {
    THEME.with(Clone::clone)
}

fn watched_theme() -> ArcRwSignal<Theme> {
    let theme = ArcRwSignal::new(canvas::theme());
    if let Some(query) = canvas::dark_query() {
        let told = theme.clone();
        let listener = Closure::<dyn Fn()>::new(move || told.set(canvas::theme()));
        let _ = query.add_event_listener_with_callback("change", listener.as_ref().unchecked_ref());
        // the page's own listener lives as long as the page
        listener.forget();
    }
    theme
}

/// Tells how wide an element is; ends when it is dropped.
pub struct WidthWatch {
    observer: Option<ResizeObserver>,
    _on_change: Closure<dyn Fn()>,
}

impl WidthWatch {
    /// Calls back with the width, and whenever it changes. To ask for the width at once would make the browser lay the
    /// page out anew for every chart: the first call guesses that this one is as wide as the last, which the observer
    /// corrects before anything is seen.
    pub fn new(element: &Element, on_width: impl Fn(f64) + 'static) -> Self {
        let guess = LAST_WIDTH.get();
        if 0.0 < guess {
            on_width(guess);
        }
        let watched = element.clone();
        let on_change = Closure::<dyn Fn()>::new(move || {
            let width = f64::from(watched.client_width());
            if 0.0 < width {
                LAST_WIDTH.set(width);
            }
            on_width(width);
        });
        let observer = ResizeObserver::new(on_change.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self { observer, _on_change: on_change }
    }
}

impl Drop for WidthWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
