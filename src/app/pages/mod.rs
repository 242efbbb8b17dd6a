//! The pages, one for each phase.

pub mod dashboard;
pub mod remedies;
pub mod report;
pub mod review;
mod sections;
pub mod segments;
pub mod start;
pub mod working;
