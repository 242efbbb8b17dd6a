//! Same file, same recipe, same digits: the native half. The other half is tests/wasm_same_digits.rs.
#![cfg(not(target_arch = "wasm32"))]

mod digits;

use stamkunde::ingest::InputFile;

#[test]
fn a_small_shop_has_these_answers() {
    let actual = digits::answers_to(InputFile::from_bytes("orders.csv", digits::orders()));
    if std::env::var_os("STAMKUNDE_UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/digits/expected.txt");
        std::fs::write(path, actual).expect("tests/digits can be written");
        return;
    }
    digits::assert_same(&actual);
}
