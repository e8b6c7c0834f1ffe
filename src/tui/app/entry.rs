//! Typing into cells. Every key press is applied to the report at once, so that sums are updated while
//! typing.

use super::App;
use crate::app::choosing::{Narrowed, narrow};
use crate::form::{BETWEEN_CHOICES, CellRef, Home, Row, RowSetId, Widget, clean, clean_line};
use crate::import::{entry_text, read_cells};
use crate::message::{self, Lang};
use crate::report::Edit;
use crate::session::Merge;
use crate::sheet::fill;
use crate::terminal::clipboard::MAX_TEXT;
use crate::tui::command::Command;
use crate::tui::editor::{Editor, Motion, Place};
use crate::tui::event::Effect;
use crate::tui::input::{Cursor, Entering, RunKind};
use crate::tui::layout;
use crate::tui::panels::{GoTo, Mode, Pasted, figures};
use crate::tui::range::Bulk;
use crate::tui::reference::Picking;

/// Characters that end a run of typing in a long text, so that undo takes back one clause at a time. The point
/// and the comma are also in numbers; after a sentence in English a blank follows.
const ENDS_RUN: [char; 8] = ['。', '；', '！', '？', '，', '\n', ';', ' '];

/// Braces that ask for a figure to insert.
const BRACES: [&str; 2] = ["{{", "｛｛"];

impl App {
    /// Resets the state of the current cell from the report and ends typing.
    pub(super) fn reload(&mut self) {
        let text = self.cursor.cell.map_or("", |cell| self.model.session.report().text(cell));
        // If the text is unchanged, keep the caret: another panel may only have been consulted.
        if self.input.editor.text() != text {
            self.take_up();
        }
        self.show_values();
        self.input.end_typing();
    }

    /// Creates the editor for the current cell, with the caret at the end of its text. The content of a line
    /// is selected; nobody types a long text again.
    pub(super) fn take_up(&mut self) {
        let text =
            self.cursor.cell.map_or(String::new(), |cell| self.model.session.report().text(cell).to_owned());
        let many_lines = self.cx().many_lines();
        self.input.editor = Editor::new(&text, many_lines);
        self.show_values();
        let is_text = many_lines && !self.cx().in_grid();
        self.input.entering = if is_text { Entering::Inside } else { Entering::Selected };
    }

    /// Shows the references of the current text as their values.
    fn show_values(&mut self) {
        let values = self.cx().values();
        self.input.editor.show(&values);
    }

    /// Ends the run of typing in a long text. The entry of a line is one step of the undo history.
    fn end_run(&mut self) {
        if self.cx().many_lines() {
            self.input.end_run();
        }
    }

    /// Completes the text of the current cell and ends typing: for example, `今天` is replaced by a date.
    pub(super) fn leave_cell(&mut self) {
        let Some(cell) = self.cursor.cell.filter(|_| self.input.typing) else { return };
        let typed = self.model.session.report().text(cell);
        let completed = self.model.completed(cell, typed);
        if completed != typed {
            self.input.editor.set_text(&completed);
            self.commit(RunKind::Insert);
        }
        self.input.end_typing();
        self.model.unlocked = None;
    }

    /// True if the current cell accepts typing; otherwise shows the reason.
    fn may_type(&mut self) -> bool {
        let Some(cell) = self.cursor.cell else {
            self.refuse(message::nothing_to_fill(self.look.lang));
            return false;
        };
        let closed = self.model.closed(cell);
        let is_open = closed.is_none();
        if let Some(reason) = closed {
            self.refuse(reason);
        }
        is_open
    }

    /// Types text into the current cell, a choice: chooses by number or whole name, or opens the list narrowed
    /// to what fits.
    fn type_choice(&mut self, choices: &[String], text: &str) {
        let numbered = choices.iter().zip(1..).map(|(choice, number)| (Some(number), choice.as_str()));
        let named = choices.iter().position(|choice| choice == text);
        match named.map_or_else(|| narrow(text, numbered), Narrowed::One) {
            Narrowed::One(at) => self.set_cell(&choices[at]),
            Narrowed::Some(_) if text.trim().is_empty() => self.open_options(),
            Narrowed::Some(fits) if fits.is_empty() => {
                self.refuse(message::choose_with_f4(self.look.lang, choices.len()));
            }
            Narrowed::Some(_) => {
                self.open_options();
                // The list only narrows: several choices fit.
                _ = self.type_in_panel(text);
            }
        }
    }

