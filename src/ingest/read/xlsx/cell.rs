//! Cells in the forms that nearly all have, read byte by byte: `<c r="B2" s="1"><v>2.55</v></c>`, a shared text, a text
//! without markup in the cell itself. Whatever differs by a byte is left to [`super::sheet`], which reads all forms.

/// A cell with its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PlainCell {
    pub row: u32,
    pub column: u32,
    pub style: Option<usize>,
    pub value: PlainValue,
    /// Bytes of the whole element.
    pub len: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum PlainValue {
    Empty,
    Number(f64),
    /// The number of a shared text.
    Shared(usize),
    /// Where a text stands, counted from the start of the element. It may have spaces around it that do not count.
    Text {
        start: usize,
        end: usize,
    },
}

enum Kind {
    Number,
    Shared,
    Inline,
}

/// Exact as floating numbers.
const POWERS: [f64; 18] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17];

impl PlainCell {
    /// The cell at the start of `bytes`; `None` where it has another form or is cut off.
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<PlainCell> {
        let [b'<', b'c', b' ', b'r', b'=', b'"', rest @ ..] = bytes else { return None };
        let (column, rest) = letters(rest)?;
        let (row, rest) = digits(rest)?;
        let [b'"', rest @ ..] = rest else { return None };
        let mut rest = rest;
        let mut style = None;
        let mut kind = Kind::Number;
        let rest = loop {
            rest = match rest {
                [b'>', rest @ ..] => break rest,
                [b'/', b'>', rest @ ..] => {
                    let len = bytes.len() - rest.len();
                    let value = PlainValue::Empty;
                    return Some(PlainCell { row: row.checked_sub(1)? as u32, column, style, value, len });
                }
                [b' ', b's', b'=', b'"', rest @ ..] => {
                    let (number, rest) = digits(rest)?;
                    style = Some(number);
                    let [b'"', rest @ ..] = rest else { return None };
                    rest
                }
                [b' ', b't', b'=', b'"', b's', b'"', rest @ ..] => {
                    kind = Kind::Shared;
                    rest
                }
                [b' ', b't', b'=', b'"', b'n', b'"', rest @ ..] => rest,
                [
                    b' ',
                    b't',
                    b'=',
                    b'"',
                    b'i',
                    b'n',
                    b'l',
                    b'i',
                    b'n',
                    b'e',
                    b'S',
                    b't',
                    b'r',
                    b'"',
                    rest @ ..,
                ] => {
                    kind = Kind::Inline;
                    rest
                }
                _ => return None,
            };
        };
        let (value, rest) = match (kind, rest) {
            (Kind::Number, [b'<', b'v', b'>', rest @ ..]) => {
                let (number, rest) = number(rest)?;
                let [b'<', b'/', b'v', b'>', b'<', b'/', b'c', b'>', rest @ ..] = rest else { return None };
                (PlainValue::Number(number), rest)
            }
            (Kind::Shared, [b'<', b'v', b'>', rest @ ..]) => {
                let (index, rest) = digits(rest)?;
                let [b'<', b'/', b'v', b'>', b'<', b'/', b'c', b'>', rest @ ..] = rest else { return None };
                (PlainValue::Shared(index), rest)
            }
            (Kind::Inline, [b'<', b'i', b's', b'>', b'<', b't', b'>', rest @ ..]) => {
                let start = bytes.len() - rest.len();
                // entities, line ends and escapes are not plain
                let length = rest.iter().position(|byte| matches!(byte, b'<' | b'&' | b'\r' | b'_'))?;
                let (_, rest) = rest.split_at_checked(length)?;
                let [b'<', b'/', b't', b'>', b'<', b'/', b'i', b's', b'>', b'<', b'/', b'c', b'>', rest @ ..] =
                    rest
                else {
                    return None;
                };
                (PlainValue::Text { start, end: start + length }, rest)
            }
            (_, [b'<', b'/', b'c', b'>', rest @ ..]) => (PlainValue::Empty, rest),
            _ => return None,
        };
        let len = bytes.len() - rest.len();
        Some(PlainCell { row: row.checked_sub(1)? as u32, column, style, value, len })
    }
}

