//! Pure interface state: where the user is, what the headlines claim, and the tables that can be copied and saved.

pub mod headlines;
mod phase;
mod remedies;
mod table;

pub use phase::{Phase, Remaining};
pub use remedies::{Change, Remedy, ways_out};
pub use table::{DataTable, Value};
