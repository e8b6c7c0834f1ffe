//! The state of the screen, drawn. Changes nothing.

mod foot;
mod grid;
mod head;
pub mod opening;
mod page;
mod panel;
pub mod roll;
pub mod start;
pub mod text;

use ratatui::Frame;

use super::app::{App, Look};
use super::canvas::Canvas;
use super::geometry::{self, SMALLEST};
use super::mode::Mode;
use crate::message;

/// Draws the whole screen; the terminal's cursor stands on the caret afterwards.
pub fn draw(app: &App, frame: &mut Frame<'_>) {
    let look = app.look;
    if is_too_small(look, frame) {
        return;
    }
    let mut canvas = Canvas::new(frame.buffer_mut(), look.width, look.theme, look.frame);
    let area = canvas.area();
    let areas = geometry::areas(app);
    let shown = match &app.mode {
        Mode::Keys(behind) => behind,
        mode => mode,
    };
    match shown {
        Mode::Page | Mode::Keys(_) => {
            head::draw(app, &areas, &mut canvas);
            page::draw(app, &areas, &mut canvas);
            foot::draw(app, &areas, &mut canvas);
        }
        Mode::Text => text::draw(app, &areas, &mut canvas),
        panel => panel::draw(app, panel, &mut canvas),
    }
    let caret = canvas.caret.unwrap_or((0, area.height - 1));
    frame.set_cursor_position(caret);
}

/// Whether the window is too small to show anything; then one sentence says so.
fn is_too_small(look: Look, frame: &mut Frame<'_>) -> bool {
    let area = frame.area();
    let small = area.width < SMALLEST.0 || area.height < SMALLEST.1;
    if small {
        let mut canvas = Canvas::new(frame.buffer_mut(), look.width, look.theme, look.frame);
        canvas.put(0, 0, &message::too_small(look.lang), area.width, look.theme.title);
        frame.set_cursor_position((0, 0));
    }
    small
}
