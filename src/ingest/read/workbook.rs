//! Rows of Excel and OpenDocument workbooks through calamine: cell by cell where the format allows it, so that a sheet
//! that claims a million columns costs what it holds and not what it claims.

use crate::{
    answers::SheetView,
    ingest::read::{
        container::{Kind, broken},
        delimited::MAX_COLUMNS,
        package::{Package, Stop},
        row::{Cell, Row},
        source::ReadSeek,
        tagged::{self, Tags},
        xlsx::Book,
    },
    protocol::Problem,
};
use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetVisible, Xls, XlsError, XlsOptions, Xlsb, Xlsx};
use std::io::Read;

pub use crate::ingest::read::sheet_rows::Flow;
use crate::ingest::read::sheet_rows::{EPOCH_1900, EPOCH_1904, Input, Rows, SheetEnd};

/// An open workbook.
pub enum Workbook {
    /// Excel 2007 and later.
    Xlsx(Box<XlsxReader>),
    /// Excel binary.
    Xlsb(Box<Xlsb<Input>>),
    /// Excel 5 to 2003; calamine reads it whole.
    Xls(Box<Xls<Input>>),
    /// OpenDocument.
    Ods(Box<crate::ingest::read::ods::Book>),
    /// A web page, or Excel's XML of 2003.
    Tagged(Box<tagged::Book>),
}

/// Who reads a workbook of Excel 2007 and later.
pub enum XlsxReader {
    /// Our own reader, for what programs usually write.
    Own(Box<Book>),
    /// calamine, for the rest.
    Calamine(Box<Xlsx<Input>>),
    /// Neither: it broke when it was handed over.
    Lost,
}

impl Workbook {
    /// Opens a workbook whose kind is known. Texts are read here, cells later.
    ///
    /// # Errors
    /// [`Problem::Encrypted`], [`Problem::TooLarge`] or [`Problem::Broken`].
    pub fn open(kind: Kind, reader: Box<dyn ReadSeek>) -> Result<Workbook, Problem> {
        let reader = if kind == Kind::Xls { crate::ingest::read::compound::checked(reader)? } else { reader };
        let input = std::io::BufReader::with_capacity(1 << 16, reader);
        match kind {
            Kind::Xlsx => XlsxReader::open(input).map(|book| Workbook::Xlsx(Box::new(book))),
            Kind::Xlsb => {
                Xlsb::new(fitting(input)?).map(|book| Workbook::Xlsb(Box::new(book))).map_err(problem)
            }
            Kind::Xls => Xls::new_with_options(input, XlsOptions::default())
                .map(|book| Workbook::Xls(Box::new(book)))
                .map_err(|error| match error {
                    XlsError::Password => Problem::Encrypted,
                    error => problem(error),
                }),
            Kind::Ods => {
                crate::ingest::read::ods::Book::open(input).map(|book| Workbook::Ods(Box::new(book)))
            }
            Kind::Page => Ok(Workbook::Tagged(Box::new(tagged::Book::open(input, Tags::Page)?))),
            Kind::Excel2003 => Ok(Workbook::Tagged(Box::new(tagged::Book::open(input, Tags::Excel2003)?))),
            Kind::Text => Err(Problem::NotATable { looks_like: None }),
        }
    }

    /// The sheets with cells, in the order of the workbook.
    pub fn sheets(&self) -> Vec<SheetView> {
        let meta = match self {
            Workbook::Xlsx(book) => match &**book {
                XlsxReader::Own(book) => return book.sheets().cloned().collect(),
                XlsxReader::Calamine(book) => book.sheets_metadata(),
                XlsxReader::Lost => return Vec::new(),
            },
            Workbook::Xlsb(book) => book.sheets_metadata(),
            Workbook::Xls(book) => book.sheets_metadata(),
            Workbook::Ods(book) => return book.sheets().to_vec(),
            Workbook::Tagged(book) => return book.sheets().to_vec(),
        };
        meta.iter()
            .filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet)
            .map(|sheet| SheetView {
                name: sheet.name.clone(),
                hidden: sheet.visible != SheetVisible::Visible,
            })
            .collect()
    }

    /// Gives every row of a sheet to `visit`, blank rows between others included.
    ///
    /// # Errors
    /// [`Problem::Broken`] where the sheet cannot be read; what `visit` says.
    pub fn scan(
        &mut self,
        sheet: &str,
        visit: &mut dyn FnMut(&Row) -> Result<Flow, Problem>,
    ) -> Result<SheetEnd, Problem> {
        let mut rows = Rows::new(visit);
        match self {
            Workbook::Xlsx(book) => book.scan(sheet, &mut rows)?,
            Workbook::Xlsb(book) => {
                let epoch = epoch(book.has_1904_epoch());
                let mut cells = book.worksheet_cells_reader(sheet).map_err(problem)?;
                while let Some(cell) = cells.next_cell().map_err(problem)? {
                    if rows.take(cell.get_position(), cell_of(cell.get_value(), epoch))? == Flow::Stop {
                        return Ok(rows.end);
                    }
                }
            }
            Workbook::Xls(book) => {
                let epoch = epoch(book.has_1904_epoch());
                let range = book.worksheet_range(sheet).map_err(problem)?;
                rows.take_range(&range, epoch)?;
            }
            Workbook::Ods(book) => book.scan(sheet, &mut rows)?,
            Workbook::Tagged(book) => book.scan(sheet, &mut rows)?,
        }
        rows.finish()?;
        Ok(rows.end)
    }
}

