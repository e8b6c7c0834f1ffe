//! The start: which report to open, or which form, year and file a new one has.
//!
//! The front end shows the current step and passes the choices and texts; [`super::begin`] performs the
//! [`Outcome`].

use std::path::{Path, PathBuf};

use jiff::ZonedDateTime;

use super::{Environment, clock};
use crate::form::clean_line;
use crate::message::{self, Lang};
use crate::session::Session;
use crate::store::reports::{self, Loaded};
use crate::store::{blanks, documents, journal, service, shown};

/// Maximum number of recent reports offered: with the actions, every choice has a number of one digit.
const MAX_RECENT: usize = 4;
/// Maximum size of a recent report whose progress is shown, in bytes. The first frame waits for all of them.
const MAX_READ: u64 = 256 * 1024;
/// Maximum number of files offered instead of a missing one.
const MAX_NEAR: usize = 5;
/// The file of the report to practise with, in the current folder.
pub const PRACTICE: &str = "practice.ron";

/// The forms and files to choose from.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// The available forms: id, title and edition. Of several editions the newest is offered.
    pub forms: Vec<[String; 3]>,
    /// The proposed year of the report: last year, because its report is due this year.
    pub year: i16,
    /// The file named by the user, if it does not exist.
    pub missing: Option<Missing>,
    /// Recent reports, latest first.
    pub recent: Vec<Recent>,
    /// Reports and documents in the current folder.
    pub here: Vec<PathBuf>,
}

/// The file named by the user when the program was started.
#[derive(Debug)]
pub enum Target {
    /// None was named.
    Nothing,
    /// A file that does not exist.
    Missing(PathBuf),
    /// A document, which can be imported, or a damaged report, which can be restored.
    Document(PathBuf),
    /// A report.
    Report(Box<Loaded>, PathBuf),
}

/// A file named by the user that does not exist.
#[derive(Clone, Debug, Default)]
pub struct Missing {
    /// The file.
    pub path: PathBuf,
    /// Files in its folder with a similar name.
    pub near: Vec<PathBuf>,
    /// True if the draft of the report still exists.
    pub has_draft: bool,
}

/// A recent report.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    /// The file.
    pub path: PathBuf,
    /// The time of the last use.
    pub time: String,
    /// The progress in words; empty if it is not known.
    pub progress: String,
}

impl Offer {
    /// Finds the forms and files; `missing` is the file named by the user that does not exist, if any.
    pub fn find(environment: &Environment<'_>, missing: Option<&Path>, now: &ZonedDateTime) -> Offer {
        let forms = environment.shelf.newest_of_each().into_iter();
        let forms = forms.map(|form| [form.id, form.title, form.edition]).collect();
        let here = reports::beside(Path::new("."));
        // In service mode the folder is all that there is.
        let recent = if service::is_active() {
            let reports = here.iter().filter(|path| !documents::is_no_report(path));
            let mut dated: Vec<_> = reports.map(|path| (path.clone(), blanks::changed(path))).collect();
            dated.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
            dated.truncate(MAX_RECENT);
            dated
        } else {
            environment.state.recent(MAX_RECENT)
        };
        let lang = environment.lang.unwrap_or_default();
        Offer {
            forms,
            year: now.year().saturating_sub(1),
            missing: missing.map(|path| Missing::find(environment, path)),
            recent: recent
                .into_iter()
                .map(|(path, time)| Recent {
                    progress: progress(environment, &path).unwrap_or_default(),
                    time: clock(time, now, lang),
                    path,
                })
                .collect(),
            here,
        }
    }
}

/// Returns the progress of a report; `None` if it cannot be loaded, or is so large that the start would wait.
fn progress(environment: &Environment<'_>, path: &Path) -> Option<String> {
    let Loaded { form, report, .. } = reports::load_within(path, MAX_READ, environment.shelf).ok()?;
    let lang = environment.lang_for(&form);
    let session = Session::new(form, report);
    Some(message::progress_is(lang, session.overview().progress.whole.percent()))
}

