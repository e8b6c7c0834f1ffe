//! Writes a report as a Word document: cover, bordered form, and prose in the layout of official documents.
//!
//! Everything that Word, WPS and LibreOffice interpret differently is explicit: a grid and a width for each
//! cell, Chinese fonts by name, page numbers with a result. The output is deterministic: no clock, no random
//! ids.

mod bands;
mod page;
mod paragraph;
mod parts;
mod printed;
mod tables;

use std::io;

use super::measure::width as cells_wide;
use super::package::{RELATIONS, XML};
use super::table::Align;
use super::{Block, Options, Page, PageKind, Pair, document};
use crate::check::Checked;
use crate::message::{self, Lang};
use bands::{Band, MAX_COLUMNS, Row, TooManyColumns};
use page::{Geometry, Layout, Numbering, twips};
use paragraph::{Look, Paragraph, Style};
use parts::MAIN;
use tables::{boxes_band, table_band};

/// Space for the signature to the right of a signer, and for the day to the right of a date, in twips.
const ROOM: [u32; 2] = [2600, 420];
/// Minimum height of a signature box in millimetres, without and with a signer.
const SIGNATURE: [u32; 2] = [20, 35];
/// Half the width of a Chinese character and the height of a line of the title, in twips.
const TITLE_CELL: u32 = 220;
const TITLE_LINE: u32 = 760;
/// Half the width of a Chinese character of the other lines of the cover, in twips.
const COVER_CELL: u32 = 160;
/// The space above a paragraph of the cover and the height of a line, in twips.
const COVER_LINE: [u32; 2] = [160, 640];
/// The indent of the lines of the cover, if they are short, in twips.
const COVER_INDENT: u32 = 1080;
/// The height of a line in a cell, in twips.
const LINE: u32 = Style::CellText.measures().1;

/// Writes a document as a .docx file.
pub(super) fn write(checked: &Checked<'_>, options: Options) -> io::Result<Vec<u8>> {
    let form = checked.texts.form;
    let mark = options.mark(checked.texts.report);
    let layout = Layout { paper: form.paper, mark, lang: form.language };
    let blocks = document(checked, options);
    let mut body = Body::new(layout);
    for (at, block) in blocks.iter().enumerate() {
        body.block(block, &blocks[at + 1..])?;
    }
    let document = body.finish()?;
    let title = blocks.iter().find_map(|block| match block {
        Block::Title(lines) => Some(lines.concat()),
        _ => None,
    });
    parts::parts(document, &title.unwrap_or_default(), layout)
}

/// State of the main part during writing.
struct Body {
    layout: Layout,
    xml: String,
    /// The last paragraph. It carries the section properties if the section ends with it.
    last: Option<Paragraph>,
    /// Collected rows of the form for the next table.
    bands: Vec<Band>,
    page: Option<Page>,
    /// True if a section with page numbers has started.
    numbered: bool,
    /// The spaces of the cover above title, lines and foot, in twips.
    cover: [u32; 3],
}

impl Body {
    fn new(layout: Layout) -> Body {
        let (xml, bands) = (String::new(), Vec::new());
        Body { layout, xml, last: None, bands, page: None, numbered: false, cover: [0; 3] }
    }

    fn geometry(&self) -> Geometry {
        let page = self.page.unwrap_or(Page { kind: PageKind::Form, landscape: false });
        Geometry::new(page, self.layout.paper)
    }

    fn width(&self) -> u32 {
        self.geometry().text_width()
    }

    fn is_cover(&self) -> bool {
        self.page.is_some_and(|page| page.kind == PageKind::Cover)
    }

    fn is_form(&self) -> bool {
        self.page.is_none_or(|page| page.kind == PageKind::Form)
    }

