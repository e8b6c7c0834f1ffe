//! Widths of columns and heights of rows, estimated from the texts: a file has no fonts to measure with.

use crate::export::measure::{widest_word, width, wrap};
use crate::export::table::{ColumnKind, Grid, Placed, Table};

/// The height of a line of text, in points.
const LINE: usize = 15;
/// The space above and below the lines of a cell, in points.
const PADDING: usize = 6;
/// No row is higher, in points.
const MAX_HEIGHT: usize = 409;
/// The space beside the text of a cell, in digits; bold text takes some of it.
const MARGIN: usize = 3;
/// A table up to this width fits an upright page, in digits.
const PORTRAIT: usize = 88;
/// The width that narrow tables are widened to, in digits.
const FULL: usize = 80;

/// The size of the caption's text is so much that of other text: its numerator and denominator.
const CAPTION_SCALE: (usize, usize) = (16, 11);
/// The height of a line of the caption and the space around the lines, in points.
const CAPTION_LINE: usize = 22;
const CAPTION_PADDING: usize = 14;

/// The measures of a table.
pub(super) struct Layout {
    /// The height of the caption's row, in points.
    pub(super) caption: usize,
    /// The width of each column, in digits.
    pub(super) widths: Vec<usize>,
    /// The height of each row, in points.
    pub(super) heights: Vec<usize>,
}

impl Layout {
    /// Measures a table.
    pub(super) fn new(table: &Table, grid: &Grid<'_>) -> Layout {
        let mut layout = Layout { caption: 0, widths: widths(table, grid), heights: Vec::new() };
        layout.heights = layout.heights(grid);
        let (large, normal) = CAPTION_SCALE;
        let room = layout.widths.iter().sum::<usize>() * normal / large;
        let height = lines(&table.caption, room) * CAPTION_LINE + CAPTION_PADDING;
        layout.caption = height.min(MAX_HEIGHT);
        layout
    }

    /// True if the table is too wide for an upright page.
    pub(super) fn is_wide(&self) -> bool {
        self.widths.iter().sum::<usize>() > PORTRAIT
    }

    /// Returns the height of each row; a cell that covers several rows makes the last one higher if necessary.
    fn heights(&self, grid: &Grid<'_>) -> Vec<usize> {
        let mut heights = vec![LINE + PADDING; grid.owners.len()];
        let (low, high): (Vec<&Placed<'_>>, Vec<&Placed<'_>>) =
            grid.cells.iter().partition(|placed| placed.cell.rows == 1);
        for placed in low.into_iter().chain(high) {
            let columns = placed.column..placed.column + placed.cell.columns;
            let room: usize = self.widths.iter().skip(columns.start).take(columns.len()).sum();
            let wanted = lines(&placed.cell.text, room.saturating_sub(MARGIN)) * LINE + PADDING;
            let end = (placed.row + placed.cell.rows).min(heights.len());
            let there: usize = heights.get(placed.row..end).map_or(0, |rows| rows.iter().sum());
            if let Some(last) = heights.get_mut(end.saturating_sub(1)) {
                *last = (*last + wanted.saturating_sub(there)).min(MAX_HEIGHT);
            }
        }
        heights
    }
}

/// Returns how many lines a text takes.
fn lines(text: &str, room: usize) -> usize {
    if text.len() <= room && !text.contains('\n') { 1 } else { wrap(text, room, 0).len() }
}

/// Returns the width of each column: of its widest text within limits, and of its header on a few lines.
fn widths(table: &Table, grid: &Grid<'_>) -> Vec<usize> {
    let mut body = vec![0; table.columns.len()];
    let mut head = vec![0; table.columns.len()];
    for Placed { row, column, cell } in grid.cells.iter().filter(|placed| placed.cell.columns == 1) {
        let (widest, limit) = if *row < table.head.len() {
            (&mut head[*column], width(&cell.text))
        } else {
            (&mut body[*column], cell.text.split('\n').map(width).max().unwrap_or(0))
        };
        *widest = limit.max(*widest);
    }
    let mut widths: Vec<usize> = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let (least, most) = match column.kind {
            ColumnKind::Caption => (6, 12),
            ColumnKind::RowName => (12, 30),
            ColumnKind::Number => (9, 24),
            ColumnKind::Text => (12, 40),
        };
        // A long header goes on two or three lines.
        let header = if head[at] > 12 { (head[at] / 2 + 1).clamp(10, 20) } else { head[at] };
        widths
            .push(body[at].clamp(least, most).max(header).max(widest_word(&column.path).min(most)) + MARGIN);
    }
    widen(widths)
}

/// Widens the columns of a narrow table to the width of a page, each by half at most.
fn widen(widths: Vec<usize>) -> Vec<usize> {
    let total: usize = widths.iter().sum();
    if total == 0 || total >= FULL {
        return widths;
    }
    widths.into_iter().map(|width| (width * FULL / total).min(width + width / 2)).collect()
}
