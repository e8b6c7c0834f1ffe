//! A session: form, report, sheet and history, always in step.

use std::collections::HashSet;
use std::sync::Arc;

use super::compare::{compare, pick};
use super::reference::follow;
use super::{Edit, Origin, Report, Sheet, Step, Texts, calculate, recalculate};
use crate::form::{CellRef, Form};
use crate::message::Lang;

/// How many steps can be undone.
const MAX_STEPS: usize = 10_000;

/// A report being filled in: `sheet == calculate(form, report)` always.
#[derive(Debug)]
pub struct Session {
    form: Arc<Form>,
    undo_history: UndoHistory,
    sheet: Sheet,
    /// What was done and not yet taken for the journal, if there is one.
    log: Option<Vec<Change>>,
}

/// A report and what was done to it.
#[derive(Clone, Debug)]
pub struct UndoHistory {
    pub(super) report: Report,
    pub(super) undo: Vec<Done>,
    pub(super) redo: Vec<Done>,
    /// Equal numbers mean equal content.
    revision: u64,
    /// Counts changes.
    revisions: u64,
}

/// What was done to a report, as the journal keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// How it came about.
    pub way: Way,
    /// What was done.
    pub edit: Edit,
    /// Where.
    pub cell: CellRef,
}

/// How a change came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A person did it.
    Done(Merge),
    /// The last step was undone.
    Undone,
    /// It was undone and is done again.
    Redone,
}

/// Something that was done and can be undone.
#[derive(Clone, Debug)]
pub struct Done {
    /// What undoes it (or, once undone, does it again).
    pub(super) inverse: Edit,
    /// Where it happened.
    pub cell: CellRef,
    /// Whether typing goes on in the same step.
    pub(super) merge: Merge,
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
        Session::resume(form, UndoHistory::new(report))
    }

    /// A session that goes on with what was done before; no typing goes on in a step of then.
    pub fn resume(form: Arc<Form>, mut undo_history: UndoHistory) -> Session {
        undo_history.seal();
        let sheet = calculate(&form, &undo_history.report);
        Session { form, undo_history, sheet, log: None }
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
        &self.undo_history.report
    }

    /// The report and what was done to it.
    pub fn undo_history(&self) -> &UndoHistory {
        &self.undo_history
    }

    /// What follows from it.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// What sentences are made from.
    pub fn texts(&self, lang: Lang) -> Texts<'_> {
        Texts { form: &self.form, report: &self.undo_history.report, sheet: &self.sheet, lang }
    }

    /// Which state of the report this is: undoing returns to the number before.
    pub fn revision(&self) -> u64 {
        self.undo_history.revision
    }

    /// How many steps can be undone.
    pub fn steps(&self) -> usize {
        self.undo_history.undo.len()
    }

    /// Whether nothing is to be typed in a cell: its value is given, and nobody has typed over it.
    pub fn is_locked(&self, cell: CellRef) -> bool {
        self.form.is_locked(cell) && self.sheet.cell(cell).origin != Origin::Overridden
    }

    /// From now on changes are kept for [`Session::take_log`].
    pub fn keep_log(&mut self) {
        self.log.get_or_insert_default();
    }

    /// What was done since this was last asked; nothing unless it is kept.
    pub fn take_log(&mut self) -> Vec<Change> {
        self.log.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Changes the report at a cell; figures in texts follow their rows.
    pub fn change(&mut self, edit: Edit, cell: CellRef, merge: Merge) {
        let edit = follow(&self.form, &self.undo_history.report, edit);
        self.record(Change { way: Way::Done(merge), edit: edit.clone(), cell });
        self.undo_history.change(&self.form, edit, cell, merge);
        self.calculate();
    }

    /// Makes the report another one of the same form, in one step.
    pub fn become_report(&mut self, other: &Report, cell: CellRef) {
        let edit = pick(&compare(&self.form, &self.undo_history.report, other));
        self.record(Change { way: Way::Done(Merge::No), edit: edit.clone(), cell });
        self.undo_history.change(&self.form, edit, cell, Merge::No);
        self.calculate();
    }

    /// Undoes the last step; tells what it was.
    pub fn undo(&mut self) -> Option<Step> {
        let done = self.undo_history.undo.last()?.clone();
        Some(self.again(Way::Undone, done))
    }

    /// Does the last undone step again; tells what it was.
    pub fn redo(&mut self) -> Option<Step> {
        let done = self.undo_history.redo.last()?.clone();
        Some(self.again(Way::Redone, done))
    }

    fn again(&mut self, way: Way, Done { inverse: edit, cell, .. }: Done) -> Step {
        let step = |report: &Report| Step::of(&self.form, report, &edit, cell, way == Way::Undone);
        let before = (!Step::brings_rows(&edit)).then(|| step(&self.undo_history.report));
        self.undo_history.apply(&self.form, Change { way, edit: edit.clone(), cell });
        let step = before.unwrap_or_else(|| step(&self.undo_history.report));
        self.record(Change { way, edit, cell });
        self.calculate();
        step
    }

    fn calculate(&mut self) {
        let before = std::mem::take(&mut self.sheet);
        self.sheet = recalculate(&self.form, &self.undo_history.report, before);
    }

    fn record(&mut self, change: Change) {
        let Some(log) = &mut self.log else { return };
        match log.last_mut() {
            Some(last) if change.overwrites(last) => *last = change,
            _ => log.push(change),
        }
    }
}

