//! What came from last year's report: its values, and the entries that wait for a person's word.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Entry, Report, RowEntries};
use crate::form::{CellRef, FieldId, Form, Value};

/// What stood in a cell last year.
#[derive(Clone, Debug, PartialEq)]
pub struct LastValue {
    /// As it was exported then.
    pub text: Arc<str>,
    /// As this year's form reads it; blank where it cannot.
    pub value: Value,
}

/// Last year's values by this year's cells, and which entries are still last year's. Both change seldom: a
/// copy shares them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Carried {
    last: Arc<BTreeMap<CellRef, LastValue>>,
    unconfirmed: Arc<BTreeSet<CellRef>>,
}

impl Carried {
    /// Whether it is the very same, not only alike.
    pub(super) fn is_same(&self, other: &Carried) -> bool {
        Arc::ptr_eq(&self.last, &other.last) && Arc::ptr_eq(&self.unconfirmed, &other.unconfirmed)
    }

    /// How many things it keeps.
    pub(super) fn len(&self) -> usize {
        self.last.len() + self.unconfirmed.len()
    }
}

impl Report {
    /// What came from last year's report.
    pub(super) fn carried(&self) -> &Carried {
        &self.carried
    }

    /// What stood in a cell last year.
    pub fn last(&self, cell: CellRef) -> Option<&LastValue> {
        self.carried.last.get(&cell)
    }

    /// All values of last year, by cell.
    pub fn last_values(&self) -> impl Iterator<Item = (CellRef, &LastValue)> {
        self.carried.last.iter().map(|(cell, value)| (*cell, value))
    }

    /// Whether any value of last year is known.
    pub fn has_last(&self) -> bool {
        !self.carried.last.is_empty()
    }

    /// Whether an entry is last year's and no person has confirmed it yet.
    pub fn is_unconfirmed(&self, cell: CellRef) -> bool {
        self.carried.unconfirmed.contains(&cell)
    }

    /// All entries that wait to be confirmed.
    pub fn unconfirmed(&self) -> impl Iterator<Item = CellRef> {
        self.carried.unconfirmed.iter().copied()
    }

    /// Says that an entry is last year's, or that it is confirmed; tells what was said before.
    pub(super) fn mark(&mut self, cell: CellRef, unconfirmed: bool) -> bool {
        let before = self.is_unconfirmed(cell);
        match (before, unconfirmed) {
            (false, true) => _ = Arc::make_mut(&mut self.carried.unconfirmed).insert(cell),
            (true, false) => _ = Arc::make_mut(&mut self.carried.unconfirmed).remove(&cell),
            _ => {}
        }
        before
    }

    /// Keeps what stood in a cell last year; gives back what was kept before.
    pub(super) fn set_last(&mut self, form: &Form, cell: CellRef, text: Entry) -> Entry {
        let last = Arc::make_mut(&mut self.carried.last);
        let before = match text {
            Some(text) => {
                let value = form.field(cell.field).kind.parse(&text).unwrap_or_default();
                last.insert(cell, LastValue { text, value })
            }
            None => last.remove(&cell),
        };
        before.map(|before| before.text)
    }

    /// Takes what came from last year out of a row that goes.
    pub(super) fn take_carried(&self, fields: &[FieldId], at: usize, row: &mut RowEntries) {
        for field in fields {
            let cell = CellRef::at(*field, at);
            row.last.extend(self.last(cell).map(|last| (*field, last.text.clone())));
            row.unconfirmed.extend(self.is_unconfirmed(cell).then_some(*field));
        }
    }

    /// Moves what came from last year with its rows; what has no row any more goes.
    pub(super) fn shift_carried(&mut self, moved: impl Fn(CellRef) -> Option<CellRef>) {
        let Carried { last, unconfirmed } = &mut self.carried;
        if !last.is_empty() {
            let there = std::mem::take(Arc::make_mut(last)).into_iter();
            *last = Arc::new(there.filter_map(|(cell, value)| Some((moved(cell)?, value))).collect());
        }
        if !unconfirmed.is_empty() {
            *unconfirmed = Arc::new(unconfirmed.iter().copied().filter_map(moved).collect());
        }
    }
}
