//! Structures of a document that are open while it is read.

use crate::import::document::{Block, LostKind};
use crate::import::look::Look;
use crate::import::table::{Merge, RawCell, Rows};

/// Structures that are currently open.
pub(super) enum Frame {
    Paragraph(Paragraph),
    Table(Rows),
    Row(Row),
    Cell(Cell),
    TextBox(Vec<Block>),
}

/// A paragraph with its properties.
#[derive(Default)]
pub(super) struct Paragraph {
    pub text: String,
    pub style: Option<String>,
    /// Its own properties, and after them those of its style.
    pub look: Look,
    /// True if its paragraph mark is deleted: the next paragraph continues it.
    pub runs_on: bool,
    /// True if its paragraph mark is hidden.
    pub is_hidden: bool,
}

/// A row of a table.
#[derive(Default)]
pub(super) struct Row {
    pub cells: Vec<RawCell>,
    /// Tables in its cells.
    pub nested: Vec<Block>,
    /// Number of grid columns after the last cell.
    pub after: usize,
    /// The reason why it is left out.
    pub left_out: Option<LostKind>,
}

/// A cell of a table.
#[derive(Default)]
pub(super) struct Cell {
    pub lines: Vec<String>,
    pub columns: usize,
    pub merge: Merge,
    /// Tables in it.
    pub nested: Vec<Block>,
    /// Text boxes that are anchored in it.
    pub boxes: Vec<Block>,
    pub is_deleted: bool,
}

/// A run of text with equal properties.
#[derive(Default)]
pub(super) struct Run {
    pub style: Option<String>,
    /// Font of characters that are not Chinese.
    pub font: Option<String>,
    /// Its own property "hidden".
    pub own: Option<bool>,
    pub is_hidden: bool,
    /// True if it is struck through.
    pub is_struck: bool,
}

/// Returns a cell without text.
pub(super) fn blank(columns: usize) -> RawCell {
    RawCell { columns, ..RawCell::default() }
}
