//! Streams tables into the ledger and keeps the account of every row: used, or set aside with a reason.

use std::collections::BTreeMap;

use crate::{
    answers::{ExampleRow, ImportAnswer, SetAside, SetAsideReason},
    base::{Idx, IndexVec, Interner, Money, order::sort_by},
    ingest::{
        plan::{AmountSource, Plan, inspect::amount_columns},
        read::{
            row::{Cell, Row},
            sheet_rows::Flow,
            table::{LookupEnd, OnProgress, ScanEnd, ScanError},
        },
        rows::{
            attributes::Contacts,
            identity::TokenIdx,
            noticed::{Noticed, Seen, Unmatched},
            repeats::identical_lines,
            report, restarts,
            row_parser::{Line, LineReader, Verdict},
        },
        tables::dataset::{Dataset, VisitPart},
        values::{
            key::clean_id,
            number::{Decimal, parse_decimal},
            product_list::{self, Item},
        },
    },
    model::{
        Available, CategoryIdx, ChannelIdx, CountryIdx, CouponIdx, Ledger, LineIdx, OrderIdIdx, ProductIdx,
        Source,
    },
    protocol::{Problem, Progress},
    recipe::Role,
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
    /// What rows showed that may make figures wrong.
    pub noticed: Noticed,
}

