//! What a file is, by its content and never by its name, and how to read through a zip or gzip around it.

use std::{
    cell::Cell,
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom},
    rc::Rc,
};

use flate2::read::{DeflateDecoder, MultiGzDecoder};
use zip::{CompressionMethod, ZipArchive};

use crate::{
    base::order::sort_by,
    ingest::read::source::{InputFile, ReadSeek},
    protocol::Problem,
};

/// Formats of spreadsheets and tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Delimited or aligned text.
    Text,
    /// Excel 2007 and later, also with macros.
    Xlsx,
    /// Excel binary.
    Xlsb,
    /// Excel 5 to 2003.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// A web page with tables, which programs like to call `.xls`.
    Page,
    /// Excel's XML of 2003.
    Excel2003,
}

impl Kind {
    /// The id shown to people.
    pub const fn id(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Xlsx => "xlsx",
            Kind::Xlsb => "xlsb",
            Kind::Xls => "xls",
            Kind::Ods => "ods",
            Kind::Page => "html",
            Kind::Excel2003 => "xml",
        }
    }
}

/// Where the bytes of the table lie inside the file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wrapping {
    Plain,
    Gzip,
    /// A member of a zip: where its bytes begin, how many there are, whether they are deflated.
    Member {
        start: u64,
        len: u64,
        /// Bytes that it says it has when it is inflated.
        size: u64,
        deflated: bool,
    },
}

/// Content inflated to more than this is refused: a tab could not hold what it becomes.
const MAX_INFLATED: u64 = 4 << 30;
/// Zipped workbooks are inflated into memory, because their own zip needs to be read from anywhere.
const MAX_INNER_WORKBOOKS: u64 = 300 << 20;
/// Content that inflates to more than this is refused where it is also more than [`MOST_TIMES`] what was read of the file:
/// deflate reaches a thousand times, tables of orders five to twenty times, the dullest of them sixty at most. Without this a bomb
/// of ten megabytes is read row by row for a minute until the limit above is met, and fills the tab on the way.
const INFLATED_UNASKED: u64 = 64 << 20;
const MOST_TIMES: u64 = 100;
const SNIFF_BYTES: usize = 8192;

/// A file whose kind is known.
#[derive(Debug)]
pub struct Container {
    /// What it is.
    pub kind: Kind,
    /// Name of the member inside a zip.
    pub member: Option<String>,
    wrapping: Wrapping,
    /// Bytes of the file read so far, for progress.
    pub read: Rc<Cell<u64>>,
    /// Bytes of workbooks that are held in memory, those beside it in the same zip included.
    held: Rc<Cell<u64>>,
}

impl Container {
    /// Looks at the file: one container, or one for each table in a zip, in the order of their names.
    ///
    /// # Errors
    /// [`Problem::EmptyFile`], [`Problem::NotATable`], [`Problem::Encrypted`] or [`Problem::Broken`].
    pub fn open(file: &InputFile) -> Result<Vec<Container>, Problem> {
        let mut reader = file.open().map_err(broken)?;
        let head = read_head(&mut reader).map_err(broken)?;
        let plain = |kind| {
            Ok(vec![Container {
                kind,
                member: None,
                wrapping: Wrapping::Plain,
                read: Rc::default(),
                held: Rc::default(),
            }])
        };
        match magic(&head) {
            Magic::Empty => Err(Problem::EmptyFile),
            Magic::Text => plain(Kind::Text),
            Magic::Page => plain(Kind::Page),
            Magic::Excel2003 => plain(Kind::Excel2003),
            Magic::Cfb => match cfb_content(&mut reader).map_err(broken)? {
                CfbContent::Workbook => plain(Kind::Xls),
                CfbContent::Encrypted => Err(Problem::Encrypted),
                CfbContent::Other(what) => Err(Problem::NotATable { looks_like: what.map(str::to_owned) }),
            },
            Magic::Biff => plain(Kind::Xls),
            Magic::Gzip => {
                let inner = read_head(&mut MultiGzDecoder::new(reopened(file)?)).map_err(broken)?;
                match magic(&inner) {
                    Magic::Text => Ok(vec![Container {
                        kind: Kind::Text,
                        member: None,
                        wrapping: Wrapping::Gzip,
                        read: Rc::default(),
                        held: Rc::default(),
                    }]),
                    Magic::Empty => Err(Problem::EmptyFile),
                    other => Err(Problem::NotATable { looks_like: other.name().map(str::to_owned) }),
                }
            }
            Magic::Zip => open_zip(reader),
            Magic::Other(what) => Err(Problem::NotATable { looks_like: Some(what.to_owned()) }),
            Magic::Unknown => Err(Problem::NotATable { looks_like: None }),
        }
    }

