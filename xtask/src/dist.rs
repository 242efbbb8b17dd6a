//! Building the static folder, and what it weighs.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

use crate::{
    Failure,
    process::{run, step},
    root,
    tools::{self, BuildTools},
};

/// When a file is needed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    /// Before the promise can be read.
    Paint,
    /// Before the page is drawn by its own program.
    Draw,
    /// Before the page is sealed and a file can be chosen.
    Seal,
}

struct FileSize {
    name: String,
    raw: u64,
    gzip: u64,
    need: Need,
}

/// `cargo xtask dist`.
pub fn build_and_measure() -> Result<(), Failure> {
    let tools = tools::install_build_tools()?;
    let dist = build(&tools)?;
    print_sizes(&dist)
}

/// Builds the page into dist/ and returns that folder.
pub fn build(tools: &BuildTools) -> Result<PathBuf, Failure> {
    step("building the page for release", "2 to 5 minutes the first time, else what changed", || {
        run(tools.trunk().args(["build", "--release"]))
    })?;
    Ok(root().join("dist"))
}

/// A table of the files, and what has to travel before which moment.
pub fn print_sizes(dist: &Path) -> Result<(), Failure> {
    let mut files = Vec::new();
    collect(dist, dist, &mut files)?;
    files.sort_by(|a, b| (a.need, &a.name).cmp(&(b.need, &b.name)));
    println!("{:>10} {:>10}  file of dist/", "raw", "gzip");
    for file in &files {
        println!("{:>10} {:>10}  {}", file.raw, file.gzip, file.name);
    }
    let moments = [
        (Need::Paint, "before the promise can be read"),
        (Need::Draw, "before the page is drawn and can be read in full"),
        (Need::Seal, "first load, everything"),
    ];
    for (need, what) in moments {
        let needed = || files.iter().filter(|file| file.need <= need);
        let (raw, gzip) =
            (needed().map(|file| file.raw).sum::<u64>(), needed().map(|file| file.gzip).sum::<u64>());
        println!("{raw:>10} {gzip:>10}  {what} ({:.0} KB gzip)", gzip as f64 / 1000.0);
    }
    Ok(())
}

fn collect(dist: &Path, folder: &Path, files: &mut Vec<FileSize>) -> Result<(), Failure> {
    let context = |error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(context)? {
        let path = entry.map_err(context)?.path();
        if path.is_dir() {
            collect(dist, &path, files)?;
            continue;
        }
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.strip_prefix(dist).unwrap_or(&path).to_string_lossy().into_owned();
        let gzip = gzip_size(&bytes).map_err(|error| format!("{name}: {error}"))?;
        let need = if name.starts_with("worker") {
            Need::Seal
        } else if name.starts_with("app-") || name.starts_with("snippets") {
            Need::Draw
        } else {
            Need::Paint
        };
        files.push(FileSize { name, raw: bytes.len() as u64, gzip, need });
    }
    Ok(())
}

fn gzip_size(bytes: &[u8]) -> std::io::Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}
