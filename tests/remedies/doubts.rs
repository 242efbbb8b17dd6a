//! Every option of every kind of doubt: what it makes of the figures, that it stands as decided, that undoing brings the
//! doubt back; on the page's way and on the command line's.

use stamkunde::{
    answers::{take_back, with_decisions},
    engine::Engine,
    ingest::doubts::KINDS,
    recipe::Recipe,
};

use crate::{
    kit::{Figures, doubt, each, import, kept, look, read},
    provoked::{Provoked, provoked},
};

fn open(case: &Provoked, recipe: &Recipe) -> stamkunde::answers::Doubt {
    let answers = read(&case.files, recipe).unwrap_or_else(|problem| panic!("{}: {problem:?}", case.id));
    let found = doubt(&answers, case.id)
        .unwrap_or_else(|| panic!("{} is not among {:#?}", case.id, answers.doubts))
        .clone();
    assert_eq!(found.decided, None, "{}: {}", case.id, found.sentence);
    for words in case.says {
        assert!(found.sentence.contains(words), "{}: “{words}” is not in “{}”", case.id, found.sentence);
    }
    let ids: Vec<&str> = found.options.iter().map(|option| option.id.as_str()).collect();
    let expected: Vec<&str> = case.options.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, expected, "{}: each option has its figures here", case.id);
    assert_eq!(
        Figures::of_answers(&answers),
        case.options[0].1,
        "{}: while nobody decides, the first option holds: {}",
        case.id,
        found.sentence
    );
    found
}

#[test]
fn every_option_of_every_doubt_does_what_its_button_says() {
    let cases = KINDS.iter().flat_map(|kind| provoked(kind.id).into_iter().map(|case| (kind.id, case)));
    each(cases, |(kind, case)| {
        let found = open(&case, &case.recipe);
        assert_eq!(found.kind, kind);
        for (option, (id, figures)) in found.options.iter().zip(&case.options) {
            let what = format!("{}: {id} ({})", case.id, option.label);
            let decided = kept(&with_decisions(&case.recipe, &found, option));
            // what the button promises, before it is pressed
            let mut engine = Engine::new();
            look(&mut engine, &case.files, &case.recipe).unwrap();
            let effect =
                engine.effect(&decided, &mut |_| {}).unwrap_or_else(|problem| panic!("{what}: {problem:?}"));
            assert_eq!(Figures::of_effect(&effect), *figures, "{what} promises");
            // the same files read again, and those of the next month
            let again = import(&mut engine, &decided).unwrap();
            let next = read(&case.files, &decided).unwrap();
            for answers in [&again, &next] {
                assert_eq!(Figures::of_answers(answers), *figures, "{what}");
                let stands = doubt(answers, case.id)
                    .unwrap_or_else(|| panic!("{what}: it is said no longer: {:#?}", answers.doubts));
                assert_eq!(stands.decided.as_deref(), Some(*id), "{what}: {}", stands.sentence);
            }
            // undone by what the next month says alone
            let mut undone = decided.clone();
            take_back(&mut undone, doubt(&next, case.id).unwrap());
            assert_eq!(undone, case.recipe, "{what}: undoing leaves no trace");
            assert_eq!(open(&case, &undone).sentence, found.sentence, "{what}");
            // decided otherwise instead
            for (other, (_, figures)) in found.options.iter().zip(&case.options) {
                let changed = with_decisions(&decided, doubt(&next, case.id).unwrap(), other);
                let answers = read(&case.files, &changed).unwrap();
                assert_eq!(Figures::of_answers(&answers), *figures, "{what}, then {}", other.id);
            }
        }
    });
}
