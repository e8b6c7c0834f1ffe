//! The state of the document screen; `update` turns messages into state changes and effects.
//!
//! Pure: it uses key events and the text editor, but no terminal, no file and no clock.

mod entry;
mod exports;
mod motion;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::command::Command;
use super::context::Context;
use super::event::{Effect, Message};
use super::input::{CellInput, Cursor, Searched};
use super::look::{Look, Notice};
use super::panels::{
    Action, Ask, Blanks, Calendar, Following, GoTo, Mode, Moving, Outcome, Reader, Tab, Ticks, Version,
    figures, menus, moving, strip, versions,
};
use super::reference::Picking;
use super::seen::Seen;
use super::{geometry, hand_in, layout};
use crate::app::document::Front;
use crate::app::model::{BackList, Model};
use crate::app::versions::Kept;
use crate::form::{CellRef, clean, clean_line};
use crate::message;
use crate::report::Edit;
use crate::session::{Answer, Caret, Merge, Session};
use crate::sheet::fill;
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
    back: BackList<Cursor>,
    /// The lines seen of each page.
    seen: Seen,
    /// The last search.
    searched: Searched,
    /// True if the last key went to a hit of the search.
    at_hit: bool,
    /// The tab of the findings panel that the user last left.
    tab: Tab,
    /// The clipboard inside the program.
    clipboard: String,
    /// True if the last key asked to quit.
    quit_asked: bool,
}

impl Front for App {
    fn model(&self) -> &Model {
        &self.model
    }

    fn model_mut(&mut self) -> &mut Model {
        &mut self.model
    }

    fn caret(&self) -> Caret {
        let Cursor { section, item, cell } = self.cursor;
        Caret { section, item, cell, offset: self.input.editor.offset(), answer: self.mode.half_written() }
    }

    fn announce(&mut self, text: String) {
        self.say(text);
    }
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
            seen: Seen::default(),
            searched: Searched::default(),
            at_hit: false,
            tab: Tab::default(),
            clipboard: String::new(),
            quit_asked: false,
        };
        app.start();
        app.clamp_scroll();
        app.say(message::welcome(look.lang));
        app
    }

    /// Returns the state as layout, panels and drawing read it.
    pub fn cx(&self) -> Context<'_> {
        let strip = matches!(self.mode, Mode::Keys(_));
        let shown = if let Mode::Keys(behind) = &self.mode { behind } else { &self.mode };
        Context {
            session: &self.model.session,
            model: &self.model,
            look: self.look,
            size: self.size,
            cursor: self.cursor,
            input: &self.input,
            scroll: self.scroll,
            notice: self.notice.as_ref(),
            last_year: self.last_year,
            searched: &self.searched,
            back: self.back.last(),
            is_text: *shown == Mode::Text,
            strip,
        }
    }

    /// Scrolls so that the current cell is visible, and records the lines seen.
    fn clamp_scroll(&mut self) {
        let body = geometry::areas(&self.cx()).page;
        let (page, window) = (layout::page(&self.cx(), usize::from(body.width)), usize::from(body.height));
        self.scroll = page.scroll(&self.cx(), window);
        if self.mode == Mode::Page {
            self.seen.set(self.cursor.section, self.seen.reached(&self.cx(), &page, window));
        }
    }

    /// Changes the report and returns true; if it is read only, refuses with a notice and returns false.
    #[must_use]
    fn change(&mut self, edit: Edit, cell: CellRef, merge: Merge) -> bool {
        let changed = self.model.change(edit, cell, merge);
        self.accepted(changed).is_some()
    }

    /// Shows the reason of a refusal.
    fn accepted<T>(&mut self, result: Result<T, String>) -> Option<T> {
        result.map_err(|reason| self.refuse(reason)).ok()
    }

    /// Restores a position, as far as it still exists.
    pub fn return_to(&mut self, caret: &Caret) {
        let (form, report) = (self.model.session.form(), self.model.session.report());
        let there = caret.cell.filter(|cell| report.has(form, *cell));
        let exists = form.sections.get(caret.section).is_some();
        let answer = caret.answer.as_ref().filter(|answer| report.has(form, answer.cell));
        if let (Some(cell), true) = (there, exists) {
            self.go(Cursor { section: caret.section, item: caret.item, cell: Some(cell) });
            // The user continues to type where the caret was.
            if !self.cx().in_grid() {
                self.begin_edit();
            }
            self.input.editor.set_offset(caret.offset);
        }
        match answer {
            // From the line dialogue.
            Some(answer) if answer.is_line() => self.say(message::plain_half(self.look.lang, &answer.text)),
            Some(answer) => self.mode = Mode::Ask(Ask::again(&self.cx(), answer)),
            None => {}
        }
    }

    /// Shows the report as another session saved it.
    pub fn show_other(&mut self, session: Session) {
        self.model.follow(session);
        self.clamp_cursor();
        self.reload();
    }

    /// Shows a sentence.
    fn say(&mut self, text: String) {
        self.notice = Some(Notice::new(&self.look, text, false));
    }

    /// Shows a sentence that reports a failure or a refusal.
    fn refuse(&mut self, text: String) {
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
            app.at_hit = false;
            app.paste(&clean(&text))
        }
        Message::Resize(columns, rows) => {
            app.size = (columns, rows);
            app.seen.forget_lines();
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
            let version = Version::new(&app.cx(), kept, *report);
            app.mode = Mode::Version(Box::new(version));
            Vec::new()
        }
        Message::Editions(editions) => {
            app.show_editions(editions);
            Vec::new()
        }
        Message::Moving(moved) => {
            match moved {
                Ok(moved) => app.mode = Mode::Moving(Box::new(Moving::new(&app.cx(), &moved))),
                Err(reason) => app.refuse(reason),
            }
            Vec::new()
        }
        Message::NotMoved(reason) => {
            app.refuse(reason);
            Vec::new()
        }
        Message::Candidates(candidates, options) => {
            app.mode = Mode::Blanks(Box::new(Blanks::new(candidates, options)));
            Vec::new()
        }
        Message::Filled(result) => {
            app.filled(result);
            Vec::new()
        }
        Message::Leave(code) => app.leave(code),
        Message::Finished => Vec::new(),
    };
    app.clamp_scroll();
    effects
}

