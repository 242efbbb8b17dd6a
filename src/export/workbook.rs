//! Tables as xlsx: texts as texts, never as formulas; dates and amounts typed; the header frozen.
//!
//! Written by hand: a list needs a sheet and four formats, and a library for all that a workbook can hold weighs as
//! much as the rest of the engine together (docs/size.md).

use std::{fmt::Write, io};

use super::{CannotWrite, Cell, Table, archive::Archive};
use crate::base::Day;

/// Rows of a sheet, the header included.
const MOST_ROWS: usize = 1_048_576;
/// UTF-16 units of a cell.
const MOST_TEXT: usize = 32_767;
/// Characters of a sheet's name.
const MOST_NAME: usize = 31;

// Positions in `cellXfs` of STYLES.
const HEADING: u8 = 1;
const MONEY: u8 = 2;
const DATE: u8 = 3;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>"#;

const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

const STYLES: &str = r##"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.00##"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"##;

pub(super) fn write(table: &Table<'_>) -> Result<Vec<u8>, CannotWrite> {
    write_all(std::slice::from_ref(table))
}

/// A sheet a table, in their order; names of sheets have to differ.
pub(super) fn write_all(tables: &[Table<'_>]) -> Result<Vec<u8>, CannotWrite> {
    if let Some(table) = tables.iter().find(|table| MOST_ROWS <= table.rows.len()) {
        return Err(CannotWrite(format!(
            "a sheet holds {} rows, the list has {}",
            MOST_ROWS - 1,
            table.rows.len()
        )));
    }
    pack(tables).map_err(|error| CannotWrite(error.to_string()))
}

fn pack(tables: &[Table<'_>]) -> io::Result<Vec<u8>> {
    let mut archive = Archive::default();
    let mut add = |name: &str, part: &str| archive.add(name, format!("{DECLARATION}\n{part}").as_bytes());
    // all of them stand on one day
    let as_of = tables.first().map(|table| table.as_of).unwrap_or_default();
    add("[Content_Types].xml", &content_types(tables.len()))?;
    add("_rels/.rels", RELATIONS)?;
    add("docProps/core.xml", &properties(as_of))?;
    add("xl/workbook.xml", &workbook(tables))?;
    add("xl/_rels/workbook.xml.rels", &workbook_relations(tables.len()))?;
    add("xl/styles.xml", STYLES)?;
    for (table, number) in tables.iter().zip(1..) {
        add(&format!("xl/{}", part_of_sheet(number)), &sheet(table, number == 1))?;
    }
    archive.finish()
}

/// Where a sheet stands in `xl/`; the first is 1.
fn part_of_sheet(number: usize) -> String {
    format!("worksheets/sheet{number}.xml")
}

fn content_types(n_sheets: usize) -> String {
    let mut xml = CONTENT_TYPES.to_owned();
    for number in 1..=n_sheets {
        let part = part_of_sheet(number);
        put(
            &mut xml,
            format_args!(
                r#"<Override PartName="/xl/{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#
            ),
        );
    }
    xml + "</Types>"
}

/// The sheets by their numbers, and the formats behind them.
fn workbook_relations(n_sheets: usize) -> String {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut xml = String::from(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    );
    for number in 1..=n_sheets {
        let part = part_of_sheet(number);
        put(
            &mut xml,
            format_args!(r#"<Relationship Id="rId{number}" Type="{KIND}/worksheet" Target="{part}"/>"#),
        );
    }
    let styles = n_sheets + 1;
    put(
        &mut xml,
        format_args!(r#"<Relationship Id="rId{styles}" Type="{KIND}/styles" Target="styles.xml"/>"#),
    );
    xml + "</Relationships>"
}

/// The only time in the file is the day that the list stands on: same list, same bytes.
fn properties(as_of: Day) -> String {
    let namespaces = r#"xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#;
    let time =
        |name| format!(r#"<dcterms:{name} xsi:type="dcterms:W3CDTF">{as_of}T00:00:00Z</dcterms:{name}>"#);
    let (created, modified) = (time("created"), time("modified"));
    format!("<cp:coreProperties {namespaces}>{created}{modified}</cp:coreProperties>")
}

fn workbook(tables: &[Table<'_>]) -> String {
    let fits = |character: char| {
        if matches!(character, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { '-' } else { character }
    };
    let mut xml = String::from(
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>"#,
    );
    for (table, number) in tables.iter().zip(1..) {
        let mut name = String::new();
        push_text(&mut name, &table.sheet.chars().map(fits).take(MOST_NAME).collect::<String>());
        put(&mut xml, format_args!(r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#));
    }
    xml + "</sheets></workbook>"
}

fn sheet(table: &Table<'_>, is_first: bool) -> String {
    let selected = if is_first { r#" tabSelected="1""# } else { "" };
    let mut xml = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView{selected} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>"#
    );
    if !table.columns.is_empty() {
        xml.push_str("<cols>");
        for (column, at) in table.columns.iter().zip(1..) {
            let width = column.width.min(255);
            put(
                &mut xml,
                format_args!(r#"<col min="{at}" max="{at}" width="{width}.7109375" customWidth="1"/>"#),
            );
        }
        xml.push_str("</cols>");
    }
    xml.push_str("<sheetData>");
    let names: Vec<String> = (0..table.columns.len()).map(column_name).collect();
    xml.push_str(r#"<row r="1">"#);
    for (column, name) in table.columns.iter().zip(&names) {
        text_cell(&mut xml, name, 1, HEADING, &column.header);
    }
    xml.push_str("</row>");
    for (row, number) in table.rows.iter().zip(2_u32..) {
        put(&mut xml, format_args!(r#"<row r="{number}">"#));
        for (cell, name) in row.iter().zip(&names) {
            write_cell(&mut xml, name, number, cell);
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData></worksheet>");
    xml
}

fn write_cell(xml: &mut String, column: &str, row: u32, cell: &Cell<'_>) {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => text_cell(xml, column, row, 0, text),
        Cell::Count(count) => put(xml, format_args!(r#"<c r="{column}{row}"><v>{count}</v></c>"#)),
        Cell::Number(number) => number_cell(xml, column, row, 0, *number),
        Cell::Money(amount) => number_cell(xml, column, row, MONEY, amount.to_f64()),
        Cell::Day(day) => match serial_of(*day) {
            Some(serial) => number_cell(xml, column, row, DATE, f64::from(serial)),
            // Days before 1900 have no number in a workbook.
            None => text_cell(xml, column, row, 0, &day.to_string()),
        },
    }
}

fn number_cell(xml: &mut String, column: &str, row: u32, style: u8, number: f64) {
    // A workbook has no number for infinity or for none.
    if number.is_finite() {
        put(xml, format_args!(r#"<c r="{column}{row}" s="{style}"><v>{number}</v></c>"#));
    }
}

fn text_cell(xml: &mut String, column: &str, row: u32, style: u8, text: &str) {
    put(xml, format_args!(r#"<c r="{column}{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">"#));
    push_text(xml, clipped(text));
    xml.push_str("</t></is></c>");
}

fn put(xml: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a text cannot fail.
    let _ = xml.write_fmt(what);
}

/// A text as it stands in XML. What XML cannot hold is written as spreadsheets do, `_x0007_`; a text that looks like
/// that already has its `_` written so.
fn push_text(xml: &mut String, text: &str) {
    for (at, character) in text.char_indices() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\t' | '\n' => xml.push(character),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                put(xml, format_args!("_x{:04X}_", u32::from(character)));
            }
            '_' if text.get(at..).is_some_and(looks_escaped) => xml.push_str("_x005F_"),
            _ => xml.push(character),
        }
    }
}

fn looks_escaped(text: &str) -> bool {
    match text.as_bytes() {
        [b'_', b'x', a, b, c, d, b'_', ..] => [a, b, c, d].into_iter().all(u8::is_ascii_hexdigit),
        _ => false,
    }
}

/// `A` for 0, `AA` for 26.
fn column_name(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (column % 26) as u8));
        match (column / 26).checked_sub(1) {
            Some(more) => column = more,
            None => return letters.into_iter().rev().collect(),
        }
    }
}

/// The number of a day in a workbook, whose calendar has a 29th of February in 1900.
fn serial_of(day: Day) -> Option<i32> {
    let days = day.days_since(Day::from_ymd(1899, 12, 31)?);
    match days {
        1..60 => Some(days),
        60.. => Some(days + 1),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_names_of_spreadsheets() {
        let names = [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")];
        for (column, name) in names {
            assert_eq!(column_name(column), name);
        }
    }

    #[test]
    fn days_have_the_numbers_of_spreadsheets() {
        let days = [
            ("1899-12-31", None),
            ("1900-01-01", Some(1)),
            ("1900-02-28", Some(59)),
            ("1900-03-01", Some(61)),
            ("2024-01-05", Some(45_296)),
        ];
        for (day, serial) in days {
            assert_eq!(serial_of(Day::parse_iso(day).unwrap()), serial, "{day}");
        }
    }

    #[test]
    fn texts_survive_xml() {
        let texts = [
            ("a & b <c> \"d\"", "a &amp; b &lt;c&gt; &quot;d&quot;"),
            ("bell\u{7}\r\n", "bell_x0007__x000D_\n"),
            ("_x0041_", "_x005F_x0041_"),
            ("a_x00G1_ _x0041 _x", "a_x00G1_ _x0041 _x"),
        ];
        for (text, xml) in texts {
            let mut out = String::new();
            push_text(&mut out, text);
            assert_eq!(out, xml);
        }
    }
}
