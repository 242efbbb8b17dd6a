//! Rows of a text file that have more cells than the heading: the sign between cells stood inside one of them, and all
//! that follows stands under a wrong heading. Where only one reading fits, the cell is put together again.

use crate::{
    base::hash::{FxHasher, Set},
    ingest::{
        columns::profile::{Column, Profile},
        read::{
            delimited::Delimiter,
            row::{Cell, Row, Slip},
        },
        values::{affixes::inner_text, number::looks_numeric},
    },
};

/// Rows that are needed before anything is said of what columns hold.
const LEAST_ROWS: usize = 5;
/// A column holds one kind of cell where this share of its filled cells is of it.
const OF_ONE_KIND: f64 = 0.95;

/// What the cells of a column are, where they are all of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cells {
    Numbers,
    Dates,
    Emails,
    /// Anything; by hash, what the sample had.
    Any,
}

impl Cells {
    fn of(column: &Column) -> Cells {
        let all_are = |count: u64| column.filled() > 0 && column.share(count) >= OF_ONE_KIND;
        match () {
            () if all_are(column.emails) => Cells::Emails,
            () if all_are(column.dates) => Cells::Dates,
            () if all_are(column.numbers) => Cells::Numbers,
            () => Cells::Any,
        }
    }

    fn fits(self, column: &Column) -> bool {
        column.filled() == 0
            || match self {
                Cells::Numbers => column.numbers > 0,
                Cells::Dates => column.dates > 0,
                Cells::Emails => column.emails > 0,
                Cells::Any => true,
            }
    }
}

/// What regular rows of a table look like, for putting the others together.
#[derive(Debug, Clone)]
pub struct Slips {
    /// Columns that have a heading.
    width: usize,
    delimiter: char,
    cells: Vec<Cells>,
    /// By column, the texts of the sample.
    known: Vec<Set<u64>>,
    /// Numbers of the sample have a decimal point: no comma is one.
    has_points: bool,
}

impl Slips {
    /// Of a text with a heading, by the rows of the sample that have no more cells than it; `None` where rows with more
    /// are as usual as those without: then there is a column without a heading.
    pub fn of(headers: &[String], delimiter: Option<Delimiter>, below: &[Row]) -> Option<Slips> {
        let Some(Delimiter::Byte(delimiter)) = delimiter else { return None };
        let width = headers.iter().rposition(|header| !header.trim().is_empty())? + 1;
        let regular: Vec<&Row> =
            below.iter().filter(|row| !row.is_blank() && filled_width(row) <= width).collect();
        let filled = below.iter().filter(|row| !row.is_blank()).count();
        if width < 3 || regular.len() < LEAST_ROWS || regular.len() * 2 < filled {
            return None;
        }
        let profile = Profile::of(regular.iter().copied());
        let mut cells: Vec<Cells> = profile.columns.iter().map(Cells::of).collect();
        cells.resize(width, Cells::Any);
        let mut known = vec![Set::default(); width];
        for row in regular {
            for (column, known) in known.iter_mut().enumerate() {
                known.insert(hash_of(&row.cell(column).to_text()));
            }
        }
        let has_points = profile.columns.iter().any(|column| column.number_evidence.point > 0);
        Some(Slips { width, delimiter: char::from(delimiter), cells, known, has_points })
    }

    /// True where a row has something beyond the last heading.
    #[inline]
    fn concerns(&self, row: &Row) -> bool {
        self.width < row.len() && self.width < filled_width(row)
    }

    /// A row with more cells than the heading, marked: with one cell put together again where one reading fits, and as it
    /// stands where none or several do. `None` for a row that fits as it stands.
    pub fn mend(&self, row: &Row) -> Option<Row> {
        if !self.concerns(row) || self.fits_as_it_stands(row) {
            return None;
        }
        Some(self.rejoin(row).unwrap_or_else(|| {
            let mut marked = row.clone();
            marked.slip = Slip::Open;
            marked
        }))
    }

