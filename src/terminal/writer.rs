//! The ratatui backend, optimised for slow connections: a typed character costs about its own bytes.
//!
//! Tracks the contents, cursor position and style of the terminal, and encodes each frame as the shortest
//! found sequence of bytes. It performs no I/O: the caller takes the frame and writes it as a whole. An
//! unchanged frame is empty.

mod encoder;
mod glyph;
mod row;
mod scroll;

use std::convert::Infallible;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::{Position, Size};

use super::probe::{QUESTION, ROOM};
use super::width::Width;
use encoder::Encoder;
use glyph::{Glyph, Glyphs};
use row::Change;
use scroll::Scroll;

/// Maximum number of scrolls tried per frame.
const SCROLLS: usize = 2;

/// The ratatui backend.
#[derive(Debug)]
pub struct TerminalWriter {
    size: Size,
    glyphs: Glyphs,
    /// The contents requested by ratatui, cell by cell.
    wanted: Vec<Glyph>,
    /// The contents of the terminal after all collected bytes are written.
    shown: Vec<Glyph>,
    encoder: Encoder,
    /// True if the state of the terminal is unknown.
    lost: bool,
    /// True if the next full redraw includes the probe.
    asks: bool,
    /// The requested cursor position, and true if the cursor is visible.
    caret: (Position, bool),
    is_visible: bool,
}

impl TerminalWriter {
    /// Creates a writer for a terminal of this size. `width` is the width of ambiguous characters; `sure` is
    /// true if it is known, false if it is assumed.
    pub fn new(size: (u16, u16), width: Width, sure: bool) -> TerminalWriter {
        let mut wire = TerminalWriter {
            size: Size::default(),
            glyphs: Glyphs::new(width, sure),
            wanted: Vec::new(),
            shown: Vec::new(),
            encoder: Encoder::new(0),
            lost: true,
            asks: false,
            caret: (Position::ORIGIN, true),
            is_visible: true,
        };
        wire.resize(size);
        wire
    }

    /// Sets the window size. The contents of the window are unknown afterwards.
    pub fn resize(&mut self, size: (u16, u16)) {
        self.size = size.into();
        let cells = usize::from(size.0) * usize::from(size.1);
        self.wanted = vec![Glyph::BLANK; cells];
        self.shown = vec![Glyph::BLANK; cells];
        self.encoder = Encoder::new(usize::from(size.0));
        self.lost = true;
    }

    /// True if nothing was drawn since the window got this size.
    pub fn is_fresh(&self, size: (u16, u16)) -> bool {
        self.lost && self.size == size.into()
    }

    /// Requests a full redraw that includes the probe.
    pub fn ask(&mut self) {
        if !self.lost {
            self.resize(self.size.into());
        }
        self.asks = true;
    }

    /// Sets the width of ambiguous characters in this terminal, now known.
    pub fn learn(&mut self, width: Width) {
        self.glyphs.learn(width);
        for glyph in self.wanted.iter_mut().chain(&mut self.shown) {
            *glyph = self.glyphs.again(*glyph);
        }
    }

