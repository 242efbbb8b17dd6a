//! The small parts of a workbook: which sheets there are and where, and which formats are dates.

use std::collections::BTreeMap;

use crate::{
    answers::SheetView,
    ingest::{
        read::package::markup::{Tag, Token, Unusual, push_decoded, token},
        values::affixes::currency_of,
    },
};

/// What a number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Plain,
    /// A number that is shown with this currency.
    Money(&'static str),
    Date,
    /// Hours beyond a day: a number, not a date.
    Duration,
}

/// The tags of a part in order.
fn tags(part: &str) -> impl Iterator<Item = Result<Tag<'_>, Unusual>> {
    tokens(part).filter_map(|token| match token {
        Ok(Token::Tag(tag)) => Some(Ok(tag)),
        Ok(_) => None,
        Err(unusual) => Some(Err(unusual)),
    })
}

fn tokens(part: &str) -> impl Iterator<Item = Result<Token<'_>, Unusual>> {
    let mut rest = part;
    std::iter::from_fn(move || {
        let found = token(rest).transpose()?;
        rest = found.as_ref().ok().and_then(|(_, len)| rest.get(*len..)).unwrap_or_default();
        Some(found.map(|(token, _)| token))
    })
}

fn decoded(raw: &str) -> Result<String, Unusual> {
    let mut out = String::new();
    push_decoded(raw, &mut out)?;
    Ok(out)
}

/// Where the workbook itself lies: its folder with a slash behind it, and its name.
pub(super) fn document(relations: &str) -> Result<(String, String), Unusual> {
    let mut target = None;
    for tag in tags(relations) {
        let tag = tag?;
        let office = "/relationships/officeDocument";
        if tag.opens("Relationship") && tag.attribute("Type")?.is_some_and(|kind| kind.ends_with(office)) {
            target = tag.attribute("Target")?.map(decoded).transpose()?.or(target);
        }
    }
    let target = target.ok_or(Unusual)?;
    let (folder, name) = match target.rfind('/') {
        Some(at) => target.split_at(at + 1),
        None => ("", target.as_str()),
    };
    if name.is_empty() {
        return Err(Unusual);
    }
    Ok((folder.strip_prefix('/').unwrap_or(folder).to_owned(), name.to_owned()))
}

/// By id: target and type.
pub(super) fn relations(part: &str) -> Result<BTreeMap<&str, (&str, &str)>, Unusual> {
    let mut relations = BTreeMap::new();
    for tag in tags(part) {
        let tag = tag?;
        if tag.opens("Relationship")
            && let Some(id) = tag.attribute("Id")?
        {
            let or_empty = |name| tag.attribute(name).map(Option::unwrap_or_default);
            relations.insert(id, (or_empty("Target")?, or_empty("Type")?));
        }
    }
    Ok(relations)
}

/// The sheets with cells, in order, each with the name of its part.
pub(super) struct Sheets {
    pub sheets: Vec<(SheetView, String)>,
    pub is_1904: bool,
}

pub(super) fn sheets(workbook: &str, relations: &str, folder: &str) -> Result<Sheets, Unusual> {
    let relations = self::relations(relations)?;
    let mut found = Sheets { sheets: Vec::new(), is_1904: false };
    for tag in tags(workbook) {
        let tag = tag?;
        if tag.opens("workbookPr")
            && let Some(value) = tag.attribute("date1904")?
        {
            found.is_1904 = value == "1" || value == "true";
        }
        if !tag.opens("sheet") {
            continue;
        }
        let (mut name, mut id, mut hidden) = (String::new(), "", false);
        for attribute in tag.attributes() {
            match attribute? {
                ("name", value) => name = decoded(value)?,
                ("state", "visible") => hidden = false,
                ("state", "hidden" | "veryHidden") => hidden = true,
                ("state", _) => return Err(Unusual),
                (key, value) if key == "id" || key.ends_with(":id") => id = value,
                _ => {}
            }
        }
        let (target, kind) = relations.get(id).ok_or(Unusual)?;
        let path = match target.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None => format!("{folder}{target}"),
        };
        match kind.rsplit('/').next() {
            Some("worksheet") => found.sheets.push((SheetView { name, hidden }, path)),
            Some("chartsheet" | "dialogsheet") => {}
            _ => return Err(Unusual),
        }
    }
    if found.sheets.is_empty() { Err(Unusual) } else { Ok(found) }
}

