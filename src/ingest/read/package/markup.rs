//! The markup of a workbook's parts, as far as programs write it: tags, attributes and text with the five entities.
//! Declarations of types and of entities are [`Unusual`]; comments and CDATA too, for those who ask for [`token`].

use memchr::{memchr, memchr2};

/// Something that this reader does not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unusual;

/// A tag without its brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'a> {
    /// `</name>`.
    pub closes: bool,
    /// `<name/>`.
    pub is_empty: bool,
    /// The name without the prefix of its namespace.
    pub name: &'a str,
    /// The prefix; empty where there is none.
    pub prefix: &'a str,
    /// Everything behind the name.
    attributes: &'a str,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// A tag.
    Tag(Tag<'a>),
    /// Text as it stands, entities and all.
    Text(&'a str),
    /// Text in which nothing is an entity or a tag.
    Literal(&'a str),
    /// A comment or an instruction to some program.
    Remark,
}

/// The token at the start of `rest` and its length; `None` where `rest` ends in the middle of it. Only tags and text:
/// the rest is unusual, but for the line in which a part says that it is XML.
#[inline]
pub fn token(rest: &str) -> Result<Option<(Token<'_>, usize)>, Unusual> {
    match rest.as_bytes() {
        [b'<', b'!', ..] => Err(Unusual),
        _ => any_token(rest),
    }
}

/// As [`token`], with comments and CDATA.
#[inline]
pub fn any_token(rest: &str) -> Result<Option<(Token<'_>, usize)>, Unusual> {
    let bytes = rest.as_bytes();
    match bytes {
        [b'<', b'!', ..] => remark(rest),
        [b'<', b'?', ..] => Ok(rest.find("?>").map(|end| (Token::Remark, end + 2))),
        [b'<', ..] => tag(rest),
        [] => Ok(None),
        _ => {
            let Some(end) = memchr(b'<', bytes) else { return Ok(None) };
            Ok(Some((Token::Text(rest.get(..end).ok_or(Unusual)?), end)))
        }
    }
}

/// What begins with `<!`.
fn remark(rest: &str) -> Result<Option<(Token<'_>, usize)>, Unusual> {
    const LITERAL: &str = "<![CDATA[";
    if let Some(text) = rest.strip_prefix(LITERAL) {
        let literal = text.split_once("]]>").map(|(text, _)| text);
        return Ok(literal.map(|text| (Token::Literal(text), LITERAL.len() + text.len() + 3)));
    }
    if rest.starts_with("<!--") {
        return Ok(rest.get(4..).and_then(|text| text.find("-->")).map(|end| (Token::Remark, end + 7)));
    }
    // the beginning of one of them, cut off
    if LITERAL.starts_with(rest) || "<!--".starts_with(rest) { Ok(None) } else { Err(Unusual) }
}

#[inline]
fn tag(rest: &str) -> Result<Option<(Token<'_>, usize)>, Unusual> {
    let Some(end) = end_of_tag(rest.as_bytes()) else { return Ok(None) };
    let inner = rest.get(1..end).ok_or(Unusual)?;
    let (closes, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let (is_empty, inner) = match inner.strip_suffix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let name_end = inner.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(inner.len());
    let (name, attributes) = (inner.get(..name_end).ok_or(Unusual)?, inner.get(name_end..).ok_or(Unusual)?);
    let (prefix, name) = name.split_once(':').unwrap_or(("", name));
    if name.is_empty() || (closes && is_empty) {
        return Err(Unusual);
    }
    Ok(Some((Token::Tag(Tag { closes, is_empty, name, prefix, attributes }), end + 1)))
}

/// The place of the `>` that ends a tag, which may hold others in quotes.
#[inline]
fn end_of_tag(bytes: &[u8]) -> Option<usize> {
    let mut quote = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'>' if quote == 0 => return Some(at),
            b'"' | b'\'' if quote == 0 => quote = byte,
            _ if byte == quote => quote = 0,
            _ => {}
        }
    }
    None
}

impl<'a> Tag<'a> {
    /// An opening tag of that name.
    pub fn opens(&self, name: &str) -> bool {
        !self.closes && self.name == name
    }
    /// The tag that ends an element of that name: also `<name/>`, which is both.
    pub fn ends(&self, name: &str) -> bool {
        (self.closes || self.is_empty) && self.name == name
    }
    /// Names with their prefix, and values as they stand.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes }
    }
    /// The value of an attribute as it stands.
    pub fn attribute(&self, name: &str) -> Result<Option<&'a str>, Unusual> {
        for attribute in self.attributes() {
            let (key, value) = attribute?;
            if key == name {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }
}

/// Iterates over attributes.
pub struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<(&'a str, &'a str), Unusual>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.trim_ascii_start();
        if rest.is_empty() {
            return None;
        }
        let attribute = attribute(rest);
        self.rest = attribute.map_or("", |(_, rest)| rest);
        Some(attribute.map(|(attribute, _)| attribute).ok_or(Unusual))
    }
}

