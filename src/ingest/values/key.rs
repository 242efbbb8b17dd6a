//! Keys as people mean them: numbers of customers, orders and products, addresses; and when two of them are the same.

use crate::{ingest::lexicon::words::is_missing_word, recipe::Role};

/// An id as people mean it: trimmed, without the `.0` that spreadsheets leave behind numbers and without the
/// apostrophe that keeps them texts. Empty where the cell says "nothing".
pub fn clean_id(text: &str) -> &str {
    // nearly all ids stand there as they are meant, and every row has several
    if let [first, .., sign, last] = text.as_bytes()
        && first.is_ascii_alphanumeric()
        && last.is_ascii_alphanumeric()
        && !(*last == b'0' && matches!(sign, b'.' | b','))
        && (5 < text.len() || first.is_ascii_digit())
    {
        return text;
    }
    let text = text.trim();
    let text = text.strip_prefix('\'').unwrap_or(text);
    let text = match text.strip_suffix(".0").or_else(|| text.strip_suffix(",0")) {
        Some(whole) if !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => text,
    };
    if is_missing_word(text) { "" } else { text }
}

/// The form in which two keys are compared: case, inner spaces and leading zeros do not count.
pub fn match_form(role: Role, text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase();
    let mut form: String = match role {
        Role::Phone => text.chars().filter(|c| c.is_ascii_digit()).collect(),
        // most keys are written as they are compared
        _ if text.bytes().all(is_plain) => text.to_owned(),
        _ => folded(text),
    };
    if !form.is_empty() && form.bytes().all(|byte| byte.is_ascii_digit()) {
        let zeros = form.bytes().take_while(|&byte| byte == b'0').count().min(form.len() - 1);
        form.drain(..zeros);
    }
    form
}

/// In small letters, with one space between words.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_compared_as_it_stands_is_what_folding_makes_of_it(text in "[a-z0-9@._ A-Zæøå-]{0,12}") {
            let folded = folded(&text);
            let form = match_form(Role::Email, &text);
            let is_number = folded.bytes().all(|byte| byte.is_ascii_digit());
            proptest::prop_assert!(form == folded || (is_number && folded.trim_start_matches('0') == form.trim_start_matches('0')));
        }
    }

    #[test]
    fn ids_as_people_mean_them() {
        for (text, want) in [
            ("17850.0", "17850"),
            ("17850,0", "17850"),
            ("17850", "17850"),
            ("7", "7"),
            ("70", "70"),
            ("7.0", "7"),
            ("10.50", "10.50"),
            ("a.0", "a.0"),
            (" 007 ", "007"),
            ("'0123", "0123"),
            ("'1.0", "1"),
            ("nan", ""),
            ("NULL", ""),
            ("-", ""),
            ("n/a", ""),
            ("nannan", "nannan"),
            ("0na", "0na"),
            ("\u{a0}12345", "12345"),
        ] {
            assert_eq!(clean_id(text), want, "{text}");
        }
    }
}
