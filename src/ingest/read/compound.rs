//! What has to hold of an old Excel workbook before calamine reads it. Its file is a small file system, whose tables may
//! run in circles, and its sheets claim sizes; calamine follows the one and makes room for the other.
//!
//! The file is held in memory, as calamine holds it anyway; sizes that sheets claim are taken out of it, and what they
//! really span is counted.

use std::io::{Cursor, Read, Seek, SeekFrom};

use crate::{
    ingest::read::{container::broken, source::ReadSeek},
    protocol::Problem,
};

/// Old workbooks have 65,536 rows a sheet; hardly one is a tenth of this.
const MAX_BYTES: u64 = 400 << 20;
/// Cells between the first and the last of each sheet, all sheets together.
const MAX_CELLS: u64 = 20_000_000;
/// Sheets and what else is listed with them.
const MAX_SHEETS: usize = 2000;

const END_OF_CHAIN: u32 = 0xffff_fffe;
const FIRST_RESERVED: u32 = 0xffff_fffa;

/// The file with what it claims taken out.
///
/// # Errors
/// [`Problem::Broken`] where its tables contradict themselves, [`Problem::TooLarge`].
pub(in crate::ingest) fn checked(mut file: Box<dyn ReadSeek>) -> Result<Box<dyn ReadSeek>, Problem> {
    file.seek(SeekFrom::Start(0)).map_err(broken)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(broken)?;
    if MAX_BYTES < bytes.len() as u64 {
        return Err(Problem::TooLarge { limit: "400 MB for an old Excel workbook".to_owned() });
    }
    let Some(files) = Files::open(&bytes) else {
        return Err(Problem::Broken {
            detail: "the tables of the workbook contradict themselves".to_owned(),
        });
    };
    let stream = Stream { places: files.workbook, stream_bytes: files.workbook_bytes, unit: files.unit };
    let claims = stream.check(&bytes)?;
    for place in claims {
        if let Some(byte) = bytes.get_mut(place) {
            *byte = 0;
        }
    }
    Ok(Box::new(Cursor::new(bytes)))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// Where the stream of the workbook lies.
struct Files {
    /// Its pieces as places in the file, in order.
    workbook: Vec<usize>,
    workbook_bytes: usize,
    /// Bytes of a piece.
    unit: usize,
}

impl Files {
    /// Follows the tables of the file; `None` where they lead nowhere or in circles.
    fn open(bytes: &[u8]) -> Option<Files> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let sectors = bytes.len().div_ceil(sector);
        let header = |at| u32_at(bytes, at);
        let place = |id: u32| (id as usize).checked_add(1)?.checked_mul(sector);
        let words = |id: u32| {
            let start = place(id)?;
            let end = bytes.len().min(start.checked_add(sector)?);
            let words = bytes.get(start..end)?.chunks_exact(4);
            Some(words.filter_map(|word| word.try_into().ok().map(u32::from_le_bytes)).collect::<Vec<u32>>())
        };
        // the sectors of the table of sectors: a hundred of them in the header, the rest in sectors of their own
        let mut table_sectors: Vec<u32> = (76..512).step_by(4).filter_map(header).collect();
        let mut next = header(68)?;
        let mut seen = 0;
        while next < FIRST_RESERVED {
            seen += 1;
            let mut more = words(next).filter(|_| seen <= sectors)?;
            next = more.pop()?;
            table_sectors.extend(more);
        }
        table_sectors.retain(|&id| id < FIRST_RESERVED);
        let count = table_sectors.len();
        table_sectors.sort_unstable();
        table_sectors.dedup();
        // a sector that is named twice makes the table longer than the file
        if table_sectors.len() < count {
            return None;
        }
        let mut table = Vec::new();
        // in their own order this time
        let mut next = header(68)?;
        let mut ordered: Vec<u32> = (76..512).step_by(4).filter_map(header).collect();
        while next < FIRST_RESERVED {
            let mut more = words(next)?;
            next = more.pop()?;
            ordered.extend(more);
        }
        for id in ordered.into_iter().filter(|&id| id < FIRST_RESERVED) {
            table.extend(words(id)?);
        }
        let chain = |table: &[u32], start: u32, most: usize| {
            let mut ids = Vec::new();
            let mut id = start;
            while id != END_OF_CHAIN && ids.len() < most {
                if table.len() < ids.len() {
                    return None; // in circles
                }
                ids.push(id);
                id = *table.get(id as usize)?;
            }
            Some(ids)
        };
        let folders = chain(&table, header(48)?, usize::MAX)?;
        let mut entries = Vec::new();
        for id in folders {
            let start = place(id)?;
            let end = bytes.len().min(start.checked_add(sector)?);
            entries.extend(bytes.get(start..end)?.chunks_exact(128));
        }
        let entry = |bytes: &[u8]| {
            let len = u32_at(bytes, 120)? as usize;
            // in files of large sectors the length has eight bytes
            let is_huge = sector == 4096 && u32_at(bytes, 124)? != 0;
            (!is_huge).then_some((u32_at(bytes, 116)?, len))
        };
        let (root_start, root_len) = entry(entries.first()?)?;
        let small_sectors = header(64)? as usize;
        let (mut small, mut small_table) = (Vec::new(), Vec::new());
        if 0 < small_sectors {
            small = chain(&table, root_start, root_len.div_ceil(sector).max(1))?;
            for id in chain(&table, header(60)?, small_sectors)? {
                small_table.extend(words(id)?);
            }
        }
        // calamine takes the first of these names that it meets
        let named = |wanted: &str| {
            entries.iter().find(|entry| name(entry).is_some_and(|name| name.eq_ignore_ascii_case(wanted)))
        };
        let (start, len) = entry(named("Workbook").or_else(|| named("Book"))?)?;
        if len < 4096 {
            let ids = chain(&small_table, start, len.div_ceil(64).max(1))?;
            let per_sector = sector / 64;
            let places = ids.into_iter().map(|id| {
                let id = id as usize;
                let in_sector = *small.get(id / per_sector)?;
                Some(place(in_sector)? + id % per_sector * 64)
            });
            return Some(Files { workbook: places.collect::<Option<_>>()?, workbook_bytes: len, unit: 64 });
        }
        let ids = chain(&table, start, len.div_ceil(sector))?;
        let places = ids.into_iter().map(place).collect::<Option<_>>()?;
        Some(Files { workbook: places, workbook_bytes: len, unit: sector })
    }
}

