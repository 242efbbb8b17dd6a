//! Import of the real files beside the project: what is read, used and set aside, to the last minor unit.
#![allow(clippy::unwrap_used, reason = "a test")]

use stamkunde::{
    answers::SetAsideReason,
    ingest::{Dataset, Imported, InputFile, inspect, load},
    protocol::Problem,
    recipe::Recipe,
};
use std::path::{Path, PathBuf};

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !path.exists() {
        println!("skipped: {} is not beside the project", path.display());
        return None;
    }
    Some(path)
}

fn open(path: &Path) -> InputFile {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let size = std::fs::metadata(path).unwrap().len();
    let path = path.to_owned();
    InputFile::new(name, size, move || Ok(Box::new(std::fs::File::open(&path)?)))
}

fn import(path: &Path, recipe: &Recipe) -> Result<Imported, Problem> {
    let dataset = Dataset::open(vec![open(path)], recipe, &mut |_| {})?;
    let (mut plan, _) = inspect(&dataset, recipe)?;
    load(&dataset, &mut plan, recipe, &[], &mut |_| {})
}

fn aside(loaded: &Imported, reason: SetAsideReason) -> u64 {
    loaded.import.set_aside.iter().find(|aside| aside.reason == reason).map_or(0, |aside| aside.rows)
}

/// `rows_read = rows_used + Σ set aside`, and the same for amounts.
fn check_identity(loaded: &Imported) {
    let import = &loaded.import;
    assert_eq!(
        import.rows_read,
        import.rows_used + import.set_aside.iter().map(|aside| aside.rows).sum::<u64>()
    );
    assert_eq!(
        import.amount_read,
        import.amount_used + import.set_aside.iter().map(|aside| aside.amount).sum()
    );
    assert_eq!(import.rows_used, loaded.ledger.lines.len() as u64);
}

#[test]
fn every_disguise_reads_the_same() {
    let mut seen = 0;
    for name in [
        "01_base_utf8_comma_iso.csv",
        "02_european_semicolon_cp1252.csv",
        "05_serial_dates_pipe_blank_and_total_rows.psv",
        "09_plain.xlsx",
        "11_plain_biff8.xls",
        "12_plain.ods",
    ] {
        let Some(path) = shared(&format!("data/disguises/{name}")) else { return };
        let loaded = import(&path, &Recipe::default()).unwrap();
        check_identity(&loaded);
        assert_eq!(loaded.import.rows_used, 16_859, "{name}");
        assert_eq!(loaded.import.amount_used.to_string(), "248449.54", "{name}");
        assert_eq!(aside(&loaded, SetAsideReason::NoCustomer), 4062, "{name}");
        assert_eq!(loaded.ledger.customers.len(), 214, "{name}");
        seen += 1;
    }
    assert_eq!(seen, 6);
}

#[test]
fn uci_csv_in_its_zip() {
    let Some(path) = shared("data/uci_online_retail/online_retail.csv.zip") else { return };
    let loaded = import(&path, &Recipe::default()).unwrap();
    check_identity(&loaded);
    assert_eq!(aside(&loaded, SetAsideReason::NoCustomer), 135_080);
    assert_eq!(loaded.import.amount_read.to_string(), "9747747.934");
}

#[test]
fn uci_xlsx() {
    let Some(path) = shared("data/uci_online_retail/online_retail.xlsx") else { return };
    let loaded = import(&path, &Recipe::default()).unwrap();
    check_identity(&loaded);
    assert_eq!(aside(&loaded, SetAsideReason::NoCustomer), 135_080);
    assert_eq!(loaded.import.amount_read.to_string(), "9747747.934");
}

#[test]
fn cdnow_and_groceries() {
    for (name, rows, customers) in [
        ("cdnow/CDNOW_sample.txt", 6919, 2357),
        ("cdnow/CDNOW_master.txt", 69_659, 23_570),
        ("groceries/Groceries_dataset.csv", 38_765, 3898),
    ] {
        let Some(path) = shared(&format!("data/{name}")) else { return };
        let loaded = import(&path, &Recipe::default()).unwrap();
        check_identity(&loaded);
        assert_eq!(loaded.import.rows_used, rows, "{name} {:?}", loaded.import.set_aside);
        assert_eq!(loaded.ledger.customers.len(), customers, "{name}");
        assert!(!loaded.ledger.has.order_ids, "{name}");
    }
}
