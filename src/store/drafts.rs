//! Drafts: a session and its journal, from opening a report to leaving it.
//!
//! What is done to a report goes to the journal as it happens, and with each save a mark that says so. When
//! a report is opened, its journal either tells the same as the file (then its undo goes on), or more. What
//! records mean is `report::replay`'s, how they are written is [`super::journal`]'s.

use std::sync::Arc;

use super::history::{self, Reason};
use super::journal::{self, Contents, Head, Journal};
use super::{FileError, FileProblem, Place, Stamp};
use crate::form::Form;
use crate::report::{
    Caret, Change, Difference, Record, Replay, Report, Session, Side, Trail, changed_by, compare, replay,
    snapshot, write,
};

/// So much may wait in memory while the disk takes nothing; then the report itself is what waits.
const MAX_WAITING: u64 = 16 * 1024 * 1024;

/// The draft of an open report.
#[derive(Debug)]
pub struct Draft {
    place: Place,
    form: Arc<Form>,
    /// `None` until something is done, and after everything that waited was given up for a fresh start.
    journal: Option<Journal>,
    /// The report as the file holds it, and the stamp of the file.
    saved: (Option<String>, Report),
    /// The last change, while it waits in memory.
    last: Option<Change>,
    /// What the journal says about the caret.
    caret: Option<Caret>,
    /// Whether the version before this session is in the history.
    kept: bool,
    /// Why the last attempt to write failed.
    problem: Option<FileError>,
}

/// What the journal of a report tells when it is opened.
#[derive(Debug)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// The same as the file: what can be undone, and where the person was.
    Same(Box<Replay>),
    /// More than the file.
    More(Box<Recovery>),
}

/// A draft that has more than the file.
#[derive(Debug)]
pub struct Recovery {
    /// What the journal tells.
    pub replay: Replay,
    /// Where it differs from the file, in the form's order.
    pub differences: Vec<Difference>,
    /// When the journal was last written: seconds since 1970.
    pub modified: i64,
    /// Whether the file is not the one that the draft began with: somebody else changed it.
    pub outside: bool,
}

impl Recovery {
    /// The differences that are to be taken over unless a person says otherwise: all but those that only the
    /// file has changed.
    pub fn proposed(&self, file: &Report) -> Vec<bool> {
        let origin = self.replay.saved.as_ref().filter(|_| self.outside).map(|(_, report)| report);
        let proposed = |difference: &Difference| {
            origin.is_none_or(|origin| changed_by(origin, file, difference) != Side::Before)
        };
        self.differences.iter().map(proposed).collect()
    }
}

/// What the journal of a report tells more than its file; changes nothing.
pub fn look(
    place: &Place,
    form: &Form,
    report: &Report,
    stamp: Option<&Stamp>,
) -> Result<(Found, Option<Contents>), FileError> {
    let contents = match journal::read(place) {
        Ok(contents) => contents.filter(|contents| contents.head.form == form.id),
        Err(error) if matches!(error.problem, FileProblem::TooLarge { .. }) => None,
        Err(error) => return Err(error),
    };
    let replayed = contents.as_ref().and_then(|contents| replay(form, contents.records()));
    let (Some(contents), Some(replay)) = (contents, replayed) else { return Ok((Found::Nothing, None)) };
    let drafted = replay.trail.report();
    if drafted == report {
        return Ok((Found::Same(Box::new(replay)), Some(contents)));
    }
    let differences = compare(form, report, drafted);
    if differences.is_empty() || replay.changes == 0 {
        // All of it was saved; the file has gone on since.
        return Ok((Found::Nothing, None));
    }
    let began = replay.saved.as_ref().map(|(stamp, _)| stamp.as_str());
    let outside = began.is_some() && began != stamp.map(Stamp::text).as_deref();
    let recovery = Recovery { replay, differences, modified: contents.modified, outside };
    Ok((Found::More(Box::new(recovery)), Some(contents)))
}

/// The draft of a report whose file is gone or damaged, as far as its journal tells; `find` gives the form.
pub fn rescue(
    place: &Place,
    find: impl FnOnce(&Head) -> Option<Arc<Form>>,
) -> Result<Option<(Arc<Form>, Replay)>, FileError> {
    let Some(contents) = journal::read(place)? else { return Ok(None) };
    let Some(form) = find(&contents.head) else { return Ok(None) };
    Ok(replay(&form, contents.records()).map(|replay| (form, replay)))
}

impl Draft {
    /// Opens the draft of a report as read from its file. What to do with a draft that has more is for a
    /// person to say: go on with it ([`Session::resume`]), or put it away ([`Draft::put_away`]).
    pub fn open(
        place: Place,
        form: &Arc<Form>,
        report: &Report,
        stamp: Option<&Stamp>,
    ) -> Result<(Draft, Found), FileError> {
        let (found, contents) = look(&place, form, report, stamp)?;
        let journal = match &contents {
            Some(contents) => Some(Journal::resume(&place, contents)?),
            None => {
                let unusable = journal::is_there(&place) && journal::read(&place).is_ok_and(|read| {
                    read.is_none_or(|contents| contents.head.form != form.id)
                });
                if unusable {
                    journal::set_aside(&place)?;
                }
                None
            }
        };
        let saved = (stamp.map(Stamp::text), report.clone());
        let form = Arc::clone(form);
        let draft = Draft { place, form, journal, saved, last: None, caret: None, kept: false, problem: None };
        Ok((draft, found))
    }

    /// A session begins: from now on what is done in it is kept.
    pub fn begin(&mut self, session: &mut Session) {
        session.keep_log();
        if let Some(journal) = &mut self.journal {
            journal.append(Record::Open.encode(&self.form).as_bytes(), false);
        }
    }

