//! Text to value: numbers, dates, ids, products in a cell. Knows no columns.

pub mod affixes;
pub mod date;
pub mod email;
pub mod key;
pub mod number;
pub mod product_list;
