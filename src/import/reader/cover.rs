//! The title of a document, and what stands before and behind the report.

use std::collections::HashSet;

use super::Reader;
use crate::form::{CellRef, FieldId};
use crate::import::document::Block;
use crate::import::label::one_line;
use crate::import::limits::MAX_LABEL_BYTES;
use crate::import::quantity::{year_at_end, year_in, year_number};
use crate::import::repair::{Place, RepairKind, with_key};

/// Maximum number of blocks that are searched for the cover, and of lines in its title.
const COVER_BLOCKS: usize = 60;
const COVER_LINES: usize = 4;
/// Maximum number of lines of a label.
const LABEL_LINES: usize = 5;
/// Part of a title, in percent, that a line needs to be the title of another bureau.
const MIN_TITLE: usize = 30;

impl Reader<'_> {
    /// Joins labels and headings that stand on several lines.
    pub(super) fn join_labels(&self, blocks: &[Block]) -> Vec<Block> {
        let mut joined: Vec<Block> = Vec::with_capacity(blocks.len());
        let mut rest = blocks;
        while let Some(block) = rest.first() {
            let lines: Vec<&str> = rest.iter().take(LABEL_LINES).map_while(single_line).collect();
            let count = (2..=lines.len()).find(|count| self.words.is_label_on_lines(&lines[..*count]));
            joined
                .push(count.map_or_else(|| block.clone(), |count| Block::Paragraph(lines[..count].concat())));
            rest = &rest[count.unwrap_or(1)..];
        }
        joined
    }

    /// Reads the title on the cover, which can span several lines. Returns the indices of its blocks.
    pub(super) fn cover(&mut self, blocks: &[Block]) -> HashSet<usize> {
        let lines: Vec<(usize, &str)> = blocks
            .iter()
            .take(COVER_BLOCKS)
            .enumerate()
            .filter_map(|(at, block)| Some((at, block.text()?)))
            .collect();
        let is_short = |(_, line): &(usize, &str)| line.len() <= MAX_LABEL_BYTES;
        // A title on one line precedes one on several: a line above it is not part of it.
        for count in 1..=COVER_LINES.min(lines.len()) {
            for lines in lines.windows(count).filter(|lines| lines.iter().all(is_short)) {
                let text: String = lines.iter().map(|(_, line)| *line).collect();
                let Some(values) = self.words.cover(&text) else { continue };
                for (field, value) in values {
                    self.cover_value(field, &text, &value);
                }
                self.found.evidence.title = true;
                return lines.iter().map(|(at, _)| *at).collect();
            }
        }
        // The title is that of another bureau; read at least its year.
        let mut best = (MIN_TITLE, None);
        for count in 1..=COVER_LINES.min(lines.len()) {
            for lines in lines.windows(count).filter(|lines| lines.iter().all(is_short)) {
                let text: String = lines.iter().map(|(_, line)| *line).collect();
                let like = self.words.likeness_to_title(&text);
                if like > best.0 {
                    best = (like, Some(text));
                }
            }
        }
        if let Some(line) = best.1 {
            self.found.evidence.like_title = true;
            if let (Some(field), Some(year)) = (self.words.form.year, year_in(&line)) {
                self.cover_value(field, &line, &year);
            }
        }
        HashSet::new()
    }

    /// Returns the index of the first block of a second title, or the number of blocks.
    pub(super) fn next_cover(&self, blocks: &[Block], cover: &HashSet<usize>) -> usize {
        let Some(last) = cover.iter().max() else { return blocks.len() };
        let text = |block: &Block| match block {
            Block::Heading { text, .. } | Block::Paragraph(text) if text.len() <= MAX_LABEL_BYTES => {
                Some(text.clone())
            }
            _ => None,
        };
        let texts: Vec<Option<String>> = blocks.iter().map(text).collect();
        let is_title = |at: &usize| {
            (1..=COVER_LINES.min(blocks.len() - at)).any(|count| {
                let lines: Option<String> = texts[*at..at + count].iter().cloned().collect();
                lines.is_some_and(|lines| self.words.cover(&lines).is_some())
            })
        };
        (last + 1..blocks.len()).filter(|at| texts[*at].is_some()).find(is_title).unwrap_or(blocks.len())
    }

    /// Stores the texts of a block that is not part of the report as unmatched.
    pub(super) fn lose_block(&mut self, block: &Block) {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Aside(text) => self.lose(text),
            Block::Break => {}
            Block::Table(grid) => {
                for row in &grid.rows {
                    let texts: Vec<String> =
                        row.iter().map(|cell| one_line(&cell.text)).filter(|text| !text.is_empty()).collect();
                    if !texts.is_empty() {
                        self.found.unplaced.push(texts.join("  "));
                    }
                }
            }
        }
    }

    /// Stores a value in the title. Text before the year does not belong to it.
    pub(super) fn cover_value(&mut self, field: FieldId, line: &str, value: &str) {
        if self.words.form.year != Some(field) {
            self.claim(field, value);
            return;
        }
        match year_at_end(value) {
            Some(year) => {
                self.joined_year(field, line, year);
                let before = &value[..value.len() - year.len()];
                if !before.is_empty() {
                    self.found.unplaced.push(before.to_owned());
                }
                self.claim(
                    field,
                    &year_number(year).map_or_else(|| year.to_owned(), |year| year.to_string()),
                );
            }
            None => self.repair(Place::Cell(CellRef::only(field)), RepairKind::Placeholder, value, ""),
        }
    }

    /// Records a year whose digits were apart: `20 23`.
    pub(super) fn joined_year(&mut self, field: FieldId, line: &str, year: &str) {
        let written = with_key(line, year).filter(|written| *written != year);
        if let Some(written) = written.filter(|_| self.words.form.year == Some(field)) {
            self.repair(Place::Cell(CellRef::only(field)), RepairKind::JoinedYear, written, year);
        }
    }
}

/// Returns the text of a paragraph that is one short line.
fn single_line(block: &Block) -> Option<&str> {
    match block {
        Block::Paragraph(text) if text.len() <= MAX_LABEL_BYTES && !text.contains('\n') => Some(text.trim()),
        _ => None,
    }
}
