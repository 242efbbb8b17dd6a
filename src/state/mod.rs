//! Pure interface state: where the user is, what the headlines claim, which files of a folder are meant, and the tables
//! that can be copied and saved.

mod folder;
pub mod headlines;
mod phase;
mod remedies;
mod table;

pub use folder::{Found, tables_of};
pub use phase::{Phase, Remaining};
pub use remedies::{Change, Remedy, ways_out};
pub use table::{DataTable, Value};
