//! Imports a document: converts its blocks to a report.
//!
//! The position of a text is determined by the texts of the form (labels, header trees, row sets, groups,
//! chapters), never by line numbers or hard-coded field names. Pure functions; callers open files and decode
//! bytes. Texts that match no cell are not dropped: they go to the report's annex.

mod by_path;
mod cells;
mod columns;
mod delimited;
mod doc;
mod document;
mod docx;
mod entry;
mod equation;
mod evidence;
mod exported;
pub mod fit;
mod formats;
mod frames;
mod headers;
mod imported;
mod label;
mod lexicon;
mod limits;
mod lists;
mod look;
mod margins;
mod markdown;
mod normalise;
mod numbering;
mod order;
mod plan;
mod prose;
mod quantity;
mod reader;
mod repair;
mod rows;
mod symbol;
mod table;
mod tabs;
mod text;
mod values;
mod workbook;
mod wrapped;
mod years;

pub use cells::{read_cells, write_cells};
pub use doc::{DocError, read_doc};
pub use document::{Block, Cell, Covers, Document, Grid, LostKind, LostPart};
pub(crate) use docx::xml::{attribute, is_on, resolve};
pub use docx::{DocxError, MAX_PART_BYTES, MainPart, main_part, read_docx, read_docx_with};
pub use entry::entry_text;
pub use exported::Values;
pub use formats::{Foreign, ReadError, Source, read_document, read_source, read_tables};
pub use imported::{Fate, Imported, Placed, Summary};
pub(crate) use label::{is_ellipsis, one_line};
pub use limits::TooLarge;
pub use plan::{Part, PlanLine};
pub use repair::{Place, Repair, RepairKind};
pub use text::read_text;

use crate::form::Form;

/// Imports a document as a report of a form, with its labels in either language.
pub fn import(form: &Form, document: &Document) -> Imported {
    let own = import_labels(form, document);
    let other = form.translation().map(|form| import_labels(form, document));
    other.filter(|other| other.placed.len() > own.placed.len()).unwrap_or(own)
}

/// Imports a document with the labels of this form.
fn import_labels(form: &Form, document: &Document) -> Imported {
    let blocks = &document.blocks;
    let dated = form.has_years().then(|| form.with_year(years::year_of_labels(form, blocks)));
    let form = dated.as_ref().unwrap_or(form);
    let mut reader = reader::Reader::new(form);
    reader.read(blocks);
    Imported { lost: document.lost.clone(), ..normalise::normalise(form, reader.finish()) }
}

/// Imports a document, or the values of a report, as a report of a form.
pub fn import_source(form: &Form, source: &Source) -> Imported {
    match source {
        Source::Document(document) => import(form, document),
        Source::Values(values) => {
            let mut imported = normalise::normalise(form, by_path::found(form, values));
            by_path::complete(form, values, &mut imported.report);
            imported.is_report = values.form.as_ref().is_none_or(|id| *id == form.id);
            imported
        }
    }
}
