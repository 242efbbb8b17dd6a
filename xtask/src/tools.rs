//! What building and testing need beyond the Rust toolchain, and how it gets onto the machine.
//!
//! Everything goes into one folder of its own ($STAMKUNDE_TOOLS, else ~/.cache/stamkunde/tools); what is
//! there in the right version is used as it is, so a second run only looks.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Failure, digest,
    process::{ask, run, step},
    python, root,
};

const TARGET: &str = "wasm32-unknown-unknown";
/// The newest Trunk that the oldest compiler of this project builds.
const TRUNK_VERSION: &str = "0.21.14";

const FUZZER_VERSION: &str = "0.13.2";

/// The programs that build the page.
pub struct BuildTools {
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
}

impl BuildTools {
    /// Trunk.
    pub fn trunk(&self) -> Command {
        self.prepare(Command::new(&self.trunk))
    }
    /// A cargo command for wasm32, with the flags that the page is built with: one set of build products.
    pub fn cargo(&self) -> Command {
        self.prepare(Command::new("cargo"))
    }
    /// What runs wasm tests; it is installed together with wasm-bindgen.
    pub fn wasm_test_runner(&self) -> PathBuf {
        self.wasm_bindgen.with_file_name("wasm-bindgen-test-runner")
    }
    /// wasm-bindgen's command line.
    pub fn wasm_bindgen(&self) -> Command {
        self.prepare(Command::new(&self.wasm_bindgen))
    }
    fn prepare(&self, mut command: Command) -> Command {
        let folders = [&self.trunk, &self.wasm_bindgen].into_iter().filter_map(|tool| tool.parent());
        let old = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(folders.map(PathBuf::from).chain(env::split_paths(&old)));
        command
            .current_dir(root())
            .env("PATH", path.unwrap_or(old))
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", wasm_flags())
            // Trunk refuses the value `1` that some terminals set.
            .env_remove("NO_COLOR");
        command
    }
}

/// One set of flags for everything that is built for wasm32, so that nothing is built twice.
fn wasm_flags() -> String {
    // Leptos then writes the code of a view once for all types of children, not once for each.
    let mut flags = "--cfg erase_components".to_owned();
    // Every browser of the last years has it, and searching in texts is several times as fast with it.
    flags.push_str(" -Ctarget-feature=+simd128");
    let home = env::var("HOME").unwrap_or_default();
    let cargo_home = env::var("CARGO_HOME").unwrap_or_else(|_| format!("{home}/.cargo"));
    // The same page from every machine: no folder of the builder in panic messages. Flags are separated by spaces,
    // so a folder with one cannot be named here.
    if !cargo_home.contains(' ') {
        flags.push_str(&format!(" --remap-path-prefix={cargo_home}=cargo"));
    }
    flags
}

/// The programs that the browser tests need.
pub struct BrowserTools {
    /// Chromium or Chrome.
    pub chromium: PathBuf,
    /// Its driver.
    pub chromedriver: PathBuf,
}

/// Servers that the page is tried behind, by the variable that tells the tests where each is.
pub type Servers = Vec<(&'static str, PathBuf)>;

/// What the suite needs.
pub struct AllTools {
    /// For the page.
    pub build: BuildTools,
    /// For the tests in a browser.
    pub browser: BrowserTools,
    /// For the tests that run the page behind other servers.
    pub servers: Servers,
    /// The folder of the Python packages that tests compare with.
    pub python: PathBuf,
}

/// Everything, for `install` and `test`.
pub fn install_all() -> Result<AllTools, Failure> {
    install_components()?;
    let build = install_build_tools()?;
    let browser = install_browser()?;
    install_node_packages(&root().join("tests/browser"))?;
    let python = python::install_packages(&root().join("tests/second_way/requirements.txt"))?;
    let servers = crate::servers::install()?;
    Ok(AllTools { build, browser, servers, python })
}

/// cargo-fuzz, as `cargo` finds it when it is called by its own name.
pub fn install_fuzzer() -> Result<PathBuf, Failure> {
    install_crate("cargo-fuzz", "cargo-fuzz", FUZZER_VERSION)
}

/// wasm32 target, crates, Trunk and wasm-bindgen.
pub fn install_build_tools() -> Result<BuildTools, Failure> {
    install_target()?;
    // Trunk builds offline, so that building never depends on a network that changed its mind.
    step("fetching the crates of Cargo.lock", "up to 2 minutes the first time", || {
        run(Command::new("cargo").current_dir(root()).args(["fetch", "--locked", "--quiet"]))
    })?;
    let wasm_bindgen = install_crate("wasm-bindgen-cli", "wasm-bindgen", &locked_version("wasm-bindgen")?)?;
    let trunk = install_crate("trunk", "trunk", TRUNK_VERSION)?;
    Ok(BuildTools { trunk, wasm_bindgen })
}

fn install_target() -> Result<(), Failure> {
    let sysroot =
        ask("rustc", &["--print", "sysroot"]).ok_or("rustc is missing: install Rust with rustup")?;
    if Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    if ask("rustup", &["--version"]).is_none() {
        return Err(format!("The Rust target {TARGET} is missing and rustup is not there to install it."));
    }
    step(&format!("installing the Rust target {TARGET}"), "half a minute", || {
        run(Command::new("rustup").args(["target", "add", TARGET]))
    })
}

/// A minimal toolchain has neither of these.
fn install_components() -> Result<(), Failure> {
    for (component, command) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if ask("cargo", &[command, "--version"]).is_some() {
            continue;
        }
        step(&format!("installing {component} with rustup"), "some seconds", || {
            run(Command::new("rustup").args(["component", "add", component]))
        })?;
    }
    Ok(())
}

