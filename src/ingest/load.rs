//! Streams a table into the ledger and keeps the account of every row: used, or set aside with a reason.

use std::collections::BTreeMap;

use super::{
    contacts::Contacts,
    identity::{TokenIdx, clean_id},
    plan::{AmountSource, Plan},
    row::{Cell, Row},
    setaside::{Line, LineReader, Verdict},
    table::{OnProgress, ScanEnd, ScanError, Table},
    workbook::Flow,
};
use crate::{
    answers::{ExampleRow, ImportAnswer, ImportNote, SetAside, SetAsideReason},
    base::{Idx, IndexVec, Interner, Money},
    model::{Available, CategoryIdx, ChannelIdx, CountryIdx, CouponIdx, Ledger, OrderIdIdx, ProductIdx},
    protocol::Problem,
    recipe::{Recipe, Role},
};

/// Examples kept of each reason.
const EXAMPLES: usize = 5;
/// More lines than this cannot be numbered in 32 bits with room to spare.
const MAX_ROWS: u64 = 200_000_000;

/// What an import made.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The lines.
    pub ledger: Ledger,
    /// The account of the rows.
    pub import: ImportAnswer,
}

/// Reads the whole table.
///
/// # Errors
/// [`Problem::NeedsAnswer`] while the plan has open questions, [`Problem::NoUsableRows`],
/// [`Problem::OneRowPerCustomer`], and what reading says.
pub fn load(
    table: &Table,
    plan: &Plan,
    _recipe: &Recipe,
    on_progress: OnProgress<'_>,
) -> Result<Loaded, Problem> {
    use crate::answers::Question;
    if plan.questions.contains(&Question::WhichColumn(Role::Date)) {
        return Err(Problem::NoDates);
    }
    if plan.questions.contains(&Question::WhichColumn(Role::Customer)) {
        return Err(Problem::NoCustomers);
    }
    if !plan.questions.is_empty() {
        return Err(Problem::NeedsAnswer);
    }
    // a second time where the encoding was seen to be another one in the middle
    for _ in 0..2 {
        let mut loader = Loader::new(plan);
        let result = table.scan(on_progress, &mut |row| {
            loader.take(row)?;
            Ok(Flow::More)
        });
        match result {
            Ok(end) => return loader.finish(table, &end),
            Err(ScanError::Problem(problem)) => return Err(problem),
            Err(ScanError::Restart) => {}
        }
    }
    Err(Problem::Broken { detail: "the encoding is not recognised".to_owned() })
}

#[derive(Default)]
struct AsideCount {
    rows: u64,
    amount: Money,
    examples: Vec<ExampleRow>,
}

struct Loader<'p> {
    plan: &'p Plan,
    reader: LineReader<'p>,
    ledger: Ledger,
    /// By line, until persons are known.
    tokens: Vec<TokenIdx>,
    contacts: Contacts<'p>,
    aside: BTreeMap<SetAsideReason, AsideCount>,
    rows_read: u64,
    amount_read: Money,
    amount_used: Money,
    /// Hash of each used line, to count identical ones.
    line_hashes: Vec<u64>,
    text: String,
    /// Order and customer of the line before.
    last_order: Option<OrderIdIdx>,
    last_customer: Option<TokenIdx>,
}

impl<'p> Loader<'p> {
    fn new(plan: &'p Plan) -> Self {
        let has = |role| plan.column(role).is_some();
        let ledger = Ledger {
            has: Available {
                amounts: plan.amount != AmountSource::Nothing,
                order_ids: has(Role::Order),
                times: true,
                products: has(Role::Product) || has(Role::ProductName),
                categories: has(Role::Category),
                quantities: has(Role::Quantity),
                discounts: has(Role::Discount),
                coupons: has(Role::Coupon),
                channels: has(Role::Channel) || has(Role::Campaign),
                countries: has(Role::Country),
                costs: has(Role::Cost),
            },
            currency: plan.currency.clone(),
            ..Ledger::default()
        };
        Self {
            plan,
            reader: LineReader::new(plan),
            ledger,
            tokens: Vec::new(),
            contacts: Contacts::new(plan),
            aside: BTreeMap::new(),
            rows_read: 0,
            amount_read: Money::ZERO,
            amount_used: Money::ZERO,
            line_hashes: Vec::new(),
            text: String::new(),
            last_order: None,
            last_customer: None,
        }
    }

    fn take(&mut self, row: &Row) -> Result<(), Problem> {
        if row.number <= self.plan.header_row {
            return Ok(());
        }
        self.rows_read += 1;
        if self.rows_read > MAX_ROWS {
            return Err(Problem::TooLarge { limit: "200 million rows".to_owned() });
        }
        match self.reader.read(row) {
            Verdict::SetAside(reason, amount) => {
                self.last_order = None; // what continues now is not the order of the line before
                self.amount_read += amount;
                let count = self.aside.entry(reason).or_default();
                count.rows += 1;
                count.amount += amount;
                if count.examples.len() < EXAMPLES {
                    count.examples.push(ExampleRow { row: row.number, cells: shorten(row) });
                }
            }
            Verdict::Line(line) => {
                self.amount_read += line.amount;
                self.amount_used += line.amount;
                self.push(row, line);
            }
        }
        Ok(())
    }

