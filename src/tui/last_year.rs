//! Last year's values: shown beside this year's, taken over and confirmed.

use super::app::App;
use super::context::Context;
use super::input::{Cursor, Entering};
use super::layout::{self, Page};
use super::panels::Mode;
use crate::form::CellRef;
use crate::message;
use crate::report::Edit;
use crate::session::Merge;
use crate::sheet::{Beside, LastChange, beside};

/// Last year's value in short form, for narrow places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LastWords {
    /// The value; a note if it is unchanged, the length if it is a long text.
    pub last: String,
    /// The difference; for a changed long text, a note of the change.
    pub difference: String,
    /// The difference in percent.
    pub percent: String,
}

/// Value of `App::seen` for a page seen from top to end.
const SEEN: usize = usize::MAX;

impl Context<'_> {
    /// Returns last year's value of a cell and its relation to this year's; `None` if last year's values are
    /// hidden.
    pub(super) fn beside(&self, cell: CellRef) -> Option<Beside> {
        if !self.last_year {
            return None;
        }
        beside(&self.session.texts(self.look.lang), cell)
    }

    /// Returns the width of last year's value of a cell; 0 if last year's values are hidden.
    pub(super) fn last_width(&self, cell: CellRef) -> usize {
        let last = self.session.report().last(cell).filter(|_| self.last_year);
        let kind = &self.session.form().field(cell.field).kind;
        last.map_or(0, |last| self.look.width.of(&kind.show(&last.value, self.look.lang)))
    }

    /// Returns last year's value of a cell in short form.
    pub(super) fn last_words(&self, cell: CellRef) -> Option<LastWords> {
        let Beside { last, change } = self.beside(cell)?;
        let lang = self.look.lang;
        let is_long = self.session.form().field(cell.field).kind.is_long();
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

    /// Returns last year's value of a cell as one line.
    pub(super) fn last_line(&self, cell: CellRef) -> Option<String> {
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

    /// Returns the heading of last year's values: the year if it is known.
    pub(super) fn last_head(&self) -> String {
        let lang = self.look.lang;
        let texts = self.session.texts(lang);
        let year = texts.form.year.and_then(|year| beside(&texts, CellRef::only(year)));
        year.map_or_else(|| message::last_head(lang), |year| message::last_head_of(lang, &year.last))
    }

    /// Returns the next unconfirmed cell of a table, row by row.
    pub(super) fn next_waiting(&self) -> Option<Cursor> {
        let here = self.cursor.cell?;
        let grid = self.grid()?;
        let mut after = grid.cells().skip_while(|cell| *cell != here).skip(1);
        let cell = after.find(|cell| self.model.waits(*cell))?;
        Some(Cursor { cell: Some(cell), ..self.cursor })
    }

    /// Returns the edits that take over last year's row, cell by cell.
    pub(super) fn takeable_in_row(&self) -> Vec<[Edit; 2]> {
        let report = self.session.report();
        let Some((grid, here)) = self.grid().zip(self.cursor.cell) else { return Vec::new() };
        let Some((row, _)) = grid.find(here) else { return Vec::new() };
        let take = |cell: CellRef| {
            let text = report.last(cell)?.text.clone();
            let open = !self.model.session.is_locked(cell)
                && report.text(cell).trim().is_empty()
                && !text.is_empty();
            let set = Edit::Set { cell, text: Some(text) };
            open.then_some([set, Edit::Mark { cell, unconfirmed: true }])
        };
        grid.row_cells(row).filter_map(take).collect()
    }
}

impl App {
    /// Shows or hides last year's values (F6).
    pub(super) fn toggle_last_year(&mut self) {
        if self.model.session.report().has_last() {
            self.last_year = !self.last_year;
        } else {
            self.refuse(message::last_none(self.look.lang));
        }
    }

    /// True if a blank typed in the current cell confirms last year's entry; false while a text is being
    /// written.
    pub(super) fn confirms_by_space(&self) -> bool {
        let untouched =
            self.input.entering == Entering::Selected || !self.input.typing && self.input.caret_at_end();
        self.mode == Mode::Page && untouched && !self.cx().many_lines()
    }

    /// Selects all of an unconfirmed line, so that typing replaces it as in tables; moving the caret keeps
    /// it.
    pub(super) fn select_waiting(&mut self) {
        let is_line = self.input.entering == Entering::Inside && !self.cx().many_lines();
        if is_line && self.cursor.cell.is_some_and(|cell| self.model.waits(cell)) {
            self.input.editor.select_all();
        }
    }

    /// Confirms the current entry and moves on; returns false if there is nothing to confirm.
    pub(super) fn confirm_and_go_on(&mut self) -> bool {
        let Some(cell) = self.cursor.cell.filter(|cell| self.model.waits(*cell)) else { return false };
        let confirmed = self.model.confirm(&[cell], cell);
        if self.accepted(confirmed).is_none() {
            // In a read-only session Enter still moves on.
            return false;
        }
        match self.cx().next_waiting() {
            Some(there) => self.go(there),
            None => self.next(),
        }
        let lang = self.look.lang;
        let section = self.model.session.form().field(cell.field).section;
        if self.model.waiting().next().is_none() {
            self.say(message::confirmed_all(lang));
        } else if self.model.waiting_on(section).is_empty() {
            self.say(message::confirmed_section(lang));
        }
        true
    }

    /// Confirms the current page if it was seen to its end (F10). Leaves out long texts that are not shown
    /// completely, because the user must read them.
    pub(super) fn confirm_page(&mut self) {
        let lang = self.look.lang;
        self.leave_cell();
        let section = self.cursor.section;
        let mut cells = self.model.waiting_on(section);
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
        let area = super::geometry::areas(&self.cx()).page;
        let page = layout::page(&self.cx(), usize::from(area.width));
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
        let confirmed = self.model.confirm(&cells, self.cursor.cell.unwrap_or(first));
        if self.accepted(confirmed).is_none() {
            return;
        }
        self.reload();
        let done = message::confirmed_page(lang, count);
        self.say(if left > 0 { done + &message::confirm_rest(lang, left) } else { done });
    }

    /// Records how far down the current page was seen without a gap.
    pub(super) fn note_seen(&mut self, page: &Page, window: usize) {
        if self.mode != Mode::Page {
            return;
        }
        let before = self.seen.get(self.cursor.section).copied().unwrap_or(0);
        // Headers and blank lines may be skipped.
        let gap = || self.cx().place_from(page, before, window).is_some_and(|(line, _)| line < self.scroll);
        let reached = before != SEEN && (self.scroll <= before || !gap());
        let sections = self.model.session.form().sections.len();
        self.seen.resize(sections, 0);
        let Some(seen) = self.seen.get_mut(self.cursor.section) else { return };
        let until = self.scroll + window;
        if reached {
            *seen = if until >= page.height { SEEN } else { (*seen).max(until) };
        }
    }

    /// Resets the lines seen after a resize, because the lines have moved.
    pub(super) fn forget_lines_seen(&mut self) {
        for seen in self.seen.iter_mut().filter(|seen| **seen != SEEN) {
            *seen = 0;
        }
    }

    /// Sets the current cell to last year's value, unconfirmed (Ctrl-R).
    pub(super) fn take_last(&mut self) {
        let lang = self.look.lang;
        let Some(cell) = self.cursor.cell else { return };
        self.leave_cell();
        let taken = self.model.take_last(cell);
        match self.accepted(taken) {
            Some(true) => {
                self.reload();
                self.select_waiting();
                self.say(message::last_taken(lang));
            }
            Some(false) => self.say(message::last_is_here(lang)),
            None => {}
        }
    }

    /// Sets the empty cells of the current row to last year's values; keeps typed ones.
    pub(super) fn take_last_row(&mut self) {
        let lang = self.look.lang;
        let Some(cell) = self.cursor.cell else { return };
        self.leave_cell();
        let edits: Vec<Edit> = self.cx().takeable_in_row().into_iter().flatten().collect();
        let count = edits.len() / 2;
        if count == 0 {
            self.refuse(message::last_row_none(lang));
        } else if self.change(Edit::Batch(edits), cell, Merge::No) {
            self.reload();
            self.say(message::last_row_taken(lang, count));
        }
    }
}
