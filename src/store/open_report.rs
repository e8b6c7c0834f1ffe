//! An open report: its file, draft and lock, from opening until exit.
//!
//! Shared by the screen and the line dialogue. Questions that must be answered first (another session has the
//! report open, a draft has unsaved changes) are returned as values; no answer deletes anything. Does not
//! read
//! the clock: the caller passes times.

use std::path::{Path, PathBuf, absolute};
use std::sync::Arc;

use super::backups::{self, Reason};
use super::damaged::Damaged;
use super::drafts::{Draft, Found, Recovery};
use super::journal;
use super::lock::{self, Attempt, Lock, Owner};
use super::reports::{Loaded, Remark};
use super::{FileError, FileProblem, How, Stamp, State, StateDir, reports};
use crate::form::{CellRef, FieldId};
use crate::report::write;
use crate::session::{Caret, Contents, Merge, Replay, Session, UndoHistory, pick};

/// An open report.
#[derive(Debug, Default)]
pub struct OpenReport {
    /// Path of the report.
    pub path: PathBuf,
    stamp: Option<Stamp>,
    /// The state folder; `None` if it cannot be created.
    place: Option<StateDir>,
    /// The draft; `None` if it cannot be written, or the report is read-only.
    draft: Option<Draft>,
    lock: Option<Lock>,
    /// True if the report is read-only.
    read_only: bool,
    /// A fact about the report's form.
    remark: Option<Remark>,
    /// Used to retry if the state folder and lock were not available at first.
    later: Option<(State, Owner)>,
}

/// Result of opening a report.
#[derive(Debug)]
pub enum Opened {
    /// The report can be filled in.
    Ready(Box<Ready>),
    /// The user must decide first.
    Pending(Pending),
}

/// A report that cannot be opened without a decision.
#[derive(Debug)]
pub enum Pending {
    /// Another session has the report open.
    Locked(Box<Locked>),
    /// A draft has changes that are not in the file.
    Draft(Box<Recoverable>),
    /// The file is damaged.
    Damaged(Box<Damaged>),
}

/// A report ready to be filled in.
#[derive(Debug)]
pub struct Ready {
    /// Its file, draft and lock.
    pub held: OpenReport,
    /// The session.
    pub session: Session,
    /// True if the file contains all changes.
    pub saved: bool,
    /// The restored caret.
    pub caret: Option<Caret>,
    /// The error if drafts cannot be written for now.
    pub problem: Option<FileError>,
}

/// A report that another session has open.
#[derive(Debug)]
pub struct Locked {
    /// The report.
    pub loaded: Loaded,
    /// Path of the report.
    pub path: PathBuf,
    /// Owner of the other session.
    pub owner: Owner,
    place: StateDir,
    /// The lock, if the other session belongs to another account.
    lock: Option<Lock>,
}

/// A report whose draft has changes that are not in the file.
#[derive(Debug)]
pub struct Recoverable {
    /// The report as saved in the file.
    pub loaded: Loaded,
    /// Path of the report.
    pub path: PathBuf,
    /// The draft and its differences.
    pub recovery: Recovery,
    place: StateDir,
    draft: Draft,
    lock: Option<Lock>,
}

/// Result of saving.
#[derive(Debug)]
pub struct Saved {
    /// Result of writing the file.
    pub file: Result<(), FileError>,
    /// Result of writing the journal; `None` if there is none.
    pub journal: Option<Result<(), FileError>>,
}

/// Opens a loaded report. The caller must sync new state folders soon: [`OpenReport::unsynced_place`].
pub fn open(state: &State, owner: &Owner, loaded: Loaded, path: &Path) -> Opened {
    if loaded.other_edition().is_some() {
        return Opened::Ready(Box::new(Ready::read_only(loaded, path, None)));
    }
    let place = match state.place_unsynced(path) {
        Ok(place) => place,
        Err(error) => {
            let mut ready = Ready::new(loaded, path, None, None, None);
            ready.held.later = Some((state.clone(), owner.clone()));
            ready.problem = Some(error);
            return Opened::Ready(Box::new(ready));
        }
    };
    place.sweep();
    let (owner, lock) = match Lock::take(&place, owner) {
        Ok(Attempt::Taken(lock)) => return with_draft(loaded, path, place, Some(lock)),
        // Without a lock, saving still refuses to overwrite changes by others.
        Err(_) => return with_draft(loaded, path, place, None),
        Ok(Attempt::Held(owner)) => (owner, None),
        Ok(Attempt::Shared(lock, owner)) => (owner, Some(lock)),
    };
    Opened::Pending(Pending::Locked(Box::new(Locked { loaded, path: path.to_owned(), owner, place, lock })))
}

