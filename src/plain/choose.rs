//! Lists to choose from, by number or by text; long lists are output in parts.
//!
//! Also contains the lists of the end of the form and of an export.

use super::dialogue::{Action, Choice, Dialogue, Effect, Mode, Purpose};
use super::orders::{self, Order, Said, to_number};
use crate::app::export::Existing;
use crate::export::{ExportError, FORMATS, Receipt, Request};
use crate::message;

/// Number of entries per part.
const PART: usize = 20;

impl Dialogue {
    /// Outputs a list of choices.
    pub(super) fn offer(&mut self, title: String, items: Vec<(String, Action)>) {
        self.offer_from(1, title, items);
    }

    /// Outputs a list of choices, numbered from `base`.
    pub(super) fn offer_from(&mut self, base: usize, title: String, items: Vec<(String, Action)>) {
        self.say(title);
        self.mode = self.say_part(Choice { items, base, from: 0 });
    }

    fn say_part(&mut self, mut choice: Choice) -> Mode {
        let until = (choice.from + PART).min(choice.items.len());
        for (at, (words, _)) in choice.items.iter().enumerate().take(until).skip(choice.from) {
            self.said.push(message::plain_numbered(self.model.lang, choice.base + at, words));
        }
        choice.from = until;
        let left = choice.items.len() - until;
        self.say(if left > 0 {
            message::plain_more_choices(self.model.lang, left)
        } else {
            message::plain_choose(self.model.lang)
        });
        Mode::Choosing(choice)
    }

    /// Handles an answer to a list.
    pub(super) fn choose(&mut self, choice: Choice, line: &str) -> Vec<Effect> {
        let number = to_number(line).and_then(|number| number.checked_sub(choice.base));
        let mut named = choice.items.iter().filter(|(words, _)| words == line.trim());
        let wanted = number.and_then(|at| choice.items.get(at)).or_else(|| named.next());
        if let Some((_, action)) = wanted.cloned() {
            return self.chosen(action);
        }
        match orders::read(line) {
            Said::Order(Order::Forward, _) if choice.from < choice.items.len() => {
                self.mode = self.say_part(choice);
            }
            Said::Order(Order::Again, _) => self.mode = self.say_part(Choice { from: 0, ..choice }),
            Said::Order(Order::Keep | Order::Back | Order::Forward, _) => self.ask(),
            Said::Order(order, rest) => return self.obey(order, &rest),
            Said::Unknown(word) => {
                self.say(message::plain_unknown(self.model.lang, &word));
                self.mode = Mode::Choosing(choice);
            }
            Said::Text(_) => {
                let last = (choice.base + choice.items.len()).saturating_sub(1);
                self.say(message::plain_no_such_number(self.model.lang, choice.base, last));
                self.mode = Mode::Choosing(choice);
            }
        }
        Vec::new()
    }

    fn chosen(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Go(stop) => self.jump(stop),
            Action::Explain(rule) => self.ask_explanation(&rule),
            Action::Format(format) => self.choose_kind(format),
            Action::Export { format, draft } => self.ask_file(format, draft),
            Action::Replace(request) => {
                return vec![Effect::Export(self.model.begin_export(request))];
            }
            Action::Rename(request) => {
                self.say(message::plain_which_file(self.model.lang, ""));
                self.mode = Mode::Asking(Purpose::Export(Request { path: String::new(), ..request }));
            }
            Action::Findings => self.findings(""),
            Action::Formats => self.choose_format(),
            Action::FromTheTop => self.enter_section(0),
            Action::Quit => return self.leave(0, false),
            Action::Nothing => self.ask(),
        }
        Vec::new()
    }

    /// Asks the last question of the form: the next action.
    pub(super) fn ask_end(&mut self) {
        self.say(message::plain_end(self.model.lang));
        let counts = self.counts();
        self.say(counts);
        for (at, (words, _)) in self.end_choices().iter().enumerate() {
            self.said.push(message::plain_numbered(self.model.lang, at + 1, words));
        }
    }

    fn end_choices(&self) -> Vec<(String, Action)> {
        let lang = self.model.lang;
        vec![
            (message::findings_head(lang), Action::Findings),
            (message::plain_export(lang), Action::Formats),
            (message::plain_quit(lang), Action::Quit),
            (message::plain_from_the_top(lang), Action::FromTheTop),
        ]
    }

    pub(super) fn end_chosen(&mut self, text: &str) -> Vec<Effect> {
        let choices = self.end_choices();
        let number = to_number(text).and_then(|number| number.checked_sub(1));
        let mut named = choices.iter().filter(|(words, _)| words == text.trim());
        let Some((_, action)) = number.and_then(|at| choices.get(at)).or_else(|| named.next()) else {
            self.say(message::plain_no_such_choice(self.model.lang, choices.len()));
            return Vec::new();
        };
        self.chosen(action.clone())
    }

    /// Asks for the export format.
    pub(super) fn choose_format(&mut self) {
        let items = FORMATS.iter().map(|format| {
            (format!("{} {}", format.name, (format.help)(self.model.lang)), Action::Format(format.name))
        });
        self.offer(message::export_as(self.model.lang), items.collect());
    }

    /// Asks whether to export a draft or the final version.
    fn choose_kind(&mut self, format: &'static str) {
        let lang = self.model.lang;
        let items = vec![
            (message::draft(lang), Action::Export { format, draft: true }),
            (message::final_version(lang), Action::Export { format, draft: false }),
        ];
        self.offer(message::plain_draft_or_final(lang), items);
    }

    /// Asks for the file name. The final version is refused while findings prevent it.
    fn ask_file(&mut self, format: &'static str, draft: bool) {
        let lang = self.model.lang;
        if let Some(reason) = self.model.final_refused().filter(|_| !draft) {
            self.say(reason);
            return self.ask();
        }
        let path = self.model.export_name(format, draft);
        self.say(message::plain_which_file(lang, &path));
        self.mode = Mode::Asking(Purpose::Export(Request { format, draft, path, replace: false }));
    }

    /// Outputs the result of an export or a copy.
    pub(super) fn exported(&mut self, result: Result<Receipt, ExportError>) {
        let lang = self.model.lang;
        match result {
            Ok(receipt) => receipt.lines(lang).into_iter().for_each(|line| self.say(line)),
            Err(ExportError::Other(reason)) => self.say(reason),
            Err(ExportError::Exists) => {
                let there = self.model.already_there();
                if let Some((title, choices)) = self.accepted(there) {
                    let items = choices.into_iter().map(|(label, choice)| {
                        let action = match choice {
                            Existing::Rename(request) => Action::Rename(request),
                            Existing::Replace(request) => Action::Replace(request),
                            Existing::Nothing => Action::Nothing,
                        };
                        (label, action)
                    });
                    return self.offer(title, items.collect());
                }
            }
        }
        self.ask();
    }
}
