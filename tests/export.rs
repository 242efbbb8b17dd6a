//! Saved lists: their bytes, what a spreadsheet reads from them, and that no cell is a formula.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
};

use calamine::{Data, Reader, Xlsx};
use stamkunde::{
    answers::{Outlook, SegmentId, SegmentMember, Stage, registry::METRICS},
    base::{Day, Money},
    engine::Engine,
    export::{Form, all_answers_file, answer_file, answer_table, answer_tables, segment_file},
    protocol::ToWorker,
    recipe::Recipe,
};

fn members() -> Vec<SegmentMember> {
    let day = |text| Day::parse_iso(text).unwrap();
    let ana = SegmentMember {
        outlook: None,
        customer: "ana@example.com".to_owned(),
        email: "ana@example.com".to_owned(),
        name: "Åse; \"Ana\" Øst, ß".to_owned(),
        phone: "+45 12 34 56 78".to_owned(),
        purchases: 3,
        net_revenue: Some(Money(12_345_000)),
        first_purchase: day("2024-01-05"),
        last_purchase: day("2024-05-05"),
        days_since_purchase: 26,
        last_product: "=1+1".to_owned(),
        stage: Some(Stage::WonBack),
    };
    let evil = SegmentMember { name: "@SUM(A1)".to_owned(), net_revenue: None, ..ana.clone() };
    vec![ana, evil]
}

fn file(form: Form) -> (String, Vec<u8>) {
    let as_of = Day::parse_iso("2024-05-31").unwrap();
    let file = segment_file(&members(), SegmentId::AtRisk, as_of, form).unwrap();
    (file.name, file.bytes)
}

#[test]
fn csv_for_machines() {
    let (name, bytes) = file(Form::Csv);
    assert_eq!(name, "stamkunde_at_risk_2024-05-31_2-rows.csv");
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "customer,email,name,phone,purchases,net_revenue,first_purchase,last_purchase,days_since_purchase,\
         last_product,stage\r\n\
         ana@example.com,ana@example.com,\"Åse; \"\"Ana\"\" Øst, ß\",+45 12 34 56 78,3,1234.50,2024-01-05,2024-05-05,\
         26,=1+1,won_back\r\n\
         ana@example.com,ana@example.com,@SUM(A1),+45 12 34 56 78,3,,2024-01-05,2024-05-05,26,=1+1,won_back\r\n"
    );
}

#[test]
fn what_is_expected_of_customers_comes_last() {
    let mut members = members();
    members[0].outlook = Some(Outlook {
        next_order_date: Day::parse_iso("2024-06-30"),
        alive_probability: Some(0.75),
        expected_purchases_365: Some(2.5),
        clv_365: Some(99.5),
        ..Outlook::default()
    });
    let as_of = Day::parse_iso("2024-05-31").unwrap();
    let file = segment_file(&members, SegmentId::AtRisk, as_of, Form::Csv).unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    let ends = [
        ",stage,next_order_date,alive_probability,expected_purchases_90,expected_purchases_365,clv_90,clv_365",
        ",won_back,2024-06-30,0.75,,2.5,,99.5",
        ",won_back,,,,,,",
    ];
    for (line, end) in text.lines().zip(ends) {
        assert!(line.ends_with(end), "{line}");
    }
}

#[test]
fn csv_for_excel() {
    let (_, bytes) = file(Form::CsvExcel);
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("\u{FEFF}customer;email;"));
    assert!(text.contains(";\"Åse; \"\"Ana\"\" Øst, ß\";'+45 12 34 56 78;3;1234,50;2024-01-05;"), "{text}");
}

#[test]
fn workbook() {
    let (name, bytes) = file(Form::Xlsx);
    assert_eq!(name, "stamkunde_at_risk_2024-05-31_2-rows.xlsx");
    assert_eq!(bytes, file(Form::Xlsx).1, "same list, same bytes");
    // The only time in it is the day that the list stands on: no clock.
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let core = std::io::read_to_string(archive.by_name("docProps/core.xml").unwrap()).unwrap();
    assert_eq!(core.matches("2024-05-31T00:00:00Z").count(), 2, "{core}");
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["at_risk"]);
    assert!(workbook.worksheet_formula("at_risk").unwrap().is_empty());
    let cells = workbook.worksheet_range("at_risk").unwrap();
    assert_eq!(cells.get_size(), (3, 11));
    let cell = |row, column| cells.get_value((row, column)).unwrap().clone();
    assert_eq!(cell(0, 5), Data::String("net_revenue".to_owned()));
    assert_eq!(
        (cell(1, 3), cell(1, 9)),
        (Data::String("+45 12 34 56 78".to_owned()), Data::String("=1+1".to_owned()))
    );
    assert_eq!((cell(1, 4), cell(1, 5), cell(2, 5)), (Data::Float(3.0), Data::Float(1234.5), Data::Empty));
    let Data::DateTime(first) = cell(1, 6) else { panic!("a date") };
    assert_eq!(first.as_f64(), 45_296.0); // 2024-01-05
}

