//! The undo history: a report with the steps that can be undone and redone.

use std::collections::HashSet;

use crate::form::{CellRef, Form};
use crate::report::{Edit, Report};

/// Maximum number of undo steps.
const MAX_STEPS: usize = 10_000;

/// A report with its undo and redo steps.
#[derive(Clone, Debug)]
pub struct UndoHistory {
    pub(super) report: Report,
    pub(super) undo: Vec<Done>,
    pub(super) redo: Vec<Done>,
    /// Revision of the report. Equal revisions mean equal content.
    pub(super) revision: u64,
    /// The highest revision assigned so far.
    revisions: u64,
}

/// A change of a report, as stored in the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The cause of the change.
    pub way: Way,
    /// The edit.
    pub edit: Edit,
    /// The cell where the change was made.
    pub cell: CellRef,
}

/// The cause of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// An edit of the user.
    Done(Merge),
    /// Undo of the last step.
    Undone,
    /// Redo of the last undone step.
    Redone,
}

/// A step that can be undone or redone.
#[derive(Clone, Debug)]
pub struct Done {
    /// The edit that undoes the step, or redoes it if it was undone.
    pub(super) inverse: Edit,
    /// The cell where the change was made.
    pub cell: CellRef,
    /// The run of typing that can continue this step.
    pub(super) merge: Merge,
    /// The revision that the inverse restores.
    revision: u64,
}

/// Rule for merging a change into the previous step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// The change is a separate step.
    No,
    /// A run of typing with this number. The change continues the previous step if that has the same number
    /// and cell.
    Run(u64),
}

impl Change {
    /// True if this change can replace the change directly before it without loss: both set the text of the
    /// same cell in the same run of typing.
    pub fn overwrites(&self, before: &Change) -> bool {
        let set = |edit: &Edit| match edit {
            Edit::Set { cell, .. } => Some(*cell),
            _ => None,
        };
        matches!(self.way, Way::Done(Merge::Run(_)))
            && (self.way, self.cell) == (before.way, before.cell)
            && set(&self.edit).is_some()
            && set(&self.edit) == set(&before.edit)
    }
}

impl Edit {
    /// Returns a batch of this edit followed by the other. Omits the parts of this edit that the other
    /// certainly overwrites.
    fn before(&self, other: &Edit) -> Edit {
        let (first, then) = (self.parts(), other.parts());
        // The cell that an edit changes, with true for its text and false for its mark. `None` for other
        // edits, which may move rows.
        let target = |edit: &Edit| match edit {
            Edit::Set { cell, .. } => Some((true, *cell)),
            Edit::Mark { cell, .. } => Some((false, *cell)),
            _ => None,
        };
        let moves = first.iter().any(|edit| target(edit).is_none());
        let last: HashSet<(bool, CellRef)> =
            then.iter().filter(|_| !moves).map_while(|edit| target(edit)).collect();
        // Setting a text also removes the mark, so it overwrites an earlier text and an earlier mark.
        let again = |(text, cell): (bool, CellRef)| {
            last.contains(&(true, cell)) || !text && last.contains(&(false, cell))
        };
        let first = first.into_iter().filter(|edit| !target(edit).is_some_and(again));
        Edit::Batch(first.chain(then).cloned().collect())
    }

    /// Returns the single edits that it consists of, in order.
    pub(super) fn parts(&self) -> Vec<&Edit> {
        match self {
            Edit::Batch(edits) => edits.iter().flat_map(Edit::parts).collect(),
            edit => vec![edit],
        }
    }
}

impl UndoHistory {
    /// Creates an empty history for a report.
    pub fn new(report: Report) -> UndoHistory {
        UndoHistory { report, undo: Vec::new(), redo: Vec::new(), revision: 0, revisions: 0 }
    }

    /// Returns the report.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Returns the number of steps that can be undone.
    pub fn steps(&self) -> usize {
        self.undo.len()
    }

    /// Applies a change from the journal.
    pub(super) fn apply(&mut self, form: &Form, change: Change) {
        match change.way {
            Way::Done(merge) => self.change(form, change.edit, change.cell, merge),
            Way::Undone => self.undo(form, change.edit, change.cell),
            Way::Redone => self.redo(form, change.edit, change.cell),
        }
    }

    /// Ends the run of typing: the next change is a separate step.
    pub(super) fn seal(&mut self) {
        if let Some(last) = self.undo.last_mut() {
            last.merge = Merge::No;
        }
    }

    /// Adds a step read from the journal to the undo steps or to the redo steps.
    pub(super) fn put(&mut self, undo: bool, inverse: Edit, cell: CellRef, merge: Merge) {
        self.revisions += 1;
        let revision = self.revisions;
        let steps = if undo { &mut self.undo } else { &mut self.redo };
        steps.push(Done { inverse, cell, merge, revision });
    }

    /// Discards all undo steps or all redo steps.
    pub(super) fn forget(&mut self, undo: bool) {
        if undo { self.undo.clear() } else { self.redo.clear() }
    }

    pub(super) fn change(&mut self, form: &Form, edit: Edit, cell: CellRef, merge: Merge) {
        let elsewhere = !matches!(&edit, Edit::Set { cell: set, .. } if *set == cell);
        let inverse = self.report.apply(form, edit);
        self.redo.clear();
        let before = self.revision;
        self.revisions += 1;
        self.revision = self.revisions;
        let goes_on = merge != Merge::No
            && self.undo.last().is_some_and(|last| last.merge == merge && last.cell == cell);
        if goes_on {
            // The step already restores the text of the cell before the run. Add the inverse of an edit that
            // changes anything else.
            if let Some(last) = self.undo.last_mut().filter(|_| elsewhere) {
                let earlier = std::mem::replace(&mut last.inverse, Edit::Batch(Vec::new()));
                last.inverse = inverse.before(&earlier);
            }
        } else {
            if self.undo.len() == MAX_STEPS {
                self.undo.remove(0);
            }
            self.undo.push(Done { inverse, cell, merge, revision: before });
        }
    }

    /// Undoes the last step with its inverse, `edit`. The list of undo steps can be empty, because the
    /// journal may contain fewer steps than were undone.
    fn undo(&mut self, form: &Form, edit: Edit, cell: CellRef) {
        let before = self.undo.pop().map(|done| done.revision);
        let done = self.revert(form, edit, cell, before);
        self.redo.push(done);
    }

    fn redo(&mut self, form: &Form, edit: Edit, cell: CellRef) {
        let after = self.redo.pop().map(|done| done.revision);
        let done = self.revert(form, edit, cell, after);
        self.undo.push(done);
    }

    fn revert(&mut self, form: &Form, edit: Edit, cell: CellRef, to: Option<u64>) -> Done {
        let inverse = self.report.apply(form, edit);
        let to = to.unwrap_or_else(|| {
            self.revisions += 1;
            self.revisions
        });
        let revision = std::mem::replace(&mut self.revision, to);
        Done { inverse, cell, merge: Merge::No, revision }
    }
}
