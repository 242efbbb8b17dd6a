//! Tags and texts of a web page, as loosely as browsers take them: names in any case, attributes without quotes, `<`
//! before what is no tag, and named characters. What does not close ends with the page.

use memchr::{memchr, memmem};

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// `<td colspan=2>`: the name without its prefix, and what stands behind it.
    Open { name: &'a str, attributes: &'a str, is_empty: bool },
    /// `</td>`.
    Close(&'a str),
    /// Text with named characters.
    Text(&'a str),
    /// Text in which nothing is a tag or a named character.
    Literal(&'a str),
    /// A comment or a declaration.
    Remark,
}

/// The piece at the start of `rest` and its length; `None` where `rest` ends in the middle of it and more follows.
pub fn piece(rest: &str, is_last: bool) -> Option<(Piece<'_>, usize)> {
    let bytes = rest.as_bytes();
    let until = |from: usize, end: &str| {
        let found = memmem::find(bytes.get(from..).unwrap_or_default(), end.as_bytes());
        found.map(|at| (from + at, from + at + end.len())).or(is_last.then_some((bytes.len(), bytes.len())))
    };
    match bytes {
        [] => None,
        [b'<', b'!', b'-', b'-', ..] => until(4, "-->").map(|(_, end)| (Piece::Remark, end)),
        [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => {
            until(9, "]]>").map(|(text, end)| (Piece::Literal(rest.get(9..text).unwrap_or_default()), end))
        }
        // one of them, cut off
        [b'<', b'!', ..] if !is_last && rest.len() < 9 => None,
        [b'<', b'!' | b'?', ..] => until(2, ">").map(|(_, end)| (Piece::Remark, end)),
        [b'<', b'/', letter, ..] | [b'<', letter, ..] if letter.is_ascii_alphabetic() => {
            match end_of_tag(bytes) {
                Some(end) => Some((tag(rest.get(1..end).unwrap_or_default()), end + 1)),
                None => is_last.then_some((Piece::Remark, bytes.len())),
            }
        }
        [b'<'] | [b'<', b'/'] if !is_last => None,
        [b'<', ..] => Some((Piece::Text("<"), 1)),
        _ => {
            let end = memchr(b'<', bytes).or(is_last.then_some(bytes.len()))?;
            Some((Piece::Text(rest.get(..end).unwrap_or_default()), end))
        }
    }
}

/// The place of the `>` that ends a tag: values in quotes may hold others.
fn end_of_tag(bytes: &[u8]) -> Option<usize> {
    let mut quote = None;
    let mut after_equals = false;
    for (at, &byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') if after_equals => quote = Some(byte),
            _ => {}
        }
        after_equals = byte == b'=' || (after_equals && byte.is_ascii_whitespace());
    }
    None
}

fn tag(inner: &str) -> Piece<'_> {
    let (closes, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let end = inner.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(end);
    let name = name.rsplit(':').next().unwrap_or(name);
    if closes {
        return Piece::Close(name);
    }
    Piece::Open { name, attributes, is_empty: attributes.ends_with('/') }
}

/// The value of an attribute, whatever its prefix and case.
pub fn attribute<'a>(attributes: &'a str, wanted: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
        if rest.is_empty() {
            return None;
        }
        let (name, behind) = rest.split_at(end);
        let (value, behind) = match behind.trim_ascii_start().strip_prefix('=') {
            None => ("", behind),
            Some(value) => {
                let value = value.trim_ascii_start();
                match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
                    Some(quote) => {
                        let inner = value.get(1..)?;
                        inner.split_once(quote).unwrap_or((inner, ""))
                    }
                    None => {
                        value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len()))
                    }
                }
            }
        };
        if name.rsplit(':').next().is_some_and(|name| name.eq_ignore_ascii_case(wanted)) {
            return Some(value);
        }
        // a lone "=" has no name; pass it
        rest = if name.is_empty() && value.is_empty() { behind.get(1..).unwrap_or_default() } else { behind };
    }
}

/// The names of the characters from U+00A0 to U+00FF.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
    AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times \
    Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute \
    ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml \
    yacute thorn yuml";

/// Appends a text with its named characters replaced; what is none stays.
pub fn push_decoded(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = from.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((character(from.get(1..end)?)?, from.get(end + 1..)?))) {
            Some((c, behind)) => {
                out.push(c);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return code.ok().filter(|&code| code != 0).and_then(char::from_u32);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "euro" => '€',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "hellip" => '…',
        "bull" => '•',
        "trade" => '™',
        "minus" => '\u{2212}',
        "thinsp" => '\u{2009}',
        _ => {
            let at = LATIN.split_ascii_whitespace().position(|known| known == name)?;
            return char::from_u32(0xa0 + at as u32);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_loose_pages() {
        let (open, len) = piece("<TD ColSpan=2 title=\"a > b\" nowrap>x", false).unwrap();
        let Piece::Open { name: "TD", attributes, is_empty: false } = open else { panic!("{open:?}") };
        assert_eq!(len, 35);
        assert_eq!(
            [
                attribute(attributes, "colspan"),
                attribute(attributes, "title"),
                attribute(attributes, "nowrap")
            ],
            [Some("2"), Some("a > b"), Some("")]
        );
        assert_eq!(attribute(attributes, "rowspan"), None);
        assert_eq!(
            piece("<ss:Cell ss:Index=\"3\"/>", false).map(|(piece, _)| piece).and_then(|piece| match piece {
                Piece::Open { name, attributes, is_empty } =>
                    Some((name, attribute(attributes, "index"), is_empty)),
                _ => None,
            }),
            Some(("Cell", Some("3"), true))
        );
        for (text, is_last, want) in [
            ("</td >x", false, Some((Piece::Close("td"), 6))),
            ("it's < 5", false, Some((Piece::Text("it's "), 5))),
            ("< 5<b>", false, Some((Piece::Text("<"), 1))),
            ("<!-- <td> -->x", false, Some((Piece::Remark, 13))),
            ("<!DOCTYPE html>x", false, Some((Piece::Remark, 15))),
            ("<![CDATA[a<b]]>x", false, Some((Piece::Literal("a<b"), 15))),
            ("<td", false, None),
            ("<td", true, Some((Piece::Remark, 3))),
            ("text", false, None),
            ("text", true, Some((Piece::Text("text"), 4))),
            ("<!-- never", true, Some((Piece::Remark, 10))),
        ] {
            assert_eq!(piece(text, is_last), want, "{text}");
        }
        assert_eq!(attribute("=== x=1", "x"), Some("1"));
        let mut out = String::new();
        push_decoded(
            "R&oslash;d &amp; bl&aring; &#8364;5&nbsp;&lt;b&gt; &unknown; AT&T &yuml;&AElig;",
            &mut out,
        );
        assert_eq!(out, "Rød & blå €5\u{a0}<b> &unknown; AT&T ÿÆ");
    }
}
