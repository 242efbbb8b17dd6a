//! `cargo xtask truth`: random disguises of a known shop against the command line.

use std::process::Command;

use crate::{
    Failure,
    process::{run, step},
    root,
};

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

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root()).args(arguments);
    command
}
