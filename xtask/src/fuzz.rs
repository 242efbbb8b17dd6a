//! `cargo xtask fuzz`: every fuzz target for a share of the time.

use std::{path::PathBuf, process::Command};

use crate::{
    Failure,
    process::{run, step},
    root, tools,
};

/// Each target with its share of the time, in per cent: what reads bytes gets most.
const TARGETS: [(&str, u64); 5] =
    [("text", 35), ("workbook", 45), ("numbers", 5), ("dates", 7), ("headers", 8)];

/// Fuzzes for so many seconds in all; an error when an input was found that breaks a promise.
pub fn run_all(seconds: u64) -> Result<(), Failure> {
    let fuzzer = tools::install_fuzzer()?;
    step("writing the first inputs", "a minute the first time", || {
        run(&mut command("cargo", &["run", "--quiet", "--release", "--example", "seeds"]))
    })?;
    let mut found = Vec::new();
    for (target, share) in TARGETS {
        let time = (seconds * share / 100).max(1);
        let what = format!("fuzzing {target}");
        let outcome = step(&what, &format!("{time} s, and a minute to build the first time"), || {
            let limits = [
                format!("-max_total_time={time}"),
                "-rss_limit_mb=2048".to_owned(),
                "-malloc_limit_mb=1024".to_owned(),
                "-timeout=20".to_owned(),
                "-max_len=20000".to_owned(),
                "-print_final_stats=1".to_owned(),
            ];
            // without a sanitizer: the code is safe Rust, and what is looked for are panics, hangs and memory
            let mut fuzz = command(fuzzer.clone(), &["run", "--sanitizer=none", target, "--"]);
            run(fuzz.args(limits))
        });
        if outcome.is_err() {
            found.push(target);
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(format!("found something: {}; the inputs are in fuzz/artifacts", found.join(", ")))
}

fn command(program: impl Into<PathBuf>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program.into());
    command.args(arguments).current_dir(root().join("fuzz"));
    // the coverage flags are those of a nightly compiler, which the pinned stable one has too
    command.env("RUSTC_BOOTSTRAP", "1");
    command
}
