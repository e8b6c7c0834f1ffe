//! The result of filling in a document.

use std::collections::BTreeMap;

use crate::export::shown;
use crate::form::{CellRef, FieldId};
use crate::sheet::Texts;

/// A document with the values of a report.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The document.
    pub bytes: Vec<u8>,
    /// Places of the values, in the order of the document.
    pub places: Vec<Place>,
    /// Typed values that have no place in the document.
    pub unplaced: Vec<CellRef>,
    /// Values that an import of the document reads differently, with the text that it reads.
    pub differing: Vec<(CellRef, String)>,
    /// Labels of the document that only resemble those of a field, which is not filled in.
    pub unsure: BTreeMap<FieldId, String>,
    /// Labels of places that belong to no field.
    pub open: Vec<String>,
    /// Texts of the document that belong to no field.
    pub left: Vec<String>,
    /// Places and texts that the user should look at.
    pub remarks: Vec<Remark>,
}

/// A place of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Words beside the place in the document.
    pub label: String,
    /// Cell.
    pub cell: CellRef,
    /// Text in the document before.
    pub before: String,
    /// Value.
    pub text: String,
}

/// A place that the user should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The number is wider than its cell.
    Narrow(CellRef),
    /// The height of the row is fixed, and the text may be cut off.
    FixedHeight(CellRef),
    /// The calculated value has no place in the document.
    Omitted(CellRef),
    /// A page header or footer, or a text box in it, names another year or unit.
    Margin(String),
    /// A text of the document names the year before.
    OtherYear(String),
}

impl Filled {
    /// True if all values are in the document, and an import reads them.
    pub fn is_complete(&self) -> bool {
        self.unplaced.is_empty() && self.differing.is_empty()
    }
}

/// Returns the value of a cell as it is printed; empty if the report does not have the row.
pub(super) fn printed(texts: &Texts<'_>, cell: CellRef) -> String {
    if texts.report.has(texts.form, cell) { shown(texts, cell) } else { String::new() }
}
