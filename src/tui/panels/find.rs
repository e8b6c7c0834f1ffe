//! Search in the whole report, and replacement of all hits after a preview.

use std::ops::Range;

use super::frame::frame;
use super::panel::{Action, Outcome, Panel, elsewhere};
use crate::app::find::{Hit, order};
use ratatui::style::Style;

use crate::form::{CellRef, FieldId, Row};
use crate::message;
use crate::report::naming::place_words;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::editor::Editor;
use crate::tui::input::{Entering, Searched};
use crate::tui::widgets::{
    cut_at_word, cut_end_at_word, edit_line, input_line, is_digit, list_from, step_in_list,
};

/// The position of a cell in the form's order.
type Order = (usize, FieldId, Row, FieldId);

/// The state of the search.
#[derive(Clone, Debug)]
pub struct Find {
    query: Editor,
    /// The line with the replacement, if the user has asked for it.
    with: Option<Editor>,
    step: Step,
    /// The hits, and whether each is to be replaced.
    hits: Vec<(Hit, bool)>,
    selected: usize,
    expanded: bool,
}

/// The part of the panel that keys act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Query,
    With,
    Preview,
}

impl PartialEq for Find {
    fn eq(&self, other: &Find) -> bool {
        (self.step, self.selected, &self.hits) == (other.step, other.selected, &other.hits)
    }
}

impl Find {
    /// Opens the search with the last search text, at the first hit after the caret.
    pub(in crate::tui) fn new(cx: &Context<'_>) -> Find {
        let query = Editor::proposing(&cx.searched.query);
        let expanded = cx.is_text;
        let mut find = Find { query, with: None, step: Step::Query, hits: Vec::new(), selected: 0, expanded };
        find.search(cx);
        find
    }

    /// Searches again.
    fn search(&mut self, cx: &Context<'_>) {
        let query = self.query.text();
        let hits = cx.model.find(&query).into_iter();
        self.hits = hits.map(|hit| (hit.is_replaceable(), hit)).map(|(can, hit)| (hit, can)).collect();
        let here = here(cx, usize::MAX);
        let next = self.hits.iter().position(|(hit, _)| here.is_none_or(|here| position(cx, hit) > here));
        self.selected = next.unwrap_or(0);
    }

    /// Moves to a hit.
    fn go(&self, cx: &Context<'_>, at: usize) -> Outcome {
        let Some((hit, _)) = self.hits.get(at) else {
            return Outcome::Refuse(message::nothing_found(cx.look.lang));
        };
        let said = message::find_at(cx.look.lang, at + 1, self.hits.len());
        let then = Action::GoToHit { cell: hit.cell, place: hit.place, said };
        Outcome::Do(self.remembered(then))
    }

    /// Moves to the hit before the one at the caret.
    fn go_back(&self, cx: &Context<'_>) -> Outcome {
        let here = here(cx, 0);
        let before = self.hits.iter().rposition(|(hit, _)| here.is_some_and(|here| position(cx, hit) < here));
        self.go(cx, before.unwrap_or(self.hits.len().saturating_sub(1)))
    }

    /// Returns the action that stores the search and then does another.
    fn remembered(&self, then: Action) -> Action {
        let searched = Searched { query: self.query.text(), with: self.with.as_ref().map(Editor::text) };
        Action::Searched { searched, then: Box::new(then) }
    }

    /// Goes to the other line, and adds the one for the replacement.
    fn other_line(&mut self, cx: &Context<'_>) {
        self.step = if self.step == Step::Query { Step::With } else { Step::Query };
        let last = || Editor::proposing(cx.searched.with.as_deref().unwrap_or_default());
        self.with.get_or_insert_with(last);
    }

    /// Returns the numbers of hits that are chosen and that can be replaced.
    fn counts(&self) -> (usize, usize) {
        let can = self.hits.iter().filter(|(hit, _)| hit.is_replaceable()).count();
        (self.hits.iter().filter(|(_, chosen)| *chosen).count(), can)
    }

    /// Shows the preview of the replacement.
    fn preview(&mut self, cx: &Context<'_>) -> Outcome {
        let lang = cx.look.lang;
        if self.hits.is_empty() {
            return Outcome::Refuse(message::nothing_found(lang));
        }
        if self.counts().1 == 0 {
            return Outcome::Refuse(message::replace_nothing(lang));
        }
        if let Err(reason) = cx.model.writable() {
            return Outcome::Refuse(reason);
        }
        self.step = Step::Preview;
        self.selected = self.hits.iter().position(|(_, chosen)| *chosen).unwrap_or(0);
        Outcome::Stay
    }

    /// Takes the selected hit out of the replacement or back in, and selects the next one.
    fn toggle(&mut self, cx: &Context<'_>) -> Outcome {
        let last = self.hits.len().saturating_sub(1);
        let Some((hit, chosen)) = self.hits.get_mut(self.selected) else { return Outcome::Stay };
        if !hit.is_replaceable() {
            return Outcome::Refuse(message::replace_not_here(cx.look.lang));
        }
        *chosen = !*chosen;
        self.selected = (self.selected + 1).min(last);
        Outcome::Stay
    }

