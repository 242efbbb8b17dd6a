//! A `File` of the browser as something that can be read and sought, block by block.
//!
//! Works in workers only: reading there may wait. The file is never in memory as a whole.

use std::{
    cell::RefCell,
    io::{self, Read, Seek, SeekFrom},
    rc::Rc,
};

use js_sys::Uint8Array;
use stamkunde::ingest::InputFile;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FileReaderSync};

/// The first block of a file, which is all that looking at a text takes.
const FIRST_BYTES: u64 = 1 << 22;
/// All further ones: in blocks of 4 MB, Chromium takes twice as long for a file.
const BLOCK_BYTES: u64 = 1 << 24;
/// A workbook is read in two or three places by turns: its directory at the end, its texts, a sheet.
const BLOCKS_KEPT: usize = 2;
/// Blocks that may be read before they are asked for.
const BLOCKS_AHEAD: usize = 4;

/// A file of the browser, with what of it is in memory. Copies share that.
#[derive(Clone)]
pub struct OpenFile {
    file: File,
    size: u64,
    blocks: Rc<RefCell<Blocks>>,
}

/// Blocks of a file that were read.
#[derive(Default)]
struct Blocks {
    /// The most recently used last.
    kept: Vec<Block>,
    /// Read before they were asked for.
    ahead: Vec<Block>,
}

/// The bytes stay with the browser: the worker's own memory never shrinks again.
#[derive(Clone)]
struct Block {
    start: u64,
    bytes: Uint8Array,
}

impl OpenFile {
    /// Reads nothing yet.
    pub fn new(file: File) -> Self {
        // `File.size` is a whole number below 2^53.
        Self { size: file.size() as u64, file, blocks: Rc::default() }
    }

    /// The file as the engine takes it; each opening starts at the first byte.
    pub fn as_input(&self) -> InputFile {
        let open = self.clone();
        InputFile::new(self.file.name(), self.size, move || Ok(Box::new(FileSource::open(open.clone())?)))
    }

    /// Reads the blocks behind the first one while `goes_on`: nobody waits then for the disk who reads the file from its
    /// start a moment later.
    pub async fn read_ahead(&self, goes_on: impl Fn() -> bool) {
        for start in (0..BLOCKS_AHEAD as u64).map(|number| FIRST_BYTES + number * BLOCK_BYTES) {
            if self.size <= start || !goes_on() {
                return;
            }
            if self.blocks.borrow().all().any(|block| block.start == start) {
                continue;
            }
            let Ok(slice) = self.slice(start) else { return };
            // what cannot be read is told to whoever asks for it
            let Ok(buffer) = JsFuture::from(slice.array_buffer()).await else { return };
            if !goes_on() {
                return;
            }
            self.blocks.borrow_mut().ahead.push(Block { start, bytes: Uint8Array::new(&buffer) });
        }
    }

    /// Lets go of what was read ahead and not asked for.
    pub fn forget_ahead(&self) {
        self.blocks.borrow_mut().ahead.clear();
    }

    fn block(&self, start: u64, reader: &FileReaderSync) -> io::Result<Uint8Array> {
        let mut blocks = self.blocks.borrow_mut();
        let block = match blocks.take(start) {
            Some(block) => block,
            None => {
                let buffer = self.slice(start).and_then(|slice| reader.read_as_array_buffer(&slice));
                // Fails where the file was changed, moved or unplugged since it was chosen.
                let buffer = buffer.map_err(|error| refusal(&error))?;
                Block { start, bytes: Uint8Array::new(&buffer) }
            }
        };
        if blocks.kept.len() == BLOCKS_KEPT {
            blocks.kept.remove(0);
        }
        blocks.kept.push(block.clone());
        Ok(block.bytes)
    }

    fn slice(&self, start: u64) -> Result<Blob, JsValue> {
        let end = self.size.min(start + if start == 0 { FIRST_BYTES } else { BLOCK_BYTES });
        // Positions below 2^53 are exact as f64, and no file is larger than that.
        self.file.slice_with_f64_and_f64(start as f64, end as f64)
    }
}

impl Blocks {
    fn all(&self) -> impl Iterator<Item = &Block> {
        self.kept.iter().chain(&self.ahead)
    }
    fn take(&mut self, start: u64) -> Option<Block> {
        let Self { kept, ahead } = self;
        [kept, ahead].into_iter().find_map(|blocks| {
            let at = blocks.iter().position(|block| block.start == start)?;
            Some(blocks.remove(at))
        })
    }
}

/// A reader over one `File`.
struct FileSource {
    of: OpenFile,
    position: u64,
    reader: FileReaderSync,
}

impl FileSource {
    /// Starts at the first byte.
    ///
    /// # Errors
    /// Where the browser has no synchronous reader, which is everywhere but in workers.
    fn open(of: OpenFile) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(|error| refusal(&error))?;
        Ok(Self { of, position: 0, reader })
    }
}

impl Read for FileSource {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.of.size <= self.position || buffer.is_empty() {
            return Ok(0);
        }
        let start = block_start(self.position);
        let offset = self.position - start;
        let block = self.of.block(start, &self.reader)?;
        // both are within a block
        let (from, available) = (offset as u32, u64::from(block.length()).saturating_sub(offset));
        let n_read = buffer.len().min(available as usize);
        let target = buffer.get_mut(..n_read).unwrap_or_default();
        block.subarray(from, from + n_read as u32).copy_to(target);
        self.position += n_read as u64;
        Ok(n_read)
    }
}

impl Seek for FileSource {
    fn seek(&mut self, target: SeekFrom) -> io::Result<u64> {
        let position = match target {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(distance) => self.of.size.checked_add_signed(distance),
            SeekFrom::Current(distance) => self.position.checked_add_signed(distance),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

/// Where the block begins that a byte lies in.
fn block_start(position: u64) -> u64 {
    match position.checked_sub(FIRST_BYTES) {
        None => 0,
        Some(beyond) => FIRST_BYTES + beyond / BLOCK_BYTES * BLOCK_BYTES,
    }
}

fn refusal(error: &JsValue) -> io::Error {
    let name = js_sys::Reflect::get(error, &JsValue::from_str("name")).ok().and_then(|name| name.as_string());
    io::Error::other(format!("the browser could not read the file ({})", name.unwrap_or_default()))
}
