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
    tools::{self, BrowserTools, BuildTools, Servers},
};

/// The whole-page tests: every tests/browser/*.test.mjs, under node's own test runner.
pub fn tests(browser: &BrowserTools, servers: &Servers, dist: &Path) -> Command {
    let mut command = Command::new("node");
    // One file at a time: tests that measure time or count requests want the machine for themselves.
    command.args(["--test", "--test-concurrency=1", "--test-reporter=tap"]);
    command.args(test_files()).current_dir(root().join("tests/browser"));
    command.env("STAMKUNDE_DIST", dist).env("CHROMIUM", &browser.chromium);
    for (name, program) in servers {
        command.env(name, program);
    }
    // What a server says beside the files is asked of this program.
    if let Ok(own) = std::env::current_exe() {
        command.env("STAMKUNDE_XTASK", own);
    }
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

/// `cargo xtask bench`: the programs of benches/browser, one after the other.
pub fn bench(programs: &[&str]) -> Result<(), Failure> {
    let folder = root().join("benches/browser");
    let tools::AllTools { build, browser, .. } = tools::install_all()?;
    tools::install_node_packages(&folder)?;
    for program in programs {
        let mut command = Command::new("node");
        command.arg(program).current_dir(&folder).env("CHROMIUM", &browser.chromium);
        if *program == "engine.mjs" {
            command.env("STAMKUNDE_ENGINE", engine(&build)?);
        } else {
            command.env("STAMKUNDE_DIST", dist::build(&build)?);
        }
        step(&format!("running {program} in Chromium"), "some minutes", || run(&mut command))?;
    }
    Ok(())
}

/// Builds the engine without the page, and gives the folder that it is in.
fn engine(build: &BuildTools) -> Result<PathBuf, Failure> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let folder = target.join("engine-bench");
    step("building the engine for the browser", "two minutes the first time, else what changed", || {
        let wasm = "wasm32-unknown-unknown";
        run(build
            .cargo()
            .args(["build", "--release", "--target", wasm, "--no-default-features", "--features", "worker"])
            .args(["--example", "engine_bench"]))?;
        let module = target.join(wasm).join("release/examples/engine_bench.wasm");
        run(build.wasm_bindgen().args(["--target", "no-modules", "--out-dir"]).arg(&folder).arg(module))
    })?;
    Ok(folder)
}

/// `cargo xtask pictures`.
pub fn pictures() -> Result<(), Failure> {
    let tools::AllTools { build, browser, .. } = tools::install_all()?;
    let dist = dist::build(&build)?;
    step("taking the pictures of the README", "half a minute", || {
        let mut command = Command::new("node");
        command.arg("pictures.mjs");
        command.current_dir(root().join("tests/browser"));
        run(command.env("STAMKUNDE_DIST", dist).env("CHROMIUM", browser.chromium))
    })
}
