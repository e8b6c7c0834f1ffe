//! Draws the bordered form: bands of rows, each with its own columns, merged into as few tables as Word
//! allows.
//!
//! Word, WPS and LibreOffice lay out a table identically only if everything is explicit: a grid, a width and
//! a span for each cell, and a fixed layout. The column edges of all bands form the grid of a table; the span
//! of a cell is the number of grid columns between its edges.

use std::fmt::Write;

use super::paragraph::{Paragraph, Style};

/// Column edges of different bands that are closer than this are merged, in twips (1 mm).
const NEAR: u32 = 57;
/// Maximum number of columns in a Word table.
pub(super) const MAX_COLUMNS: usize = 63;
/// A longer band is a table of its own, whose headings are repeated on each page.
pub(super) const LONG: usize = 24;
/// A band of no more rows stays on one page if it fits.
const SHORT: usize = 12;
/// A group within a band is kept on one page up to this number of rows.
const GROUP: usize = 5;
/// A row with more characters may break across pages.
const DIVISIBLE: usize = 400;
/// Minimum height of a row, in twips (7 mm).
const ROW: u32 = 397;
/// The space above and below the text of a cell, in twips.
const PADDING: u32 = 28;

/// A cell to draw.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    /// First column, as an index in the band.
    pub(super) column: usize,
    /// Number of columns that it spans.
    pub(super) columns: usize,
    /// Number of rows that it spans.
    pub(super) rows: usize,
    /// Paragraphs, at least one.
    pub(super) paragraphs: Vec<Paragraph>,
    /// True if the text is aligned at the top.
    pub(super) top: bool,
}

/// A row of a band: the cells that start in it, from left to right.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Drawn>,
    /// Minimum height in twips.
    pub(super) height: u32,
}

impl Row {
    /// Returns a row of one cell; with `top`, its text is aligned at the top.
    pub(super) fn single(columns: usize, height: u32, top: bool, paragraphs: Vec<Paragraph>) -> Row {
        Row { cells: vec![Drawn { column: 0, columns, rows: 1, paragraphs, top }], height }
    }
}

/// Rows with the same column edges.
#[derive(Clone, Debug)]
pub(super) struct Band {
    /// Widths of the columns, in twips.
    pub(super) widths: Vec<u32>,
    /// Number of header rows.
    pub(super) head: usize,
    pub(super) rows: Vec<Row>,
}

/// Error: a band has more columns than Word allows in a table, with their number.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooManyColumns(pub(super) usize);

impl Band {
    /// True if it is a table of its own with headings on each page.
    pub(super) fn is_long(&self) -> bool {
        self.rows.len() > LONG
    }

    /// Estimates the height of each row in twips.
    fn heights(&self) -> Vec<u32> {
        let height = |row: &Row| {
            let cells = row.cells.iter().filter(|cell| cell.rows == 1).map(|cell| self.cell_height(cell));
            cells.max().unwrap_or(0).max(row.height).max(ROW)
        };
        self.rows.iter().map(height).collect()
    }

    /// Estimates the height that the text of a cell takes, in twips.
    fn cell_height(&self, cell: &Drawn) -> u32 {
        let width: u32 = self.widths.iter().skip(cell.column).take(cell.columns).sum();
        let room = width.saturating_sub(2 * CELL_MARGIN);
        let lines = cell.paragraphs.iter().map(|paragraph| paragraph.height(room));
        lines.fold(2 * PADDING, u32::saturating_add)
    }

    /// Increases the heights of the rows of a merged cell by equal amounts if its text needs more space.
    /// Otherwise word processors would add all of the space to the last row.
    pub(super) fn make_room(&mut self) {
        let mut heights = self.heights();
        for at in 0..self.rows.len() {
            for index in 0..self.rows[at].cells.len() {
                let cell = &self.rows[at].cells[index];
                let end = (at + cell.rows).min(self.rows.len());
                let there: u32 = heights[at..end].iter().sum();
                let missing = self.cell_height(cell).saturating_sub(there);
                let rows = u32::try_from(end - at).unwrap_or(1);
                if rows > 1 && missing > 0 {
                    for (row, height) in self.rows.iter_mut().zip(&mut heights).skip(at).take(end - at) {
                        *height += missing.div_ceil(rows);
                        row.height = *height;
                    }
                }
            }
        }
    }

