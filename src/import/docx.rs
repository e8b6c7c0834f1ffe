//! A Word document (.docx) as blocks, whoever wrote it: Word, WPS, LibreOffice.
//!
//! What is deleted under tracked changes, hidden fallbacks and field codes are left out; text boxes come
//! after the paragraph they hang on; a table in a cell comes as rows after that cell's row. Everything is
//! bounded: entries, bytes of a part once unpacked, depth, text. No entity but XML's own is ever expanded.

mod parts;

use std::collections::HashMap;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{Block, Cell};
use crate::form::clean;
use crate::message::{self, Lang};

pub use parts::{MAX_PART_BYTES, read_docx};

/// Elements nest no deeper.
const MAX_DEPTH: usize = 400;
/// A document has no more text than this, and no more cells.
const MAX_TEXT_BYTES: usize = 16 * 1024 * 1024;
const MAX_CELLS: usize = 400_000;
/// A cell covers no more columns.
const MAX_COLUMNS: usize = 1_000;

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocxError {
    /// The older .doc, or one locked with a password.
    OldWord,
    /// No archive, or a damaged one; the reason in technical words.
    Damaged(String),
    /// An archive, but no Word document.
    NotWord,
    /// More than is read.
    TooLarge,
}

impl DocxError {
    /// The sentence: what is wrong, what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            DocxError::OldWord => message::import_old_word(lang),
            DocxError::Damaged(reason) => message::import_docx_damaged(lang, reason),
            DocxError::NotWord => message::import_not_word(lang),
            DocxError::TooLarge => message::import_too_large(lang),
        }
    }
}

/// Styles of headings by their id: how deep.
type Styles = HashMap<String, usize>;

/// What is open while a part is read.
enum Frame {
    Paragraph { text: String, level: Option<usize> },
    Table(Vec<Vec<Cell>>),
    Row { cells: Vec<Cell>, nested: Vec<Vec<Cell>>, deleted: bool },
    Cell { lines: Vec<String>, columns: usize, hidden: Hidden, nested: Vec<Vec<Cell>> },
    TextBox(Vec<Block>),
}

/// Whether a cell goes on with another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hidden {
    No,
    /// With the one above: it stays, empty.
    Below,
    /// With the one before: it is none.
    Beside,
}

struct Parser<'s> {
    styles: &'s Styles,
    blocks: Vec<Block>,
    /// Text boxes, until the block they hang on is over.
    aside: Vec<Block>,
    frames: Vec<Frame>,
    /// By open element: whether a frame is its own.
    open: Vec<bool>,
    /// How deep the element is whose content is left out.
    skipped: Option<usize>,
    in_text: bool,
    has_body: bool,
    text_bytes: usize,
    cells: usize,
}

/// The blocks of a main part.
fn parse(source: impl BufRead, styles: &Styles) -> Result<Vec<Block>, DocxError> {
    let mut parser = Parser {
        styles,
        blocks: Vec::new(),
        aside: Vec::new(),
        frames: Vec::new(),
        open: Vec::new(),
        skipped: None,
        in_text: false,
        has_body: false,
        text_bytes: 0,
        cells: 0,
    };
    let mut reader = Reader::from_reader(source);
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => break,
            Ok(event) => parser.event(&event)?,
            Err(error) => return Err(DocxError::Damaged(error.to_string())),
        }
    }
    if !parser.has_body {
        return Err(DocxError::NotWord);
    }
    if !parser.open.is_empty() {
        return Err(DocxError::Damaged("unexpected end".to_owned()));
    }
    let mut blocks = parser.blocks;
    blocks.append(&mut parser.aside);
    Ok(blocks)
}

