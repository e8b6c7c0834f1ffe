//! Completed structures of a document, and their containers.

use super::Parser;
use super::frames::{Cell, Frame, Paragraph, Row, blank};
use crate::form::{characters, clean};
use crate::import::document::{Block, LostKind};
use crate::import::docx::error::DocxError;
use crate::import::table::{Merge, RawCell};

impl Parser {
    /// Adds a completed frame to its container.
    pub(super) fn close(&mut self, frame: Frame) -> Result<(), DocxError> {
        match frame {
            Frame::Paragraph(paragraph) => return self.paragraph(&paragraph),
            Frame::Cell(cell) => self.cell(cell),
            Frame::Row(row) => self.row(row),
            Frame::Table(rows) => {
                let (tables, covered) = rows.finish();
                self.lose(LostKind::HiddenText, covered);
                match self.frames.last_mut() {
                    Some(Frame::Cell(cell)) => cell.nested.extend(tables),
                    Some(Frame::TextBox(blocks)) => blocks.extend(tables),
                    _ if tables.is_empty() => {}
                    _ => self.blocks(tables),
                }
            }
            Frame::TextBox(mut blocks) => {
                blocks.extend(self.rest().map(Block::Aside));
                self.beside(blocks);
            }
        }
        Ok(())
    }

    fn cell(&mut self, cell: Cell) {
        let Cell { mut lines, columns, merge, nested, boxes, is_deleted } = cell;
        lines.extend(self.rest());
        let is_blank =
            lines.is_empty() && nested.is_empty() && !matches!(merge, Merge::Above | Merge::Before);
        for block in boxes {
            match block {
                // A text box over a cell without text is used as the cell.
                Block::Aside(text) if is_blank => lines.push(text),
                block => self.aside.push(block),
            }
        }
        let mut text = lines.join("\n");
        if is_deleted {
            self.lose(LostKind::DeletedText, characters(&std::mem::take(&mut text)));
        }
        if let Some(Frame::Row(row)) = self.frames.last_mut() {
            row.nested.extend(nested);
            row.cells.push(RawCell { text, columns, merge });
        }
    }

    fn row(&mut self, row: Row) {
        let Row { mut cells, nested, after, left_out } = row;
        cells.extend((after > 0).then(|| blank(after)));
        if let Some(kind) = left_out {
            let count = cells.drain(..).map(|cell| characters(&cell.text)).sum();
            self.lose(kind, count);
        }
        if let Some(Frame::Table(rows)) = self.frames.last_mut() {
            rows.push(cells, nested);
        }
    }

    /// Adds the content of a text box: to its cell, or after the block that it is anchored to.
    pub(super) fn beside(&mut self, blocks: impl IntoIterator<Item = Block>) {
        let around = self.frames.iter_mut().rev().find(|frame| !matches!(frame, Frame::Paragraph(_)));
        match around {
            Some(Frame::Cell(cell)) => cell.boxes.extend(blocks),
            _ => self.aside.extend(blocks),
        }
    }

    /// Returns the paragraph that continues, if its container ends.
    fn rest(&mut self) -> Option<String> {
        let (_, text) = self.before.take_if(|(depth, _)| *depth > self.frames.len())?;
        Some(text).filter(|text| !text.is_empty())
    }

    fn paragraph(&mut self, paragraph: &Paragraph) -> Result<(), DocxError> {
        let depth = self.frames.len();
        let before = self.before.take_if(|(there, _)| *there == depth);
        let mut text = before.map_or(String::new(), |(_, before)| before);
        text.push_str(&clean(&paragraph.text));
        if paragraph.runs_on {
            self.before = Some((depth, text));
            return Ok(());
        }
        let mut text = text.trim().to_owned();
        if !(paragraph.is_hidden && text.is_empty()) {
            self.number(paragraph, &mut text)?;
        }
        match self.frames.last_mut() {
            _ if text.is_empty() => {}
            Some(Frame::Cell(cell)) => cell.lines.push(text),
            Some(Frame::TextBox(blocks)) => blocks.push(Block::Aside(text)),
            Some(Frame::Paragraph(outer)) => {
                outer.text.push('\n');
                outer.text.push_str(&text);
            }
            _ => {
                self.blocks(vec![match paragraph.look.level.filter(|level| *level > 0) {
                    Some(level) => Block::Heading { level, text },
                    None => Block::Paragraph(text),
                }]);
                return Ok(());
            }
        }
        if self.frames.is_empty() {
            self.found.blocks.append(&mut self.aside);
        }
        Ok(())
    }

    /// Adds the automatic number of a paragraph to its text.
    fn number(&mut self, paragraph: &Paragraph, text: &mut String) -> Result<(), DocxError> {
        let style = paragraph.style.as_deref().unwrap_or_default();
        match self.numbering.number(&paragraph.look, style, text.is_empty()) {
            Some(number) => {
                self.read.bytes(number.len())?;
                text.insert_str(0, &number);
            }
            None => self.lose(LostKind::Number, 1),
        }
        Ok(())
    }

    fn blocks(&mut self, blocks: Vec<Block>) {
        self.found.blocks.extend(blocks);
        self.found.blocks.append(&mut self.aside);
    }
}
