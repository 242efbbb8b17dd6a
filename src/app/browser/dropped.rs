//! What was dropped on the page: files, folders of files, or neither.

use js_sys::{Array, Function, Promise};
use stamkunde::state::{Found, tables_of};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DataTransfer, DataTransferItemList, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry,
};

/// Folders below folders are looked into so far.
const DEPTH: usize = 8;
/// No more files are looked at: somebody dropped a whole disk.
const MOST: usize = 5000;

/// What a drop brought.
pub enum Dropped {
    /// Files, those of folders in the order of their names.
    Files(Vec<File>),
    /// Folders of these names, without a table in them.
    NoTable(Vec<String>),
    /// A text, a link, a picture of another page.
    NoFile,
}

/// Reads what was dropped. A browser tells of folders only as long as the drop lasts: this asks at once, and answers
/// when it knows.
pub fn read(data: &DataTransfer, answer: impl FnOnce(Dropped) + 'static) {
    let files = data.files().map(|files| super::files_of(&files)).unwrap_or_default();
    let entries = entries_of(&data.items());
    if entries.iter().any(FileSystemEntry::is_directory) {
        spawn_local(async move { answer(of_folders(entries).await) });
    } else if files.is_empty() {
        answer(Dropped::NoFile);
    } else {
        answer(Dropped::Files(files));
    }
}

fn entries_of(items: &DataTransferItemList) -> Vec<FileSystemEntry> {
    let items = (0..items.length()).filter_map(|at| items.get(at));
    items
        .filter(|item| item.kind() == "file")
        .filter_map(|item| item.webkit_get_as_entry().ok().flatten())
        .collect()
}

/// The tables in folders, and the files that were dropped beside them.
async fn of_folders(entries: Vec<FileSystemEntry>) -> Dropped {
    let (folders, files): (Vec<_>, Vec<_>) = entries.into_iter().partition(FileSystemEntry::is_directory);
    let names = folders.iter().map(FileSystemEntry::name).collect();
    let mut found = Vec::new();
    let mut level = folders;
    for _ in 0..DEPTH {
        let mut below = Vec::new();
        for folder in level {
            for entry in entries_in(folder.unchecked_into()).await {
                if entry.is_directory() {
                    below.push(entry);
                } else if found.len() < MOST {
                    found.push(Found { path: entry.full_path(), is: entry });
                }
            }
        }
        level = below;
    }
    let mut dropped = Vec::new();
    for entry in files.into_iter().chain(tables_of(found)) {
        // a file that cannot be had is as good as none; the others are read
        let entry: FileSystemFileEntry = entry.unchecked_into();
        let file = promised(|done, failed| entry.file_with_callback_and_callback(done, failed)).await;
        dropped.extend(file.ok().and_then(|file| file.dyn_into::<File>().ok()));
    }
    if dropped.is_empty() { Dropped::NoTable(names) } else { Dropped::Files(dropped) }
}

/// What is in a folder; a browser gives a hundred at a time.
async fn entries_in(folder: FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        let some = promised(|done, failed| {
            // what it throws it also tells
            let _ = reader.read_entries_with_callback_and_callback(done, failed);
        });
        let Ok(Ok(some)) = some.await.map(JsCast::dyn_into::<Array>) else { return all };
        if some.length() == 0 || MOST < all.len() {
            return all;
        }
        all.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}

async fn promised(ask: impl Fn(&Function, &Function)) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::new(&mut |done, failed| ask(&done, &failed))).await
}
