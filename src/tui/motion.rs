//! Navigation: from cell to cell, page to page, and back.

use super::app::App;
use super::command::Command;
use super::editor::Motion;
use super::geometry;
use super::grid::{Grid, GridRow};
use super::input::{Cursor, Entering};
use super::layout::{self, BlockKind};
use super::mode::Mode;
use crate::check::RuleId;
use crate::form::{CellRef, Home, Item, Row};
use crate::message;

impl App {
    /// Returns the stops of a page, item by item: fields that are relevant, and tables with rows.
    fn stops(&self, section: usize) -> Vec<(usize, Option<Grid<'_>>, Option<CellRef>)> {
        let session = &self.model.session;
        let items = session.form().sections[section].items.iter().enumerate();
        items
            .filter_map(|(index, item)| match item {
                Item::Field(field) if session.sheet().is_relevant(*field) => {
                    Some((index, None, Some(CellRef::only(*field))))
                }
                Item::Table(table) => {
                    let grid = Grid::new(session.form(), session.report(), session.sheet(), *table);
                    let shown = grid.rows.iter().any(|row| *row != GridRow::Sum);
                    shown.then_some((index, Some(grid), None))
                }
                _ => None,
            })
            .collect()
    }

    /// Returns the first (or last) cell to fill in on a page.
    fn edge(&self, section: usize, first: bool) -> Cursor {
        let stops = self.stops(section);
        let place = |(item, grid, cell): &(usize, Option<Grid<'_>>, Option<CellRef>)| {
            let cell = match grid {
                Some(grid) if first => grid.first(),
                Some(grid) => grid.last(),
                None => *cell,
            };
            Cursor { section, item: *item, cell }
        };
        let stop = if first { stops.first() } else { stops.last() };
        stop.map_or(Cursor { section, item: 0, cell: None }, place)
    }

    /// Moves to the start position: the first required cell that is empty, else the first cell.
    pub(super) fn start(&mut self) {
        let empty = self.model.session.findings().iter();
        let empty = empty.filter(|finding| finding.rule == RuleId::Required);
        let first = empty
            .map(|finding| finding.cell)
            .min_by_key(|cell| (self.model.session.form().field(cell.field).section, cell.field, cell.row));
        self.cursor = first.and_then(|cell| self.find_cursor(cell)).unwrap_or_else(|| self.edge(0, true));
        self.arrive();
    }

    /// Returns the position of a cell, on the current page if the cell is also there.
    pub(super) fn find_cursor(&self, cell: CellRef) -> Option<Cursor> {
        let form = self.model.session.form();
        let field = form.field(cell.field);
        let here = self.cursor.section;
        let sections = std::iter::once(here).chain((0..form.sections.len()).filter(|at| *at != here));
        for section in sections {
            for (item, stop) in form.sections[section].items.iter().enumerate() {
                let found = match (stop, field.home) {
                    (Item::Field(id), Home::Alone) => *id == cell.field,
                    (Item::Table(id), Home::Column { table, .. }) => *id == table,
                    (Item::Table(id), Home::RowName(rows)) => {
                        form.table(*id).groups.iter().any(|group| group.rows == rows)
                    }
                    _ => false,
                };
                if found {
                    return Some(Cursor { section, item, cell: Some(cell) });
                }
            }
        }
        None
    }

    /// Leaves the current cell and moves to a position.
    pub(super) fn go(&mut self, to: Cursor) {
        self.leave_cell();
        if self.cursor.section != to.section {
            self.scroll = 0;
        }
        self.cursor = to;
        self.clamp_cursor();
        self.arrive();
    }

    /// Initialises the state for the current cell after the cursor has moved to it.
    pub(super) fn arrive(&mut self) {
        self.model.unlocked = None;
        self.take_up();
        self.reload();
        self.select_waiting();
        let report = self.model.session.report();
        self.input.before = self
            .cursor
            .cell
            .map_or((None, false), |cell| (report.entry(cell).cloned(), report.is_unconfirmed(cell)));
        if self.mode == Mode::Text && !self.many_lines() {
            self.mode = Mode::Page;
        }
    }

    /// Moves to a position and records the current one, so that the user can go back.
    pub(super) fn jump(&mut self, to: Cursor) {
        self.back.push(self.cursor);
        self.mode = Mode::Page;
        self.go(to);
    }

