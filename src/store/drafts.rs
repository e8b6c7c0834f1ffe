//! Drafts: a session and its journal, from opening a report until exit.
//!
//! Every change is written to the journal immediately, and every save is recorded in it. When a report is
//! opened, its journal contains either the same state as the file (then its undo history is restored), or
//! unsaved changes. Records are interpreted by `report::replay` and written by [`super::journal`].

use std::sync::Arc;

use super::backups::{self, Reason};
use super::journal::{self, Head, Journal};
use super::reports::Loaded;
use super::{FileError, FileProblem, MAX_REPORT_BYTES, Stamp, StateDir, lock, read_text};
use crate::form::Form;
use crate::report::{Report, read, write};
use crate::session::{
    Caret, Change, Contents, Difference, Record, Replay, Side, UndoHistory, changed_by, compare, replay,
    snapshot,
};

/// Maximum number of bytes kept in memory while the disk cannot be written; beyond it, the pending records
/// are dropped and the whole report is written later.
const MAX_WAITING: u64 = 16 * 1024 * 1024;

/// The draft of an open report.
#[derive(Debug)]
pub struct Draft {
    place: StateDir,
    form: Arc<Form>,
    /// `None` until the first change, and after the pending records were dropped.
    journal: Option<Journal>,
    /// True if the journal is next to the report, because the state folder could not be written.
    beside: bool,
    /// The report as saved in the file, and the stamp of the file.
    saved: (Option<String>, Report),
    /// The last change, while it is in memory only.
    last: Option<Change>,
    /// The caret recorded in the journal.
    caret: Option<Caret>,
    /// True if the version before this session is in the history.
    kept: bool,
    /// The report at the end of the journal, until the session begins.
    end: Option<Report>,
    /// True if nothing may be appended to the journal: it is set aside first.
    unfit: bool,
    /// Identity of the lock under which this session writes. If the lock was replaced, the journal belongs to
    /// another session.
    lock: Option<(u64, u64)>,
}

/// Content of a report's journal when the report is opened.
#[derive(Debug)]
pub enum Found {
    /// No usable draft.
    Nothing,
    /// The same state as the file, with undo history and caret.
    Same(Box<Replay>),
    /// Unsaved changes.
    More(Box<Recovery>),
}

/// A draft with changes that are not in the file.
#[derive(Debug)]
pub struct Recovery {
    /// The replayed journal.
    pub replay: Replay,
    /// Differences from the file, in the order of the form.
    pub differences: Vec<Difference>,
    /// Modification time of the journal in seconds since 1970.
    pub modified: i64,
    /// True if somebody else changed the file after the draft began.
    pub outside: bool,
}

impl Recovery {
    /// Returns for each difference whether the draft's value is used by default: true, except for values that
    /// only the file has changed.
    pub fn proposed(&self, file: &Report) -> Vec<bool> {
        let origin = self.replay.saved.as_ref().filter(|_| self.outside).map(|(_, report)| report);
        let proposed = |difference: &Difference| {
            origin.is_none_or(|origin| changed_by(origin, file, difference) != Side::Before)
        };
        self.differences.iter().map(proposed).collect()
    }
}

/// Reads a report's journal and compares it with the file; changes nothing.
pub fn look(place: &StateDir, loaded: &Loaded) -> Result<(Found, Option<journal::Contents>), FileError> {
    let Loaded { form, report, stamp, .. } = loaded;
    let contents = match journal::read(place) {
        Ok(contents) => contents.filter(|contents| is_of(&contents.head, form)),
        Err(error) if matches!(error.problem, FileProblem::TooLarge { .. }) => None,
        Err(error) => return Err(error),
    };
    let replayed = contents.as_ref().and_then(|contents| replay(form, contents.records()));
    let (Some(contents), Some(replay)) = (contents, replayed) else { return Ok((Found::Nothing, None)) };
    let draft = replay.undo_history.report();
    if draft == report {
        return Ok((Found::Same(Box::new(replay)), Some(contents)));
    }
    let differences = compare(form, report, draft);
    if differences.is_empty() || replay.changes == 0 {
        // All changes were saved; the file was changed afterwards.
        return Ok((Found::Nothing, None));
    }
    let began = replay.saved.as_ref().map(|(stamp, _)| stamp.as_str());
    let outside = began.is_some() && began != stamp.as_ref().map(Stamp::text).as_deref();
    let recovery = Recovery { replay, differences, modified: contents.modified, outside };
    Ok((Found::More(Box::new(recovery)), Some(contents)))
}

