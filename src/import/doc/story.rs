//! Reads a part of the text: paragraphs, tables, and what stands for other content.

mod blocks;

use std::ops::Range;

use super::character::Character;
use super::drawings::Drawings;
use super::error::DocError;
use super::fields::{BEGIN, END, RESULT, codes};
use super::fonts::Fonts;
use super::form_field;
use super::paragraph::Paragraph;
use super::pieces::Placed;
use super::runs::{Run, Runs};
use super::styles::Styles;
use crate::import::document::{Block, Document, LostKind};
use crate::import::equation::{self, MAX_CODE, Shown};
use crate::import::limits::{Read, TooLarge};
use crate::import::numbering::Numbering;
use crate::import::symbol::{symbol, with_symbols};
use blocks::Blocks;

/// Maximum size of the properties that are read. Damaged files can refer to the same properties many times.
const MAX_PROPERTY_BYTES: usize = 64 * 1024 * 1024;
/// Maximum nesting of tables. The text of deeper tables goes to the cell around them.
const MAX_DEPTH: usize = 20;
/// Ends of paragraphs, cells and rows, and of a section or page.
const PARAGRAPH: char = '\r';
const CELL: char = '\u{7}';
const SECTION: char = '\u{c}';
/// Characters that stand for a picture or form field, a comment, and a drawing.
const PICTURE: char = '\u{1}';
const COMMENT: char = '\u{5}';
const DRAWING: char = '\u{8}';

/// The text of a document and its properties.
pub(super) struct Source<'w> {
    pub text: Vec<Placed>,
    pub paragraphs: Runs,
    pub characters: Runs,
    pub styles: Styles,
    pub fonts: Fonts,
    pub drawings: Drawings,
    /// The stream with the text and its properties.
    pub word: &'w [u8],
    /// The stream with long properties and form fields.
    pub data: Vec<u8>,
}

/// Reader for the parts of one document.
pub(super) struct Reader<'s> {
    source: &'s Source<'s>,
    numbering: Numbering,
    read: Read,
    found: Document,
    /// Story of the text boxes.
    pub boxes: Range<usize>,
    /// For each text box, true if it was read at its anchor.
    anchored: Vec<bool>,
    /// The run of the last character, and its properties.
    run: (Run, Character),
    property_bytes: usize,
}