    /// Goes back to the position before the last jump (Ctrl-O).
    pub(super) fn go_back(&mut self) {
        match self.back.pop() {
            Some(there) => {
                self.mode = Mode::Page;
                self.go(there);
            }
            None => self.say(message::nowhere_to_go_back(self.look.lang)),
        }
    }

    /// Moves the cursor to the nearest existing position, because rows and fields may have appeared or
    /// disappeared.
    pub(super) fn clamp_cursor(&mut self) {
        let Cursor { section, item, cell } = self.cursor;
        let stops = self.stops(section);
        let Some(stop) = stops.iter().find(|stop| stop.0 == item).or(stops.first()) else {
            self.cursor.cell = None;
            return;
        };
        let cell = match (&stop.1, cell) {
            (Some(grid), Some(cell)) if stop.0 == item => grid
                .find(cell)
                .map(|_| cell)
                .or_else(|| {
                    let row = cell.row.index()?.checked_sub(1)?;
                    let above = CellRef::at(cell.field, row);
                    grid.find(above).map(|_| above)
                })
                .or_else(|| grid.first()),
            (Some(grid), _) => grid.first(),
            (None, _) => stop.2,
        };
        self.cursor = Cursor { section, item: stop.0, cell };
    }

    /// Moves to the next cell to fill in, on this page or the next (Tab).
    pub(super) fn next(&mut self) {
        self.mode = Mode::Page;
        match self.next_open(true) {
            Some(there) => self.go(there),
            None => self.say(message::last_field(self.look.lang)),
        }
    }

    /// Moves to the previous cell to fill in (Shift-Tab).
    pub(super) fn previous(&mut self) {
        self.mode = Mode::Page;
        match self.next_open(false) {
            Some(there) => self.go(there),
            None => self.say(message::first_field(self.look.lang)),
        }
    }

    /// Returns the next (or previous) position for Tab: a field, or in a grid a cell to fill in.
    fn next_open(&self, forward: bool) -> Option<Cursor> {
        let Cursor { section, item, cell } = self.cursor;
        let stops = self.stops(section);
        let at = stops.iter().position(|stop| stop.0 == item)?;
        if let (Some(grid), Some(cell)) = (&stops[at].1, cell)
            && let Some(there) = next_in_grid(grid, cell, forward)
        {
            return Some(Cursor { section, item, cell: Some(there) });
        }
        let beside = if forward { stops.get(at + 1) } else { at.checked_sub(1).and_then(|at| stops.get(at)) };
        if let Some((item, grid, cell)) = beside {
            let cell = match grid {
                Some(grid) if forward => grid.first(),
                Some(grid) => grid.last(),
                None => *cell,
            };
            return Some(Cursor { section, item: *item, cell });
        }
        let section = self.section_beside(forward)?;
        Some(self.edge(section, forward))
    }

    /// If a page begins with a table: returns the first cell of it that had an entry last year and is empty
    /// now; else the cell in the current row, if the table has that row too; else `first`.
    fn first_to_fill(&self, first: Cursor) -> Cursor {
        let session = &self.model.session;
        let Some(Item::Table(table)) = session.form().sections[first.section].items.get(first.item) else {
            return first;
        };
        let grid = Grid::new(session.form(), session.report(), session.sheet(), *table);
        let report = session.report();
        let is_due = |cell: &CellRef| report.entry(*cell).is_none() && report.last(*cell).is_some();
        let row = self.row_at_hand();
        let in_row = |cell: &CellRef| {
            row.is_some_and(|(rows, at)| {
                session.form().field(cell.field).rows() == Some(rows) && cell.row.index() == Some(at)
            })
        };
        let open = || grid.cells().filter(|cell| grid.is_open(*cell));
        let there = open().find(is_due).or_else(|| open().find(in_row));
        Cursor { cell: there.or(first.cell), ..first }
    }

    /// Returns the next (or previous) section with cells.
    fn section_beside(&self, forward: bool) -> Option<usize> {
        let count = self.model.session.form().sections.len();
        let here = self.cursor.section;
        let asks = |section: &usize| !self.stops(*section).is_empty();
        if forward { (here + 1..count).find(asks) } else { (0..here).rev().find(asks) }
    }

