//! Draws a table on the page: headers and the first column are fixed, rows and whole columns scroll.
//!
//! Also provides the two lines below a table that describe the focused cell.

use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::cell::{Window, cell_mark, figures};
use crate::form::{CellRef, Group, Row};
use crate::message;
use crate::sheet::grid::{Grid, GridRow};
use crate::sheet::{Origin, explain};
use crate::tui::canvas::{Canvas, cells};
use crate::tui::context::Context;
use crate::tui::input::Entering;
use crate::tui::layout::{Block, GridBlock, NARROW, Page, header_lines, row_label};
use crate::tui::range::Area;

/// Draws a table.
pub(super) fn draw(
    cx: &Context<'_>,
    block: &Block,
    grid_block: &GridBlock,
    window: &Window,
    canvas: &mut Canvas<'_>,
) {
    let session = cx.session;
    let grid = Grid::new(session.form(), session.report(), session.sheet(), grid_block.table);
    let bottom = block.top + block.height;
    if bottom <= window.scroll {
        return;
    }
    // The headers stay at the top while rows of the table are visible below them; without rows they scroll
    // away.
    let head = grid_block.head();
    let stays = grid_block.freezes && bottom > window.scroll + head;
    let head_top = if stays { block.top.max(window.scroll) } else { block.top };
    let (left, right) = (window.area.x, window.area.right());
    let area = cx.area().filter(|_| cx.cursor.item == block.item);
    let view = View { cx: *cx, grid: &grid, block: grid_block, left, right, area };
    let hidden = usize::from(grid_block.sum_on_top);
    let first_line = block.top + head;
    let seen_from = (head_top + head).max(window.scroll);
    // Last year's lines move the rows below them down.
    let pushed = grid_block.last.map_or(0, |(_, lines)| lines);
    let first_seen = seen_from.saturating_sub(first_line + pushed) + hidden;
    let last_seen = (window.scroll + usize::from(window.area.height)).saturating_sub(first_line) + hidden;
    for row in first_seen..last_seen.min(grid.rows.len()) {
        let lines = block.top + grid_block.line(row)..;
        for (part, line) in lines.take(1 + grid_block.last_lines(row)).enumerate() {
            if let Some(y) = window.line(line).filter(|_| line >= seen_from) {
                view.part(row, part, y, canvas);
            }
        }
    }
    view.head(head_top, window, canvas);
    if stays && seen_from > first_line {
        view.caption_above(first_seen, seen_from, window, canvas);
    }
}

struct View<'a> {
    cx: Context<'a>,
    grid: &'a Grid<'a>,
    block: &'a GridBlock,
    left: u16,
    right: u16,
    /// The selected cells of the table.
    area: Option<Area>,
}

