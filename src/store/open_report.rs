//! A report that is open: its file, its draft and its lock, from opening to leaving.
//!
//! However a person fills it in, on the screen or by questions, it is kept and saved here alone. What is asked
//! before it can be filled in (somebody else has it, a draft has more) comes back as what it is; nothing is
//! deleted whatever the answer. It knows no clock: times are told.

use std::path::{Path, PathBuf, absolute};
use std::sync::Arc;

use super::backups::{self, Reason};
use super::drafts::{Draft, Found, Recovery};
use super::lock::{self, Attempt, Lock, Owner};
use super::reports::Loaded;
use super::{FileError, How, Stamp, State, StateDir, reports, save};
use crate::form::{CellRef, FieldId};
use crate::report::{Caret, Merge, Session, UndoHistory, pick, write};

/// A report that is open.
#[derive(Debug)]
pub struct OpenReport {
    /// Where it is.
    pub path: PathBuf,
    stamp: Option<Stamp>,
    /// Where state is kept; none where nothing can be kept.
    place: Option<StateDir>,
    /// What was typed, on its way to the disk; none where it cannot be kept, or is not to be.
    draft: Option<Draft>,
    lock: Option<Lock>,
    /// Whether it is only looked at.
    read_only: bool,
    /// What a place and a lock are found with once they can be.
    later: Option<(State, Owner)>,
}

/// What comes of opening a report.
#[derive(Debug)]
pub enum Opened {
    /// It can be filled in.
    Ready(Box<Ready>),
    /// Somebody else has it open.
    Busy(Box<Busy>),
    /// There is a draft with more than the file.
    Recoverable(Box<Recoverable>),
}

/// A report to be filled in.
#[derive(Debug)]
pub struct Ready {
    /// How it is kept.
    pub held: OpenReport,
    /// What is filled in.
    pub session: Session,
    /// Whether the file holds all of it.
    pub saved: bool,
    /// Where the person was.
    pub caret: Option<Caret>,
    /// Why nothing can be kept, for now.
    pub problem: Option<FileError>,
}

/// A report that somebody else has open.
#[derive(Debug)]
pub struct Busy {
    /// The report.
    pub loaded: Loaded,
    /// Where it is.
    pub path: PathBuf,
    /// Who has it.
    pub owner: Owner,
    place: StateDir,
    /// Held all the same where it is another account that has it.
    lock: Option<Lock>,
}

/// A report with a draft that has more than its file.
#[derive(Debug)]
pub struct Recoverable {
    /// The report as the file has it.
    pub loaded: Loaded,
    /// Where it is.
    pub path: PathBuf,
    /// What the draft has more.
    pub recovery: Recovery,
    place: StateDir,
    draft: Draft,
    lock: Option<Lock>,
}

/// What saving came to.
#[derive(Debug)]
pub struct Saved {
    /// Whether the file holds the report now.
    pub file: Result<(), FileError>,
    /// Whether the journal could be written on the way; none where there is none.
    pub journal: Option<Result<(), FileError>>,
}

/// Opens a report that was read. New folders for its state are to be synced soon: [`OpenReport::unsynced_place`].
pub fn open(state: &State, owner: &Owner, loaded: Loaded, path: &Path) -> Opened {
    let place = match state.place_unsynced(path) {
        Ok(place) => place,
        Err(error) => {
            let mut ready = Ready::new(loaded, path, None, None);
            ready.held.later = Some((state.clone(), owner.clone()));
            ready.problem = Some(error);
            return Opened::Ready(Box::new(ready));
        }
    };
    place.sweep();
    let (owner, lock) = match Lock::take(&place, owner) {
        Ok(Attempt::Taken(lock)) => return with_draft(loaded, path, place, Some(lock)),
        // Without a lock, saving still refuses to overwrite what somebody else wrote.
        Err(_) => return with_draft(loaded, path, place, None),
        Ok(Attempt::OpenReport(owner)) => (owner, None),
        Ok(Attempt::Shared(lock, owner)) => (owner, Some(lock)),
    };
    Opened::Busy(Box::new(Busy { loaded, path: path.to_owned(), owner, place, lock }))
}

