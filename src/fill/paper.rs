//! Positions of the texts in the main part of a Word document, as byte ranges of its XML.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::error::FillError;
use crate::import::{DocxError, attribute, is_on, resolve};

/// Namespaces of the elements of a document, in the transitional and in the strict form.
const NAMESPACES: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];
/// Width of the left and the right margin of a cell, if the document does not specify it, in twips.
const MARGINS: [u32; 2] = [108, 108];
/// Maximum nesting of elements.
const MAX_DEPTH: usize = 400;

/// The texts of a document with their positions.
#[derive(Debug, Default)]
pub(super) struct Paper<'x> {
    /// Content of the main part.
    pub xml: &'x str,
    /// Prefix of the element names with its colon: `w:`.
    pub prefix: String,
    pub paragraphs: Vec<Paragraph>,
    pub cells: Vec<Cell>,
    pub rows: Vec<Row>,
    pub controls: Vec<Control>,
}

/// A paragraph.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub range: Range<usize>,
    /// Position of the end tag; `None` if the element is empty.
    pub close: Option<usize>,
    /// Its properties: `pPr`.
    pub properties: Option<Range<usize>>,
    /// Properties of its mark: `rPr` in `pPr`.
    pub mark: Option<Range<usize>>,
    pub pieces: Vec<Piece>,
    /// Text of all pieces.
    pub text: String,
    pub cell: Option<usize>,
    /// The same paragraph in the fallback of a text box.
    pub twin: Option<usize>,
    /// True in the fallback of a text box, which is a copy.
    pub is_copy: bool,
    /// True if a page or a section ends in it.
    pub breaks: bool,
    /// True if it has a number in a list, or a style that can have one.
    pub is_listed: bool,
    /// The control around it, if its content is a prompt.
    pub control: Option<usize>,
}

/// An element with text in a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    pub range: Range<usize>,
    /// Position in the text of the paragraph.
    pub at: Range<usize>,
    /// Properties of its run: `rPr`.
    pub look: Option<Range<usize>>,
    /// True for a tab, a line break or a symbol.
    pub is_fixed: bool,
    /// The control around it.
    pub control: Option<usize>,
}

/// A content control.
#[derive(Debug, Default)]
pub(super) struct Control {
    /// The element which says that the content is a prompt.
    pub prompt: Option<Range<usize>>,
    /// The element that binds the content to another part.
    pub binding: Option<Range<usize>>,
    /// Range of the value of a check box.
    pub checked: Option<Range<usize>>,
    pub is_checked: bool,
}

/// A cell of a table.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub row: usize,
    pub range: Range<usize>,
    /// End of the start tag.
    pub open: usize,
    pub paragraphs: Vec<usize>,
    /// True if it continues the cell above.
    pub is_continued: bool,
    /// The element that merges it downwards.
    pub merge: Option<Range<usize>>,
    /// End of `tcW` or `gridSpan`, behind which `vMerge` belongs.
    pub before_merge: Option<usize>,
    /// Its properties: `tcPr`.
    pub properties: Option<Range<usize>>,
    /// Width in twips.
    pub width: Option<u32>,
    /// Width of the left and the right margin in twips.
    pub margins: [u32; 2],
    /// First grid column, and the number of grid columns that it spans.
    pub column: usize,
    pub columns: usize,
}

/// A row of a table.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Number of the table, in the order of the document.
    pub table: usize,
    pub range: Range<usize>,
    pub cells: Vec<usize>,
    /// True if its height is fixed, so that longer text is cut off.
    pub is_exact: bool,
    /// Height in twips.
    pub height: u32,
}

impl Paragraph {
    /// True if it has no text, and no prompt.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl Cell {
    /// Returns the width for its text in twips; `None` if the width is unknown.
    pub(super) fn room(&self) -> Option<u32> {
        let width = self.width.filter(|width| *width > 0)?;
        Some(width.saturating_sub(self.margins[0].saturating_add(self.margins[1])))
    }
}

