//! Lists to choose from, by number or by text; long lists are output in parts.
//!
//! Also contains the lists of the end of the form and of an export.

use std::path::PathBuf;

use super::dialogue::{Action, Choice, Dialogue, Effect, Mode, Purpose};
use super::orders::{self, Order, Said};
use crate::app::choosing::choose;
use crate::app::edition::Move;
use crate::app::export::Existing;
use crate::export::{ExportError, FORMATS, Options, Receipt, Request};
use crate::form::clean_line;
use crate::message::{self, Lang};

/// Number of entries per part.
const PART: usize = 20;

/// Returns the index of the entry that a text chooses by its number, counted from `base`, or by its words or
/// pinyin initials; otherwise the numbered entries that fit.
pub(super) fn chosen<'a>(
    text: &str,
    labels: impl Iterator<Item = &'a str> + Clone,
    base: usize,
) -> Result<usize, Vec<String>> {
    let numbered = labels.zip(base..);
    choose(text, numbered.clone().map(|(label, number)| (Some(number), label))).map_err(|fits| {
        let is_one = |(at, _): &(usize, _)| fits.contains(at);
        let fitting = numbered.enumerate().filter(is_one);
        fitting.map(|(_, (label, number))| format!("{number} {label}")).collect()
    })
}

/// Returns the sentence about the entries that fit an ambiguous text, if there are any.
pub(super) fn fitting_words(lang: Lang, fitting: &[String]) -> Option<String> {
    let few = fitting.get(..PART.min(fitting.len())).filter(|few| !few.is_empty())?;
    Some(message::plain_fitting(lang, &few.join(&message::plain_comma(lang))))
}

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
        match orders::read(line) {
            Said::Text(text) => {
                let chosen = chosen(&text, choice.items.iter().map(|(words, _)| words.as_str()), choice.base);
                if let Some((_, action)) = chosen.as_ref().ok().and_then(|at| choice.items.get(*at)) {
                    return self.chosen(action.clone());
                }
                let last = (choice.base + choice.items.len()).saturating_sub(1);
                let none = message::plain_no_such_number(self.model.lang, choice.base, last);
                self.say_fitting(&chosen.err().unwrap_or_default(), none);
                self.mode = Mode::Choosing(choice);
            }
            Said::Order(Order::Forward, _) if choice.from < choice.items.len() => {
                self.mode = self.say_part(choice);
            }
            Said::Order(Order::Again, _) => self.mode = self.say_part(Choice { from: 0, ..choice }),
            Said::Order(Order::Keep | Order::Back | Order::Forward, _) => self.ask(),
            // The list stays, so that a number does not become the answer of a question.
            Said::Order(Order::Tick, rest) => {
                self.tick(&rest);
                self.mode = Mode::Choosing(choice);
            }
            Said::Order(order, rest) => return self.obey(order, &rest),
            Said::Unknown(word) => {
                self.say(message::plain_unknown(self.model.lang, &word));
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
            Action::Export { format, options, into } => self.ask_file(format, options, into),
            Action::AllPlaces => self.all_places(),
            Action::Replace(request) => {
                return vec![Effect::Export(self.model.begin_export(request))];
            }
            Action::Rename(request) => {
                self.say(message::plain_which_file(self.model.lang, ""));
                self.mode = Mode::Asking(Purpose::Export(Request { path: String::new(), ..request }));
            }
            Action::ReplaceText { wanted, with } => self.replace_all(&wanted, &with),
            Action::Findings => self.findings(""),
            Action::Group(members) => self.members(message::findings_head(self.model.lang), &members),
            Action::Formats => self.choose_format(),
            Action::Preview(edition) => return vec![Effect::PreviewEdition(edition)],
            Action::Move(edition) => return vec![Effect::ChangeEdition(edition)],
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
        let chosen = chosen(text, choices.iter().map(|(words, _)| words.as_str()), 1);
        if let Some((_, action)) = chosen.as_ref().ok().and_then(|at| choices.get(*at)) {
            return self.chosen(action.clone());
        }
        let none = message::plain_no_such_choice(self.model.lang, choices.len());
        self.say_fitting(&chosen.err().unwrap_or_default(), none);
        Vec::new()
    }

    /// Outputs the entries that fit an ambiguous text, or that there is none.
    pub(super) fn say_fitting(&mut self, fitting: &[String], none: String) {
        self.say(fitting_words(self.model.lang, fitting).unwrap_or(none));
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
        let export = |draft, annex| Action::Export { format, options: Options { annex, draft }, into: None };
        let items = vec![
            (message::draft(lang), export(true, false)),
            (message::final_version(lang), export(false, false)),
            (message::draft_with_annex(lang), export(true, true)),
            (message::final_with_annex(lang), export(false, true)),
        ];
        self.offer(message::plain_draft_or_final(lang), items);
    }

    /// Asks for the file name. The final version is refused while findings prevent it.
    fn ask_file(&mut self, format: &'static str, options: Options, into: Option<PathBuf>) {
        let lang = self.model.lang;
        if let Some(reason) = self.model.final_refused().filter(|_| !options.draft) {
            self.say(reason);
            return self.ask();
        }
        let open = self.model.unexplained();
        if !options.draft && open > 0 {
            self.say(message::export_unexplained(lang, open));
        }
        let path = self.model.export_name(format, options.draft);
        self.say(message::plain_which_file(lang, &path));
        self.mode = Mode::Asking(Purpose::Export(Request { format, options, path, replace: false, into }));
    }

    /// Asks for the edition.
    pub(super) fn choose_edition(&mut self, editions: Vec<String>) {
        let lang = self.model.lang;
        let own = clean_line(&self.model.session.form().edition);
        if editions.is_empty() {
            self.say(message::editions_none(lang, &own));
            return self.ask();
        }
        let item =
            |edition: String| (message::edition_name(lang, &clean_line(&edition)), Action::Preview(edition));
        let back = (message::plain_back(lang), Action::Nothing);
        let items = editions.into_iter().map(item).chain([back]).collect();
        self.offer(message::editions_head(lang, &own), items);
    }

    /// Outputs what is not the same in another edition, and asks whether to move the report.
    pub(super) fn preview_edition(&mut self, moved: Result<Box<Move>, String>) {
        let lang = self.model.lang;
        let moved = match moved {
            Ok(moved) => moved,
            Err(reason) => {
                self.say(reason);
                return self.ask();
            }
        };
        let lines = moved.lines(false, lang);
        if lines.is_empty() {
            self.say(message::edition_same(lang));
        }
        for line in &lines {
            self.say(line.trim().to_owned());
        }
        let title = message::edition_title(lang, &clean_line(&moved.edition));
        let items = vec![
            (title.clone(), Action::Move(moved.edition.clone())),
            (message::plain_back(lang), Action::Nothing),
        ];
        self.offer(title, items);
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
