//! What goes wrong with data, of the kinds that people complain about: each with the figures that are right all the
//! same, which are those of the shop where what is nobody's order counts for nothing.

use crate::{
    calendar,
    disguise::{Amounts, Disguise, Format, Grain},
    fields::Field,
    random::Random,
    shop::{Customer, Kind, Order, Question, Shop, lines},
    styles::{CurrencyPlace, DateStyle, Delimiter, Minus, NumberStyle, Places, Quotes},
    words::Words,
};

/// A kind of noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noise {
    /// One key holds all sales over the counter.
    CollectiveCustomer,
    /// Guests share a word, or a nought.
    PlaceholderKey,
    /// Some customers have no e-mail, and all have a number.
    EmailsMissing,
    /// One e-mail in several dresses.
    DressedEmails,
    /// The file of customers lacks some.
    CustomersMissing,
    /// 2032, 1900-01-01, 0000-00-00.
    ImpossibleDay,
    /// Excel read some months as days.
    SwappedDays,
    /// Amounts in cents.
    Hundredths,
    /// The order's total on each of its lines.
    TotalOnEveryLine,
    /// Quantities below zero beside amounts above it.
    MinusOnOneSide,
    /// Two currencies, written in the cells.
    CurrenciesInCells,
    /// Two currencies, a column says which.
    CurrenciesInAColumn,
    /// A ledger with payments, a column says which.
    LedgerWithTypes,
    /// A ledger of debit and credit.
    LedgerOfTwoColumns,
    /// Orders that were never sold.
    Statuses,
    /// The same, in words or codes that nobody outside the shop knows.
    UnknownStatuses,
    /// A refunded order, and a row that takes its money back.
    RefundTwice,
    /// Order numbers begin again each year.
    NumbersRestart,
    /// Order numbers as Excel shows long ones.
    DigitsLost,
    /// One file twice.
    FileTwice,
    /// Two exports that overlap.
    Overlap,
    /// A delimiter inside a cell without quotes.
    CellsSlipped,
}

use Noise::{
    CellsSlipped, CollectiveCustomer, CurrenciesInAColumn, CurrenciesInCells, CustomersMissing, DigitsLost,
    DressedEmails, EmailsMissing, FileTwice, Hundredths, ImpossibleDay, LedgerOfTwoColumns, LedgerWithTypes,
    MinusOnOneSide, NumbersRestart, Overlap, PlaceholderKey, RefundTwice, Statuses, SwappedDays,
    TotalOnEveryLine, UnknownStatuses,
};

/// Every kind.
const ALL: [Noise; 22] = [
    CollectiveCustomer,
    PlaceholderKey,
    EmailsMissing,
    DressedEmails,
    CustomersMissing,
    ImpossibleDay,
    SwappedDays,
    Hundredths,
    TotalOnEveryLine,
    MinusOnOneSide,
    CurrenciesInCells,
    CurrenciesInAColumn,
    LedgerWithTypes,
    LedgerOfTwoColumns,
    Statuses,
    UnknownStatuses,
    RefundTwice,
    NumbersRestart,
    DigitsLost,
    FileTwice,
    Overlap,
    CellsSlipped,
];

impl Noise {
    /// None for half of the files, one for most others, two for some; of those that the other choices leave room for.
    pub fn of(random: &mut Random, disguise: &Disguise) -> Vec<Noise> {
        let count = random.weighted(&[(45, 0), (40, 1), (15, 2)]);
        let mut chosen: Vec<Noise> = Vec::new();
        for _ in 0..count {
            let fits = |noise: &Noise| {
                noise.fits(disguise) && chosen.iter().all(|other| other.about() != noise.about())
            };
            let possible: Vec<Noise> = ALL.into_iter().filter(fits).collect();
            chosen.extend(possible.get(random.below(possible.len())));
        }
        chosen
    }

