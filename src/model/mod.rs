//! Orders and their lines as columns, and the histories of customers that a recipe makes of them.

pub mod csr;
pub mod history;
pub mod ledger;
pub mod orders;
pub mod rows;

pub use csr::Csr;
pub use history::{BuyerIdx, History, PurchaseIdx, ReturnIdx, Selection, marks_of};
pub use ledger::{
    Address, Available, CategoryIdx, ChannelIdx, CountryIdx, CouponIdx, CustomerIdx, Ledger, LineIdx, Lines,
    OrderIdIdx, People, ProductIdx, Source,
};
pub use orders::Orders;
pub use rows::SourceRows;
