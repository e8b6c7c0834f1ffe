//! The preview of a block of cells pasted into a table: entered as one step, or discarded.

use ratatui::style::Style;

use super::frame::frame;
use super::panel::{Action, Outcome, Panel};
use crate::form::{CellRef, Columns, FieldId, Row, SumPosition, clean_line};
use crate::import::fit::{Area, Counts, Fate, Fit, Line, Put, fit};
use crate::message::{self, Lang};
use crate::sheet::calculate;
use crate::sheet::grid::GridRow;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::widgets::is_digit;

/// Width of row names at most, and of columns at most and at least, in cells, while others need the room.
const NAMES: usize = 20;
const WIDEST: usize = 16;
const NARROWEST: usize = 6;

/// One difference is named for this many rows of the window.
const ROWS_PER_DIFFERENCE: usize = 8;
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
    /// For each choice the calculated values that the block contradicts, as sentences.
    differences: Vec<Vec<String>>,
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
    fn fields(&self, cx: &Context<'_>) -> Vec<FieldId> {
        let name = cx.session.form().row_set(self.columns.rows).name_field;
        let gets = |field: &FieldId| {
            let mut puts = self.fit.lines.iter().flat_map(|line| &line.cells);
            Some(*field) != name && puts.any(|put| put.cell.field == *field && put.fate != Fate::Locked)
        };
        self.columns.fields.iter().copied().filter(gets).collect()
    }

    /// Returns the lines that receive values; a calculated sum row receives none.
    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.fit.lines.iter().filter(|line| line.cells.iter().any(|put| put.fate != Fate::Locked))
    }

    /// Returns the summary of the changes, wrapped into lines.
    fn summary(&self, cx: &Context<'_>) -> Vec<String> {
        let (lang, measure) = (cx.look.lang, cx.look.width);
        let new_rows = self.choices.get(self.selected).copied().unwrap_or(true);
        let mut parts = told(lang, &self.fit.counts(new_rows));
        if let Some(lost) = self.fit.lost.first() {
            parts.push(message::paste_lost(
                lang,
                self.fit.lost.len(),
                &measure.shorten(&lost.text, MAX_LOST),
            ));
        }
        parts.extend(self.fit.remarks(lang, |text| measure.shorten(text, MAX_LOST)));
        if self.fit.headers > 0 {
            parts.push(message::paste_headers(lang, self.fit.headers));
        }
        let room = usize::from(cx.size.0.saturating_sub(2));
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
        let most = usize::from(cx.size.1) / ROWS_PER_DIFFERENCE;
        for sentence in self.told_differences(lang, new_rows, most.max(1)) {
            lines.extend(measure.lines(&sentence, room).map(str::to_owned));
        }
        lines
    }

    /// Returns the number of lines of the block shown at once.
    fn rows(&self, cx: &Context<'_>) -> usize {
        // Head and rule, the headers, a rule, the keys.
        let others = 5 + self.summary(cx).len() + self.choices.len();
        usize::from(cx.size.1).saturating_sub(others).max(1)
    }

    /// Fits a block to the table of the current cell.
    pub(in crate::tui) fn new(cx: &Context<'_>, block: &[Vec<String>]) -> Option<Pasted> {
        let (at, grid) = (cx.cursor.cell?, cx.grid()?);
        let (row, column) = grid.find(at)?;
        let grid_row = *grid.rows.get(row)?;
        // There are no rows below a sum row at the bottom.
        let below = grid.table.sum.as_ref().is_some_and(|sum| sum.position == SumPosition::Bottom);
        if grid_row == GridRow::Sum && below {
            return None;
        }
        let group = grid.group(grid_row);
        let (form, report, sheet) = (cx.session.form(), cx.session.report(), cx.session.sheet());
        let fields = grid.name.into_iter().chain(group.columns.iter().copied()).collect();
        let columns = Columns { rows: group.rows, fields };
        let start = (if grid_row == GridRow::Sum { Row::Sum } else { at.row }, column);
        let fit = fit(Area { form, report, sheet, columns: &columns, start, names: false }, block);
        let (all, kept) = (fit.counts(true), fit.counts(false));
        let choices = if all.rows > 0 && kept.entered > 0 { vec![true, false] } else { vec![true] };
        let label = if group.label.is_empty() { &grid.table.label } else { &group.label };
        let title = message::paste_title(cx.look.lang, &clean_line(label));
        let mut pasted =
            Pasted { title, columns, fit, differences: Vec::new(), choices, selected: 0, top: 0, at };
        pasted.differences = pasted.choices.iter().map(|rows| pasted.find_differences(cx, *rows)).collect();
        Some(pasted)
    }

    /// Compares the calculated cells with the values that they have after the block is entered.
    fn find_differences(&self, cx: &Context<'_>, new_rows: bool) -> Vec<String> {
        if self.fit.counts(new_rows).locked == 0 {
            return Vec::new();
        }
        let form = cx.session.form();
        let mut changed = cx.session.report().clone();
        if let Some(edit) = self.fit.edit(&self.columns, new_rows) {
            changed.change(form, edit);
        }
        let after = calculate(form, &changed);
        let found = self.fit.differences(form, &after);
        let single = self.fit.lines.len() == 1;
        let name = |cell: CellRef| {
            let line = self.fit.lines.iter().find(|line| line.row == cell.row).filter(|_| !single);
            let row = line.map_or_else(String::new, |line| row_name(cx, self, line) + " ");
            row + &head(cx, cell.field)
        };
        found.map(|found| found.sentence(&name(found.put.cell), cx.look.lang)).collect()
    }

    /// Returns the first differences of a choice, and the number of the others.
    pub(in crate::tui) fn told_differences(&self, lang: Lang, new_rows: bool, most: usize) -> Vec<String> {
        let at = self.choices.iter().position(|choice| *choice == new_rows).unwrap_or(0);
        let all = self.differences.get(at).map_or(&[][..], Vec::as_slice);
        let more = all.len().saturating_sub(most);
        let told = all.iter().take(most).cloned();
        told.chain((more > 0).then(|| message::import_more(lang, more))).collect()
    }

    /// Enters the block as one step of the undo history.
    fn enter(&self, cx: &Context<'_>) -> Outcome {
        let new_rows = self.choices.get(self.selected).copied().unwrap_or(false);
        let Some(edit) = self.fit.edit(&self.columns, new_rows) else { return Outcome::Close };
        let mut told = told(cx.look.lang, &self.fit.counts(new_rows));
        // The news come first.
        told.splice(told.len().min(1)..told.len().min(1), self.told_differences(cx.look.lang, new_rows, 1));
        let said = message::pasted(cx.look.lang, &told.join("  "));
        Outcome::Do(Action::Apply { edit, cell: self.at, said, arrives: false })
    }
}

