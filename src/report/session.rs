//! A session: form, report, sheet and history, always in step.

use std::sync::Arc;

use super::{Edit, Report, Sheet, Texts, calculate};
use crate::form::{CellRef, Form};
use crate::message::Lang;

/// How many steps can be undone.
const MAX_STEPS: usize = 10_000;

/// A report being filled in: `sheet == calculate(form, report)` always.
#[derive(Debug)]
pub struct Session {
    form: Arc<Form>,
    report: Report,
    sheet: Sheet,
    undo: Vec<Done>,
    redo: Vec<Done>,
    /// What was applied since it was last taken, to be written to the journal.
    changes: Vec<Edit>,
    /// Counts changes; equal numbers mean equal content.
    revision: u64,
    revisions: u64,
}

/// Something that was done and can be undone.
#[derive(Clone, Debug)]
pub struct Done {
    /// What undoes it (or, once undone, does it again).
    inverse: Edit,
    /// Where it happened.
    pub cell: CellRef,
    /// Whether typing goes on in the same step.
    merge: Merge,
    /// The revision before it.
    revision: u64,
}

/// Whether a change belongs to the step before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// A step of its own.
    No,
    /// Goes on with the step before it when that has the same number and cell: one run of typing.
    Run(u64),
}

impl Session {
    /// A session over a report.
    pub fn new(form: Arc<Form>, report: Report) -> Session {
        let sheet = calculate(&form, &report);
        Session {
            form,
            report,
            sheet,
            undo: Vec::new(),
            redo: Vec::new(),
            changes: Vec::new(),
            revision: 0,
            revisions: 0,
        }
    }

    /// The form.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The form, to be kept.
    pub fn shared_form(&self) -> Arc<Form> {
        Arc::clone(&self.form)
    }

    /// What was typed.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What follows from it.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// What sentences are made from.
    pub fn texts(&self, lang: Lang) -> Texts<'_> {
        Texts { form: &self.form, report: &self.report, sheet: &self.sheet, lang }
    }

    /// Which state of the report this is: undoing returns to the number before.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How many steps can be undone.
    pub fn steps(&self) -> usize {
        self.undo.len()
    }

    /// Changes the report at a cell.
    pub fn change(&mut self, edit: Edit, cell: CellRef, merge: Merge) {
        let inverse = self.apply(edit);
        self.redo.clear();
        let before = self.revision;
        self.revisions += 1;
        self.revision = self.revisions;
        let goes_on = merge != Merge::No
            && self.undo.last().is_some_and(|last| last.merge == merge && last.cell == cell);
        if !goes_on {
            if self.undo.len() == MAX_STEPS {
                self.undo.remove(0);
            }
            self.undo.push(Done { inverse, cell, merge, revision: before });
        }
    }

    /// Applies an edit, notes it for the journal and calculates anew.
    fn apply(&mut self, edit: Edit) -> Edit {
        match (&edit, self.changes.last_mut()) {
            // Of a run of typing only the last state counts.
            (Edit::Set { cell, text }, Some(Edit::Set { cell: last, text: last_text })) if last == cell => {
                last_text.clone_from(text);
            }
            _ => self.changes.push(edit.clone()),
        }
        let inverse = self.report.apply(&self.form, edit);
        self.sheet = calculate(&self.form, &self.report);
        inverse
    }

    /// What was applied since this was last asked: applied again in order it leads to the same report.
    pub fn take_changes(&mut self) -> Vec<Edit> {
        std::mem::take(&mut self.changes)
    }

    /// Undoes the last step; tells where it was.
    pub fn undo(&mut self) -> Option<CellRef> {
        let done = self.undo.pop()?;
        let (cell, redo) = self.revert(done);
        self.redo.push(redo);
        Some(cell)
    }

    /// Does the last undone step again; tells where it was.
    pub fn redo(&mut self) -> Option<CellRef> {
        let done = self.redo.pop()?;
        let (cell, undo) = self.revert(done);
        self.undo.push(undo);
        Some(cell)
    }

    fn revert(&mut self, done: Done) -> (CellRef, Done) {
        let inverse = self.apply(done.inverse);
        let revision = std::mem::replace(&mut self.revision, done.revision);
        (done.cell, Done { inverse, cell: done.cell, merge: Merge::No, revision })
    }
}
