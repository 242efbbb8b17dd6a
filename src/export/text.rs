//! Tables as csv.

use std::borrow::Cow;

use super::{CannotWrite, Cell, Table};
use crate::base::guard::guard;

/// How a csv is written; lines end in CRLF.
pub(super) struct Dialect {
    delimiter: u8,
    decimal_comma: bool,
    bom: bool,
    /// Whether what a spreadsheet program would run is made plain.
    guards: bool,
}

/// For machines: every text as it is. A phone with an apostrophe is none, and a customer would be greeted as '-Lis.
pub(super) const MACHINES: Dialect =
    Dialect { delimiter: b',', decimal_comma: false, bom: false, guards: false };
/// For Excel in Denmark, Sweden, Norway, Germany: without the mark it would not read UTF-8.
pub(super) const EXCEL: Dialect = Dialect { delimiter: b';', decimal_comma: true, bom: true, guards: true };

const BOM: &[u8] = b"\xEF\xBB\xBF";

pub(super) fn write(table: &Table<'_>, dialect: &Dialect) -> Result<Vec<u8>, CannotWrite> {
    let start = if dialect.bom { BOM.to_vec() } else { Vec::new() };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(dialect.delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(start);
    let failed = |error: &dyn std::fmt::Display| CannotWrite(error.to_string());
    let header = table.columns.iter().map(|column| text(&column.header, dialect));
    writer.write_record(header.map(Cow::into_owned)).map_err(|error| failed(&error))?;
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    append(bytes, table, dialect)
}

/// Writes the rows of a table, without its header, behind what is there.
pub(super) fn append(bytes: Vec<u8>, table: &Table<'_>, dialect: &Dialect) -> Result<Vec<u8>, CannotWrite> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(dialect.delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(bytes);
    let failed = |error: &dyn std::fmt::Display| CannotWrite(error.to_string());
    for row in &table.rows {
        for cell in row {
            writer.write_field(shown(cell, dialect).as_bytes()).map_err(|error| failed(&error))?;
        }
        writer.write_record(None::<&[u8]>).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

fn shown<'a>(cell: &'a Cell<'_>, dialect: &Dialect) -> Cow<'a, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(plain) => text(plain, dialect),
        Cell::Count(count) => Cow::Owned(count.to_string()),
        Cell::Number(number) => decimals(number.to_string(), dialect),
        Cell::Money(amount) => decimals(amount.to_string(), dialect),
        Cell::Day(day) => Cow::Owned(day.to_string()),
    }
}

fn text<'a>(plain: &'a str, dialect: &Dialect) -> Cow<'a, str> {
    if dialect.guards { guard(plain) } else { Cow::Borrowed(plain) }
}

fn decimals(number: String, dialect: &Dialect) -> Cow<'static, str> {
    Cow::Owned(if dialect.decimal_comma { number.replace('.', ",") } else { number })
}
