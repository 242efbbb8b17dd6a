//! A part of a workbook as text, window by window: a part of 200 MB is never in memory as a whole.

use std::io::Read;

use memchr::memrchr;

use super::{Stop, markup::Unusual};
use crate::{ingest::read::container::broken, protocol::Problem};

const WINDOW_BYTES: usize = 1 << 18;
/// One cell or tag that is longer than this cannot be held.
const MAX_WINDOW_BYTES: usize = 64 << 20;

/// Hands out text that ends where a tag begins, so that what is handed out is whole.
pub struct Window<R> {
    input: R,
    bytes: Vec<u8>,
    /// Used up.
    start: usize,
    /// Where the last tag begins; at the end of the part, the end.
    cut: usize,
    end: usize,
    ended: bool,
}

impl<R: Read> Window<R> {
    /// Begins at the start of a part.
    pub fn new(input: R) -> Result<Self, Stop> {
        let mut window = Self { input, bytes: vec![0; WINDOW_BYTES], start: 0, cut: 0, end: 0, ended: false };
        window.more()?;
        let mark = window.rest().starts_with(b"\xef\xbb\xbf");
        window.advance(if mark { 3 } else { 0 });
        let text = window.text()?;
        // anything but UTF-8 says so in its first line
        let first = text.get(..text.find('>').unwrap_or(0)).unwrap_or_default().to_ascii_lowercase();
        if first.starts_with("<?xml") && first.contains("encoding") && !first.contains("utf-8") {
            return Err(Stop::Unusual);
        }
        Ok(window)
    }

    /// Begins at the start of a text that is UTF-8 already, whatever it says of itself.
    pub fn decoded(input: R) -> Result<Self, Stop> {
        let mut window = Self { input, bytes: vec![0; WINDOW_BYTES], start: 0, cut: 0, end: 0, ended: false };
        window.more()?;
        Ok(window)
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.start..self.cut).unwrap_or_default()
    }

    /// What is not used up yet.
    pub fn text(&self) -> Result<&str, Unusual> {
        std::str::from_utf8(self.rest()).map_err(|_| Unusual)
    }

    /// Uses up the first bytes of the text.
    pub fn advance(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.cut);
    }

    /// Reads on; `false` at the end of the part.
    pub fn more(&mut self) -> Result<bool, Stop> {
        if self.ended {
            return Ok(false);
        }
        self.bytes.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.cut -= self.start;
        self.start = 0;
        // a window that is nearly full of one thing has to grow
        if self.bytes.len() < 2 * self.end {
            if MAX_WINDOW_BYTES <= self.bytes.len() {
                return Err(Stop::Problem(Problem::TooLarge { limit: "64 MB for one cell".to_owned() }));
            }
            self.bytes.resize(2 * self.bytes.len(), 0);
        }
        while self.end < self.bytes.len() {
            let space = self.bytes.get_mut(self.end..).unwrap_or_default();
            let n = self.input.read(space).map_err(|error| Stop::Problem(broken(error)))?;
            self.ended = n == 0;
            self.end += n;
            if self.ended {
                break;
            }
        }
        let filled = self.bytes.get(..self.end).unwrap_or_default();
        self.cut = if self.ended { self.end } else { memrchr(b'<', filled).unwrap_or(0) };
        Ok(true)
    }
}