impl XlsxReader {
    fn open(input: Input) -> Result<Self, Problem> {
        match Book::open(input) {
            Ok(book) => Ok(XlsxReader::Own(Box::new(book))),
            Err((Stop::Unusual, Some(input))) => XlsxReader::open_with_calamine(input),
            Err((Stop::Unusual, None)) => Err(Problem::Broken { detail: "the workbook is lost".to_owned() }),
            Err((Stop::Problem(problem), _)) => Err(problem),
        }
    }

    fn open_with_calamine(input: Input) -> Result<Self, Problem> {
        Xlsx::new(fitting(input)?).map(|book| XlsxReader::Calamine(Box::new(book))).map_err(problem)
    }

    fn scan(&mut self, sheet: &str, rows: &mut Rows<'_>) -> Result<(), Problem> {
        if let XlsxReader::Own(book) = self {
            match book.scan(sheet, rows) {
                Ok(()) => return Ok(()),
                Err(Stop::Problem(problem)) => return Err(problem),
                Err(Stop::Unusual) => {}
            }
            // calamine begins again with the first row, of which some have been handed over already
            if let XlsxReader::Own(book) = std::mem::replace(self, XlsxReader::Lost) {
                *self = XlsxReader::open_with_calamine(book.into_input())?;
                rows.begin_again();
            }
        }
        let XlsxReader::Calamine(book) = self else {
            return Err(Problem::Broken { detail: "the workbook is lost".to_owned() });
        };
        let epoch = epoch(book.has_1904_epoch());
        let mut cells = book.worksheet_cells_reader(sheet).map_err(problem)?;
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(problem)? {
            let value = cell_of(&cell.value, epoch);
            let lacks_value = cell.formula.is_some() && value == Cell::Empty;
            if rows.take(cell.pos, value)? == Flow::Stop {
                return Ok(());
            }
            if lacks_value {
                rows.note_formula_without_value();
            }
        }
        Ok(())
    }
}

/// The parts that calamine reads whole, and how large they may be when they are inflated.
const WHOLE_PARTS: [(&str, u64); 5] = [
    ("sharedstrings.bin", 512 << 20),
    ("sharedstrings.xml", 512 << 20),
    ("styles.bin", 32 << 20),
    ("styles.xml", 32 << 20),
    ("workbook.bin", 32 << 20),
];
/// More texts than this cannot be held; calamine makes room for as many as a workbook claims.
const MAX_TEXTS: u64 = 20_000_000;

/// The workbook where what calamine holds of it in memory fits there.
fn fitting(input: Input) -> Result<Input, Problem> {
    let mut package = Package::open(input)?;
    for (name, most) in WHOLE_PARTS {
        let Some(path) = package.path_ending(name) else { continue };
        let mut part = match package.part(&path) {
            Ok(Some(part)) => part,
            Ok(None) | Err(Stop::Unusual) => continue,
            Err(Stop::Problem(problem)) => return Err(problem),
        };
        let mut head = Vec::new();
        part.by_ref().take(4096).read_to_end(&mut head).map_err(broken)?;
        let claimed = String::from_utf8_lossy(&head)
            .split_once("uniqueCount=")
            .map(|(_, rest)| rest.chars().skip(1).take_while(char::is_ascii_digit).collect::<String>())
            .map_or(0, |digits| if digits.len() < 18 { digits.parse().unwrap_or(0) } else { u64::MAX });
        let size = std::io::copy(&mut part.take(most + 1), &mut std::io::sink()).map_err(broken)?;
        if most < size + head.len() as u64 || MAX_TEXTS < claimed {
            return Err(Problem::TooLarge {
                limit: format!("{} MB for the texts of a workbook", most >> 20),
            });
        }
    }
    Ok(package.into_input())
}

fn epoch(is_1904: bool) -> f64 {
    if is_1904 { EPOCH_1904 } else { EPOCH_1900 }
}

fn problem(error: impl std::fmt::Display) -> Problem {
    let detail = error.to_string();
    if detail.to_ascii_lowercase().contains("password") {
        return Problem::Encrypted;
    }
    Problem::Broken { detail }
}

impl Rows<'_> {
    fn take_range(&mut self, range: &calamine::Range<Data>, epoch: f64) -> Result<(), Problem> {
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (number, cells) in (first_row..).zip(range.rows()) {
            self.row.clear(u64::from(number) + 1);
            for (column, cell) in (first_column as usize..MAX_COLUMNS).zip(cells) {
                let cell = cell_of_data(cell, epoch);
                if cell != Cell::Empty {
                    self.row.set(column, cell);
                }
            }
            if self.hand_over()? == Flow::Stop {
                break;
            }
        }
        Ok(())
    }
}

fn moment(value: &ExcelDateTime, epoch: f64) -> Cell<'static> {
    if value.is_duration() { Cell::Number(value.as_f64()) } else { Cell::Moment(value.as_f64() + epoch) }
}

fn cell_of<'a>(value: &'a DataRef<'a>, epoch: f64) -> Cell<'a> {
    match value {
        DataRef::Int(value) => Cell::Number(*value as f64),
        DataRef::Float(value) => Cell::Number(*value),
        DataRef::String(text) => Cell::Text(text),
        DataRef::SharedString(text) => Cell::Text(text),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(value) => moment(value, epoch),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(text),
        DataRef::Error(_) => Cell::Error,
        DataRef::Empty => Cell::Empty,
    }
}

fn cell_of_data(value: &Data, epoch: f64) -> Cell<'_> {
    match value {
        Data::Int(value) => Cell::Number(*value as f64),
        Data::Float(value) => Cell::Number(*value),
        Data::String(text) if text.is_empty() => Cell::Empty,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::Text(text),
        Data::Bool(value) => Cell::Bool(*value),
        Data::DateTime(value) => moment(value, epoch),
        Data::Error(_) => Cell::Error,
        Data::Empty => Cell::Empty,
    }
}
