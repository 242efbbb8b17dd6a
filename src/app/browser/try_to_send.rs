//! The proof for the user: tries every way in which a page could send something, and shows what the browser says.
//!
//! The only place in the page's code that names these ways. Each goes to the page's own server with no content,
//! and only from a sealed page, where it must be refused. The browser names the rule that refused each try in a
//! `securitypolicyviolation` event.

use std::{cell::RefCell, rc::Rc};

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, EventSource, HtmlFormElement, HtmlIFrameElement, HtmlImageElement, HtmlLinkElement,
    HtmlScriptElement, SecurityPolicyViolationEvent, WebSocket, Window, XmlHttpRequest,
};

use super::seal::{self, SealState};

/// A browser reports a refusal within a few milliseconds.
const MS_TO_WAIT: i32 = 1000;
const MS_BETWEEN_LOOKS: i32 = 10;

/// A way in which a page could send something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// `fetch`.
    Fetch,
    /// `XMLHttpRequest`.
    XmlHttpRequest,
    /// `navigator.sendBeacon`.
    Beacon,
    /// A `WebSocket`.
    WebSocket,
    /// An `EventSource`.
    EventSource,
    /// The address of a picture.
    Image,
    /// The address of a script.
    Script,
    /// The address of a style sheet.
    StyleSheet,
    /// The address of a frame.
    Frame,
    /// Sending a form.
    Form,
}

/// Every way, in the order in which they are tried.
pub const WAYS: [Way; 10] = [
    Way::Fetch,
    Way::XmlHttpRequest,
    Way::Beacon,
    Way::WebSocket,
    Way::EventSource,
    Way::Image,
    Way::Script,
    Way::StyleSheet,
    Way::Frame,
    Way::Form,
];

impl Way {
    /// What it is called in a browser.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::XmlHttpRequest => "XMLHttpRequest",
            Self::Beacon => "sendBeacon",
            Self::WebSocket => "WebSocket",
            Self::EventSource => "EventSource",
            Self::Image => "image",
            Self::Script => "script",
            Self::StyleSheet => "style sheet",
            Self::Frame => "frame",
            Self::Form => "form",
        }
    }
}

/// What the browser did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It refused, by this rule of the page's policy.
    Refused {
        /// The directive's name, such as `connect-src`.
        directive: String,
    },
    /// There is nothing to try it with: the page took it away from itself before it was sealed.
    TakenAway,
    /// It did not say that it refused.
    NotRefused,
}

/// One try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// How.
    pub way: Way,
    /// With which result.
    pub outcome: Outcome,
}

/// Tries all ways, one after another. Nothing is tried, and nothing returned, unless the page is sealed.
pub async fn try_to_send() -> Vec<Attempt> {
    let (Some(window), SealState::Sealed) = (web_sys::window(), seal::current()) else {
        return Vec::new();
    };
    let Some(document) = window.document() else {
        return Vec::new();
    };
    let mut attempts = Vec::new();
    for way in WAYS {
        let refusals = Refusals::listen(&document);
        // An exception at once is no proof, what counts is the policy's report, unless the page itself refuses
        if start(way, &window, &document).is_err_and(|error| is_taken_away(&error)) {
            attempts.push(Attempt { way, outcome: Outcome::TakenAway });
            continue;
        }
        let mut waited = 0;
        while refusals.first().is_none() && waited < MS_TO_WAIT {
            sleep(&window, MS_BETWEEN_LOOKS).await;
            waited += MS_BETWEEN_LOOKS;
        }
        let outcome = match refusals.first() {
            Some(directive) => Outcome::Refused { directive },
            None => Outcome::NotRefused,
        };
        attempts.push(Attempt { way, outcome });
    }
    attempts
}

/// True for what closing.js says where something was taken away.
fn is_taken_away(error: &JsValue) -> bool {
    error.dyn_ref::<web_sys::DomException>().is_some_and(|error| {
        error.name() == "SecurityError" && error.message().starts_with("The page has given up")
    })
}

