//! Inputs that fuzzing found, or that are of their kind: each ends in a result or a problem, at once and in little memory.
#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "common/package.rs"]
mod package;

use package::Package;
use stamkunde::{
    ingest::{Dataset, InputFile, inspect, load},
    protocol::Problem,
    recipe::Recipe,
};

/// The whole import; where it stops is all that matters.
fn import(bytes: &[u8]) -> Result<(), Problem> {
    let recipe = Recipe::default();
    let file = InputFile::from_bytes("found", bytes.to_vec());
    let dataset = Dataset::open(vec![file], &recipe, &mut |_| {})?;
    let (mut plan, _) = inspect(&dataset, &recipe)?;
    load(&dataset, &mut plan, &recipe, &[], &mut |_| {}).map(|_| ())
}

fn spreadsheet(content: &str) -> Vec<u8> {
    Package::of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
    .write()
}

/// A compound file of sectors of 512 bytes behind a header that begins its folders at sector `folders`.
fn compound(folders: u32, table_at: u32, sectors: &[[u8; 512]]) -> Vec<u8> {
    let mut header = [0xff_u8; 512];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    header[8..76].fill(0);
    header[26..28].copy_from_slice(&3_u16.to_le_bytes());
    header[30..32].copy_from_slice(&9_u16.to_le_bytes());
    header[32..34].copy_from_slice(&6_u16.to_le_bytes());
    header[48..52].copy_from_slice(&folders.to_le_bytes());
    header[68..72].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    header[76..80].copy_from_slice(&table_at.to_le_bytes());
    [&[header], sectors].concat().concat()
}

/// A sector of a table, each word the number of the sector that follows.
fn table(next: &[u32]) -> [u8; 512] {
    let mut sector = [0xff_u8; 512];
    for (place, number) in sector.chunks_exact_mut(4).zip(next) {
        place.copy_from_slice(&number.to_le_bytes());
    }
    sector
}

fn named(name: &str, start: u32, len: u32) -> [u8; 512] {
    let mut sector = [0_u8; 512];
    for (place, unit) in sector.chunks_exact_mut(2).zip(name.encode_utf16()) {
        place.copy_from_slice(&unit.to_le_bytes());
    }
    sector[116..120].copy_from_slice(&start.to_le_bytes());
    sector[120..124].copy_from_slice(&len.to_le_bytes());
    sector
}

#[test]
fn the_tables_of_an_old_workbook_run_in_circles() {
    // the folders follow themselves: calamine gathers them until the memory is full
    let folders = compound(1, 0, &[table(&[0xffff_fffd, 1]), named("Workbook", 2, 600)]);
    // the workbook follows itself, and claims four gigabytes
    let circle = compound(
        1,
        0,
        &[table(&[0xffff_fffd, 0xffff_fffe, 2]), named("Workbook", 2, u32::MAX - 9), [7; 512]],
    );
    // one sector is named a hundred times as a part of the table
    let mut named_twice = circle.clone();
    for word in named_twice[76..512].chunks_exact_mut(4) {
        word.copy_from_slice(&0_u32.to_le_bytes());
    }
    for bytes in [folders, circle, named_twice] {
        assert!(matches!(import(&bytes), Err(Problem::Broken { .. })), "{:?}", import(&bytes));
    }
}

#[test]
fn a_spreadsheet_is_cut_off_anywhere() {
    // calamine waits for the end of a table, and of a remark, for ever
    let whole = "<office:spreadsheet><table:table table:name=\"a\"><table:table-row><table:table-cell \
                 office:value-type=\"string\"><office:annotation><text:p>x</text:p></office:annotation><text:p>Date\
                 </text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>";
    for end in 0..whole.len() {
        assert!(import(&spreadsheet(&whole[..end])).is_err());
    }
}

#[test]
fn a_spreadsheet_repeats_more_than_anybody_can_hold() {
    let sheet = |rows: &str| {
        spreadsheet(&format!(
            "<office:spreadsheet><table:table table:name=\"a\">{rows}</table:table></office:spreadsheet>"
        ))
    };
    let cell = "<table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"16384\"/>";
    let rows = "<table:table-row table:number-rows-repeated=\"1048576\">";
    let wide = sheet(&format!("{rows}{cell}</table:table-row>"));
    assert!(matches!(import(&wide), Err(Problem::TooLarge { .. })), "{:?}", import(&wide));
    let spaces = sheet(
        "<table:table-row><table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"4000000000\"/></text:p>\
         </table:table-cell></table:table-row>",
    );
    assert!(matches!(import(&spaces), Err(Problem::Broken { .. })), "{:?}", import(&spaces));
    // what a program writes below the last row is nothing at all
    let blank = "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let orders: String = (1..30)
        .map(|n| {
            format!(
                "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>c{}@x.dk</text:p></table:table-cell>\
                 <table:table-cell office:date-value=\"2024-01-{n:02}\"/><table:table-cell office:value=\"5\"/></table:table-row>",
                n % 7
            )
        })
        .collect();
    let header = ["Email", "Date", "Amount"]
        .map(|name| {
            format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{name}</text:p></table:table-cell>"
            )
        })
        .concat();
    let good = sheet(&format!("<table:table-row>{header}</table:table-row>{orders}{blank}"));
    assert_eq!(import(&good), Ok(()));
}
