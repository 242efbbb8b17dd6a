//! What only a person can know is asked with what each answer does; what was assumed can be decided otherwise; and what
//! was decided is kept for the next file.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use stamkunde::{
    answers::{About, Answers, Decision, ImportNote, Inspection, ReadAs, SetAsideReason},
    engine::Engine,
    ingest::InputFile,
    protocol::{Cleaning, FileFormat, FromWorker, ToWorker},
    recipe::{CreditNotes, DateOrder, Deductions, ProductLists, Recipe, Role},
};

fn ask(engine: &mut Engine, message: ToWorker, text: Option<&str>) -> Vec<FromWorker> {
    let files = text.map(|text| InputFile::from_bytes("orders.csv", text.into())).into_iter().collect();
    let mut said = Vec::new();
    engine.handle(message, files, &mut |message| said.push(message));
    said
}

fn inspect(engine: &mut Engine, text: &str, recipe: &Recipe) -> Inspection {
    let said = ask(engine, ToWorker::Inspect { recipe: recipe.clone() }, Some(text));
    match said.into_iter().last() {
        Some(FromWorker::Inspected { inspection, .. }) => *inspection,
        other => panic!("{other:?}"),
    }
}

/// The answers, and the recipe that came back with them.
fn import(engine: &mut Engine, recipe: &Recipe, apart: &[u64]) -> (Answers, Recipe) {
    let message = ToWorker::Import { recipe: recipe.clone(), apart: apart.to_vec() };
    for said in ask(engine, message, None) {
        match said {
            FromWorker::Answered { recipe, answers } => return (*answers, *recipe),
            FromWorker::Failed(problem) => panic!("{problem:?}"),
            _ => {}
        }
    }
    panic!("no answer")
}

fn read(text: &str, recipe: &Recipe) -> Answers {
    let mut engine = Engine::new();
    assert_eq!(inspect(&mut engine, text, recipe).questions, []);
    import(&mut engine, recipe, &[]).0
}

/// Rows of `n` orders under a header.
fn rows(header: &str, n: u32, row: impl Fn(u32) -> String) -> String {
    (0..n).fold(format!("{header}\n"), |text, at| text + &row(at) + "\n")
}

fn revenue(answers: &Answers) -> String {
    answers.summary.net_revenue.unwrap().to_string()
}

#[test]
fn a_question_about_dates_shows_both_readings() {
    let text = rows("Order,Date,Email,Amount", 40, |n| {
        format!("{n},{:02}/{:02}/2024,c{}@x.dk,10.00", n * 5 % 12 + 1, n * 7 % 12 + 1, n % 9)
    });
    let mut engine = Engine::new();
    let mut recipe = Recipe::default();
    let inspection = inspect(&mut engine, &text, &recipe);
    let [question] = inspection.questions.as_slice() else { panic!("{:?}", inspection.questions) };
    assert!(matches!(&question.about, About::DateOrder { .. }));
    let days: Vec<&ReadAs> = question.choices.iter().map(|choice| &choice.examples[0].read).collect();
    let cell = &question.choices[0].examples[0].cell;
    assert_eq!(cell, "06/08/2024");
    let day = |text: &str| ReadAs::Day(stamkunde::base::Day::parse_iso(text).unwrap());
    assert_eq!(days, [&day("2024-08-06"), &day("2024-06-08")]);
    recipe.reading.date_order = Some(DateOrder::MonthFirst);
    assert_eq!(inspect(&mut engine, &text, &recipe).questions, []);
}

#[test]
fn a_question_about_decimals_shows_both_sums() {
    let text = rows("Order;Date;Email;Amount", 40, |n| {
        format!("{n};2024-01-{:02};c{}@x.dk;1.{:03}", n % 28 + 1, n % 9, n * 20)
    });
    let inspection = inspect(&mut Engine::new(), &text, &Recipe::default());
    let [question] = inspection.questions.as_slice() else { panic!("{:?}", inspection.questions) };
    let sums: Vec<String> = question.choices.iter().map(|choice| choice.sum.unwrap().to_string()).collect();
    assert_eq!(sums, ["55600.00", "55.60"]);
    assert_eq!(question.choices[0].decision, Decision::DecimalSign(','));
}

