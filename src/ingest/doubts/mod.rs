//! What may make figures wrong: one file a kind, with how it is found, the words, the options and their test. A kind
//! looks at the sample before the import and says what is done about it ([`Kind::before`]); after the import it looks at
//! what was noticed and at the ledger, and makes the doubt ([`Kind::after`]). Nothing here reads a file.

mod amount_dates;
mod currencies;
mod discount;
mod everybody;
mod hundredths;
pub mod impossible_days;
mod key_and_name;
mod ledger;
mod lost_digits;
mod match_rows;
mod minus;
mod missing_keys;
mod nobody;
mod order_numbers;
mod order_totals;
mod price_and_amount;
mod refund_twice;
mod signs;
mod slipped;
mod swapped_days;
mod time;
mod unknown_status;

use crate::{
    answers::{Doubt, DoubtOption, DoubtPlace, DoubtWeight, ImportAnswer},
    base::{Idx, IndexVec, Money, order::sort_by},
    ingest::{
        columns::{assignment::reference, rows_together::DiscountForm},
        plan::{AmountSource, KeyColumn, Plan, SampleRow},
        read::row::{Cell, Row},
        rows::noticed::Noticed,
        tables::dataset::Dataset,
        values::number::parse_decimal,
    },
    model::{CustomerIdx, Ledger},
    recipe::{Decision, Recipe, Role},
};

/// A kind of doubt.
pub struct Kind {
    /// The id.
    pub id: &'static str,
    /// Looks at the sample and settles what is done.
    pub before: fn(&mut Plan, &Sample<'_>),
    /// Looks at what was imported.
    pub after: fn(&Evidence<'_>) -> Vec<Doubt>,
}

/// The kinds, in the order in which they settle what is done.
pub const KINDS: [Kind; 22] = [
    ledger::KIND,
    hundredths::KIND,
    discount::KIND,
    refund_twice::KIND,
    order_totals::KIND,
    signs::KIND,
    minus::KIND,
    currencies::KIND,
    nobody::KIND,
    swapped_days::KIND,
    slipped::KIND,
    amount_dates::KIND,
    impossible_days::KIND,
    order_numbers::KIND,
    unknown_status::KIND,
    lost_digits::KIND,
    key_and_name::KIND,
    everybody::KIND,
    missing_keys::KIND,
    match_rows::KIND,
    price_and_amount::KIND,
    time::KIND,
];

/// What is known before the import.
pub struct Sample<'a> {
    /// The first rows.
    pub rows: &'a [SampleRow],
    /// What was decided.
    pub recipe: &'a Recipe,
}

impl Sample<'_> {
    /// True where the recipe decided for an option of a doubt.
    pub fn chose(&self, doubt: &str, option: &str) -> bool {
        self.recipe.decisions.get(doubt).is_some_and(|chosen| chosen == option)
    }
}

/// What is known after the import.
pub struct Evidence<'a> {
    /// The plan, with what was done.
    pub plan: &'a Plan,
    /// What was decided.
    pub recipe: &'a Recipe,
    /// The tables.
    pub dataset: &'a Dataset,
    /// The account of the rows.
    pub import: &'a ImportAnswer,
    /// What rows showed.
    pub noticed: &'a Noticed,
    /// The lines.
    pub ledger: &'a Ledger,
    /// Purchases of each customer, as far as one look at the lines tells.
    pub purchases: IndexVec<CustomerIdx, u32>,
    /// All of them.
    pub all_purchases: u64,
    /// All amounts without signs.
    pub volume: Money,
}

impl<'a> Evidence<'a> {
    /// Looks at the lines once.
    pub fn new(
        plan: &'a Plan,
        recipe: &'a Recipe,
        dataset: &'a Dataset,
        import: &'a ImportAnswer,
        noticed: &'a Noticed,
        ledger: &'a Ledger,
    ) -> Evidence<'a> {
        let lines = &ledger.lines;
        let mut purchases: IndexVec<CustomerIdx, u32> = IndexVec::filled(0, ledger.customers.len());
        let mut before = None;
        let mut all_purchases = 0;
        let mut volume = Money::ZERO;
        for (line, &customer) in lines.customer.iter_enumerated() {
            let order = lines.order_id.get(line).filter(|order| order.is_some()).map(|order| order.index());
            let day = lines.day.get(line).copied().unwrap_or_default();
            let key = (customer, order, if order.is_some() { None } else { Some(day) });
            if before != Some(key) {
                before = Some(key);
                all_purchases += 1;
                if let Some(count) = purchases.get_mut(customer) {
                    *count += 1;
                }
            }
            let amount = lines.amount.get(line).copied().unwrap_or_default();
            volume += Money(amount.0.saturating_abs());
        }
        Evidence { plan, recipe, dataset, import, noticed, ledger, purchases, all_purchases, volume }
    }

    /// The option of a doubt that the recipe decided for.
    pub fn chosen(&self, doubt: &str) -> Option<&'a str> {
        self.recipe.decisions.get(doubt).map(String::as_str)
    }

    /// The last key that customers are told apart by, where the recipe says by what.
    pub fn decided_key(&self) -> Option<&'a KeyColumn> {
        let keys = &self.plan.key;
        let is_so =
            !keys.is_empty() && keys.iter().map(|key| key.role).eq(self.recipe.customer_key.iter().copied());
        keys.last().filter(|_| is_so)
    }

    /// A doubt that nothing shows any longer, because it was decided: still said, with the way back.
    pub fn settled(
        &self,
        id: &str,
        sentence: String,
        column: Option<usize>,
        options: Vec<DoubtOption>,
    ) -> Doubt {
        Doubt {
            id: id.to_owned(),
            kind: id.to_owned(),
            sentence,
            place: self.place(column, 0, &[]),
            weight: DoubtWeight::all(0.0),
            options,
            decided: None,
        }
    }

    /// A share of the rows read.
    pub fn of_rows(&self, rows: u64) -> f64 {
        if self.import.rows_read == 0 { 0.0 } else { rows as f64 / self.import.rows_read as f64 }
    }

    /// Weight of rows with their amounts.
    pub fn weight(&self, rows: u64, amount: Money) -> DoubtWeight {
        let share = self.of_rows(rows);
        let all = self.volume.to_f64() + amount.to_f64();
        let revenue = if all > 0.0 { (amount.to_f64() / all).min(1.0) } else { share };
        DoubtWeight { rows: share, purchases: share, revenue }
    }

    /// The place of a column in the first table.
    pub fn place(&self, column: Option<usize>, rows: u64, examples: &[String]) -> DoubtPlace {
        let table = self.import.tables.first();
        DoubtPlace {
            file: table.map(|table| table.file.clone()),
            sheet: table.and_then(|table| table.sheet.clone()),
            column: column.map(|at| name_of_column(self.plan, at)),
            rows,
            examples: examples.to_vec(),
        }
    }
}

