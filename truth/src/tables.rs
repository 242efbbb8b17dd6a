//! The shop as tables of columns and cells, before anything is written: which files there are, which columns they
//! have, and what they are called.

use crate::{
    disguise::{Amounts, Disguise, Grain, KeyName, RowOrder, Spelling},
    fields::{Field, OF_CUSTOMERS, OF_LINES, OF_ORDERS, OF_PEOPLE},
    noise::Noise,
    shop::{Customer, Kind, Line, Order, Product, Shop},
    words::{LANGUAGES, Words, plain_letters},
};

/// What a cell holds, before it is written.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text as it stands.
    Text(String),
    /// An amount in hundredths, in a currency of the file.
    Money(i64, usize),
    /// A whole number.
    Whole(i64),
    /// A share in per cent.
    Share(i64),
    /// A day with a second of it.
    Moment(i64, i64),
    /// A day without a time.
    Day(i64),
    /// A day of no calendar.
    NoDay,
}

/// A file.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name without ending.
    pub name: String,
    /// Whether orders or lines stand in it; other files have no titles and totals.
    pub is_main: bool,
    /// What the columns hold.
    pub fields: Vec<Field>,
    /// What they are called.
    pub headings: Vec<String>,
    /// The cells.
    pub rows: Vec<Vec<Cell>>,
}

/// What a row is about.
#[derive(Clone, Copy, Default)]
struct About<'a> {
    row: usize,
    order: Option<&'a Order>,
    line: Option<&'a Line>,
    customer: Option<&'a Customer>,
    product: Option<&'a Product>,
}

/// The tables of a disguised shop.
pub fn tables(shop: &Shop, disguise: &Disguise) -> Vec<Table> {
    let builder = Builder { shop, disguise, words: Words::of(disguise.language) };
    builder.tables()
}

struct Builder<'a> {
    shop: &'a Shop,
    disguise: &'a Disguise,
    words: Words,
}

impl<'a> Builder<'a> {
    fn tables(&self) -> Vec<Table> {
        use Field::{Customer, Date, Order};
        let disguise = self.disguise;
        let who = disguise.identity;
        let key: &[Field] = if disguise.grain.has_customers() { &[Customer] } else { who };
        let product = self.product_fields();
        let status = self.status_fields();
        let lines = self.line_fields();
        let totals = self.total_fields();
        let join = |parts: &[&[Field]]| parts.concat();
        let main = match disguise.grain {
            Grain::Lines => join(&[&[Order, Date], &status, key, &product, &lines]),
            Grain::LinesWithoutNumber => join(&[&[Date], &status, key, &product, &lines]),
            Grain::Orders | Grain::OrdersAndCustomers => join(&[&[Order, Date], &status, key, &totals]),
            Grain::OrdersWithoutNumber => join(&[key, &[Date], &status, &totals]),
            Grain::OneCell => join(&[&[Order, Date], &status, key, &[Field::Articles], &totals]),
            Grain::OrdersAndLines | Grain::LinesOrdersCustomers | Grain::Four => {
                let mut orders = join(&[&[Order, Date], &status, key]);
                if disguise.grain == Grain::OrdersAndLines && self.coin("totals beside lines") {
                    orders.extend(&totals);
                }
                orders
            }
        };
        let has_line_file =
            matches!(disguise.grain, Grain::OrdersAndLines | Grain::LinesOrdersCustomers | Grain::Four);
        let rows_are_lines = disguise.grain.has_lines() && !has_line_file;
        let mut tables = vec![self.table("orders", true, main, &self.order_rows(rows_are_lines))];
        if has_line_file {
            let product: Vec<Field> =
                if disguise.grain == Grain::Four { vec![Field::Product] } else { product };
            let fields = join(&[&[Order], &product, &lines]);
            tables.push(self.table("order_lines", true, fields, &self.order_rows(true)));
        }
        if disguise.grain.has_customers() {
            tables.push(self.table("customers", false, self.customer_file_fields(), &self.customer_rows()));
        }
        if disguise.grain == Grain::Four {
            let mut fields = vec![Field::Product, Field::ProductName, Field::Category];
            fields.extend((disguise.amounts == Amounts::PriceOnly).then_some(Field::UnitPrice));
            tables.push(self.table("products", false, fields, &self.product_rows()));
        }
        if disguise.grain.is_one_file() {
            self.split(&mut tables);
        }
        tables
    }

