//! How words are compared: case, accents, dots and spaces do not count. Which words there are stands in `languages`.

/// A header broken down for matching.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// Letters and digits only, lower case, without accents.
    pub joined: String,
    /// The same as words; camel case is split.
    pub words: Vec<String>,
}

/// Lower case, accents removed, Nordic and German letters in one spelling; empty for a letter that has no other one.
pub fn fold(c: char) -> &'static str {
    match c {
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' | 'ò'..='ö' | 'Ò'..='Ö' | 'Ō'..='ő' | 'ơ' | 'Ơ' => "o",
        'à'..='å' | 'À'..='Å' | 'Ā'..='ą' => "a",
        'è'..='ë' | 'È'..='Ë' | 'Ē'..='ě' => "e",
        'ì'..='ï' | 'Ì'..='Ï' | 'Ĩ'..='ı' => "i",
        'ù'..='ü' | 'Ù'..='Ü' | 'Ũ'..='ų' | 'ư' | 'Ư' => "u",
        'ý' | 'ÿ' | 'Ý' | 'Ŷ'..='Ÿ' => "y",
        'ß' => "ss",
        'ç' | 'Ç' | 'Ć'..='č' => "c",
        'Ď'..='đ' | 'ð' | 'Ð' => "d",
        'Ĝ'..='ģ' => "g",
        'Ķ' | 'ķ' => "k",
        'Ĺ'..='ł' => "l",
        'ñ' | 'Ñ' | 'Ń'..='ň' => "n",
        'Ŕ'..='ř' => "r",
        'Ś'..='š' | 'ș' | 'Ș' => "s",
        'Ţ'..='ŧ' | 'ț' | 'Ț' => "t",
        'Ź'..='ž' => "z",
        // Vietnamese: the block is in the order of the vowels
        '\u{1EA0}'..='\u{1EB7}' => "a",
        '\u{1EB8}'..='\u{1EC7}' => "e",
        '\u{1EC8}'..='\u{1ECB}' => "i",
        '\u{1ECC}'..='\u{1EE3}' => "o",
        '\u{1EE4}'..='\u{1EF1}' => "u",
        '\u{1EF2}'..='\u{1EF9}' => "y",
        'ё' | 'Ё' => "е",
        'ά' | 'Ά' => "α",
        'έ' | 'Έ' => "ε",
        'ή' | 'Ή' => "η",
        'ί' | 'Ί' | 'ϊ' | 'ΐ' => "ι",
        'ό' | 'Ό' => "ο",
        'ύ' | 'Ύ' => "υ",
        'ώ' | 'Ώ' => "ω",
        'ς' => "σ",
        _ => "",
    }
}

/// Breaks a header down.
pub fn normalise(header: &str) -> Header {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before_lower = false;
    let mut before_upper = false;
    let mut rest = header.chars();
    while let Some(c) = rest.next() {
        let folded = fold(c);
        let sign = matches!(c, '#' | '№');
        let is_letter = c.is_alphanumeric() || c == char::REPLACEMENT_CHARACTER;
        if !is_letter && !sign {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            before_lower = false;
            before_upper = false;
            continue;
        }
        // NOrdine is N and Ordine; QTà and IDs are one word each
        let begins = before_upper
            && c.is_uppercase()
            && rest.clone().take(2).filter(|c| c.is_lowercase()).count() == 2;
        if (c.is_uppercase() && before_lower || begins || sign) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        before_upper = c.is_uppercase();
        before_lower = c.is_lowercase() || c.is_ascii_digit();
        match folded {
            "" if sign => word.push_str("nr"),
            "" => word.extend(c.to_lowercase()),
            folded => word.push_str(folded),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    Header { joined: words.concat(), words }
}

/// Compares without the spaces of the phrase.
pub fn same(joined: &str, phrase: &str) -> bool {
    joined.bytes().eq(phrase.bytes().filter(|&byte| byte != b' '))
}
