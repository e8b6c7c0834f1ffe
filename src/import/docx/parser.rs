//! Reads the parts of a Word document as blocks.

mod close;
mod frames;

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};

use frames::{Cell, Frame, Paragraph, Row, Run, blank};

use super::controls::{Control, FormField};
use super::error::DocxError;
use super::styles::{Styles, set};
use super::xml::{attribute, each_event, is_on, resolve};
use crate::form::{characters, clean};
use crate::import::document::{Block, Document, LostKind};
use crate::import::equation::{self, MAX_CODE, Shown};
use crate::import::limits::Read;
use crate::import::numbering::Numbering;
use crate::import::symbol::{symbol, tick_box, with_symbols};
use crate::import::table::{Merge, Rows};

/// Maximum nesting of elements.
const MAX_DEPTH: usize = 400;
/// Maximum number of columns that a cell can span.
const MAX_COLUMNS: usize = 1_000;

/// Content of the current element.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Other,
    Text,
    /// Paragraph properties.
    Properties,
    /// Properties of a run.
    RunProperties,
    /// Properties of a content control.
    ControlProperties,
    /// Code of a field.
    Code,
}

/// An element whose content is skipped.
struct Skipped {
    depth: usize,
    /// True if its text is deleted and is counted.
    is_deleted: bool,
}

/// Content of a check box, which is replaced by the state of the box.
struct Tick {
    depth: usize,
    text: Option<&'static str>,
}

