//! Import: a document from outside, as blocks, becomes a report.
//!
//! What a place is comes from the form's own words (labels, header trees, row sets, groups, chapters), never
//! from line numbers or from the names of one form's fields. Pure: files are opened and bytes decoded
//! elsewhere. What finds no place is not dropped: it is kept in the report's annex.

mod cells;
mod docx;
pub mod fit;
mod headers;
mod label;
mod lexicon;
mod limits;
mod lists;
mod normalise;
mod prose;
mod reader;
mod rows;
mod text;

pub use cells::read_cells;
pub use docx::{DocxError, MAX_PART_BYTES, read_docx};
pub use limits::TooLarge;
pub use text::read_text;

use crate::form::{CellRef, Form, Home};
use crate::report::Report;

/// A part of a document from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph that the document itself marks as a heading.
    Heading {
        /// How deep, from 1.
        level: usize,
        /// Its words, with the number if that was typed.
        text: String,
    },
    /// A paragraph.
    Paragraph(String),
    /// A paragraph that stands beside the text: in a text box, a note, the margin of a page.
    Aside(String),
    /// Rows of cells.
    Table(Vec<Vec<Cell>>),
}

/// A cell of a table from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its paragraphs, a line each.
    pub text: String,
    /// How many columns of the grid it covers, as far as the document says.
    pub columns: usize,
}

impl Cell {
    /// A cell of one column.
    pub fn new(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), columns: 1 }
    }
}

/// A text that found its cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Where it belongs.
    pub cell: CellRef,
    /// As it stands in the document.
    pub text: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a text that found its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is an entry.
    Entered,
    /// The formula gives the same: nothing is stored.
    Calculated,
    /// It stands over what the formula gives.
    Overrides,
}

/// A document as a report.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The report; what found no place is in its annex too.
    pub report: Report,
    /// What found its cell.
    pub placed: Vec<Placed>,
    /// What found none, in the order of the document.
    pub unplaced: Vec<String>,
}

/// How much was placed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Values of fields that stand alone, prose aside.
    pub fields: usize,
    /// Cells of tables, the names of rows aside.
    pub cells: usize,
    /// Texts under headings.
    pub prose: usize,
    /// Of all these: same as calculated, so not stored.
    pub calculated: usize,
    /// Of all these: stand over what a formula gives.
    pub overrides: usize,
    /// Pieces of text that found no place.
    pub unplaced: usize,
}

impl Summary {
    /// All that was placed.
    pub fn placed(&self) -> usize {
        self.fields + self.cells + self.prose
    }
}

impl Imported {
    /// How much was placed.
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

/// Reads a document as a report of a form.
pub fn import(form: &Form, blocks: &[Block]) -> Imported {
    let mut reader = reader::Reader::new(form);
    reader.read(blocks);
    normalise::normalise(form, reader.finish())
}
