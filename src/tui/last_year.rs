//! Last year's values on the screen: shown beside this year's, taken over, confirmed.

use super::app::{App, Cursor, Entering};
use super::command::Command;
use super::grid::Grid;
use super::layout::{self, Block, BlockKind, Page, is_locked};
use super::mode::{Action, Mode};
use crate::form::{CellRef, FieldType, Home, Item};
use crate::message;
use crate::report::{Beside, Edit, FindingKind, LastChange, Merge, beside};

/// Last year's value in a few words, for where there is little room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastWords {
    /// The value; of a text that did not change only that, of a long text its length.
    pub last: String,
    /// The difference; of a long text whether it was changed.
    pub difference: String,
    /// The difference in percent.
    pub percent: String,
}

/// The page at hand is seen from its top to its end.
const SEEN: usize = usize::MAX;

impl App {
    /// F6.
    pub(super) fn toggle_last_year(&mut self) {
        if self.session.report().has_last() {
            self.last_year = !self.last_year;
        } else {
            self.refuse(message::last_none(self.look.lang));
        }
    }

    /// Last year's value of a cell and how this year's stands to it, while such are shown.
    pub fn beside(&self, cell: CellRef) -> Option<Beside> {
        if !self.last_year {
            return None;
        }
        beside(&self.session.texts(self.look.lang), cell)
    }

    /// How wide last year's value of a number is, while such are shown.
    pub(super) fn last_width(&self, cell: CellRef) -> usize {
        let last = self.session.report().last(cell).filter(|_| self.last_year);
        let kind = &self.session.form().field(cell.field).kind;
        last.map_or(0, |last| self.look.width.of(&kind.show(&last.value, self.look.lang)))
    }

    /// Last year's value of a cell in a few words.
    pub fn last_words(&self, cell: CellRef) -> Option<LastWords> {
        let Beside { last, change } = self.beside(cell)?;
        let lang = self.look.lang;
        let is_long = self.session.form().field(cell.field).kind == FieldType::LongText;
        let words = match change {
            LastChange::Same => message::last_unchanged(lang),
            _ if is_long => message::last_characters(lang, crate::form::characters(&last)),
            _ => last.replace('\n', " "),
        };
        let (difference, percent) = match change {
            LastChange::Amount { difference, percent } => (difference, percent.unwrap_or_default()),
            LastChange::Other if is_long => (message::last_changed(lang), String::new()),
            _ => Default::default(),
        };
        Some(LastWords { last: words, difference, percent })
    }

    /// The same in a line of its own.
    pub fn last_line(&self, cell: CellRef) -> Option<String> {
        let LastWords { last, difference, percent } = self.last_words(cell)?;
        let lang = self.look.lang;
        let mut line = message::last_is(lang, &last);
        if self.session.form().field(cell.field).kind.is_number() && !difference.is_empty() {
            line = format!("{line}  {}", message::difference_is(lang, &difference));
        } else if !difference.is_empty() {
            line = format!("{line}  {difference}");
        }
        if !percent.is_empty() {
            line = format!("{line}  {percent}");
        }
        Some(line)
    }

    /// What last year's values are headed with: the year where it is known.
    pub fn last_head(&self) -> String {
        let lang = self.look.lang;
        let texts = self.session.texts(lang);
        let year = texts.form.year.and_then(|year| beside(&texts, CellRef::only(year)));
        year.map_or_else(|| message::last_head(lang), |year| message::last_head_of(lang, &year.last))
    }

    /// Whether a cell holds last year's entry and waits for a person's word.
    pub fn waits(&self, cell: CellRef) -> bool {
        self.session.report().is_unconfirmed(cell)
            && self.session.sheet().findings_at(cell).any(|finding| finding.kind == FindingKind::Carried)
    }

    /// A blank typed where last year's entry waits confirms it: not within a text that is being written.
    pub(super) fn confirms_by_space(&self) -> bool {
        let untouched = self.entering == Entering::Selected || !self.typing && self.caret_at_end();
        self.mode == Mode::Page && untouched && self.kind() != Some(&FieldType::LongText)
    }

