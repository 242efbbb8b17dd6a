//! Which encoding a text has: byte order marks, the zero-byte pattern of UTF-16, UTF-8 where the whole file is, and a
//! guess where it is not. How bytes become characters stands in [`super::text`].
//!
//! The guess is chardetng's, which knows what browsers know. Old programs wrote what no browser reads: the code pages of
//! DOS, and Macintosh. Those are recognised by their letters, which any other reading turns into signs inside words.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_15, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252,
};

/// How many bytes are looked at before rows are read.
const LOOK: u64 = 4 << 20;
/// Most files are smaller than this.
const SMALL: u64 = 1 << 18;

/// The encoding of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// One that browsers read.
    Web(&'static Encoding),
    /// A code page of DOS.
    Dos(CodePage),
    /// UTF-8 in which some bytes were damaged or cut off: they become �, and everything else stays what it is.
    DamagedUtf8,
}

/// The code pages of DOS that shops and their bookkeeping have left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePage {
    /// Of the United States.
    Cp437,
    /// Of Western Europe. The Nordic 865 has the same letters at the same places.
    Cp850,
}

impl CodePage {
    /// The characters of the bytes from 128 on.
    pub fn upper_half(self) -> &'static [char; 128] {
        match self {
            CodePage::Cp437 => &oem_cp::code_table::DECODING_TABLE_CP437,
            CodePage::Cp850 => &oem_cp::code_table::DECODING_TABLE_CP850,
        }
    }
}

impl Charset {
    /// What nearly everything is.
    pub const UTF_8: Charset = Charset::Web(UTF_8);

    /// The label shown to people and kept in recipes.
    pub fn name(self) -> &'static str {
        match self {
            Charset::Web(encoding) => encoding.name(),
            Charset::DamagedUtf8 => UTF_8.name(),
            Charset::Dos(CodePage::Cp437) => "IBM437",
            Charset::Dos(CodePage::Cp850) => "IBM850",
        }
    }
    /// From a label of a recipe.
    pub fn for_label(label: &str) -> Option<Charset> {
        let plain = label.trim().to_ascii_lowercase();
        match plain.trim_start_matches(['i', 'b', 'm', 'c', 'p', '-']) {
            "437" => Some(Charset::Dos(CodePage::Cp437)),
            "850" => Some(Charset::Dos(CodePage::Cp850)),
            _ => Encoding::for_label(plain.as_bytes()).map(Charset::Web),
        }
    }
    /// True where a character has two bytes, in China, Japan, Korea and Taiwan.
    fn has_wide_characters(self) -> bool {
        matches!(self, Charset::Web(encoding) if !encoding.is_single_byte() && encoding != UTF_8)
    }
    /// The character of a byte of a text with one byte a character; `None` where there is none, or not alone.
    fn character(self, byte: u8) -> Option<char> {
        match self {
            _ if byte.is_ascii() => Some(char::from(byte)),
            Charset::DamagedUtf8 => None,
            Charset::Dos(page) => page.upper_half().get(usize::from(byte & 0x7f)).copied(),
            Charset::Web(encoding) => {
                let bytes = [byte];
                let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes)?;
                text.chars().next()
            }
        }
    }
}

/// What was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detected {
    /// Which encoding.
    pub charset: Charset,
    /// Settled by a mark, a pattern or the whole text; `false` for UTF-8 that has only been seen in part.
    pub certain: bool,
}

impl Detected {
    fn certain(encoding: &'static Encoding) -> Self {
        Self { charset: Charset::Web(encoding), certain: true }
    }
}