    /// Returns, by row, true if it is kept on the same page as the next row. `page` is the height of the text
    /// area.
    fn kept(&self, page: u32) -> Vec<bool> {
        let heights = self.heights();
        let sum = |from: usize, to: usize| {
            heights[from..to].iter().fold(0_u32, |sum, row| sum.saturating_add(*row))
        };
        let fits = |height: u32| height <= page / 10 * 8;
        let count = self.rows.len();
        let together = count <= SHORT && fits(sum(0, count));
        let mut kept: Vec<bool> =
            (0..count).map(|row| row < self.head || (together && row + 1 < count)).collect();
        for (begin, row) in self.rows.iter().enumerate() {
            for cell in row.cells.iter().filter(|cell| cell.rows > 1) {
                let end = (begin + cell.rows).min(count);
                let needed = self.cell_height(cell);
                let is_group = cell.rows <= GROUP && fits(sum(begin, end).saturating_mul(2));
                // At a page break within a merged cell, its text is cut off unless the rows before the break
                // have space for it.
                let mut row = begin;
                while row + 1 < end && (is_group || (fits(needed) && sum(begin, row + 1) < needed)) {
                    kept[row] = true;
                    row += 1;
                }
            }
        }
        kept
    }

    /// Returns the edges of the columns, including the outer edges.
    fn edges(&self) -> Vec<u32> {
        let mut at = 0;
        let inner = self.widths.iter().map(|width| {
            at += width;
            at
        });
        std::iter::once(0).chain(inner).collect()
    }

    /// Returns, by row and column, the start row and the index of the cell that covers the position.
    fn owners(&self) -> Vec<Vec<Option<(usize, usize)>>> {
        let mut owners = vec![vec![None; self.widths.len()]; self.rows.len()];
        for (row, Row { cells, .. }) in self.rows.iter().enumerate() {
            for (index, cell) in cells.iter().enumerate() {
                for line in owners.iter_mut().skip(row).take(cell.rows) {
                    for owner in line.iter_mut().skip(cell.column).take(cell.columns) {
                        *owner = Some((row, index));
                    }
                }
            }
        }
        owners
    }
}

/// Draws bands as tables. Writes a nearly invisible paragraph between two tables; Word would join them
/// otherwise.
pub(super) fn draw(bands: &[Band], page: u32, out: &mut String) -> Result<(), TooManyColumns> {
    let mut rest = bands;
    while let Some(first) = rest.first() {
        let mut grid = grid(&rest[..1]);
        if grid.len() > MAX_COLUMNS + 1 {
            return Err(TooManyColumns(grid.len() - 1));
        }
        let mut count = 1;
        while !first.is_long() && rest.get(count).is_some_and(|next| !next.is_long()) {
            let wider = self::grid(&rest[..=count]);
            if wider.len() > MAX_COLUMNS + 1 || !rest[..=count].iter().all(|band| fits(band, &wider)) {
                break;
            }
            grid = wider;
            count += 1;
        }
        table(&rest[..count], &grid, page, out);
        rest = &rest[count..];
        if !rest.is_empty() {
            Paragraph::new(Style::Separator).write(false, out);
        }
    }
    Ok(())
}

/// Returns the edges of all bands. Of several close edges the first is used; the outer edge is exact.
fn grid(bands: &[Band]) -> Vec<u32> {
    if let [only] = bands {
        return only.edges();
    }
    let mut all: Vec<u32> = bands.iter().flat_map(Band::edges).collect();
    all.sort_unstable();
    let outer = all.last().copied().unwrap_or(0);
    let mut grid: Vec<u32> = Vec::new();
    for edge in all {
        if grid.last().is_none_or(|before| edge - before >= NEAR) {
            grid.push(edge);
        }
    }
    if let Some(last) = grid.last_mut() {
        *last = outer;
    }
    grid
}

/// True if each column of the band has a grid column of its own.
fn fits(band: &Band, grid: &[u32]) -> bool {
    let places: Vec<usize> = band.edges().iter().map(|edge| nearest(grid, *edge)).collect();
    places.is_sorted_by(|before, after| before < after)
}

