//! Reads the parts of a Word document as blocks.

use std::io::BufRead;

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::error::DocxError;
use super::xml::{attribute, each_event};
use crate::form::clean;
use crate::import::document::{Block, Cell, Grid};
use crate::import::limits::Read;

use super::numbering::Numbering;
use super::styles::{Look, Styles};

/// Maximum nesting of elements.
const MAX_DEPTH: usize = 400;
/// Maximum number of columns that a cell can span.
const MAX_COLUMNS: usize = 1_000;

/// Structures that are currently open.
enum Frame {
    Paragraph(Paragraph),
    Table(Vec<Vec<Cell>>),
    Row { cells: Vec<Cell>, nested: Vec<Vec<Cell>>, deleted: bool },
    Cell { lines: Vec<String>, columns: usize, hidden: Hidden, nested: Vec<Vec<Cell>> },
    TextBox(Vec<Block>),
}

/// A paragraph with its properties.
#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    /// Its own properties, regardless of its style.
    look: Look,
    /// True if its paragraph mark is deleted: the next paragraph continues it.
    runs_on: bool,
}

/// Merge state of a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hidden {
    No,
    /// Merged with the cell above: kept as an empty cell.
    Below,
    /// Merged with the previous cell: not a cell of its own.
    Beside,
}

/// Content of the current element.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Other,
    Text,
    /// Paragraph properties.
    Properties,
}

/// Parser for the parts of one document.
#[derive(Default)]
pub(super) struct Parser {
    styles: Styles,
    numbering: Numbering,
    blocks: Vec<Block>,
    /// Text boxes, until the block that they are anchored to ends.
    aside: Vec<Block>,
    frames: Vec<Frame>,
    /// For each open element, true if it has opened a frame.
    open: Vec<bool>,
    /// Depth of the element whose content is skipped.
    skipped: Option<usize>,
    inside: Inside,
    /// True if the next content is only a placeholder prompt.
    placeholder: bool,
    /// For each open `AlternateContent`, true if a choice was taken.
    chosen: Vec<bool>,
    /// A paragraph that continues, and the number of its enclosing frames.
    before: Option<(usize, String)>,
    /// True if a document body was found.
    pub(super) has_body: bool,
    read: Read,
}

impl Parser {
    pub(super) fn new(styles: Styles, numbering: Numbering) -> Parser {
        Parser { styles, numbering, ..Parser::default() }
    }

    /// Parses a part completely, or up to the first damage.
    pub(super) fn parse(&mut self, source: impl BufRead) -> Result<(), DocxError> {
        each_event(source, |event| self.event(event))?;
        if self.open.is_empty() { Ok(()) } else { Err(DocxError::Damaged("unexpected end".to_owned())) }
    }

    /// Returns the collected blocks and resets the state.
    pub(super) fn take_blocks(&mut self) -> Vec<Block> {
        self.frames.clear();
        self.open.clear();
        self.chosen.clear();
        self.skipped = None;
        (self.inside, self.placeholder) = (Inside::Other, false);
        let mut blocks = std::mem::take(&mut self.blocks);
        blocks.append(&mut self.aside);
        blocks.extend(self.before.take().map(|(_, text)| Block::Paragraph(text)));
        blocks
    }

    fn event(&mut self, event: &Event<'_>) -> Result<(), DocxError> {
        match event {
            Event::Start(element) => self.start(element),
            Event::End(element) => self.end(element.local_name().as_ref()),
            Event::Text(text) if self.takes_text() => self.text(&text.xml10_content()),
            Event::CData(text) if self.takes_text() => self.text(&text.xml10_content()),
            Event::GeneralRef(entity) if self.takes_text() => self.text(&resolve(entity)),
            _ => Ok(()),
        }
    }

    fn takes_text(&self) -> bool {
        self.inside == Inside::Text && self.skipped.is_none()
    }