/// UTF-16 without a mark shows as zeros in every second byte.
pub(in crate::ingest) fn utf16_by_pattern(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.get(..head.len().min(2000) & !1)?;
    let pairs = head.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 >= pairs * 7 && even * 10 < pairs {
        Some(UTF_16LE)
    } else if even * 10 >= pairs * 7 && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Recognises the encoding from the beginning of a stream.
///
/// # Errors
/// What the reader says.
pub fn detect(reader: impl Read) -> io::Result<Detected> {
    let mut head = Vec::new();
    let mut reader = reader.take(LOOK);
    reader.by_ref().take(SMALL).read_to_end(&mut head)?;
    if SMALL <= head.len() as u64 {
        // a buffer that doubles leaves holes of several megabytes behind
        head.reserve_exact((LOOK - SMALL) as usize + 1);
    }
    reader.read_to_end(&mut head)?;
    if let Some((encoding, _)) = Encoding::for_bom(&head) {
        return Ok(Detected::certain(encoding));
    }
    if let Some(encoding) = utf16_by_pattern(&head) {
        return Ok(Detected::certain(encoding));
    }
    let whole = (head.len() as u64) < LOOK;
    let valid = Encoding::utf8_valid_up_to(&head);
    // the look may cut the last character
    if valid == head.len() || (!whole && head.len() - valid < 4) {
        return Ok(Detected { charset: Charset::UTF_8, certain: whole });
    }
    let mut guesser = Guesser::new();
    guesser.see(&head, whole);
    Ok(guesser.finish())
}

/// The guess for a text that is known not to be UTF-8, from the whole stream.
///
/// # Errors
/// What the reader says.
pub fn detect_legacy(mut reader: impl Read) -> io::Result<Detected> {
    let mut guesser = Guesser::new();
    let mut block = vec![0; 1 << 16];
    loop {
        let n = reader.read(&mut block)?;
        guesser.see(block.get(..n).unwrap_or_default(), n == 0);
        if n == 0 {
            return Ok(guesser.finish());
        }
    }
}

/// Places that are looked at; more of them say nothing new.
const PLACES: usize = 4000;

/// Gathers what the guess is made of, block by block.
struct Guesser {
    detector: EncodingDetector,
    utf8: Utf8Tally,
    /// Bytes above 127 with the one before and the one behind.
    places: Vec<[u8; 3]>,
    last: [u8; 2],
}

impl Guesser {
    fn new() -> Self {
        Self {
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
            utf8: Utf8Tally::default(),
            places: Vec::new(),
            last: [b' '; 2],
        }
    }

    fn see(&mut self, block: &[u8], last: bool) {
        self.detector.feed(block, last);
        self.utf8.see(block, last);
        let end = last.then_some(b' ');
        for byte in block.iter().copied().chain(end) {
            if PLACES <= self.places.len() {
                break;
            }
            let [before, at] = self.last;
            if !at.is_ascii() {
                self.places.push([before, at, byte]);
            }
            self.last = [at, byte];
        }
    }

    fn finish(self) -> Detected {
        if self.utf8.is_damaged() {
            return Detected { charset: Charset::DamagedUtf8, certain: true };
        }
        let guess = self.detector.guess(None, Utf8Detection::Deny);
        Detected { charset: settle(Charset::Web(guess), &self.places), certain: true }
    }
}

/// Counts how far bytes are UTF-8, block by block. In any other encoding of the West, hardly two letters in a row look
/// like one of UTF-8, and every letter that does not is a fault.
#[derive(Default)]
struct Utf8Tally {
    /// Characters of several bytes.
    whole: u64,
    /// Places that are no UTF-8.
    faults: u64,
    /// A character that the block before left open.
    open: Vec<u8>,
    /// The text ends with the beginning of a character that hardly is one of its own in another encoding.
    is_cut: bool,
}

impl Utf8Tally {
    fn see(&mut self, block: &[u8], last: bool) {
        let mut joined = std::mem::take(&mut self.open);
        joined.extend_from_slice(block);
        let mut rest = joined.as_slice();
        loop {
            let (valid, fault) = match std::str::from_utf8(rest) {
                Ok(text) => (text, None),
                Err(error) => {
                    let (valid, behind) = rest.split_at_checked(error.valid_up_to()).unwrap_or_default();
                    (std::str::from_utf8(valid).unwrap_or_default(), Some((behind, error.error_len())))
                }
            };
            self.whole += valid.chars().filter(|c| !c.is_ascii()).count() as u64;
            rest = match fault {
                None => break,
                Some((behind, Some(len))) => {
                    self.faults += 1;
                    behind.get(len..).unwrap_or_default()
                }
                Some((behind, None)) => {
                    self.open = behind.to_vec();
                    break;
                }
            };
        }
        if last && !self.open.is_empty() {
            self.faults += 1;
            self.is_cut = 2 <= self.open.len() || matches!(self.open.first(), Some(0xc2 | 0xc3));
        }
    }

    fn is_damaged(&self) -> bool {
        let is_mostly_whole = 1 <= self.whole && (self.faults == 1 || self.faults * 8 <= self.whole);
        is_mostly_whole || (self.faults == 1 && self.is_cut)
    }
}

/// How a reading of the bytes looks.
#[derive(Debug, Clone, Copy, Default)]
struct Looks {
    /// Letters of the North and of Germany where they belong.
    near: u32,
    /// Other letters where they may belong.
    far: u32,
    /// Signs inside words, letters in the wrong case, bytes without a character.
    wrong: u32,
}

/// Holds chardetng's guess against the readings that it does not know.
fn settle(guess: Charset, places: &[[u8; 3]]) -> Charset {
    // characters of two bytes cannot be looked at byte by byte; letters of the West stand alone among plain ones
    let beside = places.iter().filter(|[before, _, after]| !before.is_ascii() || !after.is_ascii()).count();
    if guess.has_wide_characters() && places.len() * 8 <= beside * 10 {
        return guess;
    }
    let others = [
        Charset::Web(WINDOWS_1252),
        Charset::Web(ISO_8859_15),
        Charset::Dos(CodePage::Cp850),
        Charset::Dos(CodePage::Cp437),
        Charset::Web(MACINTOSH),
    ];
    let guessed = looks(guess, places);
    let western = guess == Charset::Web(WINDOWS_1252);
    let mut best = (guess, guessed);
    for other in others.into_iter().filter(|&other| other != guess) {
        let seen = looks(other, places);
        // chardetng weighs pairs of letters: among readings that look alike it knows better
        let clearly = seen.wrong * 4 < best.1.wrong && best.1.wrong < 3 * (seen.near + best.1.wrong);
        let most_belong = seen.wrong * 10 <= seen.near + seen.far && seen.far <= 3 * seen.near;
        let euro =
            other == Charset::Web(ISO_8859_15) && western && seen.wrong <= best.1.wrong && has_euro(places);
        if (clearly && most_belong) || euro {
            best = (other, seen);
        }
    }
    match best.0 {
        // the two differ in a few letters, of which one of them makes signs inside words
        Charset::Web(encoding) if encoding == WINDOWS_1250 || encoding == ISO_8859_2 => {
            let [windows, iso] =
                [WINDOWS_1250, ISO_8859_2].map(|encoding| looks(Charset::Web(encoding), places).wrong);
            Charset::Web(if iso < windows {
                ISO_8859_2
            } else if windows < iso {
                WINDOWS_1250
            } else {
                encoding
            })
        }
        settled => settled,
    }
}

/// The sign at 0xA4, which is the euro in ISO-8859-15 and nobody's currency elsewhere, beside an amount. windows-1252
/// has its euro among the bytes that the ISO encodings leave to control characters.
fn has_euro(places: &[[u8; 3]]) -> bool {
    let amount =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b';' | b',' | b'\t' | b'"' | b'\r' | b'\n');
    places.iter().any(|&[before, at, after]| at == 0xa4 && amount(before) && amount(after))
        && !places.iter().any(|&[_, at, _]| (0x80..0xa0).contains(&at))
}

