//! A report as a document and as data: the document model, and the formats it is written in.
//!
//! `document` says what stands on paper, in which order and under which number; a format only says how it
//! looks. Everything here is a pure function of the report: no clock, no files, the same bytes every time.
//! Text passes [`form::clean`](crate::form::clean) once, on its way into a [`Block`], so that nothing that
//! steers a terminal or turns the writing direction reaches any output.

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
mod json;
mod markdown;
mod measure;
mod package;
mod text;

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

/// What goes into a document beside the form itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// An annex with the explanations given to findings and the totals that were typed over.
    pub annex: bool,
    /// True if the document is a draft and says so, where its format has a place for it.
    pub draft: bool,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// The title, in lines.
    Title(Vec<String>),
    /// A heading.
    Heading {
        /// How deep, from 1.
        level: usize,
        /// As printed in front of the text: `一、`; may be empty.
        number: String,
        /// Its words.
        text: String,
    },
    /// A paragraph of prose, without line breaks.
    Paragraph(String),
    /// Lines of `label：value`.
    Lines {
        /// What stands on each line.
        rows: Vec<Vec<Pair>>,
        /// Whether they stand on the cover, in the middle of the page.
        cover: bool,
    },
    /// Boxes with a label and a box with its value, one or more such pairs in a row.
    Boxes(Vec<Vec<Pair>>),
    /// A table.
    Table(Table),
    /// A box to be signed by hand.
    Signature {
        /// What is to be written.
        label: String,
        /// Who signs; may be empty.
        signer: String,
        /// The line for a date, where one is asked.
        date: Option<String>,
    },
    /// A sentence of the form's own.
    Note(String),
    /// What follows begins a new page.
    PageBreak,
}

/// A label and its value, which may have several lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What it is.
    pub label: String,
    /// As shown; empty when blank.
    pub value: String,
}

/// An export that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Name of the format.
    pub format: &'static str,
    /// True if the document is a draft.
    pub draft: bool,
    /// The file, beside the report unless the path says otherwise.
    pub path: String,
    /// True if a file that is there may be replaced.
    pub replace: bool,
}

/// Writes a report in a format; to memory, so it only fails where a writer of a crate says so.
pub type Write = fn(&Texts<'_>, Options) -> io::Result<Vec<u8>>;

/// A format that reports are exported in.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What it is called on the command line.
    pub name: &'static str,
    /// How its files end, without the dot.
    pub extension: &'static str,
    /// What it is for.
    pub help: fn(Lang) -> String,
    /// Whether it can be shown on a terminal.
    pub terminal: bool,
    /// True if [`write`](Self::write) returns a Word document that LibreOffice converts to this format.
    pub through_office: bool,
    /// Writes it.
    pub write: Write,
}

/// All formats; the command line, its help and the menu derive from this table.
pub static FORMATS: [Format; 5] = [
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
        name: "pdf",
        extension: "pdf",
        help: message::format_pdf,
        terminal: false,
        through_office: true,
        // The writer of Word documents stands here once there is one; LibreOffice reads text too.
        write: |texts, options| Ok(text::write(&document(texts, options), texts.form.language).into_bytes()),
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

impl Format {
    /// The format of this name.
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format whose files end like this, without the dot.
    pub fn of_extension(extension: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.extension.eq_ignore_ascii_case(extension))
    }
}
