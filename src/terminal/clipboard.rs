//! Writes to the clipboard of the terminal (OSC 52).
//!
//! The user's own computer gets the text over the same line as the screen. Terminals that do not know the
//! sequence ignore it, and tmux passes it on if its option `set-clipboard` is `on`.

/// Maximum length of a text in bytes. Longer ones would stop the screen on a slow line, and terminals drop them.
pub const MAX_TEXT: usize = 100_000;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Returns the sequence that puts a text on the clipboard, or `None` if the text is too long. It ends with
/// BEL, which more terminals accept than ST.
pub fn sequence(text: &str) -> Option<Vec<u8>> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let mut sequence = b"\x1b]52;c;".to_vec();
    encode(text.as_bytes(), &mut sequence);
    sequence.push(0x07);
    Some(sequence)
}

/// Appends bytes in base64.
fn encode(bytes: &[u8], out: &mut Vec<u8>) {
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) & 0x3f;
            out.push(if digit <= three.len() { DIGITS[index as usize] } else { b'=' });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_encoded() {
        for (text, base64) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
            ("支出\t1\n", "5pSv5Ye6CTEK"),
        ] {
            let wanted = format!("\x1b]52;c;{base64}\x07").into_bytes();
            assert_eq!(sequence(text), Some(wanted), "{text}");
        }
        assert!(sequence(&"字".repeat(MAX_TEXT / 3)).is_some());
        assert_eq!(sequence(&"字".repeat(MAX_TEXT / 3 + 1)), None);
    }
}
