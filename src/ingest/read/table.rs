//! One face for all tables: rows of a text or of a sheet, again and again, with nothing kept in memory but what the
//! format itself needs.

use std::{cell::RefCell, rc::Rc};

use crate::{
    answers::SheetView,
    base::Money,
    ingest::read::{
        container::{Container, Kind, broken},
        delimited::{DelimitedReader, Delimiter, Dialect, TextError},
        encoding::{Charset, detect, detect_legacy},
        row::{Cell, Row},
        sheet_rows::Flow,
        sniff::{declared_delimiter, sniff, with_habits},
        source::InputFile,
        text::Utf8Reader,
        workbook::Workbook,
    },
    protocol::{Problem, Progress, Step},
    recipe::{Reading, refusal},
};

/// Called now and then while rows are read.
pub type OnProgress<'a> = &'a mut dyn FnMut(Progress);

/// Takes the rows of a table.
pub trait Visit {
    /// These rows come next, if nothing stops before them.
    fn ahead(&mut self, _rows: &[Row]) {}
    /// Takes a row.
    ///
    /// # Errors
    /// What ends the reading.
    fn row(&mut self, row: &Row) -> Result<Flow, Problem>;
}

impl<F: FnMut(&Row) -> Result<Flow, Problem>> Visit for F {
    fn row(&mut self, row: &Row) -> Result<Flow, Problem> {
        self(row)
    }
}

/// Counts rows and reports progress on the way.
struct Reporting<'a> {
    visit: &'a mut dyn Visit,
    on_progress: OnProgress<'a>,
    read: Rc<std::cell::Cell<u64>>,
    bytes_total: u64,
    rows: u64,
    /// Whether bytes are replaced on the way, and the rows in which some were.
    replaces: bool,
    damaged_rows: u64,
}

impl Visit for Reporting<'_> {
    fn ahead(&mut self, rows: &[Row]) {
        self.visit.ahead(rows);
    }
    fn row(&mut self, row: &Row) -> Result<Flow, Problem> {
        self.rows += 1;
        if self.replaces {
            let is_damaged = |cell: Cell<'_>| matches!(cell, Cell::Text(text) if text.contains('\u{fffd}'));
            self.damaged_rows += u64::from(row.cells().any(is_damaged));
        }
        if self.rows.is_multiple_of(ROWS_A_REPORT) {
            let Self { bytes_total, rows, .. } = *self;
            let step = Step::Reading;
            (self.on_progress)(Progress { bytes_done: self.read.get(), bytes_total, rows, step });
        }
        self.visit.row(row)
    }
}

/// Characters of a text that are looked at to recognise its delimiter.
const SNIFF_CHARS: u64 = 256 << 10;
/// Rows between two reports of progress.
const ROWS_A_REPORT: u64 = 4096;
/// Rows of a text that are cut before the first of them is taken.
const ROWS_AHEAD: usize = 32;

/// A file that is open: a text, or a workbook with its sheets. One file may hold several: a zip does.
pub struct OpenFile {
    /// The file.
    pub file: Rc<InputFile>,
    /// Its container.
    pub container: Container,
    content: Content,
}

enum Content {
    Text { encoding: RefCell<Charset>, picked: bool, dialect: Dialect, declared: bool },
    Workbook { workbook: RefCell<Workbook>, sheets: Vec<SheetView> },
}

/// What a scan noticed besides its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScanEnd {
    /// Row in which a quote opens that never closes.
    pub unbalanced_row: Option<u64>,
    /// Formula cells without a stored value.
    pub formulas_without_value: u64,
    /// Rows of a text in which bytes are no characters.
    pub damaged_rows: u64,
    /// How look-ups in other tables went.
    pub lookups: Vec<LookupEnd>,
}

