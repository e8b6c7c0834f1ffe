//! A report as a Word document: the cover, the bordered form, the prose in the layout of official documents.
//!
//! Everything on which Word, WPS and LibreOffice disagree is explicit: a grid and a width for each cell, Chinese
//! fonts by name, page numbers with a result. The same report gives the same bytes: no clock, no random ids.

mod bands;
mod page;
mod paragraph;
mod printed;

use std::fmt::Write;
use std::io;

use super::measure::{width as cells_wide, wrap_evenly};
use super::package::{XML, package, safe};
use super::table::{Align, Cell, ColumnKind, Table, boxes};
use super::{Block, Page, PageKind, Pair};
use crate::form::Paper;
use crate::message::{self, Lang};
use bands::{Band, CELL_MARGIN, Drawn, Row};
use page::{Geometry, Margins, Numbering, twips};
use paragraph::{Look, Paragraph, Style};

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Widths in percent of label and value in boxes, where the form says nothing.
const BOX: [u32; 2] = [14, 36];
/// The width in percent of the names of rows, where the form says nothing; the same for each column of captions.
const NAMES: u32 = 22;
const CAPTIONS: u32 = 12;
/// Texts of no more characters stand in the middle of their cell.
const SHORT: usize = 16;
/// Sizes of numbers in half points: the first at which the widest number of a column fits.
const NUMBER_SIZES: [u32; 4] = [20, 18, 16, 14];
/// The room to sign at the right of a signer, and at the right of a date, in twips.
const ROOM: [u32; 2] = [2600, 420];
/// The least height of a signature box in millimetres, without and with a signer.
const SIGNATURE: [u32; 2] = [20, 35];
/// The height of a line in a cell, and half the width of a Chinese character, in twips.
const LINE: u32 = 320;
const CELL: u32 = 105;

/// How the document is to be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub(super) paper: Paper,
    pub(super) draft: bool,
    pub(super) lang: Lang,
}

/// Returns the blocks of a document as a .docx file.
pub(super) fn write(blocks: &[Block], layout: Layout) -> io::Result<Vec<u8>> {
    let margins = Margins { draft: layout.draft, numbers: layout.paper.page_numbers };
    let mut body = Body::new(layout, margins);
    for (at, block) in blocks.iter().enumerate() {
        body.block(block, &blocks[at + 1..])?;
    }
    let document = body.finish()?;
    let title = blocks.iter().find_map(|block| match block {
        Block::Title(lines) => Some(lines.concat()),
        _ => None,
    });
    parts(&document, &title.unwrap_or_default(), margins, layout.lang)
}

/// The parts of the package.
fn parts(document: &str, title: &str, margins: Margins, lang: Lang) -> io::Result<Vec<u8>> {
    let mut types = String::new();
    let mut relations = String::new();
    let mut part = |id: &str, name: &str, kind: &str, content: &str| {
        let _ = write!(types, "<Override PartName=\"/word/{name}\" ContentType=\"{WORD}.{content}+xml\"/>");
        if !id.is_empty() {
            let _ = write!(
                relations,
                "<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{name}\"/>"
            );
        }
    };
    part("", "document.xml", "officeDocument", "document.main");
    part("rId1", "styles.xml", "styles", "styles");
    part("rId2", "settings.xml", "settings", "settings");
    part("rId3", "fontTable.xml", "fontTable", "fontTable");
    let mut side: Vec<(String, String)> = Vec::new();
    for margin in margins.parts() {
        part(margin.id, margin.part, margin.kind, margin.kind);
        let element = if margin.kind == "header" { "hdr" } else { "ftr" };
        let mut xml = format!("{XML}<w:{element} xmlns:w=\"{MAIN}\">");
        margins.paragraph(margin, &message::draft_mark(lang)).write(false, &mut xml);
        let _ = write!(xml, "</w:{element}>");
        side.push((format!("word/{}", margin.part), xml));
    }
    let types = format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{types}\
         <Override PartName=\"/docProps/core.xml\" \
         ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>"
    );
    let list = |relations: &str| {
        format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>")
    };
    let top = format!(
        "<Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" \
         Target=\"docProps/core.xml\"/>"
    );
    let core = format!(
        "{XML}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title></cp:coreProperties>",
        safe(title)
    );
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), types),
        ("_rels/.rels".to_owned(), list(&top)),
        ("docProps/core.xml".to_owned(), core),
        ("word/document.xml".to_owned(), document.to_owned()),
        ("word/_rels/document.xml.rels".to_owned(), list(&relations)),
        ("word/styles.xml".to_owned(), include_str!("docx/styles.xml").to_owned()),
        ("word/settings.xml".to_owned(), include_str!("docx/settings.xml").to_owned()),
        ("word/fontTable.xml".to_owned(), include_str!("docx/fonts.xml").to_owned()),
    ];
    parts.append(&mut side);
    package(&parts)
}

