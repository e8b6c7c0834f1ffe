//! An inserted or removed row, and the new positions of the other rows.

use crate::form::{CellRef, Form, Row, RowSetId};

/// A row of a row set that was inserted or removed.
#[derive(Clone, Debug)]
pub(crate) struct RowShift {
    /// The row set.
    pub rows: RowSetId,
    /// Index of the first removed or inserted row.
    pub at: usize,
    /// Number of removed rows.
    pub gone: usize,
    /// Number of inserted rows.
    pub come: usize,
}

impl RowShift {
    /// Creates a splice for one inserted row.
    pub(crate) fn inserted(rows: RowSetId, at: usize) -> RowShift {
        RowShift { rows, at, gone: 0, come: 1 }
    }

    /// Creates a splice for one removed row.
    pub(crate) fn removed(rows: RowSetId, at: usize) -> RowShift {
        RowShift { rows, at, gone: 1, come: 0 }
    }

    /// Returns the new position of a row; `None` if it was removed.
    pub(crate) fn row(&self, row: Row) -> Option<Row> {
        match row.index() {
            Some(at) => u32::try_from(self.index(at)?).ok().map(Row::At),
            None => Some(row),
        }
    }

    /// Returns the new index of a row; `None` if it was removed.
    pub(crate) fn index(&self, row: usize) -> Option<usize> {
        if row < self.at {
            return Some(row);
        }
        row.checked_sub(self.at + self.gone).map(|behind| behind + self.at + self.come)
    }

    /// Returns the new position of a cell; `None` if its row was removed.
    pub(crate) fn moved(&self, form: &Form, cell: CellRef) -> Option<CellRef> {
        if form.field(cell.field).rows() == Some(self.rows) {
            self.row(cell.row).map(|row| CellRef { row, ..cell })
        } else {
            Some(cell)
        }
    }
}