    /// One file twice, or two that overlap.
    fn split(&self, tables: &mut Vec<Table>) {
        if self.disguise.has(Noise::FileTwice) {
            let mut again = tables[0].clone();
            again.name = "orders (1)".to_owned();
            tables.push(again);
        }
        if self.disguise.has(Noise::Overlap) {
            let (Some(from), Some(to)) = (self.shop.orders.first(), self.shop.orders.last()) else { return };
            let at = |percent: i64| from.day + (to.day - from.day) * percent / 100;
            let date = tables[0].fields.iter().position(|field| *field == Field::Date);
            let day_of = |row: &Vec<Cell>| match date.and_then(|date| row.get(date)) {
                Some(Cell::Moment(day, _) | Cell::Day(day)) => *day,
                _ => 0,
            };
            let (mut early, mut late) = (tables[0].clone(), tables[0].clone());
            early.rows.retain(|row| day_of(row) <= at(60));
            late.rows.retain(|row| day_of(row) >= at(45));
            (early.name, late.name) = ("orders_1".to_owned(), "orders_2".to_owned());
            *tables = vec![early, late];
        }
    }

    fn coin(&self, purpose: &str) -> bool {
        self.disguise.random(purpose).chance(50)
    }

    fn product_fields(&self) -> Vec<Field> {
        let mut random = self.disguise.random("product columns");
        let mut fields = match random.below(3) {
            0 => vec![Field::Product, Field::ProductName],
            1 if !self.disguise.has(Noise::CellsSlipped) => vec![Field::Product],
            _ => vec![Field::ProductName],
        };
        fields.extend(random.chance(30).then_some(Field::Category));
        fields
    }

    fn status_fields(&self) -> Vec<Field> {
        let has = |noise| self.disguise.has(noise);
        if has(Noise::LedgerWithTypes) || has(Noise::LedgerOfTwoColumns) {
            return vec![Field::Type];
        }
        let must = has(Noise::Statuses) || has(Noise::UnknownStatuses) || has(Noise::RefundTwice);
        if must || self.disguise.distracting > 0 && self.coin("status") {
            vec![Field::Status]
        } else {
            Vec::new()
        }
    }

    fn line_fields(&self) -> Vec<Field> {
        use Field::{
            Amount, Discount, DiscountShare, Gross, ListPrice, Net, Quantity, Tax, Total, UnitPrice,
        };
        let mut fields = match self.disguise.amounts {
            Amounts::Full | Amounts::PriceOnly if self.disguise.has(Noise::TotalOnEveryLine) => {
                vec![Quantity, UnitPrice, Total]
            }
            _ if self.disguise.has(Noise::TotalOnEveryLine) => vec![Quantity, Total],
            Amounts::Full => vec![Quantity, UnitPrice, Amount],
            Amounts::AmountOnly => vec![Quantity, Amount],
            Amounts::PriceOnly if self.disguise.grain == Grain::Four => vec![Quantity],
            Amounts::PriceOnly => vec![Quantity, UnitPrice],
            Amounts::Discount => vec![Quantity, UnitPrice, Discount, Amount],
            Amounts::Share if self.coin("list price") => vec![Quantity, ListPrice, DiscountShare],
            Amounts::Share => vec![Quantity, UnitPrice, DiscountShare],
            Amounts::NetAndGross => vec![Quantity, Net, Tax, Gross],
        };
        fields.extend(self.disguise.has(Noise::CurrenciesInAColumn).then_some(Field::Currency));
        fields
    }

