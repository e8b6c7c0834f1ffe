//! Calculates a sheet, column by column, in the order of dependencies that the compiler computed.
//!
//! A column is a pure function of its entries and of the columns in its formulas. It is taken from an earlier
//! sheet if none of these changed. Otherwise all its formulas are evaluated again, but only changed entries
//! are parsed.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::column::{Column, IRRELEVANT, Origin, SheetCell};
use super::fill::Filler;
use super::reference::may_hold;
use super::values::{Sheet, Source, Values};
use crate::form::{
    CellRef, Expr, FieldId, Form, NoResult, Operand, Problem, Row, Step, Tally, Value, evaluate,
    evaluate_condition,
};
use crate::report::{Carried, Entry, Report};

/// Calculates the sheet of a report without knowing the date: `today()` is blank.
pub fn calculate(form: &Form, report: &Report) -> Sheet {
    calculate_on(form, report, None)
}

/// Calculates the sheet of a report on a day.
pub fn calculate_on(form: &Form, report: &Report, today: Option<Date>) -> Sheet {
    recalculate(form, report, &Sheet::default(), today)
}

/// Returns the same sheet as [`calculate_on`], but shares unchanged columns with `before`, an earlier sheet of a
/// report of the same form.
pub fn recalculate(form: &Form, report: &Report, before: &Sheet, today: Option<Date>) -> Sheet {
    let carried = report.carried();
    let empty = Arc::<Column>::default();
    let mut typed = vec![empty; form.fields.len()];
    let sources: Vec<Source> = form.field_ids().map(|field| Source::of(report, field)).collect();
    for step in &form.order {
        let Step::Column(field) = step else { continue };
        let at = field.index();
        let earlier = before.sources.get(at).zip(before.typed.get(at));
        let formulas = || form.field(*field).formulas().chain(&form.field(*field).relevant);
        let changes = Changes {
            columns: [&before.typed, &typed],
            carried: [&before.carried, carried],
            today: before.today != today,
        };
        let is_current = |(source, _): &(&Source, &Arc<Column>)| {
            source.is_same(&sources[at]) && !formulas().any(|formula| changes.are_read_by(formula))
        };
        if let Some((_, column)) = earlier.filter(is_current) {
            typed[at] = Arc::clone(column);
            continue;
        }
        let values = Values { columns: &typed, own: None, carried, today };
        let column = column(form, *field, &sources[at], &values, earlier);
        typed[at] = match earlier {
            Some((_, earlier)) if earlier.is_like(&column) => Arc::clone(earlier),
            _ => Arc::new(column),
        };
    }
    let (references, carried) = (BTreeMap::new(), carried.clone());
    let mut sheet = Sheet { columns: typed.clone(), typed, sources, references, carried, today };
    fill_in(form, report, &mut sheet, before);
    sheet
}

/// The values that formulas read, before and now.
pub(crate) struct Changes<'a> {
    /// Columns by field. An unchanged column is the same allocation.
    pub columns: [&'a [Arc<Column>]; 2],
    /// Last year's values.
    pub carried: [&'a Carried; 2],
    /// True if today's date changed.
    pub today: bool,
}

impl Changes<'_> {
    /// True if the formula reads a value that may have changed.
    pub(crate) fn are_read_by(&self, formula: &Expr) -> bool {
        let [before, now] = self.columns;
        let mut read = false;
        formula.walk(&mut |part| {
            read |= match part {
                Expr::Last(cell) => {
                    let [before_last, last] = self.carried;
                    cell.reads()
                        .any(|field| last.is_changed(before_last, field) || is_other(field, before, now))
                }
                Expr::Call(function, _) => self.today && function.reads_today(),
                part => part.reads().any(|field| is_other(field, before, now)),
            };
        });
        read
    }
}

/// True if the column of a field is not the same allocation in both lists.
pub(crate) fn is_other(field: FieldId, before: &[Arc<Column>], now: &[Arc<Column>]) -> bool {
    let (before, now) = (before.get(field.index()), now.get(field.index()));
    !before.zip(now).is_some_and(|(before, now)| Arc::ptr_eq(before, now))
}

/// Calculates a column. All columns that its formulas read must be in `columns`.
fn column(
    form: &Form,
    id: FieldId,
    source: &Source,
    values: &Values<'_>,
    earlier: Option<(&Source, &Arc<Column>)>,
) -> Column {
    let field = form.field(id);
    let mut readings = Readings { earlier, shift: 0 };
    let alone = field.rows().is_none();
    let mut column = Column { alone, cells: Vec::with_capacity(source.rows.len()), ..Column::default() };
    for (at, entry) in source.rows.iter().enumerate() {
        let place = if alone { CellRef::only(id) } else { CellRef::at(id, at) };
        let holds = |condition| evaluate_condition(condition, values, place.row) == Some(true);
        if !field.relevant.as_ref().is_none_or(holds) {
            column.cells.push(IRRELEVANT.clone());
            continue;
        }
        let calculated = field.calculate.as_ref().map(|formula| {
            let (value, partial) = evaluate(formula, values, place.row);
            (value.map(|value| field.kind.round(value)), partial)
        });
        let read = |text: &Arc<str>| match readings.get(at, text) {
            Some(cell) => (cell.value.clone(), cell.problem.clone()),
            None => split(field.kind.parse(text)),
        };
        let cell = cell(entry, calculated, read, place.row, &mut column.overridden);
        if field.kind.is_prose() && matches!(&cell.value, Value::Text(text) if may_hold(text)) {
            column.referring.push(at);
        }
        column.cells.push(cell);
    }
    for (row, formula) in field.row_order.iter().filter_map(|row| field.row_formulas.get_key_value(row)) {
        calculate_row(form, id, (*row, formula), source, values, &mut column);
    }
    if field.summed() {
        let calculated = sum(id, &column.cells);
        let read = |text: &Arc<str>| split(field.kind.parse(text));
        column.sum = Some(cell(&source.sum, Some(calculated), read, Row::Sum, &mut column.overridden));
    }
    column
}

