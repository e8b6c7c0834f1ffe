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
use crate::tui::widgets::{group_starts, grouped, list_from};

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
    let title = |start: usize| {
        let part = preview.lines.get(start).map(|line| line.part);
        let count = preview.lines.iter().filter(|line| Some(line.part) == part).count();
        let title = part.map_or_else(String::new, |part| part.title(&preview.fitted.form, lang));
        (start, message::intake_part(lang, &clean_line(&title), count))
    };
    let starts = group_starts(&preview.lines, |one, other| one.part == other.part);
    let groups: Vec<(usize, String)> = starts.into_iter().map(title).collect();
    let rows = bottom.saturating_sub(2).max(1);
    let selection = (preview.selected, preview.lines.len());
    grouped(canvas, (2, rows), &groups, selection, |canvas, at, y| {
        let Some(line) = preview.lines.get(at) else { return };
        let style = if at == preview.selected {
            theme.focus
        } else if needs_look(line) {
            theme.label
        } else {
            theme.quiet
        };
        let text = clean_line(&line.sentence());
        // The title above names the section.
        let text = match (line.part, text.split_once('·')) {
            (Part::Entries(_), Some((_, rest))) => rest,
            _ => text.as_str(),
        };
        canvas.put(4, y, &width.shorten(text, room), cells(room), style);
    });
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
