//! The sample through the whole engine: the real import reads what the generator wrote, and every list has the size that
//! the answers say.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed one is a failed test

use stamkunde::{
    answers::{Dimension, SegmentId, Selector, Stage},
    base::Money,
    engine::Engine,
    protocol::{FileFormat, FromWorker, ToWorker},
    recipe::Recipe,
};

fn ask(engine: &mut Engine, message: ToWorker) -> FromWorker {
    let mut last = None;
    engine.handle(message, Vec::new(), &mut |answer| {
        if !matches!(answer, FromWorker::Progress(_) | FromWorker::Later(_)) {
            last = Some(answer);
        }
    });
    last.unwrap()
}

#[test]
fn the_sample_is_imported_answered_and_listed() {
    let mut engine = Engine::new();
    let answered = ask(&mut engine, ToWorker::ImportSample { recipe: Recipe::default() });
    let FromWorker::Answered { answers, .. } = answered else { panic!("{answered:?}") };
    // The figures of tests/sample_shop.rs, which reads the file its own way.
    let summary = &answers.summary;
    assert_eq!((summary.customers, summary.purchases, summary.returns), (12_114, 31_032, 655));
    assert_eq!((summary.free_orders, summary.lines), (72, 54_682));
    assert_eq!(summary.net_revenue, Some(Money(77_202_652_300)));
    assert_eq!(answers.import.rows_read, 54_682);
    let shown: Vec<SegmentId> = answers.segments.iter().map(|segment| segment.id).collect();
    assert_eq!(shown, SegmentId::ALL);
    for segment in &answers.segments {
        let preview = ask(&mut engine, ToWorker::SegmentPreview { segment: segment.id, limit: 3 });
        let FromWorker::Members { total, members, .. } = preview else { panic!("{preview:?}") };
        assert_eq!((total, members.len()), (segment.customers.count, 3));
        assert!(members.iter().all(|member| !member.email.is_empty() && !member.name.is_empty()));
        assert!(members.iter().all(|member| !member.last_product.is_empty()));
    }
}

/// What the page lets people choose from, and the file behind any cell.
#[test]
fn filters_know_what_they_can_name_and_any_list_can_be_saved() {
    let mut engine = Engine::new();
    ask(&mut engine, ToWorker::ImportSample { recipe: Recipe::default() });
    let mut values = |of, search: &str, limit| {
        let search = search.to_owned();
        let answer = ask(&mut engine, ToWorker::Values { of, search, limit });
        let FromWorker::Values { total, values, .. } = answer else { panic!("{answer:?}") };
        (total, values)
    };
    // every line has one country, so the counts add up to the lines
    let (total, countries) = values(Dimension::Country, "", 100);
    assert_eq!(
        (total as usize, countries.iter().map(|value| value.lines).sum::<u64>()),
        (countries.len(), 54_682)
    );
    assert!(countries.windows(2).all(|pair| pair[1].lines <= pair[0].lines), "{countries:?}");
    let (all, few) = values(Dimension::Product, "", 3);
    assert!(few.len() == 3 && 3 < all);
    let (total, teas) = values(Dimension::Product, " COLOMBIA ", 100);
    assert!(
        0 < total && total < all && teas.iter().all(|tea| tea.label.to_lowercase().contains("colombia")),
        "{teas:?}"
    );
    assert_eq!(values(Dimension::Product, "no such thing", 100), (0, Vec::new()));

    let selector = Selector::Stage(Stage::Regular);
    let file = ask(&mut engine, ToWorker::DrillFile { selector: selector.clone(), format: FileFormat::Csv });
    let FromWorker::File(file) = file else { panic!("{file:?}") };
    let page = ask(&mut engine, ToWorker::DrillDown { selector, offset: 0, limit: 1 });
    let FromWorker::Customers(page) = page else { panic!("{page:?}") };
    let text = String::from_utf8(file.bytes).unwrap();
    assert_eq!(text.lines().count() as u64, page.total + 1);
    assert_eq!(file.name, format!("stamkunde_stage_2025-06-18_{}-rows.csv", page.total));
}

#[test]
fn what_an_effect_says_is_what_the_import_brings() {
    use stamkunde::ingest::InputFile;
    let csv =
        "order,date,email,total\n1,2024-01-05,a@x.dk,10\n2,2024-02-05,b@x.dk,20\n3,2024-03-05,a@x.dk,30\n";
    let inspect = |engine: &mut Engine, recipe: &Recipe| {
        let file = InputFile::from_bytes("orders.csv", csv.as_bytes().to_vec());
        let message = ToWorker::Inspect { recipe: recipe.clone() };
        engine.handle(message, vec![file], &mut |_| {});
    };
    let figures = |engine: &mut Engine, recipe: &Recipe| {
        let message = ToWorker::Import { recipe: recipe.clone(), apart: Vec::new() };
        let answered = ask(engine, message);
        let FromWorker::Answered { answers, recipe } = answered else { panic!("{answered:?}") };
        (answers.summary.clone(), answers.import.clone(), recipe.layout.clone())
    };
    let recipe = Recipe::default();
    let mut plain = Engine::new();
    inspect(&mut plain, &recipe);
    let expected = figures(&mut plain, &recipe);
    assert!(!expected.2.is_empty());

    // what was read for the effect is what is imported
    let mut engine = Engine::new();
    inspect(&mut engine, &recipe);
    let FromWorker::Effect { effect: Some(effect), .. } =
        ask(&mut engine, ToWorker::Effect { recipe: recipe.clone() })
    else {
        panic!("no effect")
    };
    assert_eq!((effect.customers, effect.purchases, effect.lines), (2, 3, 3));
    assert_eq!(figures(&mut engine, &recipe), expected);

    // under another recipe it is not
    let other = Recipe { min_orders: 2, ..Recipe::default() };
    let mut engine = Engine::new();
    inspect(&mut engine, &recipe);
    ask(&mut engine, ToWorker::Effect { recipe });
    let (summary, ..) = figures(&mut engine, &other);
    assert_eq!(summary.customers, 1);
    let FromWorker::Effect { effect: Some(effect), .. } =
        ask(&mut engine, ToWorker::Effect { recipe: other })
    else {
        panic!("no effect")
    };
    assert_eq!((effect.customers, effect.purchases), (1, 2));
}
