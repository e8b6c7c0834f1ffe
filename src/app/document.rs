//! An open report with its file, its draft and its lock: autosave, saving, copies, leaving.

use std::path::{Path, absolute};

use jiff::Zoned;
use jiff::civil::Date;

use super::Wording;
use super::export::unsaved;
use super::model::{Disk, Model, UNSAVED};
use super::opening::owner_words;
use crate::export::{ExportError, Receipt};
use crate::message::{self, Lang};
use crate::report::write;
use crate::session::{Answer, Caret};
use crate::store::open_report::{OpenReport, Ready, Saved};
use crate::store::reports::Remark;
use crate::store::{FileError, FileProblem, How, may_name, shown};

/// An open report, without its content.
#[derive(Debug)]
pub struct Document {
    /// File, draft and lock.
    pub held: OpenReport,
    /// The unfinished answer that was last written to the journal.
    answer: Option<Answer>,
    /// True if saving was refused because another process changed the file.
    changed_outside: bool,
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
        (Document { held, answer: None, changed_outside: false }, model, caret)
    }

    /// Sets the unfinished answer that is in the journal.
    pub fn set_answer(&mut self, answer: Option<Answer>) {
        self.answer = answer;
    }

    /// True if there is something to write to the disk soon.
    pub fn is_waiting(&self, front: &impl Front) -> bool {
        if !self.held.has_draft() {
            return self.held.may_begin() && front.model().is_changed();
        }
        self.held.waits() || front.caret().answer != self.answer
    }

    /// Writes everything typed to the disk.
    pub fn keep(&mut self, front: &mut impl Front, now: &Zoned) {
        let caret = front.caret();
        self.answer.clone_from(&caret.answer);
        let model = front.model_mut();
        let synced = self.held.sync(&mut model.session, &caret, seconds(now));
        if synced.is_ok() && !self.held.has_draft() {
            return;
        }
        // Nothing more can be written here; the content goes to the history on leaving.
        model.saving.taken_over |= matches!(&synced, Err(error) if error.problem == FileProblem::TakenOver);
        let put_away = matches!(synced, Ok(true)).then(|| (model.wording.put_away)(model.lang));
        self.set_disk(front, synced.map(drop));
        if let Some(said) = put_away {
            front.announce(said);
        }
    }

    /// Saves the report; returns the reason if that fails.
    pub fn save(&mut self, front: &mut impl Front, now: &Zoned) -> Result<(), String> {
        let lang = front.model().lang;
        front.model().writable()?;
        if self.held.is_lost() {
            front.model_mut().saving.taken_over = true;
            return Err(message::state_taken_over(lang, &shown(&self.held.path)));
        }
        if !self.held.has_draft() {
            self.keep(front, now);
        }
        let caret = front.caret();
        let model = front.model_mut();
        let Saved { file, journal } = self.held.save(&mut model.session, &caret, seconds(now));
        if let Some(kept) = journal {
            self.set_disk(front, kept);
        }
        self.changed_outside = matches!(&file, Err(error) if error.problem == FileProblem::Changed);
        file.map_err(|error| error.sentence(lang))
    }

    /// Closes the report before the program exits; returns a farewell if another session has taken it over.
    pub fn leave(&mut self, front: &mut impl Front, code: u8, now: &Zoned) -> Option<String> {
        let (asking, lang) = (self.held.asked_to_leave(), front.model().lang);
        if !self.held.is_lost() && self.is_waiting(front) {
            self.keep(front, now);
        }
        let caret = front.caret();
        self.held.leave(&mut front.model_mut().session, &caret, code, seconds(now));
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

    /// Writes a copy of the report, beside the original unless the path is in another directory.
    pub fn copy(&self, model: &Model, path: &str) -> Result<Receipt, ExportError> {
        // A copy would have the edition that is available.
        if let Some(reason) = &model.why_read_only {
            return Err(ExportError::Other(reason.clone()));
        }
        let text = write(model.session.form(), model.session.report());
        self.write_beside(path, text.as_bytes(), model.lang)
    }

    /// Writes a new file to the folder of the report, unless `path` is absolute.
    pub fn write_beside(&self, path: &str, bytes: &[u8], lang: Lang) -> Result<Receipt, ExportError> {
        may_name(Path::new(path), self.held.folder()).map_err(|error| unsaved(&error, lang))?;
        let written = self.held.write_beside(path, bytes, How::New);
        written
            .map(|path| message::exported(lang, &shown(&path)).into())
            .map_err(|error| unsaved(&error, lang))
    }
}

/// Returns a time in seconds since 1970.
pub(super) fn seconds(now: &Zoned) -> i64 {
    now.timestamp().as_second()
}