    /// The bytes of the table from its start, unpacked.
    ///
    /// # Errors
    /// [`Problem::Broken`] when the file cannot be read again.
    pub fn stream(&self, file: &InputFile) -> Result<Box<dyn Read>, Problem> {
        self.read.set(0);
        let mut raw = Counted { inner: file.open().map_err(broken)?, read: Rc::clone(&self.read), at: 0 };
        Ok(match self.wrapping {
            Wrapping::Plain => Box::new(raw),
            Wrapping::Gzip => {
                let packed = Packed { read: Rc::clone(&self.read), start: 0 };
                let unpacked = MultiGzDecoder::new(BufReader::with_capacity(1 << 16, raw));
                Box::new(Limited::new(unpacked).beside(packed))
            }
            Wrapping::Member { start, len, size, deflated } => {
                raw.seek(SeekFrom::Start(start)).map_err(broken)?;
                let member = BufReader::with_capacity(1 << 16, raw).take(len);
                if deflated {
                    let packed = Packed { read: Rc::clone(&self.read), start };
                    Box::new(Limited::to(DeflateDecoder::new(member), size).beside(packed))
                } else {
                    Box::new(member)
                }
            }
        })
    }

    /// The table for reading from anywhere: for workbooks.
    ///
    /// # Errors
    /// [`Problem::TooLarge`] or [`Problem::Broken`].
    pub fn seekable(&self, file: &InputFile) -> Result<Box<dyn ReadSeek>, Problem> {
        if self.wrapping == Wrapping::Plain {
            let inner = file.open().map_err(broken)?;
            return Ok(Box::new(Counted { inner, read: Rc::clone(&self.read), at: 0 }));
        }
        let mut bytes = Vec::new();
        let left = MAX_INNER_WORKBOOKS.saturating_sub(self.held.get());
        self.stream(file)?.take(left + 1).read_to_end(&mut bytes).map_err(broken)?;
        if left < bytes.len() as u64 {
            return Err(Problem::TooLarge { limit: "300 MB for the workbooks inside a zip".to_owned() });
        }
        self.held.set(self.held.get() + bytes.len() as u64);
        Ok(Box::new(Cursor::new(bytes)))
    }
}

/// An error of the file system or of a decompressor, as a problem.
pub(in crate::ingest) fn broken(error: impl std::fmt::Display) -> Problem {
    let detail = error.to_string();
    if detail.contains(INFLATES_TOO_FAR) {
        return Problem::TooLarge { limit: "4 GB unpacked, or the size that the archive says".to_owned() };
    }
    if detail.contains(INFLATES_TOO_MUCH) {
        return Problem::TooLarge {
            limit: format!("{MOST_TIMES} times its packed size when it is unpacked"),
        };
    }
    Problem::Broken { detail }
}

/// What [`Limited`] says, whatever has wrapped it on the way.
const INFLATES_TOO_FAR: &str = "it inflates to more than it may";
const INFLATES_TOO_MUCH: &str = "it inflates to more than a table can";

fn reopened(file: &InputFile) -> Result<Box<dyn ReadSeek>, Problem> {
    file.open().map_err(broken)
}

fn read_head(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(SNIFF_BYTES);
    reader.take(SNIFF_BYTES as u64).read_to_end(&mut head)?;
    Ok(head)
}

enum Magic {
    Empty,
    Text,
    Zip,
    Gzip,
    /// A compound file, of which old Excel workbooks are one kind and encrypted new ones another.
    Cfb,
    /// A bare stream of Excel records.
    Biff,
    /// A web page.
    Page,
    /// Excel's XML of 2003.
    Excel2003,
    Other(&'static str),
    Unknown,
}

impl Magic {
    fn name(&self) -> Option<&'static str> {
        match self {
            Magic::Zip => Some("a zip inside a gzip"),
            Magic::Cfb | Magic::Biff => Some("a workbook inside a gzip"),
            Magic::Page => Some("a web page inside a gzip"),
            Magic::Excel2003 => Some("an XML file inside a gzip"),
            Magic::Gzip => Some("a gzip inside a gzip"),
            Magic::Other(what) => Some(what),
            _ => None,
        }
    }
}