/// Opens a report and its draft under the held lock.
fn with_draft(loaded: Loaded, path: &Path, place: StateDir, lock: Option<Lock>) -> Opened {
    let open = || Draft::open(place.clone(), &loaded);
    // Retry once, because a transient error would hide the draft.
    let (draft, found) = match open().or_else(|_| open()) {
        Ok(opened) => opened,
        Err(error) => {
            let ready = Ready::new(loaded, path, None, Some(place), lock);
            return Opened::Ready(Box::new(Ready { problem: Some(error), ..ready }));
        }
    };
    let (replay, caret) = match found {
        Found::Nothing => (None, None),
        Found::Same(replay) => (Some(replay.undo_history), Some(replay.caret)),
        Found::More(recovery) => {
            let (path, recovery) = (path.to_owned(), *recovery);
            let recoverable = Recoverable { loaded, path, recovery, place, draft, lock };
            return Opened::Pending(Pending::Draft(Box::new(recoverable)));
        }
    };
    let ready = Ready::new(loaded, path, replay, Some(place), lock).begin(draft);
    Opened::Ready(Box::new(Ready { caret, ..ready }))
}

impl Ready {
    fn new(
        loaded: Loaded,
        path: &Path,
        undo_history: Option<UndoHistory>,
        place: Option<StateDir>,
        lock: Option<Lock>,
    ) -> Ready {
        let Loaded { form, report, stamp, remark } = loaded;
        let saved = stamp.is_some()
            && undo_history.as_ref().is_none_or(|undo_history| report == *undo_history.report());
        let mut session = Session::resume(form, undo_history.unwrap_or_else(|| UndoHistory::new(report)));
        session.keep_log();
        let held = OpenReport { path: path.to_owned(), stamp, place, lock, remark, ..OpenReport::default() };
        Ready { held, session, saved, caret: None, problem: None }
    }

    fn read_only(loaded: Loaded, path: &Path, place: Option<StateDir>) -> Ready {
        let mut ready = Ready::new(loaded, path, None, place, None);
        ready.held.read_only = true;
        ready
    }

    /// Begins recording changes in the draft.
    fn begin(mut self, mut draft: Draft) -> Ready {
        draft.begin(self.session.report());
        self.held.draft = Some(draft);
        self
    }
}

impl Locked {
    /// Returns the state folder and the owner to be asked to leave; `None` if it is another account.
    pub fn holder(&self) -> Option<(&StateDir, &Owner)> {
        self.lock.is_none().then_some((&self.place, &self.owner))
    }

    /// True if the owner is another account, which cannot be asked to leave.
    pub fn is_other_account(&self) -> bool {
        self.lock.is_some()
    }

    /// Opens the report read-only.
    pub fn read_only(self) -> Ready {
        Ready::read_only(self.loaded, &self.path, Some(self.place))
    }

    /// Opens the report for editing in parallel with another account.
    pub fn as_well(self) -> Opened {
        with_draft(self.loaded, &self.path, self.place, self.lock)
    }
}

impl Recoverable {
    /// Continues with the draft; the file is kept in the history.
    pub fn go_on(self, now: i64) -> Ready {
        let Recoverable { loaded, path, recovery, place, draft, lock } = self;
        keep_version(&place, &write(&loaded.form, &loaded.report), Reason::Recovery, now);
        let Replay { undo_history, caret, .. } = recovery.replay;
        let ready = Ready::new(loaded, &path, Some(undo_history), Some(place), lock).begin(draft);
        Ready { caret: Some(caret), ..ready }
    }

    /// Uses the file; the draft is moved to the history.
    pub fn use_file(self, now: i64) -> Ready {
        let Recoverable { loaded, path, recovery, place, mut draft, lock } = self;
        let put_away = draft.put_away(recovery.replay.undo_history.report(), now);
        let ready = Ready::new(loaded, &path, None, Some(place), lock);
        match put_away {
            Ok(()) => ready.begin(draft),
            // The draft stays in the journal, because it could not be moved to the history.
            Err(error) => Ready { problem: Some(error), ..ready },
        }
    }