    pub(super) fn caret_at_end(&self) -> bool {
        let (paragraph, offset) = self.editor.caret();
        let lines = self.editor.lines();
        paragraph + 1 == lines.len() && lines.last().is_none_or(|line| line.len() == offset)
    }

    /// Typing replaces a line that waits, as it does in tables; moving the caret keeps it.
    pub(super) fn select_waiting(&mut self) {
        let is_line = self.entering == Entering::Inside && self.kind() != Some(&FieldType::LongText);
        if is_line && self.cursor.cell.is_some_and(|cell| self.waits(cell)) {
            self.editor.select_all();
        }
    }

    /// Confirms the entry at hand and goes on; false when nothing waits there.
    pub(super) fn confirm_and_go_on(&mut self) -> bool {
        let Some(cell) = self.cursor.cell.filter(|cell| self.waits(*cell)) else { return false };
        if !self.change(Edit::Mark { cell, unconfirmed: false }, cell, Merge::No) {
            // Who only looks goes on all the same.
            return false;
        }
        match self.next_waiting() {
            Some(there) => self.go(there),
            None => self.next(),
        }
        let lang = self.look.lang;
        let section = self.session.form().field(cell.field).section;
        if self.waiting().next().is_none() {
            self.say(message::confirmed_all(lang));
        } else if self.waiting_on(section).is_empty() {
            self.say(message::confirmed_section(lang));
        }
        true
    }

    /// In a table, the next cell of it that waits: Enter goes through them row by row.
    fn next_waiting(&self) -> Option<Cursor> {
        let here = self.cursor.cell?;
        let grid = self.grid()?;
        let mut after = grid.cells().skip_while(|cell| *cell != here).skip(1);
        let cell = after.find(|cell| self.waits(*cell))?;
        Some(Cursor { cell: Some(cell), ..self.cursor })
    }

