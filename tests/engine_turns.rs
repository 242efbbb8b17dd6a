//! What follows answers is computed in turns: with the same digits, and given up without a trace.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::pin::pin;

use stamkunde::{
    base::Period,
    engine::{Engine, Turns, turn},
    protocol::{FromWorker, ToWorker},
    recipe::Recipe,
};

fn by(period: Period) -> Recipe {
    Recipe { period, ..Recipe::default() }
}

/// The sample shop with its answers, and nothing of what follows them.
fn answered(recipe: Recipe) -> Engine {
    let mut engine = Engine::new();
    let mut n_answers = 0;
    engine.begin(ToWorker::ImportSample { recipe }, Vec::new(), &mut |said| {
        assert!(!matches!(said, FromWorker::Later(_) | FromWorker::Failed(_)), "{said:?}");
        n_answers += usize::from(matches!(said, FromWorker::Answered { .. }));
    });
    assert_eq!(n_answers, 1);
    engine
}

/// What a request brings, all at once.
fn at_once(engine: &mut Engine, request: ToWorker) -> Vec<FromWorker> {
    let mut said = Vec::new();
    engine.handle(request, Vec::new(), &mut |message| said.push(message));
    said.retain(|message| !matches!(message, FromWorker::Progress(_)));
    said
}

#[test]
fn in_many_turns_the_same_comes_as_at_once() {
    let mut engine = answered(Recipe::default());
    let turns = Turns::ending(&|| true);
    let mut n_turns = 0;
    let later = {
        let mut work = pin!(engine.look_ahead(&turns));
        loop {
            n_turns += 1;
            if let Some(later) = turn(work.as_mut()) {
                break later.unwrap();
            }
        }
    };
    println!("{n_turns} turns");
    assert!(200 < n_turns, "{n_turns} turns are long ones");
    let said = at_once(&mut Engine::new(), ToWorker::ImportSample { recipe: Recipe::default() });
    assert_eq!(said.last(), Some(&later));
}

#[test]
fn models_are_looked_for_once_and_only_after_answers() {
    let mut engine = answered(Recipe::default());
    assert!(stamkunde::base::at_once(engine.look_ahead(&Turns::ONE)).is_some());
    assert!(stamkunde::base::at_once(engine.look_ahead(&Turns::ONE)).is_none());
    engine.begin(ToWorker::Customer { customer: String::new() }, Vec::new(), &mut |_| {});
    assert!(stamkunde::base::at_once(engine.look_ahead(&Turns::ONE)).is_none());
}

#[test]
fn what_is_given_up_leaves_no_trace() {
    let request = || ToWorker::Analyse { recipe: by(Period::Quarter) };
    let want = at_once(&mut answered(Recipe::default()), request());
    // given up at any place: after so many turns
    for n_turns in [1, 150] {
        let mut engine = answered(Recipe::default());
        let turns = Turns::ending(&|| true);
        {
            let mut work = pin!(engine.look_ahead(&turns));
            for _ in 0..n_turns {
                assert!(turn(work.as_mut()).is_none());
            }
        }
        assert_eq!(at_once(&mut engine, request()), want, "after {n_turns} turns");
    }
}
