//! The packages that workbooks come in: a zip with parts of markup. What the markup means stands in [`super::xlsx`] and
//! [`super::ods`].

pub mod markup;
pub mod window;

use std::{cell::Cell, collections::BTreeMap, io::Read, rc::Rc};

use zip::{ZipArchive, result::ZipError};

use self::markup::Unusual;
use crate::{
    ingest::read::{
        container::{Limited, broken},
        sheet_rows::Input,
    },
    protocol::Problem,
};

/// The small parts of a workbook are read whole.
const MAX_SMALL_PART: u64 = 32 << 20;

/// Why reading stopped.
#[derive(Debug)]
pub enum Stop {
    /// It may be right, but it is not what this reader reads.
    Unusual,
    Problem(Problem),
}

impl From<Unusual> for Stop {
    fn from(_: Unusual) -> Self {
        Stop::Unusual
    }
}

/// The parts of a workbook.
pub struct Package {
    archive: ZipArchive<Input>,
    /// The names of the parts by their lower case: programs do not agree on it, nor on the slash.
    names: BTreeMap<String, String>,
    /// Bytes that may still be inflated. A sheet is read several times, and a bomb has many sheets.
    left: Rc<Cell<u64>>,
}

/// All parts together, as often as they are read.
const MAX_INFLATED: u64 = 12 << 30;
/// One part, once.
const MAX_PART: u64 = 4 << 30;

impl Package {
    /// Reads the list of the parts.
    pub fn open(input: Input) -> Result<Self, Problem> {
        let archive = ZipArchive::new(input).map_err(broken)?;
        let names = archive
            .file_names()
            .flatten()
            .map(|name| (name.replace('\\', "/").to_ascii_lowercase(), name.into_owned()))
            .collect();
        Ok(Self { archive, names, left: Rc::new(Cell::new(MAX_INFLATED)) })
    }

    /// The file, for another reader.
    pub fn into_input(self) -> Input {
        self.archive.into_inner()
    }

    /// The path of the part whose path in lower case ends so.
    pub fn path_ending(&self, end: &str) -> Option<String> {
        self.names.keys().find(|path| path.ends_with(end)).cloned()
    }

    /// A part as a stream; `None` where there is none.
    pub fn part(&mut self, path: &str) -> Result<Option<impl Read + use<'_>>, Stop> {
        let Some(name) = self.names.get(&path.to_ascii_lowercase()) else { return Ok(None) };
        match self.archive.by_name(name) {
            Ok(part) => Ok(Some(Limited::sharing(part, MAX_PART, Rc::clone(&self.left)))),
            Err(ZipError::FileNotFound) => Ok(None),
            Err(_) => Err(Stop::Unusual),
        }
    }

    /// A small part as text.
    pub fn text(&mut self, path: &str) -> Result<Option<String>, Stop> {
        let Some(part) = self.part(path)? else { return Ok(None) };
        let mut bytes = Vec::new();
        part.take(MAX_SMALL_PART + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Stop::Problem(broken(error)))?;
        if MAX_SMALL_PART < bytes.len() as u64 {
            return Err(Stop::Problem(Problem::TooLarge {
                limit: "32 MB for the styles of a workbook".to_owned(),
            }));
        }
        let text = String::from_utf8(bytes).map_err(|_| Unusual)?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let first = text.get(..text.find('>').unwrap_or(0)).unwrap_or_default().to_ascii_lowercase();
        if first.starts_with("<?xml") && first.contains("encoding") && !first.contains("utf-8") {
            return Err(Stop::Unusual);
        }
        Ok(Some(text))
    }
}