impl Piece {
    /// True if the run of the piece has a property.
    pub(super) fn has(&self, paper: &Paper<'_>, name: &str) -> bool {
        self.look.clone().is_some_and(|look| paper.xml[look].contains(&format!("<{}{name}", paper.prefix)))
    }
}

impl<'x> Paper<'x> {
    /// Parses the main part of a document.
    pub(super) fn parse(xml: &'x str) -> Result<Paper<'x>, FillError> {
        let mut parser = Parser { paper: Paper { xml, ..Paper::default() }, ..Parser::default() };
        // Positions start after the byte order mark.
        let offset = xml.len() - xml.trim_start_matches('\u{feff}').len();
        let mut reader = Reader::from_str(&xml[offset..]);
        loop {
            let from = offset + position(&reader);
            let event = reader.read_event();
            let to = offset + position(&reader);
            match event {
                Ok(Event::Start(element)) => parser.start(&element, from..to, false)?,
                Ok(Event::Empty(element)) => {
                    parser.start(&element, from..to, true)?;
                    parser.end(from..to);
                }
                Ok(Event::End(_)) => parser.end(from..to),
                Ok(Event::Text(text)) => parser.text(&text.xml10_content()),
                Ok(Event::CData(text)) => parser.text(&text.xml10_content()),
                Ok(Event::GeneralRef(entity)) => parser.text(&resolve(&entity)),
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(error) => return Err(DocxError::Damaged(error.to_string()).into()),
            }
        }
        parser.finish()
    }

    /// Returns the paragraphs outside tables and text boxes of the fallback.
    pub(super) fn body(&self) -> impl Iterator<Item = (usize, &Paragraph)> {
        self.paragraphs
            .iter()
            .enumerate()
            .filter(|(_, paragraph)| paragraph.cell.is_none() && !paragraph.is_copy)
    }

    /// Returns the row of the table that a paragraph is in.
    pub(super) fn row_of(&self, paragraph: usize) -> Option<usize> {
        self.paragraphs[paragraph].cell.map(|cell| self.cells[cell].row)
    }

    /// Returns the text of a cell, with one line per paragraph.
    pub(super) fn cell_text(&self, cell: usize) -> String {
        let texts = self.cells[cell].paragraphs.iter().map(|at| self.paragraphs[*at].text.trim());
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// An element that is open.
struct Open {
    name: String,
    range: Range<usize>,
}

/// Two forms of the same content: the paragraphs of the choice and of the fallback.
#[derive(Default)]
struct Alternates {
    in_fallback: bool,
    has_choice: bool,
    choice: Vec<usize>,
    fallback: Vec<usize>,
}

#[derive(Default)]
struct Run {
    look: Option<Range<usize>>,
    /// True if its text is hidden or struck through, so that it is not read.
    is_left_out: bool,
}

#[derive(Default)]
struct Parser<'x> {
    paper: Paper<'x>,
    open: Vec<Open>,
    paragraphs: Vec<usize>,
    cells: Vec<usize>,
    rows: Vec<usize>,
    /// Open tables: the number of each, and the margins of its cells.
    tables: Vec<(usize, [u32; 2])>,
    table_count: usize,
    runs: Vec<Run>,
    controls: Vec<usize>,
    alternates: Vec<Alternates>,
    /// Text of the open piece.
    text: Option<String>,
    has_body: bool,
    is_foreign: bool,
}

impl Parser<'_> {
    /// Returns the local name of an element of the document, or its whole name if it has another prefix.
    fn name<'e>(&self, element: &'e BytesStart<'_>) -> &'e str {
        let name = element.name();
        let name: &'e str = name.into_inner();
        name.strip_prefix(self.paper.prefix.as_str()).filter(|rest| !rest.contains(':')).unwrap_or(name)
    }

    fn inside(&self, name: &str) -> bool {
        self.open.last().is_some_and(|open| open.name == name)
    }

    fn root(&mut self, element: &BytesStart<'_>) {
        let name = element.name();
        let name: &str = name.into_inner();
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        let declared = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        let namespace = element.attributes().flatten().find(|attribute| {
            let key: &str = attribute.key.into_inner();
            key == declared
        });
        self.is_foreign = !namespace.is_some_and(|found| NAMESPACES.contains(&&*found.value));
        self.paper.prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}:") };
    }

