//! A report on the screen: the state of the screen with the open file, and the effects that access files.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use super::app::{App, update};
use super::conversion::Conversion;
use super::crash;
use super::event::{Effect, Event, Message};
use super::input::Cursor;
use super::look::Look;
use super::output::Output as Terminal;
use super::worker::{Task, Worker};
use crate::app::document::{self as model, Front, Goal, Job};
use crate::app::edition::{self, Move};
use crate::app::export::{Export, Output};
use crate::app::fill::Work;
use crate::app::model::Disk;
use crate::app::{Environment, Wording, clock};
use crate::clock::now;
use crate::export::{ExportError, Request};
use crate::form::Form;
use crate::message;
use crate::session::Caret;
use crate::store::open_report::{OpenReport, Ready};

/// The sentences of the screen.
pub const SCREEN: Wording = Wording {
    both_changed: message::both_changed,
    merged: message::merged,
    put_away: message::draft_put_away,
    locked: message::locked,
    last_locked: message::last_locked,
    undone: message::undone,
    row_removed: message::row_removed,
    final_refused: message::final_refused,
};

/// The screen waits this long for a save, so that it shows the result at once unless the disk is slow.
const SAVE_WITHIN: Duration = Duration::from_millis(40);

/// A report on the screen.
pub(crate) struct Document {
    /// The state of the screen.
    pub app: App,
    /// The open report: file, draft and lock.
    pub file: model::Document,
    /// The cursor after the last update.
    last: Cursor,
    /// The conversion that was started last.
    conversion: Option<Conversion>,
    /// The form with the labels of documents that the user named.
    named: Option<Arc<Form>>,
    /// The thread that writes to the disk, once there was something to write.
    worker: Option<Worker>,
    /// Effects that wait for it.
    delayed: Vec<Effect>,
}

/// The next step after a message.
pub(crate) enum After {
    /// Continue.
    Stay,
    /// Suspend the program and give the terminal to the shell.
    Suspend,
    /// Open the report again to merge, because the file was changed elsewhere.
    Reopen,
    /// Open the report again and show a sentence, because the file was replaced.
    Replaced(String),
    /// Exit with this code.
    Leave(u8),
}

impl Document {
    /// Creates the screen for a report; `said` is a sentence about its draft.
    pub(crate) fn new(look: Look, size: (u16, u16), ready: Ready, said: Option<String>) -> Document {
        let (file, model, caret) = model::Document::new(ready, look.lang, &SCREEN, now().date());
        let mut app = App::new(model, look, size);
        let remark = file.held.remark().map(|remark| remark.sentence(app.model.session.form(), look.lang));
        if let Some(said) = app.model.read_only_reason().or(remark) {
            app.announce(said);
        }
        let last = app.cursor;
        let mut document =
            Document { app, file, last, conversion: None, named: None, worker: None, delayed: Vec::new() };
        if document.file.held.has_draft() {
            document.announce(String::new());
        }
        if let Some(caret) = caret {
            document.return_to(&caret);
        }
        if let Some(said) = said {
            document.keep_now();
            document.announce(said);
        }
        document
    }

    /// Returns the open report, with everything written to the disk.
    pub(crate) fn into_held(mut self) -> OpenReport {
        self.wait();
        if self.is_waiting() {
            self.keep_now();
        }
        self.file.held.give_up()
    }