    /// Types text into the current cell of several choices: sets pasted choices, or opens the list and types there.
    fn type_choices(&mut self, text: &str) {
        let is_list = text.contains(BETWEEN_CHOICES);
        if is_list && self.cx().kind().is_some_and(|kind| kind.parse(text).is_ok()) {
            return self.set_cell(text);
        }
        self.open_choices();
        if !text.trim().is_empty() {
            // The list only ticks or narrows.
            _ = self.type_in_panel(text);
        }
    }

    /// Types text into the current cell.
    pub(super) fn type_text(&mut self, text: &str) {
        if text.is_empty() || !self.may_type() {
            return;
        }
        match self.cx().widget() {
            Some(Widget::Choices(choices)) => {
                let choices = choices.to_vec();
                return self.type_choice(&choices, text);
            }
            Some(Widget::Several(_)) => return self.type_choices(text),
            _ => {}
        }
        if text == " " && self.cx().widget() == Some(Widget::Calendar) && self.input.editor.text().is_empty()
        {
            self.open_options();
            return;
        }
        self.input.select_none();
        if self.input.entering == Entering::Selected {
            self.input.editor = Editor::new("", self.cx().many_lines());
            self.input.entering = Entering::Typed;
        }
        // The braces that ask for a figure are one step with the figure that replaces them.
        if text.starts_with(['{', '｛']) && !self.input.editor.text_before_caret().ends_with(['{', '｛']) {
            self.end_run();
        }
        self.input.editor.insert(text);
        self.commit(RunKind::Insert);
        if text.ends_with(ENDS_RUN) {
            self.end_run();
        }
        if text.ends_with(['{', '｛']) {
            self.ask_for_figure();
        }
    }

    /// Pastes text: a block of cells into a grid, other text into the current cell.
    pub(super) fn paste_text(&mut self, text: &str) {
        if text.is_empty() {
            self.refuse(message::nothing_to_paste(self.look.lang));
            return;
        }
        if let Some(cell) = self.cx().area_start() {
            self.go(Cursor { cell: Some(cell), ..self.cursor });
        }
        if self.cx().in_grid() && self.input.entering == Entering::Selected && text.contains(['\t', '\n']) {
            match read_cells(text).as_slice() {
                [] => self.refuse(message::nothing_to_paste(self.look.lang)),
                [line] if line.len() == 1 => self.paste_line(&line[0]),
                block if self.cx().many_lines() && self.is_one_text(block) => self.paste_line(text),
                block => self.preview_paste(block),
            }
            return;
        }
        self.paste_line(text);
    }

    fn paste_line(&mut self, text: &str) {
        let mut text = if self.cx().many_lines() { text.replace('\t', " ") } else { clean_line(text) };
        if let Some(cell) = self.cursor.cell.filter(|_| self.starts_entry()) {
            text = entry_text(self.model.session.form(), cell.field, &text).to_owned();
        }
        self.end_run();
        self.type_text(&text);
        self.end_run();
    }

    /// True if the next text is the start of the entry.
    fn starts_entry(&self) -> bool {
        let editor = &self.input.editor;
        self.input.entering == Entering::Selected || editor.selection().is_some() || editor.offset() == 0
    }

    /// Writes the editor's text to the report.
    fn commit(&mut self, kind: RunKind) {
        let Some(cell) = self.cursor.cell else { return };
        let text = self.input.editor.text();
        if text == self.model.session.report().text(cell) {
            return;
        }
        self.input.continue_run(if self.cx().many_lines() { kind } else { RunKind::Insert });
        let edit = self.model.with_row(cell, vec![Edit::Set { cell, text: Some(text.as_str().into()) }]);
        // In a read-only session the caller has refused already.
        let _ = self.change(edit, cell, Merge::Run(self.input.run));
        self.show_values();
    }

    /// Sets the current cell as a separate step of the undo history.
    pub(super) fn set_cell(&mut self, text: &str) {
        let Some(cell) = self.cursor.cell else { return };
        let set = self.model.set(cell, text);
        self.accepted(set);
        self.reload();
    }

    /// Deletes the character after the caret, or clears the selected cells (Del).
    pub(super) fn delete(&mut self) {
        if self.clear_range() || self.clear_selected_cell() || !self.may_type() {
            return;
        }
        if self.input.editor.delete() {
            self.commit(RunKind::Delete);
        }
    }

