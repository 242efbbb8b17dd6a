//! A small shop made from a fixed seed, and every answer about it as text: native and wasm tests compare theirs
//! with the same committed file.

use stamkunde::{
    engine::Engine,
    ingest::InputFile,
    protocol::{FromWorker, ToWorker},
    recipe::Recipe,
};
use std::fmt::Write;

/// What both have to say; `STAMKUNDE_UPDATE=1 cargo test --test same_digits` writes it anew.
pub const EXPECTED: &str = include_str!("expected.txt");

const PRODUCTS: [(&str, u64); 5] =
    [("coffee", 899), ("filters", 249), ("grinder", 12_900), ("mug", 1_450), ("subscription", 2_500)];

/// 1,500 orders with two lines each, over two years, with returns and a few lines that cannot be used.
pub fn orders() -> Vec<u8> {
    let mut text = String::from("Order ID,Order date,Email,Product,Quantity,Line total,Currency\n");
    let mut seed = 20_260_101_u64;
    let mut random = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut order = (0, 0, 0, 0);
    for line in 0..3_000 {
        if line % 2 == 0 {
            // The product of two numbers makes some customers buy far more often than others.
            order = (2023 + random(2), 1 + random(12), 1 + random(28), random(60) * random(60));
        }
        let (year, month, day, customer) = order;
        let (product, price) = PRODUCTS.get(random(5) as usize).copied().unwrap_or_default();
        let quantity = if random(25) == 0 { -1 } else { 1 + random(3) as i64 };
        let total = quantity * price as i64;
        let (sign, total) = (if total < 0 { "-" } else { "" }, total.unsigned_abs());
        let month = if line % 500 == 499 { 13 } else { month };
        let written = writeln!(
            text,
            "{},{year}-{month:02}-{day:02},c{customer}@example.com,{product},{quantity},{sign}{}.{:02},EUR",
            1000 + line / 2,
            total / 100,
            total % 100
        );
        debug_assert!(written.is_ok(), "writing to a text cannot fail");
    }
    text.into_bytes()
}

/// Imports a file and returns every answer as text; a problem is a text too.
pub fn answers_to(file: InputFile) -> String {
    let mut engine = Engine::new();
    let mut said = String::new();
    let mut listen = |message| match message {
        FromWorker::Answered { answers, .. } => {
            said = by_question(&serde_json::to_value(&answers).unwrap_or_default());
        }
        FromWorker::Failed(problem) => said = format!("{problem:?}"),
        _ => {}
    };
    engine.handle(ToWorker::Inspect { recipe: Recipe::default() }, vec![file], &mut listen);
    engine.handle(ToWorker::Import { recipe: Recipe::default(), apart: Vec::new() }, Vec::new(), &mut listen);
    said
}

/// A line a question.
fn by_question(answers: &serde_json::Value) -> String {
    let questions = answers.as_object().into_iter().flatten();
    questions.map(|(question, answer)| format!("{question}: {answer}\n")).collect()
}

/// Stops at the first line that differs, which says more than two long texts.
pub fn assert_same(actual: &str) {
    for (number, (actual, expected)) in actual.lines().zip(EXPECTED.lines()).enumerate() {
        let same =
            actual.bytes().zip(expected.bytes()).take_while(|(actual, expected)| actual == expected).count();
        let (from, question) = (same.saturating_sub(60), expected.split(':').next().unwrap_or_default());
        let around = |line: &str| line.get(from..).unwrap_or_default().chars().take(120).collect::<String>();
        assert!(
            actual == expected,
            "{question} (line {}): …{}… instead of …{}…",
            number + 1,
            around(actual),
            around(expected)
        );
    }
    assert!(actual.len() == EXPECTED.len(), "{} bytes instead of {}", actual.len(), EXPECTED.len());
}
