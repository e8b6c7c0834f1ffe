//! Draws the page: fields with their labels, tables and headings, and the pane that explains the focused
//! cell.
//!
//! Tables are drawn by [`grid`].

use ratatui::layout::Rect;

use super::cell::{Figures, Window, cell_mark, figures};
use super::grid;
use crate::form::{CellRef, Item};
use crate::message;
use crate::sheet::{Origin, explain, users};
use crate::terminal::width::Line;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::context::Context;
use crate::tui::geometry::Areas;
use crate::tui::input::Entering;
use crate::tui::layout::{self, Block, BlockKind, FieldBlock, Page, field_label};
use crate::tui::reference::in_paragraph;

/// Draws the page and the explanations of the focused cell.
pub(super) fn draw(cx: &Context<'_>, areas: &Areas, canvas: &mut Canvas<'_>) {
    let page = layout::page(cx, usize::from(areas.page.width));
    let scroll = page.scroll(cx, usize::from(areas.page.height));
    heading(cx, areas, &page, scroll, canvas);
    for block in &page.blocks {
        let window = Window { area: areas.page, scroll };
        match &block.kind {
            BlockKind::Heading(text) => {
                if let Some(y) = window.line(block.top) {
                    canvas.put(window.area.x + 1, y, text, window.area.width - 1, cx.look.theme.heading);
                }
            }
            BlockKind::Lines(lines) => {
                for (index, line) in lines.iter().enumerate() {
                    if let Some(y) = window.line(block.top + index) {
                        canvas.put(window.area.x + 3, y, line, window.area.width - 3, cx.look.theme.quiet);
                    }
                }
            }
            BlockKind::Field(field_block) => {
                field(cx, block, field_block, &window, canvas);
            }
            BlockKind::Table(grid_block) => grid::draw(cx, block, grid_block, &window, canvas),
        }
    }
    more(areas, scroll, page.height, canvas);
    grid::cell_lines(cx, areas.cell, &page, canvas);
    if areas.right.width > 0 {
        explain_pane(cx, areas.right, canvas);
    }
}

fn heading(cx: &Context<'_>, areas: &Areas, page: &Page, scroll: usize, canvas: &mut Canvas<'_>) {
    if areas.heading.height == 0 {
        return;
    }
    let (area, theme) = (areas.heading, cx.look.theme);
    let section = &cx.session.form().sections[cx.cursor.section];
    let position = grid::position(cx, page);
    let right = area.right().saturating_sub(1);
    let used = if position.is_empty() && page.columns.last > 0 {
        let x = area.x + cells(page.columns.last_at());
        canvas.put(x, area.y, &cx.last_head(), right.saturating_sub(x), theme.quiet);
        area.right().saturating_sub(x)
    } else {
        canvas.put_right(area.x + area.width / 2, right, area.y, &position, theme.quiet)
    };
    let room = area.width.saturating_sub(used + 3);
    let policy = cx.look.width;
    // With the headings above it: the chapter of the section, or chapters of the page that are not visible.
    let chapters = chapters_above(cx, page, scroll);
    let chapter = Some(section.chapter.clone()).filter(|chapter| !chapter.is_empty());
    let path: Vec<String> = chapter.into_iter().chain([section.title.clone()]).chain(chapters).collect();
    // The outer headings are the first to go.
    let mut paths = (0..path.len()).map(|from| path[from..].join(" > "));
    let fits = |label: &String| policy.of(label) <= usize::from(room);
    let label = paths.find(fits).unwrap_or_else(|| path.last().cloned().unwrap_or_default());
    let label = policy.shorten(&label, usize::from(room));
    canvas.put(area.x + 1, area.y, &label, room, theme.heading);
}

