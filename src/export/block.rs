//! The parts of a document: what is printed, in which order, and on which kind of page.

use super::table::{Pair, Table};
use crate::message::{self, Lang};
use crate::report::Report;

/// Options for a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Adds an annex with the explanations of findings and the overridden totals.
    pub annex: bool,
    /// True if the document is a draft; formats with a place for a mark print one.
    pub draft: bool,
}

/// A mark of a document that is not final, printed on each page if the format has a place for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A draft.
    Draft,
    /// A report to practise with.
    Practice,
}

impl Options {
    /// Returns the mark of a document of this report, if it has one.
    pub fn mark(self, report: &Report) -> Option<Mark> {
        self.draft.then_some(if report.is_practice() { Mark::Practice } else { Mark::Draft })
    }
}

impl Mark {
    /// Returns the words of the mark.
    pub fn words(self, lang: Lang) -> String {
        match self {
            Mark::Draft => message::draft_mark(lang),
            Mark::Practice => message::practice_mark(lang),
        }
    }
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// The title, in lines.
    Title(Vec<String>),
    /// A heading.
    Heading {
        /// Depth, from 1.
        level: usize,
        /// Number printed before the text: `一、`; may be empty.
        number: String,
        /// Text of the heading.
        text: String,
    },
    /// A paragraph of prose, without line breaks.
    Paragraph(String),
    /// Lines of `label：value`.
    Lines {
        /// The pairs of each line.
        rows: Vec<Vec<Pair>>,
        /// True if the lines are on the cover, centred on the page.
        cover: bool,
    },
    /// A line at the bottom of the cover.
    CoverFoot(String),
    /// Boxes with a label, each followed by a box with its value; one or more such pairs per row.
    Boxes {
        /// The pairs of each row.
        rows: Vec<Vec<Pair>>,
        /// Widths of label and value on paper, in percent.
        widths: Option<[u32; 2]>,
    },
    /// A table.
    Table(Table),
    /// A box that is signed by hand.
    Signature {
        /// Text that describes the required entry.
        label: String,
        /// The person who signs; may be empty.
        signer: String,
        /// Line for the date, if one is required.
        date: Option<String>,
        /// Minimum height on paper, in millimetres.
        height: Option<u32>,
    },
    /// A note of the form.
    Note(String),
    /// Start of a new page.
    NewPage(Page),
}

/// Properties of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Layout.
    pub kind: PageKind,
    /// True if it is landscape.
    pub landscape: bool,
}

/// Layout of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// The cover.
    Cover,
    /// Boxes and tables.
    Form,
    /// Headings and paragraphs.
    Prose,
}
