//! Currencies that a workbook shows by the format of its cells alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use rust_xlsxwriter::{Format, Formula, Workbook};
use stamkunde::{answers::Answers, engine::Engine, ingest::InputFile, protocol::ToWorker, recipe::Recipe};

/// Twelve orders; the amount of each in one of the formats by turns.
fn orders(formats: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in ["Order", "Date", "Customer no", "Amount"].iter().enumerate() {
        sheet.write_string(0, column as u16, *name).unwrap();
    }
    for row in 1..13u32 {
        sheet.write_string(row, 0, format!("A{row}")).unwrap();
        sheet.write_string(row, 1, format!("2024-01-{row:02}")).unwrap();
        sheet.write_number(row, 2, f64::from(row % 5 + 100)).unwrap();
        let code = formats.iter().cycle().nth(row as usize - 1).unwrap();
        let format = Format::new().set_num_format(*code);
        if row % 3 == 0 {
            let formula = Formula::new(format!("=10*{row}")).set_result((10 * row).to_string());
            sheet.write_formula_with_format(row, 3, formula, &format).unwrap();
        } else {
            sheet.write_number_with_format(row, 3, f64::from(10 * row), &format).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn read(formats: &[&str], recipe: &Recipe) -> Answers {
    let mut engine = Engine::new();
    let file = InputFile::from_bytes("orders.xlsx", orders(formats));
    engine.handle(ToWorker::Inspect { recipe: recipe.clone() }, vec![file], &mut |_| {});
    let mut last = None;
    let import = ToWorker::Import { recipe: recipe.clone(), apart: Vec::new() };
    engine.handle(import, Vec::new(), &mut |said| last = Some(said));
    engine.answers().unwrap_or_else(|| panic!("{last:?}")).clone()
}

const ID: &str = "currencies_in_cells";

#[test]
fn several_currencies_are_told_by_the_formats_of_cells() {
    let recipe = Recipe::default();
    let answers = read(&["#,##0.00 \"€\"", "[$€-2] #,##0", "[$kr-406] #,##0.00"], &recipe);
    let doubt =
        answers.doubts.iter().find(|doubt| doubt.id == ID).unwrap_or_else(|| panic!("{:?}", answers.doubts));
    assert!(doubt.sentence.contains("EUR, DKK"), "{}", doubt.sentence);
    // rows 3, 6, 9, 12 are in kroner, and all of them are formulas
    assert_eq!(answers.summary.net_revenue.unwrap().to_string(), "480.00");
    for (option, want) in [("DKK", "300.00"), ("EUR", "480.00"), ("one", "780.00")] {
        let mut recipe = Recipe::default();
        let option = doubt.options.iter().find(|have| have.id == option).unwrap();
        option.decisions.iter().for_each(|decision| decision.apply(&mut recipe));
        let answers = read(&["#,##0.00 \"€\"", "[$€-2] #,##0", "[$kr-406] #,##0.00"], &recipe);
        assert_eq!(answers.summary.net_revenue.unwrap().to_string(), want, "{}", option.id);
    }
}

#[test]
fn one_currency_in_several_dresses_is_one() {
    for formats in [
        ["[$kr-406] #,##0.00", "#,##0.00 \"kr.\"", "\"DKK\" #,##0"],
        ["#,##0.00", "#,##0 \"€\"", "0"],
        ["#,##0 \"stk\"", "0.00", "0"],
    ] {
        let answers = read(&formats, &Recipe::default());
        assert!(answers.doubts.iter().all(|doubt| doubt.id != ID), "{:?}", answers.doubts);
        assert_eq!(answers.summary.net_revenue.unwrap().to_string(), "780.00", "{formats:?}");
    }
}
