//! A report on the screen with its file, its draft and its lock: opening it, and the effects that access
//! files.

mod export;
mod versions;

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::Launch;
use super::app::{App, update};
use super::crash;
use super::difference;
use super::event::{Effect, Message};
use super::input::Cursor;
use super::layout;
use super::look::Look;
use super::model::Disk;
use super::opening::{self, Decision, Opening, Question};
use super::output::Output;
use crate::export::{ExportError, Receipt};
use crate::message::{self, Lang};
use crate::report::write;
use crate::session::{Answer, Caret};
use crate::store::drafts::Recovery;
use crate::store::lock::Owner;
use crate::store::open_report::{self, Busy, OpenReport, Ready, Recoverable, Saved};
use crate::store::state::StateDir;
use crate::store::{FileError, FileProblem, How, reports, shown};
use export::Conversion;
pub(crate) use export::{Target, unsaved};

/// A report on the screen.
pub(crate) struct Document {
    /// The state of the screen.
    pub app: App,
    /// The open report: file, draft and lock.
    held: OpenReport,
    /// The cursor after the last update.
    last: Cursor,
    /// The unfinished answer that was last written to the journal.
    answer: Option<Answer>,
    /// True if saving was refused because another process changed the file.
    changed_outside: bool,
    /// The conversion that was started last.
    conversion: Option<Conversion>,
}

/// The next step after a message.
pub(crate) enum After {
    /// Continue.
    Stay,
    /// Suspend the program and give the terminal to the shell.
    Suspend,
    /// Open the report again to merge, because the file was changed elsewhere.
    Reopen,
    /// Exit with this code.
    Leave(u8),
}

/// A report that needs a decision of the user before it is shown.
pub(crate) struct Waiting {
    /// The question.
    pub opening: Opening,
    /// The path of the report.
    pub path: PathBuf,
    asks: Asks,
}

/// The reason for the question.
enum Asks {
    /// Another session holds the lock.
    Busy(Box<Busy>),
    /// A draft has changes that the file does not have.
    Draft(Box<Recoverable>),
}

/// The result of opening a report.
pub(crate) enum Opened {
    /// The report is shown.
    Ready(Box<Document>),
    /// The user must decide first.
    Asks(Box<Waiting>),
}

/// The result of a decision.
pub(crate) enum Decided {
    /// The report is shown, or there is another question.
    Show(Opened),
    /// Exit with this code.
    Leave(u8),
}

/// Opens a loaded report.
pub(crate) fn open(launch: &Launch<'_>, loaded: reports::Loaded, path: &Path, size: (u16, u16)) -> Opened {
    let look = Look { lang: launch.lang.unwrap_or(loaded.form.language), ..launch.look };
    shown_as(look, size, open_report::open(launch.state, &launch.owner, loaded, path))
}

/// Opens a report again from its current file, keeping the lock.
pub(crate) fn reopen(launch: &Launch<'_>, document: Document, loaded: reports::Loaded) -> Opened {
    let (look, size) = (document.app.look, document.app.size);
    shown_as(look, size, document.into_held().reopen(launch.state, &launch.owner, loaded))
}

/// Converts the result of opening to the screen's types.
fn shown_as(look: Look, size: (u16, u16), opened: open_report::Opened) -> Opened {
    let (question, path, asks) = match opened {
        open_report::Opened::Ready(ready) => {
            return Opened::Ready(Box::new(Document::new(look, size, *ready)));
        }
        open_report::Opened::Busy(busy) => {
            let (owner, other) = (owner_words(&busy.owner, look.lang), busy.is_other_account());
            (Question::OpenReport { owner, other }, busy.path.clone(), Asks::Busy(busy))
        }
        open_report::Opened::Recoverable(drafted) => {
            let Recoverable { loaded, path, recovery, .. } = &*drafted;
            let question = Question::Draft(draft_question(look.lang, loaded, path, recovery));
            (question, path.clone(), Asks::Draft(drafted))
        }
    };
    let opening = Opening::new(look, size, question);
    Opened::Asks(Box::new(Waiting { opening, path, asks }))
}

/// Describes the lock owner of a report.
pub(crate) fn owner_words(owner: &Owner, lang: Lang) -> String {
    let from = if owner.from.is_empty() { &owner.terminal } else { &owner.from };
    // Some systems do not know the user's name.
    let user = if owner.user.is_empty() { String::new() } else { format!("{} ", owner.user) };
    message::owner(lang, &user, from, &clock(owner.since))
}

