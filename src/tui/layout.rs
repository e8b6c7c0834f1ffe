//! Page layout: the position of every block, in lines from the top of the page. Shared by drawing, scrolling
//! and caret movement.

use super::context::Context;
use super::geometry::{self, Areas};
use super::input::Cursor;
use crate::form::{CellRef, Header, Item, TableId};
pub use crate::report::naming::{cell_words as place, field_label, hints, place_words, section_words};
use crate::sheet::Origin;
use crate::sheet::grid::{Grid, GridRow};
use crate::terminal::width::{Layout, Width};

/// Maximum number of lines of a long text on a page; F2 shows all of it.
const MAX_LINES: usize = 8;
/// Minimum and maximum width of numbers in a grid.
const NUMBER_WIDTH: (usize, usize) = (8, 16);

/// Minimum and maximum width of the column of last year's values. It is shown only if [`VALUE_WIDTH`] cells
/// remain for this year's values.
const LAST_WIDTH: (usize, usize) = (16, 24);
const VALUE_WIDTH: usize = 40;
/// Cells between a value and last year's.
const GAP: usize = 2;
/// Maximum width of labels beside the column of last year's values.
const SHORT_LABELS: usize = 16;

/// In a window narrower than this, a label longer than half of the page is above its value.
pub const NARROW: u16 = 80;

/// Row names may be shortened to this width to make room for columns.
const NARROW_NAMES: usize = 12;

/// Maximum number of lines of the headers of a table with at most as many levels.
const HEADER_LINES: usize = 3;

/// Number of lines that stay visible above and below the cursor.
pub const CONTEXT: usize = 2;

/// Minimum number of lines below the headers for showing last year's percentages.
const ROOMY: usize = 5;

/// Indent of a paragraph of a full-screen text: two Chinese characters.
const INDENT: usize = 4;

/// Columns before a full-screen text. There are none after it, so that text moved to the right needs no
/// erasing there. The number is even so that the remaining columns of an even window fit characters of two
/// cells.
pub const TEXT_LEFT: u16 = 2;

/// The layout of a page for a width.
#[derive(Debug)]
pub struct Page {
    /// The blocks, from the top.
    pub blocks: Vec<Block>,
    /// Number of lines.
    pub height: usize,
    /// The widths of its columns.
    pub columns: Columns,
}

/// The columns of the fields on a page.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// Width of the labels.
    pub label: usize,
    /// True if labels are above their values.
    pub above: bool,
    /// Width of a value: up to the window's edge, so that there is nothing to the right of a text; or up to
    /// last year's values, with one extra cell for the caret behind a full line.
    pub value: usize,
    /// Width of last year's values; 0 if they have no column.
    pub last: usize,
}

impl Columns {
    /// Returns the columns for a page width; `prose` places the labels above the values.
    fn new(width: usize, prose: bool, last_year: bool) -> Columns {
        let above = width < 60 || prose;
        if above {
            let (label, value) = (width.saturating_sub(4), width.saturating_sub(4).max(4));
            return Columns { label, above, value, last: 0 };
        }
        let label = (width / 4).clamp(12, 18);
        let short = label.min(SHORT_LABELS);
        let room = width.saturating_sub(short + 4);
        let last = room.saturating_sub(VALUE_WIDTH + GAP).min(LAST_WIDTH.1);
        if last_year && last >= LAST_WIDTH.0 {
            return Columns { label: short, above, value: room - last - GAP, last };
        }
        Columns { label, above, value: width.saturating_sub(label + 4).max(4), last: 0 }
    }

    /// Returns the column at which values begin.
    pub fn value_at(&self) -> usize {
        if self.above { 4 } else { self.label + 4 }
    }

    /// Returns the column at which last year's values begin.
    pub fn last_at(&self) -> usize {
        self.value_at() + self.value + GAP
    }
}

/// An item of a page, laid out.
#[derive(Debug)]
pub struct Block {
    /// Its first line.
    pub top: usize,
    /// Number of lines.
    pub height: usize,
    /// Index of the item in the section.
    pub item: usize,
    /// The content.
    pub kind: BlockKind,
}

/// The content of a block.
#[derive(Debug)]
pub enum BlockKind {
    /// A chapter's heading.
    Heading(String),
    /// A field with its label.
    Field(FieldBlock),
    /// A table.
    Table(GridBlock),
    /// Lines without a field: a note or a signature.
    Lines(Vec<String>),
}

