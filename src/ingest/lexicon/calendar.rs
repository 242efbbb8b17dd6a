//! The words of dates in the languages that shops write: months, weekdays, halves of the day, quarters, and the small
//! words between. The words themselves are data from the Unicode CLDR, a file a language: `calendar/make.py` writes them.

use std::sync::OnceLock;

/// A file a language.
const LANGUAGES: [&str; 32] = [
    include_str!("calendar/bg.txt"),
    include_str!("calendar/ca.txt"),
    include_str!("calendar/cs.txt"),
    include_str!("calendar/da.txt"),
    include_str!("calendar/de.txt"),
    include_str!("calendar/el.txt"),
    include_str!("calendar/en.txt"),
    include_str!("calendar/es.txt"),
    include_str!("calendar/et.txt"),
    include_str!("calendar/fi.txt"),
    include_str!("calendar/fr.txt"),
    include_str!("calendar/hu.txt"),
    include_str!("calendar/id.txt"),
    include_str!("calendar/is.txt"),
    include_str!("calendar/it.txt"),
    include_str!("calendar/ja.txt"),
    include_str!("calendar/ko.txt"),
    include_str!("calendar/lt.txt"),
    include_str!("calendar/lv.txt"),
    include_str!("calendar/nb.txt"),
    include_str!("calendar/nl.txt"),
    include_str!("calendar/pl.txt"),
    include_str!("calendar/pt.txt"),
    include_str!("calendar/ro.txt"),
    include_str!("calendar/ru.txt"),
    include_str!("calendar/sk.txt"),
    include_str!("calendar/sl.txt"),
    include_str!("calendar/sv.txt"),
    include_str!("calendar/tr.txt"),
    include_str!("calendar/uk.txt"),
    include_str!("calendar/vi.txt"),
    include_str!("calendar/zh.txt"),
];

/// What people and programs write and CLDR does not: German spreadsheets, older Indonesian and Spanish, hours.
const MORE: &str = "\
month 2 peb pebruari
month 3 mrz
month 8 agt
month 9 setiembre
month 11 nop nopember
filler the on kello dnia ore godz năm saat hrs hs hours";

/// What a word may mean in a date. It may mean several things: `mar` is March, and Tuesday in Rome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DateWord {
    /// The month, 1 to 12.
    pub month: Option<u32>,
    /// The number behind it is the month: `tháng 1`.
    pub month_follows: bool,
    /// A weekday.
    pub weekday: bool,
    /// `Some(false)` before noon, `Some(true)` after it.
    pub half: Option<bool>,
    /// A quarter of the year, whose number stands beside it.
    pub quarter: bool,
    /// The ending of a number: `1st`, `1er`.
    pub ordinal: bool,
    /// A word that says nothing: `den`, `um`, `de`.
    pub filler: bool,
}

impl DateWord {
    /// Takes in what another language says of the same word.
    fn add(&mut self, other: DateWord) {
        self.month = self.month.or(other.month);
        self.half = self.half.or(other.half);
        self.month_follows |= other.month_follows;
        self.weekday |= other.weekday;
        self.quarter |= other.quarter;
        self.ordinal |= other.ordinal;
        self.filler |= other.filler;
    }
    /// True for a word that may be passed over.
    pub fn is_beside(self) -> bool {
        self.weekday || self.filler
    }
}

/// What a word means in a date; `None` where no language knows it there. Case, accents and points do not count, and a
/// month may be cut short as long as no other one begins so.
pub fn date_word(word: &str) -> Option<DateWord> {
    // longer than any of them
    if word.len() > 40 {
        return None;
    }
    let word = folded(word);
    let words = words();
    match words.binary_search_by(|(known, _)| known.as_str().cmp(&word)) {
        Ok(at) => words.get(at).map(|&(_, meaning)| meaning),
        Err(at) => month_cut_short(words.get(at..)?, &word),
    }
}

