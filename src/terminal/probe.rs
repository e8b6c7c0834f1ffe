//! Detects the terminal's encoding and character width: prints a few characters that are erased at once, and
//! requests the cursor position after them.
//!
//! The program does not wait for the reply: it arrives between the keys, or never. The probe uses the second
//! row so that the reply is not mistaken for a key: xterm sends the same bytes for Shift-F3, with row 1.

use super::width::Width;

/// The probe. It is written in the same frame as the sequence that erases it. The text has an even number of
/// bytes; otherwise a terminal with a two-byte encoding would swallow the first byte of the request.
pub const QUESTION: &str = "\x1b[2H年度年度“─\x1b[6n";
/// Minimum window size (columns, rows) for the probe, even where the terminal shows every byte as a
/// character.
pub const ROOM: (u16, u16) = (20, 2);

/// The result of the probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// UTF-8, with this width of ambiguous characters.
    Width(Width),
    /// UTF-8, but quotes and line characters differ in width.
    Mixed,
    /// Not UTF-8: Chinese characters do not have the width they have in UTF-8.
    Garbled,
}

/// Interprets a cursor position (row and column, from 1); `None` if it is not a reply to the probe.
pub fn answer(row: u16, column: u16) -> Option<Answer> {
    if row != ROOM.1 || !(2..=ROOM.0).contains(&column) {
        return None;
    }
    Some(match column {
        11 => Answer::Width(Width::Narrow),
        12 => Answer::Mixed,
        13 => Answer::Width(Width::Wide),
        _ => Answer::Garbled,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of the probe without its sequences.
    fn text() -> &'static str {
        QUESTION.strip_prefix("\x1b[2H").and_then(|text| text.strip_suffix("\x1b[6n")).unwrap()
    }

    #[test]
    fn terminals_are_told_apart() {
        let narrow = u16::try_from(Width::Narrow.of(text())).unwrap();
        let wide = u16::try_from(Width::Wide.of(text())).unwrap();
        let bytes = u16::try_from(text().len()).unwrap();
        assert!(bytes.is_multiple_of(2) && bytes + 1 < ROOM.0);
        // In Latin-1 some bytes are control characters without a width.
        let shown = text().bytes().filter(|byte| !(0x80..0xa0).contains(byte)).count();
        let latin = u16::try_from(shown).unwrap();
        for (cells, says) in [
            (narrow, Answer::Width(Width::Narrow)),
            (wide, Answer::Width(Width::Wide)),
            (narrow + 1, Answer::Mixed),
            (bytes, Answer::Garbled),
            (latin, Answer::Garbled),
            (6, Answer::Garbled),
        ] {
            assert_eq!(answer(2, cells + 1), Some(says), "{cells}");
        }
        for (row, column) in [(1, 11), (3, 11), (2, 1), (2, 0), (2, 80), (24, 80)] {
            assert_eq!(answer(row, column), None);
        }
    }
}
