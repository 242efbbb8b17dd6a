//! What a server says beside the page's files, so that the browser refuses even what a policy in the page does not cover.
//! The same for `cargo xtask serve`, for the tests, and for the servers of docs/hosting.md.

use std::{fs, path::Path};

use crate::Failure;

/// Headers that are the same on every server, with what they are for.
const EVERYWHERE: [(&str, &str); 8] = [
    // no page of another server, and none that this one opened, can look in
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    // what a policy in the page may not say
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    (
        "Permissions-Policy",
        "bluetooth=(), camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), \
         serial=(), usb=()",
    ),
];

/// The headers of a built page at an address such as `https://stamkunde.example/`.
///
/// # Errors
/// A folder that cannot be read.
pub fn of(folder: &Path, address: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut all: Vec<(String, String)> =
        EVERYWHERE.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    all.push(("Connection-Allowlist".to_owned(), allowlist(folder, address)?));
    Ok(all)
}

/// The page's own files, each without anything behind its name that could carry data: connections to everything else are
/// refused, to the rest of the own server too.
fn allowlist(folder: &Path, address: &str) -> Result<String, Failure> {
    let address = address.trim_end_matches('/');
    let mut names: Vec<String> = fs::read_dir(folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    names.insert(0, String::new());
    let patterns: Vec<String> = names.iter().map(|name| format!("\"{address}/{name}?\"")).collect();
    Ok(format!("({})", patterns.join(" ")))
}

/// Prints the headers for a server that is to be set up: `cargo xtask headers https://stamkunde.example/ nginx`.
///
/// # Errors
/// An unknown server; a page that is not built.
pub fn print(folder: &Path, address: &str, server: &str) -> Result<(), Failure> {
    println!("{}", text_for(&of(folder, address)?, server)?);
    Ok(())
}

/// The headers as a server's own configuration.
///
/// # Errors
/// An unknown server.
pub fn text_for(headers: &[(String, String)], server: &str) -> Result<String, Failure> {
    let quoted = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"");
    let line = |(name, value): &(String, String)| match server {
        "nginx" => Ok(format!("add_header {name} \"{}\" always;", quoted(value))),
        "caddy" => Ok(format!("header {name} `{value}`")),
        "apache" => Ok(format!("Header always set {name} \"{}\"", quoted(value))),
        // Netlify and Cloudflare Pages read the same file
        "netlify" | "cloudflare" => Ok(format!("  {name}: {value}")),
        "plain" => Ok(format!("{name}: {value}")),
        other => Err(format!("{other} is none of nginx, caddy, apache, netlify, cloudflare, plain")),
    };
    let mut lines: Vec<String> = headers.iter().map(line).collect::<Result<_, Failure>>()?;
    if matches!(server, "netlify" | "cloudflare") {
        lines.insert(0, "/*".to_owned());
    }
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_says_the_same_in_its_own_way() {
        let headers = [("Connection-Allowlist".to_owned(), "(\"https://a.example/?\")".to_owned())];
        for (server, want) in [
            ("nginx", "add_header Connection-Allowlist \"(\\\"https://a.example/?\\\")\" always;"),
            ("caddy", "header Connection-Allowlist `(\"https://a.example/?\")`"),
            ("apache", "Header always set Connection-Allowlist \"(\\\"https://a.example/?\\\")\""),
            ("netlify", "/*\n  Connection-Allowlist: (\"https://a.example/?\")"),
            ("plain", "Connection-Allowlist: (\"https://a.example/?\")"),
        ] {
            assert_eq!(text_for(&headers, server).as_deref(), Ok(want), "{server}");
        }
        assert!(text_for(&headers, "iis").is_err());
    }
}