/// Calculates a row that has a formula of its own. The rows that it reads must be in `column`.
fn calculate_row(
    form: &Form,
    id: FieldId,
    (row, formula): (u32, &Expr),
    source: &Source,
    values: &Values<'_>,
    column: &mut Column,
) {
    let (kind, place) = (&form.field(id).kind, Row::At(row));
    let Some(at) = place.index().filter(|at| column.cells.get(*at).is_some_and(|cell| cell.relevant)) else {
        return;
    };
    let own = Values { own: Some((id, column)), ..*values };
    let (value, partial) = evaluate(formula, &own, place);
    let calculated = Some((value.map(|value| kind.round(value)), partial));
    let read = |text: &Arc<str>| split(kind.parse(text));
    let entry = source.rows.get(at).cloned().flatten();
    let found = cell(&entry, calculated, read, place, &mut column.overridden);
    column.cells[at] = found;
}

/// Returns the sum of a column, and true if it leaves out blank cells.
fn sum(field: FieldId, cells: &[SheetCell]) -> (Result<Value, Problem>, bool) {
    let mut tally = Tally::default();
    for (row, cell) in cells.iter().enumerate() {
        let added = match cell.problem {
            Some(_) => Err(NoResult::Depends(CellRef::at(field, row))),
            None => tally.add(Operand::from(&cell.value)),
        };
        if let Err(reason) = added {
            return (Err(Problem::NoResult(reason)), tally.is_partial());
        }
    }
    (Ok(Value::from(tally.sum())), tally.is_partial())
}

/// A parsed value, or the reason why there is none.
type Reading = (Value, Option<Box<Problem>>);

fn split(result: Result<Value, Problem>) -> Reading {
    match result {
        Ok(value) => (value, None),
        Err(problem) => (Value::Blank, Some(Box::new(problem))),
    }
}

/// Returns a cell from its entry and the result of its formula, if it has one. Records the result if the
/// entry overrides it.
fn cell(
    entry: &Entry,
    calculated: Option<(Result<Value, Problem>, bool)>,
    read: impl FnOnce(&Arc<str>) -> Reading,
    row: Row,
    overridden: &mut BTreeMap<Row, Value>,
) -> SheetCell {
    let typed = entry.as_ref().filter(|text| !text.trim().is_empty());
    let ((value, problem), origin, partial) = match (typed, calculated) {
        (Some(text), None) => (read(text), Origin::Typed, false),
        (None, None) => ((Value::Blank, None), Origin::Typed, false),
        (None, Some((result, partial))) => (split(result), Origin::Calculated, partial),
        (Some(text), Some((result, _))) => {
            overridden.insert(row, result.unwrap_or_default());
            (read(text), Origin::Overridden, false)
        }
    };
    SheetCell { value, problem, origin, partial, relevant: true }
}

/// The cells of an earlier column, found by their entries. Rows may have been inserted or removed since.
struct Readings<'a> {
    earlier: Option<(&'a Source, &'a Arc<Column>)>,
    /// Distance of the rows from their earlier positions.
    shift: isize,
}

impl<'a> Readings<'a> {
    /// Returns the earlier cell with the same entry, if it was parsed from that entry.
    fn get(&mut self, row: usize, entry: &Arc<str>) -> Option<&'a SheetCell> {
        let (source, column) = self.earlier?;
        for shift in [self.shift, self.shift - 1, self.shift + 1] {
            let Some(at) = row.checked_add_signed(shift) else { continue };
            if source.rows.get(at).and_then(Option::as_ref).is_some_and(|before| Arc::ptr_eq(before, entry)) {
                self.shift = shift;
                let cell = column.cells.get(at)?;
                return (cell.relevant && cell.origin != Origin::Calculated).then_some(cell);
            }
        }
        None
    }
}

/// Fills in the references in texts. All other values must be calculated.
fn fill_in(form: &Form, report: &Report, sheet: &mut Sheet, before: &Sheet) {
    for id in form.field_ids() {
        let alone = form.field(id).rows().is_none();
        let place = |row: &usize| if alone { CellRef::only(id) } else { CellRef::at(id, *row) };
        let referring = sheet.typed[id.index()].referring.iter().map(place);
        sheet.references.extend(referring.map(|cell| (cell, Vec::new())));
    }
    if sheet.references.is_empty() {
        return;
    }
    let mut filler = Filler::new(form, report, sheet, &sheet.references);
    let filled: Vec<_> = sheet.references.keys().map(|cell| (*cell, filler.cell(*cell))).collect();
    let mut columns: BTreeMap<FieldId, Column> = BTreeMap::new();
    for (cell, (text, references)) in filled {
        let column = columns.entry(cell.field).or_insert_with(|| (*sheet.typed[cell.field.index()]).clone());
        column.alike = OnceLock::new();
        column.cells[cell.row.index().unwrap_or(0)].value = Value::Text(text.into());
        sheet.references.insert(cell, references);
    }
    for (field, column) in columns {
        let earlier = before.columns.get(field.index()).filter(|earlier| earlier.is_like(&column));
        sheet.columns[field.index()] = earlier.map_or_else(|| Arc::new(column), Arc::clone);
    }
}
