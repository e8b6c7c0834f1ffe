//! Draws the preview of a roll-forward: one line per item, last year's value next to this year's.
//!
//! Keys and the plan are handled in [`crate::tui::roll`].

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::start::{said, write_line};
use crate::message;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::roll::Preview;
use crate::tui::widgets::list_from;

/// A line of the list: letter, and the texts for label, last year, this year and treatment.
type Line = (char, [String; 4]);

/// Minimum width for columns with last year's and this year's values; otherwise those of the selected item
/// are shown below the list.
const WIDE: usize = 60;

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
    let summary = &preview.summary;
    let counts =
        message::roll_counts(lang, summary.kept, summary.asked, summary.references, summary.unmatched);
    let name = preview.last.file_name().unwrap_or_default().to_string_lossy();
    let title = message::roll_title(lang, &name);
    // The counts are next to the title if both fit.
    let beside = look.width.of(&title) + look.width.of(&counts) + 3 <= room;
    canvas.put(1, 0, &look.width.shorten(&title, room), area.width, theme.title);
    if beside {
        canvas.put_right(0, area.width - 1, 0, &counts, theme.quiet);
    }
    canvas.rule(0, 1, area.width);
    let note = if beside { message::roll_note(lang) } else { counts };
    let (text, style) = match &preview.notice {
        Some(notice) => (notice.text.as_str(), if notice.bad { theme.error } else { theme.ok }),
        None => (note.as_str(), theme.quiet),
    };
    let end = said(&mut canvas, text, style);
    if let Some(editor) = &preview.name {
        let body = Rect::new(3, 3.min(bottom), area.width.saturating_sub(3), bottom.saturating_sub(4).max(1));
        let (question, detail) = (message::start_new_file(lang), message::start_new_file_detail(lang));
        write_line(&mut canvas, body, &question, &detail, editor, false);
    } else {
        list(preview, end, &mut canvas);
    }
    let keys = match preview.name {
        Some(_) => message::roll_name_keys(lang),
        None => message::roll_keys(lang),
    };
    let fits = look.width.of(&keys) <= room || preview.name.is_some();
    canvas.keys(bottom, &if fits { keys } else { message::roll_keys_short(lang) });
    let caret = canvas.caret.unwrap_or((0, bottom));
    frame.set_cursor_position(caret);
}

/// Draws the items in the rows above `bottom`.
fn list(preview: &Preview, bottom: u16, canvas: &mut Canvas<'_>) {
    let (lang, theme, width) = (preview.look.lang, preview.look.theme, preview.look.width);
    let area = canvas.area();
    // Columns: label, last year, this year, treatment.
    let room = usize::from(area.width).saturating_sub(5);
    let wide = room >= WIDE;
    let last = if wide { 16.max(room / 5) } else { 0 };
    let words = if room >= 30 { 13 } else { 0 };
    let gaps = usize::from(words > 0) + 2 * usize::from(wide);
    let label = room.saturating_sub(2 * last + words + gaps).max(8);
    let columns = [label, last, last, words];
    let row = |canvas: &mut Canvas<'_>, y: u16, texts: &[String; 4], style: Style| {
        let mut x = 5;
        for (text, room) in texts.iter().zip(columns) {
            canvas.put(x, y, &width.shorten(text, room), cells(room), style);
            x += cells(room) + u16::from(room > 0);
        }
    };
    let top = if wide { 3 } else { 2 };
    if wide {
        let head = message::roll_head(lang);
        let head: Vec<&str> = head.split('|').collect();
        let head: [String; 4] =
            std::array::from_fn(|at| head.get(at).copied().unwrap_or_default().to_owned());
        row(canvas, 2, &head, theme.heading);
    }
    let lines = lines(preview);
    let below = if wide || bottom < top + 3 { 0 } else { 2 };
    let rows = usize::from(bottom.saturating_sub(top + below)).max(1);
    let first = list_from(preview.selected, (top, cells(rows)), lines.len(), canvas);
    for (at, (letter, texts)) in lines.iter().enumerate().skip(first).take(rows) {
        let y = top + cells(at - first);
        let here = at == preview.selected;
        canvas.put(1, y, if here { ">" } else { " " }, 1, theme.label);
        canvas.put(3, y, &letter.to_string(), 1, theme.label);
        row(canvas, y, texts, theme.label);
        if here {
            canvas.caret = Some((5, y));
        }
    }
    if let Some((_, [_, before, after, _])) = lines.get(preview.selected).filter(|_| below > 0) {
        let values = [message::roll_before(lang, before), message::roll_after(lang, after)];
        for (text, y) in values.iter().zip(bottom - below..) {
            let room = usize::from(area.width - 2);
            canvas.put(1, y, &width.shorten(text, room), area.width, theme.quiet);
        }
    }
}

fn lines(preview: &Preview) -> Vec<Line> {
    let lang = preview.look.lang;
    let form = preview.plan.form();
    let items = preview.items.iter().map(|item| {
        let section = &form.sections[item.section].short;
        let label = format!("{}{section} {}", item.section, item.label);
        let (before, after) = (one_line(&item.before), one_line(&item.after));
        (item.treatment.letter(), [label, before, after, item.treatment.words(lang)])
    });
    let unmatched = preview.rolled.report.annex.entries.iter().map(|(path, text)| {
        ('x', [path.clone(), one_line(text), String::new(), message::roll_unmatched(lang)])
    });
    items.chain(unmatched).collect()
}

fn one_line(text: &str) -> String {
    crate::form::clean_line(text)
}
