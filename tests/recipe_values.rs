//! Recipes with values that make no sense, each refused by a sentence that names the setting, what it says and what is
//! allowed; and every setting walked once.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

#[path = "common/command.rs"]
mod command;

use command::{Outcome, file, folder, stamkunde};
use serde_json::{Value, json};
use stamkunde::recipe::Recipe;

/// Orders of twenty customers; dates that need no question.
fn orders() -> String {
    let row = |n: u32| {
        format!(
            "{n},2024-{:02}-{:02},c{}@x.dk,K{},{}.50,DKK\n",
            n / 10 + 1,
            n % 10 + 15,
            n % 20,
            n % 20,
            20 + n
        )
    };
    format!("Order,Date,Email,Customer no,Amount,Currency\n{}", (0..60).map(row).collect::<String>())
}

fn analysed(name: &str, recipe: &[u8]) -> Outcome {
    let folder = folder(&format!("recipe-values-{name}"));
    let (orders, recipe) = (file(&folder, "orders.csv", orders()), file(&folder, "recipe.json", recipe));
    let outcome = stamkunde(&["analyze", &orders, "--recipe", &recipe]);
    outcome.check_ending(name);
    outcome
}

#[test]
fn what_no_file_can_make_sense_of_is_refused_with_setting_value_and_what_is_allowed() {
    let cuts = |recency: Value, frequency: Value, monetary: Value| json!({"rfm_cuts": {"recency": recency, "frequency": frequency, "monetary": monetary}});
    let rising = || json!([1, 2, 3, 4]);
    for (recipe, path, value) in [
        (json!({"customer_key": ["amount"]}), "customer_key", "amount"),
        (json!({"customer_key": ["email", "date"]}), "customer_key", "date"),
        (json!({"customer_key": ["postcode"]}), "customer_key", "postcode"),
        (json!({"min_orders": 0}), "min_orders", "0"),
        (json!({"min_orders": 4_000_000_000_u32}), "min_orders", "4000000000"),
        (json!({"min_revenue": -5}), "min_revenue", "-5"),
        (json!({"as_of": "9999-01-01"}), "as_of", "9999-01-01"),
        (json!({"as_of": "0001-01-01"}), "as_of", "0001-01-01"),
        (json!({"as_of": "2024-02-31"}), "as_of", "2024-02-31"),
        (json!({"compare_date": "9999-12-31"}), "compare_date", "9999-12-31"),
        (json!({"window_months": 0}), "window_months", "0"),
        (json!({"window_months": -3}), "window_months", "-3"),
        (json!({"window_months": 121}), "window_months", "121"),
        (json!({"lapse_percentile": 1.5}), "lapse_percentile", "1.5"),
        (json!({"margin": {"percent": 900}}), "margin", "900"),
        (
            json!({"filters": [{"on": {"date_range": {"from": "2024-05-01", "to": "2024-01-01"}}}]}),
            "filters",
            "filter 1",
        ),
        (
            json!({"filters": [{"on": {"discounted": true}}, {"on": {"cohort": {"from": "9999-05-01"}}}]}),
            "filters",
            "filter 2",
        ),
        (json!({"filters": [{"on": {"product": []}}]}), "filters", "filter 1"),
        (json!({"spend_edges": [100, 50]}), "spend_edges", "[100.00, 50.00]"),
        (json!({"spend_edges": [5, 5]}), "spend_edges", "[5.00, 5.00]"),
        (json!({"spend_edges": [-5, 50]}), "spend_edges", "-5.00"),
        (cuts(json!([90, 60, 30, 10]), rising(), rising()), "rfm_cuts", "90"),
        (cuts(rising(), json!([2, 2, 3, 4]), rising()), "rfm_cuts", "frequency"),
        (cuts(rising(), rising(), json!([4, 3, 2, 1])), "rfm_cuts", "monetary"),
        (json!({"columns": {"amount": " "}}), "columns", "amount"),
        (json!({"columns": {"dato": "Date"}}), "columns", "`dato`"),
        (json!({"columns": {"amount": "Sum", "cost": "Sum"}}), "columns", "Sum"),
        (json!({"excluded_customers": [""]}), "excluded_customers", "empty"),
        (json!({"reading": {"sheets": [" "]}}), "reading.sheets", "empty"),
        (json!({"reading": {"decimal_sign": "x"}}), "reading.decimal_sign", "x"),
        (json!({"reading": {"currency": "KLINGON"}}), "reading.currency", "KLINGON"),
        (json!({"reading": {"rates": {"": "7.46"}}}), "reading.rates", ""),
    ] {
        let refused = Recipe::from_json(&recipe.to_string()).expect_err(&recipe.to_string());
        assert!(refused.contains(path) && refused.contains(value), "{recipe}: {refused}");
        assert!(refused.contains("allowed is"), "{recipe}: {refused}");
        // the engine too: a recipe may come from elsewhere than a document
        if let Ok(recipe) = serde_json::from_value::<Recipe>(recipe.clone()) {
            assert_eq!(recipe.check(), Err(refused), "{recipe:?}");
        }
    }
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_by_the_name_of_every_setting() {
    let default = serde_json::to_value(Recipe::default()).unwrap();
    let mut walked = 0;
    let mut refuse = |path: &str, document: Value| {
        let refused = Recipe::from_json(&document.to_string()).expect_err(path);
        assert!(refused.starts_with(path) && refused.contains("allowed is"), "{path}: {refused}");
        walked += 1;
    };
    for (id, value) in default.as_object().unwrap() {
        // a number is a setting, an object one of the others; neither of these is any
        refuse(id, json!({id: [[true]]}));
        if let (true, Some(reading)) = (id == "reading", value.as_object()) {
            for inner in reading.keys() {
                refuse(&format!("reading.{inner}"), json!({"reading": {inner: [[true]]}}));
            }
        }
    }
    assert!(30 < walked, "{walked}");
    // what every recipe holds is allowed
    assert_eq!(Recipe::default().check(), Ok(()));
    assert_eq!(Recipe::from_json(&default.to_string()), Ok(Recipe::default()));
}

#[test]
fn what_does_not_fit_the_file_is_refused_too() {
    for (recipe, words) in [
        (json!({"customer_key": ["phone"]}), ["customer_key", "phone", "no such column"]),
        (json!({"columns": {"customer": "Amount"}}), ["columns.customer", "Amount", "no customers apart"]),
        (json!({"columns": {"email": "Date"}}), ["columns.email", "Date", "no customers apart"]),
        (json!({"columns": {"amount": "Email"}}), ["columns.amount", "Email", "no numbers"]),
        (json!({"columns": {"date": "Email"}}), ["columns.date", "Email", "no days"]),
        (json!({"columns": {"cost": "Nix"}}), ["columns.cost", "Nix", "file's columns"]),
        (json!({"reading": {"header_row": 9999}}), ["reading.header_row", "9999", "allowed is"]),
        (json!({"reading": {"sheets": ["Nix"]}}), ["reading.sheets", "Nix", "orders.csv"]),
        (json!({"reading": {"encoding": "klingon"}}), ["reading.encoding", "klingon", "allowed is"]),
        (json!({"reading": {"encoding": ""}}), ["reading.encoding", "\"\"", "allowed is"]),
        (json!({"reading": {"delimiter": "abc"}}), ["reading.delimiter", "abc", "allowed is"]),
        (json!({"reading": {"delimiter": "a"}}), ["reading.delimiter", "\"a\"", "allowed is"]),
        (json!({"reading": {"date_pattern": "klingon"}}), ["reading.date_pattern", "klingon", "allowed is"]),
        (json!({"reading": {"rates": {"EUR": "-7"}}}), ["reading.rates", "-7", "allowed is"]),
        (json!({"reading": {"rates": {"EUR": "7,46"}}}), ["reading.rates", "7,46", "allowed is"]),
    ] {
        let outcome = analysed("refused", recipe.to_string().as_bytes());
        assert_eq!(outcome.code, Some(2), "{recipe}: {outcome:?}");
        for word in words {
            assert!(outcome.stderr.contains(word), "{recipe}: {word}: {}", outcome.stderr);
        }
    }
}

#[test]
fn a_mark_in_front_of_a_recipe_and_two_bytes_a_letter_are_read() {
    let recipe = r#"{"min_orders": 2, "excluded_customers": ["Søren"]}"#;
    let wide = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.into_iter().chain(recipe.encode_utf16().flat_map(unit)).collect()
    };
    for bytes in [
        recipe.as_bytes().to_vec(),
        format!("\u{feff}{recipe}").into_bytes(),
        wide([0xff, 0xfe], u16::to_le_bytes),
        wide([0xfe, 0xff], u16::to_be_bytes),
    ] {
        let outcome = analysed("marks", &bytes);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert!(outcome.stdout.contains("customers"), "{outcome:?}");
    }
    let (western, _, _) = encoding_rs::WINDOWS_1252.encode(recipe);
    let outcome = analysed("western", &western);
    assert!(outcome.code == Some(2) && outcome.stderr.contains("UTF-8"), "{outcome:?}");
}

#[test]
fn a_status_counts_however_its_letters_are_written() {
    let row = |n: u32| {
        format!(
            "{n},2024-{:02}-{:02},c{}@x.dk,{}.50,{}\n",
            n / 10 + 1,
            n % 10 + 15,
            n % 20,
            20 + n,
            if n.is_multiple_of(3) { "On Hold" } else { "Paid" }
        )
    };
    let text = format!("Order,Date,Email,Amount,Status\n{}", (0..60).map(row).collect::<String>());
    let used = |status: &str| {
        let folder = folder("recipe-values-status");
        let recipe = json!({"reading": {"statuses": {status: true}}}).to_string();
        let (orders, recipe) = (file(&folder, "orders.csv", &text), file(&folder, "recipe.json", recipe));
        let outcome = stamkunde(&["analyze", &orders, "--recipe", &recipe, "--json", "-"]);
        let json: Value = serde_json::from_str(&outcome.stdout).unwrap_or_else(|_| panic!("{outcome:?}"));
        json["import"]["rows_used"].as_u64().unwrap()
    };
    assert_eq!(used("another"), 40);
    assert_eq!((used("on hold"), used("On Hold"), used("ON HOLD")), (60, 60, 60));
}