    /// A row of the sample as it is looked at: what is beyond the last heading makes no column.
    pub fn for_sample(&self, row: &mut Row) {
        if let Some(mended) = self.mend(row) {
            *row = mended;
            row.truncate(self.width);
        }
    }

    fn fits_as_it_stands(&self, row: &Row) -> bool {
        let texts = row.to_texts();
        // a remark behind the last heading has words; a number there is the rest of one that was cut
        let rest = texts.get(self.width..).unwrap_or_default();
        if rest.iter().any(|text| looks_numeric(inner_text(text.trim()))) {
            return false;
        }
        // where columns hold any text, everything fits, and nothing is said by it
        self.cells.iter().any(|&cells| cells != Cells::Any)
            && texts.get(..self.width).is_some_and(|texts| self.fits(texts))
    }

    fn rejoin(&self, row: &Row) -> Option<Row> {
        let texts = row.to_texts();
        let texts = texts.get(..filled_width(row))?;
        let extra = texts.len().checked_sub(self.width).filter(|&extra| 0 < extra && extra < self.width)?;
        let pieces = |at: usize| row.cells().skip(at + 1).take(extra);
        let mut found: Vec<(bool, usize, Vec<String>)> = Vec::new();
        for at in 0..self.width {
            let (Some(before), Some(joined), Some(after)) =
                (texts.get(..at), texts.get(at..=at + extra), texts.get(at + extra + 1..))
            else {
                continue;
            };
            let is_spaced = pieces(at).all(|cell| matches!(cell, Cell::Text(text) if text.starts_with(' ')));
            let sign = if is_spaced { format!("{} ", self.delimiter) } else { self.delimiter.to_string() };
            let mut cells = before.to_vec();
            cells.push(joined.join(&sign));
            cells.extend_from_slice(after);
            if self.fits(&cells) && self.may_be_one(at, &cells) {
                let known = self.known_among(&cells, at);
                found.push((is_spaced, known, cells));
            }
        }
        // nobody puts a space after the sign between cells, and what is known stays in its place
        let best = found.iter().map(|(is_spaced, known, _)| (*is_spaced, *known)).max()?;
        let mut best_of = found.into_iter().filter(|(is_spaced, known, _)| (*is_spaced, *known) == best);
        let (_, _, cells) = best_of.next()?;
        if best_of.next().is_some() {
            return None;
        }
        let mut joined = Row::default();
        joined.clear(row.number);
        for cell in &cells {
            joined.push_text(cell);
        }
        joined.slip = Slip::Rejoined;
        Some(joined)
    }

    fn fits(&self, texts: &[String]) -> bool {
        let mut row = Row::default();
        for text in texts {
            row.push_text(text);
        }
        let profile = Profile::of([&row]);
        self.cells.iter().zip(&profile.columns).all(|(cells, column)| cells.fits(column))
    }

    /// Two cells make one number only as thousands, or as decimals where the file has no decimal point.
    fn may_be_one(&self, at: usize, texts: &[String]) -> bool {
        if self.cells.get(at) != Some(&Cells::Numbers) {
            return true;
        }
        let text = texts.get(at).map(String::as_str).unwrap_or_default();
        let mut parts = text.split(self.delimiter).skip(1);
        let starts_with_three = |part: &str| {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            digits == 3
        };
        parts.all(|part| starts_with_three(part) || !self.has_points)
    }

    /// Cells of columns of any text that the sample knows, other than that at `joined`.
    fn known_among(&self, texts: &[String], joined: usize) -> usize {
        let columns = self.cells.iter().zip(&self.known).zip(texts).enumerate();
        columns
            .filter(|&(at, ((&cells, known), text))| {
                at != joined && cells == Cells::Any && known.contains(&hash_of(text))
            })
            .count()
    }
}