    fn push(&mut self, row: &Row, line: Line) {
        let has = self.ledger.has;
        let text = &mut self.text;
        let (lines, plan) = (&mut self.ledger.lines, self.plan);
        self.tokens.push(line.customer);
        lines.day.push(line.moment.0);
        lines.second.push(line.moment.1);
        lines.source_row.push(row.number as u32);
        let mut order = OrderIdIdx::NONE;
        if has.order_ids {
            let ids = &mut self.ledger.order_ids;
            order = match self.last_order.filter(|_| line.continues) {
                Some(order) => order,
                None if line.continues => ids.intern(clean_id(self.reader.continued_order())),
                None => intern_id(row, plan.column(Role::Order), text, ids).unwrap_or(OrderIdIdx::NONE),
            };
            self.last_order = Some(order);
            lines.order_id.push(order);
        }
        let mut product = ProductIdx::NONE;
        if has.products {
            let number = intern_id(row, plan.column(Role::Product), text, &mut self.ledger.products);
            let name = plan.column(Role::ProductName);
            product = match (number, name) {
                (Some(product), Some(name)) => {
                    let names = &mut self.ledger.product_names;
                    while names.len() <= product.index() {
                        names.push(String::new());
                    }
                    if names[product].is_empty() {
                        names[product] = row.cell(name).to_text();
                    }
                    product
                }
                (Some(product), None) => product,
                (None, name) => {
                    intern_id(row, name, text, &mut self.ledger.products).unwrap_or(ProductIdx::NONE)
                }
            };
            lines.product.push(product);
        }
        if has.categories {
            let category = intern_id(row, plan.column(Role::Category), text, &mut self.ledger.categories);
            lines.category.push(category.unwrap_or(CategoryIdx::NONE));
        }
        if has.quantities {
            lines.quantity_milli.push(line.quantity_milli);
        }
        if has.amounts {
            lines.amount.push(line.amount);
        }
        if has.discounts {
            let discount = self.reader.money(row, Role::Discount);
            lines.discount.push(Money(discount.0.saturating_abs()));
        }
        if has.coupons {
            let coupon = intern_id(row, plan.column(Role::Coupon), text, &mut self.ledger.coupons);
            lines.coupon.push(coupon.unwrap_or(CouponIdx::NONE));
        }
        if has.channels {
            let column = plan.column(Role::Channel).or_else(|| plan.column(Role::Campaign));
            let channel = intern_id(row, column, text, &mut self.ledger.channels);
            lines.channel.push(channel.unwrap_or(ChannelIdx::NONE));
        }
        if has.countries {
            let country = intern_id(row, plan.column(Role::Country), text, &mut self.ledger.countries);
            lines.country.push(country.unwrap_or(CountryIdx::NONE));
        }
        if has.costs {
            let cost = self.reader.money(row, Role::Cost);
            lines.cost.push(cost);
        }
        let numbers = [
            line.customer.0 as u64,
            line.moment.0.0 as u64,
            u64::from(line.moment.1),
            u64::from(order.0),
            u64::from(product.0),
            line.quantity_milli as u64,
            line.amount.0 as u64,
        ];
        self.line_hashes.push(hash(&numbers));
        // lines of one order carry the same person
        if !(line.continues && self.last_customer == Some(line.customer)) {
            self.contacts.see(row, line.customer, self.tokens.len() as u32);
        }
        self.last_customer = Some(line.customer);
    }

    #[allow(clippy::indexing_slicing)] // every token is one that the identity numbered
    fn finish(mut self, table: &Table, end: &ScanEnd) -> Result<Loaded, Problem> {
        let rows_used = self.tokens.len() as u64;
        let set_aside = self.account();
        if rows_used == 0 {
            let reason = set_aside
                .iter()
                .find(|aside| aside.reason != SetAsideReason::Blank)
                .map(|aside| aside.reason);
            return Err(match self.rows_read {
                0 => Problem::EmptyFile,
                rows => Problem::NoUsableRows { reason, rows },
            });
        }
        let notes = self.notes(table, end);
        let identical_lines = Some(count_repeated(std::mem::take(&mut self.line_hashes)));
        let persons = self.reader.identity.finish();
        let mut ledger = self.ledger;
        ledger.lines.customer = self.tokens.iter().map(|&token| persons.of_token[token]).collect();
        ledger.people = self.contacts.finish(&persons);
        ledger.customers = persons.keys;
        if ledger.has.times && ledger.lines.second.iter().all(|&second| second == 0) {
            ledger.has.times = false;
            ledger.lines.second = IndexVec::default();
        }
        // a name for every product, or for none
        if !ledger.product_names.is_empty() {
            while ledger.product_names.len() < ledger.products.len() {
                ledger.product_names.push(String::new());
            }
        }
        shrink(&mut ledger);
        refuse_totals(&ledger, self.plan, rows_used)?;
        let import = ImportAnswer {
            rows_read: self.rows_read,
            rows_used,
            amount_read: self.amount_read,
            amount_used: self.amount_used,
            set_aside,
            identical_lines,
            notes,
        };
        Ok(Loaded { ledger, import })
    }

