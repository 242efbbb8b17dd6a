//! The recipe in the page's own address: after the `#`, which browsers never send to a server.

use stamkunde::recipe::{FilterOn, Recipe};
use wasm_bindgen::JsValue;

const KEY: &str = "recipe=";

/// The recipe of the address, where it has one; what is wrong with it, where it cannot be read.
pub fn recipe_in_address() -> Option<Result<Recipe, String>> {
    let hash = web_sys::window()?.location().hash().ok()?;
    let encoded = hash.trim_start_matches('#').strip_prefix(KEY)?;
    let Ok(text) = js_sys::decode_uri_component(encoded) else {
        return Some(Err("it is cut off".to_owned()));
    };
    let text: String = text.into();
    if text.len() > 20_000 {
        return Some(Err("it is too long".to_owned()));
    }
    Some(Recipe::from_json(&text))
}

/// Why the settings of a link are not used.
pub fn cannot_be_read(detail: &str) -> String {
    format!("The link's settings cannot be read: {detail}.")
}

/// The address of this page with a recipe in it. `with_columns`: also what was decided about the file's columns, for
/// whoever opens the next export of the same kind; headings, names of sheets and of products are the file's words, and
/// go only where the user says so. Customers who are left out or filtered by name, and decisions about one of them, never
/// go: they are people.
pub fn address_with(recipe: &Recipe, with_columns: bool) -> Option<String> {
    let mut recipe = if with_columns {
        recipe.clone()
    } else {
        Recipe {
            decisions: Default::default(),
            columns: Default::default(),
            reading: Default::default(),
            layout: Vec::new(),
            not_products: Vec::new(),
            ..recipe.clone()
        }
    };
    recipe.excluded_customers.clear();
    recipe.filters.retain(|filter| !matches!(filter.on, FilterOn::Customer(_)));
    // what stands behind the colon is a customer's name or a word of the file
    recipe.decisions.retain(|doubt, _| !doubt.contains(':'));
    let base = web_sys::window()?.location().href().ok()?;
    let base = base.split('#').next().unwrap_or_default().to_owned();
    let json = serde_json::to_string(&recipe).ok()?;
    let encoded: String = js_sys::encode_uri_component(&json).into();
    Some(format!("{base}#{KEY}{encoded}"))
}

/// Puts a text on the clipboard. Nothing happens where the browser does not allow it: the text is shown too.
pub fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        let promise = window.navigator().clipboard().write_text(text);
        wasm_bindgen_futures::spawn_local(async move {
            let _: Result<JsValue, JsValue> = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}
