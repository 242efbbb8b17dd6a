//! The pages, one for each phase.

pub mod dashboard;
mod for_it;
pub mod remedies;
pub mod report;
pub mod review;
mod sections;
pub mod segments;
pub mod start;
pub mod working;