/// How look-ups in a table went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookupEnd {
    /// Its name.
    pub table: String,
    /// Its place among the tables that were given.
    pub at: usize,
    /// The column of the lines that it was looked up by.
    pub column: usize,
    /// Rows that found something.
    pub found: u64,
    /// Rows with a key that found nothing; whoever takes the rows counts them.
    pub missed: u64,
    /// Some of these keys.
    pub ours: Vec<String>,
    /// Some keys that there are.
    pub theirs: Vec<String>,
    /// Its rows: keys.
    pub keys: u64,
    /// Those that nothing asked for.
    pub unasked: u64,
    /// What they are worth, where they are orders with totals.
    pub unasked_amount: Money,
    /// The same of those that were asked for.
    pub asked_amount: Money,
}

/// Why a scan ended early.
pub enum ScanError {
    /// The encoding turned out to be another one, and has been changed: scan again from the start.
    Restart,
    /// It cannot be read.
    Problem(Problem),
}

impl From<Problem> for ScanError {
    fn from(problem: Problem) -> Self {
        ScanError::Problem(problem)
    }
}

impl OpenFile {
    /// Opens a file: recognises kind, encoding and delimiter where `reading` does not say. A zip with several tables
    /// opens as several.
    ///
    /// # Errors
    /// See [`Container::open`] and [`Workbook::open`].
    pub fn open(
        file: InputFile,
        reading: &Reading,
        on_progress: OnProgress<'_>,
    ) -> Result<Vec<OpenFile>, Problem> {
        let file = Rc::new(file);
        let mut open = Vec::new();
        let mut failure = None;
        check(reading)?;
        for container in Container::open(&file)? {
            match Self::open_one(&file, container, reading, on_progress) {
                Ok(one) => open.push(one),
                Err(problem) => failure = Some(problem),
            }
        }
        // of several tables in a zip, one that is broken does not cost the others
        match failure {
            Some(problem) if open.is_empty() => Err(problem),
            _ => Ok(open),
        }
    }

    fn open_one(
        file: &Rc<InputFile>,
        container: Container,
        reading: &Reading,
        on_progress: OnProgress<'_>,
    ) -> Result<OpenFile, Problem> {
        let content = if container.kind == Kind::Text {
            open_text(file, &container, reading)?
        } else {
            on_progress(Progress { bytes_total: file.size, step: Step::Opening, ..Progress::default() });
            let workbook = Workbook::open(container.kind, container.seekable(file)?)?;
            let sheets = workbook.sheets();
            Content::Workbook { workbook: RefCell::new(workbook), sheets }
        };
        Ok(OpenFile { file: Rc::clone(file), container, content })
    }

    /// Uses what a recipe says about encoding and delimiter.
    ///
    /// # Errors
    /// What reading says.
    pub fn apply(&mut self, reading: &Reading) -> Result<(), Problem> {
        check(reading)?;
        if let Content::Text { .. } = self.content {
            self.content = open_text(&self.file, &self.container, reading)?;
        }
        Ok(())
    }

    /// `csv`, `xlsx` …, as shown to people.
    pub fn kind(&self) -> &'static str {
        match self.content {
            Content::Text { .. } => "csv",
            Content::Workbook { .. } => self.container.kind.id(),
        }
    }

    /// Every table in it.
    pub fn tables(self: &Rc<Self>) -> Vec<Table> {
        match &self.content {
            Content::Text { .. } => vec![Table { of: Rc::clone(self), sheet: None }],
            Content::Workbook { sheets, .. } => {
                sheets.iter().map(|sheet| Table { of: Rc::clone(self), sheet: Some(sheet.clone()) }).collect()
            }
        }
    }
}

/// A table inside a file: a text, or a sheet of a workbook.
#[derive(Clone)]
pub struct Table {
    of: Rc<OpenFile>,
    sheet: Option<SheetView>,
}

