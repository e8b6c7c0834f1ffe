//! Pages of a Word document: size, margins, headers and footers.

use std::fmt::Write;

use super::super::{Page, PageKind};
use super::paragraph::{Look, Paragraph, Style};
use crate::export::block::Mark;
use crate::export::table::Align;
use crate::form::{PageNumbers, Paper};
use crate::message::Lang;

/// Short and long side of A4, in twips.
const SHORT: u32 = 11906;
const LONG: u32 = 16838;
/// Margins of prose according to GB/T 9704, in twips: top, right, bottom, left. The right margin is 0.3 mm
/// smaller and the character spacing is 0.2 pt narrower, because 28 characters of 16 pt are wider than the
/// 156 mm of the standard.
const PROSE: [u32; 4] = [2098, 1458, 1984, 1588];
/// Minimum distance of headers and footers from the edge of the paper, in twips (5 mm).
const EDGE: u32 = 284;
/// The distance of the page number from the text, in twips.
const NUMBER: u32 = 584;

/// Converts millimetres to twips, rounded.
pub(super) fn twips(millimetres: u32) -> u32 {
    (millimetres * 7200 + 63) / 127
}

/// Size and margins of a page, in twips.
#[derive(Clone, Copy, Debug)]
pub(super) struct Geometry {
    width: u32,
    height: u32,
    /// Top, right, bottom, left.
    margins: [u32; 4],
    landscape: bool,
}

impl Geometry {
    pub(super) fn new(page: Page, paper: Paper) -> Geometry {
        let (width, height) = if page.landscape { (LONG, SHORT) } else { (SHORT, LONG) };
        let margins = match page.kind {
            PageKind::Form => paper.margins.map(twips),
            PageKind::Cover | PageKind::Prose => PROSE,
        };
        Geometry { width, height, margins, landscape: page.landscape }
    }

    /// Returns the width of the text area.
    pub(super) fn text_width(self) -> u32 {
        self.width - self.margins[1] - self.margins[3]
    }

    /// Returns the height of the text area.
    pub(super) fn text_height(self) -> u32 {
        self.height - self.margins[0] - self.margins[2]
    }
}

/// Page settings of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Page margins and position of page numbers.
    pub(super) paper: Paper,
    /// The mark on each page, if any.
    pub(super) mark: Option<Mark>,
    /// Language of the document.
    pub(super) lang: Lang,
}

/// Page numbering of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbering {
    /// No page numbers.
    None {
        /// True if an earlier section has page numbers, which would continue.
        is_later: bool,
    },
    /// Starts at 1.
    FromOne,
    /// Continues from the previous section.
    Continued,
}

/// A header or a footer: its relationship, part, kind, and the pages that it is printed on.
pub(super) struct Margin {
    pub(super) id: &'static str,
    pub(super) part: &'static str,
    pub(super) kind: &'static str,
    pages: &'static str,
    /// Side of the page number; `None` for the mark.
    outer: Option<Align>,
}

const MARGINS: [Margin; 4] = [
    Margin { id: "rId4", part: "header1.xml", kind: "header", pages: "default", outer: None },
    Margin { id: "rId5", part: "header2.xml", kind: "header", pages: "even", outer: None },
    Margin { id: "rId6", part: "footer1.xml", kind: "footer", pages: "default", outer: Some(Align::Right) },
    Margin { id: "rId7", part: "footer2.xml", kind: "footer", pages: "even", outer: Some(Align::Left) },
];

impl Layout {
    /// Returns the headers and footers of the document.
    pub(super) fn parts(self) -> impl Iterator<Item = &'static Margin> {
        let is_wanted = move |margin: &&Margin| match margin.outer {
            Some(_) => self.paper.page_numbers != PageNumbers::None,
            None => self.mark.is_some(),
        };
        MARGINS.iter().filter(is_wanted)
    }

    /// Returns the paragraph of a header or a footer.
    pub(super) fn paragraph(self, margin: &Margin) -> Paragraph {
        let Some(outer) = margin.outer else {
            let words = self.mark.map(|mark| mark.words(self.lang));
            return Paragraph::of(Style::Header, &words.unwrap_or_default());
        };
        let mut paragraph = Paragraph::of(Style::Footer, "— ");
        paragraph.page_number();
        paragraph.run(" —", Look::default());
        let is_outer = self.paper.page_numbers == PageNumbers::Outer;
        paragraph.align = Some(if is_outer { outer } else { Align::Center });
        // Indent by one character from the edge.
        paragraph.indent = match paragraph.align {
            Some(Align::Right) => (0, 280),
            Some(Align::Left) => (280, 0),
            _ => (0, 0),
        };
        paragraph
    }

    /// Returns the section properties.
    pub(super) fn section(self, geometry: Geometry, numbering: Numbering) -> String {
        let mut xml = String::from("<w:sectPr>");
        let without = matches!(numbering, Numbering::None { .. });
        for margin in self.parts().filter(|margin| margin.outer.is_none() || !without) {
            let Margin { id, kind, pages, .. } = margin;
            let _ = write!(xml, "<w:{kind}Reference w:type=\"{pages}\" r:id=\"{id}\"/>");
        }
        if self.mark.is_some() && numbering == (Numbering::None { is_later: true }) {
            let _ = write!(xml, "<w:headerReference w:type=\"first\" r:id=\"{}\"/>", MARGINS[0].id);
        }
        let Geometry { width, height, margins: [top, right, bottom, left], landscape } = geometry;
        let orient = if landscape { " w:orient=\"landscape\"" } else { "" };
        let footer = bottom.saturating_sub(NUMBER).max(EDGE);
        let _ = write!(
            xml,
            "<w:pgSz w:w=\"{width}\" w:h=\"{height}\"{orient}/>\
             <w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" \
             w:header=\"{}\" w:footer=\"{footer}\" w:gutter=\"0\"/>",
            top.min(1417).saturating_sub(567).max(EDGE),
        );
        if numbering == Numbering::FromOne {
            xml.push_str("<w:pgNumType w:start=\"1\"/>");
        }
        xml.push_str("<w:cols w:space=\"425\"/>");
        if numbering == (Numbering::None { is_later: true }) {
            // A section without footers inherits those of the previous section, except on its first page.
            xml.push_str("<w:titlePg/>");
        }
        // A grid of lines would stretch the rows of tables.
        xml.push_str("<w:docGrid w:linePitch=\"312\"/></w:sectPr>");
        xml
    }
}
