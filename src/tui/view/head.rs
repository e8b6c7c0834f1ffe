//! Draws the head of the screen: report title, save state and the sections.

use super::sections;
use crate::form::Row;
use crate::message;
use crate::sheet::phrase;
use crate::tui::canvas::Canvas;
use crate::tui::context::Context;
use crate::tui::geometry::Areas;

/// Draws the head, and the pane of sections in wide windows.
pub(super) fn draw(cx: &Context<'_>, areas: &Areas, canvas: &mut Canvas<'_>) {
    title(cx, areas, canvas);
    for line in areas.rules.into_iter().flatten() {
        canvas.rule(0, line, canvas.area().width);
    }
    sections::draw(cx, areas, canvas);
}

/// Draws the title line.
pub(super) fn title(cx: &Context<'_>, areas: &Areas, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (cx.look.lang, cx.look.theme);
    let texts = cx.session.texts(lang);
    let mut caption = phrase(&texts, &cx.session.form().caption, Row::Only);
    if cx.session.report().is_practice() {
        caption = format!("{}  {}", message::practice_mark(lang), caption.trim());
    }
    let state = if cx.model.is_changed() {
        message::unsaved(lang)
    } else if cx.model.saving.time.is_empty() {
        cx.model.file.clone()
    } else {
        message::all_saved(lang, &cx.model.saving.time)
    };
    let right = areas.title.right().saturating_sub(1);
    let room = right / 3;
    let used = canvas.put_right(right.saturating_sub(room), right, areas.title.y, &state, theme.quiet);
    let caption = cx.look.width.shorten(caption.trim(), usize::from(right.saturating_sub(used + 3)));
    canvas.put(1, areas.title.y, &caption, right, theme.title);
}
