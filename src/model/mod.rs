//! Orders and their lines as columns, and the histories of customers that a recipe makes of them.

pub mod ledger;

pub use ledger::{
    Available, CategoryIdx, ChannelIdx, CountryIdx, CouponIdx, CustomerIdx, Ledger, LineIdx, Lines,
    OrderIdIdx, People, ProductIdx,
};
