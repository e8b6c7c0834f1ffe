//! The result of an import: the report, and what became of each text.

use std::collections::BTreeMap;

use super::document::LostPart;
use super::repair::Repair;
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
