//! Rows of delimited and of aligned text, streamed: the text is never wholly in memory.
//!
//! Follows RFC 4180 where a file does, and real files where they do not: quotes open only at the start of a cell, text
//! after a closing quote is kept, and a quote that never closes is taken as a plain character.

use std::io::Read;

use memchr::{memchr, memchr_iter, memchr2, memchr3};

use crate::{ingest::read::row::Row, protocol::Problem};

/// What separates the cells of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// One byte between cells.
    Byte(u8),
    /// Runs of spaces.
    Aligned,
}

impl Delimiter {
    /// The name used in recipes.
    pub fn id(self) -> String {
        match self {
            Delimiter::Byte(byte) => char::from(byte).to_string(),
            Delimiter::Aligned => "aligned".to_owned(),
        }
    }
    /// From a recipe: one ASCII character, `tab` or `aligned`.
    pub fn from_id(id: &str) -> Option<Delimiter> {
        match (id, id.as_bytes()) {
            ("aligned", _) => Some(Delimiter::Aligned),
            ("tab" | "\\t", _) => Some(Delimiter::Byte(b'\t')),
            (_, &[byte])
                if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n".contains(&byte) =>
            {
                Some(Delimiter::Byte(byte))
            }
            _ => None,
        }
    }
}

/// How a text is cut into rows and cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Between cells.
    pub delimiter: Delimiter,
    /// Between rows: line feed (with or without carriage return), or carriage return alone.
    pub terminator: u8,
    /// What programs do besides.
    pub habits: Habits,
}

/// What some programs do to every row of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Habits {
    /// A backslash takes the meaning from the sign behind it, as MySQL writes: `"Te \"Earl Grey\""`, `a\,b`.
    pub escapes: bool,
    /// Whole lines stand in quotes, and what is inside them is a row: `"a;b;""c"""`.
    pub wraps_lines: bool,
    /// A delimiter stands at the end of every row.
    pub ends_with_delimiter: bool,
}

/// Why reading stopped before the end.
#[derive(Debug)]
pub enum TextError {
    /// The bytes are not UTF-8: the text has another encoding.
    NotUtf8,
    /// Anything else.
    Problem(Problem),
}

/// A quoted cell longer than this, or with more line breaks, has lost its closing quote.
const MAX_QUOTED_BYTES: usize = 1 << 20;
const MAX_QUOTED_LINES: usize = 10_000;
/// A row longer than this cannot be held.
const MAX_ROW_BYTES: usize = 64 << 20;
/// Cells beyond this column are not read.
pub(in crate::ingest) const MAX_COLUMNS: usize = 16_384;

/// Bytes that are asked for at once.
const BLOCK_BYTES: usize = 1 << 18;

/// Reads rows one by one.
pub struct DelimitedReader<R> {
    input: R,
    dialect: Dialect,
    block_bytes: usize,
    /// What was read, as far as it is UTF-8. Checked block by block: a check of each row costs several times as much.
    text: String,
    start: usize,
    /// Bytes behind the text: the beginning of a character, or what is no UTF-8.
    behind: Vec<u8>,
    is_broken: bool,
    ended: bool,
    line: u64,
    /// Row in which a quote opens that never closes.
    pub unbalanced_row: Option<u64>,
}

/// A parsed row: bytes used up, lines passed.
struct Taken {
    bytes: usize,
    lines: u64,
}

enum Plain {
    Done(Taken),
    NeedMore,
    Quoted,
}

enum Quoted {
    Done(Taken),
    NeedMore,
    Unbalanced,
}

impl<R: Read> DelimitedReader<R> {
    /// Reads UTF-8 from `input`.
    pub fn new(input: R, dialect: Dialect) -> Self {
        Self::in_blocks(input, dialect, BLOCK_BYTES)
    }

