//! The state of the screen and what changes it: `update` turns what happened into what is to be done.
//!
//! Pure: it knows key events and the text editor, but no terminal, no file and no clock.

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
use crate::export::{Receipt, Request};
use crate::form::{CellRef, clean, clean_line};
use crate::message::{self, Lang};
use crate::report::{Caret, Edit, Entry, Finding, Merge, Report, Session};
use crate::terminal::input::MAX_PASTE;
use crate::terminal::width::Width;

/// How the screen looks on this terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The language of screens and messages.
    pub lang: Lang,
    /// How wide characters are.
    pub width: Width,
    /// The colours.
    pub theme: &'static Theme,
    /// The characters of rules.
    pub frame: Frame,
    /// Which key does what.
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

/// Where a person is: a cell of an item of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Which section.
    pub section: usize,
    /// Which item of it: names of rows stand in several tables.
    pub item: usize,
    /// Which cell; none on a page that asks nothing.
    pub cell: Option<CellRef>,
}

/// How the cell at hand takes keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entering {
    /// A cell of a grid is selected: typing replaces what is in it.
    Selected,
    /// Typing has begun in a selected cell: arrows leave it.
    Typed,
    /// The caret is in the text: arrows move it.
    Inside,
}

/// A sentence on the message line until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Whether something went wrong.
    pub bad: bool,
}

impl Notice {
    /// A sentence, with the keys in it as they are now.
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
    /// More was pasted than can be taken.
    PasteTooLong,
    /// The window has another size: columns and rows.
    Resize(u16, u16),
    /// The file was saved, at this time of day; or why not.
    Saved(Result<String, String>),
    /// The report was exported: what to say; or why not.
    Exported(Result<Receipt, ExportError>),
    /// The versions that were kept, the oldest first; or why they cannot be listed.
    Versions(Result<Vec<Kept>, String>),
    /// A version was read; or why it cannot be, as a sentence.
    Version(Kept, Box<Result<Report, String>>),
    /// The program is to leave, keeping everything: with this exit code.
    Leave(u8),
}

/// Why an export was not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportError {
    /// There is a file of that name.
    Exists,
    /// Anything else, as a sentence.
    Other(String),
}

/// Whether what was typed is on the disk, in the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Disk {
    /// Nothing was typed yet.
    #[default]
    Unknown,
    /// It is.
    Kept,
    /// It is not, for this reason.
    Failing(String),
}

/// Exit code when the file could not be saved and the draft is kept.
const UNSAVED: u8 = 5;

/// Something is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Save the report.
    Save,
    /// Write an export.
    Export(Request),
    /// Write a copy of the report to another file, which must not be there yet.
    Copy(String),
    /// List the versions that were kept.
    Versions,
    /// Read a version, by its number.
    Version(u32),
    /// Write a version to another file, which must not be there yet.
    CopyVersion(u32, String),
    /// Give the terminal to the shell until it is given back.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// Leave the program.
    Quit(u8),
}

/// The state of the screen.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is about something else, and they go together freely")]
pub struct App {
    /// Form, report, sheet and history.
    pub session: Session,
    /// How the screen looks.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// What the file is called.
    pub file: String,
    /// Today.
    pub today: Date,
    /// Where a person is.
    pub cursor: Cursor,
    /// The text of the cell at hand.
    pub editor: Editor,
    /// How the cell at hand takes keys.
    pub entering: Entering,
    /// What the screen shows.
    pub mode: Mode,
    /// The first line shown of the page.
    pub scroll: usize,
    /// A sentence until the next key.
    pub notice: Option<Notice>,
    /// Where jumps came from.
    pub back: Vec<Cursor>,
    /// The revision that the file holds.
    pub saved: Option<u64>,
    /// When it was saved last, as a time of day.
    pub saved_at: String,
    /// Whether another session holds the report: nothing can be changed here.
    pub read_only: bool,
    /// Whether what was typed is on the disk; why not, when it is not.
    pub disk: Disk,
    /// Whether last year's values stand beside this year's.
    pub last_year: bool,
    /// How many lines of each page were seen from its top on.
    pub(super) seen: Vec<usize>,
    /// The finding that F8 went to last.
    pub(super) found: Option<Finding>,
    /// A locked cell that may be typed over.
    pub(super) unlocked: Option<CellRef>,
    /// Whether the cell at hand is being typed in: its format is checked on leaving.
    pub(super) typing: bool,
    /// What the cell at hand held when a person came to it, and whether that waited to be confirmed.
    pub(super) before: (Entry, bool),
    /// The run of typing that makes one step of the history.
    pub(super) run: u64,
    pub(super) run_kind: Option<RunKind>,
    /// What was copied inside the program.
    pub(super) clipboard: String,
    /// The export that was begun.
    pub(super) exporting: Option<Request>,
    /// The file that was exported last, where there is more to say of it than a notice holds.
    pub(super) receipt: Option<Receipt>,
    /// True if a key came since an export was begun.
    pub(super) typed_since: bool,
    /// Whether the last key asked to quit.
    quit_asked: bool,
    /// Whether to leave once saved, and with which exit code.
    leaving: Option<u8>,
    /// How often in a row the file could not be saved on leaving.
    held_back: u8,
}

