//! Runs the line dialogue: connects it to standard input and output, files and the clock.
//!
//! Every answer is written to the journal before the next question is asked.

mod lines;
mod typing;

use std::io;
use std::path::Path;

use jiff::ZonedDateTime;

use super::hand_in::finish;
use super::say::{Code, Failure};
use super::{Context, roll};
use crate::app::begin::{Begun, begin};
use crate::app::document::Document;
use crate::app::edition::{self, Move};
use crate::app::export::{Export, Output};
use crate::app::fill::Work;
use crate::app::model::{Disk, UNSAVED};
use crate::app::opening::{self as model, Decision, Next};
use crate::app::start::{Offer, Outcome, Target};
use crate::app::{Environment, clock};
use crate::clock::now;
use crate::export::{ExportError, Receipt, Request};
use crate::form::CellRef;
use crate::message::{self, Lang};
use crate::plain::opening::Opening;
use crate::plain::start::Start;
use crate::plain::{Dialogue, Effect, LINES, Message};
use crate::report::Report;
use crate::roll_forward::Plan;
use crate::store::open_report::{Locked, Pending, Ready};
use crate::store::reports::{self, Loaded};
use crate::store::shown;
use lines::{Heard, Lines};

/// One run of the line dialogue.
struct Run<'a> {
    environment: Environment<'a>,
    /// The language before a form is known.
    lang: Lang,
    lines: Lines,
}

/// A report being filled in, and its file and draft.
struct Sheet {
    dialogue: Dialogue,
    file: Document,
    lang: Lang,
    /// The last reported state of the journal.
    told: Disk,
    /// The sentence about a file that was replaced: the report must be opened again.
    replaced: Option<String>,
}

/// Result of the dialogue.
type End = Result<Code, Failure>;

/// Opens the dialogue for a report, or the start dialogue if there is no report (yet).
pub(super) fn open(context: &Context, target: Target) -> End {
    let failed = |error: io::Error| {
        Failure::new(Code::Files, message::terminal_failed(context.lang(), &error.to_string()))
    };
    let lines = Lines::open(context.measure()).map_err(failed)?;
    let mut run = Run { environment: context.environment(), lang: context.lang(), lines };
    let end = match target {
        Target::Report(loaded, path) => run.open(*loaded, &path),
        Target::Missing(path) => run.start(Some(&path), None),
        Target::Document(path) => run.start(None, Some(Outcome::Open(path))),
        Target::Nothing => run.start(None, None),
    };
    run.lines.finish(&[]);
    end
}

/// Returns the exit code for the code with which the dialogue ended.
fn left(code: u8) -> Code {
    match code {
        0 => Code::Done,
        5 => Code::Files,
        signal => Code::Signal(signal),
    }
}

