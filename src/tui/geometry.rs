//! Screen geometry: the areas of the screen for a window size. Their order is the same at every size; small
//! windows omit help, never the text being typed.

use ratatui::layout::Rect;

use super::context::Context;
use super::sections;
use crate::form::{Group, Item, Print};

/// Minimum window size; smaller windows show one sentence.
pub const SMALLEST: (u16, u16) = (20, 5);
/// Minimum width for two panes: sections on the left, an explanation of the cell on the right.
const WIDE: u16 = 110;
const LEFT_PANE: u16 = 24;
const RIGHT_PANE: u16 = 31;
/// Width that a table needs: for row names, and for each column including its line.
const NAMES: usize = 15;
const COLUMN: usize = 9;
/// Minimum height for showing the first findings below the page.
const TALL: u16 = 34;
const FINDINGS: u16 = 6;

/// Minimum number of rows for showing last year's text below a full-screen text.
const FEWEST_TEXT_ROWS: u16 = 4;

/// The areas of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// The title line.
    pub title: Rect,
    /// The section strip, in windows without panes.
    pub strip: Rect,
    /// The pane of sections.
    pub left: Rect,
    /// The pane with the explanation of the cell.
    pub right: Rect,
    /// The heading of the page.
    pub heading: Rect,
    /// The page.
    pub page: Rect,
    /// The full names of the cell's column and its calculation, below the rule under the page.
    pub cell: Rect,
    /// The first findings, in tall windows.
    pub findings: Rect,
    /// The finding of the current cell, or the notice.
    pub message: Rect,
    /// Help for the field.
    pub help: Rect,
    /// Position, undo steps, size.
    pub status: Rect,
    /// The key rows.
    pub keys: Rect,
    /// The lines of the rules between the areas.
    pub rules: [Option<u16>; 3],
    /// True if the page has as many lines as possible, because rows of a table are hidden.
    pub compact: bool,
}

/// Returns the areas for the current window and page.
pub fn areas(cx: &Context<'_>) -> Areas {
    let (width, height) = cx.size;
    let form = cx.session.form();
    let section = form.sections.get(cx.cursor.section);
    let items = section.map_or(&[][..], |section| &section.items);
    let columns = items.iter().filter_map(|item| match item {
        Item::Table(table) => Some(form.table(*table).width),
        _ => None,
    });
    // Last year's values beside all fields have precedence over the explanation of the current one.
    let prose = section.is_some_and(|section| section.print == Print::Prose);
    let beside = cx.last_year && !prose && items.iter().all(|item| matches!(item, Item::Field(_)));
    let columns = columns.max().unwrap_or(0);
    let mut areas = layout(width, height, columns, beside, false);
    if columns > 0 && lines_of(cx, items) > usize::from(areas.page.height) {
        areas = layout(width, height, columns, beside, true);
    }
    let lines = if areas.strip.height > 0 { sections::strip(cx).lines.len() } else { 0 };
    areas.add_strip_lines(u16::try_from(lines).unwrap_or(1).saturating_sub(1));
    areas
}

/// Returns the number of lines that a page needs at least.
fn lines_of(cx: &Context<'_>, items: &[Item]) -> usize {
    let form = cx.session.form();
    let lines = items.iter().map(|item| match item {
        Item::Table(table) => {
            let table = form.table(*table);
            let group = |group: &Group| {
                usize::from(!group.label.is_empty()) + cx.session.report().rows(group.rows).max(1)
            };
            let rows: usize = table.groups.iter().map(group).sum();
            // The rule below the headers, and the sum row.
            table.depth + 1 + usize::from(table.sum.is_some()) + rows
        }
        _ => 1,
    });
    lines.sum()
}

impl Areas {
    /// Adds lines to the section strip and takes them from the page.
    fn add_strip_lines(&mut self, lines: u16) {
        let lines = lines.min(self.page.height.saturating_sub(1));
        self.strip.height += lines;
        self.heading.y += lines;
        self.page.y += lines;
        self.page.height -= lines;
        if let Some(rule) = &mut self.rules[0] {
            *rule += lines;
        }
    }
}

/// Returns the areas of a window of `width` cells and `height` lines. `table_columns` is the number of
/// columns of the widest table on the page; `beside` is true if its fields have last year's values beside
/// them. If rows are hidden, blank lines and the second row of keys give way (`compact`).
pub fn layout(width: u16, height: u16, table_columns: usize, beside: bool, compact: bool) -> Areas {
    let mut areas = Areas { compact, ..Areas::default() };
    let wide = width >= WIDE && height >= 24;
    let line = |y: u16, rows: u16| Rect::new(0, y, width, rows);
    let mut top = 0;
    areas.title = line(top, 1);
    top += 1;
    if height >= 10 {
        if !wide {
            areas.strip = line(top, 1);
            top += 1;
        }
        areas.rules[0] = Some(top);
        top += 1;
    }
    let mut bottom = height;
    let mut take = |rows: u16| {
        bottom = bottom.saturating_sub(rows);
        line(bottom, rows)
    };
    if height >= 16 {
        areas.keys = take(if height >= 20 && !compact { 2 } else { 1 });
    }
    if height >= 10 {
        areas.status = take(1);
    }
    // If rows are hidden, help is in the line of the message.
    if height >= 14 && !compact {
        areas.help = take(1);
    }
    areas.message = take(1);
    if table_columns > 0 && height >= 18 {
        areas.cell = take(if compact { 1 } else { 2 });
    }
    if height >= 10 {
        areas.rules[1] = Some(take(1).y);
    }
    if wide && height >= TALL {
        areas.findings = take(FINDINGS);
        areas.rules[2] = Some(take(1).y);
    }
    let (mut left, mut right) = (0, width);
    if wide {
        areas.left = Rect::new(0, top, LEFT_PANE, bottom.saturating_sub(top));
        left = LEFT_PANE + 1;
        // The table has precedence over the pane that explains it: the two lines below show the same.
        let table = NAMES + COLUMN * table_columns;
        if usize::from(width - left - RIGHT_PANE - 1) >= table && !beside {
            areas.right = Rect::new(width - RIGHT_PANE, top, RIGHT_PANE, bottom.saturating_sub(top));
            right = width - RIGHT_PANE - 1;
        }
    }
    let middle = |y: u16, rows: u16| Rect::new(left, y, right - left, rows);
    if height >= 8 {
        areas.heading = middle(top, 1);
        top += 1;
    }
    // A blank line separates the heading if there is room.
    if height >= 22 && !compact {
        top += 1;
    }
    areas.page = middle(top, bottom.saturating_sub(top));
    areas
}

/// Returns the rows of a full-screen text and of last year's text below it, each as first row and count. Last
/// year's text has `last` lines and a heading, and takes at most half of the rows.
pub fn text_rows(cx: &Context<'_>, last: usize) -> [(u16, u16); 2] {
    let areas = areas(cx);
    // Above: the title, the name of the text, and a rule if there is room for one.
    let top = areas.title.bottom() + 1 + u16::from(areas.rules[0].is_some());
    let bottom = areas.rules[1].unwrap_or(areas.message.y);
    let rows = bottom.saturating_sub(top);
    let wanted = if last == 0 { 0 } else { u16::try_from(last + 1).unwrap_or(u16::MAX) };
    let below = if rows < FEWEST_TEXT_ROWS { 0 } else { wanted.min(rows / 2) };
    [(top, rows - below), (bottom - below, below)]
}
