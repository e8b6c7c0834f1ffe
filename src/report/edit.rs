//! Edits of a report. Applying an edit returns its inverse.

use std::sync::Arc;

use super::carried::LastValue;
use super::contents::Report;
use super::entry::Entry;
use super::note::{Note, Topic, shifted};
use super::row_shift::RowShift;
use crate::form::{CellRef, FieldId, Form, Row, RowSetId};

/// The entries of one row across all tables that share it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowEntries {
    /// The entries that are not blank.
    pub entries: Vec<(FieldId, Arc<str>)>,
    /// Notes, as topic, field and note.
    pub notes: Vec<(Topic, FieldId, Note)>,
    /// Values from last year.
    pub last: Vec<(FieldId, Arc<str>)>,
    /// Fields with an unconfirmed entry from last year.
    pub unconfirmed: Vec<FieldId>,
}

/// A change of a report.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Sets or clears the text of a cell. This also removes the mark of an unconfirmed entry.
    Set {
        /// The cell.
        cell: CellRef,
        /// New text; `None` clears the cell.
        text: Entry,
    },
    /// Sets or removes the mark of an unconfirmed entry: text that comes from last year's report.
    Mark {
        /// The cell.
        cell: CellRef,
        /// True if the entry is unconfirmed.
        unconfirmed: bool,
    },
    /// Sets last year's value of a cell.
    Last {
        /// The cell.
        cell: CellRef,
        /// Last year's text; `None` if it is unknown.
        text: Entry,
    },
    /// Inserts a row before the row at `at`.
    InsertRow {
        /// The row set.
        rows: RowSetId,
        /// Index of the new row, from 0.
        at: usize,
        /// Contents of the new row.
        row: RowEntries,
    },
    /// Removes a row with its entries in all tables.
    RemoveRow {
        /// The row set.
        rows: RowSetId,
        /// Index of the row, from 0.
        at: usize,
    },
    /// Moves a row.
    MoveRow {
        /// The row set.
        rows: RowSetId,
        /// Index before the move, from 0.
        from: usize,
        /// Index after the move.
        to: usize,
    },
    /// Sets or removes a note: an explanation or a tick.
    Note {
        /// Its topic.
        topic: Topic,
        /// Its cell.
        cell: CellRef,
        /// The note; `None` removes it.
        note: Option<Note>,
    },
    /// Several edits, applied in order as one.
    Batch(Vec<Edit>),
}

impl Edit {
    /// Returns the edit that explains the findings of a rule at a cell; `None` removes the explanation.
    /// `values` are the values of the findings, one line for each.
    pub fn explain(rule: &str, cell: CellRef, text: Option<String>, values: Option<String>) -> Edit {
        let note = text.map(|text| Note { text, values });
        Edit::Note { topic: Topic::Rule(rule.to_owned()), cell, note }
    }

    /// Returns the edit that ticks the claim with these words in the text of a cell. `witness` is the value
    /// that it was checked against; `None` removes the tick.
    pub fn tick(cell: CellRef, words: &str, witness: Option<String>) -> Edit {
        let note = witness.map(|value| Note { text: String::new(), values: Some(value) });
        Edit::Note { topic: Topic::Claim(words.to_owned()), cell, note }
    }
}

impl Report {
    /// Applies an edit to the report. Returns the edit that undoes it.
    pub fn apply(&mut self, form: &Form, edit: Edit) -> Edit {
        match edit {
            Edit::Set { cell, text } => {
                let text = text.filter(|text| !text.is_empty());
                let before = Edit::Set { cell, text: self.set(cell, text) };
                if self.mark(cell, false) {
                    Edit::Batch(vec![before, Edit::Mark { cell, unconfirmed: true }])
                } else {
                    before
                }
            }
            Edit::Mark { cell, unconfirmed } => {
                Edit::Mark { cell, unconfirmed: self.mark(cell, unconfirmed) }
            }
            Edit::Last { cell, text } => Edit::Last { cell, text: self.set_last(form, cell, text) },
            Edit::InsertRow { rows, at, row } => {
                self.insert_row(form, rows, at, row);
                Edit::RemoveRow { rows, at }
            }
            Edit::RemoveRow { rows, at } => {
                let row = self.remove_row(form, rows, at);
                Edit::InsertRow { rows, at, row }
            }
            Edit::MoveRow { rows, from, to } => {
                let row = self.remove_row(form, rows, from);
                self.insert_row(form, rows, to, row);
                Edit::MoveRow { rows, from: to, to: from }
            }
            Edit::Note { topic, cell, note } => {
                let before = self.set_note(topic.clone(), cell, note);
                Edit::Note { topic, cell, note: before }
            }
            Edit::Batch(edits) => {
                let mut inverse: Vec<Edit> = edits.into_iter().map(|edit| self.apply(form, edit)).collect();
                inverse.reverse();
                Edit::Batch(inverse)
            }
        }
    }

    /// Sets the entry of a cell. Returns the previous entry.
    pub(crate) fn set(&mut self, cell: CellRef, text: Entry) -> Entry {
        if cell.row == Row::Sum {
            return match text {
                Some(text) => self.sums.insert(cell.field, text),
                None => self.sums.remove(&cell.field),
            };
        }
        let row = cell.row.index().unwrap_or(0);
        let column = self.entries.get_mut(cell.field.index()).map(Arc::make_mut);
        let slot = column.and_then(|column| column.get_mut(row));
        slot.and_then(|slot| std::mem::replace(slot, text))
    }

    fn insert_row(&mut self, form: &Form, rows: RowSetId, at: usize, row: RowEntries) {
        let count = &mut self.rows[rows.0 as usize];
        let at = at.min(*count);
        *count += 1;
        for field in &form.row_set(rows).fields {
            self.column_mut(*field).insert(at, None);
        }
        for (field, text) in row.entries {
            self.column_mut(field)[at] = Some(text);
        }
        self.shift(form, &RowShift { rows, at, inserted: true });
        for (topic, field, note) in row.notes {
            self.set_note(topic, CellRef::at(field, at), Some(note));
        }
        for (field, text) in row.last {
            self.set_last(form, CellRef::at(field, at), Some(text));
        }
        for field in row.unconfirmed {
            self.mark(CellRef::at(field, at), true);
        }
    }

    fn remove_row(&mut self, form: &Form, rows: RowSetId, at: usize) -> RowEntries {
        let count = &mut self.rows[rows.0 as usize];
        if at >= *count {
            return RowEntries::default();
        }
        *count -= 1;
        let fields = &form.row_set(rows).fields;
        let mut taken = RowEntries::default();
        for field in fields {
            if let Some(text) = self.column_mut(*field).remove(at) {
                taken.entries.push((*field, text));
            }
        }
        for (topic, cell, note) in self.notes() {
            if fields.contains(&cell.field) && cell.row.index() == Some(at) {
                taken.notes.push((topic.clone(), cell.field, note.clone()));
            }
        }
        self.take_carried(fields, at, &mut taken);
        self.shift(form, &RowShift { rows, at, inserted: false });
        taken
    }

    /// Moves notes and last year's values along with their rows. Drops those of a removed row.
    fn shift(&mut self, form: &Form, shift: &RowShift) {
        self.notes = shifted(std::mem::take(&mut self.notes), form, shift);
        self.carried.shift(&form.row_set(shift.rows).fields, shift);
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
