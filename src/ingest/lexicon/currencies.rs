//! How currencies and units stand beside a number. Sorted by bytes, which a test holds: cells are looked up by halves.

/// Signs and words of currencies in small letters, and what each means. A sign that several countries write stands for
/// itself: `kr`, `$`, `¥`, `Rs`.
#[rustfmt::skip]
const WORDS: &[(&str, &str)] = &[
    ("$", "$"), ("$b", "BOB"), ("$u", "UYU"), ("$us", "USD"), ("a$", "AUD"), ("aed", "AED"), ("ar$", "ARS"),
    ("ars", "ARS"), ("au$", "AUD"), ("aud", "AUD"), ("b/", "PAB"), ("baht", "THB"), ("bd", "BHD"),
    ("bdt", "BDT"), ("bgn", "BGN"), ("birr", "ETB"), ("br", "BYN"), ("brl", "BRL"), ("bs", "BOB"),
    ("btc", "BTC"), ("c$", "CAD"), ("ca$", "CAD"), ("cad", "CAD"), ("cfa", "XOF"), ("chf", "CHF"),
    ("clp", "CLP"), ("clp$", "CLP"), ("cny", "CNY"), ("cn¥", "CNY"), ("col$", "COP"), ("cop", "COP"),
    ("czk", "CZK"), ("da", "DZD"), ("ddk", "DKK"), ("den", "MKD"), ("dh", "MAD"), ("dhs", "AED"),
    ("din", "RSD"), ("dirham", "AED"), ("dkk", "DKK"), ("dkr", "DKK"), ("dollar", "$"), ("dollars", "$"),
    ("dt", "TND"), ("egp", "EGP"), ("eur", "EUR"), ("euro", "EUR"), ("euros", "EUR"), ("e£", "EGP"),
    ("f.cfa", "XOF"), ("fcfa", "XOF"), ("forint", "HUF"), ("fr", "CHF"), ("francs", "CHF"), ("franken", "CHF"),
    ("ft", "HUF"), ("gbp", "GBP"), ("ghc", "GHS"), ("ghs", "GHS"), ("gh¢", "GHS"), ("gh₵", "GHS"),
    ("gs", "PYG"), ("hk$", "HKD"), ("hkd", "HKD"), ("hrk", "HRK"), ("hrn", "UAH"), ("huf", "HUF"),
    ("idr", "IDR"), ("ils", "ILS"), ("inr", "INR"), ("isk", "ISK"), ("j$", "JMD"), ("jd", "JOD"),
    ("jpy", "JPY"), ("jp¥", "JPY"), ("kc", "CZK"), ("kd", "KWD"), ("kes", "KES"), ("kn", "HRK"), ("kr", "kr"),
    ("kroner", "kr"), ("kronor", "kr"), ("krw", "KRW"), ("ksh", "KES"), ("kshs", "KES"), ("kwd", "KWD"),
    ("kzt", "KZT"), ("kč", "CZK"), ("kčs", "CZK"), ("l.e", "EGP"), ("le", "EGP"), ("lei", "RON"),
    ("leu", "RON"), ("lkr", "LKR"), ("ls", "LVL"), ("lt", "LTL"), ("ltl", "LTL"), ("lv", "BGN"), ("m.n", "MXN"),
    ("mex$", "MXN"), ("mmk", "MMK"), ("mn", "MXN"), ("mx$", "MXN"), ("mxn", "MXN"), ("myr", "MYR"),
    ("ngn", "NGN"), ("nis", "ILS"), ("nkr", "NOK"), ("nok", "NOK"), ("npr", "NPR"), ("nt", "TWD"),
    ("nt$", "TWD"), ("ntd", "TWD"), ("nz$", "NZD"), ("nzd", "NZD"), ("peso", "$"), ("pesos", "$"),
    ("php", "PHP"), ("pkr", "PKR"), ("pln", "PLN"), ("pound", "GBP"), ("pounds", "GBP"), ("qr", "QAR"),
    ("r", "ZAR"), ("r$", "BRL"), ("rd$", "DOP"), ("re", "Rs"), ("reais", "BRL"), ("rm", "MYR"), ("rmb", "CNY"),
    ("ron", "RON"), ("rp", "IDR"), ("rs", "Rs"), ("rsd", "RSD"), ("rub", "RUB"), ("rupiah", "IDR"),
    ("s$", "SGD"), ("s/", "PEN"), ("sar", "SAR"), ("sek", "SEK"), ("sfr", "CHF"), ("sg$", "SGD"),
    ("sgd", "SGD"), ("skr", "SEK"), ("so'm", "UZS"), ("soles", "PEN"), ("soʻm", "UZS"), ("sr", "SAR"),
    ("taka", "BDT"), ("thb", "THB"), ("tk", "BDT"), ("tl", "TRY"), ("try", "TRY"), ("tsh", "TZS"),
    ("tt$", "TTD"), ("tzs", "TZS"), ("u$d", "USD"), ("u$s", "USD"), ("uah", "UAH"), ("ugx", "UGX"),
    ("us$", "USD"), ("usd", "USD"), ("usd$", "USD"), ("ush", "UGX"), ("uyu", "UYU"), ("vnd", "VND"),
    ("vnđ", "VND"), ("won", "KRW"), ("yen", "JPY"), ("zar", "ZAR"), ("zl", "PLN"), ("zloty", "PLN"),
    ("zł", "PLN"), ("złotych", "PLN"), ("£", "GBP"), ("£e", "EGP"), ("¥", "¥"), ("íkr", "ISK"), ("đ", "VND"),
    ("đồng", "VND"), ("б.р", "BYN"), ("грн", "UAH"), ("ден", "MKD"), ("дин", "RSD"), ("лв", "BGN"),
    ("р", "RUB"), ("руб", "RUB"), ("рублей", "RUB"), ("сом", "KGS"), ("сум", "UZS"), ("тг", "KZT"),
    ("тенге", "KZT"), ("֏", "AMD"), ("ש\"ח", "ILS"), ("تومان", "IRR"), ("ج.م", "EGP"), ("د.إ", "AED"),
    ("د.ب", "BHD"), ("د.ت", "TND"), ("د.ك", "KWD"), ("د.م", "MAD"), ("دج", "DZD"), ("ر.س", "SAR"),
    ("ر.ع", "OMR"), ("ر.ق", "QAR"), ("ریال", "IRR"), ("रु", "INR"), ("৳", "BDT"), ("රු", "LKR"), ("บาท", "THB"),
    ("฿", "THB"), ("៛", "KHR"), ("₡", "CRC"), ("₦", "NGN"), ("₨", "Rs"), ("₩", "KRW"), ("₪", "ILS"),
    ("₫", "VND"), ("€", "EUR"), ("₭", "LAK"), ("₮", "MNT"), ("₱", "PHP"), ("₲", "PYG"), ("₴", "UAH"),
    ("₵", "GHS"), ("₸", "KZT"), ("₹", "INR"), ("₺", "TRY"), ("₼", "AZN"), ("₽", "RUB"), ("₾", "GEL"),
    ("₿", "BTC"), ("元", "CNY"), ("元整", "CNY"), ("円", "JPY"), ("圆", "CNY"), ("圓", "TWD"), ("块", "CNY"),
    ("원", "KRW"), ("﷼", "IRR"), ("￥", "¥"), ("￦", "KRW"),
];

