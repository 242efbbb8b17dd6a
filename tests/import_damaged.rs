//! Files with something wrong in a few of their bytes or cells: the rest is read as it is, and what is wrong is said.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

#[path = "common/command.rs"]
mod command;

use std::io::Write;

use command::{file, folder, stamkunde};
use serde_json::Value;

/// Orders of forty customers, each row made by `row` after number, day and customer.
fn orders(header: &str, n: usize, row: impl Fn(usize) -> String) -> String {
    let day = |n: usize| format!("2024-{:02}-{:02}", n / 12 % 12 + 1, n % 28 + 1);
    let rows = (0..n).map(|n| format!("{n},{},c{}@x.dk,{}\n", day(n), n % 40, row(n)));
    format!("{header}\n{}", rows.collect::<String>())
}

fn with_products(name: &str) -> String {
    orders("Order,Date,Email,Product,Amount", 120, |n| {
        format!("{},{}.50", if n % 3 == 0 { name } else { "Tea" }, 10 + n)
    })
}

fn answers(name: &str, bytes: impl AsRef<[u8]>) -> Value {
    let path = file(&folder(&format!("damaged-{name}")), name, bytes);
    let outcome = stamkunde(&["analyze", &path, "--json", "-"]);
    outcome.check_ending(name);
    assert_eq!(outcome.code, Some(0), "{name}: {outcome:?}");
    serde_json::from_str(&outcome.stdout).unwrap()
}

fn note<'j>(json: &'j Value, name: &str) -> Option<&'j Value> {
    json["import"]["notes"].as_array().unwrap().iter().find_map(|note| note.get(name))
}

fn products(json: &Value) -> Vec<&str> {
    let rows = json["first_product"]["products"].as_array().unwrap();
    rows.iter().map(|row| row["product"].as_str().unwrap()).collect()
}

#[test]
fn a_byte_that_is_damaged_or_cut_off_leaves_utf_8_what_it_is_and_is_said() {
    let whole = with_products("Rødgrød").into_bytes();
    let letter = |nth: usize| memchr::memmem::find_iter(&whole, "ø").nth(nth).unwrap();
    let mut damaged = whole.clone();
    damaged[letter(5) + 1] = b'x';
    let mut twice = damaged.clone();
    twice[letter(20)] = 0xff;
    let ends = |text: &str| [&whole, "500,2024-12-12,c1@x.dk,".as_bytes(), text.as_bytes()].concat();
    let cut = |text: &str, less: usize| {
        let bytes = ends(text);
        bytes[..bytes.len() - less].to_vec()
    };
    let plain = with_products("Tea").into_bytes();
    let alone = |end: &[u8]| [&plain, &b"500,2024-12-12,c1@x.dk,"[..], end].concat();
    for (name, bytes) in [
        ("damaged.csv", damaged),
        ("twice.csv", twice),
        ("cut-of-two.csv", cut("Rø", 1)),
        ("cut-of-three.csv", cut("5 €", 1)),
        ("cut-of-four.csv", cut("🍵", 2)),
        ("cut-alone.csv", alone(b"R\xc3")),
        ("cut-alone-of-three.csv", alone(b"5 \xe2\x82")),
        // beyond what is looked at before rows are read
        ("late.csv", {
            let many =
                orders("Order,Date,Email,Product,Amount", 130_000, |n| format!("Rødgrød,{}.50", n % 90));
            assert!((4 << 20) < many.len());
            [many.as_bytes(), b"500,2024-12-12,c1@x.dk,R\xc3"].concat()
        }),
    ] {
        let json = answers(name, bytes);
        assert_eq!(note(&json, "encoding"), Some(&"UTF-8".into()), "{name}");
        let rows = note(&json, "damaged_rows").and_then(Value::as_u64);
        assert_eq!(rows, Some(if name == "twice.csv" { 2 } else { 1 }), "{name}");
        if !name.contains("alone") {
            assert!(products(&json).contains(&"Rødgrød"), "{name}: {:?}", products(&json));
        }
    }
    // what is whole has nothing to say, and what is not UTF-8 is not read as such
    assert_eq!(note(&answers("whole.csv", &whole), "damaged_rows"), None);
    for (name, letters) in [("western.csv", "Rødgrød"), ("one-letter.csv", "Luleå")] {
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(letters);
        let bytes = [&plain, &b"500,2024-12-12,c1@x.dk,"[..], &bytes, b",7.50\n"].concat();
        let json = answers(name, bytes);
        assert_eq!(note(&json, "encoding"), Some(&"windows-1252".into()), "{name}");
        assert_eq!(note(&json, "damaged_rows"), None, "{name}");
    }
}

