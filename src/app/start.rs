//! The start: which report to open, or which form, year and file a new one has.
//!
//! The front end shows the current step and passes the choices and texts; [`super::begin`] performs the
//! [`Outcome`].

use std::path::{Path, PathBuf};

use jiff::Zoned;

use super::{Environment, clock};
use crate::message::{self, Lang};
use crate::store::{reports, shown};

/// Number of choices of the first step, without recent reports.
pub const CHOICES: usize = 5;
/// Maximum number of recent reports offered.
const MAX_RECENT: usize = 9;

/// The forms and files to choose from.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// The available forms: id and title.
    pub forms: Vec<(String, String)>,
    /// The proposed year of the report: last year, because its report is due this year.
    pub year: i16,
    /// The file named on the command line, which does not exist yet.
    pub file: Option<PathBuf>,
    /// Recent reports, latest first, with the time of the last use.
    pub recent: Vec<(PathBuf, String)>,
    /// Reports and documents in the current folder.
    pub here: Vec<PathBuf>,
}

impl Offer {
    /// Finds the forms and files; `file` is the one named by the user, if any.
    pub fn find(environment: &Environment<'_>, file: Option<&Path>, now: &Zoned) -> Offer {
        let forms = environment.shelf.list().into_iter().filter(|form| !form.id.is_empty());
        let recent = environment.state.recent(MAX_RECENT).into_iter();
        Offer {
            forms: forms.map(|form| (form.id, form.title)).collect(),
            year: now.year().saturating_sub(1),
            file: file.map(Path::to_owned),
            recent: recent.map(|(path, time)| (path, clock(time, now))).collect(),
            here: reports::beside(Path::new(".")),
        }
    }

    /// Returns the recent reports as shown: path and time.
    pub fn recent(&self) -> impl Iterator<Item = (String, &str)> {
        self.recent.iter().map(|(path, time)| (shown(path), time.as_str()))
    }
}

/// A step of the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The choice of an action or a recent report.
    Choose,
    /// The choice of a form.
    Form,
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

/// The result of the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Open a report, or import a document.
    Open(PathBuf),
    /// Preview the roll-forward of last year's report or document.
    Last(PathBuf),
    /// Create this year's report from the previewed one, in this file.
    Roll(PathBuf),
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

/// The state of the start.
#[derive(Debug)]
pub struct Start {
    /// The forms and files to choose from.
    pub offer: Offer,
    /// The current step.
    pub step: Step,
    sample: bool,
    form: usize,
    year: Option<String>,
    document: PathBuf,
}

impl Start {
    /// Begins with the first step, or with the form if the user has named a new file.
    pub fn new(offer: Offer) -> Start {
        let step = Step::Choose;
        let mut start = Start { offer, step, sample: false, form: 0, year: None, document: PathBuf::new() };
        if start.offer.file.is_some() {
            start.ask_form();
        }
        start
    }

    /// Returns the number of choices of the current step.
    pub fn choices(&self) -> usize {
        match self.step {
            Step::Choose => CHOICES + self.offer.recent.len(),
            Step::Form => self.offer.forms.len(),
            _ => 0,
        }
    }

    /// Returns the question of the current step.
    pub fn question(&self, lang: Lang) -> String {
        match self.step {
            Step::Choose => message::start_what(lang),
            Step::Form => message::start_which_form(lang),
            Step::Year => message::start_year(lang),
            Step::NewFile => message::start_new_file(lang),
            Step::OpenFile => message::start_open_file(lang),
            Step::LastFile => message::start_last_file(lang),
            Step::ImportFile => message::start_import_file(lang),
        }
    }

    /// Returns the proposed answer of the current step.
    pub fn proposal(&self) -> String {
        match self.step {
            Step::Year => self.offer.year.to_string(),
            Step::NewFile if self.sample => "practice.ron".to_owned(),
            Step::NewFile => format!("{}.ron", self.year.as_deref().unwrap_or_default()),
            Step::ImportFile => self.document.with_extension("ron").to_string_lossy().into_owned(),
            Step::Choose | Step::Form | Step::OpenFile | Step::LastFile => String::new(),
        }
    }

    /// Returns to the first step.
    pub fn restart(&mut self) {
        self.step = Step::Choose;
        self.offer.file = None;
    }

    /// Asks for the file of a report created from a document.
    pub fn ask_import(&mut self, document: PathBuf) {
        (self.step, self.document) = (Step::ImportFile, document);
    }

    /// Chooses an action, a recent report or a form by its index; returns the result if this completes it.
    pub fn choose(&mut self, at: usize) -> Option<Outcome> {
        match (self.step, at) {
            (Step::Choose, 0) => self.ask_form(),
            (Step::Choose, 1) => self.step = Step::LastFile,
            (Step::Choose, 2) => self.step = Step::OpenFile,
            (Step::Choose, 3) => (self.step, self.sample) = (Step::NewFile, true),
            (Step::Choose, 4) => return Some(Outcome::Quit(0)),
            (Step::Choose, at) => {
                let recent = self.offer.recent.get(at - CHOICES);
                return recent.map(|(path, _)| Outcome::Open(path.clone()));
            }
            _ => (self.step, self.form) = (Step::Year, at),
        }
        None
    }

    fn ask_form(&mut self) {
        self.sample = false;
        self.step = if self.offer.forms.len() > 1 { Step::Form } else { Step::Year };
    }

    /// Answers the current step with a text; returns the result if this completes it, or the reason why the
    /// text is refused.
    pub fn answer(&mut self, text: &str, lang: Lang) -> Result<Option<Outcome>, String> {
        if self.step == Step::Year {
            let year = text.parse::<i16>().ok().filter(|year| (1900..=2200).contains(year));
            self.year = Some(year.ok_or_else(|| message::year_wanted(lang))?.to_string());
            if let Some(file) = self.offer.file.clone() {
                return Ok(Some(self.new_report(file)));
            }
            self.step = Step::NewFile;
            return Ok(None);
        }
        if text.is_empty() {
            return Err(message::file_wanted(lang));
        }
        Ok(Some(self.name(text.into())))
    }

    /// Answers the current step with a file.
    pub fn name(&self, file: PathBuf) -> Outcome {
        match self.step {
            Step::LastFile => Outcome::Last(file),
            Step::ImportFile => Outcome::Import { document: self.document.clone(), file },
            Step::NewFile => self.new_report(file),
            _ => Outcome::Open(file),
        }
    }

    fn new_report(&self, file: PathBuf) -> Outcome {
        let form = self.offer.forms.get(self.form).map_or(String::new(), |form| form.0.clone());
        let year = self.year.clone().filter(|_| !self.sample);
        Outcome::New { file, form, year, sample: self.sample }
    }
}
