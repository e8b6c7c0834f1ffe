//! An open report with its file, its draft and its lock: autosave, saving, copies, leaving.

use std::path::Path;

use jiff::Zoned;
use jiff::civil::Date;

use super::Wording;
use super::export::unsaved;
use super::model::{Disk, Model};
use super::opening::owner_words;
use crate::export::{ExportError, Receipt};
use crate::message::{self, Lang};
use crate::report::write;
use crate::session::{Answer, Caret};
use crate::store::open_report::{OpenReport, Ready, Saved};
use crate::store::{FileError, FileProblem, How, shown};

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
        if let Some(error) = problem {
            model.saving.disk = Disk::Failing(error.sentence(lang));
        }
        (Document { held, answer: None, changed_outside: false }, model, caret)
    }

    /// Sets the unfinished answer that is in the journal.
    pub fn set_answer(&mut self, answer: Option<Answer>) {
        self.answer = answer;
    }

    /// True if there is something to write to the disk soon. `answer` is the explanation being written, which
    /// is not an entry yet.
    pub fn is_waiting(&self, model: &Model, answer: Option<&Answer>) -> bool {
        if !self.held.has_draft() {
            return self.held.may_begin() && model.is_changed();
        }
        self.held.waits() || answer != self.answer.as_ref()
    }

    /// Writes everything typed to the disk. Returns a sentence if an earlier draft was moved to the history.
    pub fn keep(&mut self, model: &mut Model, caret: &Caret, now: &Zoned) -> Option<String> {
        self.answer.clone_from(&caret.answer);
        let synced = self.held.sync(&mut model.session, caret, now.timestamp().as_second());
        if synced.is_ok() && !self.held.has_draft() {
            return None;
        }
        let put_away = matches!(synced, Ok(true)).then(|| (model.wording.put_away)(model.lang));
        model.saving.disk = disk(synced.map(drop), model.lang);
        put_away
    }

    /// Saves the report; returns the reason if that fails.
    pub fn save(&mut self, model: &mut Model, caret: &Caret, now: &Zoned) -> Result<(), String> {
        let lang = model.lang;
        if self.held.is_read_only() {
            return Err(message::read_only(lang));
        }
        if self.held.is_lost() {
            return Err(message::taken_over(lang, &shown(&self.held.path)));
        }
        let Saved { file, journal } = self.held.save(&mut model.session, caret, now.timestamp().as_second());
        if let Some(kept) = journal {
            model.saving.disk = disk(kept, model.lang);
        }
        self.changed_outside = matches!(&file, Err(error) if error.problem == FileProblem::Changed);
        file.map_err(|error| error.sentence(lang))
    }

    /// True once if saving was refused because the file was changed elsewhere: the changes are in the draft,
    /// and the report must be opened again to compare it with the file.
    pub fn must_reopen(&mut self) -> bool {
        std::mem::take(&mut self.changed_outside) && self.held.has_draft()
    }

    /// Returns a farewell if another session has asked this one to leave.
    pub fn farewell(&self, lang: Lang, now: &Zoned) -> Option<String> {
        let owner = self.held.asked_to_leave()?;
        Some(message::taken_over(lang, &owner_words(&owner, lang, now)))
    }

    /// Writes a copy of the report, beside the original unless the path is in another directory.
    pub fn copy(&self, model: &Model, path: &str) -> Result<Receipt, ExportError> {
        let text = write(model.session.form(), model.session.report());
        self.write_beside(path, text.as_bytes(), model.lang)
    }

    /// Writes a new file to the folder of the report, unless `path` is absolute.
    pub fn write_beside(&self, path: &str, bytes: &[u8], lang: Lang) -> Result<Receipt, ExportError> {
        let written = self.held.write_beside(path, bytes, How::New);
        written
            .map(|path| message::exported(lang, &shown(&path)).into())
            .map_err(|error| unsaved(&error, lang))
    }
}

/// Returns the state of the journal after writing to it.
fn disk(kept: Result<(), FileError>, lang: Lang) -> Disk {
    match kept {
        Ok(()) => Disk::Kept,
        Err(error) => Disk::Failing(error.sentence(lang)),
    }
}
