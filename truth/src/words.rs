//! The words of the languages: headings as real exports write them, names, products and statuses, one file a language.

use std::collections::BTreeMap;

/// The languages with their files.
pub const LANGUAGES: [(&str, &str); 12] = [
    ("en", include_str!("../words/en.txt")),
    ("da", include_str!("../words/da.txt")),
    ("sv", include_str!("../words/sv.txt")),
    ("nb", include_str!("../words/nb.txt")),
    ("de", include_str!("../words/de.txt")),
    ("nl", include_str!("../words/nl.txt")),
    ("fr", include_str!("../words/fr.txt")),
    ("es", include_str!("../words/es.txt")),
    ("it", include_str!("../words/it.txt")),
    ("pt", include_str!("../words/pt.txt")),
    ("pl", include_str!("../words/pl.txt")),
    ("fi", include_str!("../words/fi.txt")),
];

/// One language's words by what they are.
#[derive(Debug, Clone)]
pub struct Words {
    lists: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Words {
    /// The words of a language of the list above.
    pub fn of(language: usize) -> Self {
        let lines = LANGUAGES[language].1.lines().filter_map(|line| line.split_once(": "));
        let lists = lines.map(|(key, words)| (key, words.split(" | ").map(str::trim).collect()));
        Self { lists: lists.collect() }
    }

    /// All words for something.
    pub fn all(&self, key: &str) -> &[&'static str] {
        self.lists.get(key).unwrap_or_else(|| panic!("no words for {key}"))
    }

    /// The usual word for something.
    pub fn first(&self, key: &str) -> &'static str {
        self.all(key)[0]
    }
}

/// Letters without accents, for e-mail addresses and headings of databases.
pub fn plain_letters(text: &str) -> String {
    let one = |letter: char| match letter {
        'æ' | 'ä' | 'à' | 'á' | 'â' | 'ã' | 'ą' | 'å' => "a",
        'ø' | 'ö' | 'ó' | 'ò' | 'ô' | 'õ' => "o",
        'é' | 'è' | 'ê' | 'ë' | 'ę' => "e",
        'í' | 'ì' | 'î' | 'ï' => "i",
        'ú' | 'ù' | 'û' | 'ü' => "u",
        'ç' | 'ć' => "c",
        'ñ' | 'ń' => "n",
        'ß' => "ss",
        'ł' => "l",
        'ś' => "s",
        'ź' | 'ż' => "z",
        _ => "",
    };
    let mut plain = String::new();
    for letter in text.to_lowercase().chars() {
        match one(letter) {
            "" => plain.push(letter),
            other => plain.push_str(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Field;

    #[test]
    fn every_language_has_the_words_of_the_first() {
        let english: Vec<&str> = Words::of(0).lists.into_keys().collect();
        for (language, (name, _)) in LANGUAGES.iter().enumerate() {
            let words = Words::of(language);
            assert_eq!(words.lists.keys().copied().collect::<Vec<_>>(), english, "{name}");
            assert_eq!((words.all("month").len(), words.all("short_month").len()), (12, 12), "{name}");
            assert!(words.lists.values().flatten().all(|word| !word.is_empty()), "{name}");
            for field in Field::ALL {
                words.all(field.id());
            }
        }
    }
}