    fn block(&mut self, block: &Block, rest: &[Block]) -> io::Result<()> {
        match block {
            Block::NewPage(page) => {
                if self.page.is_some() {
                    self.end_section()?;
                }
                self.page = Some(*page);
                if self.is_cover() {
                    self.cover = cover_spaces(rest, self.geometry(), self.layout.lang);
                }
            }
            Block::Title(lines) => self.title(lines)?,
            Block::Lines { rows, cover: true } => self.cover_lines(rows)?,
            Block::Lines { rows, cover: false } => self.lines_below(rows)?,
            Block::CoverFoot(text) => {
                let mut paragraph = Paragraph::of(Style::CoverFoot, text);
                paragraph.before = Some(self.cover[2]);
                self.push(paragraph)?;
            }
            Block::Heading { level, number, text } => {
                let text = format!("{number}{text}");
                if self.is_form() && rest.first().is_some_and(is_boxed) {
                    let paragraph = Paragraph::of(Style::CellPart, &text);
                    let row = Row::single(1, 480, false, vec![paragraph]);
                    self.bands.push(Band { widths: vec![self.width()], head: 1, rows: vec![row] });
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
                let band = boxes_band(rows, *widths, self.width());
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

    /// Writes the last paragraph and the collected rows.
    fn flush(&mut self) -> io::Result<()> {
        if let Some(last) = self.last.take() {
            last.write(false, &mut self.xml);
        }
        let bands = std::mem::take(&mut self.bands);
        let page = self.geometry().text_height();
        bands::draw(&bands, page, &mut self.xml).map_err(|TooManyColumns(found)| {
            io::Error::other(message::too_many_columns(self.layout.lang, found, MAX_COLUMNS))
        })
    }

    fn push(&mut self, paragraph: Paragraph) -> io::Result<()> {
        self.flush()?;
        self.last = Some(paragraph);
        Ok(())
    }

    /// Returns the properties of the current section.
    fn section(&mut self) -> String {
        let numbering = match (self.is_cover(), self.numbered) {
            (true, is_later) => Numbering::None { is_later },
            (false, false) => Numbering::FromOne,
            (false, true) => Numbering::Continued,
        };
        self.numbered |= !self.is_cover();
        self.layout.section(self.geometry(), numbering)
    }

    /// Adds an invisible paragraph after a table: neither a section nor the document may end with a table.
    fn end_with_paragraph(&mut self) -> io::Result<()> {
        if !self.bands.is_empty() || self.last.is_none() {
            self.push(Paragraph::new(Style::Separator))?;
        }
        Ok(())
    }

    /// Ends a section with its last paragraph, so that no empty page is added.
    fn end_section(&mut self) -> io::Result<()> {
        let section = self.section();
        self.end_with_paragraph()?;
        if let Some(last) = &mut self.last {
            last.section = Some(section);
        }
        self.flush()
    }

    fn finish(mut self) -> io::Result<String> {
        let section = self.section();
        self.end_with_paragraph()?;
        self.flush()?;
        Ok(format!(
            "{XML}<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><w:body>{}{section}</w:body></w:document>",
            self.xml
        ))
    }

    /// Writes the title. On the cover, there is space above it.
    fn title(&mut self, lines: &[String]) -> io::Result<()> {
        for (at, line) in lines.iter().enumerate() {
            let mut paragraph = Paragraph::of(Style::Title, line);
            if at == 0 && self.is_cover() {
                paragraph.before = Some(self.cover[0]);
            }
            self.push(paragraph)?;
        }
        Ok(())
    }

    /// Writes lines of labels and values on the cover. The underline of a value ends at a tab stop, because
    /// blanks at the end of a line are not underlined.
    fn cover_lines(&mut self, rows: &[Vec<Pair>]) -> io::Result<()> {
        let lang = self.layout.lang;
        let underlined = Look { underlined: true, ..Look::default() };
        let lines = CoverLines::new(rows, self.width(), lang);
        for (at, line) in lines.lines.iter().enumerate() {
            let mut paragraph = Paragraph::new(Style::CoverLine);
            paragraph.indent = (lines.indent, 0);
            if at == 0 {
                paragraph.before = Some(self.cover[1]);
            }
            for (pair, stop) in line {
                paragraph.tabs.push(*stop);
                paragraph.run(&message::label_value(lang, &pair.label, ""), Look::default());
                paragraph.run(&format!(" {}", pair.value), underlined);
                paragraph.tab(underlined);
            }
            self.push(paragraph)?;
        }
        Ok(())
    }

    /// Adds lines of labels and values below the form.
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

    /// Returns a box with space for a signature: the label at the top, signer and date at the bottom.
    fn signature(&self, label: &str, signer: &str, date: Option<&str>, height: Option<u32>) -> Band {
        let lang = self.layout.lang;
        let with_colon = |text: &str| message::label_value(lang, text.trim_end_matches(['：', ':']), "");
        let height = twips(height.unwrap_or(SIGNATURE[usize::from(!signer.is_empty())]));
        let height = height.min(self.geometry().text_height() / 10 * 9);
        let mut paragraphs = vec![Paragraph::of(Style::CellText, &with_colon(label))];
        let right = |text: &str, room: u32| {
            let mut paragraph = Paragraph::of(Style::CellText, text);
            paragraph.align = Some(Align::Right);
            // Trailing blanks are ignored in layout, so the space for the signature is an indent.
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
        let row = Row::single(1, height, true, paragraphs);
        Band { widths: vec![self.width()], head: 0, rows: vec![row] }
    }
}

/// The lines of labels and values on the cover.
struct CoverLines<'a> {
    /// The indent in twips.
    indent: u32,
    /// The pairs of each line with the tab stops after them.
    lines: Vec<Vec<(&'a Pair, u32)>>,
    /// The height of all lines in twips.
    height: u32,
}

impl<'a> CoverLines<'a> {
    fn new(rows: &'a [Vec<Pair>], width: u32, lang: Lang) -> CoverLines<'a> {
        // Add two cells: a blank before the value and a space after it.
        let needed = |pair: &Pair| {
            let cells =
                cells_wide(&message::label_value(lang, &pair.label, "")) + cells_wide(&pair.value) + 2;
            u32::try_from(cells).unwrap_or(u32::MAX).saturating_mul(COVER_CELL)
        };
        let total = |row: &[Pair]| row.iter().map(needed).fold(0, u32::saturating_add);
        let widest = rows.iter().map(|row| total(row)).max().unwrap_or(0);
        let indent = (width.saturating_sub(widest) / 2).min(COVER_INDENT);
        let room = width - 2 * indent;
        let mut lines = Vec::new();
        let mut height = 0_u32;
        for row in rows {
            let spare = room.checked_sub(total(row));
            let parts: Vec<&[Pair]> = match spare {
                Some(_) => vec![row],
                // Pairs that do not fit on one line are placed on separate lines.
                None => row.chunks(1).collect(),
            };
            for part in parts {
                let extra = room.saturating_sub(total(part)) / u32::try_from(part.len()).unwrap_or(1).max(1);
                let mut stop = indent;
                let stops = part.iter().map(|pair| {
                    stop = stop.saturating_add(needed(pair)).saturating_add(extra).min(width - indent);
                    (pair, stop)
                });
                lines.push(stops.collect());
                height += COVER_LINE[0] + COVER_LINE[1] * total(part).div_ceil(room.max(1)).clamp(1, 40);
            }
        }
        CoverLines { indent, lines, height }
    }
}

/// Returns the spaces of a cover in twips: above the title, above the lines, above the foot. They are reduced
/// in proportion if the texts need more space, so that the cover fits on one page.
fn cover_spaces(blocks: &[Block], geometry: Geometry, lang: Lang) -> [u32; 3] {
    const WANTED: [u32; 3] = [1500, 2200, 2400];
    let width = geometry.text_width();
    let lines = |text: &str, cell: u32| {
        let cells = u32::try_from(cells_wide(text)).unwrap_or(u32::MAX);
        cells.saturating_mul(cell).div_ceil(width).clamp(1, 40)
    };
    let height = |block: &Block| match block {
        Block::Title(title) => title.iter().map(|line| TITLE_LINE * lines(line, TITLE_CELL)).sum(),
        Block::Lines { rows, cover: true } => CoverLines::new(rows, width, lang).height,
        Block::CoverFoot(text) | Block::Note(text) => COVER_LINE[1] * lines(text, COVER_CELL),
        _ => 0,
    };
    let on_cover = blocks.iter().take_while(|block| !matches!(block, Block::NewPage(_)));
    let taken: u32 = on_cover.map(height).sum();
    let free = geometry.text_height().saturating_sub(taken);
    let wanted: u32 = WANTED.iter().sum();
    WANTED.map(|space| if free >= wanted { space } else { space * free / wanted })
}

/// Returns the position after the first `nth` of `of` equal shares between two edges.
fn share(from: u32, to: u32, nth: usize, of: usize) -> u32 {
    let part = |at: usize| u32::try_from(at).unwrap_or(1);
    from + (to - from) * part(nth) / part(of).max(1)
}

fn is_boxed(block: &Block) -> bool {
    matches!(block, Block::Boxes { .. } | Block::Table(_) | Block::Signature { .. })
}