impl Table {
    /// The file.
    pub fn file(&self) -> &InputFile {
        &self.of.file
    }
    /// Name of the member inside a zip.
    pub fn member(&self) -> Option<&str> {
        self.of.container.member.as_deref()
    }
    /// The name of the sheet.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_ref().map(|sheet| sheet.name.as_str())
    }
    /// True for a sheet that is hidden in its workbook.
    pub fn is_hidden(&self) -> bool {
        self.sheet.as_ref().is_some_and(|sheet| sheet.hidden)
    }
    /// The name that tells it from the other tables: its sheet, its member, or its file.
    pub fn name(&self) -> &str {
        let member = || self.member().map(|name| name.rsplit('/').next().unwrap_or(name));
        self.sheet().or_else(member).unwrap_or(&self.of.file.name)
    }
    /// The encoding of a text.
    pub fn encoding(&self) -> Option<&'static str> {
        match &self.of.content {
            Content::Text { encoding, .. } => Some(encoding.borrow().name()),
            Content::Workbook { .. } => None,
        }
    }
    /// The delimiter of a text.
    pub fn delimiter(&self) -> Option<Delimiter> {
        match &self.of.content {
            Content::Text { dialect, .. } => Some(dialect.delimiter),
            Content::Workbook { .. } => None,
        }
    }

    /// Gives every row to `visit`, from the first row of the table on.
    ///
    /// # Errors
    /// [`ScanError::Restart`] when a text that began as UTF-8 turns out not to be; else what reading or `visit` says.
    pub fn scan(&self, on_progress: OnProgress<'_>, visit: &mut dyn Visit) -> Result<ScanEnd, ScanError> {
        let OpenFile { file, container, content } = &*self.of;
        let read = Rc::clone(&container.read);
        let mut counted = Reporting {
            visit,
            on_progress,
            read,
            bytes_total: file.size,
            rows: 0,
            replaces: false,
            damaged_rows: 0,
        };
        match content {
            Content::Text { encoding, picked, dialect, declared } => {
                let current = *encoding.borrow();
                let reader = Utf8Reader::new(container.stream(file)?, current);
                counted.replaces = current != Charset::UTF_8;
                match scan_text(reader, *dialect, *declared, &mut counted) {
                    Ok(end) => Ok(ScanEnd { damaged_rows: counted.damaged_rows, ..end }),
                    Err(TextError::Problem(problem)) => Err(problem.into()),
                    Err(TextError::NotUtf8) if *picked => {
                        Err(Problem::Broken { detail: "the text is not in the chosen encoding".to_owned() }
                            .into())
                    }
                    Err(TextError::NotUtf8) => {
                        let stream = container.stream(file)?;
                        encoding.replace(detect_legacy(stream).map_err(broken)?.charset);
                        Err(ScanError::Restart)
                    }
                }
            }
            Content::Workbook { workbook, .. } => {
                let end = workbook
                    .borrow_mut()
                    .scan(self.sheet().unwrap_or_default(), &mut |row| counted.row(row))?;
                Ok(ScanEnd { formulas_without_value: end.formulas_without_value, ..ScanEnd::default() })
            }
        }
    }

    /// [`Table::scan`] for a look at the first rows; restarts by itself.
    ///
    /// # Errors
    /// What reading says.
    pub fn first_rows(&self, limit: usize) -> Result<Vec<Row>, Problem> {
        let mut rows = Vec::new();
        self.scan_again(&mut |_| {}, &mut |row| match row {
            None => {
                rows.clear();
                Ok(Flow::More)
            }
            Some(row) => {
                rows.push(row.clone());
                Ok(if rows.len() < limit { Flow::More } else { Flow::Stop })
            }
        })?;
        Ok(rows)
    }

    /// [`Table::scan`] that begins again by itself where the encoding changes; `visit` hears `None` at each start.
    ///
    /// # Errors
    /// What reading or `visit` says.
    pub fn scan_again(
        &self,
        on_progress: OnProgress<'_>,
        visit: &mut dyn FnMut(Option<&Row>) -> Result<Flow, Problem>,
    ) -> Result<ScanEnd, Problem> {
        for _ in 0..2 {
            visit(None)?;
            match self.scan(on_progress, &mut |row: &Row| visit(Some(row))) {
                Ok(end) => return Ok(end),
                Err(ScanError::Problem(problem)) => return Err(problem),
                Err(ScanError::Restart) => {}
            }
        }
        Err(Problem::Broken { detail: "the encoding is not recognised".to_owned() })
    }
}

