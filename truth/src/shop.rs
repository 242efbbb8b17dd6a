//! The known shop: who its customers are and what they ordered, before any disguise.

use crate::{
    disguise::{Amounts, Disguise, Grain},
    fields::Field,
    noise::Noise,
    random::Random,
    words::{Words, plain_letters},
};

/// Somebody who buys, or the key that stands for nobody.
#[derive(Debug, Clone)]
pub struct Customer {
    /// The shop's number for them.
    pub number: String,
    /// E-mail, or nothing.
    pub email: String,
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// The whole name; a company's where the shop sells to companies.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Where they live.
    pub city: &'static str,
    /// The same.
    pub postcode: String,
    /// The same.
    pub country: &'static str,
}

/// What is sold.
#[derive(Debug, Clone)]
pub struct Product {
    /// The shop's id for it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its category.
    pub category: &'static str,
    /// Its price in hundredths.
    pub price: i64,
}

/// One product in an order.
#[derive(Debug, Clone)]
pub struct Line {
    /// Index into the products.
    pub product: usize,
    /// Below zero where it came back.
    pub quantity: i64,
    /// What one costs, in hundredths, before discount.
    pub price: i64,
    /// Per cent taken off.
    pub discount: i64,
    /// Whether its cells slip in the file.
    pub slips: bool,
}

/// Tax in per cent, where a file shows it.
pub const TAX: i64 = 25;

impl Line {
    /// Quantity times price.
    pub fn before_discount(&self) -> i64 {
        self.quantity * self.price
    }
    /// What is paid for it.
    pub fn amount(&self) -> i64 {
        hundredth(self.before_discount() * (100 - self.discount))
    }
    /// The tax that comes on top, where a file shows it.
    pub fn tax(&self) -> i64 {
        hundredth(self.amount() * TAX)
    }
}

/// A hundredth, rounded half away from zero.
fn hundredth(value: i64) -> i64 {
    (value.abs() + 50) / 100 * value.signum()
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An order or an invoice.
    Sale,
    /// Goods that came back.
    Return,
    /// Money that came in for an invoice: no order.
    Payment,
}

/// What is to be read two ways, each of them right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Whether orders that wait for payment count.
    Pending,
    /// Whether a refunded order and its refund both count, or neither.
    Refunds,
    /// Which currency is looked at.
    Currency,
    /// Whether slipped rows are put right or set aside.
    Slipped,
}

/// A document: an order, a return, a payment.
#[derive(Debug, Clone)]
pub struct Order {
    /// Its number in the file.
    pub number: String,
    /// Which order it belongs to: a return may have the number of the order that it belongs to.
    pub document: usize,
    /// Index into the customers.
    pub customer: usize,
    /// Days since 1970.
    pub day: i64,
    /// Seconds of the day.
    pub second: i64,
    /// What was bought.
    pub lines: Vec<Line>,
    /// What it is.
    pub kind: Kind,
    /// Whether a return belongs to it.
    pub has_return: bool,
    /// Its status in the file.
    pub status: String,
    /// Whether it is no order in any reading.
    pub is_aside: bool,
    /// The readings in which it counts; all, where there is none.
    pub counts_when: Vec<(Question, usize)>,
    /// The day that stands in the file, where that is impossible: days since 1970, or none of any calendar.
    pub impossible_day: Option<Option<i64>>,
    /// The currency, an index into the file's.
    pub currency: usize,
    /// What the customer owes after it, where the file is a ledger.
    pub balance: i64,
    /// The e-mail in this row, where it is dressed.
    pub email: Option<String>,
}