impl View<'_> {
    /// Column of the screen at which the scrolled columns start.
    fn start(&self) -> u16 {
        self.left + cells(self.block.name_width) + 2
    }

    fn named(&self) -> usize {
        usize::from(self.grid.name.is_some())
    }

    /// Returns the visible columns: index, screen column and width.
    fn columns(&self) -> impl Iterator<Item = (usize, u16, u16)> + '_ {
        let (from, to) = self.block.columns;
        let mut x = self.start();
        (from..to).map(move |column| {
            let at = x + 1;
            let wide = cells(self.block.widths[column]).min(self.right.saturating_sub(at));
            x = at + wide;
            (column, at, wide)
        })
    }

    fn head(&self, top: usize, window: &Window, canvas: &mut Canvas<'_>) {
        let theme = self.cx.look.theme;
        let mut line = top;
        if !self.block.caption.is_empty() {
            if let Some(y) = window.line(line) {
                let room = self.right.saturating_sub(self.left + 1);
                canvas.put(self.left + 1, y, &self.block.caption, room, theme.heading);
            }
            line += 1;
        }
        let height: usize = self.block.levels.iter().sum();
        self.headers(line, height, window, canvas);
        if let Some(y) = window.line(line + height) {
            self.rule(y, canvas);
        }
        let sum = if self.block.sum_on_top { 1 + self.block.last_lines(0) } else { 0 };
        for part in 0..sum {
            if let Some(y) = window.line(line + height + 1 + part) {
                self.part(0, part, y, canvas);
            }
        }
    }

    fn headers(&self, line: usize, height: usize, window: &Window, canvas: &mut Canvas<'_>) {
        let theme = self.cx.look.theme;
        let policy = self.cx.look.width;
        let columns: Vec<_> = self.columns().collect();
        let (from, to) = self.block.columns;
        let level_top = |level: usize| self.block.levels[..level].iter().sum::<usize>();
        for (_, x, _) in &columns {
            for offset in 0..height {
                if let Some(y) = window.line(line + offset) {
                    canvas.put(x - 1, y, self.cx.look.frame.vertical, 1, theme.rule);
                }
            }
        }
        for header in &self.grid.table.headers {
            let (first, last) = (header.from.max(from), header.to.min(to));
            if first >= last {
                continue;
            }
            let (_, x, _) = columns[first - from];
            let (_, last_x, last_wide) = columns[last - 1 - from];
            let wide = last_x + last_wide - x;
            let top = level_top(header.level);
            let bottom = level_top(header.level + header.height);
            for offset in top..bottom {
                if let Some(y) = window.line(line + offset) {
                    // A header over several columns covers the lines between them.
                    canvas.put(x, y, &" ".repeat(usize::from(wide)), wide, theme.label);
                }
            }
            let lines = header_lines(policy, header, usize::from(wide), bottom - top);
            for (index, text) in lines.iter().enumerate() {
                // The header of a single column is aligned to the bottom, next to its values.
                let offset = if header.leaf { bottom - lines.len() + index } else { top + index };
                let Some(y) = window.line(line + offset) else { continue };
                if header.leaf && self.is_number(first) {
                    canvas.put_right(x, x + wide, y, text, theme.label);
                } else {
                    canvas.put(x, y, text, wide, theme.label);
                }
            }
        }
        let label = &self.grid.table.row_label;
        if let Some(y) = window.line(line + height.saturating_sub(1)) {
            canvas.put(self.left + 2, y, label, cells(self.block.name_width), theme.label);
        }
    }

    fn is_number(&self, column: usize) -> bool {
        let field = self.grid.table.groups[0].columns.get(column);
        field.is_some_and(|field| self.cx.session.form().field(*field).kind.is_number())
    }

    fn rule(&self, y: u16, canvas: &mut Canvas<'_>) {
        let end = self.columns().last().map_or(self.start(), |(_, x, wide)| x + wide);
        canvas.rule(self.left + 1, y, end.saturating_sub(self.left + 1));
        let (style, cross) = (self.cx.look.theme.rule, self.cx.look.frame.cross);
        for (_, x, _) in self.columns() {
            canvas.put(x - 1, y, cross, 1, style);
        }
    }

    /// Draws one line of a row: the row itself, or one of last year's lines below it.
    fn part(&self, row: usize, part: usize, y: u16, canvas: &mut Canvas<'_>) {
        match part.checked_sub(1) {
            None => self.row(row, y, canvas),
            Some(line) => self.last_line(row, line, y, canvas),
        }
    }

    /// Draws last year's values of a row, the differences or the percentages.
    fn last_line(&self, row: usize, line: usize, y: u16, canvas: &mut Canvas<'_>) {
        let cx = &self.cx;
        let (lang, theme) = (cx.look.lang, cx.look.theme);
        let labels = [message::last_row(lang), message::difference_row(lang), message::percent_row(lang)];
        let label = labels.get(line).map_or("", String::as_str);
        let room = self.block.name_width;
        let indent = room.saturating_sub(cx.look.width.of(label)).min(2);
        canvas.put(self.left + 2 + cells(indent), y, label, cells(room - indent), theme.quiet);
        for (column, x, wide) in self.columns() {
            canvas.put(x - 1, y, cx.look.frame.vertical, 1, theme.rule);
            let cell = self.grid.cell(row, column + self.named());
            let Some(words) = cell.and_then(|cell| cx.last_words(cell)) else { continue };
            let text =
                [words.last, words.difference, words.percent].into_iter().nth(line).unwrap_or_default();
            if self.is_number(column) {
                canvas.put_right(x, x + wide, y, &text, theme.quiet);
            } else {
                let text = cx.look.width.shorten(&text, usize::from(wide));
                canvas.put(x, y, &text, wide, theme.quiet);
            }
        }
    }

    /// Draws the caption of the first visible row in its line, if the line of the caption is above the window.
    fn caption_above(&self, first: usize, line: usize, window: &Window, canvas: &mut Canvas<'_>) {
        let Some((row, y)) = self.grid.rows.get(first).zip(window.line(line)) else { return };
        if self.block.captions && matches!(row, GridRow::Row { .. }) {
            canvas.clear(Rect::new(self.left, y, self.right.saturating_sub(self.left), 1));
            self.caption(self.grid.group(*row), y, canvas);
        }
    }

    fn caption(&self, group: &Group, y: u16, canvas: &mut Canvas<'_>) {
        let room = self.right.saturating_sub(self.left + 1);
        canvas.put(self.left + 1, y, &caption(group), room, self.cx.look.theme.heading);
    }

    fn row(&self, row: usize, y: u16, canvas: &mut Canvas<'_>) {
        let cx = &self.cx;
        let theme = cx.look.theme;
        let grid_row = self.grid.rows[row];
        if let GridRow::Caption(group) = grid_row {
            return self.caption(&self.grid.table.groups[group], y, canvas);
        }
        let focus =
            cx.cursor.cell.filter(|_| cx.cursor.item == self.item()).and_then(|cell| self.grid.find(cell));
        let here = focus.is_some_and(|(focus_row, _)| focus_row == row);
        if here {
            canvas.put(self.left, y, ">", 1, theme.label);
        }
        let name_cell = self.grid.name.and_then(|_| self.grid.cell(row, 0));
        let typing_name = name_cell.is_some() && cx.cursor.cell == name_cell && here;
        if let Some((letter, mark_style)) = name_cell.and_then(|cell| cell_mark(cx, cell)) {
            canvas.put(self.left + 1, y, letter.encode_utf8(&mut [0; 4]), 1, mark_style);
        } else if grid_row == GridRow::Sum {
            canvas.put(self.left + 1, y, "=", 1, theme.calculated);
        }
        let name_wide = cells(self.block.name_width);
        let mut name_end = self.left + 2 + name_wide;
        if typing_name && cx.input.entering != Entering::Selected {
            self.typed(self.left + 2, y, name_wide, canvas);
        } else {
            let label = row_label(cx, self.grid, grid_row);
            let label = cx.look.width.shorten(&label, usize::from(name_wide));
            let style = if typing_name { theme.selected } else { theme.label };
            let used = canvas.put(self.left + 2, y, &label, name_wide, style);
            if typing_name {
                name_end = if used == 0 { name_end } else { self.left + 2 + used };
                canvas.caret = Some((self.left + 1 + u16::from(used == 0), y));
            }
        }
        let mut current = None;
        for (column, x, wide) in self.columns() {
            // Same style as the brackets that replace it in the focused row.
            canvas.put(x - 1, y, cx.look.frame.vertical, 1, theme.label);
            if let Some(cell) = self.grid.cell(row, column + self.named()) {
                if here && focus.is_some_and(|(_, at)| at == column + self.named()) {
                    current = Some((cell, x, wide));
                } else {
                    self.cell(cell, x, y, wide, false, canvas);
                }
            }
        }
        self.mark_selected(row, y, canvas);
        // Drawn last because its brackets overwrite the lines beside it.
        if let Some((cell, x, wide)) = current {
            let inside = self.cell(cell, x, y, wide, true, canvas);
            canvas.brackets((inside.start - 1, y), (inside.end, y));
        } else if typing_name {
            canvas.brackets((self.left + 1, y), (name_end, y));
        }
    }

    /// Highlights the selected cells of a row.
    fn mark_selected(&self, row: usize, y: u16, canvas: &mut Canvas<'_>) {
        let Some(area) = &self.area else { return };
        let name = (self.named() == 1).then_some((0, self.left + 2, cells(self.block.name_width)));
        let columns = self.columns().map(|(column, x, wide)| (column + self.named(), x, wide));
        for (_, x, wide) in name.into_iter().chain(columns).filter(|(column, ..)| area.contains(row, *column))
        {
            canvas.style(x, y, wide, self.cx.look.theme.selected);
        }
    }

    /// Index of this table among the items of the section.
    fn item(&self) -> usize {
        let section = &self.cx.session.form().sections[self.cx.cursor.section];
        let is_this = |item: &crate::form::Item| matches!(item, crate::form::Item::Table(table) if *table == self.block.table);
        section.items.iter().position(is_this).unwrap_or(usize::MAX)
    }

    /// Draws a cell. Returns the columns that its brackets enclose: the content, or the whole cell if it is
    /// empty or typed in.
    fn cell(
        &self,
        cell: CellRef,
        x: u16,
        y: u16,
        wide: u16,
        focused: bool,
        canvas: &mut Canvas<'_>,
    ) -> Range<u16> {
        let cx = &self.cx;
        let theme = cx.look.theme;
        if focused && cx.input.entering != Entering::Selected {
            self.typed(x, y, wide, canvas);
            return x..x + wide;
        }
        let shown = cx.model.shown(cell);
        let calculated = cx.session.sheet().cell(cell).origin == Origin::Calculated;
        let style = if calculated { theme.calculated } else { theme.label };
        let style = if focused { style.patch(theme.selected) } else { style };
        let is_number = cx.session.form().field(cell.field).kind.is_number();
        let mark = cell_mark(cx, cell).filter(|(letter, _)| *letter != '=');
        let room = wide.saturating_sub(u16::from(mark.is_some()));
        let text_x = x + (wide - room);
        if let Some((letter, mark_style)) = mark {
            canvas.put(x, y, letter.encode_utf8(&mut [0; 4]), 1, mark_style);
        }
        let text = cx.look.width.shorten(&shown.replace('\n', " "), usize::from(room));
        let used = cells(cx.look.width.of(&text));
        let at = if is_number { x + wide - used } else { text_x };
        canvas.put(at, y, &text, room, style);
        for (range, style) in figures(cx, cell, false).into_iter().filter(|_| !focused) {
            // Figures that are cut off are not marked.
            let (before, figure) =
                (text.get(..range.start), text.get(range.start..range.end.min(text.len())));
            if let (Some(before), Some(figure)) = (before, figure) {
                let (before, wide) = (cx.look.width.of(before), cx.look.width.of(figure));
                canvas.style(at + cells(before), y, cells(wide), style);
            }
        }
        // A bracket does not cover the mark: without a blank between mark and text it is in front of both.
        let start = if at > text_x && used > 0 { at } else { x };
        let inside = start..if used > 0 { at + used } else { x + wide };
        if focused {
            // On a reversed character, a block cursor would make it look as if it were not selected.
            let caret = if used > 0 { start - 1 } else { start };
            canvas.caret = Some((caret.min(self.right.saturating_sub(1)), y));
        }
        inside
    }

    /// Draws the cell being edited, scrolled so that the caret is visible.
    fn typed(&self, x: u16, y: u16, wide: u16, canvas: &mut Canvas<'_>) {
        let cx = &self.cx;
        let policy = cx.look.width;
        let text = cx.input.editor.lines().first().map_or("", String::as_str);
        let (_, caret) = cx.input.editor.caret();
        let before = text.get(..caret).unwrap_or(text);
        // One cell is reserved for the caret after the text.
        let room = usize::from(wide.saturating_sub(1));
        let visible = if policy.of(before) > room { policy.cut_end(before, room) } else { before };
        let start = before.len() - visible.len();
        let rest = text.get(start..).unwrap_or_default();
        canvas.put(x, y, &" ".repeat(usize::from(wide)), wide, cx.look.theme.label);
        canvas.put(x, y, policy.cut(rest, usize::from(wide)), wide, cx.look.theme.label);
        for (range, style) in cx.cursor.cell.map_or_else(Vec::new, |cell| figures(cx, cell, true)) {
            self.mark(text, start, range, (x, y, wide), style, canvas);
        }
        if let Some((from, to)) = cx.input.editor.selection() {
            self.mark(text, start, from.1..to.1, (x, y, wide), cx.look.theme.selected, canvas);
        }
        canvas.caret = Some((x + cells(policy.of(visible)), y));
    }

    /// Styles a byte range of the text being edited, which is shown from `start` on.
    fn mark(
        &self,
        text: &str,
        start: usize,
        range: Range<usize>,
        (x, y, wide): (u16, u16, u16),
        style: Style,
        canvas: &mut Canvas<'_>,
    ) {
        let policy = self.cx.look.width;
        let (from, to) = (range.start.max(start), range.end.max(start));
        let skip = cells(policy.of(text.get(start..from).unwrap_or_default()));
        let marked = cells(policy.of(text.get(from..to).unwrap_or_default()));
        canvas.style(x + skip, y, marked.min(wide.saturating_sub(skip)), style);
    }
}

