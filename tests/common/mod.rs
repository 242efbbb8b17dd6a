//! What the tests of the metrics share: ledgers from rows written down, straight loaders of the data beside the project
//! (the real import has tests of its own), and the comparison with the answers computed independently.

#![allow(dead_code)] // each test uses its part
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

pub mod reference;

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use stamkunde::{
    answers::{Answers, ImportAnswer},
    base::{Day, Money},
    metrics,
    model::{History, Ledger},
    recipe::Recipe,
};

/// One line of an order; what is `None` or empty has no cell.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub customer: String,
    pub order: String,
    pub day: Day,
    pub second: u32,
    pub amount: Money,
    pub product: String,
    pub category: String,
    pub more: More,
}

/// What only some tests need of a line; all of it is a column where any row has it.
#[derive(Debug, Clone, Default)]
pub struct More {
    pub channel: String,
    pub country: String,
    pub coupon: String,
    pub discount: Money,
    pub cost: Option<Money>,
    pub quantity: Option<i32>,
}

/// Which columns a ledger of rows has.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    pub orders: bool,
    pub times: bool,
    pub amounts: bool,
    pub products: bool,
    pub categories: bool,
}

pub const ALL: Columns =
    Columns { orders: true, times: true, amounts: true, products: true, categories: true };

/// A ledger of rows in their order.
pub fn ledger(columns: Columns, rows: impl IntoIterator<Item = Row>) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.has.amounts = columns.amounts;
    ledger.has.order_ids = columns.orders;
    ledger.has.times = columns.times;
    ledger.has.products = columns.products;
    ledger.has.categories = columns.categories;
    let rows: Vec<Row> = rows.into_iter().collect();
    more(&mut ledger, &rows);
    for (row, number) in rows.into_iter().zip(2..) {
        ledger.lines.customer.push(ledger.customers.intern(&row.customer));
        ledger.lines.day.push(row.day);
        if columns.times {
            ledger.lines.second.push(row.second);
        }
        if columns.orders {
            ledger.lines.order_id.push(ledger.order_ids.intern(&row.order));
        }
        if columns.amounts {
            ledger.lines.amount.push(row.amount);
        }
        if columns.products {
            let none = stamkunde::model::ProductIdx::NONE;
            let product = if row.product.is_empty() { none } else { ledger.products.intern(&row.product) };
            ledger.lines.product.push(product);
        }
        if columns.categories {
            let none = stamkunde::model::CategoryIdx::NONE;
            let category =
                if row.category.is_empty() { none } else { ledger.categories.intern(&row.category) };
            ledger.lines.category.push(category);
        }
        ledger.lines.source_row.push(number);
    }
    ledger
}

/// The columns that only some tests need.
fn more(ledger: &mut Ledger, rows: &[Row]) {
    let any = |has: fn(&More) -> bool| rows.iter().any(|row| has(&row.more));
    ledger.has.channels = any(|more| !more.channel.is_empty());
    ledger.has.countries = any(|more| !more.country.is_empty());
    ledger.has.coupons = any(|more| !more.coupon.is_empty());
    ledger.has.discounts = any(|more| more.discount != Money::ZERO);
    ledger.has.costs = any(|more| more.cost.is_some());
    ledger.has.quantities = any(|more| more.quantity.is_some());
    for Row { more, .. } in rows {
        let has = ledger.has;
        if has.channels {
            let none = stamkunde::model::ChannelIdx::NONE;
            let channel = if more.channel.is_empty() { none } else { ledger.channels.intern(&more.channel) };
            ledger.lines.channel.push(channel);
        }
        if has.countries {
            let none = stamkunde::model::CountryIdx::NONE;
            let country = if more.country.is_empty() { none } else { ledger.countries.intern(&more.country) };
            ledger.lines.country.push(country);
        }
        if has.coupons {
            let none = stamkunde::model::CouponIdx::NONE;
            let coupon = if more.coupon.is_empty() { none } else { ledger.coupons.intern(&more.coupon) };
            ledger.lines.coupon.push(coupon);
        }
        if has.discounts {
            ledger.lines.discount.push(more.discount);
        }
        if has.costs {
            ledger.lines.cost.push(more.cost.unwrap_or_default());
        }
        if has.quantities {
            ledger.lines.quantity_milli.push(more.quantity.unwrap_or(0) * 1000);
        }
    }
}

pub fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap_or_else(|| panic!("{text} is no day"))
}

/// Decimals to money, exactly.
pub fn money(text: &str) -> Money {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(part.len() <= 4, "{text} has more than four decimals");
    let part: i64 = format!("{part:0<4}").parse().unwrap();
    Money(sign * (whole.parse::<i64>().unwrap_or(0) * Money::SCALE + part))
}

/// Rows from a small table: `customer order date[THH:MM] amount [product [category]]`, a line each; `-` is an empty
/// cell.
pub fn rows(table: &str) -> Vec<Row> {
    let cell = |text: Option<&str>| text.filter(|text| *text != "-").unwrap_or("").to_owned();
    let row = |line: &str| {
        let mut cells = line.split_whitespace();
        let (customer, order) = (cell(cells.next()), cell(cells.next()));
        let (date, time) = cells.next().map(|cell| cell.split_once('T').unwrap_or((cell, "00:00"))).unwrap();
        let (hours, minutes) = time.split_once(':').unwrap();
        let second = hours.parse::<u32>().unwrap() * 3600 + minutes.parse::<u32>().unwrap() * 60;
        let amount = money(cells.next().unwrap_or("0"));
        let (product, category) = (cell(cells.next()), cell(cells.next()));
        Row { customer, order, day: day(date), second, amount, product, category, more: More::default() }
    };
    table.lines().map(str::trim).filter(|line| !line.is_empty()).map(row).collect()
}