#[test]
fn odd_lists() {
    let as_of = Day::parse_iso("2024-05-31").unwrap();
    let old = SegmentMember {
        first_purchase: Day::parse_iso("1850-01-01").unwrap(),
        name: "å".repeat(40_000),
        ..SegmentMember::default()
    };
    for form in [Form::Csv, Form::CsvExcel, Form::Xlsx] {
        for list in [Vec::new(), vec![old.clone()]] {
            assert!(!segment_file(&list, SegmentId::Best, as_of, form).unwrap().bytes.is_empty());
        }
    }
}

#[test]
fn every_answer_is_a_table() {
    let table = "ana 1 2024-01-31 40 tea hot
                 ana 2 2024-02-05 10 pot ware
                 bo  3 2024-03-02 20 tea hot";
    for shop in [common::Shop::of(table, Recipe::default()), common::Shop::of("", Recipe::default())] {
        for id in answer_tables().map(|table| table.id) {
            let table = answer_table(&shop.answers, id).unwrap_or_else(|| panic!("{id}"));
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{id}");
            for form in [Form::Csv, Form::CsvExcel, Form::Xlsx] {
                answer_file(&shop.answers, id, form).unwrap();
            }
        }
        assert!(answer_file(&shop.answers, "cohorts.nothing", Form::Csv).is_err());
    }
    let shop = common::Shop::of(table, Recipe::default());
    let text = |id| String::from_utf8(answer_file(&shop.answers, id, Form::Csv).unwrap().bytes).unwrap();
    assert_eq!(
        text("cohorts.net_revenue"),
        "cohort,customers,0,1,2,in_progress\r\n2024-01,1,40.00,10.00,0.00,2\r\n2024-03,1,20.00,,,0\r\n"
    );
    assert!(text("first_product").starts_with("product,label,customers,"));
    let file = answer_file(&shop.answers, "revenue_by_order_number", Form::CsvExcel).unwrap();
    assert_eq!(file.name, "stamkunde_revenue_by_order_number_2024-03-02_3-rows.csv");
}

