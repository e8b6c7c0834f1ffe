//! A table as a grid: which rows and columns it shows, and which cell of the report stands where.

use super::{Report, Sheet};
use crate::form::{CellRef, FieldId, Form, Group, Home, Row, SumPosition, Table, TableId};

/// A table with the rows that a report gives it.
#[derive(Debug)]
pub struct Grid<'a> {
    form: &'a Form,
    /// The table.
    pub table: &'a Table,
    /// Its rows from top to bottom.
    pub rows: Vec<GridRow>,
    /// The field that holds the names of its rows, shown as the first column.
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
        /// Which group.
        group: usize,
        /// Which row, from 0.
        at: usize,
    },
}

impl<'a> Grid<'a> {
    /// The grid of a table; an empty group shows one row, which begins to exist when something is typed.
    pub fn new(form: &'a Form, report: &Report, sheet: &Sheet, id: TableId) -> Grid<'a> {
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
        Grid { form, table, rows, name }
    }

    /// How many columns can be focused, the names of the rows included.
    pub fn width(&self) -> usize {
        self.table.width + usize::from(self.name.is_some())
    }

    /// The group of a row; the first one for the sum row.
    pub fn group(&self, row: GridRow) -> &'a Group {
        match row {
            GridRow::Row { group, .. } | GridRow::Caption(group) => &self.table.groups[group],
            GridRow::Sum => &self.table.groups[0],
        }
    }

    /// The cell at a row and column of the grid.
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

    /// Where a cell stands in the grid.
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

    /// The first cell that a person fills in.
    pub fn first(&self) -> Option<CellRef> {
        self.cells().find(|cell| self.is_open(*cell)).or_else(|| self.cells().next())
    }

    /// The last cell that a person fills in.
    pub fn last(&self) -> Option<CellRef> {
        self.cells().filter(|cell| self.is_open(*cell)).last().or_else(|| self.cells().last())
    }

    /// All cells, row by row.
    pub fn cells(&self) -> impl Iterator<Item = CellRef> + '_ {
        (0..self.rows.len())
            .flat_map(move |row| (0..self.width()).filter_map(move |column| self.cell(row, column)))
    }

    /// Whether a person fills the cell in when going from cell to cell: calculated ones are passed over, and
    /// the names of rows are mostly there already.
    pub fn is_open(&self, cell: CellRef) -> bool {
        !self.form.is_locked(cell) && self.name != Some(cell.field)
    }

    /// A header's words; 其中 stands for the column before it, of which it lists the parts.
    fn header_words(&self, header: &'a crate::form::Header) -> &'a str {
        let words = header.label.trim_end_matches(['：', ':']);
        let before = header.from.checked_sub(1).filter(|_| words == "其中");
        let leaf = before
            .and_then(|column| self.table.headers.iter().find(|header| header.leaf && header.from == column));
        leaf.map_or(words, |leaf| leaf.label.as_str())
    }

    /// The headers over a column, from the top.
    pub fn header_path(&self, column: usize) -> Vec<&'a str> {
        let Some(column) = column.checked_sub(usize::from(self.name.is_some())) else {
            return vec![&self.table.row_label];
        };
        let over = self.table.headers.iter().filter(|header| (header.from..header.to).contains(&column));
        over.map(|header| self.header_words(header)).collect()
    }
}
