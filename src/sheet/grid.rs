//! A table as a grid of rows and columns, and the mapping between grid positions and cells of the report.

use super::values::Sheet;
use crate::form::{CellRef, FieldId, Form, Group, Home, Row, SumPosition, Table, TableId};
use crate::report::Report;

/// A table with the rows that the report has for it.
#[derive(Debug)]
pub struct Grid<'a> {
    form: &'a Form,
    sheet: &'a Sheet,
    /// The table.
    pub table: &'a Table,
    /// The rows from top to bottom.
    pub rows: Vec<GridRow>,
    /// The field with the names of the rows, shown as the first column.
    pub name: Option<FieldId>,
}

/// A row of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridRow {
    /// The caption of a group.
    Caption(usize),
    /// The sum row.
    Sum,
    /// A row of a group.
    Row {
        /// Index of the group.
        group: usize,
        /// Index of the row, from 0.
        at: usize,
    },
}

impl<'a> Grid<'a> {
    /// Returns the grid of a table. An empty group shows one row, which is created when the user types in it.
    pub fn new(form: &'a Form, report: &Report, sheet: &'a Sheet, id: TableId) -> Grid<'a> {
        let table = form.table(id);
        let mut rows = Vec::new();
        for (index, group) in table.groups.iter().enumerate() {
            if !group.columns.iter().any(|column| sheet.is_relevant(*column)) {
                continue;
            }
            if !group.label.is_empty() {
                rows.push(GridRow::Caption(index));
            }
            let count = report.rows(group.rows).max(1);
            rows.extend((0..count).map(|at| GridRow::Row { group: index, at }));
        }
        match table.sum.as_ref().map(|sum| sum.position) {
            Some(SumPosition::Top) => rows.insert(0, GridRow::Sum),
            Some(SumPosition::Bottom) => rows.push(GridRow::Sum),
            None => {}
        }
        let name = table.groups.first().and_then(|group| form.row_set(group.rows).name_field);
        Grid { form, sheet, table, rows, name }
    }

    /// Returns the number of columns that can have the focus, including the column of row names.
    pub fn width(&self) -> usize {
        self.table.width + usize::from(self.name.is_some())
    }

    /// Returns the group of a row; the first group for the sum row.
    pub fn group(&self, row: GridRow) -> &'a Group {
        match row {
            GridRow::Row { group, .. } | GridRow::Caption(group) => &self.table.groups[group],
            GridRow::Sum => &self.table.groups[0],
        }
    }

    /// Returns the cell at a row and column of the grid.
    pub fn cell(&self, row: usize, column: usize) -> Option<CellRef> {
        let grid_row = *self.rows.get(row)?;
        let column = match (self.name, column) {
            (Some(name), 0) => {
                return match grid_row {
                    GridRow::Row { at, .. } => Some(CellRef::at(name, at)),
                    _ => None,
                };
            }
            (Some(_), column) => column - 1,
            (None, column) => column,
        };
        let field = *self.group(grid_row).columns.get(column)?;
        match grid_row {
            GridRow::Row { at, .. } => Some(CellRef::at(field, at)),
            GridRow::Sum if self.form.field(field).summed() => Some(CellRef { field, row: Row::Sum }),
            _ => None,
        }
    }

    /// Returns the row and column of a cell in the grid.
    pub fn find(&self, cell: CellRef) -> Option<(usize, usize)> {
        let (group, column) = match self.form.field(cell.field).home {
            Home::Column { group, column, .. } => (group, column + usize::from(self.name.is_some())),
            Home::RowName(_) if self.name == Some(cell.field) => (0, 0),
            _ => return None,
        };
        let row = self.rows.iter().position(|row| match (row, cell.row) {
            (GridRow::Sum, Row::Sum) => true,
            (GridRow::Row { group: g, at }, Row::At(_)) => *g == group && Some(*at) == cell.row.index(),
            _ => false,
        })?;
        (self.cell(row, column) == Some(cell)).then_some((row, column))
    }

    /// Returns the first cell that the user fills in; the first cell of all if there is none.
    pub fn first(&self) -> Option<CellRef> {
        self.cells().find(|cell| self.is_open(*cell)).or_else(|| self.cells().next())
    }

    /// Returns the last cell that the user fills in; the last cell of all if there is none.
    pub fn last(&self) -> Option<CellRef> {
        self.cells().filter(|cell| self.is_open(*cell)).last().or_else(|| self.cells().last())
    }

    /// Iterates over all cells, row by row.
    pub fn cells(&self) -> impl Iterator<Item = CellRef> + '_ {
        (0..self.rows.len()).flat_map(move |row| self.row_cells(row))
    }

    /// Iterates over the cells of a row.
    pub fn row_cells(&self, row: usize) -> impl Iterator<Item = CellRef> + '_ {
        (0..self.width()).filter_map(move |column| self.cell(row, column))
    }

    /// True if the focus stops at the cell when the user moves from cell to cell. Skips calculated cells and cells that
    /// are not relevant, and row names because they are usually filled in already.
    pub fn is_open(&self, cell: CellRef) -> bool {
        let is_calculated = self.form.field(cell.field).formula(cell.row).is_some();
        let is_filled_in = self.is_relevant(cell) && !is_calculated && !self.form.is_locked(cell);
        is_filled_in && self.name != Some(cell.field)
    }

    /// True if the cell is relevant. The cells of a row that is created when the user types in it are.
    pub fn is_relevant(&self, cell: CellRef) -> bool {
        self.sheet.column(cell.field).cell(cell.row).is_none_or(|cell| cell.relevant)
    }

    /// Returns the words of a header. 其中 is replaced by the label of the column before it, because it
    /// introduces the parts of that column.
    fn header_words(&self, header: &'a crate::form::Header) -> &'a str {
        let words = header.label.trim_end_matches(['：', ':']);
        let before = header.from.checked_sub(1).filter(|_| words == "其中");
        let leaf = before
            .and_then(|column| self.table.headers.iter().find(|header| header.leaf && header.from == column));
        leaf.map_or(words, |leaf| leaf.label.as_str())
    }

    /// Returns the headers above a column, from the top.
    pub fn header_path(&self, column: usize) -> Vec<&'a str> {
        let Some(column) = column.checked_sub(usize::from(self.name.is_some())) else {
            return vec![&self.table.row_label];
        };
        let over = self.table.headers.iter().filter(|header| (header.from..header.to).contains(&column));
        over.map(|header| self.header_words(header)).collect()
    }
}
