//! Digests of files: short ones for names, long ones for integrity attributes.

use sha2::{Digest, Sha256, Sha384};

/// The SHA-256 in hexadecimal.
pub fn hex_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The value of an `integrity` attribute or of fetch's `integrity` option.
pub fn integrity_of(bytes: &[u8]) -> String {
    format!("sha384-{}", base64_of(&Sha384::digest(bytes)))
}

fn base64_of(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let value = (bits >> (18 - 6 * digit)) & 63;
            // One input byte fills two digits, two bytes three.
            let character = if digit > chunk.len() { b'=' } else { DIGITS[value as usize] };
            text.push(char::from(character));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        let pairs = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in pairs {
            assert_eq!(base64_of(plain.as_bytes()), coded);
        }
    }
}
