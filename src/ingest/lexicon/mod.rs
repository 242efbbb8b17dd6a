//! Words as data: headers, statuses, words for nothing and for totals; headers of known exports.

pub mod dictionary;
pub mod presets;
pub mod words;
