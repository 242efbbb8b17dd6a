//! A table behind a chart: shown, copied and saved as csv.

use crate::base::guard::guard;

/// A cell: what is shown, and what a program reads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Value {
    /// As people read it.
    pub shown: String,
    /// As programs read it: a plain number with a point, or the text itself; empty for what was not observed.
    pub raw: String,
    /// Set right.
    pub is_number: bool,
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { shown: text.clone(), raw: text, is_number: false }
    }
    /// A number and how it is written.
    pub fn number(value: f64, shown: impl Into<String>) -> Self {
        Self { shown: shown.into(), raw: value.to_string(), is_number: true }
    }
    /// A number that may not be known.
    pub fn maybe(value: Option<f64>, shown: impl FnOnce(f64) -> String) -> Self {
        match value {
            Some(value) => Self::number(value, shown(value)),
            None => Self { shown: "–".to_owned(), raw: String::new(), is_number: true },
        }
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