    fn in_blocks(input: R, dialect: Dialect, block_bytes: usize) -> Self {
        Self {
            input,
            dialect,
            block_bytes,
            text: String::new(),
            start: 0,
            behind: Vec::new(),
            is_broken: false,
            ended: false,
            line: 1,
            unbalanced_row: None,
        }
    }

    /// Reads the next row into `row`; `false` at the end. Blank lines are rows without cells.
    ///
    /// # Errors
    /// [`TextError::NotUtf8`] where a row is not UTF-8; what the reader says.
    pub fn next_row(&mut self, row: &mut Row) -> Result<bool, TextError> {
        let any = self.next_raw_row(row)?;
        let Habits { wraps_lines, ends_with_delimiter, .. } = self.dialect.habits;
        if wraps_lines {
            self.unwrap_line(row);
        }
        if ends_with_delimiter && 1 < row.len() && row.cell(row.len() - 1).is_blank() {
            row.truncate(row.len() - 1);
        }
        Ok(any)
    }

    /// Cuts a row whose first cell is a whole line, and which holds nothing else.
    fn unwrap_line(&self, row: &mut Row) {
        let Delimiter::Byte(delimiter) = self.dialect.delimiter else { return };
        let crate::ingest::read::row::Cell::Text(line) = row.cell(0) else { return };
        if !line.as_bytes().contains(&delimiter) || row.cells().skip(1).any(|cell| !cell.is_blank()) {
            return;
        }
        let line = line.to_owned();
        let inner = Dialect { habits: Habits { wraps_lines: false, ..self.dialect.habits }, ..self.dialect };
        let number = row.number;
        row.clear(number);
        // a break inside the line is one inside a cell, so no line ends here
        let cut = split_quoted(&line, delimiter, Dialect { terminator: 0, ..inner }, true, true, row);
        if matches!(cut, Quoted::Unbalanced) {
            row.clear(number);
            split_quoted(&line, delimiter, Dialect { terminator: 0, ..inner }, true, false, row);
        }
    }

    fn next_raw_row(&mut self, row: &mut Row) -> Result<bool, TextError> {
        loop {
            row.clear(self.line);
            let pending = self.text.get(self.start..).unwrap_or_default();
            match split_plain(pending, self.dialect, self.ended, row) {
                Plain::Done(taken) => {
                    self.advance(taken);
                    return Ok(true);
                }
                Plain::Quoted => return self.next_quoted_row(row),
                Plain::NeedMore if self.ended => return Ok(false),
                Plain::NeedMore => self.fill()?,
            }
        }
    }

    fn next_quoted_row(&mut self, row: &mut Row) -> Result<bool, TextError> {
        let Delimiter::Byte(delimiter) = self.dialect.delimiter else { return Ok(false) };
        loop {
            row.clear(self.line);
            let pending = self.text.get(self.start..).unwrap_or_default();
            match split_quoted(pending, delimiter, self.dialect, self.ended, true, row) {
                Quoted::Done(taken) => {
                    self.advance(taken);
                    return Ok(true);
                }
                Quoted::NeedMore => self.fill()?,
                Quoted::Unbalanced => {
                    self.unbalanced_row.get_or_insert(self.line);
                    row.clear(self.line);
                    let pending = self.text.get(self.start..).unwrap_or_default();
                    if let Quoted::Done(taken) =
                        split_quoted(pending, delimiter, self.dialect, true, false, row)
                    {
                        self.advance(taken);
                    }
                    return Ok(true);
                }
            }
        }
    }

    fn advance(&mut self, taken: Taken) {
        self.start += taken.bytes;
        self.line += taken.lines;
    }

