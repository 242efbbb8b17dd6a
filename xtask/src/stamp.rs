//! What Trunk leaves undone: the worker's files get a name by their content, the page learns their digests, and
//! the modules lose what only debuggers read.
//!
//! Trunk calls this as a hook, on its staging folder, so that `trunk serve` makes a complete page too.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Failure, digest, wasm};

/// Placeholder in Trunk.toml's `pattern_script`, file as Trunk names it, what stands after the digest in the new name.
const WORKER_FILES: [(&str, &str, &str); 2] =
    [("worker-glue", "worker.js", ".js"), ("worker-module", "worker_bg.wasm", "_bg.wasm")];

/// Stamps the built page in `folder`.
pub fn run(folder: Option<PathBuf>) -> Result<(), Failure> {
    let folder = folder.ok_or("stamp needs a folder")?;
    let index = folder.join("index.html");
    let mut html = fs::read_to_string(&index).map_err(|error| format!("{}: {error}", index.display()))?;
    for (attribute, name, ending) in WORKER_FILES {
        let bytes = read_stripped(&folder.join(name))?;
        let new_name = format!("worker-{}{ending}", &digest::hex_of(&bytes)[..16]);
        fs::rename(folder.join(name), folder.join(&new_name)).map_err(|error| format!("{name}: {error}"))?;
        let stamped =
            format!("./{new_name}\" data-{attribute}-integrity=\"{}\"", digest::integrity_of(&bytes));
        html = put(&html, attribute, &stamped)?;
    }
    let glue = app_file(&folder, ".js")?;
    let bytes = read_stripped(&folder.join(glue))?;
    html = put(&html, "app-glue-integrity", &format!("{}\"", digest::integrity_of(&bytes)))?;
    let module = app_file(&folder, "_bg.wasm")?;
    let bytes = read_stripped(&folder.join(&module))?;
    let stamped = format!("./{module}\" data-app-module-integrity=\"{}\"", digest::integrity_of(&bytes));
    html = put(&html, "app-module", &stamped)?;
    fs::write(&index, html).map_err(|error| format!("{}: {error}", index.display()))
}

/// The content of a file; a wasm module loses what only debuggers read, in the file too.
fn read_stripped(path: &Path) -> Result<Vec<u8>, Failure> {
    let context = |error| format!("{}: {error}", path.display());
    let bytes = fs::read(path).map_err(context)?;
    let Some(stripped) = wasm::without_names(&bytes) else {
        return Ok(bytes);
    };
    fs::write(path, &stripped).map_err(context)?;
    Ok(stripped)
}

/// Gives an attribute its value; it stands in the page as `data-<attribute>="unstamped"`.
fn put(html: &str, attribute: &str, value: &str) -> Result<String, Failure> {
    let placeholder = format!("data-{attribute}=\"unstamped\"");
    if html.matches(&placeholder).count() != 1 {
        return Err(format!("index.html does not hold {placeholder} once; see pattern_script in Trunk.toml"));
    }
    Ok(html.replace(&placeholder, &format!("data-{attribute}=\"{value}")))
}

fn app_file(folder: &Path, ending: &str) -> Result<String, Failure> {
    let names = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names = names.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let found = names.find(|name| name.starts_with("app-") && name.ends_with(ending));
    found.ok_or_else(|| format!("Trunk made no app-*{ending}"))
}
