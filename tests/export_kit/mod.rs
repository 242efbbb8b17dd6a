//! What the tests of known exports share: a table is opened without a question, and gives what is wanted.

#![allow(dead_code)] // each test uses its part
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

use stamkunde::{
    answers::{Inspection, SetAsideReason},
    engine::Engine,
    ingest::InputFile,
    protocol::{FromWorker, ToWorker},
    recipe::{Recipe, Role},
};

/// What a file has to give.
pub struct Want<'a> {
    pub known: Option<&'a str>,
    pub roles: &'a [(Role, &'a str)],
    pub rows_used: u64,
    pub set_aside: &'a [(SetAsideReason, u64)],
    pub customers: u64,
    pub purchases: u64,
    pub returns: u64,
    pub revenue: &'a str,
}

pub fn inspect(engine: &mut Engine, name: &str, bytes: Vec<u8>) -> Inspection {
    let mut said = None;
    let file = InputFile::from_bytes("export.csv", bytes);
    engine.handle(ToWorker::Inspect { recipe: Recipe::default() }, vec![file], &mut |message| {
        said = Some(message)
    });
    match said {
        Some(FromWorker::Inspected { inspection, .. }) => *inspection,
        other => panic!("{name}: {other:?}"),
    }
}

pub fn check(name: &str, bytes: impl Into<Vec<u8>>, want: &Want<'_>) {
    let mut engine = Engine::new();
    let inspection = inspect(&mut engine, name, bytes.into());
    assert_eq!(inspection.known_export.as_deref(), want.known, "{name}");
    assert_eq!(inspection.questions, [], "{name}");
    let mut roles: Vec<(Role, &str)> = inspection
        .columns
        .iter()
        .filter_map(|column| Some((column.guess.as_ref()?.role, column.header.as_str())))
        .collect();
    roles.sort();
    let mut wanted = want.roles.to_vec();
    wanted.sort();
    assert_eq!(roles, wanted, "{name}");
    let mut said = None;
    engine.handle(
        ToWorker::Import { recipe: Recipe::default(), apart: Vec::new() },
        Vec::new(),
        &mut |message| said = Some(message),
    );
    let answers = engine.answers().unwrap_or_else(|| panic!("{name}: {said:?}"));
    let aside: Vec<(SetAsideReason, u64)> =
        answers.import.set_aside.iter().map(|aside| (aside.reason, aside.rows)).collect();
    assert_eq!(aside, want.set_aside, "{name}: {:?}", answers.import.set_aside);
    let summary = &answers.summary;
    assert_eq!(
        (answers.import.rows_used, summary.customers, summary.purchases, summary.returns),
        (want.rows_used, want.customers, want.purchases, want.returns),
        "{name}: rows used, customers, purchases, returns"
    );
    assert_eq!(summary.net_revenue.unwrap().to_string(), want.revenue, "{name}");
}

/// A csv of some columns of a long header; the others are empty.
pub fn csv(header: &str, delimiter: char, rows: &[Vec<(&str, String)>]) -> String {
    let columns: Vec<&str> = header.split(delimiter).map(|column| column.trim_matches('"')).collect();
    let mut text = format!("{header}\n");
    for row in rows {
        for (name, _) in row {
            assert!(columns.contains(name), "{name} is no column");
        }
        let cells: Vec<String> = columns
            .iter()
            .map(|column| {
                let cell = row.iter().find(|(name, _)| name == column).map_or("", |(_, cell)| cell);
                if cell.contains([delimiter, '"', '\n']) {
                    format!("\"{}\"", cell.replace('"', "\"\""))
                } else {
                    cell.to_owned()
                }
            })
            .collect();
        text += &(cells.join(&delimiter.to_string()) + "\n");
    }
    text
}

pub fn cell(text: impl ToString) -> String {
    text.to_string()
}
