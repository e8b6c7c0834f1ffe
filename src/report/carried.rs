//! What came from last year's report: its values, and the entries that wait for a person's word.

use std::sync::Arc;

use super::{Entry, Report, RowEntries};
use crate::form::{CellRef, FieldId, Form, Row, Value};

/// What stood in a cell last year.
#[derive(Clone, Debug, PartialEq)]
pub struct LastValue {
    /// As it was exported then.
    pub text: Arc<str>,
    /// As this year's form reads it; blank where it cannot.
    pub value: Value,
}

/// Last year's values by this year's cells, and which entries are still last year's. A copy shares them by field.
#[derive(Clone, Debug, Default)]
pub(super) struct Carried {
    /// By field, as far as anything is kept.
    fields: Vec<Arc<Column>>,
}

/// What is kept of a field.
#[derive(Clone, Debug, Default)]
struct Column {
    /// Of one that stands alone.
    only: Kept,
    /// As far as anything is kept.
    rows: Vec<Kept>,
    sum: Kept,
}

/// What is kept of a cell.
#[derive(Clone, Debug, Default, PartialEq)]
struct Kept {
    last: Option<Arc<LastValue>>,
    unconfirmed: bool,
}

impl Kept {
    fn is_nothing(&self) -> bool {
        self.last.is_none() && !self.unconfirmed
    }

    /// Whether it is the very same, not only alike.
    fn is_same(&self, other: &Kept) -> bool {
        let last = match (&self.last, &other.last) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        last && self.unconfirmed == other.unconfirmed
    }
}

impl Column {
    fn get(&self, row: Row) -> Option<&Kept> {
        match row {
            Row::Only => Some(&self.only),
            Row::At(_) => self.rows.get(row.index()?),
            Row::Sum => Some(&self.sum),
        }
    }

    fn get_mut(&mut self, row: Row) -> &mut Kept {
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

    /// Everything, in the order of the cells.
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
    fn get(&self, cell: CellRef) -> Option<&Kept> {
        self.fields.get(cell.field.index())?.get(cell.row)
    }

    fn get_mut(&mut self, cell: CellRef) -> &mut Kept {
        let at = cell.field.index();
        self.fields.resize_with(self.fields.len().max(at + 1), Arc::default);
        Arc::make_mut(&mut self.fields[at]).get_mut(cell.row)
    }

    /// What is kept, in the order of the cells.
    fn all(&self) -> impl Iterator<Item = (CellRef, &Kept)> {
        let fields = (0..).map(FieldId).zip(&self.fields);
        let cells = fields
            .flat_map(|(field, column)| column.all().map(move |(row, kept)| (CellRef { field, row }, kept)));
        cells.filter(|(_, kept)| !kept.is_nothing())
    }

    /// How many things it keeps.
    pub(super) fn len(&self) -> usize {
        self.all().map(|(_, kept)| usize::from(kept.last.is_some()) + usize::from(kept.unconfirmed)).sum()
    }

    /// The cells of which something else is kept than before; `was` tells where a cell stood then.
    pub(super) fn changed<'c>(
        &'c self,
        before: &'c Carried,
        was: impl Fn(CellRef) -> Option<CellRef> + 'c,
    ) -> impl Iterator<Item = CellRef> + 'c {
        static NOTHING: Kept = Kept { last: None, unconfirmed: false };
        let count = self.fields.len().max(before.fields.len());
        let fields = (0..).map(FieldId).take(count).filter(|field| {
            match (self.fields.get(field.index()), before.fields.get(field.index())) {
                (Some(now), Some(before)) => !Arc::ptr_eq(now, before),
                _ => true,
            }
        });
        let rows = |carried: &Carried, field: FieldId| {
            carried.fields.get(field.index()).map_or(0, |column| column.rows.len())
        };
        let cells = fields.flat_map(move |field| {
            // A row that went leaves one more behind it than are kept now.
            let rows = rows(self, field).max(rows(before, field));
            let rows = (0..rows).map(move |row| CellRef::at(field, row));
            [CellRef::only(field)].into_iter().chain(rows).chain([CellRef { field, row: Row::Sum }])
        });
        cells.filter(move |cell| {
            let now = self.get(*cell).unwrap_or(&NOTHING);
            let before = was(*cell).and_then(|cell| before.get(cell)).unwrap_or(&NOTHING);
            !now.is_same(before)
        })
    }
}