/// The formats of cells, in the order in which cells name them.
pub(super) fn formats(styles: &str) -> Result<Vec<Format>, Unusual> {
    let mut codes: BTreeMap<&str, Format> = BTreeMap::new();
    let mut formats = Vec::new();
    let (mut in_codes, mut in_cells) = (false, false);
    for tag in tags(styles) {
        let tag = tag?;
        match tag.name {
            "numFmts" => in_codes = !tag.closes && !tag.is_empty,
            "cellXfs" => in_cells = !tag.closes && !tag.is_empty,
            "numFmt" if in_codes && !tag.closes => {
                if let (Some(id), Some(code)) = (tag.attribute("numFmtId")?, tag.attribute("formatCode")?) {
                    let code = decoded(code)?;
                    let format = match (format_of_code(&code), currency_of_code(&code)) {
                        (Format::Plain, Some(currency)) => Format::Money(currency),
                        (format, _) => format,
                    };
                    codes.insert(id, format);
                }
            }
            "xf" if in_cells && !tag.closes => {
                let format = tag.attribute("numFmtId")?.map_or(Format::Plain, |id| {
                    codes.get(id).copied().unwrap_or_else(|| built_in_format(id))
                });
                formats.push(format);
            }
            _ => {}
        }
    }
    Ok(formats)
}

/// The formats that need no code; those of East Asia among them, which vary and hold dates and times.
fn built_in_format(id: &str) -> Format {
    match id.parse().map(|number: u32| if id.starts_with(['0', '+']) { 0 } else { number }) {
        Ok(14..=22 | 27..=36 | 45 | 47 | 50..=58) => Format::Date,
        Ok(46) => Format::Duration,
        _ => Format::Plain,
    }
}

/// What a format code such as `dd.mm.yyyy` or `[h]:mm` makes of a number: the first of its sections says it, outside
/// quotes, escapes and brackets. Follows calamine, which follows openpyxl.
fn format_of_code(code: &str) -> Format {
    let (mut escaped, mut quoted, mut brackets) = (false, false, 0u32);
    let (mut before, mut elapsed, mut half_day) = (' ', false, false);
    for c in code.chars() {
        if escaped {
            escaped = false;
        } else if matches!(c, '_' | '\\' | '*') {
            escaped = true;
        } else if c == '"' {
            quoted = !quoted;
        } else if !quoted {
            match c {
                ';' => return Format::Plain,
                '[' => brackets += 1,
                ']' if brackets == 1 && elapsed => return Format::Duration,
                ']' => brackets = brackets.saturating_sub(1),
                'a' | 'A' if !half_day && brackets == 0 => half_day = true,
                'p' | 'm' | '/' | 'P' | 'M' if half_day && brackets == 0 => return Format::Date,
                'd' | 'm' | 'h' | 'y' | 's' | 'D' | 'M' | 'H' | 'Y' | 'S' if !half_day && brackets == 0 => {
                    return Format::Date;
                }
                _ if elapsed && c.eq_ignore_ascii_case(&before) => {}
                _ => elapsed = before == '[' && matches!(c, 'm' | 'h' | 's' | 'M' | 'H' | 'S'),
            }
        }
        before = c;
    }
    Format::Plain
}

