//! The words of each language, one file a language: what headings are made of, statuses, words for nobody and for
//! everybody, labels of totals. A file is data; adding a language is adding a file and its line in `FILES`.
//!
//! ```text
//! # comment
//! [headings]
//! customer: kunde, debitor         a concept, and the words that stand for it
//! product+id: varenr               a word that says two things at once
//! [roles]
//! unit_price: sales price          whole headings whose words alone would say something else
//! [cancelled]                      statuses of orders that were never sold; also pending, refunded, test, sold,
//! annulleret, afvist               returns, payments
//! [nobody]                         cells that stand for no customer
//! [everybody]                      names of a customer who is everybody: a till's, or "diverse"
//! [totals]                         labels of rows of totals
//! ```
//!
//! Words are compared as [`normalise`] breaks them down, without spaces: `stock code` is also found in `StockCode`.

use std::{cell::OnceCell, rc::Rc};

use super::{
    concept::{Concept, Concepts},
    dictionary::normalise,
};
use crate::{base::hash::Map, recipe::Role};

/// The files, in the order in which languages are numbered; English first.
const FILES: [(&str, &str); 23] = [
    ("en", include_str!("en.txt")),
    ("da", include_str!("da.txt")),
    ("sv", include_str!("sv.txt")),
    ("nb", include_str!("nb.txt")),
    ("fi", include_str!("fi.txt")),
    ("de", include_str!("de.txt")),
    ("nl", include_str!("nl.txt")),
    ("fr", include_str!("fr.txt")),
    ("es", include_str!("es.txt")),
    ("it", include_str!("it.txt")),
    ("pt", include_str!("pt.txt")),
    ("pl", include_str!("pl.txt")),
    ("cs", include_str!("cs.txt")),
    ("tr", include_str!("tr.txt")),
    ("ru", include_str!("ru.txt")),
    ("zh", include_str!("zh.txt")),
    ("ja", include_str!("ja.txt")),
    ("ko", include_str!("ko.txt")),
    ("id", include_str!("id.txt")),
    ("vi", include_str!("vi.txt")),
    ("hu", include_str!("hu.txt")),
    ("ro", include_str!("ro.txt")),
    ("el", include_str!("el.txt")),
];

/// What a status says of the orders that carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusMeaning {
    /// Money that moved, and no sale: a payment of an invoice, a withdrawal, an opening balance.
    Payment,
    /// Sold.
    Sold,
    /// The row itself is a return or a credit note.
    Return,
    /// Sold and given back in full: nothing is left of it.
    Refunded,
    /// Not paid or not confirmed.
    Pending,
    /// Never sold: cancelled, failed, deleted.
    Cancelled,
    /// Made for trying.
    Test,
}

/// What a word stands for, and the languages in which it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    /// One concept, mostly.
    pub concepts: Concepts,
    /// A bit for each language; English words are used in all.
    pub languages: u32,
}

/// All words of all languages.
#[derive(Debug, Default)]
pub struct Lexicon {
    headings: Map<String, Vec<Sense>>,
    roles: Map<String, Role>,
    statuses: Map<String, Vec<(StatusMeaning, u32)>>,
    nobody: Map<String, u32>,
    everybody: Map<String, u32>,
    totals: Map<String, u32>,
    /// Letters of the longest word.
    pub longest: usize,
}

thread_local! {
    static LEXICON: OnceCell<Rc<Lexicon>> = const { OnceCell::new() };
}

/// The lexicon; its files are read when it is first asked for.
pub fn lexicon() -> Rc<Lexicon> {
    LEXICON.with(|cell| Rc::clone(cell.get_or_init(|| Rc::new(Lexicon::read()))))
}

