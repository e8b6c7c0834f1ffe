//! Where the parts of the screen stand at a size. The same order at every size; small windows leave out
//! what helps, never what is typed.

use ratatui::layout::Rect;

use super::app::App;
use crate::form::{Item, Print};

/// Windows smaller than this get one sentence.
pub const SMALLEST: (u16, u16) = (20, 5);
/// From this width on, sections stand in a pane on the left, and the cell is explained on the right.
const WIDE: u16 = 110;
const LEFT_PANE: u16 = 24;
const RIGHT_PANE: u16 = 31;
/// What a table needs: its names, and each column with its line.
const NAMES: usize = 15;
const COLUMN: usize = 9;
/// From this height on, the first findings are shown below.
const TALL: u16 = 34;
const FINDINGS: u16 = 6;

/// A text on the whole screen has no fewer rows than this when last year's stands below.
const FEWEST_TEXT_ROWS: u16 = 4;

/// The parts of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// The head.
    pub title: Rect,
    /// The section strip, in windows without panes.
    pub strip: Rect,
    /// The pane of sections.
    pub left: Rect,
    /// The pane that explains the cell.
    pub right: Rect,
    /// The heading of the page.
    pub heading: Rect,
    /// The page itself.
    pub page: Rect,
    /// Where the column and the calculation of the cell are spelled out.
    pub cell: Rect,
    /// The first findings, in tall windows.
    pub findings: Rect,
    /// What is wrong here, or the notice.
    pub message: Rect,
    /// Help for the field.
    pub help: Rect,
    /// Position, steps, size.
    pub status: Rect,
    /// Keys.
    pub keys: Rect,
    /// Rules between the parts: their lines.
    pub rules: [Option<u16>; 3],
}

/// The parts of the screen for the window and the page at hand.
pub fn areas(app: &App) -> Areas {
    let (width, height) = app.size;
    let form = app.session.form();
    let section = form.sections.get(app.cursor.section);
    let items = section.map_or(&[][..], |section| &section.items);
    let columns = items.iter().filter_map(|item| match item {
        Item::Table(table) => Some(form.table(*table).width),
        _ => None,
    });
    // Last year's values beside all fields come before more about the one at hand.
    let prose = section.is_some_and(|section| section.print == Print::Prose);
    let beside = app.last_year && !prose && items.iter().all(|item| matches!(item, Item::Field(_)));
    layout(width, height, columns.max().unwrap_or(0), beside)
}

/// The parts of a window of so many cells and lines, for a page whose widest table has so many columns, or whose
/// fields have last year's values `beside` them.
pub fn layout(width: u16, height: u16, table_columns: usize, beside: bool) -> Areas {
    let mut areas = Areas::default();
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
        areas.keys = take(if height >= 20 { 2 } else { 1 });
    }
    if height >= 10 {
        areas.status = take(1);
    }
    if height >= 14 {
        areas.help = take(1);
    }
    areas.message = take(1);
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
        // A table comes before the pane that explains it: the two lines below it say the same.
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
    if table_columns > 0 && height >= 18 {
        bottom = bottom.saturating_sub(2);
        areas.cell = middle(bottom, 2);
    }
    // A blank line sets the heading apart where there is room.
    if height >= 22 {
        top += 1;
    }
    areas.page = middle(top, bottom.saturating_sub(top));
    areas
}

/// The rows of a text on the whole screen, and those of last year's `last` lines below it, whose first is a
/// head: the first of them and how many. Last year's text takes no more than half.
pub fn text_rows(app: &App, last: usize) -> [(u16, u16); 2] {
    let areas = areas(app);
    // The head, the name of the text, a rule where there is room for one.
    let top = areas.title.bottom() + 1 + u16::from(areas.rules[0].is_some());
    let bottom = areas.rules[1].unwrap_or(areas.message.y);
    let rows = bottom.saturating_sub(top);
    let wanted = if last == 0 { 0 } else { u16::try_from(last + 1).unwrap_or(u16::MAX) };
    let below = if rows < FEWEST_TEXT_ROWS { 0 } else { wanted.min(rows / 2) };
    [(top, rows - below), (bottom - below, below)]
}
