//! Our own reader of Excel workbooks gives the same cells as calamine, on every workbook beside the project and on
//! workbooks made here with everything that programs put into cells.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

#[path = "common/command.rs"]
mod command;
#[path = "common/package.rs"]
mod package;

use calamine::{DataRef, Reader};
use package::Package;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook as Writer};
use stamkunde::{
    ingest::read::{
        container::Kind,
        row::Cell,
        sheet_rows::{Flow, SheetEnd},
        workbook::{Workbook, XlsxReader},
    },
    protocol::Problem,
};
use std::{collections::BTreeMap, io::Cursor};

/// Row and column of every cell that is not empty, with what it holds.
type Cells = BTreeMap<(u64, usize), String>;

fn own_cells(bytes: &[u8], sheet: &str) -> Result<(Cells, SheetEnd, bool), Problem> {
    let mut book = Workbook::open(Kind::Xlsx, Box::new(Cursor::new(bytes.to_vec())))?;
    let mut cells = Cells::new();
    let end = book.scan(sheet, &mut |row| {
        for (column, cell) in row.cells().enumerate() {
            if cell != Cell::Empty {
                cells.insert((row.number, column), format!("{cell:?}"));
            }
        }
        Ok(Flow::More)
    })?;
    let Workbook::Xlsx(reader) = book else { panic!() };
    Ok((cells, end, matches!(*reader, XlsxReader::Own(_))))
}

type Theirs = calamine::Xlsx<Cursor<Vec<u8>>>;

fn their_cells(book: &mut Theirs, sheet: &str) -> Option<Cells> {
    let epoch = if book.has_1904_epoch() { -24_107.0 } else { -25_569.0 };
    let mut reader = book.worksheet_cells_reader(sheet).ok()?;
    let mut cells = Cells::new();
    while let Some(cell) = reader.next_cell().ok()? {
        let (row, column) = cell.get_position();
        let own = match cell.get_value() {
            DataRef::Int(value) => Cell::Number(*value as f64),
            DataRef::Float(value) => Cell::Number(*value),
            DataRef::String(text) => Cell::Text(text),
            DataRef::SharedString(text) => Cell::Text(text),
            DataRef::Bool(value) => Cell::Bool(*value),
            DataRef::DateTime(value) if value.is_duration() => Cell::Number(value.as_f64()),
            DataRef::DateTime(value) => Cell::Moment(value.as_f64() + epoch),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(text),
            DataRef::Error(_) => Cell::Error,
            DataRef::Empty => continue,
        };
        cells.insert((u64::from(row) + 1, column as usize), format!("{own:?}"));
    }
    Some(cells)
}

/// Holds every sheet of a workbook against calamine; gives how many were read by each.
fn compare(name: &str, bytes: &[u8]) -> (u32, u32) {
    let theirs = std::panic::catch_unwind(|| Theirs::new(Cursor::new(bytes.to_vec())));
    let Ok(Ok(mut theirs)) = theirs else { return (0, 0) };
    let mut book = Workbook::open(Kind::Xlsx, Box::new(Cursor::new(bytes.to_vec()))).unwrap();
    let sheets: Vec<(String, bool)> = theirs
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != calamine::SheetVisible::Visible))
        .collect();
    let own: Vec<(String, bool)> =
        book.sheets().into_iter().map(|sheet| (sheet.name, sheet.hidden)).collect();
    assert_eq!(own, sheets, "{name}");
    drop(book.scan("no sheet of this name", &mut |_| Ok(Flow::More)));
    let (mut by_us, mut by_calamine) = (0, 0);
    for (sheet, _) in sheets {
        let Some(want) = their_cells(&mut theirs, &sheet) else { continue };
        let (have, _, own) =
            own_cells(bytes, &sheet).unwrap_or_else(|problem| panic!("{name}, {sheet}: {problem:?}"));
        let differs = have.iter().find(|(place, cell)| want.get(place) != Some(cell));
        let lacks = want.iter().find(|(place, cell)| have.get(place) != Some(cell));
        assert_eq!((differs, lacks), (None, None), "{name}, {sheet}");
        by_us += u32::from(own);
        by_calamine += u32::from(!own);
    }
    (by_us, by_calamine)
}