    /// Writes the draft to a new file next to the report, whose name ends with `word`; returns its path.
    pub fn write_apart(&self, word: &str) -> Result<PathBuf, FileError> {
        let text = write(&self.loaded.form, self.recovery.replay.undo_history.report());
        reports::save_apart(&self.path, text.as_bytes(), word)
    }

    /// Uses the file with some of the differences, given by index; file and draft are kept in the history.
    pub fn pick(self, picked: Vec<usize>, now: i64) -> Ready {
        let Recoverable { loaded, path, recovery, place, mut draft, lock } = self;
        let Recovery { replay, differences, .. } = recovery;
        keep_version(&place, &write(&loaded.form, &loaded.report), Reason::Recovery, now);
        keep_version(&place, &write(&loaded.form, replay.undo_history.report()), Reason::Draft, now);
        let picked = picked.into_iter().filter_map(|at| differences.get(at));
        let cell = replay.caret.cell.or_else(|| loaded.report.cells(&loaded.form).first().copied());
        let cell = cell.unwrap_or(CellRef::only(FieldId(0)));
        let mut merged = Session::new(Arc::clone(&loaded.form), loaded.report.clone());
        merged.change(pick(picked), cell, Merge::No);
        // The merge is one undo step after those of the draft. This requires equal annexes, which no step can
        // change.
        let goes_on = replay.undo_history.report().annex == merged.report().annex;
        draft.begin_anew();
        let undo_history = goes_on.then_some(replay.undo_history);
        let mut ready = Ready::new(loaded, &path, undo_history, Some(place), lock).begin(draft);
        ready.session.become_report(merged.report(), cell);
        Ready { saved: false, caret: Some(replay.caret), ..ready }
    }
}

/// Makes a backup. An error is ignored, because the content is still in the journal or the file.
fn keep_version(place: &StateDir, text: &str, reason: Reason, now: i64) {
    let _ = backups::keep(place, text.as_bytes(), reason, now);
}

impl OpenReport {
    /// Opens the report again from its current file, without releasing the lock.
    pub fn reopen(self, state: &State, owner: &Owner, loaded: Loaded) -> Opened {
        let OpenReport { path, place, lock, draft, .. } = self;
        drop(draft);
        match place {
            Some(place) => with_draft(loaded, &path, place, lock),
            None => open(state, owner, loaded, &path),
        }
    }

    /// Moves the state, draft and lock to a new value; `self` no longer writes anything.
    pub fn give_up(&mut self) -> OpenReport {
        let (path, stamp, read_only) = (self.path.clone(), self.stamp, self.read_only);
        let remark = self.remark.clone();
        std::mem::replace(self, OpenReport { path, stamp, read_only, remark, ..OpenReport::default() })
    }

    /// Returns the state folder, if there is one.
    pub fn place(&self) -> Option<&StateDir> {
        self.place.as_ref()
    }

    /// Returns the state folder if new folders of it are not synced yet.
    pub fn unsynced_place(&self) -> Option<StateDir> {
        self.place.clone().filter(StateDir::is_unsynced)
    }

    /// True if the report is read-only.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Returns the fact about the report's form that the person should know.
    pub fn remark(&self) -> Option<&Remark> {
        self.remark.as_ref()
    }

    /// True if there is a draft.
    pub fn has_draft(&self) -> bool {
        self.draft.is_some()
    }

    /// Returns the folder next to the report that holds the draft, because the state folder could not be written.
    pub fn spare_folder(&self) -> Option<PathBuf> {
        self.draft.as_ref().filter(|draft| draft.is_beside())?;
        Some(self.place.as_ref()?.spare()?.path().to_owned())
    }

    /// True if there are changes that are not on disk.
    pub fn waits(&self) -> bool {
        self.draft.as_ref().is_some_and(Draft::waits)
    }

    /// True if another session could open the report at the same time, because locks do not work.
    pub fn is_unlocked(&self) -> bool {
        self.lock.as_ref().is_none_or(|lock| lock.weak)
    }

