//! E-mail addresses as they stand in cells: alone, or with a name, a `mailto:`, signs that nobody sees, and others
//! behind them.

use std::borrow::Cow;

/// True for a cell of e-mail addresses, whatever their dress: `a@x.dk`, `Anna <a@x.dk>`, `mailto:a@x.dk`, `a@x.dk; b@x.dk`.
pub fn is_email(text: &str) -> bool {
    if !text.contains('@') {
        return false;
    }
    if is_address(text) {
        return true;
    }
    let text = visible(text);
    if in_brackets(&text).is_some_and(|inner| is_address(undressed(inner))) {
        return true;
    }
    let mut pieces = pieces(&text).peekable();
    pieces.peek().is_some() && pieces.all(is_address)
}

/// The first address of a cell, in small letters; `None` where there is none.
pub fn first_address(text: &str) -> Option<String> {
    if !text.contains('@') {
        return None;
    }
    let text = visible(text);
    let bracketed = in_brackets(&text).map(undressed).filter(|inner| is_address(inner));
    bracketed.or_else(|| pieces(&text).find(|piece| is_address(piece))).map(str::to_lowercase)
}

/// One `@`, a dot behind it, no spaces.
fn is_address(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    !user.is_empty()
        && host.len() >= 3
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !host.contains('@')
        && !text.contains(|c: char| {
            c.is_whitespace() || is_unseen(c) || matches!(c, ',' | ';' | '<' | '>' | ':' | '"')
        })
}

/// The text without signs that have no width, and with plain spaces.
fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(|c: char| is_unseen(c) || c == '\u{a0}') {
        return Cow::Borrowed(text);
    }
    let seen = text.chars().filter(|&c| !is_unseen(c)).map(|c| if c.is_whitespace() { ' ' } else { c });
    Cow::Owned(seen.collect())
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What stands in the first `<…>`.
fn in_brackets(text: &str) -> Option<&str> {
    Some(text.split_once('<')?.1.split_once('>')?.0)
}

/// What stands between spaces, commas and semicolons, each without its dress.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'))
        .map(undressed)
        .filter(|piece| !piece.is_empty())
}

/// An address without quotes, brackets, `mailto:` and what follows a `?`, and without the sign that ends a sentence.
fn undressed(piece: &str) -> &str {
    let around =
        |c: char| matches!(c, '"' | '\'' | '‘' | '’' | '“' | '”' | '<' | '>' | '(' | ')' | '[' | ']');
    let ends = |c: char| around(c) || matches!(c, '.' | ':' | '!' | '?');
    let piece = piece.trim().trim_start_matches(around);
    let link = piece.get(..7).filter(|start| start.eq_ignore_ascii_case("mailto:"));
    let piece = match link.and_then(|_| piece.get(7..)) {
        Some(address) => address.split('?').next().unwrap_or(address),
        None => piece,
    };
    piece.trim_end_matches(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_every_dress() {
        for text in [
            "a@x.dk",
            " A@X.dk ",
            "a@x.dk\u{a0}",
            "\u{200b}a@x.dk",
            "a\u{200b}@x.dk",
            "\u{feff}a@x.dk",
            "mailto:a@x.dk",
            "MAILTO:a@x.dk?subject=Hello",
            "Anna Ø <a@x.dk>",
            "\"Ø, Anna\" <mailto:a@x.dk>",
            "<a@x.dk>",
            "a@x.dk; b@x.dk",
            "a@x.dk,b@x.dk",
            "a@x.dk b@x.dk",
            "a@x.dk;",
            "a@x.dk.",
            "'a@x.dk'",
            "(a@x.dk)",
        ] {
            assert!(is_email(text), "{text}");
            assert_eq!(first_address(text).as_deref(), Some("a@x.dk"), "{text}");
        }
        for text in
            ["", "anna", "a@b", "@x.dk", "a@.dk", "a@x.dk@y.dk", "@anna", "ask at a@x.dk", "2 x Tea @ 5.00"]
        {
            assert!(!is_email(text), "{text}");
        }
        assert_eq!(first_address("ask at a@x.dk"), Some("a@x.dk".to_owned()));
        assert_eq!(first_address("anna"), None);
    }
}
