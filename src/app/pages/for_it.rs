//! For those who have to allow a page like this one: how to check it in two minutes, what it stores, what it asks for, and
//! what it does not cover.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Document;

/// A file of the page with its digest, as the page itself asks the browser to check it.
struct Asked {
    name: String,
    digest: String,
}

/// The files that the page asks for, in the order in which it does. All before a file can be chosen.
fn asked(document: &Document) -> Vec<Asked> {
    let mut all = Vec::new();
    let mut add = |address: Option<String>, digest: Option<String>| {
        if let (Some(address), Some(digest)) = (address, digest) {
            let name = address.rsplit('/').next().unwrap_or_default().to_owned();
            all.push(Asked { name, digest });
        }
    };
    if let Ok(found) = document.query_selector_all("link[integrity], script[integrity]:not([type=module])") {
        for at in 0..found.length() {
            if let Some(element) = found.get(at).and_then(|node| node.dyn_into::<web_sys::Element>().ok()) {
                let address = element.get_attribute("src").or_else(|| element.get_attribute("href"));
                add(address, element.get_attribute("integrity"));
            }
        }
    }
    let build = document.query_selector("meta[name=stamkunde-build]").ok().flatten();
    if let Some(build) = build {
        for file in ["app-glue", "app-module", "worker-glue", "worker-module"] {
            let name = format!("data-{file}");
            add(build.get_attribute(&name), build.get_attribute(&format!("{name}-integrity")));
        }
    }
    all
}

/// The folded part of the first page.
pub fn details() -> impl IntoView {
    let files = web_sys::window().and_then(|window| window.document()).map(|document| asked(&document));
    let rows = files
        .unwrap_or_default()
        .into_iter()
        .map(|file| view! { <li translate="no"><span>{file.name}</span><code>{file.digest}</code></li> })
        .collect_view();
    view! {
        <details id="for-it" class="for-it">
            <summary>"For your IT department"</summary>
            <h3>"Check it in two minutes"</h3>
            <ol>
                <li>"Open the developer tools at Network, then load this page: what it asks for is the list below, from this server and no other."</li>
                <li>"Wait until the header says that the page is sealed. Press “Try to send something”: each way is shown with the rule that refused it."</li>
                <li>"Choose a file and work. The list of requests does not grow, but for entries of blob: and data:, which stay inside the browser."</li>
                <li>"Pull the cable, or go offline: everything goes on working."</li>
            </ol>
            <h3>"What is stored"</h3>
            <p>"Nothing: no cookies, no storage, no cache of its own. With the tab the data are gone. Files are saved where you save them."</p>
            <h3>"What is asked for"</h3>
            <p>"The page, and these files. The browser checks each against its digest; it refuses a file that was changed."</p>
            <ul class="asked">{rows}</ul>
            <h3>"What is not covered"</h3>
            <p>
                "Links and addresses that somebody follows, extensions of the browser, the browser itself, and a page that was changed on the server before it was loaded: who does not trust the server can build and serve it themselves. An address of its own (a host name that serves nothing else) keeps other pages of the same server away."
            </p>
        </details>
    }
}
