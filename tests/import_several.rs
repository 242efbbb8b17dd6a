//! Several files and sheets at once: below each other, looked up by what they share, and nothing counted twice.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use rust_xlsxwriter::Workbook;
use stamkunde::{
    answers::{Answers, ImportNote, Inspection, LeftOut, SetAsideReason, TableUse},
    engine::Engine,
    ingest::InputFile,
    protocol::{FromWorker, Problem, ToWorker},
    recipe::{Recipe, Role},
};
use std::io::Write;

type Sheet<'a> = (&'a str, Vec<Vec<String>>);

fn table(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.split(',').map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn csv(text: &str) -> Vec<u8> {
    table(text).iter().map(|cells| cells.join(",") + "\n").collect::<String>().into_bytes()
}

fn workbook(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row as u32, column as u16, number).unwrap(),
                    Err(_) => sheet.write_string(row as u32, column as u16, cell).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn zipped(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

struct Read {
    inspection: Inspection,
    refused: Vec<(String, Problem)>,
    answers: Answers,
    engine: Engine,
}

fn read_with(files: &[(&str, Vec<u8>)], recipe: &Recipe) -> Read {
    let mut engine = Engine::new();
    let files = files.iter().map(|(name, bytes)| InputFile::from_bytes(name, bytes.clone())).collect();
    let mut seen = None;
    engine.handle(ToWorker::Inspect { recipe: recipe.clone() }, files, &mut |said| seen = Some(said));
    let Some(FromWorker::Inspected { inspection, refused }) = seen else { panic!("{seen:?}") };
    assert_eq!(inspection.questions, []);
    let mut last = None;
    let import = ToWorker::Import { recipe: recipe.clone(), apart: Vec::new() };
    engine.handle(import, Vec::new(), &mut |said| last = Some(said));
    let answers = engine.answers().unwrap_or_else(|| panic!("{last:?}")).clone();
    Read { inspection: *inspection, refused, answers, engine }
}

fn read(files: &[(&str, Vec<u8>)]) -> Read {
    read_with(files, &Recipe::default())
}

impl Read {
    /// Rows used, customers, purchases, net revenue.
    fn figures(&self) -> (u64, u64, u64, String) {
        let summary = &self.answers.summary;
        let revenue = summary.net_revenue.map(|money| money.to_string()).unwrap_or_default();
        (self.answers.import.rows_used, summary.customers, summary.purchases, revenue)
    }
    fn uses(&self) -> Vec<(&str, TableUse)> {
        self.inspection.tables.iter().map(|table| (table.name.as_str(), table.used.clone())).collect()
    }
    fn aside(&self, reason: SetAsideReason) -> u64 {
        let asides = &self.answers.import.set_aside;
        asides.iter().find(|aside| aside.reason == reason).map_or(0, |aside| aside.rows)
    }
    fn column(&self, role: Role) -> Option<&str> {
        let has = |guess: &Option<stamkunde::answers::ColumnGuess>| {
            guess.as_ref().is_some_and(|guess| guess.role == role)
        };
        self.inspection.columns.iter().find(|column| has(&column.guess)).map(|column| column.header.as_str())
    }
}

const ORDERS: &str = "Order ID,Order date,Customer ID,Status,Total
    1001,2024-01-05,7,paid,300
    1002,2024-02-06,8,paid,150
    1003,2024-02-16,7,cancelled,999
    1004,2024-04-07,7,paid,80
    1005,2024-05-08,9,paid,70";
const LINES: &str = "Order ID,SKU,Quantity,Unit price
    1001,TEA,2,100
    1001,CUP,1,100
    1002,TEA,1,150
    1003,TEA,1,999
    1004,CUP,1,80
    1005,CUP,1,70";
const CUSTOMERS: &str = "Customer ID,Customer name,Email,Country
    7,Anna,anna@x.dk,DK
    8,Bo,bo@x.dk,SE
    9,Anna B,ANNA@x.dk,DK";
const PRODUCTS: &str = "SKU,Product name,Category
    TEA,Green tea,Drinks
    CUP,Cup,Kitchen
    POT,Pot,Kitchen";

#[test]
fn orders_lines_customers_and_products_find_each_other() {
    let sheets = [
        ("Cover", table("Report,2024")),
        ("Customers", table(CUSTOMERS)),
        ("Orders", table(ORDERS)),
        ("Order lines", table(LINES)),
        ("Products", table(PRODUCTS)),
    ];
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("orders.csv", csv(ORDERS)),
        ("customers.csv", csv(CUSTOMERS)),
        ("products.csv", csv(PRODUCTS)),
        ("lines.csv", csv(LINES)),
    ];
    for read in
        [read(&[("shop.xlsx", workbook(&sheets))]), read(&files), read(&[("shop.zip", zipped(&files))])]
    {
        // the cancelled order is left out; e-mail makes Anna and Anna B one
        assert_eq!(read.figures(), (5, 2, 4, "600.00".to_owned()), "{:?}", read.uses());
        assert_eq!(read.aside(SetAsideReason::Cancelled), 1);
        assert_eq!(read.column(Role::Email), Some("Email"));
        assert_eq!(read.column(Role::ProductName), Some("Product name"));
        assert_eq!(read.column(Role::Category), Some("Category"));
        let uses = read.uses();
        let of = |part: &str| {
            let found = uses.iter().find(|(name, _)| name.to_lowercase().contains(part));
            found.map(|(_, used)| used.clone()).unwrap()
        };
        assert_eq!(of("lines"), TableUse::Lines);
        assert_eq!(of("customers"), TableUse::Joined(Role::Customer));
        assert_eq!(of("products"), TableUse::Joined(Role::Product));
        assert!(uses.iter().any(|(name, used)| {
            name.to_lowercase().starts_with("orders") && *used == TableUse::Joined(Role::Order)
        }));
    }
}

#[test]
fn what_an_order_is_worth_is_counted_once_and_not_for_each_line() {
    let lines = "Order ID,Product
        1001,Tea
        1001,Cup
        1002,Tea
        1004,Cup
        1001,Pot";
    let orders = "Order ID,Order date,Email,Total
        1001,2024-01-05,a@x.dk,300.50
        1002,2024-02-06,b@x.dk,150
        1004,2024-04-07,a@x.dk,80";
    let read = read(&[("lines.csv", csv(lines)), ("orders.csv", csv(orders))]);
    assert_eq!(read.figures(), (5, 2, 3, "530.50".to_owned()));
}

fn month(month: u32, orders: std::ops::Range<u32>) -> String {
    let mut text = "Ordrenr,Dato,Kundenr,Vare,Antal,Beløb\n".to_owned();
    for n in orders {
        text += &format!("{n},2024-{month:02}-{:02},{},Te,1,{}\n", n % 28 + 1, n % 5, n % 7 + 10);
    }
    text
}

#[test]
fn a_sheet_a_month_is_one_history() {
    let whole: String = month(1, 100..120)
        + &(month(2, 120..140) + &month(3, 140..160)).replace("Ordrenr,Dato,Kundenr,Vare,Antal,Beløb\n", "");
    let want = read(&[("all.csv", csv(&whole))]).figures();
    let sheets = [
        ("Januar", table(&month(1, 100..120))),
        ("Februar", table(&month(2, 120..140))),
        ("Marts", table(&month(3, 140..160))),
    ];
    let read = read(&[("2024.xlsx", workbook(&sheets))]);
    assert_eq!(read.figures(), want);
    assert_eq!(read.inspection.columns.last().unwrap().header, "Sheet");
    assert!(read.uses().iter().all(|(_, used)| *used == TableUse::Lines));
    let picked = Recipe {
        reading: stamkunde::recipe::Reading { sheets: vec!["Februar".to_owned()], ..Default::default() },
        ..Recipe::default()
    };
    let one = read_with(&[("2024.xlsx", workbook(&sheets))], &picked);
    assert_eq!(
        (one.answers.import.rows_used, one.uses()[0].1.clone()),
        (20, TableUse::LeftOut(LeftOut::NotPicked))
    );
}

#[test]
fn overlapping_exports_count_once_and_real_repeats_stay() {
    let first = month(1, 100..120) + "119,2024-01-08,4,Te,1,10\n119,2024-01-08,4,Te,1,10\n";
    let second = month(1, 110..130) + "119,2024-01-08,4,Te,1,10\n110,2024-01-27,0,Kop,1,99\n";
    let read = read(&[("a.csv", csv(&first)), ("b.csv", csv(&second))]);
    assert_eq!(read.answers.import.rows_read, 44);
    assert_eq!(read.aside(SetAsideReason::DuplicateLine), 11, "{:?}", read.answers.import.set_aside);
    // one order has a further line in the second file: that is said, and the line is used
    assert!(
        read.answers.import.notes.contains(&ImportNote::ChangedOrders(1)),
        "{:?}",
        read.answers.import.notes
    );
    assert_eq!(read.answers.import.identical_lines, Some(2));
    let mut keep = Recipe::default();
    keep.reading.duplicates = stamkunde::recipe::Duplicates::Keep;
    let kept = read_with(&[("a.csv", csv(&first)), ("b.csv", csv(&second))], &keep);
    assert_eq!(kept.answers.import.rows_used, 44);
}

#[test]
fn set_aside_rows_say_file_sheet_and_row() {
    let first = month(1, 100..105) + "105,,1,Te,1,10\n";
    let second = month(1, 104..110);
    let mut read = read(&[("a.csv", csv(&first)), ("b.csv", csv(&second))]);
    let mut file = None;
    read.engine.handle(ToWorker::SetAsideFile, Vec::new(), &mut |said| {
        if let FromWorker::File(made) = said {
            file = Some(String::from_utf8(made.bytes).unwrap());
        }
    });
    let text = file.unwrap();
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(
        lines,
        ["no_date,a.csv,,7,105,,1,Te,1,10", "duplicate_line,b.csv,,2,104,2024-01-21,4,Te,1,16"]
    );
    let example = &read.answers.import.set_aside[1].examples[0];
    let table = &read.answers.import.tables[example.table as usize];
    assert!(["a.csv", "b.csv"].contains(&table.file.as_str()));
}

#[test]
fn two_shops_in_two_styles_are_one_history() {
    let ours = "Order ID;Order date;Email;Product;Amount\n1;31.12.2023;a@x.dk;Tea;1.234,50\n2;01.02.2024;b@x.dk;Tea;99,90\n";
    let theirs =
        "email,created at,order number,total\nA@X.dk,02/28/2024,W7,10.25\nc@x.dk,03/04/2024,W8,20.00\n";
    let read = read(&[("old.csv", ours.into()), ("new.csv", theirs.into())]);
    assert_eq!(read.figures(), (4, 3, 4, "1364.65".to_owned()));
    assert_eq!(read.answers.summary.last_date.unwrap().to_string(), "2024-03-04");
}

#[test]
fn returns_in_every_form_lessen_revenue() {
    let sales = "Order ID,Date,Customer ID,Product,Quantity,Amount
        5001,2024-01-05,7,Tea,2,100
        5002,2024-01-06,8,Tea,1,50
        5003,2024-02-06,7,Cup,1,30";
    let returns = "Order ID,Date,Customer ID,Product,Quantity,Amount
        5001,2024-01-20,7,Tea,1,50";
    // a sheet of returns with the same columns and without a minus
    let sheets = [("Sales", table(sales)), ("Returns", table(returns))];
    let both = read(&[("shop.xlsx", workbook(&sheets))]);
    assert_eq!(both.uses()[1].1, TableUse::Returns);
    assert_eq!(both.answers.summary.net_revenue.unwrap().to_string(), "130.00");
    // a sheet that lists the orders
    let sheets = [("Orders", table(sales)), ("Returns", table("Returned,Order ID\nYes,5002"))];
    let listed = read(&[("shop.xlsx", workbook(&sheets))]);
    assert_eq!(listed.uses()[1].1, TableUse::MarksReturns);
    assert_eq!(listed.aside(SetAsideReason::Cancelled), 1);
    assert_eq!(listed.answers.summary.net_revenue.unwrap().to_string(), "130.00");
    // a credit note by its number, and one by its type
    let numbered = format!("{sales}\n5005,2024-02-06,9,Cup,1,0\nC5004,2024-02-07,7,Cup,1,30");
    let read_numbered = read(&[("a.csv", csv(&numbered))]);
    assert_eq!(read_numbered.answers.summary.net_revenue.unwrap().to_string(), "150.00");
    assert_eq!(read_numbered.answers.summary.returns, 1);
    let typed: String = ["Type", "Faktura", "Faktura", "Faktura", "Faktura", "Kreditnota"]
        .iter()
        .zip("Bilagsnr,Dato,Kundenr,Beløb\n1,2024-01-05,7,100\n2,2024-01-06,8,50\n3,2024-01-07,8,20\n4,2024-01-08,9,20\n5,2024-02-06,7,30".lines())
        .map(|(kind, line)| format!("{kind},{line}\n"))
        .collect();
    let read_typed = read(&[("a.csv", csv(&typed))]);
    assert_eq!(read_typed.answers.summary.net_revenue.unwrap().to_string(), "160.00");
    assert_eq!(read_typed.answers.summary.returns, 1);
}

#[test]
fn products_of_one_cell_are_told_apart() {
    let orders = "Order,Date,Email,Product(s),Net Sales\n\
        1,2024-01-05,a@x.dk,\"2× Tea, green, 1× Cup\",100.00\n\
        2,2024-01-06,b@x.dk,1× Tea,33.00\n\
        3,2024-03-05,a@x.dk,\"1× Cup, 1× Pot, 1× Tea\",10.00\n";
    let read = read(&[("a.csv", orders.into())]);
    assert_eq!(read.answers.import.rows_used, 3);
    assert_eq!(read.answers.summary.lines, 6);
    assert_eq!(read.answers.summary.net_revenue.unwrap().to_string(), "143.00");
    let products: Vec<&str> =
        read.answers.first_product.products.iter().map(|product| product.product.as_str()).collect();
    assert!(products.contains(&"Tea, green") && products.contains(&"Cup"), "{products:?}");
    assert!(read.answers.import.notes.contains(&ImportNote::SplitProducts(2)));
}

#[test]
fn a_file_that_cannot_be_opened_costs_the_others_nothing() {
    let read = read(&[("a.pdf", b"%PDF-1.7 ...".to_vec()), ("b.csv", csv(&month(1, 100..120)))]);
    assert_eq!(read.answers.import.rows_used, 20);
    assert_eq!(read.refused.len(), 1);
    assert_eq!(read.refused[0].0, "a.pdf");
    assert!(matches!(read.refused[0].1, Problem::NotATable { .. }));
}

#[test]
fn a_list_of_customers_is_no_history() {
    let orders = (0..60).fold("Order,Date,Email,Amount\n".to_owned(), |text, n| {
        text + &format!("{n},2024-01-{:02},c{}@x.dk,10\n", n % 28 + 1, n % 25)
    });
    let customers = (0..25).fold("Email,Created,Total spent\n".to_owned(), |text, n| {
        text + &format!("c{n}@x.dk,2023-01-{:02},500\n", n + 1)
    });
    let read = read(&[("orders.csv", csv(&orders)), ("customers.csv", csv(&customers))]);
    assert_eq!(read.figures(), (60, 25, 60, "600.00".to_owned()), "{:?}", read.uses());
    assert_eq!(read.uses()[1].1, TableUse::LeftOut(LeftOut::NotOrders));
}

#[test]
fn the_same_sales_in_two_grains_are_not_counted_twice() {
    let lines = "Order ID,Order date,Email,SKU,Amount
        1001,2024-01-05,a@x.dk,TEA,200
        1001,2024-01-05,a@x.dk,CUP,100
        1002,2024-02-06,b@x.dk,TEA,150";
    let orders = "Invoice,Invoice date,Customer email,Grand total
        1001,2024-01-05,a@x.dk,300
        1002,2024-02-06,b@x.dk,150";
    let read = read(&[("lines.csv", csv(lines)), ("orders.csv", csv(orders))]);
    assert_eq!(read.figures(), (3, 2, 2, "450.00".to_owned()), "{:?}", read.uses());
    assert_eq!(read.uses()[1].1, TableUse::LeftOut(LeftOut::SameOrders));
}

/// A till's file is named after the till, and one of a customer after them; their rows are orders all the same.
#[test]
fn what_a_file_is_named_after_hides_no_status() {
    let orders = "Bonnr,Dato,Kunde,Varetekst,Beløb,Status
        1,2024-01-01,Kunde 1,Te,20,afsluttet
        2,2024-01-02,Kunde 2,Kaffe,20,annulleret
        3,2024-01-03,Kunde 1,Te,20,afsluttet
        4,2024-01-04,Kunde 3,Te,20,afsluttet
        5,2024-02-04,Kunde 3,Te,20,afsluttet
        6,2024-02-05,Kunde 2,Kaffe,21,annulleret";
    for name in ["kasse.csv", "filial 4.csv", "kunder.csv", "medarbejdere.csv", "varer.csv", "export.csv"] {
        let read = read(&[(name, csv(orders))]);
        let status = read.inspection.columns.iter().find(|column| column.header == "Status").unwrap();
        assert_eq!(status.guess.as_ref().map(|guess| guess.role), Some(Role::Status), "{name}");
        assert_eq!(read.answers.summary.net_revenue.unwrap().to_string(), "80.00", "{name}");
    }
}
