//! From bytes to UTF-8, whatever the encoding; which one it is says [`super::encoding`].

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder};

use crate::ingest::read::encoding::Charset;

/// Bytes of any encoding as UTF-8. UTF-8 itself passes through unchecked, apart from its mark: whoever makes `str`s of
/// it checks them anyway.
pub struct Utf8Reader<R> {
    inner: R,
    decoder: Option<Decoding>,
    raw: Vec<u8>,
    raw_start: usize,
    raw_end: usize,
    ended: bool,
    at_start: bool,
    /// Decoded text for callers whose buffer is too small to decode into.
    spill: Vec<u8>,
    spill_start: usize,
}

enum Decoding {
    Web(Decoder),
    /// The characters of the bytes from 128 on.
    Dos(&'static [char; 128]),
}

/// A decoder writes nothing into less than one whole character, and some want room for more than one.
const ROOM: usize = 64;

impl<R: Read> Utf8Reader<R> {
    /// Reads `inner` as `charset`.
    pub fn new(inner: R, charset: Charset) -> Self {
        let decoder = match charset {
            utf_8 if utf_8 == Charset::UTF_8 => None,
            Charset::DamagedUtf8 => Some(Decoding::Web(encoding_rs::UTF_8.new_decoder_with_bom_removal())),
            Charset::Web(encoding) => Some(Decoding::Web(encoding.new_decoder_with_bom_removal())),
            Charset::Dos(page) => Some(Decoding::Dos(page.upper_half())),
        };
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
            let (done, read, written) = match decoder {
                Decoding::Web(decoder) => {
                    let (result, read, written, _) = decoder.decode_to_utf8(source, out, self.ended);
                    (result == CoderResult::InputEmpty, read, written)
                }
                Decoding::Dos(upper) => {
                    let (read, written) = decode_dos(upper, source, out);
                    (read == source.len(), read, written)
                }
            };
            self.raw_start += read;
            if done && self.ended {
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

/// Bytes read and written.
fn decode_dos(upper: &[char; 128], source: &[u8], out: &mut [u8]) -> (usize, usize) {
    let mut written = 0;
    for (read, &byte) in source.iter().enumerate() {
        let c = match byte {
            0..=127 => char::from(byte),
            _ => upper.get(usize::from(byte & 0x7f)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        match out.get_mut(written..written + c.len_utf8()) {
            Some(place) => written += c.encode_utf8(place).len(),
            None => return (read, written),
        }
    }
    (source.len(), written)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

    use super::{
        super::encoding::{CodePage, detect},
        *,
    };

    fn read(bytes: &[u8], charset: Charset) -> String {
        let mut out = String::new();
        Utf8Reader::new(bytes, charset).read_to_string(&mut out).unwrap();
        out
    }

    #[test]
    fn recognises_and_decodes() {
        let danish = "Fakturanr.;Beløb;Kundenavn\n1;12,50;Søren Ærø\n2;99,00;Åse Krøger\n";
        let (cp1252, _, _) = WINDOWS_1252.encode(danish);
        let utf16le: Vec<u8> = danish.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16be: Vec<u8> =
            [0xfe, 0xff].into_iter().chain(danish.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let bom: Vec<u8> = b"\xef\xbb\xbf".iter().copied().chain(danish.bytes()).collect();
        let dos = oem_cp::encode_string_checked(danish, &oem_cp::code_table::ENCODING_TABLE_CP850).unwrap();
        for (bytes, want) in [
            (danish.as_bytes(), Charset::UTF_8),
            (&bom, Charset::UTF_8),
            (&cp1252, Charset::Web(WINDOWS_1252)),
            (&utf16le, Charset::Web(UTF_16LE)),
            (&utf16be, Charset::Web(UTF_16BE)),
            (&dos, Charset::Dos(CodePage::Cp850)),
        ] {
            let detected = detect(bytes).unwrap();
            assert_eq!(detected.charset, want);
            assert_eq!(read(bytes, detected.charset), danish, "{}", want.name());
        }
        assert_eq!(read(b"\xef\xbb\xbf", Charset::UTF_8), "");
        for (bytes, charset) in
            [(&cp1252[..], Charset::Web(WINDOWS_1252)), (&dos, Charset::Dos(CodePage::Cp850))]
        {
            for room in 1..9 {
                let mut reader = Utf8Reader::new(bytes, charset);
                let (mut text, mut block) = (Vec::new(), vec![0; room]);
                while let n @ 1.. = reader.read(&mut block).unwrap() {
                    text.extend_from_slice(&block[..n]);
                }
                assert_eq!(String::from_utf8(text).unwrap(), danish, "a caller with room for {room} bytes");
            }
        }
        assert_eq!(read(b"", Charset::Web(UTF_16LE)), "");
    }
}
