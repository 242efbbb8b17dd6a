//! Running programs and telling how long that took.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::Instant,
};

use crate::Failure;

/// Says what is about to be done and how long it may take, does it, and says how long it took.
pub fn step<T>(what: &str, expected: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    println!("· {what} ({expected})");
    let start = Instant::now();
    let outcome = work();
    let verb = if outcome.is_ok() { "done" } else { "failed" };
    println!("  {verb} after {:.1} s", start.elapsed().as_secs_f64());
    outcome
}

/// Runs a program whose output goes to the terminal.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let name = name_of(command);
    let status = command.status().map_err(|error| format!("{name} could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} ended with {status}")) }
}

/// What a program printed, and whether it ended well.
pub struct Output {
    /// Its standard output.
    pub text: String,
    /// Exit code 0.
    pub success: bool,
}

/// Runs a program, shows its output as it comes, and keeps it.
pub fn run_and_keep(command: &mut Command) -> Result<Output, Failure> {
    let name = name_of(command);
    let started = |error| format!("{name} could not be started: {error}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(started)?;
    let mut text = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            text.push_str(&line);
            text.push('\n');
        }
    }
    let status = child.wait().map_err(|error| format!("{name} was lost: {error}"))?;
    Ok(Output { text, success: status.success() })
}

/// The trimmed standard output of a program, or nothing where it is missing or fails.
pub fn ask(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn name_of(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