    /// Deletes the character before the caret, or clears the selected cells (Backspace).
    pub(super) fn backspace(&mut self) {
        if self.clear_range() || self.clear_selected_cell() || !self.may_type() {
            return;
        }
        if self.input.editor.backspace() {
            self.commit(RunKind::Delete);
        }
    }

    /// Clears the selected cells of a table; returns false if there is at most one.
    fn clear_range(&mut self) -> bool {
        let clearing = self.cx().clearing();
        let is_there = clearing.is_some();
        if let Some(bulk) = clearing {
            self.change_range(&bulk, message::range_cleared);
        }
        is_there
    }

    /// Applies an edit that a panel requested, and updates the panel.
    pub(super) fn change_behind_panel(&mut self, edit: Edit, cell: CellRef, said: String) {
        let mut mode = std::mem::take(&mut self.mode);
        if self.change(edit, cell, Merge::No) {
            self.say(said);
        }
        mode.refresh(&self.cx());
        self.mode = mode;
    }

    /// Changes the selected cells of a table as one step of the undo history.
    fn change_range(&mut self, bulk: &Bulk, said: fn(Lang, usize) -> String) {
        let Some(cell) = self.cursor.cell else { return };
        let lang = self.look.lang;
        let left = match bulk.calculated {
            0 => String::new(),
            count => message::range_calculated(lang, count),
        };
        if bulk.cells == 0 {
            self.refuse(message::range_unchanged(lang) + &left);
        } else if self.change(Edit::Batch(bulk.edits.clone()), cell, Merge::No) {
            self.reload();
            self.say(said(lang, bulk.cells) + &left);
        }
    }

    /// Clears the whole cell if it is selected or a choice; this also removes an override. Returns false if
    /// the caller must delete a character instead.
    fn clear_selected_cell(&mut self) -> bool {
        let is_choice = self.cx().widget().is_some_and(|widget| widget.choices().is_some());
        if self.input.entering != Entering::Selected && !is_choice {
            return false;
        }
        let Some(cell) = self.cursor.cell else { return true };
        if self.model.session.report().entry(cell).is_some() {
            if self.may_type() {
                self.input.editor.set_text("");
                self.commit(RunKind::Delete);
            }
        } else if self.model.session.is_locked(cell) {
            self.refuse(message::locked(self.look.lang));
        }
        true
    }

    /// Restores the entry that the field had when the user came to it (Ctrl-U).
    pub(super) fn revert(&mut self) {
        let Some(cell) = self.cursor.cell else { return };
        let (before, unconfirmed) = self.input.before.clone();
        let report = self.model.session.report();
        if report.entry(cell) == before.as_ref() && report.is_unconfirmed(cell) == unconfirmed {
            self.say(message::nothing_changed_here(self.look.lang));
            return;
        }
        let mut edits = vec![Edit::Set { cell, text: before }];
        edits.extend(unconfirmed.then_some(Edit::Mark { cell, unconfirmed }));
        let edit = self.model.with_row(cell, edits);
        if !self.change(edit, cell, Merge::No) {
            return;
        }
        self.reload();
        self.say(message::reverted(self.look.lang));
    }

    /// Starts editing in a line, opens the list of choices, or shows a long text full screen and back (F2).
    pub(super) fn edit_or_expand(&mut self) {
        if self.change_figure() {
            return;
        }
        if self.mode == Mode::Text {
            self.mode = Mode::Page;
        } else if self.input.entering == Entering::Inside && self.cx().many_lines() {
            self.mode = Mode::Text;
        } else if self.cx().widget().is_some_and(|widget| widget.choices().is_some()) {
            self.open_choices();
        } else if self.may_type() && !self.begin_edit() {
            self.say(message::already_editing(self.look.lang));
        }
    }

    /// Starts editing inside the line that was selected or is being typed; returns false if the caret is in
    /// the text already, or the line cannot be edited.
    pub(super) fn begin_edit(&mut self) -> bool {
        let Some(cell) = self.cursor.cell.filter(|_| self.input.entering != Entering::Inside) else {
            return false;
        };
        let is_choice = self.cx().widget().is_some_and(|widget| widget.choices().is_some());
        if is_choice || self.model.closed(cell).is_some() {
            return false;
        }
        // A proposed value is edited like an entered one.
        if self.input.entering == Entering::Selected && self.input.editor.text().is_empty() {
            self.input.editor.set_text(&self.model.shown(cell));
        }
        self.input.entering = Entering::Inside;
        self.input.range = None;
        true
    }

