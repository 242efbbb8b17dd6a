//! Which rows are the header: the first one that reads like headers and stands above cells that do not; with the line
//! of groups above it (`Customer | | Order |`, often merged cells) or of units below it (`| DKK | pcs`).

use crate::ingest::{
    columns::heading,
    read::row::{Cell, Row},
};

/// Rows among which the header is looked for.
const LOOK: usize = 40;

/// A header that was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// Position of its last row among the rows that were looked at: the table begins below.
    pub last: usize,
    /// A name for each column; empty where there is none.
    pub names: Vec<String>,
}

/// The header among `rows`; `None` where the table has none.
pub fn find(rows: &[Row]) -> Option<Header> {
    let width = typical_width(rows);
    let mut best: Option<(f64, usize)> = None;
    for (at, row) in rows.iter().take(LOOK).enumerate() {
        let score = score(row, rows.get(at + 1..).unwrap_or_default(), width);
        if score > 0.0 && best.is_none_or(|(before, _)| score > before + 0.05) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| around(rows, at))
}

/// The header whose row is known; it may have a second line.
pub fn around(rows: &[Row], at: usize) -> Header {
    let line = |at: Option<usize>| at.and_then(|at| rows.get(at));
    let plain = rows.get(at).map(names_of).unwrap_or_default();
    let mut best = Header { last: at, names: plain };
    let mut most = understood(&best.names);
    for (upper, lower) in [(at.checked_sub(1), Some(at)), (Some(at), Some(at + 1))] {
        let (Some(above), Some(below), Some(last)) = (line(upper), line(lower), lower) else { continue };
        let is_second_line = |row: &Row| filled(row) >= 2 && !row.cells().any(|cell| is_value(&cell));
        let values_follow =
            line(Some(last + 1)).is_some_and(|row| row.cells().filter(is_value).count() * 5 >= filled(row));
        if !is_second_line(above) || !is_second_line(below) || !values_follow {
            continue;
        }
        for spread in [true, false] {
            let names = joined_names(above, below, spread);
            let known = understood(&names);
            if known > most + 0.3 {
                most = known;
                best = Header { last, names };
            }
        }
    }
    if best.last == at && line(Some(at + 1)).is_some_and(is_units) {
        best.last += 1;
    }
    best
}

/// A header without the line breaks that wrap it in its cell.
fn name_of(cell: Cell<'_>) -> String {
    cell.to_text().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn names_of(row: &Row) -> Vec<String> {
    row.cells().map(name_of).collect()
}

/// Both lines as one; `spread` gives the columns of a merged cell the text of its first, where that says more.
fn joined_names(above: &Row, below: &Row, spread: bool) -> Vec<String> {
    let mut group = String::new();
    let join = |column: usize| {
        let upper = name_of(above.cell(column));
        let is_own = !upper.is_empty();
        if is_own || !spread {
            group = upper;
        }
        let lower = name_of(below.cell(column));
        match (group.is_empty(), lower.is_empty()) {
            (true, _) => lower,
            (_, true) => name_of(above.cell(column)),
            _ => {
                let joined = format!("{group} {lower}");
                // how far a merged cell reaches is not known
                if is_own || strength(&joined) > strength(&lower) { joined } else { lower }
            }
        }
    };
    (0..above.len().max(below.len())).map(join).collect()
}

/// True for names that only count: `c0, c1, c2 …`, `Column1 …`, `0, 1, 2 …`. They say where columns stand and not what
/// they hold; and no row of data counts on from cell to cell.
pub fn only_counts<'n>(names: impl IntoIterator<Item = &'n str>) -> bool {
    let mut before: Option<(&str, u64)> = None;
    let mut n = 0;
    for name in names {
        let prefix = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let Some(number) = name.get(prefix.len()..).and_then(|digits| digits.parse().ok()) else {
            return false;
        };
        let follows = match before {
            None => number <= 1 && !prefix.contains(['.', ',', '-', '+']),
            Some((same, last)) => same == prefix && number == last + 1,
        };
        if !follows {
            return false;
        }
        before = Some((prefix, number));
        n += 1;
    }
    // without a word, a few small numbers in a row may be quantities
    n >= if before.is_some_and(|(prefix, _)| prefix.is_empty()) { 5 } else { 3 }
}

