//! The plan of an import: everything that the user or the files left open is settled here once. Nothing that reading a
//! row needs is optional after this.

use std::collections::BTreeMap;

use crate::{
    answers::Question,
    ingest::{
        columns::{
            assignment::{By, Guesses, Origin, Seen, guess},
            profile::Profile,
        },
        lexicon::{dictionary::normalise, languages::StatusMeaning, words::status_meaning},
        read::row::{Cell, Row},
        tables::dataset::Dataset,
        values::{
            date::{DatePattern, NumberStyle},
            key::clean_id,
            number::Decimal,
            product_list,
        },
    },
    protocol::Problem,
    recipe::{CreditNotes, DateOrder, Deductions, Duplicates, ProductLists, Recipe, Role},
};

mod infer;
pub mod inspect;
pub mod questions;
pub mod treatments;

use infer::Open;
use treatments::Treatments;

/// A row of the sample with the number of its part.
pub type SampleRow = (usize, Row);

/// What makes one key of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyColumn {
    /// What the column holds.
    pub role: Role,
    /// The column.
    pub column: usize,
    /// A second column without which the first is not enough: the postcode beside a name.
    pub with: Option<usize>,
    /// A column with the first name beside the last.
    pub first: Option<usize>,
}

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

/// How the cells of one of the tables are read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartPlan {
    /// Its headers, under the columns of the plan: pages that were pasted below each other repeat them.
    pub headers: Vec<String>,
    /// It is a text, whose cells are cut at signs that may stand in them too, and no row of it was looked at for that.
    pub may_slip: bool,
    /// Its amounts are those of returns, written without a minus.
    pub negate: bool,
    /// Day or month first.
    pub date_order: DateOrder,
    /// What bare numbers in the date column are.
    pub number_dates: Option<NumberStyle>,
    /// How its dates are written, where somebody said so.
    pub date_pattern: Option<DatePattern>,
    /// The decimal sign of each column.
    pub decimal_signs: Vec<char>,
}

impl PartPlan {
    /// The decimal sign of a column.
    pub fn decimal_sign(&self, column: usize) -> char {
        self.decimal_signs.get(column).copied().unwrap_or('.')
    }
}

/// What is done about currencies.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Currencies {
    /// The one that is analysed, where the file has a column of currencies.
    pub used: Option<String>,
    /// Those of the sample with their rows, most rows first.
    pub seen: Vec<(String, u64)>,
    /// What one unit of another one is worth.
    pub rates: BTreeMap<String, Decimal>,
}

/// Headers of a column that holds what was paid back of an order.
const REFUNDS: &str = "refunded amount|amount refunded|total refunded|refund amount|refund|refunds|refunded|refunderet|\
     refunderet belob|refundert|aterbetalt|aterbetalning|erstattung|erstattet";
/// Headers of a column that holds when an order was cancelled.
const CANCELLED_AT: &str = "cancelled at|canceled at|cancelled on|cancellation date|date cancelled|annulleret den|\
     annulleringsdato|storniert am";
/// Headers of a column that holds all products of an order.
const PRODUCT_LISTS: &str = "product s|products|line items|items|produkter|varer|produkte|artikel|varor|item list|order items|\
     items ordered|products ordered|ordered items|purchased items|produits|productos|producten";

/// The column of each role. Asked some twenty times for every row, so an array.
type Columns = [Option<usize>; Role::ALL.len()];

/// How the tables are read.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The headers; empty where there are none.
    pub headers: Vec<String>,
    /// What the columns are.
    pub guesses: Guesses,
    /// What the columns hold, of the sample.
    pub profile: Profile,
    pub(in crate::ingest) columns: Columns,
    /// By table.
    pub parts: Vec<PartPlan>,
    /// What makes a customer.
    pub key: Vec<KeyColumn>,
    /// Where amounts come from.
    pub amount: AmountSource,
    /// What lessens them.
    pub deductions: Vec<Deduction>,
    /// Columns that are blank unless the order was cancelled or sent back.
    pub cancelled_at: Vec<usize>,
    /// A second column of statuses: the type of the document, which says what is a credit note.
    pub document_type: Option<usize>,
    /// A column that holds several products with their quantities.
    pub product_list: Option<usize>,
    /// Order numbers that begin with `C`, `CR` or `K` are those of credit notes: all others are digits.
    pub marks_credit_notes: bool,
    /// Amounts of credit notes without a minus are turned.
    pub turns_credit_notes: bool,
    /// What is done about currencies.
    pub currencies: Currencies,
    /// What is done about things that files do.
    pub treatments: Treatments,
    /// Statuses that the user judged.
    pub statuses: BTreeMap<String, bool>,
    /// Lines that stand in two tables are used once.
    pub drops_duplicates: bool,
    /// Columns that could be what a line is worth, best first.
    pub amount_columns: Vec<usize>,
    /// What reads two ways after all tables were looked at.
    open: Open,
    /// What only the user can answer.
    pub questions: Vec<Question>,
}

