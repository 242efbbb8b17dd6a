//! The edges to the browser: sealing, the worker, saving, pasting. Everything that calls web-sys for more than
//! drawing is here, so that the question "what can this page do to the outside" has one place to look.

pub mod boot;
#[allow(dead_code, reason = "for the pages that will save")]
pub mod download;
#[allow(dead_code, reason = "for the start page")]
pub mod paste;
pub mod seal;
pub mod try_to_send;
pub mod worker_client;
