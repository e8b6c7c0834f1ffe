//! An open report with its file, its draft and its lock: autosave, saving, copies, leaving.

use std::path::{Path, absolute};

use jiff::ZonedDateTime;
use jiff::civil::Date;

use super::Wording;
use super::export::{Output, unsaved};
use super::model::{Disk, Model, UNSAVED};
use super::opening::owner_words;
use crate::export::ExportError;
use crate::message::{self, Lang};
use crate::report::write;
use crate::session::{Answer, Caret, Contents};
use crate::store::open_report::{OpenReport, Ready, Saved};
use crate::store::reports::Remark;
use crate::store::{FileError, FileProblem, may_name, shown};

/// An open report, without its content.
#[derive(Debug)]
pub struct Document {
    /// File, draft and lock.
    pub held: OpenReport,
    /// The unfinished answer that was last written to the journal.
    answer: Option<Answer>,
    /// True if saving was refused because another process changed the file.
    changed_outside: bool,
    /// True if a job has the file, the draft and the lock.
    is_away: bool,
}

/// A write to the disk, with everything that it needs, so that a thread can do it while the user types.
#[derive(Debug)]
pub struct Job {
    held: OpenReport,
    contents: Contents,
    caret: Caret,
    goal: Goal,
    /// The time in seconds since 1970.
    now: i64,
    outcome: Option<Outcome>,
}

/// The aim of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Everything typed is in the journal.
    Keep,
    /// The file holds the report.
    Save,
}

/// The result of a job.
#[derive(Debug)]
struct Outcome {
    /// Result of writing the journal, with true if an earlier draft was moved to the history.
    kept: Option<Result<bool, FileError>>,
    /// Result of saving.
    saved: Option<Result<(), FileError>>,
}

impl Job {
    /// Writes to the disk.
    pub fn run(&mut self) {
        let Job { held, contents, caret, now, .. } = self;
        self.outcome = Some(match self.goal {
            Goal::Keep => Outcome { kept: Some(held.sync(contents, caret, *now)), saved: None },
            Goal::Save => {
                let late = (!held.has_draft()).then(|| held.sync(contents, caret, *now));
                let Saved { file, journal } = held.save(contents, caret, *now);
                let put_away = matches!(late, Some(Ok(true)));
                let kept = journal.map(|journal| journal.map(|()| put_away)).or(late);
                Outcome { kept, saved: Some(file) }
            }
        });
    }
}

/// The state of a front end that shows an open report.
pub trait Front {
    /// Returns the report.
    fn model(&self) -> &Model;

    /// Returns the report, to change it.
    fn model_mut(&mut self) -> &mut Model;

    /// Returns the user's position and the explanation being written, which is not an entry yet.
    fn caret(&self) -> Caret;

    /// Shows a sentence.
    fn announce(&mut self, text: String);
}

impl Document {
    /// Splits a report that is ready into its document, its content and the restored position.
    pub fn new(
        ready: Ready,
        lang: Lang,
        wording: &'static Wording,
        today: Date,
    ) -> (Document, Model, Option<Caret>) {
        let Ready { held, session, saved, caret, problem } = ready;
        let name = shown(held.path.file_name().map_or(&*held.path, Path::new));
        let mut model = Model::new(session, (lang, wording), &name, today, saved);
        model.read_only = held.is_read_only();
        if let Some(remark @ Remark::OtherEdition(..)) = held.remark() {
            model.why_read_only = Some(remark.sentence(model.session.form(), lang));
        }
        if let Some(error) = problem {
            model.saving.disk = Disk::Failing(error.sentence(lang));
        }
        (Document { held, answer: None, changed_outside: false, is_away: false }, model, caret)
    }

    /// Sets the unfinished answer that is in the journal.
    pub fn set_answer(&mut self, answer: Option<Answer>) {
        self.answer = answer;
    }

    /// True if there is something to write to the disk soon.
    pub fn is_waiting(&self, front: &impl Front) -> bool {
        if self.is_away {
            return false;
        }
        if !self.held.has_draft() {
            return self.held.may_begin() && front.model().is_changed();
        }
        self.held.waits() || front.caret().answer != self.answer
    }

    /// Records changes in memory, for the next job. Must be called after each message.
    pub fn record(&mut self, front: &mut impl Front) {
        if !self.is_away {
            self.held.keep(&mut front.model_mut().session);
        }
    }

    /// Writes everything typed to the disk.
    pub fn keep(&mut self, front: &mut impl Front, now: &ZonedDateTime) {
        let mut job = self.job(front, Goal::Keep, now);
        job.run();
        self.finish(front, job);
    }

    /// Saves the report; returns the reason if that fails.
    pub fn save(&mut self, front: &mut impl Front, now: &ZonedDateTime) -> Result<(), String> {
        front.model().writable()?;
        let mut job = self.job(front, Goal::Save, now);
        job.run();
        self.finish(front, job).unwrap_or(Ok(()))
    }