impl Parser<'_> {
    fn event(&mut self, event: &Event<'_>) -> Result<(), DocxError> {
        match event {
            Event::Start(element) => self.start(element),
            Event::End(element) => {
                self.end(element.local_name().as_ref());
                Ok(())
            }
            Event::Text(text) if self.takes_text() => self.text(&text.xml10_content()),
            Event::CData(text) if self.takes_text() => self.text(&text.xml10_content()),
            Event::GeneralRef(entity) if self.takes_text() => self.text(&resolve(entity)),
            _ => Ok(()),
        }
    }

    fn takes_text(&self) -> bool {
        self.in_text && self.skipped.is_none()
    }

    fn text(&mut self, text: &str) -> Result<(), DocxError> {
        self.text_bytes += text.len();
        if self.text_bytes > MAX_TEXT_BYTES {
            return Err(DocxError::TooLarge);
        }
        if let Some(Frame::Paragraph { text: before, .. }) = self.frames.last_mut() {
            before.push_str(text);
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
        let value = || attribute(element, "val");
        match name {
            "body" => self.has_body = true,
            "p" => self.push(Frame::Paragraph { text: String::new(), level: None }),
            "tbl" => self.push(Frame::Table(Vec::new())),
            "tr" if matches!(self.frames.last(), Some(Frame::Table(_))) => {
                self.push(Frame::Row { cells: Vec::new(), nested: Vec::new(), deleted: false });
            }
            "tc" if matches!(self.frames.last(), Some(Frame::Row { .. })) => {
                self.cells += 1;
                if self.cells > MAX_CELLS {
                    return Err(DocxError::TooLarge);
                }
                let (lines, nested) = (Vec::new(), Vec::new());
                self.push(Frame::Cell { lines, columns: 1, hidden: Hidden::No, nested });
            }
            "txbxContent" => self.push(Frame::TextBox(Vec::new())),
            "t" => self.in_text = true,
            "tab" | "ptab" => self.text("\t")?,
            "br" | "cr" => self.text("\n")?,
            "noBreakHyphen" => self.text("-")?,
            "del" => {
                if let Some(Frame::Row { deleted, .. }) = self.frames.last_mut() {
                    *deleted = true;
                }
                self.skipped = Some(self.open.len());
            }
            "Fallback" | "moveFrom" | "delText" | "instrText" | "tabs" | "sectPr" | "pPrChange"
            | "rPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange" | "sectPrChange" | "numPr" => {
                self.skipped = Some(self.open.len());
            }
            _ => self.property(name, value),
        }
        Ok(())
    }

    /// What says something about the paragraph, the cell or the row around it.
    fn property(&mut self, name: &str, value: impl Fn() -> Option<String>) {
        match (name, self.frames.last_mut()) {
            ("pStyle", Some(Frame::Paragraph { level, .. })) => {
                *level = level.or_else(|| self.styles.get(&value()?).copied());
            }
            ("outlineLvl", Some(Frame::Paragraph { level, .. })) => *level = outline_level(value()),
            ("gridSpan", Some(Frame::Cell { columns, .. })) => {
                let count = value().and_then(|count| count.parse::<usize>().ok());
                *columns = count.unwrap_or(1).clamp(1, MAX_COLUMNS);
            }
            ("vMerge", Some(Frame::Cell { hidden, .. })) if value().as_deref() != Some("restart") => {
                *hidden = Hidden::Below;
            }
            ("hMerge", Some(Frame::Cell { hidden, .. })) if value().as_deref() != Some("restart") => {
                *hidden = Hidden::Beside;
            }
            ("gridBefore", Some(Frame::Row { cells, .. })) => {
                let count = value().and_then(|count| count.parse::<usize>().ok());
                let columns = count.unwrap_or(1).clamp(1, MAX_COLUMNS);
                cells.push(Cell { text: String::new(), columns });
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

    fn end(&mut self, name: &str) {
        let depth = self.open.len();
        let own = self.open.pop().unwrap_or(false);
        if self.skipped.is_some() {
            self.skipped = self.skipped.filter(|skipped| *skipped < depth);
            return;
        }
        if name == "t" {
            self.in_text = false;
        }
        if own && let Some(frame) = self.frames.pop() {
            self.close(frame);
        }
    }

    /// What is over goes to what it stands in.
    fn close(&mut self, frame: Frame) {
        match frame {
            Frame::Paragraph { text, level } => self.paragraph(&text, level),
            Frame::Cell { lines, columns, hidden, nested: inner } => {
                if let Some(Frame::Row { cells, nested, .. }) = self.frames.last_mut() {
                    nested.extend(inner);
                    match (hidden, cells.last_mut()) {
                        (Hidden::Beside, Some(before)) => before.columns += columns,
                        (Hidden::Below, _) => cells.push(Cell { text: String::new(), columns }),
                        _ => cells.push(Cell { text: lines.join("\n"), columns }),
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
                Some(Frame::TextBox(blocks)) => blocks.push(Block::Table(rows)),
                _ => self.block(Block::Table(rows)),
            },
            Frame::TextBox(blocks) => self.aside.extend(blocks),
        }
    }

    fn paragraph(&mut self, text: &str, level: Option<usize>) {
        let text = clean(text);
        let text = text.trim();
        let block = |text: &str| match level {
            Some(level) => Block::Heading { level, text: text.to_owned() },
            None => Block::Paragraph(text.to_owned()),
        };
        match self.frames.last_mut() {
            _ if text.is_empty() => {}
            Some(Frame::Cell { lines, .. }) => lines.push(text.to_owned()),
            Some(Frame::TextBox(blocks)) => blocks.push(block(text)),
            Some(Frame::Paragraph { text: outer, .. }) => {
                outer.push('\n');
                outer.push_str(text);
            }
            _ => {
                let block = block(text);
                self.block(block);
                return;
            }
        }
        if self.frames.is_empty() {
            self.blocks.append(&mut self.aside);
        }
    }

    fn block(&mut self, block: Block) {
        self.blocks.push(block);
        self.blocks.append(&mut self.aside);
    }
}

/// A reference to a character; XML's own five, or its number. Others stay as they are written.
fn resolve(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    let name = entity.xml10_content();
    match name.as_ref() {
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "amp" => "&".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => format!("&{other};"),
    }
}

/// An attribute by its name, whatever its namespace is called.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes().flatten();
    let found = attributes.find(|attribute| {
        let local = attribute.key.local_name();
        let local: &str = local.as_ref();
        local == name
    })?;
    Some(found.value.to_string())
}

/// The level of a heading, from 1; text has none.
fn outline_level(value: Option<String>) -> Option<usize> {
    let level = value?.parse::<usize>().ok()?;
    (level < 9).then_some(level + 1)
}
