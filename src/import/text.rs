//! Converts plain text to blocks.
//!
//! In a text dump of a Word document, a cell starts a line with a TAB, a blank line ends a row, and a cell
//! with several paragraphs contains blank lines. So a line without a TAB continues the last cell, unless that
//! is empty. The reader, which has the form, decides if such a line is below the table instead. Text copied
//! from a spreadsheet has all cells of a row on one line.

use super::limits::{Read, TooLarge};
use super::{Block, Cell, Document, Grid};
use crate::form::clean;

/// Converts a text to blocks.
pub fn read_text(text: &str) -> Result<Document, TooLarge> {
    let mut blocks = Blocks::default();
    blocks.read.bytes(text.len())?;
    let text = clean(text);
    let (mut led, mut wide) = (0_usize, 0_usize);
    for line in text.lines() {
        match line.strip_prefix('\t') {
            Some(rest) if !rest.contains('\t') => led += 1,
            _ if line.contains('\t') => wide += 1,
            _ => {}
        }
    }
    for line in text.lines() {
        if led >= wide { blocks.dumped(line)? } else { blocks.copied(line)? }
    }
    blocks.end_table();
    Ok(blocks.done.into())
}

#[derive(Default)]
struct Blocks {
    done: Vec<Block>,
    rows: Vec<Vec<Cell>>,
    /// True if the last row continues.
    open: bool,
    read: Read,
}

impl Blocks {
    /// Reads a line of a dump.
    fn dumped(&mut self, line: &str) -> Result<(), TooLarge> {
        if let Some(text) = line.strip_prefix('\t') {
            self.read.cell()?;
            if !self.open {
                self.rows.push(Vec::new());
            }
            self.open = true;
            if let Some(row) = self.rows.last_mut() {
                row.push(Cell::new(text.trim()));
            }
        } else if line.trim().is_empty() {
            self.open = false;
        } else if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut())
            && !cell.text.is_empty()
        {
            cell.text.push('\n');
            cell.text.push_str(line.trim());
            self.open = true;
            self.read.paragraph()?;
        } else {
            self.paragraph(line)?;
        }
        Ok(())
    }

    /// Reads a line with all cells of a row.
    fn copied(&mut self, line: &str) -> Result<(), TooLarge> {
        if !line.contains('\t') {
            return self.paragraph(line);
        }
        let mut row = Vec::new();
        for text in line.split('\t') {
            self.read.cell()?;
            row.push(Cell::new(text.trim()));
        }
        self.rows.push(row);
        Ok(())
    }

    fn paragraph(&mut self, line: &str) -> Result<(), TooLarge> {
        self.end_table();
        if !line.trim().is_empty() {
            self.read.paragraph()?;
            self.done.push(Block::Paragraph(line.trim().to_owned()));
        }
        Ok(())
    }

    fn end_table(&mut self) {
        self.open = false;
        if !self.rows.is_empty() {
            self.done.push(Block::Table(Grid::guessed(std::mem::take(&mut self.rows))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Block {
        let cells = |row: &&[&str]| row.iter().map(|text| Cell::new(*text)).collect();
        Block::Table(Grid::guessed(rows.iter().map(cells).collect()))
    }

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(text.to_owned())
    }

    #[test]
    fn cells_begin_with_tabs_and_rows_end_with_blank_lines() {
        let text = "标题\n\n\t甲\n\t乙\n\n\t丙\n合计\n\n再合计\n\t丁\n\n\n\t\n\t\n\n　　段落  \n";
        assert_eq!(
            read_text(text).unwrap().blocks,
            [
                paragraph("标题"),
                table(&[&["甲", "乙"], &["丙\n合计\n再合计", "丁"], &["", ""]]),
                paragraph("段落")
            ]
        );
    }

    #[test]
    fn cells_of_a_spreadsheet_stand_on_one_line() {
        assert_eq!(
            read_text("甲\t乙\t丙\r\n\t1\t2\r\n尾\r\n").unwrap().blocks,
            [table(&[&["甲", "乙", "丙"], &["", "1", "2"]]), paragraph("尾")]
        );
    }
}
