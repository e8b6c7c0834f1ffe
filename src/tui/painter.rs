//! Frame encoding: draws the state of the screen and returns the bytes to send to the terminal.
//!
//! The description of a position (place, purpose, calculation) would cost more bytes than the key press
//! itself while the user moves through fields. It is therefore deferred until a pause in typing.

use std::convert::Infallible;
use std::mem::Discriminant;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

use super::panels::Mode;
use crate::terminal::width::Width;
use crate::terminal::writer::TerminalWriter;

/// Parts of the screen that may be deferred until a pause.
#[derive(Debug, Default)]
pub struct Deferred {
    /// The current scene. Nothing is deferred when the scene changes or is `None`.
    pub scene: Option<Scene>,
    /// The areas of the parts.
    pub parts: Vec<Rect>,
}

/// Identity of a scene, independent of its content: mode, section, size.
pub type Scene = (Discriminant<Mode>, usize, (u16, u16));

/// Draws frames for one terminal.
pub struct Painter {
    terminal: Terminal<TerminalWriter>,
    width: Width,
    /// The content of the deferred parts as shown on the terminal.
    said: Buffer,
    scene: Option<Scene>,
    /// True if a part on the terminal is out of date.
    is_behind: bool,
    /// True if the next frame must not defer anything.
    is_due: bool,
}

impl Painter {
    /// Creates a painter for a terminal of this size and width of ambiguous characters. `sure` is false if
    /// the width is only assumed.
    pub fn new(size: (u16, u16), width: Width, sure: bool) -> Painter {
        let area = Rect::new(0, 0, size.0, size.1);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let Ok(terminal) = Terminal::with_options(TerminalWriter::new(size, width, sure), options);
        Painter { terminal, width, said: Buffer::empty(area), scene: None, is_behind: false, is_due: false }
    }

    /// Resizes the window, or redraws everything.
    pub fn resize(&mut self, size: (u16, u16)) {
        if self.terminal.backend().is_fresh(size) {
            return;
        }
        let area = Rect::new(0, 0, size.0, size.1);
        self.terminal.backend_mut().resize(size);
        let Ok(()) = self.terminal.resize(area);
        self.said = Buffer::empty(area);
        self.scene = None;
    }

    /// Redraws everything and probes the terminal.
    pub fn ask(&mut self, size: (u16, u16)) {
        self.resize(size);
        self.terminal.backend_mut().ask();
    }

    /// Sets the width of ambiguous characters. If it was and is narrow, the frame drawn is still correct;
    /// otherwise everything is redrawn.
    pub fn learn(&mut self, width: Width, size: (u16, u16)) {
        if width == Width::Wide || self.width == Width::Wide {
            self.resize(size);
        }
        self.width = width;
        self.terminal.backend_mut().learn(width);
    }

    /// True if a part of the screen is deferred.
    pub fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// Draws the deferred parts with the next frame.
    pub fn catch_up(&mut self) {
        self.is_due = true;
    }

    /// Returns the bytes of a frame; empty if nothing changed.
    pub fn draw(&mut self, deferred: &Deferred, render: impl FnOnce(&mut Frame<'_>)) -> Vec<u8> {
        let is_due = std::mem::take(&mut self.is_due);
        let holds = !is_due && deferred.scene.is_some() && deferred.scene == self.scene;
        self.scene = deferred.scene;
        self.is_behind = false;
        let (said, is_behind) = (&mut self.said, &mut self.is_behind);
        let drawn: Result<_, Infallible> = self.terminal.draw(|frame| {
            render(frame);
            for position in deferred.parts.iter().flat_map(|part| part.positions()) {
                let (Some(cell), Some(said)) =
                    (frame.buffer_mut().cell_mut(position), said.cell_mut(position))
                else {
                    continue;
                };
                if cell == said {
                    continue;
                }
                if holds {
                    cell.clone_from(said);
                    *is_behind = true;
                } else {
                    said.clone_from(cell);
                }
            }
        });
        let Ok(_) = drawn;
        self.terminal.backend_mut().take_frame()
    }
}
