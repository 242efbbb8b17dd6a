//! Words as data: headers, statuses, words for nothing and for totals; headers of known exports.

pub mod calendar;
pub mod concept;
pub mod currencies;
pub mod dictionary;
pub mod languages;
pub mod presets;
pub mod words;