impl Lexicon {
    fn read() -> Lexicon {
        let mut lexicon = Lexicon::default();
        for (number, (_, text)) in FILES.iter().enumerate() {
            let language = if number == 0 { u32::MAX } else { 1 << number };
            let mut section = "";
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
            {
                match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                    Some(name) => section = name,
                    None => lexicon.take(section, line, language),
                }
            }
        }
        lexicon
    }

    fn take(&mut self, section: &str, line: &str, language: u32) {
        use StatusMeaning::{Cancelled, Payment, Pending, Refunded, Return, Sold, Test};
        if section == "headings" {
            let Some((concept, words)) = line.split_once(": ") else { return };
            let Some(concepts) = concepts_of(concept) else { return };
            for word in keys(words) {
                self.longest = self.longest.max(word.chars().count());
                let senses = self.headings.entry(word).or_default();
                match senses.iter_mut().find(|sense| sense.concepts == concepts) {
                    Some(sense) => sense.languages |= language,
                    None => senses.push(Sense { concepts, languages: language }),
                }
            }
            return;
        }
        if section == "roles" {
            let Some((role, phrases)) = line.split_once(": ") else { return };
            let Some(role) = Role::ALL.into_iter().find(|known| known.id() == role) else { return };
            for phrase in keys(phrases) {
                self.roles.insert(phrase, role);
            }
            return;
        }
        let meaning = match section {
            "cancelled" => Some(Cancelled),
            "pending" => Some(Pending),
            "refunded" => Some(Refunded),
            "returns" => Some(Return),
            "payments" => Some(Payment),
            "test" => Some(Test),
            "sold" => Some(Sold),
            _ => None,
        };
        for word in keys(line) {
            match (meaning, section) {
                (Some(meaning), _) => self.statuses.entry(word).or_default().push((meaning, language)),
                (None, "nobody") => *self.nobody.entry(word).or_default() |= language,
                (None, "everybody") => *self.everybody.entry(word).or_default() |= language,
                (None, "totals") => *self.totals.entry(word).or_default() |= language,
                (None, _) => {}
            }
        }
    }

    /// What a word of a heading, without spaces and accents, stands for; empty where it is not known.
    pub fn senses(&self, word: &str) -> &[Sense] {
        self.headings.get(word).map_or(&[], Vec::as_slice)
    }

    /// The role of a whole heading whose words alone would say something else.
    pub fn role(&self, heading: &str) -> Option<Role> {
        self.roles.get(heading).copied()
    }

    /// The words that are this one but for letters that a program has lost: each is a U+FFFD.
    pub fn senses_of_damaged(&self, word: &str) -> Vec<Sense> {
        let wanted: Vec<char> = word.chars().collect();
        let fits = |have: &str| {
            have.chars().count() == wanted.len()
                && have
                    .chars()
                    .zip(&wanted)
                    .all(|(have, want)| have == *want || *want == char::REPLACEMENT_CHARACTER)
        };
        let mut found: Vec<(&String, &Vec<Sense>)> =
            self.headings.iter().filter(|(have, _)| fits(have.as_str())).collect();
        crate::base::order::sort_by_key(&mut found, |(word, _)| word.as_str());
        found.into_iter().flat_map(|(_, senses)| senses.iter().copied()).collect()
    }

    /// What a status word says; where languages differ, what is not sold wins unless it is an English word for a sale.
    pub fn status(&self, word: &str) -> Option<StatusMeaning> {
        let all = self.statuses.get(word)?;
        let english = all.iter().find(|(_, languages)| *languages == u32::MAX).map(|&(meaning, _)| meaning);
        english.or_else(|| all.iter().map(|&(meaning, _)| meaning).max())
    }

    /// All that a status word may say.
    pub fn status_meanings(&self, word: &str) -> impl Iterator<Item = StatusMeaning> {
        self.statuses.get(word).into_iter().flatten().map(|&(meaning, _)| meaning)
    }

    /// True for a text that stands for no customer: guest, unknown customer, (blank).
    pub fn is_nobody(&self, text: &str) -> bool {
        self.is_one_of(&self.nobody, text)
    }

    /// True for the name of a customer who is everybody: a till's cash customer, "diverse".
    pub fn is_everybody(&self, text: &str) -> bool {
        self.is_one_of(&self.everybody, text)
    }

    /// True where the whole text is one of the words, or what is left of it without the word for a customer.
    fn is_one_of(&self, words: &Map<String, u32>, text: &str) -> bool {
        let header = normalise(text);
        if words.contains_key(&header.joined) {
            return true;
        }
        let is_customer =
            |word: &&String| !self.senses(word).iter().any(|sense| sense.concepts.has(Concept::Customer));
        let rest: Vec<&String> = header.words.iter().filter(is_customer).collect();
        let joined: String = rest.iter().map(|word| word.as_str()).collect();
        !rest.is_empty() && rest.len() < header.words.len() && words.contains_key(&joined)
    }

    /// True for a label of totals.
    pub fn is_total(&self, word: &str) -> bool {
        self.totals.contains_key(word)
    }
}

/// `product+id` as concepts.
fn concepts_of(ids: &str) -> Option<Concepts> {
    ids.split('+').try_fold(Concepts::default(), |all, id| Some(all.with(Concept::from_id(id)?)))
}

/// The words of a line of a file, as they are compared.
fn keys(words: &str) -> impl Iterator<Item = String> {
    words.split(", ").map(|word| normalise(word).joined).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTIONS: [&str; 12] = [
        "headings",
        "roles",
        "cancelled",
        "pending",
        "refunded",
        "returns",
        "payments",
        "test",
        "sold",
        "nobody",
        "everybody",
        "totals",
    ];
    /// Languages whose words for headings and statuses are to be complete.
    const COMPLETE: [&str; 12] = ["en", "da", "sv", "nb", "fi", "de", "nl", "fr", "es", "it", "pt", "pl"];

    #[test]
    fn files_hold_what_they_may() {
        for (language, text) in FILES {
            let mut section = "";
            let mut seen = Vec::new();
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
            {
                if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                    section = name;
                    seen.push(name);
                    assert!(SECTIONS.contains(&name), "{language}: [{name}]");
                } else if section == "headings" {
                    let (concept, words) =
                        line.split_once(": ").unwrap_or_else(|| panic!("{language}: {line}"));
                    assert!(concepts_of(concept).is_some(), "{language}: {concept} is no concept");
                    assert!(keys(words).count() > 0, "{language}: {line}");
                }
            }
            if COMPLETE.contains(&language) {
                for section in [
                    "headings",
                    "cancelled",
                    "pending",
                    "refunded",
                    "returns",
                    "payments",
                    "sold",
                    "nobody",
                    "everybody",
                    "totals",
                ] {
                    assert!(seen.contains(&section), "{language} has no [{section}]");
                }
            }
        }
    }

    #[test]
    fn complete_languages_have_a_word_for_everything_that_matters() {
        use Concept::{
            Amount, Category, Coupon, Currency, Customer, Date, Discount, Email, Id, Name, Order, Phone,
            Postcode, Price, Product, Quantity, Status, Total,
        };
        let said = |text: &str, concept: Concept| {
            let lines = text.lines().take_while(|line| !line.starts_with("[cancelled]"));
            let mut concepts = lines.filter_map(|line| concepts_of(line.split_once(": ")?.0));
            concepts.any(|concepts| concepts.has(concept))
        };
        for (language, text) in FILES.iter().filter(|(language, _)| COMPLETE.contains(language)) {
            for concept in [
                Amount, Category, Coupon, Currency, Customer, Date, Discount, Email, Id, Name, Order, Phone,
                Postcode, Price, Product, Quantity, Status, Total,
            ] {
                assert!(said(text, concept), "{language} has no word for {concept:?}");
            }
        }
    }
}