#[test]
fn two_columns_of_amounts_are_asked_for_only_where_they_differ() {
    let text = rows("Order,Date,Email,Subtotal,Total", 40, |n| {
        format!("{n},2024-01-{:02},c{}@x.dk,100.00,125.00", n % 28 + 1, n % 9)
    });
    let mut engine = Engine::new();
    let inspection = inspect(&mut engine, &text, &Recipe::default());
    let [question] = inspection.questions.as_slice() else { panic!("{:?}", inspection.questions) };
    assert_eq!(question.about, About::WhichOf(Role::Amount));
    let sums: Vec<String> = question.choices.iter().map(|choice| choice.sum.unwrap().to_string()).collect();
    assert_eq!(sums, ["4000.00", "5000.00"]);
    let Decision::Column(role, column) = question.choices[1].decision.clone() else { panic!() };
    let mut recipe = Recipe::default();
    recipe.columns.insert(role, Some(column));
    assert_eq!(revenue(&read(&text, &recipe)), "5000.00");
    let same = text.replace("125.00", "100.00");
    assert_eq!(inspect(&mut engine, &same, &Recipe::default()).questions, []);
}

#[test]
fn two_customer_numbers_are_asked_for_with_how_many_there_are() {
    let text = rows("Order,Date,Customer ID,Client ID,Amount", 60, |n| {
        format!("{n},2024-01-{:02},s{},p{},10.00", n % 28 + 1, n % 30, n % 9)
    });
    // a number that no two rows share is none of a customer where another one comes again
    let single = rows("Order,Date,Customer ID,Client ID,Amount", 60, |n| {
        format!("{n},2024-01-{:02},s{n},p{},10.00", n % 28 + 1, n % 9)
    });
    assert_eq!(read(&single, &Recipe::default()).summary.customers, 9);
    let inspection = inspect(&mut Engine::new(), &text, &Recipe::default());
    let [question] = inspection.questions.as_slice() else { panic!("{:?}", inspection.questions) };
    assert_eq!(question.about, About::WhichOf(Role::Customer));
    let distinct: Vec<Option<u64>> = question.choices.iter().map(|choice| choice.distinct).collect();
    assert_eq!(distinct, [Some(30), Some(9)]);
}

#[test]
fn currencies_are_asked_for_and_never_added_together() {
    let text = rows("Order,Date,Email,Amount,Currency", 40, |n| {
        let currency = if n % 4 == 0 { "EUR" } else { "DKK" };
        format!("{n},2024-01-{:02},c{}@x.dk,10.00,{currency}", n % 28 + 1, n % 9)
    });
    let mut engine = Engine::new();
    let inspection = inspect(&mut engine, &text, &Recipe::default());
    assert!(matches!(inspection.questions.as_slice(), [question] if question.about == About::Currency));
    let mut recipe = Recipe::default();
    recipe.reading.currency = Some("DKK".to_owned());
    let one = read(&text, &recipe);
    assert_eq!(revenue(&one), "300.00");
    let aside =
        one.import.set_aside.iter().find(|aside| aside.reason == SetAsideReason::CurrencyDiffers).unwrap();
    assert_eq!((aside.rows, aside.amount.0), (10, 0), "euros are not counted as kroner");
    let euros = one.import.currencies.iter().find(|count| count.code == "EUR").unwrap();
    assert_eq!((euros.rows, euros.amount.to_string(), euros.used), (10, "100.00".to_owned(), false));
    recipe.reading.rates.insert("eur".to_owned(), "7.4605".to_owned());
    let both = read(&text, &recipe);
    assert_eq!((revenue(&both), both.import.rows_used), ("1046.05".to_owned(), 40));
    assert_eq!(both.settings.currency.as_deref(), Some("DKK"));
}

