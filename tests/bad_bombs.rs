//! Files of a few kilobytes that ask for gigabytes or for hours: each ends in a result or a sentence, within a gigabyte
//! and twenty seconds.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

#[path = "common/command.rs"]
mod command;
#[path = "common/package.rs"]
mod package;

use std::io::Write;

use command::{Outcome, file, folder, stamkunde};
use package::Package;

fn orders() -> String {
    let mut text = "Order,Date,Email,Product,Amount\n".to_owned();
    for n in 0..60 {
        let (month, day, who) = (n / 10 + 1, n % 10 * 2 + 1, n * 7 % 20);
        text += &format!("{},2024-{month:02}-{day:02},c{who}@x.dk,Tea {},{}.50\n", 100 + n, n % 3, 10 + n);
    }
    text
}

fn run(name: &str, bytes: &[u8]) -> Outcome {
    let outcome = stamkunde(&["analyze", &file(&folder(&format!("bombs-{name}")), name, bytes)]);
    outcome.check_ending(name);
    outcome
}

/// Holds that a file is refused with a word of the reason.
fn refused(name: &str, bytes: &[u8], word: &str) {
    let outcome = run(name, bytes);
    assert!(outcome.code == Some(2) && outcome.stderr.contains(word), "{name}: {word}: {outcome:?}");
}

/// Holds that a file reads as the 60 orders of 20 customers.
fn reads_as_orders(name: &str, bytes: &[u8]) {
    let path = file(&folder(&format!("bombs-{name}")), name, bytes);
    let outcome = stamkunde(&["analyze", &path, "--json", "-"]);
    outcome.check_ending(name);
    assert_eq!(outcome.code, Some(0), "{name}: {outcome:?}");
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(json["summary"]["customers"], 20, "{name}");
    assert_eq!(json["summary"]["net_revenue"].to_string(), "2400.0", "{name}");
}

