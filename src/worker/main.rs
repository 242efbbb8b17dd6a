//! The worker's entry: ready, receive, engine, post. What the page asks and how it is answered stands in the library.

mod file_source;
mod listen;
mod read_ahead;
mod transport;

fn main() {
    transport::start();
}
