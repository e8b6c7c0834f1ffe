//! Inserted and removed rows, and the new positions of the other rows. With them, data stored by row can be
//! moved, and the rows below need not be recalculated.

use std::ops::Range;

use crate::form::{CellRef, Form, Row, RowSetId};
use crate::report::{Entry, Report};
use crate::sheet::SheetCell;

/// A replacement of consecutive rows of a row set: removed rows and the rows inserted at their position.
#[derive(Clone, Debug, PartialEq, Eq)]
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

    /// Returns the rows inserted or removed since the cells were calculated, or `None` if the number of rows
    /// is the same. Rows with unchanged entries above and below them are recognised.
    pub(crate) fn find(
        form: &Form,
        report: &Report,
        cells: &[Vec<SheetCell>],
        rows: RowSetId,
    ) -> Option<RowShift> {
        let fields = &form.row_set(rows).fields;
        let (before, now) = (cells[fields.first()?.index()].len(), report.rows(rows));
        if before == now {
            return None;
        }
        let least = before.min(now);
        let mut above = least;
        for field in fields {
            let pairs = cells[field.index()].iter().zip(report.column(*field)).take(above);
            above = pairs.take_while(is_like).count();
        }
        let mut below = least - above;
        for field in fields {
            let pairs = cells[field.index()].iter().rev().zip(report.column(*field).iter().rev()).take(below);
            below = pairs.take_while(is_like).count();
        }
        // Rows between `above` and `at` also changed. They are compared row by row later.
        let at = least - below;
        Some(RowShift { rows, at, gone: before - below - at, come: now - below - at })
    }

    /// Returns the inserted rows.
    pub(crate) fn new_rows(&self) -> Range<usize> {
        self.at..self.at + self.come
    }

    /// Returns the previous position of a row; `None` if it was inserted.
    pub(crate) fn was(&self, row: Row) -> Option<Row> {
        RowShift { gone: self.come, come: self.gone, ..*self }.row(row)
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

fn is_like((cell, entry): &(&SheetCell, &Entry)) -> bool {
    cell.is_of(entry)
}
