//! Texts that a spreadsheet program would run as a formula are made plain before they leave the page, in files that are
//! made for people. Files for programs are written as the texts are: an apostrophe before a phone number makes the next
//! program skip the row.

use std::borrow::Cow;

/// What a formula begins with, after OWASP, "CSV injection"; in the East also in full width.
const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// What cells are cut at, in whatever country the file is opened. Quotes do not help: to a program that cuts at the other
/// sign, the quote stands in the middle of its cell and means nothing.
const CUTS: [char; 5] = [',', ';', '\t', '\n', '\r'];

/// The text with an apostrophe wherever a spreadsheet program would begin a formula: at its start, and where a program
/// that cuts cells at another sign would begin a cell. A number with a minus is none.
pub fn guard(text: &str) -> Cow<'_, str> {
    let blank_start = text.starts_with(['\t', '\r']);
    if !blank_start && !text.contains(STARTS) {
        return Cow::Borrowed(text);
    }
    let mut guarded = String::with_capacity(text.len() + 4);
    if blank_start {
        guarded.push('\'');
    }
    for (at, piece) in text.split_inclusive(CUTS).enumerate() {
        let cell = piece.strip_suffix(CUTS).unwrap_or(piece);
        // a quote that opens a cell goes, and what is in it is run
        let dressed: &[char] = if at == 0 { &[' '] } else { &[' ', '"'] };
        if cell.trim_start_matches(dressed).starts_with(STARTS) && !is_negative_number(cell) {
            guarded.push('\'');
        }
        guarded.push_str(piece);
    }
    Cow::Owned(guarded)
}

/// `+4512345678` is a phone, and stays one.
fn is_negative_number(cell: &str) -> bool {
    let number = cell.trim();
    number.starts_with('-')
        && number.bytes().any(|byte| byte.is_ascii_digit())
        && number.parse::<f64>().is_ok()
}
