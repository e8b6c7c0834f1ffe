//! Rows that come or go: where the others are then. What is kept by row goes along with them, and a sheet that
//! was calculated before need not be calculated again below them.

use std::ops::Range;

use super::calculate::SheetCell;
use super::{Entry, Report};
use crate::form::{CellRef, Form, Row, RowSetId};

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
    /// A row that comes.
    pub(super) fn inserted(rows: RowSetId, at: usize) -> Splice {
        Splice { rows, at, gone: 0, come: 1 }
    }

    /// A row that goes.
    pub(super) fn removed(rows: RowSetId, at: usize) -> Splice {
        Splice { rows, at, gone: 1, come: 0 }
    }

    /// The rows of a set that came or went since a sheet was calculated, by what stands above and below them.
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

    /// Where a row was before; nowhere when it came.
    pub(super) fn was(&self, row: Row) -> Option<Row> {
        Splice { gone: self.come, come: self.gone, ..*self }.row(row)
    }

    /// Where a row is now; nowhere when it went.
    pub(super) fn row(&self, row: Row) -> Option<Row> {
        match row.index() {
            Some(at) => u32::try_from(self.index(at)?).ok().map(Row::At),
            None => Some(row),
        }
    }

    /// The same by number, from 0.
    pub(super) fn index(&self, row: usize) -> Option<usize> {
        if row < self.at {
            return Some(row);
        }
        row.checked_sub(self.at + self.gone).map(|behind| behind + self.at + self.come)
    }

    /// Where a cell is now; nowhere when its row went.
    pub(super) fn moved(&self, form: &Form, cell: CellRef) -> Option<CellRef> {
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
