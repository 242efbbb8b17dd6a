//! OpenDocument spreadsheets, read row by row. What a file repeats, as it may say of cells, rows and spaces, is counted
//! before it is made: a file of two kilobytes can claim a million rows of sixteen thousand cells.

mod cell;

use std::collections::BTreeMap;

use self::cell::{Content, Value};
use crate::{
    answers::SheetView,
    ingest::read::{
        package::{
            Package, Stop,
            markup::{Tag, Token, Unusual, any_token, push_decoded},
            window::Window,
        },
        sheet_rows::{Flow, Input, Rows},
    },
    protocol::Problem,
};

/// As many rows as spreadsheet programs have.
const MAX_ROWS: u32 = 1_048_576;
const MAX_COLUMNS: usize = 16_384;
/// Cells that hold something, each as often as it is repeated.
const MAX_CELLS: u64 = 100_000_000;
const CONTENT: &str = "content.xml";

/// An open spreadsheet.
pub struct Book {
    package: Package,
    sheets: Vec<SheetView>,
}

impl Book {
    /// Reads the names of the sheets, and with that the whole content once.
    pub(super) fn open(input: Input) -> Result<Book, Problem> {
        let mut package = Package::open(input)?;
        let sheets = sheets(&mut package).map_err(problem)?;
        Ok(Book { package, sheets })
    }

    /// The sheets in the order of the file.
    pub(super) fn sheets(&self) -> &[SheetView] {
        &self.sheets
    }

    /// Gives the rows of a sheet to `rows`.
    pub(super) fn scan(&mut self, sheet: &str, rows: &mut Rows<'_>) -> Result<(), Problem> {
        // of sheets with one name the last counts
        let wanted = self.sheets.iter().rposition(|view| view.name == sheet);
        let wanted = wanted.ok_or_else(|| Problem::Broken { detail: "the sheet is not there".to_owned() })?;
        self.read(wanted, rows).map_err(problem)
    }

    fn read(&mut self, wanted: usize, rows: &mut Rows<'_>) -> Result<(), Stop> {
        let mut window = Window::new(self.package.part(CONTENT)?.ok_or(Unusual)?)?;
        let mut scanner = Scanner::new(wanted);
        loop {
            let text = window.text()?;
            let (used, done) = scanner.read(text, rows)?;
            window.advance(used);
            if done {
                return Ok(());
            }
            if !window.more()? {
                return Err(Stop::Problem(ends_early()));
            }
        }
    }
}

fn ends_early() -> Problem {
    Problem::Broken { detail: "the content of the spreadsheet ends early".to_owned() }
}

fn problem(stop: Stop) -> Problem {
    match stop {
        Stop::Problem(problem) => problem,
        Stop::Unusual => {
            Problem::Broken { detail: "the content of the spreadsheet is not as it should be".to_owned() }
        }
    }
}

fn is(tag: &Tag<'_>, prefix: &str, name: &str) -> bool {
    tag.name == name && tag.prefix == prefix
}

fn decoded(raw: &str) -> Result<String, Unusual> {
    let mut out = String::new();
    push_decoded(raw, &mut out)?;
    Ok(out)
}

/// The sheets, and which of them their style hides.
fn sheets(package: &mut Package) -> Result<Vec<SheetView>, Stop> {
    let mut window = Window::new(package.part(CONTENT)?.ok_or(Unusual)?)?;
    let mut sheets = Vec::new();
    let mut hidden: BTreeMap<String, bool> = BTreeMap::new();
    let mut style = None;
    let mut depth = 0u32;
    loop {
        let text = window.text()?;
        let mut at = 0;
        while let Some((token, len)) = any_token(text.get(at..).unwrap_or_default())? {
            at += len;
            let Token::Tag(tag) = token else { continue };
            if is(&tag, "table", "table") {
                if tag.opens("table")
                    && depth == 0
                    && let Some(name) = tag.attribute("table:name")?
                {
                    let style = tag.attribute("table:style-name")?.map(decoded).transpose()?;
                    let hidden = style.and_then(|style| hidden.get(&style).copied()).unwrap_or(false);
                    sheets.push(SheetView { name: decoded(name)?, hidden });
                }
                depth = deeper(depth, &tag);
            } else if is(&tag, "style", "style") && !tag.closes {
                style = tag.attribute("style:name")?.map(decoded).transpose()?;
            } else if is(&tag, "style", "table-properties") && !tag.closes {
                let shown = tag.attribute("table:display")? != Some("false");
                hidden.extend(style.clone().map(|style| (style, !shown)));
            }
        }
        window.advance(at);
        if !window.more()? {
            return Ok(sheets);
        }
    }
}