impl Panel for Pasted {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let page = self.rows(cx);
        let last = self.lines().count().saturating_sub(page);
        match command {
            Command::Up => self.selected = self.selected.saturating_sub(1),
            Command::Down => self.selected = (self.selected + 1).min(self.choices.len() - 1),
            Command::PageUp => self.top = self.top.saturating_sub(page),
            Command::PageDown => self.top = (self.top + page).min(last),
            Command::LineStart => self.top = 0,
            Command::LineEnd => self.top = last,
            Command::Enter => return self.enter(cx),
            _ => return Outcome::Refuse(message::paste_first(cx.look.lang)),
        }
        Outcome::Stay
    }

    fn typed(&mut self, text: &str, cx: &Context<'_>) -> Outcome {
        let chosen = ('1'..='9').take(self.choices.len()).position(|digit| is_digit(text, digit));
        let Some(at) = chosen else { return Outcome::Refuse(message::paste_first(cx.look.lang)) };
        self.selected = at;
        self.enter(cx)
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let (lang, theme) = (cx.look.lang, cx.look.theme);
        let below = cells(self.choices.len());
        let count = self.lines().count();
        let to = (self.top + self.rows(cx)).min(count);
        let shown = message::lines_shown(lang, (self.top + 1).min(to), to, count);
        let (top, rows) = frame(cx, &self.title, &shown, &message::paste_keys(lang), below, canvas);
        let (width, bottom) = (canvas.area().width, top + rows);
        let mut y = top;
        for line in self.summary(cx) {
            canvas.put(1, y, &line, width - 1, theme.label);
            y += 1;
        }
        table(cx, self, y, bottom, canvas);
        // Below the rule.
        for (at, new_rows) in self.choices.iter().enumerate() {
            let y = bottom + 1 + cells(at);
            let here = at == self.selected;
            let counts = self.fit.counts(*new_rows);
            let label = match (new_rows, counts.rows) {
                (true, 0) => message::paste_take(lang),
                (true, rows) => message::paste_take_rows(lang, rows),
                (false, _) => message::paste_no_rows(lang, counts.entered),
            };
            let style = if here { theme.focus } else { theme.label };
            canvas.put(1, y, if here { ">" } else { " " }, 1, theme.focus);
            canvas.put(3, y, &(at + 1).to_string(), 1, theme.key);
            canvas.put(
                6,
                y,
                &cx.look.width.shorten(&label, usize::from(width.saturating_sub(7))),
                width,
                style,
            );
            if here {
                canvas.caret = Some((1, y));
            }
        }
    }
}