impl Order {
    /// What was paid.
    pub fn total(&self) -> i64 {
        self.lines.iter().map(Line::amount).sum()
    }
    /// Tax on top.
    pub fn tax(&self) -> i64 {
        self.lines.iter().map(Line::tax).sum()
    }
    /// Before discounts.
    pub fn before_discount(&self) -> i64 {
        self.lines.iter().map(Line::before_discount).sum()
    }
    /// Whether noise may happen to it: a plain sale that nothing else depends on.
    pub fn is_free_for_noise(&self) -> bool {
        self.kind == Kind::Sale
            && !self.has_return
            && !self.is_aside
            && self.counts_when.iter().all(|(question, _)| *question == Question::Currency)
            && self.total() > 0
            && self.impossible_day.is_none()
    }
}

/// Everything there is to know.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Who buys.
    pub customers: Vec<Customer>,
    /// What is sold.
    pub products: Vec<Product>,
    /// Whether they are companies.
    pub sells_to_companies: bool,
    /// Documents by time.
    pub orders: Vec<Order>,
    /// What stands for nobody in the columns of who, where an order's customer is beyond the list.
    pub nobody: Option<Customer>,
}

impl Shop {
    /// Who an order's row names.
    pub fn customer(&self, index: usize) -> Option<&Customer> {
        self.customers.get(index).or(self.nobody.as_ref())
    }

    /// The shop of a disguise, before noise.
    pub fn of(disguise: &Disguise) -> Self {
        let words = Words::of(disguise.language);
        let mut random = disguise.random("shop");
        let products = products(disguise, &words, &mut random);
        let is_small = disguise.has(Noise::NumbersRestart);
        let n_customers = if is_small { random.between(30, 40) } else { random.between(30, 160) } as usize;
        let customers = customers(disguise, &words, n_customers);
        let mut orders = sales(disguise, &products, customers.len(), &mut random);
        add_returns(disguise, &mut orders, &mut random);
        orders.sort_by_key(|order| (order.day, order.second, order.document));
        let sells_to_companies = sells_to_companies(disguise);
        let mut shop = Self { customers, products, sells_to_companies, orders, nobody: None };
        shop.number_orders(disguise);
        let sold = random.pick(words.all("sold"));
        let others = words.all("sold");
        for order in &mut shop.orders {
            order.status = if random.chance(75) { sold } else { random.pick(others) }.to_owned();
        }
        shop
    }

    /// Gives the documents their numbers, by time. A return has the number of its order where the shop does it so.
    pub fn number_orders(&mut self, disguise: &Disguise) {
        let mut random = disguise.random("numbers of orders");
        let shape = if disguise.other_ids { random.below(7) } else { 0 };
        let restarts = disguise.has(Noise::NumbersRestart);
        let mut numbers: std::collections::BTreeMap<usize, String> = Default::default();
        let (mut count, mut year_before, mut taken) = (0, 0, 0);
        for order in &mut self.orders {
            let (year, ..) = crate::calendar::year_month_day(order.day);
            if year != year_before && (restarts || shape == 3) {
                count = 0;
            }
            year_before = year;
            let number = numbers.entry(order.document).or_insert_with(|| {
                count += 1;
                taken += random.between(1, 40);
                if disguise.has(Noise::DigitsLost) {
                    return format!("{}", 4_815_510_000_000 + taken * 17);
                }
                match shape {
                    // a year in the number is no number that comes again
                    3 if !restarts => format!("{year}-{count:04}"),
                    1 => format!("ORD-{count:05}"),
                    2 => format!("#{}", 1000 + count),
                    4 => format!("INV{count:06}"),
                    5 if !restarts => (402_113_000 + taken).to_string(),
                    6 => count.to_string(),
                    _ => (5000 + count).to_string(),
                }
            });
            order.number.clone_from(number);
        }
    }
}

