//! The plain mode: fills in a report by questions and answers, line by line, for screen readers, braille
//! displays and terminals without cursor control.
//!
//! Converts input lines to output lines and effects. Never moves the cursor or redraws. Pure: no terminal, no
//! files, no clock.

mod ask;
mod choose;
mod dialogue;
mod entry;
mod fill;
mod find;
mod go;
mod last_year;
pub mod opening;
pub mod orders;
mod review;
mod rows;
mod speak;
pub mod start;
mod steps;
mod words;

use crate::app::model::Leave;
use crate::form::clean_line;
use crate::message;
use crate::session::Session;
use dialogue::Mode;
pub use dialogue::{Dialogue, Effect, LINES, Message};
use orders::{Order, Said};
use steps::Asks;
use words::{is_no, is_yes};

/// Returns the effect of leaving.
fn after(leave: Leave) -> Effect {
    match leave {
        Leave::Now(code) => Effect::Quit(code),
        Leave::AfterSaving => Effect::Save,
    }
}

impl Dialogue {
    /// Announces the report and asks the first question.
    pub fn begin(&mut self) {
        let (lang, title) = (self.model.lang, self.model.session.form().title.clone());
        self.say(message::plain_begin(lang, &title, &self.model.file));
        if self.model.session.report().is_practice() {
            self.say(message::practice_not_final(lang));
        }
        if let Some(reason) = self.model.read_only_reason() {
            self.say(reason);
        }
        self.say(message::plain_welcome(lang));
        self.arrive();
    }

    /// Replaces the report by the version that another session saved.
    pub fn show_other(&mut self, session: Session) {
        self.model.follow(session);
        self.say(message::plain_followed(self.model.lang));
        self.clamp();
    }

    /// Updates the state; returns the effects to perform.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Line(line) => {
                self.half.clear();
                self.line(&line)
            }
            Message::Refused(reason) => {
                self.say(reason);
                Vec::new()
            }
            Message::End => self.leave(0, true),
            Message::Leave(code) => self.leave(code, true),
            Message::Saved(result) => self.saved(result),
            Message::Exported(result) => {
                self.exported(result);
                Vec::new()
            }
            Message::Candidates(candidates) => {
                self.ask_document(candidates);
                Vec::new()
            }
            Message::Filled(result) => {
                self.filled(result);
                Vec::new()
            }
            Message::Editions(editions) => {
                self.choose_edition(editions);
                Vec::new()
            }
            Message::Moving(moved) => {
                self.preview_edition(moved);
                Vec::new()
            }
            Message::NotMoved(reason) => {
                self.say(reason);
                self.ask();
                Vec::new()
            }
        }
    }

    fn leave(&mut self, code: u8, must: bool) -> Vec<Effect> {
        // A user who is there can end the input to leave without saving.
        self.model.saving.failures = 0;
        vec![after(self.model.leave(code, must))]
    }

    fn saved(&mut self, result: Result<(), String>) -> Vec<Effect> {
        let (said, leaving) = match result {
            Ok(()) => {
                let leaving = self.model.saved(String::new());
                (message::saved(self.model.lang, &self.model.file), leaving)
            }
            Err(reason) => (reason, self.model.saving.failed().map(Leave::Now)),
        };
        self.say(said);
        leaving.map(after).into_iter().collect()
    }

    fn line(&mut self, line: &str) -> Vec<Effect> {
        // Removes invisible characters: they must not become part of an answer.
        let line = &clean_line(line);
        match std::mem::take(&mut self.mode) {
            Mode::Field => self.answer(line),
            Mode::Writing(writing) => self.write_or_obey(writing, line),
            Mode::Choosing(choice) => self.choose(choice, line),
            Mode::Asking(purpose) => self.asked(&purpose, line),
        }
    }

    /// Handles an answer to the current question, or a command.
    fn answer(&mut self, line: &str) -> Vec<Effect> {
        match orders::read(line) {
            Said::Order(order, rest) => return self.obey(order, &rest),
            Said::Unknown(word) => self.say(message::plain_unknown(self.model.lang, &word)),
            Said::Text(text) => match self.here.asks {
                Asks::More(_) if is_yes(&text) => self.add_row(),
                Asks::More(_) if is_no(&text) => self.forward(),
                Asks::More(_) => self.say(message::plain_yes_or_no(self.model.lang)),
                Asks::End => return self.end_chosen(&text),
                Asks::Cell(cell) => self.enter(cell, &text),
            },
        }
        Vec::new()
    }

    fn obey(&mut self, order: Order, rest: &str) -> Vec<Effect> {
        match order {
            Order::Keep | Order::Forward => self.forward(),
            Order::Back => self.backward(),
            Order::SectionBack => self.section_beside(false),
            Order::SectionForward => self.section_beside(true),
            Order::Again => self.ask(),
            Order::Help => self.help(),
            Order::Orders => self.all_orders(),
            Order::GoTo => self.go_to(rest),
            Order::Return => self.go_back(),
            Order::Find => self.find(rest),
            Order::Replace => self.replace(rest),
            Order::Findings => self.findings(rest),
            Order::NextFinding => self.next_finding(),
            Order::Review => self.review(),
            Order::Tick => self.tick(rest),
            Order::Explain => self.explain_here(rest),
            Order::Confirm => self.confirm(),
            Order::ConfirmSection => self.confirm_section(),
            Order::TakeLast => self.take_last(),
            Order::Clear => self.clear(),
            Order::Add => self.add(),
            Order::Paragraph => self.rewrite(rest),
            Order::RemoveRow => self.remove_row(),
            Order::MoveUp => self.move_row(false),
            Order::MoveDown => self.move_row(true),
            Order::Rename => self.rename(rest),
            Order::SameAsAbove => self.same_as_above(),
            Order::Override => self.unlock(),
            Order::Release => self.release(),
            Order::Undo => self.undo(true),
            Order::Redo => self.undo(false),
            Order::Read => self.read_section(),
            Order::Save => return vec![Effect::Save],
            Order::Export => self.choose_format(),
            Order::Into if rest.is_empty() => return vec![Effect::Candidates],
            Order::Into => return vec![Effect::Fill(rest.to_owned())],
            Order::Edition if rest.is_empty() => return vec![Effect::Editions],
            Order::Edition => return vec![Effect::PreviewEdition(rest.to_owned())],
            Order::Copy => return self.copy(rest),
            Order::Text => match self.here.asks {
                Asks::Cell(cell) => self.enter(cell, rest),
                Asks::More(_) | Asks::End => self.say(message::nothing_to_fill(self.model.lang)),
            },
            Order::Quit => return self.leave(0, false),
        }
        Vec::new()
    }
}
