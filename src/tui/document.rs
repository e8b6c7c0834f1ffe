//! A report on the screen: the state of the screen with the open file, and the effects that access files.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use super::app::{App, update};
use super::conversion::Conversion;
use super::crash;
use super::event::{Effect, Event, Message};
use super::input::Cursor;
use super::look::Look;
use super::output::Output;
use crate::app::document::{self as model, Front};
use crate::app::edition::{self, Move};
use crate::app::export::Export;
use crate::app::fill::Work;
use crate::app::{Environment, Wording, clock};
use crate::clock::now;
use crate::export::{ExportError, Receipt, Request};
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
        let mut document = Document { app, file, last, conversion: None, named: None };
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
        output: &mut Output,
    ) -> After {
        let leaving = matches!(message, Message::Leave(_));
        let mut suspended = false;
        let mut effects = update(&mut self.app, message);
        while !effects.is_empty() {
            let mut next = Vec::new();
            for effect in effects {
                let done = match effect {
                    Effect::Quit(code) => {
                        output.farewell.note = self.leave(code);
                        output.farewell.line = self.file.left(&self.app.model, code);
                        return After::Leave(code);
                    }
                    Effect::Redraw => {
                        output.ask(self.app.size);
                        None
                    }
                    Effect::Clipboard(text) => {
                        output.copy(&text);
                        None
                    }
                    Effect::Suspend => {
                        self.keep_now();
                        suspended = true;
                        None
                    }
                    Effect::Copy(path) => Some(Message::Exported(self.file.copy(&self.app.model, &path))),
                    Effect::Save => {
                        let saved = self.file.save(&mut self.app, &now());
                        let time = || {
                            let now = now();
                            clock(now.timestamp().as_second(), &now, self.app.look.lang)
                        };
                        Some(Message::Saved(saved.map(|()| time())))
                    }
                    Effect::Versions => {
                        Some(Message::Versions(self.file.versions(self.app.model.lang, &now())))
                    }
                    Effect::Version(number) => {
                        let version = self.file.version(number, &self.app.model, &now());
                        Some(match version {
                            Ok((kept, report)) => Message::Version(kept, Box::new(report)),
                            Err(reason) => Message::Versions(Err(reason)),
                        })
                    }
                    Effect::Editions => {
                        let form = self.app.model.session.form();
                        Some(Message::Editions(edition::others(environment.shelf, form)))
                    }
                    Effect::PreviewEdition(edition) => {
                        Some(Message::Moving(self.moved(environment, &edition).map(Box::new)))
                    }
                    effect @ (Effect::ChangeEdition(_) | Effect::ReturnTo(_)) => {
                        match self.replace(environment, &effect) {
                            Ok(said) => return After::Replaced(said),
                            Err(reason) => Some(Message::NotMoved(reason)),
                        }
                    }
                    Effect::CopyVersion(number, path) => {
                        Some(Message::Exported(self.file.copy_version(number, &path, self.app.model.lang)))
                    }
                    Effect::Candidates(options) => {
                        let of_form = environment.shelf.blank_of(self.app.model.session.form());
                        let found = self.app.model.candidates(&self.file.held, of_form, &now());
                        Some(Message::Candidates(found, options))
                    }
                    Effect::Fill(document) => self.fill(&document, output.events()),
                    Effect::NameLabel { path, label, document } => {
                        match environment.shelf.add_words(self.app.model.session.form(), &[(path, label)]) {
                            Ok(form) => {
                                self.named = Some(form);
                                self.fill(&document, output.events())
                            }
                            Err(error) => Some(Message::Filled(Err(error.sentence(self.app.look.lang)))),
                        }
                    }
                    Effect::Export(request) => {
                        let exported = self.export(environment, &request, output.events());
                        exported.transpose().map(Message::Exported)
                    }
                };
                next.extend(done.into_iter().flat_map(|done| update(&mut self.app, done)));
            }
            effects = next;
        }
        self.file.held.keep(&mut self.app.model.session);
        if self.app.cursor != self.last && self.is_waiting() {
            // Leaving a field writes it to the disk.
            self.keep_now();
        }
        self.last = self.app.cursor;
        if self.file.take_must_reopen() && !leaving {
            // The changes are in the draft, which is compared with the current file.
            self.keep_now();
            return After::Reopen;
        }
        if suspended { After::Suspend } else { After::Stay }
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

    /// Exports the report. Returns the result, or `None` if a conversion was started; its result arrives
    /// later as an event.
    fn export(
        &mut self,
        environment: &Environment<'_>,
        request: &Request,
        events: &Sender<Event>,
    ) -> Result<Option<Receipt>, ExportError> {
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
            return export.finish(&self.file.held, &self.app.model, &bytes).map(Some);
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

    /// Writes everything typed to the disk; returns true if the state shown on the screen has changed.
    pub(crate) fn keep_now(&mut self) -> bool {
        let before = self.app.model.saving.disk.clone();
        self.file.keep(&mut self.app, &now());
        self.app.model.saving.disk != before
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

/// Writes everything typed to the disk when a session ends in any way, including a crash.
impl Drop for Document {
    fn drop(&mut self) {
        if self.is_waiting() {
            // The code that crashed may crash again.
            let _ = crash::survived(|| self.keep_now());
        }
    }
}
