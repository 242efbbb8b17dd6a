//! The project's tasks: `cargo xtask serve | dist | headers | test | truth | bench | fuzz | pictures | install |
//! stamp`.
//!
//! Installs what is missing, says what it does and how long that may take, and drives cargo, Trunk and node.
//! What is built and tested stands elsewhere; nothing here is part of the page.

mod browser;
mod counts;
mod digest;
mod dist;
mod fuzz;
mod headers;
mod process;
mod python;
mod serve;
mod servers;
mod stamp;
mod suite;
mod tools;
mod truth;
mod wasm;

use std::{env, path::PathBuf, process::ExitCode};

/// A sentence for the person at the terminal.
pub type Failure = String;

const USAGE: &str = "\
cargo xtask serve [PORT]   build the page and serve it on 127.0.0.1 (port 8080, or the next free one)
cargo xtask dist           build the static folder dist/ and print the size of each file
cargo xtask headers ADDRESS SERVER
                           what the server at ADDRESS is to say, for nginx, caddy, apache, netlify, cloudflare or plain
cargo xtask test           run everything: formatting, clippy, native tests, wasm tests, whole-page tests
cargo xtask truth [SECONDS] disguise a known shop at random and see whether any figure is silently wrong, for a minute
cargo xtask truth --seed N one of these disguises, with everything about it
cargo xtask bench [engine] run the benches in Chromium, or those of the engine alone
cargo xtask fuzz [SECONDS] fuzz the readers of files, an hour in all if nothing else is said
cargo xtask pictures       take the pictures of the README from the sample shop
cargo xtask install        install what serve and test need, and nothing else
cargo xtask stamp DIR      name the worker's files in DIR by their content (Trunk calls this)";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["serve"] => serve::build_and_serve(None),
        ["serve", port] => match port.trim_start_matches("--port=").parse() {
            Ok(port) => serve::build_and_serve(Some(port)),
            Err(_) => Err(format!("{port} is not a port")),
        },
        ["dist"] => dist::build_and_measure(),
        ["headers", address, server] => {
            let dist = env::var_os("STAMKUNDE_DIST").map_or_else(|| root().join("dist"), PathBuf::from);
            headers::print(&dist, address, server)
        }
        ["test"] => suite::run(),
        ["truth", arguments @ ..] => truth::run_with(arguments),
        ["bench"] => browser::bench(&["bench.mjs", "engine.mjs"]),
        ["bench", "engine"] => browser::bench(&["engine.mjs"]),
        ["fuzz"] => fuzz::run_all(3600),
        ["fuzz", seconds] => match seconds.parse() {
            Ok(seconds) => fuzz::run_all(seconds),
            Err(_) => Err(format!("{seconds} is not a number of seconds")),
        },
        ["pictures"] => browser::pictures(),
        ["install"] => tools::install_all().map(|_| ()),
        ["stamp"] => stamp::run(env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from)),
        ["stamp", folder] => stamp::run(Some(PathBuf::from(folder))),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace: xtask's own, one up.
pub fn root() -> PathBuf {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    own.parent().map_or_else(|| own.clone(), PathBuf::from)
}
