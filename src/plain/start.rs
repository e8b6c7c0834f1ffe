//! The start dialogue: open a recent report, create one, derive it from last year's, or practise on a sample.
//!
//! It only collects the answers; the caller performs the outcome.

use std::path::PathBuf;

use super::orders::{self, Order, Said, to_number};
use super::speak::one_line;
use super::{is_no, is_yes};
use crate::message::{self, Lang};

/// The available forms and files.
#[derive(Clone, Debug, Default)]
pub struct There {
    /// The forms: id and title.
    pub forms: Vec<(String, String)>,
    /// The default year.
    pub year: i16,
    /// Recent reports, latest first: path, displayed path, time.
    pub recent: Vec<(PathBuf, String, String)>,
    /// The file named by the user that does not exist yet.
    pub file: Option<PathBuf>,
}

/// The result of the dialogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Open a report or import a document.
    Open(PathBuf),
    /// Preview the roll-forward of last year's report or document.
    Last(PathBuf),
    /// Create this year's report from the previewed one, in this file.
    Roll(PathBuf),
    /// Create a report from a document.
    Import {
        /// The document.
        document: PathBuf,
        /// The new report's file.
        file: PathBuf,
    },
    /// Create a report.
    New {
        /// The file.
        file: PathBuf,
        /// The form's id.
        form: String,
        /// The year; `None` for the sample.
        year: Option<String>,
        /// True for a filled-in sample to practise on.
        sample: bool,
    },
    /// Quit.
    Quit,
}

/// State of the start dialogue.
#[derive(Debug)]
pub struct Start {
    lang: Lang,
    there: There,
    step: Step,
    form: String,
    year: Option<String>,
    sample: bool,
    said: Vec<String>,
}

/// The meaning of the next input line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// The choice of an action.
    Choose,
    /// The choice of a form.
    Form,
    /// The year.
    Year,
    /// The new report's file; an empty line accepts this one.
    NewFile(String),
    /// The report to open.
    OpenFile,
    /// Last year's report.
    LastFile,
    /// Confirmation of the previewed roll-forward, or a file name; an empty line accepts this file.
    Roll(String),
    /// The file for the report imported from this document; an empty line accepts the second value.
    ImportFile(PathBuf, String),
}

/// Number of fixed choices before the recent reports.
const CHOICES: usize = 5;

impl Start {
    /// Creates the dialogue and asks the first question.
    pub fn new(lang: Lang, there: There) -> Start {
        let form = there.forms.first().map_or(String::new(), |form| form.0.clone());
        let step = Step::Choose;
        let mut start = Start { lang, there, step, form, year: None, sample: false, said: Vec::new() };
        if start.there.file.is_some() {
            start.ask_form();
        } else {
            start.ask();
        }
        start
    }

    /// Returns the output lines since the last call.
    pub fn drain_output(&mut self) -> Vec<String> {
        std::mem::take(&mut self.said)
    }

    /// Outputs a sentence, such as an error, and starts again.
    pub fn fail(&mut self, text: String) {
        self.said.push(text);
        self.there.file = None;
        self.step = Step::Choose;
        self.ask();
    }

    /// Outputs the preview of the roll-forward and asks for confirmation.
    pub fn ask_roll(&mut self, said: &[String], name: String) {
        self.said.extend(said.iter().map(|line| one_line(line)));
        self.step = Step::Roll(name);
        self.ask();
    }

    /// Outputs the contents of a document and asks for the file of the report to create.
    pub fn ask_import(&mut self, document: PathBuf, found: String, name: String) {
        self.said.push(found);
        self.step = Step::ImportFile(document, name);
        self.ask();
    }

    fn ask(&mut self) {
        let lang = self.lang;
        match &self.step {
            Step::Choose => {
                self.said.push(message::start_what(lang));
                let choices = message::start_choices(lang);
                let recent =
                    self.there.recent.iter().map(|(_, name, time)| format!("{} {time}", one_line(name)));
                let all = choices.into_iter().chain(recent).zip(1..);
                self.said.extend(all.map(|(words, number)| message::plain_numbered(lang, number, &words)));
            }
            Step::Form => {
                self.said.push(message::start_which_form(lang));
                let forms = self.there.forms.iter().zip(1..);
                self.said.extend(
                    forms.map(|((_, title), number)| message::plain_numbered(lang, number, &one_line(title))),
                );
            }
            Step::Year => {
                self.said.push(message::plain_with_default(
                    lang,
                    &message::start_year(lang),
                    &self.there.year.to_string(),
                ));
            }
            Step::NewFile(name) => {
                self.said.push(message::plain_with_default(
                    lang,
                    &message::start_new_file(lang),
                    &one_line(name),
                ));
            }
            Step::OpenFile => self.said.push(message::start_open_file(lang)),
            Step::LastFile => self.said.push(message::start_last_file(lang)),
            Step::Roll(name) => self.said.push(message::plain_roll(lang, &one_line(name))),
            Step::ImportFile(_, name) => {
                let question = message::start_import_file(lang);
                self.said.push(message::plain_with_default(lang, &question, &one_line(name)));
            }
        }
    }

