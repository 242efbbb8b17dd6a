//! What stands around the digits of a number: signs, currencies, units, and the dash that Swiss and Danes write for no
//! cents. What is between the first digit and the last one is read by [`super::number`].

use crate::ingest::lexicon::currencies::{Beside, beside};

/// A number cell taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Affixed<'a> {
    /// From the first digit to the last one.
    pub core: &'a str,
    /// Below zero.
    pub negative: bool,
    /// The decimal sign that stands before the first digit: `.5`.
    pub leads: Option<u8>,
    /// What ends the number in place of cents, or behind them.
    pub end: End,
    /// The currency beside it.
    pub currency: Option<&'static str>,
    /// Nothing stands around the digits.
    pub is_bare: bool,
}

/// How a number ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With its last digit.
    Digit,
    /// With a decimal sign and nothing behind it: `12.`
    Sign(u8),
    /// With a decimal sign and a dash: `158,-`, `158.–`, `158:-`.
    Dash(u8),
    /// As Indians and East Africans write whole amounts: `15,800/-`, `15,800/=`.
    Slash,
}

/// Longer than this no currency is written.
const MAX_AFFIX: usize = 24;

/// The text inside `="…"`, by which programs keep spreadsheets from changing a cell; else the text itself.
#[inline]
pub fn inner_text(text: &str) -> &str {
    if !text.starts_with('=') {
        return text;
    }
    let inner = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.map_or(text, |inner| {
        inner.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(inner)
    })
}

/// Takes a trimmed cell apart; `None` where it is no number because of what stands around its digits.
pub fn take_apart(text: &str) -> Option<Affixed<'_>> {
    let bytes = text.as_bytes();
    let first = bytes.iter().position(u8::is_ascii_digit)?;
    let last = bytes.iter().rposition(u8::is_ascii_digit)?;
    if MAX_AFFIX < first || MAX_AFFIX < bytes.len() - last {
        return None;
    }
    let (before, core, behind) = (text.get(..first)?, text.get(first..=last)?, text.get(last + 1..)?);
    let mut found = Affixed {
        core,
        negative: false,
        leads: None,
        end: End::Digit,
        currency: None,
        is_bare: before.is_empty() && behind.is_empty(),
    };
    if found.is_bare {
        return Some(found);
    }
    // a point behind letters is that of an abbreviation: "kr.5"
    let mut before = before;
    if let Some(rest) = before.strip_suffix(['.', ','])
        && !rest.ends_with(char::is_alphabetic)
        && !rest.ends_with('/')
    {
        found.leads = before.bytes().last();
        before = rest;
    }
    let behind = found.ending(behind)?;
    let opened = found.side(before, Side::Before)?;
    let closed = found.side(behind, Side::Behind)?;
    (opened == closed).then_some(found)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
}

impl Affixed<'_> {
    /// Takes in what ends the number itself; gives back what follows.
    fn ending<'t>(&mut self, behind: &'t str) -> Option<&'t str> {
        let sign = match behind.bytes().next() {
            Some(sign @ (b'.' | b',' | b':')) => sign,
            Some(b'/') => {
                let rest = behind.get(1..)?.strip_prefix(['-', '=', '–', '\u{2212}'])?;
                self.end = End::Slash;
                return Some(rest);
            }
            _ => return Some(behind),
        };
        let rest = behind.get(1..)?;
        let after = rest.trim_start_matches(is_dash);
        if after.len() < rest.len() {
            self.end = End::Dash(sign);
            return Some(after);
        }
        self.end = End::Sign(sign);
        (sign != b':').then_some(rest)
    }

    /// Takes in one side: minus, brackets, currencies and units. Says whether it holds a bracket.
    fn side(&mut self, text: &str, side: Side) -> Option<bool> {
        let mut bracket = false;
        let mut word_start = None;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let stops =
                c.is_whitespace() || is_invisible(c) || matches!(c, '-' | '\u{2212}' | '–' | '(' | ')' | '+');
            // the mark by which spreadsheets keep a cell a text; inside a word it belongs to that
            let is_mark = matches!(c, '\'' | '’') && word_start.is_none() && side == Side::Before && !bracket;
            if !stops && !is_mark {
                word_start.get_or_insert(at);
                continue;
            }
            if let Some(start) = word_start.take() {
                self.word(text.get(start..at)?, side)?;
            }
            let ends = chars.peek().is_none();
            match (c, side) {
                ('-' | '\u{2212}', _) | ('–', Side::Before) if !self.negative => {
                    // behind a number only at its end: "12-maj" is a day, "12-stk" a pack
                    let next = chars.peek().map(|&(_, next)| next);
                    if side == Side::Behind
                        && !ends
                        && !next.is_some_and(|next| next.is_whitespace() || next == ')')
                    {
                        return None;
                    }
                    self.negative = true;
                }
                ('+', Side::Before) => {}
                ('(', Side::Before) | (')', Side::Behind) if !bracket => bracket = true,
                ('-' | '\u{2212}' | '–' | '(' | ')' | '+', _) => return None,
                _ => {}
            }
        }
        if let Some(start) = word_start {
            self.word(text.get(start..)?, side)?;
        }
        self.negative |= bracket;
        Some(bracket)
    }

    fn word(&mut self, word: &str, side: Side) -> Option<()> {
        match beside(word)? {
            // one letter before digits is a code of something: only rands with a space or cents are none
            Beside::Currency("ZAR") if word.len() == 1 && !self.core.contains(['.', ',', ' ']) => None,
            Beside::Currency(currency) => {
                self.currency.get_or_insert(currency);
                Some(())
            }
            Beside::Unit => (side == Side::Behind || word == "%").then_some(()),
        }
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '\u{2212}')
}

/// Marks of direction and spaces of no width, which stand beside currencies of the east.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

/// The currency that stands in a cell of amounts: its code, or the sign where several countries share that (`kr`, `$`,
/// `¥`, `Rs`). `None` where there is none, or where the cell is no amount.
pub fn currency_of(text: &str) -> Option<&'static str> {
    // plain numbers, which are nearly all, hold nothing but this
    if text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b',' | b'-' | b' ')) {
        return None;
    }
    let text = inner_text(text.trim());
    if text.len() > 64 { None } else { take_apart(text)?.currency }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_in_cells() {
        for (text, want) in [
            ("kr 158.00", Some("kr")),
            ("kr.158,00", Some("kr")),
            ("€259.90", Some("EUR")),
            ("DKK 158", Some("DKK")),
            ("158,00 SEK", Some("SEK")),
            ("1\u{202f}249,50\u{a0}€", Some("EUR")),
            ("US$12", Some("USD")),
            ("\u{200f}158.00\u{a0}₪", Some("ILS")),
            ("(€ 12.00)", Some("EUR")),
            ("158,-", None),
            ("158", None),
            ("3 stk", None),
            ("EUR", None),
            ("Tea 100 EUR", None),
            ("12-maj", None),
        ] {
            assert_eq!(currency_of(text), want, "{text}");
        }
    }

    #[test]
    fn formulas_that_are_texts() {
        for (text, want) in [
            ("=\"18500010001\"", "18500010001"),
            ("=\"\"123\"\"", "123"),
            ("=\"\"", ""),
            ("=\"", "=\""),
            ("=A1", "=A1"),
            ("123", "123"),
        ] {
            assert_eq!(inner_text(text), want, "{text}");
        }
    }
}
