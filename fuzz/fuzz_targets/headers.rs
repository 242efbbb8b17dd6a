//! The recognition of the header row and of what the columns hold, on rows of any texts.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stamkunde::{ingest::{columns::{assignment, header, heading, profile::Profile}, lexicon::presets, read::row::Row}, recipe::Recipe};

fuzz_target!(|text: &str| {
    let rows: Vec<Row> = (1..)
        .zip(text.lines())
        .map(|(number, line)| {
            let mut row = Row::default();
            row.clear(number);
            line.split([';', '\t']).for_each(|cell| row.push_text(cell));
            row
        })
        .collect();
    let found = header::find(&rows);
    let first = found.as_ref().map_or(0, |found| found.last + 1);
    let headers = found.map(|found| found.names).unwrap_or_default();
    for header in &headers {
        let _ = heading::meanings(header);
    }
    let _ = known::recognise(&headers);
    let profile = Profile::of(rows.iter().skip(first));
    let guesses = roles::guess(&headers, &profile, &Recipe::default());
    for at in 0..headers.len() {
        let name = roles::reference(at, &headers);
        assert_eq!(roles::resolve_reference(&name, &headers), Some(at), "a reference leads back");
        let _ = guesses.columns.get(at);
    }
});
