//! Tracks the cells that changed since the previous sheet, and the cells that depend on them. A cell need not
//! be recalculated if all cells that it depends on are unchanged.
//!
//! A formula can use cells of its own row, sums, whole columns and fields outside tables. An inserted or
//! removed row changes whole columns, but no other single row.

use crate::form::{CellRef, Expr, FieldId, Form, Row};

/// Cells that changed.
#[derive(Debug)]
pub(crate) struct Touched {
    columns: Vec<Column>,
    sums: Vec<bool>,
}

/// Changed rows of a column.
#[derive(Clone, Debug, Default)]
struct Column {
    /// Indices in ascending order; a field outside tables has the single index 0.
    rows: Vec<u32>,
    /// True if rows were inserted or removed.
    resized: bool,
}

/// The rows of a field, and its sum row, that must be recalculated.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    all: bool,
    /// Indices in ascending order.
    rows: Vec<u32>,
    sum: bool,
}

impl Touched {
    /// Creates an instance without changed cells.
    pub(crate) fn new(form: &Form) -> Touched {
        let fields = form.fields.len();
        Touched { columns: vec![Column::default(); fields], sums: vec![false; fields] }
    }

    /// Records that rows of a column were inserted or removed.
    pub(crate) fn resize(&mut self, field: FieldId) {
        self.columns[field.index()].resized = true;
    }

    /// Records a changed cell.
    pub(crate) fn add(&mut self, cell: CellRef) {
        let row = match cell.row {
            Row::Sum => {
                self.sums[cell.field.index()] = true;
                return;
            }
            Row::Only => 0,
            Row::At(row) => row,
        };
        let rows = &mut self.columns[cell.field.index()].rows;
        if rows.last().is_none_or(|last| *last < row) {
            rows.push(row);
        } else if let Err(at) = rows.binary_search(&row) {
            rows.insert(at, row);
        }
    }

    /// True if any row of the field changed, was inserted or was removed.
    pub(crate) fn any_row(&self, field: FieldId) -> bool {
        let column = &self.columns[field.index()];
        column.resized || !column.rows.is_empty()
    }

    /// True if any row of the field or its sum changed.
    pub(crate) fn any(&self, field: FieldId) -> bool {
        self.any_row(field) || self.sums[field.index()]
    }

    /// Returns the cells of a field that changed or where one of the formulas may have a different result.
    pub(crate) fn reach<'e>(
        &self,
        form: &Form,
        home: FieldId,
        formulas: impl IntoIterator<Item = &'e Expr>,
    ) -> Reach {
        let rows = form.field(home).rows();
        let own = &self.columns[home.index()];
        let mut reach = Reach { all: false, rows: own.rows.clone(), sum: self.sums[home.index()] };
        for formula in formulas {
            formula.walk(&mut |part| match part {
                Expr::Cell(field) if form.field(*field).rows() == rows => {
                    reach.rows.extend(&self.columns[field.index()].rows);
                    // In the sum row, a cell of the formula means the sum.
                    reach.sum |= self.sums[field.index()];
                }
                Expr::Cell(field) | Expr::Column(field) => reach.all |= self.any_row(*field),
                Expr::Sum(field) => reach.all |= self.sums[field.index()],
                _ => {}
            });
        }
        reach.sum |= reach.all;
        reach.rows.sort_unstable();
        reach.rows.dedup();
        reach
    }
}

impl Reach {
    /// True if the row must be recalculated.
    pub(crate) fn has(&self, row: Row) -> bool {
        match row {
            Row::Sum => self.sum,
            Row::Only => self.all || !self.rows.is_empty(),
            Row::At(row) => self.all || self.rows.binary_search(&row).is_ok(),
        }
    }

    /// Returns the cells of a field to recalculate, including the sum row. `rows` is the number of rows.
    pub(crate) fn cells(&self, form: &Form, field: FieldId, rows: usize) -> impl Iterator<Item = CellRef> {
        let alone = form.field(field).rows().is_none();
        let every = (0..rows).filter(|_| self.all);
        let some = self.rows.iter().filter(|_| !self.all).filter_map(|row| usize::try_from(*row).ok());
        every
            .chain(some.filter(move |row| *row < rows))
            .map(move |row| if alone { CellRef::only(field) } else { CellRef::at(field, row) })
            .chain(self.sum.then_some(CellRef { field, row: Row::Sum }))
    }
}