    /// Allows typing over a locked cell.
    pub(super) fn unlock(&mut self) {
        self.model.unlocked = self.cursor.cell;
        self.input.entering = Entering::Inside;
        let Some(cell) = self.cursor.cell else { return };
        self.input.editor = Editor::new(&self.model.shown(cell), false);
        self.input.editor.select_all();
        self.say(message::unlocked(self.look.lang));
    }

    /// Copies the text of the row above, or the first of the selected rows to the others (Ctrl-D).
    pub(super) fn same_as_above(&mut self) {
        if let Some(bulk) = self.cx().filling_down() {
            return self.change_range(&bulk, message::range_filled);
        }
        let Some(cell) = self.cursor.cell else { return };
        let above = cell.row.index().and_then(|row| row.checked_sub(1));
        match above {
            Some(row) if self.may_type() => {
                let text = self.model.session.report().text(CellRef::at(cell.field, row)).to_owned();
                self.set_cell(&text);
            }
            Some(_) => {}
            None => self.refuse(message::no_row_above(self.look.lang)),
        }
    }

    /// True if Ctrl-C has nothing to copy, so that it may ask to quit.
    pub(super) fn nothing_to_copy(&self) -> bool {
        let cell_empty = self.cursor.cell.is_none_or(|cell| self.model.shown(cell).is_empty());
        !matches!(self.mode, Mode::Page | Mode::Text)
            || (self.cx().area().is_none()
                && self.input.editor.selection().is_none()
                && (self.input.entering != Entering::Selected || cell_empty))
    }

    /// Copies or cuts the selected cells, the selected text or the selected cell.
    pub(super) fn copy(&mut self, cut: bool) -> Vec<Effect> {
        let Some(cell) = self.cursor.cell else { return Vec::new() };
        let before = self.model.session.revision();
        let text = if let Some(text) = self.cx().area_text() {
            if text.trim().is_empty() {
                self.refuse(message::range_is_blank(self.look.lang));
                return Vec::new();
            }
            if cut {
                self.clear_range();
            }
            text
        } else if let Some(selected) = self.input.editor.selected_text() {
            if cut && self.may_type() && self.input.editor.delete() {
                self.end_run();
                self.commit(RunKind::Delete);
                self.end_run();
            }
            selected
        } else if self.input.entering == Entering::Selected {
            let typed = self.model.session.report().text(cell).to_owned();
            let text = if typed.is_empty() { self.model.shown(cell) } else { typed };
            if cut {
                self.clear_selected_cell();
            }
            text
        } else {
            self.say(message::nothing_selected(self.look.lang));
            return Vec::new();
        };
        if text.is_empty() {
            return Vec::new();
        }
        let said = if self.model.session.revision() == before { message::copied } else { message::cut };
        self.put_on_clipboard(text, said)
    }

