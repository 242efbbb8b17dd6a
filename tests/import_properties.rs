//! How a file is written changes nothing in its answers: row order, column order, quoting, delimiter, decimal style,
//! date style and encoding. And what was read, written down and read again, is the same.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use proptest::{collection::vec, prelude::*, sample::Index};
use stamkunde::{
    answers::{Answers, ImportAnswer},
    base::Day,
    ingest::{Dataset, Imported, InputFile, inspect, load},
    metrics,
    model::{History, Ledger, LineIdx},
    recipe::Recipe,
    segments,
};

/// A line of an order; the amount in minor units.
#[derive(Debug, Clone)]
struct Line {
    order: u32,
    minute: u32,
    customer: u32,
    product: u8,
    quantity: u8,
    amount: i64,
}

/// Orders of some lines each, a few of them returns. Every order has a minute of its own, so that the order of the
/// rows decides nothing.
fn shops() -> impl Strategy<Value = Vec<Line>> {
    let line = (0..12_u8, 1..5_u8, -500..20_000_i64);
    let order = (0..14_u32, 0..26_000_u32, vec(line, 1..4));
    vec(order, 25..60).prop_map(|orders| {
        let mut lines = Vec::new();
        for ((customer, gap, of_order), number) in orders.into_iter().zip(0..) {
            let minute = number * 26_000 + gap;
            for (product, quantity, amount) in of_order {
                // a column of whole numbers alone could be a column of ids
                lines.push(Line {
                    order: 100 + number,
                    minute,
                    customer,
                    product,
                    quantity,
                    amount: amount * 10 + 5,
                });
            }
        }
        lines
    })
}

/// How a file is written.
#[derive(Debug, Clone)]
struct Style {
    delimiter: char,
    quote_all: bool,
    line_end: &'static str,
    decimal_comma: bool,
    thousands: &'static str,
    currency: &'static str,
    date: DateText,
    encoding: Encoding,
    order: Vec<Index>,
    columns: Vec<Index>,
}

#[derive(Debug, Clone, Copy)]
enum DateText {
    Iso,
    IsoT,
    Dotted,
    MonthName,
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    Utf8,
    Utf8Mark,
    Utf16Le,
    Utf16BeBare,
    Windows1252,
}

const PLAIN: Style = Style {
    delimiter: ',',
    quote_all: false,
    line_end: "\n",
    decimal_comma: false,
    thousands: "",
    currency: "",
    date: DateText::Iso,
    encoding: Encoding::Utf8,
    order: Vec::new(),
    columns: Vec::new(),
};

fn styles() -> impl Strategy<Value = Style> {
    use Encoding::{Utf8, Utf8Mark, Utf16BeBare, Utf16Le, Windows1252};
    let text = (
        prop::sample::select(vec![',', ';', '\t', '|']),
        any::<bool>(),
        prop::sample::select(vec!["\n", "\r\n", "\r"]),
        prop::sample::select(vec![Utf8, Utf8Mark, Utf16Le, Utf16BeBare, Windows1252]),
    );
    let cells = (
        any::<bool>(),
        any::<bool>(),
        prop::sample::select(vec!["", "kr. ", "€ "]),
        prop::sample::select(vec![DateText::Iso, DateText::IsoT, DateText::Dotted, DateText::MonthName]),
    );
    (text, cells, vec(any::<Index>(), 200), vec(any::<Index>(), 6)).prop_map(
        |(
            (delimiter, quote_all, line_end, encoding),
            (decimal_comma, grouped, currency, date),
            order,
            columns,
        )| {
            let thousands = match (grouped, decimal_comma) {
                (false, _) => "",
                (true, true) => ".",
                (true, false) => ",",
            };
            Style {
                delimiter,
                quote_all,
                line_end,
                decimal_comma,
                thousands,
                currency,
                date,
                encoding,
                order,
                columns,
            }
        },
    )
}

