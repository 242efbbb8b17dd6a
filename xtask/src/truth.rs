//! `cargo xtask truth`: random disguises of a known shop against the command line.

use std::{path::PathBuf, process::Command};

use crate::{
    Failure,
    process::{run, step},
    root,
};

/// Disguises that the suite tries: from the first seed on, about a minute.
const OF_SUITE: &str = "400";

/// Builds the command line and lets the generator of `truth/` try it; an error when a figure was silently wrong.
pub fn run_with(arguments: &[&str]) -> Result<(), Failure> {
    step("building the command line", "2 minutes the first time", || {
        run(&mut cargo(&["build", "--quiet", "--release", "--bin", "stamkunde"]))
    })?;
    let mut truth = cargo(&["run", "--quiet", "--package", "truth", "--"]);
    let status =
        truth.args(arguments).status().map_err(|error| format!("cargo could not be started: {error}"))?;
    // its last line says it all
    if status.success() { Ok(()) } else { std::process::exit(status.code().unwrap_or(1)) }
}

/// The same disguises every time, for the suite: with the command line that its native tests have just built.
pub fn of_suite() -> Command {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let program = target.join("debug").join(format!("stamkunde{}", std::env::consts::EXE_SUFFIX));
    let mut command =
        cargo(&["run", "--quiet", "--package", "truth", "--", "--found", "--count", OF_SUITE, "--bin"]);
    command.arg(program);
    command
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root()).args(arguments);
    command
}
