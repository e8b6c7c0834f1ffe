//! The report: the texts that the user entered, by field and row, and the edits that change them.
//!
//! Entries are neither refused nor interpreted here: a half-typed number is an entry like any other. The
//! calculation in `sheet` applies the types of the form. Applying an edit returns its inverse.

mod carried;
mod comments;
mod contents;
mod edit;
mod edition;
mod entry;
pub mod naming;
mod note;
mod notes;
mod pairing;
mod ron;
mod row_finder;
mod row_shift;

pub(crate) use carried::Carried;
pub use carried::LastValue;
pub use contents::{Annex, Paths, Report};
pub use edit::{Edit, RowEntries};
pub use edition::EditionChange;
pub use entry::Entry;
pub(crate) use entry::is_same;
pub use note::{Note, Topic};
pub use pairing::{Pairing, alike};
pub use ron::{ReadError, ReportFile, read, reading_order, write, write_over};
pub(crate) use row_finder::RowFinder;
pub(crate) use row_shift::RowShift;
