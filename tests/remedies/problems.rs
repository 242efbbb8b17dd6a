//! Every problem: the sentence names the way out, and the way out leads to the figures. What a button does is done by the
//! button's own change; what is to be done to the file is done to the file.

use std::io::Write;

use stamkunde::{
    answers::SetAsideReason,
    base::Day,
    engine::Engine,
    protocol::Problem,
    recipe::{Decision, Filter, FilterMode, FilterOn, Recipe, Returns, Role},
    state::{Remedy, ways_out},
};

use crate::{
    command::{file, folder, stamkunde},
    kit::{Figures, Named, Sale, each, import, look, read, shop, text},
    words,
};

/// How many problems there are.
const PROBLEMS: usize = 15;

/// The place of a problem. A new one does not compile until it has a number, and fails until it has a case.
fn place(problem: &Problem) -> usize {
    match problem {
        Problem::EmptyFile => 0,
        Problem::NotATable { looks_like: Some(_) | None } => 1,
        Problem::Encrypted => 2,
        Problem::Broken { .. } => 3,
        Problem::TooLarge { .. } => 4,
        Problem::LookupTooLarge { .. } => 5,
        Problem::AmountsTooLarge => 6,
        Problem::NoDates => 7,
        Problem::NoCustomers => 8,
        Problem::OneRowPerCustomer => 9,
        Problem::NoUsableRows { .. } => 10,
        Problem::NeedsAnswer => 11,
        Problem::NothingLoaded => 12,
        Problem::BadRecipe { .. } => 13,
        Problem::CannotWrite { .. } => 14,
    }
}

