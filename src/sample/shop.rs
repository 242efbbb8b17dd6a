//! What happened in the sample shop: day by day new customers, each with a history of orders to the last day.

use std::ops::Range;

use super::{
    catalogue::{PRODUCTS, Product, is_consumable, is_gift},
    people::{COUNTS, Person},
    random::Random,
};
use crate::base::{Day, order::sort_by_key};

/// Any number: this one makes the shop that the pictures show.
const SEED: u64 = 20_250_618;
/// New customers on an ordinary day of the first year.
const NEW_A_DAY: f64 = 8.35;
/// New customers by month of the year, January first, against an ordinary month.
const SEASON: [f64; 12] = [0.95, 0.88, 0.92, 0.9, 0.85, 0.78, 0.6, 0.82, 1.0, 1.1, 1.4, 1.65];
/// New customers by weekday, Monday first: at home on Sunday evening, out on Saturday.
const WEEKDAY: [f64; 7] = [1.08, 1.0, 1.0, 0.98, 0.92, 0.84, 1.18];
/// New customers on a day of Black Friday week against the same day without it.
const BLACK_FRIDAY: f64 = 3.0;
/// New customers on a day of the campaign that the shop came to regret.
const CAMPAIGN: f64 = 2.9;
/// Chance to go on after the second, third, fourth and each later purchase.
const GOES_ON: [f64; 4] = [0.66, 0.78, 0.86, 0.91];

const COUNTRIES: [(&str, u32); 4] = [("Denmark", 46), ("Sweden", 27), ("Norway", 17), ("Finland", 10)];
/// Channel, weight, and what it does to the chance to come back.
const CHANNELS: [(&str, u32, f64); 5] = [
    ("Organic search", 30, 1.08),
    ("Direct", 16, 1.12),
    ("Google Ads", 24, 0.93),
    ("Instagram", 20, 0.82),
    ("Newsletter", 10, 1.18),
];

/// First day of the sample.
pub(super) fn first_day() -> Day {
    Day::from_ymd(2022, 7, 1).unwrap_or_default()
}

/// Last day of the sample: in the middle of a month, as exports are.
pub(super) fn last_day() -> Day {
    Day::from_ymd(2025, 6, 18).unwrap_or_default()
}

/// Who bought.
pub(super) struct Customer {
    pub(super) person: Person,
    pub(super) country: &'static str,
    channel: usize,
}

/// What an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OrderKind {
    Purchase,
    /// A credit note.
    Return,
    /// Sent again without charge.
    Replacement,
}

/// An order, with its lines as a range.
pub(super) struct Order {
    pub(super) day: Day,
    /// Since midnight.
    pub(super) minute: u32,
    pub(super) customer: u32,
    pub(super) kind: OrderKind,
    pub(super) percent_off: u8,
    pub(super) coupon: &'static str,
    pub(super) channel: &'static str,
    pub(super) lines: Range<usize>,
}

/// A line: position of the product, and how many.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) product: u8,
    pub(super) quantity: i8,
}

/// Everything that happened, orders by time.
pub(super) struct Shop {
    pub(super) customers: Vec<Customer>,
    pub(super) orders: Vec<Order>,
    pub(super) lines: Vec<Line>,
    random: Random,
    last: Day,
}

/// What is the same for all orders of one day.
#[derive(Clone, Copy)]
struct Today {
    day: Day,
    month: u32,
    is_black_friday: bool,
    is_campaign: bool,
}

impl Today {
    fn new(day: Day) -> Today {
        let (year, month, _) = day.ymd();
        let friday = black_friday(year);
        let is_black_friday = friday.add_days(-4) <= day && day <= friday.add_days(3);
        Today { day, month, is_black_friday, is_campaign: (year, month) == (2024, 2) }
    }
}

/// The Friday after the fourth Thursday of November.
fn black_friday(year: i32) -> Day {
    let first = Day::from_ymd(year, 11, 1).unwrap_or_default();
    // 1970-01-01 was a Thursday.
    first.add_days((-first.0).rem_euclid(7) + 21 + 1)
}