impl Run<'_> {
    /// Runs the start dialogue until a report is opened or created. `first` is performed before the first
    /// question.
    fn start(&mut self, missing: Option<&Path>, mut first: Option<Outcome>) -> End {
        let lang = self.lang;
        let mut start = Start::new(lang, Offer::find(&self.environment, missing, &now()));
        if first.is_some() {
            start.drain_output();
        }
        let mut plan: Option<Box<Plan>> = None;
        loop {
            let outcome = match first.take() {
                Some(first) => first,
                None => match self.ask(&mut start) {
                    Some(outcome) => outcome,
                    None => continue,
                },
            };
            match begin(&self.environment, outcome, plan.as_deref(), lang) {
                Ok(Begun::Quit(code)) => return Ok(left(code)),
                Ok(Begun::Report(loaded, path)) => return self.open(*loaded, &path),
                Ok(Begun::Afresh { loaded, path, contents }) => {
                    return self.open_afresh(*loaded, &path, contents.as_deref());
                }
                Ok(Begun::Damaged(damaged)) => return self.go_on(Next::Ask(Pending::Damaged(damaged)), lang),
                Ok(Begun::Plan(made, _, found)) => {
                    let (said, name) = roll_words(&made, found, lang);
                    start.ask_roll(&said, name);
                    plan = Some(made);
                }
                Ok(Begun::Document(fitted, path)) => {
                    let mut said = vec![fitted.found(lang)];
                    said.extend(fitted.plan_to_check(lang));
                    start.ask_import(path, said);
                }
                Err(reason) => start.fail(reason),
            }
        }
    }

    /// Outputs what the start dialogue says, and passes it the next line.
    fn ask(&mut self, start: &mut Start) -> Option<Outcome> {
        self.lines.say(&start.drain_output());
        match self.lines.next() {
            Heard::Line(line, _) => start.answer(&line),
            Heard::Refused(note) => {
                self.lines.say(&[note.sentence(self.lang)]);
                None
            }
            Heard::Half(_) => None,
            Heard::End => Some(Outcome::Quit(0)),
            Heard::Leave(code) => Some(Outcome::Quit(code)),
        }
    }

    /// Opens a loaded report.
    fn open(&mut self, loaded: Loaded, path: &Path) -> End {
        let lang = self.environment.lang_for(&loaded.form);
        self.lines.say(&loaded.remarks(path, lang));
        let next = Next::from(model::open(&self.environment, loaded, path));
        self.go_on(next, lang)
    }

    /// Opens a report that begins afresh, with new contents if there are any.
    fn open_afresh(&mut self, loaded: Loaded, path: &Path, contents: Option<&Report>) -> End {
        let lang = self.environment.lang_for(&loaded.form);
        if contents.is_some() {
            self.lines.say(&[message::practice_restarted(lang)]);
        }
        let opened = model::open_afresh(&self.environment, loaded, path, contents, &now());
        self.go_on(opened.into(), lang)
    }

    /// Asks about an opened report until it can be filled in, and then about its fields.
    fn go_on(&mut self, mut next: Next, lang: Lang) -> End {
        loop {
            next = match next {
                Next::Ready(ready, said) => {
                    self.lines.say(&said.into_iter().collect::<Vec<_>>());
                    match self.fill_in(*ready, lang)? {
                        Some(next) => next,
                        None => return Ok(Code::Done),
                    }
                }
                Next::Ask(pending) => {
                    let time = now();
                    let question = model::question(&pending, &LINES, lang, &time);
                    let in_use = in_use(&pending, lang, &time);
                    let decision = self.decide(&mut Opening::new(lang, question), lang);
                    match (
                        model::decide(self.environment.shelf, pending, decision, (&LINES, lang), &now()),
                        in_use,
                    ) {
                        (Next::Leave(0), Some(held)) => return Err(Failure::new(Code::InUse, held)),
                        (next, _) => next,
                    }
                }
                Next::HandOver(locked) => match self.hand_over(&locked, lang) {
                    Ok(loaded) => model::open(&self.environment, loaded, &locked.path).into(),
                    Err(reason) => {
                        self.lines.say(&[reason]);
                        Next::Ask(Pending::Locked(locked))
                    }
                },
                Next::Replaced(path, said) => {
                    self.lines.say(&[said]);
                    match reports::load(&path, self.environment.shelf) {
                        Ok(loaded) => model::open(&self.environment, loaded, &path).into(),
                        Err(error) => return Err(Failure::new(Code::Damaged, error.sentence(lang))),
                    }
                }
                Next::Refused(pending, reason) => {
                    self.lines.say(&[reason]);
                    Next::Ask(pending)
                }
                Next::Leave(code) => return Ok(left(code)),
            }
        }
    }

    /// Waits until the other session has exited, then loads the report it has saved.
    fn hand_over(&mut self, locked: &Locked, lang: Lang) -> Result<Loaded, String> {
        let lines = &mut self.lines;
        model::hand_over(&self.environment, locked, |moment| lines.wait(moment))
            .map_err(|error| error.sentence(lang))?;
        reports::load(&locked.path, self.environment.shelf).map_err(|error| error.sentence(lang))
    }

    /// Asks a question before the report is opened.
    fn decide(&mut self, opening: &mut Opening, lang: Lang) -> Decision {
        loop {
            self.lines.say(&opening.drain_output());
            match self.lines.next() {
                Heard::Line(line, _) => {
                    if let Some(decision) = opening.answer(&line) {
                        return decision;
                    }
                }
                Heard::Refused(note) => opening.say(note.sentence(lang)),
                Heard::Half(_) => {}
                Heard::End => return Decision::Quit(0),
                Heard::Leave(code) => return Decision::Quit(code),
            }
        }
    }

    /// Runs the dialogue. Returns the report to reopen, or `None` at the end.
    fn fill_in(&mut self, ready: Ready, lang: Lang) -> Result<Option<Next>, Failure> {
        if let Some(place) = ready.held.unsynced_place() {
            place.sync_folders();
        }
        let environment = &self.environment;
        let mut sheet = Sheet::new(ready, lang);
        if let Some((text, fits)) = sheet.dialogue.take_offered() {
            sheet.dialogue.say(message::plain_half(lang, &text));
            if fits && self.lines.offer(&text) {
                sheet.dialogue.say(message::plain_half_here(lang));
            }
        }
        loop {
            let said = sheet.dialogue.drain_output();
            self.lines.say(&said);
            // Nothing that is answered here could be written any more.
            let is_lost = sheet.dialogue.model.saving.taken_over;
            let heard = if is_lost { Heard::Leave(UNSAVED) } else { self.lines.next() };
            let message = match heard {
                Heard::Line(line, note) => {
                    if let Some(note) = note {
                        sheet.dialogue.say(note.sentence(lang));
                    }
                    Message::Line(line)
                }
                Heard::Refused(note) => Message::Refused(note.sentence(lang)),
                Heard::Half(text) => {
                    sheet.dialogue.set_half(text);
                    sheet.keep();
                    continue;
                }
                Heard::End => Message::End,
                Heard::Leave(code) => {
                    sheet.dialogue.set_half(self.lines.half());
                    Message::Leave(code)
                }
            };
            if let Some(session) = sheet.file.held.followed(environment.shelf) {
                sheet.dialogue.show_other(session);
            }
            let leaving = matches!(message, Message::End | Message::Leave(_));
            if let Some(code) = sheet.update(environment, message, &mut self.lines) {
                let said = sheet.dialogue.drain_output();
                self.lines.finish(&said);
                return match left(code) {
                    Code::Done => Ok(None),
                    code => Err(Failure::new(code, String::new())),
                };
            }
            if let Some(said) = sheet.replaced.take() {
                let path = sheet.file.held.path.clone();
                // The lock is free again before the report is opened.
                drop(sheet);
                self.lines.say(&[said]);
                let loaded = reports::load(&path, environment.shelf)
                    .map_err(|error| Failure::new(Code::Damaged, error.sentence(lang)))?;
                return Ok(Some(model::open(environment, loaded, &path).into()));
            }
            sheet.keep();
            if sheet.file.take_must_reopen() && !leaving {
                // The answers here are in the draft; reopen to compare it with the changed file.
                match reports::load(&sheet.file.held.path, environment.shelf) {
                    Ok(loaded) => {
                        return Ok(Some(model::reopen(environment, sheet.file.held, loaded).into()));
                    }
                    Err(error) => {
                        // The file is no longer a report: what is written here can replace it.
                        let session = &sheet.dialogue.model.session;
                        sheet.file.held.keep_content(session, now().timestamp().as_second());
                        match environment.damaged(&sheet.file.held.path, &error) {
                            Some(damaged) => {
                                return Ok(Some(Next::Ask(Pending::Damaged(Box::new(damaged)))));
                            }
                            None => sheet.dialogue.say(error.sentence(lang)),
                        }
                    }
                }
            }
        }
    }
}

