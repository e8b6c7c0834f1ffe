//! The start dialogue: open a recent report, create one, derive it from last year's, or practise on a sample.
//!
//! It only collects the answers; the caller performs the outcome.

use std::path::PathBuf;

use super::choose::{chosen, fitting_words};
use super::orders::{self, Order, Said, to_number};
use super::words::{is_no, is_yes, one_line};
use crate::app::start::{self as model, Choice, Offer, Outcome, Step};
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

    /// Outputs the plan of an import and asks for the file of the report to create.
    pub fn ask_import(&mut self, document: PathBuf, plan: Vec<String>) {
        self.said.extend(plan);
        self.model.ask_import(document);
        self.ask();
    }

    fn ask(&mut self) {
        let lang = self.lang;
        if let Some(name) = &self.roll {
            return self.said.push(message::plain_roll(lang, &one_line(name)));
        }
        let question = self.model.question(lang);
        match self.model.step {
            Step::Choose | Step::Missing | Step::Practice | Step::Form => {
                let comma = message::plain_comma(lang);
                let said = self.choices().into_iter().map(|choice| {
                    let parts = std::iter::once(&choice.label).chain(&choice.details);
                    parts.map(|part| one_line(part)).collect::<Vec<_>>().join(&comma)
                });
                self.list(question, &said.collect::<Vec<_>>());
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
        let result = if self.model.asks_text() {
            // An empty line accepts the proposal; a number may have full-width digits.
            let text = match (text.is_empty(), self.model.step) {
                (true, _) => self.model.proposal(),
                (false, Step::Year) => to_number(&text).map_or(text, |year| year.to_string()),
                (false, _) => text,
            };
            self.model.answer(&text, self.lang)
        } else {
            self.choose(&text)
        };
        match result {
            Ok(Some(outcome)) => return Some(outcome),
            Ok(None) => {}
            Err(reason) => self.said.push(reason),
        }
        self.ask();
        None
    }

    /// Takes the choice with this number, or to whose words or pinyin initials a text fits. An empty line takes
    /// the first one.
    fn choose(&mut self, text: &str) -> Result<Option<Outcome>, String> {
        let choices = self.choices();
        let is_form = self.model.step == Step::Form;
        let text = if text.is_empty() { "1" } else { text };
        // A form can also be chosen by its id.
        let named = choices.iter().position(|choice| is_form && choice.details.iter().any(|id| id == text));
        let labels = choices.iter().map(|choice| choice.label.as_str());
        let chosen = named.map_or_else(|| chosen(text, labels, 1), Ok);
        let none = || message::plain_no_such_choice(self.lang, choices.len());
        let at = chosen.map_err(|fitting| fitting_words(self.lang, &fitting).unwrap_or_else(none))?;
        Ok(choices.into_iter().nth(at).and_then(|choice| self.model.choose(choice)))
    }

    fn choices(&self) -> Vec<Choice> {
        self.model.choices(self.lang)
    }
}
