//! The lines as they were read, for somebody who should not get names: personal columns are left out, customers are
//! numbered or get a code. Reads again as the same history.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{CannotWrite, Cell, ExportFile, Form, Table, file_name, text, workbook};
use crate::{
    base::{Day, Idx, IndexVec, order::sort_by},
    model::{CustomerIdx, Ledger, LineIdx},
    protocol::Cleaning,
    recipe::Role,
};

/// Rows that are written at a time: a million lines as cells would be a quarter of a gigabyte.
const ROWS_AT_A_TIME: u32 = 8192;
/// A workbook is held whole while it is written.
const MOST_ROWS_OF_A_WORKBOOK: usize = 400_000;
/// Bytes of a code: 80 bits do not meet by chance among any number of customers.
const CODE_BYTES: usize = 10;

/// A column of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Customer,
    Personal(Role),
    Order,
    Day,
    Time,
    Product,
    ProductName,
    Category,
    Quantity,
    Amount,
    Discount,
    Coupon,
    Channel,
    Country,
    Currency,
    Cost,
}

impl What {
    /// Headings that the import recognises.
    const fn header(self) -> &'static str {
        match self {
            What::Customer => "Customer ID",
            What::Personal(Role::Email) => "Email",
            What::Personal(Role::Phone) => "Phone",
            What::Personal(Role::Postcode) => "Postcode",
            What::Personal(Role::Customer) => "Customer number",
            What::Personal(_) => "Customer name",
            What::Order => "Order ID",
            What::Day => "Order date",
            What::Time => "Time",
            What::Product => "SKU",
            What::ProductName => "Product name",
            What::Category => "Category",
            What::Quantity => "Quantity",
            What::Amount => "Amount",
            What::Discount => "Discount",
            What::Coupon => "Coupon code",
            What::Channel => "Sales channel",
            What::Country => "Country",
            What::Currency => "Currency",
            What::Cost => "Cost",
        }
    }
}

/// The columns that the ledger has and the cleaning leaves.
fn columns(ledger: &Ledger, cleaning: &Cleaning) -> Vec<What> {
    let has = ledger.has;
    let mut columns = vec![What::Customer];
    let people = &ledger.people;
    for (role, column) in [
        (Role::Customer, &people.number),
        (Role::Email, &people.email),
        (Role::Name, &people.name),
        (Role::Phone, &people.phone),
        (Role::Postcode, &people.postcode),
    ] {
        if cleaning.keep.contains(&role) && !column.is_empty() {
            columns.push(What::Personal(role));
        }
    }
    let rest = [
        (has.order_ids, What::Order),
        (true, What::Day),
        (has.times, What::Time),
        (has.products, What::Product),
        (!ledger.product_names.is_empty(), What::ProductName),
        (has.categories, What::Category),
        (has.quantities, What::Quantity),
        (has.amounts, What::Amount),
        (has.discounts, What::Discount),
        (has.coupons, What::Coupon),
        (has.channels, What::Channel),
        (has.countries, What::Country),
        (ledger.currency.is_some(), What::Currency),
        (has.costs, What::Cost),
    ];
    columns.extend(rest.into_iter().filter(|(is_there, _)| *is_there).map(|(_, what)| what));
    columns
}

/// A name for each customer that tells nothing of who it is: a code made of the key and a phrase, which is the same in
/// every file cleaned with that phrase; without a phrase a number, in the order of first lines.
///
/// The code is HMAC-SHA-256 of the lower-case key, RFC 2104, cut to 80 bits: without the phrase nobody can try out
/// e-mail addresses.
#[allow(clippy::indexing_slicing)] // customers are numbered by the ledger
fn pseudonyms(ledger: &Ledger, phrase: &str) -> Result<IndexVec<CustomerIdx, String>, CannotWrite> {
    if phrase.is_empty() {
        let mut first: IndexVec<CustomerIdx, (Day, u32)> =
            IndexVec::filled((Day(i32::MAX), u32::MAX), ledger.customers.len());
        for (line, &customer) in ledger.lines.customer.iter_enumerated() {
            let second = ledger.lines.second.get(line).copied().unwrap_or(0);
            first[customer] = first[customer].min((ledger.lines.day.at(line), second));
        }
        let mut order: Vec<CustomerIdx> = ledger.customers.indices().collect();
        sort_by(&mut order, |&a, &b| {
            first[a].cmp(&first[b]).then_with(|| ledger.customers.text(a).cmp(ledger.customers.text(b)))
        });
        let mut names = IndexVec::filled(String::new(), ledger.customers.len());
        for (number, customer) in order.into_iter().enumerate() {
            names[customer] = format!("C{:06}", number + 1);
        }
        return Ok(names);
    }
    let keyed =
        Hmac::<Sha256>::new_from_slice(phrase.as_bytes()).map_err(|error| CannotWrite(error.to_string()))?;
    let code = |customer: CustomerIdx| {
        let mut mac = keyed.clone();
        mac.update(ledger.customers.text(customer).to_lowercase().as_bytes());
        let bytes = mac.finalize().into_bytes();
        let digits: String = bytes.iter().take(CODE_BYTES).map(|byte| format!("{byte:02x}")).collect();
        // a letter in front: a spreadsheet program would take digits alone for a number
        format!("c{digits}")
    };
    Ok(ledger.customers.indices().map(code).collect())
}