/// Opens a report whose lock is held: with its draft, if there is one.
fn with_draft(loaded: Loaded, path: &Path, place: StateDir, lock: Option<Lock>) -> Opened {
    let open = || Draft::open(place.clone(), &loaded.form, &loaded.report, loaded.stamp.as_ref());
    // Without it a draft would not be offered: a failure that passes is not worth that.
    let (draft, found) = match open().or_else(|_| open()) {
        Ok(opened) => opened,
        Err(error) => return Opened::Ready(Box::new(Ready::failing(loaded, path, place, lock, error))),
    };
    let (replay, caret) = match found {
        Found::Nothing => (None, None),
        Found::Same(replay) => (Some(replay.undo_history), Some(replay.caret)),
        Found::More(recovery) => {
            let (path, recovery) = (path.to_owned(), *recovery);
            return Opened::Recoverable(Box::new(Recoverable { loaded, path, recovery, place, draft, lock }));
        }
    };
    let mut ready = Ready::new(loaded, path, replay, Some(place));
    ready.begin(draft, lock);
    ready.caret = caret;
    Opened::Ready(Box::new(ready))
}

impl Ready {
    fn new(loaded: Loaded, path: &Path, undo_history: Option<UndoHistory>, place: Option<StateDir>) -> Ready {
        let Loaded { form, report, stamp, .. } = loaded;
        let saved = stamp.is_some()
            && undo_history.as_ref().is_none_or(|undo_history| report == *undo_history.report());
        let session = Session::resume(form, undo_history.unwrap_or_else(|| UndoHistory::new(report)));
        let held = OpenReport {
            path: path.to_owned(),
            stamp,
            place,
            draft: None,
            lock: None,
            read_only: false,
            later: None,
        };
        Ready { held, session, saved, caret: None, problem: None }
    }

    /// A report whose draft cannot be used now, and why.
    fn failing(loaded: Loaded, path: &Path, place: StateDir, lock: Option<Lock>, error: FileError) -> Ready {
        let mut ready = Ready::new(loaded, path, None, Some(place));
        ready.held.lock = lock;
        ready.problem = Some(error);
        ready
    }

    /// From now on what is done is kept.
    fn begin(&mut self, mut draft: Draft, lock: Option<Lock>) {
        draft.begin(&mut self.session);
        (self.held.draft, self.held.lock) = (Some(draft), lock);
    }
}

impl Busy {
    /// Who is to be asked to leave, and where the lock is; none where it is another account.
    pub fn holder(&self) -> Option<(&StateDir, &Owner)> {
        self.lock.is_none().then_some((&self.place, &self.owner))
    }

    /// Whether it is another account, which cannot be asked to leave.
    pub fn is_other_account(&self) -> bool {
        self.lock.is_some()
    }

    /// It is only looked at.
    pub fn read_only(self) -> Ready {
        let mut ready = Ready::new(self.loaded, &self.path, None, Some(self.place));
        ready.held.read_only = true;
        ready
    }

    /// It is filled in as well as by another account.
    pub fn as_well(self) -> Opened {
        with_draft(self.loaded, &self.path, self.place, self.lock)
    }
}

impl Recoverable {
    /// Goes on with the draft; the file is kept in the history.
    pub fn go_on(self, now: i64) -> Ready {
        let Recoverable { loaded, path, recovery, place, draft, lock } = self;
        keep_version(&place, &write(&loaded.form, &loaded.report), Reason::Recovery, now);
        let mut ready = Ready::new(loaded, &path, Some(recovery.replay.undo_history), Some(place));
        ready.begin(draft, lock);
        ready.caret = Some(recovery.replay.caret);
        ready
    }

    /// Uses the file; the draft is kept in the history.
    pub fn use_file(self, now: i64) -> Ready {
        let Recoverable { loaded, path, recovery, place, mut draft, lock } = self;
        if let Err(error) = draft.put_away(recovery.replay.undo_history.report(), now) {
            // The draft stays where it is: nothing is forgotten that is not kept.
            return Ready::failing(loaded, &path, place, lock, error);
        }
        let mut ready = Ready::new(loaded, &path, None, Some(place));
        ready.begin(draft, lock);
        ready
    }

