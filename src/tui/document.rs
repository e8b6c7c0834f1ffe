//! A report on the screen with its file, its draft and its lock: how it is opened, and the effects that
//! touch files.

mod versions;

use std::io;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::Launch;
use super::app::{App, Cursor, Disk, Effect, ExportError, Look, Message, update};
use super::crash;
use super::difference;
use super::layout;
use super::opening::{self, Decision, Opening, Question};
use super::output::Output;
use crate::export::{Format, Options};
use crate::form::{CellRef, FieldId};
use crate::message;
use crate::report::{Answer, Caret, Merge, Session, Trail, pick, write};
use crate::store::drafts::{Draft, Found, Recovery};
use crate::store::history::{self, Reason};
use crate::store::lock::{Attempt, Lock, Owner};
use crate::store::state::{Place, State};
use crate::store::{FileError, FileProblem, How, Stamp, reports, save, shown};

/// A report on the screen.
pub struct Document {
    /// The screen.
    pub app: App,
    path: PathBuf,
    stamp: Option<Stamp>,
    /// Where state is kept; none where nothing can be kept.
    place: Option<Place>,
    /// What was typed, on its way to the disk; none where it cannot be kept, or is not to be.
    draft: Option<Draft>,
    lock: Option<Lock>,
    /// Where the person was when the draft was last looked at.
    last: Cursor,
    /// What was half-written in a question when the draft was last put on the disk.
    answer: Option<Answer>,
    /// Whether saving was refused because somebody else changed the file.
    changed_outside: bool,
    /// What a place and a lock are found with once they can be.
    later: Option<(State, Owner)>,
}

/// What comes after a message.
pub enum After {
    /// Nothing more.
    Stay,
    /// The terminal goes to the shell for a while.
    Suspend,
    /// The file was changed elsewhere: both are to be looked at.
    Reopen,
    /// The program leaves, with this exit code.
    Leave(u8),
}

/// A report that waits for an answer before it is shown.
pub struct Waiting {
    /// The question.
    pub opening: Opening,
    /// What the report is called.
    pub path: PathBuf,
    loaded: reports::Loaded,
    place: Place,
    asks: Asks,
}

/// What is asked about.
#[allow(clippy::large_enum_variant, reason = "there is one at a time, and it is taken apart at once")]
enum Asks {
    /// Another session holds the report.
    Held(Owner),
    /// Another account has it open.
    Shared(Lock),
    /// There is a draft with more than the file.
    Draft(Box<(Draft, Recovery, Option<Lock>)>),
}

/// What comes of opening a report.
pub enum Opened {
    /// It is shown.
    Ready(Box<Document>),
    /// Something is to be decided first.
    Asks(Box<Waiting>),
}

/// What an answer comes to.
pub enum Decided {
    /// The report is shown, or something else is to be decided.
    Show(Opened),
    /// The program leaves, with this exit code.
    Leave(u8),
}

/// Opens a report that was read.
pub fn open(launch: &Launch<'_>, loaded: reports::Loaded, path: &Path, size: (u16, u16)) -> Opened {
    let look = Look { lang: launch.lang.unwrap_or(loaded.form.language), ..launch.look };
    let place = match launch.state.place(path) {
        Ok(place) => place,
        Err(error) => {
            let trail = Trail::new(loaded.report.clone());
            let mut document = Document::new(look, size, loaded, path, trail);
            document.app.disk = Disk::Failing(error.sentence(look.lang));
            document.later = Some((launch.state.clone(), launch.owner.clone()));
            return Opened::Ready(Box::new(document));
        }
    };
    place.sweep();
    let (owner, asks) = match Lock::take(&place, &launch.owner) {
        Ok(Attempt::Taken(lock)) => return with_draft(look, size, loaded, path, place, Some(lock)),
        // Without a lock, saving still refuses to overwrite what somebody else wrote.
        Err(_) => return with_draft(look, size, loaded, path, place, None),
        Ok(Attempt::Held(owner)) => (owner_words(&owner, look), Asks::Held(owner)),
        Ok(Attempt::Shared(lock, owner)) => (owner_words(&owner, look), Asks::Shared(lock)),
    };
    let question = Question::Held { owner, other: matches!(asks, Asks::Shared(_)) };
    let opening = Opening::new(look, size, question);
    Opened::Asks(Box::new(Waiting { opening, path: path.to_owned(), loaded, place, asks }))
}