impl Shop {
    pub(super) fn simulate() -> Shop {
        let (first, last) = (first_day(), last_day());
        let (customers, orders, lines) =
            (Vec::with_capacity(12_500), Vec::with_capacity(32_000), Vec::with_capacity(60_000));
        let mut shop = Shop { customers, orders, lines, random: Random::new(SEED), last };
        let days = last.days_since(first);
        for at in 0..=days {
            let today = Today::new(first.add_days(at));
            let growth = 1.0 + 0.45 * f64::from(at) / f64::from(days);
            let season = SEASON.get(today.month as usize - 1).copied().unwrap_or(1.0);
            // The Monday of the first week is three days before 1970.
            let weekday = WEEKDAY.get((today.day.0 + 3).rem_euclid(7) as usize).copied().unwrap_or(1.0);
            let event = match today {
                Today { is_black_friday: true, .. } => BLACK_FRIDAY,
                Today { is_campaign: true, .. } => CAMPAIGN,
                _ => 1.0,
            };
            let noise = 0.6 + 0.8 * shop.random.unit();
            let expected = NEW_A_DAY * growth * season * weekday * event * noise;
            let n = expected as u32 + u32::from(shop.random.chance(expected.fract()));
            (0..n).for_each(|_| shop.new_customer(today));
        }
        sort_by_key(&mut shop.orders, |order| (order.day, order.minute, order.customer, order.kind));
        shop
    }

    fn new_customer(&mut self, today: Today) {
        let random = &mut self.random;
        let person = (random.below(COUNTS.0) as u8, random.below(COUNTS.1) as u8);
        let country = random.weighted(COUNTRIES.iter().map(|country| country.1));
        let by_campaign = today.is_campaign && random.chance(0.72);
        let channel = if by_campaign { 3 } else { random.weighted(CHANNELS.iter().map(|channel| channel.1)) };
        let (percent_off, coupon) = match today {
            Today { is_black_friday: true, .. } if random.chance(0.82) => (25, "BLACKFRIDAY"),
            _ if by_campaign => (40, "FIRST40"),
            _ if random.chance(0.10) => (10, "HELLO10"),
            _ => (0, ""),
        };
        let start = random.weighted(PRODUCTS.iter().map(|product| wanted(product, today.month)));
        let Some(product) = PRODUCTS.get(start) else { return };
        let (_, _, loyalty) = CHANNELS.get(channel).copied().unwrap_or_default();
        let bargain = match percent_off {
            40 => 0.34,
            25 => 0.50,
            _ => 1.0,
        };
        let comes_back = random.chance(product.back * loyalty * bargain);
        let customer = self.customers.len() as u32;
        let country = COUNTRIES.get(country).map_or("", |country| country.0);
        self.customers.push(Customer { person, country, channel });
        let kept = self.order(customer, today, start, percent_off, coupon);
        if comes_back && kept {
            self.come_back(customer, today.day, start);
        }
    }

    /// Later purchases, up to the last day.
    fn come_back(&mut self, customer: u32, first: Day, start: usize) {
        // Some use a bag in two weeks, some in three months.
        let pace = 0.55 + 2.7 * self.random.unit() * self.random.unit();
        let (mut day, mut reason) = (first, start);
        for number in 2.. {
            let lasts = PRODUCTS.get(reason).map_or(60.0, |product| product.lasts);
            let spread = (self.random.unit() + self.random.unit() + self.random.unit()) / 3.0;
            let mut gap = lasts * pace * (0.35 + 1.3 * spread);
            if number == 2 {
                gap *= 0.8;
            }
            // Now and then half a year passes, and they come back all the same.
            if self.random.chance(0.15) {
                gap = gap * 2.0 + 80.0;
            }
            day = day.add_days(gap.max(1.0) as i32);
            if self.last < day {
                break;
            }
            reason = self.next_reason(reason);
            let today = Today::new(day);
            let (percent_off, coupon) = match today {
                Today { is_black_friday: true, .. } if self.random.chance(0.7) => (25, "BLACKFRIDAY"),
                _ if self.random.chance(0.06) => (15, "REGULAR15"),
                _ => (0, ""),
            };
            self.order(customer, today, reason, percent_off, coupon);
            let goes_on = GOES_ON.get(number - 2).or(GOES_ON.last()).copied().unwrap_or(0.0);
            if !self.random.chance(goes_on) {
                break;
            }
        }
    }

