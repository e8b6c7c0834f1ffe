//! Handles input lines that are not answers for a cell: explanations of findings, file names and row names.
//!
//! The questions of the form are in [`super::steps`].

use super::dialogue::{Action, Dialogue, Effect, Mode, Purpose};
use super::orders::{self, Order, Said};
use super::words::one_line;
use crate::app::findings::Explanation;
use crate::check::Finding;
use crate::export::Request;
use crate::message;

impl Dialogue {
    /// Handles a line of input for the given purpose.
    pub(super) fn asked(&mut self, purpose: &Purpose, line: &str) -> Vec<Effect> {
        let text = match orders::read(line) {
            Said::Order(Order::Back, _) => {
                self.say(message::plain_left(self.model.lang));
                self.ask();
                return Vec::new();
            }
            Said::Order(Order::Keep, _) => String::new(),
            Said::Order(Order::Clear, _) if matches!(purpose, Purpose::Explain { .. }) => {
                self.keep_explanation(purpose, "");
                return Vec::new();
            }
            Said::Order(Order::Text, rest) => rest.trim().to_owned(),
            Said::Order(Order::Quit, rest) => return self.obey(Order::Quit, &rest),
            // Anything else that looks like a command is text here, such as `/tmp/x`.
            _ => line.trim().to_owned(),
        };
        match purpose {
            Purpose::Explain { offer, .. } => {
                let text = if text.is_empty() { offer.clone() } else { text };
                self.keep_explanation(purpose, &text);
            }
            Purpose::Export(request) => {
                let path = if text.is_empty() { request.path.clone() } else { text };
                if !path.is_empty() {
                    let request = Request { path, ..request.clone() };
                    return vec![Effect::Export(self.model.begin_export(request))];
                }
                self.say(message::no_file_name(self.model.lang));
                self.ask();
            }
            Purpose::Document(candidates) => return self.document_named(candidates, &text),
            Purpose::Copy | Purpose::Rename if text.is_empty() => self.ask(),
            Purpose::Copy => return self.copy(&text),
            Purpose::Rename => self.rename(&text),
        }
        Vec::new()
    }

    /// Writes a copy of the report to `path`; asks for the path if it is empty.
    pub(super) fn copy(&mut self, path: &str) -> Vec<Effect> {
        if path.is_empty() {
            self.say(message::plain_copy_to(self.model.lang));
            self.mode = Mode::Asking(Purpose::Copy);
            return Vec::new();
        }
        self.model.exports.current = None;
        vec![Effect::Copy(path.to_owned())]
    }

    /// Explains a finding of the current cell; offers a list if several can be explained.
    pub(super) fn explain_here(&mut self, text: &str) {
        let form = self.model.session.form();
        let Some(cell) = self.here.cell() else { return self.say(message::nothing_to_fill(self.model.lang)) };
        let open: Vec<Finding> = self.model.explainable(cell).copied().collect();
        match open.as_slice() {
            [] => self.say(message::plain_nothing_to_explain(self.model.lang)),
            [finding] => {
                let rule = finding.name(form).into_owned();
                if text.is_empty() {
                    self.ask_explanation(&rule);
                } else {
                    let purpose = Purpose::Explain { rule, cell, offer: String::new() };
                    self.keep_explanation(&purpose, text);
                }
            }
            many => {
                let items = many.iter().map(|finding| {
                    (self.finding_words(finding), Action::Explain(finding.name(form).into_owned()))
                });
                let items = items.collect();
                self.offer(message::plain_explain_which(self.model.lang), items);
            }
        }
    }

    /// Asks for the explanation of a finding of the current cell.
    pub(super) fn ask_explanation(&mut self, rule: &str) {
        let lang = self.model.lang;
        let Some(cell) = self.here.cell() else { return };
        if let Err(reason) = self.model.writable() {
            return self.say(reason);
        }
        let Explanation { findings, before, is_former, last } = self.model.explanation(rule, cell);
        let offer = last.unwrap_or_default();
        for finding in &findings {
            self.say(self.finding_words(finding));
        }
        if is_former {
            self.say(message::former_explanation(lang, &one_line(&before)));
        } else if !before.is_empty() {
            self.say(message::explanation(lang, &one_line(&before)));
        } else if !offer.is_empty() {
            self.say(message::plain_last_explanation(lang, &one_line(&offer)));
        }
        let offered = !before.is_empty() || !offer.is_empty();
        self.say(if offered { message::plain_why(lang) } else { message::plain_why_new(lang) });
        self.mode = Mode::Asking(Purpose::Explain {
            rule: rule.to_owned(),
            cell,
            offer: if before.is_empty() { offer } else { before },
        });
    }

    fn keep_explanation(&mut self, purpose: &Purpose, text: &str) {
        let Purpose::Explain { rule, cell, .. } = purpose else { return };
        let explained = self.model.explain(rule, *cell, text);
        if self.accepted(explained) == Some(true) && !text.is_empty() {
            self.say(message::explanation_kept(self.model.lang));
        }
        self.ask();
    }
}
