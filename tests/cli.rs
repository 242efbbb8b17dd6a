//! The command line: what its files hold, and what it says where it cannot go on.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

#[path = "common/command.rs"]
mod command;

use command::{file, folder, stamkunde};
use serde_json::Value;
use stamkunde::{
    answers::SegmentId,
    engine::Engine,
    ingest::InputFile,
    protocol::{FileFormat, FromWorker, ToWorker},
    recipe::Recipe,
};

/// 80 lines of 16 customers; a return, an amount of four decimals, and a line without customer.
fn orders() -> String {
    let mut text = "Order,Date,Email,Product,Amount\n".to_owned();
    for n in 0..80 {
        let (month, day, who) = (n / 8 + 1, n % 8 * 3 + 1, n * 5 % 16);
        text += &format!("{},2024-{month:02}-{day:02},c{who}@x.dk,Tea {},{}.10\n", 100 + n, n % 3, 10 + n);
    }
    text += "900,2024-11-01,c1@x.dk,Tea 1,-3.3333\n901,2024-11-02,,Tea 1,5\n";
    text
}

fn said(arguments: &[&str], code: i32, words: &[&str]) -> String {
    let outcome = stamkunde(arguments);
    outcome.check_ending(&format!("{arguments:?}"));
    assert_eq!(outcome.code, Some(code), "{arguments:?}: {outcome:?}");
    let text = if code == 0 { outcome.stdout } else { outcome.stderr };
    for word in words {
        assert!(text.contains(word), "{arguments:?} does not say {word}: {text}");
    }
    text
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn json_has_a_key_per_metric_and_money_with_all_decimals() {
    let folder = folder("cli-json");
    let orders = file(&folder, "orders.csv", orders());
    let printed = said(&["analyze", &orders, "--json", "-"], 0, &[]);
    let out = folder.join("answers.json");
    said(&["analyze", &orders, "--json", out.to_str().unwrap()], 0, &[]);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), printed, "the same bytes wherever they go");
    let json = json_of(&printed);
    for id in [
        "import",
        "summary",
        "new_customers",
        "first_order_value",
        "gaps",
        "repurchase",
        "first_product",
        "revenue_by_order_number",
        "cohorts",
        "groups",
        "concentration",
        "churn",
        "stage",
        "segments",
        "settings",
    ] {
        assert!(json.get(id).is_some(), "{id}");
    }
    assert_eq!(json["summary"]["customers"], 16);
    assert_eq!(json["summary"]["purchases"], 80);
    // 80 × 10.10 + (0 + 1 + … + 79) - 3.3333
    assert_eq!(json["summary"]["net_revenue"].to_string(), "3964.6667");
    assert_eq!(json["import"]["amount_read"].to_string(), "3969.6667");
    assert_eq!(json["import"]["set_aside"][0]["reason"], "no_customer");
}

