//! What a cell of an OpenDocument spreadsheet holds: a value among its attributes, or the paragraphs of its text.

use crate::ingest::read::{
    package::markup::{Tag, Token, Unusual, any_token, push_decoded},
    row::Cell,
};

/// More spaces than this in one place are a bomb.
const MAX_SPACES: usize = 10_000;

/// What kind of value a cell has; a text is in [`Content`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    Empty,
    /// A formula whose result was never stored.
    Uncomputed,
    Number(f64),
    Bool(bool),
    Text,
}

/// The text of the cell that was read last.
#[derive(Debug, Default)]
pub(super) struct Content {
    text: String,
}

impl Content {
    /// The cell as the rest of the program takes it.
    pub fn cell(&self, value: Value) -> Option<Cell<'_>> {
        match value {
            Value::Number(value) => Some(Cell::Number(value)),
            Value::Bool(value) => Some(Cell::Bool(value)),
            Value::Text if !self.text.is_empty() => Some(Cell::Text(&self.text)),
            Value::Text | Value::Empty | Value::Uncomputed => None,
        }
    }

    /// Reads a cell whose tag is known and what of it lies in `rest`: its value, and the length behind the tag. `None`
    /// where `rest` ends first.
    pub fn read(&mut self, tag: Tag<'_>, rest: &str) -> Result<Option<(Value, usize)>, Unusual> {
        self.text.clear();
        let mut value = None;
        let (mut is_string, mut is_error, mut has_formula) = (false, false, false);
        for attribute in tag.attributes() {
            let (key, raw) = attribute?;
            match key {
                "office:value" if value.is_none() => {
                    value = Some(match fast_float2::parse(raw) {
                        Ok(number) => Value::Number(number),
                        Err(_) => self.keep(raw)?,
                    });
                }
                "office:string-value" | "office:date-value" | "office:time-value" if value.is_none() => {
                    value = Some(self.keep(raw)?);
                }
                "office:boolean-value" if value.is_none() => {
                    value = Some(Value::Bool(raw.eq_ignore_ascii_case("true")));
                }
                "office:value-type" if value.is_none() => is_string = raw == "string",
                "calcext:value-type" => is_error = raw == "error",
                "table:formula" => has_formula = true,
                _ => {}
            }
        }
        // an error stands in the text, beside a value that is empty
        let in_text = match value {
            None => is_string,
            Some(value) => is_error && value == Value::Text && self.text.is_empty(),
        };
        let length = if tag.is_empty {
            0
        } else {
            match self.paragraphs(rest, tag.name, in_text)? {
                Some(length) => length,
                None => return Ok(None),
            }
        };
        let value = match value {
            None if is_string => Value::Text,
            None if has_formula => Value::Uncomputed,
            None => Value::Empty,
            Some(value) => value,
        };
        Ok(Some((value, length)))
    }

    fn keep(&mut self, raw: &str) -> Result<Value, Unusual> {
        self.text.clear();
        push_decoded(raw, &mut self.text)?;
        Ok(Value::Text)
    }

    /// Goes through the content of a cell up to its end, and keeps its text where it is wanted; gives the length.
    fn paragraphs(&mut self, rest: &str, element: &str, wanted: bool) -> Result<Option<usize>, Unusual> {
        let mut at = 0;
        let (mut remarks, mut cells) = (0u32, 0u32);
        let mut paragraphs = 0u32;
        loop {
            let Some((token, len)) = any_token(rest.get(at..).unwrap_or_default())? else { return Ok(None) };
            at += len;
            let keeps = wanted && remarks == 0;
            let tag = match token {
                Token::Text(raw) if keeps => {
                    push_decoded(raw, &mut self.text)?;
                    continue;
                }
                Token::Literal(text) if keeps => {
                    self.text.push_str(text);
                    continue;
                }
                Token::Tag(tag) => tag,
                _ => continue,
            };
            match (tag.prefix, tag.name) {
                // a table may stand in a cell
                ("table", name) if name == element && tag.closes && cells == 0 => return Ok(Some(at)),
                ("table", name) if name == element => cells = super::deeper(cells, &tag),
                ("office", "annotation") => remarks = super::deeper(remarks, &tag),
                ("text", "p") if keeps && !tag.closes => {
                    if 0 < paragraphs {
                        self.text.push('\n');
                    }
                    paragraphs += 1;
                }
                ("text", "s") if keeps && !tag.closes => {
                    let count =
                        tag.attribute("text:c")?.map_or(Ok(1), |text| text.parse().map_err(|_| Unusual))?;
                    if MAX_SPACES < count {
                        return Err(Unusual);
                    }
                    self.text.extend(std::iter::repeat_n(' ', count));
                }
                ("text", "tab") if keeps && !tag.closes => self.text.push('\t'),
                ("text", "line-break") if keeps && !tag.closes => self.text.push('\n'),
                _ => {}
            }
        }
    }
}
