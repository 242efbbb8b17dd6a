//! The interface's words and numbers.

pub mod format;
pub mod words;
