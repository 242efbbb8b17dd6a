//! Amounts, dates, ids and texts as people and programs write them, through the whole import: the same figures whatever
//! the dress, and what cannot be read is set aside and never guessed.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Writer};
use stamkunde::{
    answers::{Answers, ImportNote, SetAsideReason},
    engine::Engine,
    ingest::InputFile,
    protocol::{FromWorker, ToWorker},
    recipe::{Recipe, Role},
};

/// Reads a file without a question.
fn read(name: &str, bytes: &[u8], recipe: &Recipe) -> Answers {
    let mut engine = Engine::new();
    let mut said = Vec::new();
    let files = vec![InputFile::from_bytes(name, bytes.to_vec())];
    engine.handle(ToWorker::Inspect { recipe: recipe.clone() }, files, &mut |message| said.push(message));
    match said.pop() {
        Some(FromWorker::Inspected { inspection, .. }) => assert_eq!(inspection.questions, [], "{name}"),
        other => panic!("{name}: {other:?}"),
    }
    let message = ToWorker::Import { recipe: recipe.clone(), apart: Vec::new() };
    engine.handle(message, Vec::new(), &mut |message| said.push(message));
    for said in said {
        match said {
            FromWorker::Answered { answers, .. } => return *answers,
            FromWorker::Failed(problem) => panic!("{name}: {problem:?}"),
            _ => {}
        }
    }
    panic!("{name}: no answer")
}

fn revenue(answers: &Answers) -> String {
    answers.summary.net_revenue.map(|money| money.to_string()).unwrap_or_default()
}

fn aside(answers: &Answers, reason: SetAsideReason) -> u64 {
    answers.import.set_aside.iter().find(|one| one.reason == reason).map_or(0, |one| one.rows)
}

/// 24 orders of 6 customers, 100.50 each but for every fourth, of 79.
fn orders(header: &str, delimiter: char, row: impl Fn(u32, bool) -> [String; 2]) -> String {
    let mut text = format!("Order{delimiter}{header}{delimiter}Email{delimiter}Amount\n");
    for n in 0..24 {
        let [day, amount] = row(n, n % 4 == 0);
        text += &format!("{}{delimiter}{day}{delimiter}c{}@x.dk{delimiter}{amount}\n", 1000 + n, n % 6);
    }
    text
}

fn day(n: u32) -> String {
    format!("2023-{:02}-{:02}", n / 2 + 1, n * 7 % 28 + 1)
}

#[test]
fn amounts_in_every_dress_are_the_same_amounts() {
    let plain = read(
        "plain.csv",
        orders("Date", ';', |n, whole| [day(n), if whole { "79.00" } else { "100.50" }.into()]).as_bytes(),
        &Recipe::default(),
    );
    assert_eq!(revenue(&plain), "2283.00");
    for (whole, part) in [
        ("79,-", "100,50"),
        ("kr. 79,–", "kr. 100,50"),
        ("CHF 79.—", "CHF 100.50"),
        ("79:-", "100:50"),
        ("=\"79.00\"", "=\"100.50\""),
        ("79 Kč", "100,50 Kč"),
        ("R$ 79,00", "R$ 100,50"),
        ("Rs. 79/-", "Rs. 100.50"),
        ("79 円", "100.50 円"),
    ] {
        let text =
            orders("Date", ';', |n, is_whole| [day(n), if is_whole { whole } else { part }.to_owned()]);
        let answers = read(whole, text.as_bytes(), &Recipe::default());
        assert_eq!(
            (revenue(&answers), answers.import.rows_used),
            ("2283.00".to_owned(), 24),
            "{whole} {part}"
        );
    }
}

#[test]
fn a_day_among_amounts_is_no_amount() {
    let text =
        orders("Date", ';', |n, _| [day(n), if n == 5 { "12-maj".into() } else { "10.00".to_owned() }]);
    let answers = read("text.csv", text.as_bytes(), &Recipe::default());
    assert_eq!(
        (revenue(&answers).as_str(), aside(&answers, SetAsideReason::UnreadableAmount)),
        ("230.00", 1)
    );

    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    for (column, header) in ["Order", "Date", "Email", "Amount"].iter().enumerate() {
        sheet.write(0, column as u16, *header).unwrap();
    }
    let format = Format::new().set_num_format("d-mmm");
    for n in 0..24_u32 {
        sheet.write(n + 1, 0, 1000 + n).unwrap();
        sheet.write(n + 1, 1, day(n)).unwrap();
        sheet.write(n + 1, 2, format!("c{}@x.dk", n % 6)).unwrap();
        sheet.write(n + 1, 3, 10.0).unwrap();
    }
    let taken_for_a_day = ExcelDateTime::from_ymd(2023, 5, 12).unwrap();
    sheet.write_datetime_with_format(6, 3, &taken_for_a_day, &format).unwrap();
    let answers = read("day.xlsx", &book.save_to_buffer().unwrap(), &Recipe::default());
    assert_eq!(
        (revenue(&answers).as_str(), aside(&answers, SetAsideReason::UnreadableAmount)),
        ("230.00", 1)
    );
}

