//! Estimates column widths and row heights from the texts, because no fonts are available for measuring.

use crate::export::measure::{widest_word, width, wrap};
use crate::export::table::{ColumnKind, Grid, Placed, Table};

/// Height of a line of text, in points.
const LINE: usize = 15;
/// Vertical padding of a cell, in points.
const PADDING: usize = 6;
/// Maximum height of a row, in points.
const MAX_HEIGHT: usize = 409;
/// Horizontal padding of a cell, in digits; bold text uses part of it.
const MARGIN: usize = 3;
/// Maximum width of a table on a portrait page, in digits.
const PORTRAIT: usize = 88;
/// Width to which narrow tables are widened, in digits.
const FULL: usize = 80;

/// Ratio of the caption's font size to the normal one: numerator and denominator.
const CAPTION_SCALE: (usize, usize) = (16, 11);
/// Line height and padding of the caption, in points.
const CAPTION_LINE: usize = 22;
const CAPTION_PADDING: usize = 14;

/// Column widths and row heights of a table.
pub(super) struct Layout {
    /// Height of the caption's row, in points.
    pub(super) caption: usize,
    /// Width of each column, in digits.
    pub(super) widths: Vec<usize>,
    /// Height of each row, in points.
    pub(super) heights: Vec<usize>,
}

impl Layout {
    /// Measures a table.
    pub(super) fn new(table: &Table, grid: &Grid<'_>) -> Layout {
        let widths = widths(table, grid);
        let heights = grid.heights((LINE + PADDING, MAX_HEIGHT), 0, |_, placed| {
            let room: usize = widths.iter().skip(placed.column).take(placed.cell.columns).sum();
            lines(&placed.cell.text, room.saturating_sub(MARGIN)) * LINE + PADDING
        });
        let (large, normal) = CAPTION_SCALE;
        let room = widths.iter().sum::<usize>() * normal / large;
        let caption = (lines(&table.caption, room) * CAPTION_LINE + CAPTION_PADDING).min(MAX_HEIGHT);
        Layout { caption, widths, heights }
    }

    /// True if the table is too wide for a portrait page.
    pub(super) fn is_wide(&self) -> bool {
        self.widths.iter().sum::<usize>() > PORTRAIT
    }
}

/// Returns the number of lines of a text.
fn lines(text: &str, room: usize) -> usize {
    if text.len() <= room && !text.contains('\n') { 1 } else { wrap(text, room, 0).len() }
}

/// Returns the width of each column: its widest text within limits, and its header on a few lines.
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
        // A long header wraps to two or three lines.
        let header = if head[at] > 12 { (head[at] / 2 + 1).clamp(10, 20) } else { head[at] };
        let word = widest_word(&column.path).min(most);
        widths.push(body[at].clamp(least, most).max(header).max(word) + MARGIN);
    }
    widen(widths)
}

/// Widens the columns of a narrow table to the page width, each by at most half.
fn widen(widths: Vec<usize>) -> Vec<usize> {
    let total: usize = widths.iter().sum();
    if total == 0 || total >= FULL {
        return widths;
    }
    widths.into_iter().map(|width| (width * FULL / total).min(width + width / 2)).collect()
}