fn magic(head: &[u8]) -> Magic {
    const OTHERS: [(&[u8], &str); 12] = [
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "an image"),
        (b"\xff\xd8\xff", "an image"),
        (b"GIF8", "an image"),
        (b"RIFF", "a sound or video"),
        (b"7z\xbc\xaf", "a 7-Zip archive"),
        (b"Rar!", "a RAR archive"),
        (b"\x7fELF", "a program"),
        (b"MZ\x90", "a program"),
        (b"SQLite format 3", "a database"),
        (b"{\\rtf", "a text document"),
        (b"PAR1", "a Parquet file"),
    ];
    let trimmed = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if trimmed.iter().all(|&byte| byte.is_ascii_whitespace() || byte == 0) {
        return Magic::Empty;
    }
    match head {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => return Magic::Zip,
        [0x1f, 0x8b, ..] => return Magic::Gzip,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Magic::Cfb,
        [0x09, 0x00 | 0x02 | 0x04 | 0x08, 0x04..=0x10, 0x00, ..] => return Magic::Biff,
        _ => {}
    }
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Magic::Other(what);
    }
    let start = String::from_utf8_lossy(trimmed.get(..trimmed.len().min(2048)).unwrap_or_default());
    let start = start.trim_start().to_ascii_lowercase();
    if is_page(&start) {
        return Magic::Page;
    }
    if start.starts_with("<?xml") || start.starts_with("<workbook") {
        let is_excel = start.contains("urn:schemas-microsoft-com:office:spreadsheet")
            || (start.contains("progid=\"excel.sheet\"") && start.contains("<workbook"));
        return if is_excel { Magic::Excel2003 } else { Magic::Other("an XML file") };
    }
    let mut signs = start.chars().filter(|c| !c.is_whitespace());
    if matches!((signs.next(), signs.next()), (Some('{'), Some('"')) | (Some('['), Some('{'))) {
        return Magic::Other("a JSON file");
    }
    if looks_like_text(head) { Magic::Text } else { Magic::Unknown }
}

/// True where a text begins as a web page does, or a piece of one.
fn is_page(start: &str) -> bool {
    let mut rest = start;
    // what may stand before it: comments, and the line of XHTML
    while let Some(end) = rest.strip_prefix("<!--").and_then(|rest| rest.find("-->")) {
        rest = rest.get(end + 7..).unwrap_or_default().trim_start();
    }
    if let Some(behind) = rest.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        rest = behind.1.trim_start();
        if !rest.starts_with("<!doctype html") && !rest.starts_with("<html") {
            return false;
        }
    }
    const STARTS: [&str; 10] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<style",
        "<table",
        "<div",
        "<center",
        "<font",
    ];
    STARTS.iter().any(|tag| {
        let behind = rest.strip_prefix(tag).and_then(|rest| rest.bytes().next());
        behind.is_some_and(|byte| byte.is_ascii_whitespace() || byte == b'>')
    })
}