    /// Puts the journal's draft into the history, where it can be fetched from, and forgets it.
    pub fn put_away(&mut self, draft: &Report, time: i64) -> Result<(), FileError> {
        history::keep(&self.place, write(&self.form, draft).as_bytes(), Reason::Draft, time)?;
        journal::remove(&self.place);
        self.journal = None;
        Ok(())
    }

    /// Takes what was done into memory; costs no system call. To be called after each message.
    pub fn keep(&mut self, session: &mut Session) {
        for change in session.take_log() {
            let Some(journal) = &mut self.journal else {
                // The whole report is written at the next flush.
                self.last = Some(change);
                continue;
            };
            let overwrites = self.last.as_ref().is_some_and(|last| change.overwrites(last));
            journal.append(Record::Change(change.clone()).encode(&self.form).as_bytes(), overwrites);
            self.last = Some(change);
        }
    }

    /// Whether something waits in memory.
    pub fn waits(&self) -> bool {
        self.last.is_some()
    }

    /// Why the journal cannot be written (未落盘), as long as it cannot.
    pub fn problem(&self) -> Option<&FileError> {
        self.problem.as_ref()
    }

    /// How large the journal is.
    pub fn size(&self) -> u64 {
        self.journal.as_ref().map_or(0, Journal::size)
    }

    /// Writes what waits, with the caret; within a second of typing, and before anything that may take long.
    pub fn flush(&mut self, session: &mut Session, caret: &Caret) -> Result<(), FileError> {
        self.write(session, caret, false)
    }

    /// The same, and waits until it is on the disk: on leaving a field, in a pause, on a signal.
    pub fn sync(&mut self, session: &mut Session, caret: &Caret) -> Result<(), FileError> {
        self.write(session, caret, true)
    }

    /// Before a save: all that was typed is on the disk, and the file of before this session is in the
    /// history. Saving goes on when this fails.
    pub fn before_save(&mut self, session: &mut Session, caret: &Caret, time: i64) -> Result<(), FileError> {
        let synced = self.sync(session, caret);
        if !self.kept {
            history::keep_file(&self.place, Reason::Session, time)?;
            self.kept = true;
        }
        synced
    }

    /// After a save.
    pub fn saved(&mut self, session: &mut Session, stamp: &Stamp) -> Result<(), FileError> {
        self.keep(session);
        self.saved = (Some(stamp.text()), session.report().clone());
        if let Some(journal) = &mut self.journal {
            journal.append(Record::Saved(stamp.text()).encode(&self.form).as_bytes(), false);
            self.last = None;
        }
        self.place.note();
        let flushed = self.journal.as_mut().map_or(Ok(()), Journal::flush);
        self.told(flushed)
    }

    /// The program leaves, with this exit code.
    pub fn leave(&mut self, session: &mut Session, caret: &Caret, code: u8) -> Result<(), FileError> {
        self.keep(session);
        if self.journal.is_none() && self.last.is_none() {
            return Ok(());
        }
        self.flush(session, caret)?;
        if let Some(journal) = &mut self.journal {
            if self.caret.as_ref() != Some(caret) {
                journal.append(Record::Caret(caret.clone()).encode(&self.form).as_bytes(), false);
            }
            journal.append(Record::Left(code).encode(&self.form).as_bytes(), false);
        }
        let synced = self.journal.as_mut().map_or(Ok(()), Journal::sync);
        self.told(synced)
    }

    fn write(&mut self, session: &mut Session, caret: &Caret, sync: bool) -> Result<(), FileError> {
        self.keep(session);
        let typed = caret.answer.is_some() && self.caret.as_ref() != Some(caret);
        let result = match &mut self.journal {
            None if self.last.is_none() && !typed => return Ok(()),
            None => self.renew(session, caret),
            Some(journal) => {
                if self.last.is_some() || typed {
                    journal.append(Record::Caret(caret.clone()).encode(&self.form).as_bytes(), false);
                    self.caret = Some(caret.clone());
                }
                if journal.wants_renewal() {
                    self.renew(session, caret)
                } else if sync {
                    journal.sync()
                } else {
                    journal.flush()
                }
            }
        };
        if result.is_ok() {
            self.last = None;
        } else if self.journal.as_ref().is_some_and(|journal| journal.waiting() > MAX_WAITING) {
            // The session has all of it.
            self.journal = None;
        }
        self.told(result)
    }

    /// Writes the journal anew: what was saved, what there is now, and the caret.
    fn renew(&mut self, session: &Session, caret: &Caret) -> Result<(), FileError> {
        let (stamp, report) = &self.saved;
        let form = &*self.form;
        let now = snapshot(form, session.trail());
        let mut records = vec![now];
        let mark = stamp.clone().map(|stamp| Record::Saved(stamp).encode(form));
        if report == session.report() {
            records.extend(mark);
        } else {
            records.splice(0..0, [snapshot(form, &Trail::new(report.clone()))].into_iter().chain(mark));
        }
        records.push(Record::Caret(caret.clone()).encode(form));
        let records: Vec<Vec<u8>> = records.into_iter().map(String::into_bytes).collect();
        let head = Head { form: form.id.clone(), edition: form.edition.clone() };
        self.journal = Some(Journal::create(&self.place, &head, &records)?);
        self.caret = Some(caret.clone());
        Ok(())
    }

    fn told(&mut self, result: Result<(), FileError>) -> Result<(), FileError> {
        self.problem = result.as_ref().err().cloned();
        result
    }
}
