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
use web_sys::{File, FileReaderSync};

/// The first block of a file, which is all that looking at a text takes.
const FIRST_BYTES: u64 = 1 << 22;
/// All further ones: in blocks of 4 MB, Chromium takes twice as long for a file.
const BLOCK_BYTES: u64 = 1 << 24;
/// A workbook is read in two or three places by turns: its directory at the end, its texts, a sheet.
const BLOCKS_KEPT: usize = 2;

/// The file as the engine takes it; each opening starts at the first byte.
pub fn input_file(file: File) -> InputFile {
    let size = file_size(&file);
    // looking at a file opens it several times, and reads the same block each time
    let blocks = Blocks::default();
    InputFile::new(file.name(), size, move || {
        Ok(Box::new(FileSource::open(file.clone(), Rc::clone(&blocks))?))
    })
}

/// A reader over one `File`.
pub struct FileSource {
    file: File,
    size: u64,
    position: u64,
    reader: FileReaderSync,
    blocks: Blocks,
}

/// Blocks of a file that were read, the most recently used last.
type Blocks = Rc<RefCell<Vec<Block>>>;

/// The bytes stay with the browser: the worker's own memory never shrinks again.
#[derive(Clone)]
struct Block {
    start: u64,
    bytes: Uint8Array,
}

impl FileSource {
    /// Starts at the first byte.
    ///
    /// # Errors
    /// Where the browser has no synchronous reader, which is everywhere but in workers.
    fn open(file: File, blocks: Blocks) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(|error| refusal(&error))?;
        Ok(Self { size: file_size(&file), file, position: 0, reader, blocks })
    }

    fn block(&self, start: u64) -> io::Result<Uint8Array> {
        let mut blocks = self.blocks.borrow_mut();
        let block = match blocks.iter().position(|block| block.start == start) {
            Some(index) => blocks.remove(index),
            None => {
                if blocks.len() == BLOCKS_KEPT {
                    blocks.remove(0);
                }
                self.load(start)?
            }
        };
        blocks.push(block.clone());
        Ok(block.bytes)
    }

    fn load(&self, start: u64) -> io::Result<Block> {
        let end = self.size.min(start + if start == 0 { FIRST_BYTES } else { BLOCK_BYTES });
        // Positions below 2^53 are exact as f64, and no file is larger than that.
        let slice = self.file.slice_with_f64_and_f64(start as f64, end as f64);
        let buffer = slice.and_then(|slice| self.reader.read_as_array_buffer(&slice));
        // Fails where the file was changed, moved or unplugged since it was chosen.
        let buffer = buffer.map_err(|error| refusal(&error))?;
        Ok(Block { start, bytes: Uint8Array::new(&buffer) })
    }
}

impl Read for FileSource {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.size <= self.position || buffer.is_empty() {
            return Ok(0);
        }
        let start = block_start(self.position);
        let offset = self.position - start;
        let block = self.block(start)?;
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
            SeekFrom::End(distance) => self.size.checked_add_signed(distance),
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

fn file_size(file: &File) -> u64 {
    // `File.size` is a whole number below 2^53.
    file.size() as u64
}

fn refusal(error: &JsValue) -> io::Error {
    let name = js_sys::Reflect::get(error, &JsValue::from_str("name")).ok().and_then(|name| name.as_string());
    io::Error::other(format!("the browser could not read the file ({})", name.unwrap_or_default()))
}