/// Codes of ISO 4217 and what is written like them. Only in capitals: `2 Pen` are no soles.
#[rustfmt::skip]
const CODES: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD",
    "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNH",
    "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD",
    "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR",
    "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD",
    "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LTL", "LVL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK",
    "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD",
    "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RMB", "RON", "RSD", "RUB", "RWF", "SAR",
    "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB",
    "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VED", "VES",
    "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWL",
];

/// Units in small letters that may stand behind a number without changing what it says. Weights and lengths are not
/// among them: `3 kg` is no amount and no quantity of pieces.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "%", "ad", "adet", "antal", "antall", "buc", "chiếc", "cái", "db", "ea", "each", "enh", "enhed", "enheder",
    "gab", "kom", "kpl", "ks", "kus", "kusy", "pc", "pce", "pcs", "pezzi", "pezzo", "piece", "pieces", "pieza",
    "piezas", "pièce", "pièces", "pz", "pza", "pzas", "pzs", "qty", "st", "stck", "stk", "stuck", "stuks",
    "styck", "styk", "stykker", "stück", "szt", "sztuk", "ud", "uds", "un", "und", "unid", "unidad", "unidades",
    "unit", "units", "vnt", "x", "×", "τεμ", "бр", "шт", "штук", "‰", "个", "件", "個", "本", "枚", "点", "개",
];

