//! The state of the document screen; `update` turns messages into state changes and effects.
//!
//! Pure: it uses key events and the text editor, but no terminal, no file and no clock.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::command::Command;
use super::event::{Effect, Message};
use super::geometry;
use super::input::{CellInput, Cursor, Entering};
use super::keys::Keys;
use super::layout;
use super::look::{Look, Notice};
use super::mode::Mode;
use crate::app::model::{BackList, Leave, Model};
use crate::form::{CellRef, clean, clean_line};
use crate::message;
use crate::report::Edit;
use crate::session::{Caret, Merge, Session};
use crate::terminal::input::MAX_PASTE;

/// The state of the document screen.
#[derive(Debug)]
pub struct App {
    /// The open report.
    pub model: Model,
    /// The look of the screen.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The user's position.
    pub cursor: Cursor,
    /// The input of the current cell.
    pub input: CellInput,
    /// The current mode.
    pub mode: Mode,
    /// Index of the first line of the page shown.
    pub scroll: usize,
    /// The current notice, shown until the next key.
    pub notice: Option<Notice>,
    /// True if last year's values are shown.
    pub last_year: bool,
    /// The positions from which the user jumped.
    pub(super) back: BackList<Cursor>,
    /// For each page, the number of lines seen from its top without a gap.
    pub(super) seen: Vec<usize>,
    /// The clipboard inside the program.
    pub(super) clipboard: String,
    /// True if the last key asked to quit.
    quit_asked: bool,
}

impl App {
    /// Creates the state for a report, at the first cell to fill in.
    pub fn new(model: Model, look: Look, size: (u16, u16)) -> App {
        let mut app = App {
            last_year: model.session.report().has_last(),
            model,
            look,
            size,
            cursor: Cursor { section: 0, item: 0, cell: None },
            input: CellInput::default(),
            mode: Mode::Page,
            scroll: 0,
            notice: None,
            back: BackList::default(),
            seen: Vec::new(),
            clipboard: String::new(),
            quit_asked: false,
        };
        app.start();
        app.clamp_scroll();
        app.say(message::welcome(look.lang));
        app
    }

    /// Scrolls so that the current cell is visible, and records the lines seen.
    fn clamp_scroll(&mut self) {
        let body = geometry::areas(self).page;
        let (page, window) = (layout::page(self, usize::from(body.width)), usize::from(body.height));
        self.scroll = page.scroll(self, window);
        self.note_seen(&page, window);
    }

    /// Changes the report and returns true; if it is read only, refuses with a notice and returns false.
    #[must_use]
    pub(super) fn change(&mut self, edit: Edit, cell: CellRef, merge: Merge) -> bool {
        let changed = self.model.change(edit, cell, merge);
        self.accepted(changed).is_some()
    }

    /// Shows the reason of a refusal.
    pub(super) fn accepted<T>(&mut self, result: Result<T, String>) -> Option<T> {
        result.map_err(|reason| self.refuse(reason)).ok()
    }

    /// Shows a sentence that comes from outside.
    pub fn announce(&mut self, text: String) {
        self.say(text);
    }

    /// Returns the user's position and the answer being written, which is not an entry yet.
    pub fn caret(&self) -> Caret {
        let Cursor { section, item, cell } = self.cursor;
        Caret { section, item, cell, offset: self.input.editor.offset(), answer: self.half_written() }
    }

    /// Restores a position, as far as it still exists.
    pub fn return_to(&mut self, caret: &Caret) {
        let (form, report) = (self.model.session.form(), self.model.session.report());
        let there = caret.cell.filter(|cell| report.has(form, *cell));
        let exists = form.sections.get(caret.section).is_some();
        let answer = caret.answer.as_ref().filter(|answer| report.has(form, answer.cell));
        if let (Some(cell), true) = (there, exists) {
            self.go(Cursor { section: caret.section, item: caret.item, cell: Some(cell) });
            self.input.editor.set_offset(caret.offset);
        }
        if let Some(answer) = answer {
            self.ask_again(answer);
        }
    }

    /// Shows the report as another session saved it.
    pub fn show_other(&mut self, session: Session) {
        self.model.follow(session);
        self.clamp_cursor();
        self.reload();
    }