    fn total_fields(&self) -> Vec<Field> {
        use Field::{Balance, Credit, Debit, Discount, Gross, Net, Subtotal, Tax, Total};
        if self.disguise.has(Noise::LedgerOfTwoColumns) {
            let balance: &[Field] = if self.coin("balance") { &[Balance] } else { &[] };
            return [&[Debit, Credit], balance].concat();
        }
        let mut fields = match self.disguise.amounts {
            Amounts::Discount | Amounts::Share => vec![Subtotal, Discount, Total],
            Amounts::NetAndGross => vec![Net, Tax, Gross],
            _ => vec![Total],
        };
        fields.extend(self.disguise.has(Noise::CurrenciesInAColumn).then_some(Field::Currency));
        fields
    }

    fn customer_file_fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::Customer];
        fields.extend(self.disguise.identity.iter().filter(|field| **field != Field::Customer));
        if fields.len() == 1 {
            fields.extend([Field::Name, Field::Email]);
        }
        fields
    }

    fn order_rows(&self, lines: bool) -> Vec<About<'_>> {
        let mut orders: Vec<&Order> = self.shop.orders.iter().collect();
        match self.disguise.rows {
            RowOrder::OldestFirst => {}
            RowOrder::NewestFirst => orders.reverse(),
            RowOrder::ByCustomer => orders.sort_by_key(|order| order.customer),
            RowOrder::Any => self.disguise.random("order of rows").shuffle(&mut orders),
        }
        let mut rows = Vec::new();
        for order in orders {
            let customer = self.shop.customer(order.customer);
            let about = About { order: Some(order), customer, ..About::default() };
            if !lines {
                rows.push(about);
                continue;
            }
            for line in &order.lines {
                rows.push(About { line: Some(line), product: self.shop.products.get(line.product), ..about });
            }
        }
        for (row, about) in rows.iter_mut().enumerate() {
            about.row = row;
        }
        rows
    }

    fn customer_rows(&self) -> Vec<About<'_>> {
        let mut random = self.disguise.random("customers missing");
        let missing = self.disguise.has(Noise::CustomersMissing);
        let there = self.shop.customers.iter().filter(|_| !(missing && random.chance(10)));
        let row = |(row, customer)| About { row, customer: Some(customer), ..About::default() };
        there.enumerate().map(row).collect()
    }

    fn product_rows(&self) -> Vec<About<'_>> {
        let row = |(row, product)| About { row, product: Some(product), ..About::default() };
        self.shop.products.iter().enumerate().map(row).collect()
    }

    fn table(&self, name: &str, is_main: bool, mut fields: Vec<Field>, rows: &[About<'_>]) -> Table {
        let mut random = self.disguise.random(&format!("columns of {name}"));
        let has_lines = rows.iter().any(|row| row.line.is_some());
        let pool: Vec<Field> = match name {
            "customers" => OF_CUSTOMERS.to_vec(),
            "products" => OF_LINES.to_vec(),
            "order_lines" => OF_LINES.to_vec(),
            // one file knows everything
            _ if has_lines => [&OF_ORDERS[..], &OF_LINES, &OF_CUSTOMERS].concat(),
            _ if self.disguise.grain.has_customers() => OF_ORDERS.to_vec(),
            _ => [&OF_ORDERS[..], &OF_CUSTOMERS].concat(),
        };
        for _ in 0..self.disguise.distracting {
            let field = random.pick(&pool);
            // a company has no children
            let is_odd = self.shop.sells_to_companies && OF_PEOPLE.contains(&field);
            if !fields.contains(&field) && !is_odd {
                fields.push(field);
            }
        }
        if self.disguise.columns_moved {
            random.shuffle(&mut fields);
        }
        let headings = self.headings(name, &fields);
        let cells = |about: &About<'_>| fields.iter().map(|field| self.cell(*field, about)).collect();
        Table { name: name.to_owned(), is_main, rows: rows.iter().map(cells).collect(), fields, headings }
    }

    fn headings(&self, name: &str, fields: &[Field]) -> Vec<String> {
        let disguise = self.disguise;
        let mut taken: Vec<String> = Vec::new();
        for &field in fields {
            let words = self.words.all(field.id());
            // one file calls a thing as the other does, but for the keys
            let start = if disguise.other_words { disguise.random(field.id()).below(words.len()) } else { 0 };
            let is_own_key = matches!(
                (name, field),
                ("customers", Field::Customer) | ("products", Field::Product) | ("orders", Field::Order)
            );
            let is_joined = match field {
                Field::Customer => disguise.grain.has_customers(),
                Field::Product => disguise.grain == Grain::Four,
                _ => matches!(
                    disguise.grain,
                    Grain::OrdersAndLines | Grain::LinesOrdersCustomers | Grain::Four
                ),
            };
            let start = match disguise.key_name {
                KeyName::Other if is_own_key && is_joined => start + 1,
                _ => start,
            };
            let mut heading = String::new();
            for step in 0..words.len() {
                heading = self.spelt(words[(start + step) % words.len()]);
                if disguise.key_name == KeyName::Id && is_own_key && is_joined {
                    heading = self.spelt("id");
                }
                if disguise.has(Noise::Hundredths) && is_money(field) {
                    heading =
                        self.spelt(&format!("{} {}", words[(start + step) % words.len()], self.small_coin()));
                }
                if !taken.contains(&heading) {
                    break;
                }
            }
            while taken.contains(&heading) {
                heading.push_str(" 2");
            }
            taken.push(heading);
        }
        taken
    }

    /// What a hundredth of the currency is called.
    fn small_coin(&self) -> &'static str {
        match LANGUAGES[self.disguise.language].0 {
            "da" | "nb" => "(øre)",
            "sv" => "(öre)",
            "fr" => "(centimes)",
            "es" => "(céntimos)",
            "pt" => "(cêntimos)",
            "it" => "(centesimi)",
            "pl" => "(grosze)",
            "fi" => "(senttiä)",
            "de" => "(Cent)",
            _ => "(cents)",
        }
    }

    fn spelt(&self, heading: &str) -> String {
        let lower: Vec<String> = heading
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(
                |word| {
                    if self.coin("letters of headings") { plain_letters(word) } else { word.to_lowercase() }
                },
            )
            .collect();
        let capital = |word: &String| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect::<String>())
                .unwrap_or_default()
        };
        if lower.is_empty() {
            return heading.to_owned();
        }
        match self.disguise.spelling {
            Spelling::AsWritten => heading.to_owned(),
            Spelling::Snake => lower.join("_"),
            Spelling::Upper => lower.join("_").to_uppercase(),
            Spelling::Lower => lower.join(" "),
            Spelling::Pascal => lower.iter().map(capital).collect(),
            Spelling::Camel => lower[..1].iter().cloned().chain(lower[1..].iter().map(capital)).collect(),
        }
    }

    fn cell(&self, field: Field, about: &About<'_>) -> Cell {
        let in_order = about.order.and_then(|order| self.cell_of_order(field, order, about.line.is_some()));
        let in_line = about.line.and_then(|line| self.cell_of_line(field, line, about));
        let in_customer = about.customer.and_then(|customer| cell_of_customer(field, customer));
        let in_product = about.product.and_then(|product| match field {
            Field::Product => Some(Cell::Text(product.id.clone())),
            Field::ProductName => Some(Cell::Text(product.name.clone())),
            Field::Category => Some(Cell::Text(product.category.to_owned())),
            Field::UnitPrice => Some(Cell::Money(product.price, 0)),
            _ => None,
        });
        let found = in_order.or(in_line).or(in_customer).or(in_product);
        found.unwrap_or_else(|| self.distraction(field, about))
    }

    fn cell_of_order(&self, field: Field, order: &Order, is_line: bool) -> Option<Cell> {
        let money = |amount| Some(Cell::Money(amount, order.currency));
        let paid = self.disguise.has(Noise::LedgerWithTypes) || self.disguise.has(Noise::LedgerOfTwoColumns);
        match field {
            Field::Order if self.disguise.has(Noise::DigitsLost) => {
                let number: f64 = order.number.parse().unwrap_or(0.0);
                let shown = format!("{:.5}E+12", number / 1e12);
                let sign = self.disguise.numbers.decimal.to_string();
                Some(Cell::Text(shown.replace('.', &sign)))
            }
            Field::Order => Some(Cell::Text(order.number.clone())),
            Field::Date => Some(match order.impossible_day {
                Some(None) => Cell::NoDay,
                Some(Some(day)) => Cell::Moment(day, 0),
                None => Cell::Moment(order.day, order.second),
            }),
            Field::Status => Some(Cell::Text(order.status.clone())),
            Field::Email => order.email.clone().map(Cell::Text),
            Field::Total => money(order.total()),
            Field::Subtotal => money(order.before_discount()),
            Field::Discount if !is_line => money(order.before_discount() - order.total()),
            Field::Net if !is_line => money(order.total()),
            Field::Tax if !is_line => money(order.tax()),
            Field::Gross if !is_line => money(order.total() + order.tax()),
            Field::Articles => Some(Cell::Text(self.articles(order))),
            Field::Currency => Some(Cell::Text(self.currency_code(order.currency).to_owned())),
            Field::Type if paid => Some(Cell::Text(
                self.words
                    .first(match order.kind {
                        Kind::Sale => "invoice",
                        Kind::Return => "credit_note",
                        Kind::Payment => "paid_in",
                    })
                    .to_owned(),
            )),
            Field::Debit => {
                if order.total() >= 0 {
                    money(order.total())
                } else {
                    Some(Cell::Empty)
                }
            }
            Field::Credit => {
                if order.total() < 0 {
                    money(-order.total())
                } else {
                    Some(Cell::Empty)
                }
            }
            Field::Balance => money(order.balance),
            _ => None,
        }
    }

    fn cell_of_line(&self, field: Field, line: &Line, about: &About<'_>) -> Option<Cell> {
        let currency = about.order.map_or(0, |order| order.currency);
        let money = |amount| Some(Cell::Money(amount, currency));
        match field {
            Field::Quantity => Some(Cell::Whole(line.quantity)),
            Field::UnitPrice | Field::ListPrice => money(line.price),
            Field::Discount => money(line.before_discount() - line.amount()),
            Field::DiscountShare => Some(Cell::Share(line.discount)),
            Field::Amount if self.disguise.has(Noise::MinusOnOneSide) => money(line.amount().abs()),
            Field::Amount | Field::Net => money(line.amount()),
            Field::Tax => money(line.tax()),
            Field::Gross => money(line.amount() + line.tax()),
            Field::Cost => money(line.price * 3 / 5),
            _ => None,
        }
    }

    /// The products of an order in one cell.
    fn articles(&self, order: &Order) -> String {
        let shape = self.disguise.random("articles").below(4);
        let one = |line: &Line| {
            let name = self.shop.products.get(line.product).map_or("", |product| product.name.as_str());
            let quantity = line.quantity.abs();
            match shape {
                0 => format!("{quantity} x {name}"),
                1 => format!("{name} x {quantity}"),
                2 => format!("{name} ({quantity})"),
                _ => format!("{quantity}× {name}"),
            }
        };
        let between = self.disguise.random("between articles").pick(&["; ", " | ", "\n"]);
        order.lines.iter().map(one).collect::<Vec<_>>().join(between)
    }

    fn currency_code(&self, currency: usize) -> &'static str {
        currency_code(&self.words, currency)
    }
}

