//! Runs the line dialogue: connects it to standard input and output, files and the clock.
//!
//! Every answer is written to the journal before the next question is asked.

mod lines;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{Timestamp, Zoned};

use super::hand_in::{finish, remote};
use super::say::{Code, Failure};
use super::{Context, roll};
use crate::export::{ExportError, Format, Options, Receipt, Request};
use crate::form::CellRef;
use crate::message::{self, Lang};
use crate::plain::opening::{Decision, Opening, Question};
use crate::plain::start::{Outcome, Start, There};
use crate::plain::{Dialogue, Effect, Message};
use crate::report::write;
use crate::roll_forward::Plan;
use crate::store::lock::Owner;
use crate::store::open_report::{self, Busy, OpenReport, Opened, Ready, Recoverable, Saved};
use crate::store::reports::{self, Loaded};
use crate::store::{FileError, FileProblem, How, documents, may_export, shown};
use crate::tui::begin;
use crate::tui::document::{Target, clock, draft_question, owner_words, unsaved};
use lines::{Heard, Lines};

/// Maximum number of recent reports offered.
const MAX_RECENT: usize = 9;
/// Time given to another session to exit before its lock is taken: the number of waits, and the length of
/// one.
const HAND_OVER: usize = 60;
const MOMENT: Duration = Duration::from_millis(50);

/// One run of the line dialogue.
struct Sitting<'a> {
    context: &'a Context,
    owner: Owner,
    lines: Lines,
}

/// A report being filled in, and its file and draft.
struct Sheet {
    dialogue: Dialogue,
    held: OpenReport,
    lang: Lang,
    /// The last reported error of the draft, if it cannot be written.
    failing: Option<String>,
    /// True if saving was refused because the file was changed elsewhere.
    changed_outside: bool,
}

/// Result of the dialogue.
type End = Result<Code, Failure>;

