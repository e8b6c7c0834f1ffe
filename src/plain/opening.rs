//! Questions before a report is opened: another session has it open, or a draft is newer than the file.
//!
//! No answer deletes anything.

use super::orders::{self, Order, Said, to_number};
use super::words::{is_no, is_yes, one_line};
use crate::app::opening::{Decision, Draft, Question};
use crate::message::{self, Lang};

/// State of the question.
#[derive(Debug)]
pub struct Opening {
    lang: Lang,
    question: Question,
    /// The decisions made so far, while the user decides difference by difference.
    picked: Option<Vec<bool>>,
    said: Vec<String>,
}

impl Opening {
    /// Asks a question.
    pub fn new(lang: Lang, question: Question) -> Opening {
        let mut opening = Opening { lang, question, picked: None, said: Vec::new() };
        opening.ask();
        opening
    }

    /// Returns the output lines since the last call.
    pub fn drain_output(&mut self) -> Vec<String> {
        std::mem::take(&mut self.said)
    }

    /// Outputs a sentence, such as an error, and asks again.
    pub fn say(&mut self, text: String) {
        self.said.push(text);
        self.ask();
    }

    fn ask(&mut self) {
        let lang = self.lang;
        match &self.question {
            Question::InUse { owner, .. } => self.said.push(message::held_by(lang, &one_line(owner))),
            Question::Damaged { reason, .. } => self.said.push(one_line(reason)),
            Question::Draft(Draft { reason, facts, .. }) => {
                self.said.push(one_line(reason));
                let facts =
                    facts.iter().map(|(label, value)| message::label_value(lang, label, &one_line(value)));
                self.said.extend(facts);
            }
        }
        if self.question.is_merge() {
            self.picked = Some(Vec::new());
            self.said.push(message::plain_apart(lang));
            return self.ask_difference();
        }
        let differences = self.question.differences().iter().take(3);
        self.said.extend(differences.map(|difference| words(lang, difference)));
        let choices = self.question.choices(lang);
        let numbered = choices.iter().zip(1..);
        self.said.extend(numbered.map(|(words, number)| message::plain_numbered(lang, number, words)));
        self.said.push(message::plain_choose_first(lang));
    }

    /// Asks about the next difference.
    fn ask_difference(&mut self) {
        let at = self.picked.as_ref().map_or(0, Vec::len);
        let Some(difference) = self.question.differences().get(at) else { return };
        self.said.push(message::plain_numbered(self.lang, at + 1, &words(self.lang, difference)));
        self.said.push(message::plain_take_it(self.lang, self.proposed(at)));
    }

    fn proposed(&self, at: usize) -> bool {
        self.question.proposals().get(at).copied().unwrap_or(true)
    }

    /// Handles a line of input; returns the decision when it is complete.
    pub fn answer(&mut self, line: &str) -> Option<Decision> {
        let said = orders::read(line);
        if matches!(said, Said::Order(Order::Quit, _)) {
            return Some(Decision::Quit(0));
        }
        if let Some(picked) = &self.picked {
            let usual = self.proposed(picked.len());
            return match said {
                Said::Order(Order::Copy, _) if self.question.is_merge() => Some(Decision::Apart),
                Said::Order(Order::Keep, _) => self.pick(usual),
                Said::Text(text) if is_yes(&text) => self.pick(true),
                Said::Text(text) if is_no(&text) => self.pick(false),
                _ => {
                    self.ask_difference();
                    None
                }
            };
        }
        let number = match said {
            Said::Order(Order::Keep, _) => Some(1),
            _ => to_number(line),
        };
        let count = self.question.choices(self.lang).len();
        let Some(choice) = number.filter(|number| (1..=count).contains(number)) else {
            self.said.push(message::plain_no_such_choice(self.lang, count));
            self.ask();
            return None;
        };
        let decision = self.question.decision(choice - 1);
        if decision.is_none() {
            self.picked = Some(Vec::new());
            self.ask_difference();
        }
        decision
    }

    fn pick(&mut self, take: bool) -> Option<Decision> {
        let picked = self.picked.get_or_insert_default();
        picked.push(take);
        if picked.len() < self.question.differences().len() {
            self.ask_difference();
            return None;
        }
        Some(Decision::pick(picked))
    }
}

/// Formats a difference in one line.
fn words(lang: Lang, [place, before, after]: &[String; 3]) -> String {
    message::plain_difference(lang, &one_line(place), &one_line(before), &one_line(after))
}
