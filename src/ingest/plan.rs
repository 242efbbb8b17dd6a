//! The plan of an import: everything that the user or the file left open is settled here once. Nothing that reading a
//! row needs is optional after this.

use std::collections::BTreeMap;

use super::{
    date::DateEvidence,
    dictionary::normalise,
    header,
    identity::KeyColumn,
    number::NumberEvidence,
    profile::Profile,
    roles::{Guesses, guess},
    row::Row,
    table::{ScanError, Table},
    workbook::Flow,
};
use crate::{
    answers::Question,
    protocol::Problem,
    recipe::{DateOrder, Recipe, Role},
};

/// Rows that are looked at to understand the columns.
pub const SAMPLE_ROWS: usize = 2000;

/// Where the amount of a line comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountSource {
    /// A column.
    Column(usize),
    /// Quantity times unit price.
    Price {
        /// Column of the quantity.
        quantity: usize,
        /// Column of the unit price.
        price: usize,
    },
    /// The file has no amounts.
    Nothing,
}

/// A column that lessens the amount of its row: a refund, or a discount of the whole order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deduction {
    /// The column.
    pub column: usize,
    /// A column with the most that there is to lessen: a refund gives back postage and taxes too, which no line has.
    pub at_most: Option<usize>,
}

/// Headers of a column that holds what was paid back of an order.
const REFUNDS: &str = "refunded amount|amount refunded|total refunded|refund amount|refund|refunds|refunded|refunderet|\
     refunderet belob|refundert|aterbetalt|aterbetalning|erstattung|erstattet";
/// Headers of a column that holds when an order was cancelled.
const CANCELLED_AT: &str = "cancelled at|canceled at|cancelled on|cancellation date|date cancelled|annulleret den|\
     annulleringsdato|storniert am";

/// The column of each role. Asked some twenty times for every row, so an array.
type Columns = [Option<usize>; Role::ALL.len()];

/// How a table is read.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Row number of the header; 0 where there is none.
    pub header_row: u64,
    /// The headers; empty where there is none.
    pub headers: Vec<String>,
    /// What the columns are.
    pub guesses: Guesses,
    /// What the columns hold, of the sample.
    pub profile: Profile,
    columns: Columns,
    /// What makes a customer.
    pub key: Vec<KeyColumn>,
    /// Where amounts come from.
    pub amount: AmountSource,
    /// What lessens them.
    pub deductions: Vec<Deduction>,
    /// A column that is blank unless the order was cancelled.
    pub cancelled_at: Option<usize>,
    /// Day or month first.
    pub date_order: DateOrder,
    /// Whether numbers in the date column are dates of a spreadsheet.
    pub serial_dates: bool,
    /// The decimal sign of each column.
    pub decimal_signs: Vec<char>,
    /// Currency that is analysed, where the file has a column of currencies.
    pub currency: Option<String>,
    /// Whether the file holds several.
    pub several_currencies: bool,
    /// What only the user can answer.
    pub questions: Vec<Question>,
}