/// Cells up to the last that holds something.
fn filled_width(row: &Row) -> usize {
    (0..row.len()).rev().find(|&at| !row.cell(at).is_blank()).map_or(0, |at| at + 1)
}

fn hash_of(text: &str) -> u64 {
    use std::hash::Hasher;
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADERS: [&str; 6] = ["Order", "Date", "Name", "Product", "Quantity", "Amount"];
    const REGULAR: [&str; 6] = [
        "1,2024-01-02,Anna Berg,Blue mug,1,20.50",
        "2,2024-01-03,Bo Holm,Teapot,2,41.00",
        "3,2024-01-05,Cia Dahl,Blue mug,1,20.50",
        "4,2024-01-07,Anna Berg,Honey,3,9.30",
        "5,2024-02-01,Bo Holm,Teapot,1,20.50",
        "6,2024-02-02,Cia Dahl,Honey,1,3.10",
    ];

    fn row(text: &str) -> Row {
        let mut row = Row::default();
        for cell in text.split(',') {
            row.push_text(cell);
        }
        row
    }

    fn slips() -> Slips {
        let below: Vec<Row> = REGULAR.iter().map(|text| row(text)).collect();
        let headers: Vec<String> = HEADERS.iter().map(|&header| header.to_owned()).collect();
        Slips::of(&headers, Some(Delimiter::Byte(b',')), &below).expect("a table with a heading")
    }

    fn rejoined(text: &str) -> Option<Vec<String>> {
        let row = slips().mend(&row(text))?;
        (row.slip == Slip::Rejoined).then(|| row.to_texts())
    }

    #[test]
    fn a_cell_with_the_sign_between_cells_is_put_together_where_one_reading_fits() {
        let want = ["7", "2024-02-03", "Anna Berg", "Espresso, beans 1 kg", "2", "307.00"];
        let got = rejoined("7,2024-02-03,Anna Berg,Espresso, beans 1 kg,2,307.00");
        assert_eq!(got, Some(want.map(str::to_owned).to_vec()));
        // without a space the names that are known say where it was
        let want = ["7", "2024-02-03", "Anna Berg", "Espresso,beans", "2", "307.00"];
        assert_eq!(
            rejoined("7,2024-02-03,Anna Berg,Espresso,beans,2,307.00"),
            Some(want.map(str::to_owned).to_vec())
        );
        let want = ["7", "2024-02-03", "Holm,Dan", "Teapot", "2", "307.00"];
        assert_eq!(rejoined("7,2024-02-03,Holm,Dan,Teapot,2,307.00"), Some(want.map(str::to_owned).to_vec()));
        // an amount with a comma, not a product with a number
        let want = ["7", "2024-02-03", "Anna Berg", "Teapot", "2", "1,307.00"];
        assert_eq!(
            rejoined("7,2024-02-03,Anna Berg,Teapot,2,1,307.00"),
            Some(want.map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn nothing_is_put_together_where_several_readings_fit_or_the_row_fits_as_it_stands() {
        // two names that nobody knows
        assert_eq!(rejoined("7,2024-02-03,Dan,Lund,Tray,2,307.00"), None);
        // a remark beyond the last heading
        assert_eq!(rejoined("7,2024-02-03,Anna Berg,Teapot,2,307.00,call back"), None);
        assert!(slips().mend(&row("7,2024-02-03,Anna Berg,Teapot,2,307.00,call back")).is_none());
        // nothing fits
        assert_eq!(rejoined("7,2024-02-03,Anna Berg,Teapot,two,many,lots"), None);
    }

    #[test]
    fn a_column_without_a_heading_is_no_slip() {
        let below: Vec<Row> = REGULAR.iter().map(|text| row(&format!("{text},note"))).collect();
        let headers: Vec<String> = HEADERS.iter().map(|&header| header.to_owned()).collect();
        assert!(Slips::of(&headers, Some(Delimiter::Byte(b',')), &below).is_none());
    }
}
