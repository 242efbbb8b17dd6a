//! Rows of Excel and OpenDocument workbooks through calamine: cell by cell where the format allows it, so that a sheet
//! that claims a million columns costs what it holds and not what it claims.

use calamine::{
    Data, DataRef, ExcelDateTime, Ods, Reader, SheetVisible, Xls, XlsError, XlsOptions, Xlsb, Xlsx,
};

use super::{
    container::Kind,
    delimited::MAX_COLUMNS,
    row::{Cell, Row},
    source::ReadSeek,
};
use crate::{answers::SheetView, protocol::Problem};

type Input = std::io::BufReader<Box<dyn ReadSeek>>;

/// An open workbook.
pub enum Workbook {
    /// Excel 2007 and later.
    Xlsx(Box<Xlsx<Input>>),
    /// Excel binary.
    Xlsb(Box<Xlsb<Input>>),
    /// Excel 5 to 2003; calamine reads it whole.
    Xls(Box<Xls<Input>>),
    /// OpenDocument; calamine reads it whole.
    Ods(Box<Ods<Input>>),
}

/// Whether to go on reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    More,
    /// That was enough.
    Stop,
}

/// Days from 1970-01-01 to day 0 of the two systems of spreadsheets.
const EPOCH_1900: f64 = -25_569.0;
const EPOCH_1904: f64 = -24_107.0;

impl Workbook {
    /// Opens a workbook whose kind is known. Texts are read here, cells later.
    ///
    /// # Errors
    /// [`Problem::Encrypted`], [`Problem::TooLarge`] or [`Problem::Broken`].
    pub fn open(kind: Kind, reader: Box<dyn ReadSeek>) -> Result<Workbook, Problem> {
        let input = std::io::BufReader::with_capacity(1 << 16, reader);
        match kind {
            Kind::Xlsx => Xlsx::new(input).map(|book| Workbook::Xlsx(Box::new(book))).map_err(problem),
            Kind::Xlsb => Xlsb::new(input).map(|book| Workbook::Xlsb(Box::new(book))).map_err(problem),
            Kind::Xls => Xls::new_with_options(input, XlsOptions::default())
                .map(|book| Workbook::Xls(Box::new(book)))
                .map_err(|error| match error {
                    XlsError::Password => Problem::Encrypted,
                    error => problem(error),
                }),
            Kind::Ods => Ods::new(input).map(|book| Workbook::Ods(Box::new(book))).map_err(problem),
            Kind::Text => Err(Problem::NotATable { looks_like: None }),
        }
    }

    /// The sheets with cells, in the order of the workbook.
    pub fn sheets(&self) -> Vec<SheetView> {
        let meta = match self {
            Workbook::Xlsx(book) => book.sheets_metadata(),
            Workbook::Xlsb(book) => book.sheets_metadata(),
            Workbook::Xls(book) => book.sheets_metadata(),
            Workbook::Ods(book) => book.sheets_metadata(),
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
    ) -> Result<(), Problem> {
        let mut rows = Rows { row: Row::default(), at: None, visit };
        match self {
            Workbook::Xlsx(book) => {
                let epoch = epoch(book.has_1904_epoch());
                let mut cells = book.worksheet_cells_reader(sheet).map_err(problem)?;
                while let Some(cell) = cells.next_cell().map_err(problem)? {
                    if rows.take(cell.get_position(), cell_of(cell.get_value(), epoch))? == Flow::Stop {
                        return Ok(());
                    }
                }
            }
            Workbook::Xlsb(book) => {
                let epoch = epoch(book.has_1904_epoch());
                let mut cells = book.worksheet_cells_reader(sheet).map_err(problem)?;
                while let Some(cell) = cells.next_cell().map_err(problem)? {
                    if rows.take(cell.get_position(), cell_of(cell.get_value(), epoch))? == Flow::Stop {
                        return Ok(());
                    }
                }
            }
            Workbook::Xls(book) => {
                let epoch = epoch(book.has_1904_epoch());
                let range = book.worksheet_range(sheet).map_err(problem)?;
                return rows.take_range(&range, epoch);
            }
            Workbook::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(problem)?;
                return rows.take_range(&range, EPOCH_1900);
            }
        }
        rows.finish().map(|_| ())
    }
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

/// Cells in the order of the file, gathered to rows.
struct Rows<'v> {
    row: Row,
    at: Option<u32>,
    visit: &'v mut dyn FnMut(&Row) -> Result<Flow, Problem>,
}

impl Rows<'_> {
    fn take(&mut self, (row, column): (u32, u32), cell: Cell<'_>) -> Result<Flow, Problem> {
        if self.at != Some(row) {
            if self.finish()? == Flow::Stop {
                return Ok(Flow::Stop);
            }
            self.at = Some(row);
            self.row.clear(u64::from(row) + 1);
        }
        let column = column as usize;
        if column < MAX_COLUMNS && cell != Cell::Empty {
            self.row.set(column, cell);
        }
        Ok(Flow::More)
    }

    /// Hands over the row that is being gathered.
    fn finish(&mut self) -> Result<Flow, Problem> {
        if self.at.take().is_none() { Ok(Flow::More) } else { (self.visit)(&self.row) }
    }

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
            if (self.visit)(&self.row)? == Flow::Stop {
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
