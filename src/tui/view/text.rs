//! Draws a long text on the full screen.
//!
//! Last year's text can be shown below it.

use super::cell::cells;
use super::page::{mark_figures, selected_cells, typed_figures};
use super::{foot, head};
use crate::form::{CellRef, characters};
use crate::message;
use crate::sheet::LastChange;
use crate::terminal::width::Layout;
use crate::tui::app::App;
use crate::tui::canvas::Canvas;
use crate::tui::geometry::{self, Areas};
use crate::tui::layout::field_label;

/// Indent of a paragraph: two Chinese characters.
const INDENT: usize = 4;

/// Columns before the text. There are none after it, so that text moved to the right needs no erasing there.
/// The number is even so that the remaining columns of an even window fit characters of two cells.
const LEFT: u16 = 2;

/// Returns the visual lines of the edited text on the full screen.
pub fn layout(app: &App) -> Layout {
    Layout::new(app.look.width, app.input.editor.lines(), width(app), INDENT)
}

fn width(app: &App) -> usize {
    usize::from(app.size.0.saturating_sub(LEFT)).max(4)
}

/// Draws the text with its caret.
pub fn draw(app: &App, areas: &Areas, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (app.look.lang, app.look.theme);
    let Some(cell) = app.cursor.cell else { return };
    head::title(app, areas, canvas);
    let width = canvas.area().width;
    let last = last_layout(app);
    let last_lines = last.as_ref().map_or(0, |(_, layout)| layout.lines().len());
    let [first_row, below] = geometry::text_rows(app, last_lines);
    let rules = [areas.rules[0].map(|_| first_row.0.saturating_sub(1)), areas.rules[1]];
    for rule in rules.into_iter().flatten() {
        canvas.rule(0, rule, width);
    }
    let top = areas.title.y + 1;
    let section = &app.model.session.form().sections[app.cursor.section];
    let name = format!("{} > {}", section.label, field_label(app.model.session.form(), cell));
    let count = message::text_count(lang, printed_characters(app), app.input.editor.lines().len());
    let used = canvas.put_right(width / 2, width - 1, top, &count, theme.quiet);
    let room = usize::from(width.saturating_sub(used + 4));
    canvas.put(1, top, &app.look.width.shorten(&name, room), width, theme.heading);
    let layout = layout(app);
    let lines = layout.lines();
    let (line, column) = layout.place(app.input.editor.lines(), app.input.editor.caret());
    let height = usize::from(first_row.1);
    // Keep the caret's line visible.
    let first = scroll(line, lines.len(), height);
    let figures = typed_figures(app);
    for (index, visual) in lines.iter().enumerate().skip(first).take(height) {
        let y = first_row.0 + cells(index - first);
        let text =
            app.input.editor.lines().get(visual.paragraph).and_then(|text| text.get(visual.range.clone()));
        let x = LEFT + cells(visual.indent);
        canvas.put(x, y, text.unwrap_or_default(), width, theme.label);
        mark_figures(app, &figures, app.input.editor.lines(), visual, (x, y), canvas);
        if let Some((from, to)) = app.input.editor.selection()
            && let Some((start, wide)) = selected_cells(app, visual, from, to)
        {
            canvas.style(LEFT + start, y, wide, theme.selected);
        }
    }
    if let Some((paragraphs, last)) = last.filter(|_| below.1 > 1) {
        let progress = [first, line, lines.len()];
        last_year(app, cell, &paragraphs, &last, progress, below, canvas);
    }
    let x = LEFT + cells(column);
    canvas.caret = Some((x.min(width - 1), first_row.0 + cells(line - first)));
    let area = foot::notice_area(app, areas);
    foot::notice(app, area, canvas);
    if area == areas.message {
        foot::figures(app, areas.help, canvas);
    }
    foot::status(app, areas.status, canvas);
    foot::keys(app, areas.keys, canvas);
}

/// Returns the number of visible rows of the text.
pub fn rows(app: &App) -> u16 {
    let last = last_layout(app).map_or(0, |(_, layout)| layout.lines().len());
    geometry::text_rows(app, last)[0].1
}

/// Returns the paragraphs and visual lines of last year's text if it is shown.
fn last_layout(app: &App) -> Option<(Vec<String>, Layout)> {
    let last = app.beside(app.cursor.cell?)?.last;
    let paragraphs: Vec<String> = last.split('\n').map(str::to_owned).collect();
    let layout = Layout::new(app.look.width, &paragraphs, width(app), INDENT);
    Some((paragraphs, layout))
}

/// Draws last year's text below the edited one, scrolled to the same relative position.
#[allow(clippy::too_many_arguments, reason = "a text, a place, and how far the other one is")]
fn last_year(
    app: &App,
    cell: CellRef,
    paragraphs: &[String],
    layout: &Layout,
    [first, line, of]: [usize; 3],
    (top, rows): (u16, u16),
    canvas: &mut Canvas<'_>,
) {
    let (lang, theme, width) = (app.look.lang, app.look.theme, canvas.area().width);
    canvas.rule(0, top, width);
    let same = app.beside(cell).is_some_and(|beside| beside.change == LastChange::Same);
    let state = if same { format!("  {}", message::last_unchanged(lang)) } else { String::new() };
    let head = format!(" {}{state} ", message::last_text_head(lang, &app.last_head()));
    let used = canvas.put(1, top, &head, width, theme.quiet);
    let keys = [message::last_text_keys(lang), message::last_text_key(lang)];
    let keys = keys.map(|keys| format!(" {} ", app.look.keys.spoken(&keys)));
    let room = usize::from(width.saturating_sub(used + 3));
    if let Some(keys) = keys.iter().find(|keys| app.look.width.of(keys) <= room) {
        canvas.put_right(used + 2, width - 1, top, keys, theme.quiet);
    }
    let (lines, height) = (layout.lines(), usize::from(rows.saturating_sub(1)));
    // Same relative position as in the edited text: line by line if both are equally long.
    let beside = |line: usize| (line * lines.len()).checked_div(of).unwrap_or(0);
    let first = beside(first).max((beside(line) + 1).saturating_sub(height));
    let first = first.min(lines.len().saturating_sub(height));
    for (visual, y) in lines.iter().skip(first).take(height).zip(top + 1..) {
        let text = paragraphs.get(visual.paragraph).and_then(|text| text.get(visual.range.clone()));
        canvas.put(LEFT + cells(visual.indent), y, text.unwrap_or_default(), width, theme.quiet);
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

/// Returns the number of characters of the text as printed.
fn printed_characters(app: &App) -> usize {
    match app.cursor.cell.filter(|_| !app.figures().is_empty()) {
        Some(cell) => characters(&app.model.shown(cell)),
        None => app.input.editor.lines().iter().map(|line| characters(line)).sum(),
    }
}
