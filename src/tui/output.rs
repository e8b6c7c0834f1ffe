//! Frames on their way to the terminal: collected whole, written in one go by a thread of their own.
//!
//! A terminal that stalls stops that thread and nothing else: keys go on being read and kept, and the next
//! frame is drawn from the newest state when the line moves again. So a slow line skips frames, not keys.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, sync_channel};

use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

use super::Event;
use super::crash;
use super::terminal::Tty;

/// What ratatui writes to: memory, until the frame is whole.
#[derive(Clone, Default)]
struct Collected(Rc<RefCell<Vec<u8>>>);

impl Write for Collected {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// A frame is flushed as a whole, by [`Output::draw`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal as the loop sees it.
pub struct Output {
    terminal: Terminal<CrosstermBackend<Collected>>,
    collected: Collected,
    frames: SyncSender<Vec<u8>>,
    /// Whether a frame is being written: its end comes as an [`Event::Written`].
    busy: bool,
    /// What is said once the terminal is given back.
    pub farewell: Option<String>,
}

impl Output {
    /// Starts the writing thread; the end of every frame is told to `events`.
    pub fn new(size: (u16, u16), events: Sender<Event>) -> io::Result<Output> {
        let collected = Collected::default();
        let viewport = Viewport::Fixed(Rect::new(0, 0, size.0, size.1));
        let backend = CrosstermBackend::new(collected.clone());
        let terminal = Terminal::with_options(backend, TerminalOptions { viewport })?;
        let (frames, receiver) = sync_channel(1);
        crash::spawn("screen", events, move |events| write_frames(&receiver, &events))?;
        Ok(Output { terminal, collected, frames, busy: false, farewell: None })
    }

    /// Whether a frame is still on its way.
    pub fn is_busy(&self) -> bool {
        self.busy
    }

    /// The frame that was on its way has been written.
    pub fn written(&mut self) {
        self.busy = false;
    }

    /// The window has another size, or everything is to be drawn again.
    pub fn resize(&mut self, size: (u16, u16)) -> io::Result<()> {
        self.terminal.resize(Rect::new(0, 0, size.0, size.1))
    }

    /// Draws a frame and sends it off; nothing is sent when nothing changed.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(render)?;
        let frame = std::mem::take(&mut *self.collected.0.borrow_mut());
        if !frame.is_empty() {
            // The thread ends with the terminal; then there is nobody to draw for.
            self.busy = self.frames.send(frame).is_ok();
        }
        Ok(())
    }
}

fn write_frames(frames: &Receiver<Vec<u8>>, events: &Sender<Event>) {
    for frame in frames {
        let result = Tty.write_all(&frame);
        if events.send(Event::Written(result)).is_err() {
            return;
        }
    }
}