    /// Returns the collected bytes and clears them; empty if nothing changed.
    pub fn take_frame(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.encoder.out)
    }

    fn columns(&self) -> usize {
        usize::from(self.size.width)
    }

    /// Returns the target contents: adds the right halves of wide characters and blanks characters that do
    /// not fit.
    fn next(&self) -> Vec<Glyph> {
        let columns = self.columns();
        let mut next = self.wanted.clone();
        let last_row = next.len().saturating_sub(columns);
        for (y, row) in next.chunks_mut(columns.max(1)).enumerate() {
            let mut x = 0;
            while x < columns {
                let glyph = row[x];
                let end = x + glyph.columns();
                // In the bottom right corner, a character drawn wider than expected would scroll the screen.
                let spills = end + usize::from(glyph.spill.unwrap_or_default()) > columns;
                if end > columns || spills && y * columns == last_row {
                    row[x] = Glyph::BLANK;
                } else if glyph.wide {
                    row[x + 1] = glyph.behind();
                }
                x = end;
            }
        }
        next
    }

    /// Updates all rows to the target contents, the cursor's row first. Returns `None` if that takes `enough`
    /// bytes or more.
    fn rows(
        &self,
        next: &[Glyph],
        mut shown: Vec<Glyph>,
        mut encoder: Encoder,
        enough: usize,
    ) -> Option<(Vec<Glyph>, Encoder)> {
        let columns = self.columns();
        let changed = next.chunks(columns).zip(shown.chunks(columns)).filter(|(new, old)| new != old).count();
        // If other rows change too, the cursor does not go from this row to the caret.
        let caret = Some(self.caret.0.x.into()).filter(|_| self.caret.1 && changed == 1);
        for y in encoder.y.into_iter().chain(0..usize::from(self.size.height)) {
            if encoder.out.len() >= enough {
                return None;
            }
            let caret = caret.filter(|_| y == usize::from(self.caret.0.y));
            self.row(y, &next[y * columns..(y + 1) * columns], caret, &mut shown, &mut encoder);
        }
        (encoder.out.len() < enough).then_some((shown, encoder))
    }

    /// Updates one row; `caret` is the column of the caret if the cursor goes there next.
    fn row(&self, y: usize, new: &[Glyph], caret: Option<usize>, shown: &mut [Glyph], encoder: &mut Encoder) {
        let row = y * new.len()..(y + 1) * new.len();
        let change = Change { old: &shown[row.clone()], new, y, caret, glyphs: &self.glyphs };
        let spilled = change.write(encoder);
        shown[row.clone()].copy_from_slice(new);
        let below = shown.len().min(row.end)..shown.len().min(row.end + spilled);
        shown[below].fill(Glyph::UNKNOWN);
    }

    fn collect(&mut self) {
        if self.shown.is_empty() {
            return;
        }
        if self.lost {
            let room = (self.size.width, self.size.height);
            let asks = std::mem::take(&mut self.asks) && room.0 >= ROOM.0 && room.1 >= ROOM.1;
            self.encoder.wipe(if asks { QUESTION } else { "" });
            (self.lost, self.is_visible) = (false, true);
            self.shown.fill(Glyph::BLANK);
        }
        let next = self.next();
        if next != self.shown {
            let mut best = self.rows(&next, self.shown.clone(), self.encoder.draft(), usize::MAX);
            for scroll in Scroll::find(&self.shown, &next, self.columns()).into_iter().take(SCROLLS) {
                let (mut shown, mut encoder) = (self.shown.clone(), self.encoder.draft());
                scroll.write(&mut shown, self.columns(), &mut encoder, &self.glyphs);
                let enough = best.as_ref().map_or(usize::MAX, |(_, encoder)| encoder.out.len());
                best = self.rows(&next, shown, encoder, enough).or(best);
            }
            if let Some((shown, encoder)) = best {
                self.shown = shown;
                self.encoder.take(&encoder);
            }
        }
        let (caret, is_visible) = self.caret;
        if self.is_visible != is_visible {
            self.is_visible = is_visible;
            self.encoder.out.extend_from_slice(if is_visible { b"\x1b[?25h" } else { b"\x1b[?25l" });
        }
        if is_visible {
            // Terminals clamp a position beyond the edge; clamp it here so that the tracked position is
            // right.
            let x = usize::from(caret.x.min(self.size.width - 1));
            let y = usize::from(caret.y.min(self.size.height - 1));
            let row = &self.shown[y * self.columns()..(y + 1) * self.columns()];
            self.encoder.move_to(x, y, row, &self.glyphs);
        }
    }
}

impl Backend for TerminalWriter {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        for (x, y, cell) in content {
            let at = usize::from(y) * self.columns() + usize::from(x);
            let glyph = self.glyphs.glyph(cell);
            let room = self.columns() - usize::from(x);
            if let Some(wanted) = self.wanted.get_mut(at) {
                *wanted = glyph;
            }
            // ratatui does not send the cell that it takes for the right half of a wide character; the canvas
            // gives it the style of the left half.
            let cells = cell.cell_width();
            if let Some(behind) = self.wanted.get_mut(at + 1).filter(|_| cells > 1 && room > 1) {
                *behind = Glyph::space(glyph.ink);
            }
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.caret.1 = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        self.caret.1 = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.caret.0)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.caret.0 = position.into();
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        self.resize(self.size.into());
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> Result<(), Infallible> {
        self.clear()
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::default() })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        self.collect();
        Ok(())
    }
}
