//! The start screen: opens or creates a report in a few keys.
//!
//! Pure like `app`: the caller supplies the forms and the year, and performs the [`Outcome`].

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyModifiers};

use super::event::Message;

use super::command::Command;
use super::editor::{Editor, Motion};
use super::look::{Look, Notice};
use super::mode::step_in_list;
use crate::form::{clean, clean_line};
use crate::message;

/// Number of choices on the first page, without recent reports.
pub const CHOICES: usize = 5;

/// The state of the start screen.
#[derive(Debug)]
pub struct Start {
    /// The look of the screen.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The current step.
    pub step: Step,
    /// The current notice, shown until the next key.
    pub notice: Option<Notice>,
    /// The available forms: id and title.
    pub forms: Vec<(String, String)>,
    /// The proposed year of the report: last year, because its report is due this year.
    pub year: i16,
    /// The file named on the command line.
    pub file: Option<PathBuf>,
    /// Files to choose from.
    pub files: Files,
    plan: Plan,
}

/// Files that the user may want.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Recent reports, latest first, with the time of the last use.
    pub recent: Vec<(PathBuf, String)>,
    /// Reports and documents in the current folder.
    pub here: Vec<PathBuf>,
}

/// A step of the start screen.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one of it, and it is seldom moved")]
pub enum Step {
    /// The choice of an action; index of the selected one.
    Choose(usize),
    /// The choice of a form; index of the selected one.
    Form(usize),
    /// An input line for the year or a file name, and the index of the selected candidate file, if any.
    Line(Line, Editor, Option<usize>),
}

/// The purpose of the input line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The report's year.
    Year,
    /// The file for the new report.
    NewFile,
    /// The report to open.
    OpenFile,
    /// Last year's report or document.
    LastFile,
    /// The file for an imported document.
    ImportFile,
}

impl Line {
    /// True if an existing file is asked for.
    fn is_there(self) -> bool {
        matches!(self, Line::OpenFile | Line::LastFile)
    }
}

/// The user's answers so far.
#[derive(Clone, Debug, Default)]
struct Plan {
    sample: bool,
    form: String,
    year: Option<String>,
    document: PathBuf,
}

/// The result of the start screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Open a report, or import a document.
    Open(PathBuf),
    /// Create a draft from last year's report or document.
    Last(PathBuf),
    /// Create a report from a document.
    Import {
        /// The document.
        document: PathBuf,
        /// The file for the report.
        file: PathBuf,
    },
    /// Create a report.
    New {
        /// The file for the report.
        file: PathBuf,
        /// The id of the form.
        form: String,
        /// The year; `None` for the sample, which has its own.
        year: Option<String>,
        /// True for the filled-in sample, to practise with.
        sample: bool,
    },
    /// Leave the program with this exit code.
    Quit(u8),
}

impl Start {
    /// Creates the start screen; `file` is a report that does not exist yet.
    pub fn new(
        look: Look,
        size: (u16, u16),
        forms: Vec<(String, String)>,
        year: i16,
        file: Option<PathBuf>,
        files: Files,
    ) -> Start {
        let plan =
            Plan { form: forms.first().map_or(String::new(), |form| form.0.clone()), ..Plan::default() };
        // A returning user continues with the last report.
        let step = Step::Choose(if files.recent.is_empty() { 0 } else { CHOICES });
        let mut start = Start { look, size, step, notice: None, forms, year, file, files, plan };
        if start.file.is_some() {
            start.ask_form();
        }
        start
    }

