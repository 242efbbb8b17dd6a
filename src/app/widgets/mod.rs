//! Parts that pages are made of.

pub mod chart;
pub mod settings;
pub mod table;