/// Returns the sentence for the user who leaves a report that another session has open.
fn in_use(pending: &Pending, lang: Lang, now: &ZonedDateTime) -> Option<String> {
    let Pending::Locked(locked) = pending else { return None };
    let since = clock(locked.owner.since, now, lang);
    Some(message::file_held(lang, &shown(&locked.path), &locked.owner.whole(), &since))
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
        let (file, model, caret) = Document::new(ready, lang, &LINES, now().date());
        let mut dialogue = Dialogue::new(model, caret.as_ref());
        if file.held.is_unlocked() && !file.held.is_read_only() {
            dialogue.say(message::no_lock(lang));
        }
        let mut sheet = Sheet { dialogue, file, lang, told: Disk::Unknown, replaced: None };
        sheet.tell_disk();
        sheet.dialogue.begin();
        sheet
    }

    /// Reports the state of the journal if writing it begins or ceases to fail.
    fn tell_disk(&mut self) {
        match (&self.told, &self.dialogue.model.saving.disk) {
            (told, disk) if told == disk => return,
            (_, Disk::Failing(reason)) => {
                self.dialogue.say(message::not_on_disk(self.lang) + reason);
            }
            // The document has said where the draft is.
            (_, Disk::Beside(_)) => {}
            (Disk::Failing(_) | Disk::Beside(_), _) => self.dialogue.say(message::on_disk(self.lang)),
            _ => {}
        }
        self.told.clone_from(&self.dialogue.model.saving.disk);
    }

    /// Updates the state and performs the effects. Returns the exit code when the dialogue ends.
    fn update(&mut self, environment: &Environment<'_>, message: Message, lines: &mut Lines) -> Option<u8> {
        let mut effects = self.dialogue.update(message);
        while let Some(effect) = effects.pop() {
            let done = match effect {
                Effect::Quit(code) => {
                    let farewell = self.file.leave(&mut self.dialogue, code, &now());
                    self.dialogue.say(farewell.unwrap_or_default());
                    let left = self.file.left(&self.dialogue.model, code);
                    self.dialogue.say(left.unwrap_or_default());
                    self.tell_disk();
                    return Some(code);
                }
                Effect::Save => {
                    let saved = self.file.save(&mut self.dialogue, &now());
                    self.tell_disk();
                    Message::Saved(saved)
                }
                Effect::Export(request) => Message::Exported(self.export(environment, &request, lines)),
                Effect::Candidates => {
                    let model = &self.dialogue.model;
                    let of_form = environment.shelf.blank_of(model.session.form());
                    Message::Candidates(model.candidates(&self.file.held, of_form, &now()))
                }
                Effect::Fill(document) => {
                    // This can take a second, and input is not read meanwhile.
                    self.dialogue.say(message::fill_working(self.lang));
                    lines.say(&self.dialogue.drain_output());
                    let session = &self.dialogue.model.session;
                    let work = Work::new(&self.file.held, session, &document, self.lang);
                    Message::Filled(work.run().map(Box::new))
                }
                Effect::Copy(path) => {
                    let copy = self.file.copy(&self.dialogue.model, &path);
                    Message::Exported(copy.and_then(Output::write))
                }
                Effect::Editions => {
                    let form = self.dialogue.model.session.form();
                    Message::Editions(edition::others(environment.shelf, form))
                }
                Effect::PreviewEdition(edition) => {
                    Message::Moving(self.moved(environment, &edition).map(Box::new))
                }
                Effect::ChangeEdition(edition) => {
                    let moved = self.moved(environment, &edition);
                    match moved.and_then(|to| self.file.change_edition(&mut self.dialogue, &to, &now())) {
                        Ok(said) => {
                            self.replaced = Some(said);
                            return None;
                        }
                        Err(reason) => Message::NotMoved(reason),
                    }
                }
            };
            effects.extend(self.dialogue.update(done));
        }
        None
    }

    /// Converts the report to another edition.
    fn moved(&self, environment: &Environment<'_>, edition: &str) -> Result<Move, String> {
        let session = &self.dialogue.model.session;
        let report = (session.form(), session.report());
        Move::new(environment.shelf, &self.file.held.path, report, edition, self.lang)
    }

    /// Syncs all answers to disk.
    fn keep(&mut self) {
        self.file.held.keep(&mut self.dialogue.model.session);
        if self.file.is_waiting(&self.dialogue) {
            self.file.keep(&mut self.dialogue, &now());
            self.tell_disk();
        }
    }

    fn export(
        &mut self,
        environment: &Environment<'_>,
        request: &Request,
        lines: &mut Lines,
    ) -> Result<Receipt, ExportError> {
        let (lang, remote) = (self.lang, environment.remote.clone());
        let export = Export::new(&self.file.held, request, lang, remote)?;
        if export.format.through_office {
            // The conversion takes seconds, and input is not read meanwhile.
            self.dialogue.say(message::pdf_working(lang));
            lines.say(&self.dialogue.drain_output());
        }
        let bytes = finish(export.format, export.content(&self.dialogue.model)?);
        let bytes = bytes.map_err(|error| ExportError::Other(error.sentence(lang)))?;
        export.output(&self.file.held, &self.dialogue.model, bytes)?.write()
    }
}
