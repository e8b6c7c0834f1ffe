//! Exports a report: the document model, and the output formats.
//!
//! `document` defines the content, its order and its numbering; a format only defines the layout. All
//! functions here are pure: they use no clock and no files, and the same report gives the same bytes. Text
//! passes [`form::clean`](crate::form::clean) once, when a [`Block`] is created, so that no terminal escape
//! sequence or bidirectional control character reaches an output.

mod document;
mod fetch;
mod file_name;
mod guard;
mod listing;
mod receipt;
mod refusal;
mod table;
mod values;

mod csv;
mod docx;
mod json;
mod markdown;
mod measure;
mod package;
mod text;
mod xlsx;

use std::io;

pub use document::document;
pub use fetch::{Fetch, Remote, in_lines};
pub use file_name::file_name;
pub use guard::unguarded;
pub use json::{findings_json, pretty_json, values_json};
pub use listing::{Listing, SUM_MARK, listing};
pub use receipt::Receipt;
pub use refusal::{Refusal, refusal};
pub use table::{Align, Cell, Column, ColumnKind, Grid, Placed, Table, boxes};
pub use values::{Status, cells, label, labels, plain, shown, status};

use crate::message::{self, Lang};
use crate::report::Texts;

/// Options for a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Adds an annex with the explanations of findings and the overridden totals.
    pub annex: bool,
    /// True if the document is a draft; formats with a place for a draft mark print one.
    pub draft: bool,
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

/// A label and its value, which can have several lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Label.
    pub label: String,
    /// Displayed value; empty if blank.
    pub value: String,
}

/// A request to export a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Name of the format.
    pub format: &'static str,
    /// True if the document is a draft.
    pub draft: bool,
    /// Path of the file; a relative path starts at the folder of the report.
    pub path: String,
    /// True if an existing file may be overwritten.
    pub replace: bool,
}

/// Writes a report to memory in a format. Fails only if the writer of a crate fails.
pub type Write = fn(&Texts<'_>, Options) -> io::Result<Vec<u8>>;

/// An export format.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// File name extension, without the dot.
    pub extension: &'static str,
    /// Help text that describes its purpose.
    pub help: fn(Lang) -> String,
    /// True if it can be printed on a terminal.
    pub terminal: bool,
    /// True if [`write`](Self::write) returns a Word document that LibreOffice converts to this format.
    pub through_office: bool,
    /// Writes the report.
    pub write: Write,
}

/// All formats. The command line, its help and the menu are generated from this table.
pub static FORMATS: [Format; 7] = [
    Format {
        name: "docx",
        extension: "docx",
        help: message::format_docx,
        terminal: false,
        through_office: false,
        write: word,
    },
    Format {
        name: "pdf",
        extension: "pdf",
        help: message::format_pdf,
        terminal: false,
        through_office: true,
        write: word,
    },
    Format {
        name: "xlsx",
        extension: "xlsx",
        help: message::format_xlsx,
        terminal: false,
        through_office: false,
        write: xlsx::write,
    },
    Format {
        name: "text",
        extension: "txt",
        help: message::format_text,
        terminal: true,
        through_office: false,
        write: |texts, options| Ok(text::write(&document(texts, options), texts.form.language).into_bytes()),
    },
    Format {
        name: "markdown",
        extension: "md",
        help: message::format_markdown,
        terminal: true,
        through_office: false,
        write: |texts, options| {
            Ok(markdown::write(&document(texts, options), texts.form.language).into_bytes())
        },
    },
    Format {
        name: "csv",
        extension: "csv",
        help: message::format_csv,
        terminal: true,
        through_office: false,
        write: |texts, _| csv::write(texts),
    },
    Format {
        name: "json",
        extension: "json",
        help: message::format_json,
        terminal: true,
        through_office: false,
        write: |texts, _| json::write(texts).map(String::into_bytes),
    },
];

/// Writes the report as a Word document.
fn word(texts: &Texts<'_>, options: Options) -> io::Result<Vec<u8>> {
    let layout = docx::Layout { paper: texts.form.paper, draft: options.draft, lang: texts.form.language };
    docx::write(&document(texts, options), layout)
}

impl Format {
    /// Returns the format with this name.
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// Returns the format with this file name extension, without the dot.
    pub fn of_extension(extension: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.extension.eq_ignore_ascii_case(extension))
    }
}
