//! Recognises how a text is cut into rows and cells: its delimiter, its line ends, and what its program does besides.

use crate::ingest::read::{
    delimited::{DelimitedReader, Delimiter, Dialect, Habits},
    row::Row,
};

/// Recognises delimiter and line ends from the beginning of a text.
///
/// Tries each delimiter with a quote-aware parse: rows that agree on their number of cells, many cells, and cells that
/// hold something make a delimiter likely.
pub fn sniff(sample: &str, whole: bool) -> Dialect {
    let terminator = if !sample.contains('\n') && sample.contains('\r') { b'\r' } else { b'\n' };
    let first = sample.split(char::from(terminator)).next().unwrap_or_default().trim();
    if let Some(declared) = declared_delimiter(first) {
        return with_habits(sample, declared, terminator);
    }
    // a sample that is cut ends in half a row
    let end = if whole {
        sample.len()
    } else {
        sample.rfind(char::from(terminator)).map_or(sample.len(), |at| at + 1)
    };
    let sample = sample.get(..end).unwrap_or(sample);
    let wraps = Habits { wraps_lines: true, ..Habits::default() };
    let tried: &[Habits] = if holds_whole_lines(sample, terminator) {
        &[Habits::default(), wraps]
    } else {
        &[Habits::default()]
    };
    let mut best: Option<(f64, Delimiter)> = None;
    for &habits in tried {
        for delimiter in [b';', b'\t', b',', b'|'].map(Delimiter::Byte) {
            let score = consistency(sample, Dialect { delimiter, terminator, habits });
            if score > best.map_or(0.0, |(before, _)| before) {
                best = Some((score, delimiter));
            }
        }
    }
    let aligned = aligned_score(sample, terminator);
    let delimiter = match best {
        Some((score, delimiter)) if score >= aligned => delimiter,
        _ if aligned > 0.0 => Delimiter::Aligned,
        _ => Delimiter::Byte(b','),
    };
    with_habits(sample, delimiter, terminator)
}

/// The delimiter of a text, with what its program does besides.
pub fn with_habits(sample: &str, delimiter: Delimiter, terminator: u8) -> Dialect {
    let mut dialect = Dialect { delimiter, terminator, habits: Habits::default() };
    let Delimiter::Byte(byte) = delimiter else { return dialect };
    let mut score = consistency(sample, dialect);
    let mut keep_if_better = |change: fn(&mut Habits), or_as_good: bool| {
        let mut other = dialect;
        change(&mut other.habits);
        let reached = consistency(sample, other);
        if score < reached || (or_as_good && score == reached) {
            dialect = other;
            score = reached;
        }
    };
    if holds_whole_lines(sample, terminator) {
        keep_if_better(|habits| habits.wraps_lines = true, false);
    }
    if sample.contains('\\') {
        keep_if_better(|habits| habits.escapes = true, has_escaped_quotes(sample, byte));
    }
    dialect.habits.ends_with_delimiter = ends_with_delimiter(sample, dialect);
    dialect
}

/// Lines among which it is looked for lines in quotes.
const FIRST_LINES: usize = 50;

/// True where some line begins and ends with a quote, as every line of a text does that has all its cells in quotes.
fn holds_whole_lines(sample: &str, terminator: u8) -> bool {
    sample.split(char::from(terminator)).take(FIRST_LINES).any(|line| {
        let line = line.trim().trim_end_matches([',', ';', '\t', '|']);
        2 < line.len() && line.starts_with('"') && line.ends_with('"')
    })
}

/// True where a quote stands behind a backslash and does not end its cell: `"Te \"Earl Grey\", 100 g"`.
fn has_escaped_quotes(sample: &str, delimiter: u8) -> bool {
    let bytes = sample.as_bytes();
    memchr::memmem::find_iter(bytes, b"\\\"")
        .any(|at| bytes.get(at + 2).is_some_and(|&next| next != delimiter && !b"\"\r\n".contains(&next)))
}

/// True where every row of the usual length ends with a blank cell, and none is a column that has a heading.
fn ends_with_delimiter(sample: &str, dialect: Dialect) -> bool {
    let mut reader = DelimitedReader::new(sample.as_bytes(), dialect);
    let mut row = Row::default();
    // by length: rows, and those whose last cell is blank
    let mut lengths = std::collections::BTreeMap::<usize, (u32, u32)>::new();
    let mut rows = 0;
    while rows < 400 && matches!(reader.next_row(&mut row), Ok(true)) {
        rows += 1;
        if !row.is_blank() && 1 < row.len() {
            let counts = lengths.entry(row.len()).or_default();
            counts.0 += 1;
            counts.1 += u32::from(row.cell(row.len() - 1).is_blank());
        }
    }
    let usual = lengths.values().max_by_key(|(rows, _)| *rows);
    usual.is_some_and(|&(rows, blank)| 2 <= rows && rows == blank)
}

/// The first line `sep=;` that Excel writes and reads.
pub(in crate::ingest) fn declared_delimiter(line: &str) -> Option<Delimiter> {
    let line = line.trim_start_matches('\u{feff}').trim_matches('"');
    let sign =
        line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and_then(|_| line.get(4..))?;
    Delimiter::from_id(sign)
}

