//! The columns of one table: its header, what the cells hold, what each column is.

pub mod assignment;
pub mod header;
pub mod profile;
pub mod table_profile;