/// How much of the names the dictionary knows; a name that comes twice tells nothing the second time.
fn understood(names: &[String]) -> f64 {
    let mut seen = std::collections::BTreeSet::new();
    names.iter().filter(|name| seen.insert(name.as_str())).map(|name| strength(name)).sum()
}

fn strength(name: &str) -> f64 {
    if name.len() >= 60 {
        return 0.0;
    }
    heading::meanings(name).iter().map(|(_, strength)| *strength).fold(0.0, f64::max)
}

/// A line of units below the headers: `DKK`, `(pcs)`, `yyyy-mm-dd`, and mostly nothing.
fn is_units(row: &Row) -> bool {
    const UNITS: [&str; 37] = [
        "dkk",
        "sek",
        "nok",
        "eur",
        "usd",
        "gbp",
        "pln",
        "chf",
        "kr",
        "kr.",
        "€",
        "$",
        "£",
        "pcs",
        "pc",
        "stk",
        "stk.",
        "st",
        "st.",
        "stück",
        "units",
        "unit",
        "%",
        "kg",
        "g",
        "text",
        "number",
        "date",
        "yyyy-mm-dd",
        "dd-mm-yyyy",
        "dd.mm.yyyy",
        "dd/mm/yyyy",
        "mm/dd/yyyy",
        "åååå-mm-dd",
        "dd-mm-åååå",
        "ex. moms",
        "excl. vat",
    ];
    let is_unit = |text: &str| {
        let text = text.trim().to_lowercase();
        let inner = text.trim_matches(['(', ')', '[', ']']);
        inner.is_empty() || UNITS.contains(&inner)
    };
    let mut texts = 0;
    let fits = row.cells().all(|cell| match cell {
        Cell::Empty => true,
        Cell::Text(text) => {
            texts += usize::from(!text.trim().is_empty());
            is_unit(text)
        }
        _ => false,
    });
    fits && texts > 0
}

fn filled(row: &Row) -> usize {
    row.cells().filter(|cell| !cell.is_blank()).count()
}

/// The number of filled cells that most rows have at least.
fn typical_width(rows: &[Row]) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(filled).filter(|&width| width > 0).collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).copied().unwrap_or(0)
}

fn is_value(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Number(_) | Cell::Moment(_) | Cell::Bool(_) => true,
        Cell::Text(text) => {
            let text = text.trim();
            crate::ingest::values::number::looks_numeric(text)
                || crate::ingest::values::date::read_written(text, false).is_some()
                || crate::ingest::values::email::is_email(text)
        }
        Cell::Empty | Cell::Error => false,
    }
}

