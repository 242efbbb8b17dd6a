//! From bytes to UTF-8: byte order marks, the zero-byte pattern of UTF-16, UTF-8 where the whole file is, and a
//! detector's guess where it is not.

use std::io::{self, Read};

use chardetng::EncodingDetector;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How many bytes are looked at before rows are read.
const LOOK: u64 = 4 << 20;

/// The encoding of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charset {
    /// Which.
    pub encoding: &'static Encoding,
    /// Settled by a mark, a pattern or the user; `false` for UTF-8 that has only been seen in part.
    pub certain: bool,
}

/// UTF-16 without a mark shows as zeros in every second byte.
pub(super) fn utf16_by_pattern(head: &[u8]) -> Option<&'static Encoding> {
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
pub fn detect(reader: impl Read) -> io::Result<Charset> {
    let mut head = Vec::new();
    reader.take(LOOK).read_to_end(&mut head)?;
    if let Some((encoding, _)) = Encoding::for_bom(&head) {
        return Ok(Charset { encoding, certain: true });
    }
    if let Some(encoding) = utf16_by_pattern(&head) {
        return Ok(Charset { encoding, certain: true });
    }
    let whole = (head.len() as u64) < LOOK;
    let valid = Encoding::utf8_valid_up_to(&head);
    // the look may cut the last character
    if valid == head.len() || (!whole && head.len() - valid < 4) {
        return Ok(Charset { encoding: UTF_8, certain: whole });
    }
    Ok(Charset { encoding: guess(&head, whole), certain: true })
}

/// The detector's guess for a text that is known not to be UTF-8, from the whole stream.
///
/// # Errors
/// What the reader says.
pub fn detect_legacy(mut reader: impl Read) -> io::Result<Charset> {
    let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    let mut block = vec![0; 1 << 16];
    loop {
        let n = reader.read(&mut block)?;
        detector.feed(block.get(..n).unwrap_or_default(), n == 0);
        if n == 0 {
            return Ok(Charset {
                encoding: detector.guess(None, chardetng::Utf8Detection::Deny),
                certain: true,
            });
        }
    }
}

fn guess(bytes: &[u8], whole: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, whole);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// Bytes of any encoding as UTF-8. UTF-8 itself passes through unchecked, apart from its mark: whoever makes `str`s of
/// it checks them anyway.
pub struct Utf8Reader<R> {
    inner: R,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    raw_start: usize,
    raw_end: usize,
    ended: bool,
    at_start: bool,
    /// Decoded text for callers whose buffer is too small to decode into.
    spill: Vec<u8>,
    spill_start: usize,
}

/// A decoder writes nothing into less than one whole character, and some want room for more than one.
const ROOM: usize = 64;

impl<R: Read> Utf8Reader<R> {
    /// Reads `inner` as `encoding`.
    pub fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        let raw = if decoder.is_some() { vec![0; 1 << 16] } else { Vec::new() };
        Self {
            inner,
            decoder,
            raw,
            raw_start: 0,
            raw_end: 0,
            ended: false,
            at_start: true,
            spill: Vec::new(),
            spill_start: 0,
        }
    }

    /// Hands out what was decoded into the spill.
    fn take_spill(&mut self, out: &mut [u8]) -> usize {
        let spilled = self.spill.get(self.spill_start..).unwrap_or_default();
        let n = spilled.len().min(out.len());
        if let (Some(target), Some(source)) = (out.get_mut(..n), spilled.get(..n)) {
            target.copy_from_slice(source);
        }
        self.spill_start += n;
        n
    }

    fn decode(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.raw_start == self.raw_end && !self.ended {
                self.raw_end = self.inner.read(&mut self.raw)?;
                self.raw_start = 0;
                self.ended = self.raw_end == 0;
            }
            let Some(decoder) = &mut self.decoder else { return Ok(0) };
            let source = self.raw.get(self.raw_start..self.raw_end).unwrap_or_default();
            let (result, read, written, _) = decoder.decode_to_utf8(source, out, self.ended);
            self.raw_start += read;
            if result == CoderResult::InputEmpty && self.ended {
                self.decoder = None; // the next read finds the end of the stream
                self.at_start = false;
                return Ok(written);
            }
            if written > 0 {
                return Ok(written);
            }
        }
    }

    fn pass_through(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out)?;
        if !std::mem::replace(&mut self.at_start, false) {
            return Ok(n);
        }
        let mut filled = n;
        while filled < 3 && filled < out.len() {
            let more = self.inner.read(out.get_mut(filled..).unwrap_or_default())?;
            if more == 0 {
                break;
            }
            filled += more;
        }
        if out.get(..filled).is_some_and(|head| head.starts_with(b"\xef\xbb\xbf")) {
            out.copy_within(3..filled, 0);
            // a file of nothing but the mark would read as the end here, which it is
            return if filled == 3 { self.inner.read(out) } else { Ok(filled - 3) };
        }
        Ok(filled)
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let spilled = self.take_spill(out);
        if spilled > 0 || out.is_empty() {
            return Ok(spilled);
        }
        if self.decoder.is_none() {
            return self.pass_through(out);
        }
        if ROOM <= out.len() {
            return self.decode(out);
        }
        let mut spill = std::mem::take(&mut self.spill);
        spill.resize(ROOM, 0);
        let written = self.decode(&mut spill)?;
        spill.truncate(written);
        (self.spill, self.spill_start) = (spill, 0);
        Ok(self.take_spill(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], encoding: &'static Encoding) -> String {
        let mut out = String::new();
        Utf8Reader::new(bytes, encoding).read_to_string(&mut out).unwrap();
        out
    }

    #[test]
    fn recognises_and_decodes() {
        let danish = "Fakturanr.;Beløb;Kundenavn\n1;12,50;Søren Ærø\n2;99,00;Åse Krøger\n";
        let (cp1252, _, _) = encoding_rs::WINDOWS_1252.encode(danish);
        let utf16le: Vec<u8> = danish.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16be: Vec<u8> =
            [0xfe, 0xff].into_iter().chain(danish.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let bom: Vec<u8> = b"\xef\xbb\xbf".iter().copied().chain(danish.bytes()).collect();
        for (bytes, want) in [
            (danish.as_bytes(), UTF_8),
            (&bom, UTF_8),
            (&cp1252, encoding_rs::WINDOWS_1252),
            (&utf16le, UTF_16LE),
            (&utf16be, UTF_16BE),
        ] {
            let charset = detect(bytes).unwrap();
            assert_eq!(charset.encoding, want);
            assert_eq!(read(bytes, charset.encoding), danish, "{}", want.name());
        }
        assert_eq!(read(b"\xef\xbb\xbf", UTF_8), "");
        for room in 1..9 {
            let mut reader = Utf8Reader::new(&cp1252[..], encoding_rs::WINDOWS_1252);
            let (mut text, mut block) = (Vec::new(), vec![0; room]);
            while let n @ 1.. = reader.read(&mut block).unwrap() {
                text.extend_from_slice(&block[..n]);
            }
            assert_eq!(String::from_utf8(text).unwrap(), danish, "a caller with room for {room} bytes");
        }
        assert_eq!(read(b"", UTF_16LE), "");
    }
}