/// Opens the dialogue for a report, or the start dialogue if there is no report (yet).
pub(super) fn open(context: &Context, file: Option<&Path>, report: Option<Loaded>) -> End {
    let failed = |error: io::Error| {
        Failure::new(Code::Files, message::terminal_failed(context.lang(), &error.to_string()))
    };
    let lines = Lines::open().map_err(failed)?;
    let mut sitting = Sitting { context, owner: context.owner_at_terminal(), lines };
    let end = match (report, file) {
        (Some(loaded), Some(path)) => sitting.open(loaded, path),
        _ => sitting.start(file),
    };
    sitting.lines.finish(&[]);
    end
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

/// Returns the exit code for the code with which the dialogue ended.
fn left(code: u8) -> Code {
    match code {
        0 => Code::Done,
        5 => Code::Files,
        signal => Code::Signal(signal),
    }
}

impl Sitting<'_> {
    /// Runs the start dialogue until a report is opened or created.
    fn start(&mut self, file: Option<&Path>) -> End {
        let shelf = &self.context.shelf;
        let lang = self.context.lang();
        let forms = shelf.list().into_iter().filter(|form| !form.id.is_empty());
        let recent = self.context.state.recent(MAX_RECENT).into_iter();
        let mut start = Start::new(
            lang,
            There {
                forms: forms.map(|form| (form.id, form.title)).collect(),
                year: Zoned::now().year().saturating_sub(1),
                recent: recent.map(|(path, time)| (path.clone(), shown(&path), clock(time))).collect(),
                file: file.map(Path::to_owned),
            },
        );
        let mut plan: Option<Plan> = None;
        loop {
            self.lines.say(&start.drain_output());
            let outcome = match self.lines.next() {
                Heard::Line(line, _) => start.answer(&line),
                Heard::Refused(note) => {
                    self.lines.say(&[note.sentence(lang)]);
                    None
                }
                Heard::End => return Ok(Code::Done),
                Heard::Leave(code) => return Ok(left(code)),
            };
            let made = match outcome {
                None => continue,
                Some(Outcome::Quit) => return Ok(Code::Done),
                Some(Outcome::Last(path)) => match begin::planned(shelf, &path, lang) {
                    Ok((made, found)) => {
                        let (said, name) = roll_words(&made, found, lang);
                        start.ask_roll(&said, name);
                        plan = Some(made);
                        continue;
                    }
                    Err(reason) => Err(reason),
                },
                Some(Outcome::Open(path)) if documents::is_no_report(&path) => {
                    match begin::imported(shelf, &path, lang) {
                        Ok((.., found)) => {
                            let name = path.with_extension("ron");
                            start.ask_import(path, found, name.to_string_lossy().into_owned());
                            continue;
                        }
                        Err(reason) => Err(reason),
                    }
                }
                Some(outcome) => self.begun(outcome, plan.as_ref(), lang),
            };
            match made {
                Ok((loaded, path)) => return self.open(loaded, &path),
                Err(reason) => start.fail(reason),
            }
        }
    }

    /// Creates or loads the report chosen in the start dialogue.
    fn begun(&self, outcome: Outcome, plan: Option<&Plan>, lang: Lang) -> Result<(Loaded, PathBuf), String> {
        let shelf = &self.context.shelf;
        match (outcome, plan) {
            (Outcome::New { file, form, year, sample }, _) => {
                begin::new_report(shelf, &file, &form, year.as_deref(), sample, lang).map(|made| (made, file))
            }
            (Outcome::Import { document, file }, _) => {
                let (form, report, _) = begin::imported(shelf, &document, lang)?;
                begin::store(shelf, &file, form, report, lang).map(|made| (made, file))
            }
            (Outcome::Roll(file), Some(plan)) => {
                let (form, report) = (plan.form().clone(), plan.roll().report);
                begin::store(shelf, &file, form, report, lang).map(|made| (made, file))
            }
            (Outcome::Open(path) | Outcome::Last(path) | Outcome::Roll(path), _) => {
                let loaded = reports::load(&path, shelf).map_err(|error| error.sentence(lang))?;
                Ok((loaded, path))
            }
            (Outcome::Quit, _) => Err(String::new()),
        }
    }

    /// Opens a loaded report.
    fn open(&mut self, loaded: Loaded, path: &Path) -> End {
        let lang = self.context.lang_for(&loaded.form);
        if let Some(theirs) = &loaded.other_edition {
            let edition = message::other_edition(lang, &shown(path), theirs, &loaded.form.edition);
            self.lines.say(&[edition]);
        }
        let opened = open_report::open(&self.context.state, &self.owner, loaded, path);
        self.go_on(opened, lang)
    }

    /// Runs the opening questions and the dialogue until the session ends.
    fn go_on(&mut self, mut opened: Opened, lang: Lang) -> End {
        loop {
            opened = match opened {
                Opened::Ready(ready) => match self.fill_in(*ready, lang)? {
                    Some(opened) => opened,
                    None => return Ok(Code::Done),
                },
                Opened::Busy(busy) => self.ask_busy(*busy, lang)?,
                Opened::Recoverable(drafted) => match self.ask_drafted(*drafted, lang) {
                    Ok(ready) => Opened::Ready(Box::new(ready)),
                    Err(code) => return Ok(left(code)),
                },
            }
        }
    }

    /// Asks a question before the report is opened. Returns the exit code if input ends without an answer.
    fn decide(&mut self, opening: &mut Opening, lang: Lang) -> Result<Decision, u8> {
        loop {
            self.lines.say(&opening.drain_output());
            match self.lines.next() {
                Heard::Line(line, _) => {
                    if let Some(decision) = opening.answer(&line) {
                        return Ok(decision);
                    }
                }
                Heard::Refused(note) => opening.say(note.sentence(lang)),
                Heard::End => return Err(0),
                Heard::Leave(code) => return Err(code),
            }
        }
    }

    fn ask_busy(&mut self, busy: Busy, lang: Lang) -> Result<Opened, Failure> {
        let owner = owner_words(&busy.owner, lang);
        let question = Question::OpenReport { owner, other: busy.is_other_account() };
        let mut opening = Opening::new(lang, question);
        loop {
            let (file, since) = (shown(&busy.path), clock(busy.owner.since));
            let held = message::file_held(lang, &file, &busy.owner.whole(), &since);
            match self.decide(&mut opening, lang) {
                Ok(Decision::TakeOver) if busy.is_other_account() => return Ok(busy.as_well()),
                Ok(Decision::TakeOver) => match self.take_over(&busy, lang) {
                    Ok(loaded) => {
                        return Ok(open_report::open(&self.context.state, &self.owner, loaded, &busy.path));
                    }
                    Err(reason) => opening.say(reason),
                },
                Ok(Decision::ReadOnly) => return Ok(Opened::Ready(Box::new(busy.read_only()))),
                Ok(_) | Err(0) => return Err(Failure::new(Code::InUse, held)),
                Err(code) => return Err(Failure::new(left(code), String::new())),
            }
        }
    }

    /// Waits until the other session has exited, then loads the report it has saved.
    fn take_over(&mut self, busy: &Busy, lang: Lang) -> Result<Loaded, String> {
        let mut moments = 0;
        if let Some((place, holder)) = busy.holder() {
            let lines = &mut self.lines;
            let taken = open_report::take_over(place, holder, &self.owner, || {
                lines.wait(MOMENT);
                moments += 1;
                moments <= HAND_OVER
            });
            taken.map_err(|error| error.sentence(lang))?;
        }
        reports::load(&busy.path, &self.context.shelf).map_err(|error| error.sentence(lang))
    }

    fn ask_drafted(&mut self, drafted: Recoverable, lang: Lang) -> Result<Ready, u8> {
        let Recoverable { loaded, path, recovery, .. } = &drafted;
        let found = draft_question(lang, loaded, path, recovery);
        let both = found.picked.is_some();
        let reason = if both { message::plain_both_changed(lang, &shown(path)) } else { found.reason };
        let question = Question::Draft {
            reason,
            facts: found.facts,
            differences: found.differences,
            proposed: found.picked,
        };
        let mut opening = Opening::new(lang, question);
        let decision = self.decide(&mut opening, lang)?;
        let (ready, said) = match decision {
            Decision::UseFile => {
                let ready = drafted.use_file(now());
                let said = ready.problem.is_none().then(|| message::draft_aside(lang));
                (ready, said)
            }
            Decision::Pick(picked) => (drafted.pick(picked, now()), Some(message::plain_merged(lang))),
            Decision::Continue => (drafted.go_on(now()), Some(message::draft_taken(lang))),
            _ => return Err(0),
        };
        self.lines.say(&said.into_iter().collect::<Vec<_>>());
        Ok(ready)
    }

    /// Runs the dialogue. Returns the report to reopen, or `None` at the end.
    fn fill_in(&mut self, ready: Ready, lang: Lang) -> Result<Option<Opened>, Failure> {
        if let Some(place) = ready.held.unsynced_place() {
            place.sync_folders();
        }
        let mut sheet = Sheet::new(ready, lang);
        loop {
            let said = sheet.dialogue.drain_output();
            self.lines.say(&said);
            let message = match self.lines.next() {
                Heard::Line(line, note) => {
                    if let Some(note) = note {
                        sheet.dialogue.say(note.sentence(lang));
                    }
                    Message::Line(line)
                }
                Heard::Refused(note) => Message::Refused(note.sentence(lang)),
                Heard::End => Message::End,
                Heard::Leave(code) => Message::Leave(code),
            };
            sheet.follow(self.context);
            let leaving = matches!(message, Message::End | Message::Leave(_));
            if let Some(code) = sheet.update(message, &mut self.lines) {
                let said = sheet.dialogue.drain_output();
                self.lines.finish(&said);
                return match left(code) {
                    Code::Done => Ok(None),
                    code => Err(Failure::new(code, String::new())),
                };
            }
            sheet.keep();
            if std::mem::take(&mut sheet.changed_outside) && !leaving && sheet.held.has_draft() {
                // The answers here are in the draft; reopen to compare it with the changed file.
                match reports::load(&sheet.held.path, &self.context.shelf) {
                    Ok(loaded) => {
                        let opened = sheet.held.reopen(&self.context.state, &self.owner, loaded);
                        return Ok(Some(opened));
                    }
                    // The changed file is not a readable report; continue with this one.
                    Err(error) => sheet.dialogue.say(error.sentence(lang)),
                }
            }
        }
    }
}