/// True if a journal belongs to this edition of the form; the figures of another one can have other units.
fn is_of(head: &Head, form: &Form) -> bool {
    head.form == form.id && head.edition == form.edition
}

/// True if the journal is readable and belongs to the form.
fn is_usable(place: &StateDir, form: &Form) -> bool {
    journal::read(place).is_ok_and(|contents| {
        contents
            .is_some_and(|contents| is_of(&contents.head, form) && replay(form, contents.records()).is_some())
    })
}

/// Restores the draft of a report whose file is missing or damaged; `find` returns the form.
pub fn rescue(
    place: &StateDir,
    find: impl FnOnce(&Head) -> Option<Arc<Form>>,
) -> Result<Option<(Arc<Form>, Replay)>, FileError> {
    let Some(contents) = journal::read(place)? else { return Ok(None) };
    let Some(form) = find(&contents.head) else { return Ok(None) };
    Ok(replay(&form, contents.records()).map(|replay| (form, replay)))
}

impl Draft {
    /// Opens the draft of a report that was read from its file, under the held lock. If the draft contains
    /// unsaved changes, the user decides whether to continue with it ([`crate::session::Session::resume`]) or to move it to
    /// the history ([`Draft::put_away`]).
    pub fn open(place: StateDir, loaded: &Loaded) -> Result<(Draft, Found), FileError> {
        let Loaded { form, report, stamp, .. } = loaded;
        let (found, contents) = look(&place, loaded)?;
        let beside = contents.as_ref().is_some_and(|contents| contents.beside);
        // The first change writes a journal next to the report to the state folder again, if that is possible.
        let resumed = contents.as_ref().filter(|contents| !contents.beside);
        let journal = resumed.map(|contents| Journal::resume(&place, contents)).transpose()?;
        if journal.is_none() && journal::is_there(&place) && !is_usable(&place, form) {
            journal::set_aside(&place)?;
        }
        let told = match &found {
            Found::Nothing => None,
            Found::Same(replay) => Some(&**replay),
            Found::More(recovery) => Some(&recovery.replay),
        };
        let lock = lock::identity(&place);
        let draft = Draft {
            place,
            form: Arc::clone(form),
            journal,
            beside,
            saved: (stamp.as_ref().map(Stamp::text), report.clone()),
            last: None,
            caret: told.map(|replay| replay.caret.clone()),
            kept: false,
            end: told.map(|replay| replay.undo_history.report().clone()),
            unfit: told.is_some_and(|replay| replay.unused > 0),
            lock,
        };
        Ok((draft, found))
    }

    /// Opens the draft of a report that is already being filled in, because it could not be opened before.
    /// Unsaved changes of an earlier draft are moved to the history; returns true if there were any.
    pub fn open_late(
        place: StateDir,
        contents: &mut Contents,
        stamp: &Stamp,
        time: i64,
    ) -> Result<(Draft, bool), FileError> {
        let (text, now) = read_text(place.report(), MAX_REPORT_BYTES)?;
        let form = Arc::clone(&contents.form);
        let file = read(&text).ok().filter(|_| now.same_content(stamp));
        let changed = || FileError::new(place.report(), FileProblem::Changed);
        let report = Report::from_file(&form, file.ok_or_else(changed)?);
        let loaded = Loaded { form, report, stamp: Some(*stamp), remark: None };
        let (mut draft, found) = Draft::open(place, &loaded)?;
        if let Found::More(recovery) = &found {
            draft.put_away(recovery.replay.undo_history.report(), time)?;
        }
        // They are part of the report with which the journal begins.
        contents.log.clear();
        draft.begin(contents.report());
        Ok((draft, matches!(found, Found::More(_))))
    }

    /// Begins to record the changes of a session with this report. If it does not continue from the end of the journal,
    /// the journal is set aside and a new one is started.
    pub fn begin(&mut self, report: &Report) {
        self.unfit |= self.end.take().as_ref().unwrap_or(&self.saved.1) != report;
        if self.unfit {
            (self.journal, self.caret) = (None, None);
        }
        if let Some(journal) = &mut self.journal {
            journal.append(Record::Open.encode(&self.form).as_bytes(), false);
        }
    }

