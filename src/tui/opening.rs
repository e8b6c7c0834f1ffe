//! The question asked before a report is shown, because another session has it open or a draft differs from
//! the file. Pure; no answer deletes anything.

use crossterm::event::{KeyCode, KeyModifiers};

use super::command::Command;
use super::event::Message;
use super::look::{Look, Notice};
use super::widgets::step_in_list;
use crate::app::opening::{Decision, Question};
use crate::message;

/// The state of the question.
#[derive(Debug)]
pub struct Opening {
    /// The look of the screen.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The question.
    pub question: Question,
    /// The chosen differences of a draft, while the user goes through them one by one.
    pub picked: Option<Vec<bool>>,
    /// Index of the selected answer.
    pub selected: usize,
    /// The current notice, shown until the next key.
    pub notice: Option<Notice>,
}

impl Opening {
    /// Creates a question.
    pub fn new(look: Look, size: (u16, u16), question: Question) -> Opening {
        let picked = question.is_merge().then(|| question.proposals());
        Opening { look, size, question, picked, selected: 0, notice: None }
    }

    /// Updates the state; returns a decision when the user has made one.
    #[allow(clippy::needless_pass_by_value, reason = "every screen takes its messages")]
    pub fn update(&mut self, message: Message) -> Option<Decision> {
        match message {
            Message::Resize(columns, rows) => {
                self.size = (columns, rows);
                None
            }
            Message::Leave(code) => Some(Decision::Quit(code)),
            Message::Key(key) => {
                self.notice = None;
                match (self.look.keys.command(key), key.code) {
                    (Some(Command::Quit | Command::Copy), _) => Some(Decision::Quit(0)),
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

    /// Returns the number of answers (or differences) to choose from.
    pub fn len(&self) -> usize {
        self.picked.as_ref().map_or_else(|| self.question.choices(self.look.lang).len(), Vec::len)
    }

    /// True if there is nothing to choose from.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn character(&mut self, character: char) -> Option<Decision> {
        if let Some(picked) = &mut self.picked {
            if character == ' '
                && let Some(picked) = picked.get_mut(self.selected)
            {
                *picked = !*picked;
                self.selected = (self.selected + 1).min(self.len() - 1);
                return None;
            }
        } else if let Some(at) = "123456789".find(character).filter(|at| *at < self.len()) {
            self.selected = at;
            return self.take();
        }
        self.notice = Some(Notice::new(&self.look, message::digits_and_arrows(self.look.lang), true));
        None
    }

    fn command(&mut self, command: Command) -> Option<Decision> {
        if let Some(selected) = step_in_list(self.selected, self.len().saturating_sub(1), command) {
            self.selected = selected;
            return None;
        }
        match command {
            Command::Enter => self.take(),
            Command::Leave if self.picked.take().is_some() => {
                self.selected = 2;
                None
            }
            Command::Leave => Some(Decision::Quit(0)),
            _ => None,
        }
    }

    fn take(&mut self) -> Option<Decision> {
        if let Some(picked) = &self.picked {
            return Some(Decision::pick(picked));
        }
        let decision = self.question.decision(self.selected);
        if decision.is_none() {
            self.picked = Some(vec![true; self.question.differences().len()]);
            self.selected = 0;
        }
        decision
    }
}
