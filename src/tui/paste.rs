//! A block of cells pasted into a table: previewed, then entered as one step or discarded.

use super::app::App;
use super::command::Command;
use super::event::Effect;
use super::grid::GridRow;
use super::mode::{Mode, is_digit};
use crate::form::{CellRef, Columns, FieldId, Row, SumPosition, clean_line};
use crate::import::fit::{Area, Counts, Fate, Fit, Line, fit};
use crate::message::{self, Lang};
use crate::session::Merge;

/// Maximum width of the example of a text that does not fit into the table.
const MAX_LOST: usize = 16;

/// The preview of a pasted block.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    /// The title of the table.
    pub title: String,
    /// The columns of the row set.
    pub columns: Columns,
    /// The result of fitting the block to the columns.
    pub fit: Fit,
    /// The choices: with new rows (true) or without (false).
    pub choices: Vec<bool>,
    /// Index of the selected choice.
    pub selected: usize,
    /// Index of the first line shown.
    pub top: usize,
    /// The cell at which the block was pasted.
    at: CellRef,
}

impl Pasted {
    /// Returns the columns that receive values, without the row names.
    pub fn fields(&self, app: &App) -> Vec<FieldId> {
        let name = app.model.session.form().row_set(self.columns.rows).name_field;
        let gets = |field: &FieldId| {
            let mut puts = self.fit.lines.iter().flat_map(|line| &line.cells);
            Some(*field) != name && puts.any(|put| put.cell.field == *field && put.fate != Fate::Locked)
        };
        self.columns.fields.iter().copied().filter(gets).collect()
    }

    /// Returns the lines that receive values; a calculated sum row receives none.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.fit.lines.iter().filter(|line| line.cells.iter().any(|put| put.fate != Fate::Locked))
    }

    /// Returns the summary of the changes, wrapped into lines.
    pub fn summary(&self, app: &App) -> Vec<String> {
        let (lang, measure) = (app.look.lang, app.look.width);
        let new_rows = self.choices.get(self.selected).copied().unwrap_or(true);
        let mut parts = told(lang, &self.fit.counts(new_rows));
        if let Some(lost) = self.fit.lost.first() {
            parts.push(message::paste_lost(
                lang,
                self.fit.lost.len(),
                &measure.shorten(&lost.text, MAX_LOST),
            ));
        }
        if self.fit.headers > 0 {
            parts.push(message::paste_headers(lang, self.fit.headers));
        }
        let room = usize::from(app.size.0.saturating_sub(2));
        let mut lines: Vec<String> = Vec::new();
        for part in parts {
            match lines.last_mut() {
                Some(line) if measure.of(line) + 2 + measure.of(&part) <= room => {
                    line.push_str("  ");
                    line.push_str(&part);
                }
                _ => lines.push(part),
            }
        }
        lines
    }

    /// Returns the number of lines of the block shown at once.
    pub fn rows(&self, app: &App) -> usize {
        // Head and rule, the headers, a rule, the keys.
        let others = 5 + self.summary(app).len() + self.choices.len();
        usize::from(app.size.1).saturating_sub(others).max(1)
    }
}

impl App {
    /// Opens the preview of a block pasted at the current cell.
    pub(super) fn preview_paste(&mut self, block: &[Vec<String>]) {
        if self.model.read_only {
            self.refuse(message::read_only(self.look.lang));
            return;
        }
        let Some(pasted) = self.fitted(block) else {
            self.refuse(message::locked(self.look.lang));
            return;
        };
        let counts = pasted.fit.counts(true);
        if counts.entered == 0 && counts.rows == 0 {
            self.refuse(message::paste_nothing(self.look.lang, counts.locked, counts.lost));
            return;
        }
        self.mode = Mode::Paste(Box::new(pasted));
    }

