//! The Python packages that tests compare with, in exactly the versions of a requirements file.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Failure, digest,
    process::{ask, run, step},
    tools::tools_folder,
};

/// Installs what a requirements file names into a folder of its own; what is given back is that folder, for PYTHONPATH.
pub fn install_packages(requirements: &Path) -> Result<PathBuf, Failure> {
    let text = fs::read(requirements).map_err(|error| format!("{}: {error}", requirements.display()))?;
    let version = ask("python3", &["--version"]).ok_or_else(missing)?;
    let wanted = digest::hex_of(&[text.as_slice(), version.as_bytes()].concat());
    let folder = tools_folder().join("python").join(&wanted);
    // the mark is written last: a folder without it was given up halfway
    let mark = folder.join(".installed");
    if mark.is_file() {
        return Ok(folder);
    }
    install_pip()?;
    step("installing the Python packages that tests compare with", "half a minute, once", || {
        run(Command::new("python3")
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--root-user-action",
                "ignore",
                "--upgrade",
                "--target",
            ])
            .arg(&folder)
            .arg("--requirement")
            .arg(requirements))?;
        fs::write(&mark, "").map_err(|error| format!("{}: {error}", mark.display()))
    })?;
    Ok(folder)
}

/// PYTHONPATH with a folder before what stands there already.
pub fn path_with(folder: &Path) -> std::ffi::OsString {
    let old = env::var_os("PYTHONPATH").unwrap_or_default();
    let all = std::iter::once(folder.to_owned()).chain(env::split_paths(&old));
    env::join_paths(all).unwrap_or_else(|_| folder.into())
}

/// Debian's Python comes without it.
fn install_pip() -> Result<(), Failure> {
    let has_pip = || ask("python3", &["-m", "pip", "--version"]).is_some();
    if has_pip() {
        return Ok(());
    }
    crate::tools::install_with_apt(&["python3-pip"]).map_err(|_| missing())?;
    if has_pip() { Ok(()) } else { Err(missing()) }
}

fn missing() -> Failure {
    "Python 3.9 or newer with pip is missing: install the packages python3 and python3-pip.".to_owned()
}
