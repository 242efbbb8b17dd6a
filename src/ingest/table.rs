//! One face for all tables: rows of a text or of a sheet, again and again, with nothing kept in memory but what the
//! format itself needs.

use std::cell::RefCell;

use super::{
    charset::{Charset, detect, detect_legacy},
    container::{Container, Kind, broken},
    delimited::{DelimitedReader, Delimiter, Dialect, TextError, sniff},
    row::Row,
    source::InputFile,
    text::Utf8Reader,
    workbook::{Flow, SheetEnd, Workbook},
};
use crate::{
    answers::SheetView,
    protocol::{Problem, Progress, Step},
    recipe::Reading,
};

/// Called now and then while rows are read.
pub type OnProgress<'a> = &'a mut dyn FnMut(Progress);

/// Characters of a text that are looked at to recognise its delimiter.
const SNIFF_CHARS: u64 = 256 << 10;
/// Rows between two reports of progress.
const ROWS_A_REPORT: u64 = 4096;

/// A table inside a file.
pub struct Table {
    /// The file.
    pub file: InputFile,
    /// Its container.
    pub container: Container,
    content: Content,
}

enum Content {
    Text { encoding: RefCell<Charset>, picked: bool, dialect: Dialect, declared: bool },
    Sheet { workbook: RefCell<Workbook>, sheets: Vec<SheetView>, sheet: String },
}

/// What a scan noticed besides its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScanEnd {
    /// Row in which a quote opens that never closes.
    pub unbalanced_row: Option<u64>,
    /// What a sheet told besides its rows.
    pub sheet: SheetEnd,
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

impl Table {
    /// Opens a file: recognises kind, encoding, delimiter and the sheet to read, where `reading` does not say.
    ///
    /// # Errors
    /// See [`Container::open`] and [`Workbook::open`].
    pub fn open(file: InputFile, reading: &Reading, on_progress: OnProgress<'_>) -> Result<Table, Problem> {
        let container = Container::open(&file)?;
        let content = if container.kind == Kind::Text {
            open_text(&file, &container, reading)?
        } else {
            on_progress(Progress { bytes_total: file.size, step: Step::Opening, ..Progress::default() });
            let workbook = Workbook::open(container.kind, container.seekable(&file)?)?;
            let sheets = workbook.sheets();
            Content::Sheet { workbook: RefCell::new(workbook), sheets, sheet: String::new() }
        };
        let mut table = Table { file, container, content };
        table.pick_sheet(reading)?;
        Ok(table)
    }