fn products(disguise: &Disguise, words: &Words, random: &mut Random) -> Vec<Product> {
    let shape = if disguise.other_ids { disguise.random("ids of products").below(5) } else { 0 };
    let whole = disguise.numbers.needs_whole_prices();
    let ending = random.pick(&[0, 50, 95, 90]);
    let texts = words.all("products");
    let product = |(index, text): (usize, &&'static str)| {
        let (name, category) = text.split_once(" = ").unwrap_or((text, "-"));
        let units = if random.chance(20) { random.between(200, 1900) } else { random.between(8, 199) };
        let price = match (whole, disguise.amounts) {
            (true, _) => units * 100,
            // a twentieth of it is whole, so that no share of it has to be rounded
            (false, Amounts::Share) => units * 100 + random.between(0, 4) * 20,
            (false, _) => units * 100 + if random.chance(60) { ending } else { random.between(0, 99) },
        };
        let id = match shape {
            1 => (101 + index).to_string(),
            2 => (5_701_234_500_010 + index * 7).to_string(),
            3 => (index + 1).to_string(),
            4 => format!(
                "{}-{:03}",
                plain_letters(category).chars().take(3).collect::<String>().to_uppercase(),
                index + 1
            ),
            _ => format!("A-{}", 101 + index),
        };
        Product { id, name: name.to_owned(), category, price }
    };
    texts.iter().enumerate().map(product).collect()
}

fn sells_to_companies(disguise: &Disguise) -> bool {
    !disguise.identity.contains(&Field::FirstName) && disguise.random("companies").chance(20)
}

fn customers(disguise: &Disguise, words: &Words, count: usize) -> Vec<Customer> {
    let mut random = disguise.random("customers");
    let shape = if disguise.other_ids { random.below(6) } else { 0 };
    let companies = sells_to_companies(disguise);
    let mut taken = std::collections::BTreeSet::new();
    let mut customers: Vec<Customer> = Vec::new();
    while customers.len() < count {
        let index = customers.len();
        let (first, last) = (random.pick(words.all("first")), random.pick(words.all("last")));
        let company =
            format!("{last} {} {}", random.pick(words.all("cities")), random.pick(words.all("company")));
        let name = if companies { company } else { format!("{first} {last}") };
        let letters = plain_letters(&name);
        let parts: Vec<&str> =
            letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
        // nobody could tell two people of one name apart in a file that has only names
        if !taken.insert(parts.join(" ")) {
            continue;
        }
        let number = match shape {
            1 => format!("K-{}", 1001 + index),
            2 => format!("CUST{:05}", 417 + index * 3),
            3 => format!("{:06}", 112 + index),
            4 => (203_117 + index * 1709 % 700_000).to_string(),
            5 => (index + 1).to_string(),
            _ => (1001 + index).to_string(),
        };
        customers.push(Customer {
            number,
            email: format!("{}@example.org", parts.join(".")),
            first: first.to_owned(),
            last: last.to_owned(),
            name,
            phone: format!("+45{}", 20_114_003 + index * 70_321 % 59_000_000),
            city: random.pick(words.all("cities")),
            postcode: format!("{}", 1001 + random.below(8900)),
            country: if random.chance(80) {
                words.first("countries")
            } else {
                random.pick(words.all("countries"))
            },
        });
    }
    customers
}