/// Months and their names in twelve orders, as a program of the language writes them.
#[test]
fn month_names_of_every_language_are_the_same_days() {
    let plain = read(
        "plain.csv",
        orders("Date", ';', |n, _| [day(n), "10.00".into()]).as_bytes(),
        &Recipe::default(),
    );
    let span =
        |answers: &Answers| (answers.summary.first_date, answers.summary.last_date, answers.import.rows_used);
    for names in [
        "Jan. Feb. Mrz. Apr. Mai Jun. Jul. Aug. Sep. Okt. Nov. Dez.",
        "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "saus. vas. kov. bal. geg. birž. liep. rugp. rugs. spal. lapkr. gruod.",
        "JANVIER FÉVRIER MARS AVRIL MAI JUIN JUILLET AOÛT SEPTEMBRE OCTOBRE NOVEMBRE DÉCEMBRE",
    ] {
        let names: Vec<&str> = names.split(' ').collect();
        let text = orders("Date", ';', |n, _| {
            [format!("{}. {} 2023", n * 7 % 28 + 1, names[n as usize / 2]), "10.00".into()]
        });
        let answers = read(names[0], text.as_bytes(), &Recipe::default());
        assert_eq!(span(&answers), span(&plain), "{names:?}");
    }
}

#[test]
fn days_as_numbers_and_periods_are_days() {
    let span = |text: &str, recipe: &Recipe| {
        let answers = read(text.lines().nth(1).unwrap(), text.as_bytes(), recipe);
        assert_eq!(answers.import.rows_used, 24, "{text}");
        (answers.summary.first_date.unwrap().to_string(), answers.summary.last_date.unwrap().to_string())
    };
    let dates = |header: &str, write: fn(u32, u32) -> String| {
        orders(header, ';', |n, _| [write(n / 2 + 1, n * 7 % 28 + 1), "10.00".into()])
    };
    let whole = ("2023-01-01".to_owned(), "2023-12-22".to_owned());
    let default = Recipe::default();
    for write in [
        |month, day| format!("23-{month:02}-{day:02}"),
        |month, day| format!("{day:02}-{month:02}-23"),
        |month, day| format!("23{month:02}{day:02}"),
        |month, day| format!("2023{month:02}{day:02}"),
        |month, day| format!("2023{month:02}{day:02}14"),
        |month, day| format!("2023{month:02}{day:02}1405"),
        |month, day| format!("2023{month:02}{day:02}140530"),
    ] {
        assert_eq!(span(&dates("Order date", write), &default), whole);
    }
    let since_1970 = |unit: i64| {
        orders("Order date", ';', |n, _| {
            let day = stamkunde::base::Day::from_ymd(2023, n / 2 + 1, n * 7 % 28 + 1).unwrap();
            [(i64::from(day.0) * 86_400 * unit + 50_700 * unit).to_string(), "10.00".into()]
        })
    };
    assert_eq!(span(&since_1970(1), &default), whole);
    assert_eq!(span(&since_1970(1000), &default), whole);
    for (write, last) in [
        ((|month, _| format!("2023-{month:02}")) as fn(u32, u32) -> String, "2023-12-01"),
        (|month, _| format!("{month:02}/2023"), "2023-12-01"),
        (|month, _| format!("2023-Q{}", month.div_ceil(3)), "2023-10-01"),
    ] {
        let text = dates("Month", write);
        assert_eq!(span(&text, &default), ("2023-01-01".to_owned(), last.to_owned()));
        let notes = read("months.csv", text.as_bytes(), &default).import.notes;
        assert!(notes.iter().any(|note| matches!(note, ImportNote::DaysUnknown(_))), "{notes:?}");
    }
    let mut recipe = Recipe::default();
    recipe.reading.date_pattern = Some("yy.dd.MM".to_owned());
    recipe.columns.insert(Role::Date, Some("Order date".to_owned()));
    assert_eq!(span(&dates("Order date", |month, day| format!("23.{day:02}.{month:02}")), &recipe), whole);
}