#[test]
fn a_recipe_changes_the_answers_and_its_mistakes_are_said() {
    let folder = folder("cli-recipe");
    let orders = file(&folder, "orders.csv", orders());
    let recipe = file(
        &folder,
        "recipe.json",
        r#"{"returns": "ignore", "as_of": "2024-06-30", "period": "quarter", "columns": {"product": null}}"#,
    );
    let json = json_of(&said(&["analyze", &orders, "--recipe", &recipe, "--json", "-"], 0, &[]));
    assert_eq!(json["settings"]["as_of"], "2024-06-30");
    assert_eq!(json["summary"]["purchases"], 48);
    let refused = |text: &str, words: &[&str]| {
        let recipe = file(&folder, "bad.json", text);
        said(&["analyze", &orders, "--recipe", &recipe], 2, words);
    };
    refused(r#"{"retuns": "ignore"}"#, &["is not a recipe", "`retuns`", "`returns`"]);
    refused(r#"{"reading": {"sheeet": "A"}}"#, &["`sheeet`", "`sheets`"]);
    refused(r#"{"columns": {"dato": "Date"}}"#, &["`dato`", "`date`"]);
    refused(r#"{"returns": "keep"}"#, &["returns is \"keep\"", "ignore"]);
    refused(r#"{"columns": {"date": "Dato"}}"#, &["columns.date names \"Dato\"", "Order, Date, Email"]);
    refused(r#"{"lapse_percentile": 2}"#, &["lapse_percentile"]);
    refused(r#"{"window_months": 0}"#, &["window_months"]);
    refused("returns = ignore", &["is not a recipe"]);
    refused("", &["is not a recipe"]);
}

#[test]
fn a_segment_file_is_the_engine_s() {
    let folder = folder("cli-segment");
    let text = orders();
    let orders = file(&folder, "orders.csv", &text);
    let mut engine = Engine::new();
    let input = InputFile::from_bytes("orders.csv", text.into());
    engine.handle(ToWorker::Inspect { recipe: Recipe::default() }, vec![input], &mut |_| {});
    engine.handle(ToWorker::Import { recipe: Recipe::default(), apart: Vec::new() }, Vec::new(), &mut |_| {});
    for (name, format) in
        [("s.csv", FileFormat::Csv), ("s-excel.csv", FileFormat::CsvExcel), ("s.xlsx", FileFormat::Xlsx)]
    {
        for segment in SegmentId::ALL {
            let mut want = None;
            engine.handle(ToWorker::SegmentFile { segment, format }, Vec::new(), &mut |answer| {
                want = Some(answer)
            });
            let Some(FromWorker::File(want)) = want else { panic!("{want:?}") };
            let out = folder.join(name);
            said(
                &["analyze", &orders, "--segment", segment.id(), "--out", out.to_str().unwrap()],
                0,
                &["customers"],
            );
            assert_eq!(std::fs::read(&out).unwrap(), want.bytes, "{name} {}", segment.id());
        }
    }
}

#[test]
fn the_set_aside_file_holds_rows_and_reasons() {
    let folder = folder("cli-aside");
    let orders = file(&folder, "orders.csv", orders());
    let recipe = file(&folder, "recipe.json", r#"{"returns": "ignore", "as_of": "2024-10-15"}"#);
    let out = folder.join("aside.csv");
    said(&["analyze", &orders, "--recipe", &recipe, "--set-aside", out.to_str().unwrap()], 0, &[]);
    let text = std::fs::read_to_string(&out).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "\u{feff}reason,file,sheet,row,Order,Date,Email,Product,Amount",
            "after_as_of,orders.csv,,79,177,2024-10-16,c1@x.dk,Tea 2,87.10",
            "after_as_of,orders.csv,,80,178,2024-10-19,c6@x.dk,Tea 0,88.10",
            "after_as_of,orders.csv,,81,179,2024-10-22,c11@x.dk,Tea 1,89.10",
            "after_as_of,orders.csv,,82,900,2024-11-01,c1@x.dk,Tea 1,-3.3333",
            "no_customer,orders.csv,,83,901,2024-11-02,,Tea 1,5",
        ]
    );
}

#[test]
fn the_set_aside_file_and_the_account_agree() {
    let folder = folder("cli-account");
    let orders = file(&folder, "orders.csv", orders());
    for (recipe, reasons) in [
        (r#"{}"#, 1),
        (r#"{"min_orders": 6}"#, 2),
        (r#"{"min_orders": 5, "returns": "ignore", "as_of": "2024-10-15"}"#, 3),
        (r#"{"min_revenue": 250, "returns": "ignore"}"#, 3),
    ] {
        let recipe = file(&folder, "recipe.json", recipe);
        let out = folder.join("aside.csv");
        let out = out.to_str().unwrap();
        let arguments = ["analyze", &orders, "--recipe", &recipe, "--json", "-", "--set-aside", out];
        let json = json_of(&said(&arguments, 0, &[]));
        let text = std::fs::read_to_string(out).unwrap();
        let account = json["import"]["set_aside"].as_array().unwrap();
        assert_eq!(account.len(), reasons, "{recipe}: {account:?}");
        for aside in account {
            let start = format!("{},", aside["reason"].as_str().unwrap());
            let rows = text.lines().filter(|line| line.starts_with(&start)).count();
            assert_eq!(aside["rows"], rows, "{start} in {text}");
        }
        let rows: u64 = account.iter().map(|aside| aside["rows"].as_u64().unwrap()).sum();
        assert_eq!(text.lines().count() as u64, rows + 1);
    }
}

#[test]
fn mistakes_on_the_line_are_said() {
    let folder = folder("cli-mistakes");
    let orders = file(&folder, "orders.csv", orders());
    let orders = orders.as_str();
    said(&["analyze"], 2, &["Name a file"]);
    said(&["analyze", "not-there.csv"], 2, &["not-there.csv cannot be read"]);
    said(&["analyze", folder.to_str().unwrap()], 2, &["is a folder"]);
    said(&["analyze", orders, "--recipe", "not-there.json"], 2, &["not-there.json cannot be read"]);
    // the same export twice is the same sales
    said(&["analyze", orders, orders], 0, &["81 duplicate_line"]);
    said(
        &["analyze", orders, "--segment", "rich", "--out", "x.csv"],
        2,
        &["rich is not a segment", "at_risk"],
    );
    said(&["analyze", orders, "--segment", "best"], 2, &["--segment and --out go together"]);
    said(
        &["analyze", orders, "--segment", "best", "--out", "x.pdf"],
        2,
        &["--out has to end in .csv or .xlsx"],
    );
    said(&["analyze", orders, "--json", "/not/there.json"], 2, &["/not/there.json cannot be written"]);
    said(&["--version"], 0, &["stamkunde "]);
    said(&["help"], 0, &["analyze FILE"]);
    for arguments in
        [&["analyze", orders, "--jsn", "-"][..], &["analyse-it"], &["analyze", orders, "--json"], &[]]
    {
        let outcome = stamkunde(arguments);
        assert!(outcome.code == Some(2) && outcome.stderr.contains("stamkunde analyze FILE"), "{outcome:?}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_mistake() {
    let folder = folder("cli-pipe");
    let orders = file(&folder, "orders.csv", orders());
    // the sample is larger than any pipe, so its writer is sure to meet the closed end
    for arguments in [format!("analyze '{orders}' --json -"), "sample".to_owned()] {
        let script = format!("{{ \"$0\" {arguments}; echo \"code $?\" >&2; }} | head -c 10");
        let mut command = std::process::Command::new("sh");
        let output = command.args(["-c", &script, env!("CARGO_BIN_EXE_stamkunde")]).output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "code 0\n", "{arguments}");
    }
}

#[test]
fn the_page_gets_the_products_that_anybody_looks_through() {
    let mut text = "Order,Date,Email,Product,Amount\n".to_owned();
    (0..300).for_each(|n| text += &format!("{n},2024-01-{:02},c{n}@x.dk,Tea {n},5\n", n % 28 + 1));
    let shown = |mut engine: Engine| {
        let input = InputFile::from_bytes("orders.csv", text.clone().into());
        engine.handle(ToWorker::Inspect { recipe: Recipe::default() }, vec![input], &mut |_| {});
        let mut message = None;
        let import = ToWorker::Import { recipe: Recipe::default(), apart: Vec::new() };
        engine.handle(import, Vec::new(), &mut |said| {
            if let FromWorker::Answered { answers, .. } = said {
                message = Some(answers.first_product);
            }
        });
        let answer = message.unwrap();
        (answer.products.len(), answer.n_products)
    };
    assert_eq!(shown(Engine::new()), (200, 300));
    assert_eq!(shown(Engine::with_all_products()), (300, 300));
}