    /// Moves what is left to the front and reads behind it.
    fn fill(&mut self) -> Result<(), TextError> {
        if self.is_broken {
            return Err(TextError::NotUtf8);
        }
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.drain(..self.start);
        self.start = 0;
        bytes.append(&mut self.behind);
        if bytes.len() >= MAX_ROW_BYTES {
            let limit = "64 MB for one row".to_owned();
            return Err(TextError::Problem(Problem::TooLarge { limit }));
        }
        self.read_into(&mut bytes)
            .map_err(|error| TextError::Problem(crate::ingest::read::container::broken(error)))?;
        self.text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let is_cut = error.utf8_error().error_len().is_none();
                self.is_broken = !is_cut || self.ended;
                // the rows before it come first
                self.ended &= !self.is_broken;
                let valid = error.utf8_error().valid_up_to();
                let mut bytes = error.into_bytes();
                self.behind = bytes.split_off(valid);
                String::from_utf8(bytes).map_err(|_| TextError::NotUtf8)?
            }
        };
        Ok(())
    }

    /// Reads a block, or as much as there is already where that is more: a row of many blocks is searched from its start
    /// whenever some were read.
    fn read_into(&mut self, bytes: &mut Vec<u8>) -> std::io::Result<()> {
        let mut filled = bytes.len();
        bytes.resize(filled + self.block_bytes.max(filled), 0);
        while let Some(space @ [_, ..]) = bytes.get_mut(filled..) {
            match self.input.read(space) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(n) => filled += n,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(filled);
        Ok(())
    }
}

/// A row without quotes: the text is copied once and the cells point into it.
fn split_plain(input: &str, dialect: Dialect, ended: bool, row: &mut Row) -> Plain {
    let Dialect { delimiter, terminator, habits } = dialect;
    let bytes = input.as_bytes();
    let mut from = 0;
    let stop = match delimiter {
        Delimiter::Byte(delimiter) => find_marks(bytes, [delimiter, terminator, b'"'], |at, byte| {
            if byte != delimiter {
                return true;
            }
            if row.len() < MAX_COLUMNS {
                row.push_range(from, at);
                from = at + 1;
            }
            false
        }),
        Delimiter::Aligned => memchr(terminator, bytes),
    };
    let (end, used) = match stop {
        Some(at) if bytes.get(at) != Some(&terminator) => return Plain::Quoted,
        Some(at) => (at, at + 1),
        None if !ended || input.is_empty() => return Plain::NeedMore,
        None => (bytes.len(), bytes.len()),
    };
    let line = input.get(..end).unwrap_or_default();
    if habits.escapes && memchr(b'\\', line.as_bytes()).is_some() {
        return Plain::Quoted;
    }
    let line = line.strip_suffix('\r').unwrap_or(line);
    match dialect.delimiter {
        _ if line.is_empty() => {}
        Delimiter::Byte(_) => {
            row.set_text(line);
            row.push_range(from, line.len());
        }
        Delimiter::Aligned => {
            line.split_ascii_whitespace().take(MAX_COLUMNS).for_each(|cell| row.push_text(cell));
        }
    }
    Plain::Done(Taken { bytes: used, lines: 1 })
}

/// Gives every place of one of the three bytes to `stops`, until it says so: that place.
#[inline]
fn find_marks(bytes: &[u8], marks: [u8; 3], mut stops: impl FnMut(usize, u8) -> bool) -> Option<usize> {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let wanted = marks.map(|mark| u64::from_ne_bytes([mark; 8]));
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // the highest bit of every byte that is one of them
        let mut hits = wanted.iter().fold(0, |hits, wanted| {
            let differs = word ^ wanted;
            hits | !(((differs & LOW) + LOW) | differs | LOW)
        });
        while hits != 0 {
            let bit = hits.trailing_zeros() & !7;
            let at = number * 8 + bit as usize / 8;
            if stops(at, (word >> bit) as u8) {
                return Some(at);
            }
            hits &= hits - 1;
        }
    }
    let before = words.len() * 8;
    let at = rest.iter().enumerate().position(|(at, byte)| marks.contains(byte) && stops(before + at, *byte));
    at.map(|at| before + at)
}