fn cell<'l>(
    ledger: &'l Ledger,
    names: &'l IndexVec<CustomerIdx, String>,
    what: What,
    line: LineIdx,
) -> Cell<'l> {
    let lines = &ledger.lines;
    let customer = lines.customer.at(line);
    let person = |column: &'l IndexVec<CustomerIdx, String>| {
        column.get(customer).map_or(Cell::Empty, |text| Cell::text(text))
    };
    fn label<'l, I: Idx>(
        column: &IndexVec<LineIdx, I>,
        texts: &'l crate::base::Interner<I>,
        line: LineIdx,
    ) -> Cell<'l> {
        column.get(line).map_or(Cell::Empty, |&idx| Cell::text(texts.text(idx)))
    }
    match what {
        What::Customer => person(names),
        What::Personal(Role::Email) => person(&ledger.people.email),
        What::Personal(Role::Phone) => person(&ledger.people.phone),
        What::Personal(Role::Postcode) => person(&ledger.people.postcode),
        What::Personal(Role::Customer) => person(&ledger.people.number),
        What::Personal(_) => person(&ledger.people.name),
        What::Order => label(&lines.order_id, &ledger.order_ids, line),
        What::Day => Cell::Day(lines.day.at(line)),
        What::Time => {
            let second = lines.second.get(line).copied().unwrap_or(0);
            let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
            Cell::Text(format!("{hours:02}:{minutes:02}:{seconds:02}").into())
        }
        What::Product => label(&lines.product, &ledger.products, line),
        What::ProductName => lines
            .product
            .get(line)
            .and_then(|&product| ledger.product_names.get(product))
            .map_or(Cell::Empty, |name| Cell::text(name)),
        What::Category => label(&lines.category, &ledger.categories, line),
        What::Quantity => {
            let milli = lines.quantity_milli.get(line).copied().unwrap_or(1000);
            Cell::Number(f64::from(milli) / 1000.0)
        }
        What::Amount => Cell::money(lines.amount.get(line).copied()),
        What::Discount => Cell::money(lines.discount.get(line).copied()),
        What::Coupon => label(&lines.coupon, &ledger.coupons, line),
        What::Channel => label(&lines.channel, &ledger.channels, line),
        What::Country => label(&lines.country, &ledger.countries, line),
        What::Currency => ledger.currency.as_deref().map_or(Cell::Empty, Cell::text),
        What::Cost => Cell::money(lines.cost.get(line).copied()),
    }
}

/// The file.
///
/// # Errors
/// A workbook of more rows than can be held, or what the writer says.
pub fn cleaned_file(ledger: &Ledger, cleaning: &Cleaning, form: Form) -> Result<ExportFile, CannotWrite> {
    let n = ledger.lines.len();
    if form == Form::Xlsx && n > MOST_ROWS_OF_A_WORKBOOK {
        return Err(CannotWrite(format!("{n} lines are too many for a workbook; save them as csv")));
    }
    let names = pseudonyms(ledger, &cleaning.phrase)?;
    let columns = columns(ledger, cleaning);
    let headers: Vec<&str> = columns.iter().map(|what| what.header()).collect();
    let last = ledger.lines.day.iter().max().copied().unwrap_or_default();
    let mut table = Table::new("orders", last, headers);
    let row =
        |line: LineIdx| columns.iter().map(|&what| cell(ledger, &names, what, line)).collect::<Vec<_>>();
    let bytes = match form {
        Form::Xlsx => {
            table.rows = ledger.lines.customer.indices().map(row).collect();
            workbook::write(&table)?
        }
        Form::Csv | Form::CsvExcel => {
            let dialect = if form == Form::Csv { &text::MACHINES } else { &text::EXCEL };
            let mut bytes = text::write(&table, dialect)?;
            let mut from = 0u32;
            while (from as usize) < n {
                let until = from.saturating_add(ROWS_AT_A_TIME).min(n as u32);
                table.rows = (from..until).map(LineIdx).map(row).collect();
                bytes = text::append(bytes, &table, dialect)?;
                from = until;
            }
            bytes
        }
    };
    Ok(ExportFile { name: file_name("cleaned-orders", last, n, form), mime: form.mime(), bytes })
}