    /// What it touches: two that touch the same would undo each other.
    fn about(self) -> &'static str {
        match self {
            CollectiveCustomer | PlaceholderKey | EmailsMissing | DressedEmails | CustomersMissing => "who",
            ImpossibleDay | SwappedDays => "when",
            Hundredths | TotalOnEveryLine | MinusOnOneSide | CurrenciesInCells | CurrenciesInAColumn
            | CellsSlipped => "amounts",
            LedgerWithTypes | LedgerOfTwoColumns | Statuses | UnknownStatuses | RefundTwice => "kind",
            NumbersRestart | DigitsLost | FileTwice | Overlap => "orders",
        }
    }

    /// Whether the other choices leave room for it.
    pub fn fits(self, disguise: &Disguise) -> bool {
        let grain = disguise.grain;
        let named = |field| disguise.identity.contains(&field);
        let one_with_numbers = matches!(grain, Grain::Lines | Grain::Orders | Grain::OneCell);
        match self {
            // the key 00000000 is a placeholder
            CollectiveCustomer => disguise.identity != [Field::Phone],
            PlaceholderKey | Statuses | UnknownStatuses | Hundredths => true,
            EmailsMissing => named(Field::Email) && named(Field::Customer),
            DressedEmails => named(Field::Email) && !grain.has_customers(),
            CustomersMissing => grain.has_customers(),
            ImpossibleDay => {
                disguise.dates != DateStyle::Seconds && disguise.dates != DateStyle::Milliseconds
            }
            SwappedDays => disguise.rows != crate::disguise::RowOrder::ByCustomer,
            TotalOnEveryLine => grain == Grain::Lines && disguise.amounts != Amounts::NetAndGross,
            MinusOnOneSide => grain.has_lines() && disguise.amounts == Amounts::Full && grain != Grain::Four,
            CurrenciesInCells => grain.is_one_file() && disguise.format != Format::Xlsx,
            CurrenciesInAColumn => grain.is_one_file(),
            LedgerWithTypes | LedgerOfTwoColumns => {
                grain == Grain::Orders && disguise.amounts != Amounts::NetAndGross
            }
            RefundTwice => {
                one_with_numbers || matches!(grain, Grain::OrdersAndCustomers | Grain::OrdersAndLines)
            }
            NumbersRestart | DigitsLost => one_with_numbers,
            FileTwice | Overlap => grain.is_one_file(),
            CellsSlipped => disguise.format == Format::Csv && grain == Grain::Lines,
        }
    }

    /// Changes the other choices so that it can be seen.
    pub fn make_room(self, disguise: &mut Disguise) {
        match self {
            SwappedDays => {
                disguise.dates = DateStyle::MonthFirstShort;
                if disguise.format == Format::XlsxOfTexts {
                    disguise.format = Format::Xlsx;
                }
            }
            Hundredths => {
                disguise.numbers = NumberStyle {
                    thousands: "",
                    currency: CurrencyPlace::None,
                    places: Places::Two,
                    ..disguise.numbers
                };
                if disguise.numbers.minus == Minus::Parentheses {
                    disguise.numbers.minus = Minus::Before;
                }
            }
            ImpossibleDay if disguise.dates.has_two_digits() => disguise.dates = DateStyle::Dots,
            CurrenciesInCells => {
                if !matches!(disguise.numbers.currency, CurrencyPlace::SignBefore | CurrencyPlace::CodeAfter)
                {
                    disguise.numbers.currency = CurrencyPlace::CodeBefore;
                }
                if disguise.numbers.places == Places::Dash {
                    disguise.numbers.places = Places::None;
                }
            }
            CurrenciesInAColumn => disguise.numbers.currency = CurrencyPlace::None,
            CellsSlipped => {
                disguise.text.quotes = Quotes::WhereNeeded;
                if matches!(disguise.text.delimiter, Delimiter::Tab | Delimiter::Bar) {
                    disguise.text.delimiter = Delimiter::Semicolon;
                }
            }
            LedgerWithTypes | LedgerOfTwoColumns => disguise.amounts = Amounts::AmountOnly,
            _ => {}
        }
    }

    /// Does it to the shop. What is done to cells only is done where they are written.
    pub fn happen(self, shop: &mut Shop, disguise: &Disguise) {
        let mut random = disguise.random(&format!("noise {self:?}"));
        let words = Words::of(disguise.language);
        match self {
            CollectiveCustomer => collective_customer(shop, disguise, &words, &mut random),
            PlaceholderKey => placeholder_key(shop, disguise, &words, &mut random),
            EmailsMissing => {
                let percent = random.between(8, 25) as usize;
                for customer in shop.customers.iter_mut().skip(2) {
                    if random.chance(percent) {
                        customer.email.clear();
                    }
                }
            }
            DressedEmails => dressed_emails(shop, &mut random),
            ImpossibleDay => impossible_days(shop, disguise, &mut random),
            CurrenciesInCells | CurrenciesInAColumn => {
                let second: Vec<bool> = shop.customers.iter().map(|_| random.chance(25)).collect();
                for order in &mut shop.orders {
                    order.currency = usize::from(second.get(order.customer).copied().unwrap_or(false));
                    order.counts_when.push((Question::Currency, order.currency));
                }
            }
            LedgerWithTypes | LedgerOfTwoColumns => ledger(shop, disguise, &mut random),
            Statuses => {
                let kind = if random.chance(75) { "cancelled" } else { "failed" };
                let bad = random.pick(words.all(kind));
                let pending = random.chance(40).then(|| random.pick(words.all("pending")));
                for order in some(shop, &mut random, 12) {
                    match pending {
                        Some(word) if random.chance(35) => {
                            word.clone_into(&mut order.status);
                            order.counts_when.push((Question::Pending, 1));
                        }
                        _ => {
                            bad.clone_into(&mut order.status);
                            order.is_aside = true;
                        }
                    }
                }
            }
            UnknownStatuses => unknown_statuses(shop, &mut random),
            RefundTwice => refunds(shop, disguise, &words, &mut random),
            CellsSlipped => {
                let slipping = random.below(shop.products.len());
                let delimiter = disguise.text.delimiter.character();
                let product = &mut shop.products[slipping];
                product.name = match product.name.split_once(' ') {
                    Some((one, rest)) => format!("{one}{delimiter} {rest}"),
                    None => format!("{}{delimiter} extra", product.name),
                };
                for line in shop.orders.iter_mut().flat_map(|order| &mut order.lines) {
                    line.slips = line.product == slipping;
                }
            }
            CustomersMissing | SwappedDays | Hundredths | TotalOnEveryLine | MinusOnOneSide
            | NumbersRestart | DigitsLost | FileTwice | Overlap => {}
        }
    }
}

