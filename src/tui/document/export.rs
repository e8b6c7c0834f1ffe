//! Exports to files. LibreOffice conversions run on a separate thread, so that the user can continue to type.
//!
//! Formats that do not need LibreOffice are written at once.

use std::io::{self, PipeWriter};
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use super::super::{Event, Launch, crash};
use super::Document;
use crate::export::{ExportError, Format, Options, Receipt, Remote, Request};
use crate::message::{self, Lang};
use crate::store::{FileError, FileProblem, How, may_export, save, shown};
use crate::tui::event::Message;

/// A running LibreOffice conversion. Dropping it stops the conversion and removes its temporary files.
pub(super) struct Conversion {
    /// Closing it stops the thread.
    stop: Option<PipeWriter>,
    /// Disconnected when the thread has finished.
    done: Receiver<()>,
}

impl Conversion {
    fn is_running(&self) -> bool {
        matches!(self.done.try_recv(), Err(TryRecvError::Empty))
    }
}

impl Drop for Conversion {
    fn drop(&mut self) {
        drop(self.stop.take());
        // Nothing is ever sent: `recv` returns when the thread drops its end of the channel.
        let _ = self.done.recv();
    }
}

/// Destination of an export.
pub(crate) struct Target {
    pub(crate) path: PathBuf,
    pub(crate) how: How<'static>,
    pub(crate) lang: Lang,
    /// The SSH session, for the commands that copy the file.
    pub(crate) remote: Option<Remote>,
}

impl Target {
    /// Writes the file. Returns the receipt.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<Receipt, FileError> {
        save(&self.path, bytes, self.how)?;
        let shown = shown(&self.path);
        Ok(Receipt::new(self.lang, &self.path, &shown, bytes.len(), self.remote.as_ref()))
    }
}

impl Document {
    /// Exports the report. Returns the result, or `None` if a conversion was started; its result arrives
    /// later as an event.
    pub(super) fn export(
        &mut self,
        launch: &Launch<'_>,
        request: &Request,
        events: &Sender<Event>,
    ) -> Option<Message> {
        match self.try_export(launch, request, events) {
            Ok(Some(receipt)) => Some(Message::Exported(Ok(receipt))),
            Ok(None) => {
                self.app.announce(message::pdf_working(self.app.look.lang));
                None
            }
            Err(error) => Some(Message::Exported(Err(error))),
        }
    }

    fn try_export(
        &mut self,
        launch: &Launch<'_>,
        request: &Request,
        events: &Sender<Event>,
    ) -> Result<Option<Receipt>, ExportError> {
        let lang = self.app.look.lang;
        let failed = |error: io::Error| {
            ExportError::Other(message::export_failed(lang, request.format, &error.to_string()))
        };
        let unsaved = |error: FileError| unsaved(&error, lang);
        let format = Format::named(request.format).ok_or_else(|| failed(io::ErrorKind::NotFound.into()))?;
        let (path, remote) = (self.held.beside(&request.path), launch.remote.clone());
        let target = Target { path, how: How::replace_if(request.replace), lang, remote };
        may_export(&target.path, target.how, &self.held.path).map_err(unsaved)?;
        let session = &self.app.model.session;
        // The document is in the form's language, independent of the language of the messages.
        let texts = session.texts(session.form().language);
        let options = Options { draft: request.draft, ..Options::default() };
        let is_busy = || self.conversion.as_ref().is_some_and(Conversion::is_running);
        if format.through_office && is_busy() {
            return Err(ExportError::Other(message::pdf_busy(lang)));
        }
        let bytes = (format.write)(&texts, options).map_err(failed)?;
        if !format.through_office {
            return target.write(&bytes).map(Some).map_err(unsaved);
        }
        let (office, (stopped, stop), (running, done)) =
            (launch.office.clone(), io::pipe().map_err(failed)?, channel());
        let started = crash::spawn("office", events.clone(), move |events| {
            let finished = office.convert(&bytes, stopped.as_fd());
            let written = finished
                .map_err(|error| error.sentence(lang))
                .and_then(|bytes| target.write(&bytes).map_err(|error| error.sentence(lang)));
            // Sending fails only while the program exits.
            let _ = events.send(Event::Happened(Message::Exported(written.map_err(ExportError::Other))));
            drop::<Sender<()>>(running);
        });
        started.map_err(failed)?;
        self.conversion = Some(Conversion { stop: Some(stop), done });
        Ok(None)
    }

    /// Writes a file to the folder of the report, unless `path` is absolute; returns a message with its path.
    pub(super) fn write_beside(
        &self,
        path: &str,
        bytes: &[u8],
        how: How<'_>,
    ) -> Result<Receipt, ExportError> {
        let lang = self.app.look.lang;
        let written = self.held.write_beside(path, bytes, how);
        written
            .map(|path| message::exported(lang, &shown(&path)).into())
            .map_err(|error| unsaved(&error, lang))
    }
}

/// Converts the error of a file that was not written.
pub(crate) fn unsaved(error: &FileError, lang: Lang) -> ExportError {
    match error.problem {
        FileProblem::Exists => ExportError::Exists,
        _ => ExportError::Other(error.sentence(lang)),
    }
}