/// An encoding or a delimiter that there is not would be passed over, and the file read in another way than was asked for.
fn check(reading: &Reading) -> Result<(), Problem> {
    let refuse =
        |path, value: &str| Err(Problem::BadRecipe { detail: refusal(path, format!("\"{value}\"")) });
    if let Some(label) = reading.encoding.as_deref().filter(|label| Charset::for_label(label).is_none()) {
        return refuse("reading.encoding", label);
    }
    if let Some(id) = reading.delimiter.as_deref().filter(|id| Delimiter::from_id(id).is_none()) {
        return refuse("reading.delimiter", id);
    }
    Ok(())
}

fn open_text(file: &InputFile, container: &Container, reading: &Reading) -> Result<Content, Problem> {
    use std::io::Read;
    let picked = reading.encoding.as_deref().and_then(Charset::for_label);
    let encoding = match picked {
        Some(encoding) => encoding,
        None => detect(container.stream(file)?).map_err(broken)?.charset,
    };
    let mut sample = Vec::new();
    Utf8Reader::new(container.stream(file)?, encoding)
        .take(SNIFF_CHARS)
        .read_to_end(&mut sample)
        .map_err(broken)?;
    let whole = (sample.len() as u64) < SNIFF_CHARS;
    let sample = String::from_utf8_lossy(&sample);
    let sniffed = sniff(&sample, whole);
    let first = sample.lines().next().unwrap_or_default();
    let declared = declared_delimiter(first).is_some();
    let dialect = match reading.delimiter.as_deref().and_then(Delimiter::from_id) {
        Some(delimiter) if delimiter != sniffed.delimiter => {
            with_habits(&sample, delimiter, sniffed.terminator)
        }
        _ => sniffed,
    };
    let picked = picked.is_some() && encoding != Charset::UTF_8;
    Ok(Content::Text { encoding: RefCell::new(encoding), picked, dialect, declared })
}

fn scan_text(
    reader: impl std::io::Read,
    dialect: Dialect,
    declared: bool,
    visit: &mut dyn Visit,
) -> Result<ScanEnd, TextError> {
    let mut reader = DelimitedReader::new(reader, dialect);
    let mut rows = vec![Row::default(); ROWS_AHEAD];
    let mut skip = declared;
    loop {
        // what cannot be read comes after the rows before it
        let (cut, end) = cut_rows(&mut reader, &mut rows, std::mem::take(&mut skip));
        let rows = rows.get(..cut).unwrap_or_default();
        visit.ahead(rows);
        for row in rows {
            if visit.row(row).map_err(TextError::Problem)? == Flow::Stop {
                return Ok(ScanEnd { unbalanced_row: reader.unbalanced_row, ..ScanEnd::default() });
            }
        }
        if end? {
            break;
        }
    }
    Ok(ScanEnd { unbalanced_row: reader.unbalanced_row, ..ScanEnd::default() })
}

/// The next rows: how many there were, and whether the text ended. Not a part of the loop around it: browsers make
/// programs fast function by function, from one call to the next.
#[inline(never)]
fn cut_rows<R: std::io::Read>(
    reader: &mut DelimitedReader<R>,
    rows: &mut [Row],
    skips_first: bool,
) -> (usize, Result<bool, TextError>) {
    let mut cut = 0;
    let mut skip = skips_first;
    while let Some(row) = rows.get_mut(cut) {
        match reader.next_row(row) {
            Ok(true) if std::mem::take(&mut skip) => {} // the line `sep=;`
            Ok(true) => cut += 1,
            Ok(false) => return (cut, Ok(true)),
            Err(error) => return (cut, Err(error)),
        }
    }
    (cut, Ok(false))
}
