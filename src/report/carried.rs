//! Data from last year's report: its values, and the marks of entries that the user has not confirmed yet.

use std::ptr;
use std::sync::Arc;

use super::row_shift::RowShift;
use crate::form::{CellRef, FieldId, Row, Value};

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
pub(super) struct Kept {
    pub(super) last: Option<Arc<LastValue>>,
    pub(super) unconfirmed: bool,
}

/// Data of a field that has none, like most fields.
static NONE: Column = Column { only: NOTHING, rows: Vec::new(), sum: NOTHING };

const NOTHING: Kept = Kept { last: None, unconfirmed: false };

impl Column {
    pub(super) fn kept(&self, row: Row) -> &Kept {
        match row {
            Row::Only => &self.only,
            Row::At(_) => row.index().and_then(|row| self.rows.get(row)).unwrap_or(&NONE.only),
            Row::Sum => &self.sum,
        }
    }

    pub(super) fn kept_mut(&mut self, row: Row) -> &mut Kept {
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
    pub(super) fn all(&self) -> impl Iterator<Item = (Row, &Kept)> {
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
    pub(super) fn kept(&self, cell: CellRef) -> &Kept {
        self.column(cell.field).kept(cell.row)
    }

    /// Returns last year's value of a cell.
    pub(crate) fn last(&self, cell: CellRef) -> Option<&LastValue> {
        self.kept(cell).last.as_deref()
    }

    fn column(&self, field: FieldId) -> &Column {
        self.fields.get(field.index()).map_or(&NONE, Arc::as_ref)
    }

    pub(super) fn kept_mut(&mut self, cell: CellRef) -> &mut Kept {
        let at = cell.field.index();
        self.fields.resize_with(self.fields.len().max(at + 1), Arc::default);
        Arc::make_mut(&mut self.fields[at]).kept_mut(cell.row)
    }

    /// Returns the cells that have data, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = (CellRef, &Kept)> {
        let fields = (0..).map(FieldId).zip(&self.fields);
        let cells = fields
            .flat_map(|(field, column)| column.all().map(move |(row, kept)| (CellRef { field, row }, kept)));
        cells.filter(|(_, kept)| **kept != NONE.only)
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
                let rows = &mut Arc::make_mut(column).rows;
                if shift.inserted {
                    rows.insert(shift.at, Kept::default());
                } else {
                    rows.remove(shift.at);
                }
            }
        }
    }
}
