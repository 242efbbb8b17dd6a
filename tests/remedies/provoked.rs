//! A small file for every kind of doubt, with the figures that each option has to give.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use stamkunde::recipe::Recipe;

use crate::kit::{Figures, Named, Sale, decimals, shop, text};

/// Files that provoke a doubt.
pub struct Provoked {
    pub files: Vec<Named>,
    pub recipe: Recipe,
    /// The doubt.
    pub id: &'static str,
    /// Words of its sentence.
    pub says: &'static [&'static str],
    /// All of its options in their order, with the figures that each gives.
    pub options: Vec<(&'static str, Figures)>,
}

fn case(
    id: &'static str,
    says: &'static [&'static str],
    file: Vec<u8>,
    options: Vec<(&'static str, Figures)>,
) -> Provoked {
    Provoked { files: vec![("orders.csv", file)], recipe: Recipe::default(), id, says, options }
}

/// The cases of a kind. A kind without one fails.
pub fn provoked(kind: &str) -> Vec<Provoked> {
    match kind {
        "refund_twice" => vec![refund_twice()],
        "ledger" => vec![payments(), debit_and_credit()],
        "hundredths" => vec![hundredths()],
        "discount_of_price" => vec![discount()],
        "order_total_on_every_line" => vec![order_totals()],
        "reversed_signs" => vec![signs(false), signs(true)],
        "minus_on_one_side" => vec![minus(false), minus(true)],
        "currencies_in_cells" => vec![currencies()],
        "placeholder_key" => vec![guests()],
        "swapped_days" => vec![swapped_days()],
        "slipped_cells" => vec![slipped(), rejoined()],
        "amount_is_a_date" => vec![amount_dates()],
        "impossible_day" => vec![impossible_day()],
        "order_numbers_come_again" => vec![numbers_again()],
        "unknown_status" => vec![unknown_statuses(), unknown_status()],
        "ids_lost_digits" => vec![lost_digits(true), lost_digits(false)],
        "key_and_name_disagree" => vec![key_and_name()],
        "collective_customer" => vec![everybody()],
        "rows_without_key" => vec![missing_keys()],
        "rows_without_match" => unmatched(),
        "amount_against_price" => vec![price_and_amount()],
        "gap_in_time" => vec![gap()],
        other => panic!("the kind {other} has no case: each of its options needs a file and figures"),
    }
}

