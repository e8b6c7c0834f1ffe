//! Questions with an input line: the explanation of a finding, or the file to write to.

use super::app::App;
use super::command::Command;
use super::editor::Editor;
use super::event::Effect;
use super::mode::Mode;
use super::start::edit_line;
use crate::export::Request;
use crate::form::CellRef;
use crate::message;
use crate::session::Answer;

/// A question.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The question.
    pub question: String,
    /// Details.
    pub detail: String,
    /// Last year's answer, if any.
    pub offer: Option<String>,
    /// The answer being written.
    pub editor: Editor,
    /// The purpose of the answer.
    pub purpose: Purpose,
}

impl PartialEq for Ask {
    fn eq(&self, other: &Ask) -> bool {
        self.question == other.question && self.purpose == other.purpose
    }
}

/// The purpose of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// Explain a finding.
    Explain {
        /// The rule of the finding.
        rule: String,
        /// The cell of the finding.
        cell: CellRef,
    },
    /// Name the file to export to.
    Export {
        /// Name of the format.
        format: &'static str,
        /// True to export a draft.
        draft: bool,
    },
    /// Name the file for a copy.
    Copy,
    /// Name the file for a version.
    Version(u32),
}

impl App {
    /// Handles a command in a question.
    pub(super) fn ask_key(&mut self, command: Command) -> Vec<Effect> {
        let Mode::Ask(ask) = &mut self.mode else { return Vec::new() };
        match command {
            Command::Enter => return self.answer(),
            Command::TakeLast if ask.offer.is_some() => {
                ask.editor.set_text(&ask.offer.take().unwrap_or_default());
            }
            command => {
                if edit_line(&mut ask.editor, command).is_none() {
                    self.refuse(message::answer_first(self.look.lang));
                }
            }
        }
        Vec::new()
    }

    /// Opens the question again with an unfinished explanation.
    pub(super) fn ask_again(&mut self, answer: &Answer) {
        self.ask_explanation(&answer.rule, answer.cell);
        if let Mode::Ask(ask) = &mut self.mode {
            ask.editor.set_text(&answer.text);
            ask.editor.set_offset(answer.offset);
        }
    }

    /// Returns the explanation being written, if any.
    pub(super) fn half_written(&self) -> Option<Answer> {
        let Mode::Ask(Ask { purpose: Purpose::Explain { rule, cell }, editor, .. }) = &self.mode else {
            return None;
        };
        let (rule, text) = (rule.clone(), editor.text());
        Some(Answer { rule, cell: *cell, text, offset: editor.offset() })
    }

    /// Stores the explanation being written in the report, without closing the question.
    pub(super) fn keep_answer(&mut self) {
        let Some(Answer { rule, cell, text, .. }) = self.half_written() else { return };
        let explained = self.model.explain(&rule, cell, text.trim());
        if self.accepted(explained) == Some(true) {
            self.say(message::explanation_kept(self.look.lang));
        }
    }

    /// Closes the question and uses the answer (Enter).
    pub(super) fn answer(&mut self) -> Vec<Effect> {
        self.keep_answer();
        let Mode::Ask(ask) = std::mem::take(&mut self.mode) else { return Vec::new() };
        let text = ask.editor.text().trim().to_owned();
        match ask.purpose {
            Purpose::Explain { .. } => Vec::new(),
            _ if text.is_empty() => {
                self.refuse(message::no_file_name(self.look.lang));
                Vec::new()
            }
            Purpose::Copy => vec![Effect::Copy(text)],
            Purpose::Version(number) => vec![Effect::CopyVersion(number, text)],
            Purpose::Export { format, draft } => {
                self.export(Request { format, draft, path: text, replace: false })
            }
        }
    }

    /// Asks for the file name of a copy of the report (F10).
    pub(super) fn ask_copy(&mut self) {
        self.leave_cell();
        self.reload();
        let stem = self.model.file.strip_suffix(".ron").unwrap_or(&self.model.file);
        self.model.exports.current = None;
        self.mode = Mode::Ask(Ask {
            question: message::copy_to(self.look.lang),
            detail: message::copy_detail(self.look.lang),
            offer: None,
            editor: Editor::proposing(&format!("{stem}-2.ron")),
            purpose: Purpose::Copy,
        });
    }
}