#[test]
fn every_shared_workbook_has_the_same_cells() {
    let mut files = Vec::new();
    for folder in ["bad_input/calamine", "data/disguises", "data/uci_online_retail"] {
        let Some(path) = command::shared(folder) else { return };
        files.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
    }
    files.sort();
    // half a million rows are compared where the optimiser has helped
    files.retain(|path| !cfg!(debug_assertions) || std::fs::metadata(path).unwrap().len() < 5 << 20);
    files.retain(|path| path.extension().is_some_and(|end| end == "xlsx" || end == "xlsm"));
    let (mut by_us, mut by_calamine) = (0, 0);
    for path in &files {
        let name = path.file_name().unwrap().to_string_lossy();
        let (own, other) = compare(&name, &std::fs::read(path).unwrap());
        if 0 < other {
            println!("{name}: {other} sheets by calamine");
        }
        by_us += own;
        by_calamine += other;
    }
    println!("{} workbooks: {by_us} sheets read by us, {by_calamine} by calamine", files.len());
    assert!(files.len() > 50 && by_us > 20 * by_calamine, "{by_us} {by_calamine}");
}

/// What calamine reads whole: rows of a range.
fn ranged_cells(range: &calamine::Range<calamine::Data>, epoch: f64) -> Cells {
    use calamine::Data;
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut cells = Cells::new();
    for (row, column, data) in range.used_cells() {
        let own = match data {
            Data::Int(value) => Cell::Number(*value as f64),
            Data::Float(value) => Cell::Number(*value),
            Data::String(text) if text.is_empty() => continue,
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::Text(text),
            Data::Bool(value) => Cell::Bool(*value),
            Data::DateTime(value) if value.is_duration() => Cell::Number(value.as_f64()),
            Data::DateTime(value) => Cell::Moment(value.as_f64() + epoch),
            Data::Error(_) => Cell::Error,
            Data::Empty => continue,
        };
        let place = (u64::from(first_row) + row as u64 + 1, first_column as usize + column);
        cells.insert(place, format!("{own:?}"));
    }
    cells
}

fn cells_of(book: &mut Workbook, sheet: &str) -> Cells {
    let mut cells = Cells::new();
    book.scan(sheet, &mut |row| {
        for (column, cell) in row.cells().enumerate() {
            if cell != Cell::Empty {
                cells.insert((row.number, column), format!("{cell:?}"));
            }
        }
        Ok(Flow::More)
    })
    .unwrap();
    cells
}

/// Holds a spreadsheet against calamine; gives the number of its sheets.
fn compare_open_document(name: &str, bytes: &[u8]) -> u32 {
    let Ok(mut theirs) = calamine::Ods::new(Cursor::new(bytes.to_vec())) else { return 0 };
    let mut book = Workbook::open(Kind::Ods, Box::new(Cursor::new(bytes.to_vec()))).unwrap();
    let metadata = theirs.sheets_metadata().iter();
    let want: Vec<_> = metadata
        .map(|sheet| (sheet.name.clone(), sheet.visible != calamine::SheetVisible::Visible))
        .collect();
    let have: Vec<_> = book.sheets().into_iter().map(|sheet| (sheet.name, sheet.hidden)).collect();
    assert_eq!(have, want, "{name}");
    for (sheet, _) in &have {
        let want = ranged_cells(&theirs.worksheet_range(sheet).unwrap(), 0.0);
        assert_eq!(cells_of(&mut book, sheet), want, "{name}, {sheet}");
    }
    have.len() as u32
}