/// Describes the effects of a block; omits zero counts.
fn told(lang: Lang, counts: &Counts) -> Vec<String> {
    let Counts { entered, replaced, rows, locked, unreadable, .. } = *counts;
    let parts = [
        (entered, message::step_cells(lang, entered)),
        (replaced, message::paste_replaced(lang, replaced)),
        (rows, message::paste_rows(lang, rows)),
        (locked, message::paste_locked(lang, locked)),
        (unreadable, message::paste_unreadable(lang, unreadable)),
    ];
    parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect()
}

/// Draws the resulting table rows with as many columns as fit.
fn table(cx: &Context<'_>, pasted: &Pasted, top: u16, bottom: u16, canvas: &mut Canvas<'_>) {
    if top >= bottom {
        return;
    }
    let (measure, theme, form) = (cx.look.width, cx.look.theme, cx.session.form());
    let lines: Vec<&Line> = pasted.lines().skip(pasted.top).take(usize::from(bottom - top - 1)).collect();
    let names: Vec<String> = lines.iter().map(|line| row_name(cx, pasted, line)).collect();
    let fields = pasted.fields(cx);
    let names_wide = names.iter().map(|name| measure.of(name)).max().unwrap_or(0);
    let natural = fields.iter().map(|field| {
        let texts = lines.iter().map(|line| measure.of(&shown(cx, put(line, *field))));
        texts.max().unwrap_or(0).max(measure.of(&head(cx, *field)))
    });
    let (name_width, widths) = widths(names_wide, &natural.collect::<Vec<_>>(), canvas.area().width.into());
    let columns: Vec<(FieldId, usize)> = fields.iter().copied().zip(widths).collect();
    let hidden = fields.len() - columns.len();
    if hidden > 0 {
        let right = canvas.area().width - 1;
        canvas.put_right(0, right, bottom, &message::columns_right(cx.look.lang, hidden), theme.quiet);
    }
    let mut x = cells(2 + name_width);
    for (field, wide) in &columns {
        let text = measure.shorten(&head(cx, *field), *wide);
        let number = form.field(*field).kind.is_number();
        let text = if number { measure.right(&text, *wide) } else { text };
        canvas.put(x + 1, top, &text, cells(*wide), theme.heading);
        x += cells(1 + wide);
    }
    for ((line, name), y) in lines.iter().zip(&names).zip(top + 1..bottom) {
        let mark = if line.is_new { "+" } else { " " };
        canvas.put(0, y, mark, 1, theme.ok);
        canvas.put(2, y, &measure.shorten(name, name_width), cells(name_width), theme.label);
        let mut x = cells(2 + name_width);
        for (field, wide) in &columns {
            let put = put(line, *field);
            let text = measure.shorten(&shown(cx, put), *wide);
            let text = if form.field(*field).kind.is_number() { measure.right(&text, *wide) } else { text };
            canvas.put(x + 1, y, &text, cells(*wide), style(cx, put));
            x += cells(1 + wide);
        }
    }
}

