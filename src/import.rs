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
mod label;
mod lexicon;
mod limits;
mod lists;
mod look;
mod margins;
mod markdown;
mod normalise;
mod numbering;
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
mod years;

pub use cells::{read_cells, write_cells};
pub use doc::{DocError, read_doc};
pub use document::{Block, Cell, Covers, Document, Grid, LostKind, LostPart};
pub use docx::{DocxError, MAX_PART_BYTES, read_docx};
pub use entry::entry_text;
pub use exported::Values;
pub use formats::{Foreign, ReadError, Source, read_document, read_source, read_tables};
pub use limits::TooLarge;
pub use plan::{Part, PlanLine};
pub use repair::{Place, Repair, RepairKind};
pub use text::read_text;

use std::collections::BTreeMap;

use crate::form::{CellRef, FieldId, Form, Home};
use crate::report::Report;

/// A text that was matched to a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Cell.
    pub cell: CellRef,
    /// Text, as in the document.
    pub text: String,
    /// Result of the import for this text.
    pub fate: Fate,
}

/// Result of the import for a matched text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Stored as an entry.
    Entered,
    /// Equal to the calculated value, so not stored.
    Calculated,
    /// Stored as an override of the calculated value.
    Overrides,
}

/// Result of an import.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The report; its annex includes the unmatched texts.
    pub report: Report,
    /// Matched texts.
    pub placed: Vec<Placed>,
    /// Unmatched texts, in the order of the document.
    pub unplaced: Vec<String>,
    /// Everything that differs between the document and the report, in the order of the form.
    pub repairs: Vec<Repair>,
    /// Parts of the document that were not read.
    pub lost: Vec<LostPart>,
    /// Fields and columns whose label only resembles the form's, with the label in the document.
    pub guessed: BTreeMap<FieldId, String>,
    /// True if the document is a report of the form, and not another document with some of its words.
    pub is_report: bool,
}

/// Counts of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Matched fields outside tables, without prose.
    pub fields: usize,
    /// Matched cells of tables, without row names.
    pub cells: usize,
    /// Matched texts under prose headings.
    pub prose: usize,
    /// Of all these, equal to the calculated value, so not stored.
    pub calculated: usize,
    /// Of all these, overrides of a calculated value.
    pub overrides: usize,
    /// Number of unmatched texts.
    pub unplaced: usize,
}

impl Summary {
    /// Total number of matched texts.
    pub fn placed(&self) -> usize {
        self.fields + self.cells + self.prose
    }
}

impl Imported {
    /// Counts the results.
    pub fn summary(&self, form: &Form) -> Summary {
        let mut summary = Summary { unplaced: self.unplaced.len(), ..Summary::default() };
        for placed in &self.placed {
            let field = form.field(placed.cell.field);
            match (field.home, &field.heading) {
                (Home::RowName(_), _) => continue,
                (Home::Column { .. }, _) => summary.cells += 1,
                (Home::Alone, Some(_)) => summary.prose += 1,
                (Home::Alone, None) => summary.fields += 1,
            }
            match placed.fate {
                Fate::Entered => {}
                Fate::Calculated => summary.calculated += 1,
                Fate::Overrides => summary.overrides += 1,
            }
        }
        summary
    }
}

/// Imports a document as a report of a form.
pub fn import(form: &Form, document: &Document) -> Imported {
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
            imported.is_report = !imported.placed.is_empty();
            imported
        }
    }
}
