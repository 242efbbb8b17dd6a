//! A table behind a chart: shown, copied and saved as csv.

use std::cmp::Ordering;

use crate::base::{guard::guard, order::sort_by};

/// A cell: what is shown, and what a program reads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Value {
    /// As people read it.
    pub shown: String,
    /// As programs read it: a plain number with a point, or the text itself; empty for what was not observed.
    pub raw: String,
    /// Set right.
    pub is_number: bool,
    /// A share from 0 to 1 that a bar behind the number shows.
    pub bar: Option<f64>,
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { shown: text.clone(), raw: text, ..Self::default() }
    }
    /// A number and how it is written.
    pub fn number(value: f64, shown: impl Into<String>) -> Self {
        Self { shown: shown.into(), raw: value.to_string(), is_number: true, bar: None }
    }
    /// A share, 0 to 1, that may not be known, with a bar as long as it is.
    pub fn share(value: Option<f64>, shown: impl FnOnce(f64) -> String) -> Self {
        Self { bar: value.filter(|share| (0.0..=1.0).contains(share)), ..Self::maybe(value, shown) }
    }
    /// A number that may not be known.
    pub fn maybe(value: Option<f64>, shown: impl FnOnce(f64) -> String) -> Self {
        match value {
            Some(value) => Self::number(value, shown(value)),
            None => Self { shown: "–".to_owned(), is_number: true, ..Self::default() },
        }
    }
}

/// How two cells follow each other: numbers by size, texts by letters, what was not observed last.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a.raw.is_empty(), b.raw.is_empty()) {
        (false, false) => match (a.raw.parse::<f64>(), b.raw.parse::<f64>()) {
            (Ok(a), Ok(b)) => a.total_cmp(&b),
            _ => a.raw.to_lowercase().cmp(&b.raw.to_lowercase()),
        },
        (a, b) => a.cmp(&b),
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DataTable {
    /// Names of the columns.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
}

impl DataTable {
    /// Positions of the rows in the order of a column. Rows with equal cells keep their order; what was not observed is
    /// last both ways.
    pub fn sorted_by(&self, column: usize, descending: bool) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        let nothing = Value::default();
        let cell = |at: &usize| self.rows.get(*at).and_then(|row| row.get(column)).unwrap_or(&nothing);
        sort_by(&mut order, |a, b| {
            let (a, b) = (cell(a), cell(b));
            let forward = compare(a, b);
            if descending && !a.raw.is_empty() && !b.raw.is_empty() { forward.reverse() } else { forward }
        });
        order
    }
    /// As csv: UTF-8, comma, decimal point, CRLF; with texts that spreadsheet programs would run made harmless.
    pub fn to_csv(&self) -> String {
        let mut csv = String::new();
        let mut write = |cells: &mut dyn Iterator<Item = String>| {
            for (at, cell) in cells.enumerate() {
                if at > 0 {
                    csv.push(',');
                }
                if cell.contains([',', '"', '\n', '\r']) {
                    csv.push('"');
                    csv.push_str(&cell.replace('"', "\"\""));
                    csv.push('"');
                } else {
                    csv.push_str(&cell);
                }
            }
            csv.push_str("\r\n");
        };
        write(&mut self.head.iter().map(|name| guard(name).into_owned()));
        for row in &self.rows {
            write(&mut row.iter().map(|value| {
                if value.is_number { value.raw.clone() } else { guard(&value.raw).into_owned() }
            }));
        }
        csv
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_by_what_programs_read_and_the_unknown_is_last() {
        let row = |name: &str, value: Option<f64>| {
            vec![Value::text(name), Value::maybe(value, |value| format!("{value} kr"))]
        };
        let table = DataTable {
            head: vec!["product".into(), "revenue".into()],
            rows: vec![
                row("tea", Some(9.0)),
                row("Apple", None),
                row("pot", Some(100.0)),
                row("cup", Some(9.0)),
            ],
        };
        assert_eq!(table.sorted_by(1, false), [0, 3, 2, 1]);
        assert_eq!(table.sorted_by(1, true), [2, 0, 3, 1]);
        assert_eq!(table.sorted_by(0, false), [1, 3, 2, 0]);
        assert_eq!(table.sorted_by(7, true), [0, 1, 2, 3]);
    }

    #[test]
    fn csv_is_plain_and_harmless() {
        let table = DataTable {
            head: vec!["product".into(), "share".into()],
            rows: vec![
                vec![Value::text("=HYPERLINK(\"x\")"), Value::number(-0.5, "-50 %")],
                vec![Value::text("Tea, \"green\""), Value::maybe(None, |_| String::new())],
            ],
        };
        let want = "product,share\r\n\"'=HYPERLINK(\"\"x\"\")\",-0.5\r\n\"Tea, \"\"green\"\"\",\r\n";
        assert_eq!(table.to_csv(), want);
    }
}
