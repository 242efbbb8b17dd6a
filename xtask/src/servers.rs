//! The servers that docs/hosting.md describes, as Debian packs them: the whole-page tests run the page behind each.

use std::path::PathBuf;

use crate::{Failure, tools};

/// The variable that tells the tests where it is, the program, the package.
const SERVERS: [(&str, &str, &str); 3] =
    [("NGINX", "nginx", "nginx-light"), ("CADDY", "caddy", "caddy"), ("APACHE", "apache2", "apache2-bin")];

/// Finds them, and installs what is missing; by the variable that tells the tests where each is.
///
/// # Errors
/// A sentence that names the packages, where they cannot be installed from here.
pub fn install() -> Result<Vec<(&'static str, PathBuf)>, Failure> {
    let missing: Vec<&str> =
        SERVERS.iter().filter(|server| find(server).is_none()).map(|&(_, _, package)| package).collect();
    if !missing.is_empty() {
        tools::install_with_apt(&missing).map_err(|reason| {
            format!("The tests run the page behind other servers: install {}. {reason}", missing.join(", "))
        })?;
    }
    let all = SERVERS.iter().map(|server| Some((server.0, find(server)?)));
    all.collect::<Option<_>>()
        .ok_or_else(|| "apt-get installed the servers, but they are not found.".to_owned())
}

/// Servers are often outside the path of somebody who is not root.
fn find(&(variable, program, _): &(&str, &str, &str)) -> Option<PathBuf> {
    let usual = PathBuf::from("/usr/sbin").join(program);
    tools::find_program(variable, &[program]).or_else(|| usual.is_file().then_some(usual))
}