#[test]
fn an_amount_that_is_none_costs_its_row_and_never_the_column() {
    for cell in ["1e15", "1E+300", "NaN", "inf", "-Infinity", "1000000000000000", "99999999999999999999"] {
        for bad in [1, 30, 60, 100, 119] {
            let amount = |n: usize| if n < bad { cell.to_owned() } else { format!("{}.50", 10 + n) };
            let by_price = orders("Order,Date,Email,Quantity,Unit price", 120, |n| {
                format!("{},{}", n % 3 + 1, amount(n))
            });
            let by_amount = orders("Order,Date,Email,Amount", 120, amount);
            for (name, text) in [("amount.csv", by_amount), ("price.csv", by_price)] {
                let json = answers(name, text);
                let import = &json["import"];
                let what = format!("{cell} in {bad} rows, {name}: {import}");
                assert_eq!(import["rows_used"], 120 - bad, "{what}");
                assert!(json["summary"]["net_revenue"].is_number(), "{what}");
                let aside = import["set_aside"].as_array().unwrap();
                let reasons: Vec<&str> = aside.iter().map(|one| one["reason"].as_str().unwrap()).collect();
                assert!(matches!(reasons[..], ["unreadable_amount" | "no_amount"]), "{what}");
                assert_eq!(aside[0]["rows"], bad, "{what}");
            }
        }
    }
}

#[test]
fn columns_that_are_only_counted_are_understood_by_their_cells() {
    for name in ["c", "Column ", "V", ""] {
        let header: Vec<String> = (0..50).map(|at| format!("{name}{at}")).collect();
        let rest = ",word".repeat(45);
        let text = orders(&header.join(","), 120, |n| format!("Tea {},{}.50{rest}", n % 7, 10 + n));
        let json = answers("counted.csv", text);
        assert_eq!(json["import"]["rows_read"], 120, "{name}");
        assert_eq!(json["import"]["rows_used"], 120, "{name}: {}", json["import"]);
        assert_eq!(json["summary"]["net_revenue"].to_string(), "8400.0", "{name}");
    }
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

#[test]
fn what_is_packed_twice_is_named_with_what_to_do() {
    let table = with_products("Tea").into_bytes();
    let packed = zip(&[("orders.csv", &table)]);
    for (bytes, what) in [
        (zip(&[("inner.zip", &packed)]), "a zip inside a zip"),
        (zip(&[("folder/inner.zip", &packed), ("readme.pdf", b"%PDF-1.7")]), "a zip inside a zip"),
        (zip(&[("orders.csv.gz", &gzip(&table))]), "a gzip inside a zip"),
        (gzip(&packed), "a zip inside a gzip"),
        (gzip(&gzip(&table)), "a gzip inside a gzip"),
    ] {
        let path = file(&folder("damaged-packed"), "packed", bytes);
        let outcome = stamkunde(&["analyze", &path]);
        outcome.check_ending(what);
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.stderr.contains(what) && outcome.stderr.contains("Unpack it"), "{what}: {outcome:?}");
    }
    // a workbook is a zip too, and no such thing
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(String::from_utf8(table).unwrap().lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    let json = answers("book.zip", zip(&[("book.xlsx", &book.save_to_buffer().unwrap())]));
    assert_eq!(json["import"]["rows_used"], 120);
}
