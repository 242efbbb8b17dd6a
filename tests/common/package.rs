//! Workbooks taken apart and put together again, for tests that need one that no writer writes.
#![allow(dead_code, clippy::unwrap_used, reason = "used by several tests, each for a part of it")]

use std::io::{Cursor, Read, Write};

use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The parts of a workbook by name, in order.
pub struct Package {
    parts: Vec<(String, Vec<u8>)>,
}

impl Package {
    /// Takes a zip apart.
    pub fn read(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let parts = (0..archive.len())
            .map(|index| {
                let mut part = archive.by_index(index).unwrap();
                let name = part.name().unwrap().into_owned();
                let mut bytes = Vec::new();
                part.read_to_end(&mut bytes).unwrap();
                (name, bytes)
            })
            .collect();
        Self { parts }
    }
    /// From parts.
    pub fn of(parts: &[(&str, &[u8])]) -> Self {
        Self { parts: parts.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect() }
    }
    /// Replaces or adds a part.
    pub fn set(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.parts.retain(|(have, _)| have != name);
        self.parts.push((name.to_owned(), bytes.into()));
    }
    /// Replaces a text inside a part, which has to be there.
    pub fn replace(mut self, name: &str, from: &str, to: &str) -> Self {
        let (_, bytes) = self.parts.iter().find(|(have, _)| have == name).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(from), "{name}: {text}");
        self.set(name, text.replace(from, to));
        self
    }
    /// A zip of the parts.
    pub fn write(&self) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, bytes) in &self.parts {
            writer.start_file(name.as_str(), options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }
}
