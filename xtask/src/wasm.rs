//! As much of the WebAssembly binary format as it takes to leave sections out.

const HEADER: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
/// What no program reads: names of functions, and which compiler made them.
const LEFT_OUT: [&[u8]; 3] = [b"name", b"producers", b"target_features"];

/// The module without these custom sections; nothing where the bytes are not a module.
pub fn without_names(module: &[u8]) -> Option<Vec<u8>> {
    let mut rest = module.strip_prefix(HEADER)?;
    let mut kept = HEADER.to_vec();
    while let Some((&kind, after_kind)) = rest.split_first() {
        let (size, after_size) = leb128(after_kind)?;
        let (content, next) = after_size.split_at_checked(size)?;
        let is_left_out = kind == CUSTOM && {
            let (length, name) = leb128(content)?;
            LEFT_OUT.contains(&name.get(..length)?)
        };
        if !is_left_out {
            kept.extend_from_slice(&rest[..rest.len() - next.len()]);
        }
        rest = next;
    }
    Some(kept)
}

/// An unsigned number in groups of seven bits, and what follows it.
fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_usize;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[index + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_and_the_rest_stays() {
        let section = |kind: u8, content: &[u8]| [&[kind, content.len() as u8], content].concat();
        let types = section(1, &[0]);
        let names = section(CUSTOM, b"\x04name\x00\x01");
        let own = section(CUSTOM, b"\x03own\x2a");
        let module = [HEADER, &types, &names, &own].concat();
        assert_eq!(without_names(&module), Some([HEADER, &types, &own].concat()));
        assert_eq!(without_names(b"self.onmessage"), None);
        assert_eq!(without_names(&module[..module.len() - 1]), None);
    }
}
