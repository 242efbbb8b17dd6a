//! docs/recipe.md says what a recipe is: its example is one, and no setting is missing.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::Value;
use stamkunde::recipe::{Recipe, Role};

const DOCUMENT: &str = include_str!("../docs/recipe.md");

fn example() -> &'static str {
    let (_, rest) = DOCUMENT.split_once("```json").unwrap();
    rest.split_once("```").unwrap().0
}

/// The line of a table that explains an id, and its default.
fn row(id: &str) -> Option<Vec<&'static str>> {
    let line = DOCUMENT.lines().find(|line| line.starts_with(&format!("| `{id}` |")))?;
    Some(line.trim_matches('|').split(" | ").map(str::trim).collect())
}

#[test]
fn the_example_is_a_recipe_that_sets_everything() {
    let recipe: Recipe = serde_json::from_str(example()).unwrap();
    let written: Value = serde_json::from_str(example()).unwrap();
    // what comes out again is what stands there: no key is ignored, none is left out
    assert_eq!(serde_json::to_value(&recipe).unwrap(), written);
    let default = serde_json::to_value(Recipe::default()).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&written), keys(&default));
}

#[test]
fn every_setting_is_explained_with_its_default() {
    let default = serde_json::to_value(Recipe::default()).unwrap();
    let settings =
        default.as_object().unwrap().iter().filter(|(id, _)| !matches!(id.as_str(), "columns" | "reading"));
    let reading = default.get("reading").and_then(Value::as_object).unwrap().iter();
    for (id, value) in settings.chain(reading) {
        let row = row(id);
        assert!(row.is_some(), "{id} is not explained");
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        assert_eq!(row.unwrap().get(2), Some(&format!("`{text}`").as_str()), "the default of {id}");
    }
    for id in ["columns", "reading"] {
        assert!(DOCUMENT.contains(&format!("\n`{id}` ")), "{id}");
    }
    for role in Role::ALL {
        assert!(row(role.id()).is_some(), "{} is not explained", role.id());
    }
}

#[test]
fn every_value_is_named() {
    for (id, values) in [
        ("returns", &["deduct", "deduct_on_purchase", "ignore"][..]),
        ("free_orders", &["set_aside", "count"]),
        ("order_grain", &["day", "row"]),
        ("same_day", &["separate", "merge"]),
        ("period", &["month", "week", "quarter", "year"]),
    ] {
        for value in values {
            let recipe = format!("{{\"{id}\": \"{value}\"}}");
            assert!(serde_json::from_str::<Recipe>(&recipe).is_ok(), "{recipe}");
            assert!(row(id).unwrap().iter().any(|cell| cell.contains(&format!("`{value}`"))), "{recipe}");
        }
    }
}
