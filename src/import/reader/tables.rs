//! Reads the rows of the tables of a document.

use super::Reader;
use crate::form::Print;
use crate::import::document::{Block, Cell, Grid};
use crate::import::label::{is_remark, key, one_line, paragraphs};
use crate::import::limits::MAX_COLUMNS;
use crate::import::lists::OpenList;
use crate::import::quantity::Units;
use crate::import::quantity::own_unit;
use crate::import::repair::{Place, RepairKind};
use crate::import::rows::{SharedTable, Taken};

/// Maximum number of shared tables in a document. Further tables are kept as text.
const MAX_TABLES: usize = 100;
/// Maximum number of rows that are compared with the headers of all shared tables.
const MAX_ATTEMPTS: usize = 500;
/// Maximum total number of rows in shared tables.
const MAX_SHARED_ROWS: usize = 10_000;

impl Reader<'_> {
    /// Reads a table. A table without a header directly after another one continues it.
    pub(super) fn table(&mut self, rows: &[Vec<Cell>]) {
        let continues = rows.first().is_some_and(|first| {
            self.continued && self.shared.last().is_some_and(|table| table.goes_on(self.words.form, first))
        });
        self.in_shared = continues;
        let mut at = 0;
        while at < rows.len() {
            at += self.row(&rows[at..]);
        }
        self.continued = self.in_shared;
        self.close();
    }

    /// Reads the first of these rows of a table, or all lines of a header. Returns the number of rows read.
    pub(super) fn row(&mut self, rows: &[Vec<Cell>]) -> usize {
        let Some(cells) = rows.first() else { return 1 };
        if self.behind {
            self.lose_block(&Block::Table(Grid::guessed(vec![cells.clone()])));
            return 1;
        }
        if self.contents_row(cells) {
            return 1;
        }
        let mut rest = &cells[..];
        while let Some((at, line)) = self.break_in(rest) {
            // The text dump has appended the lines below the table to its last cell.
            let lines: Vec<&str> = paragraphs(&rest[at].text).collect();
            let (above, below) = lines.split_at(line);
            let mut row = rest[..at].to_vec();
            row.push(Cell::wide(above.join("\n"), rest[at].columns));
            if row.iter().any(|cell| !cell.text.is_empty()) {
                self.whole_row(&row);
            }
            for line in below {
                self.line(line, None);
            }
            rest = &rest[at + 1..];
        }
        if rest.len() == cells.len()
            && let Some(lines) = self.shared_header(rows)
        {
            return lines;
        }
        if rest.iter().any(|cell| !cell.text.is_empty()) {
            self.whole_row(rest);
        }
        1
    }

    /// True if a row is a line of a table of contents: a heading and a page number. Records it.
    pub(super) fn contents_row(&mut self, cells: &[Cell]) -> bool {
        let filled: Vec<&Cell> = cells.iter().filter(|cell| !cell.text.is_empty()).collect();
        let [head, page] = filled[..] else { return false };
        let is_page = page.text.len() <= 3 && page.text.bytes().all(|b| b.is_ascii_digit());
        let found = is_page && self.is_heading(&one_line(&head.text));
        if found {
            self.repair(Place::None, RepairKind::Contents, &format!("{}\t{}", head.text, page.text), "");
        }
        found
    }

    /// Reads the header of a shared table at the top of these rows. Returns the number of its lines.
    pub(super) fn shared_header(&mut self, rows: &[Vec<Cell>]) -> Option<usize> {
        let has_room = self.shared.len() < MAX_TABLES && self.shared_rows() <= MAX_SHARED_ROWS;
        if !has_room || !self.words.may_be_shared_header(rows.first()?) {
            return None;
        }
        self.attempts += 1;
        if self.attempts > MAX_ATTEMPTS {
            return None;
        }
        let units = Units { caption: self.unit_of_next.or(self.units.caption), ..self.units };
        let table = SharedTable::begin(&self.words, rows, self.caption, units, &self.names);
        let table = table.filter(|_| !self.is_other_year)?;
        (self.in_section_start, self.unit_of_next) = (false, None);
        // A table directly below another one has its unit.
        let above = Some(self.units).filter(|_| self.in_shared);
        self.end_shared();
        self.close();
        self.units.before = above.and_then(Units::nearest).or(self.units.before);
        (self.in_shared, self.in_prose) = (true, false);
        let lines = table.heading.lines;
        self.found.evidence.columns = self.found.evidence.columns.max(table.heading.found());
        self.shared.push(table);
        Some(lines)
    }

    /// Ends the last shared table: its names are known, and a statement of the unit above it no longer counts.
    pub(super) fn end_shared(&mut self) {
        if let Some(table) = self.shared.last_mut().filter(|_| self.in_shared) {
            self.found.unplaced.append(&mut table.untold());
            self.names.extend(table.rows.iter().filter(|row| !row.sum).map(|row| key(&row.name)));
            self.units.end_table();
            self.caption = None;
        }
        self.in_shared = false;
    }

    /// Returns the cell and the line in it at which text starts that is not part of the row.
    pub(super) fn break_in(&self, cells: &[Cell]) -> Option<(usize, usize)> {
        if cells.len() < 2 {
            return None;
        }
        // A caption or a header can be on several lines: 项目资金 above （万元）. A figure above a caption is none.
        let is_whole = |cell: &Cell| {
            let mut below = paragraphs(&cell.text).skip(1);
            let whole = one_line(&cell.text);
            (self.words.caption(&whole).is_some() || self.words.is_printed(&whole))
                && !below.any(|line| self.words.caption(line).is_some())
        };
        cells.iter().enumerate().filter(|(_, cell)| !is_whole(cell)).find_map(|(at, cell)| {
            let signature = self.words.is_signature(&cell.text);
            let is_long = at > 0 && self.is_long_label(&cells[at - 1].text);
            let breaks = |line: usize, text: &str| {
                let section = self.words.section(text).map(|(section, _)| &self.words.form.sections[section]);
                section.is_some_and(|section| line > 0 || section.print == Print::Prose)
                    || (line > 0 && self.words.caption(text).is_some() && key(text).chars().count() >= 4)
                    || (line > 0 && self.pairs(text).len() >= 2)
                    || (line > 0 && !is_long && (is_remark(text) || own_unit(text).is_some()))
                    || (line == 0 && signature)
            };
            let found = paragraphs(&cell.text).enumerate().find(|(line, text)| breaks(*line, text));
            found.map(|(line, _)| (at, line))
        })
    }

    pub(super) fn shared_rows(&self) -> usize {
        self.shared.iter().map(|table| table.rows.len()).sum()
    }

    pub(super) fn whole_row(&mut self, cells: &[Cell]) {
        // A cell can state the unit beside another text.
        if !self.in_shared
            && let Some((at, unit)) =
                cells.iter().enumerate().find_map(|(at, cell)| Some((at, own_unit(&cell.text)?)))
            && !cells[..at].iter().any(|cell| self.is_long_label(&cell.text))
        {
            self.unit_line(unit);
            let mut others = cells.to_vec();
            others[at].text.clear();
            if others.iter().any(|cell| !cell.text.is_empty()) {
                self.whole_row(&others);
            }
            return;
        }
        let filled: Vec<&Cell> = cells.iter().filter(|cell| !cell.text.is_empty()).collect();
        let Some(first) = filled.first() else { return };
        if cells.len() == 1 {
            self.close();
            paragraphs(&first.text).for_each(|line| self.line(line, None));
            return;
        }
        if let Some(table) = self.shared.last_mut().filter(|_| self.in_shared) {
            match table.take(&self.words, cells) {
                Taken::Yes(lost) => {
                    self.found.unplaced.extend(lost);
                    return;
                }
                Taken::No => self.end_shared(),
            }
        }
        self.other_row(cells, &filled);
    }

    /// True if a text is the label of a long text, which can contain anything.
    fn is_long_label(&self, text: &str) -> bool {
        let field = self.words.exact_field(&one_line(text));
        field.is_some_and(|field| self.words.form.field(field).kind.is_long())
    }

    /// Reads a row that is not in a shared table: a header, boxes, a row of a list, or text.
    pub(super) fn other_row(&mut self, cells: &[Cell], filled: &[&Cell]) {
        if cells.len() > MAX_COLUMNS {
            self.close();
            self.unknown_row(cells);
            return;
        }
        if self.words.column_labels(cells) >= 2
            && let Some(list) = OpenList::begin(&self.words, cells)
        {
            self.list_headers.insert(list.table, list.clone());
            let columns = self.words.form.table(list.table).groups.iter().flat_map(|group| &group.columns);
            let says_more =
                |cell: &Cell| !self.words.is_head(&one_line(&cell.text), columns.clone().copied());
            let others: Vec<&Cell> = cells
                .iter()
                .zip(list.has_column(cells.len()))
                .filter(|(cell, has)| !has || says_more(cell))
                .map(|(cell, _)| cell)
                .collect();
            (self.list, self.in_prose, self.label) = (Some(list), false, None);
            for cell in others {
                self.caption_cell(&cell.text);
            }
            return;
        }
        if !self.labels_above.is_empty() && self.values_below(cells) {
            return;
        }
        if self.total_row(cells) {
            return;
        }
        let text = one_line(&filled[0].text);
        let heads_a_part = self.words.section(&text).is_some() || self.words.caption(&text).is_some();
        if self.words.exact_field(&text).is_some() {
            self.close();
            self.boxes(cells);
            return;
        }
        if let Some((at, (table, group))) = cells
            .iter()
            .enumerate()
            .find_map(|(at, cell)| Some((at, self.words.group(&one_line(&cell.text))?.0)))
        {
            let after = &cells[at + 1..];
            self.in_foreign_group = false;
            self.found.evidence.groups += 1;
            let list = OpenList::of_group(self.list_headers.get(&table), table, group, after.len());
            self.in_prose = false;
            cells[..at].iter().for_each(|cell| self.caption_cell(&cell.text));
            self.take(&list, after);
            self.list = Some(list);
            return;
        }
        let lone = filled.len() == 1;
        if lone && !self.pairs(text.lines().next().unwrap_or_default()).is_empty() {
            self.close();
            paragraphs(&filled[0].text).for_each(|line| self.line(line, None));
            return;
        }
        if lone
            && let Some(list) = &self.list
            && !heads_a_part
            && self.words.is_printed(&text)
        {
            let place = list.first_column(self.words.form).map_or(Place::None, Place::Field);
            self.prompt(place, &text);
            return;
        }
        if let Some(list) = self.list.clone().filter(|_| !(lone && heads_a_part)) {
            let grouped = list.is_grouped(self.words.form);
            let from = if grouped { cells.len().saturating_sub(list.width()) } else { 0 };
            // A group that the form does not have ends the group before it.
            let is_foreign = |cell: &Cell| {
                let text = one_line(&cell.text);
                !text.is_empty()
                    && (!self.words.is_printed(&text) || list.is_over_others(self.words.form, &text))
            };
            self.in_foreign_group |= grouped && cells[..from].iter().any(is_foreign);
            if self.in_foreign_group {
                self.unknown_row(cells);
                return;
            }
            cells[..from].iter().for_each(|cell| self.caption_cell(&cell.text));
            self.take(&list, &cells[from..]);
            return;
        }
        self.close();
        if lone {
            paragraphs(&filled[0].text).for_each(|line| self.line(line, None));
        } else if !self.boxes(cells) {
            self.unknown_row(cells);
        }
    }

    /// Reads the last row of the open list, which has the values of fields outside it. Returns false if it is no such row.
    fn total_row(&mut self, cells: &[Cell]) -> bool {
        let Some(list) = self.list.clone() else { return false };
        let is_label = |cell: &Cell| self.words.total(&one_line(&cell.text)) == Some(list.table);
        let Some(at) = cells.iter().position(is_label) else { return false };
        let form = self.words.form;
        let Some(total) = &form.table(list.table).total else { return false };
        cells[..at].iter().for_each(|cell| self.caption_cell(&cell.text));
        let values = &cells[at + 1..];
        let columns = list.columns_at_end(values.len());
        for (cell, column) in values.iter().zip(columns).filter(|(cell, _)| !cell.text.is_empty()) {
            match total.fields.iter().find(|(of, _)| Some(*of) == column) {
                Some((_, field)) => self.claim(*field, &cell.text),
                None => self.lose(&cell.text),
            }
        }
        self.list = None;
        true
    }

    pub(super) fn take(&mut self, list: &OpenList, cells: &[Cell]) {
        for lost in list.take(self.words.form, cells, self.covers, &mut self.found.lists) {
            self.lose(&lost);
        }
    }

    /// Reads a cell before rows: a caption, which can span several lines.
    pub(super) fn caption_cell(&mut self, text: &str) {
        if !self.words.is_printed(&one_line(text)) {
            self.lose(text);
        }
    }

    /// Handles a row that does not match the form: part of the surrounding prose, or unmatched.
    pub(super) fn unknown_row(&mut self, cells: &[Cell]) {
        let texts: Vec<String> =
            cells.iter().filter(|cell| !cell.text.is_empty()).map(|cell| one_line(&cell.text)).collect();
        if self.in_prose {
            let long = texts.iter().any(|text| text.chars().count() > 30);
            if long {
                cells.iter().flat_map(|cell| paragraphs(&cell.text)).for_each(|line| self.line(line, None));
            } else {
                self.line(&texts.join("  "), None);
            }
        } else if texts.iter().any(|text| !self.words.is_printed(text)) {
            self.found.unplaced.push(texts.join("  "));
        }
    }
}
