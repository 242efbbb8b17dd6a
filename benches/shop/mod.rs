//! A ledger of any size from a fixed seed, made and not read: what the engine is measured on.

#![allow(dead_code, reason = "each bench uses its part")]

use stamkunde::{
    answers::ImportAnswer,
    base::{Day, Money},
    model::{CategoryIdx, ChannelIdx, CountryIdx, CustomerIdx, Ledger, ProductIdx},
};

/// How much of a shop.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Lines.
    pub lines: usize,
    /// Customers.
    pub customers: u32,
    /// Products.
    pub products: u32,
}

/// The size that the product promises its times for.
pub const MILLION: Size = Size { lines: 1_000_000, customers: 100_000, products: 5_000 };

struct Random(u64);

impl Random {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// Orders of one to five lines over three years in order of time; some customers buy far more often than others, and some
/// products far more often. One order in forty is sent back.
pub fn ledger(size: Size) -> Ledger {
    let mut random = Random(20_261_125);
    let mut ledger = Ledger::default();
    ledger.has.amounts = true;
    ledger.has.order_ids = true;
    ledger.has.products = true;
    ledger.has.categories = true;
    ledger.has.channels = true;
    ledger.has.countries = true;
    for customer in 0..size.customers {
        ledger.customers.intern(&format!("customer{customer}@example.com"));
    }
    for product in 0..size.products {
        ledger.products.intern(&format!("P-{product:05}"));
    }
    for category in 0..40 {
        ledger.categories.intern(&format!("Category {category}"));
    }
    for channel in ["webshop", "shop", "marketplace", "campaign"] {
        ledger.channels.intern(channel);
    }
    for country in ["Denmark", "Sweden", "Norway", "Germany"] {
        ledger.countries.intern(country);
    }
    let first = Day::from_ymd(2022, 1, 1).unwrap_or_default();
    let span = 3 * 365;
    let n_orders = size.lines / 3 + 1;
    let mut order = 0_usize;
    let lines = &mut ledger.lines;
    while lines.customer.len() < size.lines {
        // Everybody once, in a random order of days; then those who buy often, more often.
        let customer = if random.below(10) < 3 {
            random.below(u64::from(size.customers)) as u32
        } else {
            let n = u64::from(size.customers);
            (random.below(n) * random.below(n) / n) as u32
        };
        let day = first.add_days((order * span / n_orders).min(span - 1) as i32);
        let id = ledger.order_ids.intern(&format!("{}", 100_000 + order));
        let is_return = random.below(40) == 0;
        for _ in 0..1 + random.below(5) {
            if lines.customer.len() == size.lines {
                break;
            }
            let products = u64::from(size.products);
            let product = (random.below(products) * random.below(products) / products) as u32;
            let amount = Money((500 + random.below(50_000) as i64) * 100);
            lines.customer.push(CustomerIdx(customer));
            lines.day.push(day);
            lines.order_id.push(id);
            lines.product.push(ProductIdx(product));
            lines.category.push(CategoryIdx(product % 40));
            lines.channel.push(ChannelIdx(customer % 4));
            lines.country.push(CountryIdx(customer / 3 % 4));
            lines.amount.push(if is_return { -amount } else { amount });
            lines.source_row.push(lines.customer.len() as u32 + 1);
        }
        order += 1;
    }
    ledger
}

/// Bytes of the columns, without the texts that they point to.
pub fn heap_bytes(ledger: &Ledger) -> usize {
    let lines = &ledger.lines;
    lines.customer.len() * 4
        + lines.day.len() * 4
        + lines.second.len() * 4
        + lines.order_id.len() * 4
        + lines.product.len() * 4
        + lines.category.len() * 4
        + lines.quantity_milli.len() * 4
        + (lines.amount.len() + lines.discount.len() + lines.cost.len()) * 8
        + (lines.coupon.len() + lines.channel.len() + lines.country.len()) * 4
        + lines.source_row.heap_bytes()
}

/// What an import of the ledger would have said.
pub fn import(ledger: &Ledger) -> ImportAnswer {
    let n = ledger.lines.len() as u64;
    let amount: Money = ledger.lines.amount.iter().copied().sum();
    ImportAnswer {
        rows_read: n,
        rows_used: n,
        amount_read: amount,
        amount_used: amount,
        ..Default::default()
    }
}