/// A field, laid out.
#[derive(Debug)]
pub struct FieldBlock {
    /// The cell.
    pub cell: CellRef,
    /// The lines of the label.
    pub label: Vec<String>,
    /// Its columns.
    pub columns: Columns,
    /// The paragraphs of the value as shown.
    pub paragraphs: Vec<String>,
    /// The visual lines of the value.
    pub layout: Layout,
    /// Number of visual lines shown.
    pub shown: usize,
    /// Index of the first visual line shown.
    pub first: usize,
    /// Last year's value in a line below, if it has no column of its own.
    pub below: Option<String>,
}

impl FieldBlock {
    /// Returns the number of lines.
    fn height(&self) -> usize {
        let label = self.label.len();
        let lines = if self.columns.above { label + self.shown } else { label.max(self.shown) };
        lines + usize::from(self.below.is_some())
    }

    /// Returns the lines of the value: the first and one past the last.
    fn value(&self) -> (usize, usize) {
        let top = if self.columns.above { self.label.len() } else { 0 };
        (top, top + self.shown + usize::from(self.below.is_some()))
    }
}

/// A table, laid out.
#[derive(Debug)]
pub struct GridBlock {
    /// The table.
    pub table: TableId,
    /// Its caption; empty if the page title already contains it.
    pub caption: String,
    /// Width of the first column.
    pub name_width: usize,
    /// Width of each column that can be scrolled.
    pub widths: Vec<usize>,
    /// The columns shown: first and one past the last.
    pub columns: (usize, usize),
    /// Number of lines of each level of headers.
    pub levels: Vec<usize>,
    /// True if the sum row is shown with the headers.
    pub sum_on_top: bool,
    /// Number of rows.
    pub rows: usize,
    /// True if the headers stay visible while rows scroll; false in windows that they would fill.
    pub freezes: bool,
    /// True if its groups have captions. The caption of the first row shown stays visible too.
    pub captions: bool,
    /// The row with last year's values below it, and the number of their lines.
    pub last: Option<(usize, usize)>,
}

impl GridBlock {
    /// Returns the number of lines of the headers with caption and rule, including the sum row if it is on
    /// top.
    pub fn head(&self) -> usize {
        let of_sum = self.last.map_or(0, |(row, lines)| if self.sum_on_top && row == 0 { lines } else { 0 });
        self.headers() + usize::from(self.sum_on_top) + of_sum
    }

    /// Returns the number of lines of the headers with caption and rule.
    pub fn headers(&self) -> usize {
        usize::from(!self.caption.is_empty()) + self.levels.iter().sum::<usize>() + 1
    }

    /// Returns the line of a row, from the top of the table.
    pub fn line(&self, row: usize) -> usize {
        self.headers() + row + self.last.map_or(0, |(at, lines)| if at < row { lines } else { 0 })
    }

    /// Returns the number of lines of last year's values below a row.
    pub fn last_lines(&self, row: usize) -> usize {
        self.last.map_or(0, |(at, lines)| if at == row { lines } else { 0 })
    }

    /// Returns the number of lines.
    fn height(&self) -> usize {
        self.line(self.rows)
    }

    /// Returns the number of lines that stay visible while rows scroll: the headers, and the caption of a
    /// group.
    pub fn frozen(&self) -> usize {
        if self.freezes { self.head() + usize::from(self.captions) } else { 0 }
    }
}

