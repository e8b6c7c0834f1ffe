//! Last year's values: taken over and confirmed.

use super::model::Model;
use crate::check::RuleId;
use crate::form::{CellRef, Home, Item, characters};
use crate::message;
use crate::report::Edit;
use crate::session::Merge;
use crate::sheet::{Comparison, LastChange};

impl Model {
    /// True if a cell contains last year's entry and is not confirmed yet.
    pub fn waits(&self, cell: CellRef) -> bool {
        self.session.report().is_unconfirmed(cell)
            && self.session.findings_at(cell).any(|finding| finding.rule == RuleId::Carried)
    }

    /// Returns all unconfirmed cells, according to the findings.
    pub fn waiting(&self) -> impl Iterator<Item = CellRef> + '_ {
        let findings = self.session.findings().iter();
        findings.filter(|finding| finding.rule == RuleId::Carried).map(|finding| finding.cell)
    }

    /// Returns the unconfirmed cells of a section. Row names belong to every section that shows the rows.
    pub fn waiting_on(&self, section: usize) -> Vec<CellRef> {
        let form = self.session.form();
        let items = form.sections.get(section).map_or(&[][..], |section| &section.items);
        let shows = |rows| {
            items.iter().any(|item| match item {
                Item::Table(table) => form.table(*table).groups.iter().any(|group| group.rows == rows),
                _ => false,
            })
        };
        let is_here = |cell: &CellRef| match form.field(cell.field).home {
            Home::RowName(rows) => shows(rows),
            _ => form.field(cell.field).section == section,
        };
        self.waiting().filter(is_here).collect()
    }

    /// Returns last year's value of a cell in words: a note if it is unchanged, the length if it is a long text.
    pub fn last_in_words(&self, cell: CellRef, comparison: &Comparison) -> String {
        match comparison.change {
            LastChange::Same => message::last_unchanged(self.lang),
            _ if self.session.form().field(cell.field).kind.is_long() => {
                message::last_characters(self.lang, characters(&comparison.last))
            }
            _ => comparison.last.clone(),
        }
    }

    /// Confirms cells as one step of the undo history; undo returns to `here`.
    pub fn confirm(&mut self, cells: &[CellRef], here: CellRef) -> Result<(), String> {
        let marks = cells.iter().map(|cell| Edit::Mark { cell: *cell, unconfirmed: false });
        self.change(Edit::Batch(marks.collect()), here, Merge::No)
    }

    /// Sets a cell to last year's value, unconfirmed; returns false if it has that value already.
    pub fn take_last(&mut self, cell: CellRef) -> Result<bool, String> {
        if self.session.is_locked(cell) {
            return Err((self.wording.last_locked)(self.lang));
        }
        let report = self.session.report();
        let text = report.last(cell).map(|last| last.text.clone()).filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| message::last_blank(self.lang))?;
        if report.entry(cell) == Some(&text) {
            return Ok(false);
        }
        let set = Edit::Set { cell, text: Some(text) };
        let edit = Edit::Batch(vec![set, Edit::Mark { cell, unconfirmed: true }]);
        self.change(edit, cell, Merge::No).map(|()| true)
    }
}
