//! placeholder
/// csv
pub fn csv() -> Vec<u8> {
    Vec::new()
}
