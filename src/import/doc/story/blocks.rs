//! Blocks under construction, with the tables that are open.

use crate::form::{characters, clean};
use crate::import::doc::rows::{Row, table};
use crate::import::document::Block;
use crate::import::table::Merge;

/// Blocks of a story.
#[derive(Default)]
pub(super) struct Blocks {
    done: Vec<Block>,
    /// Text boxes, until the block that they are anchored to ends.
    aside: Vec<Block>,
    /// Open tables, each in a cell of the one before it.
    tables: Vec<Table>,
    /// Text of the current paragraph.
    pub line: String,
    /// Text boxes that are anchored in the current paragraph.
    pub boxes: Vec<Block>,
}

/// A table with its current row and cell.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<Row>,
    row: Row,
    cell: Cell,
    /// Text boxes beside the text of its cells.
    aside: Vec<Block>,
}

#[derive(Default)]
struct Cell {
    lines: Vec<String>,
    /// Text boxes that are anchored in it.
    boxes: Vec<Block>,
    has_table: bool,
}

impl Blocks {
    /// Returns the text of the paragraph that ends.
    pub(super) fn take_line(&mut self) -> String {
        clean(&std::mem::take(&mut self.line)).trim().to_owned()
    }

    /// Ends a paragraph outside tables; level 0 is body text.
    pub(super) fn end_paragraph(&mut self, text: String, level: usize) {
        if !text.is_empty() {
            self.done.push(match level {
                0 => Block::Paragraph(text),
                level => Block::Heading { level, text },
            });
        }
        self.done.append(&mut self.boxes);
    }

    /// Returns the table at a depth from 1, which is opened if it is not open. The text boxes of the paragraph go to
    /// its cell.
    pub(super) fn open_table(&mut self, depth: usize) -> Option<&mut Table> {
        self.tables.resize_with(depth, Table::default);
        let table = self.tables.last_mut()?;
        table.cell.boxes.append(&mut self.boxes);
        Some(table)
    }

    /// Ends the tables that are deeper than a depth. Returns the number of characters in covered cells.
    pub(super) fn close_tables(&mut self, depth: usize) -> usize {
        let mut covered = 0;
        while self.tables.len() > depth
            && let Some(closed) = self.tables.pop()
        {
            let (rows, aside) = closed.finish();
            let (blocks, count) = table(rows).finish();
            covered += count;
            self.aside.extend(aside);
            if let Some(outer) = self.tables.last_mut() {
                outer.cell.has_table |= !blocks.is_empty();
                outer.row.nested.extend(blocks);
            } else {
                self.done.extend(blocks);
                self.done.append(&mut self.aside);
            }
        }
        covered
    }

    /// Returns all blocks after the tables are closed. A paragraph without an end is kept.
    pub(super) fn finish(mut self) -> Vec<Block> {
        let rest = self.take_line();
        self.end_paragraph(rest, 0);
        self.done
    }
}

impl Table {
    /// Adds a paragraph to the current cell.
    pub(super) fn end_paragraph(&mut self, text: String) {
        self.cell.lines.extend(Some(text).filter(|text| !text.is_empty()));
    }

    /// True if the current cell has content.
    pub(super) fn has_open_cell(&self) -> bool {
        !self.cell.lines.is_empty() || !self.cell.boxes.is_empty() || self.cell.has_table
    }

    /// Ends a cell. Text boxes over a cell without text are its text.
    pub(super) fn end_cell(&mut self) {
        let Cell { mut lines, boxes, has_table } = std::mem::take(&mut self.cell);
        let is_blank = lines.is_empty() && !has_table;
        for block in boxes {
            match block {
                Block::Aside(text) if is_blank => lines.push(text),
                block => self.aside.push(block),
            }
        }
        self.row.cells.push(lines.join("\n"));
    }

    /// Ends a row. The cells of a deleted row are left out; returns the number of their characters.
    pub(super) fn end_row(&mut self, edges: Vec<i16>, merges: Vec<Merge>, is_deleted: bool) -> usize {
        let mut row = Row { edges, merges, ..std::mem::take(&mut self.row) };
        let deleted = if is_deleted { row.cells.drain(..).map(|text| characters(&text)).sum() } else { 0 };
        self.rows.push(row);
        deleted
    }

    /// Returns the rows, and the text boxes beside them. A row without an end is kept.
    fn finish(mut self) -> (Vec<Row>, Vec<Block>) {
        if self.has_open_cell() {
            self.end_cell();
        }
        if !self.row.cells.is_empty() || !self.row.nested.is_empty() {
            self.end_row(Vec::new(), Vec::new(), false);
        }
        (self.rows, self.aside)
    }
}
