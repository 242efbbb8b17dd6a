//! The house rules that neither compiler nor clippy hold: who may use whom, what the page's code may not name,
//! and how files look.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a rule that cannot be read is broken"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Each room of src/README.md with the rooms it may use. Change both together.
const ARROWS: [(&str, &[&str]); 17] = [
    ("base", &[]),
    ("recipe", &["base"]),
    ("answers", &["base", "recipe"]),
    ("protocol", &["base", "recipe", "answers"]),
    ("model", &["base", "recipe", "answers"]),
    ("ingest", &["base", "recipe", "answers", "protocol", "model"]),
    ("models", &["base", "recipe", "answers"]),
    ("metrics", &["base", "recipe", "answers", "model", "models"]),
    ("segments", &["base", "recipe", "answers", "model", "models", "metrics"]),
    (
        "export",
        &["base", "recipe", "answers", "protocol", "model", "ingest", "models", "metrics", "segments"],
    ),
    ("sample", &["base", "recipe", "answers", "model", "ingest"]),
    (
        "engine",
        &[
            "base", "recipe", "answers", "protocol", "model", "ingest", "models", "metrics", "segments",
            "export", "sample",
        ],
    ),
    ("charts", &["base", "recipe", "answers"]),
    ("state", &["base", "recipe", "answers", "protocol"]),
    (
        "bin",
        &[
            "base", "recipe", "answers", "protocol", "model", "ingest", "segments", "export", "sample",
            "engine",
        ],
    ),
    ("worker", &["protocol", "ingest", "engine"]),
    ("app", &["base", "recipe", "answers", "protocol", "charts", "state"]),
];

#[test]
fn rooms_use_only_what_the_house_map_allows() {
    let mut broken = Vec::new();
    for (room, allowed) in ARROWS {
        let itself = [room];
        for file in files_under(&root().join("src").join(room), &["rs"]) {
            for used in rooms_named_in(&shipped_code(&read(&file))) {
                if ARROWS.iter().any(|(room, _)| *room == used)
                    && !allowed.iter().chain(&itself).any(|room| *room == used)
                {
                    broken.push(format!("{} uses {used}", shown(&file)));
                }
            }
        }
    }
    assert_empty(broken, "src/README.md has no arrow for this");
}

/// The rooms of src/ingest, each with those below it that it may use.
const INGEST_ARROWS: [(&str, &[&str]); 8] = [
    ("lexicon", &[]),
    ("values", &["lexicon"]),
    ("read", &["values"]),
    ("columns", &["read", "values", "lexicon"]),
    ("tables", &["columns", "read", "values", "lexicon"]),
    ("plan", &["tables", "columns", "read", "values", "lexicon"]),
    ("rows", &["plan", "tables", "columns", "read", "values", "lexicon"]),
    ("doubts", &["rows", "plan", "tables", "columns", "read", "values", "lexicon"]),
];

#[test]
fn arrows_inside_ingest_run_down_only() {
    let mut broken = Vec::new();
    for (room, allowed) in INGEST_ARROWS {
        for file in files_under(&root().join("src/ingest").join(room), &["rs"]) {
            for used in ingest_rooms_named_in(&shipped_code(&read(&file))) {
                if used != room
                    && INGEST_ARROWS.iter().any(|(room, _)| *room == used)
                    && !allowed.contains(&used.as_str())
                {
                    broken.push(format!("{} uses {used}", shown(&file)));
                }
            }
        }
    }
    assert_empty(broken, "src/ingest/mod.rs has no arrow for this");
}

/// The first path segments after `ingest::`.
fn ingest_rooms_named_in(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for rest in code.split("ingest::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => rooms.extend(first_segments(group)),
            None => rooms.extend([leading_name(rest)]),
        }
    }
    rooms
}