/// Orders that noise may happen to, so many per cent and three at least; never the first or the last.
fn some<'a>(shop: &'a mut Shop, random: &mut Random, percent: usize) -> Vec<&'a mut Order> {
    let last = shop.orders.len().saturating_sub(1);
    let free =
        |(index, order): &(usize, &mut Order)| *index != 0 && *index != last && order.is_free_for_noise();
    let mut orders: Vec<&mut Order> =
        shop.orders.iter_mut().enumerate().filter(free).map(|(_, order)| order).collect();
    random.shuffle(&mut orders);
    let count = (orders.len() * percent / 100).max(3);
    orders.truncate(count);
    orders
}

fn collective_customer(shop: &mut Shop, disguise: &Disguise, words: &Words, random: &mut Random) {
    let word = random.pick(words.all("collective"));
    // a number alone says nothing: only its weight does
    let has_word = disguise.identity.iter().any(|field| matches!(field, Field::Name | Field::FirstName));
    let most = if has_word { shop.orders.len() / 10 } else { shop.orders.len() / 3 };
    let customer = shop.customers.len();
    let number = shop.customers[0].number.clone();
    let number = number.replace(|c: char| c.is_ascii_digit(), "9");
    let email = if disguise.identity[0] == Field::Email || !has_word { "pos@example.org" } else { "" };
    let end = shop.orders.last().map_or(0, |order| order.day);
    let start = shop.orders[0].day;
    shop.customers.push(Customer {
        // a customer's number is there, or the key would be missing and not shared
        number,
        email: email.to_owned(),
        first: word.to_owned(),
        last: String::new(),
        name: word.to_owned(),
        phone: String::new(),
        ..shop.customers[0].clone()
    });
    let mut documents = shop.orders.iter().map(|order| order.document).max().unwrap_or(0);
    let status = shop.orders[0].status.clone();
    for _ in 0..most.max(30) {
        documents += 1;
        let count = random.weighted(&[(70, 1), (30, 2)]);
        let bought = lines(&shop.products, count, 0, random);
        let second = random.between(8 * 3600, 20 * 3600 - 1);
        let mut order = Order::sale(documents, customer, random.between(start + 1, end - 1), second, bought);
        order.is_aside = true;
        order.status.clone_from(&status);
        shop.orders.push(order);
    }
    shop.orders.sort_by_key(|order| (order.day, order.second, order.document));
    shop.number_orders(disguise);
}

fn placeholder_key(shop: &mut Shop, disguise: &Disguise, words: &Words, random: &mut Random) {
    let word = random.pick(words.all("placeholder"));
    let number = random.pick(&["0", "(blank)", "N/A", "NULL", "-", "guest", word]);
    let email = random.pick(&[
        "deleted@site.invalid",
        "guest@example.com",
        "noemail@example.com",
        "n/a",
        "anonymous@example.org",
        "-",
        word,
    ]);
    let only_key = random.chance(50);
    let mut nobody = Customer {
        number: number.to_owned(),
        email: email.to_owned(),
        first: word.to_owned(),
        last: String::new(),
        name: word.to_owned(),
        phone: random.pick(&["00000000", "-", "n/a"]).to_string(),
        city: "",
        postcode: String::new(),
        country: shop.customers[0].country,
    };
    if only_key {
        let key = disguise.identity[0];
        let clear = |field, text: &mut String| {
            if key != field {
                text.clear();
            }
        };
        clear(Field::Customer, &mut nobody.number);
        clear(Field::Email, &mut nobody.email);
        clear(Field::Name, &mut nobody.name);
        clear(Field::FirstName, &mut nobody.first);
        clear(Field::Phone, &mut nobody.phone);
    }
    let beyond = shop.customers.len();
    for order in some(shop, random, 14) {
        order.customer = beyond;
        order.is_aside = true;
    }
    shop.nobody = Some(nobody);
}