/// The main part while it is written.
struct Body {
    layout: Layout,
    margins: Margins,
    xml: String,
    /// The last paragraph, which takes the properties of its section if that ends with it.
    last: Option<Paragraph>,
    /// Rows of the form that go into the next table.
    bands: Vec<Band>,
    page: Option<Page>,
    /// True if a section with page numbers began.
    numbered: bool,
}

impl Body {
    fn new(layout: Layout, margins: Margins) -> Body {
        Body {
            layout,
            margins,
            xml: String::new(),
            last: None,
            bands: Vec::new(),
            page: None,
            numbered: false,
        }
    }

    fn geometry(&self) -> Geometry {
        let page = self.page.unwrap_or(Page { kind: PageKind::Form, landscape: false });
        Geometry::new(page, self.layout.paper)
    }

    fn width(&self) -> u32 {
        self.geometry().text_width()
    }

    fn is_form(&self) -> bool {
        self.page.is_none_or(|page| page.kind == PageKind::Form)
    }

    fn block(&mut self, block: &Block, rest: &[Block]) -> io::Result<()> {
        match block {
            Block::NewPage(page) => {
                if self.page.is_some() {
                    let section = self.section();
                    self.end_section(section)?;
                }
                self.page = Some(*page);
            }
            Block::Title(lines) => self.title(lines, rest)?,
            Block::Lines { rows, cover: true } => self.cover_lines(rows)?,
            Block::Lines { rows, cover: false } => self.lines_below(rows)?,
            Block::CoverFoot(text) => {
                let mut paragraph = Paragraph::of(Style::CoverFoot, text);
                paragraph.before = Some(self.cover_spaces(1)[2]);
                self.push(paragraph)?;
            }
            Block::Heading { level, number, text } => {
                let text = format!("{number}{text}");
                if self.is_form() && rest.first().is_some_and(is_boxed) {
                    let paragraph = Paragraph::of(Style::CellPart, &text);
                    self.bands.push(Band::single(self.width(), 1, 480, false, vec![paragraph]));
                } else {
                    let style = match level {
                        1 => Style::PartTitle,
                        2 => Style::Heading1,
                        3 => Style::Heading2,
                        _ => Style::Heading3,
                    };
                    self.push(Paragraph::of(style, &text))?;
                }
            }
            Block::Paragraph(text) => self.push(Paragraph::of(Style::Prose, text))?,
            Block::Note(text) => {
                let style = if self.is_form() { Style::BelowTable } else { Style::Prose };
                self.push(Paragraph::of(style, text))?;
            }
            Block::Boxes { rows, widths } => {
                let band = boxes_band(rows, widths.unwrap_or(BOX), self.width());
                self.bands.push(band);
            }
            Block::Table(table) => {
                let band = table_band(table, self.width());
                self.bands.push(band);
            }
            Block::Signature { label, signer, date, height } => {
                let band = self.signature(label, signer, date.as_deref(), *height);
                self.bands.push(band);
            }
        }
        Ok(())
    }

    /// Writes the rows that were collected, and the paragraph before them.
    fn flush(&mut self) -> io::Result<()> {
        if let Some(last) = self.last.take() {
            last.write(false, &mut self.xml);
        }
        let bands = std::mem::take(&mut self.bands);
        bands::draw(&bands, &mut self.xml).map_err(|columns| {
            let text = message::too_many_columns(self.layout.lang, columns.found, columns.allowed);
            io::Error::other(text)
        })
    }

    fn push(&mut self, paragraph: Paragraph) -> io::Result<()> {
        self.flush()?;
        self.last = Some(paragraph);
        Ok(())
    }

    /// The properties of the section that ends.
    fn section(&mut self) -> String {
        let is_cover = self.page.is_some_and(|page| page.kind == PageKind::Cover);
        let numbering = match (is_cover, self.numbered) {
            (true, _) => Numbering::None,
            (false, false) => Numbering::FromOne,
            (false, true) => Numbering::Continued,
        };
        self.numbered |= !is_cover;
        self.margins.section(self.geometry(), numbering)
    }

    /// Ends a section with its last paragraph, so that no page is empty; after a table with one that is not seen.
    fn end_section(&mut self, section: String) -> io::Result<()> {
        if !self.bands.is_empty() || self.last.is_none() {
            self.push(Paragraph::new(Style::Separator))?;
        }
        if let Some(last) = &mut self.last {
            last.section = Some(section);
        }
        self.flush()
    }

