//! A sheet: the values of all cells.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::column::{Column, IRRELEVANT, Origin, SheetCell};
use super::reference::Reference;
use crate::form::{
    CellRef, Cells, Expr, FieldId, NoResult, Operand, Problem, Row, Value, evaluate, evaluate_condition,
};
use crate::report::{Entry, Report, is_same};

/// The values of a report, calculated from its entries.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// By field, the entries from which its column was calculated.
    pub(super) sources: Vec<Source>,
    /// The columns as formulas see them: texts as typed.
    pub(super) typed: Vec<Arc<Column>>,
    /// The columns as shown: texts with their references filled in. Columns without references are shared
    /// with `typed`.
    pub(super) columns: Vec<Arc<Column>>,
    /// Texts with references, and the positions of the references.
    pub(super) references: BTreeMap<CellRef, Vec<Reference>>,
}

impl Sheet {
    /// Returns a cell, or a blank cell if it does not exist.
    pub fn cell(&self, cell: CellRef) -> &SheetCell {
        let column = self.columns.get(cell.field.index());
        column.and_then(|column| column.cell(cell.row)).unwrap_or(&IRRELEVANT)
    }

    /// Returns the column of a field.
    pub(crate) fn column(&self, field: FieldId) -> &Column {
        &self.columns[field.index()]
    }

    /// Returns the columns by field. A column is the same allocation in two sheets only if it has the same
    /// values.
    pub(crate) fn columns(&self) -> &[Arc<Column>] {
        &self.columns
    }

    /// Returns the result of the formula if the user has overridden it.
    pub fn calculated(&self, cell: CellRef) -> Option<&Value> {
        self.columns.get(cell.field.index())?.overridden.get(&cell.row)
    }

    /// Returns the references in a text.
    pub fn references(&self, cell: CellRef) -> &[Reference] {
        self.references.get(&cell).map_or(&[], Vec::as_slice)
    }

    /// Returns the texts with references.
    pub(crate) fn texts(&self) -> &BTreeMap<CellRef, Vec<Reference>> {
        &self.references
    }

    /// Returns the typed texts with a reference that shows the cell's value or a share of it.
    pub fn texts_showing(&self, cell: CellRef) -> impl Iterator<Item = CellRef> {
        let shows =
            move |reference: &Reference| reference.cell == Some(cell) || reference.share_of == Some(cell);
        let texts = self.references.iter().filter(move |(_, all)| all.iter().any(shows));
        texts.map(|(text, _)| *text).filter(|text| self.cell(*text).origin != Origin::Calculated)
    }

    /// True if any row of the field is relevant, or if it has no rows.
    pub fn is_relevant(&self, field: FieldId) -> bool {
        self.columns
            .get(field.index())
            .is_some_and(|column| column.cells.is_empty() || column.cells.iter().any(|cell| cell.relevant))
    }

    /// Evaluates a formula in a row.
    pub fn evaluate(&self, expr: &Expr, row: Row) -> Result<Value, Problem> {
        evaluate(expr, &Values { columns: &self.columns }, row).0
    }

    /// Evaluates a condition in a row. Returns `None` if it is neither true nor false.
    pub fn condition(&self, expr: &Expr, row: Row) -> Option<bool> {
        evaluate_condition(expr, &Values { columns: &self.columns }, row)
    }

    /// Evaluates a formula in a row; returns a blank if a sum in it ignores a blank cell.
    pub fn evaluate_whole(&self, expr: &Expr, row: Row) -> Result<Value, Problem> {
        let (value, partial) = evaluate(expr, &Values { columns: &self.columns }, row);
        if partial { Ok(Value::Blank) } else { value }
    }
}

/// The entries from which a column was calculated.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    pub rows: Arc<Vec<Entry>>,
    pub sum: Entry,
}

impl Source {
    pub(super) fn of(report: &Report, field: FieldId) -> Source {
        let sum = report.entry(CellRef { field, row: Row::Sum }).cloned();
        Source { rows: Arc::clone(report.shared_column(field)), sum }
    }

    pub(super) fn is_same(&self, other: &Source) -> bool {
        Arc::ptr_eq(&self.rows, &other.rows) && is_same(self.sum.as_ref(), other.sum.as_ref())
    }
}

/// The columns as formulas see them.
pub(super) struct Values<'a> {
    pub columns: &'a [Arc<Column>],
}

impl Cells for Values<'_> {
    #[inline]
    fn value(&self, field: FieldId, row: Row) -> Result<Operand<'_>, NoResult> {
        let Some(column) = self.columns.get(field.index()) else { return Ok(Operand::Blank) };
        // A field that is not part of a table has the same value in all rows.
        let row = if column.alone { Row::Only } else { row };
        match column.cell(row) {
            Some(found) if found.problem.is_some() => Err(NoResult::Depends(CellRef { field, row })),
            Some(found) => Ok(Operand::from(&found.value)),
            None => Ok(Operand::Blank),
        }
    }

    fn rows(&self, field: FieldId) -> usize {
        self.columns.get(field.index()).map_or(0, |column| column.cells.len())
    }
}