/// Parser for the parts of one document.
#[derive(Default)]
pub(super) struct Parser {
    styles: Styles,
    numbering: Numbering,
    found: Document,
    /// Text boxes, until the block that they are anchored to ends.
    aside: Vec<Block>,
    frames: Vec<Frame>,
    runs: Vec<Run>,
    /// For each open element, true if it has opened a frame.
    open: Vec<bool>,
    skipped: Option<Skipped>,
    inside: Inside,
    control: Control,
    tick: Option<Tick>,
    /// Depth of the open content control whose content is a placeholder prompt. Its paragraphs and cells are read, its
    /// text is not.
    prompt: Option<usize>,
    field: Option<FormField>,
    /// Beginning of the code of a field.
    code: String,
    /// Depth of the open embedded object.
    object: Option<usize>,
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
        let mut blocks = std::mem::take(&mut self.found.blocks);
        blocks.append(&mut self.aside);
        blocks.extend(self.before.take().map(|(_, text)| Block::Paragraph(text)));
        *self = Parser {
            styles: std::mem::take(&mut self.styles),
            numbering: std::mem::take(&mut self.numbering),
            found: std::mem::take(&mut self.found),
            read: std::mem::take(&mut self.read),
            ..Parser::default()
        };
        blocks
    }

    /// Returns the document with its blocks and the parts that were not read.
    pub(super) fn finish(self, blocks: Vec<Block>) -> Document {
        Document { blocks, ..self.found }
    }

    /// Counts content that is not read.
    pub(super) fn lose(&mut self, kind: LostKind, count: usize) {
        self.found.lose(kind, count);
    }

    fn event(&mut self, event: &Event<'_>) -> Result<(), DocxError> {
        match event {
            Event::Start(element) => self.start(element),
            Event::End(element) => self.end(element.local_name().as_ref()),
            Event::Text(text) if self.inside == Inside::Code => {
                let room = MAX_CODE.saturating_sub(self.code.len());
                let text = text.xml10_content();
                self.code.push_str(&text[..text.floor_char_boundary(room)]);
                Ok(())
            }
            Event::Text(text) if self.inside == Inside::Text => self.text(&text.xml10_content()),
            Event::CData(text) if self.inside == Inside::Text => self.text(&text.xml10_content()),
            Event::GeneralRef(entity) if self.inside == Inside::Text => self.text(&resolve(entity)),
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), DocxError> {
        self.read.bytes(text.len())?;
        if self.skipped.is_some() {
            self.lose(LostKind::DeletedText, characters(text));
            return Ok(());
        }
        if self.prompt.is_some() {
            return Ok(());
        }
        if self.runs.iter().any(|run| run.is_struck) {
            self.lose(LostKind::StruckText, characters(text));
            return Ok(());
        }
        if self.runs.iter().any(|run| run.is_hidden) {
            self.lose(LostKind::HiddenText, characters(text));
            return Ok(());
        }
        let font = self.runs.last().and_then(|run| run.font.as_deref());
        let text = match &mut self.tick {
            Some(tick) => Cow::Borrowed(tick.text.take().unwrap_or_default()),
            None => with_symbols(font, text),
        };
        if let Some(Frame::Paragraph(paragraph)) = self.frames.last_mut() {
            paragraph.text.push_str(&text);
        }
        Ok(())
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), DocxError> {
        self.open.push(false);
        if self.open.len() > MAX_DEPTH {
            return Err(DocxError::TooLarge);
        }
        let local = element.local_name();
        let name: &str = local.as_ref();
        if let Some(skipped) = &self.skipped {
            if skipped.is_deleted && matches!(name, "t" | "delText") {
                self.inside = Inside::Text;
            }
            return Ok(());
        }
        match name {
            "body" => self.has_body = true,
            "p" => {
                self.read.paragraph()?;
                self.push(Frame::Paragraph(Paragraph::default()));
            }
            "tbl" => self.push(Frame::Table(Rows::default())),
            "tr" if matches!(self.frames.last(), Some(Frame::Table(_))) => {
                self.push(Frame::Row(Row::default()));
            }
            "tc" if matches!(self.frames.last(), Some(Frame::Row(_))) => {
                self.read.cell()?;
                self.push(Frame::Cell(Cell { columns: 1, ..Cell::default() }));
            }
            "txbxContent" => self.push(Frame::TextBox(Vec::new())),
            "r" => {
                self.runs.push(Run::default());
                self.hide();
            }
            "t" => self.inside = Inside::Text,
            "tab" | "ptab" => self.text("\t")?,
            "br" | "cr" => self.text("\n")?,
            "noBreakHyphen" => self.text("-")?,
            "sym" => {
                let code = attribute(element, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                let font = attribute(element, "font").unwrap_or_default();
                self.text(symbol(&font, code.unwrap_or_default()))?;
            }
            "AlternateContent" => self.chosen.push(false),
            "sdt" => self.control = Control::default(),
            "sdtPr" => self.inside = Inside::ControlProperties,
            "pPr" => self.inside = Inside::Properties,
            "rPr" if self.inside == Inside::Other && !self.runs.is_empty() => {
                self.inside = Inside::RunProperties;
            }
            "del" => self.deleted(),
            "ffData" => self.field = Some(FormField::default()),
            "fldChar" => self.equation()?,
            "instrText" => self.inside = Inside::Code,
            _ if self.is_left_out(name) => self.skip(false),
            "sdtContent" => {
                if std::mem::take(&mut self.control.is_prompt) {
                    self.prompt.get_or_insert(self.open.len());
                }
                let text = self.control.checked.take().map(tick_box);
                self.tick = text.map(|text| Tick { depth: self.open.len(), text: Some(text) });
            }
            "rFonts" if self.inside == Inside::RunProperties => {
                if let Some(run) = self.runs.last_mut() {
                    run.font = attribute(element, "hAnsi");
                }
            }
            _ if self.embedded(name, element) => {}
            _ => self.property(name, || attribute(element, "val")),
        }
        Ok(())
    }

    /// True if the content of an element is not text of the document, or is a duplicate.
    fn is_left_out(&mut self, name: &str) -> bool {
        match name {
            "Choice" => self.chosen.last_mut().is_some_and(|chosen| std::mem::replace(chosen, true)),
            // The text that was moved is where it was moved to.
            "moveFrom" => {
                self.marked_as_deleted();
                true
            }
            "Fallback" | "delText" | "delInstrText" | "rt" | "tabs" | "sectPr" | "pPrChange"
            | "rPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange" | "sectPrChange" => true,
            _ => false,
        }
    }

    fn skip(&mut self, is_deleted: bool) {
        self.skipped = Some(Skipped { depth: self.open.len(), is_deleted });
    }

    /// Skips and counts deleted content.
    fn deleted(&mut self) {
        self.marked_as_deleted();
        self.skip(true);
    }

    /// Handles a mark in the properties of a row or of a paragraph mark, which is deleted.
    fn marked_as_deleted(&mut self) {
        match self.frames.last_mut() {
            Some(Frame::Row(row)) => row.left_out = Some(LostKind::DeletedText),
            Some(Frame::Paragraph(paragraph)) if self.inside == Inside::Properties => {
                paragraph.runs_on = true;
            }
            _ => {}
        }
    }

    /// Handles embedded content that is not read, and text of a drawing. Returns false for other elements.
    fn embedded(&mut self, name: &str, element: &BytesStart<'_>) -> bool {
        match name {
            "object" => self.object = Some(self.open.len()),
            "OLEObject" | "objectEmbed" | "objectLink" | "chart" | "relIds" => self.lose(LostKind::Object, 1),
            "control" => self.lose(LostKind::FormField, 1),
            // An embedded object has a picture of it.
            "imagedata" if self.object.is_some() => {}
            "pic" | "imagedata" | "contentPart" => self.lose(LostKind::Picture, 1),
            "altChunk" | "subDoc" => self.lose(LostKind::Part, 1),
            "commentReference" => self.lose(LostKind::Comment, 1),
            "textpath" => {
                let text = attribute(element, "string").map(|text| clean(&text).trim().to_owned());
                self.beside(text.filter(|text| !text.is_empty()).map(Block::Aside));
            }
            _ => return false,
        }
        true
    }

    /// Handles a property of the enclosing run, paragraph, cell or row, or of a form field.
    fn property(&mut self, name: &str, value: impl Fn() -> Option<String>) {
        let columns = || {
            let count = value().and_then(|count| count.parse::<usize>().ok());
            count.unwrap_or(1).clamp(1, MAX_COLUMNS)
        };
        let first = || value().as_deref() == Some("restart");
        if let Some(field) = &mut self.field {
            field.set(name, value);
            return;
        }
        match self.inside {
            Inside::ControlProperties => return self.control.set(name, value),
            Inside::RunProperties => {
                match (name, self.runs.last_mut()) {
                    ("vanish", Some(run)) => run.own = Some(is_on(value().as_deref())),
                    ("strike" | "dstrike", Some(run)) => run.is_struck |= is_on(value().as_deref()),
                    ("rStyle", Some(run)) => run.style = value(),
                    _ => {}
                }
                return;
            }
            _ => {}
        }
        match (name, self.frames.last_mut()) {
            ("pStyle", Some(Frame::Paragraph(paragraph))) => paragraph.style = value(),
            ("vanish", Some(Frame::Paragraph(paragraph))) => paragraph.is_hidden = is_on(value().as_deref()),
            (_, Some(Frame::Paragraph(paragraph))) => set(&mut paragraph.look, name, value),
            ("gridSpan", Some(Frame::Cell(cell))) => cell.columns = columns(),
            ("vMerge", Some(Frame::Cell(cell))) if first() => cell.merge = Merge::Down,
            ("vMerge", Some(Frame::Cell(cell))) => cell.merge = Merge::Above,
            ("hMerge", Some(Frame::Cell(cell))) if !first() => cell.merge = Merge::Before,
            ("cellDel", Some(Frame::Cell(cell))) => cell.is_deleted = true,
            ("gridBefore", Some(Frame::Row(row))) => row.cells.push(blank(columns())),
            ("gridAfter", Some(Frame::Row(row))) => row.after = columns(),
            ("hidden", Some(Frame::Row(row))) if is_on(value().as_deref()) => {
                row.left_out = Some(LostKind::HiddenText);
            }
            _ => {}
        }
    }

    /// Determines if the current run is hidden: by its own property, or by the styles of the paragraph and the run.
    fn hide(&mut self) {
        let Some(run) = self.runs.last_mut() else { return };
        let style = || {
            let of_run = run.style.as_ref().and_then(|style| self.styles.look(style).hidden);
            let of_paragraph = match self.frames.last() {
                Some(Frame::Paragraph(paragraph)) => paragraph.look.hidden,
                _ => None,
            };
            // The property is switched on and off by each of the two styles.
            of_run.unwrap_or_default() != of_paragraph.unwrap_or_default()
        };
        run.is_hidden = run.own.unwrap_or_else(style);
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
        if let Some(skipped) = &self.skipped {
            if skipped.is_deleted && matches!(name, "t" | "delText") {
                self.inside = Inside::Other;
            }
            self.skipped.take_if(|skipped| skipped.depth >= depth);
            return Ok(());
        }
        match name {
            "t" | "sdtPr" | "instrText" => self.inside = Inside::Other,
            "pPr" => {
                self.inside = Inside::Other;
                self.inherit();
            }
            "rPr" if self.inside == Inside::RunProperties => {
                self.inside = Inside::Other;
                self.hide();
            }
            "r" => drop(self.runs.pop()),
            "AlternateContent" => drop(self.chosen.pop()),
            "ffData" => self.form_field()?,
            _ => {}
        }
        self.object.take_if(|object| *object >= depth);
        self.tick.take_if(|tick| tick.depth >= depth);
        self.prompt.take_if(|prompt| *prompt >= depth);
        match self.frames.pop_if(|_| own) {
            Some(frame) => self.close(frame),
            None => Ok(()),
        }
    }

    /// Completes the properties of a paragraph with those of its style.
    fn inherit(&mut self) {
        if let Some(Frame::Paragraph(paragraph)) = self.frames.last_mut()
            && let Some(style) = &paragraph.style
        {
            paragraph.look.inherit(&self.styles.look(style));
        }
    }

    /// Adds the characters that the code of a field combines to the text. The field has no result.
    fn equation(&mut self) -> Result<(), DocxError> {
        match equation::shown(&std::mem::take(&mut self.code)) {
            Some(Shown::Text(text)) => self.text(&text),
            Some(Shown::Formula) => {
                self.lose(LostKind::Object, 1);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Adds the value of a form field to the text.
    fn form_field(&mut self) -> Result<(), DocxError> {
        match self.field.take().map(|field| field.shown().map(|text| text.map(str::to_owned))) {
            Some(Ok(Some(text))) => self.text(&text),
            Some(Err(())) => {
                self.lose(LostKind::FormField, 1);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
