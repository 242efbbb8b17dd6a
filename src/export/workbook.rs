//! Tables as xlsx: texts as texts, never as formulas; dates and amounts typed; the header frozen.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::{CannotWrite, Cell, Table};

/// Rows of a sheet, the header included.
const MOST_ROWS: usize = 1_048_576;
/// UTF-16 units of a cell.
const MOST_TEXT: usize = 32_767;

pub(super) fn write(table: &Table<'_>) -> Result<Vec<u8>, CannotWrite> {
    if MOST_ROWS <= table.rows.len() {
        return Err(CannotWrite(format!(
            "a sheet holds {} rows, the list has {}",
            MOST_ROWS - 1,
            table.rows.len()
        )));
    }
    fill(table).map_err(|error| CannotWrite(error.to_string()))
}

fn fill(table: &Table<'_>) -> Result<Vec<u8>, XlsxError> {
    let heading = Format::new().set_bold();
    let (money, date) =
        (Format::new().set_num_format("#,##0.00##"), Format::new().set_num_format("yyyy-mm-dd"));
    let mut workbook = Workbook::new();
    // The writer would put the clock's time into the file: same list, same bytes.
    if let Some(as_of) = excel_day(table.as_of) {
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&as_of));
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(&table.sheet)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, at) in table.columns.iter().zip(0_u16..) {
        sheet.set_column_width(at, f64::from(column.width))?;
        sheet.write_string_with_format(0, at, clipped(&column.header), &heading)?;
    }
    for (row, at) in table.rows.iter().zip(1_u32..) {
        for (cell, column) in row.iter().zip(0_u16..) {
            match cell {
                Cell::Empty => continue,
                Cell::Text(text) => sheet.write_string(at, column, clipped(text))?,
                Cell::Count(count) => sheet.write_number(at, column, *count as f64)?,
                Cell::Number(number) => sheet.write_number(at, column, *number)?,
                Cell::Money(amount) => sheet.write_number_with_format(at, column, amount.to_f64(), &money)?,
                Cell::Day(day) => match excel_day(*day) {
                    Some(datetime) => sheet.write_datetime_with_format(at, column, &datetime, &date)?,
                    // Days before 1900 have no number in a workbook.
                    None => sheet.write_string(at, column, day.to_string())?,
                },
            };
        }
    }
    workbook.save_to_buffer()
}

fn excel_day(day: crate::base::Day) -> Option<ExcelDateTime> {
    let (year, month, day) = day.ymd();
    ExcelDateTime::from_ymd(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
        .ok()
}

/// A cell holds no longer text; it is cut between characters.
fn clipped(text: &str) -> &str {
    let mut units = 0;
    let fits = |(_, character): &(usize, char)| {
        units += character.len_utf16();
        units <= MOST_TEXT
    };
    if text.len() <= MOST_TEXT {
        return text;
    }
    let end =
        text.char_indices().take_while(fits).last().map_or(0, |(at, character)| at + character.len_utf8());
    text.get(..end).unwrap_or("")
}
