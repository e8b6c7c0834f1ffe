//! The state of the document screen; `update` turns messages into state changes and effects.
//!
//! Pure: it uses key events and the text editor, but no terminal, no file and no clock.

use std::borrow::Cow;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::civil::Date;

use super::command::Command;
use super::editor::Editor;
use super::geometry;
use super::keys::Keys;
use super::layout;
use super::mode::Mode;
use super::theme::{Frame, Theme};
use super::versions::Kept;
use crate::check::Finding;
use crate::export::{ExportError, Receipt, Request};
use crate::form::{CellRef, clean, clean_line};
use crate::message::{self, Lang};
use crate::report::{Edit, Entry, Report};
use crate::session::{Caret, Merge, Session};
use crate::terminal::input::MAX_PASTE;
use crate::terminal::width::Width;

/// The look of the screen on this terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The language of screens and messages.
    pub lang: Lang,
    /// The width of ambiguous characters.
    pub width: Width,
    /// The colours.
    pub theme: &'static Theme,
    /// The characters for rules.
    pub frame: Frame,
    /// The key bindings.
    pub keys: &'static Keys,
}

impl Default for Look {
    fn default() -> Look {
        Look {
            lang: Lang::Zh,
            width: Width::Narrow,
            theme: Theme::plain(),
            frame: Frame::ASCII,
            keys: Keys::standard(),
        }
    }
}

/// The user's position: a cell of an item of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Index of the section.
    pub section: usize,
    /// Index of the item in the section; needed because row names appear in several tables.
    pub item: usize,
    /// The cell; `None` on a page without fields.
    pub cell: Option<CellRef>,
}

/// The input state of the current cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entering {
    /// A cell of a grid is selected: typing replaces its content.
    Selected,
    /// Typing has begun in a selected cell: arrow keys leave it.
    Typed,
    /// The caret is in the text: arrow keys move it.
    Inside,
}

/// A sentence on the message line, shown until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// True if it reports a failure.
    pub bad: bool,
}

impl Notice {
    /// Creates a notice; replaces the default keys in the sentence by the current key bindings.
    pub fn new(look: &Look, text: String, bad: bool) -> Notice {
        let text = match look.keys.spoken(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(spoken) => spoken,
        };
        Notice { text, bad }
    }
}

/// An event.
#[derive(Clone, Debug)]
pub enum Message {
    /// A key.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The pasted text exceeds the limit.
    PasteTooLong,
    /// The window was resized: columns and rows.
    Resize(u16, u16),
    /// The file was saved, with the time of day; or the reason for the failure.
    Saved(Result<String, String>),
    /// The report was exported, with the receipt; or the reason for the failure.
    Exported(Result<Receipt, ExportError>),
    /// The stored versions, oldest first; or the reason why they cannot be listed.
    Versions(Result<Vec<Kept>, String>),
    /// A version was read; or the reason why it cannot be, as a sentence.
    Version(Kept, Box<Result<Report, String>>),
    /// Leave the program with this exit code, keeping everything typed.
    Leave(u8),
}

/// State of the journal on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Disk {
    /// Nothing has been typed yet.
    #[default]
    Unknown,
    /// Everything typed is in the journal.
    Kept,
    /// Writing the journal fails, with the reason.
    Failing(String),
}

/// Exit code if the file could not be saved but the draft is on the disk.
const UNSAVED: u8 = 5;

/// An action for the event loop to perform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Save the report.
    Save,
    /// Write an export.
    Export(Request),
    /// Write a copy of the report to a new file; fails if the file exists.
    Copy(String),
    /// List the stored versions.
    Versions,
    /// Read a version by its number.
    Version(u32),
    /// Write a version to a new file; fails if the file exists.
    CopyVersion(u32, String),
    /// Suspend the program and give the terminal to the shell.
    Suspend,
    /// Redraw the whole screen.
    Redraw,
    /// Leave the program.
    Quit(u8),
}