impl Plan {
    /// The column of a role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.columns.get(role as usize).copied().flatten()
    }
    /// What a status says in this file: a known export's own codes first.
    pub fn meaning_of_status(&self, text: &str) -> Option<StatusMeaning> {
        if self.treatments.payment_words.contains(text.trim()) {
            return Some(StatusMeaning::Payment);
        }
        let own = self.guesses.known.and_then(|known| known.status(text));
        own.or_else(|| status_meaning(text))
    }
    /// True where dates are written so that day and month could be mistaken for each other.
    pub fn has_open_dates(&self) -> bool {
        let column = self.column(Role::Date).and_then(|at| self.profile.columns.get(at));
        column.is_some_and(|column| column.date_evidence.has_numbers())
    }
    /// The decimal sign of a column in the first table.
    pub fn decimal_sign(&self, column: usize) -> char {
        self.parts.first().map_or('.', |part| part.decimal_sign(column))
    }
    /// True where several currencies have to be told apart.
    pub fn has_several_currencies(&self) -> bool {
        self.currencies.seen.len() > 1
    }

    /// Understands tables, from their first rows; further ones are read only where day and month or the decimal sign
    /// are still open.
    ///
    /// # Errors
    /// [`Problem::EmptyFile`] for tables without a row; what reading says.
    pub fn make(dataset: &Dataset, recipe: &Recipe) -> Result<(Plan, Vec<SampleRow>), Problem> {
        let rows = dataset.sample();
        if rows.iter().all(|(_, row)| row.is_blank()) {
            return Err(Problem::EmptyFile);
        }
        let headers = dataset.headers().to_vec();
        let profile = dataset.profile(&rows);
        // of one table: what overlaps another one would look like several rows of an order
        let of = |part: usize| rows.iter().filter(|(of, _)| *of == part).count();
        let fullest = (0..dataset.parts().len()).rev().max_by_key(|&part| of(part)).unwrap_or(0);
        let own = rows.iter().filter(|(part, row)| *part == fullest && !row.is_blank());
        let seen_rows: Vec<&Row> = own.map(|(_, row)| row).collect();
        let seen =
            Seen { headers: &headers, profile: &profile, rows: &seen_rows, origins: dataset.origins() };
        let guesses = guess(&seen, recipe);
        let columns: Columns = Role::ALL.map(|role| guesses.column(role));
        let mut plan = Plan {
            headers,
            guesses,
            profile,
            columns,
            parts: Vec::new(),
            key: Vec::new(),
            amount: AmountSource::Nothing,
            deductions: Vec::new(),
            cancelled_at: dataset.markers().to_vec(),
            document_type: None,
            product_list: None,
            marks_credit_notes: false,
            turns_credit_notes: recipe.reading.credit_notes == CreditNotes::Returns,
            currencies: Currencies::default(),
            treatments: Treatments::default(),
            // statuses are compared in lower case, however a person writes them
            statuses: recipe
                .reading
                .statuses
                .iter()
                .map(|(text, used)| (text.to_lowercase(), *used))
                .collect(),
            drops_duplicates: recipe.reading.duplicates == Duplicates::Once && dataset.parts().len() > 1,
            amount_columns: Vec::new(),
            open: Open::default(),
            questions: Vec::new(),
        };
        plan.settle_key(recipe, dataset.origins());
        plan.settle_amount(recipe);
        plan.settle_deductions(recipe);
        plan.settle_product_list(recipe, &rows);
        plan.settle_credit_notes(&rows);
        let open = plan.settle_parts(dataset, recipe, &rows)?;
        plan.settle_currency(recipe, &rows)?;
        plan.open = open;
        Ok((plan, rows))
    }

    /// Asks what is open, when everything else is settled.
    pub fn ask(&mut self, recipe: &Recipe, rows: &[SampleRow]) {
        self.questions = questions::of(self, recipe, rows, self.open.clone());
    }

    fn filled(&self, column: usize) -> f64 {
        self.profile
            .columns
            .get(column)
            .map_or(0.0, |column| column.filled() as f64 / column.cells.max(1) as f64)
    }

    /// The roles that the recipe names; else the first of e-mail, number, phone, name with postcode that most rows have.
    fn settle_key(&mut self, recipe: &Recipe, origins: &[Origin]) {
        let first = self.column(Role::FirstName);
        let of_name = |role: Role| first.filter(|_| role == Role::Name);
        let single = |role, column| KeyColumn { role, column, with: None, first: of_name(role) };
        let named = recipe.customer_key.contains(&Role::Name).then(|| self.column(Role::Postcode)).flatten();
        let with_postcode = recipe.customer_key.contains(&Role::Postcode);
        for &role in &recipe.customer_key {
            let Some(column) = self.column(role) else { continue };
            match role {
                Role::Postcode if named.is_some() && self.column(Role::Name).is_some() => {}
                Role::Name if with_postcode => self.key.push(KeyColumn { role, column, with: named, first }),
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
                // whom the list of customers does not have is still told apart by the number in the orders
                let looked_up = origins.get(column).is_some_and(|origin| {
                    role != Role::Customer && origin.looked_up_by == Some(By::Role(Role::Customer))
                });
                let number = self.column(Role::Customer).filter(|_| looked_up);
                self.key.extend(number.map(|column| single(Role::Customer, column)));
                return;
            }
            if let Some(column) = self.column(Role::Name).filter(|&column| self.filled(column) >= enough) {
                let with = self.column(Role::Postcode).filter(|&at| self.filled(at) >= 0.5);
                self.key = vec![KeyColumn { role: Role::Name, column, with, first }];
                return;
            }
        }
        // where there is none, it is asked for
        if let Some((role, column)) = [Role::Email, Role::Customer, Role::Phone, Role::Name]
            .into_iter()
            .find_map(|role| Some((role, self.column(role)?)))
        {
            self.key = vec![single(role, column)];
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
        let mut columns: Vec<usize> = match self.amount {
            AmountSource::Column(at) => vec![at],
            _ => Vec::new(),
        };
        for &(_, at, confidence) in self.guesses.candidates.iter().filter(|(role, ..)| *role == Role::Amount)
        {
            if confidence >= 0.5 && self.is_numeric(at) && !columns.contains(&at) {
                columns.push(at);
            }
        }
        self.amount_columns = columns;
    }

    fn settle_deductions(&mut self, recipe: &Recipe) {
        let find = |phrase: &str| {
            let wanted = normalise(phrase).joined;
            self.headers.iter().position(|header| normalise(header).joined == wanted)
        };
        let any_of = |phrases: &str| phrases.split('|').find_map(|phrase| find(phrase.trim()));
        self.cancelled_at.extend(any_of(CANCELLED_AT));
        if recipe.reading.deductions == Deductions::Ignore {
            return;
        }
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

    /// One row of an order may hold all its products in one cell: `2× Tea, 1× Cup`.
    fn settle_product_list(&mut self, recipe: &Recipe, rows: &[SampleRow]) {
        let by_header = || {
            let is_list = |header: &String| {
                let name = normalise(header).joined;
                PRODUCT_LISTS.split('|').any(|phrase| normalise(phrase.trim()).joined == name)
            };
            self.headers.iter().position(is_list)
        };
        let named = self.column(Role::ProductName).or(self.column(Role::Product));
        let without = recipe.columns.get(&Role::ProductName).is_some_and(Option::is_none);
        let Some(at) = named.or_else(by_header).filter(|_| !without) else { return };
        let cells = rows.iter().filter_map(|(_, row)| match row.cell(at) {
            Cell::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        });
        let (mut all, mut lists) = (0u32, 0u32);
        for text in cells {
            all += 1;
            lists += u32::from(product_list::is_list(text));
        }
        if all > 0 && lists * 5 >= all * 4 {
            match recipe.reading.product_lists {
                ProductLists::Split => self.product_list = Some(at),
                ProductLists::Keep if named.is_none() => {
                    let slot = self.columns.get_mut(Role::ProductName as usize);
                    slot.into_iter().for_each(|slot| *slot = Some(at));
                }
                ProductLists::Keep => {}
            }
        }
    }

    fn settle_credit_notes(&mut self, rows: &[SampleRow]) {
        let status = self.column(Role::Status);
        let is_type = |(column, cells): (usize, &crate::ingest::columns::profile::Column)| {
            Some(column) != status && cells.share(cells.statuses) > 0.9 && cells.distinct() <= 20
        };
        self.document_type = self.profile.columns.iter().enumerate().position(is_type);
        let Some(at) = self.column(Role::Order) else { return };
        let (mut all, mut digits) = (0u32, 0u32);
        for (_, row) in rows {
            let text = row.cell(at).to_text();
            let id = clean_id(&text).trim_start_matches('#');
            all += u32::from(!id.is_empty());
            digits += u32::from(!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
        }
        self.marks_credit_notes = all > 0 && digits * 10 >= all * 8;
    }

    pub(in crate::ingest) fn is_numeric(&self, column: usize) -> bool {
        self.profile.columns.get(column).is_some_and(|column| column.share(column.numbers) > 0.9)
    }
}
