//! Pure interface state: where the user is, and the tables that can be copied and saved.

mod phase;
mod table;

pub use phase::{Phase, Remaining};
pub use table::{DataTable, Value};