/// Returns a summary of the roll-forward and the default file name for this year's report.
fn roll_words(plan: &Plan, found: Option<String>, lang: Lang) -> (Vec<String>, String) {
    let rolled = plan.roll();
    let year = plan.form().year.map(|year| rolled.report.text(CellRef::only(year)).to_owned());
    let name = match year.filter(|year| year.parse::<u16>().is_ok()) {
        Some(year) => format!("{year}.ron"),
        None => "report.ron".to_owned(),
    };
    (found.into_iter().chain([roll::summary(&plan.summary(&rolled), lang)]).collect(), name)
}

impl Sheet {
    fn new(ready: Ready, lang: Lang) -> Sheet {
        let Ready { held, session, saved, caret, problem } = ready;
        let name = held.path.file_name().map_or_else(|| shown(&held.path), |name| shown(Path::new(name)));
        let today = Zoned::now().date();
        let mut dialogue = Dialogue::new(session, lang, &name, today, saved, caret.as_ref());
        dialogue.read_only = held.is_read_only();
        if held.is_unlocked() && !held.is_read_only() {
            dialogue.say(message::no_lock(lang));
        }
        let mut sheet = Sheet { dialogue, held, lang, failing: None, changed_outside: false };
        if let Some(error) = problem {
            sheet.tell_failing(Err(error));
        }
        sheet.dialogue.begin();
        sheet
    }

    /// Reports the state of the journal if it has changed.
    fn tell_failing(&mut self, kept: Result<(), FileError>) {
        let failing = kept.err().map(|error| error.sentence(self.lang));
        if failing == self.failing {
            return;
        }
        self.dialogue.say(match &failing {
            Some(reason) => format!("{}{}", message::not_on_disk(self.lang), reason),
            None => message::on_disk(self.lang),
        });
        self.failing = failing;
    }

