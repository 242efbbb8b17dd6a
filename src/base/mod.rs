//! Money, days and periods, typed indexes, interned texts, hashing: things that know no domain.

pub mod day;
pub mod guard;
pub mod hash;
pub mod index;
pub mod interner;
pub mod money;
pub mod order;
pub mod turns;

pub use day::{Day, Period, PeriodIdx};
pub use index::{Idx, IndexVec};
pub use interner::{Interner, is_same};
pub use money::Money;
pub use turns::{Turns, at_once};
