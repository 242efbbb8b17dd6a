//! What single cells say beyond numbers and dates: labels of totals, statuses of orders, names of lines that are no
//! products, words for nothing. Headers are in `dictionary`.

use crate::ingest::lexicon::{
    dictionary::{normalise, same},
    languages::{StatusMeaning, lexicon},
};

/// True for a cell that labels a row of totals, such as `Total`, `I alt:` or `Summa`.
pub fn is_total_label(text: &str) -> bool {
    let text = text.trim();
    // what begins with a digit or is long is no label, and nearly all cells are such
    if text.is_empty() || text.len() > 24 || text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let header = normalise(text);
    lexicon().is_total(&header.joined)
        || (header.words.len() <= 3
            && matches!(header.words.first().map(String::as_str), Some("total" | "subtotal" | "totalt")))
}

/// What a status, or a type of document, says of its rows; `None` for a word that nobody taught.
pub fn status_meaning(text: &str) -> Option<StatusMeaning> {
    let text = text.trim();
    if text.is_empty() || 60 < text.len() {
        return None;
    }
    let header = normalise(text.strip_prefix("wc-").unwrap_or(text));
    let lexicon = lexicon();
    lexicon.status(&header.joined).or_else(|| {
        // "Cancelled by customer", "Storniert (Kunde)"
        let says = |word: &String| lexicon.status(word) == Some(StatusMeaning::Cancelled);
        (1 < header.words.len() && header.words.iter().any(says)).then_some(StatusMeaning::Cancelled)
    })
}

/// True for a word that is a status of orders, whatever it says.
pub fn is_status_word(text: &str) -> bool {
    status_meaning(text).is_some()
}

/// Names of lines that are no products.
const NO_PRODUCTS: &[&str] = &[
    "shipping",
    "postage",
    "delivery",
    "freight",
    "carriage",
    "shipping cost",
    "shipping fee",
    "post",
    "dotcom postage",
    "gift card",
    "gift voucher",
    "giftcard",
    "e gift card",
    "voucher",
    "fee",
    "handling",
    "handling fee",
    "payment fee",
    "service fee",
    "surcharge",
    "discount",
    "rounding",
    "manual",
    "adjustment",
    "adjust bad debt",
    "bank charges",
    "amazon fee",
    "commission",
    "crukcommission",
    "cruk commission",
    "tip",
    "donation",
    "deposit",
    "samples",
    "sample",
    "packaging",
    "gift wrap",
    "gift wrapping",
    "insurance",
    "tax",
    "vat",
    "credit",
    "test",
    "fragt",
    "porto",
    "levering",
    "forsendelse",
    "gebyr",
    "ekspeditionsgebyr",
    "betalingsgebyr",
    "gavekort",
    "rabat",
    "oreafrunding",
    "afrunding",
    "orediff",
    "emballage",
    "pant",
    "gaveindpakning",
    "depositum",
    "moms",
    "frakt",
    "fraktavgift",
    "expeditionsavgift",
    "avgift",
    "presentkort",
    "rabatt",
    "oresavrundning",
    "avrundning",
    "leverans",
    "gavekort",
    "frakt og porto",
    "avrunding",
    "versand",
    "versandkosten",
    "lieferkosten",
    "gebuhr",
    "gutschein",
    "geschenkgutschein",
    "rundung",
    "verpackung",
    "mindermengenzuschlag",
    "trinkgeld",
    "pfand",
    "livraison",
    "frais de port",
    "frais de livraison",
    "carte cadeau",
    "remise",
    "verzendkosten",
    "cadeaubon",
    "korting",
    "statiegeld",
    "wysylka",
    "dostawa",
    "karta podarunkowa",
    "envio",
    "gastos de envio",
    "tarjeta regalo",
    "toimitus",
    "toimituskulut",
    "lahjakortti",
    "postikulut",
];

/// Words that make a line no product wherever they stand in its name.
const NO_PRODUCT_WORDS: &[&str] = &[
    "shipping",
    "postage",
    "freight",
    "gift card",
    "giftcard",
    "gavekort",
    "presentkort",
    "fragt",
    "frakt",
    "versandkosten",
    "fraktavgift",
    "gutschein",
    "rounding",
    "afrunding",
    "oreafrunding",
    "oresavrundning",
    "gebyr",
];

/// True for the name of a line that is most likely no product: shipping, gift card, fee, discount, rounding.
pub fn is_no_product(name: &str) -> bool {
    if name.len() > 60 {
        return false;
    }
    let name = normalise(name);
    let joined = name.joined.as_str();
    let is_same = |phrase: &&str| same(joined, phrase);
    let holds = |phrase: &&str| {
        let words: Vec<&str> = phrase.split(' ').collect();
        name.words.len() <= 4
            && name
                .words
                .windows(words.len())
                .any(|window| window.iter().map(String::as_str).eq(words.iter().copied()))
    };
    !joined.is_empty() && (NO_PRODUCTS.iter().any(is_same) || NO_PRODUCT_WORDS.iter().any(holds))
}

/// True for texts that stand for "nothing".
pub fn is_missing_word(text: &str) -> bool {
    matches!(text, "-" | "--" | "?" | "." | "\\N")
        || (text.len() <= 5
            && ["nan", "null", "none", "n/a", "#n/a", "na", "nil"]
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_and_statuses() {
        for label in ["Total", "I alt:", "TOTAL 2011", "Summa", "Grand total"] {
            assert!(is_total_label(label), "{label}");
        }
        for label in ["Total Care Shampoo 500 ml", "Sumatra", ""] {
            assert!(!is_total_label(label), "{label}");
        }
        for (status, want) in [
            ("wc-cancelled", Some(StatusMeaning::Cancelled)),
            ("Annulleret", Some(StatusMeaning::Cancelled)),
            ("Geannuleerd", Some(StatusMeaning::Cancelled)),
            ("Erreur de paiement", Some(StatusMeaning::Cancelled)),
            ("Storniert (Kunde)", Some(StatusMeaning::Cancelled)),
            ("已取消", Some(StatusMeaning::Cancelled)),
            ("Отменён", Some(StatusMeaning::Cancelled)),
            ("In Wartestellung", Some(StatusMeaning::Pending)),
            ("Krediterad", Some(StatusMeaning::Refunded)),
            ("Kreditnota", Some(StatusMeaning::Return)),
            ("General Withdrawal", Some(StatusMeaning::Payment)),
            ("Paid", Some(StatusMeaning::Sold)),
            ("Slutförd", Some(StatusMeaning::Sold)),
            ("Zwolle", None),
        ] {
            assert_eq!(status_meaning(status), want, "{status}");
        }
    }
}
