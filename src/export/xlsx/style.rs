//! Cell styles; each is written once, in the order of first use.

use std::fmt::Write as _;

use super::xml::MAIN;
use crate::export::package::XML;
use crate::export::table::Align;
use crate::message::Lang;

/// First id that is available for custom number formats.
const FIRST_FORMAT: usize = 164;

/// Role of a cell in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The caption above the table.
    Caption,
    /// A header of columns, or a caption of a group of rows.
    Header,
    /// A cell of a row.
    Body,
    /// A cell of a sum row.
    Sum,
}

/// Appearance of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    /// Role.
    pub(super) role: Role,
    /// Alignment of its text.
    pub(super) align: Align,
    /// Number of decimals shown; `None` uses the spreadsheet's default.
    pub(super) decimals: Option<usize>,
    /// True if the content remains text when the user edits it, even if it looks like a number or a formula.
    pub(super) is_quoted: bool,
}

/// The styles in use.
#[derive(Default)]
pub(super) struct Styles {
    used: Vec<Style>,
}

impl Styles {
    /// Returns the index of a style; adds the style if it is new.
    pub(super) fn number(&mut self, style: Style) -> usize {
        let at = self.used.iter().position(|used| *used == style).unwrap_or_else(|| {
            self.used.push(style);
            self.used.len() - 1
        });
        // Index 0 is the style of cells without a style.
        at + 1
    }

    /// Returns the styles part.
    pub(super) fn xml(&self, lang: Lang) -> String {
        let mut xml = format!("{XML}<styleSheet xmlns=\"{MAIN}\">");
        self.formats(&mut xml);
        let (name, charset) = match lang {
            Lang::Zh => ("宋体", "<charset val=\"134\"/>"),
            Lang::En => ("Calibri", ""),
        };
        xml.push_str("<fonts count=\"3\">");
        for (bold, size) in [("", 11), ("<b/>", 11), ("<b/>", 16)] {
            let _ = write!(xml, "<font>{bold}<sz val=\"{size}\"/><name val=\"{name}\"/>{charset}</font>");
        }
        xml.push_str(
            "</fonts><fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill>\
             <fill><patternFill patternType=\"gray125\"/></fill>\
             <fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFF2F2F2\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>\
             <borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border><border>",
        );
        for side in ["left", "right", "top", "bottom"] {
            let _ = write!(xml, "<{side} style=\"thin\"><color auto=\"1\"/></{side}>");
        }
        let _ = write!(
            xml,
            "<diagonal/></border></borders>\
             <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
             <cellXfs count=\"{}\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>",
            self.used.len() + 1
        );
        for style in &self.used {
            style.write(&mut xml);
        }
        xml.push_str(
            "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>\
             </styleSheet>\n",
        );
        xml
    }

    /// Writes the number formats that are not built in.
    fn formats(&self, xml: &mut String) {
        let mut own: Vec<usize> = self.used.iter().filter_map(|style| style.decimals).collect();
        own.sort_unstable();
        own.dedup();
        own.retain(|decimals| format_number(Some(*decimals)) >= FIRST_FORMAT);
        if own.is_empty() {
            return;
        }
        let _ = write!(xml, "<numFmts count=\"{}\">", own.len());
        for decimals in own {
            let (id, zeros) = (format_number(Some(decimals)), "0".repeat(decimals));
            let _ = write!(xml, "<numFmt numFmtId=\"{id}\" formatCode=\"0.{zeros}\"/>");
        }
        xml.push_str("</numFmts>");
    }
}

/// Returns the id of the number format with this number of decimals.
fn format_number(decimals: Option<usize>) -> usize {
    match decimals {
        None => 0,
        Some(0) => 1,
        Some(2) => 2,
        Some(other) => FIRST_FORMAT + other,
    }
}

impl Style {
    /// Returns a style with the default decimals.
    pub(super) fn new(role: Role, align: Align) -> Style {
        Style { role, align, decimals: None, is_quoted: false }
    }

    fn write(self, xml: &mut String) {
        let (font, fill, border) = match self.role {
            Role::Caption => (2, 0, 0),
            Role::Header => (1, 2, 1),
            Role::Body => (0, 0, 1),
            Role::Sum => (1, 0, 1),
        };
        let format = format_number(self.decimals);
        let align = match self.align {
            Align::Left => "\"left\" indent=\"1\"",
            Align::Center => "\"center\"",
            Align::Right => "\"right\"",
        };
        let quoted = if self.is_quoted { " quotePrefix=\"1\"" } else { "" };
        let _ = write!(
            xml,
            "<xf numFmtId=\"{format}\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\"{quoted} \
             applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\">\
             <alignment horizontal={align} vertical=\"center\" wrapText=\"1\"/></xf>"
        );
    }
}