    /// Reloads a read-only report that another session has saved.
    fn follow(&mut self, context: &Context) {
        if let Some(session) = self.held.followed(&context.shelf) {
            self.dialogue.show_other(session);
        }
    }

    /// Updates the state and performs the effects. Returns the exit code when the dialogue ends.
    fn update(&mut self, message: Message, lines: &mut Lines) -> Option<u8> {
        let mut effects = self.dialogue.update(message);
        while let Some(effect) = effects.pop() {
            let done = match effect {
                Effect::Quit(code) => {
                    self.leave(code);
                    return Some(code);
                }
                Effect::Save => Message::Saved(self.save()),
                Effect::Export(request) => {
                    if Format::named(request.format).is_some_and(|format| format.through_office) {
                        // The conversion takes seconds, and input is not read meanwhile.
                        self.dialogue.say(message::pdf_working(self.lang));
                        lines.say(&self.dialogue.drain_output());
                    }
                    Message::Exported(self.export(&request))
                }
                Effect::Copy(path) => Message::Exported(self.copy(&path).map(Receipt::from)),
            };
            effects.extend(self.dialogue.update(done));
        }
        None
    }

    /// Syncs all answers to disk.
    fn keep(&mut self) {
        self.held.keep(&mut self.dialogue.session);
        let begins = !self.held.has_draft() && self.held.may_begin() && self.dialogue.is_changed();
        if !self.held.waits() && !begins {
            return;
        }
        let caret = self.dialogue.caret();
        let synced = self.held.sync(&mut self.dialogue.session, &caret, now());
        if let Ok(true) = synced {
            self.dialogue.say(message::plain_put_away(self.lang));
        }
        self.tell_failing(synced.map(drop));
    }

    fn save(&mut self) -> Result<(), String> {
        let lang = self.lang;
        if self.dialogue.read_only {
            return Err(message::read_only(lang));
        }
        if self.held.is_lost() {
            return Err(message::taken_over(lang, &shown(&self.held.path)));
        }
        self.keep();
        let caret = self.dialogue.caret();
        let Saved { file, journal } = self.held.save(&mut self.dialogue.session, &caret, now());
        if let Some(kept) = journal {
            self.tell_failing(kept);
        }
        self.changed_outside = matches!(&file, Err(error) if error.problem == FileProblem::Changed);
        file.map_err(|error| error.sentence(lang))
    }

    fn leave(&mut self, code: u8) {
        if let Some(owner) = self.held.asked_to_leave() {
            let owner = owner_words(&owner, self.lang);
            self.dialogue.say(message::taken_over(self.lang, &owner));
        }
        if !self.held.is_lost() {
            self.keep();
        }
        let caret = self.dialogue.caret();
        self.held.leave(&mut self.dialogue.session, &caret, code, now());
    }

    /// Writes a copy of the report, to the report's folder unless the path says otherwise.
    fn copy(&self, path: &str) -> Result<String, ExportError> {
        let session = &self.dialogue.session;
        self.write_beside(path, write(session.form(), session.report()).as_bytes(), How::New)
    }

    fn export(&self, request: &Request) -> Result<Receipt, ExportError> {
        let lang = self.lang;
        let failed =
            |reason: String| ExportError::Other(message::export_failed(lang, request.format, &reason));
        let format = Format::named(request.format).ok_or_else(|| failed(String::new()))?;
        let unsaved = |error: FileError| unsaved(&error, lang);
        // Commands to fetch the file are only useful if standard output is the user's terminal.
        let remote = io::stdout().is_terminal().then(remote).flatten();
        let (path, how) = (self.held.beside(&request.path), How::replace_if(request.replace));
        let target = Target { path, how, lang, remote };
        may_export(&target.path, how, &self.held.path).map_err(unsaved)?;
        let session = &self.dialogue.session;
        // A document uses the form's language, independent of the language of messages.
        let texts = session.texts(session.form().language);
        let options = Options { draft: request.draft, ..Options::default() };
        let bytes = (format.write)(&texts, options).map_err(|error| failed(error.to_string()))?;
        let bytes = finish(format, bytes).map_err(|error| ExportError::Other(error.sentence(lang)))?;
        target.write(&bytes).map_err(unsaved)
    }

    fn write_beside(&self, path: &str, bytes: &[u8], how: How<'_>) -> Result<String, ExportError> {
        let written = self.held.write_beside(path, bytes, how);
        written
            .map(|path| message::exported(self.lang, &shown(&path)))
            .map_err(|error| unsaved(&error, self.lang))
    }
}
