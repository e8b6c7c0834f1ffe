//! Drawing text into ratatui's buffer. The only place that does so, and the barrier that removes control
//! characters.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::keys::Keys;
use super::look::Look;
use super::theme::{Frame, Theme};
use crate::form::is_hidden;
use crate::terminal::width::Width;

/// A buffer with the settings needed to draw on it.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    /// The width of ambiguous characters.
    pub width: Width,
    /// The colours.
    pub theme: &'static Theme,
    /// The characters of rules and frames.
    pub frame: Frame,
    /// The position of the terminal's cursor.
    pub caret: Option<(u16, u16)>,
    keys: &'static Keys,
}

impl<'a> Canvas<'a> {
    /// Creates a canvas for a buffer.
    pub fn new(buffer: &'a mut Buffer, look: &Look) -> Canvas<'a> {
        let Look { width, theme, frame, keys, .. } = *look;
        Canvas { buffer, width, theme, frame, caret: None, keys }
    }

    /// Returns the area of the whole screen.
    pub fn area(&self) -> Rect {
        self.buffer.area
    }

    /// Draws text in at most `cells` cells; returns the number of cells used.
    pub fn put(&mut self, x: u16, y: u16, text: &str, cells: u16, style: Style) -> u16 {
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() {
            return 0;
        }
        let limit = cells.min(area.right() - x);
        let mut used = 0;
        for grapheme in text.graphemes(true) {
            // Removes characters that control a terminal, reorder text or are invisible.
            let seen: String;
            let grapheme = if grapheme.contains(is_hidden) {
                seen = grapheme.replace(is_hidden, "");
                &seen
            } else {
                grapheme
            };
            let wide = u16::try_from(self.width.grapheme(grapheme)).unwrap_or(0);
            if wide == 0 {
                continue;
            }
            if used + wide > limit {
                break;
            }
            if let Some(cell) = self.buffer.cell_mut((x + used, y)) {
                cell.set_symbol(grapheme).set_style(style);
                // ratatui must not take the cells after it for a part of it.
                if let Some(wide) = NonZeroU16::new(wide).filter(|wide| cell.cell_width() != wide.get()) {
                    cell.set_diff_option(CellDiffOption::ForcedWidth(wide));
                }
            }
            for behind in 1..wide {
                if let Some(cell) = self.buffer.cell_mut((x + used + behind, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
            used += wide;
        }
        used
    }

    /// Draws text that ends at `right` (exclusive) and begins at `left` or further right.
    pub fn put_right(&mut self, left: u16, right: u16, y: u16, text: &str, style: Style) -> u16 {
        let room = right.saturating_sub(left);
        let text = self.width.shorten(text, usize::from(room));
        let wide = u16::try_from(self.width.of(&text)).unwrap_or(room);
        self.put(right.saturating_sub(wide), y, &text, wide, style)
    }

    /// Draws a horizontal rule.
    pub fn rule(&mut self, x: u16, y: u16, cells: u16) {
        let style = self.theme.rule;
        let line = self.frame.horizontal.repeat(usize::from(cells));
        self.put(x, y, &line, cells, style);
    }

    /// Draws wrapped text in an area, with a blank on either side; if it does not fit, the last row
    /// ends with `..`.
    pub fn put_lines(&mut self, area: Rect, text: &str, style: Style) {
        let room = usize::from(area.width.saturating_sub(2)).max(1);
        for (line, y) in self.width.wrap(text, room, 0).into_iter().zip(area.top()..area.bottom()) {
            let rest = if y + 1 == area.bottom() { line.start..text.len() } else { line };
            // A trailing blank must not cause shortening.
            let line = self.width.shorten(text.get(rest).unwrap_or_default().trim_end(), room);
            self.put(area.x + 1, y, &line, area.width, style);
        }
    }

    /// Draws a row of keys. If there is not enough room, keys before the last are omitted, because the last
    /// is the one to leave.
    pub fn keys(&mut self, y: u16, keys: &str) {
        let keys = self.keys.spoken(keys);
        let room = self.area().width.saturating_sub(1);
        let separator =
            ["  ", "，", ", "].into_iter().find(|separator| keys.contains(separator)).unwrap_or("  ");
        let mut items: Vec<&str> = keys.split(separator).collect();
        while items.len() > 2 && self.width.of(&items.join(separator)) > usize::from(room) {
            items.remove(items.len() - 2);
        }
        self.put(1, y, &items.join(separator), room, self.theme.quiet);
    }

    /// Draws scroll marks at the right edge: `^` in the top row if there is more above, `v` in the bottom row
    /// if there is more below.
    pub fn goes_on(&mut self, x: u16, (above, below): (bool, bool), (top, bottom): (u16, u16)) {
        for (mark, y, is_so) in [("^", top, above), ("v", bottom, below)] {
            if is_so {
                self.put(x, y, mark, 1, self.theme.quiet);
            }
        }
    }

    /// Draws the brackets of the focused cell.
    pub fn brackets(&mut self, left: (u16, u16), right: (u16, u16)) {
        for (bracket, (x, y)) in [("[", left), ("]", right)] {
            self.put(x, y, bracket, 1, self.theme.label);
        }
    }

    /// Draws a vertical rule.
    pub fn vertical(&mut self, x: u16, top: u16, bottom: u16) {
        for y in top..bottom {
            let (style, line) = (self.theme.rule, self.frame.vertical);
            self.put(x, y, line, 1, style);
        }
    }

    /// Applies a style to cells without changing their text.
    pub fn style(&mut self, x: u16, y: u16, cells: u16, style: Style) {
        let area = self.buffer.area;
        let cells = cells.min(area.right().saturating_sub(x));
        self.buffer.set_style(Rect::new(x, y, cells, 1).intersection(area), style);
    }

    /// Clears cells.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }
}

/// Converts a number of cells to a screen coordinate, saturating.
pub(super) fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