    /// Makes the next flush write a new journal based on the current file; until then the journal is
    /// unchanged.
    pub fn begin_anew(&mut self) {
        self.journal = None;
    }

    /// Fails if another session has taken over the report; nothing may be written then.
    fn guarded(&self) -> Result<(), FileError> {
        let now = lock::identity(&self.place);
        if self.lock.is_none() || now.is_none() || now == self.lock {
            return Ok(());
        }
        Err(FileError::new(self.place.report(), FileProblem::TakenOver))
    }

    /// Moves the draft in the journal to the history, where it can be fetched.
    pub fn put_away(&mut self, draft: &Report, time: i64) -> Result<(), FileError> {
        self.guarded()?;
        backups::keep(&self.place, write(&self.form, draft).as_bytes(), Reason::Draft, time)?;
        journal::remove(&self.place);
        (self.journal, self.caret, self.end, self.unfit, self.beside) = (None, None, None, false, false);
        Ok(())
    }

    /// Records changes in memory, without system calls. Must be called after each message.
    pub fn keep(&mut self, log: Vec<Change>) {
        for change in log {
            let Some(journal) = &mut self.journal else {
                // The next flush writes the whole report.
                self.last = Some(change);
                continue;
            };
            let overwrites = self.last.as_ref().is_some_and(|last| change.overwrites(last));
            journal.append(Record::Change(change.clone()).encode(&self.form).as_bytes(), overwrites);
            self.last = Some(change);
        }
    }

    /// True if there are changes that are only in memory.
    pub fn waits(&self) -> bool {
        self.last.is_some()
    }

    /// Writes pending changes and waits until they are on disk. Called when a field is left, in a pause and
    /// on a signal.
    pub fn sync(&mut self, contents: &mut Contents, caret: &Caret) -> Result<(), FileError> {
        self.write(contents, caret, true)
    }

    /// Called before saving: syncs all changes to disk, and makes a backup of the file from before this
    /// session. Saving continues even if this fails.
    pub fn before_save(
        &mut self,
        contents: &mut Contents,
        caret: &Caret,
        time: i64,
    ) -> Result<(), FileError> {
        let synced = self.sync(contents, caret);
        if !self.kept {
            match backups::keep_file(&self.place, Reason::Session, time) {
                Ok(_) => self.kept = true,
                // The state folder is known to be full.
                Err(_) if self.beside => {}
                Err(error) => return Err(error),
            }
        }
        synced
    }

    /// Records a save.
    pub fn saved(&mut self, contents: &mut Contents, stamp: &Stamp) -> Result<(), FileError> {
        self.keep(std::mem::take(&mut contents.log));
        self.guarded()?;
        self.saved = (Some(stamp.text()), contents.report().clone());
        // The file was written by this session, so no further backup is needed.
        self.kept = true;
        if let Some(journal) = &mut self.journal {
            journal.append(Record::Saved(stamp.text()).encode(&self.form).as_bytes(), false);
            self.last = None;
        }
        self.place.note();
        let caret = self.caret.clone().unwrap_or_default();
        self.return_home(contents, &caret);
        let flushed = self.journal.as_mut().map_or(Ok(()), Journal::flush);
        flushed.or_else(|error| self.move_beside(contents, &caret).map_err(|_| error))
    }

    /// True if the journal is in a folder next to the report, because the state folder could not be written.
    pub fn is_beside(&self) -> bool {
        self.beside
    }

    /// Tries to write a journal next to the report to the state folder again.
    fn return_home(&mut self, contents: &Contents, caret: &Caret) {
        if self.beside && self.journal.is_some() {
            // If that fails, the journal remains where it is.
            let _ = self.renew(contents, caret);
        }
    }

    /// Writes a new journal next to the report, because the state folder cannot be written.
    fn move_beside(&mut self, contents: &Contents, caret: &Caret) -> Result<(), FileError> {
        let spare = self.place.make_spare().map_err(|problem| self.place.failed("", problem))?;
        let created = self.create(&spare, contents, caret);
        if created.is_err() {
            spare.remove_empty();
        }
        self.journal = Some(created?);
        (self.caret, self.beside) = (Some(caret.clone()), true);
        Ok(())
    }