fn locked_version(package: &str) -> Result<String, Failure> {
    let lock =
        fs::read_to_string(root().join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next().and_then(|line| line.strip_prefix("version = \""));
    let version = version.and_then(|line| line.strip_suffix('"'));
    version.map(str::to_owned).ok_or_else(|| format!("Cargo.lock names no {package}"))
}

/// Where everything is installed that is not there already.
pub fn tools_folder() -> PathBuf {
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_else(|| OsString::from(".")));
    let own = || home().join(".cache").join("stamkunde").join("tools");
    env::var_os("STAMKUNDE_TOOLS").map_or_else(own, PathBuf::from)
}

/// A program from crates.io in exactly this version: the one in the tools folder, the one on the PATH, or a new one.
fn install_crate(package: &str, program: &str, version: &str) -> Result<PathBuf, Failure> {
    let wanted = format!("{program} {version}");
    let own = tools_folder().join("bin").join(program);
    let on_path = find_on_path(&[program]);
    for candidate in [Some(&own), on_path.as_ref()].into_iter().flatten() {
        if ask(candidate, &["--version"]).is_some_and(|said| said.starts_with(&wanted)) {
            return Ok(candidate.clone());
        }
    }
    let what = format!("installing {package} {version} into {}", tools_folder().display());
    step(&what, "2 to 5 minutes, once", || {
        // Newer versions of dependencies can help where the locked ones no longer resolve.
        cargo_install(package, version, &["--locked"]).or_else(|_| {
            println!("  once more, with the newest versions of its dependencies");
            cargo_install(package, version, &[])
        })
    })?;
    Ok(own)
}

fn cargo_install(package: &str, version: &str, more: &[&str]) -> Result<(), Failure> {
    let mut command = Command::new("cargo");
    command.args(["install", package, "--version", version, "--root"]).arg(tools_folder()).args(more);
    // A tool that runs for a second need not be optimised for ten minutes.
    command.env("CARGO_PROFILE_RELEASE_LTO", "off");
    command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16").env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    run(&mut command)
}

fn find_on_path(programs: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let candidates =
        programs.iter().flat_map(|program| folders.iter().map(move |folder| folder.join(program)));
    candidates.into_iter().find(|candidate| candidate.is_file())
}

pub fn find_program(variable: &str, programs: &[&str]) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file()).or_else(|| find_on_path(programs))
}

/// Chromium and its driver: where apt-get and root are at hand they are installed, else one sentence says what to do.
pub fn install_browser() -> Result<BrowserTools, Failure> {
    if let Some(found) = find_browser() {
        return Ok(found);
    }
    install_with_apt(&["chromium", "chromium-driver"]).map_err(|reason| {
        format!(
            "Chromium with its driver is missing: install the packages chromium and chromium-driver \
             (or set CHROMIUM and CHROMEDRIVER to the two programs). {reason}"
        )
    })?;
    find_browser().ok_or_else(|| "apt-get installed Chromium, but it is not on the PATH.".to_owned())
}

/// Debian's packages, where apt-get and root are at hand.
pub fn install_with_apt(packages: &[&str]) -> Result<(), Failure> {
    let is_root = ask("id", &["-u"]).as_deref() == Some("0");
    if !is_root || find_on_path(&["apt-get"]).is_none() {
        return Err("There is no apt-get here, or no right to use it.".to_owned());
    }
    step(&format!("installing {} with apt-get", packages.join(", ")), "about 2 minutes, once", || {
        let apt = |arguments: &[&str]| {
            run(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
        };
        apt(&["update", "-q"])?;
        apt(&[&["install", "-q", "-y", "--no-install-recommends"], packages].concat())
    })
}

fn find_browser() -> Option<BrowserTools> {
    let chromium = find_program("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "chrome"])?;
    let chromedriver = find_program("CHROMEDRIVER", &["chromedriver"])?;
    Some(BrowserTools { chromium, chromedriver })
}

/// `npm ci` in a folder, when its lock file is not the one that was installed last.
pub fn install_node_packages(folder: &Path) -> Result<(), Failure> {
    let lock = fs::read(folder.join("package-lock.json"));
    let lock = lock.map_err(|error| format!("{}/package-lock.json: {error}", folder.display()))?;
    let installed = folder.join("node_modules/.installed-lock");
    let wanted = digest::hex_of(&lock);
    if fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return Ok(());
    }
    if ask("npm", &["--version"]).is_none() {
        return Err("npm is missing: install Node.js 20 or newer.".to_owned());
    }
    step(&format!("installing the npm packages of {}", folder.display()), "half a minute", || {
        run(Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(folder))?;
        fs::write(&installed, wanted).map_err(|error| format!("{}: {error}", installed.display()))
    })
}