/// Returns the words of a group's captions.
fn caption(group: &Group) -> String {
    let over = if group.over.is_empty() { String::new() } else { format!("{} > ", group.over) };
    over + &group.label
}

/// Returns the position in the table: row and column, their numbers, and the numbers of hidden columns.
pub(super) fn position(cx: &Context<'_>, page: &Page) -> String {
    let lang = cx.look.lang;
    let Some((grid, cell)) = cx.grid().zip(cx.cursor.cell) else { return String::new() };
    let Some((row, column)) = grid.find(cell) else { return String::new() };
    let rows = grid.rows.iter().filter(|row| !matches!(row, GridRow::Caption(_))).count();
    let row = grid.rows[..=row].iter().filter(|row| !matches!(row, GridRow::Caption(_))).count();
    let position = message::row_of(lang, row, rows, column + 1, grid.width());
    let hidden = hidden_columns(cx, page);
    let is_narrow = cx.size.0 < NARROW;
    if hidden.is_empty() || is_narrow { position } else { format!("{position}  {hidden}") }
}

/// Draws the position and the calculation of the focused cell of a table, in two lines or in one.
pub(super) fn cell_lines(cx: &Context<'_>, area: Rect, page: &Page, canvas: &mut Canvas<'_>) {
    let Some(cell) = cx.cursor.cell.filter(|_| area.height > 0) else { return };
    let Some(column) = column_words(cx, cell) else { return };
    let (policy, theme) = (cx.look.width, cx.look.theme);
    let right = area.right().saturating_sub(1);
    let percent = percent_of(cx, page, cell);
    let used = canvas.put_right(area.x + area.width / 2, right, area.y, &percent, theme.quiet);
    let room = usize::from(area.width.saturating_sub(used + 3));
    let calculations = calculations(cx, page, cell);
    if area.height > 1 {
        canvas.put(area.x + 1, area.y, &policy.shorten(&column, room), area.width, theme.label);
        let line = calculations.first().map_or("", String::as_str);
        let line = policy.shorten(line, usize::from(area.width.saturating_sub(2)));
        canvas.put(area.x + 1, area.y + 1, &line, area.width, theme.quiet);
        return;
    }
    // Room for the shortest form of the calculation, then the position, then the longest form that fits.
    let shortest = calculations.iter().min_by_key(|line| policy.of(line)).map_or("", String::as_str);
    let most = if calculations.len() == 1 { room * 2 / 3 } else { room * 2 / 5 };
    let reserved = policy.of(shortest).min(most) + 2;
    let column = policy.shorten(&column, room.saturating_sub(reserved));
    let used = canvas.put(area.x + 1, area.y, &column, area.width, theme.label);
    let room = room.saturating_sub(usize::from(used) + 2);
    let line = calculations.iter().find(|line| policy.of(line) <= room).map_or(shortest, String::as_str);
    canvas.put(area.x + 1 + used + 2, area.y, &policy.shorten(line, room), cells(room), theme.quiet);
}

