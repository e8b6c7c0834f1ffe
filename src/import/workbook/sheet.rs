//! The cells of a sheet as paragraphs and tables.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::form::characters;
use crate::import::limits::{Read, TooLarge};
use crate::import::{Block, Cell, Grid};

/// Maximum number of positions of the tables of a sheet, including blank ones.
const MAX_POSITIONS: usize = 1_000_000;
/// Maximum number of steps spent on merged cells: a sheet can contain many that overlap.
const MAX_STEPS: usize = 20_000_000;
/// Names that spreadsheets give to new sheets.
const DEFAULT_NAMES: [&str; 4] = ["sheet", "工作表", "表", "table"];

/// A row and a column, from 0.
pub(super) type Position = (u32, u32);

/// A sheet.
#[derive(Default)]
pub(super) struct Sheet {
    pub name: String,
    /// Texts of the cells that are not blank.
    pub cells: BTreeMap<Position, String>,
    /// Merged cells: the first and the last position of each.
    pub merged: Vec<(Position, Position)>,
}

/// True if a sheet has the name of a new one: `Sheet1`.
pub(super) fn is_default_name(name: &str) -> bool {
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim().to_lowercase();
    DEFAULT_NAMES.contains(&bare.as_str())
}

impl Sheet {
    /// Adds the text of a cell.
    pub(super) fn add(&mut self, position: Position, text: &str, read: &mut Read) -> Result<(), TooLarge> {
        let text = crate::form::clean(text);
        let text = text.trim();
        if !text.is_empty() {
            read.bytes(text.len())?;
            read.cells(std::iter::once(text))?;
            self.cells.insert(position, text.to_owned());
        }
        Ok(())
    }

    /// Returns the content as paragraphs and tables, and the number of characters that other cells cover. A row with
    /// one text is a paragraph if no table is above it, or a blank row is.
    pub(super) fn blocks(mut self, read: &mut Read) -> Result<(Vec<Block>, usize), TooLarge> {
        let hidden = self.remove_covered()?;
        let mut blocks = Vec::new();
        let mut rows: Vec<u32> = Vec::new();
        let mut filled: Vec<(u32, Vec<&Position>)> = Vec::new();
        for position in self.cells.keys() {
            match filled.last_mut() {
                Some((row, positions)) if *row == position.0 => positions.push(position),
                _ => filled.push((position.0, vec![position])),
            }
        }
        let mut before: Option<u32> = None;
        let mut steps = 0;
        for (row, positions) in &filled {
            let gap = before.filter(|before| before + 1 < *row);
            let apart = before.is_none() || gap.is_some_and(|before| !self.is_joined(before, *row));
            steps += gap.map_or(0, |_| self.merged.len());
            if steps > MAX_STEPS {
                return Err(TooLarge);
            }
            before = Some(*row);
            match positions[..] {
                [position] if apart || rows.is_empty() => {
                    blocks.extend(self.table(&std::mem::take(&mut rows), &mut steps, read)?);
                    blocks.push(Block::Paragraph(self.cells[position].clone()));
                }
                _ => rows.push(*row),
            }
        }
        blocks.extend(self.table(&rows, &mut steps, read)?);
        Ok((blocks, hidden))
    }

    /// Removes the texts that a merged cell covers. Returns their number of characters.
    fn remove_covered(&mut self) -> Result<usize, TooLarge> {
        self.merged.retain(|(first, last)| first != last && first.0 <= last.0 && first.1 <= last.1);
        let mut hidden = 0;
        let mut steps = 0;
        for (first, last) in &self.merged {
            let within = self.cells.range(*first..=*last).inspect(|_| steps += 1);
            let covered: Vec<Position> = within
                .map(|(position, _)| *position)
                .filter(|position| position != first && (first.1..=last.1).contains(&position.1))
                .collect();
            for position in covered {
                hidden += self.cells.remove(&position).map_or(0, |text| characters(&text));
            }
            if steps > MAX_STEPS {
                return Err(TooLarge);
            }
        }
        Ok(hidden)
    }

    /// True if a merged cell reaches from a row to another one.
    fn is_joined(&self, above: u32, below: u32) -> bool {
        self.merged.iter().any(|(first, last)| first.0 <= above && below <= last.0)
    }

