//! The positions of a report: the next and previous cell, the edges of a page, and the cell at a line.

use super::context::Context;
use super::input::Cursor;
use super::layout::{self, BlockKind};
use crate::form::{CellRef, Item, Row};
use crate::sheet::grid::{Grid, GridRow};

/// An item of a page at which the cursor can stop.
pub(super) struct Stop<'a> {
    section: usize,
    /// Index of the item in the section.
    pub item: usize,
    /// The content.
    pub content: Content<'a>,
}

/// The content of a stop.
pub(super) enum Content<'a> {
    /// A relevant field.
    Field(CellRef),
    /// A table with rows.
    Table(Grid<'a>),
}

impl Stop<'_> {
    /// Returns the first (or last) position in the item.
    fn edge(&self, first: bool) -> Cursor {
        let cell = match &self.content {
            Content::Field(cell) => Some(*cell),
            Content::Table(grid) if first => grid.first(),
            Content::Table(grid) => grid.last(),
        };
        Cursor { section: self.section, item: self.item, cell }
    }
}

impl<'a> Context<'a> {
    /// Returns the stops of a page.
    pub(super) fn stops(&self, section: usize) -> Vec<Stop<'a>> {
        let session = self.session;
        let items = session.form().sections[section].items.iter().enumerate();
        let stops = items.filter_map(|(item, content)| {
            let content = match content {
                Item::Field(field) if session.sheet().is_relevant(*field) => {
                    Content::Field(CellRef::only(*field))
                }
                Item::Table(table) => {
                    let grid = Grid::new(session.form(), session.report(), session.sheet(), *table);
                    grid.rows.iter().any(|row| *row != GridRow::Sum).then_some(Content::Table(grid))?
                }
                _ => return None,
            };
            Some(Stop { section, item, content })
        });
        stops.collect()
    }

    /// Returns the first (or last) cell to fill in on a page.
    pub(super) fn edge(&self, section: usize, first: bool) -> Cursor {
        let stops = self.stops(section);
        let stop = if first { stops.first() } else { stops.last() };
        stop.map_or(Cursor { section, item: 0, cell: None }, |stop| stop.edge(first))
    }

    /// Returns the position in the next (or previous) item of the page.
    pub(super) fn item_beside(&self, forward: bool) -> Option<Cursor> {
        let stops = self.stops(self.cursor.section);
        let at = stops.iter().position(|stop| stop.item == self.cursor.item)?;
        let at = if forward { at + 1 } else { at.checked_sub(1)? };
        stops.get(at).map(|stop| stop.edge(forward))
    }

    /// Returns the first (or last) position of the next (or previous) section with cells.
    pub(super) fn page_beside(&self, forward: bool) -> Option<Cursor> {
        let count = self.session.form().sections.len();
        let here = self.cursor.section;
        let asks = |section: &usize| !self.stops(*section).is_empty();
        let section = if forward { (here + 1..count).find(asks) } else { (0..here).rev().find(asks) };
        section.map(|section| self.edge(section, forward))
    }

    /// Returns the next (or previous) position for Tab: a field, or in a grid a cell to fill in.
    pub(super) fn next_open(&self, forward: bool) -> Option<Cursor> {
        let stops = self.stops(self.cursor.section);
        let here = stops.iter().find(|stop| stop.item == self.cursor.item)?;
        let in_grid = match (&here.content, self.cursor.cell) {
            (Content::Table(grid), Some(cell)) => next_in_grid(grid, cell, forward),
            _ => None,
        };
        let there = in_grid.map(|cell| Cursor { cell: Some(cell), ..self.cursor });
        there.or_else(|| self.item_beside(forward)).or_else(|| self.page_beside(forward))
    }

    /// Returns the position of a cell, on the current page if the cell is also there.
    pub(super) fn find_cursor(&self, cell: CellRef) -> Option<Cursor> {
        let (section, item) = self.model.locate(cell, self.cursor.section)?;
        Some(Cursor { section, item, cell: Some(cell) })
    }

    /// If a page begins with a table: returns the first cell of it that had an entry last year and is empty
    /// now; else the cell in the current row, if the table has that row too; else `first`.
    pub(super) fn first_to_fill(&self, first: Cursor) -> Cursor {
        let session = self.session;
        let Some(Item::Table(table)) = session.form().sections[first.section].items.get(first.item) else {
            return first;
        };
        let grid = Grid::new(session.form(), session.report(), session.sheet(), *table);
        let report = session.report();
        let is_due = |cell: &CellRef| report.entry(*cell).is_none() && report.last(*cell).is_some();
        let row = self.cursor.cell.and_then(|cell| self.model.row_of(cell));
        let in_row = |cell: &CellRef| {
            row.is_some_and(|(rows, at)| {
                session.form().field(cell.field).rows() == Some(rows) && cell.row.index() == Some(at)
            })
        };
        let open = || grid.cells().filter(|cell| grid.is_open(*cell));
        let there = open().find(is_due).or_else(|| open().find(in_row));
        Cursor { cell: there.or(first.cell), ..first }
    }

    /// Returns the first position that extends below a line of a page, and the first of its lines at or after
    /// that line. A field that begins above the line is skipped if it is higher than the window.
    pub(super) fn place_from(
        &self,
        page: &layout::Page,
        line: usize,
        window: usize,
    ) -> Option<(usize, Cursor)> {
        let section = self.cursor.section;
        page.blocks.iter().find_map(|block| {
            let (at, cell) = match &block.kind {
                BlockKind::Field(field) => {
                    let is_behind = block.top + block.height > line;
                    let fits = block.top >= line || block.height <= window;
                    (is_behind && fits).then_some((block.top.max(line), field.cell))?
                }
                BlockKind::Table(grid_block) if block.top + block.height > line => {
                    let session = self.session;
                    let grid = Grid::new(session.form(), session.report(), session.sheet(), grid_block.table);
                    let behind = |row: &usize| block.top + grid_block.line(*row) >= line;
                    let mut rows = (usize::from(grid_block.sum_on_top)..grid.rows.len()).filter(behind);
                    rows.find_map(|row| {
                        let cell = (0..grid.width()).find_map(|column| grid.cell(row, column))?;
                        Some((block.top + grid_block.line(row), cell))
                    })?
                }
                _ => return None,
            };
            Some((at, Cursor { section, item: block.item, cell: Some(cell) }))
        })
    }

    /// Returns the first (or last) position whose lines are entirely in `height` lines from a line on, in a
    /// page that is shown from the line `window` on.
    pub(super) fn place_at(
        &self,
        page: &layout::Page,
        (window, scroll): (usize, usize),
        height: usize,
        forward: bool,
    ) -> Option<Cursor> {
        let section = self.cursor.section;
        let mut places = Vec::new();
        for block in &page.blocks {
            match &block.kind {
                BlockKind::Field(field)
                    if block.top >= scroll && block.top + block.height <= scroll + height =>
                {
                    places.push(Cursor { section, item: block.item, cell: Some(field.cell) });
                }
                BlockKind::Table(grid_block) => {
                    let session = self.session;
                    let grid = Grid::new(session.form(), session.report(), session.sheet(), grid_block.table);
                    let column = self.cursor.cell.and_then(|cell| grid.find(cell)).map_or(0, |found| found.1);
                    let hidden = usize::from(grid_block.sum_on_top);
                    let covered = if block.top < window { window + grid_block.frozen() } else { 0 };
                    for row in hidden..grid.rows.len() {
                        let line = block.top + grid_block.line(row);
                        let seen = line >= scroll.max(covered) && line < scroll + height;
                        let cell = grid.cell(row, column).or_else(|| grid.cell(row, 0));
                        if let (true, Some(cell)) = (seen, cell) {
                            places.push(Cursor { section, item: block.item, cell: Some(cell) });
                        }
                    }
                }
                _ => {}
            }
        }
        // Texts too long to fit in the rest of the window: use one that begins in it.
        let begins = |block: &&layout::Block| block.top >= scroll && block.top < scroll + height;
        let fields = page.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Field(field) => Some((block, field.cell)),
            _ => None,
        });
        let mut begun = fields.filter(|(block, _)| begins(block)).map(|(block, cell)| Cursor {
            section,
            item: block.item,
            cell: Some(cell),
        });
        if forward {
            places.pop().or_else(|| begun.next())
        } else {
            places.into_iter().next().or_else(|| begun.next_back())
        }
    }
}

/// Returns the next (or previous) open cell of a grid in reading order.
fn next_in_grid(grid: &Grid<'_>, from: CellRef, forward: bool) -> Option<CellRef> {
    let (row, column) = grid.find(from)?;
    let open = |row: usize, column: usize| {
        grid.cell(row, column).filter(|cell| grid.is_open(*cell) && cell.row != Row::Sum)
    };
    if forward {
        (column + 1..grid.width()).find_map(|column| open(row, column)).or_else(|| {
            (row + 1..grid.rows.len()).find_map(|row| (0..grid.width()).find_map(|column| open(row, column)))
        })
    } else {
        (0..column).rev().find_map(|column| open(row, column)).or_else(|| {
            (0..row).rev().find_map(|row| (0..grid.width()).rev().find_map(|column| open(row, column)))
        })
    }
}