impl App {
    fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let quit_asked = std::mem::take(&mut self.quit_asked);
        let at_hit = std::mem::take(&mut self.at_hit);
        if let Mode::Keys(behind) = &mut self.mode {
            let behind = std::mem::take(behind.as_mut());
            self.mode = behind;
            return match strip::command(typed(key), self.look.lang) {
                Ok(command) => self.perform(command),
                Err(reason) => {
                    self.refuse(reason);
                    Vec::new()
                }
            };
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
            // The search continues: a new paragraph would replace the selected words.
            (Some(command @ (Command::Enter | Command::Previous)), _) if at_hit => {
                self.open_search();
                self.perform(command)
            }
            (Some(command), _) => self.perform(command),
            (None, Some(character)) => self.character(character),
            (None, None) => {
                self.refuse(message::no_such_key(self.look.lang));
                Vec::new()
            }
        }
    }

    /// Performs a command; the current mode may consume it first.
    fn perform(&mut self, command: Command) -> Vec<Effect> {
        if let Some(effects) = self.perform_in_panel(command) {
            return effects;
        }
        if std::mem::take(&mut self.input.marking)
            && let Some(command) = command.selecting()
        {
            self.select(command);
            self.input.marking = true;
            return Vec::new();
        }
        match command {
            Command::Undo | Command::Redo | Command::Save if self.model.read_only => {
                self.refuse(self.model.read_only_reason().unwrap_or_default());
            }
            Command::Save => {
                self.leave_and_reload();
                return vec![Effect::Save];
            }
            Command::Quit => return self.leave(0),
            Command::Suspend => {
                self.leave_and_reload();
                return vec![Effect::Suspend];
            }
            Command::SaveCopy => {
                self.leave_and_reload();
                self.model.exports.current = None;
                self.mode = Mode::Ask(Ask::copy(&self.cx()));
            }
            Command::History | Command::Edition => {
                self.leave_and_reload();
                let is_history = command == Command::History;
                return vec![if is_history { Effect::Versions } else { Effect::Editions }];
            }
            Command::Redraw => return vec![Effect::Redraw],
            Command::Undo => self.undo(true),
            Command::Redo => self.undo(false),
            Command::Help => self.open_help(self.cursor.cell),
            Command::GoTo => self.open_palette(),
            Command::Find => self.open_search(),
            Command::Findings => self.open_findings(),
            Command::NextFinding => self.next_finding(),
            Command::Actions => {
                self.leave_cell();
                self.mode = Mode::Menu(menus::actions(&self.cx()));
            }
            Command::Options => self.open_options(),
            Command::LastYear => self.toggle_last_year(),
            Command::TakeLast => self.take_last(),
            Command::ConfirmPage => self.confirm_page(),
            Command::Follow => self.open_following(true, Mode::Page),
            Command::Preview => {
                self.leave_and_reload();
                self.read(Reader::preview(&self.cx()));
            }
            Command::Export => self.open_export(true),
            Command::Final => self.open_export(false),
            Command::Into => return self.open_documents(),
            Command::Back => self.go_back(),
            Command::KeyStrip => self.mode = Mode::Keys(Box::new(std::mem::take(&mut self.mode))),
            Command::Next => self.step(true),
            Command::Previous => self.step(false),
            Command::Enter => self.enter(),
            Command::Up | Command::Down | Command::Left | Command::Right => self.arrow(command),
            Command::LineStart | Command::LineEnd | Command::WordLeft | Command::WordRight => {
                self.within_line(command);
            }
            Command::SectionStart => self.section_edge(true),
            Command::SectionEnd => self.section_edge(false),
            Command::PageDown => self.page(true),
            Command::PageUp => self.page(false),
            Command::NextSection => self.go_section(true),
            Command::PreviousSection => self.go_section(false),
            Command::SelectLeft
            | Command::SelectRight
            | Command::SelectUp
            | Command::SelectDown
            | Command::SelectLineStart
            | Command::SelectLineEnd => self.select(command),
            Command::SelectAll => self.select_all(),
            Command::Mark => self.start_marking(),
            Command::Edit => self.edit_or_expand(),
            Command::AddRow => self.add_row(true),
            Command::Delete => self.delete(),
            Command::Backspace => self.backspace(),
            Command::SameAsAbove => self.same_as_above(),
            Command::Copy => return self.copy(false),
            Command::Cut => return self.copy(true),
            Command::CopyTable => return self.copy_shown(self.cx().table_text(), message::no_table_here),
            Command::CopyField => return self.copy_shown(self.cx().field_text(), message::field_is_empty),
            Command::Paste => {
                // Only a text of the report can hold references: elsewhere they are pasted as their values.
                let takes = matches!(self.mode, Mode::Page | Mode::Text) && self.cx().takes_figures();
                let values = || fill(&self.model.session.texts(self.look.lang), &self.clipboard);
                let text = if takes { self.clipboard.clone() } else { values() };
                return self.paste(&text);
            }
            Command::Revert => self.revert(),
            Command::Leave => self.escape(),
        }
        Vec::new()
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
        self.type_in_panel(&text)
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        if let Mode::Page | Mode::Text = self.mode {
            self.paste_text(text);
            return Vec::new();
        }
        self.type_in_panel(&clean_line(text))
    }

    /// Returns the explanation being written, if any.
    pub(super) fn half_written(&self) -> Option<Answer> {
        self.mode.half_written()
    }

    /// Stores an explanation in the report.
    fn store_answer(&mut self, answer: &Answer) {
        let explained = self.model.explain(&answer.rule, answer.cell, answer.text.trim());
        if self.accepted(explained) == Some(true) {
            self.say(message::explanation_kept(self.look.lang));
        }
    }

    /// Stores the explanation being written, without closing the question.
    fn keep_answer(&mut self) {
        if let Some(answer) = self.half_written() {
            self.store_answer(&answer);
        }
    }

    /// Performs a command in a panel; returns `None` to leave it to the page.
    fn perform_in_panel(&mut self, command: Command) -> Option<Vec<Effect>> {
        let leaves = matches!(command, Command::Leave | Command::Quit | Command::Actions | Command::Save);
        if leaves && let Some(answer) = self.half_written() {
            // Leaving stores the explanation written so far.
            self.mode = Mode::Page;
            self.store_answer(&answer);
            return (command == Command::Leave).then(Vec::new);
        }
        let mut mode = std::mem::take(&mut self.mode);
        let Some(outcome) = mode.handle(command, &self.cx()) else {
            self.mode = mode;
            return None;
        };
        Some(self.follow_outcome(mode, outcome))
    }

    /// Handles typed or pasted text in a panel.
    fn type_in_panel(&mut self, text: &str) -> Vec<Effect> {
        let mut mode = std::mem::take(&mut self.mode);
        let refused = || Outcome::Refuse(message::digits_and_arrows(self.look.lang));
        let outcome = mode.typed(text, &self.cx()).unwrap_or_else(refused);
        self.follow_outcome(mode, outcome)
    }

    /// Performs the outcome of a key in a panel.
    fn follow_outcome(&mut self, mode: Mode, outcome: Outcome) -> Vec<Effect> {
        match outcome {
            Outcome::Close => self.mode = mode.behind(),
            Outcome::Do(action) => return self.act(action, mode.behind()),
            Outcome::Read(title, lines) => {
                self.mode = Mode::Reader(Reader::new(title, lines), Box::new(mode));
            }
            outcome => {
                self.mode = mode;
                match outcome {
                    Outcome::Say(text) => self.say(text),
                    Outcome::Refuse(text) => self.refuse(text),
                    Outcome::Emit(effect) => return vec![effect],
                    Outcome::Change(edit, cell, said) => self.change_behind_panel(edit, cell, said),
                    _ => {}
                }
            }
        }
        Vec::new()
    }

    /// Performs the action of a panel that has closed; `behind` is what it was opened over.
    fn act(&mut self, action: Action, behind: Mode) -> Vec<Effect> {
        match action {
            Action::Command(command) => return self.perform(command),
            Action::Emit(effect) => return vec![effect],
            Action::Refuse(text) => self.refuse(text),
            Action::GoTo(there) => self.jump(there),
            Action::GoToFinding(finding) => self.jump_to_finding(finding),
            Action::Review(tab) => self.open_tab(tab),
            Action::GoToPlace { cell, place, tab } => {
                self.tab = tab;
                self.jump_to_place(cell, place);
            }
            Action::GoToHit { cell, place, said } => self.jump_to_hit(cell, place, said),
            Action::Searched { searched, then } => {
                self.searched = searched;
                self.mode = behind.clone();
                return self.act(*then, behind);
            }
            Action::Choose(text) => self.set_cell(&text),
            Action::Apply { edit, cell, said, arrives } => {
                self.mode = behind;
                if self.change(edit, cell, Merge::No) {
                    if arrives {
                        self.clamp_cursor();
                        self.arrive();
                    } else {
                        self.reload();
                    }
                    self.say(said);
                }
            }
            Action::Tick => self.open_choices(),
            Action::Calendar => self.mode = Mode::Calendar(Calendar::new(&self.cx())),
            Action::AllKeys => self.open_help(None),
            Action::AddRow { below } => self.add_row(below),
            Action::PickFigure { part, replacing } => {
                let picking = Picking { expanded: behind == Mode::Text, part, replacing };
                self.mode = Mode::GoTo(Box::new(GoTo::new(&self.cx(), Some(picking))));
            }
            Action::Pick(cell, picking) => {
                self.mode = behind;
                match figures::formats(&self.cx(), cell, picking) {
                    Ok(menu) => self.mode = Mode::Menu(menu),
                    Err(typed) => self.insert_figure(&typed, picking.replacing),
                }
            }
            Action::Follow => self.open_following(false, behind),
            Action::Insert { typed, replacing } => {
                self.mode = behind;
                self.insert_figure(&typed, replacing);
            }
            Action::RemoveRow => self.remove_row(),
            Action::MoveRow { down } => self.move_row(down),
            Action::Override => self.unlock(),
            Action::Release => {
                let released = self.cursor.cell.map_or(Ok(None), |cell| self.model.release(cell));
                let said = self.accepted(released).flatten();
                self.reload();
                if let Some(said) = said {
                    self.say(said);
                }
            }
            Action::Confirm => _ = self.confirm_and_go_on(),
            Action::TakeLastRow => self.take_last_row(),
            Action::Explain { rule, cell } => {
                self.mode = Mode::Ask(Ask::explanation(&self.cx(), rule, cell));
            }
            Action::Answer(answer) => self.store_answer(&answer),
            Action::AskPath(request) => self.mode = Mode::Ask(Ask::export(&self.cx(), request)),
            Action::Formats(options) => self.mode = Mode::Menu(hand_in::formats(&self.cx(), options)),
            Action::AskVersionPath(number) => {
                self.model.exports.current = None;
                self.mode = Mode::Ask(Ask::version(&self.cx(), number));
            }
            Action::AskLabel(options, field) => self.ask_label(options, field),
            Action::NameLabel { options, path, label } => return self.name_label(options, path, label),
            Action::Export(request) => return vec![Effect::Export(self.model.begin_export(request))],
            Action::Fetch => self.show_receipt(),
            Action::Nothing => {}
        }
        Vec::new()
    }

    /// Completes and reloads the current cell, before another panel is shown.
    fn leave_and_reload(&mut self) {
        self.leave_cell();
        self.reload();
    }

    /// Shows read-only lines over the page.
    fn read(&mut self, reader: Reader) {
        self.mode = Mode::Reader(reader, Box::default());
    }

    fn open_help(&mut self, cell: Option<CellRef>) {
        self.read(Reader::help(&self.cx(), cell));
    }

    /// Opens the menu of what can be done in the current cell.
    fn open_options(&mut self) {
        match self.cursor.cell {
            Some(cell) => self.mode = Mode::Menu(menus::options(&self.cx(), cell)),
            None => self.refuse(message::nothing_to_fill(self.look.lang)),
        }
    }

    /// Opens the list of choices of the current cell.
    fn open_choices(&mut self) {
        match Ticks::new(&self.cx()) {
            Some(ticks) => self.mode = Mode::Ticks(ticks),
            None => self.open_options(),
        }
    }

    /// Opens the list of findings, or the tab that the user last went from to a place.
    fn open_findings(&mut self) {
        self.leave_and_reload();
        self.open_tab(self.tab);
    }

    /// Opens the review of the figures of the current text or of the whole report.
    fn open_following(&mut self, whole: bool, behind: Mode) {
        let lang = self.look.lang;
        if let Err(reason) = self.model.writable() {
            return self.refuse(reason);
        }
        self.leave_cell();
        self.mode = behind;
        let following = Following::new(&self.cx(), whole);
        match (following.figures.is_empty(), following.already) {
            (false, _) => self.mode = Mode::Following(Box::new(following)),
            (true, 0) => self.refuse(message::follow_no_figures(lang)),
            (true, count) => self.say(message::follow_all_already(lang, count)),
        }
    }

    /// Shows the list of versions, given oldest first.
    fn show_editions(&mut self, editions: Vec<String>) {
        self.mode = Mode::Page;
        if editions.is_empty() {
            let edition = clean_line(&self.model.session.form().edition);
            self.say(message::editions_none(self.look.lang, &edition));
        } else {
            self.mode = Mode::Menu(moving::menu(&self.cx(), editions));
        }
    }

    fn show_versions(&mut self, versions: Result<Vec<Kept>, String>) {
        let seen = if let Mode::Version(version) = &self.mode { Some(version.kept.number) } else { None };
        self.mode = Mode::Page;
        match versions {
            Ok(versions) if versions.is_empty() => {
                self.say(message::history_none(self.look.lang, &self.model.file));
            }
            Ok(versions) => self.mode = Mode::Menu(versions::menu(&self.cx(), versions, seen)),
            Err(reason) => self.refuse(reason),
        }
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