    fn start(
        &mut self,
        element: &BytesStart<'_>,
        range: Range<usize>,
        is_empty: bool,
    ) -> Result<(), FillError> {
        if self.open.is_empty() {
            self.root(element);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(DocxError::TooLarge.into());
        }
        let name = self.name(element).to_owned();
        let value = || attribute(element, "val");
        match name.as_str() {
            "ins" | "del" | "moveFrom" | "moveTo" | "cellIns" | "cellDel" => return Err(FillError::Tracked),
            "body" => self.has_body = true,
            "tbl" => {
                self.tables.push((self.table_count, MARGINS));
                self.table_count += 1;
            }
            "tr" => self.row(&range),
            "tc" => self.cell(&range),
            "p" => self.paragraph(&range, is_empty),
            "r" => self.runs.push(Run::default()),
            "sdt" => {
                self.controls.push(self.paper.controls.len());
                self.paper.controls.push(Control::default());
            }
            "t" => self.text = Some(String::new()),
            "tab" if self.inside("r") => self.fixed(&range, "\t"),
            "br" | "cr" if self.inside("r") => {
                let is_page = attribute(element, "type").is_some_and(|kind| kind == "page");
                match self.paragraphs.last() {
                    Some(at) if is_page => self.paper.paragraphs[*at].breaks = true,
                    _ => self.fixed(&range, "\n"),
                }
            }
            "sym" => self.fixed(&range, "\u{fffc}"),
            "numPr" | "pStyle" if self.inside("pPr") => {
                if let Some(at) = self.paragraphs.last() {
                    self.paper.paragraphs[*at].is_listed = true;
                }
            }
            "sectPr" => {
                if let Some(at) = self.paragraphs.last() {
                    self.paper.paragraphs[*at].breaks = true;
                }
            }
            "vanish" | "strike" | "dstrike" if is_on(value().as_deref()) => {
                if let Some(run) = self.runs.last_mut() {
                    run.is_left_out = true;
                }
            }
            "left" | "start" => self.margin(0, element),
            "right" | "end" => self.margin(1, element),
            "trHeight" => {
                if let Some(at) = self.rows.last() {
                    self.paper.rows[*at].height =
                        value().and_then(|height| height.parse().ok()).unwrap_or_default();
                    self.paper.rows[*at].is_exact =
                        attribute(element, "hRule").is_some_and(|rule| rule == "exact");
                }
            }
            _ => self.property(&name, element, &range),
        }
        self.open.push(Open { name, range });
        Ok(())
    }

    /// Sets a margin of the cells of a table, or of one cell.
    fn margin(&mut self, side: usize, element: &BytesStart<'_>) {
        let margins = if self.inside("tcMar") {
            self.cells.last().map(|at| &mut self.paper.cells[*at].margins)
        } else if self.inside("tblCellMar") {
            self.tables.last_mut().map(|(_, margins)| margins)
        } else {
            None
        };
        let width = attribute(element, "w").and_then(|width| width.parse().ok());
        if let (Some(margins), Some(width)) = (margins, width) {
            margins[side] = width;
        }
    }