/// 0 for a row that is no header. Known words count most; else all cells are texts where values stand below.
fn score(row: &Row, below: &[Row], width: usize) -> f64 {
    let cells = filled(row);
    if cells == 0 || row.cells().any(|cell| matches!(cell, Cell::Moment(_))) {
        return 0.0;
    }
    // a title above the table is narrower than the table
    let coverage = (cells as f64 / width.max(1) as f64).min(1.0);
    let texts = row.to_texts();
    if only_counts(texts.iter().map(|text| text.trim()).take(cells)) {
        return coverage * coverage;
    }
    let values = row.cells().filter(is_value).count();
    let known = row
        .cells()
        .filter(|cell| match cell {
            Cell::Text(text) => {
                text.len() < 60 && heading::meanings(text).iter().any(|(_, strength)| *strength >= 0.55)
            }
            _ => false,
        })
        .count();
    let share_known = known as f64 / cells as f64;
    let share_values = values as f64 / cells as f64;
    if share_values > 0.34 {
        return 0.0;
    }
    let next = below.iter().find(|row| !row.is_blank());
    let values_below = next.map_or(0, |next| next.cells().filter(is_value).count());
    let share_below = values_below as f64 / next.map_or(0, filled).max(1) as f64;
    // among fifty columns of texts a date, an address and an amount are few, and say it all the same
    let texts_above_values = if values == 0 && (share_below > 0.2 || values_below >= 2) { 0.5 } else { 0.0 };
    // a single known word in a wide row may be a product called "Total"
    let words = if known >= 2 || (known == 1 && cells <= 3) { 0.4 + share_known } else { 0.0 };
    if words == 0.0 && texts_above_values == 0.0 {
        return 0.0;
    }
    coverage * coverage * (words + texts_above_values * (1.0 - share_values))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::row::rows;

    #[test]
    fn finds_the_header_under_titles_and_knows_when_there_is_none() {
        let data = "536365;2010-12-01;17850;2,55";
        for (lines, want) in [
            (vec!["Order;Date;Customer;Amount", data, data], Some(0)),
            (vec!["Salgsrapport 2010;;;", "", "Fakturanr.;Dato;Kundenr.;Beløb", data, data], Some(2)),
            (vec!["abc;def;ghi;jkl", data, data], Some(0)),
            (vec![data, data, data], None),
            (
                vec!["Firma ApS;;;", "Periode;2010-01-01;2010-12-31;", "Bilag;Dato;Debitor;Beløb", data],
                Some(2),
            ),
        ] {
            assert_eq!(find(&rows(&lines)).map(|header| header.last), want, "{lines:?}");
        }
    }

    #[test]
    fn columns_that_are_only_counted_are_a_header_however_many_they_are() {
        for name in ["c", "Column", "Field ", "Unnamed: ", "V", ""] {
            for n in [5, 50, 300] {
                let line = |cell: &dyn Fn(usize) -> String| (0..n).map(cell).collect::<Vec<_>>().join(";");
                let head = line(&|at| format!("{name}{at}"));
                let data = line(&|at| match at {
                    0 => "2024-03-05".to_owned(),
                    1 => "12,50".to_owned(),
                    _ => format!("word {at}"),
                });
                let found = find(&rows(&[&head, &data, &data]));
                assert_eq!(found.map(|header| header.last), Some(0), "{n} times {name}");
                assert_eq!(find(&rows(&[&data, &data, &data])), None, "{n} times {name}, none");
            }
        }
        assert!(
            !only_counts(["1", "2", "3"]) && !only_counts(["c0", "c2", "c3"]) && !only_counts(["a1", "b2"])
        );
    }

    #[test]
    fn two_lines_are_one_header() {
        let data = "536365;2010-12-01;17850;Anna;2,55";
        for (lines, last, names) in [
            (
                ["Ordre;;Kunde;;", "Nr.;Dato;Nr.;Navn;Beløb", data, data],
                1,
                ["Ordre Nr.", "Ordre Dato", "Kunde Nr.", "Kunde Navn", "Beløb"],
            ),
            (
                ["Invoice;Invoice;Customer;Customer;Net", "No.;Date;No.;Name;Amount", data, data],
                1,
                ["Invoice No.", "Invoice Date", "Customer No.", "Customer Name", "Net Amount"],
            ),
            (
                ["Order;Date;Customer;Name;Amount", ";yyyy-mm-dd;;;(DKK)", data, data],
                1,
                ["Order", "Date", "Customer", "Name", "Amount"],
            ),
            (
                ["Firma ApS;;;Rapport;", "Ordrenr;Dato;Kundenr;Navn;Beløb", data, data],
                1,
                ["Ordrenr", "Dato", "Kundenr", "Navn", "Beløb"],
            ),
        ] {
            let want = Header { last, names: names.map(str::to_owned).to_vec() };
            assert_eq!(find(&rows(&lines)), Some(want), "{lines:?}");
        }
    }
}
