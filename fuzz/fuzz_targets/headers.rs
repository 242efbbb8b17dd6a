//! The recognition of the header row and of what the columns hold, on rows of any texts.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stamkunde::{
    ingest::{dictionary, header, known, profile::Profile, roles, row::Row},
    recipe::Recipe,
};

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
    let at = header::find(&rows);
    let headers = at.and_then(|at| rows.get(at)).map(Row::to_texts).unwrap_or_default();
    for header in &headers {
        let _ = dictionary::meanings(header);
    }
    let _ = known::recognise(&headers);
    let profile = Profile::of(rows.iter().skip(at.map_or(0, |at| at + 1)));
    let guesses = roles::guess(&headers, &profile, &Recipe::default());
    for at in 0..headers.len() {
        let name = roles::reference(at, &headers);
        assert_eq!(roles::resolve_reference(&name, &headers), Some(at), "a reference leads back");
        let _ = guesses.columns.get(at);
    }
});