    /// Records the exit of the program with its exit code.
    pub fn leave(&mut self, contents: &mut Contents, caret: &Caret, code: u8) -> Result<(), FileError> {
        self.write(contents, caret, false)?;
        self.return_home(contents, caret);
        let Some(journal) = &mut self.journal else { return Ok(()) };
        if self.caret.as_ref() != Some(caret) {
            journal.append(Record::Caret(caret.clone()).encode(&self.form).as_bytes(), false);
        }
        journal.append(Record::Left(code).encode(&self.form).as_bytes(), false);
        journal.sync()
    }

    /// Writes pending changes and the caret; with `sync`, waits until they are on disk.
    fn write(&mut self, contents: &mut Contents, caret: &Caret, sync: bool) -> Result<(), FileError> {
        self.keep(std::mem::take(&mut contents.log));
        self.guarded()?;
        let told = self.caret.as_ref().and_then(|caret| caret.answer.as_ref());
        let typed = caret.answer.as_ref() != told;
        let result = match &mut self.journal {
            None if self.last.is_none() && !typed && !self.unfit => return Ok(()),
            None => self.renew(contents, caret),
            Some(journal) => {
                if self.last.is_some() || typed {
                    journal.append(Record::Caret(caret.clone()).encode(&self.form).as_bytes(), false);
                    self.caret = Some(caret.clone());
                }
                if self.unfit || journal.wants_renewal() {
                    self.renew(contents, caret)
                } else if sync {
                    journal.sync()
                } else {
                    journal.flush()
                }
            }
        };
        let result = result.or_else(|error| self.move_beside(contents, caret).map_err(|_| error));
        if result.is_ok() {
            self.last = None;
        } else if self.journal.as_ref().is_some_and(|journal| journal.waiting() > MAX_WAITING) {
            // The session still contains all changes.
            self.journal = None;
        }
        result
    }

    /// Writes a new journal to the state folder; the one next to the report is no longer needed then.
    fn renew(&mut self, contents: &Contents, caret: &Caret) -> Result<(), FileError> {
        if self.unfit && journal::is_there(&self.place) {
            journal::set_aside(&self.place)?;
        }
        self.journal = Some(self.create(&self.place, contents, caret)?);
        (self.unfit, self.caret) = (false, Some(caret.clone()));
        if std::mem::take(&mut self.beside) {
            journal::remove_spare(&self.place);
        }
        Ok(())
    }