    /// Shows a sentence.
    pub(super) fn say(&mut self, text: String) {
        self.notice = Some(Notice::new(&self.look, text, false));
    }

    /// Shows a sentence that reports a failure or a refusal.
    pub(super) fn refuse(&mut self, text: String) {
        self.notice = Some(Notice::new(&self.look, text, true));
    }
}

/// Updates the state; returns the effects to perform.
pub fn update(app: &mut App, message: Message) -> Vec<Effect> {
    let effects = match message {
        Message::Key(key) => {
            app.notice = None;
            app.model.exports.typed_since = true;
            app.key(key)
        }
        Message::PasteTooLong => {
            app.refuse(message::paste_too_long(app.look.lang, MAX_PASTE / (1024 * 1024)));
            Vec::new()
        }
        Message::Paste(text) => {
            app.notice = None;
            app.paste(&clean(&text))
        }
        Message::Resize(columns, rows) => {
            app.size = (columns, rows);
            app.forget_lines_seen();
            Vec::new()
        }
        Message::Saved(result) => app.saved(result),
        Message::Exported(result) => {
            app.exported(result);
            Vec::new()
        }
        Message::Versions(versions) => {
            app.show_versions(versions);
            Vec::new()
        }
        Message::Version(kept, report) => {
            app.show_version(kept, *report);
            Vec::new()
        }
        Message::Leave(code) => app.leave(code),
    };
    app.clamp_scroll();
    effects
}

impl App {
    fn saved(&mut self, result: Result<String, String>) -> Vec<Effect> {
        let code = match result {
            Ok(time) => {
                self.say(message::saved(self.look.lang, &self.model.file));
                self.model.saved(time)
            }
            Err(reason) => {
                let code = self.model.saving.failed();
                // First the reason, then how to leave without saving.
                self.refuse(if self.model.saving.may_leave_unsaved() {
                    message::quit_unsaved(self.look.lang)
                } else {
                    reason + &message::or_a_copy(self.look.lang)
                });
                code
            }
        };
        code.map(Effect::Quit).into_iter().collect()
    }

    fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let quit_asked = std::mem::take(&mut self.quit_asked);
        if let Mode::Keys(behind) = &mut self.mode {
            let behind = std::mem::take(behind.as_mut());
            self.mode = behind;
            return self.key_after_strip(key);
        }
        let found = self.look.keys.command(key);
        if found != Some(Command::Quit) {
            self.model.saving.failures = 0;
        }
        if found == Some(Command::Copy) && self.nothing_to_copy() {
            if quit_asked {
                return self.leave(0);
            }
            self.quit_asked = true;
            self.say(message::quit_again(self.look.lang));
            return Vec::new();
        }
        match (found, typed(key)) {
            (Some(command), _) => self.perform(command),
            (None, Some(character)) => self.character(character),
            (None, None) => {
                self.refuse(message::no_such_key(self.look.lang));
                Vec::new()
            }
        }
    }

    /// Handles the key after Ctrl-K: the digit n acts as Fn.
    fn key_after_strip(&mut self, key: KeyEvent) -> Vec<Effect> {
        let number = typed(key).and_then(|character| character.to_digit(10));
        let number = number.and_then(|digit| u8::try_from(digit).ok());
        let Some(number) = number else {
            self.refuse(message::digit_wanted(self.look.lang));
            return Vec::new();
        };
        let number = if number == 0 { 10 } else { number };
        // Uses the standard key bindings, so that this way is always available, whatever the keys file
        // changes.
        let key = KeyEvent::new(KeyCode::F(number), KeyModifiers::NONE);
        if let Some(command) = Keys::standard().command(key) {
            self.perform(command)
        } else {
            self.refuse(message::no_such_key(self.look.lang));
            Vec::new()
        }
    }

    /// Stores what is being typed, then leaves with an exit code, after saving if necessary.
    fn leave(&mut self, code: u8) -> Vec<Effect> {
        self.keep_answer();
        self.leave_cell();
        match self.model.leave(code, code != 0) {
            Leave::Now(code) => vec![Effect::Quit(code)],
            Leave::AfterSaving => vec![Effect::Save],
        }
    }

    /// Performs a command; the current mode may consume it first.
    pub(super) fn perform(&mut self, command: Command) -> Vec<Effect> {
        if let Some(effects) = self.perform_in_mode(command) {
            return effects;
        }
        match command {
            Command::Undo | Command::Redo | Command::Save if self.model.read_only => {
                self.refuse(message::read_only(self.look.lang));
            }
            Command::Save => {
                self.leave_cell();
                self.reload();
                return vec![Effect::Save];
            }
            Command::Quit => return self.leave(0),
            Command::Suspend => {
                self.leave_cell();
                self.reload();
                return vec![Effect::Suspend];
            }
            Command::SaveCopy => self.ask_copy(),
            Command::History => {
                self.leave_cell();
                self.reload();
                return vec![Effect::Versions];
            }
            Command::Redraw => return vec![Effect::Redraw],
            Command::Undo => self.undo(true),
            Command::Redo => self.undo(false),
            Command::Help => self.open_help(),
            Command::GoTo => self.open_goto(),
            Command::Find => self.open_find(),
            Command::Findings => self.open_findings(),
            Command::NextFinding => self.next_finding(),
            Command::Actions => self.open_actions(),
            Command::Options => self.open_options(),
            Command::LastYear => self.toggle_last_year(),
            Command::TakeLast => self.take_last(),
            Command::ConfirmPage => self.confirm_page(),
            Command::Follow => self.open_following(true, false),
            Command::Preview => self.open_preview(),
            Command::Export => self.open_export(true),
            Command::Final => self.open_export(false),
            Command::Back => self.go_back(),
            Command::KeyStrip => self.mode = Mode::Keys(Box::new(std::mem::take(&mut self.mode))),
            Command::Next => self.next(),
            Command::Previous => self.previous(),
            Command::Enter => self.enter(),
            Command::Up | Command::Down | Command::Left | Command::Right => self.arrow(command),
            Command::LineStart | Command::LineEnd | Command::WordLeft | Command::WordRight => {
                self.within_line(command);
            }
            Command::SectionStart => self.section_edge(true),
            Command::SectionEnd => self.section_edge(false),
            Command::PageDown => self.page_down(),
            Command::PageUp => self.page_up(),
            Command::NextSection => self.go_section(1),
            Command::PreviousSection => self.go_section(-1),
            Command::SelectLeft | Command::SelectRight | Command::SelectUp | Command::SelectDown => {
                self.select(command);
            }
            Command::Edit => self.edit_or_expand(),
            Command::AddRow => self.add_row(true),
            Command::Delete => self.delete(),
            Command::Backspace => self.backspace(),
            Command::SameAsAbove => self.same_as_above(),
            Command::Copy => self.copy(false),
            Command::Cut => self.copy(true),
            Command::Paste => {
                let text = self.clipboard.clone();
                return self.paste(&text);
            }
            Command::Revert => self.revert(),
            Command::Leave => self.escape(),
        }
        Vec::new()
    }

    /// Esc keeps the content; a second one does nothing.
    fn escape(&mut self) {
        if self.mode == Mode::Text {
            self.mode = Mode::Page;
        }
        if self.input.entering != Entering::Selected && self.in_grid() {
            self.leave_cell();
            self.reload();
        }
    }

    fn character(&mut self, character: char) -> Vec<Effect> {
        let text = clean(character.encode_utf8(&mut [0; 4]));
        if let Mode::Page | Mode::Text = self.mode {
            let confirms = matches!(character, ' ' | '\u{3000}') && self.confirms_by_space();
            if !confirms || !self.confirm_and_go_on() {
                self.type_text(&text);
            }
            return Vec::new();
        }
        self.type_in_mode(&text)
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        if let Mode::Page | Mode::Text = self.mode {
            self.paste_text(text);
            return Vec::new();
        }
        self.type_in_mode(&clean_line(text))
    }
}

/// Returns the character that a key types. Alt is ignored, because a terminal also reports it for Esc typed
/// just before the character.
fn typed(key: KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(character) if !key.modifiers.contains(KeyModifiers::CONTROL) => Some(character),
        _ => None,
    }
}
