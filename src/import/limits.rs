//! Limits for imported documents: far above the size of a report, but safe for any computer.
//!
//! The reader of each document format counts its output. Beyond a limit it rejects the document with an
//! error.

/// Maximum size of the text in a document.
const MAX_TEXT_BYTES: usize = 16 * 1024 * 1024;
/// Maximum number of paragraphs, including those in cells.
const MAX_PARAGRAPHS: usize = 100_000;
/// Maximum number of cells.
const MAX_CELLS: usize = 100_000;
/// Maximum number of columns. The cells of a wider table are kept as text.
pub(super) const MAX_COLUMNS: usize = 200;
/// Maximum length of labels and names. Longer texts are not looked up.
pub(super) const MAX_LABEL_BYTES: usize = 400;

/// Error: the document exceeds a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// Counts so far.
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

    /// Counts the cells of a table, with their paragraphs.
    pub(super) fn cells<'t>(&mut self, mut texts: impl Iterator<Item = &'t str>) -> Result<(), TooLarge> {
        texts.try_for_each(|text| {
            self.cell()?;
            text.lines().skip(1).try_for_each(|_| self.paragraph())
        })
    }

    pub(super) fn cell(&mut self) -> Result<(), TooLarge> {
        add(&mut self.cells, 1, MAX_CELLS)
    }
}

fn add(count: &mut usize, more: usize, limit: usize) -> Result<(), TooLarge> {
    *count = count.saturating_add(more);
    if *count > limit { Err(TooLarge) } else { Ok(()) }
}
