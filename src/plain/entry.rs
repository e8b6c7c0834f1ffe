//! Applies answers to the report: cell values, lines of a long text, overrides of formulas, undo and redo.
//!
//! Row operations are in [`super::rows`].

use super::choose::chosen;
use super::dialogue::{Dialogue, Effect, Mode, Writing};
use super::orders::{self, to_number};
use super::steps;
use super::words::{one_line, size};
use crate::form::{BETWEEN_CHOICES, CellRef, Widget, split_choices};
use crate::message;
use crate::report::Edit;
use crate::session::Merge;

/// Returns the choices that a line names by numbers or words, or the numbered choices that fit an ambiguous part.
fn several(line: &str, choices: &[String]) -> Result<String, Vec<String>> {
    let labels = || choices.iter().map(String::as_str);
    let is_label = |text: &str| labels().any(|choice| choice == text.trim());
    let parts: Vec<&str> = split_choices(line)
        .flat_map(|part| if is_label(part) { vec![part] } else { part.split_whitespace().collect() })
        .collect();
    if parts.is_empty() {
        return Err(Vec::new());
    }
    let found = parts.into_iter().map(|part| chosen(part, labels(), 1)).collect::<Result<Vec<_>, _>>()?;
    let ticked = labels().enumerate().filter(|(at, _)| found.contains(at)).map(|(_, choice)| choice);
    Ok(ticked.collect::<Vec<_>>().join(BETWEEN_CHOICES))
}

impl Dialogue {
    /// Handles a text as the answer for a cell.
    pub(super) fn enter(&mut self, cell: CellRef, line: &str) {
        if let Some(reason) = self.model.closed(cell) {
            return self.say(reason);
        }
        let kind = &self.model.session.form().field(cell.field).kind;
        match self.model.session.widget(cell) {
            Widget::Choices(choices) => {
                let chosen = chosen(line, choices.iter().map(String::as_str), 1);
                match chosen.map(|at| choices.get(at).cloned().unwrap_or_default()) {
                    Ok(choice) => self.set_and_go_on(cell, &choice, &choice),
                    Err(fitting) => {
                        let none = kind.mistyped_among(choices, self.model.lang);
                        self.say_fitting(&fitting, none);
                    }
                }
            }
            Widget::Several(choices) => match several(line, choices) {
                Ok(text) => self.set_and_go_on(cell, &text, &text),
                Err(fitting) => {
                    let none = kind.mistyped_among(choices, self.model.lang);
                    self.say_fitting(&fitting, none);
                }
            },
            Widget::Paragraphs => self.write_line(Writing::all(cell), line),
            Widget::Line | Widget::Calendar => {
                let text = self.model.completed(cell, line);
                self.set_and_go_on(cell, &text, line.trim());
            }
        }
    }

    fn set_and_go_on(&mut self, cell: CellRef, text: &str, typed: &str) {
        let before = self.watch(cell);
        self.set(cell, text);
        self.say_answered(cell, typed, &before);
        self.forward();
    }

    /// Sets a cell as a separate step of the history; returns true if that is a change.
    pub(super) fn set(&mut self, cell: CellRef, text: &str) -> bool {
        let set = self.model.set(cell, text);
        self.accepted(set) == Some(true)
    }

    /// Handles a line of a long text. A command that cannot be a paragraph ends the text.
    pub(super) fn write_or_obey(&mut self, writing: Writing, line: &str) -> Vec<Effect> {
        if let Some((order, rest)) = orders::ends_text(line) {
            self.say_size(&writing);
            return self.obey(order, &rest);
        }
        self.write_line(writing, line);
        Vec::new()
    }

    pub(super) fn write_line(&mut self, mut writing: Writing, line: &str) {
        let lang = self.model.lang;
        let first = writing.lines.is_empty();
        if orders::is_sign(line, "?") {
            self.say(message::plain_write(lang));
            self.mode = Mode::Writing(writing);
            return;
        }
        if orders::is_sign(line, ".") {
            return self.written(&writing);
        }
        if first && writing.anew && line.trim().is_empty() {
            return self.written(&writing);
        }
        if first {
            self.run += 1;
        }
        let before = if first && !writing.anew && writing.around[0].is_empty() {
            self.paragraphs(writing.cell).len()
        } else {
            0
        };
        let takes_out = first && writing.anew && orders::is_sign(line, "-");
        if !takes_out {
            writing.push(orders::escaped(line).unwrap_or(line));
        }
        let cell = writing.cell;
        let text = Some(writing.text().as_str().into());
        let edit = self.model.with_row(cell, vec![Edit::Set { cell, text }]);
        if self.change(edit, cell, Merge::Run(self.run)) {
            if takes_out {
                self.written(&writing);
            } else {
                if before > 0 {
                    self.say(message::plain_replaced(lang, before));
                }
                self.mode = Mode::Writing(writing);
            }
        }
    }

    fn written(&mut self, writing: &Writing) {
        self.say_size(writing);
        self.forward();
    }