#[test]
fn every_room_is_on_the_map() {
    let map = read(&root().join("src/README.md"));
    let rooms = fs::read_dir(root().join("src")).unwrap().flatten().filter(|entry| entry.path().is_dir());
    let names = rooms.map(|room| room.file_name().into_string().unwrap());
    let missing = names.filter(|name| {
        let is_held = ARROWS.iter().any(|(room, _)| room == name);
        !is_held || !map.contains(&format!("| {name}/"))
    });
    assert_empty(missing.collect(), "a room without a line in src/README.md or without its arrows above");
}

/// What could take data out of a sealed page, or around its policy, and the files that may name it.
const KEPT_OUT: [(&str, &[&str]); 21] = [
    // A policy has no say over these.
    ("RtcPeerConnection", &[]),
    ("RtcDataChannel", &[]),
    ("WebTransport", &[]),
    ("window.open", &[]),
    ("open_with_url", &[]),
    ("location().assign", &[]),
    ("location().replace", &[]),
    ("location().set_href", &[]),
    ("dns-prefetch", &[]),
    ("preconnect", &[]),
    // Script from text.
    ("eval(", &[]),
    ("inner_html", &[]),
    ("outer_html", &[]),
    ("js_sys::Function::new", &[]),
    // The policy refuses these; only the button that proves it may try.
    ("fetch_with", &["try_to_send.rs"]),
    ("XmlHttpRequest", &["try_to_send.rs"]),
    ("WebSocket", &["try_to_send.rs"]),
    ("EventSource", &["try_to_send.rs"]),
    ("send_beacon", &["try_to_send.rs"]),
    ("HtmlFormElement", &["try_to_send.rs"]),
    // The policy refuses style attributes; classes and `style:x=` work.
    ("style=\"", &[]),
];

#[test]
fn the_page_names_no_way_out() {
    let mut broken = Vec::new();
    for folder in ["src/app", "src/worker"] {
        for file in files_under(&root().join(folder), &["rs"]) {
            let code = shipped_code(&read(&file));
            for (word, allowed) in KEPT_OUT {
                if code.contains(word) && !allowed.iter().any(|name| file.ends_with(name)) {
                    broken.push(format!("{} names {word}", shown(&file)));
                }
            }
        }
    }
    assert_empty(broken, "see docs/sealing.md");
}

#[test]
fn the_page_reads_no_files_itself() {
    let readers = ["calamine::", "csv::", "encoding_rs::", "chardetng::", "zip::"];
    let mut broken = Vec::new();
    for file in files_under(&root().join("src/app"), &["rs"]) {
        let code = shipped_code(&read(&file));
        let named = readers.iter().filter(|reader| code.contains(*reader));
        broken.extend(named.map(|reader| format!("{} names {reader}", shown(&file))));
    }
    assert_empty(broken, "the only way to a number is the protocol");
}

#[test]
fn the_first_policy_and_the_second_stand() {
    let index = read(&root().join("index.html"));
    for rule in [
        "default-src 'none'",
        "connect-src 'self'",
        "worker-src blob:",
        "form-action 'none'",
        "base-uri 'none'",
    ] {
        assert!(index.contains(rule), "index.html has lost {rule}");
    }
    // A script in the page itself would need 'unsafe-inline'.
    assert!(index.matches("<script").count() == index.matches("<script data-trunk").count());
    let boot = read(&root().join("src/boot.js"));
    for rule in
        ["default-src 'none'; connect-src 'none'; script-src 'wasm-unsafe-eval'", "form-action 'none'"]
    {
        assert!(boot.contains(rule), "boot.js has lost {rule}");
    }
}

#[test]
fn the_library_knows_no_browser() {
    let direct = tree_without_features(&["--depth=1"]);
    let browser = ["leptos ", "web-sys ", "js-sys ", "wasm-bindgen "];
    let found = direct.lines().filter(|line| browser.iter().any(|name| line.starts_with(name)));
    assert_empty(found.map(str::to_owned).collect(), "the library itself uses a browser");
    let all = tree_without_features(&[]);
    let found = all.lines().filter(|line| line.starts_with("leptos ") || line.starts_with("web-sys "));
    assert_empty(
        found.map(str::to_owned).collect(),
        "the library without features has a browser in its tree",
    );
}