    /// True if another session has taken over the report.
    pub fn is_lost(&self) -> bool {
        self.lock.as_ref().is_some_and(|lock| !lock.still_ours())
    }

    /// Returns the session that asks this one to leave.
    pub fn asked_to_leave(&self) -> Option<Owner> {
        self.lock.as_ref().and_then(Lock::asked_to_leave)
    }

    /// True if a draft that could not be opened may be opened later.
    pub fn may_begin(&self) -> bool {
        !self.read_only && !self.is_lost() && (self.place.is_some() || self.later.is_some())
    }

    /// Records changes in memory. Must be called after each message.
    pub fn keep(&mut self, session: &mut Session) {
        let log = session.take_log();
        if let Some(draft) = &mut self.draft {
            draft.keep(log);
        }
    }

    /// Syncs all changes to disk. If the draft could not be opened before, tries again; returns true if an
    /// earlier draft was moved to the history.
    pub fn sync(&mut self, contents: &mut Contents, caret: &Caret, now: i64) -> Result<bool, FileError> {
        let put_away = self.begin_late(contents, now)?;
        match &mut self.draft {
            Some(draft) => draft.sync(contents, caret).map(|()| put_away),
            None => Ok(put_away),
        }
    }

    fn begin_late(&mut self, contents: &mut Contents, now: i64) -> Result<bool, FileError> {
        let Some(stamp) = self.stamp.filter(|_| self.draft.is_none() && self.may_begin()) else {
            return Ok(false);
        };
        if let Some((state, owner)) = &self.later {
            let place = state.place(&self.path)?;
            // Another session has opened the report meanwhile and owns the journal.
            let Attempt::Taken(lock) = Lock::take(&place, owner)? else { return Ok(false) };
            (self.place, self.lock, self.later) = (Some(place), Some(lock), None);
        }
        let Some(place) = self.place.clone() else { return Ok(false) };
        let (draft, put_away) = Draft::open_late(place, contents, &stamp, now)?;
        self.draft = Some(draft);
        Ok(put_away)
    }

    /// Writes the file, unless it was changed by somebody else or another session has taken it over.
    pub fn save(&mut self, contents: &mut Contents, caret: &Caret, now: i64) -> Saved {
        if self.is_lost() {
            let lost = FileError::new(&self.path, FileProblem::TakenOver);
            return Saved { file: Err(lost), journal: None };
        }
        // An error of the draft is reported, but does not prevent saving.
        let before = self.draft.as_mut().map(|draft| draft.before_save(contents, caret, now));
        let how = self.stamp.as_ref().map_or(How::New, How::Update);
        let result = reports::store(&self.path, &contents.form, contents.report(), how);
        // The file is in place, though possibly not on disk: the next save needs its stamp.
        if let Ok(stamp) | Err(FileError { written: Some(stamp), .. }) = &result {
            self.stamp = Some(*stamp);
        }
        match result {
            Ok(stamp) => {
                let after = self.draft.as_mut().map(|draft| draft.saved(contents, &stamp));
                Saved { file: Ok(()), journal: before.filter(Result::is_err).or(after) }
            }
            Err(error) => Saved { file: Err(error), journal: before },
        }
    }

