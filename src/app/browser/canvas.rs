//! The canvas behind a chart: sharp on every display, in the colours of the moment.

use plotters_canvas::CanvasBackend;
use stamkunde::charts::{Scene, Theme, draw};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement};

/// The colours that the reader's system asks for.
pub fn theme() -> Theme {
    let dark = dark_query().is_some_and(|query| query.matches());
    if dark { Theme::DARK } else { Theme::LIGHT }
}

/// Whether the reader's system is dark.
pub fn dark_query() -> Option<web_sys::MediaQueryList> {
    web_sys::window()?.match_media("(prefers-color-scheme: dark)").ok().flatten()
}

/// Whether the reader's pointer can rest on something without pressing it: a mouse can, a finger cannot.
pub fn can_hover() -> bool {
    let query = web_sys::window().and_then(|window| window.match_media("(hover: hover)").ok().flatten());
    query.is_none_or(|query| query.matches())
}

/// Draws a scene at the display's resolution. The canvas is given its size here; its place comes from the style sheet.
pub fn paint(canvas: &HtmlCanvasElement, scene: &Scene, theme: &Theme, focus: Option<usize>) {
    let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(1.0, 4.0);
    let (width, height) = ((scene.width * ratio).round() as u32, (scene.height * ratio).round() as u32);
    // a canvas of another size is empty
    let is_fresh = canvas.width() != width || canvas.height() != height;
    if is_fresh {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let context = || canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok();
    if !is_fresh && let Some(context) = context() {
        context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    }
    if let Some(mut backend) = CanvasBackend::with_canvas_object(canvas.clone()) {
        // a canvas that refuses a stroke shows it by its absence
        let _ = draw(scene, theme, ratio, focus, &mut backend);
    }
}

/// A scene as a PNG of twice its size; `on_done` gets the bytes.
pub fn png(scene: &Scene, on_done: impl FnOnce(Vec<u8>) + 'static) -> Result<(), JsValue> {
    const SCALE: f64 = 2.0;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width((scene.width * SCALE).round() as u32);
    canvas.set_height((scene.height * SCALE).round() as u32);
    let mut backend = CanvasBackend::with_canvas_object(canvas.clone()).ok_or(JsValue::NULL)?;
    let _ = draw(scene, &Theme::LIGHT, SCALE, None, &mut backend);
    let on_blob = Closure::once_into_js(move |blob: Option<Blob>| {
        let Some(blob) = blob else { return };
        wasm_bindgen_futures::spawn_local(async move {
            if let Ok(buffer) = wasm_bindgen_futures::JsFuture::from(blob.array_buffer()).await {
                on_done(js_sys::Uint8Array::new(&buffer).to_vec());
            }
        });
    });
    canvas.to_blob(on_blob.unchecked_ref())
}