    /// Returns a job, which has the file, the draft and the lock until it is passed to [`Document::finish`]. Until
    /// then nothing else can be done with the file.
    pub fn job(&mut self, front: &mut impl Front, goal: Goal, now: &ZonedDateTime) -> Job {
        let caret = front.caret();
        self.answer.clone_from(&caret.answer);
        let model = front.model_mut();
        let contents = model.session.contents();
        if goal == Goal::Save {
            model.saving.writing = Some(contents.revision());
        }
        self.is_away = true;
        Job { held: self.held.give_up(), contents, caret, goal, now: seconds(now), outcome: None }
    }

    /// True if a job has the file, the draft and the lock.
    pub fn is_away(&self) -> bool {
        self.is_away
    }

    /// Takes back the file, the draft and the lock from a job. Returns the result of saving, with the reason if that
    /// failed.
    pub fn finish(&mut self, front: &mut impl Front, job: Job) -> Option<Result<(), String>> {
        (self.held, self.is_away) = (job.held, false);
        self.record(front);
        let model = front.model_mut();
        let (lang, put_away) = (model.lang, model.wording.put_away);
        let Outcome { kept, saved } = job.outcome?;
        if let Some(kept) = kept.filter(|kept| kept.is_err() || self.held.has_draft()) {
            // Nothing more can be written here; the content goes to the history on leaving.
            let is_lost = matches!(&kept, Err(error) if error.problem == FileProblem::TakenOver);
            model.saving.taken_over |= is_lost;
            let said = matches!(kept, Ok(true)).then(|| put_away(lang));
            self.set_disk(front, kept.map(drop));
            if let Some(said) = said {
                front.announce(said);
            }
        }
        let saved = saved?;
        if let Err(FileError { problem, .. }) = &saved {
            self.changed_outside = *problem == FileProblem::Changed;
            front.model_mut().saving.taken_over |= *problem == FileProblem::TakenOver;
        }
        Some(saved.map_err(|error| match error.problem {
            FileProblem::TakenOver => message::state_taken_over(lang, &shown(&self.held.path)),
            _ => error.sentence(lang),
        }))
    }

    /// Closes the report before the program exits; returns a farewell if another session has taken it over.
    pub fn leave(&mut self, front: &mut impl Front, code: u8, now: &ZonedDateTime) -> Option<String> {
        let (asking, lang) = (self.held.asked_to_leave(), front.model().lang);
        if !self.held.is_lost() && self.is_waiting(front) {
            self.keep(front, now);
        }
        let caret = front.caret();
        let mut contents = front.model_mut().session.contents();
        self.held.leave(&mut contents, &caret, code, seconds(now));
        let lost = || self.held.is_lost().then(|| message::state_taken_over(lang, &shown(&self.held.path)));
        asking.map(|owner| message::taken_over(lang, &owner_words(&owner, lang, now))).or_else(lost)
    }

    /// Returns the line about the report after the user has left with an exit code: where it is, and what is
    /// open. A user who was cut off does not read it.
    pub fn left(&self, model: &Model, code: u8) -> Option<String> {
        let (lang, path) = (model.lang, &self.held.path);
        let path = shown(&absolute(path).unwrap_or_else(|_| path.clone()));
        match code {
            0 => {
                let progress = model.session.overview().progress.whole.summary(lang);
                Some(message::left_report(lang, &path, &progress))
            }
            UNSAVED => Some(message::left_unsaved(lang, &path)),
            _ => None,
        }
    }

    /// True once if saving was refused because the file was changed elsewhere: the changes are in the draft,
    /// and the report must be opened again to compare it with the file.
    pub fn take_must_reopen(&mut self) -> bool {
        std::mem::take(&mut self.changed_outside) && self.held.has_draft()
    }

    /// Sets the state of the journal after writing to it. Announces a journal that is no longer in the state folder.
    fn set_disk(&self, front: &mut impl Front, kept: Result<(), FileError>) {
        let before = std::mem::take(&mut front.model_mut().saving.disk);
        let lang = front.model().lang;
        let disk = match (kept, self.held.spare_folder()) {
            (Ok(()), None) => Disk::Kept,
            (Ok(()), Some(folder)) => {
                let folder = shown(&folder);
                if !matches!(&before, Disk::Beside(other) if *other == folder) {
                    front.announce(message::spare_folder(lang, &folder));
                }
                Disk::Beside(folder)
            }
            (Err(error), _) => Disk::Failing(error.sentence(lang)),
        };
        front.model_mut().saving.disk = disk;
    }

    /// Returns a copy of the report to be written, beside the original unless the path is in another directory.
    pub fn copy(&self, model: &Model, path: &str) -> Result<Output, ExportError> {
        // A copy would have the edition that is available.
        if let Some(reason) = &model.why_read_only {
            return Err(ExportError::Other(reason.clone()));
        }
        let text = write(model.session.form(), model.session.report());
        self.beside(path, text.into_bytes(), model.lang)
    }

    /// Returns a new file to be written to the folder of the report, unless `path` is absolute.
    pub fn beside(&self, path: &str, bytes: Vec<u8>, lang: Lang) -> Result<Output, ExportError> {
        may_name(Path::new(path), self.held.folder()).map_err(|error| unsaved(&error, lang))?;
        Ok(Output::copy(self.held.folder().join(path), bytes, lang))
    }
}

/// Returns a time in seconds since 1970.
pub(super) fn seconds(now: &ZonedDateTime) -> i64 {
    now.timestamp().as_second()
}
