//! Random disguises of a known shop, and whether the command line sees through them: `cargo xtask truth`.
//!
//! Everything follows from a seed. The product itself is not linked in: it is run as a person runs it, so that nothing
//! here can be wrong in the same way.

mod calendar;
mod case;
mod disguise;
mod fields;
mod figures;
mod files;
mod judge;
mod noise;
mod random;
mod report;
mod shop;
mod styles;
mod tables;
#[cfg(test)]
mod tests;
mod words;
mod written;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use case::Case;
use disguise::{DIMENSIONS, Disguise};
use judge::End;
use report::Ended;

const USAGE: &str = "\
truth [SECONDS] [--count N] [--found] [--from N] [--shown N] [--seed N [--only A,B | --plain A,B]] [--bin FILE] [--out FOLDER]

  SECONDS      how long to make disguises, 60 if nothing is said
  --count N    so many disguises instead, however long it takes
  --found      before them, those of found.txt that once were silently wrong
  --shown N    failures to show, 40 if nothing is said
  --from N     the seed of the first, 1 if nothing is said
  --seed N     this one disguise, with everything about it
  --only A,B   all choices but these made plain; --plain A,B: these made plain
  --bin FILE   the command line; otherwise target/release/stamkunde
  --out FOLDER where files are written; otherwise target/truth";

/// What is asked for.
pub struct Options {
    seconds: u64,
    count: Option<u64>,
    found: bool,
    from: u64,
    shown: usize,
    seed: Option<u64>,
    plain: Vec<String>,
    program: PathBuf,
    out: PathBuf,
}

fn main() -> ExitCode {
    match options(std::env::args().skip(1)) {
        Ok(options) => match options.seed {
            Some(seed) => show_one(seed, &options),
            None => try_many(&options),
        },
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
    }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    let mut options = Options {
        seconds: 60,
        count: None,
        found: false,
        from: 1,
        shown: 40,
        seed: None,
        plain: Vec::new(),
        program: target.join("release").join(format!("stamkunde{}", std::env::consts::EXE_SUFFIX)),
        out: target.join("truth"),
    };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value.\n\n{USAGE}"));
        let number = |text: String| text.parse().map_err(|_| format!("{text} is not a number.\n\n{USAGE}"));
        match argument.as_str() {
            "--count" => options.count = Some(number(value()?)?),
            "--found" => options.found = true,
            "--from" => options.from = number(value()?)?,
            "--shown" => options.shown = number(value()?)? as usize,
            "--seed" => options.seed = Some(number(value()?)?),
            "--bin" => options.program = value()?.into(),
            "--out" => options.out = value()?.into(),
            "--plain" => options.plain = names(&value()?)?,
            "--only" => {
                let kept = names(&value()?)?;
                let other = |name: &&str| !kept.iter().any(|kept| kept == name);
                options.plain = DIMENSIONS.iter().copied().filter(other).map(str::to_owned).collect();
            }
            text => options.seconds = number(text.to_owned())?,
        }
    }
    if options.program.exists() {
        Ok(options)
    } else {
        Err(format!("{} is not there: cargo build --release", options.program.display()))
    }
}

fn names(text: &str) -> Result<Vec<String>, String> {
    let names: Vec<String> =
        text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    match names.iter().find(|name| !DIMENSIONS.contains(&name.as_str())) {
        Some(name) => Err(format!("{name} is not a choice; there are {}.", DIMENSIONS.join(", "))),
        None => Ok(names),
    }
}

/// One disguise and everything about it.
fn show_one(seed: u64, options: &Options) -> ExitCode {
    let plain: Vec<&str> = options.plain.iter().map(String::as_str).collect();
    let case = Case::of(Disguise::of(seed).without(&plain));
    let folder = options.out.join(seed.to_string());
    let verdict = match case.judge(&options.program, &folder) {
        Ok(verdict) => verdict,
        Err(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::from(2);
        }
    };
    report::print_one(&case, &verdict, &folder);
    ExitCode::from(u8::from(verdict.end == End::SilentlyWrong))
}

/// The seeds that once were silently wrong.
fn found_before() -> Vec<u64> {
    let lines = include_str!("../found.txt").lines();
    lines.filter_map(|line| line.split('#').next()?.trim().parse().ok()).collect()
}

/// Disguises one after another on every core, and what became of them.
fn try_many(options: &Options) -> ExitCode {
    let start = Instant::now();
    let time = Duration::from_secs(options.seconds);
    let found = if options.found { found_before() } else { Vec::new() };
    let next = AtomicU64::new(0);
    let all: Mutex<Vec<Ended>> = Mutex::new(Vec::new());
    let broken: Mutex<Option<String>> = Mutex::new(None);
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let seed = match found.get(at as usize) {
                Some(&seed) => seed,
                None => {
                    let further = at - found.len() as u64;
                    let is_over = match options.count {
                        Some(count) => further >= count,
                        None => start.elapsed() > time,
                    };
                    if is_over {
                        return;
                    }
                    options.from + further
                }
            };
            let case = Case::of(Disguise::of(seed));
            let folder = options.out.join(seed.to_string());
            match case.judge(&options.program, &folder) {
                Ok(verdict) => {
                    if verdict.end != End::SilentlyWrong {
                        let _ = std::fs::remove_dir_all(&folder);
                    }
                    let ended = Ended { disguise: case.disguise, readings: case.readings, verdict };
                    if let Ok(mut all) = all.lock() {
                        all.push(ended);
                    }
                }
                Err(sentence) => {
                    if let Ok(mut broken) = broken.lock() {
                        *broken = Some(sentence);
                    }
                    return;
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    if let Some(sentence) = broken.into_inner().unwrap_or_default() {
        eprintln!("{sentence}");
        return ExitCode::from(2);
    }
    let mut all = all.into_inner().unwrap_or_default();
    all.sort_by_key(|ended| ended.disguise.seed);
    let n_wrong = report::print_many(&all, options, start.elapsed());
    ExitCode::from(u8::from(n_wrong > 0))
}
