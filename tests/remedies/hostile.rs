//! A recipe that means harm, or comes from another file, hides no doubt; and a file that is doubtful throughout asks little.

use std::collections::BTreeMap;

use stamkunde::{
    answers::Decision,
    engine::Engine,
    ingest::doubts::KINDS,
    recipe::{Recipe, Role},
};

use crate::{
    kit::{Figures, doubt, each, import, look, read},
    provoked::{Provoked, provoked},
};

fn all() -> Vec<Provoked> {
    KINDS.iter().flat_map(|kind| provoked(kind.id)).collect()
}

/// Ids of doubts as they could stand in a recipe: those of every kind, of no kind, of other columns, of thousands.
fn ids() -> Vec<String> {
    let mut ids: Vec<String> = all().iter().map(|case| case.id.to_owned()).collect();
    for kind in &KINDS {
        ids.push(kind.id.to_owned());
        for of in ["", "0", "guest", "amount", "Customer number", "\u{0}", ":", "kontantkunde:kontantkunde"] {
            ids.push(format!("{}:{of}", kind.id));
        }
        ids.extend((0..200).map(|n| format!("{}:column {n}", kind.id)));
    }
    ids.extend(["", ":", "no_such_kind"].map(str::to_owned));
    ids
}

#[test]
fn decisions_for_options_that_do_not_exist_change_nothing_and_hide_nothing() {
    let wrong = ["", "no_such_option", "99999999999999999999", "-1", "Keep", "keep ", "\u{0}", "set_aside:"];
    let ids = ids();
    assert!(4000 < ids.len());
    each(all(), |case| {
        for option in wrong {
            let decisions: BTreeMap<String, String> =
                ids.iter().map(|id| (id.clone(), option.to_owned())).collect();
            let answers = read(&case.files, &Recipe { decisions, ..case.recipe.clone() }).unwrap();
            let stands =
                doubt(&answers, case.id).unwrap_or_else(|| panic!("{} is hidden by {option:?}", case.id));
            assert_eq!(stands.decided, None, "{}: {option:?}", case.id);
            assert_eq!(Figures::of_answers(&answers), case.options[0].1, "{}: {option:?}", case.id);
        }
    });
}

#[test]
fn an_option_whose_change_the_recipe_does_not_hold_is_not_decided() {
    let mut seen = 0;
    for case in all() {
        let plain = read(&case.files, &case.recipe).unwrap();
        for option in &doubt(&plain, case.id).unwrap().options {
            let only_itself = option.decisions.iter().all(|decision| matches!(decision, Decision::Doubt(..)));
            if only_itself {
                continue;
            }
            seen += 1;
            // the id alone: as somebody types it, or as another file left it behind
            let mut recipe = case.recipe.clone();
            recipe.decisions.insert(case.id.to_owned(), option.id.clone());
            let answers = read(&case.files, &recipe).unwrap();
            let stands = doubt(&answers, case.id).unwrap();
            assert_eq!(stands.decided, None, "{}: {}", case.id, option.id);
            assert_eq!(Figures::of_answers(&answers), case.options[0].1, "{}: {}", case.id, option.id);
        }
    }
    assert!(8 < seen);
}

#[test]
fn whatever_is_decided_about_all_kinds_at_once_every_doubt_is_still_said() {
    let cases = all();
    let options: std::collections::BTreeSet<&str> =
        cases.iter().flat_map(|case| case.options.iter().map(|(id, _)| *id)).collect();
    each(&cases, |case| {
        for option in &options {
            let decisions: BTreeMap<String, String> =
                ids().into_iter().map(|id| (id, (*option).to_owned())).collect();
            let answers = read(&case.files, &Recipe { decisions, ..case.recipe.clone() }).unwrap();
            let stands =
                doubt(&answers, case.id).unwrap_or_else(|| panic!("{} is hidden by {option}", case.id));
            // said to be decided only where the figures are those of the option
            if let Some(decided) = &stands.decided {
                let (_, figures) = case.options.iter().find(|(id, _)| id == decided).unwrap();
                assert_eq!(Figures::of_answers(&answers), *figures, "{}: {option}", case.id);
            }
        }
    });
}

/// A hundred columns of which each could be several things.
fn doubtful() -> Vec<u8> {
    let mut headings: Vec<String> =
        ["Order", "Date", "Customer ID", "Client ID", "Subtotal", "Total", "Currency", "Status"]
            .map(str::to_owned)
            .to_vec();
    headings.extend((0..92).map(|n| match n % 4 {
        0 => format!("Date {n}"),
        1 => format!("Client number {n}"),
        2 => format!("Total {n}"),
        _ => format!("Zork {n}"),
    }));
    assert_eq!(headings.len(), 100);
    let mut text = headings.join(";") + "\n";
    for row in 0..60_u32 {
        let day = |n: u32| format!("{:02}/{:02}/2024", (row * 5 + n) % 12 + 1, (row * 7 + n) % 12 + 1);
        let mut cells = vec![
            (row + 1).to_string(),
            day(0),
            format!("s{}", row % 30),
            format!("p{}", row % 9),
            format!("1.{:03}", row * 10),
            format!("2.{:03}", row * 10),
            if row % 3 == 0 { "EUR" } else { "DKK" }.to_owned(),
            if row % 2 == 0 { "Pending" } else { "On hold" }.to_owned(),
        ];
        cells.extend((0..92).map(|n| match n % 4 {
            0 => day(n),
            1 => format!("q{}", (row + n) % 17),
            2 => format!("{}.{:03}", n + 1, row * 10),
            _ => format!("1.{:03}", (row * 31 + n) % 1000),
        }));
        text += &(cells.join(";") + "\n");
    }
    text.into_bytes()
}

#[test]
fn a_file_with_a_hundred_doubtful_columns_asks_three_questions_at_most() {
    let files = [("orders.csv", doubtful())];
    let mut recipe = Recipe::default();
    let mut engine = Engine::new();
    let mut questions = look(&mut engine, &files, &recipe).unwrap().questions;
    assert!(1 < questions.len(), "it is doubtful: {questions:?}");
    let mut rounds = 0;
    while !questions.is_empty() {
        assert!(questions.len() <= 3, "{} questions at a time", questions.len());
        rounds += 1;
        assert!(rounds < 5, "asked for ever: {questions:?}");
        for question in &questions {
            question.choices[0].decision.apply(&mut recipe);
        }
        questions = look(&mut engine, &files, &recipe).unwrap().questions;
    }
    let answers = import(&mut engine, &recipe).unwrap();
    assert!(recipe.columns.contains_key(&Role::Customer) && answers.summary.customers > 0);
    assert!(answers.doubts.len() <= 25, "{}", answers.doubts.len());
}