/// What a field becomes in a program that cuts cells at `delimiter`: quotes count only where a cell begins with one.
fn cells_cut_at(text: &str, delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader
        .records()
        .flat_map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn files_for_programs_hold_texts_as_they_are_and_files_for_excel_no_formula_however_they_are_cut() {
    let hostile = [
        "+45 12 34 56 78",
        "+4512345678",
        "-Anna",
        "=1+1",
        "@SUM(A1)",
        "＝1+1",
        "＋1",
        "－1+A1",
        "＠SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        " =1+1",
        "Tea,=1+1",
        "Tea;=1+1",
        "Tea\t=1+1",
        "Tea\n=1+1",
        "Tea, =1+1",
        "Tea,\"=1+1\"",
        "-inf",
        "a;-1+A1,b",
    ];
    let plain = ["-12.50", "Tea - green", "a, b; c", "12-05", "x=1"];
    let as_of = Day::parse_iso("2024-05-31").unwrap();
    for text in hostile.iter().chain(&plain) {
        // first in its row, where nothing stands before it, and in the middle
        let member = SegmentMember {
            customer: (*text).to_owned(),
            phone: (*text).to_owned(),
            last_product: (*text).to_owned(),
            ..members().remove(0)
        };
        let saved = |form| {
            let file = segment_file(std::slice::from_ref(&member), SegmentId::Best, as_of, form).unwrap();
            String::from_utf8(file.bytes).unwrap()
        };
        let for_programs = cells_cut_at(&saved(Form::Csv), b',');
        assert_eq!(for_programs.iter().filter(|cell| cell == text).count(), 3, "{text:?}: {for_programs:?}");
        assert!(!for_programs.iter().any(|cell| cell.starts_with('\'')), "{text:?}");
        let for_excel = saved(Form::CsvExcel);
        for delimiter in [b';', b',', b'\t'] {
            for cell in cells_cut_at(&for_excel, delimiter) {
                // a number in front of the row is none with the rest of the row behind it either
                let first = cell.split(';').next().unwrap_or_default().replace(',', ".");
                let is_number = first.parse::<f64>().is_ok_and(f64::is_finite) && !first.starts_with('+');
                let starts = cell.trim_start_matches([' ', '"']).chars().next();
                let runs = starts.is_some_and(|first| "=+-@＝＋－＠\t\r".contains(first));
                assert!(!runs || is_number, "{text:?} cut at {}: {cell:?}", char::from(delimiter));
            }
        }
        if plain.contains(text) {
            assert!(!for_excel.contains('\''), "{text:?} is no formula: {for_excel}");
        }
    }
}

/// The sample shop with everything that follows later.
fn sample() -> Engine {
    let mut engine = Engine::new();
    engine.handle(ToWorker::ImportSample { recipe: Recipe::default() }, Vec::new(), &mut |_| {});
    engine
}

#[test]
fn every_metric_has_its_table() {
    // findings are figures of the others, in words
    let told = METRICS.iter().map(|metric| metric.id).filter(|id| *id != "findings");
    for metric in told.filter(|id| !id.contains('.')) {
        let is_of = |id: &str| id.split('.').next() == Some(metric);
        assert!(answer_tables().any(|table| is_of(table.id)), "{metric} has no table");
    }
    let engine = sample();
    let answers = engine.answers().unwrap();
    let empty: Vec<&str> = answer_tables()
        .map(|table| table.id)
        .filter(|id| answer_table(answers, id).unwrap().rows.is_empty())
        .collect();
    // what the sample shop has none of: nothing to complain about, no costs, no day to compare before and after
    let none = [
        "import.set_aside",
        "import.statuses",
        "import.currencies",
        "import.other_lines",
        "import.outliers",
        "revenue_by_order_number.before_after",
        "cohorts.margin",
    ];
    assert_eq!(empty, none);
    let sheets: BTreeSet<String> =
        answer_tables().map(|table| answer_table(answers, table.id).unwrap().sheet).collect();
    assert_eq!(sheets.len(), answer_tables().count(), "two sheets have one name");
}

#[test]
fn all_tables_are_one_file() {
    let engine = sample();
    let answers = engine.answers().unwrap();
    let book = all_answers_file(answers, Form::Xlsx).unwrap();
    assert!(
        book.name.starts_with("stamkunde_answers_") && book.name.ends_with("-tables.xlsx"),
        "{}",
        book.name
    );
    assert_eq!(book.bytes, all_answers_file(answers, Form::Xlsx).unwrap().bytes, "same answers, same bytes");
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(book.bytes)).unwrap();
    let sheets = workbook.sheet_names();
    assert_eq!(sheets.first().map(String::as_str), Some("contents"));
    let contents = workbook.worksheet_range("contents").unwrap();
    assert_eq!(contents.height(), sheets.len(), "a line a sheet, and the headings");
    let archive = all_answers_file(answers, Form::Csv).unwrap();
    assert_eq!(archive.mime, "application/zip");
    let mut archive = zip::ZipArchive::new(Cursor::new(archive.bytes)).unwrap();
    assert_eq!(archive.len(), sheets.len());
    for sheet in &sheets {
        let range = workbook.worksheet_range(sheet).unwrap();
        assert!(workbook.worksheet_formula(sheet).unwrap().is_empty(), "{sheet}");
        let text = std::io::read_to_string(archive.by_name(&format!("{sheet}.csv")).unwrap()).unwrap();
        assert_eq!(text.lines().count(), range.height(), "{sheet}");
        assert!(2 <= range.height(), "{sheet} is empty");
    }
}

#[test]
fn no_cell_of_all_tables_is_a_formula() {
    let table = "ana 1 2024-01-31 40 =cmd() @sum
                 ana 2 2024-02-05 10 +1 -2
                 bo  3 2024-03-02 20 =cmd() @sum";
    let shop = common::Shop::of(table, Recipe::default());
    {
        let archive = all_answers_file(&shop.answers, Form::CsvExcel).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(archive.bytes)).unwrap();
        for at in 0..archive.len() {
            let mut member = archive.by_index(at).unwrap();
            let mut text = String::new();
            member.read_to_string(&mut text).unwrap();
            for cell in text.split([',', ';', '\n']).map(|cell| cell.trim_matches('"')) {
                let is_number = cell.trim().replace(',', ".").parse::<f64>().is_ok();
                assert!(is_number || !cell.starts_with(['=', '+', '-', '@']), "{}: {cell}", at);
            }
        }
    }
    let book = all_answers_file(&shop.answers, Form::Xlsx).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(book.bytes)).unwrap();
    let products = workbook.worksheet_range("first_product").unwrap();
    assert!(
        products.rows().any(|row| row.first() == Some(&Data::String("=cmd()".to_owned()))),
        "{products:?}"
    );
}
