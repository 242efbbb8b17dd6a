//! Workbooks of Excel 2007 and later, read by a scanner of our own: what one shop's program writes is a small part of
//! what the format allows, and for that part bytes can be read several times as fast. Whatever lies outside it is
//! [`Stop::Unusual`], and the caller reads the workbook with calamine.
//!
//! Nothing that a file claims about its size is believed: only what is really inflated and read is counted.

mod cell;
mod markup;
mod parts;
mod sheet;
mod strings;
mod window;

use std::{collections::BTreeMap, io::Read};

use zip::{ZipArchive, result::ZipError};

use self::{markup::Unusual, parts::Format, strings::Strings};
use super::{
    container::{Limited, broken},
    workbook::{EPOCH_1900, EPOCH_1904, Input, Rows},
};
use crate::{answers::SheetView, protocol::Problem};

/// The small parts of a workbook are read whole.
const MAX_SMALL_PART: u64 = 32 << 20;

/// Why reading stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// It may be right, but it is not what this reader reads.
    Unusual,
    Problem(Problem),
}

impl From<Unusual> for Stop {
    fn from(_: Unusual) -> Self {
        Stop::Unusual
    }
}

/// An open workbook.
pub struct Book {
    package: Package,
    sheets: Vec<(SheetView, String)>,
    strings: Strings,
    formats: Vec<Format>,
    epoch: f64,
}

impl Book {
    /// Reads everything but the cells.
    pub(super) fn open(input: Input) -> Result<Book, (Stop, Option<Input>)> {
        let mut package = Package::open(input).map_err(|problem| (Stop::Problem(problem), None))?;
        match Contents::read(&mut package) {
            Ok(Contents { sheets, strings, formats, is_1904 }) => {
                let epoch = if is_1904 { EPOCH_1904 } else { EPOCH_1900 };
                Ok(Book { package, sheets, strings, formats, epoch })
            }
            Err(stop) => Err((stop, Some(package.archive.into_inner()))),
        }
    }

    /// The file, for another reader.
    pub(super) fn into_input(self) -> Input {
        self.package.archive.into_inner()
    }

    /// The sheets with cells, in the order of the workbook.
    pub(super) fn sheets(&self) -> impl Iterator<Item = &SheetView> {
        self.sheets.iter().map(|(view, _)| view)
    }

    /// Gives the cells of a sheet to `rows`.
    pub(super) fn scan(&mut self, sheet: &str, rows: &mut Rows<'_>) -> Result<(), Stop> {
        let Self { package, sheets, strings, formats, epoch } = self;
        let (_, path) = sheets.iter().find(|(view, _)| view.name == sheet).ok_or(Unusual)?;
        let context = sheet::Context { strings, formats, epoch: *epoch };
        let part = package.part(path)?.ok_or(Unusual)?;
        sheet::scan(part, &context, rows)
    }
}

struct Contents {
    sheets: Vec<(SheetView, String)>,
    strings: Strings,
    formats: Vec<Format>,
    is_1904: bool,
}

impl Contents {
    fn read(package: &mut Package) -> Result<Contents, Stop> {
        let (folder, name) = parts::document(&package.text("_rels/.rels")?.ok_or(Unusual)?)?;
        let relations = package.text(&format!("{folder}_rels/{name}.rels"))?.ok_or(Unusual)?;
        let workbook = package.text(&format!("{folder}{name}"))?.ok_or(Unusual)?;
        let parts::Sheets { sheets, is_1904 } = parts::sheets(&workbook, &relations, &folder)?;
        let formats = match package.text(&format!("{folder}styles.xml"))? {
            Some(styles) => parts::formats(&styles)?,
            None => Vec::new(),
        };
        let strings = match package.part(&format!("{folder}sharedStrings.xml"))? {
            Some(part) => Strings::read(part)?,
            None => Strings::default(),
        };
        Ok(Contents { sheets, strings, formats, is_1904 })
    }
}

struct Package {
    archive: ZipArchive<Input>,
    /// The names of the parts by their lower case: programs do not agree on it, nor on the slash.
    names: BTreeMap<String, String>,
}

impl Package {
    fn open(input: Input) -> Result<Self, Problem> {
        let archive = ZipArchive::new(input).map_err(broken)?;
        let names = archive
            .file_names()
            .flatten()
            .map(|name| (name.replace('\\', "/").to_ascii_lowercase(), name.into_owned()))
            .collect();
        Ok(Self { archive, names })
    }

    /// A part as a stream; `None` where there is none.
    fn part(&mut self, path: &str) -> Result<Option<impl Read>, Stop> {
        let Some(name) = self.names.get(&path.to_ascii_lowercase()) else { return Ok(None) };
        match self.archive.by_name(name) {
            Ok(part) => Ok(Some(Limited::new(part))),
            Err(ZipError::FileNotFound) => Ok(None),
            Err(_) => Err(Stop::Unusual),
        }
    }

    /// A small part as text.
    fn text(&mut self, path: &str) -> Result<Option<String>, Stop> {
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
