//! Which row is the header: the first one that reads like headers and stands above cells that do not.

use super::{
    dictionary,
    row::{Cell, Row},
};

/// Rows among which the header is looked for.
const LOOK: usize = 40;

/// Position of the header among `rows`; `None` where the table has none.
pub fn find(rows: &[Row]) -> Option<usize> {
    let width = typical_width(rows);
    let mut best: Option<(f64, usize)> = None;
    for (at, row) in rows.iter().take(LOOK).enumerate() {
        let score = score(row, rows.get(at + 1..).unwrap_or_default(), width);
        if score > 0.0 && best.is_none_or(|(before, _)| score > before + 0.05) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| at)
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
            super::number::looks_numeric(text)
                || super::date::read_written(text, false).is_some()
                || super::profile::is_email(text)
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
    let values = row.cells().filter(is_value).count();
    let known = row
        .cells()
        .filter(|cell| match cell {
            Cell::Text(text) => {
                text.len() < 60 && dictionary::meanings(text).iter().any(|(_, strength)| *strength >= 0.55)
            }
            _ => false,
        })
        .count();
    // a title above the table is narrower than the table
    let coverage = (cells as f64 / width.max(1) as f64).min(1.0);
    let share_known = known as f64 / cells as f64;
    let share_values = values as f64 / cells as f64;
    if share_values > 0.34 {
        return 0.0;
    }
    let next = below.iter().find(|row| !row.is_blank());
    let values_below =
        next.map_or(0.0, |next| next.cells().filter(is_value).count() as f64 / filled(next).max(1) as f64);
    let texts_above_values = if values == 0 && values_below > 0.2 { 0.5 } else { 0.0 };
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

    fn rows(lines: &[&str]) -> Vec<Row> {
        lines
            .iter()
            .map(|line| {
                let mut row = Row::default();
                line.split(';').for_each(|cell| row.push_text(cell));
                row
            })
            .collect()
    }

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
            assert_eq!(find(&rows(&lines)), want, "{lines:?}");
        }
    }
}
