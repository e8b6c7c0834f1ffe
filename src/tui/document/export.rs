//! Exports to files. LibreOffice conversions run on a separate thread, so that the user can continue to type.
//!
//! Formats that do not need LibreOffice are written at once.

use std::io::{self, PipeWriter};
use std::os::fd::AsFd;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use super::Document;
use crate::app::Environment;
use crate::app::export::{Export, unsaved};
use crate::export::{ExportError, Receipt, Request};
use crate::message;
use crate::tui::crash;
use crate::tui::event::{Event, Message};

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

impl Document {
    /// Exports the report. Returns the result, or `None` if a conversion was started; its result arrives
    /// later as an event.
    pub(super) fn export(
        &mut self,
        environment: &Environment<'_>,
        request: &Request,
        events: &Sender<Event>,
    ) -> Option<Message> {
        match self.try_export(environment, request, events) {
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
        environment: &Environment<'_>,
        request: &Request,
        events: &Sender<Event>,
    ) -> Result<Option<Receipt>, ExportError> {
        let lang = self.app.look.lang;
        let failed = |error: io::Error| {
            ExportError::Other(message::export_failed(lang, request.format, &error.to_string()))
        };
        let remote = environment.remote.clone();
        let export = Export::new(&self.file.held, &self.app.model, request, remote)?;
        let Export { format, bytes, target } = export;
        if !format.through_office {
            return target.write(&bytes).map(Some).map_err(|error| unsaved(&error, lang));
        }
        if self.conversion.as_ref().is_some_and(Conversion::is_running) {
            return Err(ExportError::Other(message::pdf_busy(lang)));
        }
        let (office, (stopped, stop), (running, done)) =
            (environment.office.clone(), io::pipe().map_err(failed)?, channel());
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
}
