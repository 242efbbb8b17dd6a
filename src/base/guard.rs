//! Texts that a spreadsheet program would run as a formula are made plain before they leave the page.

use std::borrow::Cow;

/// The text with an apostrophe in front where a spreadsheet program would take it for a formula. After OWASP, "CSV
/// injection": `=`, `+`, `-`, `@`, tab and carriage return at the start; a plain number is none.
pub fn guard(text: &str) -> Cow<'_, str> {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if risky { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}
