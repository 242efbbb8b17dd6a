//! Where the reader is on the page, kept while what is read is drawn anew.

use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{HtmlElement, ScrollBehavior, ScrollToOptions, Window};

/// Below the header and the settings that stay in sight.
const READING_LINE: f64 = 140.0;

/// To the top of the page, for a new page in the same document.
pub fn to_top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// The section that is being read, and how far from the top of the window it begins.
fn section_in_view(window: &Window) -> Option<(String, f64)> {
    let sections = window.document()?.query_selector_all(".section").ok()?;
    (0..sections.length()).find_map(|at| {
        let element: HtmlElement = sections.item(at)?.dyn_into().ok()?;
        let area = element.get_bounding_client_rect();
        (READING_LINE < area.bottom()).then(|| (element.id(), area.top()))
    })
}

/// Keeps the section that is being read where it is, whatever is drawn before the next frame but one. Until then the
/// page keeps its height: a page that is empty for a moment forgets how far down the reader was.
pub fn hold() {
    let Some(window) = web_sys::window() else { return };
    let body = window.document().and_then(|document| document.body());
    let (Some(body), Some((id, top))) = (body, section_in_view(&window)) else { return };
    if window.scroll_y().unwrap_or(0.0) <= 0.0 {
        return;
    }
    let height = body.get_bounding_client_rect().height();
    // a style that is refused leaves the page as it would be anyway
    let _ = body.style().set_property("min-height", &format!("{height}px"));
    let restore = move || {
        let section = web_sys::window().and_then(|window| window.document()?.get_element_by_id(&id));
        if let (Some(window), Some(section)) = (web_sys::window(), section) {
            let options = ScrollToOptions::new();
            options.set_top(section.get_bounding_client_rect().top() - top);
            options.set_behavior(ScrollBehavior::Instant);
            window.scroll_by_with_scroll_to_options(&options);
        }
        let _ = body.style().remove_property("min-height");
    };
    after_frames(2, Box::new(restore));
}

/// Does something when the browser has drawn so many frames.
fn after_frames(frames: u32, act: Box<dyn FnOnce()>) {
    if frames == 0 {
        return act();
    }
    let next = Closure::once_into_js(move || after_frames(frames - 1, act));
    if let Some(window) = web_sys::window() {
        let _ = window.request_animation_frame(next.unchecked_ref());
    }
}