    /// Chooses all hits that can be replaced, or none if they are chosen.
    fn toggle_all(&mut self) {
        let (chosen, can) = self.counts();
        for (hit, is_chosen) in &mut self.hits {
            *is_chosen = hit.is_replaceable() && chosen < can;
        }
    }

    /// Replaces the chosen hits, as one step of the undo history.
    fn replace(&self, cx: &Context<'_>) -> Outcome {
        let lang = cx.look.lang;
        let chosen: Vec<&Hit> = self.hits.iter().filter(|(_, chosen)| *chosen).map(|(hit, _)| hit).collect();
        let Some(first) = chosen.first() else { return Outcome::Refuse(message::replace_none(lang)) };
        let is_here = |cell: &CellRef| chosen.iter().any(|hit| hit.cell == *cell);
        let cell = cx.cursor.cell.filter(is_here).unwrap_or(first.cell);
        let edit = cx.model.replacement(&chosen, &self.with_text());
        let said = message::replaced(lang, chosen.len());
        Outcome::Do(self.remembered(Action::Apply { edit, cell, said, arrives: true }))
    }

    fn with_text(&self) -> String {
        self.with.as_ref().map_or_else(String::new, Editor::text)
    }

    /// Handles a command in the preview.
    fn handle_preview(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let last = self.hits.len().saturating_sub(1);
        let step = if command == Command::Next { Command::Down } else { command };
        if let Some(selected) = step_in_list(self.selected, last, step) {
            self.selected = selected;
            return Outcome::Stay;
        }
        match command {
            Command::Options => return self.toggle(cx),
            Command::LastYear => self.toggle_all(),
            Command::Enter => return self.replace(cx),
            // Goes back to the lines.
            Command::Edit | Command::Find => self.step = Step::With,
            _ => return Outcome::Refuse(message::replace_first(cx.look.lang)),
        }
        Outcome::Stay
    }
}

impl Panel for Find {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        if self.step == Step::Preview {
            return self.handle_preview(command, cx);
        }
        match command {
            Command::Enter if self.step == Step::With => return self.preview(cx),
            Command::Enter | Command::Find => return self.go(cx, self.selected),
            Command::Previous => return self.go_back(cx),
            Command::Next => {
                self.other_line(cx);
                return Outcome::Stay;
            }
            _ => {}
        }
        let editor = match &mut self.with {
            Some(with) if self.step == Step::With => with,
            _ => &mut self.query,
        };
        if edit_line(editor, command).is_some() {
            if self.step == Step::Query
                && matches!(command, Command::Backspace | Command::Delete | Command::Revert)
            {
                self.search(cx);
            }
            return Outcome::Stay;
        }
        match step_in_list(self.selected, self.hits.len().saturating_sub(1), command) {
            Some(selected) => self.selected = selected,
            None => return elsewhere(command, cx),
        }
        Outcome::Stay
    }

    fn typed(&mut self, text: &str, cx: &Context<'_>) -> Outcome {
        match self.step {
            Step::Query => {
                self.query.insert(text);
                self.search(cx);
            }
            Step::With => {
                if let Some(with) = &mut self.with {
                    with.insert(text);
                }
            }
            // A blank acts as F4; the digits act as F4 and F6, for terminals that intercept the function keys.
            Step::Preview if matches!(text, " " | "\u{3000}") || is_digit(text, '4') => {
                return self.toggle(cx);
            }
            Step::Preview if is_digit(text, '6') => self.toggle_all(),
            Step::Preview => return Outcome::Refuse(message::replace_first(cx.look.lang)),
        }
        Outcome::Stay
    }

    fn close(&self) -> Outcome {
        Outcome::Do(self.remembered(Action::Nothing))
    }

    fn is_over_text(&self) -> bool {
        self.expanded
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let (lang, theme) = (cx.look.lang, cx.look.theme);
        let count = match (self.step, self.hits.len()) {
            (_, 0) => String::new(),
            (Step::Preview, _) => {
                let (chosen, can) = self.counts();
                message::replace_counts(lang, chosen, can)
            }
            (_, count) => message::find_count(lang, self.selected + 1, count),
        };
        let keys = match self.step {
            Step::Query => message::find_keys(lang),
            Step::With => message::replace_keys(lang),
            Step::Preview => message::replace_preview_keys(lang),
        };
        let title = if self.with.is_some() { message::replace_head(lang) } else { message::find_head(lang) };
        let (mut top, mut rows) = frame(cx, &title, &count, &keys, 0, canvas);
        let width = canvas.area().width;
        let lines = [
            (message::find_line(lang), Some(&self.query)),
            (message::replace_line(lang), self.with.as_ref()),
        ];
        for (at, (label, editor)) in lines.into_iter().enumerate() {
            let Some(editor) = editor else { continue };
            let used = 1 + canvas.put(1, top, &label, width, theme.quiet);
            let active = (at == 1) == (self.step == Step::With) && self.step != Step::Preview;
            let caret = canvas.caret;
            input_line(editor, (used, top, width.saturating_sub(used + 1)), canvas);
            if !active {
                canvas.caret = caret;
            }
            (top, rows) = (top + 1, rows.saturating_sub(1));
        }
        (top, rows) = (top + 1, rows.saturating_sub(1));
        if self.hits.is_empty() {
            let said = if self.query.text().is_empty() {
                message::find_hint(lang)
            } else {
                message::nothing_found(lang)
            };
            canvas.put(3, top, &said, width.saturating_sub(4), theme.quiet);
            return;
        }
        self.list(cx, (top, rows), canvas);
    }
}

