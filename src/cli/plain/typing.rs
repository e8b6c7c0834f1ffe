//! Input typed on a terminal: the program edits the line itself, because terminals erase one cell for a
//! Chinese character, which takes two, and do not tell what is half typed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::process::{Signal, getpid, kill_process};
use rustix::stdio::{stdin, stdout};
use rustix::termios::{LocalModes, OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr};

use crate::terminal::input::Typed;
use crate::terminal::line::{LineEditor, Step};
use crate::terminal::width::Width;

/// Number of columns of a terminal that does not report one.
const USUAL_COLUMNS: usize = 80;

/// The line being typed on a terminal, shared by the threads.
#[derive(Clone)]
pub(super) struct Typing(Arc<Mutex<Shared>>);

struct Shared {
    editor: LineEditor,
    /// The modes of the terminal before the program started.
    before: Termios,
    /// The text to begin the next line with.
    offer: Option<String>,
    /// True if bytes that are not UTF-8 were typed into the line.
    garbled: bool,
}

/// The result of reading a line from the terminal.
pub(super) enum Entered {
    /// A line.
    Line(String),
    /// A line with bytes that are not UTF-8.
    NotUtf8,
    /// A paste that is too long.
    TooLong,
    /// End of the input.
    End,
}

impl Typing {
    /// Takes over the editing of lines; `None` if the input or the output is no terminal.
    pub(super) fn start(width: Width) -> Option<Typing> {
        if !isatty(stdin()) || !isatty(stdout()) {
            return None;
        }
        let before = tcgetattr(stdin()).ok()?;
        let editor = LineEditor::new(width, columns());
        let typing = Typing(Arc::new(Mutex::new(Shared { editor, before, offer: None, garbled: false })));
        typing.take_over();
        Some(typing)
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Switches off the terminal's own editing and echo. Ctrl-C and Ctrl-Z still send signals.
    fn take_over(&self) {
        let mut modes = self.lock().before.clone();
        modes.local_modes -= LocalModes::ICANON | LocalModes::ECHO | LocalModes::IEXTEN;
        // If it fails, the terminal goes on editing.
        let _ = tcsetattr(stdin(), OptionalActions::Now, &modes);
    }

    /// Restores the modes of the terminal.
    pub(super) fn give_back(&self) {
        let _ = tcsetattr(stdin(), OptionalActions::Now, &self.lock().before);
    }

    /// Stops the program until it is continued, as Ctrl-Z does; `can_stop` is false if no shell could continue
    /// it.
    pub(super) fn stop(&self, can_stop: bool) {
        if can_stop {
            self.give_back();
            // Another thread may take the signal later: the terminal is taken over when SIGCONT arrives.
            let _ = kill_process(getpid(), Signal::STOP);
        }
    }

    /// Takes the terminal over again after another program used it.
    pub(super) fn resume(&self) {
        self.take_over();
        self.lock().editor.redraw();
        self.echo();
    }

    /// Adapts to the size of the window.
    pub(super) fn resize(&self) {
        self.lock().editor.resize(columns());
    }

    /// Writes what the terminal must show.
    fn echo(&self) {
        let output = self.lock().editor.take_output();
        // If the terminal is gone, the reader notices.
        let _ = super::lines::write_all(output.as_bytes());
    }

    /// Returns the half-typed line.
    pub(super) fn half(&self) -> String {
        self.lock().editor.text().to_owned()
    }

    /// Sets the text with which the next line begins.
    pub(super) fn offer(&self, text: String) {
        self.lock().offer = Some(text);
    }

    /// Shows the offered text in the line.
    pub(super) fn take_offer(&self) {
        let mut shared = self.lock();
        if let Some(text) = shared.offer.take() {
            shared.editor.insert(&text);
            drop(shared);
            self.echo();
        }
    }

    /// Handles an event of the terminal; passes each finished line to `tell`, which returns false to stop.
    pub(super) fn handle(&self, typed: Typed, tell: &mut dyn FnMut(Entered) -> bool) -> bool {
        let entered = match typed {
            Typed::Key(key) => {
                let step = self.lock().editor.key(key);
                self.entered(step)
            }
            Typed::Paste(text) => {
                let text = crate::form::clean(&text);
                let mut lines = text.split('\n');
                let mut part = lines.next().unwrap_or_default();
                for next in lines {
                    self.lock().editor.insert(part);
                    let step = Step::Line(self.lock().editor.finish());
                    if self.entered(step).is_some_and(|line| !tell(line)) {
                        return false;
                    }
                    part = next;
                }
                self.lock().editor.insert(part);
                None
            }
            Typed::TooLong => Some(Entered::TooLong),
            Typed::NotUtf8 => {
                self.lock().garbled = true;
                None
            }
            Typed::Position(..) => None,
        };
        self.echo();
        entered.is_none_or(tell)
    }

    fn entered(&self, step: Step) -> Option<Entered> {
        self.echo();
        match step {
            Step::Editing => None,
            Step::End => Some(Entered::End),
            Step::Line(_) if std::mem::take(&mut self.lock().garbled) => Some(Entered::NotUtf8),
            Step::Line(line) => Some(Entered::Line(line)),
        }
    }
}

/// Returns the number of columns of the terminal.
fn columns() -> usize {
    let columns = tcgetwinsize(stdout()).map_or(0, |size| usize::from(size.ws_col));
    if columns == 0 { USUAL_COLUMNS } else { columns }
}