/// The depth behind a tag of an element that may stand inside itself.
fn deeper(depth: u32, tag: &Tag<'_>) -> u32 {
    match (tag.closes, tag.is_empty) {
        (true, _) => depth.saturating_sub(1),
        (false, true) => depth,
        (false, false) => depth.saturating_add(1),
    }
}

struct Scanner {
    /// The sheet that is read, by its place among those with a name.
    wanted: usize,
    /// Sheets with a name that have begun.
    begun: usize,
    /// Tables inside tables.
    depth: u32,
    /// Rows before the present one.
    row: u32,
    /// How often the present row stands there; `None` between rows.
    repeats: Option<u32>,
    /// Blank rows since the last one with a cell: they count where another one follows.
    blank_rows: u32,
    is_first: bool,
    column: usize,
    cells: u64,
    content: Content,
}

impl Scanner {
    fn new(wanted: usize) -> Self {
        Self {
            wanted,
            begun: 0,
            depth: 0,
            row: 0,
            repeats: None,
            blank_rows: 0,
            is_first: true,
            column: 0,
            cells: 0,
            content: Content::default(),
        }
    }

    fn is_wanted(&self) -> bool {
        self.depth == 1 && self.begun == self.wanted + 1
    }

    /// Reads what is whole of a text; gives the bytes used up, and whether that was all.
    fn read(&mut self, text: &str, rows: &mut Rows<'_>) -> Result<(usize, bool), Stop> {
        let mut at = 0;
        while let Some((token, len)) = any_token(text.get(at..).unwrap_or_default())? {
            let after = at + len;
            let Token::Tag(tag) = token else {
                at = after;
                continue;
            };
            if tag.prefix != "table" {
                at = after;
                continue;
            }
            match tag.name {
                "table" => {
                    if self.is_wanted() && tag.closes {
                        return Ok((after, true));
                    }
                    let is_sheet = self.depth == 0 && !tag.closes && tag.attribute("table:name")?.is_some();
                    self.begun += usize::from(is_sheet);
                    if is_sheet && tag.is_empty && self.begun == self.wanted + 1 {
                        return Ok((after, true));
                    }
                    self.depth = deeper(self.depth, &tag);
                }
                "table-row" if self.is_wanted() => {
                    if !tag.closes {
                        let repeats = tag.attribute("table:number-rows-repeated")?;
                        let repeats: u32 = repeats.map_or(Ok(1), |text| text.parse().map_err(|_| Unusual))?;
                        self.repeats = Some(repeats.min(MAX_ROWS - self.row.min(MAX_ROWS)));
                        self.column = 0;
                        rows.begin(u64::from(self.row) + 1);
                    }
                    if (tag.closes || tag.is_empty) && self.end_row(rows)? == Flow::Stop {
                        return Ok((after, true));
                    }
                }
                "table-cell" | "covered-table-cell" if self.repeats.is_some() && !tag.closes => {
                    let rest = text.get(after..).unwrap_or_default();
                    let Some((value, length)) = self.content.read(tag, rest)? else { break };
                    at = after + length;
                    self.take(tag, value, rows)?;
                    continue;
                }
                _ => {}
            }
            at = after;
        }
        Ok((at, false))
    }

    /// Puts a cell into the row as often as it says.
    fn take(&mut self, tag: Tag<'_>, value: Value, rows: &mut Rows<'_>) -> Result<(), Stop> {
        let repeats = tag.attribute("table:number-columns-repeated")?;
        let repeats: usize = repeats.map_or(Ok(1), |text| text.parse().map_err(|_| Unusual))?;
        let repeats = repeats.min(MAX_COLUMNS - self.column.min(MAX_COLUMNS));
        match self.content.cell(value) {
            Some(cell) if 0 < repeats => rows.put(self.column, repeats, cell).map_err(Stop::Problem)?,
            _ => {}
        }
        if value == Value::Uncomputed {
            rows.note_formula_without_value_at(self.column);
        }
        self.column += repeats;
        Ok(())
    }

    fn end_row(&mut self, rows: &mut Rows<'_>) -> Result<Flow, Stop> {
        let Some(repeats) = self.repeats.take() else { return Ok(Flow::More) };
        let first = self.row;
        self.row += repeats;
        let (filled, is_noted) = rows.filled();
        if filled == 0 && !is_noted {
            // a sheet ends in a million blank rows, as its program sees it
            self.blank_rows = if self.is_first { 0 } else { self.blank_rows + repeats };
            return Ok(Flow::More);
        }
        self.cells += filled as u64 * u64::from(repeats);
        if MAX_CELLS < self.cells {
            return Err(Stop::Problem(Problem::TooLarge { limit: "100 million cells".to_owned() }));
        }
        self.is_first = false;
        let blank = std::mem::take(&mut self.blank_rows);
        rows.give_blank(first - blank, blank).map_err(Stop::Problem)?;
        rows.give(first, repeats).map_err(Stop::Problem)
    }
}
