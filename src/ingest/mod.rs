//! Bytes → rows → typed columns: whatever the file is, what can be had of it becomes a ledger, and the rest is
//! accounted for.

pub mod source;

pub use source::{InputFile, ReadSeek};