/// A row with quotes in it, which may run over several lines. With `honour` off, quotes are plain characters.
fn split_quoted(
    input: &str,
    delimiter: u8,
    dialect: Dialect,
    ended: bool,
    honour: bool,
    row: &mut Row,
) -> Quoted {
    let Dialect { terminator, habits: Habits { escapes, .. }, .. } = dialect;
    let bytes = input.as_bytes();
    let mut at = 0;
    let mut lines = 0;
    let mut cell = String::new();
    loop {
        // at the start of a cell
        cell.clear();
        let blank = bytes.get(at..).unwrap_or_default().iter().take_while(|&&byte| byte == b' ').count();
        if honour && bytes.get(at + blank) == Some(&b'"') {
            let open = at + blank + 1;
            at = open;
            loop {
                let rest = input.get(at..).unwrap_or_default();
                let found = if escapes {
                    memchr2(b'"', b'\\', rest.as_bytes())
                } else {
                    memchr(b'"', rest.as_bytes())
                };
                let Some(quote) = found else {
                    let too_long = input.len() - open > MAX_QUOTED_BYTES;
                    return if ended || too_long { Quoted::Unbalanced } else { Quoted::NeedMore };
                };
                let piece = rest.get(..quote).unwrap_or_default();
                lines += memchr_iter(b'\n', piece.as_bytes()).count() as u64;
                if lines as usize > MAX_QUOTED_LINES || at + quote - open > MAX_QUOTED_BYTES {
                    return Quoted::Unbalanced;
                }
                cell.push_str(piece);
                at += quote + 1;
                if rest.as_bytes().get(quote) == Some(&b'\\') {
                    match push_escaped(input, &mut at, &mut cell) {
                        Some(breaks) => lines += breaks,
                        None if ended => break,
                        None => return Quoted::NeedMore,
                    }
                    continue;
                }
                match bytes.get(at) {
                    Some(b'"') => {
                        cell.push('"');
                        at += 1;
                    }
                    None if !ended => return Quoted::NeedMore,
                    _ => break,
                }
            }
        }
        // the rest of the cell, up to a delimiter or the end of the line
        while let Some(place) = escape_ahead(input.get(at..).filter(|_| escapes), delimiter, terminator) {
            cell.push_str(input.get(at..at + place).unwrap_or_default());
            at += place + 1;
            match push_escaped(input, &mut at, &mut cell) {
                Some(breaks) => lines += breaks,
                None if ended => break,
                None => return Quoted::NeedMore,
            }
        }
        let rest = input.get(at..).unwrap_or_default();
        let stop = memchr2(delimiter, terminator, rest.as_bytes());
        let (piece, next) = match stop {
            Some(stop) => (rest.get(..stop).unwrap_or_default(), rest.as_bytes().get(stop).copied()),
            None if ended => (rest, None),
            None => return Quoted::NeedMore,
        };
        at += piece.len();
        let last = next != Some(delimiter);
        let piece = if last { piece.strip_suffix('\r').unwrap_or(piece) } else { piece };
        cell.push_str(piece);
        if row.len() < MAX_COLUMNS {
            row.push_text(&cell);
        }
        if last {
            let bytes = (at + 1).min(input.len());
            return Quoted::Done(Taken { bytes, lines: lines + 1 });
        }
        at += 1;
    }
}

/// The place of a backslash before the cell ends.
fn escape_ahead(rest: Option<&str>, delimiter: u8, terminator: u8) -> Option<usize> {
    let rest = rest?.as_bytes();
    memchr3(delimiter, terminator, b'\\', rest).filter(|&place| rest.get(place) == Some(&b'\\'))
}