    /// Enter: moves to the next field; in a grid moves down, adding a row below the last one if possible; in
    /// long text starts a new paragraph. An unconfirmed entry is confirmed first.
    pub(super) fn enter(&mut self) {
        // Confirms a long text only if the caret is at its end; before the end Enter starts a new paragraph.
        if (!self.many_lines() || self.input.caret_at_end()) && self.confirm_and_go_on() {
            return;
        }
        if self.many_lines() && self.input.entering != Entering::Selected {
            self.type_text("\n");
            return;
        }
        let Some((rows, at)) = self.row_at_hand().filter(|_| self.in_grid()) else {
            self.next();
            return;
        };
        let form = self.model.session.form();
        let report = self.model.session.report();
        let set = form.row_set(rows);
        let last = at + 1 >= report.rows(rows);
        let filled = set.fields.iter().any(|field| report.entry(CellRef::at(*field, at)).is_some());
        if !last {
            self.arrow(Command::Down);
        } else if set.name_field.is_none() && filled && report.rows(rows) < set.max {
            self.add_row(true);
        } else {
            self.leave_table();
        }
    }

    /// Moves from the last row to the next group or item.
    fn leave_table(&mut self) {
        let next_row = self.grid().and_then(|grid| {
            let (row, column) = grid.find(self.cursor.cell?)?;
            (row + 1..grid.rows.len())
                .filter(|row| matches!(grid.rows[*row], GridRow::Row { .. }))
                .find_map(|row| grid.cell(row, column.min(usize::from(grid.name.is_some()))))
        });
        if let Some(cell) = next_row {
            self.go(Cursor { cell: Some(cell), ..self.cursor });
            return;
        }
        let stops = self.stops(self.cursor.section);
        let beside =
            stops.iter().position(|stop| stop.0 == self.cursor.item).and_then(|at| stops.get(at + 1));
        let there = beside.map(|(item, grid, cell)| {
            let cell = grid.as_ref().map_or(*cell, Grid::first);
            Cursor { section: self.cursor.section, item: *item, cell }
        });
        match there.or_else(|| self.section_beside(true).map(|section| self.edge(section, true))) {
            Some(there) => self.go(there),
            None => self.say(message::last_field(self.look.lang)),
        }
    }

    /// Arrow keys: move by cell in a grid, by line and character in text, by field on a form.
    pub(super) fn arrow(&mut self, command: Command) {
        if self.mode == Mode::Text {
            self.caret_arrow(command);
            return;
        }
        if !self.in_grid() {
            let moved = self.caret_arrow(command);
            if !moved {
                match command {
                    Command::Up => self.field_beside(false),
                    Command::Down => self.field_beside(true),
                    _ => {}
                }
            }
            return;
        }
        let inside = self.input.entering == Entering::Inside;
        if inside && matches!(command, Command::Left | Command::Right) {
            self.caret_arrow(command);
            return;
        }
        self.cell_beside(command);
    }

    fn caret_arrow(&mut self, command: Command) -> bool {
        let motion = match command {
            Command::Up => Motion::LineUp,
            Command::Down => Motion::LineDown,
            Command::Left => Motion::Left,
            _ => Motion::Right,
        };
        self.step_caret(motion, false)
    }

    /// Moves to the previous or next field, including calculated ones.
    fn field_beside(&mut self, forward: bool) {
        if forward { self.next() } else { self.previous() }
    }

    /// Moves to the adjacent cell, including calculated ones; leaves the grid at its upper and lower edge.
    fn cell_beside(&mut self, command: Command) {
        let Some((there, vertical)) = self.grid().and_then(|grid| {
            let (row, column) = grid.find(self.cursor.cell?)?;
            let there = match command {
                Command::Up => (0..row).rev().find_map(|row| grid.cell(row, column)),
                Command::Down => (row + 1..grid.rows.len()).find_map(|row| grid.cell(row, column)),
                Command::Left => (0..column).rev().find_map(|column| grid.cell(row, column)),
                _ => (column + 1..grid.width()).find_map(|column| grid.cell(row, column)),
            };
            Some((there, matches!(command, Command::Up | Command::Down)))
        }) else {
            return;
        };
        match there {
            Some(cell) => self.go(Cursor { cell: Some(cell), ..self.cursor }),
            None if vertical => self.item_beside(command == Command::Down),
            None => {}
        }
    }

    /// Moves to the item above or below a grid.
    fn item_beside(&mut self, forward: bool) {
        let stops = self.stops(self.cursor.section);
        let Some(at) = stops.iter().position(|stop| stop.0 == self.cursor.item) else { return };
        let beside = if forward { stops.get(at + 1) } else { at.checked_sub(1).and_then(|at| stops.get(at)) };
        let there = beside.map(|(item, grid, cell)| {
            let cell = match grid {
                Some(grid) if forward => grid.first(),
                Some(grid) => grid.last(),
                None => *cell,
            };
            Cursor { section: self.cursor.section, item: *item, cell }
        });
        if let Some(there) = there {
            self.go(there);
        } else {
            let lang = self.look.lang;
            self.say(if forward { message::page_end(lang) } else { message::page_start(lang) });
        }
    }

