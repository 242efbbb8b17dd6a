//! Texts of a workbook: those that its cells share, and those that stand in a cell itself.

use std::io::Read;

use crate::{
    ingest::read::package::{
        Stop,
        markup::{Token, Unusual, push_decoded, push_unescaped, token},
        window::Window,
    },
    protocol::Problem,
};

/// The shared texts of a workbook that is larger cannot be held.
const MAX_BYTES: usize = 512 << 20;
const MAX_STRINGS: usize = 20_000_000;

/// The shared texts, one behind another.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads the part with the shared texts. What it claims about their number is not believed.
    pub fn read(part: impl Read) -> Result<Self, Stop> {
        let mut window = Window::new(part)?;
        let mut strings = Strings::default();
        let mut scratch = Scratch::default();
        loop {
            let text = window.text()?;
            let mut at = 0;
            let mut done = false;
            while let Some((found, len)) = token(text.get(at..).unwrap_or_default())? {
                let Token::Tag(tag) = found else {
                    at += len;
                    continue;
                };
                if tag.ends("sst") {
                    done = true;
                    break;
                }
                if !tag.opens("si") {
                    at += len;
                    continue;
                }
                if tag.is_empty {
                    strings.push("")?;
                    at += len;
                    continue;
                }
                let Some((value, length)) =
                    string(text.get(at + len..).unwrap_or_default(), "si", &mut scratch)?
                else {
                    break;
                };
                match value {
                    Text::Plain(text) => strings.push(text)?,
                    Text::Joined => strings.push(&scratch.joined)?,
                }
                at += len + length;
            }
            window.advance(at);
            if done {
                return Ok(strings);
            }
            if !window.more()? {
                return Err(Stop::Unusual);
            }
        }
    }

    fn push(&mut self, text: &str) -> Result<(), Stop> {
        if MAX_STRINGS <= self.ends.len() {
            return Err(Stop::Problem(Problem::TooLarge { limit: "20 million different texts".to_owned() }));
        }
        if MAX_BYTES < self.text.len() + text.len() {
            return Err(Stop::Problem(Problem::TooLarge { limit: "512 MB of texts".to_owned() }));
        }
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        Ok(())
    }

    /// The text that a cell names.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start as usize..end as usize)
    }
}

/// Where texts are put together that do not stand in the file as they are.
#[derive(Default)]
pub(super) struct Scratch {
    pub joined: String,
    pub decoded: String,
}

/// A text of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text<'t> {
    /// As it stands in the file.
    Plain(&'t str),
    /// In [`Scratch::joined`].
    Joined,
}

/// The text of an element that begins with `rest`, and the length of the element up to its end; `None` where `rest`
/// ends first. Its runs are joined, and what says how to pronounce it is left out.
pub(super) fn string<'t>(
    rest: &'t str,
    element: &str,
    scratch: &mut Scratch,
) -> Result<Option<(Text<'t>, usize)>, Unusual> {
    let mut at = 0;
    let mut plain: Option<&str> = None;
    let mut is_joined = false;
    let mut is_phonetic = false;
    scratch.joined.clear();
    loop {
        let Some((found, len)) = token(rest.get(at..).unwrap_or_default())? else { return Ok(None) };
        at += len;
        let Token::Tag(tag) = found else { continue };
        match tag.name {
            "rPh" => is_phonetic = !tag.closes && !tag.is_empty,
            "t" if tag.closes || tag.is_empty || is_phonetic => {}
            "t" => {
                let keeps_space = tag.attribute("xml:space")? == Some("preserve");
                let Some((raw, len)) = raw_text(rest.get(at..).unwrap_or_default(), "t")? else {
                    return Ok(None);
                };
                at += len;
                if plain.is_none() && !is_joined && !raw.contains(['&', '\r', '_']) {
                    plain = Some(trimmed(raw, keeps_space));
                    continue;
                }
                if let Some(before) = plain.take() {
                    scratch.joined.push_str(before);
                }
                is_joined = true;
                scratch.decoded.clear();
                push_decoded(raw, &mut scratch.decoded)?;
                push_unescaped(trimmed(&scratch.decoded, keeps_space), &mut scratch.joined);
            }
            name if name == element && tag.closes => {
                let text = if is_joined { Text::Joined } else { Text::Plain(plain.unwrap_or_default()) };
                return Ok(Some((text, at)));
            }
            name if name == element => return Err(Unusual),
            _ => {}
        }
    }
}

/// The text up to the end of the element that it alone fills, and the length with its closing tag.
#[inline]
pub(super) fn raw_text<'t>(rest: &'t str, element: &str) -> Result<Option<(&'t str, usize)>, Unusual> {
    let Some((first, first_len)) = token(rest)? else { return Ok(None) };
    let (raw, at) = match first {
        Token::Text(raw) if first_len == raw.len() => (raw, first_len),
        Token::Tag(_) => ("", 0),
        _ => return Err(Unusual),
    };
    match token(rest.get(at..).unwrap_or_default())? {
        Some((Token::Tag(tag), len)) if tag.closes && tag.name == element => Ok(Some((raw, at + len))),
        Some(_) => Err(Unusual),
        None => Ok(None),
    }
}

/// Spaces around a text count only where the file says so.
pub(super) fn trimmed(text: &str, keeps_space: bool) -> &str {
    if keeps_space { text } else { text.trim_matches([' ', '\t', '\r', '\n']) }
}