impl Missing {
    fn find(environment: &Environment<'_>, path: &Path) -> Missing {
        let place = environment.state.find(path).ok().flatten();
        Missing {
            path: path.to_owned(),
            near: reports::near(path, MAX_NEAR),
            has_draft: place.is_some_and(|place| journal::is_there(&place)),
        }
    }

    /// Returns the file for a new report of this name, which is never a document.
    fn new_file(&self) -> PathBuf {
        if documents::is_no_report(&self.path) { self.path.with_extension("ron") } else { self.path.clone() }
    }
}

/// A step of the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The choice of a recent report or an action.
    Choose,
    /// The file named by the user does not exist: the choice of another one, or of a new report.
    Missing,
    /// There is a report to practise with: the choice to continue with it or to start again.
    Practice,
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

/// A choice of the current step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The label; a path is cut at its beginning if it does not fit.
    pub label: String,
    /// Details, such as date and progress, the most important first.
    pub details: Vec<String>,
    /// True if the label ends with a path.
    pub is_path: bool,
    meaning: Meaning,
}

/// The meaning of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning {
    Open(PathBuf),
    Restore(PathBuf),
    New,
    Last,
    OpenFile,
    Practise,
    ContinuePractice,
    RestartPractice,
    Form(usize),
    Start,
    Quit,
}

/// The result of the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Open a report, or import a document.
    Open(PathBuf),
    /// Write the draft of a missing report to its file again, and open it.
    Restore(PathBuf),
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
        /// The year.
        year: String,
    },
    /// Create the report to practise with from the sample of a form.
    NewPractice {
        /// The id of the form.
        form: String,
    },
    /// Open the report to practise with and give it the contents of the sample again.
    RestartPractice,
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
    form: usize,
    year: String,
    document: PathBuf,
}

impl Start {
    /// Begins with the first step, or with the file that does not exist.
    pub fn new(offer: Offer) -> Start {
        let step = if offer.missing.is_some() { Step::Missing } else { Step::Choose };
        Start { offer, step, form: 0, year: String::new(), document: PathBuf::new() }
    }

