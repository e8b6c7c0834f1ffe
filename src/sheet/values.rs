//! A sheet: the values of all cells.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::column::{Column, IRRELEVANT, Origin, SheetCell};
use super::reference::Reference;
use crate::form::{
    CellRef, Cells, Expr, FieldId, Form, NoResult, Operand, Problem, Row, Section, Value, Widget, evaluate,
    evaluate_condition,
};
use crate::report::{Carried, Entry, Report, is_same};

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
    /// Last year's values.
    pub(super) carried: Carried,
    /// Today's date, if it is known.
    pub(super) today: Option<Date>,
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

    /// Returns the input of a cell, with the choices that fit the present values.
    pub fn widget<'f>(&self, form: &'f Form, cell: CellRef) -> Widget<'f> {
        let field = form.field(cell.field);
        let widget = field.kind.widget();
        let fitting = field.choices_by.as_ref().and_then(|choices| {
            let by = self.evaluate(&choices.by, cell.row).ok()?;
            choices.fitting(&by)
        });
        fitting.map_or(widget, |fitting| widget.only(fitting))
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

    /// Returns today's date, if it is known.
    pub fn today(&self) -> Option<Date> {
        self.today
    }

    /// Returns last year's values, as formulas see them.
    pub(crate) fn carried(&self) -> &Carried {
        &self.carried
    }

    fn values(&self) -> Values<'_> {
        Values { columns: &self.columns, own: None, carried: &self.carried, today: self.today }
    }

    /// Evaluates a formula in a row.
    pub fn evaluate(&self, expr: &Expr, row: Row) -> Result<Value, Problem> {
        evaluate(expr, &self.values(), row).0
    }

    /// Evaluates a condition in a row. Returns `None` if it is neither true nor false.
    pub fn condition(&self, expr: &Expr, row: Row) -> Option<bool> {
        evaluate_condition(expr, &self.values(), row)
    }

    /// True if a chapter, a note or a signature box of a section applies to the report.
    pub fn applies(&self, section: &Section, item: usize) -> bool {
        let condition = section.conditions.get(item).and_then(Option::as_ref);
        condition.is_none_or(|condition| self.condition(condition, Row::Only) == Some(true))
    }

    /// Evaluates a formula in a row; returns a blank if a sum in it ignores a blank cell.
    pub fn evaluate_whole(&self, expr: &Expr, row: Row) -> Result<Value, Problem> {
        let (value, partial) = evaluate(expr, &self.values(), row);
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
    /// A column that is being calculated: formulas of single rows read its other rows.
    pub own: Option<(FieldId, &'a Column)>,
    pub carried: &'a Carried,
    pub today: Option<Date>,
}

impl Values<'_> {
    #[inline]
    fn column(&self, field: FieldId) -> Option<&Column> {
        match self.own {
            Some((own, column)) if own == field => Some(column),
            _ => self.columns.get(field.index()).map(Arc::as_ref),
        }
    }
}

impl Cells for Values<'_> {
    #[inline]
    fn value(&self, field: FieldId, row: Row) -> Result<Operand<'_>, NoResult> {
        let Some(column) = self.column(field) else { return Ok(Operand::Blank) };
        // A field that is not part of a table has the same value in all rows.
        let row = if column.alone { Row::Only } else { row };
        match column.cell(row) {
            Some(found) if found.problem.is_some() => Err(NoResult::Depends(CellRef { field, row })),
            Some(found) => Ok(Operand::from(&found.value)),
            None => Ok(Operand::Blank),
        }
    }

    fn rows(&self, field: FieldId) -> usize {
        self.column(field).map_or(0, |column| column.cells.len())
    }

    fn last(&self, field: FieldId, row: Row) -> Operand<'_> {
        let alone = self.column(field).is_some_and(|column| column.alone);
        let cell = CellRef { field, row: if alone { Row::Only } else { row } };
        self.carried.last(cell).map_or(Operand::Blank, |last| Operand::from(&last.value))
    }

    fn first_alike(&self, field: FieldId, row: u32) -> u32 {
        self.column(field).map_or(row, |column| column.first_alike(row))
    }

    fn row_named(&self, names: FieldId, name: &str, start: u32) -> Option<u32> {
        self.column(names)?.row_named(name, start)
    }

    fn today(&self) -> Option<Date> {
        self.today
    }
}