/// Puts items into another order: each index says which of the rest comes next.
fn shuffled<T: Clone>(items: &[T], indexes: &[Index]) -> Vec<T> {
    let mut rest = items.to_vec();
    let mut out = Vec::new();
    for index in indexes {
        if rest.is_empty() {
            break;
        }
        out.push(rest.remove(index.index(rest.len())));
    }
    out.extend(rest);
    out
}

fn amount_text(amount: i64, style: &Style) -> String {
    let whole = (amount.abs() / 100).to_string();
    let whole = match whole.len() {
        4.. => format!("{}{}{}", &whole[..whole.len() - 3], style.thousands, &whole[whole.len() - 3..]),
        _ => whole,
    };
    let sign = if amount < 0 { "-" } else { "" };
    let point = if style.decimal_comma { ',' } else { '.' };
    format!("{}{sign}{whole}{point}{:02}", style.currency, amount.abs() % 100)
}

fn date_text(minute: u32, style: &Style) -> String {
    let day = Day::from_ymd(2021, 1, 1).unwrap().add_days((minute / 1440) as i32).to_string();
    let time = format!("{:02}:{:02}", minute / 60 % 24, minute % 60);
    let (year, month, of_month) = (&day[..4], &day[5..7], &day[8..]);
    match style.date {
        DateText::Iso => format!("{day} {time}"),
        DateText::IsoT => format!("{day}T{time}:00+01:00"),
        DateText::Dotted => format!("{of_month}.{month}.{year} {time}"),
        DateText::MonthName => {
            let names = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
            format!("{of_month}-{}-{year} {time}", names[month.parse::<usize>().unwrap() - 1])
        }
    }
}

fn write(lines: &[Line], style: &Style) -> Vec<u8> {
    let header = ["Ordrenr.", "Dato", "E-mail", "Varetekst", "Antal", "Beløb"].map(str::to_owned);
    let rows = shuffled(lines, &style.order).into_iter().map(|line| {
        [
            line.order.to_string(),
            date_text(line.minute, style),
            format!("kunde{}@x.dk", line.customer),
            format!("Rødgrød nr. {} \"fin\", med; fløde | is", line.product),
            line.quantity.to_string(),
            amount_text(line.amount, style),
        ]
    });
    let places = shuffled(&[0, 1, 2, 3, 4, 5], &style.columns);
    let mut text = String::new();
    for row in [header].into_iter().chain(rows) {
        let cells: Vec<String> = places
            .iter()
            .map(|&place| {
                let cell: &str = &row[place];
                let needs = cell.contains([style.delimiter, '"', '\n', '\r']);
                if needs || style.quote_all {
                    format!("\"{}\"", cell.replace('"', "\"\""))
                } else {
                    cell.to_owned()
                }
            })
            .collect();
        text += &cells.join(&style.delimiter.to_string());
        text += style.line_end;
    }
    match style.encoding {
        Encoding::Utf8 => text.into_bytes(),
        Encoding::Utf8Mark => format!("\u{feff}{text}").into_bytes(),
        Encoding::Utf16Le => {
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
        }
        Encoding::Utf16BeBare => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        // its bytes are those of no euro sign elsewhere
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
    }
}

fn import(bytes: Vec<u8>) -> Imported {
    import_all(vec![bytes])
}

fn import_all(files: Vec<Vec<u8>>) -> Imported {
    let recipe = Recipe::default();
    let files = files.into_iter().zip(1..).map(|(bytes, n)| InputFile::from_bytes(&format!("{n}"), bytes));
    let dataset = Dataset::open(files.collect(), &recipe, &mut |_| {}).unwrap();
    let (mut plan, _) = inspect(&dataset, &recipe).unwrap();
    assert_eq!(plan.questions, []);
    load(&dataset, &mut plan, &recipe, &[], &mut |_| {}).unwrap()
}