    /// Home, End and movement by word: in the text being typed, or along the row of a grid.
    pub(super) fn within_line(&mut self, command: Command) {
        if self.input.entering == Entering::Selected {
            let first = match command {
                Command::LineStart => true,
                Command::LineEnd => false,
                Command::WordLeft => return self.arrow(Command::Left),
                _ => return self.arrow(Command::Right),
            };
            let there = self.grid().and_then(|grid| {
                let (row, column) = grid.find(self.cursor.cell?)?;
                let mut cells = (0..grid.width()).filter(|column| grid.cell(row, *column).is_some());
                let edge = if first { cells.next() } else { cells.next_back() }?;
                (edge != column).then(|| grid.cell(row, edge)).flatten()
            });
            match there {
                Some(cell) => self.go(Cursor { cell: Some(cell), ..self.cursor }),
                None => self.section_edge(first),
            }
            return;
        }
        let motion = match command {
            Command::LineStart => Motion::LineStart,
            Command::LineEnd => Motion::LineEnd,
            Command::WordLeft => Motion::WordLeft,
            _ => Motion::WordRight,
        };
        let selected = self.input.editor.selection().is_some();
        if !self.step_caret(motion, false) && !selected {
            match command {
                Command::LineStart => self.section_edge(true),
                Command::LineEnd => self.section_edge(false),
                _ => {}
            }
        }
    }

    /// Moves to the start or end of the full-screen text, else of the section.
    pub(super) fn section_edge(&mut self, first: bool) {
        if self.mode == Mode::Text {
            self.step_caret(if first { Motion::Start } else { Motion::End }, false);
        } else {
            self.go(self.edge(self.cursor.section, first));
        }
    }

    /// Scrolls down by a page; at the end of the section moves to the next one (PgDn).
    pub(super) fn page_down(&mut self) {
        self.page(true);
    }

    /// Scrolls up by a page; at the start of the section moves to the previous one (PgUp).
    pub(super) fn page_up(&mut self) {
        self.page(false);
    }

    fn page(&mut self, forward: bool) {
        let area = geometry::areas(self).page;
        let height = usize::from(area.height);
        if self.mode == Mode::Text {
            let rows = usize::from(super::view::text::rows(self)).saturating_sub(1).max(1);
            self.step_caret(if forward { Motion::PageDown(rows) } else { Motion::PageUp(rows) }, false);
            return;
        }
        let page = layout::page(self, usize::from(area.width));
        let at_edge = if forward { self.scroll + height >= page.height } else { self.scroll == 0 };
        if at_edge {
            self.go_section(if forward { 1 } else { -1 });
            return;
        }
        let step = height.saturating_sub(2).max(1);
        let scroll = if forward {
            (self.scroll + step).min(page.height - height)
        } else {
            self.scroll.saturating_sub(step)
        };
        let before = (self.cursor, self.scroll);
        if let Some(there) = self.place_at(&page, scroll, height, forward) {
            self.go(there);
            self.scroll = scroll;
        }
        let page = layout::page(self, usize::from(area.width));
        // In windows filled by headers, move row by row.
        if (self.cursor, page.scroll(self, height)) == before {
            if self.in_grid() {
                self.cell_beside(if forward { Command::Down } else { Command::Up });
            } else {
                self.field_beside(forward);
            }
            if self.cursor == before.0 {
                self.notice = None;
                self.go_section(if forward { 1 } else { -1 });
            }
        }
    }

    /// Shows the current page from a line on.
    pub(super) fn show_from(&mut self, line: usize) {
        let area = geometry::areas(self).page;
        let page = layout::page(self, usize::from(area.width));
        if let Some((_, there)) = self.place_from(&page, line, usize::from(area.height)) {
            self.go(there);
            // Two lines already seen stay visible above it.
            self.scroll = line.saturating_sub(2);
        }
    }