    fn say_size(&mut self, writing: &Writing) {
        let (paragraphs, count) = size(&self.model.shown(writing.cell));
        self.say(message::plain_size(self.model.lang, paragraphs, count));
        self.say_findings(writing.cell, true);
    }

    /// `+`: adds a row, or continues a long text.
    pub(super) fn add(&mut self) {
        match self.long_text() {
            Some(cell) => self
                .begin_writing(Writing { around: [self.paragraphs(cell), Vec::new()], ..Writing::all(cell) }),
            None => self.add_row(),
        }
    }

    /// `#2`: rewrites a paragraph.
    pub(super) fn rewrite(&mut self, number: &str) {
        let lang = self.model.lang;
        if let Err(reason) = self.model.writable() {
            return self.say(reason);
        }
        let Some(cell) = self.long_text() else { return self.say(message::plain_no_paragraphs(lang)) };
        let mut before = self.paragraphs(cell);
        let at = to_number(number).and_then(|number| number.checked_sub(1)).filter(|at| *at < before.len());
        let Some(at) = at else { return self.say(message::plain_which_paragraph(lang, before.len())) };
        let after = before.split_off(at + 1);
        let old = before.pop().unwrap_or_default();
        self.say(one_line(&old));
        self.say(message::plain_anew(lang));
        self.begin_writing(Writing { around: [before, after], anew: true, ..Writing::all(cell) });
    }

    fn begin_writing(&mut self, writing: Writing) {
        if let Err(reason) = self.model.writable() {
            return self.say(reason);
        }
        if !writing.anew {
            self.say(message::plain_write(self.model.lang));
        }
        self.mode = Mode::Writing(writing);
    }

    /// Returns the current cell if it takes a long text.
    fn long_text(&self) -> Option<CellRef> {
        let cell = self.here.cell()?;
        let is_long = self.model.session.form().field(cell.field).kind.is_long();
        (is_long && !self.model.session.is_locked(cell)).then_some(cell)
    }

    fn paragraphs(&self, cell: CellRef) -> Vec<String> {
        let text = self.model.session.report().text(cell);
        if text.is_empty() { Vec::new() } else { text.split('\n').map(str::to_owned).collect() }
    }

    /// Clears the current cell.
    pub(super) fn clear(&mut self) {
        let Some(cell) = self.here.cell() else { return self.say(message::nothing_to_fill(self.model.lang)) };
        if self.model.session.report().entry(cell).is_none() {
            return self.say(message::plain_blank_already(self.model.lang));
        }
        let before = self.watch(cell);
        if self.change(Edit::Set { cell, text: None }, cell, Merge::No) {
            self.say(message::plain_cleared(self.model.lang));
            self.say_answered(cell, "", &before);
            self.forward();
        }
    }

    /// Allows the user to override the current calculated cell.
    pub(super) fn unlock(&mut self) {
        if let Err(reason) = self.model.writable() {
            return self.say(reason);
        }
        match self.here.cell().filter(|cell| self.model.session.is_locked(*cell)) {
            Some(cell) if !self.model.session.form().field(cell.field).by_hand => {
                self.model.unlocked = Some(cell);
                self.say(message::plain_unlocked(self.model.lang));
            }
            _ => self.say(message::plain_not_calculated(self.model.lang)),
        }
    }

    /// Removes the override of the current cell; it is calculated again.
    pub(super) fn release(&mut self) {
        let Some(cell) = self.here.cell() else {
            return self.say(message::plain_not_overridden(self.model.lang));
        };
        let before = self.watch(cell);
        let released = self.model.release(cell);
        match self.accepted(released) {
            Some(Some(said)) => {
                self.say(said);
                self.say_answered(cell, "", &before);
            }
            Some(None) => self.say(message::plain_not_overridden(self.model.lang)),
            None => {}
        }
    }

    /// Undoes or redoes one step and moves to its cell.
    pub(super) fn undo(&mut self, undo: bool) {
        let undone = self.model.undo(undo);
        let Some((cell, said)) = self.accepted(undone) else { return };
        self.say(said);
        let session = &self.model.session;
        let there = steps::locate(&self.model, cell, self.here.section);
        if let Some(stop) = there.filter(|_| session.report().has(session.form(), cell)) {
            self.go(stop);
        } else {
            self.clamp();
            self.ask();
        }
    }
}

impl Writing {
    /// Starts to write the whole text of a cell.
    fn all(cell: CellRef) -> Writing {
        Writing { cell, around: [Vec::new(), Vec::new()], lines: Vec::new(), joins: false, anew: false }
    }

    /// Appends a line. A line that ends with a backslash continues on the next, because terminals truncate
    /// long lines.
    fn push(&mut self, line: &str) {
        let part = line.trim_end().strip_suffix(['\\', '＼']);
        let goes_on = std::mem::replace(&mut self.joins, part.is_some());
        let text = part.unwrap_or(line);
        match self.lines.last_mut().filter(|_| goes_on) {
            Some(last) => last.push_str(text),
            None => self.lines.push(text.to_owned()),
        }
    }

    fn text(&self) -> String {
        let [before, after] = &self.around;
        before.iter().chain(&self.lines).chain(after).map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}