/// The month that alone begins so; the words behind `words` are sorted.
fn month_cut_short(words: &[(String, DateWord)], start: &str) -> Option<DateWord> {
    if start.chars().count() < 3 {
        return None;
    }
    let mut found = None;
    for (_, meaning) in words.iter().take_while(|(known, _)| known.starts_with(start)) {
        match (meaning.month, found) {
            (Some(month), None) => found = Some(month),
            (Some(month), Some(before)) if month == before => {}
            _ => return None,
        }
    }
    found.map(|month| DateWord { month: Some(month), ..DateWord::default() })
}

fn words() -> &'static [(String, DateWord)] {
    static WORDS: OnceLock<Vec<(String, DateWord)>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: Vec<(String, DateWord)> =
            LANGUAGES.into_iter().chain([MORE]).flat_map(str::lines).flat_map(words_of_line).collect();
        words.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        words.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            if is_same {
                kept.1.add(later.1);
            }
            is_same
        });
        words
    })
}

fn words_of_line(line: &'static str) -> Vec<(String, DateWord)> {
    let mut words = line.split(' ');
    let mut meaning = DateWord::default();
    match words.next() {
        Some("month") => meaning.month = words.next().and_then(|number| number.parse().ok()),
        Some("month_follows") => meaning.month_follows = true,
        Some("weekday") => meaning.weekday = true,
        Some("am") => meaning.half = Some(false),
        Some("pm") => meaning.half = Some(true),
        Some("quarter") => meaning.quarter = true,
        Some("ordinal") => meaning.ordinal = true,
        Some("filler") => meaning.filler = true,
        _ => return Vec::new(),
    }
    words.map(|word| (folded(word), meaning)).collect()
}

/// Small letters without accents and points.
fn folded(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'a'..='z' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            '.' | '\u{307}' => {}
            _ => out.extend(c.to_lowercase().filter(|&c| c != '\u{307}').map(without_accent)),
        }
    }
    out
}

fn without_accent(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ă' | 'ā' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' | 'ģ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => 'i',
        'ķ' => 'k',
        'ł' | 'ļ' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ň' | 'ņ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ő' | 'ø' | 'ō' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ű' | 'ů' | 'ū' | 'ų' => 'u',
        'ý' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'ё' => 'е',
        '’' | 'ʼ' => '\'',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_twelve_months_and_none_says_two_of_a_word() {
        let mut seen = std::collections::BTreeMap::new();
        for language in LANGUAGES {
            let head = language.lines().next().unwrap();
            let mut months = std::collections::BTreeSet::new();
            for (word, meaning) in language.lines().flat_map(words_of_line) {
                let Some(month) = meaning.month else { continue };
                months.insert(month);
                assert_eq!(*seen.entry(word.clone()).or_insert(month), month, "{head}: {word}");
                assert_eq!(date_word(&word).unwrap().month, Some(month), "{head}: {word}");
                assert_eq!(date_word(&word.to_uppercase()).unwrap().month, Some(month), "{head}: {word}");
            }
            let by_number = ["# vi", "# ko", "# ja"].iter().any(|start| head.starts_with(start));
            assert_eq!(months.len(), if by_number { 0 } else { 12 }, "{head}");
        }
    }

    #[test]
    fn words_that_are_easily_mistaken() {
        for (word, month) in [
            ("marraskuu", Some(11)),
            ("Marras", Some(11)),
            ("marts", Some(3)),
            ("mar", Some(3)),
            ("listopad", Some(11)),
            ("HAZİRAN", Some(6)),
            ("ağu.", Some(8)),
            ("Marz", Some(3)),
            ("Mrz.", Some(3)),
            ("fevr", Some(2)),
            ("decem", Some(12)),
            ("jui", None),
            ("ma", None),
            ("hello", None),
            ("maja", Some(5)),
        ] {
            assert_eq!(date_word(word).and_then(|word| word.month), month, "{word}");
        }
        assert!(date_word("mar").unwrap().weekday && date_word("Freitag").unwrap().weekday);
        assert_eq!(date_word("p.m.").unwrap().half, Some(true));
        assert_eq!(date_word("오전").unwrap().half, Some(false));
    }
}
