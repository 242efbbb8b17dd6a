//! Bytes → rows → typed columns: whatever the file is, what can be had of it becomes a ledger, and the rest is
//! accounted for.
//!
//! The way of a file: [`source`] opens it, [`container`] says what it is and unpacks it, [`charset`], [`text`] and [`delimited`] or
//! [`workbook`] make [`row`]s of it behind one face, [`table`]. [`header`], [`profile`] and [`roles`] understand the
//! columns, [`plan`] settles everything that a person or the file left open, [`load`] fills the ledger.

pub mod charset;
mod compound;
mod contacts;
pub mod container;
pub mod date;
pub mod delimited;
pub mod dictionary;
pub mod header;
pub mod identity;
pub mod inspect;
pub mod known;
pub mod load;
pub mod number;
mod ods;
mod package;
pub mod plan;
pub mod profile;
pub mod roles;
pub mod row;
pub mod setaside;
pub mod source;
pub mod table;
pub mod text;
pub mod workbook;
mod xlsx;

pub use inspect::inspect;
pub use load::{Loaded, load};
pub use plan::Plan;
pub use source::{InputFile, ReadSeek};
pub use table::Table;
