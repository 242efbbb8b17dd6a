//! Parts that pages are made of.

pub mod beside;
pub mod chart;
pub mod cleaning;
pub mod doubts;
pub mod drawer;
pub mod effect;
pub mod ending;
pub mod filters;
pub mod left_out;
pub mod limits;
pub mod settings;
pub mod soon;
pub mod table;