fn dressed_emails(shop: &mut Shop, random: &mut Random) {
    let customers = shop.customers.clone();
    for order in &mut shop.orders {
        let Some(customer) = customers.get(order.customer).filter(|customer| !customer.email.is_empty())
        else {
            continue;
        };
        let plain = &customer.email;
        let name = format!("{} {}", customer.first, customer.last);
        if random.chance(30) {
            order.email = Some(match random.below(8) {
                0 => plain.to_uppercase(),
                1 => format!(" {plain} "),
                2 => format!("{plain}\u{a0}"),
                3 => format!("\u{200b}{plain}"),
                4 => format!("mailto:{plain}"),
                5 => format!("{name} <{plain}>"),
                6 => format!("{plain};"),
                _ => format!("{}{}", plain[..1].to_uppercase(), &plain[1..]),
            });
        }
    }
}

fn impossible_days(shop: &mut Shop, disguise: &Disguise, random: &mut Random) {
    let end = shop.orders.last().map_or(0, |order| order.day);
    let kind = random.below(5);
    let count = random.between(1, 3) as usize;
    let has_no_nought = disguise.dates.is_number() || disguise.format == Format::Xlsx;
    for order in some(shop, random, 10).into_iter().take(count) {
        let day = match kind {
            0 => Some(calendar::day_of(1900, 1, 1)),
            1 => Some(0),
            2 if !has_no_nought => None,
            3 => Some(calendar::day_of(9999, 12, 31)),
            // a slip of the finger: far from everything
            _ => Some(order.day + 3287 + (end - order.day) / 365 * 365),
        };
        order.impossible_day = Some(day);
        order.is_aside = true;
    }
}

fn ledger(shop: &mut Shop, disguise: &Disguise, random: &mut Random) {
    let mut payments = Vec::new();
    let end = shop.orders.last().map_or(0, |order| order.day);
    let mut documents = shop.orders.iter().map(|order| order.document).max().unwrap_or(0);
    for order in shop.orders.iter().filter(|order| order.kind == Kind::Sale && order.total() > 0) {
        let day = order.day + random.between(2, 30);
        if day < end && random.chance(85) {
            documents += 1;
            let mut payment = order.given_back(documents, day, false);
            (payment.kind, payment.is_aside) = (Kind::Payment, true);
            payments.push(payment);
        }
    }
    shop.orders.extend(payments);
    shop.orders.sort_by_key(|order| (order.day, order.second, order.document));
    shop.number_orders(disguise);
    let mut balances = vec![0; shop.customers.len() + 1];
    for order in &mut shop.orders {
        balances[order.customer] += order.lines.iter().map(|line| line.amount()).sum::<i64>();
        order.balance = balances[order.customer];
    }
}

fn unknown_statuses(shop: &mut Shop, random: &mut Random) {
    // Czech, Croatian, Hungarian, Turkish, Romanian, and codes
    let [sold, bad] = random.pick(&[
        ["vyřízeno", "stornováno"],
        ["isporučeno", "otkazano"],
        ["teljesítve", "törölve"],
        ["tamamlandı", "iptal edildi"],
        ["finalizată", "anulată"],
        ["4", "7"],
        ["30", "90"],
        ["S", "X"],
    ]);
    for order in &mut shop.orders {
        sold.clone_into(&mut order.status);
    }
    for order in some(shop, random, 12) {
        bad.clone_into(&mut order.status);
        order.is_aside = true;
    }
}

fn refunds(shop: &mut Shop, disguise: &Disguise, words: &Words, random: &mut Random) {
    let refunded = random.pick(words.all("refunded"));
    let end = shop.orders.last().map_or(0, |order| order.day);
    let mut documents = shop.orders.iter().map(|order| order.document).max().unwrap_or(0);
    let mut given_back = Vec::new();
    for order in some(shop, random, 8) {
        let day = order.day + random.between(2, 15);
        if day >= end {
            continue;
        }
        documents += 1;
        order.counts_when.push((Question::Refunds, 1));
        order.has_return = true;
        given_back.push(order.given_back(documents, day, false));
        refunded.clone_into(&mut order.status);
    }
    shop.orders.extend(given_back);
    shop.orders.sort_by_key(|order| (order.day, order.second, order.document));
    shop.number_orders(disguise);
}