/// A column as people call it.
pub fn name_of_column(plan: &Plan, column: usize) -> String {
    reference(column, &plan.headers)
}

/// The column that amounts come from: the price where it is multiplied.
pub fn amount_column(plan: &Plan) -> Option<usize> {
    match plan.amount {
        AmountSource::Column(at) => Some(at),
        AmountSource::Price { price, .. } => Some(price),
        AmountSource::Nothing => None,
    }
}

/// What a row of the sample is worth, nearly: quantity times price less the discount of the line where no column has it.
/// For comparing rows with each other, never for a figure.
pub fn amount_of_row(plan: &Plan, row: &Row) -> Option<f64> {
    let number = |at: usize| match row.cell(at) {
        Cell::Number(value) => Some(value),
        cell => parse_decimal(&cell.to_text(), plan.decimal_sign(at)).map(|value| value.to_f64()),
    };
    match plan.amount {
        AmountSource::Nothing => None,
        AmountSource::Column(at) => {
            let came_back = plan.column(Role::Quantity).and_then(number).is_some_and(|units| units < 0.0);
            number(at).map(|amount| if came_back { -amount.abs() } else { amount })
        }
        AmountSource::Price { quantity, price } => {
            let gross = number(quantity)? * number(price)?;
            let Some((column, form)) = plan.treatments.discount else { return Some(gross) };
            let discount = number(column).unwrap_or_default();
            Some(match form {
                DiscountForm::Amount => gross - discount,
                DiscountForm::Share => gross * (1.0 - discount),
                DiscountForm::Percent => gross * (1.0 - discount / 100.0),
            })
        }
    }
}

/// An option that is nothing but a decision for itself.
pub fn option(doubt: &str, id: &str, label: impl Into<String>) -> DoubtOption {
    option_with(doubt, id, label, Vec::new())
}

/// An option that changes something more in the recipe.
pub fn option_with(
    doubt: &str,
    id: &str,
    label: impl Into<String>,
    mut decisions: Vec<Decision>,
) -> DoubtOption {
    decisions.push(Decision::Doubt(doubt.to_owned(), id.to_owned()));
    DoubtOption { id: id.to_owned(), label: label.into(), decisions, effect: None }
}

/// A number with its noun: `1 row`, `24 rows`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// A kind that settles nothing before the import.
pub fn nothing(_: &mut Plan, _: &Sample<'_>) {}

/// Settles what is done, before the import.
pub fn before(plan: &mut Plan, rows: &[SampleRow], recipe: &Recipe) {
    let sample = Sample { rows, recipe };
    for kind in &KINDS {
        (kind.before)(plan, &sample);
    }
}

/// The doubts after an import, the heaviest first.
pub fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = Vec::new();
    for kind in &KINDS {
        doubts.extend((kind.after)(evidence));
    }
    sort_by(&mut doubts, |a, b| b.weight.most().total_cmp(&a.weight.most()).then(a.id.cmp(&b.id)));
    doubts
}

/// Marks what a recipe has decided. A decision that no option has is none, and neither is one whose option the recipe does
/// not carry out: the id alone leaves no customer out and changes no key.
pub fn decided(doubts: &[Doubt], recipe: &Recipe) -> Vec<Doubt> {
    let is_done = |option: &&DoubtOption| option.decisions.iter().all(|decision| decision.holds_in(recipe));
    let mark = |doubt: &Doubt| {
        let done = doubt.options.iter().find(is_done);
        Doubt { decided: done.map(|option| option.id.clone()), ..doubt.clone() }
    };
    doubts.iter().map(mark).collect()
}
