//! The style sheet: headings, automatic numbers and hidden text.

use super::bytes::{count_at, slice};
use super::paragraph::set;
use super::properties::{HIDDEN, Properties};
use crate::import::look::Look;

/// Maximum number of styles, and of styles that a style is based on.
const MAX_STYLES: usize = 4_096;
const MAX_BASES: usize = 20;
/// Number of the base of a style that has none.
const NO_BASE: usize = 0xfff;

/// Styles, by number, with the properties of those they are based on.
pub(super) struct Styles {
    looks: Vec<Look>,
    /// True if a style hides its text.
    pub any_hides: bool,
}

/// A style with its own properties.
#[derive(Default)]
struct Style {
    look: Look,
    base: Option<usize>,
}

impl Styles {
    /// Reads the style sheet, up to the first damage.
    pub(super) fn read(bytes: &[u8]) -> Styles {
        let mut styles = Vec::new();
        let mut rest = bytes;
        let header = count_at(bytes, 0).unwrap_or_default();
        let fixed = count_at(bytes, 4).unwrap_or_default();
        let _ = next(&mut rest, header);
        while styles.len() < MAX_STYLES {
            let Some(len) = count_at(rest, 0) else { break };
            let Some(style) = next(&mut rest, len) else { break };
            styles.push(Style::read(style, fixed, styles.len()).unwrap_or_default());
        }
        let complete = |at: usize| {
            let mut look = Look::default();
            let mut next = styles.get(at);
            for _ in 0..MAX_BASES {
                let Some(style) = next else { break };
                look.inherit(&style.look);
                next = style.base.and_then(|base| styles.get(base));
            }
            look
        };
        let looks: Vec<Look> = (0..styles.len()).map(complete).collect();
        Styles { any_hides: looks.iter().any(|look| look.hidden == Some(true)), looks }
    }

    /// Returns the properties of a style.
    pub(super) fn look(&self, style: usize) -> Look {
        self.looks.get(style).cloned().unwrap_or_else(|| Look { level: heading(style), ..Look::default() })
    }

    /// True if the text of a style is hidden.
    pub(super) fn hides(&self, style: usize) -> bool {
        self.looks.get(style).is_some_and(|look| look.hidden == Some(true))
    }
}

/// Returns the next bytes of a length, which is before them. The bytes after them begin at an even place.
fn next<'b>(rest: &mut &'b [u8], len: usize) -> Option<&'b [u8]> {
    let bytes = slice(rest, 2, len)?;
    *rest = rest.get(2 + len.next_multiple_of(2)..).unwrap_or_default();
    Some(bytes)
}

/// Returns the level of a style that is a heading in every document.
fn heading(style: usize) -> Option<usize> {
    (1..=9).contains(&style).then_some(style)
}

impl Style {
    /// Reads the style with a number. The part before its name has the same length in all styles.
    fn read(bytes: &[u8], fixed: usize, number: usize) -> Option<Style> {
        let kind = count_at(bytes, 2)?;
        let base = Some(kind >> 4).filter(|base| *base != NO_BASE);
        let mut look = Look { level: heading(number), ..Look::default() };
        let mut at = fixed + 2 + count_at(bytes, fixed)? * 2 + 2;
        // A paragraph style has properties of paragraphs, then of characters; a character style only these.
        for part in kind & 0xf..=2 {
            let len = count_at(bytes, at)?;
            let properties = slice(bytes, at + 2, len)?;
            at += 2 + len.next_multiple_of(2);
            if part == 1 {
                Properties(properties.get(2..)?).for_each(|(code, value)| set(&mut look, code, value));
            } else {
                let hidden = Properties(properties).filter(|(code, _)| *code == HIDDEN).last();
                look.hidden = hidden.and_then(|(_, value)| Some(value.first()? & 0x7f == 1));
            }
        }
        Some(Style { look, base })
    }
}