    fn finish(mut self) -> io::Result<String> {
        let section = self.section();
        // A document does not end with a table.
        if !self.bands.is_empty() || self.last.is_none() {
            self.push(Paragraph::new(Style::Separator))?;
        }
        self.flush()?;
        Ok(format!(
            "{XML}<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><w:body>{}{section}</w:body></w:document>",
            self.xml
        ))
    }

    /// The title: on the cover with room above it.
    fn title(&mut self, lines: &[String], rest: &[Block]) -> io::Result<()> {
        let is_cover = self.page.is_some_and(|page| page.kind == PageKind::Cover);
        for (at, line) in lines.iter().enumerate() {
            let mut paragraph = Paragraph::of(Style::Title, line);
            if at == 0 && is_cover {
                paragraph.before = Some(self.cover_spaces(lines_of_cover(rest))[0]);
            }
            self.push(paragraph)?;
        }
        Ok(())
    }

    /// The spaces on a cover in twips: above the title, above the lines, above the foot. They shrink where there
    /// are many lines, so that the cover stays one page.
    fn cover_spaces(&self, lines: usize) -> [u32; 3] {
        const WANTED: [u32; 3] = [1500, 2200, 2400];
        let lines = u32::try_from(lines).unwrap_or(u32::MAX);
        let taken = lines.saturating_mul(800).saturating_add(2 * 760 + 2 * 640);
        let free = self.geometry().text_height().saturating_sub(taken);
        let wanted: u32 = WANTED.iter().sum();
        WANTED.map(|space| if free >= wanted { space } else { space * free / wanted })
    }

    /// Lines of the cover. A value is underlined up to a tab stop, because blanks at the end of a line are not.
    fn cover_lines(&mut self, rows: &[Vec<Pair>]) -> io::Result<()> {
        let lang = self.layout.lang;
        let label = |pair: &Pair| message::label_value(lang, &pair.label, "");
        // A Chinese character of this style is 320 twips wide, and two cells.
        let width_of = |text: &str| u32::try_from(cells_wide(text) * 160).unwrap_or(u32::MAX);
        let widest = rows.iter().map(|row| {
            row.iter().map(|pair| width_of(&label(pair)) + width_of(&pair.value) + 320).sum::<u32>()
        });
        let widest = widest.max().unwrap_or(0);
        let indent = (self.width().saturating_sub(widest) / 2).min(1080);
        let stop = self.width() - indent;
        for (at, row) in rows.iter().enumerate() {
            let mut paragraph = Paragraph::new(Style::CoverLine);
            paragraph.indent = (indent, 0);
            paragraph.tabs = (1..=row.len()).map(|nth| share(indent, stop, nth, row.len())).collect();
            if at == 0 {
                paragraph.before = Some(self.cover_spaces(rows.len())[1]);
            }
            let underlined = Look { underlined: true, ..Look::default() };
            for pair in row {
                paragraph.run(&label(pair), Look::default());
                paragraph.run(&format!(" {}", pair.value), underlined);
                paragraph.tab(underlined);
            }
            self.push(paragraph)?;
        }
        Ok(())
    }

    /// Lines of labels and values below the form.
    fn lines_below(&mut self, rows: &[Vec<Pair>]) -> io::Result<()> {
        for row in rows {
            let mut paragraph = Paragraph::new(Style::BelowTable);
            paragraph.tabs = (1..row.len()).map(|nth| share(0, self.width(), nth, row.len())).collect();
            for (at, pair) in row.iter().enumerate() {
                if at > 0 {
                    paragraph.tab(Look::default());
                }
                let text = message::label_value(self.layout.lang, &pair.label, &pair.value);
                paragraph.run(&text, Look::default());
            }
            self.push(paragraph)?;
        }
        Ok(())
    }