    fn text(&mut self, text: &str) -> Result<(), DocxError> {
        self.read.bytes(text.len())?;
        if let Some(Frame::Paragraph(paragraph)) = self.frames.last_mut() {
            paragraph.text.push_str(text);
        }
        Ok(())
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), DocxError> {
        self.open.push(false);
        if self.open.len() > MAX_DEPTH {
            return Err(DocxError::TooLarge);
        }
        if self.skipped.is_some() {
            return Ok(());
        }
        let local = element.local_name();
        let name: &str = local.as_ref();
        match name {
            "body" => self.has_body = true,
            "p" => {
                self.read.paragraph()?;
                self.push(Frame::Paragraph(Paragraph::default()));
            }
            "tbl" => self.push(Frame::Table(Vec::new())),
            "tr" if matches!(self.frames.last(), Some(Frame::Table(_))) => {
                self.push(Frame::Row { cells: Vec::new(), nested: Vec::new(), deleted: false });
            }
            "tc" if matches!(self.frames.last(), Some(Frame::Row { .. })) => {
                self.read.cell()?;
                let (lines, nested) = (Vec::new(), Vec::new());
                self.push(Frame::Cell { lines, columns: 1, hidden: Hidden::No, nested });
            }
            "txbxContent" => self.push(Frame::TextBox(Vec::new())),
            "t" => self.inside = Inside::Text,
            "tab" | "ptab" => self.text("\t")?,
            "br" | "cr" => self.text("\n")?,
            "noBreakHyphen" => self.text("-")?,
            "sym" => self.text(symbol(element))?,
            "AlternateContent" => self.chosen.push(false),
            "sdt" => self.placeholder = false,
            "showingPlcHdr" => self.placeholder = true,
            "pPr" => self.inside = Inside::Properties,
            "del" | "moveFrom" => self.deleted(),
            _ if self.is_left_out(name) => self.skip(),
            _ => self.property(name, || attribute(element, "val")),
        }
        Ok(())
    }

    /// True if the content of an element is not text of the document, or is a duplicate.
    fn is_left_out(&mut self, name: &str) -> bool {
        match name {
            "Choice" => self.chosen.last_mut().is_some_and(|chosen| std::mem::replace(chosen, true)),
            "sdtContent" => std::mem::take(&mut self.placeholder),
            "Fallback" | "delText" | "instrText" | "rt" | "tabs" | "sectPr" | "pPrChange" | "rPrChange"
            | "tblPrChange" | "trPrChange" | "tcPrChange" | "sectPrChange" => true,
            _ => false,
        }
    }

    fn skip(&mut self) {
        self.skipped = Some(self.open.len());
    }

    /// Skips deleted content. The mark can also mean that the enclosing row or paragraph mark is deleted.
    fn deleted(&mut self) {
        match self.frames.last_mut() {
            Some(Frame::Row { deleted, .. }) => *deleted = true,
            Some(Frame::Paragraph(paragraph)) if self.inside == Inside::Properties => {
                paragraph.runs_on = true;
            }
            _ => {}
        }
        self.skip();
    }

    /// Handles a property of the enclosing paragraph, cell or row.
    fn property(&mut self, name: &str, value: impl Fn() -> Option<String>) {
        let columns = || {
            let count = value().and_then(|count| count.parse::<usize>().ok());
            count.unwrap_or(1).clamp(1, MAX_COLUMNS)
        };
        let continues = || value().as_deref() != Some("restart");
        match (name, self.frames.last_mut()) {
            ("pStyle", Some(Frame::Paragraph(paragraph))) => paragraph.style = value(),
            (_, Some(Frame::Paragraph(paragraph))) => paragraph.look.set(name, value),
            ("gridSpan", Some(Frame::Cell { columns: own, .. })) => *own = columns(),
            ("vMerge", Some(Frame::Cell { hidden, .. })) if continues() => *hidden = Hidden::Below,
            ("hMerge", Some(Frame::Cell { hidden, .. })) if continues() => *hidden = Hidden::Beside,
            ("gridBefore", Some(Frame::Row { cells, .. })) => {
                cells.push(Cell::wide("", columns()));
            }
            _ => {}
        }
    }

    fn push(&mut self, frame: Frame) {
        self.frames.push(frame);
        if let Some(own) = self.open.last_mut() {
            *own = true;
        }
    }

    fn end(&mut self, name: &str) -> Result<(), DocxError> {
        let depth = self.open.len();
        let own = self.open.pop().unwrap_or(false);
        if self.skipped.is_some() {
            self.skipped = self.skipped.filter(|skipped| *skipped < depth);
            return Ok(());
        }
        match name {
            "t" | "pPr" => self.inside = Inside::Other,
            "AlternateContent" => drop(self.chosen.pop()),
            _ => {}
        }
        match self.frames.pop_if(|_| own) {
            Some(frame) => self.close(frame),
            None => Ok(()),
        }
    }

