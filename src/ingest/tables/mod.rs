//! What several tables are to each other, and one table made of them.

pub mod dataset;
mod join_row;
mod layout;
pub mod lookup;
pub mod match_tables;
pub mod part;
pub mod shared_keys;