/// Lays out the current page for a width in cells.
pub fn page(cx: &Context<'_>, width: usize) -> Page {
    let form = cx.session.form();
    let section = &form.sections[cx.cursor.section];
    let prose = section.print == crate::form::Print::Prose;
    let columns = Columns::new(width, prose, cx.last_year);
    let areas = geometry::areas(cx);
    let mut page = Page { blocks: Vec::new(), height: 0, columns };
    let lines = |text: &str| cx.look.width.lines(text, width.saturating_sub(4)).map(str::to_owned).collect();
    let tables = section.items.iter().filter(|item| matches!(item, Item::Table(_))).count();
    for (index, item) in section.items.iter().enumerate() {
        let kind = match item {
            _ if !cx.session.sheet().applies(section, index) => None,
            Item::Field(field) if cx.session.sheet().is_relevant(*field) => {
                Some(BlockKind::Field(field_block(cx, CellRef::only(*field), columns, &areas)))
            }
            Item::Table(table) => {
                let caption = tables > 1 || section.items.len() > 1;
                grid_block(cx, *table, index, (width, caption), &areas)
            }
            Item::Chapter { number, label, .. } => Some(BlockKind::Heading(format!("{number}{label}"))),
            Item::Note(text) => Some(BlockKind::Lines(lines(text))),
            Item::Signature(signature) => {
                let after = if signature.signer.is_empty() { "" } else { "  " };
                let text = format!("{}{after}{}", signature.label, signature.signer);
                let note = crate::message::filled_on_paper(cx.look.lang);
                Some(BlockKind::Lines(lines(&format!("{text}  {note}"))))
            }
            Item::Field(_) => None,
        };
        let Some(kind) = kind else { continue };
        let gap = gap_before(&page, &kind);
        let height = match &kind {
            BlockKind::Heading(_) => 1,
            BlockKind::Field(field) => field.height(),
            BlockKind::Table(grid) => grid.height(),
            BlockKind::Lines(lines) => lines.len(),
        };
        page.blocks.push(Block { top: page.height + gap, height, item: index, kind });
        page.height += gap + height;
    }
    page
}

/// Returns 1 if a blank line is needed before the next block: around tables, before headings and after prose.
fn gap_before(page: &Page, next: &BlockKind) -> usize {
    let Some(last) = page.blocks.last() else { return 0 };
    let apart = match (&last.kind, next) {
        (BlockKind::Table(_), _) | (_, BlockKind::Table(_)) => true,
        (BlockKind::Field(field), BlockKind::Field(_)) => field.columns.above,
        (BlockKind::Heading(_), _) => false,
        (_, BlockKind::Heading(_)) => true,
        (last, next) => std::mem::discriminant(last) != std::mem::discriminant(next),
    };
    usize::from(apart)
}

fn field_block(cx: &Context<'_>, cell: CellRef, columns: Columns, areas: &Areas) -> FieldBlock {
    let policy = cx.look.width;
    let label = field_label(cx.session.form(), cell);
    let page_width = usize::from(areas.page.width);
    // In a narrow window a long label is above its value.
    let is_long = cx.size.0 < NARROW && policy.of(&label) > page_width / 2;
    let columns = if is_long { Columns::new(page_width, true, false) } else { columns };
    let label: Vec<String> = policy.lines(&label, columns.label).map(str::to_owned).collect();
    let focused = cx.cursor.cell == Some(cell);
    // A calculated value is shown until the user types over it.
    let calculated = cx.session.sheet().cell(cell).origin == Origin::Calculated;
    let typed = focused && !(calculated && cx.input.editor.text().is_empty());
    let paragraphs = if typed { cx.input.editor.lines().to_vec() } else { shown_paragraphs(cx, cell) };
    let layout = Layout::new(policy, &paragraphs, columns.value, 0);
    // In a low window the line being typed in stays visible, even if nothing else does.
    let height = usize::from(areas.page.height);
    let beside = if columns.above { label.len() } else { 0 };
    let room = height.saturating_sub(beside).clamp(1, MAX_LINES);
    let shown = layout.lines().len().min(room);
    let line = if focused { layout.place(&paragraphs, cx.input.editor.caret()).0 } else { 0 };
    let first = (line + 1).saturating_sub(shown).min(layout.lines().len() - shown);
    // The pane on the right shows it if there is one.
    let alone = focused && columns.last == 0 && areas.right.width == 0 && beside + shown < height;
    let below = alone.then(|| cx.last_line(cell)).flatten();
    FieldBlock { cell, label, columns, paragraphs, layout, shown, first, below }
}

fn shown_paragraphs(cx: &Context<'_>, cell: CellRef) -> Vec<String> {
    cx.model.shown(cell).split('\n').map(str::to_owned).collect()
}