/// Returns the captions and headers of a cell, and its row.
fn column_words(cx: &Context<'_>, cell: CellRef) -> Option<String> {
    let grid = cx.grid()?;
    let (row, column) = grid.find(cell)?;
    let group = grid.group(grid.rows[row]);
    let captions = Some(caption(group)).filter(|caption| !caption.is_empty());
    let headers = grid.header_path(column).into_iter().map(str::to_owned);
    let path = captions.into_iter().chain(headers).collect::<Vec<_>>().join(" > ");
    let path = match grid.rows[row] {
        GridRow::Row { at, .. } => {
            format!("{path} [{}]", cx.session.report().row_label(cx.session.form(), group.rows, at))
        }
        _ => path,
    };
    Some(message::column_is(cx.look.lang, &path))
}

/// Returns the calculation of a cell, longest form first.
fn calculations(cx: &Context<'_>, page: &Page, cell: CellRef) -> Vec<String> {
    let lang = cx.look.lang;
    let texts = cx.session.texts(lang);
    // For a typed cell, show the formula of the same row that uses it.
    let explanation = explain(&texts, cell).or_else(|| used_in_row(cx, cell));
    let is_number = cx.session.form().field(cell.field).kind.is_number();
    // If only last year's values have a line in the table, show the difference here too.
    let last = cx.last_line(cell).filter(|_| is_number && last_lines(cx, page) == 1);
    match (last, explanation) {
        (Some(last), _) => vec![last],
        (None, Some(explanation)) => {
            let partial = if explanation.partial { message::partly_blank(lang) } else { String::new() };
            let (words, numbers) = (explanation.words, explanation.numbers + &partial);
            [format!("{words}    {numbers}"), words, numbers]
                .map(|line| message::calculation_is(lang, &line))
                .into()
        }
        (None, None) if is_number => vec![message::can_type_sums(lang)],
        // The full text, in case the column cuts it off.
        (None, None) => vec![cx.model.shown(cell).replace('\n', " ")],
    }
}