/// The currency that a format code shows: `#,##0.00 "€"`, `[$kr-406] #,##0`. That of `[$kr-406]` is the country's, which the
/// number behind the sign names.
fn currency_of_code(code: &str) -> Option<&'static str> {
    let (mut literal, mut quoted, mut escaped) = (String::new(), false, false);
    let mut bracket: Option<String> = None;
    let mut country = None;
    for c in code.chars() {
        if let Some(inside) = &mut bracket {
            if c != ']' {
                inside.push(c);
                continue;
            }
            if let Some(sign) = inside.strip_prefix('$') {
                let (sign, number) = sign.rsplit_once('-').unwrap_or((sign, ""));
                country = country.or(country_currency(sign, number));
                literal.push_str(sign);
            }
            bracket = None;
        } else if escaped {
            escaped = false;
            literal.push(c);
        } else if c == '"' {
            quoted = !quoted;
        } else if quoted || matches!(c, '$' | '€' | '£' | '¥') {
            literal.push(c);
        } else {
            match c {
                '\\' => escaped = true,
                '[' => bracket = Some(String::new()),
                ';' => break,
                _ => {}
            }
        }
    }
    let literal = literal.trim();
    if literal.is_empty() || 20 < literal.len() {
        return None;
    }
    country.or_else(|| currency_of(&format!("1 {literal}")))
}

/// What a sign that several countries write means in one of them, by the number that Windows gives the country.
fn country_currency(sign: &str, country: &str) -> Option<&'static str> {
    let number = country.trim_start_matches('0').to_ascii_uppercase();
    let sign = sign.trim().trim_end_matches('.');
    Some(match (sign, number.as_str()) {
        ("kr", "406") => "DKK",
        ("kr", "41D" | "81D") => "SEK",
        ("kr", "414" | "814") => "NOK",
        ("kr", "40F") => "ISK",
        ("$", "409") => "USD",
        ("$", "1009" | "C0C") => "CAD",
        ("$", "C09") => "AUD",
        ("$", "1409") => "NZD",
        ("¥", "411") => "JPY",
        ("¥", "804") => "CNY",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_of_format_codes() {
        for (code, want) in [
            ("#,##0.00 \"€\"", Some("EUR")),
            ("[$kr-406] #,##0.00", Some("DKK")),
            ("#,##0.00\\ [$kr-41D]", Some("SEK")),
            ("[$€-2] #,##0.00;[Red]-[$€-2] #,##0.00", Some("EUR")),
            ("\"DKK\" #,##0", Some("DKK")),
            ("#,##0\\ \"kr.\"", Some("kr")),
            ("\"$\"#,##0_);[Red](\"$\"#,##0)", Some("$")),
            ("[$$-409]#,##0", Some("USD")),
            ("[$-406]dd/mm/yyyy", None),
            ("#,##0 \"stk\"", None),
            ("#,##0.00", None),
            ("[Red]0.00", None),
            ("\"Order \"0", None),
        ] {
            assert_eq!(currency_of_code(code), want, "{code}");
        }
    }

    #[test]
    fn format_codes() {
        for (code, want) in [
            ("DD/MM/YY", Format::Date),
            ("H:MM:SS;@", Format::Date),
            ("#,##0\\ [$\\u20bd-46D]", Format::Plain),
            ("m\"M\"d\"D\";@", Format::Date),
            ("[h]:mm:ss", Format::Duration),
            ("\"Y: \"0.00\"m\";\"Y: \"-0.00\"m\";\"Y: <num>m\";@", Format::Plain),
            ("\"$\"#,##0_);[Red](\"$\"#,##0)", Format::Plain),
            ("0_ ;[Red]\\-0\\ ", Format::Plain),
            ("\\Y000000", Format::Plain),
            ("#,##0.0####\" YMD\"", Format::Plain),
            ("[ss]", Format::Duration),
            ("[Blue]\\+[h]:mm;[Red]\\-[h]:mm;[Green][h]:mm", Format::Duration),
            ("[>=100][Magenta].00", Format::Plain),
            ("[>=100][Magenta]General", Format::Plain),
            ("ha/p\\\\m", Format::Date),
            ("#,##0*y", Format::Plain),
            ("*-yyyy-mm-dd", Format::Date),
        ] {
            assert_eq!(format_of_code(code), want, "{code}");
        }
        assert_eq!(
            ["14", "46", "2", "x"].map(built_in_format),
            [Format::Date, Format::Duration, Format::Plain, Format::Plain]
        );
    }
}
