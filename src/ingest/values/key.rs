//! Keys as people mean them: numbers of customers, orders and products, addresses; and when two of them are the same.

use crate::{
    ingest::{
        lexicon::{languages::lexicon, words::is_missing_word},
        values::{affixes::inner_text, email::first_address},
    },
    recipe::Role,
};

/// An id as people mean it: trimmed, without the `.0` that spreadsheets leave behind numbers and without the
/// apostrophe or the formula `="…"` that keeps them texts. Empty where the cell says "nothing".
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
    let text = inner_text(text.trim()).trim();
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
        Role::Email if is_plain_address(text) => text.to_ascii_lowercase(),
        Role::Email => first_address(text).unwrap_or_else(|| folded(text)),
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

/// True for an address with nothing around it, as nearly all are; and for whatever else is made of its signs.
fn is_plain_address(text: &str) -> bool {
    text.bytes().all(
        |byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' | b'+' | b'@'),
    ) && text.as_bytes().last().is_some_and(u8::is_ascii_alphanumeric)
}

/// In small letters, with one space between words.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// True for what stands where a customer should and is none: a word for nobody, the number 0, an address that programs
/// put in place of one that was erased.
pub fn stands_for_nobody(role: Role, text: &str) -> bool {
    if text.is_empty() || 60 < text.len() {
        return false;
    }
    if let Some((user, host)) = text.split_once('@') {
        const USERS: [&str; 20] = [
            "deleted",
            "anonymous",
            "anonymized",
            "anonymised",
            "noemail",
            "nomail",
            "none",
            "unknown",
            "guest",
            "dummy",
            "removed",
            "redacted",
            "noreply",
            "donotreply",
            "noaddress",
            "nobody",
            "ukendt",
            "keine",
            "na",
            "fake",
        ];
        // every new address comes by here: nothing is copied
        let is_user = |known: &&str| {
            let letters = user.bytes().filter(u8::is_ascii_alphanumeric);
            known.bytes().eq(letters.map(|byte| byte.to_ascii_lowercase()))
        };
        let host = host.trim_end_matches(['>', ' ', ';']);
        let ends_in = |name: &str| {
            host.len()
                .checked_sub(name.len())
                .and_then(|at| host.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case(name))
        };
        let is_word = user.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_digit());
        return (is_word && USERS.iter().any(is_user))
            || ends_in(".invalid")
            || host.eq_ignore_ascii_case("invalid")
            || host.eq_ignore_ascii_case("psgdpr.com")
            || host.is_empty();
    }
    if text.bytes().all(|byte| matches!(byte, b'0' | b'-' | b' ' | b'.')) {
        return role != Role::Name && text.contains('0');
    }
    // a number of a customer has digits, and no word for nobody has
    !text.bytes().any(|byte| byte.is_ascii_digit()) && lexicon().is_nobody(text)
}

/// True for a number that a spreadsheet wrote as it showed it: `4.52E+09`.
pub fn is_rounded(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain: String = digits.chars().filter(|c| !matches!(c, '.' | ',')).collect();
    is_number(&plain)
        && is_number(exponent)
        && digits.contains(['.', ','])
        && exponent.len() <= 3
        && plain.len() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_compared_as_it_stands_is_what_folding_makes_of_it(text in "[a-z0-9@._ A-Zæøå-]{0,12}") {
            let folded = folded(&text);
            let form = match_form(Role::Customer, &text);
            let is_number = folded.bytes().all(|byte| byte.is_ascii_digit());
            proptest::prop_assert!(form == folded || (is_number && folded.trim_start_matches('0') == form.trim_start_matches('0')));
        }
    }

    #[test]
    fn an_address_is_the_same_in_any_dress() {
        for text in [
            "a@x.dk",
            "A@X.DK",
            "Anna <a@x.dk>",
            "mailto:a@x.dk",
            "\u{200b}a@x.dk",
            "a@x.dk;",
            "a@x.dk, b@x.dk",
        ] {
            assert_eq!(match_form(Role::Email, text), "a@x.dk", "{text}");
        }
        assert_eq!(match_form(Role::Email, "No  Mail"), "no mail");
        assert_eq!(match_form(Role::Customer, "Anna <a@x.dk>"), "anna <a@x.dk>");
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
            ("\\N", ""),
            ("nannan", "nannan"),
            ("0na", "0na"),
            ("\u{a0}12345", "12345"),
            ("=\"18500010001\"", "18500010001"),
            ("=\"0012\"", "0012"),
            ("=\"\"", ""),
        ] {
            assert_eq!(clean_id(text), want, "{text}");
        }
    }

    #[test]
    fn what_stands_for_nobody() {
        for (role, text) in [
            (Role::Customer, "0"),
            (Role::Customer, "00000"),
            (Role::Email, "(blank)"),
            (Role::Email, "deleted@site.invalid"),
            (Role::Email, "anonymous@psgdpr.com"),
            (Role::Email, "no-email@shop.dk"),
            (Role::Name, "Guest"),
            (Role::Name, "ukendt"),
            (Role::Name, "[deleted]"),
            (Role::Name, "Gastkunde"),
        ] {
            assert!(stands_for_nobody(role, text), "{text}");
        }
        for (role, text) in [
            (Role::Customer, "10"),
            (Role::Email, "anna@example.dk"),
            (Role::Name, "Gunnar Ask"),
            (Role::Name, "0"),
            (Role::Customer, ""),
        ] {
            assert!(!stands_for_nobody(role, text), "{text}");
        }
        assert!(
            is_rounded("4.52E+09")
                && is_rounded("1,00002E+11")
                && !is_rounded("1E5")
                && !is_rounded("AE12.3")
        );
    }
}