/// Appends what a backslash and the sign at `at` stand for, and passes it: how many lines it breaks. `None` where the
/// text ends in the middle.
fn push_escaped(input: &str, at: &mut usize, cell: &mut String) -> Option<u64> {
    let rest = input.get(*at..).unwrap_or_default();
    let sign = rest.chars().next()?;
    *at += sign.len_utf8();
    match sign {
        'n' => cell.push('\n'),
        'r' => cell.push('\r'),
        't' => cell.push('\t'),
        'N' | '0' => {} // nothing, as databases write it
        sign if sign.is_alphanumeric() => {
            cell.push('\\');
            cell.push(sign);
        }
        sign => cell.push(sign),
    }
    Some(u64::from(sign == '\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: u8) -> (Vec<(u64, Vec<String>)>, Option<u64>) {
        let dialect =
            Dialect { delimiter: Delimiter::Byte(delimiter), terminator: b'\n', habits: Habits::default() };
        let read = |block_bytes| {
            let mut reader = DelimitedReader::in_blocks(text.as_bytes(), dialect, block_bytes);
            let mut row = Row::default();
            let mut all = Vec::new();
            while reader.next_row(&mut row).unwrap() {
                all.push((row.number, row.to_texts()));
            }
            (all, reader.unbalanced_row)
        };
        let whole = read(BLOCK_BYTES);
        // every place is a block's end once
        for block_bytes in 1..=text.len() {
            assert_eq!(read(block_bytes), whole, "in blocks of {block_bytes} bytes");
        }
        whole
    }

    #[test]
    fn rows_before_what_is_no_text_are_read() {
        let dialect =
            Dialect { delimiter: Delimiter::Byte(b';'), terminator: b'\n', habits: Habits::default() };
        // cut in the middle of a character, a byte that is none, and one at the very end
        for bytes in [
            &b"k\xc3\xb8b;1\nb;2\nc;\xe6\n"[..],
            b"k\xc3\xb8b;1\nb;2\nc;\xff;3\nd",
            b"k\xc3\xb8b;1\nb;2\n\xc3",
        ] {
            for block_bytes in 1..=bytes.len() {
                let mut reader = DelimitedReader::in_blocks(bytes, dialect, block_bytes);
                let mut row = Row::default();
                assert!(reader.next_row(&mut row).unwrap());
                assert_eq!(row.to_texts(), ["k\u{f8}b", "1"]);
                assert!(reader.next_row(&mut row).unwrap());
                assert_eq!(row.to_texts(), ["b", "2"]);
                assert!(matches!(reader.next_row(&mut row), Err(TextError::NotUtf8)));
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn marks_are_found_as_one_by_one(bytes in proptest::collection::vec(0u8..=255, 0..70)) {
            let marks = [b';', b'\n', b'"'];
            let mut found = Vec::new();
            find_marks(&bytes, marks, |at, byte| {
                found.push((at, byte));
                false
            });
            let one_by_one: Vec<(usize, u8)> =
                bytes.iter().copied().enumerate().filter(|(_, byte)| marks.contains(byte)).collect();
            proptest::prop_assert_eq!(found, one_by_one);
        }
    }

    #[test]
    fn quotes_run_over_lines_and_row_numbers_follow() {
        let (rows, unbalanced) = rows("a,\"b\nb\",c\r\n\r\n\"x \"\"y\"\"\",2,\n\"1\" tail, \"q\",z", b',');
        let want = [
            (1, vec!["a", "b\nb", "c"]),
            (3, vec![]),
            (4, vec!["x \"y\"", "2", ""]),
            (5, vec!["1 tail", "q", "z"]),
        ];
        let want: Vec<(u64, Vec<String>)> =
            want.into_iter().map(|(n, cells)| (n, cells.into_iter().map(str::to_owned).collect())).collect();
        assert_eq!(rows, want);
        assert_eq!(unbalanced, None);
    }

    #[test]
    fn a_quote_that_never_closes_swallows_nothing() {
        let (rows, unbalanced) = rows("a;b\n\"x;1\ny;2\n", b';');
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1].1, ["\"x", "1"]);
        assert_eq!(unbalanced, Some(2));
    }
}
