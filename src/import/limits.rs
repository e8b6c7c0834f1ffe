//! How much of a document is read: far more than a report holds, and little enough for any machine.
//!
//! Each kind of document counts what it makes; past a limit it is not read at all, which is said in a sentence.

/// A document has no more text than this.
const MAX_TEXT_BYTES: usize = 16 * 1024 * 1024;
/// A document has no more paragraphs, those in cells included.
const MAX_PARAGRAPHS: usize = 100_000;
/// A document has no more cells.
const MAX_CELLS: usize = 100_000;
/// A wider table is none of a form's: its cells are kept as text.
pub(super) const MAX_COLUMNS: usize = 200;
/// Labels and names are no longer; what is, is not looked up.
pub(super) const MAX_LABEL_BYTES: usize = 400;

/// More than is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Read {
    bytes: usize,
    paragraphs: usize,
    cells: usize,
}

impl Read {
    pub(super) fn bytes(&mut self, count: usize) -> Result<(), TooLarge> {
        add(&mut self.bytes, count, MAX_TEXT_BYTES)
    }

    pub(super) fn paragraph(&mut self) -> Result<(), TooLarge> {
        add(&mut self.paragraphs, 1, MAX_PARAGRAPHS)
    }

    pub(super) fn cell(&mut self) -> Result<(), TooLarge> {
        add(&mut self.cells, 1, MAX_CELLS)
    }
}

fn add(count: &mut usize, more: usize, limit: usize) -> Result<(), TooLarge> {
    *count = count.saturating_add(more);
    if *count > limit { Err(TooLarge) } else { Ok(()) }
}