fn sales(disguise: &Disguise, products: &[Product], n_customers: usize, random: &mut Random) -> Vec<Order> {
    let start = crate::calendar::day_of(random.between(2016, 2023), 1, 1) + random.between(0, 364);
    let span = random.between(300, 1000);
    let many = disguise.has(Noise::NumbersRestart);
    let few = disguise.has(Noise::CollectiveCustomer);
    // what one column of prices cannot say, or what a person could not follow
    let discounts =
        !matches!(disguise.amounts, Amounts::PriceOnly) && disguise.grain != Grain::Four && random.chance(60)
            || matches!(disguise.amounts, Amounts::Discount | Amounts::Share);
    let free = discounts && random.chance(50);
    let may_meet = disguise.grain.has_numbers() && !disguise.has(Noise::DigitsLost);
    let mut orders: Vec<Order> = Vec::new();
    for customer in 0..n_customers {
        let n_orders = match (many, few) {
            (true, _) => random.between(6, 16),
            (_, true) => random.weighted(&[(50, 1), (30, 2), (20, 3)]),
            _ => random.weighted(&[(40, 1), (25, 2), (15, 3), (10, 5), (6, 7), (4, 11)]),
        };
        for _ in 0..n_orders {
            let day = start + random.between(0, span);
            let meets = |order: &Order| order.customer == customer && order.day == day;
            if orders.iter().any(meets) && !(may_meet && random.chance(30)) {
                continue;
            }
            let discount = if discounts && random.chance(25) { random.pick(&[10, 15, 20, 25]) } else { 0 };
            let discount = if free && random.chance(3) { 100 } else { discount };
            let n_lines = random.weighted(&[(45, 1), (30, 2), (15, 3), (10, 4)]);
            let lines = lines(products, n_lines, discount, random);
            orders.push(Order::sale(
                orders.len(),
                customer,
                day,
                random.between(8 * 3600, 20 * 3600 - 1),
                lines,
            ));
        }
    }
    // the first day and the last are those of purchases in every reading
    orders.sort_by_key(|order| (order.day, order.second));
    let last = orders.len() - 1;
    for index in [0, last] {
        for line in &mut orders[index].lines {
            line.discount = 0;
        }
    }
    for (document, order) in orders.iter_mut().enumerate() {
        order.document = document;
    }
    orders
}

/// Some lines of different products.
pub fn lines(products: &[Product], count: usize, discount: i64, random: &mut Random) -> Vec<Line> {
    let mut indexes: Vec<usize> = (0..products.len()).collect();
    random.shuffle(&mut indexes);
    let line = |product: &usize| Line {
        product: *product,
        quantity: random.weighted(&[(60, 1), (25, 2), (10, 3), (5, 6)]),
        price: products[*product].price,
        discount,
        slips: false,
    };
    indexes.iter().take(count).map(line).collect()
}

impl Order {
    /// An order as it is made.
    pub fn sale(document: usize, customer: usize, day: i64, second: i64, lines: Vec<Line>) -> Self {
        Self {
            number: String::new(),
            document,
            customer,
            day,
            second,
            lines,
            kind: Kind::Sale,
            has_return: false,
            status: String::new(),
            is_aside: false,
            counts_when: Vec::new(),
            impossible_day: None,
            currency: 0,
            balance: 0,
            email: None,
        }
    }

    /// Its lines, or some of them, given back.
    pub fn given_back(&self, document: usize, day: i64, only_first: bool) -> Self {
        let mut back = self.clone();
        (back.document, back.day, back.kind) = (document, day, Kind::Return);
        back.lines.truncate(if only_first { 1 } else { usize::MAX });
        for line in &mut back.lines {
            line.quantity = -line.quantity;
        }
        back
    }
}

fn add_returns(disguise: &Disguise, orders: &mut Vec<Order>, random: &mut Random) {
    let must = disguise.has(Noise::MinusOnOneSide);
    if !must && random.chance(30) {
        return;
    }
    // a return has a number of its own where the order's would be taken for something else
    let own_number = random.chance(60)
        || disguise.grain != Grain::Lines
        || disguise.has(Noise::TotalOnEveryLine)
        || disguise.has(Noise::NumbersRestart);
    let last_day = orders.last().map_or(0, |order| order.day);
    let (mut returns, n_sales) = (Vec::new(), orders.len());
    // the first sale and the last stay as they are: the first day and the last are those of purchases
    for order in orders.iter_mut().take(n_sales.saturating_sub(1)).skip(1) {
        let day = order.day + random.between(3, 20);
        if order.total() <= 0 || day >= last_day || !random.chance(if must { 12 } else { 6 }) {
            continue;
        }
        let document = if own_number { n_sales + returns.len() } else { order.document };
        order.has_return = true;
        let only_first = order.lines.len() > 1 && random.chance(50);
        returns.push(order.given_back(document, day, only_first));
    }
    orders.extend(returns);
}
