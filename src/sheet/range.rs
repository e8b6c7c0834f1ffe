//! Ranges of texts.

/// A range of a text, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextRange {
    /// Index of the first character.
    pub start: u32,
    /// Index after the last character.
    pub end: u32,
}
