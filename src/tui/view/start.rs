//! The start screen, drawn.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::page::cells;
use super::panel::first_shown;
use crate::message;
use crate::store::shown;
use crate::tui::canvas::Canvas;
use crate::tui::editor::Editor;
use crate::tui::start::{Line, Start, Step};

/// Draws the start screen.
pub fn draw(start: &Start, frame: &mut Frame<'_>) {
    let look = start.look;
    if super::is_too_small(look, frame) {
        return;
    }
    let (lang, theme) = (look.lang, look.theme);
    let mut canvas = Canvas::new(frame.buffer_mut(), look.width, theme, look.frame);
    let area = canvas.area();
    canvas.put(1, 0, &message::program_name(lang), area.width, theme.title);
    canvas.put_right(area.width / 2, area.width - 1, 0, concat!("v", env!("CARGO_PKG_VERSION")), theme.quiet);
    canvas.rule(0, 1, area.width);
    let bottom = area.height - 1;
    if area.height >= 8 {
        canvas.rule(0, bottom - 2, area.width);
    }
    canvas.put(1, bottom, &message::start_keys(lang), area.width, theme.quiet);
    let body =
        Rect::new(3, 2 + u16::from(area.height >= 12), area.width - 3, bottom.saturating_sub(4).max(1));
    match &start.step {
        Step::Choose(selected) => {
            let choices = [
                message::start_new(lang),
                message::start_last(lang),
                message::start_open(lang),
                message::start_practise(lang),
                message::start_quit(lang),
            ];
            let recent = start.files.recent.iter().map(|(path, time)| format!("{time}  {}", shown(path)));
            let choices: Vec<String> = choices.into_iter().chain(recent).collect();
            list(start, &message::start_what(lang), &choices, *selected, body, &mut canvas);
        }
        Step::Form(selected) => {
            let choices: Vec<String> =
                start.forms.iter().map(|(id, title)| format!("{title}  {id}")).collect();
            list(start, &message::start_which_form(lang), &choices, *selected, body, &mut canvas);
        }
        Step::Line(line, editor, selected) => {
            let (question, detail) = match line {
                Line::Year => (message::start_year(lang), message::start_year_detail(lang)),
                Line::NewFile => (message::start_new_file(lang), message::start_new_file_detail(lang)),
                Line::OpenFile => (message::start_open_file(lang), message::start_open_file_detail(lang)),
                Line::LastFile => (message::start_last_file(lang), message::start_last_file_detail(lang)),
                Line::ImportFile => (message::start_import_file(lang), message::start_new_file_detail(lang)),
            };
            write_line(&mut canvas, body, &question, &detail, editor);
            let top = body.y + 6;
            let rows = usize::from(bottom.saturating_sub(2).saturating_sub(top));
            let first = first_shown(selected.unwrap_or(0), rows);
            for (at, path) in start.candidates().into_iter().enumerate().skip(first).take(rows) {
                let (y, here) = (top + cells(at - first), *selected == Some(at));
                canvas.put(body.x - 2, y, if here { ">" } else { " " }, 1, theme.label);
                canvas.put(body.x, y, &shown(path), body.width, theme.label);
                if here {
                    canvas.caret = Some((body.x, y));
                }
            }
        }
    }
    if let Some(notice) = &start.notice {
        let text = look.width.shorten(&notice.text, usize::from(area.width - 2));
        canvas.put(1, bottom - 1, &text, area.width, if notice.bad { theme.error } else { theme.ok });
    }
    let caret = canvas.caret.unwrap_or((0, bottom));
    frame.set_cursor_position(caret);
}

/// A question that is answered by a line, the caret in it.
pub(super) fn write_line(canvas: &mut Canvas<'_>, body: Rect, question: &str, detail: &str, editor: &Editor) {
    let (theme, width) = (canvas.theme(), canvas.width());
    canvas.put(body.x, body.y, question, body.width, theme.heading);
    let row = body.y + 2;
    let text = editor.text();
    canvas.put(body.x - 2, row, ">", 1, theme.focus);
    let before = text.get(..editor.caret().1).unwrap_or(&text);
    // The end of a long name is what is being written.
    let room = usize::from(body.width.saturating_sub(2));
    let seen = width.cut_end(before, room);
    let rest = text.get(before.len() - seen.len()..).unwrap_or_default();
    canvas.put(body.x, row, rest, body.width, theme.label);
    canvas.caret = Some((body.x + cells(width.of(seen)), row));
    canvas.put(body.x, row + 2, detail, body.width, theme.quiet);
}

fn list(start: &Start, head: &str, choices: &[String], selected: usize, body: Rect, canvas: &mut Canvas<'_>) {
    let theme = start.look.theme;
    canvas.put(body.x, body.y, head, body.width, theme.heading);
    let rows = usize::from(body.height.saturating_sub(2)).max(1);
    let first = first_shown(selected, rows);
    for (index, choice) in choices.iter().enumerate().skip(first).take(rows) {
        let y = body.y + 1 + u16::from(body.height > 6) + cells(index - first);
        let here = index == selected;
        canvas.put(body.x - 2, y, if here { ">" } else { " " }, 1, theme.label);
        canvas.put(body.x, y, &format!("{}  {choice}", index + 1), body.width, theme.label);
        if here {
            canvas.caret = Some((body.x, y));
        }
    }
}
