//! Properties of characters, paragraphs and rows: each has a code, which determines its length, and a value.

use super::bytes::byte_at;

/// Tab stops of a paragraph, and edges of the cells of a row, whose lengths are irregular.
const TAB_STOPS: u16 = 0xc615;
pub(super) const EDGES: u16 = 0xd608;
/// Hidden characters.
pub(super) const HIDDEN: u16 = 0x083c;

/// The properties in bytes, as code and value. A value that is cut ends them.
pub(super) struct Properties<'b>(pub &'b [u8]);

impl<'b> Iterator for Properties<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<(u16, &'b [u8])> {
        let (code, rest) = self.0.split_first_chunk()?;
        let code = u16::from_le_bytes(*code);
        let (value, rest) = rest.split_at_checked(length(code, rest)?)?;
        self.0 = rest;
        Some((code, value))
    }
}

/// Returns the length of a value, including its own length if it has one.
fn length(code: u16, rest: &[u8]) -> Option<usize> {
    let byte = |at| byte_at(rest, at);
    Some(match code >> 13 {
        0 | 1 => 1,
        2 | 4 | 5 => 2,
        3 => 4,
        7 => 3,
        _ if code == EDGES => byte(0)? + byte(1)? * 256 + 1,
        _ if code == TAB_STOPS && byte(0)? == 255 => {
            let deleted = byte(1)? * 4;
            3 + deleted + byte(2 + deleted)? * 3
        }
        _ => byte(0)? + 1,
    })
}

/// True if a property that is on or off is on.
pub(super) fn is_on(value: &[u8]) -> bool {
    value.first().is_some_and(|value| *value != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_determines_the_length() {
        let all =
            |bytes: &[u8]| Properties(bytes).map(|(code, value)| (code, value.to_vec())).collect::<Vec<_>>();
        let mut bytes = vec![0x16, 0x24, 1, 0x0b, 0x46, 5, 0];
        bytes.extend([0x08, 0xd6, 3, 0, 0, 7]);
        bytes.extend([0x15, 0xc6, 255, 1, 0, 0, 0, 0, 1, 0, 0, 0]);
        bytes.extend([0x15, 0xc6, 2, 0, 0, 0x17, 0x24, 1]);
        let wanted = [
            (0x2416, vec![1]),
            (0x460b, vec![5, 0]),
            (EDGES, vec![3, 0, 0, 7]),
            (TAB_STOPS, vec![255, 1, 0, 0, 0, 0, 1, 0, 0, 0]),
            (TAB_STOPS, vec![2, 0, 0]),
            (0x2417, vec![1]),
        ];
        assert_eq!(all(&bytes), wanted);
        // A cut value is left out.
        assert_eq!(all(&bytes[..bytes.len() - 1]), wanted[..5]);
        assert_eq!(all(&[0x16]), []);
    }
}