    /// Replaces the file by what `write` writes, such as a report of another edition, after making a backup of it. The
    /// report must be saved before, and opened again afterwards. The error is `None` if no backup can be made.
    pub fn replace(
        &mut self,
        contents: &mut Contents,
        caret: &Caret,
        now: i64,
        write: impl FnOnce(&Path, How<'_>) -> Result<Stamp, FileError>,
    ) -> Result<(), Option<FileError>> {
        let (place, stamp) = (self.place.clone().ok_or(None)?, self.stamp.ok_or(None)?);
        backups::keep_file(&place, Reason::Edition, now).map_err(Some)?.ok_or(None)?;
        self.leave(contents, caret, 0, now);
        let written = write(&self.path, How::Update(&stamp)).map_err(Some)?;
        self.stamp = Some(written);
        // All its changes are in the backup, and belong to another edition.
        journal::remove(&place);
        Ok(())
    }

    /// Records the exit with its exit code; the file was saved before.
    pub fn leave(&mut self, contents: &mut Contents, caret: &Caret, code: u8, now: i64) {
        self.place.iter().for_each(StateDir::sync_folders);
        if self.is_lost() {
            // The draft belongs to the other session now; keep this content in the history.
            let text = write(&contents.form, contents.report());
            self.place.iter().for_each(|place| keep_version(place, &text, Reason::Draft, now));
        } else if let Some(draft) = &mut self.draft {
            // On exit there is no way to handle an error.
            let _ = draft.leave(contents, caret, code);
        }
    }

    /// Puts the content into the history unless it is in a journal, before the report is opened again from a
    /// damaged file.
    pub fn keep_content(&self, session: &Session, now: i64) {
        if let Some(place) = self.place.as_ref().filter(|place| !journal::is_there(place)) {
            keep_version(place, &write(session.form(), session.report()), Reason::Draft, now);
        }
    }

    /// Reloads a read-only report if its file has changed.
    pub fn followed(&mut self, shelf: &super::forms::Shelf) -> Option<Session> {
        let untouched = self.stamp.as_ref().is_some_and(|stamp| stamp.looks_untouched(&self.path));
        if !self.read_only || untouched {
            return None;
        }
        let loaded = reports::load(&self.path, shelf).ok()?;
        self.stamp = loaded.stamp;
        Some(Session::new(loaded.form, loaded.report))
    }

    /// Returns the absolute path of a file in the report's folder, unless `name` is an absolute path.
    pub fn beside(&self, name: &str) -> PathBuf {
        let path = self.folder().join(name);
        absolute(&path).unwrap_or(path)
    }

    /// Returns the folder of the report.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}

/// Asks the session that holds the report to leave and waits until it has. When `wait`, which sleeps for a
/// moment, returns false, the lock is taken over.
pub fn take_over(
    place: &StateDir,
    holder: &Owner,
    asking: &Owner,
    mut wait: impl FnMut() -> bool,
) -> Result<(), FileError> {
    lock::ask_to_leave(place, holder, asking)?;
    loop {
        match Lock::take(place, asking)? {
            Attempt::Taken(_) | Attempt::Shared(..) => return Ok(()),
            Attempt::Held(_) if wait() => {}
            Attempt::Held(_) => return Lock::take_over(place, asking).map(drop),
        }
    }
}

#[cfg(test)]
mod tests {
    use rustix::io::Errno;

    use super::*;
    use crate::report::{Edit, Report};
    use crate::session::Merge;
    use crate::store::forms::Shelf;
    use crate::store::testing::Desk;
    use crate::store::{Plan, steps_of};

    /// The user may leave without saving only if everything typed is in the draft: a failure
    /// to save the file must not hide it.
    #[test]
    fn a_failure_to_save_tells_the_state_of_the_draft() {
        let desk = Desk::new("told");
        let shelf = Shelf::default();
        let form = shelf.find(shelf.first_id(), "").unwrap().form;
        let path = desk.path("r.ron");
        let mut kept = 0;
        for step in 0..60 {
            reports::store(&path, &form, &Report::new(&form), How::Replace).unwrap();
            // A child process that another test starts holds the lock of the step before until it runs its program.
            let ready = (0..1000).find_map(|_| {
                let loaded = reports::load(&path, &shelf).unwrap();
                let opened = open(&desk.state(), &Owner::this("", "", "", 0), loaded, &path);
                if let Opened::Ready(ready) = opened {
                    return Some(ready);
                }
                std::thread::sleep(std::time::Duration::from_millis(1));
                None
            });
            let Ready { mut held, mut session, .. } = *ready.unwrap_or_else(|| panic!("step {step}"));
            let cell = session.report().resolve(&form, "unit_name").unwrap();
            let text = Some(format!("甲{step}").as_str().into());
            session.change(Edit::Set { cell, text }, cell, Merge::No);
            let (saved, _) = steps_of(Plan::Fail(step, Errno::ACCESS), || {
                held.save(&mut session.contents(), &Caret::default(), 1)
            });
            if saved.file.is_err() {
                assert!(saved.journal.is_some(), "step {step}");
                kept += usize::from(matches!(saved.journal, Some(Ok(()))));
            }
            // Nothing is left for the next round.
            held.save(&mut session.contents(), &Caret::default(), 1).file.unwrap();
            held.leave(&mut session.contents(), &Caret::default(), 0, 1);
        }
        assert!(kept > 0);
    }
}
