//! Parts that pages are made of.

pub mod beside;
pub mod chart;
pub mod cleaning;
pub mod drawer;
pub mod filters;
pub mod limits;
pub mod settings;
pub mod soon;
pub mod table;