    /// Returns the choices of the current step; there are none if it asks for a text.
    pub fn choices(&self, lang: Lang) -> Vec<Choice> {
        let choice =
            |label: String, meaning: Meaning| Choice { label, details: Vec::new(), is_path: false, meaning };
        match self.step {
            Step::Choose => {
                let recent = self.offer.recent.iter().map(|recent| Choice {
                    label: shown(&recent.path),
                    details: [&recent.time, &recent.progress]
                        .into_iter()
                        .filter(|detail| !detail.is_empty())
                        .cloned()
                        .collect(),
                    is_path: true,
                    meaning: Meaning::Open(recent.path.clone()),
                });
                let actions = [
                    choice(message::start_new(lang), Meaning::New),
                    choice(message::start_last(lang), Meaning::Last),
                    choice(message::start_open(lang), Meaning::OpenFile),
                    choice(message::start_practise(lang), Meaning::Practise),
                    choice(message::start_quit(lang), Meaning::Quit),
                ];
                recent.chain(actions).collect()
            }
            Step::Missing => {
                let Some(missing) = &self.offer.missing else { return Vec::new() };
                let path = |label: String, meaning| Choice { is_path: true, ..choice(label, meaning) };
                let file = shown(&missing.path);
                let draft = missing.has_draft.then(|| {
                    path(message::start_restore(lang, &file), Meaning::Restore(missing.path.clone()))
                });
                let near = missing.near.iter().map(|near| {
                    path(message::start_open_near(lang, &shown(near)), Meaning::Open(near.clone()))
                });
                let actions = [
                    path(message::start_create(lang, &shown(&missing.new_file())), Meaning::New),
                    choice(message::start_other(lang), Meaning::Start),
                    choice(message::start_quit(lang), Meaning::Quit),
                ];
                draft.into_iter().chain(near).chain(actions).collect()
            }
            Step::Practice => vec![
                choice(message::practice_continue(lang), Meaning::ContinuePractice),
                choice(message::practice_restart(lang), Meaning::RestartPractice),
            ],
            Step::Form => {
                let forms = self.offer.forms.iter().enumerate();
                forms
                    .map(|(at, [_, title, edition])| Choice {
                        details: vec![message::edition_name(lang, &clean_line(edition))],
                        ..choice(title.clone(), Meaning::Form(at))
                    })
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// True if the current step asks for a text.
    pub fn asks_text(&self) -> bool {
        !matches!(self.step, Step::Choose | Step::Missing | Step::Practice | Step::Form)
    }

    /// Returns the question of the current step.
    pub fn question(&self, lang: Lang) -> String {
        match self.step {
            Step::Choose => message::start_what(lang),
            Step::Missing => {
                let missing = self.offer.missing.as_ref();
                let file = missing.map_or_else(String::new, |missing| shown(&missing.path));
                if missing.is_some_and(|missing| missing.has_draft) {
                    message::start_gone(lang, &file)
                } else {
                    message::start_missing(lang, &file)
                }
            }
            Step::Practice => message::practice_exists(lang),
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
            Step::NewFile => format!("{}.ron", self.year),
            Step::ImportFile => self.document.with_extension("ron").to_string_lossy().into_owned(),
            _ => String::new(),
        }
    }

    /// Returns to the first step.
    pub fn restart(&mut self) {
        self.step = Step::Choose;
        self.offer.missing = None;
    }

    /// Asks for the file of a report created from a document.
    pub fn ask_import(&mut self, document: PathBuf) {
        (self.step, self.document) = (Step::ImportFile, document);
    }

    /// Takes a choice of the current step; returns the result if this completes it.
    pub fn choose(&mut self, choice: Choice) -> Option<Outcome> {
        match choice.meaning {
            Meaning::Open(path) => return Some(Outcome::Open(path)),
            Meaning::Restore(path) => return Some(Outcome::Restore(path)),
            Meaning::ContinuePractice => return Some(Outcome::Open(PRACTICE.into())),
            Meaning::RestartPractice => return Some(Outcome::RestartPractice),
            Meaning::Quit => return Some(Outcome::Quit(0)),
            Meaning::Practise if self.offer.here.iter().any(|file| file == Path::new(PRACTICE)) => {
                self.step = Step::Practice;
            }
            Meaning::Practise => return Some(Outcome::NewPractice { form: self.form_id(0) }),
            Meaning::New if self.offer.forms.len() > 1 => self.step = Step::Form,
            Meaning::New => (self.step, self.form) = (Step::Year, 0),
            Meaning::Form(at) => (self.step, self.form) = (Step::Year, at),
            Meaning::Last => self.step = Step::LastFile,
            Meaning::OpenFile => self.step = Step::OpenFile,
            Meaning::Start => self.restart(),
        }
        None
    }

    /// Answers the current step with a text; returns the result if this completes it, or the reason why the
    /// text is refused.
    pub fn answer(&mut self, text: &str, lang: Lang) -> Result<Option<Outcome>, String> {
        if self.step == Step::Year {
            let year = text.parse::<i16>().ok().filter(|year| (1900..=2200).contains(year));
            self.year = year.ok_or_else(|| message::year_wanted(lang))?.to_string();
            if let Some(missing) = &self.offer.missing {
                return Ok(Some(self.new_report(missing.new_file())));
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
        Outcome::New { file, form: self.form_id(self.form), year: self.year.clone() }
    }

    fn form_id(&self, at: usize) -> String {
        self.offer.forms.get(at).map_or(String::new(), |form| form[0].clone())
    }
}