    fn property(&mut self, name: &str, element: &BytesStart<'_>, range: &Range<usize>) {
        let value = || attribute(element, "val");
        if let Some(cell) = self.cells.last().filter(|_| self.inside("tcPr")) {
            let cell = &mut self.paper.cells[*cell];
            match name {
                "tcW" => {
                    cell.before_merge = Some(range.end);
                    cell.width = attribute(element, "w").and_then(|width| width.parse().ok());
                }
                "gridSpan" => {
                    cell.before_merge = Some(range.end);
                    cell.columns = value().and_then(|count| count.parse().ok()).unwrap_or(1);
                }
                "vMerge" => {
                    cell.merge = Some(range.clone());
                    cell.is_continued = value().as_deref() != Some("restart");
                }
                _ => {}
            }
            return;
        }
        if name.ends_with("Fallback")
            && let Some(alternates) = self.alternates.last_mut()
        {
            alternates.in_fallback = alternates.has_choice;
        }
        if name.ends_with("Choice")
            && let Some(alternates) = self.alternates.last_mut()
        {
            alternates.in_fallback = std::mem::replace(&mut alternates.has_choice, true);
        }
        if name.ends_with("AlternateContent") {
            self.alternates.push(Alternates::default());
        }
        let in_control = self.open.iter().rev().take(2).any(|open| open.name == "sdtPr");
        if let Some(control) = self.controls.last().filter(|_| in_control) {
            let control = &mut self.paper.controls[*control];
            match name.rsplit(':').next().unwrap_or(name) {
                "showingPlcHdr" if is_on(value().as_deref()) => control.prompt = Some(range.clone()),
                "dataBinding" => control.binding = Some(range.clone()),
                "checked" => {
                    let tag = &self.paper.xml[range.clone()];
                    let quoted = tag.find(['"', '\'']).zip(tag.rfind(['"', '\'']));
                    control.checked = quoted.map(|(from, to)| range.start + from + 1..range.start + to);
                    control.is_checked = is_on(value().as_deref());
                }
                _ => {}
            }
        }
    }

    fn row(&mut self, range: &Range<usize>) {
        let table = self.tables.last().map_or(0, |(table, _)| *table);
        self.rows.push(self.paper.rows.len());
        self.paper.rows.push(Row { table, range: range.clone(), ..Row::default() });
    }

    fn cell(&mut self, range: &Range<usize>) {
        let Some(row) = self.rows.last().copied() else { return };
        let at = self.paper.cells.len();
        let before = self.paper.rows[row].cells.last().map(|before| &self.paper.cells[*before]);
        let column = before.map_or(0, |before| before.column + before.columns);
        self.paper.rows[row].cells.push(at);
        self.cells.push(at);
        let margins = self.tables.last().map_or(MARGINS, |(_, margins)| *margins);
        let cell = Cell {
            row,
            range: range.clone(),
            open: range.end,
            column,
            columns: 1,
            margins,
            ..Cell::default()
        };
        self.paper.cells.push(cell);
    }

    fn paragraph(&mut self, range: &Range<usize>, is_empty: bool) {
        let at = self.paper.paragraphs.len();
        let is_copy = self.alternates.iter().any(|alternates| alternates.in_fallback);
        if let Some(alternates) = self.alternates.last_mut() {
            let side = if alternates.in_fallback { &mut alternates.fallback } else { &mut alternates.choice };
            side.push(at);
        }
        let cell = self.cells.last().copied();
        if let Some(cell) = cell.filter(|_| !is_copy) {
            self.paper.cells[cell].paragraphs.push(at);
        }
        self.paragraphs.push(at);
        let close = (!is_empty).then_some(range.end);
        let control = self.prompt();
        self.paper.paragraphs.push(Paragraph {
            range: range.clone(),
            close,
            cell,
            is_copy,
            control,
            ..Paragraph::default()
        });
    }

    /// Returns the outermost open control whose content is a prompt.
    fn prompt(&self) -> Option<usize> {
        self.controls.iter().copied().find(|at| self.paper.controls[*at].prompt.is_some())
    }

    fn fixed(&mut self, range: &Range<usize>, text: &str) {
        self.piece(range.clone(), text, true);
    }