/// A ledger and everything that a recipe makes of it.
pub struct Shop {
    pub ledger: Ledger,
    pub recipe: Recipe,
    pub history: History,
    pub answers: Answers,
}

impl Shop {
    pub fn new(ledger: Ledger, recipe: Recipe) -> Shop {
        let history = History::build(&ledger, &recipe);
        let n = ledger.lines.len() as u64;
        let amount: Money = ledger.lines.amount.iter().copied().sum();
        let import = ImportAnswer {
            rows_read: n,
            rows_used: n,
            amount_read: amount,
            amount_used: amount,
            ..Default::default()
        };
        let mut answers = metrics::answer(&ledger, &history, &recipe, import);
        answers.segments = stamkunde::segments::summaries(&ledger, &history, &recipe);
        Shop { ledger, recipe, history, answers }
    }
    /// The same, with the recipe's filters.
    pub fn filtered(ledger: Ledger, recipe: Recipe) -> Shop {
        let orders = std::sync::Arc::new(stamkunde::model::Orders::new(&ledger, recipe.order_grain));
        let unfiltered = Recipe { filters: Vec::new(), ..recipe.clone() };
        let whole = History::select(&ledger, &orders, &unfiltered, &stamkunde::model::Selection::default());
        let selection = stamkunde::segments::selection(&ledger, &whole, &recipe);
        let history = History::select(&ledger, &orders, &recipe, &selection);
        let n = ledger.lines.len() as u64;
        let amount: Money = ledger.lines.amount.iter().copied().sum();
        let import = ImportAnswer {
            rows_read: n,
            rows_used: n,
            amount_read: amount,
            amount_used: amount,
            ..Default::default()
        };
        let mut answers = metrics::answer(&ledger, &history, &recipe, import);
        answers.segments = stamkunde::segments::summaries(&ledger, &history, &recipe);
        Shop { ledger, recipe, history, answers }
    }
    pub fn of(table: &str, recipe: Recipe) -> Shop {
        Shop::new(ledger(ALL, rows(table)), recipe)
    }
}

/// A file or folder beside the project; `None`, with one line that says so, where it is not there.
pub fn shared(path: &str) -> Option<PathBuf> {
    let full = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")).join(path);
    if full.exists() {
        return Some(full);
    }
    println!("skipped: {} is not there", full.display());
    None
}

/// UCI Online Retail or a slice of it: comma, ISO dates, amount = quantity × price; rows without a customer are left out.
pub fn uci(csv: &str) -> Ledger {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let at =
        |name: &str| header.iter().position(|header| header == name).unwrap_or_else(|| panic!("no {name}"));
    let (order, product, quantity, date, price, customer) = (
        at("InvoiceNo"),
        at("StockCode"),
        at("Quantity"),
        at("InvoiceDate"),
        at("UnitPrice"),
        at("CustomerID"),
    );
    let mut record = csv::StringRecord::new();
    let mut rows = Vec::new();
    while reader.read_record(&mut record).unwrap() {
        let id = record[customer].trim_end_matches(".0");
        if id.is_empty() {
            continue;
        }
        let (date, time) = record[date].split_once(' ').unwrap();
        let mut parts = time.split(':').map(|part| part.parse::<u32>().unwrap());
        let second = parts.next().unwrap() * 3600 + parts.next().unwrap() * 60 + parts.next().unwrap_or(0);
        rows.push(Row {
            customer: id.to_owned(),
            order: record[order].to_owned(),
            day: day(date),
            second,
            amount: Money(money(&record[price]).0 * record[quantity].parse::<i64>().unwrap()),
            product: record[product].to_owned(),
            ..Row::default()
        });
    }
    ledger(Columns { categories: false, ..ALL }, rows)
}

/// The whole of UCI Online Retail from the csv in the zip.
pub fn uci_online_retail() -> Option<Ledger> {
    let path = shared("data/uci_online_retail/online_retail.csv.zip")?;
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_index(0).unwrap().read_to_string(&mut text).unwrap();
    Some(uci(&text))
}

/// CDNOW: columns aligned by spaces; the last three are date, CDs and dollars, the first or second is the customer.
pub fn cdnow(text: &str, customer: usize) -> Ledger {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let rows = lines.filter(|cells| cells.len() >= 4).filter_map(|cells| {
        let date = cells[cells.len() - 3];
        let parts =
            (date.get(0..4)?.parse().ok()?, date.get(4..6)?.parse().ok()?, date.get(6..8)?.parse().ok()?);
        Some(Row {
            customer: cells[customer].to_owned(),
            day: Day::from_ymd(parts.0, parts.1, parts.2)?,
            amount: money(cells[cells.len() - 1]),
            ..Row::default()
        })
    });
    let none = Columns { orders: false, times: false, amounts: true, products: false, categories: false };
    ledger(none, rows)
}
