//! The start dialogue: open a recent report, create one, derive it from last year's, or practise on a sample.
//!
//! It only collects the answers; the caller performs the outcome.

use std::path::PathBuf;

use super::orders::{self, Order, Said, to_number};
use super::words::{is_no, is_yes, one_line};
use crate::app::start::{self as model, Offer, Outcome, Step};
use crate::message::{self, Lang};

/// State of the start dialogue.
#[derive(Debug)]
pub struct Start {
    lang: Lang,
    model: model::Start,
    /// The proposed file of the previewed roll-forward, while its confirmation is asked for.
    roll: Option<String>,
    said: Vec<String>,
}

impl Start {
    /// Creates the dialogue and asks the first question.
    pub fn new(lang: Lang, offer: Offer) -> Start {
        let mut start = Start { lang, model: model::Start::new(offer), roll: None, said: Vec::new() };
        start.ask();
        start
    }

    /// Returns the output lines since the last call.
    pub fn drain_output(&mut self) -> Vec<String> {
        std::mem::take(&mut self.said)
    }

    /// Outputs a sentence, such as an error, and starts again.
    pub fn fail(&mut self, text: String) {
        self.said.push(text);
        self.restart();
    }

    fn restart(&mut self) {
        self.roll = None;
        self.model.restart();
        self.ask();
    }

    /// Outputs the preview of the roll-forward and asks for confirmation.
    pub fn ask_roll(&mut self, said: &[String], name: String) {
        self.said.extend(said.iter().map(|line| one_line(line)));
        self.roll = Some(name);
        self.ask();
    }

    /// Outputs the contents of a document and asks for the file of the report to create.
    pub fn ask_import(&mut self, document: PathBuf, found: String) {
        self.said.push(found);
        self.model.ask_import(document);
        self.ask();
    }

    fn ask(&mut self) {
        let lang = self.lang;
        let offer = &self.model.offer;
        if let Some(name) = &self.roll {
            return self.said.push(message::plain_roll(lang, &one_line(name)));
        }
        let question = self.model.question(lang);
        match self.model.step {
            Step::Choose => {
                let recent = offer.recent().map(|(path, time)| format!("{path} {time}"));
                let choices: Vec<String> = message::start_choices(lang).into_iter().chain(recent).collect();
                self.list(question, &choices);
            }
            Step::Form => {
                let forms: Vec<String> = offer.forms.iter().map(|(_, title)| one_line(title)).collect();
                self.list(question, &forms);
            }
            Step::OpenFile | Step::LastFile => self.said.push(question),
            Step::Year | Step::NewFile | Step::ImportFile => {
                let usual = one_line(&self.model.proposal());
                self.said.push(message::plain_with_default(lang, &question, &usual));
            }
        }
    }

    fn list(&mut self, head: String, choices: &[String]) {
        let numbered = choices.iter().zip(1..);
        let numbered = numbered.map(|(words, number)| message::plain_numbered(self.lang, number, words));
        self.said.extend(std::iter::once(head).chain(numbered));
    }

    /// Handles a line of input; returns the outcome when the dialogue is complete.
    pub fn answer(&mut self, line: &str) -> Option<Outcome> {
        let text = match orders::read(line) {
            Said::Order(Order::Quit, _) => return Some(Outcome::Quit(0)),
            Said::Order(Order::Back, _) => {
                self.restart();
                return None;
            }
            Said::Order(Order::Help | Order::Orders, _) => {
                self.said.push(message::plain_start_help(self.lang));
                self.ask();
                return None;
            }
            Said::Order(Order::Text, rest) => rest,
            _ => line.trim().to_owned(),
        };
        if let Some(name) = self.roll.take() {
            if is_no(&text) {
                self.restart();
                return None;
            }
            return Some(Outcome::Roll(if text.is_empty() || is_yes(&text) { name } else { text }.into()));
        }
        let result = if self.model.choices() > 0 {
            let at = self.index(&text).filter(|at| *at < self.model.choices());
            at.map(|at| self.model.choose(at))
                .ok_or_else(|| message::plain_no_such_choice(self.lang, self.model.choices()))
        } else {
            // An empty line accepts the proposal; a number may have full-width digits.
            let text = match (text.is_empty(), self.model.step) {
                (true, _) => self.model.proposal(),
                (false, Step::Year) => to_number(&text).map_or(text, |year| year.to_string()),
                (false, _) => text,
            };
            self.model.answer(&text, self.lang)
        };
        match result {
            Ok(Some(outcome)) => return Some(outcome),
            Ok(None) => {}
            Err(reason) => self.said.push(reason),
        }
        self.ask();
        None
    }

    /// Returns the index of a choice by its number. A form can also be chosen by an empty line, its id or its
    /// title.
    fn index(&self, text: &str) -> Option<usize> {
        let is_form = self.model.step == Step::Form;
        if is_form && text.is_empty() {
            return Some(0);
        }
        let forms = &self.model.offer.forms;
        let named = || forms.iter().position(|(id, title)| is_form && (id == text || title == text));
        let number = to_number(text).and_then(|number| number.checked_sub(1));
        number.filter(|index| !is_form || *index < forms.len()).or_else(named).or(number)
    }
}