    /// Returns rows as a table with the columns that they use.
    fn table(&self, rows: &[u32], steps: &mut usize, read: &mut Read) -> Result<Option<Block>, TooLarge> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(None) };
        let used: BTreeSet<u32> =
            self.cells.range((*first, 0)..=(*last, u32::MAX)).map(|(at, _)| at.1).collect();
        let columns: Vec<u32> = used.into_iter().collect();
        if columns.len().saturating_mul(rows.len()) > MAX_POSITIONS {
            return Err(TooLarge);
        }
        let index = |list: &[u32], from: u32, to: u32| {
            list.partition_point(|at| *at < from)..list.partition_point(|at| *at <= to)
        };
        // The merged cells by row, with the columns that they cover, and true in their first row.
        let mut merged: HashMap<(usize, usize), (usize, bool)> = HashMap::new();
        *steps += self.merged.len();
        for (from, to) in &self.merged {
            let (across, down) = (index(&columns, from.1, to.1), index(rows, from.0, to.0));
            if across.is_empty() || across.len() * down.len() < 2 {
                continue;
            }
            *steps += down.len();
            if *steps > MAX_STEPS {
                return Err(TooLarge);
            }
            for row in down.clone() {
                merged.insert((row, across.start), (across.len(), row == down.start));
            }
        }
        let mut table = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let mut cells = Vec::new();
            let mut column = 0;
            while column < columns.len() {
                let (width, begins) = merged.get(&(at, column)).copied().unwrap_or((1, true));
                cells.push(if begins {
                    Cell::wide(self.text((*row, columns[column]), width, &columns[column..]), width)
                } else {
                    Cell::merged(width)
                });
                column += width;
            }
            table.push(cells);
        }
        let grid = Grid::known(table);
        read.cells(grid.all_texts().filter(|text| text.is_empty()))?;
        Ok(Some(Block::Table(grid)))
    }

    /// Returns the text of a cell over some of the columns.
    fn text(&self, position: Position, width: usize, columns: &[u32]) -> String {
        let mut places = columns.iter().take(width).map(|column| (position.0, *column));
        places.find_map(|place| self.cells.get(&place).cloned()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(cells: &[(Position, &str)], merged: &[(Position, Position)]) -> Sheet {
        let cells = cells.iter().map(|(at, text)| (*at, (*text).to_owned())).collect();
        Sheet { name: String::new(), cells, merged: merged.to_vec() }
    }

    #[test]
    fn titles_are_paragraphs_and_rows_are_tables() {
        let sheet = sheet(
            &[
                ((1, 1), "标题"),
                ((3, 3), "单位：万元"),
                ((4, 1), "机构"),
                ((4, 2), "其中"),
                ((5, 2), "甲"),
                ((5, 3), "乙"),
                ((6, 1), "局机关"),
                ((7, 1), "二级"),
                ((7, 3), "2"),
                ((9, 1), "注：略"),
            ],
            &[((4, 1), (5, 1)), ((4, 2), (4, 3)), ((1, 1), (1, 3))],
        );
        let (blocks, hidden) = sheet.blocks(&mut Read::default()).unwrap();
        let grid = Grid::known(vec![
            vec![Cell::new("机构"), Cell::wide("其中", 2)],
            vec![Cell::merged(1), Cell::new("甲"), Cell::new("乙")],
            vec![Cell::new("局机关"), Cell::new(""), Cell::new("")],
            vec![Cell::new("二级"), Cell::new(""), Cell::new("2")],
        ]);
        let paragraph = |text: &str| Block::Paragraph(text.to_owned());
        let wanted = [paragraph("标题"), paragraph("单位：万元"), Block::Table(grid), paragraph("注：略")];
        assert_eq!((blocks.as_slice(), hidden), (wanted.as_slice(), 0));
    }

    #[test]
    fn covered_texts_are_counted() {
        let sheet = sheet(&[((0, 0), "甲"), ((0, 1), "旧数"), ((0, 2), "乙")], &[((0, 0), (0, 1))]);
        let (blocks, hidden) = sheet.blocks(&mut Read::default()).unwrap();
        let grid = Grid::known(vec![vec![Cell::new("甲"), Cell::new("乙")]]);
        assert_eq!((blocks, hidden), (vec![Block::Table(grid)], 2));
        assert!(is_default_name("Sheet1") && is_default_name("工作表 2") && !is_default_name("收入"));
    }
}