/// The code of the file's first or second currency.
pub fn currency_code(words: &Words, currency: usize) -> &'static str {
    match (currency, words.all("currency")[0]) {
        (0, code) => code,
        (_, "EUR") => "GBP",
        _ => "EUR",
    }
}

/// Whether a column holds money.
pub fn is_money(field: Field) -> bool {
    use Field::{
        Amount, Balance, BalanceDue, Cost, Credit, Debit, Discount, Gross, ListPrice, Net, Shipping,
        Subtotal, Tax, Total, UnitPrice,
    };
    matches!(
        field,
        Amount
            | Balance
            | BalanceDue
            | Cost
            | Credit
            | Debit
            | Discount
            | Gross
            | ListPrice
            | Net
            | Shipping
            | Subtotal
            | Tax
            | Total
            | UnitPrice
    )
}

fn cell_of_customer(field: Field, customer: &Customer) -> Option<Cell> {
    let text = |text: &str| Some(if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) });
    match field {
        Field::Customer => text(&customer.number),
        Field::Email => text(&customer.email),
        Field::Name => text(&customer.name),
        Field::FirstName => text(&customer.first),
        Field::LastName => text(&customer.last),
        Field::Phone => text(&customer.phone),
        Field::Country => text(customer.country),
        Field::City => text(customer.city),
        Field::Postcode => text(&customer.postcode),
        _ => None,
    }
}