impl Plan {
    /// The column of a role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.columns.get(role as usize).copied().flatten()
    }
    /// True where dates are written so that day and month could be mistaken for each other.
    pub fn has_open_dates(&self) -> bool {
        let column = self.column(Role::Date).and_then(|at| self.profile.columns.get(at));
        column.is_some_and(|column| column.date_evidence.has_numbers())
    }
    /// The decimal sign of a column.
    pub fn decimal_sign(&self, column: usize) -> char {
        self.decimal_signs.get(column).copied().unwrap_or('.')
    }

    /// Understands a table, reading its first rows; further ones only where day and month or the decimal sign are
    /// still open.
    ///
    /// # Errors
    /// [`Problem::EmptyFile`] for a table without a row; what reading says.
    pub fn make(table: &Table, recipe: &Recipe) -> Result<(Plan, Vec<Row>), Problem> {
        let rows = table.first_rows(SAMPLE_ROWS)?;
        if rows.iter().all(Row::is_blank) {
            return Err(Problem::EmptyFile);
        }
        let header_at = match recipe.reading.header_row {
            Some(0) => None,
            Some(number) => rows.iter().position(|row| row.number == u64::from(number)),
            None => header::find(&rows),
        };
        let header_row = header_at.and_then(|at| rows.get(at)).map_or(0, |row| row.number);
        let headers: Vec<String> = header_at
            .and_then(|at| rows.get(at))
            .map(|row| row.cells().map(|cell| header_text(&cell.to_text())).collect())
            .unwrap_or_default();
        let below: Vec<Row> = rows.into_iter().skip(header_at.map_or(0, |at| at + 1)).collect();
        let profile = Profile::of(&below);
        let guesses = guess(&headers, &profile, recipe);
        let columns: Columns = Role::ALL.map(|role| guesses.column(role));
        let mut plan = Plan {
            header_row,
            headers,
            guesses,
            profile,
            columns,
            key: Vec::new(),
            amount: AmountSource::Nothing,
            deductions: Vec::new(),
            cancelled_at: None,
            date_order: DateOrder::DayFirst,
            serial_dates: false,
            decimal_signs: Vec::new(),
            currency: None,
            several_currencies: false,
            questions: Vec::new(),
        };
        plan.settle_key(recipe);
        plan.settle_amount(recipe);
        plan.settle_deductions();
        plan.settle_dates(table, recipe)?;
        plan.settle_numbers(table, recipe)?;
        plan.settle_currency(&below);
        Ok((plan, below))
    }

    fn filled(&self, column: usize) -> f64 {
        self.profile
            .columns
            .get(column)
            .map_or(0.0, |column| column.filled() as f64 / column.cells.max(1) as f64)
    }

    /// The roles that the recipe names; else the first of e-mail, number, phone, name with postcode that most rows have.
    fn settle_key(&mut self, recipe: &Recipe) {
        let single = |role, column| KeyColumn { role, column, with: None };
        let named = recipe.customer_key.contains(&Role::Name).then(|| self.column(Role::Postcode)).flatten();
        let with_postcode = recipe.customer_key.contains(&Role::Postcode);
        for &role in &recipe.customer_key {
            let Some(column) = self.column(role) else { continue };
            match role {
                Role::Postcode if named.is_some() && self.column(Role::Name).is_some() => {}
                Role::Name if with_postcode => self.key.push(KeyColumn { role, column, with: named }),
                _ => self.key.push(single(role, column)),
            }
        }
        if !self.key.is_empty() {
            return;
        }
        // a key that many rows lack is no key where another one is there on them
        let numbers = [Role::Email, Role::Customer, Role::Phone];
        let filled = |role| self.column(role).map_or(0.0, |column| self.filled(column));
        let most = numbers.into_iter().map(filled).fold(0.0, f64::max);
        for enough in [0.5, 0.02] {
            let fits = |&role: &Role| filled(role) >= enough && filled(role) >= 0.9 * most;
            if let Some((role, column)) =
                numbers.into_iter().find(fits).and_then(|role| Some((role, self.column(role)?)))
            {
                self.key = vec![single(role, column)];
                return;
            }
            if let Some(column) = self.column(Role::Name).filter(|&column| self.filled(column) >= enough) {
                self.key = vec![KeyColumn { role: Role::Name, column, with: self.column(Role::Postcode) }];
                return;
            }
        }
        match [Role::Email, Role::Customer, Role::Phone, Role::Name]
            .into_iter()
            .find_map(|role| Some((role, self.column(role)?)))
        {
            Some((role, column)) => self.key = vec![single(role, column)],
            None => self.questions.push(Question::WhichColumn(Role::Customer)),
        }
    }

    fn settle_amount(&mut self, recipe: &Recipe) {
        let price = self.column(Role::Quantity).zip(self.column(Role::UnitPrice));
        let chosen = recipe.columns.get(&Role::Amount).is_some_and(Option::is_some);
        self.amount = match (self.column(Role::Amount), price) {
            (Some(column), _) if chosen || self.filled(column) > 0.3 => AmountSource::Column(column),
            (_, Some((quantity, price))) => AmountSource::Price { quantity, price },
            (Some(column), None) => AmountSource::Column(column),
            // a price without a quantity is what the line cost
            (None, None) => self.column(Role::UnitPrice).map_or(AmountSource::Nothing, AmountSource::Column),
        };
    }

    fn settle_deductions(&mut self) {
        let find = |phrase: &str| {
            let wanted = normalise(phrase).joined;
            self.headers.iter().position(|header| normalise(header).joined == wanted)
        };
        let any_of = |phrases: &str| phrases.split('|').find_map(|phrase| find(phrase.trim()));
        self.cancelled_at = any_of(CANCELLED_AT);
        let by_line = self.column(Role::Product).or(self.column(Role::ProductName)).is_some();
        self.deductions = match (self.guesses.known, self.amount) {
            (Some(known), _) => {
                let column = |&(header, at_most): &(&str, Option<&str>)| {
                    Some(Deduction { column: find(header)?, at_most: at_most.and_then(find) })
                };
                known.deducted.iter().filter_map(column).collect()
            }
            // beside lines, a refund of the order may stand on each of them
            (None, AmountSource::Column(amount)) if !by_line => any_of(REFUNDS)
                .filter(|&at| at != amount && self.is_numeric(at))
                .map(|column| vec![Deduction { column, at_most: Some(amount) }])
                .unwrap_or_default(),
            (None, _) => Vec::new(),
        };
    }

    fn is_numeric(&self, column: usize) -> bool {
        self.profile.columns.get(column).is_some_and(|column| column.share(column.numbers) > 0.9)
    }

    fn settle_dates(&mut self, table: &Table, recipe: &Recipe) -> Result<(), Problem> {
        let Some(at) = self.column(Role::Date) else {
            self.questions.push(Question::WhichColumn(Role::Date));
            return Ok(());
        };
        let Some(column) = self.profile.columns.get(at) else { return Ok(()) };
        self.serial_dates = column.serials > 0 && column.serials * 10 >= column.numbers * 9;
        if let Some(order) = recipe.reading.date_order {
            self.date_order = order;
            return Ok(());
        }
        let mut evidence = column.date_evidence.clone();
        if !evidence.is_settled() {
            evidence = self.whole_dates(table, at)?;
        }
        if !evidence.is_settled()
            && let Some(order) = self.other_dates(at)
        {
            self.date_order = order;
            return Ok(());
        }
        match (evidence.order(), evidence.example) {
            (Some(order), _) => self.date_order = order,
            (None, Some(example)) => self.questions.push(Question::DateOrder { example }),
            (None, None) => {}
        }
        Ok(())
    }

    /// What another column of dates settles, this one cannot contradict: one program wrote both.
    fn other_dates(&self, date: usize) -> Option<DateOrder> {
        let others = self.profile.columns.iter().enumerate().filter(|&(at, _)| at != date);
        others
            .filter(|(_, column)| column.date_evidence.has_numbers() && column.share(column.dates) > 0.5)
            .find_map(|(_, column)| {
                column.date_evidence.is_settled().then(|| column.date_evidence.order()).flatten()
            })
    }

    /// The evidence of a whole column, stopping where it is settled.
    fn whole_dates(&self, table: &Table, column: usize) -> Result<DateEvidence, Problem> {
        let mut evidence = DateEvidence::default();
        self.look_through(table, &mut |row| {
            let cell = row.cell(column);
            if let super::row::Cell::Text(text) = cell
                && !cell.is_blank()
            {
                evidence.see(text, false);
            }
            if evidence.has_numbers() && evidence.is_settled() { Flow::Stop } else { Flow::More }
        })?;
        Ok(evidence)
    }

    fn settle_numbers(&mut self, table: &Table, recipe: &Recipe) -> Result<(), Problem> {
        let roles = [Role::Amount, Role::UnitPrice, Role::Quantity, Role::Discount, Role::Cost];
        let deducted = self.deductions.iter().flat_map(|item| [Some(item.column), item.at_most]).flatten();
        let used: Vec<usize> = roles.iter().filter_map(|&role| self.column(role)).chain(deducted).collect();
        let mut all = NumberEvidence::default();
        for &at in &used {
            if let Some(column) = self.profile.columns.get(at) {
                all.add(column.number_evidence);
            }
        }
        if all.is_open() && recipe.reading.decimal_sign.is_none() {
            let mut whole = NumberEvidence::default();
            self.look_through(table, &mut |row| {
                for &at in &used {
                    if let super::row::Cell::Text(text) = row.cell(at) {
                        whole.see(text.trim());
                    }
                }
                if whole.decimal_sign().is_some() { Flow::Stop } else { Flow::More }
            })?;
            all = whole;
            if whole.is_open() {
                self.ask_decimal_sign(&used, whole);
            }
        }
        let general = recipe.reading.decimal_sign.or_else(|| all.decimal_sign()).unwrap_or('.');
        let by_column = |column: &super::profile::Column| match recipe.reading.decimal_sign {
            Some(sign) => sign,
            None => column.number_evidence.decimal_sign().unwrap_or(general),
        };
        self.decimal_signs = self.profile.columns.iter().map(by_column).collect();
        Ok(())
    }

    /// `1.234` alone: in a column that only ever has three decimals, quantities apart, groups of thousands are likelier,
    /// but a factor of a thousand is nothing to guess.
    fn ask_decimal_sign(&mut self, used: &[usize], _evidence: NumberEvidence) {
        let example = used
            .iter()
            .filter_map(|&at| self.profile.columns.get(at))
            .find_map(|column| column.open_number.clone())
            .unwrap_or_else(|| "1.234".to_owned());
        self.questions.push(Question::DecimalSign { example });
    }

    fn settle_currency(&mut self, below: &[Row]) {
        let Some(at) = self.column(Role::Currency) else { return };
        let mut counts = BTreeMap::<String, usize>::new();
        for row in below {
            let text = row.cell(at).to_text().to_uppercase();
            if !text.is_empty() {
                *counts.entry(text).or_default() += 1;
            }
        }
        self.several_currencies = counts.len() > 1;
        let most = counts.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        self.currency = most.map(|(code, _)| code.clone());
    }

    fn look_through(&self, table: &Table, see: &mut dyn FnMut(&Row) -> Flow) -> Result<(), Problem> {
        let header_row = self.header_row;
        for _ in 0..2 {
            let result = table.scan(&mut |_| {}, &mut |row| {
                Ok(if row.number <= header_row { Flow::More } else { see(row) })
            });
            match result {
                Ok(_) => return Ok(()),
                Err(ScanError::Problem(problem)) => return Err(problem),
                Err(ScanError::Restart) => {}
            }
        }
        Ok(())
    }
}

/// A header without the line breaks that wrap it in its cell.
fn header_text(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
