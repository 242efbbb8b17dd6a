//! Parts that pages are made of.

pub mod chart;
pub mod cleaning;
pub mod settings;
pub mod table;