/// Returns the explanation of the calculated cell of the same row that uses this cell.
fn used_in_row(cx: &Context<'_>, cell: CellRef) -> Option<crate::sheet::Explanation> {
    let form = cx.session.form();
    let rows = form.field(cell.field).rows()?;
    let user =
        form.row_set(rows).fields.iter().find(|user| form.field(**user).uses_in(cell.row, cell.field))?;
    let row = cell.row;
    matches!(row, Row::At(_)).then_some(())?;
    explain(&cx.session.texts(cx.look.lang), CellRef { field: *user, row })
}

/// Returns the number of lines of last year's values in the table.
fn last_lines(cx: &Context<'_>, page: &Page) -> usize {
    page.table(cx).and_then(|table| table.last).map_or(0, |(_, lines)| lines)
}

/// Returns the percentage of the focused cell if last year's lines omit it.
fn percent_of(cx: &Context<'_>, page: &Page, cell: CellRef) -> String {
    let words = cx.last_words(cell).filter(|_| last_lines(cx, page) == 2);
    let percent = words.map_or_else(String::new, |words| words.percent);
    if percent.is_empty() { percent } else { format!("{} {percent}", message::percent_row(cx.look.lang)) }
}

/// Returns the number of hidden columns on each side, as text.
fn hidden_columns(cx: &Context<'_>, page: &Page) -> String {
    let lang = cx.look.lang;
    let Some(grid) = page.table(cx) else { return String::new() };
    let (from, to) = grid.columns;
    let right = grid.widths.len() - to;
    match (from, right) {
        (0, 0) => String::new(),
        (0, right) => message::columns_right(lang, right),
        (left, 0) => message::columns_left(lang, left),
        (left, right) => {
            format!("{}  {}", message::columns_left(lang, left), message::columns_right(lang, right))
        }
    }
}
