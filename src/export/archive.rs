//! A zip archive of a few deflated files: the container of a workbook. No clock, no names of machines: same files, same
//! bytes.

use std::io::{self, Write};

use flate2::{Compression, Crc, write::DeflateEncoder};

/// 1980-01-01, the first day that an archive can name.
const FIRST_DAY: u16 = 0x21;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
const DEFLATED: u16 = 8;
const NEEDS_VERSION: u16 = 20;

/// Files that were added, and the directory of them that will stand at the end.
#[derive(Default)]
pub(super) struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    n_files: u16,
}

impl Archive {
    /// Adds a file.
    ///
    /// # Errors
    /// More than 4 GiB, which this kind of archive cannot hold.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let start = self.bytes.len();
        let mut crc = Crc::new();
        crc.update(content);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content)?;
        let deflated = encoder.finish()?;
        let mut facts = Vec::with_capacity(26);
        for number in [NEEDS_VERSION, FLAGS, DEFLATED, 0, FIRST_DAY] {
            facts.extend(number.to_le_bytes());
        }
        for number in [crc.sum(), small(deflated.len())?, small(content.len())?] {
            facts.extend(number.to_le_bytes());
        }
        let name_length = u16::try_from(name.len()).map_err(io::Error::other)?;
        for number in [name_length, 0] {
            facts.extend(number.to_le_bytes());
        }
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&facts);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(deflated);
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(NEEDS_VERSION.to_le_bytes());
        self.directory.extend(&facts);
        // No comment, first disk, no attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(small(start)?.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.n_files += 1;
        Ok(())
    }

    /// The whole archive.
    ///
    /// # Errors
    /// See [`Archive::add`].
    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        let Self { mut bytes, directory, n_files } = self;
        let start = bytes.len();
        bytes.extend(&directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0");
        bytes.extend([n_files.to_le_bytes(), n_files.to_le_bytes()].concat());
        bytes.extend([small(directory.len())?.to_le_bytes(), small(start)?.to_le_bytes()].concat());
        bytes.extend([0; 2]);
        Ok(bytes)
    }
}

fn small(number: usize) -> io::Result<u32> {
    u32::try_from(number).map_err(|_| io::Error::other("it is larger than 4 GiB"))
}
