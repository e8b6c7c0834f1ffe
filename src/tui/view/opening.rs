//! Draws the questions asked before a report is opened: about another session, a draft, or a damaged file.

use ratatui::Frame;

use crate::app::opening::{Draft, Question};
use crate::message;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::opening::Opening;
use crate::tui::widgets::{difference_line, list_from};

/// Maximum number of differences in the summary of a draft.
const MAX_SHOWN: usize = 6;

/// Draws the question.
pub fn draw(opening: &Opening, frame: &mut Frame<'_>) {
    let look = opening.look;
    if super::is_too_small(look, frame) {
        return;
    }
    let (lang, theme) = (look.lang, look.theme);
    let mut canvas = Canvas::new(frame.buffer_mut(), &look);
    let area = canvas.area();
    canvas.put(1, 0, &message::program_name(lang), area.width, theme.title);
    canvas.rule(0, 1, area.width);
    let bottom = area.height - 1;
    canvas.rule(0, bottom - 1, area.width);
    match (&opening.question, &opening.picked) {
        (Question::InUse { owner, .. }, _) => {
            let y = paragraph(&message::held_by(lang, owner), 3, 3, &mut canvas);
            answers(opening, y + 1, &mut canvas);
            canvas.keys(bottom, &message::start_keys(lang));
        }
        (Question::Damaged { reason, .. }, _) => {
            let y = paragraph(reason, 3, 3, &mut canvas);
            answers(opening, y + 1, &mut canvas);
            canvas.keys(bottom, &message::start_keys(lang));
        }
        (Question::Draft(draft), Some(picked)) => {
            one_by_one(opening, picked, draft, &mut canvas);
            canvas.keys(bottom, &message::pick_keys(lang));
        }
        (Question::Draft(draft), None) => {
            summary(opening, draft, &mut canvas);
            canvas.keys(bottom, &message::start_keys(lang));
        }
    }
    if let Some(notice) = &opening.notice {
        let text = look.width.shorten(&notice.text, usize::from(area.width - 2));
        canvas.clear(ratatui::layout::Rect::new(0, bottom - 1, area.width, 1));
        canvas.put(1, bottom - 1, &text, area.width, theme.error);
    }
    let caret = canvas.caret.unwrap_or((0, bottom));
    frame.set_cursor_position(caret);
}

/// Draws wrapped text from a line on; returns the line after it.
fn paragraph(text: &str, x: u16, y: u16, canvas: &mut Canvas<'_>) -> u16 {
    let room = usize::from(canvas.area().width.saturating_sub(x + 1)).max(2);
    let mut y = y;
    for line in canvas.width.lines(text, room) {
        canvas.put(x, y, line, cells(room), canvas.theme.label);
        y += 1;
    }
    y
}

fn answers(opening: &Opening, y: u16, canvas: &mut Canvas<'_>) {
    let theme = opening.look.theme;
    for (index, choice) in opening.question.choices(opening.look.lang).iter().enumerate() {
        let y = y + cells(index);
        let here = index == opening.selected;
        canvas.put(3, y, if here { ">" } else { " " }, 1, theme.label);
        canvas.put(
            5,
            y,
            &format!("{}  {choice}", index + 1),
            canvas.area().width.saturating_sub(6),
            theme.label,
        );
        if here {
            canvas.caret = Some((5, y));
        }
    }
}

fn summary(opening: &Opening, draft: &Draft, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (opening.look.lang, opening.look.theme);
    let area = canvas.area();
    let roomy = area.height >= 20;
    let mut y = paragraph(&draft.reason, 3, 2 + u16::from(roomy), canvas) + u16::from(roomy);
    for (label, value) in &draft.facts {
        canvas.put(8, y, label, 8, theme.quiet);
        let room = area.width.saturating_sub(17);
        canvas.put(16, y, &canvas.width.shorten(value, usize::from(room)), room, theme.label);
        y += 1;
    }
    y += u16::from(roomy);
    let note = area.height.saturating_sub(3);
    // The answers have priority: the heading and the differences use the remaining lines.
    let answered = opening.question.choices(lang).len() + usize::from(roomy);
    let room = usize::from(note.saturating_sub(y + 1)).saturating_sub(answered);
    let count = draft.differences.len();
    // If not all are shown, their number needs a line.
    let shown = if count <= room.min(MAX_SHOWN) { count } else { room.saturating_sub(1).min(MAX_SHOWN) };
    if shown > 0 {
        canvas.put(3, y, &message::draft_preview(lang), area.width, theme.heading);
        y += 1;
        for difference in draft.differences.iter().take(shown) {
            difference_line(difference, 5, y, canvas);
            y += 1;
        }
        let more = count - shown;
        if more > 0 {
            canvas.put(5, y, &message::draft_more(lang, more), area.width, theme.quiet);
            y += 1;
        }
    }
    answers(opening, y + u16::from(roomy), canvas);
    canvas.put(1, note, &message::draft_note(lang), area.width.saturating_sub(1), theme.quiet);
}

fn one_by_one(opening: &Opening, picked: &[bool], draft: &Draft, canvas: &mut Canvas<'_>) {
    let Draft { differences, reason, .. } = draft;
    let theme = opening.look.theme;
    let top = paragraph(reason, 1, 2, canvas);
    canvas.put_right(1, canvas.area().width - 1, top, &message::both_head(opening.look.lang), theme.quiet);
    let top = top + 1;
    let area = canvas.area();
    // Both texts of the selected difference are shown in full width below the list, if the window is high
    // enough.
    let below = if area.height >= 14 { 3 } else { 0 };
    let rows = usize::from(area.height.saturating_sub(top + 2 + below)).max(1);
    let first = list_from(opening.selected, (top, cells(rows)), differences.len(), canvas);
    for (index, difference) in differences.iter().enumerate().skip(first).take(rows) {
        let y = top + cells(index - first);
        let here = index == opening.selected;
        canvas.put(0, y, if here { ">" } else { " " }, 1, theme.label);
        let wanted = picked.get(index).copied().unwrap_or_default();
        canvas.put(2, y, if wanted { "[x]" } else { "[ ]" }, 3, theme.key);
        difference_line(difference, 6, y, canvas);
        if here {
            canvas.caret = Some((3, y));
        }
    }
    let Some([_, file, here]) = differences.get(opening.selected).filter(|_| below > 0) else { return };
    let (lang, y) = (opening.look.lang, area.height - 2 - below);
    canvas.rule(0, y, area.width);
    for (text, y) in [message::both_file(lang, file), message::both_here(lang, here)].iter().zip(y + 1..) {
        let text = canvas.width.shorten(text, usize::from(area.width.saturating_sub(2)));
        canvas.put(1, y, &text, area.width, theme.label);
    }
}
