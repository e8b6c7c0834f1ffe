//! A file that is no longer a readable report: its draft and its versions can replace it.
//!
//! Nothing is lost: the damaged file goes to the history before it is replaced.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::backups::{self, Reason, Version};
use super::forms::Shelf;
use super::journal::{self, Head};
use super::lock::{Attempt, Lock, Owner};
use super::reports::{self, LoadError};
use super::{FileError, FileProblem, How, State, StateDir, drafts, save};
use crate::form::Form;
use crate::report::{Report, write};

/// Maximum number of versions that are offered, and that are examined.
const MAX_OFFERED: usize = 3;
const MAX_EXAMINED: usize = 20;

/// A damaged report.
#[derive(Debug)]
pub struct Damaged {
    /// Path of the report.
    pub path: PathBuf,
    /// The contents that can replace it, the best first; at least one.
    pub sources: Vec<Source>,
    place: StateDir,
    owner: Owner,
}

/// A content that can replace a damaged report.
#[derive(Debug)]
pub enum Source {
    /// The draft.
    Draft {
        /// Time of the last change, in seconds since 1970.
        time: i64,
        /// The text of the report.
        text: String,
    },
    /// A version of the history.
    Version(Version, Vec<u8>),
}

impl Damaged {
    /// Returns the damaged report and what can replace it. Returns `None` if there is nothing, or if the error
    /// has another reason than a damaged file.
    pub fn find(
        (state, owner): (&State, &Owner),
        shelf: &Shelf,
        path: &Path,
        error: &LoadError,
    ) -> Option<Damaged> {
        if !error.is_damage() {
            return None;
        }
        let place = state.find(path).ok()??;
        let time = journal::read(&place).ok().flatten().map(|journal| journal.modified);
        let draft = rescued(&place, shelf, path).ok().flatten().zip(time);
        let draft = draft.map(|((form, report), time)| Source::Draft { time, text: write(&form, &report) });
        let versions = backups::list(&place).unwrap_or_default();
        let fetched = versions.into_iter().rev().take(MAX_EXAMINED).filter_map(|version| {
            let bytes = backups::fetch(&place, version.number).ok()??;
            reports::from_text(path, std::str::from_utf8(&bytes).ok()?, shelf).ok()?;
            Some(Source::Version(version, bytes))
        });
        let sources: Vec<Source> = draft.into_iter().chain(fetched.take(MAX_OFFERED)).collect();
        let damaged = Damaged { path: path.to_owned(), sources, place, owner: owner.clone() };
        (!damaged.sources.is_empty()).then_some(damaged)
    }

    /// Replaces the damaged file by a source, given by index, after moving it to the history. Fails if another
    /// session has the report open, or if the file has become readable meanwhile.
    pub fn replace(&self, source: usize, shelf: &Shelf, now: i64) -> Result<(), FileError> {
        let failed = |problem| FileError::new(&self.path, problem);
        // Without locks, the file is still examined again.
        let lock = Lock::take(&self.place, &self.owner);
        if matches!(lock, Ok(Attempt::Held(_) | Attempt::Shared(..))) {
            return Err(failed(FileProblem::TakenOver));
        }
        let is_damaged = reports::load(&self.path, shelf).is_err_and(|error| error.is_damage());
        let source = self.sources.get(source).filter(|_| is_damaged);
        let source = source.ok_or_else(|| failed(FileProblem::Changed))?;
        backups::keep_file(&self.place, Reason::Overwritten, now)?;
        save(&self.path, source.bytes(), How::Replace).map(drop)
    }
}

impl Damaged {
    /// Writes the draft to a new file next to the damaged one, whose name ends with `word`; returns its path.
    pub fn write_apart(&self, word: &str) -> Result<PathBuf, FileError> {
        let draft = self.sources.iter().find(|source| matches!(source, Source::Draft { .. }));
        let draft = draft.ok_or_else(|| FileError::new(&self.path, FileProblem::Missing))?;
        reports::save_apart(&self.path, draft.bytes(), word)
    }
}

impl Source {
    fn bytes(&self) -> &[u8] {
        match self {
            Source::Draft { text, .. } => text.as_bytes(),
            Source::Version(_, bytes) => bytes,
        }
    }
}

/// Returns the form and the content of the draft of a report whose file is missing or damaged; `None` if there
/// is no draft or its form is not available in the same edition.
pub fn rescued(
    place: &StateDir,
    shelf: &Shelf,
    path: &Path,
) -> Result<Option<(Arc<Form>, Report)>, FileError> {
    let find = |head: &Head| {
        let form = shelf.find_for(path, &head.form, &head.edition).ok()?.form;
        (form.edition == head.edition).then_some(form)
    };
    let rescued = drafts::rescue(place, find)?;
    Ok(rescued.map(|(form, replay)| (form, replay.undo_history.report().clone())))
}