impl Report {
    /// What came from last year's report.
    pub(super) fn carried(&self) -> &Carried {
        &self.carried
    }

    /// What stood in a cell last year.
    pub fn last(&self, cell: CellRef) -> Option<&LastValue> {
        self.carried.get(cell)?.last.as_deref()
    }

    /// All values of last year, by cell.
    pub fn last_values(&self) -> impl Iterator<Item = (CellRef, &LastValue)> {
        self.carried.all().filter_map(|(cell, kept)| Some((cell, kept.last.as_deref()?)))
    }

    /// Whether any value of last year is known.
    pub fn has_last(&self) -> bool {
        self.last_values().next().is_some()
    }

    /// Whether an entry is last year's and no person has confirmed it yet.
    pub fn is_unconfirmed(&self, cell: CellRef) -> bool {
        self.carried.get(cell).is_some_and(|kept| kept.unconfirmed)
    }

    /// All entries that wait to be confirmed.
    pub fn unconfirmed(&self) -> impl Iterator<Item = CellRef> {
        self.carried.all().filter(|(_, kept)| kept.unconfirmed).map(|(cell, _)| cell)
    }

    /// Says that an entry is last year's, or that it is confirmed; tells what was said before.
    pub(super) fn mark(&mut self, cell: CellRef, unconfirmed: bool) -> bool {
        let before = self.is_unconfirmed(cell);
        if before != unconfirmed && self.stands(cell) {
            self.carried.get_mut(cell).unconfirmed = unconfirmed;
        }
        before
    }

    /// Keeps what stood in a cell last year; gives back what was kept before.
    pub(super) fn set_last(&mut self, form: &Form, cell: CellRef, text: Entry) -> Entry {
        let before = self.last(cell).map(|last| Arc::clone(&last.text));
        if (before.is_some() || text.is_some()) && self.stands(cell) {
            self.carried.get_mut(cell).last = text.map(|text| {
                let value = form.field(cell.field).kind.parse(&text).unwrap_or_default();
                Arc::new(LastValue { text, value })
            });
        }
        before
    }

    /// Whether there is such a row.
    fn stands(&self, cell: CellRef) -> bool {
        cell.row.index().is_none_or(|row| row < self.column(cell.field).len())
    }

    /// Takes what came from last year out of a row that goes.
    pub(super) fn take_carried(&self, fields: &[FieldId], at: usize, row: &mut RowEntries) {
        for field in fields {
            let cell = CellRef::at(*field, at);
            row.last.extend(self.last(cell).map(|last| (*field, last.text.clone())));
            row.unconfirmed.extend(self.is_unconfirmed(cell).then_some(*field));
        }
    }

    /// Makes room for a row.
    pub(super) fn insert_carried(&mut self, fields: &[FieldId], at: usize) {
        self.with_rows(fields, at, |rows| rows.insert(at, Kept::default()));
    }

    /// A row goes.
    pub(super) fn remove_carried(&mut self, fields: &[FieldId], at: usize) {
        self.with_rows(fields, at, |rows| _ = rows.remove(at));
    }

    /// Changes the rows of fields of which so much is kept.
    fn with_rows(&mut self, fields: &[FieldId], at: usize, change: impl Fn(&mut Vec<Kept>)) {
        for field in fields {
            if let Some(column) =
                self.carried.fields.get_mut(field.index()).filter(|column| at < column.rows.len())
            {
                change(&mut Arc::make_mut(column).rows);
            }
        }
    }
}