fn start(way: Way, window: &Window, document: &Document) -> Result<(), JsValue> {
    let address = format!("{}?try-to-send={}", document.base_uri()?.unwrap_or_default(), way.name());
    let address = address.replace(' ', "-");
    match way {
        Way::Fetch => {
            let promise = window.fetch_with_str(&address);
            wasm_bindgen_futures::spawn_local(async move {
                // The rejection is expected; it only must not be reported as unhandled.
                JsFuture::from(promise).await.ok();
            });
        }
        Way::XmlHttpRequest => {
            let request = XmlHttpRequest::new()?;
            request.open("GET", &address)?;
            request.send()?;
        }
        Way::Beacon => {
            window.navigator().send_beacon(&address)?;
        }
        Way::WebSocket => {
            WebSocket::new(&address.replacen("http", "ws", 1))?;
        }
        Way::EventSource => {
            let source = EventSource::new(&address)?;
            // It connects a little later than now, and would try again for ever.
            after_a_while(window, move || source.close())?;
        }
        Way::Image => HtmlImageElement::new()?.set_src(&address),
        Way::Script => {
            let script: HtmlScriptElement = document.create_element("script")?.unchecked_into();
            script.set_src(&address);
            insert_for_a_moment(document, &script)?;
        }
        Way::StyleSheet => {
            let link: HtmlLinkElement = document.create_element("link")?.unchecked_into();
            link.set_rel("stylesheet");
            link.set_href(&address);
            insert_for_a_moment(document, &link)?;
        }
        Way::Frame => {
            let frame = hidden_frame(document)?;
            frame.set_src(&address);
            append_to_body(document, &frame)?;
            after_a_while(window, move || frame.remove())?;
        }
        Way::Form => {
            // Chromium connects to a form's server before it asks the policy: closing.js lets no form get that far
            let form: HtmlFormElement = document.create_element("form")?.unchecked_into();
            form.set_hidden(true);
            form.set_action(&address);
            append_to_body(document, &form)?;
            let outcome = form.submit();
            form.remove();
            outcome?;
        }
    }
    Ok(())
}

fn hidden_frame(document: &Document) -> Result<HtmlIFrameElement, JsValue> {
    let frame: HtmlIFrameElement = document.create_element("iframe")?.unchecked_into();
    frame.set_hidden(true);
    Ok(frame)
}

fn append_to_body(document: &Document, element: &Element) -> Result<(), JsValue> {
    document.body().ok_or(JsValue::NULL)?.append_child(element)?;
    Ok(())
}

fn insert_for_a_moment(document: &Document, element: &Element) -> Result<(), JsValue> {
    document.head().ok_or(JsValue::NULL)?.append_child(element)?;
    // The load was decided on insertion.
    element.remove();
    Ok(())
}

fn after_a_while(window: &Window, what: impl FnOnce() + 'static) -> Result<(), JsValue> {
    let callback = Closure::once_into_js(what);
    window.set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), MS_TO_WAIT)?;
    Ok(())
}

async fn sleep(window: &Window, milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        // A timer that cannot be set would leave this waiting; browsers always can.
        window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds).ok();
    });
    JsFuture::from(promise).await.ok();
}

/// The directives that the browser names while this lives.
struct Refusals {
    document: Document,
    directives: Rc<RefCell<Vec<String>>>,
    on_violation: Closure<dyn Fn(SecurityPolicyViolationEvent)>,
}

impl Refusals {
    fn listen(document: &Document) -> Self {
        let directives = Rc::new(RefCell::new(Vec::new()));
        let seen = Rc::clone(&directives);
        let on_violation = Closure::<dyn Fn(SecurityPolicyViolationEvent)>::new(
            move |event: SecurityPolicyViolationEvent| {
                seen.borrow_mut().push(event.effective_directive());
            },
        );
        let listener = on_violation.as_ref().unchecked_ref();
        document.add_event_listener_with_callback("securitypolicyviolation", listener).ok();
        Self { document: document.clone(), directives, on_violation }
    }
    fn first(&self) -> Option<String> {
        self.directives.borrow().first().cloned()
    }
}

impl Drop for Refusals {
    fn drop(&mut self) {
        let listener = self.on_violation.as_ref().unchecked_ref();
        self.document.remove_event_listener_with_callback("securitypolicyviolation", listener).ok();
    }
}