/// The state of the document screen.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is about something else, and they go together freely")]
pub struct App {
    /// Form, report, sheet and history.
    pub session: Session,
    /// The look of the screen.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The name of the file.
    pub file: String,
    /// Today's date.
    pub today: Date,
    /// The user's position.
    pub cursor: Cursor,
    /// The text of the current cell.
    pub editor: Editor,
    /// The input state of the current cell.
    pub entering: Entering,
    /// The current mode.
    pub mode: Mode,
    /// Index of the first line of the page shown.
    pub scroll: usize,
    /// The current notice, shown until the next key.
    pub notice: Option<Notice>,
    /// The positions from which the user jumped.
    pub back: Vec<Cursor>,
    /// The revision stored in the file.
    pub saved: Option<u64>,
    /// Time of day of the last save.
    pub saved_at: String,
    /// True if another session holds the lock: nothing can be changed here.
    pub read_only: bool,
    /// State of the journal on the disk.
    pub disk: Disk,
    /// True if last year's values are shown.
    pub last_year: bool,
    /// For each page, the number of lines seen from its top without a gap.
    pub(super) seen: Vec<usize>,
    /// The finding to which F8 went last.
    pub(super) found: Option<Finding>,
    /// The locked cell that the user may type over.
    pub(super) unlocked: Option<CellRef>,
    /// True if the current cell is being typed in; its format is checked on leaving.
    pub(super) typing: bool,
    /// The entry of the current cell when the user came to it, and whether it was unconfirmed.
    pub(super) before: (Entry, bool),
    /// Number of the current run of typing; each run is one step of the undo history.
    pub(super) run: u64,
    pub(super) run_kind: Option<RunKind>,
    /// The clipboard inside the program.
    pub(super) clipboard: String,
    /// The request of the export in progress.
    pub(super) exporting: Option<Request>,
    /// The receipt of the last export, if it has more to show than a notice.
    pub(super) receipt: Option<Receipt>,
    /// True if a key was pressed since the export began.
    pub(super) typed_since: bool,
    /// True if the last key asked to quit.
    quit_asked: bool,
    /// Exit code for leaving once the file is saved, if that is pending.
    leaving: Option<u8>,
    /// Number of successive failures to save on leaving.
    held_back: u8,
}

/// Kind of a run of typing; each kind is a separate step of the undo history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunKind {
    /// Characters were added.
    Insert,
    /// Characters were removed.
    Delete,
}

