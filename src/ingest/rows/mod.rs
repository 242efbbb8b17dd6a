//! Rows to ledger with the account of every row; who is one person.

mod attributes;
pub mod duplicates;
pub mod identity;
mod labels;
pub mod load;
pub mod noticed;
mod repeats;
mod report;
mod restarts;
mod row_amount;
mod row_date;
pub mod row_parser;