/// What looks like a number of days is none where the heading speaks of something else.
#[test]
fn numbers_of_orders_stay_numbers_of_orders() {
    let mut text = "Order;Reference;Date;Email;Amount\n".to_owned();
    for n in 0..24 {
        text += &format!("2301{:02};{};{};c{}@x.dk;10.00\n", n + 1, 1_672_747_200 + n, day(n), n % 6);
    }
    let answers = read("orders.csv", text.as_bytes(), &Recipe::default());
    assert_eq!(answers.summary.purchases, 24);
    assert_eq!(answers.summary.last_date.unwrap().to_string(), "2023-12-22");
}

#[test]
fn habits_of_programs_change_no_figure() {
    let default = Recipe::default();
    let plain = orders("Date", ';', |n, _| [day(n), "10,50".into()]);
    let want = revenue(&read("plain.csv", plain.as_bytes(), &default));
    let each_line =
        |change: fn(&str) -> String| plain.lines().map(change).collect::<Vec<_>>().join("\n") + "\n";
    for (name, text) in [
        ("comments.csv", format!("# Orders of Tea & Cup\n# made 2024-01-02\n{plain}# 24 orders\n")),
        ("wrapped.csv", each_line(|line| format!("\"{line}\""))),
        (
            "wrapped and quoted.csv",
            each_line(|line| format!("\"\"\"{}\"\"\"", line.replace(';', "\"\";\"\""))),
        ),
        ("at the end.csv", each_line(|line| format!("{line};"))),
        (
            "escaped.csv",
            plain
                .replace(";10,50", "\\; the \\\"Earl\\\";10,50")
                .replace("Email;", "Email;Note;")
                .replace("@x.dk\\;", "@x.dk;\"a\\;")
                .replace("\\\";10", "\\\"\";10"),
        ),
    ] {
        let answers = read(name, text.as_bytes(), &default);
        assert_eq!((revenue(&answers), answers.import.rows_used), (want.clone(), 24), "{name}\n{text}");
    }
}

/// Shop programs call web pages and the XML of 2003 `.xls`.
#[test]
fn pages_and_xml_called_xls_are_read() {
    let default = Recipe::default();
    let plain = orders("Date", ';', |n, _| [day(n), "10.50".into()]);
    let want = read("plain.csv", plain.as_bytes(), &default);
    let lines = |open: &str, cell: fn(&str) -> String, close: &str| {
        let one = |line: &str| format!("{open}{}{close}\n", line.split(';').map(cell).collect::<String>());
        plain.lines().map(one).collect::<String>()
    };
    let page = format!(
        "<html><head><style>td {{ color: red }}</style></head><body><table>{}</table></body></html>",
        lines("<tr>", |cell| format!("<td>{cell}</td>"), "</tr>")
    );
    let xml = format!(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"Orders\"><Table>{}</Table></Worksheet></Workbook>",
        lines(
            "<Row>",
            |cell| match cell.parse::<f64>() {
                Ok(_) => format!("<Cell><Data ss:Type=\"Number\">{cell}</Data></Cell>"),
                Err(_) if cell.starts_with("2023") =>
                    format!("<Cell><Data ss:Type=\"DateTime\">{cell}T00:00:00.000</Data></Cell>"),
                Err(_) => format!("<Cell><Data ss:Type=\"String\">{cell}</Data></Cell>"),
            },
            "</Row>"
        )
    );
    for (name, text) in [("page.xls", page), ("workbook.xls", xml)] {
        let answers = read(name, text.as_bytes(), &default);
        assert_eq!((revenue(&answers), answers.import.rows_used), (revenue(&want), 24), "{name}");
        assert_eq!(answers.summary.last_date, want.summary.last_date, "{name}");
    }
}

#[test]
fn an_address_is_one_customer_in_any_dress() {
    let mut text = "Order;Date;Email;Amount\n".to_owned();
    for n in 0..24 {
        let address = format!("c{}@x.dk", n % 6);
        let dressed = match n % 8 {
            0 => address,
            1 => address.to_uppercase(),
            2 => format!("{address}\u{a0}"),
            3 => format!("\u{200b}{address}"),
            4 => format!("mailto:{address}"),
            5 => format!("Somebody <{address}>"),
            6 => format!("{address}, other@x.dk"),
            _ => format!("'{address}'"),
        };
        text += &format!("{};{};{dressed};10.00\n", 1000 + n, day(n));
    }
    let answers = read("dressed.csv", text.as_bytes(), &Recipe::default());
    assert_eq!((answers.summary.customers, answers.import.rows_used), (6, 24));
}