/// Reads all tables. `apart` names keys of customers that are to join nobody, as
/// [`MergedKey::id`](crate::answers::MergedKey::id) does.
///
/// # Errors
/// [`Problem::NeedsAnswer`] while the plan has open questions, [`Problem::NoUsableRows`],
/// [`Problem::OneRowPerCustomer`], and what reading says.
pub fn load(
    dataset: &Dataset,
    plan: &Plan,
    apart: &[u64],
    on_progress: OnProgress<'_>,
) -> Result<Loaded, Problem> {
    use crate::answers::About;
    let asks_for = |role| plan.questions.iter().any(|question| question.about == About::WhichColumn(role));
    if asks_for(Role::Date) {
        return Err(Problem::NoDates);
    }
    if asks_for(Role::Customer) {
        return Err(Problem::NoCustomers);
    }
    if !plan.questions.is_empty() {
        return Err(Problem::NeedsAnswer);
    }
    // again where the encoding of a file was seen to be another one in the middle
    for _ in 0..=dataset.parts().len() {
        let mut loader = Loader::new(dataset, plan, apart);
        let seen = std::cell::Cell::new(Progress::default());
        let mut tell = |progress| {
            seen.set(progress);
            on_progress(progress);
        };
        let result = dataset.scan(&mut tell, &mut Loading { loader: &mut loader, seen: &seen });
        match result {
            Ok(end) => return loader.finish(dataset, &end),
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
    /// Lines that there is room for.
    room: usize,
    /// Number of the table that is being read.
    part: usize,
    /// Rows that became lines.
    rows_used: u64,
    /// Rows of several products.
    split_rows: u64,
    reader: LineReader<'p>,
    ledger: Ledger,
    /// By table below each other, its rows.
    rows_of: Vec<u64>,
    /// The joins in which the row at hand found nothing, a bit each, and by join how many such rows there are and what
    /// they are worth.
    missed: u64,
    all_missed: Vec<(u64, Money)>,
    /// By line, until persons are known.
    tokens: Vec<TokenIdx>,
    contacts: Contacts<'p>,
    aside: BTreeMap<SetAsideReason, AsideCount>,
    rows_read: u64,
    amount_read: Money,
    amount_used: Money,
    text: String,
    /// Order and customer of the line before.
    last_order: Option<OrderIdIdx>,
    last_customer: Option<TokenIdx>,
}

/// A loader at work: how far the file has been read says how much room it needs.
struct Loading<'a, 'p> {
    loader: &'a mut Loader<'p>,
    seen: &'a std::cell::Cell<Progress>,
}

impl VisitPart for Loading<'_, '_> {
    fn ahead(&mut self, rows: &[Row]) {
        self.loader.look_ahead(rows);
    }
    fn missed(&mut self, joins: u64) {
        self.loader.missed = joins;
    }
    fn worth(&self, column: usize, text: &str) -> Money {
        let value = parse_decimal(text, self.loader.plan.decimal_sign(column));
        value.and_then(Decimal::to_money).map_or(Money::ZERO, |(money, _)| money)
    }
    fn row(&mut self, part: usize, row: &Row) -> Result<Flow, Problem> {
        self.loader.make_room(self.seen);
        self.loader.take(part, row)?;
        Ok(Flow::More)
    }
}

impl<'p> Loader<'p> {
    fn new(dataset: &Dataset, plan: &'p Plan, apart: &[u64]) -> Self {
        let source = |part: &crate::ingest::tables::part::Part| Source {
            first_line: LineIdx::NONE,
            file: part.table.file().name.clone(),
            sheet: part.table.sheet().or(part.table.member()).map(str::to_owned),
        };
        let has = |role| plan.column(role).is_some();
        let ledger = Ledger {
            has: Available {
                amounts: plan.amount != AmountSource::Nothing,
                order_ids: has(Role::Order),
                times: true,
                products: has(Role::Product) || has(Role::ProductName) || plan.product_list.is_some(),
                categories: has(Role::Category),
                quantities: has(Role::Quantity) || plan.product_list.is_some(),
                discounts: has(Role::Discount),
                coupons: has(Role::Coupon),
                channels: has(Role::Channel) || has(Role::Campaign),
                countries: has(Role::Country),
                costs: has(Role::Cost),
            },
            currency: plan.currencies.used.clone(),
            sources: dataset.parts().iter().map(source).collect(),
            ..Ledger::default()
        };
        Self {
            plan,
            room: 0,
            part: 0,
            rows_used: 0,
            split_rows: 0,
            rows_of: vec![0; dataset.parts().len()],
            missed: 0,
            all_missed: Vec::new(),
            reader: LineReader::new(plan, apart),
            ledger,
            tokens: Vec::new(),
            contacts: Contacts::new(plan),
            aside: BTreeMap::new(),
            rows_read: 0,
            amount_read: Money::ZERO,
            amount_used: Money::ZERO,
            text: String::new(),
            last_order: None,
            last_customer: None,
        }
    }

    /// Makes room for as many lines as the bytes read so far let expect. Columns that double when they are full hold
    /// twice what they need, and a tab has no gigabytes.
    fn make_room(&mut self, seen: &std::cell::Cell<Progress>) {
        let lines = self.tokens.len();
        if lines < self.room {
            return;
        }
        let Progress { bytes_done, bytes_total, .. } = seen.get();
        // a guess from a few lines is checked once; after that, every further step would leave a hole as large as it was
        let most = if lines < 100_000 { 16.0 } else { 512.0 };
        let expected = match bytes_done {
            0 => 2.0,
            _ => (bytes_total as f64 / bytes_done as f64 * 1.04).clamp(1.125, most),
        };
        self.room = ((lines as f64 * expected) as usize).max(8192);
        let more = self.room - lines;
        let Available { amounts, order_ids, products, categories, quantities, .. } = self.ledger.has;
        let columns = &mut self.ledger.lines;
        // no other texts are as many as the numbers of orders
        self.ledger.order_ids.expect_times(if lines < 100_000 { 1.0 } else { expected });
        self.tokens.reserve_exact(more);
        columns.day.reserve_exact(more);
        columns.second.reserve_exact(if columns.second.is_empty() { 0 } else { more });
        columns.source_row.reserve_exact(more);
        columns.order_id.reserve_exact(if order_ids { more } else { 0 });
        columns.product.reserve_exact(if products { more } else { 0 });
        columns.category.reserve_exact(if categories { more } else { 0 });
        columns.quantity_milli.reserve_exact(if quantities { more } else { 0 });
        columns.amount.reserve_exact(if amounts { more } else { 0 });
        let Available { discounts, coupons, channels, countries, costs, .. } = self.ledger.has;
        columns.discount.reserve_exact(if discounts { more } else { 0 });
        columns.coupon.reserve_exact(if coupons { more } else { 0 });
        columns.channel.reserve_exact(if channels { more } else { 0 });
        columns.country.reserve_exact(if countries { more } else { 0 });
        columns.cost.reserve_exact(if costs { more } else { 0 });
    }

    /// One question after the other, none of which waits for the answer to the one before.
    #[inline(never)]
    fn look_ahead(&mut self, rows: &[Row]) {
        let tokens = self.reader.identity.look_ahead(rows);
        self.contacts.look_ahead(tokens);
    }

    fn take(&mut self, part: usize, row: &Row) -> Result<(), Problem> {
        if part != self.part {
            self.part = part;
            self.last_order = None;
            self.last_customer = None;
        }
        self.rows_read += 1;
        if self.rows_read > MAX_ROWS {
            return Err(Problem::TooLarge { limit: "200 million rows".to_owned() });
        }
        if let Some(rows) = self.rows_of.get_mut(part) {
            *rows += 1;
        }
        let verdict = self.reader.read(part, row);
        if self.missed != 0 {
            self.count_missed(&verdict);
        }
        match verdict {
            Verdict::SetAside(reason, amount) => {
                self.last_order = None; // what continues now is not the order of the line before
                self.amount_read += amount;
                let count = self.aside.entry(reason).or_default();
                count.rows += 1;
                count.amount += amount;
                if count.examples.len() < EXAMPLES {
                    let table = part as u32;
                    count.examples.push(ExampleRow { table, row: row.number, cells: shorten(row) });
                }
            }
            Verdict::Line(line) => {
                self.amount_read += line.amount;
                self.amount_used += line.amount;
                self.rows_used += 1;
                match self.reader.products(row) {
                    None => self.push(row, line, None),
                    Some(items) => self.push_items(row, line, &items),
                }
            }
        }
        Ok(())
    }

    /// Rows that found nothing in another table, and what they are worth.
    #[cold]
    fn count_missed(&mut self, verdict: &Verdict) {
        let missed = std::mem::take(&mut self.missed);
        let amount = match verdict {
            // what is no row of the table looks nothing up
            Verdict::SetAside(
                SetAsideReason::TotalRow | SetAsideReason::RepeatedHeader | SetAsideReason::Blank,
                _,
            ) => return,
            Verdict::SetAside(_, amount) | Verdict::Line(Line { amount, .. }) => *amount,
        };
        for at in (0..64).filter(|at| missed & (1 << at) != 0) {
            if self.all_missed.len() <= at {
                self.all_missed.resize(at + 1, (0, Money::ZERO));
            }
            if let Some((rows, sum)) = self.all_missed.get_mut(at) {
                *rows += 1;
                *sum += Money(amount.0.saturating_abs());
            }
        }
    }

    /// A line for each product of a row; the amount is shared out by units, since nothing says what each cost.
    fn push_items(&mut self, row: &Row, line: Line, items: &[Item<'_>]) {
        let units: Vec<u32> = items.iter().map(|item| item.units).collect();
        let amounts = product_list::share_out(line.amount.0, &units);
        self.split_rows += u64::from(items.len() > 1);
        for (at, (item, amount)) in items.iter().zip(amounts).enumerate() {
            let sign = if line.quantity_milli < 0 { -1 } else { 1 };
            let milli = i32::try_from(i64::from(item.units) * 1000).unwrap_or(i32::MAX) * sign;
            let line = Line { amount: Money(amount), quantity_milli: milli, ..line };
            self.push(row, line, Some((item.name, at == 0)));
        }
    }

    /// `item` is the product where the row holds several, and whether it is the first: what belongs to the whole row
    /// is counted with that one.
    fn push(&mut self, row: &Row, line: Line, item: Option<(&str, bool)>) {
        let is_first = item.is_none_or(|(_, is_first)| is_first);
        if let Some(source) =
            self.ledger.sources.get_mut(self.part).filter(|source| !source.first_line.is_some())
        {
            source.first_line = LineIdx::from_index(self.tokens.len());
        }
        let has = self.ledger.has;
        let text = &mut self.text;
        let (lines, plan) = (&mut self.ledger.lines, self.plan);
        self.tokens.push(line.customer);
        lines.day.push(line.moment.0);
        // most files have no times: a column of zeros is not made
        if line.moment.1 != 0 || !lines.second.is_empty() {
            while lines.second.len() + 1 < lines.day.len() {
                lines.second.push(0);
            }
            lines.second.push(line.moment.1);
        }
        lines.source_row.push(row.number as u32);
        if has.order_ids {
            let ids = &mut self.ledger.order_ids;
            let order = match self.last_order.filter(|_| line.continues) {
                Some(order) => order,
                None if line.continues => ids.intern(clean_id(self.reader.continued_order())),
                None => intern_id(row, plan.column(Role::Order), text, ids).unwrap_or(OrderIdIdx::NONE),
            };
            self.last_order = Some(order);
            lines.order_id.push(order);
        }
        if let (true, Some((item, _))) = (has.products, item) {
            lines.product.push(self.ledger.products.intern(item));
        } else if has.products {
            let number = intern_id(row, plan.column(Role::Product), text, &mut self.ledger.products);
            let name = plan.column(Role::ProductName);
            let product = match (number, name) {
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
            let discount = if is_first { self.reader.money(row, Role::Discount) } else { Money::ZERO };
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
            let cost = if is_first { self.reader.money(row, Role::Cost) } else { Money::ZERO };
            lines.cost.push(cost);
        }
        // lines of one order carry the same person
        if !(line.continues && self.last_customer == Some(line.customer)) {
            self.contacts.see(row, line.customer, self.tokens.len() as u32);
        }
        self.last_customer = Some(line.customer);
    }

    #[allow(clippy::indexing_slicing)] // every token is one that the identity numbered
    fn finish(mut self, dataset: &Dataset, end: &ScanEnd) -> Result<Loaded, Problem> {
        let set_aside = self.account();
        if self.rows_used == 0 {
            let reason = set_aside
                .iter()
                .find(|aside| aside.reason != SetAsideReason::Blank)
                .map(|aside| aside.reason);
            return Err(match self.rows_read {
                0 => Problem::EmptyFile,
                rows => Problem::NoUsableRows { reason, rows },
            });
        }
        let notes = report::notes(dataset, self.plan, &self.reader, end, self.split_rows);
        let identical_lines = Some(identical_lines(&self.ledger.lines, &self.tokens));
        let (statuses, currencies) = report::labels(self.plan, &mut self.reader);
        let mut noticed = std::mem::take(&mut self.reader.noticed);
        let (nobody, rows, examples) = self.reader.identity.noticed();
        noticed.nobody = nobody;
        noticed.lost_digits = Seen { rows, amount: Money::ZERO, examples };
        noticed.names = self.contacts.names(&self.tokens);
        let missed = |(at, end): (usize, &LookupEnd)| {
            let (missed, amount) = self.all_missed.get(at).copied().unwrap_or_default();
            Unmatched { end: LookupEnd { missed, ..end.clone() }, amount }
        };
        noticed.unmatched = end.lookups.iter().enumerate().map(missed).collect();
        let accounts = report::accounts(dataset, &self.rows_of, &noticed.unmatched);
        let mut persons = self.reader.identity.finish();
        let mut identity = std::mem::take(&mut persons.answer);
        let no_customer = set_aside.iter().find(|aside| aside.reason == SetAsideReason::NoCustomer);
        identity.guest_rows = no_customer.map_or(0, |aside| aside.rows);
        let mut ledger = self.ledger;
        // into_iter: the same memory holds the one and then the other
        ledger.lines.customer =
            self.tokens.into_iter().map(|token| persons.of_token[token]).collect::<Vec<_>>().into();
        ledger.people = self.contacts.finish(&persons);
        ledger.customers = persons.keys;
        // a table without a line begins where the next one does
        let mut next = LineIdx::from_index(ledger.lines.len());
        for source in ledger.sources.iter_mut().rev() {
            if source.first_line.is_some() {
                next = source.first_line;
            }
            source.first_line = next;
        }
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
        noticed.numbers_again = restarts::split(&mut ledger, self.plan.treatments.one_order_a_number);
        shrink(&mut ledger);
        // there are as many of them as orders, and hardly one is ever looked for
        ledger.order_ids.close();
        refuse_totals(&ledger, self.plan, self.rows_used)?;
        let import = ImportAnswer {
            rows_read: self.rows_read,
            rows_used: self.rows_used,
            amount_read: self.amount_read,
            amount_used: self.amount_used,
            set_aside,
            identical_lines,
            notes,
            tables: report::tables(dataset),
            accounts,
            identity,
            statuses,
            currencies,
            amounts: amount_columns(dataset, self.plan),
            other_lines: report::other_lines(&ledger),
            outliers: Vec::new(), // known when orders are
        };
        Ok(Loaded { ledger, import, noticed })
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
        sort_by(&mut set_aside, |a, b| b.rows.cmp(&a.rows).then(a.reason.cmp(&b.reason)));
        set_aside
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
        let words = crate::ingest::lexicon::dictionary::normalise(header).words.join(" ");
        HINTS.iter().any(|hint| words.contains(hint))
    });
    let bare = !ledger.has.order_ids && !ledger.has.products;
    if hinted || bare { Err(Problem::OneRowPerCustomer) } else { Ok(()) }
}
