//! The interface's words and numbers.

pub mod findings;
pub mod format;
pub mod words;
