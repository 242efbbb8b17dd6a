//! Workbooks that are no packages but one text of tags: web pages that shop programs call `.xls`, whose tables are the
//! sheets, and Excel's XML of 2003. Read again for every scan, a window at a time.

mod excel_2003;
mod page;
mod tokens;

use std::io::{Read, Seek, SeekFrom};

use self::tokens::{Piece, attribute, piece};
use crate::{
    answers::SheetView,
    ingest::read::{
        container::broken,
        encoding::{Charset, detect},
        package::{Stop, window::Window},
        sheet_rows::{Flow, Input, Rows},
        text::Utf8Reader,
    },
    protocol::Problem,
};

/// What the tags mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    /// A web page.
    Page,
    /// Excel's XML of 2003.
    Excel2003,
}

/// An open text of tags.
pub struct Book {
    input: Input,
    charset: Charset,
    tags: Tags,
    sheets: Vec<SheetView>,
    /// For each sheet, which of the tables of the page it is.
    places: Vec<usize>,
}

/// Tables in one page; further ones are not looked at.
pub(super) const MAX_SHEETS: usize = 500;
/// Rows and columns that one cell may take: the cells that it takes cost memory, and the file a few bytes.
const MAX_SPAN: usize = 200;
/// Bytes in which a page says how it is encoded.
const HEAD: u64 = 4096;

impl Book {
    /// Looks through the text for its tables.
    pub(super) fn open(mut input: Input, tags: Tags) -> Result<Book, Problem> {
        let charset = charset(&mut input).map_err(broken)?;
        let mut book = Book { input, charset, tags, sheets: Vec::new(), places: Vec::new() };
        let found = match tags {
            Tags::Page => {
                let mut finder = page::Finder::default();
                book.read(|piece| Ok(finder.take(piece)))?;
                finder.found()
            }
            Tags::Excel2003 => {
                let mut finder = excel_2003::Finder::default();
                book.read(|piece| Ok(finder.take(piece)))?;
                finder.found()
            }
        };
        if found.is_empty() {
            let what = if tags == Tags::Page { "a web page" } else { "an XML file" };
            return Err(Problem::NotATable { looks_like: Some(what.to_owned()) });
        }
        (book.places, book.sheets) = found.into_iter().unzip();
        Ok(book)
    }

    /// The tables in their order.
    pub(super) fn sheets(&self) -> &[SheetView] {
        &self.sheets
    }

    /// Gives the rows of a table to `rows`.
    pub(super) fn scan(&mut self, sheet: &str, rows: &mut Rows<'_>) -> Result<(), Problem> {
        let at = self.sheets.iter().position(|view| view.name == sheet);
        let Some(&wanted) = at.and_then(|at| self.places.get(at)) else {
            return Err(Problem::Broken { detail: "the table is not there".to_owned() });
        };
        match self.tags {
            Tags::Page => {
                let mut reader = page::TableReader::new(wanted);
                self.read(|piece| reader.take(piece, rows))?;
                reader.finish(rows)
            }
            Tags::Excel2003 => {
                let mut reader = excel_2003::SheetReader::new(wanted);
                self.read(|piece| reader.take(piece, rows))
            }
        }
    }

    /// Gives every piece of the text to `take`, from its start, until that stops.
    fn read(&mut self, mut take: impl FnMut(Piece<'_>) -> Result<Flow, Problem>) -> Result<(), Problem> {
        self.input.seek(SeekFrom::Start(0)).map_err(broken)?;
        let stop = |stop| match stop {
            Stop::Problem(problem) => problem,
            Stop::Unusual => {
                Problem::Broken { detail: "the text of the page is not in its encoding".to_owned() }
            }
        };
        let mut window = Window::decoded(Utf8Reader::new(&mut self.input, self.charset)).map_err(stop)?;
        let mut is_last = false;
        // what stands in these is for programs and no tag
        let mut raw: Option<&'static str> = None;
        loop {
            let text = window.text().map_err(|unusual| stop(unusual.into()))?;
            let mut at = 0;
            while let Some((piece, len)) = piece(text.get(at..).unwrap_or_default(), is_last) {
                at += len;
                match (raw, piece) {
                    (Some(name), Piece::Close(closed)) if closed.eq_ignore_ascii_case(name) => raw = None,
                    (Some(_), _) => continue,
                    (None, Piece::Open { name, is_empty: false, .. }) if self.tags == Tags::Page => {
                        raw = ["script", "style"].into_iter().find(|raw| name.eq_ignore_ascii_case(raw));
                    }
                    _ => {}
                }
                if raw.is_none() && take(piece)? == Flow::Stop {
                    return Ok(());
                }
            }
            window.advance(at);
            if is_last {
                return Ok(());
            }
            is_last = !window.more().map_err(stop)?;
        }
    }
}

/// The encoding: what the bytes show, or what the page says of itself.
fn charset(input: &mut Input) -> std::io::Result<Charset> {
    let mut head = Vec::new();
    input.by_ref().take(HEAD).read_to_end(&mut head)?;
    input.seek(SeekFrom::Start(0))?;
    let detected = detect(&mut *input)?.charset;
    if detected == Charset::UTF_8 || head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Ok(detected);
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let said = ["charset=", "encoding="].iter().find_map(|key| {
        let value = head.split_once(key)?.1.trim_start_matches(['"', '\'', ' ']);
        let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':'))?;
        Charset::for_label(value.get(..end)?)
    });
    // what says of itself that it is UTF-8 and is not has been copied together
    Ok(said.filter(|&said| said != Charset::UTF_8).unwrap_or(detected))
}

