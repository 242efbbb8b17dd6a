//! Where bytes come from: a file on disk, a `File` of the browser, a buffer of a test. Nothing here looks inside.

use std::io::{self, Cursor, Read, Seek};

/// Bytes that can be read from anywhere in the file.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

type Opener = Box<dyn Fn() -> io::Result<Box<dyn ReadSeek>>>;

/// A file that can be opened again and again: a second look costs no memory.
pub struct InputFile {
    /// Its name, for showing only: the content decides what it is.
    pub name: String,
    /// Bytes.
    pub size: u64,
    opener: Opener,
}

impl InputFile {
    /// A file behind a function that opens it from the start.
    pub fn new(
        name: String,
        size: u64,
        opener: impl Fn() -> io::Result<Box<dyn ReadSeek>> + 'static,
    ) -> Self {
        Self { name, size, opener: Box::new(opener) }
    }
    /// A file in memory.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Self {
        let bytes: std::rc::Rc<[u8]> = bytes.into();
        Self::new(name.to_owned(), bytes.len() as u64, move || {
            Ok(Box::new(Cursor::new(std::rc::Rc::clone(&bytes))))
        })
    }
    /// Opens it from the start.
    ///
    /// # Errors
    /// What the file system or the browser says.
    pub fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        (self.opener)()
    }
}
