//! Runs of text with equal properties, from pages of 512 bytes.

use super::bytes::{Plc, byte_at, slice, u32_at};
use super::error::DocError;

/// Maximum number of runs.
const MAX_RUNS: usize = 400_000;
/// Size of a page. Its last byte is the number of runs.
const PAGE: usize = 512;
/// Bits of a page number.
const PAGE_NUMBER: usize = 0x003f_ffff;

/// Kind of the properties on a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraphs,
    Characters,
}

/// Runs of properties, sorted by their beginning.
pub(super) struct Runs(Vec<Run>);

/// A run and its properties, all as places in the stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub from: usize,
    pub to: usize,
    start: usize,
    len: usize,
}

impl Runs {
    /// Reads the pages of a list.
    pub(super) fn read(word: &[u8], list: &[u8], kind: Kind) -> Result<Runs, DocError> {
        let list = Plc::new(list, 4);
        let mut runs = Vec::new();
        for page in 0..list.count {
            let number =
                list.entry(page).and_then(|entry| u32_at(entry, 0)).unwrap_or_default() & PAGE_NUMBER;
            // Without a page its properties are missing, not the text.
            let Some(page) = slice(word, number * PAGE, PAGE) else { continue };
            read_page(page, number * PAGE, kind, &mut runs);
            if runs.len() > MAX_RUNS {
                return Err(DocError::TooLarge);
            }
        }
        runs.sort_by_key(|run| run.from);
        Ok(Runs(runs))
    }

    /// Returns the run that contains a place.
    pub(super) fn at(&self, place: usize) -> Option<Run> {
        let after = self.0.partition_point(|run| run.from <= place);
        after.checked_sub(1).map(|at| self.0[at]).filter(|run| place < run.to)
    }
}

impl Run {
    /// Returns the properties of the run.
    pub(super) fn properties<'w>(&self, word: &'w [u8]) -> &'w [u8] {
        slice(word, self.start, self.len).unwrap_or_default()
    }

    /// True if the run contains a place.
    pub(super) fn contains(&self, place: usize) -> bool {
        (self.from..self.to).contains(&place)
    }
}

/// Adds the runs of a page that begins at a place of the stream.
fn read_page(page: &[u8], base: usize, kind: Kind, runs: &mut Vec<Run>) {
    let count = usize::from(page[PAGE - 1]);
    let size = if kind == Kind::Paragraphs { 13 } else { 1 };
    for run in 0..count {
        let bounds = u32_at(page, run * 4).zip(u32_at(page, run * 4 + 4));
        let Some((from, to)) = bounds else { break };
        let Some(offset) = byte_at(page, (count + 1) * 4 + run * size) else { break };
        let (start, len) = properties(page, offset * 2, kind);
        let len = len.min((PAGE - 1).saturating_sub(start));
        runs.push(Run { from, to, start: base + start, len });
    }
}

/// Returns the place and the length of the properties at an offset of a page. There are none at offset 0.
fn properties(page: &[u8], offset: usize, kind: Kind) -> (usize, usize) {
    let byte = |at: usize| byte_at(page, at).unwrap_or_default();
    match (offset, kind) {
        (0, _) => (0, 0),
        (_, Kind::Characters) => (offset + 1, byte(offset)),
        (_, Kind::Paragraphs) if byte(offset) == 0 => (offset + 2, byte(offset + 1) * 2),
        (_, Kind::Paragraphs) => (offset + 1, byte(offset) * 2 - 1),
    }
}
