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
        let choices = match &self.question {
            Question::InUse { owner, other } => {
                self.said.push(message::held_by(lang, &one_line(owner)));
                let take = if *other { message::held_also(lang) } else { message::held_take(lang) };
                [message::held_read(lang), take, message::held_quit(lang)]
            }
            Question::Draft(Draft { reason, facts, differences, proposed }) => {
                self.said.push(one_line(reason));
                let facts =
                    facts.iter().map(|(label, value)| message::label_value(lang, label, &one_line(value)));
                self.said.extend(facts);
                if proposed.is_some() {
                    self.picked = Some(Vec::new());
                    return self.ask_difference();
                }
                self.said.extend(differences.iter().take(3).map(|difference| words(lang, difference)));
                [message::draft_continue(lang), message::draft_use_file(lang), message::draft_pick(lang)]
            }
        };
        self.said.extend(
            choices.iter().zip(1..).map(|(words, number)| message::plain_numbered(lang, number, words)),
        );
        self.said.push(message::plain_choose_first(lang));
    }

    /// Asks about the next difference.
    fn ask_difference(&mut self) {
        let Question::Draft(Draft { differences, .. }) = &self.question else { return };
        let at = self.picked.as_ref().map_or(0, Vec::len);
        let Some(difference) = differences.get(at) else { return };
        let usual = self.proposed(at);
        self.said.push(message::plain_numbered(self.lang, at + 1, &words(self.lang, difference)));
        self.said.push(message::plain_take_it(self.lang, usual));
    }

    fn proposed(&self, at: usize) -> bool {
        match &self.question {
            Question::Draft(Draft { proposed: Some(proposed), .. }) => {
                proposed.get(at).copied().unwrap_or(true)
            }
            _ => true,
        }
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
        match (&self.question, number) {
            (Question::InUse { .. }, Some(1)) => Some(Decision::ReadOnly),
            (Question::InUse { .. }, Some(2)) => Some(Decision::TakeOver),
            (Question::InUse { .. }, Some(3)) => Some(Decision::Quit(0)),
            (Question::Draft(_), Some(1)) => Some(Decision::Continue),
            (Question::Draft(_), Some(2)) => Some(Decision::UseFile),
            (Question::Draft(_), Some(3)) => {
                self.picked = Some(Vec::new());
                self.ask_difference();
                None
            }
            _ => {
                self.said.push(message::plain_no_such_choice(self.lang, 3));
                self.ask();
                None
            }
        }
    }

    fn pick(&mut self, take: bool) -> Option<Decision> {
        let Question::Draft(Draft { differences, .. }) = &self.question else { return None };
        let picked = self.picked.get_or_insert_default();
        picked.push(take);
        if picked.len() < differences.len() {
            self.ask_difference();
            return None;
        }
        let wanted = picked.iter().enumerate().filter(|(_, wanted)| **wanted);
        Some(Decision::Pick(wanted.map(|(at, _)| at).collect()))
    }
}

/// Formats a difference in one line.
fn words(lang: Lang, [place, before, after]: &[String; 3]) -> String {
    message::plain_difference(lang, &one_line(place), &one_line(before), &one_line(after))
}
