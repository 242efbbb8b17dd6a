//! A small static server on 127.0.0.1: enough to try the built page, with the headers of a server that seals too.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use crate::{Failure, dist, headers, tools};

const DEFAULT_PORT: u16 = 8080;

/// `cargo xtask serve`.
pub fn build_and_serve(port: Option<u16>) -> Result<(), Failure> {
    let tools = tools::install_build_tools()?;
    let folder = dist::build(&tools)?;
    dist::print_sizes(&folder)?;
    let listener = listen(port)?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("Stamkunde is at http://{address}/ (Ctrl+C ends it)");
    let folder = Arc::new(folder);
    for stream in listener.incoming().flatten() {
        let folder = Arc::clone(&folder);
        // A browser that closes early is its own business.
        thread::spawn(move || answer(stream, &folder).ok());
    }
    Ok(())
}

fn listen(port: Option<u16>) -> Result<TcpListener, Failure> {
    let ports = port.map_or(DEFAULT_PORT..=DEFAULT_PORT + 20, |port| port..=port);
    let found = ports.clone().find_map(|port| TcpListener::bind(("127.0.0.1", port)).ok());
    found
        .ok_or_else(|| format!("Port {} is taken: name another one, `cargo xtask serve 9000`", ports.start()))
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    // Closing on unread bytes would reset the connection.
    let mut host = String::new();
    while let Some(line) = lines.next().transpose()?.filter(|line| !line.is_empty()) {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("host")
        {
            value.trim().clone_into(&mut host);
        }
    }
    // what a server's own configuration would hold; here the address is the one that was asked for
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'-' | b'[' | b']');
    let address = format!("http://{}/", if host.bytes().all(is_plain) { host.as_str() } else { "localhost" });
    let sealing = headers::of(folder, &address).unwrap_or_default();
    let mut words = request.split(' ');
    let method = words.next().unwrap_or_default();
    let target = words.next().unwrap_or_default();
    if !matches!(method, "GET" | "HEAD") {
        return respond(&mut stream, "405 Method Not Allowed", "text/plain", b"only GET\n", true, &sealing);
    }
    let with_body = method == "GET";
    match file_of(folder, target).and_then(|path| Some((media_type(&path), fs::read(path).ok()?))) {
        Some((media_type, bytes)) => respond(&mut stream, "200 OK", media_type, &bytes, with_body, &sealing),
        None => respond(&mut stream, "404 Not Found", "text/plain", b"not here\n", with_body, &sealing),
    }
}

fn respond(
    stream: &mut TcpStream,
    status: &str,
    media_type: &str,
    body: &[u8],
    with_body: bool,
    sealing: &[(String, String)],
) -> std::io::Result<()> {
    // no-store: after a rebuild the next load is the new page.
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n"
    )?;
    for (name, value) in sealing {
        write!(stream, "{name}: {value}\r\n")?;
    }
    write!(stream, "\r\n")?;
    if with_body {
        stream.write_all(body)?;
    }
    stream.flush()
}

/// The file that a request's target names; names of this page need no percent decoding.
fn file_of(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let plain = |part: &str| !part.starts_with('.') && !part.contains(['\\', ':', '%']);
    if !path.split('/').all(plain) {
        return None;
    }
    Some(folder.join(if path.is_empty() { "index.html" } else { path }))
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_names_a_file_inside_the_folder_or_nothing() {
        let folder = Path::new("dist");
        let cases = [
            ("/", Some("dist/index.html")),
            ("/app.js?v=1", Some("dist/app.js")),
            ("/snippets/a/b.js", Some("dist/snippets/a/b.js")),
            ("/../Cargo.toml", None),
            ("/%2e%2e/Cargo.toml", None),
            ("/.git/config", None),
            ("*", None),
        ];
        for (target, expected) in cases {
            assert_eq!(file_of(folder, target), expected.map(PathBuf::from), "{target}");
        }
    }
}
