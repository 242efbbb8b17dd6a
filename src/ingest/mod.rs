//! Bytes → rows → typed columns: whatever the file is, what can be had of it becomes a ledger, and the rest is
//! accounted for.
//!
//! The way of a file: [`source`] opens it, [`container`] says what it is and unpacks it, [`charset`], [`text`] and [`delimited`] or
//! [`workbook`] make [`row`]s of it behind one face, [`table`]. A [`sketch`] of each table is enough to [`arrange`]
//! several; a [`dataset`] makes one table of them, rows below each other and widened by what a [`lookup`] knows.
//! [`header`], [`profile`] and [`roles`] understand the columns, [`plan`] settles everything that a person or the files
//! left open, [`load`] fills the ledger, [`report`] says what was assumed.

pub mod arrange;
pub mod charset;
mod compound;
mod contacts;
pub mod container;
pub mod dataset;
pub mod date;
pub mod delimited;
pub mod dictionary;
pub mod duplicates;
pub mod header;
pub mod identity;
pub mod inspect;
pub mod known;
mod labels;
mod layout;
mod load;
pub mod lookup;
pub mod number;
mod ods;
mod package;
pub mod plan;
pub mod product_list;
pub mod profile;
mod questions;
mod repeats;
mod report;
pub mod roles;
pub mod row;
pub mod setaside;
mod settle;
pub mod sketch;
pub mod source;
pub mod table;
pub mod text;
mod widen;
mod words;
pub mod workbook;
mod xlsx;

pub use dataset::Dataset;
pub use inspect::{inspect, layout_of};
pub use load::{Loaded, load};
pub use plan::Plan;
pub use source::{InputFile, ReadSeek};
