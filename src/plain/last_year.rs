//! Last year's values: confirms them one by one, or for a whole section after they were read; copies them.
//!
//! The comparison with last year's values is in [`crate::report`].

use super::dialogue::Dialogue;
use crate::check::FindingKind;
use crate::form::{CellRef, Home, Item};
use crate::message;
use crate::report::Edit;
use crate::session::Merge;

impl Dialogue {
    /// True if a cell has last year's value and is not confirmed.
    pub(super) fn waits(&self, cell: CellRef) -> bool {
        self.model.session.report().is_unconfirmed(cell)
            && self
                .model
                .session
                .sheet()
                .findings_at(cell)
                .any(|finding| finding.kind == FindingKind::Carried)
    }

    /// Confirms the current value and moves to the next question.
    pub(super) fn confirm(&mut self) {
        let Some(cell) = self.here.cell().filter(|cell| self.waits(*cell)) else {
            return self.say(message::plain_nothing_waits(self.model.lang));
        };
        if self.change(Edit::Mark { cell, unconfirmed: false }, cell, Merge::No) {
            self.say(message::mark_confirmed(self.model.lang));
            self.forward();
        }
    }

    /// Confirms all values of the section that were read to the user.
    pub(super) fn confirm_section(&mut self) {
        let lang = self.model.lang;
        let mut cells = self.waiting_here();
        let all = cells.len();
        cells.retain(|cell| self.heard.contains(cell));
        let (count, left) = (cells.len(), all - cells.len());
        let Some(first) = cells.first().copied() else {
            return self.say(match left {
                0 => message::confirm_none(lang),
                left => message::plain_confirm_unheard(lang, left),
            });
        };
        let marks = cells.into_iter().map(|cell| Edit::Mark { cell, unconfirmed: false });
        let edit = Edit::Batch(marks.collect());
        if self.change(edit, self.here.cell().unwrap_or(first), Merge::No) {
            self.say(message::plain_confirmed(lang, count));
            if left > 0 {
                self.say(message::plain_confirm_unheard(lang, left));
            }
            self.ask();
        }
    }

    /// Returns the unconfirmed cells of the current section. Row names belong to every section that shows the
    /// rows.
    fn waiting_here(&self) -> Vec<CellRef> {
        let (form, section) = (self.model.session.form(), self.here.section);
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
        let findings = self.model.session.sheet().findings.iter();
        let waiting = findings.filter(|finding| finding.kind == FindingKind::Carried);
        waiting.map(|finding| finding.cell).filter(is_here).collect()
    }

    /// Copies last year's value to the current cell, unconfirmed.
    pub(super) fn take_last(&mut self) {
        let lang = self.model.lang;
        let Some(cell) = self.here.cell() else { return self.say(message::nothing_to_fill(lang)) };
        if self.model.session.is_locked(cell) {
            return self.say(message::plain_locked(lang));
        }
        let report = self.model.session.report();
        let text = report.last(cell).map(|last| last.text.clone()).filter(|text| !text.is_empty());
        let Some(text) = text else { return self.say(message::last_blank(lang)) };
        if report.entry(cell) == Some(&text) {
            return self.say(message::last_is_here(lang));
        }
        let set = Edit::Set { cell, text: Some(text) };
        let edit = Edit::Batch(vec![set, Edit::Mark { cell, unconfirmed: true }]);
        if self.change(edit, cell, Merge::No) {
            self.ask();
        }
    }
}