fn grid_block(
    cx: &Context<'_>,
    id: TableId,
    item: usize,
    (width, caption): (usize, bool),
    areas: &Areas,
) -> Option<BlockKind> {
    let session = cx.session;
    let form = session.form();
    let grid = Grid::new(form, session.report(), session.sheet(), id);
    if grid.rows.iter().all(|row| *row == GridRow::Sum) {
        return None;
    }
    let named = usize::from(grid.name.is_some());
    // Behind the last column there is room for the bracket of the focused cell.
    let width = width.saturating_sub(1);
    let focus = (cx.cursor.item == item).then(|| cx.cursor.cell.and_then(|cell| grid.find(cell))).flatten();
    let near = focus.map_or(0, |(row, _)| row);
    let widest = widest_name(cx, &grid, near);
    let natural = widest.min((width / 4).max(8));
    let widths = column_widths(cx, &grid, near, width.saturating_sub(natural + 2));
    // Shorten the row names if that makes all columns visible.
    let columns: usize = widths.iter().map(|wide| wide + 1).sum();
    let squeezed = width.saturating_sub(columns + 2);
    // Or use the room that the columns leave.
    let name_width = if squeezed >= natural.min(NARROW_NAMES) { widest.min(squeezed) } else { natural };
    let room = width.saturating_sub(name_width + 2);
    // Scroll by whole columns so that the current one is visible.
    let focus_column = focus.and_then(|(_, column)| column.checked_sub(named)).unwrap_or(0);
    let mut from = 0;
    let fits = |from: usize, to: usize| widths[from..to].iter().map(|w| w + 1).sum::<usize>() <= room;
    while from < focus_column && !fits(from, focus_column + 1) {
        from += 1;
    }
    let mut to = (from + 1).min(widths.len());
    while to < widths.len() && fits(from, to + 1) {
        to += 1;
    }
    let levels = header_levels(cx.look.width, &grid, &widths, (from, to));
    let sum_on_top = grid.rows.first() == Some(&GridRow::Sum);
    let caption = if caption { grid.table.label.clone() } else { String::new() };
    let rows = grid.rows.len();
    let mut block = GridBlock {
        table: id,
        caption,
        name_width,
        widths,
        columns: (from, to),
        levels,
        sum_on_top,
        rows,
        freezes: true,
        captions: grid.table.groups.iter().any(|group| !group.label.is_empty()),
        last: None,
    };
    let height = usize::from(areas.page.height);
    block.freezes = block.frozen() + 2 <= height;
    if let Some((row, _)) = focus.filter(|_| cx.last_year) {
        let room = if block.freezes { height - block.head() - 1 } else { height.saturating_sub(1) };
        let lines = last_rows(cx, &grid, row).min(room);
        // Show differences and percentages only if rows around the current one stay visible.
        let lines = match room {
            _ if areas.compact => lines.min(1),
            ..ROOMY => lines.min(2),
            _ => lines,
        };
        block.last = (lines > 0).then_some((row, lines));
    }
    Some(BlockKind::Table(block))
}

/// Returns the number of lines for last year's values of a row: value, difference and percentage if it has
/// numbers; the value only if it has texts.
fn last_rows(cx: &Context<'_>, grid: &Grid<'_>, row: usize) -> usize {
    let form = cx.session.form();
    let known: Vec<CellRef> = grid.row_cells(row).filter(|cell| cx.comparison(*cell).is_some()).collect();
    if known.iter().any(|cell| form.field(cell.field).kind.is_number()) {
        3
    } else {
        usize::from(!known.is_empty())
    }
}

/// Returns the rows around the current one: enough to compute column widths, independent of the length of the
/// table.
fn near_rows(grid: &Grid<'_>, near: usize) -> std::ops::Range<usize> {
    near.saturating_sub(40)..grid.rows.len().min(near + 40)
}

/// Returns the width of the longest row name around the current row.
fn widest_name(cx: &Context<'_>, grid: &Grid<'_>, near: usize) -> usize {
    let policy = cx.look.width;
    let labels = near_rows(grid, near).map(|row| policy.of(&row_label(cx, grid, grid.rows[row])));
    labels.chain([policy.of(&grid.table.row_label)]).max().unwrap_or(0).max(4)
}

/// Returns the text of the first column of a row.
pub fn row_label(cx: &Context<'_>, grid: &Grid<'_>, row: GridRow) -> String {
    let form = cx.session.form();
    match row {
        GridRow::Sum => grid.table.sum.as_ref().map_or_else(String::new, |sum| sum.label.clone()),
        // Captions span the whole row.
        GridRow::Caption(_) => String::new(),
        GridRow::Row { at, .. } => cx.session.report().row_label(form, grid.group(row).rows, at),
    }
}