    /// Adds a completed frame to its container.
    fn close(&mut self, frame: Frame) -> Result<(), DocxError> {
        match frame {
            Frame::Paragraph(paragraph) => return self.paragraph(&paragraph),
            Frame::Cell { mut lines, columns, hidden, nested: inner } => {
                lines.extend(self.rest());
                if let Some(Frame::Row { cells, nested, .. }) = self.frames.last_mut() {
                    nested.extend(inner);
                    match (hidden, cells.last_mut()) {
                        (Hidden::Beside, Some(before)) => before.columns += columns,
                        (Hidden::Below, _) => cells.push(Cell::merged(columns)),
                        _ => cells.push(Cell::wide(lines.join("\n"), columns)),
                    }
                }
            }
            Frame::Row { cells, nested, deleted } => {
                if let Some(Frame::Table(rows)) = self.frames.last_mut() {
                    rows.extend(Some(cells).filter(|cells| !deleted && !cells.is_empty()));
                    rows.extend(nested);
                }
            }
            Frame::Table(rows) if rows.is_empty() => {}
            Frame::Table(rows) => match self.frames.last_mut() {
                Some(Frame::Cell { nested, .. }) => nested.extend(rows),
                Some(Frame::TextBox(blocks)) => blocks.push(Block::Table(Grid::known(rows))),
                _ => self.block(Block::Table(Grid::known(rows))),
            },
            Frame::TextBox(blocks) => {
                self.aside.extend(blocks);
                let rest = self.rest();
                self.aside.extend(rest.map(Block::Aside));
            }
        }
        Ok(())
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
        let mut look = paragraph.look.clone();
        if let Some(style) = &paragraph.style {
            look.inherit(&self.styles.look(style));
        }
        let mut text = text.trim().to_owned();
        if let Some(list) = &look.list {
            let of_style = || self.numbering.depth_of(list, paragraph.style.as_deref().unwrap_or_default());
            let depth = look.depth.unwrap_or_else(of_style);
            let number = self.numbering.count(list, depth).filter(|_| !text.is_empty()).unwrap_or_default();
            self.read.bytes(number.len())?;
            text.insert_str(0, &number);
        }
        match self.frames.last_mut() {
            _ if text.is_empty() => {}
            Some(Frame::Cell { lines, .. }) => lines.push(text),
            Some(Frame::TextBox(blocks)) => blocks.push(Block::Aside(text)),
            Some(Frame::Paragraph(outer)) => {
                outer.text.push('\n');
                outer.text.push_str(&text);
            }
            _ => {
                self.block(match look.level.filter(|level| *level > 0) {
                    Some(level) => Block::Heading { level, text },
                    None => Block::Paragraph(text),
                });
                return Ok(());
            }
        }
        if self.frames.is_empty() {
            self.blocks.append(&mut self.aside);
        }
        Ok(())
    }

    fn block(&mut self, block: Block) {
        self.blocks.push(block);
        self.blocks.append(&mut self.aside);
    }
}

/// Resolves a character reference or a predefined XML entity. Others remain as written.
fn resolve(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    let name = entity.xml10_content();
    resolve_xml_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
}

/// Converts a symbol-font character to Unicode, mostly boxes and ticks.
fn symbol(element: &BytesStart<'_>) -> &'static str {
    let code = attribute(element, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
    let font = attribute(element, "font").unwrap_or_default();
    match (font.as_str(), code.unwrap_or_default() & 0xff) {
        ("Wingdings 2", 0x50 | 0x96) | ("Wingdings", 0xfc) => "✓",
        ("Wingdings 2", 0x4f) | ("Wingdings", 0xfb) => "✗",
        ("Wingdings 2", 0x52) | ("Wingdings", 0xfe) => "☑",
        ("Wingdings 2", 0x51 | 0x53 | 0x54) | ("Wingdings", 0xfd) => "☒",
        ("Wingdings 2", 0x2a | 0xa3) | ("Wingdings", 0x6f | 0x71 | 0x72 | 0xa8) => "□",
        ("Wingdings", 0x6c | 0x9f) | ("Symbol", 0xb7) => "●",
        ("Wingdings", 0x6e | 0xa7) => "■",
        ("Wingdings", 0x75) => "◆",
        ("Wingdings", 0xd8 | 0xe0 | 0xe8) => "→",
        ("Symbol", 0xb3) => "≥",
        ("Symbol", 0xa3) => "≤",
        ("Symbol", 0xb4) => "×",
        ("Symbol", 0xb1) => "±",
        _ => "\u{fffd}",
    }
}
