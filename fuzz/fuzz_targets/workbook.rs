//! Bytes of a workbook, imported from end to end: as they are, or as the parts of a package that is put together here,
//! because no mutation of a zip keeps its checks and its compressed data right.
//!
//! calamine may panic on what is broken: in the page that costs one import. Nobody may hang or fill the memory.
#![no_main]

mod common;

use std::io::Write;

use libfuzzer_sys::fuzz_target;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Between the parts of an input.
const CUT: &[u8] = b"\n=|=\n";
/// Crates that may panic.
const FOREIGN: [&str; 3] = ["calamine-", "zip-", "quick-xml-"];

const XLSX: [&str; 4] =
    ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"];
const XLSB: [&str; 4] =
    ["xl/worksheets/sheet1.bin", "xl/sharedStrings.bin", "xl/styles.bin", "xl/workbook.bin"];

fuzz_target!(
    init: {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(|at| at.to_string()).unwrap_or_default();
            if !FOREIGN.iter().any(|name| place.contains(name)) {
                eprintln!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
                std::process::abort();
            }
        }));
    },
    |bytes: &[u8]| {
        let Some((&mode, rest)) = bytes.split_first() else { return };
        let file = match mode {
            b'x' => xlsx(rest),
            b'b' => xlsb(rest),
            b'o' => package(&[
                ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                ("META-INF/manifest.xml", b"<manifest/>"),
                ("content.xml", rest),
            ]),
            _ => bytes.to_vec(),
        };
        let _ = std::panic::catch_unwind(|| common::import(&file));
    }
);

fn parts(bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(CUT.len()).position(|window| window == CUT) {
        parts.push(&rest[..at]);
        rest = &rest[at + CUT.len()..];
    }
    parts.push(rest);
    parts
}

fn package(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in members {
        if writer.start_file(*name, options).is_ok() {
            let _ = writer.write_all(bytes);
        }
    }
    writer.finish().map(std::io::Cursor::into_inner).unwrap_or_default()
}

fn xlsx(bytes: &[u8]) -> Vec<u8> {
    const WORKBOOK: &[u8] = b"<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    const RELATIONS: &[u8] = b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    build(bytes, &XLSX, WORKBOOK, ("xl/_rels/workbook.xml.rels", RELATIONS))
}

fn xlsb(bytes: &[u8]) -> Vec<u8> {
    const RELATIONS: &[u8] = b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.bin\"/></Relationships>";
    build(bytes, &XLSB, b"", ("xl/_rels/workbook.bin.rels", RELATIONS))
}

fn build(bytes: &[u8], names: &[&str; 4], workbook: &[u8], relations: (&str, &[u8])) -> Vec<u8> {
    let mut parts = parts(bytes);
    parts.truncate(4);
    let mut members = vec![("[Content_Types].xml", &b"<Types/>"[..]), relations];
    if parts.len() < 4 {
        members.push((names[3], workbook));
    }
    members.extend(names.iter().copied().zip(parts));
    package(&members)
}