impl Find {
    /// Draws the hits; in the preview with the lines that they become.
    fn list(&self, cx: &Context<'_>, (top, rows): (u16, u16), canvas: &mut Canvas<'_>) {
        let (measure, theme, width) = (cx.look.width, cx.look.theme, canvas.area().width);
        let is_preview = self.step == Step::Preview;
        let with = self.with_text();
        let height = if is_preview { 2 } else { 1 };
        // The whole selected entry must be visible.
        let shown = (usize::from(rows) / height).max(1);
        let first = list_from(self.selected, (top, cells(shown)), self.hits.len(), canvas);
        let names = usize::from(width / 3);
        for (at, (hit, chosen)) in self.hits.iter().enumerate().skip(first).take(shown) {
            let y = top + cells((at - first) * height);
            let here = at == self.selected;
            if here {
                canvas.put(1, y, ">", 1, theme.label);
            }
            if here && is_preview {
                canvas.caret = Some((1, y));
            }
            let mark = match (is_preview, chosen) {
                (false, _) => "",
                (true, true) => "[x] ",
                (true, false) if hit.is_replaceable() => "[ ] ",
                (true, false) => " -  ",
            };
            let style = if is_preview && !chosen { theme.quiet } else { theme.label };
            let used = 3 + canvas.put(3, y, mark, 4, style);
            let name = place_words(cx.session.form(), cx.session.report(), hit.cell);
            let room = (3 + names).saturating_sub(usize::from(used) + 1);
            canvas.put(used, y, &measure.shorten(&name, room), cells(room), style);
            let x = cells(3 + names);
            let room = usize::from(width.saturating_sub(x + 1));
            let (line, range) = cx.model.line_of(hit);
            let hit_style = if is_preview { theme.error } else { theme.focus };
            excerpt(cx, &line, range.clone(), (x, y, room), [style, hit_style], canvas);
            if *chosen && is_preview {
                let mut after = line.clone();
                if line.get(range.clone()).is_some() {
                    after.replace_range(range.clone(), &with);
                }
                let range = range.start..range.start + with.len();
                excerpt(cx, &after, range, (x, y + 1, room), [style, theme.focus], canvas);
            }
        }
    }
}

/// Draws a part of a line around a hit. Numbers and words at its ends are whole.
fn excerpt(
    cx: &Context<'_>,
    line: &str,
    hit: Range<usize>,
    (x, y, room): (u16, u16, usize),
    [style, hit_style]: [Style; 2],
    canvas: &mut Canvas<'_>,
) {
    let measure = cx.look.width;
    let parts = (line.get(..hit.start), line.get(hit.clone()), line.get(hit.end..));
    let (Some(before), Some(words), Some(after)) = parts else { return };
    // A short line is shown whole; of a long one at least what stands behind the hit.
    let behind = measure.of(words) + measure.of(after);
    let before = cut_end_at_word(measure, before, room.saturating_sub(behind).max(room / 3));
    let mut x = x + canvas.put(x, y, before, cells(room), style);
    let left = room.saturating_sub(measure.of(before));
    let words = measure.cut(words, left);
    x += canvas.put(x, y, words, cells(left), hit_style);
    let left = left.saturating_sub(measure.of(words));
    canvas.put(x, y, cut_at_word(measure, after, left), cells(left), style);
}

/// Returns the position of the caret in the report. A selected line has no caret: `selected` is used instead.
fn here(cx: &Context<'_>, selected: usize) -> Option<(Order, usize)> {
    let cell = cx.cursor.cell?;
    let is_selected = cx.input.entering == Entering::Selected;
    let caret = if is_selected { selected } else { cx.input.editor.offset() };
    Some((order(cx.session.form(), cell), caret))
}

/// Returns the position of the end of a hit in the report.
fn position(cx: &Context<'_>, hit: &Hit) -> (Order, usize) {
    (order(cx.session.form(), hit.cell), hit.place.end as usize)
}