    /// Creates a journal: the saved report, the current report, and the caret.
    fn create(&self, place: &StateDir, contents: &Contents, caret: &Caret) -> Result<Journal, FileError> {
        let (stamp, report) = &self.saved;
        let form = &*self.form;
        let now = snapshot(form, &contents.undo_history);
        let mark = stamp.clone().map(|stamp| Record::Saved(stamp).encode(form));
        let caret = Record::Caret(caret.clone()).encode(form);
        let records = if report == contents.report() {
            [Some(now), mark, None, Some(caret)]
        } else {
            let saved = snapshot(form, &UndoHistory::new(report.clone()));
            [Some(saved), mark, Some(now), Some(caret)]
        };
        let records: Vec<Vec<u8>> = records.into_iter().flatten().map(String::into_bytes).collect();
        let head = Head { form: form.id.clone(), edition: form.edition.clone() };
        Journal::create(place, &head, &records)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use rustix::io::Errno;

    use super::*;
    use crate::form::CellRef;
    use crate::report::Edit;
    use crate::session::{Merge, Session};
    use crate::store::fault::{Plan, steps_of};
    use crate::store::forms::Shelf;
    use crate::store::testing::{Desk, names, put};
    use crate::store::{How, State, reports};

    const TIME: i64 = 1_700_000_000;

    fn blank() -> (Arc<Form>, Report) {
        let shelf = Shelf::default();
        let form = shelf.find(shelf.first_id(), "").unwrap().form;
        let report = Report::new(&form);
        (form, report)
    }

    struct Open {
        session: Session,
        draft: Draft,
        stamp: Stamp,
        caret: Caret,
    }

    fn state(folder: &Path) -> State {
        State::new(Some(folder.join("state")))
    }

    /// Opens the report, with its draft if there is one.
    fn open(folder: &Path) -> Result<(Open, &'static str), FileError> {
        let path = folder.join("r.ron");
        let loaded = reports::load(&path, &Shelf::default()).unwrap();
        let stamp = loaded.stamp.unwrap();
        let place = state(folder).place(&path)?;
        place.sweep();
        let (mut draft, found) = Draft::open(place, &loaded)?;
        let (undo_history, caret, what) = match found {
            Found::Nothing => (UndoHistory::new(loaded.report), Caret::default(), "nothing"),
            Found::Same(replay) => (replay.undo_history, replay.caret, "same"),
            Found::More(recovery) => (recovery.replay.undo_history, recovery.replay.caret, "more"),
        };
        let mut session = Session::resume(loaded.form, undo_history);
        session.keep_log();
        draft.begin(session.report());
        Ok((Open { session, draft, stamp, caret }, what))
    }

    impl Open {
        fn type_in(&mut self, path: &str, text: &str, run: u64) {
            let cell = self.session.report().resolve(self.session.form(), path).unwrap();
            let merge = if run == 0 { Merge::No } else { Merge::Run(run) };
            self.session.change(Edit::Set { cell, text: Some(text.into()) }, cell, merge);
            self.caret = Caret { cell: Some(cell), offset: text.chars().count(), ..Caret::default() };
            self.draft.keep(self.session.take_log());
        }

        fn sync(&mut self) -> Result<(), FileError> {
            self.draft.sync(&mut self.session.contents(), &self.caret)
        }

        fn save(&mut self) -> Result<(), FileError> {
            let _ = self.draft.before_save(&mut self.session.contents(), &self.caret, TIME);
            let path = self.draft.place.report().to_owned();
            let how = How::Update(&self.stamp);
            let saved = reports::store(&path, self.session.form(), self.session.report(), how);
            let stamp = match saved {
                Ok(stamp) => stamp,
                // The file is in place nevertheless.
                Err(error) => error.written.ok_or(error)?,
            };
            self.stamp = stamp;
            self.draft.saved(&mut self.session.contents(), &stamp)
        }
    }

    /// Simulates a user's work: each step sets a different contact name; calls `told` for each step that was
    /// synced.
    fn work(open: &mut Open, told: &mut dyn FnMut(usize)) -> usize {
        let mut failures = 0;
        let mut count = |result: Result<(), FileError>| {
            failures += usize::from(result.is_err());
            result.is_ok()
        };
        for step in 1..=6 {
            for typed in ["正", "正在", &contact(step)] {
                open.type_in("contact", typed, step as u64);
            }
            let kept = if step % 3 == 0 { open.save() } else { open.sync() };
            if count(kept) {
                told(step);
            }
        }
        failures
    }

    fn contact(step: usize) -> String {
        if step == 0 { String::new() } else { format!("联系人{step}") }
    }

    fn desk(name: &str) -> Desk {
        let desk = Desk::new(name);
        let (form, report) = blank();
        desk.file("r.ron", write(&form, &report).as_bytes());
        desk
    }

    fn contact_in(report: &Report, form: &Form) -> String {
        report.text(report.resolve(form, "contact").unwrap()).to_owned()
    }

    fn file_contact(folder: &Path) -> String {
        let loaded = reports::load(&folder.join("r.ron"), &Shelf::default()).unwrap();
        contact_in(&loaded.report, &loaded.form)
    }

    fn no_strays(desk: &Desk) {
        assert_eq!(desk.names(), ["r.ron", "state"]);
        let place = state(&desk.path("")).find(&desk.path("r.ron")).unwrap().unwrap();
        let all = names(place.path());
        assert!(all.iter().all(|name| ["history", "journal", "report"].contains(&name.as_str())), "{all:?}");
        if all.contains(&"history".to_owned()) {
            let kept = names(&place.path().join("history"));
            assert_eq!(kept.len(), backups::list(&place).unwrap().len(), "{kept:?}");
        }
    }

    #[test]
    fn a_draft_is_found_undone_and_saved() {
        let desk = desk("draft");
        let folder = desk.path("");
        let (mut first, what) = open(&folder).unwrap();
        assert_eq!(what, "nothing");
        assert!(first.draft.journal.is_none(), "looking writes nothing");
        first.type_in("contact", "林", 1);
        first.type_in("contact", "林晓", 1);
        first.type_in("phone", "1", 2);
        first.sync().unwrap();
        first.type_in("phone", "12", 2);
        first.draft.leave(&mut first.session.contents(), &first.caret, 129).unwrap();
        let (before, steps) = (first.session.report().clone(), first.session.steps());
        let caret = first.caret.clone();
        drop(first);
        let (mut second, what) = open(&folder).unwrap();
        assert_eq!((what, second.session.report(), second.session.steps()), ("more", &before, steps));
        assert_eq!(second.caret, caret);
        second.session.undo();
        second.session.undo();
        assert_eq!(contact_in(second.session.report(), second.session.form()), "");
        second.session.redo();
        second.save().unwrap();
        drop(second);
        let (mut third, what) = open(&folder).unwrap();
        assert_eq!((what, third.session.steps()), ("same", 1));
        assert_eq!(file_contact(&folder), "林晓");
        third.session.redo();
        assert_eq!(third.session.report(), &before, "what was undone can still be done again");
        let place = state(&folder).find(&desk.path("r.ron")).unwrap().unwrap();
        assert_eq!(backups::list(&place).unwrap().len(), 1);
        no_strays(&desk);
    }

    #[test]
    fn a_draft_that_is_put_away_is_in_the_history() {
        let desk = desk("away");
        let folder = desk.path("");
        let (mut first, _) = open(&folder).unwrap();
        first.type_in("contact", "林", 0);
        first.sync().unwrap();
        let (mut draft, found) = (first.draft, first.session.report().clone());
        draft.put_away(&found, TIME).unwrap();
        let (second, what) = open(&folder).unwrap();
        assert_eq!(what, "nothing");
        let kept = backups::fetch(&second.draft.place, 1).unwrap().unwrap();
        assert_eq!(String::from_utf8(kept).unwrap(), write(second.session.form(), &found));
    }

    #[test]
    fn what_others_changed_is_not_taken_back() {
        let desk = desk("others");
        let folder = desk.path("");
        let path = desk.path("r.ron");
        let (mut mine, _) = open(&folder).unwrap();
        mine.type_in("contact", "林", 0);
        mine.type_in("posts", "50", 0);
        mine.sync().unwrap();
        let (form, mut theirs) = blank();
        for (name, text) in [("phone", "110"), ("posts", "51")] {
            let cell = theirs.resolve(&form, name).unwrap();
            theirs.apply(&form, Edit::Set { cell, text: Some(text.into()) });
        }
        reports::store(&path, &form, &theirs, How::Replace).unwrap();
        let error = mine.save().unwrap_err();
        assert_eq!(error.problem, FileProblem::Changed);
        let place = state(&folder).place(&path).unwrap();
        let loaded = reports::load(&path, &Shelf::default()).unwrap();
        let (Found::More(recovery), _) = look(&place, &loaded).unwrap() else { panic!() };
        assert!(recovery.outside);
        let paths: Vec<&str> = recovery.differences.iter().map(|found| found.path.as_str()).collect();
        assert_eq!(paths, ["contact", "phone", "posts"]);
        assert_eq!(recovery.proposed(&theirs), [true, false, true]);
        assert_eq!(
            changed_by(&recovery.replay.saved.unwrap().1, &theirs, &recovery.differences[2]),
            Side::Both
        );
    }

    #[test]
    fn a_session_that_does_not_go_on_from_the_draft_has_a_journal_of_its_own() {
        let desk = desk("apart");
        let folder = desk.path("");
        let (mut first, _) = open(&folder).unwrap();
        first.type_in("contact", "林", 0);
        first.sync().unwrap();
        let loaded = reports::load(&desk.path("r.ron"), &Shelf::default()).unwrap();
        let place = first.draft.place.clone();
        let (mut draft, _) = Draft::open(place.clone(), &loaded).unwrap();
        let mut session = Session::new(loaded.form, loaded.report);
        session.keep_log();
        draft.begin(session.report());
        let mut second = Open { session, draft, stamp: first.stamp, caret: Caret::default() };
        second.type_in("phone", "1", 0);
        second.sync().unwrap();
        let (again, what) = open(&folder).unwrap();
        assert_eq!((what, again.session.report()), ("more", second.session.report()));
        assert!(names(place.path()).contains(&"journal.bad1".to_owned()));
    }

    #[test]
    fn a_draft_is_begun_late() {
        let desk = desk("late");
        let folder = desk.path("");
        let (mut first, _) = open(&folder).unwrap();
        first.type_in("contact", "林", 0);
        first.sync().unwrap();
        let Open { draft: Draft { place, .. }, stamp, .. } = first;
        for (typed, earlier) in [("1", true), ("2", true)] {
            let loaded = reports::load(&desk.path("r.ron"), &Shelf::default()).unwrap();
            let mut session = Session::new(loaded.form, loaded.report);
            let phone = session.report().resolve(session.form(), "phone").unwrap();
            session.change(Edit::Set { cell: phone, text: Some(typed.into()) }, phone, Merge::No);
            let late = Draft::open_late(place.clone(), &mut session.contents(), &stamp, TIME).unwrap();
            let (mut draft, put_away) = late;
            assert_eq!(put_away, earlier);
            draft.sync(&mut session.contents(), &Caret::default()).unwrap();
            let (again, what) = open(&folder).unwrap();
            assert_eq!((what, again.session.report()), ("more", session.report()));
        }
        assert_eq!(backups::list(&place).unwrap().len(), 2, "both drafts of before");
        put(&desk.path("r.ron"), b"(");
        let mut session = Session::new(blank().0, blank().1);
        let error = Draft::open_late(place, &mut session.contents(), &stamp, TIME).unwrap_err();
        assert_eq!(error.problem, FileProblem::Changed);
    }

    #[test]
    fn a_session_that_lost_its_lock_writes_no_more() {
        let desk = desk("taken");
        let folder = desk.path("");
        let place = state(&folder).place(&desk.path("r.ron")).unwrap();
        let owner = |user| lock::Owner::this(user, "", "", 0);
        let old_lock = lock::Lock::take(&place, &owner("甲")).unwrap();
        let (mut old, _) = open(&folder).unwrap();
        old.type_in("contact", "林", 0);
        old.sync().unwrap();
        let new_lock = lock::Lock::take_over(&place, &owner("乙")).unwrap();
        let (mut new, what) = open(&folder).unwrap();
        assert_eq!(what, "more");
        for step in 0..3 {
            old.type_in("posts", &step.to_string(), 0);
            assert_eq!(old.sync().unwrap_err().problem, FileProblem::TakenOver);
            assert!(old.draft.leave(&mut old.session.contents(), &old.caret, 129).is_err());
            new.type_in("phone", &step.to_string(), 0);
            new.sync().unwrap();
        }
        drop((old, old_lock));
        let (again, _) = open(&folder).unwrap();
        assert_eq!(again.session.report(), new.session.report());
        drop(new_lock);
    }

    #[test]
    fn a_journal_that_does_not_fit_is_set_aside() {
        let desk = desk("unfit");
        let folder = desk.path("");
        let (mut first, _) = open(&folder).unwrap();
        first.type_in("contact", "林", 0);
        first.sync().unwrap();
        let journal = first.draft.place.path().join("journal");
        let good = std::fs::read(&journal).unwrap();
        first.draft.journal.as_mut().unwrap().append(b"from the future\n", false);
        first.type_in("contact", "晓", 0);
        first.sync().unwrap();
        let (mut second, what) = open(&folder).unwrap();
        assert_eq!(
            (what, contact_in(second.session.report(), second.session.form())),
            ("more", "林".to_owned())
        );
        second.type_in("phone", "1", 0);
        second.sync().unwrap();
        let (third, _) = open(&folder).unwrap();
        assert_eq!(third.session.report(), second.session.report());
        assert!(names(third.draft.place.path()).contains(&"journal.bad1".to_owned()));
        put(&journal, &good[1..]);
        assert_eq!(open(&folder).unwrap().1, "nothing");
        assert!(names(third.draft.place.path()).contains(&"journal.bad2".to_owned()));
    }

    #[test]
    fn a_long_journal_is_written_anew() {
        let desk = desk("long");
        let folder = desk.path("");
        let (mut open_, _) = open(&folder).unwrap();
        let long = "长".repeat(100_000);
        for step in 0..60 {
            open_.type_in("tasks", &format!("{step}{long}"), 0);
            open_.draft.write(&mut open_.session.contents(), &open_.caret, false).unwrap();
            let journal = open_.draft.place.path().join("journal");
            assert!(std::fs::metadata(journal).unwrap().len() < 12 * 1024 * 1024);
        }
        let before = open_.session.report().clone();
        drop(open_);
        let (again, _) = open(&folder).unwrap();
        assert_eq!(again.session.report(), &before);
        assert!(again.session.steps() > 3);
    }

    #[test]
    fn every_step_may_fail() {
        let all = {
            let desk = desk("count");
            let (mut open, _) = open(&desk.path("")).unwrap();
            steps_of(Plan::Count, || work(&mut open, &mut |_| {})).1
        };
        assert!(all > 20, "{all}");
        let errors = [Errno::NOSPC, Errno::IO, Errno::ROFS, Errno::ACCESS, Errno::DQUOT];
        for at in 0..all {
            for plan in [Plan::Fail(at, errors[at % 5]), Plan::FailFrom(at, errors[(at + 1) % 5])] {
                let desk = desk("fail");
                let folder = desk.path("");
                let (mut opened, _) = open(&folder).unwrap();
                let (_, steps) = steps_of(plan, || work(&mut opened, &mut |_| {}));
                assert!(steps > at, "{plan:?}");
                let there = file_contact(&folder);
                assert!([0, 3, 6].map(contact).contains(&there), "{plan:?}: {there}");
                assert!(
                    opened
                        .session
                        .report()
                        .entry(CellRef::only(opened.session.form().year.unwrap()))
                        .is_none()
                );
                // There is space again: everything is written, no temporary files are left.
                opened.sync().unwrap();
                let (again, _) = open(&folder).unwrap();
                assert_eq!(again.session.report(), opened.session.report(), "{plan:?}");
                opened.save().unwrap();
                assert_eq!(file_contact(&folder), contact(6));
                no_strays(&desk);
            }
        }
    }

    #[test]
    fn the_journal_is_next_to_the_report_while_the_state_folder_cannot_be_written() {
        let desk = desk("beside");
        let folder = desk.path("");
        let spare = || desk.names().contains(&".r.ron.tianbiao-draft".to_owned());
        let (mut opened, _) = open(&folder).unwrap();
        opened.type_in("contact", "张甲", 0);
        opened.sync().unwrap();
        std::fs::remove_dir_all(opened.draft.place.path()).unwrap();
        opened.type_in("contact", "李乙", 0);
        opened.sync().unwrap();
        assert!(spare() && opened.draft.is_beside());
        let before = opened.session.report().clone();
        // The process was killed. The draft is found, and returns with the next change.
        drop(opened);
        let (mut again, what) = open(&folder).unwrap();
        assert_eq!((what, again.session.report()), ("more", &before));
        assert!(spare() && again.session.steps() == 2);
        again.type_in("contact", "王丙", 0);
        again.sync().unwrap();
        assert!(!spare() && !again.draft.is_beside());
        // It also returns when the report is saved.
        again.type_in("contact", "赵丁", 0);
        let (result, _) = steps_of(Plan::Fail(0, Errno::DQUOT), || again.sync());
        result.unwrap();
        assert!(spare());
        again.save().unwrap();
        assert!(!spare());
        assert_eq!(file_contact(&folder), "赵丁");
        no_strays(&desk);
    }

    /// Not a test itself: run and killed by [`a_kill_at_every_step`].
    #[test]
    fn killed() {
        let (Some(folder), Some(at)) =
            (std::env::var_os("TIANBIAO_TEST_DESK"), std::env::var_os("TIANBIAO_TEST_KILL"))
        else {
            return;
        };
        let at = at.to_str().unwrap().parse().unwrap();
        let (mut open, _) = open(Path::new(&folder)).unwrap();
        steps_of(Plan::Kill(at), || work(&mut open, &mut |step| println!("kept {step}")));
        println!("done");
    }

    #[test]
    fn a_kill_at_every_step() {
        for at in 0.. {
            let desk = desk("kill");
            let folder = desk.path("");
            let child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "store::drafts::tests::killed", "--nocapture", "--test-threads=1"])
                .env("TIANBIAO_TEST_DESK", &folder)
                .env("TIANBIAO_TEST_KILL", at.to_string())
                .output()
                .unwrap();
            let said = String::from_utf8(child.stdout).unwrap();
            let kept = said.lines().filter_map(|line| line.strip_prefix("kept ")?.parse().ok()).next_back();
            let kept: usize = kept.unwrap_or(0);
            let done = said.lines().any(|line| line == "done");
            assert_eq!(done, child.status.success(), "{said}");
            let there = file_contact(&folder);
            assert!([0, 3, 6].map(contact).contains(&there), "step {at}: {there}");
            let (again, _) = open(&folder).unwrap();
            let found = contact_in(again.session.report(), again.session.form());
            assert!(
                (kept..=6).map(contact).any(|contact| contact == found),
                "step {at}: {found} after {kept}"
            );
            no_strays(&desk);
            if done {
                assert!(at > 20);
                break;
            }
        }
    }
}
