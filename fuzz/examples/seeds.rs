//! Writes the first inputs of every fuzz target: small slices of the files beside the project, where those are, and a
//! few cells by hand. `cargo xtask fuzz` runs it; what it writes is not committed.

use std::{
    fs,
    io::{Read, Seek},
    path::{Path, PathBuf},
};

const CUT: &[u8] = b"\n=|=\n";
/// Longer inputs are slower to try and no better.
const SEED_BYTES: usize = 6000;

fn main() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = fuzz.join("../../shared");
    let corpus = fuzz.join("corpus");
    for folder in
        ["bad_input/csv_spectrum", "bad_input/papaparse", "data/cdnow", "data/disguises", "data/groceries"]
    {
        for path in files(&shared.join(folder)) {
            let bytes = fs::read(&path).unwrap_or_default();
            if !bytes.starts_with(b"PK") && !bytes.starts_with(b"\xd0\xcf") {
                let slice = bytes.get(..bytes.len().min(SEED_BYTES / 2)).unwrap_or_default();
                save(&corpus, "text", &path, slice);
                save(
                    &corpus,
                    "headers",
                    &path,
                    &String::from_utf8_lossy(slice).replace(',', ";").into_bytes(),
                );
            }
        }
    }
    for folder in ["bad_input/calamine", "data/disguises"] {
        for path in files(&shared.join(folder)) {
            let bytes = fs::read(&path).unwrap_or_default();
            if bytes.len() <= 4 * SEED_BYTES {
                save(&corpus, "workbook", &path, &bytes);
            }
            if let Some(parts) = exploded(&path) {
                save(&corpus, "workbook", &path.with_extension("parts"), &parts);
            }
        }
    }
    let numbers = "1234.5\n1.234,56\n1 234,56\n1\u{a0}234,56\n1'234.50\nkr. 1.234,56\n1.234,56 kr\n$1,234.50\n(12.00)\n\
                   12.00-\n\u{2212}12\n12,50 DKK\n\u{20ac} 9,95\n25 %\n1.5E3\n17850.0\n007\n999999999999999999";
    save(&corpus, "numbers", Path::new("numbers"), numbers.as_bytes());
    let dates = "2023-03-29\n2023-03-29T08:45:00Z\n29/3/2023\n29.03.2023 08:45\n3/29/2023 8:45 AM\n29-mar-23\n\
                 29. marts 2023\n20191229\n2025-10-07 09:50:26 +0200\n43828.5\nMar 29, 2023\n08:45:10.5 PM\nkl. 12.30";
    save(&corpus, "dates", Path::new("dates"), dates.as_bytes());
    let headers = "Salgsrapport 2010\n\nFakturanr.;Dato;Kundenr.;Bel\u{f8}b;E-mail\n1;2010-12-01;17850;2,55;a@b.dk\n\
                   2;2010-12-02;17851;3,55;c@b.dk\nI alt;;;6,10;";
    save(&corpus, "headers", Path::new("headers"), headers.as_bytes());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

fn save(corpus: &Path, target: &str, path: &Path, bytes: &[u8]) {
    let folder = corpus.join(target);
    let name = path.file_name().unwrap_or_default();
    if let Err(error) = fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join(name), bytes)) {
        eprintln!("{}: {error}", folder.display());
    }
}

/// The parts of a package in the form that the target puts together again.
fn exploded(path: &Path) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).ok()?).ok()?;
    let (mode, names): (u8, &[&str]) = match path.extension()?.to_str()? {
        "xlsx" | "xlsm" => {
            (b'x', &["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"])
        }
        "xlsb" => {
            (b'b', &["xl/worksheets/sheet1.bin", "xl/sharedStrings.bin", "xl/styles.bin", "xl/workbook.bin"])
        }
        "ods" => (b'o', &["content.xml"]),
        _ => return None,
    };
    let parts: Vec<Vec<u8>> = names.iter().map(|name| member(&mut archive, name)).collect();
    Some([&[mode], parts.join(CUT).as_slice()].concat())
}

fn member(archive: &mut zip::ZipArchive<impl Read + Seek>, name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(member) = archive.by_name(name) {
        let _ = member.take(SEED_BYTES as u64).read_to_end(&mut bytes);
    }
    bytes
}