#[test]
fn statuses_and_deductions_can_be_decided_otherwise() {
    let text = rows("Order,Date,Email,Amount,Refunded amount,Status", 40, |n| {
        let status = ["Paid", "Pending", "On hold"][n as usize % 3];
        format!(
            "{n},2024-01-{:02},c{}@x.dk,10.00,{},{status}",
            n % 28 + 1,
            n % 9,
            if n == 0 { "4.00" } else { "0" }
        )
    });
    let plain = read(&text, &Recipe::default());
    assert_eq!(revenue(&plain), "136.00"); // 14 paid, less the refund: neither pending nor on hold was sold
    let count = |answers: &Answers, status: &str| {
        answers
            .import
            .statuses
            .iter()
            .find(|count| count.status == status)
            .map(|count| (count.rows, count.set_aside))
    };
    assert_eq!(count(&plain, "Pending"), Some((13, true)));
    let mut recipe = Recipe::default();
    recipe.reading.statuses.insert("pending".to_owned(), true);
    recipe.reading.statuses.insert("on hold".to_owned(), false);
    recipe.reading.deductions = Deductions::Ignore;
    let other = read(&text, &recipe);
    assert_eq!(revenue(&other), "270.00"); // 14 paid, 13 pending
    assert_eq!(count(&other, "On hold"), Some((13, true)));
}

#[test]
fn credit_notes_and_lists_of_products_can_be_decided_otherwise() {
    let text = rows("Order,Date,Email,Items,Amount", 40, |n| {
        let sign = if n == 7 { "C" } else { "" };
        format!("{sign}{},2024-01-{:02},c{}@x.dk,\"2x Tea, 1x Cup\",30.00", 100 + n, n % 28 + 1, n % 9)
    });
    let products = |answers: &Answers| {
        let mut all: Vec<String> =
            answers.first_product.products.iter().map(|product| product.label.clone()).collect();
        all.sort();
        all
    };
    let plain = read(&text, &Recipe::default());
    assert_eq!(revenue(&plain), "1140.00"); // 39 orders less the credit note
    assert_eq!(products(&plain), ["Cup", "Tea"]);
    let mut recipe = Recipe::default();
    recipe.reading.credit_notes = CreditNotes::AsWritten;
    recipe.reading.product_lists = ProductLists::Keep;
    let other = read(&text, &recipe);
    assert_eq!(revenue(&other), "1200.00");
    assert_eq!(products(&other), ["2x Tea, 1x Cup"]);
}

#[test]
fn lines_that_are_no_products_are_pointed_at_and_left_out_on_request() {
    let text = rows("Order,Date,Email,SKU,Product name,Amount", 90, |n| match n % 3 {
        0 => format!("{},2024-01-{:02},c{}@x.dk,POST,Shipping,5.00", n / 3, n / 4 + 1, n / 3 % 9),
        _ => format!(
            "{},2024-01-{:02},c{}@x.dk,T{},Shipping crate {},20.00",
            n / 3,
            n / 4 + 1,
            n / 3 % 9,
            n % 3,
            n % 3
        ),
    });
    let mut engine = Engine::new();
    inspect(&mut engine, &text, &Recipe::default());
    let (plain, mut recipe) = import(&mut engine, &Recipe::default(), &[]);
    let other: Vec<(&str, u64, bool)> = plain
        .import
        .other_lines
        .iter()
        .map(|line| (line.product.as_str(), line.lines, line.left_out))
        .collect();
    assert!(other.contains(&("POST", 30, false)), "{other:?}");
    let labels = |answers: &Answers| -> Vec<String> {
        answers.first_product.products.iter().map(|product| product.product.clone()).collect()
    };
    assert!(labels(&plain).iter().any(|label| label == "POST"));
    recipe.not_products = vec!["POST".to_owned()];
    ask(&mut engine, ToWorker::Analyse { recipe: recipe.clone() }, None);
    let without = engine.answers().unwrap().clone();
    assert!(!labels(&without).iter().any(|label| label == "POST"));
    assert_eq!(revenue(&without), revenue(&plain));
    assert!(without.import.other_lines.iter().any(|line| line.product == "POST" && line.left_out));
    // and back again
    recipe.not_products.clear();
    ask(&mut engine, ToWorker::Analyse { recipe }, None);
    assert_eq!(labels(engine.answers().unwrap()), labels(&plain));
}