fn tree_without_features(more: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--no-default-features", "--edges=normal", "--prefix=none"])
        .args(more)
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn files_say_what_they_are_and_stay_readable() {
    const MOST_LINES: usize = 700;
    let mut broken = Vec::new();
    for folder in ["src", "tests", "xtask/src", "truth/src", "benches", "style", "fuzz"] {
        for file in files_under(&root().join(folder), &["rs", "js", "mjs", "css"]) {
            let text = read(&file);
            if file.extension().is_some_and(|extension| extension == "rs") && !text.starts_with("//! ") {
                broken.push(format!("{} does not start with //!", shown(&file)));
            }
            if MOST_LINES < text.lines().count() {
                broken.push(format!("{} has more than {MOST_LINES} lines", shown(&file)));
            }
        }
    }
    assert_empty(broken, "one purpose a file, and a sentence that says which");
}

#[test]
fn no_committed_file_names_a_machine_or_a_registry() {
    // Put together here, so that this file does not name them either.
    let folders = ["root", "home", "Users"].map(|folder| format!("/{folder}/"));
    let registries = [["registry", "npmjs"], ["index", "crates"]].map(|parts| parts.join("."));
    let names: Vec<String> =
        folders.into_iter().chain(registries).chain([["C:", "Users"].join("\\")]).collect();
    let kinds = ["rs", "js", "mjs", "css", "md", "toml", "json", "html", "svg", "txt", "npmrc", "yml"];
    let mut broken = Vec::new();
    for file in files_under(&root(), &kinds) {
        let text = read(&file);
        let named = names.iter().filter(|name| text.contains(name.as_str()));
        broken.extend(named.map(|name| format!("{} names {name}", shown(&file))));
    }
    assert_empty(broken, "it would mean nothing elsewhere");
}

#[test]
fn the_scanner_sees_every_way_to_name_a_room() {
    let code = "use crate::{\n    answers::{Answers, model},\n    recipe::Recipe,\n};\nfn f() { crate::ingest::x(); }\n\
                use stamkunde::protocol::Y; // crate::metrics\n/// crate::engine\n";
    let expected = ["answers", "ingest", "protocol", "recipe"].map(str::to_owned);
    assert_eq!(rooms_named_in(&shipped_code(code)), BTreeSet::from(expected));
}

/// The first path segments after `crate::` and `stamkunde::`.
fn rooms_named_in(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for start in ["crate::", "stamkunde::"] {
        for rest in code.split(start).skip(1) {
            match rest.strip_prefix('{') {
                Some(group) => rooms.extend(first_segments(group)),
                None => rooms.extend([leading_name(rest)]),
            }
        }
    }
    rooms
}

/// The leading name of each member of a `use` group, whose opening brace is already gone.
fn first_segments(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut at_start = true;
    for (index, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            character if at_start && depth == 0 && !character.is_whitespace() => {
                names.push(leading_name(group.get(index..).unwrap_or_default()));
                at_start = false;
            }
            _ => {}
        }
    }
    names
}

fn leading_name(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}

/// The file without comments and without its unit tests, which may build their data with any room.
fn shipped_code(text: &str) -> String {
    let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = shipped.lines().map(|line| {
        let line = line.trim_start();
        if line.starts_with("//") { "" } else { line.split(" // ").next().unwrap_or_default() }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn files_under(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let skipped = ["target", "dist", "node_modules", ".git", ".tools"];
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().into_string().unwrap_or_default();
        if path.is_dir() && !skipped.contains(&name.as_str()) {
            files.extend(files_under(&path, extensions));
        } else if extensions.iter().any(|extension| name.ends_with(&format!(".{extension}"))) {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn assert_empty(broken: Vec<String>, reason: &str) {
    assert!(broken.is_empty(), "{reason}:\n  {}", broken.join("\n  "));
}
