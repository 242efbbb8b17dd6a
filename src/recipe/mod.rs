//! The recipe: everything a user decides, as data. Saved, loaded, put in a link; never holds rows or file names.
//!
//! A recipe is a JSON object with the setting ids of `docs/METRICS.md` as keys; what is missing takes its default.

mod check;
mod decision;
#[cfg(any(feature = "cli", feature = "app"))]
mod document;
mod filters;
mod journey;
mod roles;

pub use check::refusal;
pub use decision::Decision;
pub use filters::{DayRange, Filter, FilterMode, FilterOn, Margin, RfmCuts};
pub use journey::{RfmGrid, RfmGroup, SegmentId, Stage};
pub use roles::Role;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::{Day, Money, Period};

/// What to do with returns and credit notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Returns {
    /// Count them as negative revenue on their own date.
    #[default]
    Deduct,
    /// Count them as negative revenue on the date of the purchase that they belong to.
    DeductOnPurchase,
    /// Set lines with an amount of zero or less aside before orders are formed.
    Ignore,
}

/// What to do with orders whose total is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FreeOrders {
    /// Report them; neither purchase nor return.
    #[default]
    SetAside,
    /// Count them as purchases.
    Count,
}

/// What makes an order in a file without order ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderGrain {
    /// One order per customer and calendar day.
    #[default]
    Day,
    /// Every line is an order.
    Row,
}

/// Whether purchases of one customer on one day stay apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SameDay {
    /// They stay separate purchases.
    #[default]
    Separate,
    /// They are one purchase.
    Merge,
}

/// Whether the day or the month comes first in a date such as 03-04-2024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 03-04-2024 is the third of April.
    #[default]
    DayFirst,
    /// 03-04-2024 is the fourth of March.
    MonthFirst,
    /// 23-04-05 is the fifth of April 2023: years of two digits stand first.
    YearFirst,
}

/// How the file is to be read, where the user knows better. Everything is optional: what is missing is recognised.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reading {
    /// Names of the sheets to use; empty: those that are recognised as orders or belong to them.
    pub sheets: Vec<String>,
    /// Row of the header, counted from 1 as a spreadsheet shows it; 0 says that there is none.
    pub header_row: Option<u32>,
    /// Label of the text encoding, such as `windows-1252`.
    pub encoding: Option<String>,
    /// The delimiter of a text file; `aligned` stands for columns aligned by spaces.
    pub delimiter: Option<String>,
    /// Day or month first.
    pub date_order: Option<DateOrder>,
    /// How the dates are written, such as `dd.MM.yy HH:mm`.
    pub date_pattern: Option<String>,
    /// The decimal sign, `,` or `.`.
    pub decimal_sign: Option<char>,
    /// Currency that is analysed, where the file has several; `None`: the one that most rows have.
    pub currency: Option<String>,
    /// What one unit of another currency is worth in the one analysed, as a decimal such as `7.46`. Rows of currencies
    /// that are not named here are set aside.
    pub rates: BTreeMap<String, String>,
    /// Order statuses, lower case, whose rows are used (`true`) or set aside (`false`) other than is recognised.
    pub statuses: BTreeMap<String, bool>,
    /// Lines that another file or sheet already brought.
    pub duplicates: Duplicates,
    /// Whether columns of refunds and of order discounts lessen the amounts.
    pub deductions: Deductions,
    /// Whether amounts of credit notes without a minus are turned into returns.
    pub credit_notes: CreditNotes,
    /// Whether several products in one cell are told apart.
    pub product_lists: ProductLists,
}

/// Whether amounts of credit notes without a minus are turned into returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditNotes {
    /// They are.
    #[default]
    Returns,
    /// They stay as they are written.
    AsWritten,
}

/// Whether several products in one cell are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductLists {
    /// They are, and the amount is shared out by units.
    #[default]
    Split,
    /// The cell is one product.
    Keep,
}

/// What to do with a line that stands in two files or sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// It is the same sale, exported twice.
    #[default]
    Once,
    /// It is another sale.
    Keep,
}

/// Whether columns of refunds and of order discounts lessen the amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deductions {
    /// They do.
    #[default]
    Subtract,
    /// They do not.
    Ignore,
}

/// All settings of `docs/METRICS.md` section 2, and what was decided about the file's columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recipe {
    /// Roles whose columns make a customer; rows that share any of them are one person. Empty: the first of e-mail,
    /// customer number, phone, name with postcode that the file has.
    pub customer_key: Vec<Role>,
    /// Purchases that a key must have to count as a customer.
    pub min_orders: u32,
    /// Net revenue that a key must have to count as a customer.
    pub min_revenue: Option<Money>,
    /// Returns and credit notes.
    pub returns: Returns,
    /// Orders of total zero.
    pub free_orders: FreeOrders,
    /// Orders in a file without order ids.
    pub order_grain: OrderGrain,
    /// Several purchases of a customer on one day.
    pub same_day: SameDay,
    /// The day that the analysis stands on; `None`: the date of the last order.
    pub as_of: Option<Day>,
    /// What tables and cohorts are counted by.
    pub period: Period,
    /// Length of "the last … months".
    pub window_months: u32,
    /// Percentile of the gaps that makes the lapse day, 0.5 to 0.99.
    pub lapse_percentile: f64,
    /// What is left of revenue; `None`: revenue itself is shown.
    pub margin: Option<Margin>,
    /// Which part of the shop is looked at; all of them hold together.
    pub filters: Vec<Filter>,
    /// The day that revenue by order number is compared before and after.
    pub compare_date: Option<Day>,
    /// The user's own edges of the spend bands, ascending; empty: five near the quintiles.
    pub spend_edges: Vec<Money>,
    /// The user's own limits of the RFM scores; `None`: by fifths of the customers.
    pub rfm_cuts: Option<RfmCuts>,
    /// The user's own RFM grid; `None`: that of METRICS.md.
    pub rfm_grid: Option<RfmGrid>,
    /// The column of a role, by its header, or `#3` for the third; `None` says that the role has no column.
    pub columns: BTreeMap<Role, Option<String>>,
    /// How the file is to be read.
    pub reading: Reading,
    /// Customers who are left out as if they had never bought, by number, e-mail or name as the file writes them: a till's
    /// customer, test orders, the owner.
    pub excluded_customers: Vec<String>,
    /// What was decided about doubts: the id of a doubt, and that of the option.
    pub decisions: BTreeMap<String, String>,
    /// Product keys that are no products, such as shipping: they count as revenue and stay out of tables of products.
    pub not_products: Vec<String>,
    /// Headers of the file that this was decided for, in order: another file with the same ones needs no review.
    pub layout: Vec<String>,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            customer_key: Vec::new(),
            min_orders: 1,
            min_revenue: None,
            returns: Returns::default(),
            free_orders: FreeOrders::default(),
            order_grain: OrderGrain::default(),
            same_day: SameDay::default(),
            as_of: None,
            period: Period::default(),
            window_months: 12,
            lapse_percentile: 0.8,
            margin: None,
            filters: Vec::new(),
            compare_date: None,
            spend_edges: Vec::new(),
            rfm_cuts: None,
            rfm_grid: None,
            columns: BTreeMap::new(),
            reading: Reading::default(),
            excluded_customers: Vec::new(),
            decisions: BTreeMap::new(),
            not_products: Vec::new(),
            layout: Vec::new(),
        }
    }
}