    /// Shows a sentence, and adds a note if the file has no lock.
    fn announce(&mut self, mut text: String) {
        if self.file.held.is_unlocked() {
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
        self.last = self.app.cursor;
        self.file.set_answer(self.app.half_written());
    }

    /// Updates the state and performs the effects.
    pub(super) fn update(
        &mut self,
        environment: &Environment<'_>,
        message: Message,
        output: &mut Terminal,
    ) -> After {
        let leaving = matches!(message, Message::Leave(_));
        let mut suspended = false;
        // Nobody waits for an answer: everything is written before the program leaves.
        let within = if leaving { None } else { Some(Duration::ZERO) };
        let mut effects = self.finished(within);
        effects.extend(update(&mut self.app, message));
        while !effects.is_empty() {
            let mut next = Vec::new();
            for effect in effects {
                if self.file.is_away() && needs_file(&effect) {
                    let is_last = matches!(effect, Effect::Quit(_));
                    next.extend(self.finished(if is_last { None } else { Some(SAVE_WITHIN) }));
                    if self.file.is_away() && !is_last {
                        self.delay(effect);
                        continue;
                    }
                }
                let done = match effect {
                    Effect::Quit(code) => {
                        output.farewell.note = self.leave(code);
                        output.farewell.line = self.file.left(&self.app.model, code);
                        return After::Leave(code);
                    }
                    Effect::Suspend => {
                        self.keep_now();
                        suspended = true;
                        None
                    }
                    Effect::Save if leaving => {
                        let saved = self.file.save(&mut self.app, &now());
                        Some(self.saved(saved))
                    }
                    Effect::Save => {
                        next.extend(self.save_soon(output.events()));
                        None
                    }
                    effect @ (Effect::ChangeEdition(_) | Effect::ReturnTo(_)) => {
                        match self.replace(environment, &effect) {
                            Ok(said) => return After::Replaced(said),
                            Err(reason) => Some(Message::NotMoved(reason)),
                        }
                    }
                    effect => self.perform(environment, effect, output),
                };
                next.extend(done.into_iter().flat_map(|done| update(&mut self.app, done)));
            }
            effects = next;
        }
        self.file.record(&mut self.app);
        if self.file.take_must_reopen() && !leaving {
            // The changes are in the draft, which is compared with the current file.
            self.keep_now();
            return After::Reopen;
        }
        if self.app.cursor != self.last {
            // Leaving a field writes it to the disk.
            self.keep_soon(output.events());
        }
        self.last = self.app.cursor;
        if suspended { After::Suspend } else { After::Stay }
    }

    /// Performs an effect after which the report stays open. Returns the result, unless it arrives later.
    fn perform(
        &mut self,
        environment: &Environment<'_>,
        effect: Effect,
        output: &mut Terminal,
    ) -> Option<Message> {
        match effect {
            Effect::Redraw => output.ask(self.app.size),
            Effect::Clipboard(text) => output.copy(&text),
            Effect::Copy(path) => {
                let copy = self.file.copy(&self.app.model, &path);
                return self.write_soon(copy, output.events());
            }
            Effect::Versions => {
                return Some(Message::Versions(self.file.versions(self.app.model.lang, &now())));
            }
            Effect::Version(number) => {
                let version = self.file.version(number, &self.app.model, &now());
                return Some(match version {
                    Ok((kept, report)) => Message::Version(kept, Box::new(report)),
                    Err(reason) => Message::Versions(Err(reason)),
                });
            }
            Effect::Editions => {
                let form = self.app.model.session.form();
                return Some(Message::Editions(edition::others(environment.shelf, form)));
            }
            Effect::PreviewEdition(edition) => {
                return Some(Message::Moving(self.moved(environment, &edition).map(Box::new)));
            }
            Effect::CopyVersion(number, path) => {
                let copy = self.file.copy_version(number, &path, self.app.model.lang);
                return self.write_soon(copy, output.events());
            }
            Effect::Candidates(options) => {
                let of_form = environment.shelf.blank_of(self.app.model.session.form());
                let found = self.app.model.candidates(&self.file.held, of_form, &now());
                return Some(Message::Candidates(found, options));
            }
            Effect::Fill(document) => return self.fill(&document, output.events()),
            Effect::NameLabel { path, label, document } => {
                match environment.shelf.add_words(self.app.model.session.form(), &[(path, label)]) {
                    Ok(form) => {
                        self.named = Some(form);
                        return self.fill(&document, output.events());
                    }
                    Err(error) => return Some(Message::Filled(Err(error.sentence(self.app.look.lang)))),
                }
            }
            Effect::Export(request) => {
                let exported = self.export(environment, &request, output.events()).transpose()?;
                return self.write_soon(exported, output.events());
            }
            // The caller performs them.
            Effect::Quit(_)
            | Effect::Suspend
            | Effect::Save
            | Effect::ChangeEdition(_)
            | Effect::ReturnTo(_) => {}
        }
        None
    }

    /// Returns the message about a save.
    fn saved(&self, saved: Result<(), String>) -> Message {
        let time = |()| {
            let now = now();
            clock(now.timestamp().as_second(), &now, self.app.look.lang)
        };
        Message::Saved(saved.map(time))
    }

    /// Starts to save on the thread, and waits a moment for it. Returns the effects of the result, if there is one yet.
    fn save_soon(&mut self, events: &Sender<Event>) -> Vec<Effect> {
        if let Err(reason) = self.app.model.writable() {
            let refused = self.saved(Err(reason));
            return update(&mut self.app, refused);
        }
        let effects = self.start(Goal::Save, events);
        if self.file.is_away() {
            let finished = self.finished(Some(SAVE_WITHIN));
            if self.file.is_away() {
                self.app.announce(message::saving(self.app.look.lang));
            }
            return finished;
        }
        effects
    }

    /// Postpones an effect until the thread has finished its job.
    fn delay(&mut self, effect: Effect) {
        let lang = self.app.look.lang;
        let is_save = effect == Effect::Save;
        self.app.announce(if is_save { message::saving(lang) } else { message::disk_busy(lang) });
        if !is_save || !self.delayed.contains(&effect) {
            self.delayed.push(effect);
        }
    }

    /// True if the thread writes the journal and the screen does not say that this takes long.
    pub(crate) fn may_be_slow(&self) -> bool {
        self.file.is_away() && self.app.model.saving.disk != Disk::Writing
    }

    /// Shows that writing the journal takes long.
    pub(crate) fn show_slow(&mut self) {
        self.app.model.saving.disk = Disk::Writing;
    }

    /// Starts to write everything typed to the journal on the thread, if there is anything.
    pub(crate) fn keep_soon(&mut self, events: &Sender<Event>) {
        if self.is_waiting() {
            // Only a save has effects.
            let _ = self.start(Goal::Keep, events);
        }
    }

    /// Starts a job on the thread. Without a thread, does it here and returns the effects of the result.
    fn start(&mut self, goal: Goal, events: &Sender<Event>) -> Vec<Effect> {
        let job = self.file.job(&mut self.app, goal, &now());
        match self.begin(Task::Job(Box::new(job)), events) {
            Some(Task::Job(mut job)) => {
                job.run();
                self.finish(*job)
            }
            _ => Vec::new(),
        }
    }

    /// Starts to write an export on the thread. Returns the result if there is one already.
    fn write_soon(&mut self, output: Result<Output, ExportError>, events: &Sender<Event>) -> Option<Message> {
        match output.map(|output| self.begin(Task::Output(Box::new(output)), events)) {
            Ok(Some(Task::Output(output))) => Some(Message::Exported(output.write())),
            Ok(_) => None,
            Err(error) => Some(Message::Exported(Err(error))),
        }
    }

    /// Starts a task on the thread, or returns it if there is no thread.
    fn begin(&mut self, task: Task, events: &Sender<Event>) -> Option<Task> {
        if self.worker.is_none() {
            self.worker = Worker::start(events);
        }
        let Some(worker) = &self.worker else { return Some(task) };
        let refused = worker.begin(task).err();
        if refused.is_some() {
            self.worker = None;
        }
        refused
    }

    /// Takes back the file from a job that has finished within a time; without a limit, waits for it. Returns the
    /// effects of the result and those that waited for it.
    fn finished(&mut self, within: Option<Duration>) -> Vec<Effect> {
        if !self.file.is_away() {
            return std::mem::take(&mut self.delayed);
        }
        let job = self.worker.as_ref().and_then(|worker| worker.finished(within));
        job.map_or_else(Vec::new, |job| self.finish(job))
    }

    fn finish(&mut self, job: Job) -> Vec<Effect> {
        let saved = self.file.finish(&mut self.app, job);
        let saved = saved.map(|saved| self.saved(saved));
        let effects = saved.map_or_else(Vec::new, |saved| update(&mut self.app, saved));
        effects.into_iter().chain(std::mem::take(&mut self.delayed)).collect()
    }

    /// Replaces the file by the report in another edition, or by a version.
    fn replace(&mut self, environment: &Environment<'_>, effect: &Effect) -> Result<String, String> {
        match effect {
            Effect::ChangeEdition(edition) => {
                let to = self.moved(environment, edition)?;
                self.file.change_edition(&mut self.app, &to, &now())
            }
            Effect::ReturnTo(number) => self.file.return_to_version(&mut self.app, *number, &now()),
            _ => Ok(String::new()),
        }
    }

    /// Converts the report to another edition.
    fn moved(&self, environment: &Environment<'_>, edition: &str) -> Result<Move, String> {
        let session = &self.app.model.session;
        let report = (session.form(), session.report());
        Move::new(environment.shelf, self.path(), report, edition, self.app.look.lang)
    }

    /// Exports the report. Returns the file to be written, or `None` if a conversion was started, which writes it later.
    fn export(
        &mut self,
        environment: &Environment<'_>,
        request: &Request,
        events: &Sender<Event>,
    ) -> Result<Option<Output>, ExportError> {
        let lang = self.app.look.lang;
        let failed = |error: io::Error| {
            ExportError::Other(message::export_failed(lang, request.format, &error.to_string()))
        };
        let remote = environment.remote.clone();
        let export = Export::new(&self.file.held, request, lang, remote)?;
        let through_office = export.format.through_office;
        if through_office && self.conversion.as_ref().is_some_and(Conversion::is_running) {
            return Err(ExportError::Other(message::pdf_busy(lang)));
        }
        let bytes = export.content(&self.app.model)?;
        if !through_office {
            return export.output(&self.file.held, &self.app.model, bytes).map(Some);
        }
        let office = environment.office.clone();
        let started = Conversion::start((office, lang), bytes, export.target, events);
        self.conversion = Some(started.map_err(failed)?);
        self.app.announce(message::pdf_working(lang));
        Ok(None)
    }

    /// Starts to fill in a document on a thread, so that the user can leave meanwhile. The result arrives later as an
    /// event; returns it if the thread cannot start.
    fn fill(&mut self, document: &str, events: &Sender<Event>) -> Option<Message> {
        let work = Work::new(&self.file.held, &self.app.model.session, document, self.app.look.lang);
        let work = match &self.named {
            Some(form) => work.with_form(Arc::clone(form)),
            None => work,
        };
        let started = crash::spawn("fill", events.clone(), move |events| {
            let filled = Message::Filled(work.run().map(Box::new));
            // Sending fails only while the program exits.
            let _ = events.send(Event::Message(filled));
        });
        match started {
            Ok(()) => {
                self.app.announce(message::fill_working(self.app.look.lang));
                None
            }
            Err(error) => Some(Message::Filled(Err(error.to_string()))),
        }
    }

    /// True if there is something to write to the disk soon.
    pub(crate) fn is_waiting(&self) -> bool {
        self.file.is_waiting(&self.app)
    }

    /// Writes everything typed to the disk, after the job in progress.
    pub(crate) fn keep_now(&mut self) {
        self.wait();
        self.file.keep(&mut self.app, &now());
    }

    /// Waits for the job in progress.
    fn wait(&mut self) {
        let delayed = self.finished(None);
        self.delayed.extend(delayed);
    }

    /// Closes the report before the program exits; returns a farewell to print.
    fn leave(&mut self, code: u8) -> Option<String> {
        let farewell = self.file.leave(&mut self.app, code, &now());
        // Printed below the shell's lines, a command can be copied as a whole.
        let receipt =
            self.app.model.exports.receipt.as_ref().filter(|receipt| code == 0 && receipt.fetch.is_some());
        farewell.or_else(|| receipt.map(|receipt| receipt.lines(self.app.look.lang).join("\n")))
    }

    /// Shows the report as another session saved it, if this session is read only.
    pub(crate) fn follow(&mut self, environment: &Environment<'_>) {
        if let Some(session) = self.file.held.followed(environment.shelf) {
            self.app.show_other(session);
        }
    }

    /// Puts the content into the history or the journal, before the report is opened again from a damaged file.
    pub(crate) fn keep_content(&mut self) {
        self.keep_now();
        self.file.held.keep_content(&self.app.model.session, now().timestamp().as_second());
    }

    /// Returns the path of the report.
    pub(crate) fn path(&self) -> &Path {
        &self.file.held.path
    }
}

/// True if an effect needs the file, the draft or the lock.
fn needs_file(effect: &Effect) -> bool {
    !matches!(
        effect,
        Effect::Redraw
            | Effect::Clipboard(_)
            | Effect::Suspend
            | Effect::Copy(_)
            | Effect::Editions
            | Effect::PreviewEdition(_)
    )
}

/// Writes everything typed to the disk when a session ends in any way, including a crash.
impl Drop for Document {
    fn drop(&mut self) {
        // The code that crashed may crash again.
        let _ = crash::survived(|| {
            self.wait();
            if self.is_waiting() {
                self.keep_now();
            }
        });
    }
}