/// The name of an entry up to its first zero.
fn name(entry: &[u8]) -> Option<String> {
    let units =
        entry.get(..64)?.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(u16::from_le_bytes));
    String::from_utf16(&units.take_while(|&unit| unit != 0).collect::<Vec<_>>()).ok()
}

/// The records of the workbook, in pieces all over the file.
struct Stream {
    places: Vec<usize>,
    stream_bytes: usize,
    unit: usize,
}

/// First and last row and column of the cells of a sheet.
#[derive(Default)]
struct Span {
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
}

impl Span {
    fn see(&mut self, row: u16, columns: (u16, u16)) {
        let wider = |span: Option<(u16, u16)>, (first, last): (u16, u16)| {
            let (low, high) = span.unwrap_or((first, last));
            Some((low.min(first), high.max(last)))
        };
        self.rows = wider(self.rows, (row, row));
        self.columns = wider(self.columns, columns);
    }
    fn cells(&self) -> u64 {
        let len = |span: Option<(u16, u16)>| span.map_or(0, |(low, high)| u64::from(high - low) + 1);
        len(self.rows) * len(self.columns)
    }
}

impl Stream {
    fn place(&self, at: usize) -> Option<usize> {
        Some(self.places.get(at / self.unit)? + at % self.unit)
    }
    fn u16(&self, bytes: &[u8], at: usize) -> Option<u16> {
        let byte = |at| bytes.get(self.place(at)?).copied();
        Some(u16::from_le_bytes([byte(at)?, byte(at + 1)?]))
    }

    /// Counts what the sheets span; gives the places of the bytes that claim it.
    fn check(&self, bytes: &[u8]) -> Result<Vec<usize>, Problem> {
        let mut claims = Vec::new();
        let mut sheets = Vec::new();
        let mut at = 0;
        while let (Some(kind), Some(len)) = (self.u16(bytes, at), self.u16(bytes, at + 2)) {
            if self.stream_bytes <= at {
                break;
            }
            // the place of a sheet
            if kind == 0x0085 {
                let word = |at| self.u16(bytes, at).map(usize::from);
                if let (Some(low), Some(high)) = (word(at + 4), word(at + 6)) {
                    sheets.push(high << 16 | low);
                }
            }
            at += 4 + usize::from(len);
        }
        if MAX_SHEETS < sheets.len() {
            return Err(Problem::TooLarge { limit: "2,000 sheets".to_owned() });
        }
        let mut cells = 0;
        let mut budget = self.stream_bytes.saturating_mul(2) + (1 << 20);
        for start in sheets {
            let (values, formulas, walked) = self.spans(bytes, start, &mut claims);
            cells += values.cells() + formulas.cells();
            let Some(left) = budget.checked_sub(walked) else {
                return Err(Problem::Broken { detail: "several sheets lie at the same place".to_owned() });
            };
            budget = left;
            if MAX_CELLS < cells {
                return Err(Problem::TooLarge {
                    limit: "20 million cells in an old Excel workbook".to_owned(),
                });
            }
        }
        Ok(claims)
    }

    /// What values and formulas of one sheet span, and the bytes looked at. Adds the places of the bytes with which the
    /// sheet claims a size.
    fn spans(&self, bytes: &[u8], start: usize, claims: &mut Vec<usize>) -> (Span, Span, usize) {
        let (mut values, mut formulas) = (Span::default(), Span::default());
        let mut at = start;
        let mut depth = 0u32;
        while let (Some(kind), Some(len)) = (self.u16(bytes, at), self.u16(bytes, at + 2)) {
            let word = |offset: usize| self.u16(bytes, at + 4 + offset);
            match (kind, word(0), word(2)) {
                // the beginning and the end of a sheet, or of a chart inside one
                (0x0809, ..) => depth += 1,
                (0x000a, ..) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                (0x0200, ..) => {
                    claims.extend((at + 4..at + 4 + usize::from(len)).filter_map(|at| self.place(at)))
                }
                (0x0006, Some(row), Some(column)) => {
                    values.see(row, (column, column));
                    formulas.see(row, (column, column));
                }
                (0x0203..=0x0205 | 0x00d6 | 0x027e | 0x00fd, Some(row), Some(column)) => {
                    values.see(row, (column, column));
                }
                // numbers side by side
                (0x00bd, Some(row), Some(first)) => values.see(row, (first, first.saturating_add(len / 6))),
                _ => {}
            }
            at += 4 + usize::from(len);
            if self.stream_bytes <= at {
                break;
            }
        }
        (values, formulas, at.saturating_sub(start))
    }
}
