//! The preview of an import: where each text of the document goes, before the report is made. A text without a field
//! can be given one. Pure like `start`.

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::chooser::{Chooser, Chosen};
use super::command::Command;
use super::editor::Editor;
use super::event::Message;
use super::look::{Look, Notice};
use super::widgets::{edit_line, group_starts, step_in_groups};
use crate::form::{CellRef, clean, clean_line};
use crate::import::PlanLine;
use crate::message;
use crate::report::naming::chain;
use crate::store::documents::Fitted;

/// The state of the preview.
#[derive(Debug)]
pub struct Preview {
    /// The look of the screen.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The document as a report.
    pub fitted: Fitted,
    /// The document.
    pub document: PathBuf,
    /// The lines of the plan.
    pub lines: Vec<PlanLine>,
    /// Index of the selected line.
    pub selected: usize,
    /// The current question, instead of the list.
    pub asked: Asked,
    /// The current notice, shown until the next key.
    pub notice: Option<Notice>,
}

/// A question of the preview.
#[derive(Debug)]
pub enum Asked {
    /// Nothing: the list is shown.
    Nothing,
    /// The name of the new file.
    Name(Editor),
    /// The cell that receives the selected text: the cells with their names, and the selection among them.
    Cell(Vec<(CellRef, String)>, Chooser),
}

/// The result of the preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Store the report in this file.
    Make(PathBuf),
    /// Return to the start screen.
    Back,
    /// Leave with this exit code, changing nothing.
    Quit(u8),
}

impl Preview {
    /// Creates the preview of a document.
    pub fn new(look: Look, size: (u16, u16), fitted: Fitted, document: PathBuf) -> Preview {
        let lines = fitted.imported.plan(&fitted.form, look.lang);
        let notice = Some(Notice::new(&look, fitted.found(look.lang), false));
        Preview { look, size, fitted, document, lines, selected: 0, asked: Asked::Nothing, notice }
    }

    /// Updates the state; returns a result when the user has finished.
    pub fn update(&mut self, message: Message) -> Option<Outcome> {
        match message {
            Message::Resize(columns, rows) => self.size = (columns, rows),
            Message::Leave(code) => return Some(Outcome::Quit(code)),
            Message::Paste(text) => self.typed(&clean_line(&text)),
            Message::Key(key) => return self.key(key),
            _ => {}
        }
        None
    }

    fn key(&mut self, key: KeyEvent) -> Option<Outcome> {
        self.notice = None;
        let command = self.look.keys.command(key);
        if matches!(command, Some(Command::Quit | Command::Copy)) {
            return Some(Outcome::Quit(0));
        }
        match (command, key.code) {
            (Some(Command::Leave), _) if matches!(self.asked, Asked::Nothing) => return Some(Outcome::Back),
            (Some(Command::Leave), _) => self.asked = Asked::Nothing,
            (Some(command), _) => return self.command(command),
            (None, KeyCode::Char(character)) if !key.modifiers.contains(KeyModifiers::CONTROL) => {
                self.typed(&clean(character.encode_utf8(&mut [0; 4])));
            }
            _ => {}
        }
        None
    }

    fn command(&mut self, command: Command) -> Option<Outcome> {
        match &mut self.asked {
            Asked::Name(editor) if command == Command::Enter => {
                let file = editor.text().trim().to_owned();
                if !file.is_empty() {
                    return Some(Outcome::Make(file.into()));
                }
                self.say(message::file_wanted(self.look.lang));
            }
            Asked::Name(editor) => _ = edit_line(editor, command),
            Asked::Cell(cells, chooser) => {
                let entries = cells.iter().map(|(_, name)| (None, name.as_str()));
                let chosen = chooser.command(command, entries);
                self.choose(chosen);
            }
            Asked::Nothing => match command {
                Command::Enter => self.asked = Asked::Name(Editor::proposing(&self.file())),
                Command::Options => self.ask_cell(),
                command => {
                    let starts = group_starts(&self.lines, |one, other| one.part == other.part);
                    let last = self.lines.len().saturating_sub(1);
                    match step_in_groups(self.selected, last, &starts, command) {
                        Some(selected) => self.selected = selected,
                        None => self.say(message::intake_arrows(self.look.lang)),
                    }
                }
            },
        }
        None
    }

    fn typed(&mut self, text: &str) {
        match &mut self.asked {
            Asked::Name(editor) => editor.insert(text),
            Asked::Cell(cells, chooser) => {
                let entries = cells.iter().map(|(_, name)| (None, name.as_str()));
                let chosen = chooser.typed(text, entries);
                self.choose(chosen);
            }
            Asked::Nothing => self.say(message::intake_arrows(self.look.lang)),
        }
    }

    /// Asks for the cell that receives the selected text.
    fn ask_cell(&mut self) {
        let Fitted { form, imported, .. } = &self.fitted;
        let Some(leftover) = self.lines.get(self.selected).and_then(|line| line.leftover) else {
            return self.say(message::intake_no_leftover(self.look.lang));
        };
        let cells = imported.targets(form, leftover).into_iter();
        let named = cells.map(|cell| (cell, chain(form, &imported.report, cell, self.look.lang)));
        let cells: Vec<(CellRef, String)> = named.collect();
        let chooser = Chooser::new(cells.len());
        self.asked = Asked::Cell(cells, chooser);
    }

    fn choose(&mut self, chosen: Chosen) {
        let Asked::Cell(cells, _) = &self.asked else { return };
        match chosen {
            Chosen::Entry(at) => {
                let Some((cell, name)) = cells.get(at).cloned() else { return };
                self.asked = Asked::Nothing;
                let Some(leftover) = self.lines.get(self.selected).and_then(|line| line.leftover) else {
                    return;
                };
                self.fitted.imported.assign(&self.fitted.form, leftover, cell);
                self.lines = self.fitted.imported.plan(&self.fitted.form, self.look.lang);
                self.selected = self.selected.min(self.lines.len().saturating_sub(1));
                self.notice =
                    Some(Notice::new(&self.look, message::intake_entered(self.look.lang, &name), false));
            }
            Chosen::Nothing => self.say(message::intake_no_field(self.look.lang)),
            Chosen::Moved | Chosen::Other => {}
        }
    }

    /// Shows a sentence, such as the reason why the file cannot be created.
    pub fn say(&mut self, text: String) {
        self.notice = Some(Notice::new(&self.look, text, true));
    }

    /// Returns the path of the new file: beside the document, with its name.
    fn file(&self) -> String {
        self.document.with_extension("ron").to_string_lossy().into_owned()
    }
}