impl<'s> Reader<'s> {
    pub(super) fn new(source: &'s Source<'s>, numbering: Numbering) -> Reader<'s> {
        Reader {
            source,
            numbering,
            read: Read::default(),
            found: Document::default(),
            boxes: 0..0,
            anchored: vec![false; source.drawings.boxes().len()],
            run: Default::default(),
            property_bytes: 0,
        }
    }

    /// Returns the document with its blocks and the parts that were not read.
    pub(super) fn finish(self, blocks: Vec<Block>) -> Document {
        Document { blocks, ..self.found }
    }

    /// Reads a part of the text.
    pub(super) fn story(&mut self, range: Range<usize>) -> Result<Vec<Block>, DocError> {
        let source = self.source;
        let text = source.text.get(range.clone()).unwrap_or_default();
        let mut codes = codes(text).into_iter().peekable();
        let mut blocks = Blocks::default();
        // The end of the last field with an embedded object.
        let mut object = 0;
        let mut at = 0;
        while let Some(placed) = text.get(at) {
            if let Some(code) = codes.next_if(|code| code.range.start == at) {
                at = code.range.end + 1;
                if self.field(&text[code.range], &mut blocks)? {
                    object = code.end;
                }
                continue;
            }
            if let Some(character) = placed.character {
                let next = text.get(at + 1).map(|next| next.place as usize);
                let placed = Position { character, place: placed.place as usize, next, at: range.start + at };
                self.character(placed, at < object, &mut blocks)?;
            }
            at += 1;
        }
        self.close_tables(0, &mut blocks);
        Ok(blocks.finish())
    }

    /// Reads the text boxes whose anchors were not found, and text that belongs to no text box.
    pub(super) fn other_boxes(&mut self) -> Result<Vec<Block>, DocError> {
        let ranges = self.source.drawings.boxes();
        let mut blocks = Vec::new();
        for number in 0..ranges.len() {
            if !self.anchored[number] {
                blocks.extend(self.text_box(number)?);
            }
        }
        let end = ranges.last().map_or(0, |range| range.end);
        blocks.extend(self.part_of_boxes(end..usize::MAX)?);
        Ok(blocks)
    }

    fn text_box(&mut self, number: usize) -> Result<Vec<Block>, DocError> {
        self.anchored[number] = true;
        self.part_of_boxes(self.source.drawings.boxes()[number].clone())
    }

    /// Reads a part of the story of the text boxes.
    fn part_of_boxes(&mut self, part: Range<usize>) -> Result<Vec<Block>, DocError> {
        let place = |at: usize| self.boxes.start.saturating_add(at).min(self.boxes.end);
        Ok(asides(self.story(place(part.start)..place(part.end))?))
    }

    fn lose(&mut self, kind: LostKind, count: usize) {
        self.found.lose(kind, count);
    }

    /// Returns the properties of the character at a place.
    fn properties(&mut self, place: usize) -> Result<Character, DocError> {
        let source = self.source;
        // With hidden styles the properties depend on the paragraph too.
        let depends = source.styles.any_hides;
        if !depends && self.run.0.contains(place) {
            return Ok(self.run.1);
        }
        let Some(run) = source.characters.at(place) else {
            return Ok(Character::default());
        };
        let bytes = run.properties(source.word);
        self.count_properties(bytes.len())?;
        let style = if depends { self.paragraph_style(place) } else { 0 };
        self.run = (run, Character::read(bytes, &source.styles, style));
        Ok(self.run.1)
    }

    fn paragraph_style(&self, place: usize) -> usize {
        let run = self.source.paragraphs.at(place);
        run.map_or(0, |run| Paragraph::style_of(run.properties(self.source.word)))
    }

    fn count_properties(&mut self, count: usize) -> Result<(), TooLarge> {
        self.property_bytes = self.property_bytes.saturating_add(count);
        if self.property_bytes > MAX_PROPERTY_BYTES { Err(TooLarge) } else { Ok(()) }
    }

    /// Handles the code of a field. Returns true if its result shows an embedded object.
    fn field(&mut self, code: &[Placed], blocks: &mut Blocks) -> Result<bool, DocError> {
        if self.leaves_out(code.first().map_or(0, |first| first.place as usize), None)? {
            return Ok(false);
        }
        let text: String = code.iter().filter_map(|placed| placed.character).take(MAX_CODE).collect();
        let text = text.trim_start_matches(BEGIN);
        match equation::shown(text) {
            Some(Shown::Text(text)) => self.text(&text, blocks)?,
            Some(Shown::Formula) => self.lose(LostKind::Object, 1),
            None => {}
        }
        let kind = text.split_whitespace().next().unwrap_or_default();
        match kind {
            "FORMCHECKBOX" | "FORMDROPDOWN" => {
                let field = code.iter().find(|placed| placed.character == Some(PICTURE));
                let data = field.map(|field| self.properties(field.place as usize)).transpose()?;
                let data = data.and_then(|field| field.data);
                match data.and_then(|at| form_field::shown(&self.source.data, at)) {
                    Some(text) => self.text(&text, blocks)?,
                    None => self.lose(LostKind::FormField, 1),
                }
            }
            "CONTROL" | "HTMLCONTROL" => self.lose(LostKind::FormField, 1),
            _ => {}
        }
        Ok(matches!(kind, "EMBED" | "LINK"))
    }

    fn text(&mut self, text: &str, blocks: &mut Blocks) -> Result<(), TooLarge> {
        self.read.bytes(text.len())?;
        blocks.line.push_str(text);
        Ok(())
    }

    /// True if the character at a place is deleted or hidden. Counts it, unless it is blank.
    fn leaves_out(&mut self, place: usize, character: Option<char>) -> Result<bool, DocError> {
        let Some(kind) = self.properties(place)?.left_out else { return Ok(false) };
        self.lose(kind, usize::from(character.is_some_and(|c| !c.is_whitespace() && !c.is_control())));
        Ok(true)
    }

    /// Handles a character; `is_object` if it is in the result of a field with an embedded object.
    fn character(
        &mut self,
        position: Position,
        is_object: bool,
        blocks: &mut Blocks,
    ) -> Result<(), DocError> {
        let Position { character, place, at, .. } = position;
        if matches!(character, PARAGRAPH | CELL | SECTION) {
            return self.end(position, blocks);
        }
        if matches!(character, BEGIN | RESULT | END) || self.leaves_out(place, Some(character))? {
            return Ok(());
        }
        let Character { is_special, symbol: of_font, font, is_field, is_object: is_own_object, .. } =
            self.properties(place)?;
        match character {
            '(' if is_special && let Some((font, code)) = of_font => {
                let code = u32::try_from(code).unwrap_or_default();
                let text = symbol(self.source.fonts.name(font), code);
                self.text(text, blocks)?;
            }
            '\u{b}' | '\u{e}' => self.text("\n", blocks)?,
            '\u{1e}' => self.text("-", blocks)?,
            '\t' => self.text("\t", blocks)?,
            PICTURE if is_special && !is_field => {
                let is_object = is_object || is_own_object;
                self.lose(if is_object { LostKind::Object } else { LostKind::Picture }, 1);
            }
            DRAWING if is_special => self.drawing(at, is_object, blocks)?,
            COMMENT if is_special => self.lose(LostKind::Comment, 1),
            character if character.is_control() => {}
            character => {
                let font = font.map(|font| self.source.fonts.name(font));
                self.text(&with_symbols(font, character.encode_utf8(&mut [0; 4])), blocks)?;
            }
        }
        Ok(())
    }

    /// Handles a drawing: reads its text boxes and counts the rest.
    fn drawing(&mut self, at: usize, is_object: bool, blocks: &mut Blocks) -> Result<(), DocError> {
        let drawing = self.source.drawings.at(at);
        let objects = drawing.objects.max(usize::from(is_object));
        self.lose(LostKind::Object, objects);
        self.lose(LostKind::Picture, if is_object { 0 } else { drawing.pictures });
        for number in drawing.boxes {
            let content = self.text_box(number)?;
            blocks.boxes.extend(content);
        }
        Ok(())
    }

    /// Handles the end of a paragraph, a cell, or a row.
    fn end(&mut self, position: Position, blocks: &mut Blocks) -> Result<(), DocError> {
        let Position { character, place, next, .. } = position;
        let mark = self.properties(place)?.left_out;
        let mark_is_deleted = mark == Some(LostKind::DeletedText);
        let run = self.source.paragraphs.at(place);
        // A page break is not always the end of a paragraph. A paragraph whose end is deleted goes on with the next.
        let goes_on = character == SECTION && run.zip(next).is_some_and(|(run, next)| run.contains(next))
            || character != CELL && mark_is_deleted;
        if goes_on {
            return Ok(self.text(if character == SECTION { "\n" } else { "" }, blocks)?);
        }
        self.read.paragraph()?;
        let bytes = run.map(|run| run.properties(self.source.word)).unwrap_or_default();
        let mut paragraph = Paragraph::read(bytes, &self.source.data);
        self.count_properties(paragraph.bytes)?;
        if character == CELL {
            paragraph.depth = paragraph.depth.max(1);
            paragraph.ends_cell |= paragraph.depth == 1;
        }
        paragraph.look.inherit(&self.source.styles.look(paragraph.style));
        let mut text = blocks.take_line();
        let depth = paragraph.depth.min(MAX_DEPTH);
        self.close_tables(depth, blocks);
        if !(paragraph.ends_row && depth > 0) {
            self.number(&mut text, &paragraph, mark == Some(LostKind::HiddenText))?;
        }
        let Some(table) = blocks.open_table(depth) else {
            blocks.end_paragraph(text, paragraph.look.level.unwrap_or_default());
            return Ok(());
        };
        table.end_paragraph(text);
        // The end of a row is also marked as the end of a cell.
        let ends_cell = if paragraph.ends_row { table.has_open_cell() } else { paragraph.ends_cell };
        if ends_cell {
            self.read.cell()?;
            table.end_cell();
        }
        if paragraph.ends_row {
            let count = table.end_row(paragraph.edges, paragraph.merges, mark_is_deleted);
            self.lose(LostKind::DeletedText, count);
        }
        Ok(())
    }

    /// Ends the tables that are deeper than a depth.
    fn close_tables(&mut self, depth: usize, blocks: &mut Blocks) {
        let covered = blocks.close_tables(depth);
        self.lose(LostKind::HiddenText, covered);
    }

    /// Adds the automatic number of a paragraph to its text. A hidden paragraph is not counted.
    fn number(&mut self, text: &mut String, paragraph: &Paragraph, is_hidden: bool) -> Result<(), TooLarge> {
        if is_hidden && text.is_empty() {
            return Ok(());
        }
        let style = paragraph.style.to_string();
        match self.numbering.number(&paragraph.look, &style, text.is_empty()) {
            Some(number) => {
                self.read.bytes(number.len())?;
                text.insert_str(0, &number);
            }
            None => self.lose(LostKind::Number, 1),
        }
        Ok(())
    }
}

/// A character, its place in the stream, and its number in the text.
#[derive(Clone, Copy)]
struct Position {
    character: char,
    place: usize,
    /// Place of the next character.
    next: Option<usize>,
    at: usize,
}

/// Returns the blocks of a text box.
fn asides(blocks: Vec<Block>) -> Vec<Block> {
    let aside = |block| match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => Block::Aside(text),
        block => block,
    };
    blocks.into_iter().map(aside).collect()
}
