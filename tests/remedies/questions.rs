//! Every kind of question with each of its answers: the import waits for it, the answer makes the figures that it should,
//! and is asked for no more; taken back, it is asked for again.

use stamkunde::{
    answers::{About, Decision},
    engine::Engine,
    protocol::Problem,
    recipe::{DateOrder, Recipe, Role},
};

use crate::kit::{Figures, Sale, decimals, each, import, kept, look, read, shop, text};

/// A file that leaves a question open.
pub struct Asked {
    pub file: Vec<u8>,
    /// The place of the question among [`KINDS`].
    pub kind: usize,
    /// All answers in their order, with the figures that each gives.
    pub answers: Vec<(Decision, Figures)>,
}

/// How many kinds of questions there are.
const KINDS: usize = 9;

/// The kind of a question. A new one does not compile until it has a number, and fails until it has a case.
fn kind_of(about: &About) -> usize {
    match about {
        About::WhichColumn(Role::Date) => 0,
        About::WhichColumn(Role::Amount) => 1,
        About::WhichColumn(_) => 2,
        About::WhichOf(Role::Amount) => 3,
        About::WhichOf(_) => 4,
        About::DateOrder { .. } => 5,
        About::DecimalSign { .. } => 6,
        About::Currency => 7,
        About::NothingSold => 8,
    }
}

fn column(role: Role, name: &str) -> Decision {
    Decision::Column(role, name.to_owned())
}

pub fn all() -> Vec<Asked> {
    vec![
        which_date(),
        what_was_paid(),
        which_customer_column(),
        which_amount(),
        which_customer(),
        date_order(),
        year_first(),
        decimal_sign(),
        currency(),
        nothing_sold(),
    ]
}

/// Days as a spreadsheet counts them, under a heading that says nothing.
fn which_date() -> Asked {
    let mut sales = shop(40);
    for sale in &mut sales {
        sale.day = (2024, 1, sale.at % 28 + 1);
    }
    let file = text("Order,Zork,Email,Amount", &sales, |sale| {
        // the first of January 2024 is day 45292
        format!("{},{},{},{}", sale.order, 45292 + sale.at % 28, sale.email(), sale.amount())
    });
    Asked { file, kind: 0, answers: vec![(column(Role::Date, "Zork"), Figures::of(&sales))] }
}