fn nearest(grid: &[u32], edge: u32) -> usize {
    (0..grid.len()).min_by_key(|at| grid[*at].abs_diff(edge)).unwrap_or(0)
}

fn table(bands: &[Band], grid: &[u32], page: u32, out: &mut String) {
    let width = grid.last().copied().unwrap_or(0);
    let _ = write!(
        out,
        "<w:tbl><w:tblPr><w:tblW w:w=\"{width}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>"
    );
    for (side, size) in [("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4)]
    {
        let _ = write!(out, "<w:{side} w:val=\"single\" w:sz=\"{size}\" w:space=\"0\" w:color=\"auto\"/>");
    }
    out.push_str("</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>");
    for (side, space) in
        [("top", PADDING), ("left", CELL_MARGIN), ("bottom", PADDING), ("right", CELL_MARGIN)]
    {
        let _ = write!(out, "<w:{side} w:w=\"{space}\" w:type=\"dxa\"/>");
    }
    out.push_str("</w:tblCellMar></w:tblPr><w:tblGrid>");
    for pair in grid.windows(2) {
        let _ = write!(out, "<w:gridCol w:w=\"{}\"/>", pair[1] - pair[0]);
    }
    out.push_str("</w:tblGrid>");
    for band in bands {
        rows(band, grid, page, out);
    }
    out.push_str("</w:tbl>");
}

/// Left and right padding of a cell, in twips.
pub(super) const CELL_MARGIN: u32 = 85;

fn rows(band: &Band, grid: &[u32], page: u32, out: &mut String) {
    let places: Vec<usize> = band.edges().iter().map(|edge| nearest(grid, *edge)).collect();
    let owners = band.owners();
    let kept = band.kept(page);
    for (at, row) in band.rows.iter().enumerate() {
        let lengths = row.cells.iter().flat_map(|cell| &cell.paragraphs).map(|paragraph| paragraph.length);
        out.push_str("<w:tr><w:trPr>");
        if lengths.sum::<usize>() <= DIVISIBLE {
            out.push_str("<w:cantSplit/>");
        }
        let _ = write!(out, "<w:trHeight w:val=\"{}\" w:hRule=\"atLeast\"/>", row.height.max(ROW));
        if band.is_long() && at < band.head {
            out.push_str("<w:tblHeader/>");
        }
        out.push_str("</w:trPr>");
        let mut column = 0;
        while let Some(owner) = owners[at].get(column) {
            // Draw a blank cell at an uncovered position: a row must be as wide as the grid.
            let cell = owner.map(|(row, index)| (row == at, &band.rows[row].cells[index]));
            let columns = cell.map_or(1, |(_, cell)| cell.columns).min(places.len() - 1 - column).max(1);
            draw_cell(cell, &grid[places[column]..=places[column + columns]], kept[at], out);
            column += columns;
        }
        out.push_str("</w:tr>");
    }
}

/// Draws a cell, or its continuation in a lower row, between its edges in the grid. The flag is true in the
/// first row of the cell.
fn draw_cell(cell: Option<(bool, &Drawn)>, edges: &[u32], keep: bool, out: &mut String) {
    let width = edges.last().zip(edges.first()).map_or(0, |(right, left)| right - left);
    let _ = write!(out, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>");
    if edges.len() > 2 {
        let _ = write!(out, "<w:gridSpan w:val=\"{}\"/>", edges.len() - 1);
    }
    if let Some((begins, _)) = cell.filter(|(_, cell)| cell.rows > 1) {
        out.push_str(if begins { "<w:vMerge w:val=\"restart\"/>" } else { "<w:vMerge/>" });
    }
    let top = cell.is_some_and(|(_, cell)| cell.top);
    let _ = write!(out, "<w:vAlign w:val=\"{}\"/></w:tcPr>", if top { "top" } else { "center" });
    match cell {
        Some((true, cell)) if !cell.paragraphs.is_empty() => {
            cell.paragraphs.iter().for_each(|paragraph| paragraph.write(keep, out));
        }
        _ => Paragraph::new(Style::CellText).write(keep, out),
    }
    out.push_str("</w:tc>");
}
