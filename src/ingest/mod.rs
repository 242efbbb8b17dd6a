//! Bytes → rows → typed columns: whatever the file is, what can be had of it becomes a ledger, and the rest is
//! accounted for.
//!
//! The rooms, from the ground up; arrows run down only, and `tests/tidy.rs` holds them:
//!
//! - [`lexicon`]: words as data, a file a language; headers of known exports
//! - [`values`]: numbers, dates, ids, products in a cell: text to value
//! - [`read`]: bytes to rows; knows nothing of orders
//! - [`columns`]: header, profile, which column is what
//! - [`tables`]: what several tables are to each other, and one table made of them
//! - [`plan`]: all evidence in, one plan or questions out
//! - [`rows`]: rows to ledger with the account of every row; who is one person
//! - [`doubts`]: what may make figures wrong, one file a kind
//!
//! [`import`] goes the whole way: [`inspect`] understands the tables and settles what is done, [`load`] reads them and says
//! what may still be doubted.

pub mod columns;
pub mod doubts;
pub mod import;
pub mod lexicon;
pub mod plan;
pub mod read;
pub mod rows;
pub mod tables;
pub mod values;

pub use import::{Imported, inspect, load};
pub use plan::{Plan, inspect::layout_of};
pub use read::source::{InputFile, ReadSeek};
pub use tables::dataset::Dataset;
