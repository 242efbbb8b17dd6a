//! The bytes of a disguise: delimited texts and workbooks, with what stands around the rows.

use rust_xlsxwriter::{Format as CellFormat, Workbook, Worksheet, XlsxError};

use crate::{
    disguise::{Disguise, Format},
    noise::Noise,
    styles::{Encoding, Quotes},
    tables::{Cell, Table, is_money},
    words::Words,
    written::Writer,
};

/// A file by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Name with ending.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A row of a file, or an empty one.
enum Row {
    /// Titles: few cells.
    Title(Vec<String>),
    /// The heading, at the top or again.
    Heading,
    /// Cells.
    Cells(Vec<Cell>),
    /// Nothing.
    Blank,
}

/// Writes tables as the disguise has it.
pub fn files(tables: &[Table], disguise: &Disguise) -> Vec<File> {
    let one = |table: &Table| {
        let rows = rows(table, disguise);
        match disguise.format {
            Format::Csv => {
                File { name: format!("{}.csv", table.name), bytes: delimited(table, &rows, disguise) }
            }
            _ => {
                // a workbook of texts and numbers always can be written
                let bytes = workbook(table, &rows, disguise).unwrap_or_default();
                File { name: format!("{}.xlsx", table.name), bytes }
            }
        }
    };
    tables.iter().map(one).collect()
}

fn rows(table: &Table, disguise: &Disguise) -> Vec<Row> {
    let words = Words::of(disguise.language);
    let frame = &disguise.frame;
    let mut rows = Vec::new();
    if table.is_main && frame.titles > 0 {
        let mut random = disguise.random("titles");
        rows.push(Row::Title(vec![random.pick(words.all("title")).to_string()]));
        if frame.titles > 1 {
            rows.push(Row::Title(vec![words.first("period").to_owned(), "2016 - 2026".to_owned()]));
        }
        if frame.titles > 2 {
            rows.push(Row::Title(vec!["Example Company".to_owned()]));
            rows.push(Row::Blank);
        }
    }
    rows.push(Row::Heading);
    let again = if frame.heading_again { 40 } else { usize::MAX };
    let blank = if frame.blank_rows { 23 } else { usize::MAX };
    for (index, row) in table.rows.iter().enumerate() {
        if table.is_main && index > 0 && index % again == 0 {
            rows.push(Row::Heading);
        }
        if table.is_main && index > 0 && index % blank == 0 {
            rows.push(Row::Blank);
        }
        rows.push(Row::Cells(row.clone()));
    }
    if table.is_main && frame.total_row {
        rows.extend(total_row(table, &words, disguise).map(Row::Cells));
    }
    if table.is_main && frame.blank_rows {
        rows.extend([Row::Blank, Row::Blank]);
    }
    rows
}

/// Sums below the columns of money, and a word in the first column; none where the first column holds money.
fn total_row(table: &Table, words: &Words, disguise: &Disguise) -> Option<Vec<Cell>> {
    use crate::fields::Field::{Balance, Quantity, UnitPrice};
    let word = disguise.random("total row").pick(words.all("total_row")).to_string();
    let is_summed = |index: usize| {
        let field = table.fields[index];
        (is_money(field) && !matches!(field, Balance | UnitPrice)) || field == Quantity
    };
    if is_summed(0) || !(0..table.fields.len()).any(is_summed) {
        return None;
    }
    let sum = |index: usize| {
        let column = || table.rows.iter().filter_map(|row| row.get(index));
        let whole: i64 = column().map(|cell| if let Cell::Whole(number) = cell { *number } else { 0 }).sum();
        let money: i64 =
            column().map(|cell| if let Cell::Money(amount, _) = cell { *amount } else { 0 }).sum();
        if table.fields[index] == Quantity { Cell::Whole(whole) } else { Cell::Money(money, 0) }
    };
    let cell = |index: usize| match index {
        0 => Cell::Text(word.clone()),
        _ if is_summed(index) => sum(index),
        _ => Cell::Empty,
    };
    Some((0..table.fields.len()).map(cell).collect())
}

fn delimited(table: &Table, rows: &[Row], disguise: &Disguise) -> Vec<u8> {
    let writer = Writer::new(disguise);
    let style = disguise.text;
    let delimiter = style.delimiter.character();
    let line_end = if style.carriage_return { "\r\n" } else { "\n" };
    let quoted = |text: &str, is_text: bool| {
        let needed = text.contains([delimiter, '"', '\n', '\r']);
        let is_quoted = match style.quotes {
            Quotes::WhereNeeded => needed,
            Quotes::All => true,
            Quotes::Texts => needed || is_text && !text.is_empty(),
        };
        if is_quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    };
    let slips = disguise.has(Noise::CellsSlipped);
    let mut text = String::new();
    if disguise.frame.sep_line {
        text += &format!("sep={delimiter}{line_end}");
    }
    let width = table.fields.len();
    // some programs fill short rows up
    let fills = disguise.random("short rows").chance(50);
    for row in rows {
        let mut cells: Vec<String> = match row {
            Row::Title(cells) => cells.iter().map(|cell| quoted(cell, true)).collect(),
            Row::Heading => table.headings.iter().map(|heading| quoted(heading, true)).collect(),
            Row::Cells(cells) => {
                let cell = |(index, cell): (usize, &Cell)| {
                    let text = writer.text(cell);
                    let is_slipping = slips && table.fields[index] == crate::fields::Field::ProductName;
                    if is_slipping { text } else { quoted(&text, matches!(cell, Cell::Text(_))) }
                };
                cells.iter().enumerate().map(cell).collect()
            }
            Row::Blank => Vec::new(),
        };
        if fills && cells.len() < width {
            cells.resize(width, String::new());
        }
        text += &cells.join(&delimiter.to_string());
        if disguise.frame.delimiter_at_end && !cells.is_empty() {
            text.push(delimiter);
        }
        text += line_end;
    }
    encoded(&text, style.encoding)
}

fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let narrow = |encoding: &'static encoding_rs::Encoding| {
        let (bytes, _, has_strange) = encoding.encode(text);
        // a letter that it does not have: programs choose another encoding then
        if has_strange { text.as_bytes().to_vec() } else { bytes.into_owned() }
    };
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf8Mark => format!("\u{feff}{text}").into_bytes(),
        Encoding::Utf16Le => [vec![0xff, 0xfe], wide(u16::to_le_bytes)].concat(),
        Encoding::Utf16Be => [vec![0xfe, 0xff], wide(u16::to_be_bytes)].concat(),
        Encoding::Windows1252 => narrow(encoding_rs::WINDOWS_1252),
        Encoding::Windows1250 => narrow(encoding_rs::WINDOWS_1250),
    }
}

fn workbook(table: &Table, rows: &[Row], disguise: &Disguise) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // the same seed makes the same bytes on every day
    let properties = rust_xlsxwriter::DocProperties::new()
        .set_creation_datetime(&rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 1, 1)?);
    workbook.set_properties(&properties);
    let sheet = workbook.add_worksheet();
    for (number, row) in (0..).zip(rows) {
        match row {
            Row::Title(cells) => {
                for (column, text) in (0..).zip(cells) {
                    sheet.write_string(number, column, text)?;
                }
            }
            Row::Heading => {
                for (column, heading) in (0..).zip(&table.headings) {
                    sheet.write_string(number, column, heading)?;
                }
            }
            Row::Cells(cells) => {
                for (column, cell) in (0..).zip(cells) {
                    write_cell(sheet, number, column, cell, disguise)?;
                }
            }
            Row::Blank => {}
        }
    }
    workbook.save_to_buffer()
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    disguise: &Disguise,
) -> Result<(), XlsxError> {
    let writer = Writer::new(disguise);
    let formats = ["yyyy-mm-dd", "dd-mm-yyyy", "d/m/yyyy", "dd.mm.yyyy hh:mm"];
    let date = CellFormat::new().set_num_format(disguise.random("date formats").pick(&formats));
    let is_typed = disguise.format == Format::Xlsx;
    let is_hundredths = disguise.has(Noise::Hundredths);
    match cell {
        Cell::Empty => {}
        Cell::Moment(day, second) if is_typed && !disguise.dates.is_number() => {
            let day = if disguise.has(Noise::SwappedDays) {
                match Writer::swapped(*day) {
                    Some(day) => day,
                    None => {
                        sheet.write_string(row, column, writer.text(cell))?;
                        return Ok(());
                    }
                }
            } else {
                *day
            };
            let has_time = disguise.random("times in workbooks").chance(50);
            let part = if has_time { *second as f64 / 86_400.0 } else { 0.0 };
            sheet.write_number_with_format(row, column, Writer::serial(day) as f64 + part, &date)?;
        }
        Cell::Day(day) if is_typed && !disguise.dates.is_number() => {
            sheet.write_number_with_format(row, column, Writer::serial(*day) as f64, &date)?;
        }
        // numbers of days and seconds are numbers in any workbook
        Cell::Moment(..) | Cell::Day(_) if disguise.dates.is_number() => {
            let number: f64 = writer.text(cell).replace(',', ".").parse().unwrap_or(0.0);
            sheet.write_number(row, column, number)?;
        }
        Cell::Money(amount, _) if is_typed => {
            let amount = if is_hundredths { *amount as f64 } else { *amount as f64 / 100.0 };
            sheet.write_number(row, column, amount)?;
        }
        Cell::Whole(number) if is_typed => {
            sheet.write_number(row, column, *number as f64)?;
        }
        Cell::Share(percent) if is_typed => {
            let share =
                if disguise.random("shares").chance(50) { *percent as f64 / 100.0 } else { *percent as f64 };
            sheet.write_number(row, column, share)?;
        }
        // digits alone are a number to Excel; a nought in front was kept as a text
        Cell::Text(text)
            if is_typed && text.len() < 12 && !text.starts_with('0') && text.parse::<u32>().is_ok() =>
        {
            sheet.write_number(row, column, text.parse::<u32>().unwrap_or(0))?;
        }
        _ => {
            sheet.write_string(row, column, writer.text(cell))?;
        }
    }
    Ok(())
}
