//! A paragraph of a Word document: its style, the deviations from the style, its runs.
//!
//! The schema prescribes the order of the elements. Word rejects some files with another order and silently
//! ignores parts of others, so only this module writes paragraphs.

use std::fmt::Write;

use super::super::measure::width;
use super::super::package::safe;
use super::super::table::Align;

/// Paragraph style; the name of the variant is the id in `styles.xml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    Title,
    CoverLine,
    CoverFoot,
    PartTitle,
    Heading1,
    Heading2,
    Heading3,
    #[default]
    Prose,
    CellPart,
    CellCaption,
    CellLabel,
    CellName,
    CellNumber,
    CellText,
    BelowTable,
    Separator,
    Header,
    Footer,
}

impl Style {
    /// Returns half the width of a Chinese character and the height of a line, in twips.
    pub(super) const fn measures(self) -> (u32, u32) {
        match self {
            Style::CellPart => (120, 400),
            Style::CellName | Style::CellNumber => (100, 300),
            _ => (105, 320),
        }
    }
}

/// A paragraph.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph {
    style: Style,
    /// Tab stops in twips from the left margin.
    pub(super) tabs: Vec<u32>,
    /// Space above in twips; `None` uses that of the style.
    pub(super) before: Option<u32>,
    /// Left and right indent, in twips.
    pub(super) indent: (u32, u32),
    /// Alignment; `None` uses that of the style.
    pub(super) align: Option<Align>,
    /// Runs, as XML.
    runs: String,
    /// Number of characters.
    pub(super) length: usize,
    /// Width in cells: two for a Chinese character.
    cells: usize,
    /// The properties of the section that ends with this paragraph, as XML.
    pub(super) section: Option<String>,
}

/// Formatting of a run that deviates from the style.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    /// True if it is underlined.
    pub(super) underlined: bool,
    /// Font size in half-points.
    pub(super) size: Option<u32>,
}

impl Paragraph {
    pub(super) fn new(style: Style) -> Paragraph {
        Paragraph { style, ..Paragraph::default() }
    }

    /// Returns a paragraph with a single run.
    pub(super) fn of(style: Style, text: &str) -> Paragraph {
        let mut paragraph = Paragraph::new(style);
        paragraph.run(text, Look::default());
        paragraph
    }

    /// Appends a run. The hint makes Word draw “ ” … — in the Chinese font.
    pub(super) fn run(&mut self, text: &str, look: Look) {
        if text.is_empty() {
            return;
        }
        self.length += text.chars().count();
        self.cells += width(text);
        self.runs.push_str("<w:r>");
        properties(look, &mut self.runs);
        let text = text.replace(['\t', '\n'], " ");
        let text = match text.strip_prefix('-') {
            // A line may break after a plain hyphen, and a negative number must not be split.
            Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => {
                self.runs.push_str("<w:noBreakHyphen/>");
                number
            }
            _ => &text,
        };
        let _ = write!(self.runs, "<w:t xml:space=\"preserve\">{}</w:t></w:r>", safe(text));
    }

    /// Estimates the height in twips in a cell with this line width. Word processors differ by a few percent.
    pub(super) fn height(&self, room: u32) -> u32 {
        let (cell, line) = self.style.measures();
        let cells = u32::try_from(self.cells).unwrap_or(u32::MAX / cell);
        let lines = cells.saturating_mul(cell).div_ceil(room.max(cell)).max(1);
        self.before.unwrap_or(0).saturating_add(lines.saturating_mul(line))
    }

    /// Appends a tab.
    pub(super) fn tab(&mut self, look: Look) {
        self.runs.push_str("<w:r>");
        properties(look, &mut self.runs);
        self.runs.push_str("<w:tab/></w:r>");
    }

    /// Appends the page number. WPS displays nothing for a field without a result.
    pub(super) fn page_number(&mut self) {
        let part = |part: &str| format!("<w:r><w:fldChar w:fldCharType=\"{part}\"/></w:r>");
        self.runs.push_str(&part("begin"));
        self.runs.push_str("<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>");
        self.runs.push_str(&part("separate"));
        self.runs.push_str("<w:r><w:t>1</w:t></w:r>");
        self.runs.push_str(&part("end"));
    }

    /// Writes the paragraph; `keep_next` keeps it on the same page as the next one.
    pub(super) fn write(&self, keep_next: bool, out: &mut String) {
        let _ = write!(out, "<w:p><w:pPr><w:pStyle w:val=\"{:?}\"/>", self.style);
        if keep_next {
            out.push_str("<w:keepNext/>");
        }
        if !self.tabs.is_empty() {
            out.push_str("<w:tabs>");
            for stop in &self.tabs {
                let _ = write!(out, "<w:tab w:val=\"left\" w:pos=\"{stop}\"/>");
            }
            out.push_str("</w:tabs>");
        }
        if let Some(before) = self.before {
            let _ = write!(out, "<w:spacing w:before=\"{before}\"/>");
        }
        match self.indent {
            (0, 0) => {}
            (left, right) => {
                let _ = write!(out, "<w:ind w:left=\"{left}\" w:right=\"{right}\"/>");
            }
        }
        if let Some(align) = self.align {
            let side = match align {
                Align::Left => "left",
                Align::Center => "center",
                Align::Right => "right",
            };
            let _ = write!(out, "<w:jc w:val=\"{side}\"/>");
        }
        out.push_str(self.section.as_deref().unwrap_or_default());
        out.push_str("</w:pPr>");
        out.push_str(&self.runs);
        out.push_str("</w:p>");
    }
}

fn properties(look: Look, out: &mut String) {
    out.push_str("<w:rPr><w:rFonts w:hint=\"eastAsia\"/>");
    if let Some(size) = look.size {
        let _ = write!(out, "<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>");
    }
    if look.underlined {
        out.push_str("<w:u w:val=\"single\"/>");
    }
    out.push_str("</w:rPr>");
}
