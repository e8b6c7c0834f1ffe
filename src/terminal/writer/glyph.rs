//! The contents of one terminal cell, small enough to copy and compare thousands of them per frame.
//!
//! The encoding as bytes is in [`super::encoder`].

use std::collections::HashMap;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use crate::terminal::width::Width;

/// Modifiers that are visible on a blank.
const ON_BLANKS: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// Colours and modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ink {
    /// Foreground colour.
    pub text: Color,
    /// Background colour.
    pub ground: Color,
    /// Bold, underlined and so on.
    pub modifier: Modifier,
}

impl Ink {
    /// The default style.
    pub(super) const PLAIN: Ink =
        Ink { text: Color::Reset, ground: Color::Reset, modifier: Modifier::empty() };

    /// True if a blank in this style looks like a plain blank.
    pub(super) fn leaves_blanks(self) -> bool {
        self.ground == Color::Reset && !self.modifier.intersects(ON_BLANKS)
    }
}

/// The text of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    /// A character.
    Char(char),
    /// A cluster of several characters, by its number in [`Glyphs`].
    Cluster(u32),
    /// The right half of the wide character to the left.
    Behind,
    /// Unknown contents; differs from every target.
    Unknown,
}

/// The contents of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    /// The text.
    pub symbol: Symbol,
    /// The style.
    pub ink: Ink,
    /// True if it takes two cells.
    pub wide: bool,
    /// Number of additional cells that some terminals may use; `None` if all terminals agree on the width.
    pub spill: Option<u16>,
}

impl Glyph {
    /// A plain blank.
    pub(super) const BLANK: Glyph =
        Glyph { symbol: Symbol::Char(' '), ink: Ink::PLAIN, wide: false, spill: None };
    /// A cell of unknown contents.
    pub(super) const UNKNOWN: Glyph = Glyph { symbol: Symbol::Unknown, ..Glyph::BLANK };

    /// A blank in the given style, or a plain blank if that looks the same.
    pub(super) fn space(ink: Ink) -> Glyph {
        let ink = if ink.leaves_blanks() { Ink::PLAIN } else { Ink { text: Color::Reset, ..ink } };
        Glyph { ink, ..Glyph::BLANK }
    }

    /// The right half of a wide glyph.
    pub(super) fn behind(self) -> Glyph {
        Glyph { symbol: Symbol::Behind, ink: self.ink, wide: false, spill: None }
    }

    /// Width in columns.
    pub(super) fn columns(self) -> usize {
        1 + usize::from(self.wide)
    }

    /// True if it is the right half of a wide glyph.
    pub(super) fn is_behind(self) -> bool {
        self.symbol == Symbol::Behind
    }
}

/// Converts cells to glyphs: holds the width of ambiguous characters and the clusters seen so far.
#[derive(Debug)]
pub(super) struct Glyphs {
    width: Width,
    /// True if the width is known to be the terminal's; ambiguous characters are then not disputed.
    sure: bool,
    clusters: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Glyphs {
    /// Creates the converter. `sure` is true if the width of ambiguous characters is known, false if assumed.
    pub(super) fn new(width: Width, sure: bool) -> Glyphs {
        Glyphs { width, sure, clusters: Vec::new(), numbers: HashMap::new() }
    }

    /// Sets the width of ambiguous characters, now known.
    pub(super) fn learn(&mut self, width: Width) {
        (self.width, self.sure) = (width, true);
    }

    /// Recomputes the glyph's spill after the width became known.
    pub(super) fn again(&self, glyph: Glyph) -> Glyph {
        let spill = match glyph.symbol {
            Symbol::Char(character) => self.spill(character.encode_utf8(&mut [0; 4]), glyph.columns()),
            Symbol::Cluster(_) | Symbol::Behind | Symbol::Unknown => glyph.spill,
        };
        Glyph { spill, ..glyph }
    }

    /// The glyph of a cell.
    pub(super) fn glyph(&mut self, cell: &Cell) -> Glyph {
        let text = cell.symbol();
        let ink = Ink { text: cell.fg, ground: cell.bg, modifier: cell.modifier };
        let columns = self.width.grapheme(text);
        if text == " " || columns == 0 {
            return Glyph::space(ink);
        }
        let mut characters = text.chars();
        let symbol = match (characters.next(), characters.next()) {
            (Some(character), None) => Symbol::Char(character),
            _ => Symbol::Cluster(self.number(text)),
        };
        Glyph { symbol, ink, wide: columns > 1, spill: self.spill(text, columns) }
    }

    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.clusters.len()).unwrap_or(u32::MAX);
        self.clusters.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// Number of cells that some terminals may use beyond `columns`; `None` if all terminals agree.
    fn spill(&self, text: &str, columns: usize) -> Option<u16> {
        match text.as_bytes() {
            // ASCII, and single characters of U+4000..U+9FFF.
            [_] | [0xe4..=0xe9, _, _] => return None,
            _ => {}
        }
        let each = |width: Width| text.chars().map(|one| width.grapheme(one.encode_utf8(&mut [0; 4]))).sum();
        let (narrow, wide): (usize, usize) = (each(Width::Narrow), each(Width::Wide));
        let single = text.chars().nth(1).is_none();
        let disputed = text.chars().any(is_disputed);
        if single && !disputed && (self.sure || narrow == wide) {
            return None;
        }
        let most = if single { 2 } else { wide.max(2) };
        Some(u16::try_from(most.saturating_sub(columns)).unwrap_or(u16::MAX))
    }

    /// Appends the text of a symbol.
    pub(super) fn write(&self, symbol: Symbol, out: &mut Vec<u8>) {
        match symbol {
            Symbol::Char(character) => {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Symbol::Cluster(number) => {
                let text = usize::try_from(number).ok().and_then(|number| self.clusters.get(number));
                out.extend_from_slice(text.map_or(" ", String::as_str).as_bytes());
            }
            Symbol::Behind => {}
            Symbol::Unknown => out.push(b' '),
        }
    }
}

/// True for pictographs, which terminals with older Unicode tables draw in one cell, and for the marks of
/// half-width katakana and half of a flag, whose width differs too.
fn is_disputed(character: char) -> bool {
    matches!(character, '\u{ff9e}' | '\u{ff9f}' | '\u{1f1e6}'..='\u{1f1ff}')
        || matches!(character, '\u{231a}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
            && Width::Narrow.grapheme(character.encode_utf8(&mut [0; 4])) > 1
}
