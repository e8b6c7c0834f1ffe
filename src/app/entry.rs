//! Entries: setting a cell, undo and redo.

use super::model::Model;
use crate::form::CellRef;
use crate::import::entry_text;
use crate::message;
use crate::report::{Edit, RowEntries};
use crate::session::Merge;
use crate::sheet::Origin;

impl Model {
    /// Returns the reason why the report cannot be changed, if it is read only.
    pub fn writable(&self) -> Result<(), String> {
        self.read_only_reason().map_or(Ok(()), Err)
    }

    /// Returns the sentence that says why the report cannot be changed; `None` if it can.
    pub fn read_only_reason(&self) -> Option<String> {
        let usual = || message::read_only(self.lang);
        self.read_only.then(|| self.why_read_only.clone().unwrap_or_else(usual))
    }

    /// Changes the report; if it is read only, returns the reason why not.
    pub fn change(&mut self, edit: Edit, cell: CellRef, merge: Merge) -> Result<(), String> {
        self.writable()?;
        self.session.change(edit, cell, merge);
        Ok(())
    }

    /// Returns the text of a cell as shown in the report.
    pub fn shown(&self, cell: CellRef) -> String {
        let sheet_cell = self.session.sheet().cell(cell);
        let text = self.session.report().text(cell);
        if sheet_cell.problem.is_some() && !text.is_empty() {
            return text.to_owned();
        }
        self.session.form().field(cell.field).kind.show(&sheet_cell.value, self.lang)
    }

    /// Returns the reason why a cell does not accept an entry, if any.
    pub fn closed(&self, cell: CellRef) -> Option<String> {
        let locked = || self.session.is_locked(cell) && self.unlocked != Some(cell);
        self.writable().err().or_else(|| locked().then(|| (self.wording.locked)(self.lang)))
    }

    /// Returns an edit that first creates the row of the cell if it does not exist yet.
    pub fn with_row(&self, cell: CellRef, mut edits: Vec<Edit>) -> Edit {
        if let (Some(rows), Some(at)) = (self.session.form().field(cell.field).rows(), cell.row.index())
            && at >= self.session.report().rows(rows)
        {
            edits.insert(0, Edit::InsertRow { rows, at, row: RowEntries::default() });
        }
        if edits.len() == 1 { edits.remove(0) } else { Edit::Batch(edits) }
    }

    /// Returns a typed text as the entry of a cell: completes a date, and removes the label of the row that the
    /// form prints itself.
    pub fn completed(&self, cell: CellRef, text: &str) -> String {
        let form = self.session.form();
        let date = form.field(cell.field).kind.complete(text, self.today);
        date.unwrap_or_else(|| entry_text(form, cell.field, text).to_owned())
    }

    /// Sets a cell as a separate step of the undo history; returns true if that is a change. The same text again
    /// confirms an unconfirmed entry.
    pub fn set(&mut self, cell: CellRef, text: &str) -> Result<bool, String> {
        let report = self.session.report();
        if report.text(cell) == text && !report.is_unconfirmed(cell) {
            return Ok(false);
        }
        let edit = self.with_row(cell, vec![Edit::Set { cell, text: Some(text.into()) }]);
        self.change(edit, cell, Merge::No).map(|()| true)
    }

    /// Removes the override of a calculated cell; returns a sentence, or `None` if there is no override.
    pub fn release(&mut self, cell: CellRef) -> Result<Option<String>, String> {
        if self.session.sheet().cell(cell).origin != Origin::Overridden {
            return Ok(None);
        }
        self.change(Edit::Set { cell, text: None }, cell, Merge::No)?;
        Ok(Some(message::calculated_again(self.lang)))
    }

    /// Undoes the last step, or redoes the last undone one; returns its cell and a sentence about it.
    pub fn undo(&mut self, undo: bool) -> Result<(CellRef, String), String> {
        let lang = self.lang;
        self.writable()?;
        let step = if undo { self.session.undo() } else { self.session.redo() };
        let nothing = if undo { message::nothing_to_undo } else { message::nothing_to_redo };
        let step = step.ok_or_else(|| nothing(lang))?;
        let did = step.words(self.session.form(), self.session.report(), lang);
        let said = if undo { (self.wording.undone)(lang, &did) } else { message::redone(lang, &did) };
        Ok((step.cell, said))
    }
}