/// Something that goes wrong, and what can be done.
struct Trouble {
    place: usize,
    files: Vec<Named>,
    recipe: Recipe,
    /// What the page's sentence and the command line's say is to be done.
    says: [&'static str; 2],
    /// The same done to the files or to the recipe.
    done: Vec<(Vec<Named>, Recipe, Figures)>,
    /// What a button or a choice of a column does, by its words or by the column chosen. All of them.
    buttons: Vec<(&'static str, Figures)>,
}

fn trouble(place: usize, file: Named, says: [&'static str; 2]) -> Trouble {
    let (done, buttons) = (Vec::new(), Vec::new());
    Trouble { place, files: vec![file], recipe: Recipe::default(), says, done, buttons }
}

fn plain(sale: &Sale) -> String {
    format!("{},{},{},{}", sale.order, sale.date(), sale.email(), sale.amount())
}

/// The orders as csv, and as a workbook.
fn good() -> (Vec<Named>, Vec<Named>, Figures) {
    let sales = shop(40);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (at, heading) in (0..).zip(["Order", "Date", "Email", "Amount"]) {
        sheet.write(0, at, heading).unwrap();
    }
    for (row, sale) in (1..).zip(&sales) {
        sheet.write(row, 0, sale.order.as_str()).unwrap();
        sheet.write(row, 1, sale.date()).unwrap();
        sheet.write(row, 2, sale.email()).unwrap();
        sheet.write(row, 3, sale.cents as f64 / 100.0).unwrap();
    }
    let csv = vec![("orders.csv", text("Order,Date,Email,Amount", &sales, plain))];
    (csv, vec![("orders.xlsx", book.save_to_buffer().unwrap())], Figures::of(&sales))
}

/// A compound file as far as anybody looks: what Excel makes of a workbook with a password.
fn with_password() -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(1024, 0);
    for name in ["EncryptedPackage", "EncryptionInfo"] {
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.extend([0; 64]);
    }
    bytes.resize(4096, 0);
    bytes
}

/// A zip of so many files, among which the orders are shared out.
fn zipped(n: u32) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let sales = shop(40);
    for month in 0..n {
        let own: Vec<Sale> = sales.iter().filter(|sale| sale.at % n == month).cloned().collect();
        writer.start_file(format!("{month:03}.csv"), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&text("Order,Date,Email,Amount", &own, plain)).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn of_files() -> Vec<Trouble> {
    let (csv, xlsx, figures) = good();
    let again = |says: [&'static str; 2], place: usize, file: Named| Trouble {
        done: [&csv, &xlsx].map(|files| (files.clone(), Recipe::default(), figures.clone())).to_vec(),
        ..trouble(place, file, says)
    };
    let totals = shop(30);
    let one_row = text("Email,Total spent,Last order", &totals, |sale| {
        format!("p{}@x.dk,{},{}", sale.at, sale.amount(), sale.date())
    });
    vec![
        again(["Export the orders again", "Export the orders again"], 0, ("orders.csv", Vec::new())),
        again(
            ["Export the orders as csv or Excel", "Export the orders as csv or Excel"],
            1,
            ("orders.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Catalog>>".to_vec()),
        ),
        again(
            ["Export the orders as csv or Excel", "Export the orders as csv or Excel"],
            1,
            ("orders.bin", (0..4000_u32).map(|n| (n * n * 31 % 251) as u8).collect()),
        ),
        again(["save a copy without one", "Save a copy without one"], 2, ("orders.xlsx", with_password())),
        again(
            ["save it again", "save it again"],
            3,
            ("orders.xlsx", xlsx[0].1[..xlsx[0].1.len() / 2].to_vec()),
        ),
        Trouble {
            done: vec![(vec![("orders.zip", zipped(12))], Recipe::default(), figures.clone())],
            ..trouble(4, ("orders.zip", zipped(201)), ["Export a shorter period", "Export a shorter period"])
        },
        again(["Export the orders instead", "Export the orders instead"], 9, ("customers.csv", one_row)),
    ]
}

fn of_columns() -> Vec<Trouble> {
    let sales = shop(40);
    let barcodes = text("Order,Date,Email,Total,Zork", &sales, |sale| {
        let (date, email) = (sale.date(), sale.email());
        format!(
            "{},{date},{email},{},{}",
            sale.order,
            50_000_000_000_000_i64 + i64::from(sale.at),
            sale.amount()
        )
    });
    let asked = |kind: usize| {
        let asked = crate::questions::all().into_iter().find(|asked| asked.kind == kind).unwrap();
        (asked.file, asked.answers[0].1.clone())
    };
    let ((no_dates, with_dates), (no_customers, with_customers)) = (asked(0), asked(2));
    let (open, _) = asked(5);
    let button = |place: usize, bytes: Vec<u8>, says: [&'static str; 2], figures: Figures| Trouble {
        buttons: vec![("Zork", figures)],
        ..trouble(place, ("orders.csv", bytes), says)
    };
    vec![
        button(6, barcodes, ["Choose another one below", "columns.amount"], Figures::of(&sales)),
        button(7, no_dates, ["Choose the column with the order date below", "columns.date"], with_dates),
        button(8, no_customers, ["Choose one below", "columns.customer"], with_customers),
        trouble(11, ("orders.csv", open), ["Answer it below", "reading.date_order"]),
    ]
}

/// Every reason why no row can be used at all.
fn of_rows() -> Vec<Trouble> {
    let sales = shop(40);
    let whole = text("Order,Date,Email,Note,Product,Amount,Currency", &sales, |sale| {
        let code = if sale.at % 4 == 0 { "EUR" } else { "DKK" };
        let (date, email) = (sale.date(), sale.email());
        format!("{},{date},{email},,Tea {},{},{code}", sale.order, sale.at % 7, sale.amount())
    });
    let is_euro = |sale: &Sale| sale.at.is_multiple_of(4);
    let dkk = Figures::without(&sales, is_euro);
    let chosen = |role: Role, column: &str, buttons: Vec<(&'static str, Figures)>| {
        let mut recipe = Recipe::default();
        recipe.reading.currency = Some("DKK".to_owned());
        recipe.columns.insert(role, Some(column.to_owned()));
        let file = ("orders.csv", whole.clone());
        Trouble { recipe, buttons, ..trouble(10, file, ["Check the columns below", "Check the columns"]) }
    };
    let without = Figures { revenue: None, ..dkk.clone() };
    let amounts = || vec![("Amount", dkk.clone()), ("Go on without amounts", without.clone())];
    let mut dollars = chosen(
        Role::Product,
        "Product",
        vec![("Analyse DKK", dkk.clone()), ("Analyse EUR", Figures::without(&sales, |sale| !is_euro(sale)))],
    );
    dollars.recipe.reading.currency = Some("USD".to_owned());
    let few = &sales[..2];
    let cancelled = text("Order,Date,Email,Amount,Status", few, |sale| plain(sale) + ",Cancelled");
    let payments = text("Number,Date,Email,Amount,Type", &sales, |sale| match sale.at {
        0 => format!("{},,{},{},Invoice", sale.order, sale.email(), sale.amount()),
        at if at < 9 => plain(sale) + ",Payment",
        _ => format!("{},,{},{},Payment", sale.order, sale.email(), sale.amount()),
    });
    let payments = String::from_utf8(payments)
        .unwrap()
        .lines()
        .take(10)
        .fold(String::new(), |text, line| text + line + "\n");
    let slipped = text("Order,Date,Email,Amount", &sales, |sale| match sale.at % 5 {
        // an order number of another kind, so that the row does not fit as it stands
        0 | 1 => format!("X{},a gift", plain(sale)),
        2 => format!("{},,{},{}", sale.order, sale.email(), sale.amount()),
        3 => format!("{},{},,{}", sale.order, sale.date(), sale.amount()),
        _ => format!("{},{},{},", sale.order, sale.date(), sale.email()),
    });
    let rows = |bytes: Vec<u8>, buttons: Vec<(&'static str, Figures)>| Trouble {
        buttons,
        ..trouble(10, ("orders.csv", bytes), ["Check the columns below", "Check the columns"])
    };
    vec![
        chosen(Role::Email, "Note", vec![("Email", dkk.clone())]),
        chosen(Role::Date, "Note", vec![("Date", dkk.clone())]),
        chosen(Role::Date, "Product", vec![("Date", dkk.clone())]),
        chosen(Role::Amount, "Note", amounts()),
        chosen(Role::Amount, "Product", amounts()),
        dollars,
        rows(
            cancelled,
            vec![
                ("Count orders that are “Cancelled”", Figures::of(few)),
                ("Do not look at the status", Figures::of(few)),
            ],
        ),
        rows(payments.into_bytes(), vec![("Count payments as sales", Figures::of(&sales[1..9]))]),
        rows(
            slipped,
            vec![(
                "Read rows with more cells as they stand",
                Figures::without(&sales, |sale| 1 < sale.at % 5),
            )],
        ),
    ]
}

fn of_recipes() -> Vec<Trouble> {
    let (csv, _, figures) = good();
    let sales = shop(40);
    let dotted = text("Order,Date,Email,Amount", &sales, |sale| {
        let (year, month, day) = sale.day;
        format!("{},{day:02}.{month:02}.{year} 10:00,{},{}", sale.order, sale.email(), sale.amount())
    });
    let with = |change: fn(&mut Recipe)| {
        let mut recipe = Recipe::default();
        change(&mut recipe);
        recipe
    };
    let bad = |file: &Named, wrong: fn(&mut Recipe), says: &'static str, right: Vec<Recipe>| Trouble {
        recipe: with(wrong),
        done: right.into_iter().map(|recipe| (vec![file.clone()], recipe, figures.clone())).collect(),
        ..trouble(13, file.clone(), [says, says])
    };
    let dotted = ("orders.csv", dotted);
    vec![
        bad(
            &dotted,
            |recipe| recipe.reading.date_pattern = Some("whenever".to_owned()),
            "\"dd.MM.yyyy HH:mm\"",
            vec![with(|recipe| recipe.reading.date_pattern = Some("dd.MM.yyyy HH:mm".to_owned()))],
        ),
        bad(
            &csv[0],
            |recipe| _ = recipe.reading.rates.insert("EUR".to_owned(), "much".to_owned()),
            "reading.rates is \"much\" for EUR",
            vec![with(|recipe| _ = recipe.reading.rates.insert("EUR".to_owned(), "7.5".to_owned()))],
        ),
        bad(
            &csv[0],
            |recipe| recipe.lapse_percentile = 2.0,
            "from 0.5 to 0.99",
            vec![with(|recipe| recipe.lapse_percentile = 0.5), with(|recipe| recipe.lapse_percentile = 0.99)],
        ),
        bad(
            &csv[0],
            |recipe| recipe.window_months = 0,
            "from 1 to 120",
            vec![with(|recipe| recipe.window_months = 1), with(|recipe| recipe.window_months = 120)],
        ),
    ]
}

fn all() -> Vec<Trouble> {
    [of_files(), of_columns(), of_rows(), of_recipes()].into_iter().flatten().collect()
}

/// What a way out does, where the column to choose is known.
fn take(way: &Remedy, name: &str, recipe: &mut Recipe) -> bool {
    match way {
        Remedy::Do { label, change } if label == name => {
            change(recipe);
            true
        }
        Remedy::Do { .. } => false,
        Remedy::Choose(role) => {
            Decision::Column(*role, name.to_owned()).apply(recipe);
            true
        }
    }
}

#[test]
fn what_the_sentence_of_every_problem_says_to_do_works() {
    let mut places: Vec<usize> = all().iter().map(|trouble| trouble.place).collect();
    // these have tests of their own below
    places.extend([5, 12, 14]);
    places.sort_unstable();
    places.dedup();
    assert_eq!(places, (0..PROBLEMS).collect::<Vec<_>>(), "a problem without a case");
    each(all().into_iter().enumerate(), |(number, trouble)| {
        let Trouble { files, recipe, says, .. } = &trouble;
        let mut engine = Engine::new();
        let looked = look(&mut engine, files, recipe);
        let problem = match &looked {
            Err(problem) => problem.clone(),
            Ok(_) => import(&mut engine, recipe).expect_err(says[0]),
        };
        assert_eq!(place(&problem), trouble.place, "{problem:?}");
        let sentence = words::problem(&problem);
        assert!(sentence.contains(says[0]), "“{}” is not in “{sentence}”", says[0]);
        // the command line says it too
        let folder = folder(&format!("problem-{number}"));
        let mut arguments = vec!["analyze".to_owned()];
        arguments.extend(files.iter().map(|(name, bytes)| file(&folder, name, bytes)));
        arguments.extend([
            "--recipe".to_owned(),
            file(&folder, "recipe.json", serde_json::to_string(recipe).unwrap()),
        ]);
        let outcome = stamkunde(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        outcome.check_ending(&sentence);
        assert!(outcome.code == Some(2) && outcome.stderr.contains(says[1]), "{}: {outcome:?}", says[1]);
        // done to the files or to the recipe
        for (files, recipe, figures) in &trouble.done {
            assert_eq!(Figures::of_answers(&read(files, recipe).unwrap()), *figures, "{sentence}");
        }
        // done by a button
        let ways = ways_out(&problem, looked.as_ref().ok());
        assert_eq!(ways.len(), trouble.buttons.len(), "{sentence}");
        for (name, figures) in &trouble.buttons {
            let mut changed = recipe.clone();
            let taken = ways.iter().filter(|way| take(way, name, &mut changed.clone())).collect::<Vec<_>>();
            let by_label = taken.iter().find(|way| matches!(way, Remedy::Do { .. }));
            let way =
                by_label.or(taken.first()).unwrap_or_else(|| panic!("{name} is not offered: {sentence}"));
            take(way, name, &mut changed);
            let answers =
                read(files, &changed).unwrap_or_else(|problem| panic!("{sentence} {name}: {problem:?}"));
            assert_eq!(Figures::of_answers(&answers), *figures, "{sentence} {name}");
        }
    });
}

#[test]
fn a_file_that_the_program_no_longer_holds_is_dropped_again() {
    let mut engine = Engine::new();
    let problem = import(&mut engine, &Recipe::default()).unwrap_err();
    assert_eq!(problem, Problem::NothingLoaded);
    assert!(words::problem(&problem).contains("Drop it again"));
    let (files, _, figures) = good();
    look(&mut engine, &files, &Recipe::default()).unwrap();
    assert_eq!(Figures::of_answers(&import(&mut engine, &Recipe::default()).unwrap()), figures);
}

#[test]
fn a_file_that_could_not_be_written_promises_no_way_out() {
    let sentence = words::problem(&Problem::CannotWrite { detail: "the disk is full".to_owned() });
    assert_eq!(sentence, "The file could not be written: the disk is full.");
}

#[test]
fn a_table_that_is_too_large_to_look_up_is_left_out_or_made_smaller() {
    let sales = shop(40);
    let orders = text("order_id,order_date,customer_id,amount", &sales, |sale| {
        format!("{},{},{},{}", sale.order, sale.date(), 100 + sale.at % 9, sale.amount())
    });
    let customers = |n: u32| {
        let mut text = "customer_id,customer_name,country\n".to_owned();
        (0..n).for_each(|at| text += &format!("{},P{at},DK\n", 100 + at));
        text.into_bytes()
    };
    let problem =
        read(&[("orders.csv", orders.clone()), ("customers.csv", customers(5_000_001))], &Recipe::default());
    let problem = problem.unwrap_err();
    assert_eq!(place(&problem), 5);
    let sentence = words::problem(&problem);
    assert!(
        sentence.contains("Leave the file out, or keep only the columns and rows that are needed"),
        "{sentence}"
    );
    let figures = Figures::of(&sales);
    let without = read(&[("orders.csv", orders.clone())], &Recipe::default()).unwrap();
    let smaller =
        read(&[("orders.csv", orders), ("customers.csv", customers(9))], &Recipe::default()).unwrap();
    assert_eq!((Figures::of_answers(&without), Figures::of_answers(&smaller)), (figures.clone(), figures));
}

/// All reasons; a new one does not compile until it is here.
fn reasons() -> Vec<SetAsideReason> {
    use SetAsideReason::*;
    let all = vec![
        NoCustomer,
        NoDate,
        UnreadableDate,
        UnreadableAmount,
        NoAmount,
        Cancelled,
        DuplicateLine,
        TotalRow,
        Blank,
        RepeatedHeader,
        CurrencyDiffers,
        AfterAsOf,
        Filtered,
        ReturnsIgnored,
        Payment,
        ImpossibleDay,
        Slipped,
        CustomerExcluded,
    ];
    for reason in &all {
        match reason {
            NoCustomer | NoDate | UnreadableDate | UnreadableAmount | NoAmount | Cancelled
            | DuplicateLine | TotalRow | Blank | RepeatedHeader | CurrencyDiffers | AfterAsOf | Filtered
            | ReturnsIgnored | Payment | ImpossibleDay | Slipped | CustomerExcluded => {}
        }
    }
    all
}

#[test]
fn there_is_a_way_out_on_the_page_whatever_the_rows_were_set_aside_for() {
    let (files, _, _) = good();
    let file = String::from_utf8(files[0].1.clone()).unwrap();
    let file = file.lines().enumerate().fold(String::new(), |text, (at, line)| {
        let more = match at {
            0 => "Currency,Status",
            at if at % 4 == 1 => "EUR,Paid",
            _ => "DKK,Paid",
        };
        text + line + "," + more + "\n"
    });
    let inspection =
        look(&mut Engine::new(), &[("orders.csv", file.into_bytes())], &Recipe::default()).unwrap();
    for reason in reasons().into_iter().map(Some).chain([None]) {
        let problem = Problem::NoUsableRows { reason, rows: 40 };
        let ways = ways_out(&problem, Some(&inspection));
        assert!(!ways.is_empty(), "{}", words::problem(&problem));
        for way in &ways {
            if let Remedy::Do { label, change } = way {
                assert!(3 < label.len());
                // it does something to a recipe that brings the problem about
                let mut recipe = Recipe {
                    as_of: Day::parse_iso("2020-01-01"),
                    excluded_customers: vec!["c1".to_owned()],
                    returns: Returns::Ignore,
                    filters: vec![Filter {
                        mode: FilterMode::default(),
                        on: FilterOn::Product(vec!["Tea".to_owned()]),
                    }],
                    ..Recipe::default()
                };
                let before = recipe.clone();
                change(&mut recipe);
                assert_ne!(recipe, before, "{label} does nothing");
            }
        }
    }
}