#[inline]
fn attribute(rest: &str) -> Option<((&str, &str), &str)> {
    let equals = memchr(b'=', rest.as_bytes())?;
    let name = rest.get(..equals)?.trim_ascii_end();
    let value = rest.get(equals + 1..)?.trim_ascii_start();
    let quote = *value.as_bytes().first().filter(|&&byte| byte == b'"' || byte == b'\'')?;
    let value = value.get(1..)?;
    let end = value.bytes().position(|byte| byte == quote)?;
    Some(((name, value.get(..end)?), value.get(end + 1..)?))
}

/// Appends a text with its entities replaced and its line ends as XML wants them.
pub fn push_decoded(raw: &str, out: &mut String) -> Result<(), Unusual> {
    let mut rest = raw;
    while let Some(at) = memchr2(b'&', b'\r', rest.as_bytes()) {
        out.push_str(rest.get(..at).ok_or(Unusual)?);
        rest = rest.get(at..).ok_or(Unusual)?;
        if let Some(after) = rest.strip_prefix('\r') {
            out.push('\n');
            rest = after.strip_prefix('\n').unwrap_or(after);
            continue;
        }
        let end = rest.bytes().take(16).position(|byte| byte == b';').ok_or(Unusual)?;
        out.push(entity(rest.get(1..end).ok_or(Unusual)?)?);
        rest = rest.get(end + 1..).ok_or(Unusual)?;
    }
    out.push_str(rest);
    Ok(())
}

fn entity(name: &str) -> Result<char, Unusual> {
    let code = match name {
        "amp" => return Ok('&'),
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "quot" => return Ok('"'),
        "apos" => return Ok('\''),
        _ => match (name.strip_prefix("#x"), name.strip_prefix('#')) {
            (Some(digits), _) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                u32::from_str_radix(digits, 16)
            }
            (None, Some(digits)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse(),
            _ => return Err(Unusual),
        },
    };
    code.ok().filter(|&code| code != 0).and_then(char::from_u32).ok_or(Unusual)
}

/// Appends a text with the escapes of spreadsheets replaced: `_x000D_` stands for a carriage return, and two of them
/// for a character of two UTF-16 units.
pub fn push_unescaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let Some(unit) = escape(from) else {
            out.push('_');
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        rest = from.get(7..).unwrap_or_default();
        let low = escape(rest).filter(|low| (0xdc00..0xe000).contains(low));
        let c = match (unit, low) {
            (0xd800..0xdc00, Some(low)) => {
                rest = rest.get(7..).unwrap_or_default();
                char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
            }
            _ => char::from_u32(unit),
        };
        out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    out.push_str(rest);
}

fn escape(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    let closed = text.as_bytes().get(6) == Some(&b'_');
    (closed && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_their_attributes() {
        let (token, len) = token("<x:c r=\"A1\" t = 's>' />rest").unwrap().unwrap();
        assert_eq!(len, 23);
        let Token::Tag(tag) = token else { panic!() };
        assert!(tag.opens("c") && tag.ends("c"));
        assert_eq!(
            (tag.attribute("r"), tag.attribute("t"), tag.attribute("s")),
            (Ok(Some("A1")), Ok(Some("s>")), Ok(None))
        );
        assert_eq!(super::token("<c r=\"A>"), Ok(None));
        assert_eq!(super::token("text"), Ok(None));
        assert_eq!(super::token("text<"), Ok(Some((Token::Text("text"), 4))));
        assert_eq!(super::token("<![CDATA[a]]>"), Err(Unusual));
        assert_eq!(any_token("<![CDATA[a<b]]>c"), Ok(Some((Token::Literal("a<b"), 15))));
        assert_eq!(any_token("<!-- a<b -->c"), Ok(Some((Token::Remark, 12))));
        for cut in ["<!", "<!-", "<!-- a", "<![CDA", "<![CDATA[a]]"] {
            assert_eq!(any_token(cut), Ok(None), "{cut}");
        }
        assert_eq!(any_token("<!DOCTYPE a>"), Err(Unusual));
    }

    #[test]
    fn entities_line_ends_and_escapes() {
        let decoded = |raw: &str| {
            let mut out = String::new();
            push_decoded(raw, &mut out).map(|()| out)
        };
        assert_eq!(decoded("a &amp; b&#x41;&#233;\r\nc\rd").as_deref(), Ok("a & bAé\nc\nd"));
        assert_eq!(
            [decoded("&nbsp;"), decoded("a & b"), decoded("&#0;"), decoded("&#xD800;")],
            [const { Err(Unusual) }; 4]
        );
        let unescaped = |text: &str| {
            let mut out = String::new();
            push_unescaped(text, &mut out);
            out
        };
        assert_eq!(unescaped("a_x000D_b_x00e9__x005F_x000D_"), "a\rbé_x000D_");
        assert_eq!(
            unescaped("_xD83D__xDCF7_ _xD83D_ _xDCF7_ _x12_ _xé000_ _x"),
            "📷 \u{fffd} \u{fffd} _x12_ _xé000_ _x"
        );
    }
}
