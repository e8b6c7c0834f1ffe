//! Draws the preview of an import: a line per text, under the titles of its parts; the selected one in full below.
//!
//! Keys and the plan are handled in [`crate::tui::intake`].

use ratatui::Frame;
use ratatui::layout::Rect;

use super::start::{said, write_line};
use crate::form::clean_line;
use crate::import::{Part, PlanLine};
use crate::message;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::intake::{Asked, Preview};
use crate::tui::widgets::list_from;

/// A row of the list: the title of a part, or a line by its index.
enum Row {
    Title(String),
    Line(usize),
}

/// Draws the preview.
pub fn draw(preview: &Preview, frame: &mut Frame<'_>) {
    let look = preview.look;
    if super::is_too_small(look, frame) {
        return;
    }
    let (lang, theme) = (look.lang, look.theme);
    let mut canvas = Canvas::new(frame.buffer_mut(), &look);
    let area = canvas.area();
    let bottom = area.height - 1;
    let room = usize::from(area.width - 2);
    let name = preview.document.file_name().unwrap_or_default().to_string_lossy();
    let title = message::intake_title(lang, &clean_line(&name));
    canvas.put(1, 0, &look.width.shorten(&title, room), area.width, theme.title);
    canvas.rule(0, 1, area.width);
    let full =
        preview.lines.get(preview.selected).map(|line| clean_line(&line.sentence())).unwrap_or_default();
    let (text, style) = match &preview.notice {
        Some(notice) => (notice.text.as_str(), if notice.bad { theme.error } else { theme.ok }),
        None => (full.as_str(), theme.quiet),
    };
    let end = said(&mut canvas, text, style);
    let body = Rect::new(3, 3.min(bottom), area.width.saturating_sub(3), bottom.saturating_sub(4).max(1));
    match &preview.asked {
        Asked::Name(editor) => {
            let (question, detail) = (message::start_import_file(lang), message::start_new_file_detail(lang));
            write_line(&mut canvas, body, &question, &detail, editor, false);
        }
        Asked::Cell(..) => choices(preview, end, &mut canvas),
        Asked::Nothing => list(preview, end, &mut canvas),
    }
    let keys = match preview.asked {
        Asked::Name(_) => message::roll_name_keys(lang),
        Asked::Cell(..) => message::intake_choice_keys(lang),
        Asked::Nothing => message::intake_keys(lang),
    };
    canvas.keys(bottom, &keys);
    let caret = canvas.caret.unwrap_or((0, bottom));
    frame.set_cursor_position(caret);
}

/// Draws the lines of the plan under the titles of their parts, in the rows above `bottom`.
fn list(preview: &Preview, bottom: u16, canvas: &mut Canvas<'_>) {
    let (lang, theme, width) = (preview.look.lang, preview.look.theme, preview.look.width);
    let room = usize::from(canvas.area().width).saturating_sub(5);
    let mut rows = Vec::new();
    let mut selected = 0;
    for (at, line) in preview.lines.iter().enumerate() {
        if at == 0 || preview.lines[at - 1].part != line.part {
            let count = preview.lines.iter().filter(|other| other.part == line.part).count();
            let title = line.part.title(&preview.fitted.form, lang);
            rows.push(Row::Title(message::intake_part(lang, &clean_line(&title), count)));
        }
        if at == preview.selected {
            selected = rows.len();
        }
        rows.push(Row::Line(at));
    }
    let shown = usize::from(bottom.saturating_sub(2)).max(1);
    let first = list_from(selected, (2, cells(shown)), rows.len(), canvas);
    for (row, y) in rows.iter().skip(first).take(shown).zip(2..) {
        match row {
            Row::Title(title) => {
                canvas.put(1, y, &width.shorten(title, room + 3), canvas.area().width, theme.heading);
            }
            Row::Line(at) => {
                let here = *at == preview.selected;
                let Some(line) = preview.lines.get(*at) else { continue };
                let style = if here {
                    theme.focus
                } else if needs_look(line) {
                    theme.label
                } else {
                    theme.quiet
                };
                canvas.put(1, y, if here { ">" } else { " " }, 1, theme.focus);
                let text = clean_line(&line.sentence());
                // The title above names the section.
                let text = match (line.part, text.split_once('·')) {
                    (Part::Entries(_), Some((_, rest))) => rest,
                    _ => text.as_str(),
                };
                canvas.put(4, y, &width.shorten(text, room), cells(room), style);
                if here {
                    canvas.caret = Some((4, y));
                }
            }
        }
    }
}

fn needs_look(line: &PlanLine) -> bool {
    !matches!(line.part, Part::Repairs)
}

/// Draws the cells that can receive the selected text.
fn choices(preview: &Preview, bottom: u16, canvas: &mut Canvas<'_>) {
    let Asked::Cell(targets, chooser) = &preview.asked else { return };
    let (lang, theme, width) = (preview.look.lang, preview.look.theme, preview.look.width);
    let room = usize::from(canvas.area().width).saturating_sub(5);
    let text = preview.lines.get(preview.selected).map(|line| clean_line(&line.text)).unwrap_or_default();
    canvas.put(
        1,
        2,
        &width.shorten(&message::intake_where(lang, &text), room + 3),
        canvas.area().width,
        theme.heading,
    );
    canvas.put(1, 3, ">", 1, theme.focus);
    let filter = chooser.filter();
    canvas.put(4, 3, &filter, cells(room), theme.label);
    canvas.caret = Some((4 + cells(width.of(&filter)), 3));
    let shown = usize::from(bottom.saturating_sub(4)).max(1);
    let first = list_from(chooser.selected, (4, cells(shown)), chooser.left().len(), canvas);
    for (at, entry) in chooser.left().iter().enumerate().skip(first).take(shown) {
        let here = at == chooser.selected;
        let y = 4 + cells(at - first);
        let style = if here { theme.focus } else { theme.label };
        let name = targets.get(*entry).map_or("", |(_, name)| name.as_str());
        canvas.put(1, y, if here { ">" } else { " " }, 1, theme.focus);
        canvas.put(4, y, &width.shorten(&clean_line(name), room), cells(room), style);
    }
}
