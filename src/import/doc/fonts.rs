//! Names of the fonts.

use super::bytes::{byte_at, count_at, slice};

/// Length of the properties of a font before its name.
const BEFORE_NAME: usize = 39;

/// Names of the fonts, by number.
pub(super) struct Fonts(Vec<String>);

impl Fonts {
    /// Reads the list of fonts, up to the first damage.
    pub(super) fn read(bytes: &[u8]) -> Fonts {
        let mut names = Vec::new();
        let mut at = 4;
        for _ in 0..count_at(bytes, 0).unwrap_or_default() {
            let Some(font) = byte_at(bytes, at).and_then(|len| slice(bytes, at + 1, len)) else { break };
            let name = font.get(BEFORE_NAME..).unwrap_or_default().chunks_exact(2);
            let units = name.map(|unit| u16::from_le_bytes([unit[0], unit[1]])).take_while(|unit| *unit != 0);
            names.push(char::decode_utf16(units).filter_map(Result::ok).collect());
            at += 1 + font.len();
        }
        Fonts(names)
    }

    /// Returns the name of a font.
    pub(super) fn name(&self, font: usize) -> &str {
        self.0.get(font).map(String::as_str).unwrap_or_default()
    }
}