fn looks(charset: Charset, places: &[[u8; 3]]) -> Looks {
    let mut looks = Looks::default();
    for &[before, at, after] in places {
        let [before, after] = [before, after].map(|byte| charset.character(byte).unwrap_or('\u{fffd}'));
        let Some(c) = charset.character(at) else {
            looks.wrong += 1;
            continue;
        };
        let in_word = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
        if c.is_control() || c == '\u{fffd}' {
            looks.wrong += 1;
        } else if !in_word {
            // alone, or among its like: nothing can be told by one byte
        } else if !is_latin(c)
            || (c.is_uppercase() && before.is_lowercase())
            || (c.is_lowercase() && before.is_uppercase() && after.is_uppercase())
        {
            // an apostrophe is a sign that may stand between letters, and quotes stand beside them
            let quotes = matches!(
                c,
                '\u{2018}'..='\u{201e}' | '«' | '»' | '´' | '®' | '™' | '°' | '\u{a0}' | '–' | '—'
            );
            looks.wrong +=
                u32::from(!quotes || (before.is_alphabetic() && after.is_alphabetic() && c != '\u{2019}'));
        } else if "æøåäöüßéÆØÅÄÖÜÉ".contains(c) {
            looks.near += 1;
        } else {
            looks.far += 1;
        }
    }
    looks
}

/// A letter of the languages written with Latin letters.
fn is_latin(c: char) -> bool {
    c.is_alphabetic() && c < '\u{250}' && !matches!(c, 'ª' | 'º' | 'µ' | 'ƒ')
}
