//! The registry names every answer and every setting, and the page made from it is the page in docs/.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

use std::{collections::BTreeSet, path::Path};

use stamkunde::{
    answers::registry::{EVERYWHERE, METRICS, find, markdown},
    metrics,
    model::{History, Ledger},
    recipe::Recipe,
};

#[test]
fn every_answer_has_an_entry() {
    let (ledger, recipe) = (Ledger::default(), Recipe::default());
    let history = History::build(&ledger, &recipe);
    let answers = metrics::answer(&ledger, &history, &recipe, Default::default());
    let json = serde_json::to_value(answers).unwrap();
    let keys: BTreeSet<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let named: BTreeSet<&str> = METRICS.iter().filter_map(|metric| metric.id.split('.').next()).collect();
    let missing: Vec<_> =
        keys.difference(&named).filter(|key| !["settings", "doubts"].contains(key)).collect();
    assert!(missing.is_empty(), "without an entry: {missing:?}");
    assert_eq!(named.difference(&keys).count(), 0);
    let ids: BTreeSet<_> = METRICS.iter().map(|metric| metric.id).collect();
    assert_eq!(ids.len(), METRICS.len());
    assert_eq!(find("gaps").map(|metric| metric.unit), Some("days"));
    assert_eq!(find("nothing"), None);
}

#[test]
fn settings_exist() {
    let recipe = serde_json::to_value(Recipe { min_revenue: None, ..Recipe::default() }).unwrap();
    let known = recipe.as_object().unwrap();
    for setting in METRICS.iter().flat_map(|metric| metric.settings).chain(&EVERYWHERE) {
        assert!(known.contains_key(*setting) || *setting == "columns", "{setting} is no setting");
    }
}

#[test]
fn the_page_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/metrics.md");
    if std::env::var_os("STAMKUNDE_WRITE_DOCS").is_some() {
        std::fs::write(&path, markdown()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, markdown(), "run STAMKUNDE_WRITE_DOCS=1 cargo test --test registry");
}