    /// Handles a line of input; returns the outcome when the dialogue is complete.
    pub fn answer(&mut self, line: &str) -> Option<Outcome> {
        let text = match orders::read(line) {
            Said::Order(Order::Quit, _) => return Some(Outcome::Quit),
            Said::Order(Order::Back, _) => {
                self.step = Step::Choose;
                self.there.file = None;
                self.ask();
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
        match self.step.clone() {
            Step::Choose => return self.chosen(&text),
            Step::Form => self.form_chosen(&text),
            Step::Year => return self.year_said(&text),
            Step::Roll(name) if is_no(&text) => {
                drop(name);
                self.step = Step::Choose;
                self.ask();
            }
            Step::Roll(name) if text.is_empty() || is_yes(&text) => return Some(Outcome::Roll(name.into())),
            Step::Roll(_) => return Some(Outcome::Roll(text.into())),
            Step::NewFile(name) => {
                let name = if text.is_empty() { name } else { text };
                return Some(self.new_report(name.into()));
            }
            Step::ImportFile(document, name) => {
                let file = if text.is_empty() { name } else { text }.into();
                return Some(Outcome::Import { document, file });
            }
            Step::OpenFile | Step::LastFile if text.is_empty() => {
                self.said.push(message::file_wanted(self.lang));
                self.ask();
            }
            Step::OpenFile => return Some(Outcome::Open(text.into())),
            Step::LastFile => return Some(Outcome::Last(text.into())),
        }
        None
    }

    fn chosen(&mut self, text: &str) -> Option<Outcome> {
        let recent = |number: usize| self.there.recent.get(number.checked_sub(CHOICES + 1)?);
        match to_number(text) {
            Some(1) => self.ask_form(),
            Some(2) => self.go_on(Step::LastFile),
            Some(3) => self.go_on(Step::OpenFile),
            Some(4) => {
                self.sample = true;
                self.go_on(Step::NewFile("practice.ron".to_owned()));
            }
            Some(5) => return Some(Outcome::Quit),
            number => {
                if let Some((path, ..)) = number.and_then(recent) {
                    return Some(Outcome::Open(path.clone()));
                }
                self.refuse_choice(CHOICES + self.there.recent.len());
            }
        }
        None
    }

    fn go_on(&mut self, step: Step) {
        self.step = step;
        self.ask();
    }

    fn ask_form(&mut self) {
        self.sample = false;
        let step = if self.there.forms.len() > 1 { Step::Form } else { Step::Year };
        self.go_on(step);
    }

    fn form_chosen(&mut self, text: &str) {
        let number =
            if text.is_empty() { Some(0) } else { to_number(text).and_then(|number| number.checked_sub(1)) };
        let mut named = self.there.forms.iter().filter(|(id, title)| id == text || title == text);
        if let Some((id, _)) = number.and_then(|at| self.there.forms.get(at)).or_else(|| named.next()) {
            self.form = id.clone();
            self.go_on(Step::Year);
        } else {
            self.refuse_choice(self.there.forms.len());
        }
    }

    fn refuse_choice(&mut self, count: usize) {
        self.said.push(message::plain_no_such_choice(self.lang, count));
        self.ask();
    }

    fn year_said(&mut self, text: &str) -> Option<Outcome> {
        let usual = usize::try_from(self.there.year).ok();
        let year = if text.is_empty() { usual } else { to_number(text) };
        let Some(year) = year.filter(|year| (1900..=2200).contains(year)) else {
            self.said.push(message::year_wanted(self.lang));
            self.ask();
            return None;
        };
        self.year = Some(year.to_string());
        if let Some(file) = self.there.file.clone() {
            return Some(self.new_report(file));
        }
        self.go_on(Step::NewFile(format!("{year}.ron")));
        None
    }

    fn new_report(&self, file: PathBuf) -> Outcome {
        let year = self.year.clone().filter(|_| !self.sample);
        Outcome::New { file, form: self.form.clone(), year, sample: self.sample }
    }
}
