//! What single cells say beyond numbers and dates: labels of totals, statuses of orders, names of lines that are no
//! products, words for nothing. Headers are in `dictionary`.

use crate::ingest::lexicon::dictionary::{normalise, same};

/// Words that begin a row of totals.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "sum",
    "summa",
    "summe",
    "ialt",
    "totalt",
    "gesamt",
    "gesamtsumme",
    "gesamtbetrag",
    "insgesamt",
    "samlet",
    "sammanlagt",
    "somme",
    "totaal",
    "razem",
    "suma",
    "yhteensa",
    "sumtotal",
    "totali",
];

/// True for a cell that labels a row of totals, such as `Total`, `I alt:` or `Summa`.
pub fn is_total_label(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > 24 {
        return false;
    }
    let header = normalise(text);
    TOTALS.contains(&header.joined.as_str())
        || (header.words.len() <= 3
            && matches!(header.words.first().map(String::as_str), Some("total" | "subtotal" | "totalt")))
}

/// What an order status says about its rows.
const SET_ASIDE_STATUSES: &[&str] = &[
    "cancelled",
    "canceled",
    "cancel",
    "failed",
    "failure",
    "pending",
    "pendingpayment",
    "voided",
    "void",
    "draft",
    "test",
    "expired",
    "abandoned",
    "declined",
    "unpaid",
    "checkoutdraft",
    "autodraft",
    "trash",
    "annulleret",
    "annullert",
    "afbestilt",
    "kladde",
    "slettet",
    "fejlet",
    "afventer",
    "mislykket",
    "avbruten",
    "makulerad",
    "annullerad",
    "avbestalld",
    "utkast",
    "misslyckad",
    "avbrutt",
    "storniert",
    "abgebrochen",
    "entwurf",
    "fehlgeschlagen",
    "ausstehend",
    "annule",
    "annulee",
    "geannuleerd",
    "anulowane",
    "cancelado",
    "peruutettu",
    // payments that never came
    "requirespaymentmethod",
    "requiresaction",
    "requiresconfirmation",
    "requirescapture",
    "incomplete",
    "blocked",
    "uncaptured",
    // sold and given back in full: nothing is left of them
    "refunded",
    "returned",
    "returneret",
    "returnert",
    "returnerad",
    "storno",
    "refunderet",
    "refundert",
    "aterbetald",
    "erstattet",
    "krediteret",
    "kreditert",
    "krediterad",
];

/// True for a status whose orders were never sold: cancelled, failed, pending, draft, test.
pub fn is_set_aside_status(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.len() <= 40 && {
        let joined = normalise(text.strip_prefix("wc-").unwrap_or(text)).joined;
        SET_ASIDE_STATUSES.contains(&joined.as_str())
    }
}

/// What a status or type of document says of what came back.
const RETURN_STATUSES: &[&str] = &[
    "return",
    "returns",
    "refund",
    "credit",
    "creditnote",
    "creditmemo",
    "creditinvoice",
    "salescreditmemo",
    "chargeback",
    "reversal",
    "retur",
    "returordre",
    "returorder",
    "kredit",
    "kreditnota",
    "kreditnotaer",
    "kreditfaktura",
    "kreditering",
    "kreditorder",
    "kreditordre",
    "gutschrift",
    "rechnungskorrektur",
    "retoure",
    "ruckgabe",
    "ruckerstattung",
    "avoir",
    "remboursement",
    "creditnota",
    "retour",
    "zwrot",
    "korekta",
    "devolucion",
    "abono",
    "hyvitys",
    "palautus",
];

/// True for a status or type whose rows are returns, with or without a minus at their amounts.
pub fn is_return_status(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.len() <= 40 && {
        let joined = normalise(text).joined;
        RETURN_STATUSES.contains(&joined.as_str())
    }
}

/// What a status says of orders that were sold.
const SOLD_STATUSES: &[&str] = &[
    "paid",
    "complete",
    "completed",
    "processing",
    "shipped",
    "delivered",
    "fulfilled",
    "closed",
    "invoiced",
    "invoice",
    "sale",
    "order",
    "succeeded",
    "success",
    "captured",
    "authorized",
    "partiallyrefunded",
    "partiallypaid",
    "partiallyshipped",
    "open",
    "done",
    "onhold",
    "confirmed",
    "accepted",
    "active",
    "betalt",
    "gennemfort",
    "afsluttet",
    "afsendt",
    "leveret",
    "levert",
    "sendt",
    "faktureret",
    "fakturert",
    "faktura",
    "ordre",
    "salg",
    "behandles",
    "betald",
    "genomford",
    "avslutad",
    "skickad",
    "levererad",
    "fakturerad",
    "klar",
    "bezahlt",
    "abgeschlossen",
    "versendet",
    "versandt",
    "geliefert",
    "rechnung",
    "inbearbeitung",
    "offen",
    "paye",
    "livre",
    "expedie",
    "betaald",
    "verzonden",
    "pagado",
    "enviado",
];

/// True for a word that is a status of orders, whatever it says.
pub fn is_status_word(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.len() <= 40 && {
        let joined = normalise(text.strip_prefix("wc-").unwrap_or(text)).joined;
        let joined = joined.as_str();
        SET_ASIDE_STATUSES.contains(&joined)
            || RETURN_STATUSES.contains(&joined)
            || SOLD_STATUSES.contains(&joined)
    }
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
    matches!(text, "-" | "--" | "?" | ".")
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
        assert!(
            is_set_aside_status("wc-cancelled")
                && is_set_aside_status("Annulleret")
                && !is_set_aside_status("Paid")
        );
    }
}