impl Change {
    /// Whether nothing is lost when this stands in the place of the one right before it: typing in one cell.
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
    /// Both as one, this one first. What the other is sure to change anew is not changed twice.
    fn before(&self, other: &Edit) -> Edit {
        let (first, then) = (self.parts(), other.parts());
        // Whether it is the text, and of which cell; nothing for what may move rows.
        let target = |edit: &Edit| match edit {
            Edit::Set { cell, .. } => Some((true, *cell)),
            Edit::Mark { cell, .. } => Some((false, *cell)),
            _ => None,
        };
        let moves = first.iter().any(|edit| target(edit).is_none());
        let last: HashSet<(bool, CellRef)> =
            then.iter().filter(|_| !moves).map_while(|edit| target(edit)).collect();
        // A text that is set waits for nobody's word unless it is marked after it.
        let again = |(text, cell): (bool, CellRef)| {
            last.contains(&(true, cell)) || !text && last.contains(&(false, cell))
        };
        let first = first.into_iter().filter(|edit| !target(edit).is_some_and(again));
        Edit::Batch(first.chain(then).cloned().collect())
    }

    /// What it consists of, in order.
    pub(super) fn parts(&self) -> Vec<&Edit> {
        match self {
            Edit::Batch(edits) => edits.iter().flat_map(Edit::parts).collect(),
            edit => vec![edit],
        }
    }
}

impl UndoHistory {
    /// A report to which nothing was done yet.
    pub fn new(report: Report) -> UndoHistory {
        UndoHistory { report, undo: Vec::new(), redo: Vec::new(), revision: 0, revisions: 0 }
    }

    /// The report.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// How many steps can be undone.
    pub fn steps(&self) -> usize {
        self.undo.len()
    }

    /// Does again what the journal tells.
    pub(super) fn apply(&mut self, form: &Form, change: Change) {
        match change.way {
            Way::Done(merge) => self.change(form, change.edit, change.cell, merge),
            Way::Undone => self.undo(form, change.edit, change.cell),
            Way::Redone => self.redo(form, change.edit, change.cell),
        }
    }

    /// Ends the run of typing: what follows is a step of its own.
    pub(super) fn seal(&mut self) {
        if let Some(last) = self.undo.last_mut() {
            last.merge = Merge::No;
        }
    }

    /// Adds a step that can be undone, or done again, as read from the journal.
    pub(super) fn put(&mut self, undo: bool, inverse: Edit, cell: CellRef, merge: Merge) {
        self.revisions += 1;
        let revision = self.revisions;
        let steps = if undo { &mut self.undo } else { &mut self.redo };
        steps.push(Done { inverse, cell, merge, revision });
    }

    /// Forgets the steps that were put so far.
    pub(super) fn forget(&mut self, undo: bool) {
        if undo { self.undo.clear() } else { self.redo.clear() }
    }

    fn change(&mut self, form: &Form, edit: Edit, cell: CellRef, merge: Merge) {
        let elsewhere = !matches!(&edit, Edit::Set { cell: set, .. } if *set == cell);
        let inverse = self.report.apply(form, edit);
        self.redo.clear();
        let before = self.revision;
        self.revisions += 1;
        self.revision = self.revisions;
        let goes_on = merge != Merge::No
            && self.undo.last().is_some_and(|last| last.merge == merge && last.cell == cell);
        if goes_on {
            // What the cell held before the run is known; what else an edit changed on the way is not.
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

    /// Undoes the last step: `edit` is what undoes it. The journal may hold fewer steps than were undone.
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