/// Returns the question to the user about a draft.
pub(crate) fn draft_question(
    lang: Lang,
    loaded: &reports::Loaded,
    path: &Path,
    recovery: &Recovery,
) -> opening::Draft {
    let reason = match recovery.replay.left {
        _ if recovery.outside => message::draft_outside(lang),
        Some(super::terminal::HUNG_UP) => message::draft_hung_up(lang),
        _ => message::draft_killed(lang),
    };
    let (form, report) = (&loaded.form, recovery.replay.undo_history.report());
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
    // The file was changed elsewhere: compare file and draft entry by entry.
    let picked = recovery.outside.then(|| recovery.proposed(&loaded.report));
    let is_newer = loaded.stamp.as_ref().is_none_or(|stamp| stamp.modified() <= recovery.modified);
    let reason = match recovery.outside {
        true => message::both_changed(lang, &shown(path)),
        false if is_newer => message::draft_newer(lang, &reason),
        false => message::draft_older(lang, &reason),
    };
    opening::Draft { facts, reason, differences: rows.collect(), picked }
}

/// Formats a time as the time of day, with the date unless it is today.
pub(crate) fn clock(seconds: i64) -> String {
    let Ok(time) = Timestamp::from_second(seconds) else { return String::new() };
    let time = time.to_zoned(TimeZone::system());
    let format = if time.date() == Zoned::now().date() { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
    time.strftime(format).to_string()
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

impl Waiting {
    /// Returns the lock owner that can be asked to exit, and the state directory of the lock.
    pub(crate) fn holder(&self) -> Option<(&StateDir, &Owner)> {
        match &self.asks {
            Asks::Busy(busy) => busy.holder(),
            Asks::Draft(_) => None,
        }
    }

    /// Performs a decision.
    pub(crate) fn decide(self, decision: Decision) -> Decided {
        let Waiting { opening, asks, .. } = self;
        let (look, size) = (opening.look, opening.size);
        let (ready, said) = match (asks, decision) {
            (_, Decision::Quit(code)) => return Decided::Leave(code),
            (Asks::Busy(busy), Decision::TakeOver) if busy.is_other_account() => {
                return Decided::Show(shown_as(look, size, busy.as_well()));
            }
            (Asks::Busy(busy), _) => (busy.read_only(), None),
            (Asks::Draft(drafted), Decision::UseFile) => {
                let ready = drafted.use_file(now());
                let said = ready.problem.is_none().then(|| message::draft_aside(look.lang));
                (ready, said)
            }
            (Asks::Draft(drafted), Decision::Pick(picked)) => {
                (drafted.pick(picked, now()), Some(message::merged(look.lang)))
            }
            (Asks::Draft(drafted), _) => (drafted.go_on(now()), Some(message::draft_taken(look.lang))),
        };
        let mut document = Document::new(look, size, ready);
        if let Some(said) = said {
            document.keep_now();
            document.announce(said);
        }
        Decided::Show(Opened::Ready(Box::new(document)))
    }
}

impl Document {
    /// Creates the screen for a report.
    fn new(look: Look, size: (u16, u16), ready: Ready) -> Document {
        let Ready { held, session, saved, caret, problem } = ready;
        let name = held.path.file_name();
        let name = shown(name.map_or(&*held.path, Path::new));
        let mut app = App::new(session, look, size, &name, Zoned::now().date(), saved);
        if let Some(error) = problem {
            app.model.saving.disk = Disk::Failing(error.sentence(look.lang));
        }
        if held.is_read_only() {
            app.model.read_only = true;
            app.announce(message::read_only(look.lang));
        }
        let last = app.cursor;
        let mut document =
            Document { app, held, last, changed_outside: false, answer: None, conversion: None };
        if document.held.has_draft() {
            document.announce(String::new());
        }
        if let Some(caret) = caret {
            document.return_to(&caret);
        }
        document
    }

    /// Returns the open report, with everything written to the disk.
    fn into_held(mut self) -> OpenReport {
        if self.is_waiting() {
            self.keep_now();
        }
        self.held.give_up()
    }

    /// Shows a sentence, and adds a note if the file has no lock.
    fn announce(&mut self, mut text: String) {
        if self.held.is_unlocked() {
            let separator = if text.is_empty() { "" } else { "  " };
            text = text + separator + &message::no_lock(self.app.look.lang);
        }
        if !text.is_empty() {
            self.app.announce(text);
        }
    }

    /// Restores the user's position from the draft.
    fn return_to(&mut self, caret: &Caret) {
        self.app.return_to(caret);
        (self.last, self.answer) = (self.app.cursor, self.app.half_written());
    }

    /// Updates the state and performs the effects.
    pub(super) fn update(&mut self, launch: &Launch<'_>, message: Message, output: &mut Output) -> After {
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
                    Effect::Redraw => output.ask(self.app.size),
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
                    Effect::Export(request) => {
                        if let Some(exported) = self.export(launch, &request, output.events()) {
                            next.extend(update(&mut self.app, exported));
                        }
                    }
                }
            }
            effects = next;
        }
        self.held.keep(&mut self.app.model.session);
        if self.app.cursor != self.last && self.is_waiting() {
            // Leaving a field writes it to the disk.
            self.keep_now();
        }
        self.last = self.app.cursor;
        if std::mem::take(&mut self.changed_outside) && !leaving && self.held.has_draft() {
            // The changes are in the draft, which is compared with the current file.
            self.keep_now();
            return After::Reopen;
        }
        if suspended { After::Suspend } else { After::Stay }
    }

    /// True if there is something to write to the disk soon.
    pub(crate) fn is_waiting(&self) -> bool {
        if !self.held.has_draft() {
            return self.held.may_begin() && self.app.model.is_changed();
        }
        // An explanation being written is not an entry yet, but is stored as well.
        self.held.waits() || self.app.half_written() != self.answer
    }

    /// Writes everything typed to the disk; returns true if the state shown on the screen has changed.
    pub(crate) fn keep_now(&mut self) -> bool {
        let caret = self.app.caret();
        self.answer.clone_from(&caret.answer);
        let synced = self.held.sync(&mut self.app.model.session, &caret, now());
        if synced.is_ok() && !self.held.has_draft() {
            return false;
        }
        if let Ok(true) = synced {
            self.app.announce(message::draft_put_away(self.app.look.lang));
        }
        let disk = self.disk(synced.map(drop));
        let changed = disk != self.app.model.saving.disk;
        self.app.model.saving.disk = disk;
        changed
    }

    fn disk(&self, kept: Result<(), FileError>) -> Disk {
        match kept {
            Ok(()) => Disk::Kept,
            Err(error) => Disk::Failing(error.sentence(self.app.look.lang)),
        }
    }

    fn save(&mut self) -> Result<String, String> {
        let lang = self.app.look.lang;
        if self.held.is_lost() {
            return Err(message::taken_over(lang, &shown(self.path())));
        }
        if !self.held.has_draft() {
            self.keep_now();
        }
        let caret = self.app.caret();
        let Saved { file, journal } = self.held.save(&mut self.app.model.session, &caret, now());
        if let Some(kept) = journal {
            self.app.model.saving.disk = self.disk(kept);
        }
        self.changed_outside = matches!(&file, Err(error) if error.problem == FileProblem::Changed);
        file.map_err(|error| error.sentence(lang))?;
        Ok(Zoned::now().strftime("%H:%M:%S").to_string())
    }

    /// Closes the report before the program exits; returns a farewell to print.
    fn leave(&mut self, code: u8) -> Option<String> {
        let lang = self.app.look.lang;
        let asking = self.held.asked_to_leave();
        let farewell = asking.map(|owner| message::taken_over(lang, &owner_words(&owner, lang)));
        if !self.held.is_lost() && self.is_waiting() {
            self.keep_now();
        }
        let caret = self.app.caret();
        self.held.leave(&mut self.app.model.session, &caret, code, now());
        // Printed below the shell's lines, a command can be copied as a whole.
        let receipt =
            self.app.model.exports.receipt.as_ref().filter(|receipt| code == 0 && receipt.fetch.is_some());
        farewell.or_else(|| receipt.map(|receipt| receipt.lines(lang).join("\n")))
    }

    /// Shows the report as another session saved it, if this session is read only.
    pub(crate) fn follow(&mut self, launch: &Launch<'_>) {
        if let Some(session) = self.held.followed(launch.shelf) {
            self.app.show_other(session);
        }
    }

    /// Writes a copy of the report, beside the original unless the path is in another directory.
    fn copy(&self, path: &str) -> Result<Receipt, ExportError> {
        let session = &self.app.model.session;
        self.write_beside(path, write(session.form(), session.report()).as_bytes(), How::New)
    }

    /// Returns the state folder if new folders of it are not synced yet.
    pub(crate) fn unsynced_place(&self) -> Option<StateDir> {
        self.held.unsynced_place()
    }

    /// Returns the path of the report.
    pub(crate) fn path(&self) -> &Path {
        &self.held.path
    }
}

/// Writes everything typed to the disk when a session ends in any way, including a crash.
impl Drop for Document {
    fn drop(&mut self) {
        if self.is_waiting() {
            // The code that crashed may crash again.
            let _ = crash::survived(|| self.keep_now());
        }
    }
}