    /// Returns the first position that extends below a line of a page, and the first of its lines at or after
    /// that line. A field that begins above the line is skipped if it is higher than the window.
    pub(super) fn place_from(
        &self,
        page: &layout::Page,
        line: usize,
        window: usize,
    ) -> Option<(usize, Cursor)> {
        let section = self.cursor.section;
        page.blocks.iter().find_map(|block| {
            let (at, cell) = match &block.kind {
                BlockKind::Field(field) => {
                    let is_behind = block.top + block.height > line;
                    let fits = block.top >= line || block.height <= window;
                    (is_behind && fits).then_some((block.top.max(line), field.cell))?
                }
                BlockKind::Table(grid_block) if block.top + block.height > line => {
                    let session = &self.model.session;
                    let grid = Grid::new(session.form(), session.report(), session.sheet(), grid_block.table);
                    let behind = |row: &usize| block.top + grid_block.line(*row) >= line;
                    let mut rows = (usize::from(grid_block.sum_on_top)..grid.rows.len()).filter(behind);
                    rows.find_map(|row| {
                        let cell = (0..grid.width()).find_map(|column| grid.cell(row, column))?;
                        Some((block.top + grid_block.line(row), cell))
                    })?
                }
                _ => return None,
            };
            Some((at, Cursor { section, item: block.item, cell: Some(cell) }))
        })
    }

    /// Returns the first (or last) position whose lines are entirely in the window.
    fn place_at(&self, page: &layout::Page, scroll: usize, height: usize, forward: bool) -> Option<Cursor> {
        let section = self.cursor.section;
        let mut places = Vec::new();
        for block in &page.blocks {
            match &block.kind {
                BlockKind::Field(field)
                    if block.top >= scroll && block.top + block.height <= scroll + height =>
                {
                    places.push(Cursor { section, item: block.item, cell: Some(field.cell) });
                }
                BlockKind::Table(grid_block) => {
                    let session = &self.model.session;
                    let grid = Grid::new(session.form(), session.report(), session.sheet(), grid_block.table);
                    let column = self.cursor.cell.and_then(|cell| grid.find(cell)).map_or(0, |found| found.1);
                    let hidden = usize::from(grid_block.sum_on_top);
                    let frozen = if block.top < scroll { grid_block.frozen() } else { 0 };
                    for row in hidden..grid.rows.len() {
                        let line = block.top + grid_block.line(row);
                        let seen = line >= scroll + frozen && line < scroll + height;
                        let cell = grid.cell(row, column).or_else(|| grid.cell(row, 0));
                        if let (true, Some(cell)) = (seen, cell) {
                            places.push(Cursor { section, item: block.item, cell: Some(cell) });
                        }
                    }
                }
                _ => {}
            }
        }
        // Texts too long to fit in the rest of the window: use one that begins in it.
        let begins = |block: &&layout::Block| block.top >= scroll && block.top < scroll + height;
        let fields = page.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Field(field) => Some((block, field.cell)),
            _ => None,
        });
        let mut begun = fields.filter(|(block, _)| begins(block)).map(|(block, cell)| Cursor {
            section,
            item: block.item,
            cell: Some(cell),
        });
        if forward {
            places.pop().or_else(|| begun.next())
        } else {
            places.into_iter().next().or_else(|| begun.next_back())
        }
    }

    /// Moves to the next or previous section: to its first cell, or in a table to the first cell that is due.
    pub(super) fn go_section(&mut self, step: isize) {
        match self.section_beside(step > 0) {
            Some(section) => {
                self.mode = Mode::Page;
                let there = self.first_to_fill(self.edge(section, true));
                self.go(there);
            }
            None if step > 0 => self.say(message::last_section(self.look.lang)),
            None => self.say(message::first_section(self.look.lang)),
        }
    }
}

/// Returns the next (or previous) open cell of a grid in reading order.
fn next_in_grid(grid: &Grid<'_>, from: CellRef, forward: bool) -> Option<CellRef> {
    let (row, column) = grid.find(from)?;
    let open = |row: usize, column: usize| {
        grid.cell(row, column).filter(|cell| grid.is_open(*cell) && cell.row != Row::Sum)
    };
    if forward {
        (column + 1..grid.width()).find_map(|column| open(row, column)).or_else(|| {
            (row + 1..grid.rows.len()).find_map(|row| (0..grid.width()).find_map(|column| open(row, column)))
        })
    } else {
        (0..column).rev().find_map(|column| open(row, column)).or_else(|| {
            (0..row).rev().find_map(|row| (0..grid.width()).rev().find_map(|column| open(row, column)))
        })
    }
}