/// Typing and deleting are different steps of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunKind {
    /// Characters were added.
    Insert,
    /// Characters were removed.
    Delete,
}

impl App {
    /// A screen over a session, at the first thing to fill in. `saved`: whether the file holds the report.
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

    /// Scrolls so that the cell at hand is seen, and remembers what is.
    fn clamp_scroll(&mut self) {
        let body = geometry::areas(self).page;
        let (page, window) = (layout::page(self, usize::from(body.width)), usize::from(body.height));
        self.scroll = page.scroll(self, window);
        self.note_seen(&page, window);
    }

    /// Whether the file does not hold what was typed.
    pub fn is_changed(&self) -> bool {
        self.saved != Some(self.session.revision())
    }

    /// Changes the report, unless another session holds it: then says so.
    #[must_use]
    pub(super) fn change(&mut self, edit: Edit, cell: CellRef, merge: Merge) -> bool {
        if self.read_only {
            self.refuse(message::read_only(self.look.lang));
        } else {
            self.session.change(edit, cell, merge);
        }
        !self.read_only
    }

    /// Says a sentence that comes from outside.
    pub fn announce(&mut self, text: String) {
        self.say(text);
    }

    /// Where a person is, with what is half-written and no entry yet.
    pub fn caret(&self) -> Caret {
        let Cursor { section, item, cell } = self.cursor;
        Caret { section, item, cell, offset: self.editor.offset(), answer: self.half_written() }
    }

    /// Goes back to where a person was, as far as it is still there.
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

    /// Shows the report as somebody else saved it.
    pub fn show_other(&mut self, session: Session) {
        self.saved = Some(session.revision());
        self.session = session;
        self.clamp_cursor();
        self.reload();
    }

    /// Says a sentence.
    pub(super) fn say(&mut self, text: String) {
        self.notice = Some(Notice::new(&self.look, text, false));
    }

    /// Says that something cannot be done, and why.
    pub(super) fn refuse(&mut self, text: String) {
        self.notice = Some(Notice::new(&self.look, text, true));
    }

    /// A cell as the screen shows it when it is not being typed in.
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
                // A signal does not wait; a person stays and reads why.
                let leaving = self.leaving.take();
                if leaving == Some(0) {
                    self.held_back = self.held_back.saturating_add(1);
                }
                let code = leaving.filter(|code| *code != 0);
                // First why, then how to leave all the same.
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

    /// Ctrl-K, then a digit n: Fn.
    fn key_after_strip(&mut self, key: KeyEvent) -> Vec<Effect> {
        let number = typed(key).and_then(|character| character.to_digit(10));
        let number = number.and_then(|digit| u8::try_from(digit).ok());
        let Some(number) = number else {
            self.refuse(message::digit_wanted(self.look.lang));
            return Vec::new();
        };
        let number = if number == 0 { 10 } else { number };
        // Whatever else the key does by now: this way is always there.
        let key = KeyEvent::new(KeyCode::F(number), KeyModifiers::NONE);
        if let Some(command) = Keys::standard().command(key) {
            self.perform(command)
        } else {
            self.refuse(message::no_such_key(self.look.lang));
            Vec::new()
        }
    }

    /// Saves if need be, then leaves.
    /// Whether the file cannot be saved, which was said, and all that was typed is on the disk all the same.
    fn may_leave_unsaved(&self) -> bool {
        self.held_back >= 2 && self.disk == Disk::Kept
    }

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

    /// Performs a command in the mode at hand; modes with keys of their own come first.
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

    /// Esc keeps everything; a second one does nothing.
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

/// The character that a key types. Alt is Esc typed just before: the character counts.
fn typed(key: KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(character) if !key.modifiers.contains(KeyModifiers::CONTROL) => Some(character),
        _ => None,
    }
}