/// What stands beside a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// A currency: its code, or its sign where several share that.
    Currency(&'static str),
    /// A unit.
    Unit,
}

/// What a word or sign beside a number means; `None` where it is unknown and the cell therefore no number.
pub fn beside(word: &str) -> Option<Beside> {
    if let Ok(at) = CODES.binary_search(&word) {
        let code = CODES.get(at).copied()?;
        return Some(Beside::Currency(if code == "RMB" { "CNY" } else { code }));
    }
    let lower;
    let word = if word.chars().any(char::is_uppercase) {
        lower = word.to_lowercase();
        lower.as_str()
    } else {
        word
    };
    let word = match word.trim_end_matches('.') {
        "" => return None,
        word => word,
    };
    if let Ok(at) = WORDS.binary_search_by(|(known, _)| (*known).cmp(word)) {
        return WORDS.get(at).map(|(_, code)| Beside::Currency(code));
    }
    UNITS.binary_search(&word).is_ok().then_some(Beside::Unit)
}

/// True where two answers of [`beside`] may be the same money: `kr` and `DKK`, `$` and `USD`.
pub fn may_be_same_currency(one: &str, other: &str) -> bool {
    let meant = |sign: &str, code: &str| match sign {
        "kr" => matches!(code, "DKK" | "SEK" | "NOK" | "ISK"),
        "$" => {
            code.ends_with('D')
                || matches!(code, "MXN" | "ARS" | "CLP" | "COP" | "UYU" | "BRL" | "DOP" | "CUP")
        }
        "¥" => matches!(code, "JPY" | "CNY" | "CNH"),
        "Rs" => matches!(code, "INR" | "PKR" | "LKR" | "NPR" | "MUR" | "SCR"),
        _ => false,
    };
    one == other || meant(one, other) || meant(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_written_small() {
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0) && CODES.is_sorted() && UNITS.is_sorted());
        for word in WORDS.iter().map(|(word, _)| word).chain(UNITS) {
            assert_eq!(*word, word.to_lowercase().trim_end_matches('.'));
        }
    }

    #[test]
    fn words_beside_numbers() {
        for (word, want) in [
            ("kr.", Some(Beside::Currency("kr"))),
            ("KR", Some(Beside::Currency("kr"))),
            ("DKK", Some(Beside::Currency("DKK"))),
            ("Kč", Some(Beside::Currency("CZK"))),
            ("GH₵", Some(Beside::Currency("GHS"))),
            ("stk.", Some(Beside::Unit)),
            ("%", Some(Beside::Unit)),
            ("Pen", None),
            ("May", None),
            ("maj", None),
            ("kg", None),
            (".", None),
            ("", None),
        ] {
            assert_eq!(beside(word), want, "{word}");
        }
        assert!(may_be_same_currency("kr", "DKK") && may_be_same_currency("USD", "$"));
        assert!(!may_be_same_currency("kr", "EUR") && !may_be_same_currency("DKK", "SEK"));
    }
}