    /// Uses the file with some of the differences, by their number; both are kept in the history.
    pub fn pick(self, picked: Vec<usize>, now: i64) -> Ready {
        let Recoverable { loaded, path, recovery, place, mut draft, lock } = self;
        let Recovery { replay, differences, .. } = recovery;
        keep_version(&place, &write(&loaded.form, &loaded.report), Reason::Recovery, now);
        keep_version(&place, &write(&loaded.form, replay.undo_history.report()), Reason::Draft, now);
        let picked = picked.into_iter().filter_map(|at| differences.get(at));
        let cell = replay.caret.cell.unwrap_or(CellRef::only(FieldId(0)));
        let mut merged = Session::new(Arc::clone(&loaded.form), loaded.report.clone());
        merged.change(pick(picked), cell, Merge::No);
        // It is one step more behind those of the draft; what no step can change must be the same for that.
        let goes_on = replay.undo_history.report().annex == merged.report().annex;
        draft.begin_anew();
        let mut ready = Ready::new(loaded, &path, goes_on.then_some(replay.undo_history), Some(place));
        ready.begin(draft, lock);
        ready.session.become_report(merged.report(), cell);
        ready.saved = false;
        ready.caret = Some(replay.caret);
        ready
    }
}

/// What cannot be kept now is still in the journal or in the file.
fn keep_version(place: &StateDir, text: &str, reason: Reason, now: i64) {
    let _ = backups::keep(place, text.as_bytes(), reason, now);
}

impl OpenReport {
    /// Opens the report again, as its file is now, without giving its lock back.
    pub fn reopen(self, state: &State, owner: &Owner, loaded: Loaded) -> Opened {
        let OpenReport { path, place, lock, draft, .. } = self;
        drop(draft);
        match place {
            Some(place) => with_draft(loaded, &path, place, lock),
            None => open(state, owner, loaded, &path),
        }
    }

    /// Hands it on: what is left keeps nothing any more.
    pub fn give_up(&mut self) -> OpenReport {
        OpenReport {
            path: self.path.clone(),
            stamp: self.stamp,
            place: self.place.take(),
            draft: self.draft.take(),
            lock: self.lock.take(),
            read_only: self.read_only,
            later: self.later.take(),
        }
    }

    /// Where its state is, if anything of it can be kept.
    pub fn place(&self) -> Option<&StateDir> {
        self.place.as_ref()
    }

    /// Where its state is, when new folders for it are not on the disk yet.
    pub fn unsynced_place(&self) -> Option<StateDir> {
        self.place.clone().filter(StateDir::is_unsynced)
    }

    /// Whether it is only looked at.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Whether there is a draft.
    pub fn has_draft(&self) -> bool {
        self.draft.is_some()
    }

    /// Whether something was done that is not on the disk.
    pub fn waits(&self) -> bool {
        self.draft.as_ref().is_some_and(Draft::waits)
    }

    /// Whether another session may open it at the same moment: nothing is locked.
    pub fn is_unlocked(&self) -> bool {
        self.lock.as_ref().is_none_or(|lock| lock.weak)
    }

    /// Whether another session has taken it over.
    pub fn is_lost(&self) -> bool {
        self.lock.as_ref().is_some_and(|lock| !lock.still_ours())
    }

    /// Who asks this session to leave.
    pub fn asked_to_leave(&self) -> Option<Owner> {
        self.lock.as_ref().and_then(Lock::asked_to_leave)
    }

    /// Whether a draft that could not be opened may be begun after all.
    pub fn may_begin(&self) -> bool {
        !self.read_only && !self.is_lost() && (self.place.is_some() || self.later.is_some())
    }

    /// Takes what was done into memory. To be called after each message.
    pub fn keep(&mut self, session: &mut Session) {
        if let Some(draft) = &mut self.draft {
            draft.keep(session);
        }
    }

