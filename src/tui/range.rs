//! The selected cells of a table: as text for other programs, and the edits of all of them in one step.

use std::ops::RangeInclusive;

use super::context::Context;
use super::layout::row_label;
use crate::form::{CellRef, clean_line};
use crate::import::write_cells;
use crate::report::{Edit, Entry};
use crate::sheet::grid::{Grid, GridRow};

/// A rectangle of cells, as rows and columns of a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Area {
    rows: RangeInclusive<usize>,
    columns: RangeInclusive<usize>,
}

/// An edit of several cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Bulk {
    /// The edits, row by row.
    pub edits: Vec<Edit>,
    /// Number of cells that change.
    pub cells: usize,
    /// Number of calculated cells, which do not change.
    pub calculated: usize,
}

impl Area {
    /// True if a row and column of the grid are within the area.
    pub(super) fn contains(&self, row: usize, column: usize) -> bool {
        self.rows.contains(&row) && self.columns.contains(&column)
    }

    fn row_indices(&self, grid: &Grid<'_>) -> impl Iterator<Item = usize> {
        self.rows.clone().filter(|row| !matches!(grid.rows.get(*row), None | Some(GridRow::Caption(_))))
    }
}

impl Context<'_> {
    /// Returns the selected area of the current table, if more than one cell is selected.
    pub(super) fn area(&self) -> Option<Area> {
        let (from, to) =
            (self.input.range?, self.cursor.cell.filter(|cell| Some(*cell) != self.input.range)?);
        let grid = self.grid()?;
        let ((row, column), (to_row, to_column)) = (grid.find(from)?, grid.find(to)?);
        Some(Area {
            rows: row.min(to_row)..=row.max(to_row),
            columns: column.min(to_column)..=column.max(to_column),
        })
    }

    /// Returns the numbers of selected rows and columns.
    pub(super) fn area_size(&self) -> Option<(usize, usize)> {
        let (grid, area) = (self.grid()?, self.area()?);
        Some((area.row_indices(&grid).count(), area.columns.count()))
    }

    /// Returns the first cell of the selected area.
    pub(super) fn area_start(&self) -> Option<CellRef> {
        let (grid, area) = (self.grid()?, self.area()?);
        area.row_indices(&grid).find_map(|row| grid.cell(row, *area.columns.start()))
    }

    /// Returns the selected area as tab-separated text.
    pub(super) fn area_text(&self) -> Option<String> {
        let (grid, area) = (self.grid()?, self.area()?);
        let text = |row: usize, column: usize| self.cell_text(&grid, row, column);
        let line = |row: usize| area.columns.clone().map(|column| text(row, column)).collect();
        Some(write_cells(&area.row_indices(&grid).map(line).collect::<Vec<_>>()))
    }

    /// Returns the current table as tab-separated text, with a line of headers, captions and row names.
    pub(super) fn table_text(&self) -> Option<String> {
        let grid = self.grid()?;
        let unnamed = grid.name.is_none();
        let head = (0..grid.width())
            .map(|column| clean_line(grid.header_path(column).last().copied().unwrap_or_default()));
        let corner = unnamed.then(|| clean_line(&grid.table.row_label));
        let mut lines: Vec<Vec<String>> = vec![corner.into_iter().chain(head).collect()];
        for (row, kind) in grid.rows.iter().enumerate() {
            if let GridRow::Caption(group) = kind {
                lines.push(vec![clean_line(&grid.table.groups[*group].label)]);
                continue;
            }
            let name = unnamed.then(|| clean_line(&row_label(self, &grid, *kind)));
            let cells = (0..grid.width()).map(|column| self.cell_text(&grid, row, column));
            lines.push(name.into_iter().chain(cells).collect());
        }
        Some(write_cells(&lines))
    }

    /// Returns the text of the current field as the report shows it, without line breaks of the screen.
    pub(super) fn field_text(&self) -> Option<String> {
        self.cursor.cell.map(|cell| self.model.shown(cell))
    }

    /// Returns the shown text at a row and column; the label of a row that has no cell for its name.
    fn cell_text(&self, grid: &Grid<'_>, row: usize, column: usize) -> String {
        match (grid.cell(row, column), column) {
            (Some(cell), _) => self.model.shown(cell),
            (None, 0) if grid.name.is_some() => clean_line(&row_label(self, grid, grid.rows[row])),
            (None, _) => String::new(),
        }
    }

    /// Returns the edit that clears the selected area.
    pub(super) fn clearing(&self) -> Option<Bulk> {
        let (grid, area) = (self.grid()?, self.area()?);
        let rows: Vec<usize> = area.row_indices(&grid).collect();
        Some(self.bulk(&grid, &rows, &area, |_| None))
    }

    /// Returns the edit that copies the first row of the selected area to its other rows, or the row above to
    /// an area of a single row.
    pub(super) fn filling_down(&self) -> Option<Bulk> {
        let (grid, area) = (self.grid()?, self.area()?);
        let is_row = |row: &usize| matches!(grid.rows.get(*row), Some(GridRow::Row { .. }));
        let mut rows: Vec<usize> = area.rows.clone().filter(is_row).collect();
        if rows.len() == 1 {
            rows.splice(0..0, (0..rows[0]).rev().find(is_row));
        }
        let (first, rest) = rows.split_first()?;
        let source = |column: usize| self.session.report().entry(grid.cell(*first, column)?).cloned();
        Some(self.bulk(&grid, rest, &area, source))
    }

    /// Returns the edit that sets the cells of these rows to a new entry for each column.
    fn bulk(&self, grid: &Grid<'_>, rows: &[usize], area: &Area, entry: impl Fn(usize) -> Entry) -> Bulk {
        let report = self.session.report();
        let mut bulk = Bulk::default();
        for row in rows {
            let mut edits = Vec::new();
            let mut last = None;
            for column in area.columns.clone() {
                let Some(cell) = grid.cell(*row, column) else { continue };
                let text = entry(column);
                if self.session.is_locked(cell) {
                    bulk.calculated += 1;
                } else if report.entry(cell) != text.as_ref() {
                    edits.push(Edit::Set { cell, text });
                    last = Some(cell);
                }
            }
            bulk.cells += edits.len();
            bulk.edits.extend(last.map(|cell| self.model.with_row(cell, edits)));
        }
        bulk
    }
}
