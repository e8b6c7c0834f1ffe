//! Last year's values: beside this year's, in words; the next cell to confirm.

use super::context::Context;
use super::input::Cursor;
use crate::form::CellRef;
use crate::message;
use crate::report::Edit;
use crate::sheet::{Comparison, LastChange, compare_with_last};

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

impl Context<'_> {
    /// Returns last year's value of a cell and its relation to this year's; `None` if last year's values are
    /// hidden.
    pub(super) fn comparison(&self, cell: CellRef) -> Option<Comparison> {
        if !self.last_year {
            return None;
        }
        compare_with_last(&self.session.texts(self.look.lang), cell)
    }

    /// Returns the width of last year's value of a cell; 0 if last year's values are hidden.
    pub(super) fn last_width(&self, cell: CellRef) -> usize {
        let last = self.session.report().last(cell).filter(|_| self.last_year);
        let kind = &self.session.form().field(cell.field).kind;
        last.map_or(0, |last| self.look.width.of(&kind.show(&last.value, self.look.lang)))
    }

    /// Returns last year's value of a cell in short form.
    pub(super) fn last_words(&self, cell: CellRef) -> Option<LastWords> {
        let found = self.comparison(cell)?;
        let lang = self.look.lang;
        let is_long = self.session.form().field(cell.field).kind.is_long();
        let last = self.model.last_in_words(cell, &found).replace('\n', " ");
        let (difference, percent) = match found.change {
            LastChange::Amount { difference, percent } => (difference, percent.unwrap_or_default()),
            LastChange::Linked(count) => (message::last_linked(lang, count), String::new()),
            LastChange::Other if is_long => (message::last_changed(lang), String::new()),
            _ => Default::default(),
        };
        Some(LastWords { last, difference, percent })
    }

    /// Returns last year's value of a cell as one line.
    pub(super) fn last_line(&self, cell: CellRef) -> Option<String> {
        let LastWords { last, difference, percent } = self.last_words(cell)?;
        let lang = self.look.lang;
        let mut line = message::last_is(lang, &last);
        if self.session.form().field(cell.field).kind.is_number() && !difference.is_empty() {
            line = format!("{line}  {}", message::difference_is(lang, &difference));
        } else if !difference.is_empty() {
            line = format!("{line}{}{difference}", message::clause_gap(lang));
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
        let year = texts.form.year.and_then(|year| compare_with_last(&texts, CellRef::only(year)));
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