/// 0 for no delimiter at all, growing with the number of cells and the share of rows that agree on it.
fn consistency(sample: &str, dialect: Dialect) -> f64 {
    let mut reader = DelimitedReader::new(sample.as_bytes(), dialect);
    let mut row = Row::default();
    let mut lengths = std::collections::BTreeMap::<usize, u32>::new();
    let (mut rows, mut filled, mut cells) = (0u32, 0u32, 0u32);
    while rows < 400 && matches!(reader.next_row(&mut row), Ok(true)) {
        if row.is_blank() {
            continue;
        }
        rows += 1;
        *lengths.entry(row.len()).or_default() += 1;
        cells += row.len() as u32;
        filled += row.cells().filter(|cell| !cell.is_blank()).count() as u32;
    }
    let most = lengths.iter().filter(|(len, _)| **len > 1).max_by_key(|(len, count)| (**count, **len));
    let Some((&len, &count)) = most else { return 0.0 };
    let agreement = f64::from(count) / f64::from(rows.max(1));
    let fill = f64::from(filled) / f64::from(cells.max(1));
    // decimal commas make rows of an odd length: agreement weighs most
    let unbalanced = if reader.unbalanced_row.is_some() { 0.5 } else { 1.0 };
    agreement * agreement * agreement * libm::log1p(len as f64) * (0.5 + 0.5 * fill) * unbalanced
}

/// Columns aligned by runs of spaces: every line has the same number of words, and lines are padded.
fn aligned_score(sample: &str, terminator: u8) -> f64 {
    let mut lengths = std::collections::BTreeMap::<usize, u32>::new();
    let (mut rows, mut padded, mut numeric) = (0u32, 0u32, 0u32);
    for line in sample.split(char::from(terminator)).filter(|line| !line.trim().is_empty()).take(400) {
        rows += 1;
        *lengths.entry(line.split_ascii_whitespace().count()).or_default() += 1;
        padded += u32::from(line.trim_end().contains("  ") || line.starts_with(' '));
        numeric += u32::from(
            line.split_ascii_whitespace()
                .filter(|word| crate::ingest::values::number::looks_numeric(word))
                .count()
                > 1,
        );
    }
    let most = lengths.iter().filter(|(len, _)| **len > 1).max_by_key(|(_, count)| **count);
    let Some((&len, &count)) = most else { return 0.0 };
    let share = |part: u32| f64::from(part) / f64::from(rows.max(1));
    let enough = share(count) > 0.95 && share(padded) > 0.5 && share(numeric) > 0.5;
    let agreement = share(count);
    if enough { agreement * agreement * agreement * libm::log1p(len as f64) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_of_programs() {
        let rows = |text: &str| {
            let mut reader = DelimitedReader::new(text.as_bytes(), sniff(text, true));
            let mut row = Row::default();
            let mut rows = Vec::new();
            while matches!(reader.next_row(&mut row), Ok(true)) {
                rows.push(row.to_texts());
            }
            rows
        };
        for (text, want) in [
            // MySQL
            (
                "id,name,sum\n\"1\",\"Te \\\"Earl Grey\\\", 100 g\",\"2.00\"\n\"2\",\"Kop\\, stor\",\"3.00\"\n",
                &[
                    &["id", "name", "sum"][..],
                    &["1", "Te \"Earl Grey\", 100 g", "2.00"],
                    &["2", "Kop, stor", "3.00"],
                ][..],
            ),
            (
                "id,name,sum\n1,Te\\, sort,2.00\n2,\\N,3.00\n3,a\\\nb,4.00\n",
                &[
                    &["id", "name", "sum"],
                    &["1", "Te, sort", "2.00"],
                    &["2", "", "3.00"],
                    &["3", "a\nb", "4.00"],
                ],
            ),
            // a backslash that is one
            (
                "id,path\n1,\"C:\\dir\\\"\n2,\"D:\\\"\n",
                &[&["id", "path"], &["1", "C:\\dir\\"], &["2", "D:\\"]],
            ),
            // whole lines in quotes
            (
                "\"id;name;sum\"\n\"1;\"\"Te; sort\"\";2,00\"\n\"2;Kop;3,00\"\n",
                &[&["id", "name", "sum"], &["1", "Te; sort", "2,00"], &["2", "Kop", "3,00"]],
            ),
            // only those that hold quotes
            (
                "id,name,sum\n1,Te,2.00\n\"2,\"\"Kop, stor\"\",3.00\"\n3,Fad,4.00\n",
                &[
                    &["id", "name", "sum"],
                    &["1", "Te", "2.00"],
                    &["2", "Kop, stor", "3.00"],
                    &["3", "Fad", "4.00"],
                ],
            ),
            // a delimiter at the end
            ("id;name;\n1;Te;\n2;;\n", &[&["id", "name"], &["1", "Te"], &["2", ""]]),
            ("id;name\n1;Te;\n2;Kop;\n", &[&["id", "name"], &["1", "Te"], &["2", "Kop"]]),
            // a column that is empty
            (
                "id;name;note\n1;Te;\n2;Kop;\n",
                &[&["id", "name", "note"], &["1", "Te", ""], &["2", "Kop", ""]],
            ),
        ] {
            let want: Vec<Vec<String>> =
                want.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
            assert_eq!(rows(text), want, "{text}");
        }
    }

    #[test]
    fn recognises_delimiters() {
        let sniffed = |text: &str| sniff(text, true).delimiter.id();
        assert_eq!(sniffed("a,b\n1,2\n"), ",");
        assert_eq!(sniffed("dato;beløb;kunde\n01.01.2020;12,50;7\n02.01.2020;13,00;8\n"), ";");
        assert_eq!(sniffed("a\tb,c\n1\t2,5\n"), "\t");
        assert_eq!(sniffed("sep=|\na|b\n"), "|");
        assert_eq!(sniffed(" 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n"), "aligned");
        assert_eq!(sniffed("only\none\ncolumn\n"), ",");
        assert_eq!(sniff("a,b\r1,2\r", true).terminator, b'\r');
    }
}