/// Text has hardly any control characters; UTF-16 has zero bytes in every other place.
fn looks_like_text(head: &[u8]) -> bool {
    if crate::ingest::read::encoding::utf16_by_pattern(head).is_some()
        || head.starts_with(b"\xff\xfe")
        || head.starts_with(b"\xfe\xff")
    {
        return true;
    }
    let control = head
        .iter()
        .filter(|&&byte| byte < 32 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
        .count();
    control * 50 <= head.len()
}

fn open_zip(reader: Box<dyn ReadSeek>) -> Result<Vec<Container>, Problem> {
    let mut archive = ZipArchive::new(reader).map_err(broken)?;
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    let has = |name: &str| names.iter().any(|have| have.eq_ignore_ascii_case(name));
    let plain = |kind| {
        Ok(vec![Container {
            kind,
            member: None,
            wrapping: Wrapping::Plain,
            read: Rc::default(),
            held: Rc::default(),
        }])
    };
    if has("xl/workbook.bin") {
        return plain(Kind::Xlsb);
    }
    if has("content.xml") && (has("mimetype") || has("META-INF/manifest.xml")) {
        return if ods_is_encrypted(&mut archive) { Err(Problem::Encrypted) } else { plain(Kind::Ods) };
    }
    if has("[Content_Types].xml")
        || names.iter().any(|name| name.to_ascii_lowercase().ends_with("workbook.xml"))
    {
        if names.iter().any(|name| name.starts_with("word/")) {
            return Err(Problem::NotATable { looks_like: Some("a text document".to_owned()) });
        }
        if names.iter().any(|name| name.starts_with("ppt/")) {
            return Err(Problem::NotATable { looks_like: Some("a presentation".to_owned()) });
        }
        return plain(Kind::Xlsx);
    }
    open_members(&mut archive)
}

/// An encrypted OpenDocument says so in its manifest; its members look like any other.
fn ods_is_encrypted(archive: &mut ZipArchive<Box<dyn ReadSeek>>) -> bool {
    let mut manifest = String::new();
    match archive.by_name("META-INF/manifest.xml") {
        Ok(member) => {
            member.take(1 << 20).read_to_string(&mut manifest).is_ok() && manifest.contains("encryption-data")
        }
        Err(_) => false,
    }
}

/// Members of a zip that are tables; more than this many are no export.
const MAX_MEMBERS: usize = 200;

/// The members of a zip that are tables. Beside csv and workbooks a readme is none.
fn open_members(archive: &mut ZipArchive<Box<dyn ReadSeek>>) -> Result<Vec<Container>, Problem> {
    let mut found: Vec<Container> = Vec::new();
    let mut places: Vec<(u64, u64)> = Vec::new();
    let mut inflated = 0u64;
    let held = Rc::default();
    let mut encrypted = false;
    let mut packed = None;
    for index in 0..archive.len().min(1000) {
        let Ok(mut member) = archive.by_index_raw(index) else { continue };
        let Ok(name) = member.name().map(|name| name.into_owned()) else { continue };
        let base = name.rsplit('/').next().unwrap_or(&name);
        if !member.is_file() || base.starts_with('.') || name.starts_with("__MACOSX") || member.size() == 0 {
            continue;
        }
        if member.encrypted() {
            encrypted = true;
            continue;
        }
        let deflated = match member.compression() {
            CompressionMethod::Deflated => true,
            CompressionMethod::Stored => false,
            _ => continue,
        };
        let (Some(start), len, size) = (member.data_start(), member.compressed_size(), member.size()) else {
            continue;
        };
        let head =
            if deflated { read_head(&mut DeflateDecoder::new(&mut member)) } else { read_head(&mut member) };
        let head = head.unwrap_or_default();
        let kind = match magic(&head) {
            Magic::Text => Kind::Text,
            Magic::Cfb => Kind::Xls,
            Magic::Zip => match zipped_workbook(&head) {
                Some(kind) => kind,
                None => {
                    packed = Some("a zip inside a zip");
                    continue;
                }
            },
            Magic::Gzip => {
                packed = Some("a gzip inside a zip");
                continue;
            }
            Magic::Page => Kind::Page,
            Magic::Excel2003 => Kind::Excel2003,
            _ => continue,
        };
        let wrapping = Wrapping::Member { start, len, size, deflated };
        found.push(Container {
            kind,
            member: Some(name),
            wrapping,
            read: Rc::default(),
            held: Rc::clone(&held),
        });
        places.push((start, start.saturating_add(len)));
        inflated = inflated.saturating_add(size);
        if found.len() > MAX_MEMBERS {
            return Err(Problem::TooLarge { limit: "200 tables in one zip".to_owned() });
        }
    }
    // a bomb of a few kilobytes names the same bytes again and again
    places.sort_unstable();
    if places.iter().zip(places.iter().skip(1)).any(|((_, end), (next, _))| next < end) {
        return Err(Problem::Broken { detail: "files in the zip lie at the same place".to_owned() });
    }
    if MAX_INFLATED < inflated {
        return Err(Problem::TooLarge { limit: "4 GB unpacked".to_owned() });
    }
    sort_by(&mut found, |a, b| a.member.cmp(&b.member));
    if found.is_empty() {
        return Err(if encrypted {
            Problem::Encrypted
        } else {
            Problem::NotATable { looks_like: Some(packed.unwrap_or("a zip without a table").to_owned()) }
        });
    }
    Ok(found)
}

/// What workbook a zip is, by the name of its first member; `None` for a zip of anything else. Its list of members stands
/// at its end, which would have to be inflated first.
fn zipped_workbook(head: &[u8]) -> Option<Kind> {
    const NAME: usize = 30;
    const OF_WORKBOOKS: [&[u8]; 5] = [b"[content_types].xml", b"_rels", b"xl", b"docprops", b"customxml"];
    const OF_OPEN_DOCUMENTS: [&[u8]; 3] = [b"mimetype", b"meta-inf", b"content.xml"];
    let name = head.get(NAME..)?.to_ascii_lowercase();
    let begins = |names: &[&[u8]]| names.iter().any(|start| name.starts_with(start));
    if begins(&OF_OPEN_DOCUMENTS) { Some(Kind::Ods) } else { begins(&OF_WORKBOOKS).then_some(Kind::Xlsx) }
}

enum CfbContent {
    Workbook,
    Encrypted,
    Other(Option<&'static str>),
}

/// Finds the names of the streams in a compound file by their UTF-16 text: enough to tell a workbook from an encrypted
/// package and from other documents, without following the file's own tables, which may be hostile.
fn cfb_content(reader: &mut Box<dyn ReadSeek>) -> io::Result<CfbContent> {
    reader.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    reader.take(64 << 20).read_to_end(&mut bytes)?;
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(&bytes, &wide).is_some()
    };
    Ok(if has("EncryptedPackage") {
        CfbContent::Encrypted
    } else if has("Workbook") || has("WORKBOOK") || has("workbook") || has("Book") || has("BOOK") {
        CfbContent::Workbook
    } else if has("WordDocument") {
        CfbContent::Other(Some("a text document"))
    } else {
        CfbContent::Other(None)
    })
}

/// Refuses what inflates to more than it may: cutting it off would lose rows without a word.
pub(in crate::ingest) struct Limited<R> {
    inner: R,
    left: u64,
    /// What all parts of a package may inflate to together, as often as they are read.
    shared: Rc<Cell<u64>>,
    inflated: u64,
    packed: Option<Packed>,
}

/// How much of a file was read for what was inflated so far.
struct Packed {
    /// Where in the file reading is.
    read: Rc<Cell<u64>>,
    /// Where it began.
    start: u64,
}

impl<R> Limited<R> {
    /// Reads `inner` as far as [`MAX_INFLATED`].
    pub fn new(inner: R) -> Self {
        Self::to(inner, MAX_INFLATED)
    }
    /// Reads `inner` as far as a size that it says itself, which has a limit too.
    fn to(inner: R, size: u64) -> Self {
        Self::sharing(inner, size, Rc::new(Cell::new(u64::MAX)))
    }
    /// With a budget for this and others.
    pub fn sharing(inner: R, size: u64, shared: Rc<Cell<u64>>) -> Self {
        Self { inner, left: size.min(MAX_INFLATED), shared, inflated: 0, packed: None }
    }
    /// With an eye on what was read for it.
    fn beside(self, packed: Packed) -> Self {
        Self { packed: Some(packed), ..self }
    }
    /// Whether it has become more than any table does.
    fn is_bomb(&self) -> bool {
        let Some(Packed { read, start }) = &self.packed else { return false };
        let packed = read.get().saturating_sub(*start);
        INFLATED_UNASKED < self.inflated && packed.saturating_mul(MOST_TIMES) < self.inflated
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let left = self.left.checked_sub(n as u64).zip(self.shared.get().checked_sub(n as u64));
        let (left, shared) =
            left.ok_or_else(|| io::Error::new(io::ErrorKind::FileTooLarge, INFLATES_TOO_FAR))?;
        self.left = left;
        self.shared.set(shared);
        self.inflated += n as u64;
        if self.is_bomb() {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, INFLATES_TOO_MUCH));
        }
        Ok(n)
    }
}

/// Counts how far into the file has been read.
struct Counted<R> {
    inner: R,
    read: Rc<Cell<u64>>,
    at: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.at += n as u64;
        self.read.set(self.at);
        Ok(n)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.at = self.inner.seek(position)?;
        Ok(self.at)
    }
}