    /// Updates the state; returns a result when the user has finished.
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
                match (self.look.keys.command(key), key.code) {
                    (Some(Command::Quit | Command::Copy), _) => Some(Outcome::Quit(0)),
                    (Some(command), _) => self.command(command),
                    (None, KeyCode::Char(character)) if !key.modifiers.contains(KeyModifiers::CONTROL) => {
                        self.character(character)
                    }
                    _ => None,
                }
            }
            _ => None,
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
            (Step::Choose(selected), Some(at)) if at < CHOICES + self.files.recent.len() => {
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
        if let Step::Line(_, editor, selected) = &mut self.step {
            editor.insert(text);
            *selected = None;
        }
    }

    /// Returns the files in the current folder that match the input.
    pub fn candidates(&self) -> Vec<&PathBuf> {
        let Step::Line(line, editor, _) = &self.step else { return Vec::new() };
        let text = editor.text();
        let meant = |path: &&PathBuf| path.to_string_lossy().contains(text.trim());
        self.files.here.iter().filter(|_| line.is_there()).filter(meant).collect()
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
        let candidates = self.candidates().len();
        let last = match &self.step {
            Step::Choose(_) => CHOICES + self.files.recent.len() - 1,
            _ => self.forms.len().saturating_sub(1),
        };
        match &mut self.step {
            Step::Choose(selected) | Step::Form(selected) => match step_in_list(*selected, last, command) {
                Some(there) => *selected = there,
                None => self.say(message::digits_and_arrows(self.look.lang)),
            },
            Step::Line(_, editor, selected) => match (command, candidates.checked_sub(1)) {
                (Command::Down, Some(last)) => *selected = Some(selected.map_or(0, |at| (at + 1).min(last))),
                (Command::Up, Some(_)) => *selected = selected.and_then(|at| at.checked_sub(1)),
                _ if edit_line(editor, command) == Some(true) => *selected = None,
                _ => {}
            },
        }
        None
    }

    /// Accepts the selection or the input.
    fn take(&mut self) -> Option<Outcome> {
        match &self.step {
            Step::Choose(0) => self.ask_form(),
            Step::Choose(1) => self.ask(Line::LastFile, ""),
            Step::Choose(2) => self.ask(Line::OpenFile, ""),
            Step::Choose(3) => {
                self.plan.sample = true;
                self.ask(Line::NewFile, "practice.ron");
            }
            Step::Choose(4) => return Some(Outcome::Quit(0)),
            Step::Choose(at) => {
                let recent = self.files.recent.get(at - CHOICES);
                return recent.map(|(path, _)| Outcome::Open(path.clone()));
            }
            Step::Form(selected) => {
                self.plan.form = self.forms.get(*selected).map_or(String::new(), |form| form.0.clone());
                self.ask_year();
            }
            Step::Line(line, editor, selected) => {
                let (line, text) = (*line, editor.text().trim().to_owned());
                let candidates = self.candidates();
                // If only one file matches the input, it is meant.
                let only = (candidates.len() == 1 && !text.is_empty()).then_some(0);
                let chosen = selected.or(only).and_then(|at| candidates.get(at).map(|path| (*path).clone()));
                return match chosen {
                    Some(path) => Some(file_named(line, path)),
                    None => self.line_written(line, text),
                };
            }
        }
        None
    }

    fn ask_form(&mut self) {
        self.plan.sample = false;
        if self.forms.len() > 1 { self.step = Step::Form(0) } else { self.ask_year() }
    }

    fn ask_year(&mut self) {
        self.ask(Line::Year, &self.year.to_string());
    }

    fn ask(&mut self, line: Line, text: &str) {
        self.step = Step::Line(line, Editor::proposing(text), None);
        // Enter accepts the only candidate.
        let only = self.candidates().len() == 1;
        if let (Step::Line(_, _, selected), true) = (&mut self.step, only) {
            *selected = Some(0);
        }
    }

    /// Asks for the file of a report created from a document, and shows what was found in the document.
    pub fn ask_import(&mut self, document: PathBuf, found: String) {
        let name = document.with_extension("ron");
        self.ask(Line::ImportFile, &name.to_string_lossy());
        self.plan.document = document;
        self.notice = Some(Notice::new(&self.look, found, false));
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
                    None => self.ask(Line::NewFile, &format!("{year}.ron")),
                }
            }
            _ if text.is_empty() => self.say(message::file_wanted(lang)),
            Line::NewFile => return Some(self.begin(text.into())),
            Line::ImportFile => {
                let document = self.plan.document.clone();
                return Some(Outcome::Import { document, file: text.into() });
            }
            Line::OpenFile | Line::LastFile => return Some(file_named(line, text.into())),
        }
        None
    }

    fn begin(&self, file: PathBuf) -> Outcome {
        let Plan { sample, form, year, .. } = self.plan.clone();
        Outcome::New { file, form, year: year.filter(|_| !sample), sample }
    }

    /// Shows a sentence, such as the reason why a file cannot be opened.
    pub fn say(&mut self, text: String) {
        self.notice = Some(Notice::new(&self.look, text, true));
    }
}

fn file_named(line: Line, path: PathBuf) -> Outcome {
    if line == Line::LastFile { Outcome::Last(path) } else { Outcome::Open(path) }
}

/// Handles an editing key in an input line; returns whether it had an effect, or `None` for other keys.
pub fn edit_line(editor: &mut Editor, command: Command) -> Option<bool> {
    Some(match command {
        // Backspace keeps the proposed text and removes one character from it.
        Command::Backspace => {
            editor.select_none();
            editor.backspace()
        }
        Command::Delete => editor.delete(),
        Command::Left => editor.step(Motion::Left, false, None),
        Command::Right => editor.step(Motion::Right, false, None),
        Command::LineStart => editor.step(Motion::Start, false, None),
        Command::LineEnd => editor.step(Motion::End, false, None),
        Command::Revert => editor.delete_to_start(),
        _ => return None,
    })
}
