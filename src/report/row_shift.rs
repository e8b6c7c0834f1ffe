//! An inserted or removed row, and the new positions of the other rows.

use crate::form::{CellRef, Form, Row, RowSetId};

/// A row of a row set that was inserted or removed.
#[derive(Clone, Debug)]
pub(crate) struct RowShift {
    /// The row set.
    pub rows: RowSetId,
    /// Index of the row.
    pub at: usize,
    /// True if the row was inserted.
    pub inserted: bool,
}

impl RowShift {
    /// Returns the new index of a row; `None` if it was removed.
    pub(crate) fn index(&self, row: usize) -> Option<usize> {
        if row < self.at {
            Some(row)
        } else if self.inserted {
            Some(row + 1)
        } else {
            row.checked_sub(1).filter(|row| *row >= self.at)
        }
    }

    /// Returns the new position of a cell; `None` if its row was removed.
    pub(super) fn moved(&self, form: &Form, cell: CellRef) -> Option<CellRef> {
        let (Some(at), true) = (cell.row.index(), form.field(cell.field).rows() == Some(self.rows)) else {
            return Some(cell);
        };
        let row = u32::try_from(self.index(at)?).ok().map(Row::At)?;
        Some(CellRef { row, ..cell })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_move_up_or_down() {
        let shift = |inserted| RowShift { rows: RowSetId(0), at: 1, inserted };
        assert_eq!([0, 1, 2].map(|row| shift(true).index(row)), [Some(0), Some(2), Some(3)]);
        assert_eq!([0, 1, 2].map(|row| shift(false).index(row)), [Some(0), None, Some(1)]);
        let first = RowShift { at: 0, ..shift(false) };
        assert_eq!([0, 1].map(|row| first.index(row)), [None, Some(0)]);
    }
}
