//! Builds the tables of word processor documents: merged cells, and tables in cells.

use super::document::{Block, Cell, Grid};
use crate::form::characters;

/// Merge state of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Merge {
    #[default]
    No,
    /// First of several cells that are merged downwards.
    Down,
    /// Merged with the cell above.
    Above,
    /// Merged with the cell before it.
    Before,
}

/// A cell as it is in the document.
#[derive(Debug, Default)]
pub(super) struct RawCell {
    pub text: String,
    /// Number of grid columns that it spans.
    pub columns: usize,
    pub merge: Merge,
}

/// A table under construction.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The parts of the table that end with a row that contains other tables, and these tables.
    blocks: Vec<Block>,
    /// The rows of the last part.
    part: Vec<Vec<Cell>>,
    /// Cells of the last row.
    above: Vec<Above>,
    /// Number of characters in cells that a merged cell covers.
    covered: usize,
}

/// A cell of the row above.
#[derive(Debug)]
struct Above {
    /// First grid column.
    column: usize,
    /// True if it is merged downwards.
    merges: bool,
}

impl Rows {
    /// Adds a row. Tables in its cells follow it as tables of their own, and end this part of the table.
    pub(super) fn push(&mut self, cells: Vec<RawCell>, nested: Vec<Block>) {
        if !cells.is_empty() {
            let row = self.row(cells);
            self.part.push(row);
        }
        if !nested.is_empty() {
            self.end_part();
            self.blocks.extend(nested);
        }
    }

    /// Returns the parts of the table and the tables in its cells, and the number of characters in covered cells.
    pub(super) fn finish(mut self) -> (Vec<Block>, usize) {
        self.end_part();
        (self.blocks, self.covered)
    }

    fn end_part(&mut self) {
        self.above.clear();
        if !self.part.is_empty() {
            self.blocks.push(Block::Table(Grid::known(std::mem::take(&mut self.part))));
        }
    }

    fn row(&mut self, raw: Vec<RawCell>) -> Vec<Cell> {
        let mut cells: Vec<Cell> = Vec::with_capacity(raw.len());
        let mut current: Vec<Above> = Vec::new();
        let mut column = 0_usize;
        for RawCell { text, columns, merge } in raw {
            let start = column;
            column = column.saturating_add(columns);
            if let (Merge::Before, Some(before)) = (merge, cells.last_mut()) {
                before.columns = before.columns.saturating_add(columns);
                self.covered += characters(&text);
                continue;
            }
            let above = self.above.binary_search_by_key(&start, |above| above.column).ok();
            let covers = match (merge, above) {
                // Writers that do not mark the first cell leave the others empty.
                (Merge::Above, Some(at)) => self.above[at].merges || text.is_empty(),
                _ => false,
            };
            current.push(Above { column: start, merges: covers || merge == Merge::Down });
            if covers {
                self.covered += characters(&text);
                cells.push(Cell::merged(columns));
            } else {
                cells.push(Cell::wide(text, columns));
            }
        }
        self.above = current;
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str, columns: usize, merge: Merge) -> RawCell {
        RawCell { text: text.to_owned(), columns, merge }
    }

    #[test]
    fn cells_that_are_merged_have_no_text() {
        let mut rows = Rows::default();
        rows.push(
            vec![raw("甲", 1, Merge::Down), raw("乙", 2, Merge::No), raw("盖住", 1, Merge::Before)],
            vec![],
        );
        // The second cell continues nothing.
        rows.push(vec![raw("也盖住", 1, Merge::Above), raw("丙", 3, Merge::Above)], vec![]);
        // The row above has no cell that begins in the second column.
        rows.push(vec![raw("", 2, Merge::Above), raw("", 2, Merge::Above)], vec![]);
        let grid = vec![
            vec![Cell::new("甲"), Cell::wide("乙", 3)],
            vec![Cell::merged(1), Cell::wide("丙", 3)],
            vec![Cell::merged(2), Cell::wide("", 2)],
        ];
        assert_eq!(rows.finish(), (vec![Block::Table(Grid::known(grid))], 5));
    }

    #[test]
    fn a_table_in_a_cell_divides_the_table() {
        let table = |texts: &[&str]| {
            Block::Table(Grid::known(texts.iter().map(|text| vec![Cell::new(*text)]).collect()))
        };
        let mut rows = Rows::default();
        rows.push(vec![raw("一", 1, Merge::Down)], vec![]);
        rows.push(vec![raw("二", 1, Merge::No)], vec![table(&["内"]), table(&["又"])]);
        rows.push(vec![raw("", 1, Merge::Above)], vec![]);
        let blocks = vec![table(&["一", "二"]), table(&["内"]), table(&["又"]), table(&[""])];
        assert_eq!(rows.finish(), (blocks, 0));
    }
}
