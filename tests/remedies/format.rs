//! Numbers in the page's sentences, which the browser would write.

pub fn int(n: u64) -> String {
    n.to_string()
}

pub fn counted(n: u64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}
