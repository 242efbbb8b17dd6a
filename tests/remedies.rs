//! Every sentence that names a remedy is right: each remedy is taken as a person would take it, and the figures that come
//! out are those of the rows that were written down. Every kind of doubt with each of its options, every question with
//! each of its answers, every problem with what its sentence says to do; and a recipe that means harm hides nothing.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

#[path = "remedies/buttons.rs"]
mod buttons;
#[path = "common/command.rs"]
mod command;
#[path = "remedies/command_line.rs"]
mod command_line;
#[path = "remedies/doubts.rs"]
mod doubts;
#[path = "remedies/format.rs"]
mod format;
#[path = "remedies/hostile.rs"]
mod hostile;
#[path = "remedies/kit.rs"]
mod kit;
#[path = "remedies/problems.rs"]
mod problems;
#[path = "remedies/provoked.rs"]
mod provoked;
#[path = "remedies/questions.rs"]
mod questions;
#[allow(dead_code, reason = "the page's own sentences, of which a part is read here")]
#[path = "../src/app/text/words.rs"]
mod words;
