//! The edges to the browser: sealing, the worker, saving, pasting. Everything that calls web-sys for more than
//! drawing is here, so that the question "what can this page do to the outside" has one place to look.

pub mod boot;
pub mod canvas;
pub mod download;
pub mod dropped;
pub mod history;
pub mod link;
pub mod pace;
pub mod paste;
pub mod scroll;
pub mod seal;
pub mod try_to_send;
pub mod watch;
pub mod worker_client;

/// The files of a choice or a drop.
pub fn files_of(list: &web_sys::FileList) -> Vec<web_sys::File> {
    (0..list.length()).filter_map(|at| list.get(at)).collect()
}
