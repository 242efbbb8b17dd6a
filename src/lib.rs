//! Stamkunde: an export of orders in, answers about customers out.
//!
//! The modules stand in reading order; each may use those above it that the table in
//! `src/README.md` names, and a test (`tests/tidy.rs`) holds that. Nothing here knows a browser.

pub mod base;

pub mod recipe;

pub mod answers;
pub mod model;

pub mod ingest;

pub mod metrics;
pub mod models;
pub mod segments;

pub mod export;
pub mod sample;

pub mod engine;
pub mod protocol;

#[cfg(feature = "charts")]
pub mod charts;
pub mod state;