    /// Copies a text that is shown, or refuses with a sentence if there is none.
    pub(super) fn copy_shown(&mut self, text: Option<String>, none: fn(Lang) -> String) -> Vec<Effect> {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            self.refuse(none(self.look.lang));
            return Vec::new();
        };
        self.put_on_clipboard(text, message::copied)
    }

    /// Puts a text on the clipboard of the program and, if the user has not switched that off, of the terminal.
    /// A notice that is shown already stays.
    fn put_on_clipboard(&mut self, text: String, said: fn(Lang) -> String) -> Vec<Effect> {
        // Outside the program a reference is its value.
        let (lang, shown) = (self.look.lang, fill(&self.model.session.texts(self.look.lang), &text));
        let cleaned = clean(&shown);
        self.clipboard = text;
        if self.notice.is_none() {
            self.say(said(lang));
        }
        if !self.look.clipboard {
            return Vec::new();
        }
        if cleaned.len() > MAX_TEXT {
            self.refuse(message::copied_only_here(lang, MAX_TEXT / 1000));
            return Vec::new();
        }
        vec![Effect::Clipboard(cleaned)]
    }

    /// Selects text (Shift with a key that moves the caret).
    pub(super) fn select(&mut self, command: Command) {
        let motion = match command {
            Command::SelectLeft => Motion::Left,
            Command::SelectRight => Motion::Right,
            Command::SelectUp => Motion::LineUp,
            Command::SelectDown => Motion::LineDown,
            Command::SelectLineStart => Motion::LineStart,
            _ => Motion::LineEnd,
        };
        let is_arrow = !matches!(command, Command::SelectLineStart | Command::SelectLineEnd);
        if is_arrow && self.cx().in_grid() && self.input.entering != Entering::Inside {
            return self.extend_range(command);
        }
        // The selection of a whole line is continued, except to the start: then it begins at the end.
        let was_selected = self.input.entering == Entering::Selected;
        if self.begin_edit() && was_selected && command != Command::SelectLineStart {
            self.input.editor.select_all();
        }
        if self.input.entering == Entering::Inside {
            self.step_caret(motion, true);
        }
    }

    /// Lets the keys that move the caret or the cursor select, for terminals that do not send Shift with them.
    pub(super) fn start_marking(&mut self) {
        self.input.marking = true;
        self.say(message::marking(self.look.lang));
    }

    /// Selects the whole text of the field (Ctrl-A).
    pub(super) fn select_all(&mut self) {
        if self.input.entering == Entering::Typed {
            self.input.entering = Entering::Inside;
        }
        if self.input.entering == Entering::Inside {
            self.input.editor.select_all();
        }
    }

    /// Undoes the last step, or redoes the last undone one, and moves to its cell.
    pub(super) fn undo(&mut self, undo: bool) {
        let before = (self.cursor.cell, self.input.editor.text());
        match self.model.undo(undo) {
            Ok((cell, said)) => {
                self.input.typing = false;
                self.model.unlocked = None;
                if let Some(there) = self.cx().find_cursor(cell) {
                    self.cursor = there;
                }
                self.clamp_cursor();
                self.arrive();
                // In a long text the caret is where the text changed.
                if self.input.entering == Entering::Inside && before.0 == self.cursor.cell {
                    self.input.editor.set_offset(end_of_change(&before.1, &self.input.editor.text()));
                }
                self.say(said);
            }
            Err(reason) => self.say(reason),
        }
    }

    /// Returns the row set and the row of the current cell.
    pub(super) fn current_row(&self) -> Option<(RowSetId, usize)> {
        self.model.row_of(self.cursor.cell?)
    }

    /// Adds a row below (or above) the current one and moves the cursor to it.
    pub(super) fn add_row(&mut self, below: bool) {
        let Some(cell) = self.cursor.cell else { return };
        let Some(rows) = self.model.session.form().field(cell.field).rows() else {
            self.refuse(message::no_rows_here(self.look.lang));
            return;
        };
        if let Some(reason) = self.model.rows_full(rows) {
            self.refuse(reason);
            return;
        }
        self.leave_cell();
        let count = self.model.session.report().rows(rows);
        let at = match cell.row {
            Row::At(_) => (cell.row.index().unwrap_or(0) + usize::from(below)).min(count),
            _ => count,
        };
        let added = self.model.add_row(rows, at, CellRef::at(cell.field, at));
        if let Some(said) = self.accepted(added) {
            self.enter_row(at);
            self.say(said);
        }
    }

    /// Moves to the first cell of a row in the same row set: to its name if it has one.
    fn enter_row(&mut self, at: usize) {
        if let Some(cell) = self.cursor.cell {
            let field = match self.model.session.form().field(cell.field).home {
                Home::Column { table, group, rows, .. } => {
                    let set = self.model.session.form().row_set(rows);
                    set.name_field.unwrap_or(self.model.session.form().table(table).groups[group].columns[0])
                }
                _ => cell.field,
            };
            self.cursor.cell = Some(CellRef::at(field, at));
        }
        self.clamp_cursor();
        self.arrive();
    }

    /// Removes the current row from all its tables.
    pub(super) fn remove_row(&mut self) {
        let Some(cell) = self.cursor.cell else { return };
        self.leave_cell();
        let removed = self.model.remove_row(cell);
        if let Some(said) = self.accepted(removed) {
            self.clamp_cursor();
            self.arrive();
            self.say(said);
        }
    }

    /// Moves the current row up or down in all its tables.
    pub(super) fn move_row(&mut self, down: bool) {
        let Some(cell) = self.cursor.cell else { return };
        self.leave_cell();
        let moved = self.model.move_row(cell, down);
        if let Some(there) = self.accepted(moved) {
            self.cursor.cell = Some(there);
            self.reload();
        }
    }

    /// Moves the caret in the text; returns false at its edge.
    pub(super) fn step_caret(&mut self, motion: Motion, select: bool) -> bool {
        let layout = layout::typed(&self.cx());
        self.end_run();
        self.input.editor.step(motion, select, Some(&layout))
    }

    /// Inserts a reference at the caret, in a long text as a separate step of the undo history. It replaces the reference at
    /// the caret if `replacing` is true, and the braces that asked for it.
    pub(super) fn insert_figure(&mut self, typed: &str, replacing: bool) {
        self.begin_edit();
        let braces = self.braces().filter(|_| !replacing);
        if braces.is_none() {
            self.end_run();
        }
        if let Some((start, end)) =
            braces.or_else(|| self.input.editor.value_at_caret().filter(|_| replacing))
        {
            self.input.editor.select(start, end);
        }
        self.type_text(typed);
        self.end_run();
    }

    /// Returns the place of two opening braces before the caret.
    fn braces(&self) -> Option<(Place, Place)> {
        let (row, at) = self.input.editor.caret();
        let before = self.input.editor.text_before_caret();
        let braces = BRACES.into_iter().find(|braces| before.ends_with(braces))?;
        Some(((row, at - braces.len()), (row, at)))
    }

    /// Opens the list of figures to insert if the user has typed two braces. On an English screen references
    /// can be typed as code.
    fn ask_for_figure(&mut self) {
        let asked = self.look.lang == Lang::Zh && self.cx().takes_figures() && self.braces().is_some();
        if asked && matches!(self.mode, Mode::Page | Mode::Text) {
            let picking = Picking { expanded: self.mode == Mode::Text, part: None, replacing: false };
            self.mode = Mode::GoTo(Box::new(GoTo::new(&self.cx(), Some(picking))));
        }
    }

    /// Opens the menu of the reference at the caret; returns false if there is none.
    pub(super) fn change_figure(&mut self) -> bool {
        let Some(reference) = self.cx().figure_at_caret() else { return false };
        let menu = figures::reference(&self.cx(), reference);
        if self.may_type() {
            self.mode = Mode::Menu(menu);
        }
        true
    }

    /// True if the lines of a block are the paragraphs of one text: the table has no rows for all of them.
    fn is_one_text(&self, block: &[Vec<String>]) -> bool {
        let is_single_column = block.iter().all(|line| line.len() == 1);
        is_single_column && Pasted::new(&self.cx(), block).is_some_and(|pasted| !pasted.fit.lost.is_empty())
    }

    /// Opens the preview of a block pasted at the current cell.
    fn preview_paste(&mut self, block: &[Vec<String>]) {
        let lang = self.look.lang;
        if let Err(reason) = self.model.writable() {
            return self.refuse(reason);
        }
        let Some(pasted) = Pasted::new(&self.cx(), block) else { return self.refuse(message::locked(lang)) };
        let counts = pasted.fit.counts(true);
        if counts.entered == 0 && counts.rows == 0 {
            let nothing = message::paste_nothing(lang, counts.locked, counts.lost);
            let differences = pasted.told_differences(lang, true, 1);
            return self.refuse([vec![nothing], differences].concat().join("  "));
        }
        self.mode = Mode::Paste(Box::new(pasted));
    }

    /// Sets the current cell to last year's value, unconfirmed (Ctrl-R).
    pub(super) fn take_last(&mut self) {
        let lang = self.look.lang;
        let Some(cell) = self.cursor.cell else { return };
        self.leave_cell();
        let taken = self.model.take_last(cell);
        match self.accepted(taken) {
            Some(true) => {
                self.take_up();
                self.reload();
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

/// Returns the number of characters of `after` up to the end of the part in which it differs from `before`.
fn end_of_change(before: &str, after: &str) -> usize {
    let (old, new) = (before.chars().count(), after.chars().count());
    let start = before.chars().zip(after.chars()).take_while(|(old, new)| old == new).count();
    let end = before.chars().rev().zip(after.chars().rev()).take_while(|(old, new)| old == new).count();
    new - end.min(old.min(new) - start)
}