    /// A box with room to sign: what is to be written at the top, signer and date at the bottom.
    fn signature(&self, label: &str, signer: &str, date: Option<&str>, height: Option<u32>) -> Band {
        let lang = self.layout.lang;
        let with_colon = |text: &str| message::label_value(lang, text.trim_end_matches(['：', ':']), "");
        let height = twips(height.unwrap_or(SIGNATURE[usize::from(!signer.is_empty())]));
        let mut paragraphs = vec![Paragraph::of(Style::CellText, &with_colon(label))];
        let right = |text: &str, room: u32| {
            let mut paragraph = Paragraph::of(Style::CellText, text);
            paragraph.align = Some(Align::Right);
            // Blanks at the end of a line are not laid out: the room to sign is an indent.
            paragraph.indent = (0, room);
            paragraph
        };
        let signer = Some(signer).filter(|signer| !signer.is_empty());
        paragraphs.extend(signer.map(|signer| right(&with_colon(signer), ROOM[0])));
        paragraphs.extend(date.map(|date| right(date.trim(), ROOM[1])));
        let lines = u32::try_from(paragraphs.len()).unwrap_or(1);
        if let Some(first) = paragraphs.get_mut(1) {
            first.before = Some(height.saturating_sub(LINE * (lines + 1)));
        }
        if let Some(date) = paragraphs.get_mut(2) {
            date.before = Some(LINE / 2);
        }
        Band::single(self.width(), 0, height, true, paragraphs)
    }
}

/// How many lines of labels and values the cover has.
fn lines_of_cover(rest: &[Block]) -> usize {
    let on_cover = rest.iter().take_while(|block| !matches!(block, Block::NewPage(_)));
    on_cover.map(|block| if let Block::Lines { rows, .. } = block { rows.len() } else { 0 }).sum()
}

/// The place of the nth of some equal shares between two edges.
fn share(from: u32, to: u32, nth: usize, of: usize) -> u32 {
    let part = |at: usize| u32::try_from(at).unwrap_or(1);
    from + (to - from) * part(nth) / part(of).max(1)
}

fn is_boxed(block: &Block) -> bool {
    matches!(block, Block::Boxes { .. } | Block::Table(_) | Block::Signature { .. })
}

/// Labels and values as boxes.
fn boxes_band(rows: &[Vec<Pair>], widths: [u32; 2], width: u32) -> Band {
    let table = boxes(rows);
    let pairs = u32::try_from(table.columns.len() / 2).unwrap_or(1).max(1);
    let [label, value] = widths;
    // Labels are as wide as the form says; the values take what is left.
    let rest = 100_u32.saturating_sub(label * pairs) / pairs;
    let value = if (label + value) * pairs == 100 { value } else { rest.max(1) };
    let shares = [label, value].repeat(table.columns.len() / 2);
    let style = |_: usize, _: usize, cell: &Cell| {
        let is_short = !cell.text.contains('\n') && cell.text.chars().count() <= SHORT;
        if cell.header || is_short { Style::CellLabel } else { Style::CellText }
    };
    let widths = widths_of(&shares, width);
    let rows = rows_of(&table, &widths, &[], style);
    Band { widths, head: 0, rows }
}

/// A table of the form with its caption above it or at its left.
fn table_band(table: &Table, width: u32) -> Band {
    let printed = printed::printed(table);
    let aside = if printed.caption.is_empty() { 0 } else { printed.layout.aside };
    let mut shares = if printed.layout.widths.len() == printed.columns.len() {
        printed.layout.widths.clone()
    } else {
        automatic(&printed)
    };
    if aside > 0 {
        shares.insert(0, aside);
    }
    let widths = widths_of(&shares, width);
    let before = usize::from(aside > 0);
    let head = printed.head.len();
    let is_short = short_columns(&printed);
    let style = |row: usize, column: usize, cell: &Cell| match printed.columns.get(column).map(|c| c.kind) {
        _ if row < head => Style::CellLabel,
        Some(ColumnKind::Number) => Style::CellNumber,
        Some(ColumnKind::RowName) => Style::CellName,
        _ if cell.header || is_short[column] => Style::CellLabel,
        _ => Style::CellText,
    };
    let sizes = number_sizes(&printed, &widths[before..]);
    let mut rows = rows_of(&printed, &widths, &sizes, style);
    let columns = widths.len();
    let mut head = head;
    if aside > 0 {
        let paragraphs = paragraphs(Style::CellLabel, &printed.caption, widths[0]);
        let caption = Drawn { column: 0, columns: 1, rows: rows.len(), paragraphs, top: false };
        if let Some(first) = rows.first_mut() {
            first.cells.insert(0, caption);
        }
    } else if !printed.caption.is_empty() {
        let paragraphs = vec![Paragraph::of(Style::CellCaption, &printed.caption)];
        let caption = Drawn { column: 0, columns, rows: 1, paragraphs, top: false };
        rows.insert(0, Row { cells: vec![caption], height: 420 });
        head += 1;
    }
    Band { widths, head, rows }
}