    /// Adds a piece to the open paragraph.
    fn piece(&mut self, range: Range<usize>, text: &str, is_fixed: bool) {
        let Some(run) = self.runs.last().filter(|run| !run.is_left_out) else { return };
        let look = run.look.clone();
        let prompt = self.prompt();
        let control = prompt.or(self.controls.last().copied());
        let Some(at) = self.paragraphs.last() else { return };
        let paragraph = &mut self.paper.paragraphs[*at];
        let from = paragraph.text.len();
        let boxed = control.map(|at| &self.paper.controls[at]).filter(|control| control.checked.is_some());
        match boxed {
            // The state of a check box is read, not its symbol.
            Some(control) => paragraph.text.push(if control.is_checked { '☑' } else { '□' }),
            None if prompt.is_some() => {}
            None => paragraph.text.push_str(text),
        }
        let at = from..paragraph.text.len();
        paragraph.pieces.push(Piece { range, at, look, is_fixed, control });
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = &mut self.text {
            open.push_str(text);
        }
    }

    fn end(&mut self, range: Range<usize>) {
        let Some(open) = self.open.pop() else { return };
        let whole = open.range.start..range.end;
        match open.name.as_str() {
            "tbl" => drop(self.tables.pop()),
            "tr" => {
                if let Some(at) = self.rows.pop() {
                    self.paper.rows[at].range = whole;
                }
            }
            "tc" => {
                if let Some(at) = self.cells.pop() {
                    self.paper.cells[at].range = whole;
                }
            }
            "tcPr" => {
                if let Some(at) = self.cells.last() {
                    self.paper.cells[*at].properties = Some(whole);
                }
            }
            "p" => {
                if let Some(at) = self.paragraphs.pop() {
                    let paragraph = &mut self.paper.paragraphs[at];
                    paragraph.close = paragraph.close.map(|_| range.start);
                    paragraph.range = whole;
                }
            }
            "pPr" if self.inside("p") => {
                if let Some(at) = self.paragraphs.last() {
                    self.paper.paragraphs[*at].properties = Some(whole);
                }
            }
            "rPr" if self.inside("pPr") => {
                if let Some(at) = self.paragraphs.last() {
                    self.paper.paragraphs[*at].mark = Some(whole);
                }
            }
            "rPr" if self.inside("r") => {
                if let Some(run) = self.runs.last_mut() {
                    run.look = Some(whole);
                }
            }
            "r" => drop(self.runs.pop()),
            "t" => {
                let text = self.text.take().unwrap_or_default();
                self.piece(whole, &text, false);
            }
            "sdt" => drop(self.controls.pop()),
            name if name.ends_with("AlternateContent") => self.pair(),
            _ => {}
        }
    }

    /// Pairs the paragraphs of a fallback with those of the choice before it.
    fn pair(&mut self) {
        let Some(Alternates { choice, fallback, .. }) = self.alternates.pop() else { return };
        let mut by_text: HashMap<String, Vec<usize>> = HashMap::new();
        for at in fallback.iter().rev() {
            by_text.entry(self.paper.paragraphs[*at].text.clone()).or_default().push(*at);
        }
        for at in &choice {
            let twin = by_text.get_mut(&self.paper.paragraphs[*at].text).and_then(Vec::pop);
            self.paper.paragraphs[*at].twin = twin;
        }
        if let Some(outer) = self.alternates.last_mut() {
            let side = if outer.in_fallback { &mut outer.fallback } else { &mut outer.choice };
            side.extend(choice);
        }
    }
}

impl<'x> Parser<'x> {
    fn finish(self) -> Result<Paper<'x>, FillError> {
        if !self.open.is_empty() {
            return Err(DocxError::Damaged("unexpected end".to_owned()).into());
        }
        if self.is_foreign {
            return Err(FillError::Namespace);
        }
        if !self.has_body {
            return Err(DocxError::NotWord.into());
        }
        Ok(self.paper)
    }
}