fn what_was_paid() -> Asked {
    let mut sales = shop(40);
    for sale in &mut sales {
        sale.cents = 1050 + 100 * i64::from(sale.at % 7);
    }
    let file = text("Order,Date,Email,Zork,Blip", &sales, |sale| {
        let blip = decimals(sale.cents * 3);
        format!("{},{},{},{},{blip}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    let without = Figures { revenue: None, ..Figures::of(&sales) };
    Asked {
        file,
        kind: 1,
        answers: vec![
            (column(Role::Amount, "Zork"), Figures::of(&sales)),
            (column(Role::Amount, "Blip"), Figures::with(&sales, |sale| sale.cents *= 3)),
            (Decision::NoColumn(Role::Amount), without),
        ],
    }
}

fn which_customer_column() -> Asked {
    let sales = shop(40);
    let file = text("Order,Date,Zork,Amount", &sales, |sale| {
        format!("{},{},{},{}", sale.order, sale.date(), sale.customer, sale.amount())
    });
    Asked { file, kind: 2, answers: vec![(column(Role::Customer, "Zork"), Figures::of(&sales))] }
}

fn which_amount() -> Asked {
    let sales = shop(40);
    let file = text("Order,Date,Email,Subtotal,Total", &sales, |sale| {
        let total = decimals(sale.cents + 500);
        format!("{},{},{},{},{total}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    Asked {
        file,
        kind: 3,
        answers: vec![
            (column(Role::Amount, "Subtotal"), Figures::of(&sales)),
            (column(Role::Amount, "Total"), Figures::with(&sales, |sale| sale.cents += 500)),
        ],
    }
}

fn which_customer() -> Asked {
    let sales = shop(60);
    let other = |sale: &Sale| format!("s{}", sale.at % 30);
    let file = text("Order,Date,Customer ID,Client ID,Amount", &sales, |sale| {
        let (own, other) = (&sale.customer, other(sale));
        format!("{},{},{other},{own},{}", sale.order, sale.date(), sale.amount())
    });
    Asked {
        file,
        kind: 4,
        answers: vec![
            (
                column(Role::Customer, "Customer ID"),
                Figures::with(&sales, |sale| sale.customer = other(sale)),
            ),
            (column(Role::Customer, "Client ID"), Figures::of(&sales)),
        ],
    }
}

fn with_days(day: fn(u32) -> (i32, u32, u32)) -> Vec<Sale> {
    let mut sales = shop(40);
    sales.iter_mut().for_each(|sale| sale.day = day(sale.at));
    sales
}

/// Neither day nor month is above twelve.
fn date_order() -> Asked {
    let sales = with_days(|at| (2024, at * 7 % 12 + 1, at * 5 % 12 + 1));
    let file = text("Order,Date,Email,Amount", &sales, |sale| {
        let (year, month, day) = sale.day;
        format!("{},{day:02}/{month:02}/{year},{},{}", sale.order, sale.email(), sale.amount())
    });
    let turned = Figures::with(&sales, |sale| sale.day = (sale.day.0, sale.day.2, sale.day.1));
    Asked {
        file,
        kind: 5,
        answers: vec![
            (Decision::DateOrder(DateOrder::DayFirst), Figures::of(&sales)),
            (Decision::DateOrder(DateOrder::MonthFirst), turned),
        ],
    }
}

/// Three numbers of two digits.
type Parts = (u32, u32, u32);

/// Each of the three could be any.
fn year_first() -> Asked {
    let parts = |at: u32| (at * 11 % 12 + 1, at * 7 % 12 + 1, at * 5 % 12 + 1);
    let sales = with_days(|at| (2001 + (at * 11 % 12) as i32, at * 7 % 12 + 1, at * 5 % 12 + 1));
    let file = text("Order,Date,Email,Amount", &sales, |sale| {
        let (first, second, third) = parts(sale.at);
        format!("{},{first:02}-{second:02}-{third:02},{},{}", sale.order, sale.email(), sale.amount())
    });
    let read =
        |day: fn(Parts) -> (i32, u32, u32)| Figures::with(&sales, |sale| sale.day = day(parts(sale.at)));
    let century = |(first, second, third): Parts| (2000 + third as i32, second, first);
    Asked {
        file,
        kind: 5,
        answers: vec![
            (Decision::DateOrder(DateOrder::DayFirst), read(century)),
            (
                Decision::DateOrder(DateOrder::MonthFirst),
                read(|(first, second, third)| (2000 + third as i32, first, second)),
            ),
            (Decision::DateOrder(DateOrder::YearFirst), Figures::of(&sales)),
        ],
    }
}

/// A thousand and something, or one and something.
fn decimal_sign() -> Asked {
    let mut sales = shop(40);
    for sale in &mut sales {
        sale.cents = 100_000 + 1_000 * i64::from(sale.at);
    }
    let file = text("Order;Date;Email;Amount", &sales, |sale| {
        let thousandths = sale.cents / 100 - 1000;
        format!("{};{};{};1.{thousandths:03}", sale.order, sale.date(), sale.email())
    });
    let small = Figures::with(&sales, |sale| sale.cents /= 1000);
    Asked {
        file,
        kind: 6,
        answers: vec![(Decision::DecimalSign(','), Figures::of(&sales)), (Decision::DecimalSign('.'), small)],
    }
}

fn currency() -> Asked {
    let sales = shop(40);
    let is_euro = |sale: &Sale| sale.at.is_multiple_of(4);
    let file = text("Order,Date,Email,Amount,Currency", &sales, |sale| {
        let code = if is_euro(sale) { "EUR" } else { "DKK" };
        format!("{},{},{},{},{code}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    Asked {
        file,
        kind: 7,
        answers: vec![
            (Decision::Currency("DKK".to_owned()), Figures::without(&sales, is_euro)),
            (Decision::Currency("EUR".to_owned()), Figures::without(&sales, |sale| !is_euro(sale))),
        ],
    }
}

fn nothing_sold() -> Asked {
    let sales = shop(40);
    let is_held = |sale: &Sale| sale.at % 4 == 3;
    let file = text("Order,Date,Email,Amount,Status", &sales, |sale| {
        let status = if is_held(sale) { "On hold" } else { "Pending" };
        format!("{},{},{},{},{status}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    let used = |status: &str| Decision::Status(status.to_owned(), true);
    Asked {
        file,
        kind: 8,
        answers: vec![
            (used("Pending"), Figures::without(&sales, is_held)),
            (used("On hold"), Figures::without(&sales, |sale| !is_held(sale))),
        ],
    }
}

#[test]
fn every_answer_to_every_question_does_what_it_says() {
    let kinds: std::collections::BTreeSet<usize> = all().iter().map(|asked| asked.kind).collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        (0..KINDS).collect::<Vec<_>>(),
        "a kind without a case"
    );
    each(all(), |asked| {
        let files = [("orders.csv", asked.file.clone())];
        let plain = Recipe::default();
        let mut engine = Engine::new();
        let questions = look(&mut engine, &files, &plain).unwrap().questions;
        let [question] = questions.as_slice() else { panic!("{}: {questions:#?}", asked.kind) };
        assert_eq!(kind_of(&question.about), asked.kind, "{:?}", question.about);
        let waits = import(&mut engine, &plain).unwrap_err();
        assert!(
            matches!(waits, Problem::NeedsAnswer | Problem::NoDates | Problem::NoCustomers),
            "{:?}: {waits:?}",
            question.about
        );
        let given: Vec<&Decision> = question.choices.iter().map(|choice| &choice.decision).collect();
        let expected: Vec<&Decision> = asked.answers.iter().map(|(decision, _)| decision).collect();
        let is_column = matches!(question.about, About::WhichColumn(_));
        if is_column {
            // among the other columns that it could be
            assert!(expected.iter().all(|one| given.contains(one)), "{given:?}");
        } else {
            assert_eq!(given, expected);
        }
        for (decision, figures) in &asked.answers {
            let mut recipe = plain.clone();
            decision.apply(&mut recipe);
            let recipe = kept(&recipe);
            assert!(decision.holds_in(&recipe));
            let mut engine = Engine::new();
            assert_eq!(
                look(&mut engine, &files, &recipe).unwrap().questions,
                [],
                "{decision:?} is an answer"
            );
            let answers = import(&mut engine, &recipe).unwrap();
            assert_eq!(Figures::of_answers(&answers), *figures, "{decision:?}");
            let mut back = recipe.clone();
            decision.take_back(&mut back);
            assert_eq!(back, plain, "{decision:?}: taking it back leaves no trace");
            assert_eq!(look(&mut engine, &files, &back).unwrap().questions, questions, "{decision:?}");
        }
    });
}

#[test]
fn rates_that_are_typed_bring_the_other_currency_in() {
    let sales = shop(40);
    let Asked { file, .. } = currency();
    let mut recipe = Recipe::default();
    recipe.reading.currency = Some("DKK".to_owned());
    recipe.reading.rates.insert("EUR".to_owned(), "7.50".to_owned());
    let worth = Figures::with(&sales, |sale| sale.cents = if sale.at % 4 == 0 { 15_000 } else { 2000 });
    let answers = read(&[("orders.csv", file)], &recipe).unwrap();
    assert_eq!(Figures::of_answers(&answers), worth);
    // where the currency stands in the cells, the doubt says so, and is none when all of them have a rate
    let case = crate::provoked::provoked("currencies_in_cells").remove(0);
    let worth = Figures::with(&sales, |sale| sale.cents = if sale.at % 5 == 1 { 15_000 } else { 2000 });
    let answers = read(&case.files, &recipe).unwrap();
    assert_eq!(Figures::of_answers(&answers), worth);
    assert_eq!(answers.doubts, []);
}