/// Opens a report again, as its file is now, without giving its lock back.
pub fn reopen(launch: &Launch<'_>, mut document: Document, loaded: reports::Loaded) -> Opened {
    let (look, size) = (document.app.look, document.app.size);
    let (place, lock, path) = (document.place.take(), document.lock.take(), document.path.clone());
    drop(document);
    match place {
        Some(place) => with_draft(look, size, loaded, &path, place, lock),
        None => open(launch, loaded, &path, size),
    }
}

/// Opens a report whose lock is held: with its draft, if there is one.
fn with_draft(
    look: Look,
    size: (u16, u16),
    loaded: reports::Loaded,
    path: &Path,
    place: Place,
    lock: Option<Lock>,
) -> Opened {
    let open = || Draft::open(place.clone(), &loaded.form, &loaded.report, loaded.stamp.as_ref());
    // Without it a draft would not be offered: a failure that passes is not worth that.
    let (draft, found) = match open().or_else(|_| open()) {
        Ok(opened) => opened,
        Err(error) => {
            let trail = Trail::new(loaded.report.clone());
            let mut document = Document::new(look, size, loaded, path, trail);
            document.lock = lock;
            document.place = Some(place);
            document.app.disk = Disk::Failing(error.sentence(look.lang));
            return Opened::Ready(Box::new(document));
        }
    };
    match found {
        Found::Nothing => {
            let trail = Trail::new(loaded.report.clone());
            let document = Document::new(look, size, loaded, path, trail);
            Opened::Ready(Box::new(document.with(draft, place, lock)))
        }
        Found::Same(replay) => {
            let document = Document::new(look, size, loaded, path, replay.trail);
            let mut document = document.with(draft, place, lock);
            document.return_to(&replay.caret);
            Opened::Ready(Box::new(document))
        }
        Found::More(recovery) => {
            let question = Question::Draft(draft_question(look, &loaded, path, &recovery));
            let opening = Opening::new(look, size, question);
            let path = path.to_owned();
            let asks = Asks::Draft(Box::new((draft, *recovery, lock)));
            Opened::Asks(Box::new(Waiting { opening, path, loaded, place, asks }))
        }
    }
}

/// Who holds a report, in words.
fn owner_words(owner: &Owner, look: Look) -> String {
    let from = if owner.from.is_empty() { &owner.terminal } else { &owner.from };
    message::owner(look.lang, &owner.user, from, &clock(owner.since))
}

/// What the person is told of a draft.
fn draft_question(look: Look, loaded: &reports::Loaded, path: &Path, recovery: &Recovery) -> opening::Draft {
    let lang = look.lang;
    let reason = match recovery.replay.left {
        _ if recovery.outside => message::draft_outside(lang),
        Some(super::terminal::HUNG_UP) => message::draft_hung_up(lang),
        _ => message::draft_killed(lang),
    };
    let (form, report) = (&loaded.form, recovery.replay.trail.report());
    let last = recovery.replay.caret.cell.filter(|cell| report.has(form, *cell));
    let last = last.map_or_else(String::new, |cell| layout::place_words(form, report, cell));
    let mut facts = vec![(message::draft_file(lang), shown(path))];
    if let Some(stamp) = &loaded.stamp {
        facts.push((message::draft_saved(lang), clock(stamp.modified())));
    }
    let count = recovery.differences.len();
    let draft = message::draft_facts(lang, &clock(recovery.modified), count, &last);
    facts.push((message::draft_draft(lang), draft));
    let rows = recovery.differences.iter();
    let rows = rows.map(|difference| difference::words(form, &loaded.report, difference, lang));
    // The file was changed elsewhere meanwhile: both are looked at, entry by entry.
    let picked = recovery.outside.then(|| recovery.proposed(&loaded.report));
    let reason = if recovery.outside {
        message::both_changed(lang, &shown(path))
    } else {
        message::draft_found(lang, &reason)
    };
    opening::Draft { facts, reason, differences: rows.collect(), picked }
}

