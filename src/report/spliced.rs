//! Rows that came or went since a sheet was calculated. What the sheet keeps by row goes along with the rows, so
//! that nothing below them is calculated again.

use std::ops::Range;

use super::calculate::{SheetCell, is_same};
use super::{Entry, Report};
use crate::form::{CellRef, Form, RowSetId};

/// Rows of a set that came, or that went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    /// Of which rows.
    pub rows: RowSetId,
    /// Where.
    pub at: usize,
    /// How many went.
    pub gone: usize,
    /// How many came.
    pub come: usize,
}

impl Splice {
    /// The rows of a set that came or went, by what stands above and below them.
    pub(super) fn find(
        form: &Form,
        report: &Report,
        cells: &[Vec<SheetCell>],
        rows: RowSetId,
    ) -> Option<Splice> {
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
        // What is in between was changed, not only moved: that is told apart row by row.
        let at = least - below;
        Some(Splice { rows, at, gone: before - below - at, come: now - below - at })
    }

    /// The rows that came.
    pub(super) fn new_rows(&self) -> Range<usize> {
        self.at..self.at + self.come
    }

    /// Where a cell stood before; nowhere when its row came.
    pub(super) fn was(&self, form: &Form, cell: CellRef) -> Option<CellRef> {
        Splice { gone: self.come, come: self.gone, ..*self }.moved(form, cell)
    }

    /// Where a cell stands now; nowhere when its row went.
    pub(super) fn moved(&self, form: &Form, cell: CellRef) -> Option<CellRef> {
        match cell.row.index() {
            Some(row) if row >= self.at && form.field(cell.field).rows() == Some(self.rows) => {
                let from = row.checked_sub(self.at + self.gone)?;
                Some(CellRef::at(cell.field, from + self.at + self.come))
            }
            _ => Some(cell),
        }
    }
}

fn is_like((cell, entry): &(&SheetCell, &Entry)) -> bool {
    is_same(cell.source(), entry)
}
