//! The question asked before a report is shown, because another session has it open or a draft differs from
//! the file. Pure; no answer deletes anything.

use crossterm::event::{KeyCode, KeyModifiers};

use super::event::Message;

use super::command::Command;
use super::look::{Look, Notice};
use super::mode::step_in_list;
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
    /// Index of the selected answer.
    pub selected: usize,
    /// The current notice, shown until the next key.
    pub notice: Option<Notice>,
}

/// The question.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// Another session has the report open.
    OpenReport {
        /// The lock owner: user, terminal and start time.
        owner: String,
        /// True if it is another account, which cannot be asked to leave.
        other: bool,
    },
    /// A draft has changes that the file does not have.
    Draft(Draft),
}

/// A draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Facts: label and value.
    pub facts: Vec<(String, String)>,
    /// The reason why there is a draft.
    pub reason: String,
    /// The differences from the file: place, before, after.
    pub differences: Vec<[String; 3]>,
    /// The chosen differences, while the user goes through them one by one.
    pub picked: Option<Vec<bool>>,
}

/// The user's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Ask the other session to leave.
    TakeOver,
    /// Open read only.
    ReadOnly,
    /// Continue with the draft.
    Continue,
    /// Use the file; the draft is stored in the history.
    UseFile,
    /// Apply these differences of the draft.
    Pick(Vec<usize>),
    /// Leave with this exit code, changing nothing.
    Quit(u8),
}

impl Opening {
    /// Creates a question.
    pub fn new(look: Look, size: (u16, u16), question: Question) -> Opening {
        Opening { look, size, question, selected: 0, notice: None }
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
        match &self.question {
            Question::Draft(Draft { picked: Some(picked), .. }) => picked.len(),
            _ => 3,
        }
    }

    /// True if there is nothing to choose from.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn character(&mut self, character: char) -> Option<Decision> {
        if let Question::Draft(Draft { picked: Some(picked), .. }) = &mut self.question {
            if character == ' '
                && let Some(picked) = picked.get_mut(self.selected)
            {
                *picked = !*picked;
                self.selected = (self.selected + 1).min(self.len() - 1);
                return None;
            }
        } else if let Some(at) = "123".find(character) {
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
        match (command, &mut self.question) {
            (Command::Enter, _) => self.take(),
            (Command::Leave, Question::Draft(draft)) if draft.picked.is_some() => {
                draft.picked = None;
                self.selected = 2;
                None
            }
            (Command::Leave, _) => Some(Decision::Quit(0)),
            _ => None,
        }
    }

    fn take(&mut self) -> Option<Decision> {
        match (&mut self.question, self.selected) {
            (Question::OpenReport { .. }, 0) => Some(Decision::ReadOnly),
            (Question::OpenReport { .. }, 1) => Some(Decision::TakeOver),
            (Question::OpenReport { .. }, _) => Some(Decision::Quit(0)),
            (Question::Draft(Draft { picked: Some(picked), .. }), _) => {
                let wanted = picked.iter().enumerate().filter(|(_, wanted)| **wanted);
                Some(Decision::Pick(wanted.map(|(at, _)| at).collect()))
            }
            (Question::Draft(_), 0) => Some(Decision::Continue),
            (Question::Draft(_), 1) => Some(Decision::UseFile),
            (Question::Draft(draft), _) => {
                draft.picked = Some(vec![true; draft.differences.len()]);
                self.selected = 0;
                None
            }
        }
    }
}
