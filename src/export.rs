//! Exports a report: the document model, and the output formats.
//!
//! `document` defines the content, its order and its numbering; a format only defines the layout. All
//! functions here are pure: they use no clock and no files, and the same report gives the same bytes. Text
//! passes [`form::clean`](crate::form::clean) once, when a [`Block`] is created, so that no terminal escape
//! sequence or bidirectional control character reaches an output.

mod annex;
mod block;
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
mod review_json;
mod text;
mod xlsx;

use std::io;
use std::path::PathBuf;

pub use block::{Block, Options, Page, PageKind};
pub use document::document;
pub use fetch::{Fetch, Remote, in_lines};
pub use file_name::file_name;
pub use guard::unguarded;
pub use json::{findings_json, pretty_json, values_json};
pub use listing::{Listing, SUM_MARK, listing};
pub use measure::{is_wrapped, join_wrapped, width};
pub(crate) use package::safe;
pub use receipt::{ExportError, Receipt};
pub use refusal::{Refusal, refusal, unexplained};
pub use review_json::review_json;
pub use table::{Align, Cell, Column, ColumnKind, Grid, Pair, Placed, Table, boxes};
pub use values::{Status, cells, label, labels, plain, shown, status};

use crate::check::Checked;
use crate::message::{self, Lang};

/// A request to export a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Name of the format.
    pub format: &'static str,
    /// Draft or final, with or without the annex.
    pub options: Options,
    /// Path of the file; a relative path starts at the folder of the report.
    pub path: String,
    /// True if an existing file may be overwritten.
    pub replace: bool,
    /// The Word document that is filled in, if the program does not write one of its own.
    pub into: Option<PathBuf>,
}

/// Writes a report to memory in a format. Fails only if the writer of a crate fails.
pub type Write = fn(&Checked<'_>, Options) -> io::Result<Vec<u8>>;

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

/// Word: written to a file.
const WORD: Format = Format {
    name: "docx",
    extension: "docx",
    help: message::format_docx,
    terminal: false,
    through_office: false,
    write: docx::write,
};

/// Text: also printed on a terminal.
const TEXT: Format = Format {
    name: "text",
    extension: "txt",
    help: message::format_text,
    terminal: true,
    through_office: false,
    write: |checked, options| Ok(text::write(checked, options)),
};

/// All formats. The command line, its help and the menu are generated from this table.
pub static FORMATS: [Format; 7] = [
    WORD,
    Format { name: "pdf", extension: "pdf", help: message::format_pdf, through_office: true, ..WORD },
    Format { name: "xlsx", extension: "xlsx", help: message::format_xlsx, write: xlsx::write, ..WORD },
    TEXT,
    Format {
        name: "markdown",
        extension: "md",
        help: message::format_markdown,
        write: |checked, options| Ok(markdown::write(checked, options)),
        ..TEXT
    },
    Format { name: "csv", extension: "csv", help: message::format_csv, write: csv::write, ..TEXT },
    Format { name: "json", extension: "json", help: message::format_json, write: json::write, ..TEXT },
];

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