/// Returns the headings of the chapters that contain the focused field, if they are above the window.
fn chapters_above(cx: &Context<'_>, page: &Page, scroll: usize) -> Vec<String> {
    let form = cx.session.form();
    let items = &form.sections[cx.cursor.section].items;
    let heading = cx.cursor.cell.and_then(|cell| form.field(cell.field).heading.as_ref());
    let mut depth = heading.map_or(0, |heading| heading.depth);
    let mut above = Vec::new();
    for (index, item) in items.iter().enumerate().take(cx.cursor.item).rev() {
        if let Item::Chapter { depth: outer, number, label, .. } = item
            && *outer < depth
        {
            depth = *outer;
            let block = page.blocks.iter().find(|block| block.item == index);
            if block.is_some_and(|block| block.top < scroll) {
                above.push(format!("{number}{label}"));
            }
        }
    }
    above.reverse();
    above
}

/// Marks that the page continues above or below. The marks are on the rules so that nothing is drawn to the
/// right of a text.
fn more(areas: &Areas, scroll: usize, height: usize, canvas: &mut Canvas<'_>) {
    let area = areas.page;
    let goes_on = (scroll > 0, scroll + usize::from(area.height) < height);
    let rows = (areas.rules[0].unwrap_or(area.y), areas.rules[1].unwrap_or(area.bottom().saturating_sub(1)));
    canvas.goes_on(area.right().saturating_sub(1), goes_on, rows);
}

fn field(cx: &Context<'_>, block: &Block, field: &FieldBlock, window: &Window, canvas: &mut Canvas<'_>) {
    let (theme, columns) = (cx.look.theme, field.columns);
    let focused = cx.cursor.cell == Some(field.cell);
    let left = window.area.x;
    for (index, line) in field.label.iter().enumerate() {
        if let Some(y) = window.line(block.top + index) {
            canvas.put(left + 3, y, line, cells(columns.label), theme.label);
        }
    }
    if let Some(y) = window.line(block.top) {
        if focused {
            canvas.put(left, y, ">", 1, theme.label);
        }
        if let Some((letter, style)) = cell_mark(cx, field.cell) {
            canvas.put(left + 1, y, letter.encode_utf8(&mut [0; 4]), 1, style);
        }
    }
    let top = block.top + if columns.above { field.label.len() } else { 0 };
    let x = left + cells(columns.value_at());
    let right = if columns.last > 0 { x + cells(columns.value) + 1 } else { window.area.right() };
    let width = right.saturating_sub(x);
    last_year(cx, block, field, window, canvas);
    let calculated = cx.session.sheet().cell(field.cell).origin == Origin::Calculated;
    let style = if calculated { theme.calculated } else { theme.label };
    let empty = field.paragraphs.iter().all(String::is_empty);
    if empty && !focused && cx.session.form().field(field.cell.field).required {
        if let Some(y) = window.line(top) {
            canvas.put(x, y, &message::required_blank(cx.look.lang), width, theme.required);
        }
        return;
    }
    let lines = field.layout.lines();
    let hidden = lines.len() > field.shown;
    let figures = figures(cx, field.cell, focused);
    for (index, line) in lines.iter().enumerate().skip(field.first).take(field.shown) {
        let Some(y) = window.line(top + index - field.first) else { continue };
        let text = &field.paragraphs[line.paragraph][line.range.clone()];
        let last_shown = index + 1 == field.first + field.shown && index + 1 < lines.len();
        let used = canvas.put(x, y, text, width, style);
        mark_figures(cx, &figures, &field.paragraphs, line, (x, y), canvas);
        if hidden && last_shown && !focused {
            canvas.put((x + used).min(right.saturating_sub(2)), y, "..", 2, theme.quiet);
        }
    }
    if focused {
        let is_selected = cx.input.entering == Entering::Selected;
        for (index, line) in lines.iter().enumerate().skip(field.first).take(field.shown) {
            let Some(y) = window.line(top + index - field.first) else { continue };
            let marked = if is_selected {
                let text = &field.paragraphs[line.paragraph][line.range.clone()];
                Some((cells(line.indent), cells(cx.look.width.of(text))))
            } else {
                cx.input.editor.selection().and_then(|(from, to)| selected_cells(cx, line, from, to))
            };
            if let Some((start, wide)) = marked {
                canvas.style(x + start, y, wide, theme.selected);
            }
        }
        brackets(cx, field, top, (x, right), window, canvas);
        let (line, column) = field.layout.place(cx.input.editor.lines(), cx.input.editor.caret());
        if let Some(y) = line.checked_sub(field.first).and_then(|line| window.line(top + line)) {
            canvas.caret = Some(((x + cells(column)).min(right.saturating_sub(1)), y));
        }
    }
}

