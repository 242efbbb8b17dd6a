//! What is done about things that files do and that change figures: each found by a kind of doubt, each switchable.

use std::collections::BTreeSet;

use crate::{base::Day, ingest::columns::rows_together::DiscountForm};

/// What is done with rows that have more cells than the heading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SlipTreatment {
    /// Put together again where one reading fits, and set aside where not.
    #[default]
    Rejoin,
    /// Set aside.
    SetAside,
    /// Read as they stand where they were not put together.
    Keep,
}

/// What is done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Treatments {
    /// Amounts are hundredths: they are divided.
    pub hundredths: bool,
    /// The amount is the order's and stands on each of its lines: it is taken from the first line alone.
    pub once_per_order: bool,
    /// A column of discounts that lessens quantity times price, and how.
    pub discount: Option<(usize, DiscountForm)>,
    /// Every amount is below zero and means one above.
    pub reverses_signs: bool,
    /// A line whose quantity is below zero is a return, whatever sign its amount has.
    pub sign_of_quantity: bool,
    /// Dates in cells of a workbook, or year first, have day and month the wrong way round.
    pub swapped_days: bool,
    /// Orders that were given back in full have a row of their own that takes the money back: they stay.
    pub refunds_have_rows: bool,
    /// There are such rows.
    pub saw_refund_rows: bool,
    /// A number of an order that comes again after months is the same order.
    pub one_order_a_number: bool,
    /// A column that names the order that a row belongs to: refunds without a customer find theirs by it.
    pub parent: Option<usize>,
    /// Words of a ledger that mean payments, told by amounts that cancel what was sold.
    pub payment_words: BTreeSet<String>,
    /// There are rows of payments beside those of sales.
    pub saw_payments: bool,
    /// Rows of payments are no sales.
    pub sets_payments_aside: bool,
    /// Columns of debit and credit: the first is what was sold, the second what was paid or credited.
    pub debit_credit: Option<(usize, usize)>,
    /// The currency stands in the cells of the amount.
    pub currency_in_cells: bool,
    /// Currencies in cells that are one, because it was decided.
    pub currencies_as_one: Vec<String>,
    /// 0 is the number of one customer among others.
    pub counts_from_zero: bool,
    /// Words for nobody that are customers all the same, as they are compared.
    pub nobody_kept: BTreeSet<String>,
    /// Days outside are impossible.
    pub days: Option<(Day, Day)>,
    /// Rows with more cells than the heading.
    pub slipped: SlipTreatment,
    /// Cells of a date in the column of amounts are turned back: day and month make the number.
    pub dates_to_amounts: bool,
}
