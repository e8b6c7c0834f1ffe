//! Stored versions of the report: listed, viewed, restored as one step that can be undone, or written to a
//! separate file.

use super::app::App;
use super::ask::{Ask, Purpose};
use super::command::Command;
use super::difference;
use super::editor::Editor;
use super::event::Effect;
use super::mode::{Action, Menu, MenuItem, Mode, Reader, step_in_list};
use crate::app::versions::Kept;
use crate::message;
use crate::report::Report;
use crate::session::{Difference, Merge, Session, What, compare, pick};

/// The version being viewed.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The version.
    pub kept: Kept,
    /// Its content; or the reason why it cannot be read, as a sentence.
    pub content: Result<Content, String>,
    /// Index of the selected difference.
    pub selected: usize,
}

/// The content of a version, compared with the current report.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    report: Report,
    differences: Vec<Difference>,
    /// The differences in words: place, current value, value in the version.
    pub rows: Vec<[String; 3]>,
}

impl Version {
    /// Returns the number of differences.
    pub fn len(&self) -> usize {
        self.content.as_ref().map_or(0, |content| content.rows.len())
    }

    /// True if there is no difference, or the version cannot be read.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl App {
    /// Shows the list of versions, given oldest first, as a menu.
    pub(super) fn show_versions(&mut self, versions: Result<Vec<Kept>, String>) {
        let lang = self.look.lang;
        let seen = match &self.mode {
            Mode::Version(version) => version.kept.number,
            _ => 0,
        };
        self.mode = Mode::Page;
        let versions = match versions {
            Ok(versions) if versions.is_empty() => {
                return self.say(message::history_none(lang, &self.model.file));
            }
            Ok(versions) => versions,
            Err(reason) => return self.refuse(reason),
        };
        let selected = versions.iter().rev().position(|kept| kept.number == seen).unwrap_or_default();
        let digits = ('1'..='9').chain(std::iter::repeat(' '));
        let items = versions.into_iter().rev().zip(digits).map(|(kept, digit)| MenuItem {
            digit,
            label: format!("{}  {}", kept.when, kept.why),
            keys: message::version_number(lang, kept.number),
            action: Action::Version(kept.number),
        });
        let title = message::versions_head(lang);
        self.mode = Mode::Menu(Menu { title, items: items.collect(), selected, expanded: false });
    }

    /// Shows a version and its differences from the current report.
    pub(super) fn show_version(&mut self, kept: Kept, report: Result<Report, String>) {
        let (form, now) = (self.model.session.form(), self.model.session.report());
        let content = report.map(|report| {
            let differences = compare(form, now, &report);
            let words = |found| difference::words(form, now, found, self.look.lang);
            Content { rows: differences.iter().map(words).collect(), differences, report }
        });
        self.mode = Mode::Version(Box::new(Version { kept, content, selected: 0 }));
    }

    /// Handles a command while a version is viewed.
    pub(super) fn version_key(&mut self, command: Command) -> Option<Vec<Effect>> {
        let Mode::Version(version) = &mut self.mode else { return None };
        match step_in_list(version.selected, version.len().saturating_sub(1), command) {
            Some(selected) => version.selected = selected,
            None if matches!(command, Command::Enter | Command::Next) => {
                self.refuse(message::digits_and_arrows(self.look.lang));
            }
            None => return self.other_panel(command),
        }
        Some(Vec::new())
    }

    /// Performs the action for a digit.
    pub(super) fn version_digit(&mut self, digit: char) {
        let lang = self.look.lang;
        let Mode::Version(version) = &self.mode else { return };
        match (digit, &version.content) {
            ('1' | '2', Err(reason)) => self.refuse(reason.clone()),
            ('1', Ok(content)) if content.rows.is_empty() => self.refuse(message::version_same(lang)),
            ('1', Ok(_)) => self.fetch_version(),
            ('2', Ok(_)) => self.read_version(),
            ('3', _) => self.ask_version_file(version.kept.number),
            _ => self.refuse(message::digits_and_arrows(lang)),
        }
    }

    /// Restores the version, as one step of the undo history.
    fn fetch_version(&mut self) {
        if self.model.read_only {
            return self.refuse(message::read_only(self.look.lang));
        }
        let Mode::Version(version) = std::mem::take(&mut self.mode) else { return };
        let (number, count) = (version.kept.number, version.len());
        let Ok(Content { differences, .. }) = version.content else { return };
        let cells = differences.iter().find_map(|difference| match &difference.what {
            What::Entry(cell) | What::Explanation(_, cell) => Some(*cell),
            _ => None,
        });
        let Some(cell) = cells.or(self.cursor.cell) else { return };
        if self.change(pick(&differences), cell, Merge::No) {
            self.clamp_cursor();
            self.arrive();
            self.say(message::version_fetched(self.look.lang, number, count));
        }
    }

    /// Shows the whole version as printed on paper.
    fn read_version(&mut self) {
        let Mode::Version(version) = std::mem::take(&mut self.mode) else { return };
        let Ok(content) = &version.content else { return };
        let title = version.head(self);
        let then = Session::new(self.model.session.shared_form(), content.report.clone());
        let lines = super::mode::on_paper(&then.checked(self.look.lang));
        let behind = Some(Box::new(Mode::Version(version)));
        self.mode = Mode::Reader(Reader { title, lines, top: 0, left: 0, help: false, behind });
    }

    fn ask_version_file(&mut self, number: u32) {
        let stem = self.model.file.strip_suffix(".ron").unwrap_or(&self.model.file);
        self.model.exports.current = None;
        self.mode = Mode::Ask(Ask {
            question: message::version_to(self.look.lang, number),
            detail: message::version_to_detail(self.look.lang),
            offer: None,
            editor: Editor::proposing(&format!("{stem}-{number}.ron")),
            purpose: Purpose::Version(number),
        });
    }
}

impl Version {
    /// Returns the number, time and reason of the version in one line.
    pub fn head(&self, app: &App) -> String {
        let Kept { number, when, why } = &self.kept;
        format!("{}  {when}  {why}", message::version_number(app.look.lang, *number))
    }
}