/// Draws last year's value of a field, in its column or in the line below.
fn last_year(cx: &Context<'_>, block: &Block, field: &FieldBlock, window: &Window, canvas: &mut Canvas<'_>) {
    let columns = field.columns;
    let style = cx.look.theme.quiet;
    let policy = cx.look.width;
    if let Some(below) = &field.below {
        let Some(y) = window.line(block.top + block.height - 1) else { return };
        let x = window.area.x + cells(columns.value_at());
        let room = window.area.right().saturating_sub(x + 1);
        canvas.put(x, y, &policy.shorten(below, usize::from(room)), room, style);
        return;
    }
    if columns.last == 0 {
        return;
    }
    let Some((words, y)) = cx.last_words(field.cell).zip(window.line(block.top)) else { return };
    // The difference is right-aligned, with the percentage if both fit.
    let both = format!("{}  {}", words.difference, words.percent);
    let room = columns.last.saturating_sub(1);
    let fits = |right: &&str| policy.of(&words.last) + 1 + policy.of(right) <= room;
    let right = [both.trim_end(), words.difference.as_str()].into_iter().find(fits).unwrap_or_default();
    let x = window.area.x + cells(columns.last_at());
    let used = canvas.put_right(x, x + cells(room), y, right, style);
    let room = room.saturating_sub(usize::from(used) + 1);
    canvas.put(x, y, &policy.shorten(&words.last, room), cells(room), style);
}

/// Draws the references of a visual line in their styles.
pub(super) fn mark_figures(
    cx: &Context<'_>,
    figures: &Figures,
    paragraphs: &[String],
    line: &Line,
    (x, y): (u16, u16),
    canvas: &mut Canvas<'_>,
) {
    let width = cx.look.width;
    for (range, style) in in_paragraph(paragraphs, line.paragraph, figures) {
        let (start, end) = (range.start.max(line.range.start), range.end.min(line.range.end));
        let Some(text) = paragraphs.get(line.paragraph).filter(|_| start < end) else { continue };
        let before = text.get(line.range.start..start).map_or(0, |before| width.of(before));
        let wide = text.get(start..end).map_or(0, |figure| width.of(figure));
        canvas.style(x + cells(before), y, cells(wide), style);
    }
}

/// Draws brackets around the focused field: before its first line, and in its last line if there is room. The
/// closing bracket is at the right edge while the caret is at the end, so that typed characters do not move
/// it. Otherwise it follows the text, which moves it along.
fn brackets(
    cx: &Context<'_>,
    field: &FieldBlock,
    top: usize,
    (x, right): (u16, u16),
    window: &Window,
    canvas: &mut Canvas<'_>,
) {
    let last = field.first + field.shown - 1;
    let line = |line: usize| window.line(top + line - field.first);
    if let Some(y) = line(field.first) {
        canvas.put(x - 1, y, "[", 1, cx.look.theme.label);
    }
    let text =
        field.layout.lines().get(last).map(|line| &field.paragraphs[line.paragraph][line.range.clone()]);
    let end = x + cells(text.map_or(0, |text| cx.look.width.of(text)));
    let at = if cx.input.editor.is_at_end() { right.saturating_sub(1).max(end + 1) } else { end };
    if let Some(y) = line(last).filter(|_| at < right) {
        canvas.put(at, y, "]", 1, cx.look.theme.label);
    }
}

