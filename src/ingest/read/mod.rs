//! Bytes to rows, whatever the file is. Knows nothing of orders.

mod compound;
pub mod container;
pub mod delimited;
pub mod encoding;
mod ods;
mod package;
pub mod row;
pub mod sheet_rows;
pub mod sniff;
pub mod source;
pub mod table;
mod tagged;
pub mod text;
pub mod workbook;
mod xlsx;
