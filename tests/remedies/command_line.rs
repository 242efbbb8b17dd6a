//! The same on the command line: what it prints as to be merged into the recipe is merged, and the figures come out.

use serde_json::Value;
use stamkunde::{base::Money, ingest::doubts::KINDS};

use crate::{
    command::{file, folder, stamkunde},
    kit::{Figures, Named, each},
    provoked::provoked,
    questions,
};

/// Objects key by key, everything else replaced.
fn merge(into: &mut Value, patch: &Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch.clone(),
    }
}

fn figures(json: &Value) -> Figures {
    let summary = &json["summary"];
    let day = |key: &str| summary[key].as_str().unwrap_or_default().to_owned();
    let revenue =
        summary["net_revenue"].as_f64().map(|value| Money((value * Money::SCALE as f64).round() as i64));
    Figures {
        customers: summary["customers"].as_u64().unwrap(),
        purchases: summary["purchases"].as_u64().unwrap(),
        revenue,
        days: (day("first_date"), day("last_date")),
    }
}

/// The files of a case in a folder, as arguments.
fn written(name: &str, files: &[Named]) -> (std::path::PathBuf, Vec<String>) {
    let folder = folder(&format!("remedies-{}", name.replace(':', "-")));
    let paths = files.iter().map(|(name, bytes)| file(&folder, name, bytes)).collect();
    (folder, paths)
}

fn run(paths: &[String], more: &[&str]) -> crate::command::Outcome {
    let mut arguments = vec!["analyze"];
    arguments.extend(paths.iter().map(String::as_str));
    arguments.extend(more);
    stamkunde(&arguments)
}

/// Runs the files again with a recipe that holds a patch.
fn with_patch(folder: &std::path::Path, paths: &[String], patch: &Value) -> Value {
    let mut recipe = Value::Object(Default::default());
    merge(&mut recipe, patch);
    let recipe = file(folder, "recipe.json", recipe.to_string());
    let outcome = run(paths, &["--recipe", &recipe, "--json", "-", "--strict"]);
    assert_eq!(outcome.code, Some(0), "{patch}: {outcome:?}");
    serde_json::from_str(&outcome.stdout).unwrap()
}

#[test]
fn what_the_command_line_says_to_merge_decides_every_doubt() {
    let cases = KINDS.iter().flat_map(|kind| provoked(kind.id)).enumerate();
    each(cases, |(number, case)| {
        let (folder, paths) = written(&format!("{number}-{}", case.id), &case.files);
        let text = run(&paths, &[]).stdout;
        let json: Value = serde_json::from_str(&run(&paths, &["--json", "-"]).stdout).unwrap();
        let doubts = json["doubts"].as_array().unwrap();
        let doubt = doubts.iter().find(|doubt| doubt["id"] == case.id).unwrap();
        assert_eq!(doubt["options"].as_array().unwrap().len(), case.options.len());
        for (option, (id, expected)) in doubt["options"].as_array().unwrap().iter().zip(&case.options) {
            let (label, patch) = (option["label"].as_str().unwrap(), &option["recipe"]);
            assert!(text.contains(&format!("{label}: {patch}\n")), "{}: {id}: {text}", case.id);
            // other doubts of the same file are left as they are
            let mut all = patch.clone();
            for other in doubts.iter().filter(|other| other["id"] != case.id) {
                merge(&mut all, &other["options"][0]["recipe"]);
            }
            let decided = with_patch(&folder, &paths, &all);
            assert_eq!(figures(&decided), *expected, "{}: {id}: {patch}", case.id);
            let stands = decided["doubts"].as_array().unwrap().iter().find(|doubt| doubt["id"] == case.id);
            assert_eq!(stands.unwrap()["decided"], *id, "{}", case.id);
        }
    });
}

/// The names of the settings that a patch changes: `reading.date_order`.
fn settings(patch: &Value) -> Vec<String> {
    let Value::Object(outer) = patch else { return Vec::new() };
    let of = |(key, value): (&String, &Value)| match value {
        Value::Object(inner) => inner.keys().map(|name| format!("{key}.{name}")).collect(),
        _ => vec![key.clone()],
    };
    outer.iter().flat_map(of).collect()
}

#[test]
fn what_the_command_line_says_to_set_answers_every_question() {
    each(questions::all().into_iter().enumerate(), |(number, asked)| {
        let (folder, paths) = written(&format!("question-{number}"), &[("orders.csv", asked.file.clone())]);
        let out = folder.join("questions.json");
        let outcome = run(&paths, &["--json", out.to_str().unwrap()]);
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        let json: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
        let options = json["questions"][0]["options"].as_array().unwrap();
        assert_eq!(json["questions"].as_array().unwrap().len(), 1, "{json}");
        for (decision, expected) in &asked.answers {
            let option = options.iter().find(|option| {
                let mut recipe = stamkunde::recipe::Recipe::default();
                decision.apply(&mut recipe);
                let mut patched = serde_json::to_value(stamkunde::recipe::Recipe::default()).unwrap();
                merge(&mut patched, &option["recipe"]);
                patched == serde_json::to_value(&recipe).unwrap()
            });
            let patch = &option.unwrap_or_else(|| panic!("{decision:?} is not offered: {json}"))["recipe"];
            assert_eq!(figures(&with_patch(&folder, &paths, patch)), *expected, "{patch}");
            // and the sentence names the setting, and the way without one
            for setting in settings(patch) {
                assert!(outcome.stderr.contains(&setting), "{setting} is not in: {}", outcome.stderr);
            }
            let has_null = patch.to_string().contains("null");
            assert!(!has_null || outcome.stderr.contains("null"), "{patch}: {}", outcome.stderr);
        }
    });
}