/// How many rows or columns an attribute says.
fn span(attributes: &str, name: &str) -> usize {
    attribute(attributes, name).and_then(|value| value.trim().parse().ok()).unwrap_or(0).min(MAX_SPAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor};

    fn tables(text: &[u8], tags: Tags) -> Result<Vec<(String, Vec<String>)>, Problem> {
        let input: Input = BufReader::with_capacity(1 << 16, Box::new(Cursor::new(text.to_vec())));
        let mut book = Book::open(input, tags)?;
        let mut tables = Vec::new();
        for sheet in book.sheets().to_vec() {
            let mut lines = Vec::new();
            let mut visit = |row: &crate::ingest::read::row::Row| {
                lines.push(format!("{}:{}", row.number, row.to_texts().join("|")));
                Ok(Flow::More)
            };
            let mut rows = Rows::new(&mut visit);
            book.scan(&sheet.name, &mut rows)?;
            rows.finish()?;
            tables.push((sheet.name, lines));
        }
        Ok(tables)
    }

    fn page(text: &str) -> Vec<(String, Vec<String>)> {
        tables(text.as_bytes(), Tags::Page).unwrap()
    }

    #[test]
    fn tables_of_pages() {
        let one = |lines: &[&str]| {
            vec![("Table 1".to_owned(), lines.iter().map(|line| (*line).to_owned()).collect())]
        };
        for (text, want) in [
            (
                "<html><table><tr><th>Order<th>Total<tr><td>1<td>R&oslash;d<br>gr&oslash;d</table>",
                one(&["1:Order|Total", "2:1|Rød grød"]),
            ),
            (
                "<TABLE><TR><TD colspan=2>Report</TD></TR><tr><td> a \n b</td><td></td><td><b>c</b>d</td></tr></TABLE>",
                one(&["1:Report", "2:a b||cd"]),
            ),
            (
                "<table><tr><td rowspan=2>1</td><td>a</td></tr><tr><td>b</td></tr><tr><td>2</td><td>c</td></tr></table>",
                one(&["1:1|a", "2:|b", "3:2|c"]),
            ),
            (
                "<table><tr><td>frame<table><tr><td>1</td><td>a</td></tr><tr><td>2</td><td>b</td></tr></table></td></tr></table>",
                one(&["1:1|a", "2:2|b"]),
            ),
            (
                "<script>if (a<b) '<table>'</script><!-- <table> --><table><tr><td>1 < 2</td><td>x</td></tr><tr><td>3</td><td>y",
                one(&["1:1 < 2|x", "2:3|y"]),
            ),
        ] {
            assert_eq!(page(text), want, "{text}");
        }
        let latin = b"<meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-1\"><table><tr><td>1<td>bl\xe5<tr><td>2<td>r\xf8d</table>";
        assert_eq!(tables(latin, Tags::Page).unwrap(), one(&["1:1|blå", "2:2|rød"]));
        let none = tables(b"<html><p>Sign in</p><table><tr><td>1</td></tr></table></html>", Tags::Page);
        assert!(matches!(none, Err(Problem::NotATable { looks_like: Some(what) }) if what == "a web page"));
    }

    #[test]
    fn worksheets_of_2003() {
        let text = "<?xml version=\"1.0\"?><ss:Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
            <ss:Worksheet ss:Name=\"Orders &amp; more\"><ss:Table><ss:Row><ss:Cell ss:MergeAcross=\"1\"><ss:Data ss:Type=\"String\">Report</ss:Data></ss:Cell>\
            <ss:Cell><ss:Data ss:Type=\"String\">x</ss:Data></ss:Cell></ss:Row>\
            <ss:Row ss:Index=\"4\"><ss:Cell ss:Index=\"2\"><ss:Data ss:Type=\"Number\">158.5</ss:Data><ss:Comment><ss:Data>note</ss:Data></ss:Comment></ss:Cell>\
            <ss:Cell><ss:Data ss:Type=\"DateTime\">2023-01-03T14:05:00.000</ss:Data></ss:Cell><ss:Cell><ss:Data ss:Type=\"Boolean\">1</ss:Data></ss:Cell>\
            <ss:Cell/><ss:Cell><ss:Data ss:Type=\"DateTime\">1899-12-31T12:00:00.000</ss:Data></ss:Cell></ss:Row></ss:Table></ss:Worksheet>\
            <ss:Worksheet ss:Name=\"Old\"><ss:Table/></ss:Worksheet></ss:Workbook>";
        let want = vec![
            (
                "Orders & more".to_owned(),
                vec!["1:Report||x".to_owned(), "4:|158.5|2023-01-03 14:05:00|true||0.5".to_owned()],
            ),
            ("Old".to_owned(), vec![]),
        ];
        assert_eq!(tables(text.as_bytes(), Tags::Excel2003).unwrap(), want);
    }

    #[test]
    fn hostile_pages_end() {
        for text in [
            "<table>".repeat(100_000),
            "<table><tr><td rowspan=1000 colspan=1000>".repeat(20_000),
            format!("<table><tr><td>{}", "<".repeat(300_000)),
            format!("<table><tr><td a=\"{}", "x".repeat(1_000_000)),
            format!("<table><tr><td>1<td>2<tr><td>{}", "<!--".repeat(100_000)),
        ] {
            let _ = tables(text.as_bytes(), Tags::Page);
            let _ = tables(text.as_bytes(), Tags::Excel2003);
        }
    }
}
