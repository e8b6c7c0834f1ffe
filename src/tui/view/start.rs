//! Draws the start screen.
//!
//! Other screens reuse its message area and its input line.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::start::Step;
use crate::message;
use crate::store::shown;
use crate::terminal::width::Width;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::editor::Editor;
use crate::tui::start::Start;
use crate::tui::widgets::first_shown;

/// Draws the start screen.
pub fn draw(start: &Start, frame: &mut Frame<'_>) {
    let look = start.look;
    if super::is_too_small(look, frame) {
        return;
    }
    let (lang, theme) = (look.lang, look.theme);
    let mut canvas = Canvas::new(frame.buffer_mut(), &look);
    let area = canvas.area();
    let version = concat!("v", env!("CARGO_PKG_VERSION"));
    let used = canvas.put_right(area.width / 2, area.width - 1, 0, version, theme.quiet);
    let room = area.width.saturating_sub(used + 3);
    canvas.put(1, 0, &look.width.shorten(&message::program_name(lang), usize::from(room)), room, theme.title);
    canvas.rule(0, 1, area.width);
    let bottom = area.height - 1;
    canvas.keys(bottom, &message::start_keys(lang));
    let (text, style) = match &start.notice {
        Some(notice) => (notice.text.as_str(), if notice.bad { theme.error } else { theme.ok }),
        None => ("", theme.quiet),
    };
    let end = said(&mut canvas, text, style);
    let top = 2 + u16::from(area.height >= 12);
    let body = Rect::new(3, top, area.width - 3, end.saturating_sub(top).max(1));
    step(start, body, &mut canvas);
    let caret = canvas.caret.unwrap_or((0, bottom));
    frame.set_cursor_position(caret);
}

/// Draws the choices or the input line of the current step.
fn step(start: &Start, body: Rect, canvas: &mut Canvas<'_>) {
    let (look, lang, theme) = (start.look, start.look.lang, start.look.theme);
    let question = start.model.question(lang);
    if !start.model.asks_text() {
        return list(start, &question, body, canvas);
    }
    let detail = match start.model.step {
        Step::Year => message::start_year_detail(lang),
        Step::OpenFile => message::start_open_file_detail(lang),
        Step::LastFile => message::start_last_file_detail(lang),
        _ => message::start_new_file_detail(lang),
    };
    let candidates = start.candidates();
    let top = write_line(canvas, body, &question, &detail, &start.editor, !candidates.is_empty());
    let rows = usize::from(body.bottom().saturating_sub(top));
    let first = first_shown(start.candidate.unwrap_or(0), rows, candidates.len());
    for (at, path) in candidates.into_iter().enumerate().skip(first).take(rows) {
        let (y, here) = (top + cells(at - first), start.candidate == Some(at));
        canvas.put(body.x - 2, y, if here { ">" } else { " " }, 1, theme.label);
        let path = ending(look.width, &shown(path), usize::from(body.width));
        canvas.put(body.x, y, &path, body.width, theme.label);
        if here {
            canvas.caret = Some((body.x, y));
        }
    }
}

/// Draws the notice above the keys, in as many rows as it needs but at most a quarter of the window, with a
/// rule above it if there is room. Returns the first row used.
pub(super) fn said(canvas: &mut Canvas<'_>, text: &str, style: Style) -> u16 {
    let (width, area) = (canvas.width, canvas.area());
    let room = usize::from(area.width.saturating_sub(2)).max(1);
    let most = usize::from(area.height / 4).max(1);
    let shown = width.wrap(text, room, 0).len().clamp(1, most);
    let top = (area.height - 1).saturating_sub(cells(shown));
    canvas.put_lines(Rect { y: top, height: cells(shown), ..area }, text, style);
    if area.height >= 8 {
        canvas.rule(0, top - 1, area.width);
        return top - 1;
    }
    top
}

