//! In a worker of a real browser: the reader over a `File` gives the bytes that are in it.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

#[path = "../src/worker/file_source.rs"]
mod file_source;

use std::io::{Read, Seek, SeekFrom};

use file_source::OpenFile;
use js_sys::{Array, Uint8Array};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::File;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Larger than all blocks that are kept, and no multiple of a block.
const N_BYTES: usize = 37 * 1024 * 1024 + 12_345;

fn content() -> Vec<u8> {
    (0..N_BYTES).map(|index| (index % 251) as u8).collect()
}

fn file_of(bytes: &[u8]) -> File {
    File::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)), "orders.csv").unwrap()
}

#[wasm_bindgen_test]
fn a_file_is_read_as_it_is() {
    let input = OpenFile::new(file_of(&content())).as_input();
    assert_eq!((input.name.as_str(), input.size), ("orders.csv", N_BYTES as u64));
    // Opened twice: a second look starts at the first byte again.
    for _ in 0..2 {
        let mut read = Vec::new();
        input.open().unwrap().read_to_end(&mut read).unwrap();
        assert!(read == content());
    }
}

#[wasm_bindgen_test]
async fn what_is_read_ahead_changes_nothing() {
    let file = OpenFile::new(file_of(&content()));
    let read = || {
        let mut read = Vec::new();
        file.as_input().open().unwrap().read_to_end(&mut read).unwrap();
        assert!(read == content());
    };
    file.read_ahead(|| true).await;
    read();
    // stopped after a block, and gone on with after the file was read
    let turns = std::cell::Cell::new(0);
    file.read_ahead(|| turns.replace(turns.get() + 1) < 2).await;
    file.read_ahead(|| true).await;
    read();
    file.read_ahead(|| true).await;
    file.forget_ahead();
    read();
}

#[wasm_bindgen_test]
fn any_place_can_be_sought() {
    let bytes = content();
    let mut source = OpenFile::new(file_of(&bytes)).as_input().open().unwrap();
    let mut piece = [0; 10];
    // at the ends of blocks, across them, and to and fro between more blocks than are kept
    for start in [N_BYTES - 10, 0, 4_194_299, 30_000_000, 5, 20_971_515, 4_194_304, 37_748_731, 20_971_520] {
        source.seek(SeekFrom::Start(start as u64)).unwrap();
        source.read_exact(&mut piece).unwrap();
        assert_eq!(piece, bytes[start..start + 10], "at {start}");
    }
    assert_eq!(source.seek(SeekFrom::End(-4)).unwrap(), N_BYTES as u64 - 4);
    assert_eq!(source.seek(SeekFrom::Current(2)).unwrap(), N_BYTES as u64 - 2);
    assert_eq!(source.read(&mut piece).unwrap(), 2);
    assert_eq!(source.read(&mut piece).unwrap(), 0);
    assert!(source.seek(SeekFrom::Current(-(N_BYTES as i64) - 1)).is_err());
}

#[wasm_bindgen_test]
fn an_empty_file_has_no_bytes() {
    let mut read = Vec::new();
    OpenFile::new(file_of(&[])).as_input().open().unwrap().read_to_end(&mut read).unwrap();
    assert!(read.is_empty());
}
