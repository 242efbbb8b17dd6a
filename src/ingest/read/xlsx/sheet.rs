//! The cells of a sheet, as calamine reads them: `tests/import_workbooks.rs` holds the two against each other.

use std::io::Read;

use super::{
    cell::{PlainCell, PlainValue},
    parts::Format,
    strings::{Scratch, Strings, Text, raw_text, string, trimmed},
};
use crate::{
    ingest::read::{
        package::{
            Stop,
            markup::{Tag, Token, Unusual, push_decoded, push_unescaped, token},
            window::Window,
        },
        row::Cell,
        sheet_rows::{Flow, Rows},
    },
    protocol::Problem,
};

/// More cells than this are not the orders of a shop.
const MAX_CELLS: u64 = 400_000_000;

/// What is known of the workbook when its sheets are read.
pub(super) struct Context<'b> {
    pub strings: &'b Strings,
    pub formats: &'b [Format],
    /// Days from 1970-01-01 to day 0.
    pub epoch: f64,
}

/// Gives every cell of a sheet to `rows`.
pub(super) fn scan(part: impl Read, context: &Context<'_>, rows: &mut Rows<'_>) -> Result<(), Stop> {
    let mut window = Window::new(part)?;
    let mut scanner =
        Scanner { context, row: 0, column: 0, cells: 0, in_data: false, scratch: Scratch::default() };
    loop {
        let text = window.text()?;
        let (used, state) = scanner.read(text, rows)?;
        window.advance(used);
        match state {
            State::Done => return Ok(()),
            State::More if !window.more()? => return Err(Stop::Unusual),
            State::More => {}
        }
    }
}

enum State {
    More,
    Done,
}

struct Scanner<'b> {
    context: &'b Context<'b>,
    row: u32,
    column: u32,
    cells: u64,
    /// Behind the tag that opens the data.
    in_data: bool,
    scratch: Scratch,
}