/// One to three letters, as a column counted from 0.
#[inline(always)]
fn letters(mut rest: &[u8]) -> Option<(u32, &[u8])> {
    let mut column = 0u32;
    let mut count = 0;
    while let [byte @ b'A'..=b'Z', after @ ..] = rest {
        column = column * 26 + u32::from(byte - b'A') + 1;
        count += 1;
        if 3 < count {
            return None;
        }
        rest = after;
    }
    Some((column.checked_sub(1)?, rest))
}

/// One to nine digits.
#[inline(always)]
fn digits(mut rest: &[u8]) -> Option<(usize, &[u8])> {
    let mut number = 0usize;
    let mut count = 0;
    while let [byte @ b'0'..=b'9', after @ ..] = rest {
        number = number * 10 + usize::from(byte - b'0');
        count += 1;
        rest = after;
    }
    (1..=9).contains(&count).then_some((number, rest))
}

/// A number of at most 17 digits whose quotient of two exact numbers is the nearest number.
#[inline(always)]
fn number(rest: &[u8]) -> Option<(f64, &[u8])> {
    let (negative, mut rest) = match rest {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (mut mantissa, mut count, mut places, mut pointed) = (0u64, 0u32, 0usize, false);
    loop {
        match rest {
            [byte @ b'0'..=b'9', after @ ..] => {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                count += 1;
                places += usize::from(pointed);
                rest = after;
            }
            [b'.', after @ ..] if !pointed => {
                pointed = true;
                rest = after;
            }
            _ => break,
        }
    }
    if !(1..=17).contains(&count) || 1 << 53 <= mantissa {
        return None;
    }
    let value = mantissa as f64 / POWERS.get(places)?;
    Some((if negative { -value } else { value }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_forms_and_others() {
        let read = |text: &str| PlainCell::read(text.as_bytes());
        let cell = |style, value, len| Some(PlainCell { row: 1, column: 1, style, value, len });
        let number = |text: &str| text.parse().map(PlainValue::Number).unwrap();
        for (text, want) in [
            ("<c r=\"B2\" s=\"12\"><v>2.55</v></c>...", cell(Some(12), number("2.55"), 32)),
            ("<c r=\"B2\"><v>-40513.35138888889</v></c>", cell(None, number("-40513.35138888889"), 39)),
            ("<c r=\"B2\" t=\"s\" s=\"1\"><v>77</v></c>", cell(Some(1), PlainValue::Shared(77), 35)),
            ("<c r=\"B2\" s=\"1\"/>", cell(Some(1), PlainValue::Empty, 17)),
            ("<c r=\"B2\"></c>", cell(None, PlainValue::Empty, 14)),
            (
                "<c r=\"B2\" t=\"inlineStr\"><is><t> æ </t></is></c>",
                cell(None, PlainValue::Text { start: 31, end: 35 }, 48),
            ),
        ] {
            assert_eq!(read(text), want, "{text}");
            for end in 0..want.map_or(0, |cell| cell.len) {
                assert_eq!(PlainCell::read(&text.as_bytes()[..end]), None, "cut");
            }
        }
        for other in [
            "<c><v>1</v></c>",
            "<c r=\"B0\"><v>1</v></c>",
            "<c r=\"B2\"><v>1e5</v></c>",
            "<c r=\"B2\"><v>123456789012345678</v></c>",
            "<c r=\"B2\"><v>.</v></c>",
            "<c r=\"B2\"><f>A1</f><v>1</v></c>",
            "<c r=\"B2\" t=\"inlineStr\"><is><t>a&amp;b</t></is></c>",
            "<c r=\"B2\" t=\"str\"><v>a</v></c>",
            "<cols>",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
