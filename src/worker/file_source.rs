//! A `File` of the browser as something that can be read and sought, block by block.
//!
//! Works in workers only: reading there may wait. The file is never in memory as a whole.

use std::io::{self, Read, Seek, SeekFrom};

use js_sys::Uint8Array;
use stamkunde::ingest::InputFile;
use wasm_bindgen::JsValue;
use web_sys::{File, FileReaderSync};

/// Large enough that a call into the browser costs little per byte.
const BLOCK_BYTES: u64 = 1 << 22;
/// A workbook is read in two or three places by turns: its directory at the end, its texts, a sheet.
const BLOCKS_KEPT: usize = 2;

/// The file as the engine takes it; each opening starts at the first byte.
pub fn input_file(file: File) -> InputFile {
    let size = file_size(&file);
    InputFile::new(file.name(), size, move || Ok(Box::new(FileSource::open(file.clone())?)))
}

/// A reader over one `File`.
pub struct FileSource {
    file: File,
    size: u64,
    position: u64,
    reader: FileReaderSync,
    /// The most recently used last.
    blocks: Vec<Block>,
}

struct Block {
    start: u64,
    bytes: Vec<u8>,
}

impl FileSource {
    /// Starts at the first byte.
    ///
    /// # Errors
    /// Where the browser has no synchronous reader, which is everywhere but in workers.
    pub fn open(file: File) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(|error| refusal(&error))?;
        Ok(Self { size: file_size(&file), file, position: 0, reader, blocks: Vec::new() })
    }

    fn block(&mut self, start: u64) -> io::Result<&Block> {
        let block = match self.blocks.iter().position(|block| block.start == start) {
            Some(index) => self.blocks.remove(index),
            None => {
                if self.blocks.len() == BLOCKS_KEPT {
                    self.blocks.remove(0);
                }
                self.load(start)?
            }
        };
        self.blocks.push(block);
        self.blocks.last().ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn load(&self, start: u64) -> io::Result<Block> {
        let end = self.size.min(start + BLOCK_BYTES);
        // Positions below 2^53 are exact as f64, and no file is larger than that.
        let slice = self.file.slice_with_f64_and_f64(start as f64, end as f64);
        let buffer = slice.and_then(|slice| self.reader.read_as_array_buffer(&slice));
        // Fails where the file was changed, moved or unplugged since it was chosen.
        let buffer = buffer.map_err(|error| refusal(&error))?;
        Ok(Block { start, bytes: Uint8Array::new(&buffer).to_vec() })
    }
}

impl Read for FileSource {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.size <= self.position || buffer.is_empty() {
            return Ok(0);
        }
        let offset = self.position % BLOCK_BYTES;
        let block = self.block(self.position - offset)?;
        let mut available =
            usize::try_from(offset).ok().and_then(|from| block.bytes.get(from..)).unwrap_or(&[]);
        let n_read = available.read(buffer)?;
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

fn file_size(file: &File) -> u64 {
    // `File.size` is a whole number below 2^53.
    file.size() as u64
}

fn refusal(error: &JsValue) -> io::Error {
    let name = js_sys::Reflect::get(error, &JsValue::from_str("name")).ok().and_then(|name| name.as_string());
    io::Error::other(format!("the browser could not read the file ({})", name.unwrap_or_default()))
}
