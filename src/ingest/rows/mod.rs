//! Rows to ledger with the account of every row; who is one person.

mod attributes;
pub mod duplicates;
pub mod identity;
mod labels;
pub mod load;
mod repeats;
mod report;
pub mod row_parser;
