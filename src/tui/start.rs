//! The start screen: from nothing to a report, in a few keys.
//!
//! Pure like `app`: it is told which forms there are and which year it is, and says what is to be opened.

use crossterm::event::{KeyCode, KeyModifiers};

use super::app::{Look, Message, Notice};
use super::command::{Command, command};
use super::editor::{Editor, Motion};
use super::mode::step_in_list;
use crate::form::{clean, clean_line};
use crate::message;

/// What can be chosen on the first page.
pub const CHOICES: usize = 4;

/// The state of the start screen.
#[derive(Debug)]
pub struct Start {
    /// How the screen looks.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// What is asked.
    pub step: Step,
    /// A sentence until the next key.
    pub notice: Option<Notice>,
    /// The forms to choose from: id and title.
    pub forms: Vec<(String, String)>,
    /// The report's year when nothing is said: last year's reports are due this year.
    pub year: i16,
    /// The file that was named on the command line.
    pub file: Option<String>,
    plan: Plan,
}

/// What is asked.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one of it, and it is seldom moved")]
pub enum Step {
    /// What to do.
    Choose(usize),
    /// Which form.
    Form(usize),
    /// A line: the year, or a file's name.
    Line(Line, Editor),
}

/// Which line is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The report's year.
    Year,
    /// Where the new report is to be kept.
    NewFile,
    /// Which report to open.
    OpenFile,
}

/// What a person has said so far.
#[derive(Clone, Debug, Default)]
struct Plan {
    sample: bool,
    form: String,
    year: Option<String>,
}

/// What the start screen comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Open a report.
    Open(String),
    /// Begin a report.
    New {
        /// Where it is kept.
        file: String,
        /// Which form.
        form: String,
        /// Which year; the sample has its own.
        year: Option<String>,
        /// Filled in, to practise on.
        sample: bool,
    },
    /// Leave.
    Quit(u8),
}

impl Start {
    /// The start screen; `file` is a report that is not there yet.
    pub fn new(
        look: Look,
        size: (u16, u16),
        forms: Vec<(String, String)>,
        year: i16,
        file: Option<String>,
    ) -> Start {
        let plan =
            Plan { form: forms.first().map_or(String::new(), |form| form.0.clone()), ..Plan::default() };
        let mut start = Start { look, size, step: Step::Choose(0), notice: None, forms, year, file, plan };
        if start.file.is_some() {
            start.ask_form();
        }
        start
    }

    /// What happened changes the state; perhaps it comes to something.
    pub fn update(&mut self, message: Message) -> Option<Outcome> {
        match message {
            Message::Resize(columns, rows) => {
                self.size = (columns, rows);
                None
            }
            Message::Leave(code) => Some(Outcome::Quit(code)),
            Message::Paste(text) => {
                self.write(&clean_line(&clean(&text)));
                None
            }
            Message::Key(key) => {
                self.notice = None;
                match (command(key), key.code) {
                    (Some(Command::Quit | Command::Copy), _) => Some(Outcome::Quit(0)),
                    (Some(command), _) => self.command(command),
                    (None, KeyCode::Char(character)) if !key.modifiers.contains(KeyModifiers::CONTROL) => {
                        self.character(character)
                    }
                    _ => None,
                }
            }
            Message::Saved(_) | Message::Exported(_) => None,
        }
    }

    fn character(&mut self, character: char) -> Option<Outcome> {
        let digit = character.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
        let chosen = digit.and_then(|digit| digit.checked_sub(1));
        match (&mut self.step, chosen) {
            (Step::Line(..), _) => {
                self.write(&clean(character.encode_utf8(&mut [0; 4])));
                None
            }
            (Step::Choose(selected), Some(at)) if at < CHOICES => {
                *selected = at;
                self.take()
            }
            (Step::Form(selected), Some(at)) if at < self.forms.len() => {
                *selected = at;
                self.take()
            }
            _ => {
                self.say(message::digits_and_arrows(self.look.lang));
                None
            }
        }
    }

    fn write(&mut self, text: &str) {
        if let Step::Line(_, editor) = &mut self.step {
            editor.insert(text);
        }
    }

    fn command(&mut self, command: Command) -> Option<Outcome> {
        if matches!(command, Command::Leave) {
            self.step = Step::Choose(0);
            self.file = None;
            return None;
        }
        if matches!(command, Command::Enter | Command::Next) {
            return self.take();
        }
        let last = match &self.step {
            Step::Choose(_) => CHOICES - 1,
            _ => self.forms.len().saturating_sub(1),
        };
        match &mut self.step {
            Step::Choose(selected) | Step::Form(selected) => {
                *selected = step_in_list(*selected, last, command).unwrap_or(*selected);
            }
            Step::Line(_, editor) => {
                match command {
                    Command::Backspace => editor.backspace(),
                    Command::Delete => editor.delete(),
                    Command::Left => editor.step(Motion::Left, false, None),
                    Command::Right => editor.step(Motion::Right, false, None),
                    Command::LineStart => editor.step(Motion::Start, false, None),
                    Command::LineEnd => editor.step(Motion::End, false, None),
                    Command::Revert => editor.delete_to_start(),
                    _ => false,
                };
            }
        }
        None
    }

    /// Takes what is selected or written.
    fn take(&mut self) -> Option<Outcome> {
        match &self.step {
            Step::Choose(0) => self.ask_form(),
            Step::Choose(1) => self.step = Step::Line(Line::OpenFile, Editor::new("", false)),
            Step::Choose(2) => {
                self.plan.sample = true;
                self.ask_file("practice.ron");
            }
            Step::Choose(_) => return Some(Outcome::Quit(0)),
            Step::Form(selected) => {
                self.plan.form = self.forms.get(*selected).map_or(String::new(), |form| form.0.clone());
                self.ask_year();
            }
            Step::Line(line, editor) => {
                let text = editor.text().trim().to_owned();
                return self.line_written(*line, text);
            }
        }
        None
    }

    fn ask_form(&mut self) {
        self.plan.sample = false;
        if self.forms.len() > 1 { self.step = Step::Form(0) } else { self.ask_year() }
    }

    fn ask_year(&mut self) {
        self.step = Step::Line(Line::Year, Editor::new(&self.year.to_string(), false));
    }

    fn ask_file(&mut self, name: &str) {
        self.step = Step::Line(Line::NewFile, Editor::new(name, false));
    }

    fn line_written(&mut self, line: Line, text: String) -> Option<Outcome> {
        let lang = self.look.lang;
        match line {
            Line::Year => {
                let year = text.parse::<i16>().ok().filter(|year| (1900..=2200).contains(year));
                let Some(year) = year else {
                    self.say(message::year_wanted(lang));
                    return None;
                };
                self.plan.year = Some(year.to_string());
                match self.file.clone() {
                    Some(file) => return Some(self.begin(file)),
                    None => self.ask_file(&format!("{year}.ron")),
                }
            }
            _ if text.is_empty() => self.say(message::file_wanted(lang)),
            Line::OpenFile => return Some(Outcome::Open(text)),
            Line::NewFile => return Some(self.begin(text)),
        }
        None
    }

    fn begin(&self, file: String) -> Outcome {
        let Plan { sample, form, year } = self.plan.clone();
        Outcome::New { file, form, year: year.filter(|_| !sample), sample }
    }

    /// Says a sentence, such as why a file cannot be opened.
    pub fn say(&mut self, text: String) {
        self.notice = Some(Notice { text, bad: true });
    }
}