impl Scanner<'_> {
    /// Reads what is whole of a text; gives the bytes used up.
    fn read(&mut self, text: &str, rows: &mut Rows<'_>) -> Result<(usize, State), Stop> {
        let mut at = 0;
        loop {
            if self.in_data
                && let Some(plain) = PlainCell::read(text.as_bytes().get(at..).unwrap_or_default())
            {
                let start = at;
                at += plain.len;
                if self.plain_cell(plain, text.get(start..).unwrap_or_default(), rows)? == Flow::Stop {
                    return Ok((at, State::Done));
                }
                continue;
            }
            let Some((found, len)) = token(text.get(at..).unwrap_or_default())? else { break };
            let Token::Tag(tag) = found else {
                at += len;
                continue;
            };
            if !self.in_data {
                at += len;
                self.in_data = tag.opens("sheetData");
                if self.in_data && tag.is_empty {
                    return Ok((at, State::Done));
                }
                continue;
            }
            match tag.name {
                "c" if !tag.closes => {
                    let after = text.get(at + len..).unwrap_or_default();
                    let Some((length, flow)) = self.cell(tag, after, rows)? else { break };
                    at += len + length;
                    if flow == Flow::Stop {
                        return Ok((at, State::Done));
                    }
                }
                "row" => {
                    at += len;
                    if !tag.closes
                        && let Some(reference) = tag.attribute("r")?
                    {
                        self.row = place(reference)?.0;
                    }
                    if tag.closes || tag.is_empty {
                        self.row += 1;
                        self.column = 0;
                    }
                }
                "sheetData" if tag.closes => return Ok((at + len, State::Done)),
                _ => at += len,
            }
        }
        Ok((at, State::More))
    }

    /// Gives a cell of the most frequent forms to `rows`. `text` begins where the cell does.
    #[inline]
    fn plain_cell(&mut self, plain: PlainCell, text: &str, rows: &mut Rows<'_>) -> Result<Flow, Stop> {
        let mut currency = None;
        let cell = match plain.value {
            PlainValue::Empty => Cell::Empty,
            PlainValue::Number(value) => {
                match plain.style.and_then(|style| self.context.formats.get(style)) {
                    Some(Format::Date) => Cell::Moment(value + self.context.epoch),
                    Some(&Format::Money(code)) => {
                        currency = Some(code);
                        Cell::Number(value)
                    }
                    _ => Cell::Number(value),
                }
            }
            PlainValue::Shared(index) => Cell::Text(self.context.strings.get(index).ok_or(Unusual)?),
            PlainValue::Text { start, end } => {
                Cell::Text(trimmed(text.get(start..end).ok_or(Unusual)?, false))
            }
        };
        self.column = plain.column + 1;
        self.count_cell()?;
        let flow = rows.take((plain.row, plain.column), cell).map_err(Stop::Problem)?;
        if let (Some(currency), Flow::More) = (currency, flow) {
            rows.row.note_currency(plain.column as usize, currency);
        }
        Ok(flow)
    }

    fn count_cell(&mut self) -> Result<(), Stop> {
        self.cells += 1;
        if MAX_CELLS < self.cells {
            return Err(Stop::Problem(Problem::TooLarge { limit: "400 million cells".to_owned() }));
        }
        Ok(())
    }

    /// Reads a cell and gives it to `rows`: the length behind its tag; `None` where the text ends first.
    #[inline]
    fn cell(&mut self, tag: Tag<'_>, rest: &str, rows: &mut Rows<'_>) -> Result<Option<(usize, Flow)>, Stop> {
        let (mut reference, mut style, mut kind) = (None, None, "");
        for attribute in tag.attributes() {
            match attribute? {
                ("r", value) => reference = Some(value),
                ("s", value) => style = Some(value),
                ("t", value) => kind = value,
                _ => {}
            }
        }
        let mut at = 0;
        let mut value = Value::Cell(Cell::Empty);
        let (mut has_formula, mut has_value) = (false, false);
        loop {
            if tag.is_empty {
                break;
            }
            let Some((found, len)) = token(rest.get(at..).unwrap_or_default())? else { return Ok(None) };
            at += len;
            let Token::Tag(inner) = found else { continue };
            let after = rest.get(at..).unwrap_or_default();
            let length = match (inner.name, inner.closes) {
                ("c", true) => break,
                ("v", false) => {
                    let content = if inner.is_empty { Some(("", 0)) } else { raw_text(after, "v")? };
                    let Some((raw, length)) = content else { return Ok(None) };
                    has_value = !raw.is_empty() || kind == "str";
                    value = self.value(raw, kind, style)?;
                    length
                }
                ("f", false) => {
                    has_formula = true;
                    value = Value::Cell(Cell::Empty);
                    let content = if inner.is_empty { Some(("", 0)) } else { raw_text(after, "f")? };
                    let Some((_, length)) = content else { return Ok(None) };
                    length
                }
                ("is", false) => {
                    let content = if inner.is_empty {
                        Some((Text::Plain(""), 0))
                    } else {
                        string(after, "is", &mut self.scratch)?
                    };
                    let Some((text, length)) = content else { return Ok(None) };
                    has_value = true;
                    value = match text {
                        Text::Plain(text) => Value::Cell(Cell::Text(text)),
                        Text::Joined => Value::Joined,
                    };
                    length
                }
                _ => return Err(Stop::Unusual),
            };
            at += length;
        }
        let (row, column) = match reference {
            Some(reference) => {
                let (row, column) = place(reference)?;
                self.column = column.ok_or(Unusual)?;
                (row, self.column)
            }
            None => (self.row, self.column),
        };
        self.column += 1;
        self.count_cell()?;
        let cell = match value {
            Value::Cell(cell) => cell,
            Value::Joined => Cell::Text(&self.scratch.joined),
            Value::Shared(index) => Cell::Text(self.context.strings.get(index).ok_or(Unusual)?),
        };
        let is_number = matches!(cell, Cell::Number(_));
        let flow = rows.take((row, column), cell).map_err(Stop::Problem)?;
        if let (true, Flow::More, Some(&Format::Money(currency))) = (is_number, flow, self.format(style)) {
            rows.row.note_currency(column as usize, currency);
        }
        if has_formula && !has_value && flow == Flow::More {
            rows.note_formula_without_value();
        }
        Ok(Some((at, flow)))
    }

    /// What the text of a value means under the type and the style of its cell.
    #[inline]
    fn value<'t>(&mut self, raw: &'t str, kind: &str, style: Option<&str>) -> Result<Value<'t>, Unusual> {
        let plain = |raw: &'t str| if raw.contains('&') { Err(Unusual) } else { Ok(raw) };
        Ok(Value::Cell(match kind {
            "s" if raw.is_empty() => Cell::Empty,
            "s" => return digits(raw).map(Value::Shared).ok_or(Unusual),
            "" | "n" if raw.is_empty() => Cell::Empty,
            "" | "n" => match number(raw) {
                Some(value) => self.formatted(value, style),
                None if kind.is_empty() => Cell::Text(plain(raw)?),
                None => return Err(Unusual),
            },
            "b" => match raw.trim() {
                "" => Cell::Empty,
                "0" => Cell::Bool(false),
                "1" => Cell::Bool(true),
                word if word.eq_ignore_ascii_case("false") => Cell::Bool(false),
                word if word.eq_ignore_ascii_case("true") => Cell::Bool(true),
                _ => return Err(Unusual),
            },
            "e" if raw.is_empty() => Cell::Empty,
            "e" => Cell::Error,
            "str" | "d" => {
                let Scratch { joined, decoded } = &mut self.scratch;
                decoded.clear();
                push_decoded(raw, decoded)?;
                joined.clear();
                if kind == "str" {
                    push_unescaped(decoded, joined)
                } else {
                    joined.push_str(decoded)
                }
                return Ok(Value::Joined);
            }
            "inlineStr" | "is" => Cell::Empty,
            _ => return Err(Unusual),
        }))
    }

    #[inline]
    fn formatted(&self, value: f64, style: Option<&str>) -> Cell<'static> {
        match self.format(style) {
            Some(Format::Date) => Cell::Moment(value + self.context.epoch),
            Some(Format::Plain | Format::Money(_) | Format::Duration) | None => Cell::Number(value),
        }
    }

    #[inline]
    fn format(&self, style: Option<&str>) -> Option<&Format> {
        style.and_then(|style| self.context.formats.get(digits(style).unwrap_or(0)))
    }
}

