//! `cargo xtask test`: everything, one after another, and one plain line at the end.

use std::{fs, process::Command, time::Instant};

use crate::{
    Failure, browser,
    counts::{self, Counts},
    dist,
    process::{run_and_keep, step},
    python, root,
    tools::{self, AllTools, BrowserTools, BuildTools, Servers},
    truth,
};

const WASM: &str = "--target=wasm32-unknown-unknown";
const NATIVE_FEATURES: &str = "--features=cli,charts";

/// Runs the suite; an error when something failed.
pub fn run() -> Result<(), Failure> {
    let start = Instant::now();
    let AllTools { build: build_tools, browser: browser_tools, servers, python } = tools::install_all()?;
    let mut all = Counts::default();
    all.add(check("formatting", "a second", cargo(&["fmt", "--all", "--check"])));
    let clippy = ["clippy", "--workspace", "--all-targets", NATIVE_FEATURES, "--", "-D", "warnings"];
    all.add(check("clippy, native", "a minute the first time", cargo(&clippy)));
    for binary in ["worker", "app"] {
        let mut command = build_tools.cargo();
        command.args(["clippy", WASM, "--no-default-features", "--features", binary, "--bin", binary]);
        all.add(check(&format!("clippy, {binary}"), "a minute the first time", {
            command.args(["--", "-D", "warnings"]);
            command
        }));
    }
    let mut native =
        cargo(&["test", "--workspace", "--no-fail-fast", NATIVE_FEATURES, "--", "--show-output"]);
    native.env("PYTHONPATH", python::path_with(&python));
    all.add(tests("native tests", "2 minutes the first time", native, counts::from_cargo));
    all.add(check("random disguises of a known shop", "a minute", truth::of_suite()));
    for name in wasm_tests()? {
        let what = format!("wasm tests in Chromium: {name}");
        let command = wasm_test(&build_tools, &browser_tools, &name);
        all.add(tests(&what, "a minute the first time", command, counts::from_cargo));
    }
    all.add(whole_page(&build_tools, &browser_tools, &servers));
    report(&all, start)
}

/// The browser tests drive one build of the page; without it they count as one failure.
fn whole_page(build_tools: &BuildTools, browser_tools: &BrowserTools, servers: &Servers) -> Counts {
    match dist::build(build_tools) {
        Ok(folder) => tests(
            "whole-page tests",
            "a minute",
            browser::tests(browser_tools, servers, &folder),
            counts::from_tap,
        ),
        Err(failure) => {
            println!("{failure}");
            Counts::of_check(false)
        }
    }
}

fn report(all: &Counts, start: Instant) -> Result<(), Failure> {
    println!("\neverything took {:.0} s", start.elapsed().as_secs_f64());
    for skipped in &all.skipped {
        println!("skipped {skipped}");
    }
    println!("{} skipped", all.skipped.len());
    println!("{} passed, {} failed", all.passed, all.failed);
    // The line above is the last one and says it all.
    if all.failed == 0 { Ok(()) } else { std::process::exit(1) }
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root()).args(arguments);
    command
}

fn check(what: &str, expected: &str, mut command: Command) -> Counts {
    let outcome = step(what, expected, || crate::process::run(&mut command));
    if let Err(failure) = &outcome {
        println!("  {failure}");
    }
    Counts::of_check(outcome.is_ok())
}

fn tests(what: &str, expected: &str, mut command: Command, read: fn(&str) -> Counts) -> Counts {
    let outcome = step(what, expected, || run_and_keep(&mut command));
    match outcome {
        Ok(output) => read(&output.text).and_program_ended(output.success),
        Err(failure) => {
            println!("  {failure}");
            Counts::of_check(false)
        }
    }
}

/// The names of tests/wasm_*.rs.
fn wasm_tests() -> Result<Vec<String>, Failure> {
    let files = fs::read_dir(root().join("tests")).map_err(|error| format!("tests: {error}"))?;
    let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
    let names = names.filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()));
    let mut names: Vec<String> = names.filter(|name| name.starts_with("wasm_")).collect();
    names.sort();
    Ok(names)
}

fn wasm_test(build_tools: &BuildTools, browser_tools: &BrowserTools, name: &str) -> Command {
    let mut command = build_tools.cargo();
    command.args(["test", WASM, "--no-default-features", "--features=worker", "--test", name]);
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", build_tools.wasm_test_runner());
    command.env("CHROMEDRIVER", &browser_tools.chromedriver);
    command
}