/// Returns the selected part of a visual line: first cell and number of cells.
pub(super) fn selected_cells(
    cx: &Context<'_>,
    line: &Line,
    from: (usize, usize),
    to: (usize, usize),
) -> Option<(u16, u16)> {
    let text = cx.input.editor.lines().get(line.paragraph)?;
    if !(from.0..=to.0).contains(&line.paragraph) {
        return None;
    }
    let start = if line.paragraph == from.0 { from.1 } else { 0 };
    let end = if line.paragraph == to.0 { to.1 } else { text.len() };
    let (start, end) = (start.max(line.range.start), end.min(line.range.end));
    if start >= end {
        return None;
    }
    let width = cx.look.width;
    let before = width.of(text.get(line.range.start..start)?);
    Some((cells(line.indent + before), cells(width.of(text.get(start..end)?))))
}

/// Returns this year's value, last year's value and the difference, one per line.
fn last_year_lines(cx: &Context<'_>, cell: CellRef) -> Vec<String> {
    let lang = cx.look.lang;
    if !cx.session.form().field(cell.field).kind.is_number() {
        return cx.last_words(cell).map_or(Vec::new(), |words| {
            let parts = [words.last, words.difference];
            vec![parts.join("  ").trim_end().to_owned()]
        });
    }
    let Some(words) = cx.last_words(cell) else { return Vec::new() };
    let policy = cx.look.width;
    let rows = [
        (message::this_year(lang), cx.model.shown(cell), String::new()),
        (message::last_row(lang), words.last, String::new()),
        (message::difference_row(lang), words.difference, words.percent),
    ];
    let wide = rows.iter().map(|(_, value, _)| policy.of(value)).max().unwrap_or(0);
    let rows = rows.into_iter().filter(|(_, value, _)| !value.is_empty());
    rows.map(|(label, value, percent)| {
        format!("{}{}  {percent}", policy.left(&label, 8), policy.right(&value, wide)).trim_end().to_owned()
    })
    .collect()
}

/// Draws the right pane: the cell, its calculation, the cells that use it and its help.
fn explain_pane(cx: &Context<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (cx.look.lang, cx.look.theme);
    canvas.vertical(area.x.saturating_sub(1), area.top(), area.bottom());
    let Some(cell) = cx.cursor.cell else { return };
    let form = cx.session.form();
    let texts = cx.session.texts(lang);
    let mut lines: Vec<(String, ratatui::style::Style)> = Vec::new();
    let mut part = |head: String, body: Vec<String>| {
        if body.is_empty() {
            return;
        }
        if !lines.is_empty() {
            lines.push((String::new(), theme.label));
        }
        lines.push((head, theme.heading));
        lines.extend(body.into_iter().map(|line| (format!(" {line}"), theme.label)));
    };
    let kind = &form.field(cell.field).kind;
    part(
        format!("{}  {}", message::this_cell(lang), field_label(form, cell)),
        [kind.describe(lang)].into_iter().chain(cx.model.path_shown(cell)).collect(),
    );
    part(cx.last_head(), last_year_lines(cx, cell));
    if let Some(explanation) = explain(&texts, cell) {
        let mut body = vec![explanation.words, explanation.numbers];
        if explanation.partial {
            body.push(message::partly_blank(lang));
        }
        part(message::how_calculated(lang), body);
    }
    part(message::used_by_head(lang), users(&texts, cell));
    part(message::figures_head(lang), cx.figure_lines(cell));
    part(message::filling_help(lang), layout::hints(form, cell));
    let width = usize::from(area.width.saturating_sub(2));
    let mut y = area.y;
    for (line, style) in lines {
        for line in cx.look.width.lines(&line, width) {
            if y >= area.bottom() {
                return;
            }
            canvas.put(area.x + 1, y, line, area.width - 1, style);
            y += 1;
        }
    }
}