fn column_widths(cx: &Context<'_>, grid: &Grid<'_>, near: usize, room: usize) -> Vec<usize> {
    let form = cx.session.form();
    let policy = cx.look.width;
    let fields: Vec<_> = grid.table.groups[0].columns.iter().map(|id| form.field(*id)).collect();
    let named = usize::from(grid.name.is_some());
    let texts = fields.iter().filter(|field| !field.kind.is_number()).count();
    let mut widths: Vec<usize> = Vec::new();
    for (column, field) in fields.iter().enumerate() {
        if !field.kind.is_number() {
            widths.push(0);
            continue;
        }
        let shown = near_rows(grid, near)
            .chain([0])
            .filter_map(|row| grid.cell(row, column + named))
            .map(|cell| policy.of(&cx.model.shown(cell)).max(cx.last_width(cell)) + 1)
            .max()
            .unwrap_or(0);
        widths.push(shown.clamp(NUMBER_WIDTH.0, NUMBER_WIDTH.1));
    }
    let numbers: usize = widths.iter().filter(|width| **width > 0).map(|width| width + 1).sum();
    // Text columns share the width left by numbers.
    let share = room.saturating_sub(numbers).checked_div(texts).unwrap_or(0).saturating_sub(1).clamp(8, 60);
    for (width, field) in widths.iter_mut().zip(&fields).filter(|(width, _)| **width == 0) {
        *width = if field.kind.is_prose() { share } else { share.min(16) };
    }
    widths
}

/// Returns the number of lines of each level of headers: at most [`HEADER_LINES`] together, or one per level.
fn header_levels(policy: Width, grid: &Grid<'_>, widths: &[usize], columns: (usize, usize)) -> Vec<usize> {
    let depth = grid.table.depth;
    let most = HEADER_LINES.max(depth);
    let mut levels = vec![1; depth];
    let lines = |header: &Header, most: usize| {
        let (from, to) = (header.from.max(columns.0), header.to.min(columns.1));
        if from >= to {
            return 0;
        }
        let cells = widths[from..to].iter().sum::<usize>() + (to - from - 1);
        header_lines(policy, header, cells, most).len()
    };
    let leaves = || grid.table.headers.iter().filter(|header| header.leaf);
    for header in leaves().filter(|header| header.height == 1) {
        levels[header.level] = levels[header.level].max(lines(header, most + 1 - depth));
    }
    for header in leaves().filter(|header| header.height > 1) {
        let before: usize = levels[..header.level].iter().sum();
        let have: usize = levels[header.level..].iter().sum();
        if let Some(last) = levels.last_mut() {
            *last += lines(header, most - before).saturating_sub(have);
        }
    }
    levels
}

/// Returns the lines of a header: its text if it fits, else a shorter name of the column, else as much of the
/// text as fits. The position line has the whole text.
pub fn header_lines(policy: Width, header: &Header, cells: usize, most: usize) -> Vec<String> {
    let cells = cells.max(2);
    let names = std::iter::once(&header.label).chain(&header.shorter);
    let mut all = names.map(|name| divided(policy, header, name, cells));
    let mut lines = all.next().unwrap_or_default();
    if lines.len() > most
        && let Some(shorter) = all.find(|lines| lines.len() <= most)
    {
        return shorter;
    }
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).concat();
        lines.push(policy.shorten(&rest, cells));
    }
    lines
}

/// Divides a part of a header's text into lines, between words if possible.
fn divided(policy: Width, header: &Header, text: &str, cells: usize) -> Vec<String> {
    let skipped = header.label.find(text).unwrap_or(0);
    let mut lines = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| policy.of(rest) > cells) {
        let breaks = header.breaks.iter().filter_map(|at| at.checked_sub(skipped));
        let fits = |at: &usize| text.get(from..*at).is_some_and(|line| policy.of(line) <= cells);
        let Some(to) = breaks.filter(|at| *at > from && *at < text.len()).rfind(fits) else {
            let wrapped = policy.wrap(rest, cells, 0);
            lines.extend(wrapped.into_iter().filter_map(|range| rest.get(range)).map(str::to_owned));
            return lines;
        };
        lines.extend(text.get(from..to).map(str::to_owned));
        from = to;
    }
    lines.extend(text.get(from..).map(str::to_owned));
    lines
}

impl Page {
    /// Returns the table of the current item.
    pub fn table(&self, cx: &Context<'_>) -> Option<&GridBlock> {
        let block = self.blocks.iter().find(|block| block.item == cx.cursor.item)?;
        if let BlockKind::Table(table) = &block.kind { Some(table) } else { None }
    }