    /// All cells that wait, as the findings tell them.
    fn waiting(&self) -> impl Iterator<Item = CellRef> + '_ {
        let findings = self.session.sheet().findings.iter();
        findings.filter(|finding| finding.kind == FindingKind::Carried).map(|finding| finding.cell)
    }

    /// The cells of a page that wait; names of rows stand on every page that shows the rows.
    fn waiting_on(&self, section: usize) -> Vec<CellRef> {
        let form = self.session.form();
        let shows = |rows| {
            form.sections[section].items.iter().any(|item| match item {
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

    /// F10: confirms the page at hand, when it was seen to its end. A long text that is not shown whole is left
    /// for a person to read.
    pub(super) fn confirm_page(&mut self) {
        let lang = self.look.lang;
        self.leave_cell();
        let section = self.cursor.section;
        let mut cells = self.waiting_on(section);
        if cells.is_empty() {
            self.say(message::confirm_none(lang));
            return;
        }
        match self.seen.get(section).copied() {
            Some(SEEN) => {}
            seen => {
                self.show_from(seen.unwrap_or(0));
                self.refuse(message::confirm_unseen(lang));
                return;
            }
        }
        let area = super::geometry::areas(self).page;
        let page = layout::page(self, usize::from(area.width));
        let cut = page.blocks.iter().filter_map(|block| block.cut_text(usize::from(area.height)));
        let cut: Vec<CellRef> = cut.collect();
        let before = cells.len();
        cells.retain(|cell| !cut.contains(cell));
        let left = before - cells.len();
        let count = cells.len();
        let Some(first) = cells.first().copied() else {
            self.refuse(message::confirm_long(lang, left));
            return;
        };
        let marks = cells.into_iter().map(|cell| Edit::Mark { cell, unconfirmed: false });
        let edit = Edit::Batch(marks.collect());
        if !self.change(edit, self.cursor.cell.unwrap_or(first), Merge::No) {
            return;
        }
        self.reload();
        let done = message::confirmed_page(lang, count);
        self.say(if left > 0 { done + &message::confirm_rest(lang, left) } else { done });
    }

    /// Remembers how far down the page at hand was seen, without a gap.
    pub(super) fn note_seen(&mut self, page: &Page, window: usize) {
        if self.mode != Mode::Page {
            return;
        }
        let before = self.seen.get(self.cursor.section).copied().unwrap_or(0);
        // Headers and blank lines may stay out of sight.
        let gap = || self.place_from(page, before, window).is_some_and(|(line, _)| line < self.scroll);
        let reached = before != SEEN && (self.scroll <= before || !gap());
        let sections = self.session.form().sections.len();
        self.seen.resize(sections, 0);
        let Some(seen) = self.seen.get_mut(self.cursor.section) else { return };
        let until = self.scroll + window;
        if reached {
            *seen = if until >= page.height { SEEN } else { (*seen).max(until) };
        }
    }

    /// In a window of another size, lines stand elsewhere.
    pub(super) fn forget_lines_seen(&mut self) {
        for seen in self.seen.iter_mut().filter(|seen| **seen != SEEN) {
            *seen = 0;
        }
    }

    /// Ctrl-R: last year's value in the cell at hand, to be confirmed.
    pub(super) fn take_last(&mut self) {
        let lang = self.look.lang;
        let Some(cell) = self.cursor.cell else { return };
        if is_locked(self, cell) {
            self.refuse(message::last_locked(lang));
            return;
        }
        let report = self.session.report();
        let Some(text) = report.last(cell).map(|last| last.text.clone()).filter(|text| !text.is_empty())
        else {
            self.refuse(message::last_blank(lang));
            return;
        };
        if report.entry(cell) == Some(&text) {
            self.say(message::last_is_here(lang));
            return;
        }
        self.leave_cell();
        let set = Edit::Set { cell, text: Some(text) };
        let edit = Edit::Batch(vec![set, Edit::Mark { cell, unconfirmed: true }]);
        if self.change(edit, cell, Merge::No) {
            self.reload();
            self.select_waiting();
            self.say(message::last_taken(lang));
        }
    }

    /// Last year's values in the cells of the row at hand that are blank: what was typed stays.
    pub(super) fn take_last_row(&mut self) {
        let lang = self.look.lang;
        let Some(cell) = self.cursor.cell else { return };
        self.leave_cell();
        let edits: Vec<Edit> = self.takeable_in_row().into_iter().flatten().collect();
        let count = edits.len() / 2;
        if count == 0 {
            self.refuse(message::last_row_none(lang));
        } else if self.change(Edit::Batch(edits), cell, Merge::No) {
            self.reload();
            self.say(message::last_row_taken(lang, count));
        }
    }

    /// What last year's values offer at a cell, for its menu.
    pub(super) fn last_year_options(&self, cell: CellRef, items: &mut Vec<(String, Action)>) {
        let lang = self.look.lang;
        if self.waits(cell) {
            items.push((message::confirm_it(lang), Action::Confirm));
        }
        let last = beside(&self.session.texts(lang), cell).filter(|_| !is_locked(self, cell));
        if let Some(Beside { last, .. }) = last.filter(|beside| beside.change != LastChange::Same) {
            let label = message::take_last(lang, &last.replace('\n', " "));
            items.push((label, Action::Command(Command::TakeLast)));
        }
    }

    /// What taking over last year's row comes to, cell by cell.
    fn takeable_in_row(&self) -> Vec<[Edit; 2]> {
        let report = self.session.report();
        let Some((grid, here)) = self.grid().zip(self.cursor.cell) else { return Vec::new() };
        let cells = grid.find(here).map(|(row, _)| row_cells(&grid, row)).unwrap_or_default();
        let take = |cell: CellRef| {
            let text = report.last(cell)?.text.clone();
            let open = !is_locked(self, cell) && report.text(cell).trim().is_empty() && !text.is_empty();
            let set = Edit::Set { cell, text: Some(text) };
            open.then_some([set, Edit::Mark { cell, unconfirmed: true }])
        };
        cells.into_iter().filter_map(take).collect()
    }
}

/// The cells of a row of a grid.
pub(super) fn row_cells(grid: &Grid<'_>, row: usize) -> Vec<CellRef> {
    (0..grid.width()).filter_map(|column| grid.cell(row, column)).collect()
}

impl Block {
    /// The cell of a text that the page does not show whole, in a window so high.
    fn cut_text(&self, window: usize) -> Option<CellRef> {
        match &self.kind {
            BlockKind::Field(field) if field.layout.lines().len() > field.shown || self.height > window => {
                Some(field.cell)
            }
            _ => None,
        }
    }
}