/// All answers, without what says how the file was written.
fn answers(ledger: &Ledger, import: &ImportAnswer) -> Answers {
    let recipe = Recipe::default();
    let import = ImportAnswer { notes: Vec::new(), tables: Vec::new(), ..import.clone() };
    let history = History::build(ledger, &recipe);
    let mut answers = metrics::answer(ledger, &history, &recipe, import);
    answers.segments = segments::summaries(ledger, &history, &recipe);
    answers
}

/// The ledger's lines as a plain csv.
fn written_down(ledger: &Ledger) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["Order", "Date", "Customer", "Product", "Quantity", "Amount"]).unwrap();
    for line in (0..ledger.lines.len() as u32).map(LineIdx) {
        let lines = &ledger.lines;
        let second = lines.second.get(line).copied().unwrap_or(0);
        let time =
            format!("{} {:02}:{:02}:{:02}", lines.day.at(line), second / 3600, second / 60 % 60, second % 60);
        writer
            .write_record([
                ledger.order_ids.text(lines.order_id.at(line)),
                &time,
                ledger.customers.text(lines.customer.at(line)),
                ledger.products.text(lines.product.at(line)),
                &(lines.quantity_milli.at(line) / 1000).to_string(),
                &lines.amount.at(line).to_string(),
            ])
            .unwrap();
    }
    writer.into_inner().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn how_a_file_is_written_changes_no_answer(lines in shops(), style in styles()) {
        let plain = import(write(&lines, &PLAIN));
        prop_assert_eq!(plain.import.rows_used, lines.len() as u64);
        let total: i64 = lines.iter().map(|line| line.amount * 100).sum();
        prop_assert_eq!(plain.import.amount_used.0, total);
        let dressed = import(write(&lines, &style));
        prop_assert_eq!(
            answers(&plain.ledger, &plain.import),
            answers(&dressed.ledger, &dressed.import)
        );
    }

    #[test]
    fn what_was_read_reads_the_same_when_written_down(lines in shops(), style in styles()) {
        let first = import(write(&lines, &style));
        let second = import(written_down(&first.ledger));
        prop_assert_eq!(answers(&first.ledger, &first.import), answers(&second.ledger, &second.import));
        prop_assert_eq!(written_down(&first.ledger), written_down(&second.ledger));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn several_files_are_one(lines in shops(), styles in vec(styles(), 3), cuts in vec(any::<Index>(), 2), again in 0..8_usize) {
        let whole = import(write(&lines, &PLAIN));
        // two currencies are two currencies: one shop writes one
        let currency = styles[0].currency;
        let styles: Vec<Style> = styles.into_iter().map(|style| Style { currency, ..style }).collect();
        // orders stay together, and every file has enough rows to be understood by itself
        let mut orders: Vec<u32> = lines.iter().map(|line| line.order).collect();
        orders.dedup();
        let places: Vec<usize> = cuts.iter().map(|cut| 8 + cut.index(orders.len() - 16)).collect();
        let (first, second) = (places[0].min(places[1]), places[0].max(places[1]));
        let ranges = if second - first < 8 { vec![0..first, first..orders.len()] } else {
            vec![0..first, first..second, second..orders.len()]
        };
        let mut files = Vec::new();
        for (range, style) in ranges.into_iter().zip(&styles) {
            // each export begins some orders before the one before it ended
            let range = range.start.saturating_sub(again)..range.end;
            let of_file: Vec<Line> =
                lines.iter().filter(|line| orders[range.clone()].contains(&line.order)).cloned().collect();
            files.push(write(&of_file, style));
        }
        let parts = import_all(files);
        prop_assert_eq!(parts.import.rows_used, lines.len() as u64, "{:?}", parts.import.set_aside);
        let mut import = parts.import.clone();
        (import.rows_read, import.amount_read, import.set_aside) =
            (whole.import.rows_read, whole.import.amount_read, Vec::new());
        // what is told of each table is of several tables here
        import.accounts.clone_from(&whole.import.accounts);
        prop_assert_eq!(answers(&whole.ledger, &whole.import), answers(&parts.ledger, &import));
    }
}