/// Returns the path, cut at its beginning if it does not fit.
fn ending(width: Width, path: &str, room: usize) -> String {
    if width.of(path) <= room {
        path.to_owned()
    } else {
        format!("..{}", width.cut_end(path, room - room.min(2)))
    }
}

/// Draws a question with an input line and the caret. Returns the first row below, for the list of files. In
/// a low window with `files`, the `detail` is omitted in favour of the list.
pub(super) fn write_line(
    canvas: &mut Canvas<'_>,
    body: Rect,
    question: &str,
    detail: &str,
    editor: &Editor,
    files: bool,
) -> u16 {
    let (theme, width) = (canvas.theme, canvas.width);
    let narrow = files && body.height < 10;
    canvas.put(body.x, body.y, question, body.width, theme.heading);
    let row = body.y + if narrow { 1 } else { 2 };
    let text = editor.text();
    canvas.put(body.x - 2, row, ">", 1, theme.focus);
    let before = text.get(..editor.caret().1).unwrap_or(&text);
    // Show the end of a long name, where the user types.
    let room = usize::from(body.width.saturating_sub(2));
    let seen = width.cut_end(before, room);
    let rest = text.get(before.len() - seen.len()..).unwrap_or_default();
    let style = if editor.selection().is_some() { theme.selected } else { theme.label };
    canvas.put(body.x, row, rest, body.width, style);
    canvas.caret = Some((body.x + cells(width.of(seen)), row));
    if narrow {
        return row + 1;
    }
    let lines = width.lines(detail, usize::from(body.width.saturating_sub(1)));
    for (line, y) in lines.zip(row + 2..) {
        canvas.put(body.x, y, line, body.width, theme.quiet);
    }
    row + 4
}

/// Draws the choices: number, label, and details at the right edge.
fn list(start: &Start, head: &str, body: Rect, canvas: &mut Canvas<'_>) {
    let (theme, width, chooser) = (start.look.theme, start.look.width, &start.chooser);
    let filter = chooser.filter();
    let head = match filter.as_str() {
        "" => head.to_owned(),
        filter => message::menu_filtered(start.look.lang, head, filter),
    };
    canvas.put(body.x, body.y, &head, body.width, theme.heading);
    let top = body.y + 1 + u16::from(body.height > 6);
    let rows = usize::from(body.bottom().saturating_sub(top)).max(1);
    let first = first_shown(chooser.selected, rows, chooser.left().len());
    if chooser.left().is_empty() {
        canvas.put(body.x + 3, top, &message::nothing_found(start.look.lang), body.width, theme.quiet);
    }
    for (index, at) in chooser.left().iter().enumerate().skip(first).take(rows) {
        let Some(choice) = start.choices.get(*at) else { continue };
        let y = top + cells(index - first);
        let here = index == chooser.selected;
        canvas.put(body.x - 2, y, if here { ">" } else { " " }, 1, theme.label);
        canvas.put(body.x, y, &(at + 1).to_string(), 2, theme.key);
        // As many details as fit into half of the line.
        let half = body.width / 2;
        let mut detail = String::new();
        for next in &choice.details {
            let longer = if detail.is_empty() { next.clone() } else { format!("{detail}  {next}") };
            if width.of(&longer) > usize::from(half) {
                break;
            }
            detail = longer;
        }
        let right = body.right() - 1;
        let used = canvas.put_right(right.saturating_sub(half), right, y, &detail, theme.quiet);
        let room = body.width.saturating_sub(used + 5);
        let label = if choice.is_path {
            // Show the end of a path: that is the part that differs.
            ending(width, &choice.label, usize::from(room))
        } else {
            width.shorten(&choice.label, usize::from(room))
        };
        canvas.put(body.x + 3, y, &label, room, theme.label);
        if here {
            canvas.caret = Some((body.x, y));
        }
    }
    if !filter.is_empty() {
        // An input method opens its window at the caret.
        canvas.caret = Some(((body.x + cells(width.of(&head))).min(body.right() - 1), body.y));
    }
}