impl App {
    /// Creates the state for a session, at the first cell to fill in. `saved` is true if the file holds this
    /// report.
    pub fn new(session: Session, look: Look, size: (u16, u16), file: &str, today: Date, saved: bool) -> App {
        let mut app = App {
            saved: saved.then_some(session.revision()),
            session,
            look,
            size,
            file: file.to_owned(),
            today,
            cursor: Cursor { section: 0, item: 0, cell: None },
            editor: Editor::new("", false),
            entering: Entering::Selected,
            mode: Mode::Page,
            scroll: 0,
            notice: None,
            back: Vec::new(),
            saved_at: String::new(),
            read_only: false,
            disk: Disk::Unknown,
            last_year: false,
            seen: Vec::new(),
            found: None,
            unlocked: None,
            typing: false,
            before: (None, false),
            run: 0,
            run_kind: None,
            clipboard: String::new(),
            exporting: None,
            receipt: None,
            typed_since: false,
            quit_asked: false,
            leaving: None,
            held_back: 0,
        };
        app.last_year = app.session.report().has_last();
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

    /// True if the report has changes that the file does not hold.
    pub fn is_changed(&self) -> bool {
        self.saved != Some(self.session.revision())
    }

    /// Changes the report and returns true; if the session is read only, refuses with a notice and returns
    /// false.
    #[must_use]
    pub(super) fn change(&mut self, edit: Edit, cell: CellRef, merge: Merge) -> bool {
        if self.read_only {
            self.refuse(message::read_only(self.look.lang));
        } else {
            self.session.change(edit, cell, merge);
        }
        !self.read_only
    }

    /// Shows a sentence that comes from outside.
    pub fn announce(&mut self, text: String) {
        self.say(text);
    }

    /// Returns the user's position and the answer being written, which is not an entry yet.
    pub fn caret(&self) -> Caret {
        let Cursor { section, item, cell } = self.cursor;
        Caret { section, item, cell, offset: self.editor.offset(), answer: self.half_written() }
    }

    /// Restores a position, as far as it still exists.
    pub fn return_to(&mut self, caret: &Caret) {
        let (form, report) = (self.session.form(), self.session.report());
        let there = caret.cell.filter(|cell| report.has(form, *cell));
        let exists = form.sections.get(caret.section).is_some();
        let answer = caret.answer.as_ref().filter(|answer| report.has(form, answer.cell));
        if let (Some(cell), true) = (there, exists) {
            self.go(Cursor { section: caret.section, item: caret.item, cell: Some(cell) });
            self.editor.set_offset(caret.offset);
        }
        if let Some(answer) = answer {
            self.ask_again(answer);
        }
    }

    /// Shows the report as another session saved it.
    pub fn show_other(&mut self, session: Session) {
        self.saved = Some(session.revision());
        self.session = session;
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

    /// Returns the text of a cell as shown when it is not being typed in.
    pub fn shown(&self, cell: CellRef) -> String {
        let sheet_cell = self.session.sheet().cell(cell);
        let text = self.session.report().text(cell);
        let kind = &self.session.form().field(cell.field).kind;
        if sheet_cell.problem.is_some() && !text.is_empty() {
            return text.to_owned();
        }
        kind.show(&sheet_cell.value, self.look.lang)
    }
}

/// Updates the state; returns the effects to perform.
pub fn update(app: &mut App, message: Message) -> Vec<Effect> {
    let effects = match message {
        Message::Key(key) => {
            app.notice = None;
            app.typed_since = true;
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
        Message::Leave(code) => {
            app.keep_answer();
            app.leave_cell();
            app.leaving = Some(code);
            if app.is_changed() { vec![Effect::Save] } else { vec![Effect::Quit(code)] }
        }
    };
    app.clamp_scroll();
    effects
}

impl App {
    fn saved(&mut self, result: Result<String, String>) -> Vec<Effect> {
        match result {
            Ok(time) => {
                self.saved = Some(self.session.revision());
                self.say(message::saved(self.look.lang, &self.file));
                self.saved_at = time;
                self.leaving.take().map(|code| vec![Effect::Quit(code)]).unwrap_or_default()
            }
            Err(reason) => {
                // On a signal the program exits all the same; a user who asked to quit stays and reads the
                // reason.
                let leaving = self.leaving.take();
                if leaving == Some(0) {
                    self.held_back = self.held_back.saturating_add(1);
                }
                let code = leaving.filter(|code| *code != 0);
                // First the reason, then how to leave without saving.
                self.refuse(if self.may_leave_unsaved() {
                    message::quit_unsaved(self.look.lang)
                } else {
                    reason + &message::or_a_copy(self.look.lang)
                });
                code.map(|code| vec![Effect::Quit(code)]).unwrap_or_default()
            }
        }
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
            self.held_back = 0;
        }
        if found == Some(Command::Copy) && self.nothing_to_copy() {
            if quit_asked {
                return self.quit();
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

    /// True if saving failed and was reported at least twice, and everything typed is in the journal: then
    /// the program may exit without saving.
    fn may_leave_unsaved(&self) -> bool {
        self.held_back >= 2 && self.disk == Disk::Kept
    }

    /// Saves if necessary, then leaves.
    pub(super) fn quit(&mut self) -> Vec<Effect> {
        self.keep_answer();
        self.leave_cell();
        if !self.is_changed() {
            return vec![Effect::Quit(0)];
        }
        if self.may_leave_unsaved() {
            return vec![Effect::Quit(UNSAVED)];
        }
        self.leaving = Some(0);
        vec![Effect::Save]
    }

    /// Performs a command; the current mode may consume it first.
    pub(super) fn perform(&mut self, command: Command) -> Vec<Effect> {
        if let Some(effects) = self.perform_in_mode(command) {
            return effects;
        }
        match command {
            Command::Undo | Command::Redo | Command::Save if self.read_only => {
                self.refuse(message::read_only(self.look.lang));
            }
            Command::Save => {
                self.leave_cell();
                self.reload();
                return vec![Effect::Save];
            }
            Command::Quit => return self.quit(),
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
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
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
        if self.entering != Entering::Selected && self.in_grid() {
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