/// The cells of a table as rows to draw. The columns of the table are the last of `widths`; `sizes` are those of
/// numbers by column.
fn rows_of(
    table: &Table,
    widths: &[u32],
    sizes: &[Option<u32>],
    style: impl Fn(usize, usize, &Cell) -> Style,
) -> Vec<Row> {
    let grid = table.grid();
    let before = widths.len() - table.columns.len();
    let mut rows = vec![Row::default(); grid.owners.len()];
    for placed in &grid.cells {
        let Cell { columns, rows: height, .. } = *placed.cell;
        let column = placed.column + before;
        let style = style(placed.row, placed.column, placed.cell);
        let size = sizes.get(placed.column).copied().flatten().filter(|_| style == Style::CellNumber);
        let width = widths.iter().skip(column).take(columns).sum();
        let paragraphs = match size {
            Some(size) => {
                let mut paragraph = Paragraph::new(style);
                paragraph.run(&placed.cell.text, Look { size: Some(size), ..Look::default() });
                vec![paragraph]
            }
            None => paragraphs(style, &placed.cell.text, width),
        };
        rows[placed.row].cells.push(Drawn { column, columns, rows: height, paragraphs, top: false });
    }
    rows
}

/// The lines of a cell. A label that needs several lines has lines of about the same length; a label with a note
/// below it is divided by the reader's program.
fn paragraphs(style: Style, text: &str, width: u32) -> Vec<Paragraph> {
    if style != Style::CellLabel || text.contains('\n') {
        return text.split('\n').map(|line| Paragraph::of(style, line)).collect();
    }
    let room = usize::try_from(width.saturating_sub(2 * CELL_MARGIN) / CELL).unwrap_or(usize::MAX);
    wrap_evenly(text, room).iter().map(|line| Paragraph::of(style, line)).collect()
}

/// By column: true if all its texts are short, so that they stand in the middle.
fn short_columns(table: &Table) -> Vec<bool> {
    let mut is_short = vec![true; table.columns.len()];
    let head = table.head.len();
    for placed in table.grid().cells.iter().filter(|placed| placed.row >= head && !placed.cell.header) {
        is_short[placed.column] &=
            !placed.cell.text.contains('\n') && placed.cell.text.chars().count() <= SHORT / 2;
    }
    is_short
}

/// By column: the size of its numbers where the usual one is too wide, since a number must not break.
fn number_sizes(table: &Table, widths: &[u32]) -> Vec<Option<u32>> {
    let mut longest = vec![0_usize; table.columns.len()];
    let head = table.head.len();
    for placed in table.grid().cells.iter().filter(|placed| placed.row >= head) {
        if table.columns[placed.column].kind == ColumnKind::Number {
            longest[placed.column] = longest[placed.column].max(cells_wide(&placed.cell.text));
        }
    }
    let size = |(longest, width): (&usize, &u32)| {
        let room = width.saturating_sub(2 * CELL_MARGIN);
        // A digit is half as wide as it is high: 5 twips for each half point.
        let fits =
            |size: &&u32| u32::try_from(*longest).unwrap_or(u32::MAX).saturating_mul(**size * 5) <= room;
        let [usual, .., least] = NUMBER_SIZES;
        let found = NUMBER_SIZES.iter().find(fits).copied().unwrap_or(least);
        Some(found).filter(|found| *found != usual)
    };
    longest.iter().zip(widths).map(size).collect()
}

/// Widths in percent where the form says nothing: numbers alike, texts twice as wide.
fn automatic(table: &Table) -> Vec<u32> {
    let count = |kind: ColumnKind| table.columns.iter().filter(|column| column.kind == kind).count();
    let count = |kind| u32::try_from(count(kind)).unwrap_or(0);
    let fixed = count(ColumnKind::Caption) * CAPTIONS + count(ColumnKind::RowName) * NAMES;
    let parts = (count(ColumnKind::Number) + 2 * count(ColumnKind::Text)).max(1);
    // In hundredths of a percent, as the parts are rarely whole.
    let part = (10_000_u32.saturating_sub(fixed * 100) / parts).max(1);
    let share = |kind| match kind {
        ColumnKind::Caption => CAPTIONS * 100,
        ColumnKind::RowName => NAMES * 100,
        ColumnKind::Number => part,
        ColumnKind::Text => part * 2,
    };
    table.columns.iter().map(|column| share(column.kind)).collect()
}

/// Divides a width in proportion to shares; the results add up to it.
fn widths_of(shares: &[u32], width: u32) -> Vec<u32> {
    let whole: u32 = shares.iter().sum::<u32>().max(1);
    let (mut sum, mut edge) = (0, 0);
    let next = shares.iter().map(|share| {
        sum += share;
        let before = std::mem::replace(&mut edge, width * sum / whole);
        edge - before
    });
    next.collect()
}
