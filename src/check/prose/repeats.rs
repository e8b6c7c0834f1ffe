//! Finds identical long sentences in the texts of one page of the form.

use std::collections::HashMap;

use super::chars::count;
use super::mark::{Mark, core};
use super::text::Text;
use crate::form::{CellRef, Form};
use crate::sheet::TextRange;

/// Maximum number of findings; the user would not read more.
pub(in crate::check) const MAX_REPEATS: usize = 30;

/// Returns the repeated sentences: the text, the position, and the text with the first occurrence. At most one
/// per sentence and text, after the first occurrence.
pub(super) fn repeated(form: &Form, texts: &HashMap<CellRef, Text>) -> Vec<(CellRef, TextRange, CellRef)> {
    let mut marks = Vec::new();
    for (cell, text) in texts {
        let page = form.field(cell.field).section;
        let of_text = text.sentences.iter().filter_map(|sentence| on_page(page, sentence.mark));
        marks.extend(of_text.map(|mark| (mark, *cell)));
    }
    marks.sort_unstable();
    let mut found = Vec::new();
    for same in marks.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1) {
        let (mark, first) = same[0];
        let mut cells: Vec<CellRef> = same[1..].iter().map(|(_, cell)| *cell).collect();
        cells.dedup();
        let cells = cells.into_iter().take(MAX_REPEATS);
        found.extend(cells.filter_map(|cell| Some((cell, again(form, texts, mark, cell, first)?, first))));
        if found.len() >= MAX_REPEATS {
            break;
        }
    }
    found.truncate(MAX_REPEATS);
    found
}

/// Combines a hash with the page, because sentences are compared only within a page: the form may ask for the
/// same content in short on one page and in full on another. Returns `None` for zero.
fn on_page(page: usize, mark: Mark) -> Option<Mark> {
    (mark != 0).then(|| mark.wrapping_add(page as u64).max(1))
}

/// Returns the position of a repeated sentence. Compares the texts, because different sentences can have the
/// same hash.
fn again(
    form: &Form,
    texts: &HashMap<CellRef, Text>,
    mark: Mark,
    cell: CellRef,
    first: CellRef,
) -> Option<TextRange> {
    let page = form.field(cell.field).section;
    let nth = |cell: CellRef, nth: usize| {
        let text = texts.get(&cell)?;
        let (mut bytes, mut chars) = (0, 0);
        let places = text.sentences.iter().map(|sentence| {
            let place = (bytes..bytes + sentence.len(), chars, sentence.mark);
            bytes += sentence.len();
            chars += sentence.chars;
            place
        });
        let (bytes, chars, _) = places.filter(|(.., other)| on_page(page, *other) == Some(mark)).nth(nth)?;
        Some((text.source.get(bytes)?, chars))
    };
    let (one, _) = nth(first, 0)?;
    let (other, start) = nth(cell, usize::from(cell == first))?;
    let (from, to) = core(other);
    let (one_from, one_to) = core(one);
    if other[from..to] != one[one_from..one_to] {
        return None;
    }
    let count = |text: &str| count(text.chars().count());
    let start = start + count(&other[..from]);
    Some(TextRange { start, end: start + count(&other[from..to]) })
}