/// What is held back from calamine's reader of old workbooks changes nothing in those that it reads.
#[test]
fn old_and_open_workbooks_have_the_same_cells() {
    let mut seen = 0;
    for folder in ["bad_input/calamine", "data/disguises"] {
        let Some(path) = command::shared(folder) else { return };
        for entry in std::fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            // these ask for gigabytes
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).unwrap();
            if name.ends_with(".ods") && !name.contains("dos") {
                seen += compare_open_document(&name, &bytes);
            }
            if !name.ends_with(".xls") || name.starts_with("OOM") {
                continue;
            }
            let theirs = calamine::Xls::new(Cursor::new(bytes.clone()));
            let book = Workbook::open(Kind::Xls, Box::new(Cursor::new(bytes)));
            let (mut theirs, mut book) = match (theirs, book) {
                (Ok(theirs), Ok(book)) => (theirs, book),
                (Err(_), Err(_)) => continue,
                (theirs, book) => panic!("{name}: {:?}, {:?}", theirs.err(), book.err()),
            };
            let epoch = if theirs.has_1904_epoch() { -24_107.0 } else { -25_569.0 };
            for sheet in book.sheets() {
                let want = ranged_cells(&theirs.worksheet_range(&sheet.name).unwrap(), epoch);
                assert_eq!(cells_of(&mut book, &sheet.name), want, "{name}");
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "{seen}");
}

fn written(fill: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut book = Writer::new();
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

#[test]
fn everything_that_a_writer_puts_into_cells() {
    for is_1904 in [false, true] {
        {
            let bytes = written(|book| {
                let sheet = book.add_worksheet();
                sheet.set_name("Ærø & <Co> \u{202e}").unwrap();
                let date = Format::new().set_num_format("dd.mm.yyyy hh:mm");
                let hours = Format::new().set_num_format("[h]:mm:ss");
                let money = Format::new().set_num_format("#,##0.00 \"kr.\";[Red]-#,##0.00");
                let (red, bold) = (Format::new().set_font_color("red"), Format::new().set_bold());
                for row in 0..300 {
                    let n = f64::from(row);
                    sheet.write_string(row, 0, format!("Vare {} æøå <b>&amp;</b> \"x\"", row % 7)).unwrap();
                    sheet.write_number(row, 1, n * 1.1 - 50.0).unwrap();
                    sheet.write_number_with_format(row, 2, n / 3.0, &money).unwrap();
                    let day = ExcelDateTime::from_ymd(2024, 2, (row % 28 + 1) as u8).unwrap();
                    sheet
                        .write_datetime_with_format(
                            row,
                            3,
                            day.and_hms((row % 24) as u16, 30, 12.5).unwrap(),
                            &date,
                        )
                        .unwrap();
                    sheet.write_number_with_format(row, 4, n / 24.0, &hours).unwrap();
                    sheet.write_boolean(row, 5, row % 2 == 0).unwrap();
                    sheet.write_formula(row, 6, Formula::new("=A1&\"<x>\"").set_result("a & b")).unwrap();
                    sheet.write_formula(row, 7, Formula::new("=1+1").set_result("2")).unwrap();
                    sheet.write_rich_string(row, 8, &[(&red, " red "), (&bold, "bold\r\n")]).unwrap();
                    sheet.write_string(row, 9, " spaces\tand\nlines\u{7} ").unwrap();
                    sheet.write_string(row, 10, "_x000D_ _x0041_ _xD83D__xDCF7_").unwrap();
                    sheet.write_blank(row, 11, &bold).unwrap();
                    sheet.write_number(row, 12, 1e300 * n).unwrap();
                    sheet.write_number(row, 13, 12_345_678_901_234_567.0 + n).unwrap();
                    sheet.write_string(row, 16_383, "the last column").unwrap();
                }
                sheet.merge_range(400, 0, 402, 3, "merged", &bold).unwrap();
                book.add_worksheet().set_name("Empty").unwrap();
                book.add_worksheet().set_name("Hidden").unwrap().set_hidden(true);
            });
            let bytes = if is_1904 {
                Package::read(&bytes)
                    .replace("xl/workbook.xml", "<workbookPr ", "<workbookPr date1904=\"1\" ")
                    .write()
            } else {
                bytes
            };
            assert_eq!(compare("written", &bytes), (3, 0));
        }
    }
}

/// A workbook of one sheet whose data are given as they stand in the file.
fn sheet(data: &str) -> Vec<u8> {
    let plain = written(|book| {
        book.add_worksheet().set_name("a").unwrap().write_string(0, 0, "shared").unwrap();
    });
    let mut package = Package::read(&plain);
    package.set("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{data}</sheetData></worksheet>"));
    package.write()
}