impl Builder<'_> {
    /// A cell of a column that says something else: constant for what it belongs to.
    fn distraction(&self, field: Field, about: &About<'_>) -> Cell {
        let owner = match (field, about.customer, about.order, about.product) {
            (Field::RowId, ..) => about.row.to_string(),
            (field, Some(customer), ..) if OF_CUSTOMERS.contains(&field) => {
                format!("{}{}{}", customer.number, customer.email, customer.name)
            }
            (field, _, Some(order), _) if OF_ORDERS.contains(&field) => order.document.to_string(),
            (.., Some(product)) => product.id.clone(),
            _ => about.row.to_string(),
        };
        let mut random = self.disguise.random(&format!("{} of {owner}", field.id()));
        let (day, total) = about.order.map_or((0, 0), |order| (order.day, order.total()));
        let currency = about.order.map_or(0, |order| order.currency);
        let word = |key: &str, random: &mut crate::random::Random| {
            Cell::Text(random.pick(self.words.all(key)).to_string())
        };
        match field {
            Field::Children => Cell::Whole(random.weighted(&[(40, 0), (25, 1), (25, 2), (10, 3)])),
            Field::Income => Cell::Whole(random.between(28, 95) * 1000),
            Field::Age => Cell::Whole(random.between(19, 84)),
            Field::Marital => word("single_or_married", &mut random),
            Field::Gender => word("man_or_woman", &mut random),
            Field::Payment => word("pay_with", &mut random),
            Field::BillingState => match LANGUAGES[self.disguise.language].0 {
                "en" => {
                    Cell::Text(random.pick(&["CA", "TX", "NY", "OR", "CO", "IN", "FL", "OK"]).to_string())
                }
                _ => word("cities", &mut random),
            },
            Field::Shipping => Cell::Money(random.pick(&[0, 3900, 4900]), currency),
            Field::BalanceDue => Cell::Money(if random.chance(12) { total.max(0) } else { 0 }, currency),
            Field::DueDate => Cell::Day(day + 14),
            Field::ShippedDate => Cell::Day(day + random.between(1, 5)),
            Field::UpdatedAt => {
                Cell::Moment(day + random.between(3, 200), random.between(8 * 3600, 20 * 3600 - 1))
            }
            Field::BirthDate => Cell::Day(random.between(-7000, 12_000)),
            Field::Staff => Cell::Whole(random.between(1, 8)),
            Field::Store => Cell::Whole(random.between(1, 3)),
            Field::Notes if random.chance(15) => word("note", &mut random),
            Field::Channel => Cell::Text(random.pick(&["Web", "Shop", "Amazon", "eBay"]).to_string()),
            Field::Coupon if random.chance(15) => {
                Cell::Text(random.pick(&["WELCOME10", "SUMMER", "VIP20"]).to_string())
            }
            Field::Points => Cell::Whole(random.between(0, 3000)),
            Field::Session => Cell::Whole(random.between(100_000, 999_999)),
            Field::Cost => Cell::Money(about.product.map_or(0, |product| product.price * 3 / 5), currency),
            Field::Stock => Cell::Whole(random.between(0, 240)),
            Field::RowId => Cell::Whole(about.row as i64 + 1),
            _ => Cell::Empty,
        }
    }
}