    /// By reason, most rows first.
    fn account(&mut self) -> Vec<SetAside> {
        let mut set_aside: Vec<SetAside> = std::mem::take(&mut self.aside)
            .into_iter()
            .map(|(reason, count)| SetAside {
                reason,
                rows: count.rows,
                amount: count.amount,
                examples: count.examples,
            })
            .collect();
        set_aside.sort_by(|a, b| b.rows.cmp(&a.rows).then(a.reason.cmp(&b.reason)));
        set_aside
    }

    fn notes(&self, table: &Table, end: &ScanEnd) -> Vec<ImportNote> {
        let mut notes = Vec::new();
        if let Some(encoding) = table.encoding() {
            notes.push(ImportNote::Encoding(encoding.to_owned()));
        }
        if let Some(delimiter) = table.delimiter() {
            notes.push(ImportNote::Delimiter(delimiter.id()));
        }
        if let Some(sheet) = table.sheet().filter(|_| table.sheets().len() > 1) {
            notes.push(ImportNote::Sheet(sheet.to_owned()));
        }
        if self.reader.styles.contains_key(&super::date::DateStyle::Numbers) {
            notes.push(ImportNote::DateOrder(self.plan.date_order));
        }
        let most = self.reader.styles.values().copied().max().unwrap_or(0);
        let others = self.reader.styles.values().sum::<u64>() - most;
        if others > 0 {
            notes.push(ImportNote::MixedDateStyles(others));
        }
        if matches!(self.plan.amount, AmountSource::Price { .. }) {
            notes.push(ImportNote::AmountFromPrice);
        }
        if let (true, Some(currency)) = (self.plan.several_currencies, &self.plan.currency) {
            notes.push(ImportNote::Currency(currency.clone()));
        }
        if self.reader.deducted > 0 {
            notes.push(ImportNote::Deducted(self.reader.deducted));
        }
        if self.reader.rounded > 0 {
            notes.push(ImportNote::RoundedAmounts(self.reader.rounded));
        }
        if let Some(row) = end.unbalanced_row {
            notes.push(ImportNote::UnbalancedQuotes { row });
        }
        notes
    }
}

/// The index of an id or label; `None` where the cell is empty.
fn intern_id<I: Idx>(
    row: &Row,
    column: Option<usize>,
    text: &mut String,
    interner: &mut Interner<I>,
) -> Option<I> {
    let clean = match row.cell(column?) {
        Cell::Empty => return None,
        Cell::Text(cell) => clean_id(cell),
        cell => {
            text.clear();
            cell.write_text(text);
            text.as_str()
        }
    };
    (!clean.is_empty()).then(|| interner.intern(clean))
}

fn hash(numbers: &[u64]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = crate::base::hash::FxHasher::default();
    numbers.iter().for_each(|&number| hasher.write_u64(number));
    hasher.finish()
}

/// How many values repeat one before them.
fn count_repeated(mut hashes: Vec<u64>) -> u64 {
    hashes.sort_unstable();
    hashes.windows(2).filter(|pair| pair.first() == pair.last()).count() as u64
}

/// Cells for showing: a cell of a megabyte is not an example.
fn shorten(row: &Row) -> Vec<String> {
    row.cells().take(100).map(|cell| cell.to_text().chars().take(200).collect()).collect()
}

fn shrink(ledger: &mut Ledger) {
    let lines = &mut ledger.lines;
    lines.customer.shrink_to_fit();
    lines.day.shrink_to_fit();
    lines.second.shrink_to_fit();
    lines.order_id.shrink_to_fit();
    lines.product.shrink_to_fit();
    lines.category.shrink_to_fit();
    lines.quantity_milli.shrink_to_fit();
    lines.amount.shrink_to_fit();
    lines.discount.shrink_to_fit();
    lines.coupon.shrink_to_fit();
    lines.channel.shrink_to_fit();
    lines.country.shrink_to_fit();
    lines.cost.shrink_to_fit();
    lines.source_row.shrink_to_fit();
}

/// Refuses a list of customers with their totals: every customer once, and neither orders nor products.
fn refuse_totals(ledger: &Ledger, plan: &Plan, rows: u64) -> Result<(), Problem> {
    const HINTS: [&str; 14] = [
        "orders",
        "ordrer",
        "order count",
        "antal ordrer",
        "antal ordrar",
        "number of orders",
        "total spent",
        "last order",
        "first order",
        "sidste ordre",
        "lifetime",
        "ltv",
        "orders count",
        "last purchase",
    ];
    if rows < 20 || ledger.customers.len() as u64 != rows {
        return Ok(());
    }
    let hinted = plan.headers.iter().any(|header| {
        let words = super::dictionary::normalise(header).words.join(" ");
        HINTS.iter().any(|hint| words.contains(hint))
    });
    let bare = !ledger.has.order_ids && !ledger.has.products;
    if hinted || bare { Err(Problem::OneRowPerCustomer) } else { Ok(()) }
}
