//! A session: a report being edited, with its form, sheet and undo history, kept consistent.

mod compare;
pub mod difference;
mod edit_text;
mod history;
mod replay;
mod step;

use std::sync::Arc;

use jiff::civil::Date;

use crate::report::{Edit, Report};
use crate::sheet::{Origin, Sheet, Texts, calculate, follow, recalculate};
pub use compare::{Difference, Side, What, changed_by, compare, pick};
pub use history::{Change, Done, Merge, UndoHistory, Way};
#[cfg(test)]
pub(crate) use replay::tests as testing;
pub use replay::{Answer, Caret, Record, Replay, replay, snapshot};
pub use step::Step;

use crate::check::prose::Prose;
use crate::check::review::Review;
use crate::check::{Checked, Checker, Finding, Overview, bind};
use crate::form::{CellRef, Form, Widget};
use crate::message::Lang;

/// A report being edited. Invariant: `sheet == calculate(form, report)` and `findings == check(form, report,
/// sheet)`.
#[derive(Debug)]
pub struct Session {
    /// The form with the labels of its own language, as in documents.
    own: Arc<Form>,
    /// The form with the labels of the screen.
    form: Arc<Form>,
    /// Language of the screen.
    lang: Lang,
    /// Shared with the thread that writes it to the disk; copied if it changes meanwhile.
    undo_history: Arc<UndoHistory>,
    sheet: Sheet,
    checker: Checker,
    findings: Vec<Finding>,
    overview: Overview,
    /// Changes that the journal has not taken yet; `None` without a journal.
    log: Option<Vec<Change>>,
}

/// The contents of a session at one moment, which can be written to the disk while the session goes on.
#[derive(Clone, Debug)]
pub struct Contents {
    /// The form.
    pub form: Arc<Form>,
    /// The report with its undo history.
    pub undo_history: Arc<UndoHistory>,
    /// The changes since the last contents.
    pub log: Vec<Change>,
}

impl Contents {
    /// Returns the report.
    pub fn report(&self) -> &Report {
        self.undo_history.report()
    }

    /// Returns the revision of the report.
    pub fn revision(&self) -> u64 {
        self.undo_history.revision
    }
}

impl Session {
    /// Creates a session for a report without undo steps.
    pub fn new(form: Arc<Form>, report: Report) -> Session {
        Session::resume(form, UndoHistory::new(report))
    }

    /// Creates a session with an existing undo history. Typing does not continue an earlier step.
    pub fn resume(form: Arc<Form>, mut undo_history: UndoHistory) -> Session {
        undo_history.seal();
        let year = undo_history.report.year(&form);
        let form = form.of_year(year);
        bind(&form, &mut undo_history.report);
        let (sheet, mut checker) = (calculate(&form, &undo_history.report), Checker::default());
        let findings = checker.check(&form, &undo_history.report, &sheet);
        let overview = Overview::new(&form, &undo_history.report, &sheet, &findings);
        let (own, lang) = (Arc::clone(&form), form.language);
        let undo_history = Arc::new(undo_history);
        Session { own, form, lang, undo_history, sheet, checker, findings, overview, log: None }
    }

    /// Shows the labels in this language, if the form has them.
    pub fn show_in(&mut self, lang: Lang) {
        (self.lang, self.form) = (lang, self.own.in_language(lang));
    }

    /// Returns the form, with the labels of the screen.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Returns a shared pointer to the form, with the labels of documents.
    pub fn shared_form(&self) -> Arc<Form> {
        Arc::clone(&self.own)
    }

    /// Returns the report: the entries of the user.
    pub fn report(&self) -> &Report {
        &self.undo_history.report
    }

    /// Returns the report with its undo history.
    pub fn undo_history(&self) -> &UndoHistory {
        &self.undo_history
    }

    /// Returns the sheet calculated from the report.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// Returns the findings, most severe first, then in the form's order.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the findings in groups, and the progress.
    pub fn overview(&self) -> &Overview {
        &self.overview
    }

