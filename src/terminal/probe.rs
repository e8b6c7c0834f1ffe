//! What kind of terminal it is, as far as it says itself: a few characters are written where nobody sees
//! them, and it is asked where its cursor stands after them.
//!
//! Nobody waits for the answer: it comes among the keys, when it comes, or never. It stands in the second
//! row, so that it is not taken for a key: xterm sends the same for F3 with Shift, in the first.

use super::width::Width;

/// Wiped away by what follows it in the same breath. In an encoding of two bytes for each character they come
/// out even, or the question would lose its first byte.
pub const QUESTION: &str = "\x1b[2H年度年度“─\x1b[6n";
/// So much room the question takes, also where each of its bytes is shown.
pub const ROOM: (u16, u16) = (20, 2);

/// What the answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// UTF-8, and how wide ambiguous characters are.
    Width(Width),
    /// UTF-8, but quotes and lines differ in width.
    Mixed,
    /// Chinese does not take the cells it takes in UTF-8.
    Garbled,
}

/// What a cursor in this row and column says, both from 1; none when it is no answer.
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

    /// The text of the question, without its sequences.
    fn text() -> &'static str {
        QUESTION.strip_prefix("\x1b[2H").and_then(|text| text.strip_suffix("\x1b[6n")).unwrap()
    }

    #[test]
    fn terminals_are_told_apart() {
        let narrow = u16::try_from(Width::Narrow.of(text())).unwrap();
        let wide = u16::try_from(Width::Wide.of(text())).unwrap();
        let bytes = u16::try_from(text().len()).unwrap();
        assert!(bytes.is_multiple_of(2) && bytes + 1 < ROOM.0);
        // In Latin-1 some bytes are controls that take no cell.
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
