//! The columns of one table: its header, what the cells hold, what each column is.

pub mod assignment;
pub mod cells;
pub mod header;
pub mod heading;
mod heading_rules;
mod matching;
pub mod profile;
pub mod rows_together;
pub mod slips;
pub mod table_profile;
