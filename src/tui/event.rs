//! The events of the main loop, the messages to the screen, and the effects that it requests.

use std::io;
use std::sync::mpsc::Sender;

use crossterm::event::KeyEvent;

use crate::app::blanks::Candidate;
use crate::app::edition::Move;
use crate::app::fill::Filling;
use crate::app::versions::Kept;
use crate::export::{ExportError, Options, Receipt, Request};
use crate::report::Report;

/// An event of the main loop.
pub(super) enum Event {
    /// A message for the screen.
    Message(Message),
    /// A frame has been written, or the terminal is gone.
    Written(io::Result<()>),
    /// The terminal reported its cursor position: row and column.
    Position(u16, u16),
    /// The input is not UTF-8.
    NotUtf8,
    /// Another process asked the program to stop until it is continued.
    Stop,
    /// The program was continued after a stop.
    Continued,
    /// Another process changed the report's file.
    Touched,
    /// The sender of keys waits until this is dropped.
    Backpressure(Sender<()>),
}

/// A message for the screen.
#[derive(Clone, Debug)]
pub enum Message {
    /// A key.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The pasted text exceeds the limit.
    PasteTooLong,
    /// The window was resized: columns and rows.
    Resize(u16, u16),
    /// The file was saved, with the time of day; or the reason for the failure.
    Saved(Result<String, String>),
    /// The report was exported, with the receipt; or the reason for the failure.
    Exported(Result<Receipt, ExportError>),
    /// The stored versions, oldest first; or the reason why they cannot be listed.
    Versions(Result<Vec<Kept>, String>),
    /// A version was read; or the reason why it cannot be, as a sentence.
    Version(Kept, Box<Result<Report, String>>),
    /// The other editions of the form, newest first.
    Editions(Vec<String>),
    /// The report in another edition, to be confirmed; or the reason why it cannot be converted.
    Moving(Result<Box<Move>, String>),
    /// The edition was not changed, for this reason.
    NotMoved(String),
    /// The Word documents that can be filled in, for a draft or final.
    Candidates(Vec<Candidate>, Options),
    /// A Word document was filled in; or the reason why it cannot be.
    Filled(Result<Box<Filling>, String>),
    /// The thread that writes to the disk has finished a job.
    Finished,
    /// Leave the program with this exit code, keeping everything typed.
    Leave(u8),
}

/// An action for the event loop to perform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Save the report.
    Save,
    /// Write an export.
    Export(Request),
    /// List the Word documents that can be filled in, for a draft or final.
    Candidates(Options),
    /// Fill in a Word document.
    Fill(String),
    /// Store the label of a document for the field of a path, and fill in the document again.
    NameLabel {
        /// The path of the field.
        path: String,
        /// The label.
        label: String,
        /// The document.
        document: String,
    },
    /// Write a copy of the report to a new file; fails if the file exists.
    Copy(String),
    /// List the stored versions.
    Versions,
    /// Read a version by its number.
    Version(u32),
    /// Write a version to a new file; fails if the file exists.
    CopyVersion(u32, String),
    /// List the other editions of the form.
    Editions,
    /// Convert the report to another edition, for a preview.
    PreviewEdition(String),
    /// Make the report one of another edition.
    ChangeEdition(String),
    /// Make a version the report again.
    ReturnTo(u32),
    /// Suspend the program and give the terminal to the shell.
    Suspend,
    /// Put a text on the clipboard of the terminal.
    Clipboard(String),
    /// Redraw the whole screen.
    Redraw,
    /// Leave the program.
    Quit(u8),
}
