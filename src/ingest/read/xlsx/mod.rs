//! Workbooks of Excel 2007 and later, read by a scanner of our own: what one shop's program writes is a small part of
//! what the format allows, and for that part bytes can be read several times as fast. Whatever lies outside it is
//! [`Stop::Unusual`](crate::ingest::read::package::Stop), and the caller reads the workbook with calamine.
//!
//! Nothing that a file claims about its size is believed: only what is really inflated and read is counted.

mod cell;
mod parts;
mod sheet;
mod strings;

use self::{parts::Format, strings::Strings};
use crate::{
    answers::SheetView,
    ingest::read::{
        package::{Package, Stop, markup::Unusual},
        sheet_rows::{EPOCH_1900, EPOCH_1904, Input, Rows},
    },
};

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
            Err(stop) => Err((stop, Some(package.into_input()))),
        }
    }

    /// The file, for another reader.
    pub(super) fn into_input(self) -> Input {
        self.package.into_input()
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