#[test]
fn what_programs_write_by_hand() {
    for data in [
        // references may be missing, small, or out of order
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c t='s'><v>0</v></c></row>",
        "<row r=\"5\"><c r=\"b5\"><v>1</v></c><c><v>2</v></c></row><row r=\"2\"><c r=\"A2\"><v>3</v></c></row>",
        "<row r=\"1\"/><row/><row r=\"9\"><c r=\"A9\"/><c r=\"B9\" s=\"99\"><v>4</v></c></row>",
        // a prefix before every name
        "<x:row r=\"1\"><x:c r=\"A1\" t=\"str\"><x:v>a&#x41;&#10;b</x:v></x:c></x:row>",
        // values of each type, and empty ones
        "<row r=\"1\"><c r=\"A1\"><v></v></c><c r=\"B1\" t=\"n\"><v/></c><c r=\"C1\" t=\"s\"><v></v></c><c r=\"D1\" t=\"str\"><v></v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"b\"><v>1</v></c><c r=\"B1\" t=\"b\"><v> FALSE </v></c><c r=\"C1\" t=\"e\"><v>#REF!</v></c><c r=\"D1\" t=\"d\"><v>2024-02-01T10:00:00</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>not a number</v></c><c r=\"B1\"><v> 5</v></c><c r=\"C1\"><v>1e5</v></c><c r=\"D1\"><v>NaN</v></c><c r=\"E1\"><v>-0.0</v></c></row>",
        // texts in cells: runs, spaces, what says how to pronounce them, an escape across an entity
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t> a </t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> a </t></is></c><c r=\"C1\" t=\"inlineStr\"><is><r><rPr><b/></rPr><t>x</t></r><r><t xml:space=\"preserve\"> y</t></r><rPh sb=\"0\" eb=\"1\"><t>z</t></rPh></is></c><c r=\"D1\" t=\"inlineStr\"><is/></c><c r=\"E1\" t=\"inlineStr\"><is></is></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>_x0041_ _x000d_&amp;_x0026_</t></is><v>7</v></c><c r=\"B1\" t=\"str\"><v>_x0041_\r\n</v></c></row>",
        // formulas, shared and not
        "<row r=\"1\"><c r=\"A1\"><f>B1&gt;1</f><v>3</v></c><c r=\"B1\"><f t=\"shared\" ref=\"B1:B9\" si=\"0\">A1</f><v>4</v></c><c r=\"C1\"><f t=\"shared\" si=\"0\"/><v>4</v></c><c r=\"D1\"><v>5</v><f>A1</f></c></row>",
    ] {
        let data_of = data.contains("<x:");
        let bytes = sheet(data);
        assert_eq!(compare(data, &bytes), (1, 0), "{data_of}");
    }
    // what is unusual is read by calamine, from the first row on, each row once
    let rows: String =
        (1..=20_000).map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\"><v>{n}</v></c></row>")).collect();
    for odd in [
        "<row r=\"20001\"><c r=\"A20001\" t=\"str\"><v><![CDATA[a]]></v></c></row>",
        "<!-- a remark --><row r=\"20001\"><c r=\"A20001\"><v>1</v></c></row>",
        "<row r=\"20001\"><c r=\"A20001\"><v>1</v><!-- a remark --></c></row>",
    ] {
        let bytes = sheet(&format!("{rows}{odd}"));
        assert_eq!(compare(odd, &bytes), (0, 1));
    }
}

#[test]
fn formulas_whose_results_were_never_stored_are_counted() {
    let data = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><f>A1*2</f></c></row>\
                <row r=\"2\"><c r=\"A2\"><f>1</f><v/></c><c r=\"B2\" t=\"str\"><f>\"\"</f><v></v></c></row>\
                <row r=\"3\"><c r=\"C3\"><f t=\"shared\" si=\"0\"/><v></v></c></row>";
    let comment = format!("{data}<!-- a remark -->");
    for (data, own) in [(data, true), (comment.as_str(), false)] {
        let (cells, end, by_us) = own_cells(&sheet(data), "a").unwrap();
        assert_eq!(by_us, own);
        assert_eq!(cells.len(), 2, "a number and an empty text: {cells:?}");
        // calamine cannot tell a formula without a value from one whose value is an empty text of no type
        assert_eq!(end.formulas_without_value, 3);
        assert_eq!(end.first_formula_without_value, Some((1, 1)));
    }
}
