//! The command line as a child process, with a limit on its memory and its time: what a test of it shares.

#![allow(dead_code)] // each test uses its part
#![allow(clippy::unwrap_used, clippy::panic)] // a failed one is a failed test

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Kilobytes of address space. A tab has more, but a small file has no business with it.
const MEMORY_KB: u32 = 1_000_000;
/// Of the processor; the clock may run on while others work.
const SECONDS: u32 = 20;
const SECONDS_OF_THE_CLOCK: u32 = 200;

/// How the program ended and what it said.
#[derive(Debug)]
pub struct Outcome {
    /// `None` where a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// Holds that it ended well, or with code 2 and a sentence.
    pub fn check_ending(&self, what: &str) {
        let told = format!("{what}: {self:?}");
        assert!(!self.stderr.contains("panicked") && !self.stderr.contains("RUST_BACKTRACE"), "{told}");
        match self.code {
            Some(0) => assert!(self.stderr.is_empty(), "{told}"),
            Some(2) => {
                // the usage may stand below it
                let sentence = self.stderr.trim_end();
                assert!(
                    (sentence.ends_with('.') || sentence.contains("\n\n"))
                        && sentence.len() > 20
                        && self.stdout.is_empty(),
                    "{told}"
                );
            }
            _ => panic!("{told}"),
        }
    }
}

/// Runs `stamkunde` with these arguments.
pub fn stamkunde(arguments: &[&str]) -> Outcome {
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!(
            "ulimit -v {MEMORY_KB}; ulimit -t {SECONDS}; exec timeout {SECONDS_OF_THE_CLOCK} \"$@\""
        ))
        .arg("sh")
        .arg(env!("CARGO_BIN_EXE_stamkunde"))
        .args(arguments)
        .output()
        .unwrap();
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of its own for the files of one test, emptied first.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder); // it may not be there
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes a file into a folder and gives its path as an argument.
pub fn file(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// What lies beside the project; `None`, said aloud, where it does not.
pub fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !path.exists() {
        println!("skipped: {} is not beside the project", path.display());
        return None;
    }
    Some(path)
}
