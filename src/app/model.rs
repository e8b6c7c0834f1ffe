//! The open report as any front end needs it: entries, file, saving and exports.

use jiff::civil::Date;

use super::Wording;
use super::fill::Filling;
use crate::check::Finding;
use crate::export::{Receipt, Request};
use crate::form::CellRef;
use crate::message::Lang;
use crate::session::Session;

/// Exit code if the file could not be saved but the draft is on the disk.
pub const UNSAVED: u8 = 5;

/// Number of successive failures to save after which the program may exit without saving.
const FAILURES: u8 = 2;

/// Maximum number of jumps that can be taken back.
const MAX_BACK: usize = 50;

/// An open report.
#[derive(Debug)]
pub struct Model {
    /// Form, report, sheet and history.
    pub session: Session,
    /// The language of messages.
    pub lang: Lang,
    /// The sentences of the front end.
    pub wording: &'static Wording,
    /// The name of the file.
    pub file: String,
    /// Today's date.
    pub today: Date,
    /// True if nothing can be changed here, usually because another session holds the lock.
    pub read_only: bool,
    /// The reason, if it is another one.
    pub why_read_only: Option<String>,
    /// The locked cell that the user may type over.
    pub unlocked: Option<CellRef>,
    /// The finding that was visited last.
    pub visited: Option<Finding>,
    /// The state of saving.
    pub saving: Saving,
    /// The state of exports.
    pub exports: Exports,
}

/// The state of saving, and of leaving once the report is saved.
#[derive(Debug, Default)]
pub struct Saving {
    /// The revision stored in the file.
    pub revision: Option<u64>,
    /// The revision that is being written to the file.
    pub writing: Option<u64>,
    /// Time of day of the last save.
    pub time: String,
    /// State of the journal on the disk.
    pub disk: Disk,
    /// The pending exit, which follows the save.
    leaving: Option<Leaving>,
    /// Number of successive failures to save on leaving.
    pub failures: u8,
    /// True if another session has taken the report over: this one can only leave.
    pub taken_over: bool,
}

/// An exit that waits for the file to be saved.
#[derive(Clone, Copy, Debug)]
struct Leaving {
    code: u8,
    /// True if nobody is there to answer, so that the program exits even if the file cannot be saved.
    must: bool,
}

/// State of the journal on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Disk {
    /// Nothing has been typed yet.
    #[default]
    Unknown,
    /// Everything typed is in the journal.
    Kept,
    /// Writing the journal takes long.
    Writing,
    /// Everything typed is in a journal in this folder next to the report, because the state folder cannot be written.
    Beside(String),
    /// Writing the journal fails, with the reason.
    Failing(String),
}

/// The state of exports.
#[derive(Debug, Default)]
pub struct Exports {
    /// The request of the export in progress.
    pub current: Option<Request>,
    /// The receipt of the last export, if it has more to show than a notice.
    pub receipt: Option<Receipt>,
    /// The document that was filled in last.
    pub filling: Option<Box<Filling>>,
    /// True if a key was pressed since the export began.
    pub typed_since: bool,
}

/// The next step of a user who leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Exit with this code.
    Now(u8),
    /// Save first.
    AfterSaving,
}

impl Model {
    /// Creates the model of a session; `saved` is true if the file holds this report.
    pub fn new(
        mut session: Session,
        (lang, wording): (Lang, &'static Wording),
        file: &str,
        today: Date,
        saved: bool,
    ) -> Model {
        // 1970 stands for an unknown date.
        if today.year() > 1970 {
            session.set_today(today);
        }
        session.show_in(lang);
        let revision = saved.then_some(session.revision());
        Model {
            session,
            lang,
            wording,
            file: file.to_owned(),
            today,
            read_only: false,
            why_read_only: None,
            unlocked: None,
            visited: None,
            saving: Saving { revision, ..Saving::default() },
            exports: Exports::default(),
        }
    }

    /// Returns the name of the file without its extension.
    pub fn stem(&self) -> &str {
        self.file.strip_suffix(".ron").unwrap_or(&self.file)
    }

    /// True if the report has changes that the file does not hold.
    pub fn is_changed(&self) -> bool {
        self.saving.revision != Some(self.session.revision())
    }

    /// Leaves the program with an exit code, after saving if necessary. `must` is true if nobody is there to
    /// answer: then the program exits even if the file cannot be saved.
    pub fn leave(&mut self, code: u8, must: bool) -> Leave {
        if self.read_only || !self.is_changed() {
            return Leave::Now(code);
        }
        if !must && self.saving.may_leave_unsaved() {
            return Leave::Now(UNSAVED);
        }
        self.saving.leaving = Some(Leaving { code, must });
        Leave::AfterSaving
    }

    /// Records a successful save at a time of day; returns the next step if the user is leaving.
    pub fn saved(&mut self, time: String) -> Option<Leave> {
        self.saving.revision = Some(self.saving.writing.take().unwrap_or(self.session.revision()));
        self.saving.time = time;
        let Leaving { code, must } = self.saving.leaving.take()?;
        // The user may have typed since the save began.
        Some(self.leave(code, must))
    }

    /// Replaces the session by the one that another session saved.
    pub fn follow(&mut self, session: Session) {
        self.saving.revision = Some(session.revision());
        self.session = session;
        self.session.show_in(self.lang);
    }
}

impl Saving {
    /// Records a failed save; returns the exit code if the program exits all the same. A user who asked to
    /// quit stays and reads the reason, unless another session has the report now.
    pub fn failed(&mut self) -> Option<u8> {
        let Leaving { code, must } = self.leaving.take()?;
        if !must && !self.taken_over {
            self.failures = self.failures.saturating_add(1);
            return None;
        }
        Some(if code == 0 { UNSAVED } else { code })
    }

    /// True if saving failed and was reported often enough, and everything typed is in the journal: then the
    /// program may exit without saving.
    pub fn may_leave_unsaved(&self) -> bool {
        self.failures >= FAILURES && matches!(self.disk, Disk::Kept | Disk::Beside(_))
    }
}

/// The positions from which the user jumped, the last one at the end.
#[derive(Debug)]
pub struct BackList<P>(Vec<P>);

impl<P: Copy> BackList<P> {
    /// Returns the last position.
    pub fn last(&self) -> Option<P> {
        self.0.last().copied()
    }

    /// Adds a position, and forgets the oldest one if there are too many.
    pub fn push(&mut self, position: P) {
        if self.0.len() == MAX_BACK {
            self.0.remove(0);
        }
        self.0.push(position);
    }

    /// Removes and returns the last position.
    pub fn pop(&mut self) -> Option<P> {
        self.0.pop()
    }
}

impl<P> Default for BackList<P> {
    fn default() -> BackList<P> {
        BackList(Vec::new())
    }
}