    fn fitted(&self, block: &[Vec<String>]) -> Option<Pasted> {
        let (at, grid) = (self.cursor.cell?, self.grid()?);
        let (row, column) = grid.find(at)?;
        let grid_row = *grid.rows.get(row)?;
        // There are no rows below a sum row at the bottom.
        let below = grid.table.sum.as_ref().is_some_and(|sum| sum.position == SumPosition::Bottom);
        if grid_row == GridRow::Sum && below {
            return None;
        }
        let group = grid.group(grid_row);
        let (form, report, sheet) =
            (self.model.session.form(), self.model.session.report(), self.model.session.sheet());
        let fields = grid.name.into_iter().chain(group.columns.iter().copied()).collect();
        let columns = Columns { rows: group.rows, fields };
        let start = (if grid_row == GridRow::Sum { Row::Sum } else { at.row }, column);
        let fit = fit(Area { form, report, sheet, columns: &columns, start, names: false }, block);
        let (all, kept) = (fit.counts(true), fit.counts(false));
        let choices = if all.rows > 0 && kept.entered > 0 { vec![true, false] } else { vec![true] };
        let label = if group.label.is_empty() { &grid.table.label } else { &group.label };
        let title = message::paste_title(self.look.lang, &clean_line(label));
        Some(Pasted { title, columns, fit, choices, selected: 0, top: 0, at })
    }

    /// Handles a command in the preview.
    pub(super) fn paste_key(&mut self, command: Command) -> Vec<Effect> {
        let Mode::Paste(pasted) = &self.mode else { return Vec::new() };
        let (page, lines) = (pasted.rows(self), pasted.lines().count());
        let Mode::Paste(pasted) = &mut self.mode else { return Vec::new() };
        let last = lines.saturating_sub(page);
        match command {
            Command::Up => pasted.selected = pasted.selected.saturating_sub(1),
            Command::Down => pasted.selected = (pasted.selected + 1).min(pasted.choices.len() - 1),
            Command::PageUp => pasted.top = pasted.top.saturating_sub(page),
            Command::PageDown => pasted.top = (pasted.top + page).min(last),
            Command::LineStart => pasted.top = 0,
            Command::LineEnd => pasted.top = last,
            Command::Enter => self.enter_pasted(),
            _ => self.refuse(message::paste_first(self.look.lang)),
        }
        Vec::new()
    }

    /// Handles typed text: a digit chooses; other text is refused.
    pub(super) fn paste_digit(&mut self, text: &str) -> Vec<Effect> {
        let Mode::Paste(pasted) = &mut self.mode else { return Vec::new() };
        let chosen = ('1'..='9').take(pasted.choices.len()).position(|digit| is_digit(text, digit));
        match chosen {
            Some(at) => {
                pasted.selected = at;
                self.enter_pasted();
            }
            None => self.refuse(message::paste_first(self.look.lang)),
        }
        Vec::new()
    }

    /// Enters the block as one step of the undo history.
    fn enter_pasted(&mut self) {
        let Mode::Paste(pasted) = std::mem::take(&mut self.mode) else { return };
        let new_rows = pasted.choices.get(pasted.selected).copied().unwrap_or(false);
        let Some(edit) = pasted.fit.edit(&pasted.columns, new_rows) else { return };
        if self.change(edit, pasted.at, Merge::No) {
            self.reload();
            let counts = pasted.fit.counts(new_rows);
            self.say(message::pasted(self.look.lang, &told(self.look.lang, &counts).join("  ")));
        }
    }
}

/// Describes the effects of a block; omits zero counts.
fn told(lang: Lang, counts: &Counts) -> Vec<String> {
    let Counts { entered, replaced, rows, locked, unreadable, .. } = *counts;
    let parts = [
        (entered, message::paste_entered(lang, entered)),
        (replaced, message::paste_replaced(lang, replaced)),
        (rows, message::paste_rows(lang, rows)),
        (locked, message::paste_locked(lang, locked)),
        (unreadable, message::paste_unreadable(lang, unreadable)),
    ];
    parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect()
}