#[test]
fn orders_far_above_the_median_are_pointed_at_and_counted() {
    let text = rows("Order,Date,Email,Amount", 60, |n| {
        format!(
            "{n},2024-01-{:02},c{}@x.dk,{}",
            n % 28 + 1,
            n % 9,
            if n == 33 { "125000.00" } else { "100.00" }
        )
    });
    let answers = read(&text, &Recipe::default());
    let [outlier] = answers.import.outliers.as_slice() else { panic!("{:?}", answers.import.outliers) };
    assert_eq!((outlier.order.as_deref(), outlier.row), (Some("33"), 35));
    assert_eq!(revenue(&answers), "130900.00");
}

#[test]
fn merges_are_listed_and_undone() {
    let text = "Order,Date,Email,Phone,Amount\n1,2024-01-01,A@x.dk,11 11 11 11,10\n2,2024-02-01,a@x.dk,,10\n3,2024-03-01,b@x.dk,11111111,10\n4,2024-03-02,,,10\n";
    let recipe = Recipe { customer_key: vec![Role::Email, Role::Phone], ..Recipe::default() };
    let mut engine = Engine::new();
    inspect(&mut engine, text, &recipe);
    let (answers, _) = import(&mut engine, &recipe, &[]);
    let identity = &answers.import.identity;
    assert_eq!(
        (answers.summary.customers, identity.persons, identity.merged, identity.guest_rows),
        (1, 1, 1, 1)
    );
    let phone = identity.merges[0].keys.iter().find(|key| key.role == Some(Role::Phone)).unwrap().id;
    let (apart, recipe) = import(&mut engine, &recipe, &[phone]);
    assert_eq!((apart.summary.customers, apart.import.identity.undone), (2, 1));
    assert!(!serde_json::to_string(&recipe).unwrap().contains(&phone.to_string()), "keys are in no recipe");
}

#[test]
fn the_next_file_is_compared_with_the_one_that_was_decided_for() {
    let january = rows("Order,Order date,Email,Net amount,Note", 30, |n| {
        format!("{n},2024-01-{:02},c{}@x.dk,10.00,x", n % 28 + 1, n % 9)
    });
    let mut engine = Engine::new();
    inspect(&mut engine, &january, &Recipe::default());
    let (_, recipe) = import(&mut engine, &Recipe::default(), &[]);
    assert_eq!(recipe.layout, ["Order", "Order date", "Email", "Net amount", "Note"]);
    let february = january.replace("2024-01", "2024-02");
    let same = inspect(&mut engine, &february, &recipe).layout_change.unwrap();
    assert!(same.is_harmless() && same.new.is_empty() && same.missing.is_empty());
    // a column that nobody used is no loss; a new name for the amount is
    let without = january.replace(",Note", ",Remark");
    let change = inspect(&mut engine, &without, &recipe).layout_change.unwrap();
    assert!(change.is_harmless(), "{change:?}");
    assert_eq!(change.new, ["Remark"]);
    let renamed = january.replace("Net amount", "Line total");
    let change = inspect(&mut engine, &renamed, &recipe).layout_change.unwrap();
    assert!(!change.is_harmless());
    assert_eq!(change.missing, [("Net amount".to_owned(), Some(Role::Amount))]);
}

#[test]
fn a_header_that_is_a_row_of_data_is_in_no_recipe() {
    let mut engine = Engine::new();
    let mut recipe = Recipe::default();
    recipe.reading.header_row = Some(1);
    let text = rows("1001,2024-01-01,anna@x.dk,10.00", 30, |n| {
        format!("{n},2024-01-{:02},c{}@x.dk,10.00", n % 28 + 1, n % 9)
    });
    inspect(&mut engine, &text, &recipe);
    recipe.columns = [(Role::Date, "#2"), (Role::Email, "#3"), (Role::Amount, "#4")]
        .map(|(role, column)| (role, Some(column.to_owned())))
        .into();
    let (_, kept) = import(&mut engine, &recipe, &[]);
    assert!(!serde_json::to_string(&kept).unwrap().contains("anna"), "{kept:?}");
}

