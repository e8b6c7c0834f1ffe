//! The start screen: opens or creates a report in a few keys.
//!
//! Pure like `app`: the caller supplies the forms and files, and performs the [`Outcome`].

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyModifiers};

use super::chooser::{Chooser, Chosen};
use super::command::Command;
use super::editor::Editor;
use super::event::Message;
use super::look::{Look, Notice};
use super::widgets::edit_line;
use crate::app::start::{self as model, Choice, Offer, Outcome, Step};
use crate::form::{clean, clean_line};
use crate::message;

/// The state of the start screen.
#[derive(Debug)]
pub struct Start {
    /// The look of the screen.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The current notice, shown until the next key.
    pub notice: Option<Notice>,
    /// The current step and the answers so far.
    pub model: model::Start,
    /// The choices of the current step.
    pub choices: Vec<Choice>,
    /// The selection among the choices.
    pub chooser: Chooser,
    /// The input line for the year or a file name.
    pub editor: Editor,
    /// Index of the selected candidate file, if any.
    pub candidate: Option<usize>,
}

impl Start {
    /// Creates the start screen.
    pub fn new(look: Look, size: (u16, u16), offer: Offer) -> Start {
        let (model, editor, chooser) = (model::Start::new(offer), Editor::new("", false), Chooser::new(0));
        let choices = Vec::new();
        let mut start = Start { look, size, notice: None, model, choices, chooser, editor, candidate: None };
        start.show_step();
        start
    }

    fn show_step(&mut self) {
        self.choices = self.model.choices(self.look.lang);
        self.chooser = Chooser::new(self.choices.len());
        self.editor = Editor::proposing(&self.model.proposal());
        // Enter accepts the only candidate.
        self.candidate = (self.candidates().len() == 1).then_some(0);
    }

    /// Updates the state; returns a result when the user has finished.
    pub fn update(&mut self, message: Message) -> Option<Outcome> {
        match message {
            Message::Resize(columns, rows) => {
                self.size = (columns, rows);
                None
            }
            Message::Leave(code) => Some(Outcome::Quit(code)),
            Message::Paste(text) => {
                self.write(&clean_line(&clean(&text)));
                None
            }
            Message::Key(key) => {
                self.notice = None;
                match (self.look.keys.command(key), key.code) {
                    (Some(Command::Quit | Command::Copy), _) => Some(Outcome::Quit(0)),
                    (Some(command), _) => self.command(command),
                    (None, KeyCode::Char(character)) if !key.modifiers.contains(KeyModifiers::CONTROL) => {
                        self.character(character)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn character(&mut self, character: char) -> Option<Outcome> {
        let text = clean(character.encode_utf8(&mut [0; 4]));
        if self.model.asks_text() {
            self.write(&text);
            return None;
        }
        let chosen = self.chooser.typed(&text, entries(&self.choices));
        self.chosen(chosen)
    }

    /// Takes a chosen entry of the list.
    fn chosen(&mut self, chosen: Chosen) -> Option<Outcome> {
        let lang = self.look.lang;
        match chosen {
            Chosen::Moved => {}
            Chosen::Entry(at) => {
                let choice = self.choices.get(at)?.clone();
                let outcome = self.model.choose(choice);
                if outcome.is_none() {
                    self.show_step();
                }
                return outcome;
            }
            Chosen::Nothing => self.say(message::nothing_found(lang)),
            Chosen::Other => self.say(message::type_to_choose(lang)),
        }
        None
    }

    fn write(&mut self, text: &str) {
        if self.model.asks_text() {
            self.editor.insert(text);
            self.candidate = None;
        }
    }

    /// Returns the files in the current folder that match the input.
    pub fn candidates(&self) -> Vec<&PathBuf> {
        let text = self.editor.text();
        let is_there = matches!(self.model.step, Step::OpenFile | Step::LastFile);
        let meant = |path: &&PathBuf| path.to_string_lossy().contains(text.trim());
        self.model.offer.here.iter().filter(|_| is_there).filter(meant).collect()
    }

    fn command(&mut self, command: Command) -> Option<Outcome> {
        if matches!(command, Command::Leave) {
            self.model.restart();
            self.show_step();
            return None;
        }
        if !self.model.asks_text() {
            let chosen = self.chooser.command(command, entries(&self.choices));
            return self.chosen(chosen);
        }
        if matches!(command, Command::Enter | Command::Next) {
            return self.take();
        }
        match (command, self.candidates().len().checked_sub(1)) {
            (Command::Down, Some(last)) => {
                self.candidate = Some(self.candidate.map_or(0, |at| (at + 1).min(last)));
            }
            (Command::Up, Some(_)) => self.candidate = self.candidate.and_then(|at| at.checked_sub(1)),
            _ if edit_line(&mut self.editor, command) == Some(true) => self.candidate = None,
            _ => {}
        }
        None
    }

    /// Accepts the selected file or the input.
    fn take(&mut self) -> Option<Outcome> {
        let text = self.editor.text().trim().to_owned();
        let candidates = self.candidates();
        // If only one file matches the input, it is meant.
        let only = (candidates.len() == 1 && !text.is_empty()).then_some(0);
        let result = match self.candidate.or(only).and_then(|at| candidates.get(at)) {
            Some(path) => Ok(Some(self.model.name((*path).clone()))),
            None => self.model.answer(&text, self.look.lang),
        };
        match result {
            Ok(Some(outcome)) => return Some(outcome),
            Ok(None) => self.show_step(),
            Err(reason) => self.say(reason),
        }
        None
    }

    /// Shows a sentence, such as the reason why a file cannot be opened.
    pub fn say(&mut self, text: String) {
        self.notice = Some(Notice::new(&self.look, text, true));
    }
}

/// Returns the number and label of each choice.
fn entries(choices: &[Choice]) -> impl Iterator<Item = (Option<usize>, &str)> + Clone {
    choices.iter().zip(1..).map(|(choice, number)| (Some(number), choice.label.as_str()))
}