fn refund_twice() -> Provoked {
    let mut sales = shop(40);
    let refunds: Vec<Sale> =
        sales[..4].iter().map(|sale| Sale { cents: -500, at: 100, ..sale.clone() }).collect();
    sales.extend(refunds);
    let is_refunded = |sale: &Sale| sale.at < 4;
    let file = text("Order,Date,Email,Amount,Status", &sales, |sale| {
        let status = if is_refunded(sale) { "Refunded" } else { "Paid" };
        format!("{},{},{},{},{status}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    case(
        "refund_twice",
        &["4 rows are refunded by \"Status\"", "the refund rows take them back"],
        file,
        vec![("refund_rows", Figures::of(&sales)), ("set_aside", Figures::without(&sales, is_refunded))],
    )
}

fn payments() -> Provoked {
    let sales = shop(40);
    let is_payment = |sale: &Sale| sale.at % 4 == 3;
    let file = text("Number,Date,Email,Type,Amount", &sales, |sale| {
        let kind = if is_payment(sale) { "Payment" } else { "Invoice" };
        format!("{},{},{},{kind},{}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    case(
        "ledger",
        &["10 rows are payments", "were set aside"],
        file,
        vec![("invoices", Figures::without(&sales, is_payment)), ("as_is", Figures::of(&sales))],
    )
}

fn debit_and_credit() -> Provoked {
    let sales = shop(40);
    let is_payment = |sale: &Sale| sale.at % 4 == 3;
    let file = text("Voucher,Date,Customer number,Debit,Credit", &sales, |sale| {
        let (debit, credit) =
            if is_payment(sale) { (String::new(), sale.amount()) } else { (sale.amount(), String::new()) };
        format!("{},{},{},{debit},{credit}", sale.order, sale.date(), sale.customer)
    });
    case(
        "ledger",
        &["a ledger with debit and credit", "10 rows are of the credit side"],
        file,
        vec![("invoices", Figures::without(&sales, is_payment))],
    )
}

fn hundredths() -> Provoked {
    let sales = shop(40);
    let file = text("Order,Date,Email,Amount (cents)", &sales, |sale| {
        format!("{},{},{},{}", sale.order, sale.date(), sale.email(), sale.cents)
    });
    case(
        "hundredths",
        &["\"Amount (cents)\" says that amounts are in hundredths", "divided by 100"],
        file,
        vec![("divide", Figures::of(&sales)), ("keep", Figures::with(&sales, |sale| sale.cents *= 100))],
    )
}

/// Everything below zero: the amounts, or the units that are multiplied by a price.
fn signs(by_units: bool) -> Provoked {
    let sales = shop(40);
    let header =
        if by_units { "Order,Date,Email,Quantity,Unit price" } else { "Order,Date,Email,Quantity,Amount" };
    let file = text(header, &sales, |sale| {
        let (sign, units) = if by_units { ("", "-1") } else { ("-", "-1") };
        format!("{},{},{},{units},{sign}{}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    case(
        "reversed_signs",
        &["below zero", "Are the signs reversed?"],
        file,
        vec![
            ("keep", Figures::with(&sales, |sale| sale.cents = -sale.cents)),
            ("reverse", Figures::of(&sales)),
        ],
    )
}

fn discount() -> Provoked {
    let sales = shop(40);
    let percent = |sale: &Sale| i64::from([0, 10, 25, 0, 50][sale.at as usize % 5]);
    let file = text("Order,Date,Email,Product,Quantity,Unit price,Discount", &sales, |sale| {
        let product = sale.at % 7;
        let (date, email) = (sale.date(), sale.email());
        format!("{},{date},{email},Tea {product},2,10.00,{}", sale.order, percent(sale))
    });
    case(
        "discount_of_price",
        &["\"Discount\" was taken off quantity times price, as a percentage"],
        file,
        vec![
            ("take_off", Figures::with(&sales, |sale| sale.cents -= sale.cents * percent(sale) / 100)),
            ("ignore", Figures::of(&sales)),
        ],
    )
}

fn order_totals() -> Provoked {
    let mut sales = shop(40);
    for sale in &mut sales {
        // two lines an order
        let order = sale.at / 2;
        *sale =
            Sale { at: sale.at, cents: 2000 + i64::from(order) * 100, ..shop(20)[order as usize].clone() };
    }
    let file = text("Order,Date,Email,Product,Order total", &sales, |sale| {
        let (date, email, product) = (sale.date(), sale.email(), sale.at % 7);
        format!("{},{date},{email},Tea {product},{}", sale.order, sale.amount())
    });
    case(
        "order_total_on_every_line",
        &["\"Order total\" is the same on all lines of an order", "counted once an order"],
        file,
        vec![
            ("once", Figures::without(&sales, |sale| sale.at % 2 == 1)),
            ("every_line", Figures::of(&sales)),
        ],
    )
}

fn minus(has_price: bool) -> Provoked {
    let sales = shop(40);
    let is_back = |sale: &Sale| sale.at % 10 == 5;
    let heading = if has_price {
        "Order,Date,Email,Quantity,Amount,Unit price"
    } else {
        "Order,Date,Email,Quantity,Amount"
    };
    let file = text(heading, &sales, |sale| {
        let units = if is_back(sale) { -2 } else { 2 };
        let price = if has_price { ",10.00" } else { "" };
        format!("{},{},{},{units},{}{price}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    let turned = Figures::with(&sales, |sale| sale.cents *= if is_back(sale) { -1 } else { 1 });
    let mut options = vec![("amount", Figures::of(&sales)), ("quantity", turned)];
    // by a price it is known how much came back
    if has_price {
        options.reverse();
    }
    let says: &[&str] = if has_price {
        &["4 lines have a quantity below zero beside an amount above zero", "They count as returns"]
    } else {
        &["4 lines have a quantity below zero beside an amount above zero", "They count as sales"]
    };
    case("minus_on_one_side", says, file, options)
}

/// 32 lines in kroner and 8 in euros.
pub fn currencies() -> Provoked {
    let sales = shop(40);
    let is_euro = |sale: &Sale| sale.at % 5 == 1;
    let file = text("Order,Date,Email,Amount", &sales, |sale| {
        let code = if is_euro(sale) { "EUR" } else { "DKK" };
        format!("{},{},{},{} {code}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    case(
        "currencies_in_cells",
        &["DKK, EUR", "Those in DKK are looked at; 8 rows are set aside", "Rates can be typed"],
        file,
        vec![
            ("DKK", Figures::without(&sales, is_euro)),
            ("EUR", Figures::without(&sales, |sale| !is_euro(sale))),
            ("one", Figures::of(&sales)),
        ],
    )
}

fn guests() -> Provoked {
    let mut sales = shop(40);
    for sale in sales.iter_mut().filter(|sale| sale.at % 8 == 3) {
        sale.customer = "guest".to_owned();
    }
    let file = text("Order,Date,Customer number,Amount", &sales, |sale| {
        format!("{},{},{},{}", sale.order, sale.date(), sale.customer, sale.amount())
    });
    case(
        "placeholder_key:guest",
        &["5 rows have \"guest\" where the customer stands", "Each is a guest"],
        file,
        vec![
            ("guests", Figures::without(&sales, |sale| sale.customer == "guest")),
            ("keep", Figures::of(&sales)),
        ],
    )
}

/// Written with the month first, and opened where the day comes first.
fn swapped_days() -> Provoked {
    let mut sales = shop(40);
    for sale in &mut sales {
        sale.day = (2024, sale.at % 3 + 1, sale.at % 25 + 1);
    }
    let is_swapped = |sale: &Sale| sale.day.2 <= 12;
    let file = text("Order,Date,Email,Amount", &sales, |sale| {
        let (year, month, day) = sale.day;
        let date = if is_swapped(sale) {
            format!("{year}-{day:02}-{month:02}")
        } else {
            format!("{month:02}/{day:02}/{year}")
        };
        format!("{},{date},{},{}", sale.order, sale.email(), sale.amount())
    });
    let as_they_stand = Figures::with(&sales, |sale| {
        if is_swapped(sale) {
            sale.day = (sale.day.0, sale.day.2, sale.day.1);
        }
    });
    case(
        "swapped_days",
        &["none with a day above 12", "turned back"],
        file,
        vec![("swap_back", Figures::of(&sales)), ("keep", as_they_stand)],
    )
}

fn slipped() -> Provoked {
    let sales = shop(40);
    let has_more = |sale: &Sale| sale.at % 10 == 5;
    let file = text("Order,Date,Email,Product,Amount", &sales, |sale| {
        // an order number of another kind, so that the row does not fit as it stands
        let (before, more) = if has_more(sale) { ("X", ",a gift") } else { ("", "") };
        format!("{before}{},{},{},Tea,{}{more}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    case(
        "slipped_cells",
        &["4 rows have more cells than the heading", "4 set aside"],
        file,
        vec![("set_aside", Figures::without(&sales, has_more)), ("keep", Figures::of(&sales))],
    )
}

fn rejoined() -> Provoked {
    let sales = shop(40);
    let has_more = |sale: &Sale| sale.at % 10 == 5;
    let file = text("Order,Date,Email,Product,Amount", &sales, |sale| {
        let product = if has_more(sale) { "Tea, green" } else { "Tea" };
        format!("{},{},{},{product},{}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    case(
        "slipped_cells",
        &["4 rows have more cells than the heading", "4 put together again"],
        file,
        vec![("rejoin", Figures::of(&sales)), ("set_aside", Figures::without(&sales, has_more))],
    )
}

fn amount_dates() -> Provoked {
    let mut sales = shop(40);
    let is_date = |sale: &Sale| sale.at % 10 == 5;
    // 12.5 became the twelfth of May
    for sale in sales.iter_mut().filter(|sale| is_date(sale)) {
        sale.cents = 1250;
    }
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, heading) in ["Order", "Date", "Email", "Amount"].iter().enumerate() {
        sheet.write(0, at as u16, *heading).unwrap();
    }
    let format = Format::new().set_num_format("yyyy-mm-dd");
    for (sale, row) in sales.iter().zip(1..) {
        let (year, month, day) = sale.day;
        let date = ExcelDateTime::from_ymd(year as u16, month as u8, day as u8).unwrap();
        sheet.write(row, 0, sale.order.as_str()).unwrap();
        sheet.write_with_format(row, 1, &date, &format).unwrap();
        sheet.write(row, 2, sale.email()).unwrap();
        if is_date(sale) {
            let twelfth_of_may = ExcelDateTime::from_ymd(2024, 5, 12).unwrap();
            sheet.write_with_format(row, 3, &twelfth_of_may, &format).unwrap();
        } else {
            sheet.write(row, 3, sale.cents as f64 / 100.0).unwrap();
        }
    }
    let mut case = case(
        "amount_is_a_date",
        &["4 amounts are a date", "12.5 for the twelfth of May", "Set aside"],
        book.save_to_buffer().unwrap(),
        vec![("set_aside", Figures::without(&sales, is_date)), ("back_to_number", Figures::of(&sales))],
    );
    case.files[0].0 = "orders.xlsx";
    case
}

fn impossible_day() -> Provoked {
    let mut sales = shop(41);
    sales[40].day = (2032, 1, 1);
    let file = text("Order,Date,Email,Amount", &sales, |sale| {
        format!("{},{},{},{}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    case(
        "impossible_day",
        &["1 row is of a day far from all others", "Set aside"],
        file,
        vec![("set_aside", Figures::of(&sales[..40])), ("keep", Figures::of(&sales))],
    )
}

/// Numbering begins at one every January.
fn numbers_again() -> Provoked {
    let mut sales = shop(40);
    for sale in &mut sales {
        let n = sale.at % 20;
        sale.order = format!("{}", n + 1);
        sale.customer = format!("c{}", n % 9);
        sale.day = (2023 + (sale.at / 20) as i32, 1, n + 1);
    }
    let file = text("Order number,Date,Email,Amount", &sales, |sale| {
        format!("{},{},{},{}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    let each = Figures::with(&sales, |sale| sale.order = format!("{} of {}", sale.order, sale.day.0));
    case(
        "order_numbers_come_again",
        &["20 order numbers come again", "Each time is an order of its own"],
        file,
        vec![("new_order", each), ("one_order", Figures::of(&sales))],
    )
}

fn with_statuses(of: fn(u32) -> &'static str) -> (Vec<Sale>, Vec<u8>) {
    let sales = shop(40);
    let file = text("Order,Date,Email,Amount,Status", &sales, |sale| {
        format!("{},{},{},{},{}", sale.order, sale.date(), sale.email(), sale.amount(), of(sale.at))
    });
    (sales, file)
}

fn unknown_statuses() -> Provoked {
    let of = |at: u32| match at % 10 {
        3 | 7 => "X7",
        9 => "Z9",
        _ => "Paid",
    };
    let (sales, file) = with_statuses(of);
    let without = |out: &[&str]| Figures::without(&sales, |sale| out.contains(&of(sale.at)));
    case(
        "unknown_status",
        &["12 rows have a status that says nothing here: \"X7\", \"Z9\"", "Were these orders sold?"],
        file,
        vec![
            ("used", Figures::of(&sales)),
            ("set_aside", without(&["X7", "Z9"])),
            ("set_aside:x7", without(&["X7"])),
            ("set_aside:z9", without(&["Z9"])),
        ],
    )
}

fn unknown_status() -> Provoked {
    let of = |at: u32| if at % 10 == 3 { "X7" } else { "Paid" };
    let (sales, file) = with_statuses(of);
    case(
        "unknown_status",
        &["4 rows have a status that says nothing here: \"X7\""],
        file,
        vec![
            ("used", Figures::of(&sales)),
            ("set_aside:x7", Figures::without(&sales, |sale| of(sale.at) == "X7")),
        ],
    )
}

/// Four customers have the same number, since a spreadsheet rounded it; their names are still there, or are not.
fn lost_digits(has_names: bool) -> Provoked {
    let sales = shop(45);
    let is_rounded = |sale: &Sale| matches!(sale.customer.as_str(), "c1" | "c2" | "c3" | "c4");
    let names = [
        "Anna Holm",
        "Bo Lund",
        "Carl Friis",
        "Dorte Krag",
        "Erik Juul",
        "Fie Toft",
        "Gert Skov",
        "Hanne Dahl",
        "Ib Bang",
    ];
    let heading = if has_names {
        "Order,Date,Customer number,Amount,Customer name"
    } else {
        "Order,Date,Customer number,Amount"
    };
    let file = text(heading, &sales, |sale| {
        let who = sale.at as usize % 9;
        let number = if is_rounded(sale) { "4.81551E+12".to_owned() } else { format!("481551000{who}") };
        let name = if has_names { format!(",{}", names[who]) } else { String::new() };
        format!("{},{},{number},{}{name}", sale.order, sale.date(), sale.amount())
    });
    let together = Figures::with(&sales, |sale| {
        if is_rounded(sale) {
            sale.customer = "one".to_owned();
        }
    });
    let mut options = vec![("keep", together)];
    if has_names {
        options.push(("leave_out", Figures::of(&sales)));
    }
    case(
        "ids_lost_digits",
        &["20 rows have a \"Customer number\" that a spreadsheet has rounded, such as 4.81551E+12"],
        file,
        options,
    )
}

/// One number stands beside five names.
fn key_and_name() -> Provoked {
    let sales = shop(45);
    let names = [
        "Anna Holm",
        "Bo Lund",
        "Carl Friis",
        "Dorte Krag",
        "Erik Juul",
        "Fie Toft",
        "Gert Skov",
        "Hanne Dahl",
        "Ib Bang",
    ];
    let number = |sale: &Sale| if sale.at % 9 < 5 { 700 } else { 701 + sale.at % 9 };
    let file = text("Order,Date,Customer number,Customer name,Amount", &sales, |sale| {
        let name = names[sale.at as usize % 9];
        format!("{},{},{},{name},{}", sale.order, sale.date(), number(sale), sale.amount())
    });
    case(
        "key_and_name_disagree",
        &["1 value of \"Customer number\" stand", "Are they one customer?"],
        file,
        vec![
            ("keep", Figures::with(&sales, |sale| sale.customer = number(sale).to_string())),
            ("name", Figures::of(&sales)),
        ],
    )
}

fn everybody() -> Provoked {
    let mut sales = shop(60);
    for sale in sales.iter_mut().filter(|sale| sale.at % 3 == 1) {
        sale.customer = "Kontantkunde".to_owned();
    }
    let file = text("Order,Date,Customer,Amount", &sales, |sale| {
        format!("{},{},{},{}", sale.order, sale.date(), sale.customer, sale.amount())
    });
    case(
        "collective_customer:kontantkunde",
        &["\"Kontantkunde\" has 20 purchases, 33 % of all"],
        file,
        vec![
            ("keep", Figures::of(&sales)),
            ("leave_out", Figures::without(&sales, |sale| sale.customer == "Kontantkunde")),
        ],
    )
}

/// An address is missing on three rows, the customer's number on none.
fn missing_keys() -> Provoked {
    let sales = shop(40);
    let has_none = |sale: &Sale| sale.at % 13 == 7;
    let file = text("Order,Date,Email,Customer number,Amount", &sales, |sale| {
        let email = if has_none(sale) { String::new() } else { sale.email() };
        let (date, number) = (sale.date(), 500 + sale.at % 9);
        format!("{},{date},{email},{number},{}", sale.order, sale.amount())
    });
    let all = Figures::of(&sales);
    case(
        "rows_without_key",
        &["3 rows have no \"Email\"", "They belong to no customer now"],
        file,
        vec![
            ("guests", Figures::without(&sales, has_none)),
            ("customer", all.clone()),
            ("both:customer", all),
        ],
    )
}

/// Lines of which three orders are not in the list of orders, which has two that no line belongs to.
fn unmatched() -> Vec<Provoked> {
    let sales = shop(42);
    let is_missing = |sale: &Sale| sale.at % 13 == 7;
    let has_no_line = |sale: &Sale| sale.at >= 40;
    let lines = || {
        text("order_id,product,quantity,unit_price", &sales[..40], |sale| {
            format!("{},Tea {},1,{}", sale.order, sale.at % 7, sale.amount())
        })
    };
    let listed: Vec<Sale> = sales.iter().filter(|sale| !is_missing(sale)).cloned().collect();
    let orders = || {
        text("order_id,order_date,customer_id,total", &listed, |sale| {
            format!("{},{},{},{}", sale.order, sale.date(), sale.customer, sale.amount())
        })
    };
    let figures = Figures::without(&sales, |sale| is_missing(sale) || has_no_line(sale));
    let one = |id: &'static str, says: &'static [&'static str]| Provoked {
        files: vec![("lines.csv", lines()), ("orders.csv", orders())],
        recipe: Recipe::default(),
        id,
        says,
        options: vec![("keep", figures.clone())],
    };
    vec![
        one("rows_without_match:orderscsv", &["3 rows find nothing in \"orders.csv\", worth 60.00 in all"]),
        one(
            "rows_without_match:orderscsv:unasked",
            &["2 rows of \"orders.csv\", worth 40.00 in all", "no line belongs to them"],
        ),
    ]
}

fn price_and_amount() -> Provoked {
    let mut sales = shop(40);
    for sale in &mut sales {
        sale.cents = 1000 + 100 * i64::from(sale.at % 5);
    }
    let is_off = |sale: &Sale| sale.at % 8 == 5;
    let file = text("Order,Date,Email,Quantity,Unit price,Amount", &sales, |sale| {
        let amount = decimals(if is_off(sale) { sale.cents * 6 } else { sale.cents * 2 });
        format!("{},{},{},2,{},{amount}", sale.order, sale.date(), sale.email(), sale.amount())
    });
    case(
        "amount_against_price",
        &["On 5 rows of the first 40 \"Amount\" is not what quantity and price make"],
        file,
        vec![
            ("amount", Figures::with(&sales, |sale| sale.cents *= if is_off(sale) { 6 } else { 2 })),
            ("price", Figures::with(&sales, |sale| sale.cents *= 2)),
        ],
    )
}

/// Ten months with 24 lines each, of which the sixth is missing.
fn gap() -> Provoked {
    let sales = gapless();
    let is_missing = |sale: &Sale| sale.day.1 == 6;
    let given: Vec<Sale> = sales.iter().filter(|sale| !is_missing(sale)).cloned().collect();
    case(
        "gap_in_time",
        &["There is no row at all in 2024-06", "Is an export missing?"],
        of_months(&given),
        vec![("keep", Figures::of(&given))],
    )
}

/// Ten months with 24 lines each.
pub fn gapless() -> Vec<Sale> {
    let mut sales = shop(240);
    for sale in &mut sales {
        sale.day = (2024, sale.at / 24 + 1, sale.at % 24 + 1);
    }
    sales
}

/// Lines as the export of a month has them.
pub fn of_months(sales: &[Sale]) -> Vec<u8> {
    text("Order,Date,Email,Amount", sales, |sale| {
        format!("{},{},{},{}", sale.order, sale.date(), sale.email(), sale.amount())
    })
}