/// A value as far as it is read.
enum Value<'t> {
    Cell(Cell<'t>),
    /// The number of a shared text.
    Shared(usize),
    /// In [`Scratch::joined`].
    Joined,
}

/// Digits and nothing else.
#[inline]
fn digits(text: &str) -> Option<usize> {
    if text.is_empty() || 9 < text.len() {
        return None;
    }
    text.bytes()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + usize::from(byte - b'0')))
}

/// Row and column of a reference such as `B2`, counted from 0.
#[inline]
fn place(reference: &str) -> Result<(u32, Option<u32>), Unusual> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    // nobody's table has more columns than four letters name, nor more rows than nine digits
    let column = reference.bytes().take(letters).fold(0, |column: u32, byte| {
        column.wrapping_mul(26).wrapping_add(u32::from(byte.to_ascii_uppercase() - b'A') + 1)
    });
    let row = digits(reference.get(letters..).unwrap_or_default()).and_then(|row| row.checked_sub(1));
    match row {
        Some(row) if letters <= 4 => Ok((row as u32, column.checked_sub(1))),
        _ => Err(Unusual),
    }
}

/// Powers of ten that a floating number holds exactly.
const POWERS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// The nearest floating number. What has few digits is the quotient of two numbers that are exact, and a quotient is
/// rounded once; the rest takes the long way.
#[inline]
fn number(text: &str) -> Option<f64> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mut mantissa, mut scale, mut any) = (0u64, None::<usize>, false);
    for byte in unsigned.bytes().take(18) {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                scale = scale.map(|places| places + 1);
                any = true;
            }
            b'.' if scale.is_none() => scale = Some(0),
            _ => return fast_float2::parse(text).ok(),
        }
    }
    let power = POWERS.get(scale.unwrap_or(0)).copied();
    match power.filter(|_| any && unsigned.len() <= 18 && mantissa < 1 << 53) {
        Some(power) => {
            let value = mantissa as f64 / power;
            Some(if negative { -value } else { value })
        }
        None => fast_float2::parse(text).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_nearest_ones() {
        let texts = [
            "0",
            "-0",
            "7",
            "2.55",
            "-2.55",
            "40513.35138888889",
            "0.1",
            "123456789012345678",
            "1e5",
            "1E-7",
            "9007199254740993",
            "0.000000000000001",
            "99999999999999.99",
            ".5",
            "5.",
            "1.5e300",
            "12345678901234567890",
        ];
        for text in texts {
            assert_eq!(number(text).map(f64::to_bits), text.parse().ok().map(f64::to_bits), "{text}");
        }
        for text in ["", "-", ".", "1.2.3", "1,5", " 1", "1 ", "abc", "--1"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn references() {
        assert_eq!(place("A1"), Ok((0, Some(0))));
        assert_eq!(place("xfd1048576"), Ok((1_048_575, Some(16_383))));
        assert_eq!(place("12"), Ok((11, None)));
        for wrong in ["", "A", "A0", "A1B", "AAAAA1", "A9999999999", "$A$1", "A-1"] {
            assert_eq!(place(wrong), Err(Unusual), "{wrong}");
        }
    }
}
