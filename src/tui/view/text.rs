//! Draws a long text on the full screen.
//!
//! Last year's text can be shown below it.

use super::cell::figures;
use super::page::{mark_figures, selected_cells};
use super::{foot, head};
use crate::form::{CellRef, characters};
use crate::message;
use crate::sheet::LastChange;
use crate::terminal::width::Layout;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::context::Context;
use crate::tui::geometry::{self, Areas};
use crate::tui::layout::{self, TEXT_LEFT, field_label};

/// Draws the text with its caret.
pub fn draw(cx: &Context<'_>, areas: &Areas, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (cx.look.lang, cx.look.theme);
    let Some(cell) = cx.cursor.cell else { return };
    head::title(cx, areas, canvas);
    let width = canvas.area().width;
    let last = layout::last_text(cx);
    let last_lines = last.as_ref().map_or(0, |(_, layout)| layout.lines().len());
    let [first_row, below] = geometry::text_rows(cx, last_lines);
    let rules = [areas.rules[0].map(|_| first_row.0.saturating_sub(1)), areas.rules[1]];
    for rule in rules.into_iter().flatten() {
        canvas.rule(0, rule, width);
    }
    let top = areas.title.y + 1;
    let section = &cx.session.form().sections[cx.cursor.section];
    let name = format!("{} > {}", section.title, field_label(cx.session.form(), cell));
    let lines = cx.input.editor.lines();
    let printed = lines.iter().map(|line| characters(line)).sum();
    let count = message::text_count(lang, printed, lines.len());
    let used = canvas.put_right(width / 2, width - 1, top, &count, theme.quiet);
    let room = usize::from(width.saturating_sub(used + 4));
    canvas.put(1, top, &cx.look.width.shorten(&name, room), width, theme.heading);
    let layout = layout::typed(cx);
    let lines = layout.lines();
    let (line, column) = layout.place(cx.input.editor.lines(), cx.input.editor.caret());
    let height = usize::from(first_row.1);
    // Keep the caret's line visible.
    let first = scroll(line, lines.len(), height);
    let figures = figures(cx, cell, true);
    for (index, visual) in lines.iter().enumerate().skip(first).take(height) {
        let y = first_row.0 + cells(index - first);
        let text =
            cx.input.editor.lines().get(visual.paragraph).and_then(|text| text.get(visual.range.clone()));
        let x = TEXT_LEFT + cells(visual.indent);
        canvas.put(x, y, text.unwrap_or_default(), width, theme.label);
        mark_figures(cx, &figures, cx.input.editor.lines(), visual, (x, y), canvas);
        if let Some((from, to)) = cx.input.editor.selection()
            && let Some((start, wide)) = selected_cells(cx, visual, from, to)
        {
            canvas.style(TEXT_LEFT + start, y, wide, theme.selected);
        }
    }
    if let Some((paragraphs, last)) = last.filter(|_| below.1 > 1) {
        let progress = [first, line, lines.len()];
        last_year(cx, cell, &paragraphs, &last, progress, below, canvas);
    }
    let x = TEXT_LEFT + cells(column);
    canvas.caret = Some((x.min(width - 1), first_row.0 + cells(line - first)));
    let area = foot::notice_area(cx, areas);
    foot::notice(cx, area, canvas);
    if area == areas.message {
        foot::text_help(cx, areas.help, canvas);
    }
    foot::status(cx, areas.status, canvas);
    foot::keys(cx, areas.keys, canvas);
}

/// Draws last year's text below the edited one, scrolled to the same relative position.
#[allow(clippy::too_many_arguments, reason = "a text, a place, and how far the other one is")]
fn last_year(
    cx: &Context<'_>,
    cell: CellRef,
    paragraphs: &[String],
    layout: &Layout,
    [first, line, of]: [usize; 3],
    (top, rows): (u16, u16),
    canvas: &mut Canvas<'_>,
) {
    let (lang, theme, width) = (cx.look.lang, cx.look.theme, canvas.area().width);
    canvas.rule(0, top, width);
    let state = match cx.comparison(cell).map(|beside| beside.change) {
        Some(LastChange::Same) => format!("  {}", message::last_unchanged(lang)),
        Some(LastChange::Linked(count)) => format!("  {}", message::last_linked(lang, count)),
        _ => String::new(),
    };
    let head = format!(" {}{state} ", message::last_text_head(lang, &cx.last_head()));
    let used = canvas.put(1, top, &head, width, theme.quiet);
    let keys = [message::last_text_keys(lang), message::last_text_key(lang)];
    let keys = keys.map(|keys| format!(" {} ", cx.look.keys.spoken(&keys)));
    let room = usize::from(width.saturating_sub(used + 3));
    if let Some(keys) = keys.iter().find(|keys| cx.look.width.of(keys) <= room) {
        canvas.put_right(used + 2, width - 1, top, keys, theme.quiet);
    }
    let (lines, height) = (layout.lines(), usize::from(rows.saturating_sub(1)));
    // Same relative position as in the edited text: line by line if both are equally long.
    let beside = |line: usize| (line * lines.len()).checked_div(of).unwrap_or(0);
    let first = beside(first).max((beside(line) + 1).saturating_sub(height));
    let first = first.min(lines.len().saturating_sub(height));
    for (visual, y) in lines.iter().skip(first).take(height).zip(top + 1..) {
        let text = paragraphs.get(visual.paragraph).and_then(|text| text.get(visual.range.clone()));
        canvas.put(TEXT_LEFT + cells(visual.indent), y, text.unwrap_or_default(), width, theme.quiet);
    }
}

fn scroll(line: usize, lines: usize, height: usize) -> usize {
    if lines <= height || height == 0 {
        return 0;
    }
    // Scroll by half pages, so that one more line does not move the screen.
    let half = (height / 2).max(1);
    let first = (line / half).saturating_sub(usize::from(line % half < half && line >= half)) * half;
    first.min(lines - height).max((line + 1).saturating_sub(height))
}
