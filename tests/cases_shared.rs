//! The files with known answers beside the project: none may end silently wrong, and four in five end right without a
//! question.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::{
    path::Path,
    process::{Command, Stdio},
};

/// Ends of cases, as `score` counts them in its last line.
fn count(line: &str, end: &str) -> u32 {
    let rest = line.split_once(end).map(|(_, rest)| rest.trim_start()).unwrap();
    rest.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn no_case_ends_silently_wrong() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    if !cases.exists() {
        println!("skipped: {} is not beside the project", cases.display());
        return;
    }
    let output = Command::new("python3")
        .arg(cases.join("score"))
        .args(["--bin", env!("CARGO_BIN_EXE_stamkunde")])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().rev().find(|line| line.starts_with("all")).unwrap_or_default();
    let wrong: Vec<&str> = text.lines().filter(|line| line.starts_with("SILENTLY WRONG")).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let all: u32 = last.split_whitespace().nth(1).unwrap().parse().unwrap();
    assert!(count(last, "right") * 5 >= all * 4, "{last}");
}
