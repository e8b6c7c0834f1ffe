//! Frames as bytes: the state of the screen drawn, and what of it the terminal is sent now.
//!
//! What is said about a place while a person passes through it - where it is, what it is for, how it is
//! calculated - would cost more than the key itself. So it follows on a pause, all at once.

use std::convert::Infallible;
use std::mem::Discriminant;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

use super::mode::Mode;
use crate::terminal::width::Width;
use crate::terminal::writer::TerminalWriter;

/// Parts of the screen that may follow after a pause.
#[derive(Debug, Default)]
pub struct Deferred {
    /// What is on the screen: parts of another scene do not wait; without one none does.
    pub scene: Option<Scene>,
    /// Where they are.
    pub parts: Vec<Rect>,
}

/// What is on the screen, whatever it says: the mode, the section, the size.
pub type Scene = (Discriminant<Mode>, usize, (u16, u16));

/// Draws frames for one terminal.
pub struct Painter {
    terminal: Terminal<TerminalWriter>,
    width: Width,
    /// What the parts that follow say on the terminal.
    said: Buffer,
    scene: Option<Scene>,
    /// Whether some part is behind.
    is_behind: bool,
    /// Whether the pause has come.
    is_due: bool,
}

impl Painter {
    /// For a terminal of which nothing is known but its size and how wide it draws ambiguous characters:
    /// surely, or as far as anybody can say.
    pub fn new(size: (u16, u16), width: Width, sure: bool) -> Painter {
        let area = Rect::new(0, 0, size.0, size.1);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let Ok(terminal) = Terminal::with_options(TerminalWriter::new(size, width, sure), options);
        Painter { terminal, width, said: Buffer::empty(area), scene: None, is_behind: false, is_due: false }
    }

    /// The window has another size, or everything is to be drawn again.
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

    /// Everything is to be drawn again, and the terminal is to be asked what it is.
    pub fn ask(&mut self, size: (u16, u16)) {
        self.resize(size);
        self.terminal.backend_mut().ask();
    }

    /// The terminal is known to draw ambiguous characters this wide. What was drawn before is right where
    /// they are narrow, as far as that was likely; elsewhere everything is drawn again.
    pub fn learn(&mut self, width: Width, size: (u16, u16)) {
        if width == Width::Wide || self.width == Width::Wide {
            self.resize(size);
        }
        self.width = width;
        self.terminal.backend_mut().learn(width);
    }

    /// Whether a part of the screen is to follow after a pause.
    pub fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// The pause has come: the next frame holds nothing back.
    pub fn catch_up(&mut self) {
        self.is_due = true;
    }

    /// The bytes of a frame; none when nothing changed.
    pub fn draw(&mut self, followers: &Deferred, render: impl FnOnce(&mut Frame<'_>)) -> Vec<u8> {
        let is_due = std::mem::take(&mut self.is_due);
        let holds = !is_due && followers.scene.is_some() && followers.scene == self.scene;
        self.scene = followers.scene;
        self.is_behind = false;
        let (said, is_behind) = (&mut self.said, &mut self.is_behind);
        let drawn: Result<_, Infallible> = self.terminal.draw(|frame| {
            render(frame);
            for position in followers.parts.iter().flat_map(|part| part.positions()) {
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
