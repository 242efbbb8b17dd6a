//! On the page each remedy is a button with words. The page is made of these lists and nothing else: what stands in them is
//! checked here, and that the page draws each of their entries.

use std::collections::BTreeSet;

use stamkunde::{answers::Decision, engine::Engine, ingest::doubts::KINDS, recipe::Recipe};

use crate::{
    kit::{Figures, Named, doubt, look, read, text},
    provoked::{gapless, of_months, provoked},
    questions, words,
};

fn are_words(labels: &[String]) {
    let different: BTreeSet<&String> = labels.iter().collect();
    assert_eq!(different.len(), labels.len(), "{labels:?}");
    for label in labels {
        assert!(!label.trim().is_empty() && !label.contains(['{', '}']), "{labels:?}");
        let first = label.chars().next().unwrap();
        assert!(first.is_uppercase() || first == '"', "{label}");
    }
}

#[test]
fn every_option_of_every_doubt_is_a_button_with_words_and_so_is_the_way_back() {
    for case in KINDS.iter().flat_map(|kind| provoked(kind.id)) {
        let answers = read(&case.files, &case.recipe).unwrap();
        let options = &doubt(&answers, case.id).unwrap().options;
        are_words(&options.iter().map(|option| option.label.clone()).collect::<Vec<_>>());
    }
    let source = include_str!("../../src/app/widgets/doubts.rs");
    let item = source.split("fn item(").nth(1).unwrap().split("fn settled(").next().unwrap();
    assert!(
        item.contains(".options") && item.contains(".map(|(at, option)| choice("),
        "each option is drawn"
    );
    let button = item.split("<button").nth(1).unwrap().split("</button>").next().unwrap();
    assert!(button.contains("on:click=pick") && button.contains("{option.label.clone()}"));
    let settled = source.split("fn settled(").nth(1).unwrap();
    assert!(settled.contains("on:click=undo") && settled.contains("session.undo_decision"));
}

#[test]
fn every_answer_to_every_question_is_a_button_with_words() {
    for asked in questions::all() {
        let files = [("orders.csv", asked.file)];
        let questions = look(&mut Engine::new(), &files, &Recipe::default()).unwrap().questions;
        for question in &questions {
            let (sentence, why) = words::question(&question.about);
            assert!(sentence.ends_with('?') && why.ends_with('.'), "{sentence} {why}");
            let names = |decision: &Decision| words::answer(decision);
            let labels: Vec<String> = question.choices.iter().map(|choice| names(&choice.decision)).collect();
            let different: BTreeSet<&String> = labels.iter().collect();
            assert_eq!(different.len(), labels.len(), "{labels:?}");
            assert!(labels.iter().all(|label| !label.is_empty()), "{labels:?}");
        }
    }
    let source = include_str!("../../src/app/pages/review/questions.rs");
    assert!(source.contains("question.choices.iter().map(|choice| answer("), "each answer is drawn");
    assert!(source.contains("<button on:click=pick>{title}</button>"));
}

/// Where a sentence asks for a file, the file is given.
#[test]
fn a_missing_month_is_given_as_well_and_nothing_is_missing() {
    let case = provoked("gap_in_time").remove(0);
    let all = gapless();
    let june: Vec<_> = all.iter().filter(|sale| sale.day.1 == 6).cloned().collect();
    let files: Vec<Named> = vec![case.files[0].clone(), ("june.csv", of_months(&june))];
    let answers = read(&files, &case.recipe).unwrap();
    assert_eq!(doubt(&answers, case.id), None);
    assert_eq!(Figures::of_answers(&answers), Figures::of(&all));
}

#[test]
fn orders_that_were_missing_in_their_table_are_added_and_every_row_finds_its_own() {
    let [case, unasked] = <[_; 2]>::try_from(provoked("rows_without_match")).ok().unwrap();
    let sales: Vec<_> = crate::kit::shop(42);
    let orders = text("order_id,order_date,customer_id,total", &sales[..40], |sale| {
        format!("{},{},{},{}", sale.order, sale.date(), sale.customer, sale.amount())
    });
    let files: Vec<Named> = vec![case.files[0].clone(), ("orders.csv", orders)];
    let answers = read(&files, &case.recipe).unwrap();
    assert_eq!((doubt(&answers, case.id), doubt(&answers, unasked.id)), (None, None));
    assert_eq!(Figures::of_answers(&answers), Figures::of(&sales[..40]));
}