    /// Returns the lines of the focus (first and one past the last), and the number of frozen lines that must
    /// stay free above it. For a field higher than the window, these are the last lines of its value.
    pub fn focus(&self, cx: &Context<'_>, height: usize) -> Option<(usize, usize, usize)> {
        let Cursor { item, cell, .. } = cx.cursor;
        let block = self.blocks.iter().find(|block| block.item == item)?;
        match &block.kind {
            BlockKind::Table(grid_block) => {
                let session = cx.session;
                let grid = Grid::new(session.form(), session.report(), session.sheet(), grid_block.table);
                let (row, _) = grid.find(cell?)?;
                let line = block.top + grid_block.line(row);
                let end = line + 1 + grid_block.last_lines(row);
                // At the first row the headers are shown too.
                let first = usize::from(grid_block.sum_on_top) + usize::from(grid_block.captions);
                if row <= first && grid_block.freezes {
                    return Some((block.top, end, 0));
                }
                Some((line, end, grid_block.frozen()))
            }
            BlockKind::Field(_) if block.height <= height => Some((block.top, block.top + block.height, 0)),
            BlockKind::Field(field) => {
                let end = block.top + field.value().1;
                Some((block.top.max(end.saturating_sub(height)), end, 0))
            }
            _ => Some((block.top, block.top + block.height, 0)),
        }
    }

    /// Returns the number of lines covered by headers that stay visible, if the page is shown from a line on.
    pub fn covered(&self, scroll: usize) -> usize {
        let covering = self.blocks.iter().find_map(|block| match &block.kind {
            BlockKind::Table(table)
                if block.top < scroll && scroll + table.frozen() < block.top + block.height =>
            {
                Some(table.frozen())
            }
            _ => None,
        });
        covering.unwrap_or(0)
    }

    /// Returns the top line that makes the focus and its context visible with the least scrolling.
    pub fn scroll(&self, cx: &Context<'_>, height: usize) -> usize {
        let most = self.height.saturating_sub(height);
        let scroll = cx.scroll.min(most);
        let Some((top, bottom, frozen)) = self.focus(cx, height) else { return scroll };
        // In a low window, and around a field that fills it, there is less context.
        let spare = height.saturating_sub(frozen + bottom - top);
        let context = CONTEXT.min(spare / 2);
        let top = top.saturating_sub(frozen + context);
        let bottom = (bottom + context).min(self.height.max(bottom));
        if top < scroll {
            top
        } else if bottom > scroll + height {
            (bottom - height).min(top).min(most)
        } else {
            scroll
        }
    }
}

/// Returns the visual lines of the text being typed, as shown on the screen.
pub fn typed(cx: &Context<'_>) -> Layout {
    if cx.is_text {
        return full_screen(cx, cx.input.editor.lines());
    }
    let page = page(cx, usize::from(geometry::areas(cx).page.width));
    let mut fields = page.blocks.into_iter().filter_map(|block| match block.kind {
        BlockKind::Field(field) if Some(field.cell) == cx.cursor.cell => Some(field.layout),
        _ => None,
    });
    let one_line = || Layout::new(cx.look.width, cx.input.editor.lines(), usize::from(u16::MAX), 0);
    fields.next().unwrap_or_else(one_line)
}

/// Returns the visual lines of a text on the full screen.
fn full_screen(cx: &Context<'_>, paragraphs: &[String]) -> Layout {
    let width = usize::from(cx.size.0.saturating_sub(TEXT_LEFT)).max(4);
    Layout::new(cx.look.width, paragraphs, width, INDENT)
}

/// Returns the number of visible rows of the full-screen text.
pub fn text_rows(cx: &Context<'_>) -> u16 {
    let last = last_text(cx).map_or(0, |(_, layout)| layout.lines().len());
    geometry::text_rows(cx, last)[0].1
}

/// Returns the paragraphs and visual lines of last year's text if it is shown below the full-screen text.
pub fn last_text(cx: &Context<'_>) -> Option<(Vec<String>, Layout)> {
    let last = cx.comparison(cx.cursor.cell?)?.last;
    let paragraphs: Vec<String> = last.split('\n').map(str::to_owned).collect();
    let layout = full_screen(cx, &paragraphs);
    Some((paragraphs, layout))
}

impl Block {
    /// Returns the cell of a field whose text is not shown completely in a window of this height.
    pub fn cut_text(&self, window: usize) -> Option<CellRef> {
        match &self.kind {
            BlockKind::Field(field) if field.layout.lines().len() > field.shown || self.height > window => {
                Some(field.cell)
            }
            _ => None,
        }
    }
}
