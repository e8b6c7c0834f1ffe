//! Identifiers: fields, tables, row sets, rows and cells.

/// Index of a field in `Form::fields`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId(pub u32);

/// Index of a table in `Form::tables`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub u32);

/// Index of a row set in `Form::row_sets`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowSetId(pub u32);

/// One step of a calculation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// All rows of a column.
    Column(FieldId),
    /// The sum cell of a column.
    Sum(FieldId),
}

/// Reference to one cell of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellRef {
    /// Field of the cell.
    pub field: FieldId,
    /// Row of the cell.
    pub row: Row,
}

/// Row of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Row {
    /// The only cell of a field that is not part of a table.
    Only,
    /// The sum row.
    Sum,
    /// A row; the index starts at 0.
    At(u32),
}

impl CellRef {
    /// Returns the cell of a field that is not part of a table.
    pub fn only(field: FieldId) -> CellRef {
        CellRef { field, row: Row::Only }
    }

    /// Returns a cell of a column by its row index, from 0.
    pub fn at(field: FieldId, row: usize) -> CellRef {
        CellRef { field, row: Row::At(u32::try_from(row).unwrap_or(u32::MAX)) }
    }
}

impl Row {
    /// Returns the row index, from 0, or `None` for the other variants.
    pub fn index(self) -> Option<usize> {
        match self {
            Row::At(row) => usize::try_from(row).ok(),
            Row::Only | Row::Sum => None,
        }
    }
}

impl FieldId {
    /// Returns the ID as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}