    /// Puts everything on the disk, beginning the draft that could not be opened before if there is none; tells
    /// whether an earlier draft went to the history on the way.
    pub fn sync(&mut self, session: &mut Session, caret: &Caret, now: i64) -> Result<bool, FileError> {
        let put_away = self.begin_late(session, now)?;
        match &mut self.draft {
            Some(draft) => draft.sync(session, caret).map(|()| put_away),
            None => Ok(put_away),
        }
    }

    fn begin_late(&mut self, session: &mut Session, now: i64) -> Result<bool, FileError> {
        let Some(stamp) = self.stamp.filter(|_| self.draft.is_none() && self.may_begin()) else {
            return Ok(false);
        };
        if let Some((state, owner)) = &self.later {
            let place = state.place(&self.path)?;
            // Another session that began meanwhile has the journal.
            let Attempt::Taken(lock) = Lock::take(&place, owner)? else { return Ok(false) };
            (self.place, self.lock, self.later) = (Some(place), Some(lock), None);
        }
        let Some(place) = self.place.clone() else { return Ok(false) };
        let (draft, put_away) = Draft::open_late(place, session, &stamp, now)?;
        self.draft = Some(draft);
        Ok(put_away)
    }

    /// Writes the file, unless somebody else changed it.
    pub fn save(&mut self, session: &mut Session, caret: &Caret, now: i64) -> Saved {
        // What cannot be kept is told; saving goes on all the same.
        let before = self.draft.as_mut().map(|draft| draft.before_save(session, caret, now));
        let how = self.stamp.as_ref().map_or(How::New, How::Update);
        let result = reports::store(&self.path, session.form(), session.report(), how);
        // In place, but perhaps not on the disk: the next save must know it.
        if let Ok(stamp) | Err(FileError { written: Some(stamp), .. }) = &result {
            self.stamp = Some(*stamp);
        }
        match result {
            Ok(stamp) => {
                let after = self.draft.as_mut().map(|draft| draft.saved(session, &stamp));
                Saved { file: Ok(()), journal: before.filter(Result::is_err).or(after) }
            }
            Err(error) => Saved { file: Err(error), journal: before.filter(Result::is_err) },
        }
    }

    /// The last things before the program leaves with this exit code; the file was saved before.
    pub fn leave(&mut self, session: &mut Session, caret: &Caret, code: u8, now: i64) {
        if let Some(place) = &self.place {
            place.sync_folders();
        }
        if self.is_lost() {
            // The draft belongs to the other session now; what is here goes to the history.
            let text = write(session.form(), session.report());
            if let Some(place) = &self.place {
                keep_version(place, &text, Reason::Draft, now);
            }
        } else if let Some(draft) = &mut self.draft {
            // Nothing can be done any more when this fails.
            let _ = draft.leave(session, caret, code);
        }
    }

    /// The report as somebody else saved it since, while it is only looked at.
    pub fn followed(&mut self, shelf: &super::forms::Shelf) -> Option<Session> {
        let untouched = self.stamp.as_ref().is_some_and(|stamp| stamp.looks_untouched(&self.path));
        if !self.read_only || untouched {
            return None;
        }
        let loaded = reports::load(&self.path, shelf).ok()?;
        self.stamp = loaded.stamp;
        Some(Session::new(loaded.form, loaded.report))
    }

    /// Writes a file beside the report, unless its name says otherwise; gives where it is.
    pub fn write_beside(&self, name: &str, bytes: &[u8], how: How<'_>) -> Result<PathBuf, FileError> {
        let path = self.joined(name);
        save(&path, bytes, how).map(|_| path)
    }

    /// The absolute path of a file beside the report, unless its name says otherwise.
    pub fn beside(&self, name: &str) -> PathBuf {
        let path = self.joined(name);
        absolute(&path).unwrap_or(path)
    }

    fn joined(&self, name: &str) -> PathBuf {
        self.path.parent().map_or_else(|| PathBuf::from(name), |folder| folder.join(name))
    }
}

/// Asks the session that holds a report to leave and waits until it has; a while after, the lock is taken from
/// it. `wait` waits a moment and tells whether to go on waiting.
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
            Attempt::OpenReport(_) if wait() => {}
            Attempt::OpenReport(_) => return Lock::take_over(place, asking).map(drop),
        }
    }
}
