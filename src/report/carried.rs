//! Data from last year's report: its values, and the marks of entries that the user has not confirmed yet.

use std::sync::Arc;
use std::{iter, ptr};

use crate::form::{CellRef, FieldId, Form, Row, Value};
use crate::report::{Entry, Report, RowEntries, RowShift};

/// Last year's value of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct LastValue {
    /// The text as exported last year.
    pub text: Arc<str>,
    /// The value as parsed by this year's form; blank if it cannot be parsed.
    pub value: Value,
}

/// Last year's values and the marks of unconfirmed entries, by this year's cells. Copies share the data of
/// each field until it is changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Carried {
    /// By field; may be shorter than the number of fields. Missing fields have no data.
    fields: Vec<Arc<Column>>,
}

/// Data of a field.
#[derive(Clone, Debug, Default)]
struct Column {
    /// Data of a field outside tables.
    only: Kept,
    /// By row; may be shorter than the number of rows. Missing rows have no data.
    rows: Vec<Kept>,
    sum: Kept,
}

/// Data of a cell.
#[derive(Clone, Debug, Default, PartialEq)]
struct Kept {
    last: Option<Arc<LastValue>>,
    unconfirmed: bool,
}

/// Data of a cell that has none, like most cells.
static NOTHING: Kept = Kept::NOTHING;

/// Data of a field that has none, like most fields.
static NONE: Column = Column { only: Kept::NOTHING, rows: Vec::new(), sum: Kept::NOTHING };

impl Kept {
    const NOTHING: Kept = Kept { last: None, unconfirmed: false };
}

impl Column {
    fn kept(&self, row: Row) -> &Kept {
        match row {
            Row::Only => &self.only,
            Row::At(_) => row.index().and_then(|row| self.rows.get(row)).unwrap_or(&NOTHING),
            Row::Sum => &self.sum,
        }
    }

    fn kept_mut(&mut self, row: Row) -> &mut Kept {
        match row {
            Row::Only => &mut self.only,
            Row::At(_) => {
                let at = row.index().unwrap_or(0);
                self.rows.resize_with(self.rows.len().max(at + 1), Kept::default);
                &mut self.rows[at]
            }
            Row::Sum => &mut self.sum,
        }
    }

    /// Returns the data of all cells, in the order of the cells.
    fn all(&self) -> impl Iterator<Item = (Row, &Kept)> {
        let rows = (0..).map(Row::At).zip(&self.rows);
        [(Row::Only, &self.only)].into_iter().chain(rows).chain([(Row::Sum, &self.sum)])
    }
}

impl PartialEq for Carried {
    fn eq(&self, other: &Carried) -> bool {
        self.all().eq(other.all())
    }
}

impl Carried {
    fn kept(&self, cell: CellRef) -> &Kept {
        self.column(cell.field).kept(cell.row)
    }

    fn column(&self, field: FieldId) -> &Column {
        self.fields.get(field.index()).map_or(&NONE, Arc::as_ref)
    }

    fn kept_mut(&mut self, cell: CellRef) -> &mut Kept {
        let at = cell.field.index();
        self.fields.resize_with(self.fields.len().max(at + 1), Arc::default);
        Arc::make_mut(&mut self.fields[at]).kept_mut(cell.row)
    }

    /// Returns the cells that have data, in order.
    fn all(&self) -> impl Iterator<Item = (CellRef, &Kept)> {
        let fields = (0..).map(FieldId).zip(&self.fields);
        let cells = fields
            .flat_map(|(field, column)| column.all().map(move |(row, kept)| (CellRef { field, row }, kept)));
        cells.filter(|(_, kept)| **kept != NOTHING)
    }

    /// Returns the number of values plus the number of marks.
    pub(crate) fn len(&self) -> usize {
        self.all().map(|(_, kept)| usize::from(kept.last.is_some()) + usize::from(kept.unconfirmed)).sum()
    }

    /// True if any cell of a field may have data.
    pub(crate) fn has(&self, field: FieldId) -> bool {
        self.fields.get(field.index()).is_some()
    }

    /// True if the data of a field may differ from `before`.
    pub(crate) fn is_changed(&self, before: &Carried, field: FieldId) -> bool {
        !ptr::eq(self.column(field), before.column(field))
    }

    /// Moves the data of fields along with inserted and removed rows.
    pub(crate) fn shift(&mut self, fields: &[FieldId], shift: &RowShift) {
        for field in fields {
            let column = self.fields.get_mut(field.index());
            // Skip a field that has no data at or below the position.
            if let Some(column) = column.filter(|column| shift.at < column.rows.len()) {
                let new = iter::repeat_with(Kept::default).take(shift.come);
                Arc::make_mut(column).rows.splice(shift.at..shift.at + shift.gone, new);
            }
        }
    }
}

impl Report {
    /// Returns the data from last year's report.
    pub(crate) fn carried(&self) -> &Carried {
        &self.carried
    }

    /// Returns last year's value of a cell.
    pub fn last(&self, cell: CellRef) -> Option<&LastValue> {
        self.carried.kept(cell).last.as_deref()
    }

    /// Returns all values of last year, by cell.
    pub fn last_values(&self) -> impl Iterator<Item = (CellRef, &LastValue)> {
        self.carried.all().filter_map(|(cell, kept)| Some((cell, kept.last.as_deref()?)))
    }

    /// True if any value of last year is known.
    pub fn has_last(&self) -> bool {
        self.last_values().next().is_some()
    }

    /// True if the entry comes from last year and the user has not confirmed it yet.
    pub fn is_unconfirmed(&self, cell: CellRef) -> bool {
        self.carried.kept(cell).unconfirmed
    }

    /// Returns the cells of all unconfirmed entries.
    pub fn unconfirmed(&self) -> impl Iterator<Item = CellRef> {
        self.carried.all().filter(|(_, kept)| kept.unconfirmed).map(|(cell, _)| cell)
    }

    /// Marks an entry as unconfirmed or confirmed. Returns the previous mark.
    pub(crate) fn mark(&mut self, cell: CellRef, unconfirmed: bool) -> bool {
        let before = self.is_unconfirmed(cell);
        if before != unconfirmed && self.stands(cell) {
            self.carried.kept_mut(cell).unconfirmed = unconfirmed;
        }
        before
    }

    /// Sets last year's value of a cell. Returns the previous text.
    pub(crate) fn set_last(&mut self, form: &Form, cell: CellRef, text: Entry) -> Entry {
        let before = self.last(cell).map(|last| Arc::clone(&last.text));
        if (before.is_some() || text.is_some()) && self.stands(cell) {
            self.carried.kept_mut(cell).last = text.map(|text| {
                let value = form.field(cell.field).kind.parse(&text).unwrap_or_default();
                Arc::new(LastValue { text, value })
            });
        }
        before
    }

    /// True if the row of the cell exists.
    fn stands(&self, cell: CellRef) -> bool {
        cell.row.index().is_none_or(|row| row < self.column(cell.field).len())
    }

    /// Adds the data from last year of the row at index `at` to `row`, the contents of a removed row.
    pub(crate) fn take_carried(&self, fields: &[FieldId], at: usize, row: &mut RowEntries) {
        for field in fields {
            let cell = CellRef::at(*field, at);
            row.last.extend(self.last(cell).map(|last| (*field, last.text.clone())));
            row.unconfirmed.extend(self.is_unconfirmed(cell).then_some(*field));
        }
    }
}
