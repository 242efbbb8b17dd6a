//! The node programs that drive Chromium: whole-page tests and benches.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Failure, dist,
    process::{run, step},
    root,
    tools::{self, BrowserTools},
};

/// The whole-page tests: every tests/browser/*.test.mjs, under node's own test runner.
pub fn tests(browser: &BrowserTools, dist: &Path) -> Command {
    let mut command = Command::new("node");
    // One file at a time: tests that measure time or count requests want the machine for themselves.
    command.args(["--test", "--test-concurrency=1", "--test-reporter=tap"]);
    command.args(test_files()).current_dir(root().join("tests/browser"));
    command.env("STAMKUNDE_DIST", dist).env("CHROMIUM", &browser.chromium);
    // The native tests have just built the command line, next to this program.
    if let Some(folder) = std::env::current_exe().ok().as_deref().and_then(Path::parent) {
        command.env("STAMKUNDE_CLI", folder.join("stamkunde"));
    }
    command
}

fn test_files() -> Vec<PathBuf> {
    let files = fs::read_dir(root().join("tests/browser")).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = files.map(|file| file.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    files
}

/// `cargo xtask bench`.
pub fn bench() -> Result<(), Failure> {
    let folder = root().join("benches/browser");
    if !folder.join("bench.mjs").is_file() {
        return Err("There are no benches yet.".to_owned());
    }
    let (build, browser) = tools::install_all()?;
    tools::install_node_packages(&folder)?;
    let dist = dist::build(&build)?;
    step("running the benches in Chromium", "some minutes", || {
        let mut command = Command::new("node");
        command.arg("bench.mjs").current_dir(&folder);
        run(command.env("STAMKUNDE_DIST", dist).env("CHROMIUM", browser.chromium))
    })
}

/// `cargo xtask pictures`.
pub fn pictures() -> Result<(), Failure> {
    let (build, browser) = tools::install_all()?;
    let dist = dist::build(&build)?;
    step("taking the pictures of the README", "half a minute", || {
        let mut command = Command::new("node");
        command.arg("pictures.mjs");
        command.current_dir(root().join("tests/browser"));
        run(command.env("STAMKUNDE_DIST", dist).env("CHROMIUM", browser.chromium))
    })
}