/// Returns the widths of the row names and of the columns that fit, from their natural widths. What is left of
/// the line goes to those that are cut, from the left.
fn widths(names: usize, columns: &[usize], line: usize) -> (usize, Vec<usize>) {
    let mut name_width = names.clamp(4, NAMES.min(line / 3).max(4));
    let mut left = line.saturating_sub(2 + name_width);
    let mut widths = Vec::new();
    for natural in columns {
        let wide = (*natural).clamp(NARROWEST, WIDEST);
        if 1 + wide > left && !widths.is_empty() {
            break;
        }
        left = left.saturating_sub(1 + wide);
        widths.push(wide);
    }
    let cut = std::iter::once((&mut name_width, &names)).chain(widths.iter_mut().zip(columns));
    for (width, natural) in cut {
        let more = natural.saturating_sub(*width).min(left);
        *width += more;
        left -= more;
    }
    (name_width, widths)
}

fn put(line: &Line, field: FieldId) -> Option<&Put> {
    line.cells.iter().find(|put| put.cell.field == field)
}

/// Returns the name of a row after the block is entered.
fn row_name(cx: &Context<'_>, pasted: &Pasted, line: &Line) -> String {
    let (form, report, rows) = (cx.session.form(), cx.session.report(), pasted.columns.rows);
    let set = form.row_set(rows);
    let Some(at) = line.row.index() else {
        let sums = form.tables.iter().filter(|table| table.groups.iter().any(|group| group.rows == rows));
        return sums
            .filter_map(|table| table.sum.as_ref())
            .map(|sum| clean_line(&sum.label))
            .next()
            .unwrap_or_default();
    };
    let name = set.name_field.and_then(|name| put(line, name)).filter(|put| put.is_entered());
    let name = match (name, set.name_field) {
        (Some(put), _) => put.text.clone(),
        (None, Some(field)) => {
            report.text(CellRef { field, row: Row::At(u32::try_from(at).unwrap_or(u32::MAX)) }).to_owned()
        }
        (None, None) => String::new(),
    };
    set.pattern.replace("{n}", &(at + 1).to_string()) + &clean_line(&name)
}

fn head(cx: &Context<'_>, field: FieldId) -> String {
    clean_line(cx.session.form().label(field))
}

/// Returns the text to show for a cell: `=` for a formula that stays, `!` before an unreadable value.
fn shown(cx: &Context<'_>, put: Option<&Put>) -> String {
    let Some(put) = put else { return String::new() };
    let text = clean_line(&put.text);
    match put.fate {
        Fate::Locked => "=".to_owned(),
        Fate::Unreadable => format!("!{text}"),
        Fate::Replaces if text.is_empty() => message::draft_blank(cx.look.lang),
        Fate::Entered | Fate::Replaces | Fate::Same => text,
    }
}

fn style(cx: &Context<'_>, put: Option<&Put>) -> Style {
    let theme = cx.look.theme;
    match put.map(|put| put.fate) {
        Some(Fate::Unreadable) => theme.error,
        Some(Fate::Locked) => theme.calculated,
        Some(Fate::Entered | Fate::Replaces) => theme.label,
        Some(Fate::Same) | None => theme.quiet,
    }
}
