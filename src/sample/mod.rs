//! The sample shop: three years of a made-up Nordic web shop for coffee and tea, the same bytes every time.
//!
//! `shop` decides who buys what and when, `catalogue` and `people` hold what there is to sell and who could buy,
//! `random` is the generator. People and orders are invented; addresses are in the domains reserved for examples.

mod catalogue;
mod people;
mod random;
mod shop;

use std::io::{self, Write};

use catalogue::{PRODUCTS, Product};
use shop::{Order, OrderKind, Shop};

use crate::base::{Day, Money};

/// Name that the sample goes by where a file has its name.
pub const FILE_NAME: &str = "sample-shop.csv";

/// The header of the export.
const HEADER: &str = "Order ID,Order date,Email,Name,Country,Channel,Product,SKU,Category,Quantity,Unit price,Discount,\
                      Coupon code,Amount,Currency\r\n";
/// Number of the first order.
const FIRST_ORDER: usize = 10_001;
/// Bytes of a line on average, and a bit: the file is made without growing twice.
const LINE_BYTES: usize = 170;

/// The sample as a csv file: UTF-8, comma, decimal point, CRLF, about 8 MB.
pub fn csv() -> Vec<u8> {
    let shop = Shop::simulate();
    let mut bytes = Vec::with_capacity(shop.lines.len() * LINE_BYTES);
    // Writing to memory does not fail.
    let _ = write_shop(&shop, &mut bytes);
    bytes
}

/// Writes the sample as [`csv()`] makes it.
///
/// # Errors
/// What the writer says.
pub fn write(out: &mut impl Write) -> io::Result<()> {
    write_shop(&Shop::simulate(), out)
}

fn write_shop(shop: &Shop, out: &mut impl Write) -> io::Result<()> {
    out.write_all(HEADER.as_bytes())?;
    let texts: Vec<String> = PRODUCTS.iter().map(product_text).collect();
    let mut head = String::new();
    let (mut shown_day, mut date) = (None, String::new());
    for (order, number) in shop.orders.iter().zip(FIRST_ORDER..) {
        if shown_day != Some(order.day) {
            shown_day = Some(order.day);
            date = order.day.to_string();
        }
        head.clear();
        order_head(shop, order, number, &date, &mut head);
        for line in shop.lines.get(order.lines.clone()).unwrap_or(&[]) {
            let Some(product) = PRODUCTS.get(usize::from(line.product)) else { continue };
            let (quantity, price) = (i64::from(line.quantity), product.price);
            let gross = price * quantity;
            // Percent off, to the øre; a replacement is sent without charge.
            let discount = match order.kind {
                OrderKind::Replacement => gross,
                _ => gross * i64::from(order.percent_off) / 100,
            };
            let text = texts.get(usize::from(line.product)).map_or("", String::as_str);
            let (price, discount, amount) = (ore(price), ore(discount), ore(gross - discount));
            write!(out, "{head},{text},{quantity},{price},{discount},{},{amount},DKK\r\n", order.coupon)?;
        }
    }
    Ok(())
}

/// The cells of a product; a name with a comma stands in quotes.
fn product_text(product: &Product) -> String {
    let quote = if product.name.contains(',') { "\"" } else { "" };
    format!("{quote}{}{quote},{},{}", product.name, product.sku, product.category.name())
}

fn order_head(shop: &Shop, order: &Order, number: usize, date: &str, head: &mut String) {
    let Some(customer) = shop.customers.get(order.customer as usize) else { return };
    let prefix = if order.kind == OrderKind::Return { "CR-" } else { "" };
    let (hour, minute) = (order.minute / 60, order.minute % 60);
    let (name, email) = (people::name(customer.person), people::email(customer.person, order.customer));
    let (country, channel) = (customer.country, order.channel);
    head.push_str(&format!(
        "{prefix}{number},{date} {hour:02}:{minute:02},{email},{name},{country},{channel}"
    ));
}

/// An amount of øre.
fn ore(amount: i64) -> Money {
    Money(amount * (Money::SCALE / 100))
}

/// First and last day of the sample.
pub fn span() -> (Day, Day) {
    (shop::first_day(), shop::last_day())
}