/// A time of day, with the date when it is not today's.
pub(super) fn clock(seconds: i64) -> String {
    let Ok(time) = Timestamp::from_second(seconds) else { return String::new() };
    let time = time.to_zoned(TimeZone::system());
    let format = if time.date() == Zoned::now().date() { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
    time.strftime(format).to_string()
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

impl Waiting {
    /// Who is asked to leave, and where the lock is.
    pub fn holder(&self) -> Option<(&Place, &Owner)> {
        match &self.asks {
            Asks::Held(owner) => Some((&self.place, owner)),
            Asks::Shared(_) | Asks::Draft(_) => None,
        }
    }

    /// What the answer comes to.
    pub fn decide(self, decision: Decision) -> Decided {
        let Waiting { opening, path, loaded, place, asks } = self;
        let (look, size) = (opening.look, opening.size);
        let (mut draft, recovery, lock) = match (asks, &decision) {
            (_, Decision::Quit(code)) => return Decided::Leave(*code),
            (Asks::Shared(lock), Decision::TakeOver) => {
                return Decided::Show(with_draft(look, size, loaded, &path, place, Some(lock)));
            }
            (Asks::Held(_) | Asks::Shared(_), _) => {
                let trail = Trail::new(loaded.report.clone());
                let mut document = Document::new(look, size, loaded, &path, trail);
                document.place = Some(place);
                document.app.read_only = true;
                document.app.announce(message::read_only(look.lang));
                return Decided::Show(Opened::Ready(Box::new(document)));
            }
            (Asks::Draft(parts), _) => *parts,
        };
        let Recovery { replay, differences, .. } = recovery;
        let saved_version = |text: &str, reason| {
            // What cannot be kept now is still in the journal or in the file.
            let _ = history::keep(&place, text.as_bytes(), reason, now());
        };
        let document = match decision {
            Decision::UseFile => {
                if let Err(error) = draft.put_away(replay.trail.report(), now()) {
                    // The draft stays where it is: nothing is forgotten that is not kept.
                    let mut document = Document::failing(look, size, loaded, &path, &error);
                    document.lock = lock;
                    document.place = Some(place);
                    return Decided::Show(Opened::Ready(Box::new(document)));
                }
                let trail = Trail::new(loaded.report.clone());
                Document::new(look, size, loaded, &path, trail).with(draft, place, lock)
            }
            Decision::Pick(picked) => {
                saved_version(&write(&loaded.form, &loaded.report), Reason::Recovery);
                if draft.put_away(replay.trail.report(), now()).is_err() {
                    saved_version(&write(&loaded.form, replay.trail.report()), Reason::Draft);
                }
                let trail = Trail::new(loaded.report.clone());
                let mut document = Document::new(look, size, loaded, &path, trail).with(draft, place, lock);
                let picked = picked.into_iter().filter_map(|at| differences.get(at));
                let cell = document.app.cursor.cell.unwrap_or(CellRef::only(FieldId(0)));
                document.app.session.change(pick(picked), cell, Merge::No);
                document.return_to(&replay.caret);
                document.keep_now();
                document.announce(message::merged(look.lang));
                document
            }
            _ => {
                saved_version(&write(&loaded.form, &loaded.report), Reason::Recovery);
                let document = Document::new(look, size, loaded, &path, replay.trail);
                let mut document = document.with(draft, place, lock);
                document.return_to(&replay.caret);
                document.announce(message::draft_taken(look.lang));
                document
            }
        };
        Decided::Show(Opened::Ready(Box::new(document)))
    }
}

impl Document {
    /// Shows a report with what can be undone in it; nothing is kept of it yet.
    fn new(look: Look, size: (u16, u16), loaded: reports::Loaded, path: &Path, trail: Trail) -> Document {
        let name = path.file_name();
        let name = shown(name.map_or(path, Path::new));
        let reports::Loaded { form, report, stamp, .. } = loaded;
        let unchanged = stamp.is_some() && report == *trail.report();
        let session = Session::resume(form, trail);
        let app = App::new(session, look, size, &name, Zoned::now().date(), unchanged);
        let last = app.cursor;
        Document {
            app,
            path: path.to_owned(),
            stamp,
            place: None,
            draft: None,
            lock: None,
            last,
            changed_outside: false,
            answer: None,
            later: None,
        }
    }

    /// Shows a report of which nothing can be kept, and says why.
    fn failing(
        look: Look,
        size: (u16, u16),
        loaded: reports::Loaded,
        path: &Path,
        error: &FileError,
    ) -> Document {
        let trail = Trail::new(loaded.report.clone());
        let mut document = Document::new(look, size, loaded, path, trail);
        document.app.disk = Disk::Failing(error.sentence(look.lang));
        document
    }

    /// From now on what is done is kept.
    fn with(mut self, mut draft: Draft, place: Place, lock: Option<Lock>) -> Document {
        draft.begin(&mut self.app.session);
        self.draft = Some(draft);
        self.place = Some(place);
        self.lock = lock;
        self.announce(String::new());
        self
    }

    /// Says a sentence, and that nothing is locked where that is so.
    fn announce(&mut self, mut text: String) {
        if self.lock.as_ref().is_none_or(|lock| lock.weak) {
            let separator = if text.is_empty() { "" } else { "  " };
            text = text + separator + &message::no_lock(self.app.look.lang);
        }
        if !text.is_empty() {
            self.app.announce(text);
        }
    }

    /// Goes back to where the person was, which the draft knows.
    fn return_to(&mut self, caret: &Caret) {
        self.app.return_to(caret);
        (self.last, self.answer) = (self.app.cursor, self.app.half_written());
    }

    /// Something happened: the state changes and effects are performed.
    pub fn happened(&mut self, message: Message, output: &mut Output) -> After {
        let leaving = matches!(message, Message::Leave(_));
        let mut suspended = false;
        let mut effects = update(&mut self.app, message);
        while !effects.is_empty() {
            let mut next = Vec::new();
            for effect in effects {
                match effect {
                    Effect::Quit(code) => {
                        output.farewell = self.leave(code);
                        return After::Leave(code);
                    }
                    Effect::Redraw => output.resize(self.app.size),
                    Effect::Suspend => {
                        self.keep_now();
                        suspended = true;
                    }
                    Effect::Copy(path) => {
                        let copied = Message::Exported(self.copy(&path));
                        next.extend(update(&mut self.app, copied));
                    }
                    Effect::Save => {
                        let saved = Message::Saved(self.save());
                        next.extend(update(&mut self.app, saved));
                    }
                    Effect::Versions => {
                        let versions = self.versions();
                        next.extend(update(&mut self.app, versions));
                    }
                    Effect::Version(number) => {
                        let version = self.version(number);
                        next.extend(update(&mut self.app, version));
                    }
                    Effect::CopyVersion(number, path) => {
                        let copied = Message::Exported(self.copy_version(number, &path));
                        next.extend(update(&mut self.app, copied));
                    }
                    Effect::Export { format, path, force } => {
                        let exported = Message::Exported(self.export(format, &path, force));
                        next.extend(update(&mut self.app, exported));
                    }
                }
            }
            effects = next;
        }
        if let Some(draft) = &mut self.draft {
            draft.keep(&mut self.app.session);
        }
        if self.app.cursor != self.last && self.is_waiting() {
            // Leaving a field puts it on the disk.
            self.keep_now();
        }
        self.last = self.app.cursor;
        if std::mem::take(&mut self.changed_outside) && !leaving && self.draft.is_some() {
            // What is here is in the draft; it is put beside what is in the file now.
            self.keep_now();
            return After::Reopen;
        }
        if suspended { After::Suspend } else { After::Stay }
    }

    /// Whether something is to be put on the disk soon.
    pub fn is_waiting(&self) -> bool {
        if self.draft.is_none() {
            return self.may_begin() && self.app.is_changed();
        }
        // An explanation being written is no entry yet, and is kept all the same.
        self.draft.as_ref().is_some_and(|draft| draft.waits() || self.app.half_written() != self.answer)
    }

    /// Puts everything typed on the disk; true when the screen has to say something else of it than before.
    pub fn keep_now(&mut self) -> bool {
        let caret = self.app.caret();
        self.answer.clone_from(&caret.answer);
        let begun = self.begin_late();
        let synced = match &mut self.draft {
            Some(draft) => draft.sync(&mut self.app.session, &caret),
            None if begun.is_ok() => return false,
            None => begun,
        };
        let disk = match synced {
            Ok(()) => Disk::Kept,
            Err(error) => Disk::Failing(error.sentence(self.app.look.lang)),
        };
        let changed = disk != self.app.disk;
        self.app.disk = disk;
        changed
    }

    /// Whether a draft that could not be opened may be begun after all.
    fn may_begin(&self) -> bool {
        !self.app.read_only && !self.is_lost() && (self.place.is_some() || self.later.is_some())
    }

    /// Begins the draft that could not be opened when the report was, if there is none.
    fn begin_late(&mut self) -> Result<(), FileError> {
        let Some(stamp) = self.stamp.as_ref().filter(|_| self.draft.is_none() && self.may_begin()) else {
            return Ok(());
        };
        if let Some((state, owner)) = &self.later {
            let place = state.place(&self.path)?;
            // Another session that began meanwhile has the journal.
            let Attempt::Taken(lock) = Lock::take(&place, owner)? else { return Ok(()) };
            (self.place, self.lock, self.later) = (Some(place), Some(lock), None);
        }
        let Some(place) = self.place.clone() else { return Ok(()) };
        let (draft, put_away) = Draft::open_late(place, &mut self.app.session, stamp, now())?;
        self.draft = Some(draft);
        if put_away {
            self.app.announce(message::draft_put_away(self.app.look.lang));
        }
        Ok(())
    }

    /// Whether another session has taken the report over.
    fn is_lost(&self) -> bool {
        self.lock.as_ref().is_some_and(|lock| !lock.still_ours())
    }

    fn save(&mut self) -> Result<String, String> {
        let lang = self.app.look.lang;
        if self.is_lost() {
            return Err(message::taken_over(lang, &shown(&self.path)));
        }
        if self.draft.is_none() {
            self.keep_now();
        }
        let caret = self.app.caret();
        if let Some(draft) = &mut self.draft {
            // What cannot be kept is said in the status line; saving goes on all the same.
            if let Err(error) = draft.before_save(&mut self.app.session, &caret, now()) {
                self.app.disk = Disk::Failing(error.sentence(lang));
            }
        }
        let session = &self.app.session;
        let how = self.stamp.as_ref().map_or(How::New, How::Update);
        let result = reports::store(&self.path, session.form(), session.report(), how);
        // In place, but perhaps not on the disk: the next save must know it.
        if let Ok(stamp) | Err(FileError { written: Some(stamp), .. }) = &result {
            self.stamp = Some(*stamp);
        }
        self.changed_outside = matches!(&result, Err(error) if error.problem == FileProblem::Changed);
        let stamp = result.map_err(|error| error.sentence(lang))?;
        if let Some(draft) = &mut self.draft {
            self.app.disk = match draft.saved(&mut self.app.session, &stamp) {
                Ok(()) => Disk::Kept,
                Err(error) => Disk::Failing(error.sentence(lang)),
            };
        }
        Ok(Zoned::now().strftime("%H:%M:%S").to_string())
    }

    /// The last things before the program leaves.
    fn leave(&mut self, code: u8) -> Option<String> {
        let asking = self.lock.as_ref().and_then(Lock::asked_to_leave);
        let look = self.app.look;
        let farewell = asking.map(|owner| message::taken_over(look.lang, &owner_words(&owner, look)));
        if self.is_lost() {
            // The draft belongs to the other session now; what is here goes to the history.
            let text = write(self.app.session.form(), self.app.session.report());
            if let Some(place) = &self.place {
                let _ = history::keep(place, text.as_bytes(), Reason::Draft, now());
            }
            return farewell;
        }
        if self.is_waiting() {
            self.keep_now();
        }
        let caret = self.app.caret();
        if let Some(draft) = &mut self.draft {
            // Nothing can be done any more when this fails; the file was saved before.
            let _ = draft.leave(&mut self.app.session, &caret, code);
        }
        farewell
    }

    /// The report as somebody else saved it, while this session only looks.
    pub fn follow(&mut self, launch: &Launch<'_>) {
        let untouched = self.stamp.as_ref().is_some_and(|stamp| stamp.looks_untouched(&self.path));
        if !self.app.read_only || untouched {
            return;
        }
        let Ok(loaded) = reports::load(&self.path, launch.shelf) else { return };
        self.stamp = loaded.stamp;
        self.app.show_other(Session::new(loaded.form, loaded.report));
    }

    /// A copy of the report, beside it unless the name says otherwise.
    fn copy(&self, path: &str) -> Result<String, ExportError> {
        let session = &self.app.session;
        self.write_beside(path, write(session.form(), session.report()).as_bytes(), How::New)
    }

    fn export(&self, format: &str, path: &str, force: bool) -> Result<String, ExportError> {
        let other = |error: io::Error| ExportError::Other(error.to_string());
        let format = Format::named(format).ok_or_else(|| other(io::ErrorKind::NotFound.into()))?;
        let texts = self.app.session.texts(self.app.look.lang);
        let bytes = (format.write)(&texts, Options::default()).map_err(other)?;
        self.write_beside(path, &bytes, if force { How::Replace } else { How::New })
    }

    /// A file beside the report, unless its name says otherwise; gives the sentence that says so.
    fn write_beside(&self, path: &str, bytes: &[u8], how: How<'_>) -> Result<String, ExportError> {
        let lang = self.app.look.lang;
        let path = self.path.parent().map_or_else(|| PathBuf::from(path), |folder| folder.join(path));
        match save(&path, bytes, how) {
            Ok(_) => Ok(message::exported(lang, &shown(&path))),
            Err(error) if error.problem == FileProblem::Exists => Err(ExportError::Exists),
            Err(error) => Err(ExportError::Other(error.sentence(lang))),
        }
    }

    /// Where the report is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// However a session ends, a crash among it, what was typed is put on the disk.
impl Drop for Document {
    fn drop(&mut self) {
        if self.is_waiting() {
            // What crashed may crash again.
            let _ = crash::survived(|| self.keep_now());
        }
    }
}
