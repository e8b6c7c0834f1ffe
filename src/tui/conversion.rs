//! LibreOffice conversions. They run on a thread of their own, so that the user can continue to type.

use std::io::{self, PipeWriter};
use std::os::fd::AsFd;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use super::crash;
use super::event::{Event, Message};
use crate::app::export::Target;
use crate::export::ExportError;
use crate::message::Lang;
use crate::store::office::Office;

/// A running LibreOffice conversion. Dropping it stops the conversion and removes its temporary files.
pub(super) struct Conversion {
    /// Closing it stops the thread.
    stop: Option<PipeWriter>,
    /// Disconnected when the thread has finished.
    done: Receiver<()>,
}

impl Conversion {
    /// Starts to convert a document and to write the result; the result arrives as a message.
    pub(super) fn start(
        (office, lang): (Office, Lang),
        bytes: Vec<u8>,
        target: Target,
        events: &Sender<Event>,
    ) -> io::Result<Conversion> {
        let ((stopped, stop), (running, done)) = (io::pipe()?, channel());
        crash::spawn("office", events.clone(), move |events| {
            let finished = office.convert(&bytes, stopped.as_fd());
            let written = finished
                .map_err(|error| error.sentence(lang))
                .and_then(|bytes| target.write(&bytes).map_err(|error| error.sentence(lang)));
            // Sending fails only while the program exits.
            let _ = events.send(Event::Message(Message::Exported(written.map_err(ExportError::Other))));
            drop::<Sender<()>>(running);
        })?;
        Ok(Conversion { stop: Some(stop), done })
    }

    /// True if the conversion has not finished.
    pub(super) fn is_running(&self) -> bool {
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