    /// `csv`, `xlsx` …, as shown to people.
    pub fn kind(&self) -> &'static str {
        match self.content {
            Content::Text { .. } => "csv",
            Content::Sheet { .. } => self.container.kind.id(),
        }
    }
    /// The sheets of a workbook.
    pub fn sheets(&self) -> &[SheetView] {
        match &self.content {
            Content::Text { .. } => &[],
            Content::Sheet { sheets, .. } => sheets,
        }
    }
    /// The sheet that is read.
    pub fn sheet(&self) -> Option<&str> {
        match &self.content {
            Content::Text { .. } => None,
            Content::Sheet { sheet, .. } => Some(sheet),
        }
    }
    /// The encoding of a text.
    pub fn encoding(&self) -> Option<&'static str> {
        match &self.content {
            Content::Text { encoding, .. } => Some(encoding.borrow().name()),
            Content::Sheet { .. } => None,
        }
    }
    /// The delimiter of a text.
    pub fn delimiter(&self) -> Option<Delimiter> {
        match &self.content {
            Content::Text { dialect, .. } => Some(dialect.delimiter),
            Content::Sheet { .. } => None,
        }
    }

    /// Uses the readings of a recipe that can be changed on an open table; `false` where the file has to be opened
    /// again.
    ///
    /// # Errors
    /// As [`Table::open`].
    pub fn apply(&mut self, reading: &Reading) -> Result<(), Problem> {
        if let Content::Text { .. } = self.content {
            self.content = open_text(&self.file, &self.container, reading)?;
        }
        self.pick_sheet(reading)
    }

    /// The sheet that a recipe names, else the visible one that holds most rows among its first ones.
    fn pick_sheet(&mut self, reading: &Reading) -> Result<(), Problem> {
        let Content::Sheet { workbook, sheets, sheet } = &mut self.content else { return Ok(()) };
        if let Some(picked) =
            reading.sheet.as_ref().filter(|picked| sheets.iter().any(|have| have.name == **picked))
        {
            sheet.clone_from(picked);
            return Ok(());
        }
        let visible: Vec<_> = sheets.iter().filter(|sheet| !sheet.hidden).collect();
        let candidates = if visible.is_empty() { sheets.iter().collect() } else { visible };
        let mut best: Option<(u64, &str)> = None;
        let mut failure = None;
        for candidate in candidates.iter().take(60) {
            let mut cells = 0u64;
            let mut rows = 0;
            let result = workbook.borrow_mut().scan(&candidate.name, &mut |row| {
                let filled = row.cells().filter(|cell| !cell.is_blank()).count() as u64;
                // a row of one cell is a title or a remark, not a row of a table
                cells += if filled > 1 { filled } else { 0 };
                rows += 1;
                Ok(if rows < 200 { Flow::More } else { Flow::Stop })
            });
            match result {
                Ok(_) if best.is_none_or(|(most, _)| cells > most) => best = Some((cells, &candidate.name)),
                Ok(_) => {}
                Err(problem) => failure = Some(problem),
            }
            if candidates.len() == 1 {
                break;
            }
        }
        match (best, failure) {
            (Some((_, name)), _) => {
                *sheet = name.to_owned();
                Ok(())
            }
            (None, Some(problem)) => Err(problem),
            (None, None) => Err(Problem::EmptyFile),
        }
    }

    /// Gives every row to `visit`, from the first row of the file on.
    ///
    /// # Errors
    /// [`ScanError::Restart`] when a text that began as UTF-8 turns out not to be; else what reading or `visit` says.
    pub fn scan(
        &self,
        on_progress: OnProgress<'_>,
        visit: &mut dyn FnMut(&Row) -> Result<Flow, Problem>,
    ) -> Result<ScanEnd, ScanError> {
        let read = std::rc::Rc::clone(&self.container.read);
        let bytes_total = self.file.size;
        let mut rows = 0u64;
        let mut counted = |row: &Row| {
            rows += 1;
            if rows.is_multiple_of(ROWS_A_REPORT) {
                on_progress(Progress { bytes_done: read.get(), bytes_total, rows, step: Step::Reading });
            }
            visit(row)
        };
        match &self.content {
            Content::Text { encoding, picked, dialect, declared } => {
                let current = *encoding.borrow();
                let reader = Utf8Reader::new(self.container.stream(&self.file)?, current);
                match scan_text(reader, *dialect, *declared, &mut counted) {
                    Ok(end) => Ok(end),
                    Err(TextError::Problem(problem)) => Err(problem.into()),
                    Err(TextError::NotUtf8) if *picked => {
                        Err(Problem::Broken { detail: "the text is not in the chosen encoding".to_owned() }
                            .into())
                    }
                    Err(TextError::NotUtf8) => {
                        let stream = self.container.stream(&self.file)?;
                        encoding.replace(detect_legacy(stream).map_err(broken)?.charset);
                        Err(ScanError::Restart)
                    }
                }
            }
            Content::Sheet { workbook, sheet, .. } => {
                let sheet = workbook.borrow_mut().scan(sheet, &mut counted)?;
                Ok(ScanEnd { sheet, ..ScanEnd::default() })
            }
        }
    }

    /// [`Table::scan`] for a look at the first rows; restarts by itself.
    ///
    /// # Errors
    /// What reading says.
    pub fn first_rows(&self, limit: usize) -> Result<Vec<Row>, Problem> {
        for _ in 0..2 {
            let mut rows = Vec::new();
            let result = self.scan(&mut |_| {}, &mut |row| {
                rows.push(row.clone());
                Ok(if rows.len() < limit { Flow::More } else { Flow::Stop })
            });
            match result {
                Ok(_) => return Ok(rows),
                Err(ScanError::Problem(problem)) => return Err(problem),
                Err(ScanError::Restart) => {}
            }
        }
        Err(Problem::Broken { detail: "the encoding is not recognised".to_owned() })
    }
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
    let declared = super::delimited::declared_delimiter(first).is_some();
    let delimiter = reading.delimiter.as_deref().and_then(Delimiter::from_id).unwrap_or(sniffed.delimiter);
    let dialect = Dialect { delimiter, ..sniffed };
    let picked = picked.is_some() && encoding != Charset::UTF_8;
    Ok(Content::Text { encoding: RefCell::new(encoding), picked, dialect, declared })
}

fn scan_text(
    reader: impl std::io::Read,
    dialect: Dialect,
    declared: bool,
    visit: &mut dyn FnMut(&Row) -> Result<Flow, Problem>,
) -> Result<ScanEnd, TextError> {
    let mut reader = DelimitedReader::new(reader, dialect);
    let mut row = Row::default();
    let mut skip = declared;
    while reader.next_row(&mut row)? {
        if std::mem::take(&mut skip) {
            continue; // the line `sep=;`
        }
        if visit(&row).map_err(TextError::Problem)? == Flow::Stop {
            break;
        }
    }
    Ok(ScanEnd { unbalanced_row: reader.unbalanced_row, ..ScanEnd::default() })
}
