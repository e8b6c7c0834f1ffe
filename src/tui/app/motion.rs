//! Navigation: from cell to cell, page to page, and back.

use super::App;
use crate::check::Finding;
use crate::form::CellRef;
use crate::message;
use crate::report::naming::chain;
use crate::sheet::TextRange;
use crate::sheet::grid::GridRow;
use crate::tui::command::Command;
use crate::tui::editor::Motion;
use crate::tui::geometry;
use crate::tui::input::{Cursor, Entering};
use crate::tui::layout::{self, CONTEXT};
use crate::tui::navigation::Content;
use crate::tui::panels::{Find, Findings, GoTo, Mode, Reconciliation, Tab};

impl App {
    /// Moves to the start position: the first required cell that is empty, else the first cell.
    pub(super) fn start(&mut self) {
        let first = self.model.first_required();
        self.cursor =
            first.and_then(|cell| self.cx().find_cursor(cell)).unwrap_or_else(|| self.cx().edge(0, true));
        self.arrive();
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
        self.input.select_none();
        self.take_up();
        self.reload();
        let report = self.model.session.report();
        self.input.before = self
            .cursor
            .cell
            .map_or((None, false), |cell| (report.entry(cell).cloned(), report.is_unconfirmed(cell)));
        if self.mode == Mode::Text && !self.cx().many_lines() {
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
        let stops = self.cx().stops(section);
        let Some(stop) = stops.iter().find(|stop| stop.item == item).or(stops.first()) else {
            self.cursor.cell = None;
            return;
        };
        let cell = match (&stop.content, cell) {
            (Content::Field(cell), _) => Some(*cell),
            (Content::Table(grid), Some(cell)) if stop.item == item => {
                let above = || Some(CellRef::at(cell.field, cell.row.index()?.checked_sub(1)?));
                let exists = |cell: &CellRef| grid.find(*cell).is_some();
                Some(cell).filter(exists).or_else(|| above().filter(exists)).or_else(|| grid.first())
            }
            (Content::Table(grid), _) => grid.first(),
        };
        self.cursor = Cursor { section, item: stop.item, cell };
    }

    /// Moves to the next (or previous) cell to fill in, on this page or the next.
    pub(super) fn step(&mut self, forward: bool) {
        self.mode = Mode::Page;
        let lang = self.look.lang;
        match self.cx().next_open(forward) {
            Some(there) if forward => self.go_on(there),
            Some(there) => self.go(there),
            None => self.say(if forward { message::last_field(lang) } else { message::first_field(lang) }),
        }
    }

    /// Moves on to a position. After an entry in the last cell of a section's table stays there once, so that
    /// the total is seen.
    fn go_on(&mut self, there: Cursor) {
        let stays = there.section != self.cursor.section && self.cx().in_grid() && self.input.typing;
        if !stays {
            return self.go(there);
        }
        self.leave_cell();
        self.take_up();
        let (lang, session) = (self.look.lang, &self.model.session);
        let total = self.cx().total().map_or_else(String::new, |total| {
            let name = chain(session.form(), session.report(), total, lang);
            message::total_now(lang, &name, &self.model.shown(total))
        });
        let next = &session.form().sections[there.section].short;
        self.say(message::table_end(lang, &total, next));
    }

    /// Enter: confirms an unconfirmed entry, wherever the caret is, and moves on; an edit has confirmed it
    /// already. Otherwise moves to the next field; in a grid moves down, adding a row below the last one of a
    /// list; in long text starts a new paragraph.
    pub(super) fn enter(&mut self) {
        // Beside a reference Enter begins a paragraph; a selected reference is changed.
        if self.input.editor.selection().is_some() && self.change_figure() {
            return;
        }
        if self.confirm_and_go_on() {
            return;
        }
        if self.cx().many_lines() && self.input.entering != Entering::Selected {
            self.type_text("\n");
            return;
        }
        let Some((rows, at)) = self.current_row().filter(|_| self.cx().in_grid()) else {
            self.step(true);
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
        let next_row = self.cx().grid().and_then(|grid| {
            let (row, column) = grid.find(self.cursor.cell?)?;
            (row + 1..grid.rows.len())
                .filter(|row| matches!(grid.rows[*row], GridRow::Row { .. }))
                .find_map(|row| grid.cell(row, column.min(usize::from(grid.name.is_some()))))
        });
        if let Some(cell) = next_row {
            self.go(Cursor { cell: Some(cell), ..self.cursor });
            return;
        }
        match self.cx().item_beside(true).or_else(|| self.cx().page_beside(true)) {
            Some(there) => self.go_on(there),
            None => self.say(message::last_field(self.look.lang)),
        }
    }

    /// Arrow keys: move by cell in a grid, by line and character in text, by field on a form.
    pub(super) fn arrow(&mut self, command: Command) {
        if self.mode == Mode::Text {
            self.caret_arrow(command);
            return;
        }
        let selected = self.input.entering == Entering::Selected;
        if !self.cx().in_grid() {
            match command {
                Command::Left | Command::Right if selected => self.edit_at(command == Command::Left),
                _ if !selected && self.caret_arrow(command) => {}
                Command::Up => self.step(false),
                Command::Down => self.step(true),
                _ => {}
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

    /// Returns the adjacent cell of the grid, including calculated ones.
    fn neighbour(&self, command: Command) -> Option<CellRef> {
        let grid = self.cx().grid()?;
        let (row, column) = grid.find(self.cursor.cell?)?;
        match command {
            Command::Up | Command::SelectUp => (0..row).rev().find_map(|row| grid.cell(row, column)),
            Command::Down | Command::SelectDown => {
                (row + 1..grid.rows.len()).find_map(|row| grid.cell(row, column))
            }
            Command::Left | Command::SelectLeft => {
                (0..column).rev().find_map(|column| grid.cell(row, column))
            }
            _ => (column + 1..grid.width()).find_map(|column| grid.cell(row, column)),
        }
    }

    /// Extends the selected cells of the table by one row or column (Shift with an arrow key).
    pub(super) fn extend_range(&mut self, command: Command) {
        let range = self.input.range.or(self.cursor.cell);
        if let Some(cell) = self.neighbour(command) {
            self.go(Cursor { cell: Some(cell), ..self.cursor });
            self.input.range = range;
        }
        if let Some((rows, columns)) = self.cx().area_size() {
            self.say(message::range_selected(self.look.lang, rows, columns));
        }
    }

    /// Moves to the adjacent cell; leaves the grid at its upper and lower edge.
    fn cell_beside(&mut self, command: Command) {
        match self.neighbour(command) {
            Some(cell) => self.go(Cursor { cell: Some(cell), ..self.cursor }),
            None if matches!(command, Command::Up | Command::Down) => {
                let (down, lang) = (command == Command::Down, self.look.lang);
                match self.cx().item_beside(down) {
                    Some(there) => self.go(there),
                    None => self.say(if down { message::page_end(lang) } else { message::page_start(lang) }),
                }
            }
            None => {}
        }
    }

    /// Starts editing in a selected line, with the caret at its start or end. A blank line stays selected, so
    /// that arrow keys leave a cell.
    fn edit_at(&mut self, start: bool) {
        let has_text = self.cursor.cell.is_some_and(|cell| !self.model.shown(cell).is_empty());
        if has_text && self.begin_edit() {
            self.step_caret(if start { Motion::Start } else { Motion::End }, false);
        }
    }

    /// Home, End and movement by word in the text; in a selected cell of a grid, movement by word goes to the
    /// first or last cell of the row.
    pub(super) fn within_line(&mut self, command: Command) {
        let motion = match command {
            Command::LineStart => Motion::LineStart,
            Command::LineEnd => Motion::LineEnd,
            Command::WordLeft => Motion::WordLeft,
            _ => Motion::WordRight,
        };
        let is_back = matches!(command, Command::LineStart | Command::WordLeft);
        let by_word = matches!(command, Command::WordLeft | Command::WordRight);
        if self.input.entering != Entering::Selected {
            self.begin_edit();
            self.step_caret(motion, false);
        } else if by_word && self.cx().in_grid() {
            self.row_edge(is_back);
        } else {
            self.edit_at(is_back);
        }
    }

    /// Moves to the first or last cell of the row.
    fn row_edge(&mut self, first: bool) {
        let there = self.cx().grid().and_then(|grid| {
            let (row, _) = grid.find(self.cursor.cell?)?;
            let mut cells = grid.row_cells(row);
            if first { cells.next() } else { cells.last() }
        });
        if let Some(cell) = there {
            self.go(Cursor { cell: Some(cell), ..self.cursor });
        }
    }

    /// Moves to the start or end of the full-screen text, else of the section.
    pub(super) fn section_edge(&mut self, first: bool) {
        if self.mode == Mode::Text {
            self.step_caret(if first { Motion::Start } else { Motion::End }, false);
        } else {
            self.go(self.cx().edge(self.cursor.section, first));
        }
    }

    /// Scrolls down (or up) by a page; at the edge of the section moves to the next (or previous) one.
    pub(super) fn page(&mut self, forward: bool) {
        let area = geometry::areas(&self.cx()).page;
        let height = usize::from(area.height);
        if self.mode == Mode::Text {
            let rows = usize::from(layout::text_rows(&self.cx())).saturating_sub(1).max(1);
            self.step_caret(if forward { Motion::PageDown(rows) } else { Motion::PageUp(rows) }, false);
            return;
        }
        let page = layout::page(&self.cx(), usize::from(area.width));
        let at_edge = if forward { self.scroll + height >= page.height } else { self.scroll == 0 };
        if at_edge {
            self.go_section(forward);
            return;
        }
        // Headers that stay visible cover lines; the next page begins with lines of this one.
        let covered = page.covered(if forward { self.scroll + height } else { self.scroll });
        let step = height.saturating_sub(covered + CONTEXT).max(1);
        let scroll = if forward {
            (self.scroll + step).min(page.height - height)
        } else {
            self.scroll.saturating_sub(step)
        };
        let before = (self.cursor, self.scroll);
        // Lines around the cursor stay visible, except at the ends of the page.
        let inner = height.saturating_sub(CONTEXT);
        let (top, rows) = match forward {
            true if scroll + height < page.height => (scroll, inner),
            false if scroll > 0 => (scroll + CONTEXT, inner),
            _ => (scroll, height),
        };
        let there = self.cx().place_at(&page, (scroll, top), rows, forward);
        let there = there.or_else(|| self.cx().place_at(&page, (scroll, scroll), height, forward));
        if let Some(there) = there {
            self.go(there);
            self.scroll = scroll;
        }
        let page = layout::page(&self.cx(), usize::from(area.width));
        // In windows filled by headers, move row by row.
        if (self.cursor, page.scroll(&self.cx(), height)) == before {
            if self.cx().in_grid() {
                self.cell_beside(if forward { Command::Down } else { Command::Up });
            } else {
                self.step(forward);
            }
            if self.cursor == before.0 {
                self.notice = None;
                self.go_section(forward);
            }
        }
    }

    /// Shows or hides last year's values (F6).
    pub(super) fn toggle_last_year(&mut self) {
        if self.model.session.report().has_last() {
            self.last_year = !self.last_year;
        } else {
            self.refuse(message::last_none(self.look.lang));
        }
    }

    /// Esc keeps the content; a second one does nothing.
    pub(super) fn escape(&mut self) {
        if self.mode == Mode::Text {
            self.mode = Mode::Page;
        }
        if self.input.range.take().is_some() {
            return;
        }
        if self.input.entering != Entering::Selected && self.cx().in_grid() {
            self.leave_cell();
            self.take_up();
        }
    }

    /// True if a blank typed in the current cell confirms last year's entry; false while a text is being
    /// written.
    pub(super) fn confirms_by_space(&self) -> bool {
        self.mode == Mode::Page && self.input.entering == Entering::Selected && !self.cx().many_lines()
    }

    /// Confirms the current entry and moves on; returns false if there is nothing to confirm.
    pub(super) fn confirm_and_go_on(&mut self) -> bool {
        let Some(cell) = self.cursor.cell.filter(|cell| self.model.waits(*cell)) else { return false };
        let confirmed = self.model.confirm(&[cell], cell);
        if self.accepted(confirmed).is_none() {
            // In a read-only session Enter still moves on.
            return false;
        }
        match self.cx().next_waiting() {
            Some(there) => self.go(there),
            None => self.step(true),
        }
        let lang = self.look.lang;
        let section = self.model.session.form().field(cell.field).section;
        if self.model.waiting().next().is_none() {
            self.say(message::confirmed_all(lang));
        } else if self.model.waiting_on(section).is_empty() {
            self.say(message::confirmed_section(lang));
        }
        true
    }

    /// Confirms the current page if it was seen to its end (F10). Leaves out long texts that are not shown
    /// completely, because the user must read them.
    pub(super) fn confirm_page(&mut self) {
        let lang = self.look.lang;
        self.leave_cell();
        let section = self.cursor.section;
        let mut cells = self.model.waiting_on(section);
        if cells.is_empty() {
            self.say(message::confirm_none(lang));
            return;
        }
        if let Some(line) = self.seen.first_unseen(section) {
            self.show_from(line);
            self.refuse(message::confirm_unseen(lang));
            return;
        }
        let area = geometry::areas(&self.cx()).page;
        let page = layout::page(&self.cx(), usize::from(area.width));
        let cut = page.blocks.iter().filter_map(|block| block.cut_text(usize::from(area.height)));
        let cut: Vec<CellRef> = cut.collect();
        let before = cells.len();
        cells.retain(|cell| !cut.contains(cell));
        let left = before - cells.len();
        let count = cells.len();
        let Some(first) = cells.first().copied() else {
            self.refuse(message::confirm_long(lang, left));
            return;
        };
        let confirmed = self.model.confirm(&cells, self.cursor.cell.unwrap_or(first));
        if self.accepted(confirmed).is_none() {
            return;
        }
        self.reload();
        let done = message::confirmed_page(lang, count);
        self.say(if left > 0 { done + &message::confirm_rest(lang, left) } else { done });
    }

    /// Shows the current page from a line on.
    pub(super) fn show_from(&mut self, line: usize) {
        let area = geometry::areas(&self.cx()).page;
        let page = layout::page(&self.cx(), usize::from(area.width));
        if let Some((_, there)) = self.cx().place_from(&page, line, usize::from(area.height)) {
            self.go(there);
            // Two lines already seen stay visible above it.
            self.scroll = line.saturating_sub(2);
        }
    }

    /// Moves to the next or previous section: to its first cell, or in a table to the first cell that is due.
    pub(super) fn go_section(&mut self, forward: bool) {
        let lang = self.look.lang;
        let Some(there) = self.cx().page_beside(forward) else {
            return self.say(if forward {
                message::last_section(lang)
            } else {
                message::first_section(lang)
            });
        };
        self.mode = Mode::Page;
        let there = self.cx().edge(there.section, true);
        self.go(self.cx().first_to_fill(there));
    }

    /// Moves to a finding and places the caret at the end of the part of the text concerned, if any.
    pub(super) fn jump_to_finding(&mut self, finding: Finding) {
        if self.jump_to_place(finding.cell, finding.place) {
            self.tab = Tab::Findings;
            self.model.visited = Some(finding);
        }
    }

    /// Moves to a cell, or to the end of a part of its text; returns false if no page shows the cell.
    pub(super) fn jump_to_place(&mut self, cell: CellRef, place: Option<TextRange>) -> bool {
        let Some(there) = self.cx().find_cursor(cell) else { return false };
        self.jump(there);
        if let Some(place) = place {
            self.input.editor.set_offset(place.end as usize);
        }
        true
    }

    /// Shows a tab of the findings panel. Without findings, the figures of the texts are shown, if there are
    /// any.
    pub(super) fn open_tab(&mut self, tab: Tab) {
        let is_empty = self.model.session.overview().groups.is_empty();
        if tab == Tab::Findings && is_empty {
            self.say(message::no_findings(self.look.lang));
            let panel = Reconciliation::new(&self.cx(), Tab::Claims);
            if !panel.is_empty() {
                self.mode = Mode::Reconciliation(Box::new(panel));
            }
        } else if tab == Tab::Findings {
            self.mode = Mode::Findings(Findings::new(&self.cx()));
        } else {
            self.mode = Mode::Reconciliation(Box::new(Reconciliation::new(&self.cx(), tab)));
        }
    }

    /// Opens the palette to search names.
    pub(super) fn open_palette(&mut self) {
        self.leave_and_reload();
        self.mode = Mode::GoTo(Box::new(GoTo::new(&self.cx(), None)));
    }

    /// Opens the search in texts.
    pub(super) fn open_search(&mut self) {
        self.leave_cell();
        self.mode = Mode::Find(Box::new(Find::new(&self.cx())));
    }

    /// Moves to a place that a search found, and selects it.
    pub(super) fn jump_to_hit(&mut self, cell: CellRef, place: TextRange, said: String) {
        let expanded = self.mode == Mode::Text;
        let Some(there) = self.cx().find_cursor(cell) else { return };
        self.jump(there);
        if place.start < place.end {
            // A line is edited, so that the words can be selected in it.
            self.begin_edit();
            let editor = &self.input.editor;
            let (start, end) = (editor.place_of(place.start as usize), editor.place_of(place.end as usize));
            self.input.editor.select(start, end);
            if expanded && self.cx().many_lines() {
                self.mode = Mode::Text;
            }
        }
        self.at_hit = true;
        self.say(said);
    }

    /// Moves to the next finding (F8): after the current one, or if that is resolved, after the last one
    /// that F8 visited. Findings with one cause are one stop.
    pub(super) fn next_finding(&mut self) {
        let cell = self.cursor.cell;
        let here = self.cx().finding_here();
        match self.model.next_finding(cell, here) {
            Some(finding) => self.jump_to_finding(finding),
            None => self.say(message::no_findings(self.look.lang)),
        }
    }
}