    /// Returns the input of a cell, with the choices that fit the present values.
    pub fn widget(&self, cell: CellRef) -> Widget<'_> {
        self.sheet.widget(&self.own, cell)
    }

    /// Returns the findings of a cell.
    pub fn findings_at(&self, cell: CellRef) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.cell == cell)
    }

    /// Returns the report with its values and findings, as in documents, with sentences in this language.
    pub fn checked(&self, lang: Lang) -> Checked<'_> {
        let texts = Texts { form: &self.own, ..self.texts(lang) };
        Checked { texts, findings: &self.findings }
    }

    /// Returns the reconciliation of the report with the state of each item.
    pub fn review(&self) -> Review {
        let found = self.checker.reconcile(&self.own, &self.undo_history.report, &self.sheet);
        Review::new(found, &self.findings)
    }

    /// Returns the parsed texts of the report.
    pub fn prose(&self) -> &Prose {
        self.checker.prose()
    }

    /// Returns the data from which sentences are made, for this language.
    pub fn texts(&self, lang: Lang) -> Texts<'_> {
        Texts { form: &self.form, report: &self.undo_history.report, sheet: &self.sheet, lang }
    }

    /// Returns the revision of the report. Undoing restores the previous revision number.
    pub fn revision(&self) -> u64 {
        self.undo_history.revision
    }

    /// Returns the number of steps that can be undone.
    pub fn steps(&self) -> usize {
        self.undo_history.undo.len()
    }

    /// True if the cell does not accept an entry and the user has not overridden its formula.
    pub fn is_locked(&self, cell: CellRef) -> bool {
        self.own.is_locked(cell) && self.sheet.cell(cell).origin != Origin::Overridden
    }

    /// Starts recording changes for [`Session::take_log`].
    pub fn keep_log(&mut self) {
        self.log.get_or_insert_default();
    }

    /// Returns the changes recorded since the last call; empty if changes are not recorded.
    pub fn take_log(&mut self) -> Vec<Change> {
        self.log.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Returns the present contents, with the changes recorded since the last call.
    pub fn contents(&mut self) -> Contents {
        let (form, undo_history) = (self.shared_form(), Arc::clone(&self.undo_history));
        Contents { form, undo_history, log: self.take_log() }
    }

    /// Applies an edit at a cell. Also updates references in texts whose rows are renamed, moved or
    /// removed.
    pub fn change(&mut self, edit: Edit, cell: CellRef, merge: Merge) {
        let edit = follow(&self.own, &self.undo_history.report, edit);
        self.record(Change { way: Way::Done(merge), edit: edit.clone(), cell });
        Arc::make_mut(&mut self.undo_history).change(&self.own, edit, cell, merge);
        self.calculate();
    }

    /// Replaces the contents of the report by those of another report of the same form, in one step.
    pub fn become_report(&mut self, other: &Report, cell: CellRef) {
        let edit = pick(&compare(&self.own, &self.undo_history.report, other));
        self.record(Change { way: Way::Done(Merge::No), edit: edit.clone(), cell });
        Arc::make_mut(&mut self.undo_history).change(&self.own, edit, cell, Merge::No);
        self.calculate();
    }

    /// Undoes the last step and returns a description of it.
    pub fn undo(&mut self) -> Option<Step> {
        let done = self.undo_history.undo.last()?.clone();
        Some(self.again(Way::Undone, done))
    }

    /// Redoes the last undone step and returns a description of it.
    pub fn redo(&mut self) -> Option<Step> {
        let done = self.undo_history.redo.last()?.clone();
        Some(self.again(Way::Redone, done))
    }

    fn again(&mut self, way: Way, Done { inverse: edit, cell, .. }: Done) -> Step {
        let step = |report: &Report| Step::of(&self.form, report, &edit, cell, way == Way::Undone);
        let before = (!Step::brings_rows(&edit)).then(|| step(&self.undo_history.report));
        let change = Change { way, edit: edit.clone(), cell };
        Arc::make_mut(&mut self.undo_history).apply(&self.own, change);
        let step = before.unwrap_or_else(|| step(&self.undo_history.report));
        self.record(Change { way, edit, cell });
        self.calculate();
        step
    }

    fn calculate(&mut self) {
        let today = self.sheet.today();
        self.calculate_on(today);
    }

    /// Sets today's date, which formulas can read.
    pub fn set_today(&mut self, today: Date) {
        if self.sheet.today() != Some(today) {
            self.calculate_on(Some(today));
        }
    }

    fn calculate_on(&mut self, today: Option<Date>) {
        let form = self.shared_form().of_year(self.undo_history.report.year(&self.own));
        if !Arc::ptr_eq(&form, &self.own) {
            (self.own, self.checker) = (form, Checker::default());
            self.form = self.own.in_language(self.lang);
        }
        self.sheet = recalculate(&self.own, &self.undo_history.report, &self.sheet, today);
        let report = &self.undo_history.report;
        self.findings = self.checker.check(&self.own, report, &self.sheet);
        self.overview = Overview::new(&self.own, report, &self.sheet, &self.findings);
    }

    fn record(&mut self, change: Change) {
        let Some(log) = &mut self.log else { return };
        match log.last_mut() {
            Some(last) if change.overwrites(last) => *last = change,
            _ => log.push(change),
        }
    }
}