fn cleaned(engine: &mut Engine, recipe: &Recipe, cleaning: Cleaning, format: FileFormat) -> Vec<u8> {
    let message = ToWorker::CleanedFile { recipe: recipe.clone(), cleaning, format };
    match ask(engine, message, None).into_iter().last() {
        Some(FromWorker::File(file)) => file.bytes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_cleaned_copy_holds_no_names_and_gives_the_same_answers() {
    let text =
        rows("Order;Order date;Email;Customer name;Phone;Postcode;SKU;Quantity;Amount;Country", 120, |n| {
            format!(
                "{};{:02}.{:02}.2024 10:{:02}:00;Kunde{}@x.dk;Anna {};+45 1234567{};2100;=T{};{};{},50;DK",
                n / 2,
                n % 28 + 1,
                n % 12 + 1,
                n % 60,
                n / 2 % 9,
                n / 2 % 9,
                n / 2 % 9,
                n % 5,
                n % 3 + 1,
                n * 17 % 90 + 5
            )
        });
    let mut engine = Engine::new();
    let recipe = Recipe::default();
    assert_eq!(inspect(&mut engine, &text, &recipe).questions, []);
    // before anything is analysed
    let before = cleaned(&mut engine, &recipe, Cleaning::default(), FileFormat::Csv);
    let (answers, recipe) = import(&mut engine, &recipe, &[]);
    for format in [FileFormat::Csv, FileFormat::CsvExcel, FileFormat::Xlsx] {
        let bytes = cleaned(&mut engine, &recipe, Cleaning::default(), format);
        let mut again = Engine::new();
        let file = InputFile::from_bytes("cleaned", bytes.clone());
        again.handle(ToWorker::Inspect { recipe: Recipe::default() }, vec![file], &mut |_| {});
        let (mut read, _) = import(&mut again, &Recipe::default(), &[]);
        let key = (read.summary.customers, read.summary.purchases, read.summary.lines, revenue(&read));
        assert_eq!(
            key,
            (answers.summary.customers, answers.summary.purchases, answers.summary.lines, revenue(&answers))
        );
        read.import = answers.import.clone();
        read.settings = answers.settings.clone();
        assert_eq!(read.cohorts, answers.cohorts, "{format:?}");
        assert_eq!(read.first_product, answers.first_product, "{format:?}");
        assert_eq!(read.gaps, answers.gaps, "{format:?}");
        if format != FileFormat::Xlsx {
            let text = String::from_utf8(bytes.clone()).unwrap();
            for personal in ["unde", "Anna", "1234567", "2100"] {
                assert!(!text.contains(personal), "{personal}");
            }
            assert!(text.contains("C000001"));
        }
        if format == FileFormat::Csv {
            assert_eq!(bytes, before);
        }
    }
    let phrase = |phrase: &str| Cleaning { phrase: phrase.to_owned(), keep: vec![Role::Postcode] };
    let coded = cleaned(&mut engine, &recipe, phrase("a phrase"), FileFormat::Csv);
    assert_eq!(coded, cleaned(&mut engine, &recipe, phrase("a phrase"), FileFormat::Csv));
    assert_ne!(coded, cleaned(&mut engine, &recipe, phrase("another"), FileFormat::Csv));
    let coded = String::from_utf8(coded).unwrap();
    assert!(coded.contains("2100") && !coded.contains("unde"));
    // HMAC-SHA-256 of "kunde0@x.dk" under "a phrase", its first 80 bits: python3 -c "import hmac,hashlib; …"
    assert!(coded.contains("c513c07b03b1a5e05b739"), "{}", coded.lines().nth(1).unwrap());
}

#[test]
fn two_styles_of_dates_are_found_and_said() {
    let text = rows("Order,Order date,Email,Amount", 40, |n| match n % 4 {
        0 => format!("{n},2024-02-{:02},c{}@x.dk,10.00", n % 28 + 1, n % 9),
        _ => format!("{n},{:02}.02.2024,c{}@x.dk,10.00", n % 28 + 1, n % 9),
    });
    let answers = read(&text, &Recipe::default());
    assert_eq!(answers.import.rows_used, 40);
    assert!(answers.import.notes.contains(&ImportNote::MixedDateStyles(10)), "{:?}", answers.import.notes);
}
