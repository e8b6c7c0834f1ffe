//! Which cells of a sheet are others than in the sheet before, and how far that reaches: what follows from
//! nothing but cells that are the same is the same.
//!
//! A formula sees cells of its own row, sums, whole columns and fields that stand alone. A row that comes or goes
//! touches whole columns, and no other row.

use crate::form::{CellRef, Expr, FieldId, Form, Row};

/// The cells that are others than before.
#[derive(Debug)]
pub(crate) struct Touched {
    columns: Vec<Column>,
    sums: Vec<bool>,
}

/// The rows of a column that are others.
#[derive(Clone, Debug, Default)]
struct Column {
    /// Ascending; a field that stands alone has one.
    rows: Vec<u32>,
    /// Whether it has more or fewer rows than before.
    resized: bool,
}

/// Where something is to be asked again: rows, and the sum row.
#[derive(Debug, Default)]
pub(super) struct Reach {
    all: bool,
    /// Ascending.
    rows: Vec<u32>,
    sum: bool,
}

impl Touched {
    /// Nothing yet.
    pub(super) fn new(form: &Form) -> Touched {
        let fields = form.fields.len();
        Touched { columns: vec![Column::default(); fields], sums: vec![false; fields] }
    }

    /// A column has another number of rows.
    pub(super) fn resize(&mut self, field: FieldId) {
        self.columns[field.index()].resized = true;
    }

    /// A cell is another.
    pub(super) fn add(&mut self, cell: CellRef) {
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

    /// Whether any row of a field is another, or there are more or fewer of them.
    pub(super) fn any_row(&self, field: FieldId) -> bool {
        let column = &self.columns[field.index()];
        column.resized || !column.rows.is_empty()
    }

    /// Whether anything of a field is another.
    pub(crate) fn any(&self, field: FieldId) -> bool {
        self.any_row(field) || self.sums[field.index()]
    }

    /// Where formulas at a field may give something else, or the field itself is something else.
    pub(super) fn reach<'e>(
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
                    // In the sum row it is the sum.
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
    /// Whether a row is reached.
    pub(super) fn has(&self, row: Row) -> bool {
        match row {
            Row::Sum => self.sum,
            Row::Only => self.all || !self.rows.is_empty(),
            Row::At(row) => self.all || self.rows.binary_search(&row).is_ok(),
        }
    }

    /// The cells of a field that are reached, of so many rows and the sum row.
    pub(super) fn cells(&self, form: &Form, field: FieldId, rows: usize) -> impl Iterator<Item = CellRef> {
        let alone = form.field(field).rows().is_none();
        let every = (0..rows).filter(|_| self.all);
        let some = self.rows.iter().filter(|_| !self.all).filter_map(|row| usize::try_from(*row).ok());
        every
            .chain(some.filter(move |row| *row < rows))
            .map(move |row| if alone { CellRef::only(field) } else { CellRef::at(field, row) })
            .chain(self.sum.then_some(CellRef { field, row: Row::Sum }))
    }
}
