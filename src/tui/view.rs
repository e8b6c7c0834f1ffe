//! Draws the state of the screen. Changes nothing.

mod cell;
pub(super) mod foot;
pub mod garbled;
mod grid;
mod head;
pub mod intake;
pub mod opening;
mod page;
pub mod roll;
mod sections;
pub mod start;
pub mod text;

use std::mem::discriminant;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::app::App;
use super::canvas::Canvas;
use super::geometry::{self, SMALLEST};
use super::look::Look;
use super::painter::Deferred;
use super::panels::{Mode, lines_below};
use crate::message;

/// Draws the whole screen and places the terminal's cursor at the caret.
pub fn draw(app: &App, frame: &mut Frame<'_>) {
    let (look, cx) = (app.look, &app.cx());
    if is_too_small(look, frame) {
        return;
    }
    let mut canvas = Canvas::new(frame.buffer_mut(), &look);
    let area = canvas.area();
    let areas = geometry::areas(cx);
    let shown = match &app.mode {
        Mode::Keys(behind) => behind,
        mode => mode,
    };
    match shown {
        Mode::Page | Mode::Keys(_) => {
            head::draw(cx, &areas, &mut canvas);
            page::draw(cx, &areas, &mut canvas);
            foot::draw(cx, &areas, &mut canvas);
        }
        Mode::Text => text::draw(cx, &areas, &mut canvas),
        panel => panel.draw(cx, &mut canvas),
    }
    let (x, y) = canvas.caret.unwrap_or((0, area.height - 1));
    let caret = (x.min(area.width - 1), y.min(area.height - 1));
    frame.set_cursor_position(caret);
}

/// Returns the parts that are deferred until a pause in typing: everything around the fields being filled in
/// that describes the position and the report.
pub fn deferred(app: &App) -> Deferred {
    let cx = &app.cx();
    let areas = geometry::areas(cx);
    let line = |y: u16| Rect::new(0, y, app.size.0, 1);
    let mut parts = match &app.mode {
        Mode::Page => vec![
            areas.title,
            areas.strip,
            areas.left,
            areas.right,
            areas.heading,
            areas.findings,
            areas.help,
            areas.status,
        ],
        // The name of the text is below the title.
        Mode::Text => vec![areas.title, line(areas.title.y + 1), areas.status],
        Mode::Findings(_) | Mode::Reconciliation(_) | Mode::Version(_) => {
            lines_below(cx).into_iter().collect()
        }
        Mode::Reader(..) => vec![line(0)],
        _ => Vec::new(),
    };
    // A notice to the user is never deferred; it may need the lines of the cell.
    if let (Mode::Page | Mode::Text, None) = (&app.mode, &app.notice) {
        parts.extend([areas.message, areas.cell]);
    }
    Deferred { scene: Some((discriminant(&app.mode), app.cursor.section, app.size)), parts }
}

/// True if the window is too small; then draws one sentence that says so.
fn is_too_small(look: Look, frame: &mut Frame<'_>) -> bool {
    let area = frame.area();
    let small = area.width < SMALLEST.0 || area.height < SMALLEST.1;
    if small {
        let mut canvas = Canvas::new(frame.buffer_mut(), &look);
        canvas.put(0, 0, &message::too_small(look.lang), area.width, look.theme.title);
        frame.set_cursor_position((0, 0));
    }
    small
}