    /// What the next order is about: the same again where it runs out, otherwise something that does.
    fn next_reason(&mut self, reason: usize) -> usize {
        let again = PRODUCTS.get(reason).is_some_and(is_consumable);
        if again && self.random.chance(0.68) {
            return reason;
        }
        let weight =
            |product: &Product| if is_consumable(product) { product.added * 3 } else { product.added };
        self.random.weighted(PRODUCTS.iter().map(weight))
    }

    /// Adds an order, and now and then its return or replacement; tells whether it was kept.
    fn order(
        &mut self,
        customer: u32,
        today: Today,
        reason: usize,
        percent_off: u8,
        coupon: &'static str,
    ) -> bool {
        let channel = self.customers.get(customer as usize).map_or(0, |customer| customer.channel);
        let channel = CHANNELS.get(channel).map_or("", |channel| channel.0);
        let from = self.lines.len();
        let is_consumed = PRODUCTS.get(reason).is_some_and(is_consumable);
        let several = if is_consumed { [64, 24, 9, 3] } else { [96, 4, 0, 0] };
        let quantity = self.random.weighted(several.into_iter()) as i8 + 1;
        self.lines.push(Line { product: reason as u8, quantity });
        let n_added = self.random.weighted([48, 30, 15, 7].into_iter());
        for _ in 0..n_added {
            let added = self.random.weighted(PRODUCTS.iter().map(|product| product.added)) as u8;
            if self.lines.get(from..).is_some_and(|lines| lines.iter().all(|line| line.product != added)) {
                self.lines.push(Line { product: added, quantity: 1 });
            }
        }
        let lines = from..self.lines.len();
        let minute = self.minute();
        let kind = OrderKind::Purchase;
        self.orders.push(Order {
            day: today.day,
            minute,
            customer,
            kind,
            percent_off,
            coupon,
            channel,
            lines: lines.clone(),
        });
        // What breaks or disappoints is sent back; a bag that was lost on the way is sent again.
        let sent_back = if is_consumed { 0.012 } else { 0.062 };
        let delay = 4 + self.random.below(17) as i32;
        let day = today.day.add_days(delay);
        let is_over = self.last < day;
        if self.random.chance(sent_back) && !is_over {
            let start = self.lines.len();
            self.lines.push(Line { product: reason as u8, quantity: -quantity });
            let (kind, minute) = (OrderKind::Return, self.minute());
            let lines = start..self.lines.len();
            self.orders.push(Order { day, minute, customer, kind, percent_off, coupon, channel, lines });
            return is_consumed;
        }
        if self.random.chance(0.003) && !is_over {
            let (kind, minute) = (OrderKind::Replacement, self.minute());
            self.orders.push(Order {
                day,
                minute,
                customer,
                kind,
                percent_off: 0,
                coupon: "",
                channel,
                lines,
            });
        }
        true
    }

    /// A time of day: some in the morning, most in the evening.
    fn minute(&mut self) -> u32 {
        let hours = [4, 5, 5, 6, 5, 5, 5, 5, 6, 6, 6, 8, 11, 12, 8, 3];
        (7 + self.random.weighted(hours.into_iter()) as u32) * 60 + self.random.below(60)
    }
}

/// How much a product is looked for in a month: presents before Christmas, cold brew in summer.
fn wanted(product: &Product, month: u32) -> u32 {
    match (product.sku, month) {
        ("GFT-502", 11) => product.first * 5,
        ("GFT-502", 1..=9) => 0,
        (_, 11 | 12) if is_gift(product) => product.first * 3,
        ("BRW-307", 5..=8) => product.first * 6,
        _ => product.first,
    }
}