/// A zip of one deflated member that is `megabytes` of `block`, which is a megabyte.
fn zip_of(name: &str, block: &[u8], megabytes: usize) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    for _ in 0..megabytes {
        writer.write_all(block).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn workbook(text: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn archives_inside_archives() {
    let spaces = vec![b' '; 1 << 20];
    let bomb = zip_of("orders.csv", &spaces, 300);
    let nested = |inner: &[u8]| Package::of(&[("inner.zip", inner)]).write();
    let twice = nested(&nested(&bomb));
    assert!(twice.len() < 500_000);
    assert_eq!(run("nested.zip", &twice).code, Some(2));
    // one that holds itself: whoever goes in does not come out
    let mut quine = nested(b"PK\x03\x04 a zip that is this zip");
    for _ in 0..20 {
        quine = nested(&quine);
    }
    assert_eq!(run("quine.zip", &quine).code, Some(2));
    // a table beside it is still read
    let beside = Package::of(&[("orders.csv", orders().as_bytes()), ("inner.zip", &bomb)]).write();
    assert!(matches!(run("beside.zip", &beside).code, Some(0 | 2)));
}

/// A zip whose directory names the same bytes many times, as the best bombs do.
#[test]
fn members_that_lie_at_the_same_place() {
    let honest = zip_of("a.csv", &vec![b'7'; 1 << 20], 50);
    let end = honest.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    let directory = honest.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    let entry = &honest[directory..end];
    let name = entry.windows(5).position(|window| window == b"a.csv").unwrap();
    let mut bomb = honest[..directory].to_vec();
    let copies = 150_u16;
    for copy in 0..copies {
        let mut entry = entry.to_vec();
        entry[name] = b'a' + (copy % 26) as u8;
        entry[name + 1] = b'0' + (copy / 26) as u8;
        bomb.extend(entry);
    }
    let size = bomb.len() - directory;
    bomb.extend(b"PK\x05\x06\0\0\0\0");
    bomb.extend(copies.to_le_bytes().repeat(2));
    bomb.extend((size as u32).to_le_bytes());
    bomb.extend((directory as u32).to_le_bytes());
    bomb.extend([0, 0]);
    refused("overlap.zip", &bomb, "same place");
}

#[test]
fn a_member_inflates_to_more_than_it_says() {
    let mut liar = zip_of("orders.csv", &b"1,2024-01-01,a@x.dk,Tea,5.00\n".repeat(1 << 15), 40);
    // its size stands in the directory, and before it in the member's own header
    let directory = liar.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    liar[directory + 24..directory + 28].copy_from_slice(&1000_u32.to_le_bytes());
    refused("liar.zip", &liar, "unpacked");
}

#[test]
fn archives_that_end_early() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(orders().repeat(50).as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    for part in [2, 3, 5] {
        refused(&format!("half{part}.csv.gz"), &gzip[..gzip.len() - gzip.len() / part], "cannot be read");
    }
}

#[test]
fn a_sheet_asks_for_gigabytes() {
    let book = workbook(&orders());
    let sheet = "xl/worksheets/sheet1.xml";
    // declared, and not there
    let wide = Package::read(&book).replace(sheet, "ref=\"A1:E61\"", "ref=\"A1:XFD1048576\"").write();
    reads_as_orders("declared.xlsx", &wide);
    let absurd = Package::read(&book).replace(sheet, "ref=\"A1:E61\"", "ref=\"A1:ZZZZZ999999999\"").write();
    reads_as_orders("absurd.xlsx", &absurd);
    // texts that are claimed, and not there
    let mut claimed = Package::read(&book);
    claimed = claimed.replace("xl/sharedStrings.xml", "uniqueCount=\"", "uniqueCount=\"99999999999");
    reads_as_orders("claimed.xlsx", &claimed.write());
    // a cell in the last corner
    let corner = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
    let corner = Package::read(&book).replace(sheet, "</sheetData>", corner).write();
    assert!(matches!(run("corner.xlsx", &corner).code, Some(0 | 2)));
}

#[test]
fn a_cell_or_a_part_without_end() {
    let book = workbook(&orders());
    let mut spaces = Package::read(&book);
    spaces.set(
        "xl/worksheets/sheet1.xml",
        [b"<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>", vec![b'x'; 150 << 20].as_slice()].concat(),
    );
    refused("cell.xlsx", &spaces.write(), "64 MB");
    let mut styles = Package::read(&book);
    styles.set("xl/styles.xml", vec![b' '; 40 << 20]);
    refused("styles.xlsx", &styles.write(), "32 MB");
    let mut strings = Package::read(&book);
    let text = format!("<si><t>{}</t></si>", "y".repeat(1 << 20));
    strings.set("xl/sharedStrings.xml", format!("<sst>{}</sst>", text.repeat(600)));
    refused("strings.xlsx", &strings.write(), "512 MB");
}

/// What our own reader leaves to calamine has the same limits.
#[test]
fn an_unusual_workbook_is_no_way_around() {
    let book = workbook(&orders());
    let sheet = "xl/worksheets/sheet1.xml";
    let unusual = || Package::read(&book).replace(sheet, "<sheetData>", "<sheetData><!-- a remark -->");
    reads_as_orders("unusual.xlsx", &unusual().write());
    let claims = unusual().replace("xl/sharedStrings.xml", "uniqueCount=\"", "uniqueCount=\"9999999");
    refused("claims.xlsx", &claims.write(), "512 MB");
    // texts of 600 MB in a workbook of the binary kind
    let mut binary = Package::of(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.bin", b"x")]);
    binary.set("xl/sharedStrings.bin", vec![0; 600 << 20]);
    refused("texts.xlsb", &binary.write(), "512 MB");
}

#[test]
fn names_and_headers_that_are_markup_or_formulas() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("<img src=x>\u{202e}gpj").unwrap();
    for (row, line) in (0..).zip(orders().lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            match (row, cell.parse::<f64>()) {
                (0, _) if column == 3 => {
                    let formula = rust_xlsxwriter::Formula::new("=HYPERLINK(\"http://x\",\"Product\")")
                        .set_result("Product");
                    sheet.write_formula(row, column, formula).unwrap()
                }
                (_, Ok(number)) => sheet.write_number(row, column, number).unwrap(),
                (_, Err(_)) => sheet
                    .write_string(row, column, format!("{cell}\u{202e}").trim_end_matches(|_: char| row == 0))
                    .unwrap(),
            };
        }
    }
    let outcome = run("markup.xlsx", &book.save_to_buffer().unwrap());
    assert!(matches!(outcome.code, Some(0 | 2)), "{outcome:?}");
    let text = orders()
        .replace("Product", "=HYPERLINK(\"\"http://x\"\")")
        .replace("Email", "Email\u{202e}")
        .replace("Tea 1", "<script>alert(1)</script>\0");
    reads_as_orders("markup.csv", text.as_bytes());
    // carriage returns alone, and among line feeds
    reads_as_orders("cr.csv", orders().replace('\n', "\r").as_bytes());
    reads_as_orders("mixed.csv", orders().replacen("\n", "\r\n", 20).as_bytes());
}

/// A gzip of a thousand equal parts, each of which inflates to megabytes.
#[test]
fn a_gzip_of_a_few_megabytes_unpacks_to_gigabytes() {
    let gzip = |text: &str| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(text.as_bytes()).unwrap();
        gzip.finish().unwrap()
    };
    let part = gzip(&"1,2024-01-01,a@x.dk,Tea,5.00\n".repeat(1 << 18));
    let bomb = [gzip(&orders()), part.repeat(1000)].concat();
    refused("bomb.csv.gz", &bomb, "100 times");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("orders.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(orders().as_bytes()).unwrap();
    let megabyte = "1,2024-01-01,a@x.dk,Tea,5.00\n".repeat(36_000);
    for _ in 0..900 {
        zip.write_all(megabyte.as_bytes()).unwrap();
    }
    refused("bomb.zip", &zip.finish().unwrap().into_inner(), "100 times");
    // what a table of orders compresses to is nowhere near
    let dull =
        (0..1_500_000).map(|n| format!("{n},2024-01-01,a@x.dk,Tea,5.00,,,,,,,,,,,,DKK,DKK,standard\n"));
    let dull = gzip(&(orders().replace("Amount", "Amount,,,,,,,,,,,,A,B,C") + &dull.collect::<String>()));
    assert!(matches!(run("dull.csv.gz", &dull).code, Some(0)));
}
